"""Polynomials that are a formula near a place, from its exact values at Chebyshev points.

About a place, infinity included, f(place + h) = h^order * g(h^step) with a smooth g that is not 0
there. On |h| <= radius g is its Chebyshev series, cut where a double sees no more of it (Trefethen,
Approximation Theory and Approximation Practice, 2013, chapters 3 and 4). That needs no rule for any
function, does not mind what cancels, and is shorter than Taylor's. About infinity h = 1/x.
"""

from __future__ import annotations

import math
from functools import cached_property, lru_cache

import mpmath

from symchain.functions.precision import WorkingDigits
from symchain.graph.rational import Rational
from symchain.stability.rescue.fractions import fraction
from symchain.stability.rescue.truth import Truth

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

LONGEST = 28  # coefficients of a polynomial ...
SAMPLES = 34  # ... from so many values
STEP = 40  # decimal digits of the h that tell how a formula begins ...
DIGITS = 510  # ... and those it takes to see
FITTED = 60  # digits of values, beside what cancels at small h
HIGHEST_ORDER = 12
PRECISION = 2.0**-56  # of a polynomial, relative
CAUTION = 1.5  # radii that are tried beside what the decay of coefficients says
NOISE = 30  # decimal digits below which a coefficient stands for 0


class Place:
    """Where a polynomial is wanted: about a number, or infinity; `center` is exact to many digits.

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
        """Whether the polynomial is in powers of 1/x."""
        return self.center is None

    def point(self, h: Any) -> Any:
        """The x of an h."""
        return 1 / h if self.infinite else self.center + h

    def distance(self, x: float) -> float:
        """The h of an x, as a double."""
        if self.infinite:
            return 1.0 / x if x else math.inf
        return x - float(self.center)


class Germ:
    """How a formula begins at a place: as h^order, times a function of h^step.

    A broken order is that of abs(h) on one side.
    """

    def __init__(self, place: Place, order: float, step: int) -> None:
        self.place = place
        self.order = order
        self.step = step
        self.known: dict[float, list[Rational] | None] = {}  # polynomials by radius
        self.longest = math.inf  # beyond it a polynomial has too many coefficients

    def polynomial(self, truth: Truth, radius: float) -> list[Rational] | None:
        """The coefficients of g, lowest power first, for |h| <= radius; None for too many."""
        is_symmetric = self.step == 1 and len(self.place.sides) > 1
        cancelled = HIGHEST_ORDER * max(0.0, math.log10(SAMPLES**2 / radius))
        digits = FITTED + int(cancelled)
        with WorkingDigits(digits):
            nodes = _waves(SAMPLES, mpmath.mp.prec)[1 : 2 * SAMPLES : 2]
            values = []
            for node in nodes:
                share = node if is_symmetric else mpmath.root((1 + node) / 2, self.step)
                h = self.place.sides[0] * radius * share
                value = truth.at(self.place.point(h), digits)
                if value is None:
                    return None
                values.append(value / _power(h, self.order))
            coefficients = _chebyshev(values)
            found = _shortened(coefficients, min(map(abs, values)))
            if found is None:
                self.longest = radius * _reach(coefficients) ** (1 / self.step)
                return None
            shares = _monomials(found, is_symmetric)
            unit = mpmath.mpf(self.place.sides[0] * radius) ** self.step
            least = max(map(abs, shares)) * mpmath.mpf(10) ** -NOISE
            return [
                fraction(a / unit**i) if abs(a) > least else (0, 1) for i, a in enumerate(shares)
            ]


def germ(truth: Truth, place: Place) -> Germ | None:
    """How a formula begins at a place; None where no power of h is what it is like."""
    with WorkingDigits(DIGITS):
        order = leading_order(truth, place)
        if order is None:
            return None
        is_even = len(place.sides) > 1 and _is_symmetric(truth, place, order)
        return Germ(place, order, 2 if is_even else 1)


def _is_symmetric(truth: Truth, place: Place, order: float) -> bool:
    """Whether f(place + h)/h^order is the same for h and -h."""
    h = mpmath.mpf(10) ** -(STEP // 4)
    right, left = (truth.at(place.point(side * h), DIGITS) for side in (1, -1))
    if right is None or left is None:
        return False
    change = abs(right - left * (-1) ** int(order))
    return bool(change <= abs(right) * mpmath.mpf(10) ** (-5 * STEP))


def leading_order(truth: Truth, place: Place) -> float | None:
    """The exponent of the first term, a half of a whole number; None where it is no such thing."""
    unit = mpmath.mpf(10) ** -STEP
    found = set()
    for side in place.sides:
        far, near = (truth.at(place.point(side * unit / n), DIGITS) for n in (1, 2))
        if not far or not near or far * near < 0:
            return None
        exponent = mpmath.log(far / near, 2)
        order = mpmath.nint(2 * exponent) / 2
        if abs(exponent - order) > mpmath.mpf(10) ** -(STEP // 4) or abs(order) > HIGHEST_ORDER:
            return None
        found.add(float(order))
    if len(found) > 1:
        return None
    order = found.pop()
    return None if len(place.sides) > 1 and order != int(order) else order


def _power(h: Any, order: float) -> Any:
    return h ** int(order) if order == int(order) else abs(h) ** mpmath.mpf(order)


@lru_cache(maxsize=8)
def _waves(count: int, bits: int) -> list[Any]:
    """One turn of the cosine in 4*count steps, at a precision in bits."""
    return [mpmath.cos(mpmath.pi * k / (2 * count)) for k in range(4 * count)]


def _chebyshev(values: Sequence[Any]) -> list[Any]:
    """The coefficients of the Chebyshev polynomials, from values at their roots."""
    count = len(values)
    waves = _waves(count, mpmath.mp.prec)
    sums = [
        sum([value * waves[j * (2 * i + 1) % (4 * count)] for i, value in enumerate(values)])
        for j in range(count)
    ]
    return [sums[0] / count, *[2 * each / count for each in sums[1:]]]


def _shortened(found: Sequence[Any], smallest: Any) -> list[Any] | None:
    """As many coefficients as a double's accuracy takes; None for too many."""
    count, rest = len(found), 0.0
    while count and rest + abs(found[count - 1]) <= PRECISION * smallest:
        count -= 1
        rest += abs(found[count])
    return list(found[:count]) if 0 < count <= LONGEST else None


