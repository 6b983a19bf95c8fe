"""The repair of a formula of one variable: which form holds on which stretch of the axis.

Sampled against the exact values; a form takes over a stretch only where it is nowhere worse.
"""

from __future__ import annotations

import math

import mpmath

from symchain.graph.graph import Graph
from symchain.graph.rational import ZERO, Rational
from symchain.stability.rescue import judging, zones
from symchain.stability.rescue.axis import points
from symchain.stability.rescue.doubles import Doubles
from symchain.stability.rescue.expansion import Expansion, Place, bridge, expansion
from symchain.stability.rescue.flips import forms
from symchain.stability.rescue.judging import Target
from symchain.stability.rescue.screen import COARSE, places, suspicious
from symchain.stability.rescue.series import fraction, series
from symchain.stability.rescue.truth import Truth
from symchain.stability.rescue.zones import Zone

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

CONFIRMED = 24  # suspicious points at which the truth is asked for before any work is done
MOST_PATCHES = 6
SMALLEST, WIDEST = -34, 12  # binary exponents of the reach of a series
LONGEST = 24  # coefficients of a series


class Patch:
    """A form, the stretch on which it takes over, and the points of trouble that it ends."""

    def __init__(self, zone: Zone, form: int, gain: int) -> None:
        self.zone = zone
        self.form = form
        self.gain = gain


def repaired(graph: Graph, root: int, variable: int) -> int | None:
    """A node of the same value that holds where the root loses digits; None where nothing is to do."""
    doubles = Doubles(graph, root, variable)
    found = places(doubles)
    truth = Truth(graph, root, variable)
    if not _is_troubled(doubles, truth, found):
        return None
    return _Repair(graph, root, variable, truth, found).result()


