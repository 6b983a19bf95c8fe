"""Power series of a formula about a place, from its exact values on a few tiny points around it.

With f(place + h) = h^k*(a0 + a1*h + a2*h^2 + ...), the coefficients are those of the polynomial
through f/h^k at h = e, 2*e, 3*e, ... (of both signs where the formula has both sides). With
arithmetic of hundreds of digits and e = 1e-10 that is exact far beyond doubles, needs no rule for
any function, and does not mind what cancels. About infinity h = 1/x.
"""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise

import mpmath

from symchain.graph.rational import Rational
from symchain.stability.rescue.fractions import fraction
from symchain.stability.rescue.truth import Truth

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

TERMS = 38  # values that are interpolated ...
EXACT = 34  # ... and coefficients that are precise enough to use
STEP = 10  # decimal digits of the step
DIGITS = STEP * TERMS + 130  # twice the step for every second power only
BRIDGE = 22  # coefficients of a polynomial between two places
BRIDGE_DIGITS = 80
CLOSE = 2.0**-54
HIGHEST_ORDER = 12
PRECISION = 2.0**-55  # of a truncated series, relative
STEEPEST = 1e5  # growth of the coefficients from one to the next; what has no series has 1e10


class Place:
    """Where a series is taken: a number, or infinity of one sign; `center` is exact to many digits.

    `sides` are the signs of h for which the formula has values.
    """

    def __init__(self, center: Any = None, sides: tuple[int, ...] = (1, -1)) -> None:
        self.center = center
        self.sides = sides

    @cached_property
    def simple(self) -> Rational:
        """The simple fraction that the center is."""
        return fraction(self.center)

    @property
    def infinite(self) -> bool:
        """Whether the series is in powers of 1/x."""
        return self.center is None

    def point(self, h: Any) -> Any:
        """The x of an h."""
        return 1 / h if self.infinite else self.center + h

    def distance(self, x: float) -> float:
        """The h of an x, as a double."""
        if self.infinite:
            return 1.0 / x if x else float("inf")
        return x - float(self.center)


class Expansion:
    """h^order * sum of coefficients[i]*h^(step*i); a broken order is that of |h| on one side."""

    def __init__(self, place: Place, order: float, coefficients: list[Any], step: int = 1) -> None:
        self.place = place
        self.order = order
        self.coefficients = coefficients
        self.step = step

    @cached_property
    def fractions(self) -> list[Rational]:
        """The coefficients as numbers to be written."""
        return [fraction(a) for a in self.coefficients]

    def length(self, radius: float) -> int | None:
        """How many coefficients give a double's accuracy for |h| <= radius; None for too many.

        What is not known is taken to go on as the last known terms do.
        """
        radius = radius**self.step
        sizes = [float(abs(a)) * radius**i for i, a in enumerate(self.coefficients)]
        ends = [abs(self._sum(side * radius)) for side in self.place.sides]
        limit = PRECISION * min([sizes[0], *ends])
        rest = 2.0 * max(sizes[-4:])
        count = len(sizes)
        while count and rest + sizes[count - 1] <= limit:
            count -= 1
            rest += sizes[count]
        return count if count < len(sizes) else None

    def _sum(self, h: float) -> float:
        return sum([float(a) * h**i for i, a in enumerate(self.coefficients)])


