"""Exponentials that are products of each other: one of them goes, and what cancels is seen.

In the Black and Scholes formula S*exp(-d1^2/2) is K*exp(-r*t)*exp(-d2^2/2), as d1 and d2 differ by
s*sqrt(t): all that is left of the derivative by S is one normal distribution function. As it is
differentiated, it has the difference of both beside that.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import mpmath

from symchain.calculus.substitution import substituted
from symchain.evaluation.reference import Reference
from symchain.functions import TABLE
from symchain.graph.walk import reachable, variables
from symchain.simplification import simplify_all
from symchain.simplification.families import PRODUCTS
from symchain.stability.sweep import swept

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from symchain.graph.graph import Graph
    from symchain.stability.views import Views

EXP, LOG, NORMPDF = TABLE["exp"], TABLE["log"], TABLE["normpdf"]
MOST = 6  # exponentials, and logarithms, of a formula
PROBES = 3
DIGITS = 40
AGREEING = mpmath.mpf(10) ** -30
LARGEST = 2  # powers of what a logarithm is of,
FINEST = 4  # and their denominators


def merged(graph: Graph, roots: Sequence[int]) -> list[int]:
    """The roots without exp(u) where u = v + w + c*log(x): it is exp(v)*exp(w)*x^c.

    That u is so is found from exact values at a few points.
    """
    order = reachable(graph, roots)
    exponentials = [node for node in order if graph.ops[node] in (EXP, NORMPDF)]
    logarithms = [node for node in order if graph.ops[node] is LOG]
    if not (2 <= len(exponentials) <= MOST and 1 <= len(logarithms) <= MOST):
        return list(roots)
    images = _Relations(graph, exponentials, logarithms).found()
    if not images:
        return list(roots)
    made = substituted(graph, order, images)
    nodes = swept(graph, [made.get(root, root) for root in roots], PRODUCTS, _flat)
    return simplify_all(graph, nodes)


def _flat(views: Views, node: int) -> int:
    """A product with the products that others use too taken apart, so that terms are alike."""
    product = views.product(node)
    made = views.written(*product)
    views.know(made, product)
    return made


class _Relations:
    """What exponentials are of each other; `rows` are values of exponents and logarithms."""

    def __init__(self, graph: Graph, exponentials: list[int], logarithms: list[int]) -> None:
        self.graph = graph
        self.exponentials = exponentials
        self.logarithms = logarithms
        nodes = [*map(self._exponent, exponentials), *logarithms]
        known = variables(graph, nodes)
        reference = Reference(graph, nodes)
        columns = []
        for probe in range(PROBES):
            at = {
                node: 1 + mpmath.sqrt(2 + (7 * i + 3 * probe) % 11) / (3 + probe)
                for i, node in enumerate(known)
            }
            columns.append(reference.values(at, DIGITS))
        self.rows = dict(zip((*exponentials, *logarithms), zip(*columns, strict=True), strict=True))

    def _exponent(self, node: int) -> int:
        """The node of u in exp(u), or in exp(u)/sqrt(2*pi), which the normal density is."""
        graph, (arg,) = self.graph, self.graph.args[node]
        if graph.ops[node] is EXP:
            return arg
        return graph.divide(graph.multiply(arg, arg), graph.constant(-2))

    def found(self) -> dict[int, int]:
        """The products that exponentials are, of those before them."""
        images: dict[int, int] = {}
        kept: list[int] = []
        for node in self.exponentials:
            image = self._product(node, kept)
            if image is None:
                kept.append(node)
            else:
                images[node] = image
        return images

    def _product(self, node: int, kept: Sequence[int]) -> int | None:
        graph = self.graph
        densities = {each for each in self.exponentials if graph.ops[each] is NORMPDF}
        for some in (*combinations(kept, 1), *combinations(kept, 2)):
            if len(densities.intersection(some)) != (node in densities):
                continue
            for log in self.logarithms:
                share = self._share(node, some, log)
                if share is not None:
                    exponent = graph.constant(share.numerator, share.denominator)
                    made = graph.power(graph.args[log][0], exponent)
                    for each in some:
                        made = graph.multiply(each, made)
                    return made
        return None

    def _share(self, node: int, some: Sequence[int], log: int) -> Fraction | None:
        """The simple number c with which u is the sum of others and c*log(x); None without one."""
        rows = [self.rows[each] for each in (node, log, *some)]
        with mpmath.workdps(DIGITS):
            pairs = [(u - sum(others), y) for u, y, *others in zip(*rows, strict=True)]
            if not all(y and mpmath.isfinite(rest) and mpmath.isfinite(y) for rest, y in pairs):
                return None
            rest, y = pairs[0]
            share = Fraction(float(rest / y)).limit_denominator(FINEST)
            c = mpmath.mpf(share.numerator) / share.denominator
            is_so = abs(c) <= LARGEST and all(abs(rest - c * y) < AGREEING for rest, y in pairs)
        return share if is_so else None
