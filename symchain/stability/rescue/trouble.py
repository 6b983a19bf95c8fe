"""Whether a formula of one variable is in trouble: enough of the axis, or a place without value."""

from __future__ import annotations

import math

import mpmath

from symchain.functions.precision import WorkingDigits
from symchain.graph.graph import Graph
from symchain.graph.rational import Rational
from symchain.graph.walk import variables
from symchain.stability.rescue import judging
from symchain.stability.rescue.axis import WHOLE, decades, points
from symchain.stability.rescue.doubles import Doubles
from symchain.stability.rescue.effort import Effort
from symchain.stability.rescue.judging import NoNumber, Target
from symchain.stability.rescue.screen import COARSE, places, suspicious
from symchain.stability.rescue.truth import Truth

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Sequence
    from typing import Any

    from symchain.stability.rescue.axis import Stretch

CONFIRMED = 20  # suspicious points at which the truth is asked for before any work is done
HOLE_STEP, HOLE_DIGITS = 40, 500
LEAST = 0.25  # decades of the axis that have to be in trouble


def troubled(graph: Graph, root: int, effort: Effort, within: Stretch = WHOLE) -> bool:
    """Whether a formula of one variable loses digits somewhere in a stretch."""
    (variable,) = variables(graph, [root])
    doubles = Doubles(graph, root, variable)
    truth = Truth(graph, root, variable, effort)
    return is_troubled(doubles, truth, places(doubles, within), within)


def is_troubled(doubles: Doubles, truth: Truth, centers: Sequence[float], within: Stretch) -> bool:
    """Whether the truth confirms a suspicion of enough of the axis, or at one of the centers."""
    xs = sorted({*points(within, centers, COARSE), *centers})
    suspects = set(suspicious(doubles, xs))
    if decades(xs, suspects) < LEAST and suspects.isdisjoint(centers):
        return False
    for x in _sampled(doubles, xs, suspects):
        point = judging.target(truth, x)
        if x in centers and (point is None or isinstance(point, NoNumber)):
            point = hole(truth, x)
        if point is not None and point.trouble(doubles.value(x)):
            return True
    return False


def _sampled(doubles: Doubles, xs: Sequence[float], suspects: Container[float]) -> list[float]:
    """A few of the suspicious points: five of each run, with and without value.

    Those for which the truth is cheap come first.
    """
    runs: list[tuple[object, list[float]]] = []
    for x in xs:
        state = x in suspects and ("none" if math.isnan(doubles.value(x)) else "some")
        if not runs or runs[-1][0] != state:
            runs.append((state, []))
        runs[-1][1].append(x)
    found = [run[(len(run) - 1) * i // 4] for state, run in runs if state for i in range(5)]
    found.sort(key=lambda x: abs(math.log10(abs(x) or 1.0)))
    return list(dict.fromkeys(found))[:CONFIRMED]


def hole(truth: Truth, x: float) -> Target | None:
    """The target at a place without a value, from the limits of both sides if they agree."""
    center = exact(x)
    with WorkingDigits(HOLE_DIGITS):
        h = mpmath.mpf(10) ** -HOLE_STEP
        steps = (h, -h, h / 2)  # at a pole the last one differs
        right, left, near = (truth.at(center + step, HOLE_DIGITS) for step in steps)
        if right is None or left is None or near is None:
            return None
        gap = h * 10**10 * (1 + abs(near))
        limit = (right + left) / 2
        if max(abs(right - left), abs(right - near)) > gap:
            return None
        return Target(x, limit if abs(limit) > gap else mpmath.mpf(0))


def exact(x: float) -> Any:
    """The simple number that a double stands for, else the double."""
    top, bottom = fraction_of(x)
    return mpmath.mpf(top) / bottom


def fraction_of(x: float) -> Rational:
    from fractions import Fraction

    near = Fraction(x).limit_denominator(1000)
    if abs(float(near) - x) <= 4e-16 * abs(x):
        return near.numerator, near.denominator
    return x.as_integer_ratio()