def _reach(coefficients: Sequence[Any]) -> float:
    """By which share of its radius a series is surely too long still, as its decay tells.

    Coefficients shrink like p^-n, and a singularity at distance d from the middle of an interval of
    half width r has p of about 2*d/r: half the radius has twice that p.
    """
    half = len(coefficients) // 2
    first, last = (max(map(abs, part)) for part in (coefficients[:half], coefficients[half:]))
    if not first or not last:
        return 1.0
    decay: float = max(1.0, float((first / last) ** (mpmath.mpf(1) / half)))
    wanted: float = PRECISION ** (-1.0 / LONGEST)
    return min(1.0, decay / wanted * CAUTION)


def _monomials(found: Sequence[Any], is_symmetric: bool) -> list[Any]:
    """The coefficients of powers of t, of Chebyshev polynomials of t, or of 2*t - 1."""
    zero = mpmath.mpf(0)
    scale, shift = (1, 0) if is_symmetric else (2, -1)
    last: list[Any] = [zero] * len(found)
    before = list(last)
    for a in reversed(found):  # Clenshaw's recurrence, on polynomials
        twice = [2 * shift * c for c in last]
        for i in range(len(last) - 1):
            twice[i + 1] += 2 * scale * last[i]
        last, before = [c - b for c, b in zip(twice, before, strict=True)], last
        last[0] += a
    # the last step of the recurrence counts the argument once, not twice
    once = [shift * c for c in before]
    for i in range(len(before) - 1):
        once[i + 1] += scale * before[i]
    return [c - b for c, b in zip(last, once, strict=True)]
