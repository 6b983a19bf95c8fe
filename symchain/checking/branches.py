"""The branches of a curve through a point where both first partials vanish.

Near such a point F is its form of lowest degree d in (dx, dy) plus higher terms; the slopes of the
branches are the real roots of the form. Two distinct slopes make a node, no real one an isolated
point, a double one a cusp where the terms of third order do not vanish along it.
"""

from __future__ import annotations

from math import comb

import mpmath

from symchain.evaluation.reference import DIGITS, Reference
from symchain.graph.expr import Expr

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from symchain.graph.graph import Graph

    Finding = tuple[str, list[float], str]

HIGHEST = 4  # degree of the form that is looked at
ZERO = mpmath.mpf(10) ** -9  # what counts as zero beside the other terms

NODE, CUSP, ISOLATED = "node", "cusp", "isolated point"
MULTIPLE, UNDECIDED = "multiple point", "undecided"


def branches(graph: Graph, root: int, names: tuple[str, str], point: Mapping[int, Any]) -> Finding:
    """The kind of the point, the slopes dy/dx of the branches, and a sentence."""
    forms = _forms(graph, root, names, point)
    size = max([abs(c) for form in forms for c in form], default=mpmath.mpf(0))
    for degree, form in enumerate(forms, 2):
        if any(abs(c) > ZERO * size for c in form):
            clean = [c if abs(c) > ZERO * size else mpmath.mpf(0) for c in form]
            third = forms[1] if degree == 2 else []
            return _double(clean, third, size) if degree == 2 else _multiple(clean, degree)
    return UNDECIDED, [], f"all terms up to order {HIGHEST} vanish: the branches are not decided"


def _forms(
    graph: Graph, root: int, names: tuple[str, str], point: Mapping[int, Any]
) -> list[list[Any]]:
    """The coefficients of dx^(d-i) dy^i in the forms of degree d = 2, 3, ..."""
    x, y = names
    rows = [Expr(graph, root).diff(x), Expr(graph, root).diff(y)]
    forms = []
    for degree in range(2, HIGHEST + 1):
        rows = [*[each.diff(x) for each in rows], rows[-1].diff(y)]
        values = Reference(graph, [each.node for each in rows]).values(point)
        if any(mpmath.isnan(value) for value in values):
            break
        forms.append([comb(degree, i) * value for i, value in enumerate(values)])
    return forms


def _double(form: list[Any], third: list[Any], size: Any) -> Finding:
    """A form of second degree a + b m + c m^2: node, isolated point or a double slope."""
    a, b, c = form
    discriminant = b * b - 4 * a * c
    if abs(discriminant) <= ZERO * (b * b + abs(4 * a * c)):
        slope = -b / (2 * c) if c else mpmath.inf
        along = _along(third, slope)
        if along is not None and abs(along) > ZERO * size:
            return CUSP, [float(slope)], f"cusp: both branches have the slope {_shown(slope)}"
        text = f"both branches have the slope {_shown(slope)}; terms up to third order leave open"
        return UNDECIDED, [float(slope)], f"{text} whether they are real"
    if discriminant < 0:
        return ISOLATED, [], "isolated point: no real branch passes through it"
    slopes = _roots_of_square(a, b, c, mpmath.sqrt(discriminant))
    shown = " and ".join(map(_shown, slopes))
    return NODE, [float(slope) for slope in slopes], f"node: two branches with slopes {shown}"


def _along(third: list[Any], slope: Any) -> Any:
    """The form of third degree in the direction of a slope."""
    if not third:
        return None
    if mpmath.isinf(slope):
        return third[-1]
    return sum([c * slope**i for i, c in enumerate(third)])


def _roots_of_square(a: Any, b: Any, c: Any, root: Any) -> list[Any]:
    """The two real roots of a + b m + c m^2, the larger first; one is infinite where c is 0."""
    if c == 0:
        return [mpmath.inf, -a / b]
    return sorted([(-b + root) / (2 * c), (-b - root) / (2 * c)], reverse=True)


def _multiple(form: list[Any], degree: int) -> Finding:
    """A form of higher degree: as many branches as it has real roots."""
    vertical = 0
    while form and form[-1] == 0:
        form, vertical = form[:-1], vertical + 1
    slopes = [mpmath.inf] * min(vertical, 1)
    try:
        roots = mpmath.polyroots(form[::-1], maxsteps=200, extraprec=300) if form[1:] else []
    except mpmath.libmp.NoConvergence:
        return UNDECIDED, [], "the slopes of the branches coincide and are not decided"
    precision = mpmath.mpf(10) ** (-DIGITS // 4)
    real = sorted([mpmath.re(r) for r in roots if abs(mpmath.im(r)) < precision], reverse=True)
    for root in real:
        if not slopes or abs(root - slopes[-1]) > precision * (1 + abs(root)):
            slopes.append(root)
    if not slopes:
        return ISOLATED, [], "isolated point: no real branch passes through it"
    text = f"point of multiplicity {degree}: branches with slopes {', '.join(map(_shown, slopes))}"
    return MULTIPLE, [float(slope) for slope in slopes], text


def _shown(slope: Any) -> str:
    return "infinity" if mpmath.isinf(slope) else f"{float(slope):.6g}"