def expansion(truth: Truth, place: Place) -> Expansion | None:
    """The series about a place, on both sides if they agree; None where there is none.

    Of an even or odd formula only the powers that it has are looked for, so that they reach twice
    as far.
    """
    with mpmath.workdps(DIGITS):
        order = leading_order(truth, place)
        if order is None:
            return None
        step = 2 if len(place.sides) > 1 and _is_symmetric(truth, place, order) else 1
    digits = DIGITS + (step - 1) * STEP * TERMS
    with mpmath.workdps(digits):
        unit = mpmath.mpf(10) ** -STEP
        sides = place.sides[: 3 - step]
        places = [side * i for i in range(1, TERMS // len(sides) + 1) for side in sides]
        values = [truth.at(place.point(i * unit), digits) for i in places]
        if None in values:
            return None
        values = [v / _power(i * unit, order) for v, i in zip(values, places, strict=True)]
        scaled = interpolated([i**step for i in places], values)
        found = [a / unit ** (step * i) for i, a in enumerate(scaled[:EXACT])]
        return _cleaned(place, order, step, found)


def _is_symmetric(truth: Truth, place: Place, order: float) -> bool:
    """Whether f(place + h)/h^order is the same for h and -h."""
    h = mpmath.mpf(10) ** -STEP
    right, left = (truth.at(place.point(side * h), DIGITS) for side in (1, -1))
    if right is None or left is None:
        return False
    change = abs(right - left * (-1) ** int(order))
    return bool(change <= abs(right) * mpmath.mpf(10) ** (-STEP * TERMS // 2))


def leading_order(truth: Truth, place: Place) -> float | None:
    """The exponent of the first term, a half of a whole number; None where it is no such thing."""
    unit = mpmath.mpf(10) ** (-4 * STEP)
    found = set()
    for side in place.sides:
        far, near = (truth.at(place.point(side * unit / n), DIGITS) for n in (1, 2))
        if not far or not near or far * near < 0:
            return None
        exponent = mpmath.log(far / near, 2)
        order = mpmath.nint(2 * exponent) / 2
        if abs(exponent - order) > mpmath.mpf(10) ** -STEP or abs(order) > HIGHEST_ORDER:
            return None
        found.add(float(order))
    if len(found) > 1:
        return None
    order = found.pop()
    return None if len(place.sides) > 1 and order != int(order) else order


def _power(h: Any, order: float) -> Any:
    return h ** int(order) if order == int(order) else abs(h) ** mpmath.mpf(order)


def bridge(truth: Truth, center: Any, radius: Any) -> Expansion | None:
    """A polynomial that is close to a formula for |x - center| <= radius.

    It goes through the values at Chebyshev points; None where a value is missing.
    """
    with mpmath.workdps(BRIDGE_DIGITS):
        nodes = [mpmath.cos(mpmath.pi * (2 * i + 1) / (2 * BRIDGE)) for i in range(BRIDGE)]
        values = [truth.at(center + radius * node, BRIDGE_DIGITS) for node in nodes]
        if None in values:
            return None
        scaled = interpolated(nodes, values)
        for node in [1, *[(a + b) / 2 for a, b in pairwise(nodes)][:: BRIDGE // 6], -1]:
            value = truth.at(center + radius * node, BRIDGE_DIGITS)
            if (
                value is None
                or abs(mpmath.polyval(scaled[::-1], node) - value) > abs(value) * CLOSE
            ):
                return None
        return Expansion(Place(center), 0.0, [a / radius**i for i, a in enumerate(scaled)])


def interpolated(places: Sequence[Any], values: Sequence[Any]) -> list[Any]:
    """The coefficients, lowest power first, of the polynomial through values (Newton)."""
    differences = list(values)
    count = len(places)
    for depth in range(1, count):
        for i in range(count - 1, depth - 1, -1):
            gap = places[i] - places[i - depth]
            differences[i] = (differences[i] - differences[i - 1]) / gap
    result = [differences[-1]]
    for i in range(count - 2, -1, -1):  # Newton's form, opened from the inside
        result = [mpmath.mpf(0), *result]
        for j in range(len(result) - 1):
            result[j] -= places[i] * result[j + 1]
        result[0] += differences[i]
    return result


def _cleaned(place: Place, order: float, step: int, found: list[Any]) -> Expansion | None:
    """The expansion with noise taken for the zeros it stands for; None where it is no series.

    The noise is the first term that the polynomial lacks, as the other coefficients grow.
    """
    first = abs(found[0])
    if not first:
        return None
    growth = max([(abs(a) / first) ** (mpmath.mpf(1) / i) for i, a in enumerate(found) if i])
    if growth > STEEPEST**step:
        return None
    unit = mpmath.mpf(10) ** (-STEP * step)
    shrinking = unit * TERMS ** (2 * step)
    for i, a in enumerate(found):
        noise = first * growth**TERMS * shrinking ** (TERMS - i)
        if abs(a) <= 10 * noise + first * mpmath.mpf(10) ** (70 - DIGITS * step) / unit**i:
            found[i] = mpmath.mpf(0)
    return Expansion(place, order, found, step)