def _is_troubled(doubles: Doubles, truth: Truth, centers: Sequence[float]) -> bool:
    """Whether the truth confirms a suspicion somewhere."""
    suspects = suspicious(doubles, sorted({*points(centers, COARSE), *centers}))
    step = max(1, len(suspects) // CONFIRMED)
    for x in [*suspects[::step], *[x for x in centers if x in suspects]]:
        point = judging.target(truth, x)
        if point is None and x in centers:
            point = hole(truth, x)
        if point is not None and point.trouble(doubles.value(x)):
            return True
    return False


def hole(truth: Truth, x: float) -> Target | None:
    """The target at a place without a value, from the limits of both sides if they agree."""
    center = exact(x)
    with mpmath.workdps(judging_digits := 120):
        h = mpmath.mpf(10) ** -40
        right, left = (truth.at(center + side * h, judging_digits) for side in (1, -1))
        if right is None or left is None or abs(right - left) > mpmath.mpf(10) ** -30:
            return None
        limit = (right + left) / 2
        if abs(limit) < mpmath.mpf(10) ** -30:
            limit = mpmath.mpf(0)
        return Target(x, float(limit), float(limit - float(limit)), 0.0)


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


class _Repair:
    """Forms and stretches taken over one by one, as long as trouble is left."""

    def __init__(
        self, graph: Graph, root: int, variable: int, truth: Truth, centers: Sequence[float]
    ) -> None:
        self.graph = graph
        self.variable = variable
        self.truth = truth
        self.base = root
        self.centers = list(centers)
        self.points = judging.targets(truth, points(centers))
        known = {point.x for point in self.points}
        for x in [float(exact(x)) for x in centers]:
            if x not in known and (gap := hole(truth, x)) is not None:
                self.points.append(gap)
        self.values = self._values(root)
        self.taken: list[Patch] = []
        self.forms = [graph.constant(0), *forms(graph, root, variable)]
        self.form_values = [self._values(form) for form in self.forms]
        self.series: list[Expansion] | None = None

    def _values(self, node: int) -> list[float]:
        return judging.values(self.graph, node, self.variable, self.points)

    def result(self) -> int | None:
        """The repaired node; None where no patch was found."""
        while len(self.taken) < MOST_PATCHES and (troubles := self._troubles()):
            patch = self._best(troubles)
            if patch is None:
                break
            self.taken.append(patch)
            self.values = self._values(self._node(self.base, self.taken))
        if not self.taken:
            return None
        self._prune()
        return self._node(self.base, self.taken)

    def _node(self, base: int, patches: Sequence[Patch]) -> int:
        """The node of the base with patches; the last stands outermost."""
        for patch in patches:
            condition = patch.zone.condition(self.graph, self.variable)
            base = self.graph.where(condition, patch.form, base)
        return base

    def _prune(self) -> None:
        """Leaves out what later patches made needless, and the base where a patch can stand for it."""
        for patch in list(self.taken):
            self._try(self.base, [other for other in self.taken if other is not patch])
        if self.taken:
            self._try(self.taken[0].form, self.taken[1:])

    def _try(self, base: int, patches: list[Patch]) -> None:
        """Takes a shorter choice of forms, if it is nowhere worse."""
        values = self._values(self._node(base, patches))
        if not any(
            point.worse(before, after)
            for point, before, after in zip(self.points, self.values, values, strict=True)
        ):
            self.base, self.taken, self.values = base, patches, values

    def _troubles(self) -> list[float]:
        return [
            point.x
            for point, value in zip(self.points, self.values, strict=True)
            if point.trouble(value)
        ]

    # ---- candidates

    def _best(self, troubles: Sequence[float]) -> Patch | None:
        """What ends most trouble: another form, a series, else a polynomial between places."""
        found = [*self._form_patches(), *self._series_patches(troubles)]
        if not found:
            found = list(self._bridges(troubles))
        return max(found, key=lambda patch: patch.gain, default=None)

    def _form_patches(self) -> Iterator[Patch]:
        for form, values in zip(self.forms, self.form_values, strict=True):
            best: Patch | None = None
            for zone in zones.rays():
                gain = self._gain(zone, values)
                if gain and (best is None or gain > best.gain):
                    best = Patch(zone, form, gain)
            if best is not None:
                yield best

    def _gain(self, zone: Zone, values: Sequence[float]) -> int:
        """How many points of trouble a form ends on a stretch; 0 where it is worse anywhere."""
        gain = 0
        for point, before, after in zip(self.points, self.values, values, strict=True):
            if zone.holds(point.x):
                if point.worse(before, after):
                    return 0
                gain += point.trouble(before) and not point.trouble(after)
        return gain

    def _series_patches(self, troubles: Sequence[float]) -> Iterator[Patch]:
        if self.series is None:
            self.series = list(self._expansions(troubles))
        for own in self.series:
            patch = self._series_patch(own)
            if patch is not None:
                yield patch

    def _expansions(self, troubles: Sequence[float]) -> Iterator[Expansion]:
        """The series about the places near which there is trouble, on both sides if they agree."""
        for x in self.centers:
            if any(abs(trouble - x) < (abs(x) / 4 or 4.0) for trouble in troubles):
                yield from self._sides(exact(x))
        if any(abs(trouble) > 4.0 for trouble in troubles):
            yield from self._sides(None)

    def _sides(self, center: Any) -> Iterator[Expansion]:
        both = expansion(self.truth, Place(center))
        sides = [both] if both else [expansion(self.truth, Place(center, (s,))) for s in (1, -1)]
        yield from [side for side in sides if side is not None]

    def _series_patch(self, own: Expansion) -> Patch | None:
        """The series on the smallest stretch that leaves the least trouble beside it."""
        reach = [
            e for e in range(SMALLEST, WIDEST) if (own.length(2.0**e) or LONGEST + 1) <= LONGEST
        ]
        if not reach:
            return None
        left = {exponent: self._left(own.place, exponent, reach[-1]) for exponent in reach}
        least = min(left.values())
        for exponent in [e for e in reach if left[e] <= max(1.0, least)]:
            length = own.length(2.0**exponent)
            assert length is not None
            form = series(self.graph, self.variable, own, length)
            zone = _zone(own.place, exponent)
            gain = self._gain(zone, self._values(form))
            if gain:
                return Patch(zone, form, gain)
        return None

    def _left(self, place: Place, exponent: int, widest: int) -> float:
        """The worst shortfall between the reach of a series and the widest possible."""
        inner, outer = _zone(place, exponent), _zone(place, widest)
        return max(
            [
                point.shortfall(value)
                for point, value in zip(self.points, self.values, strict=True)
                if outer.holds(point.x) and not inner.holds(point.x)
            ],
            default=1.0,
        )

    def _bridges(self, troubles: Sequence[float]) -> Iterator[Patch]:
        """Polynomials around the point of trouble that is nearest to 1 in size."""
        middle = min(troubles, key=lambda x: abs(math.log2(abs(x) or 1e-300)))
        if not 2.0**-WIDEST < abs(middle) < 2.0**WIDEST:
            return
        for divisor in (2, 3, 4, 6, 8, 16):
            radius = power_of_two_below(abs(middle) / divisor)
            center = math.floor(middle / radius + 0.5) * radius
            own = bridge(self.truth, mpmath.mpf(center), mpmath.mpf(radius))
            length = None if own is None else own.length(radius)
            if own is not None and length is not None:
                form = series(self.graph, self.variable, own, length)
                zone = Zone(zones.NEAR, radius.as_integer_ratio(), center.as_integer_ratio())
                gain = self._gain(zone, self._values(form))
                if gain:
                    yield Patch(zone, form, gain)
                    return


def power_of_two_below(x: float) -> float:
    """The largest power of two that is not above x > 0."""
    return 2.0 ** (math.frexp(x)[1] - 1)


def _zone(place: Place, exponent: int) -> Zone:
    """The points with |h| < 2^exponent, on the sides of a place."""
    both, right = len(place.sides) > 1, place.sides[0] > 0
    if not place.infinite:
        kind = zones.NEAR if both else zones.RIGHT if right else zones.LEFT
        center = fraction(place.center) if place.center else ZERO
        return Zone(kind, zones.power_of_two(exponent), center)
    bound = zones.power_of_two(-exponent)
    if both:
        return Zone(zones.BEYOND, bound)
    return Zone(zones.ABOVE, bound) if right else Zone(zones.BELOW, (-bound[0], bound[1]))
