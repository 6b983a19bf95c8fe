"""The repair of a formula of one variable: which form holds on which stretch of the axis.

Sampled against the exact values; a form takes over a stretch only where it is nowhere worse.
"""

from __future__ import annotations

import math

import mpmath

from symchain.graph.graph import Graph
from symchain.graph.rational import ZERO, Rational
from symchain.graph.walk import variables
from symchain.stability.rescue import judging, zones
from symchain.stability.rescue.axis import WHOLE, between, points
from symchain.stability.rescue.doubles import Doubles
from symchain.stability.rescue.expansion import Expansion, Place, bridge, expansion
from symchain.stability.rescue.flips import forms
from symchain.stability.rescue.judging import Target
from symchain.stability.rescue.screen import COARSE, places, suspicious
from symchain.stability.rescue.series import series
from symchain.stability.rescue.truth import Truth
from symchain.stability.rescue.zones import Zone

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from symchain.stability.rescue.axis import Stretch

CONFIRMED = 20  # suspicious points at which the truth is asked for before any work is done
HOLE_STEP, HOLE_DIGITS = 40, 500
MOST_PATCHES = 8
RUNS = 4  # of troubled points that are tried in turn
BUDGET = 120_000  # operations with many digits
MARGIN = 0.6  # of what is allowed is taken for trouble, since points are but a sample
ROUNDS = 4  # of choosing and trying at new points
SMALLEST, WIDEST = -34, 12  # binary exponents of the reach of a series
LONGEST = 30  # coefficients of a series


class Patch:
    """A form, the stretch on which it takes over, and the points of trouble that it ends.

    `equal` says that the form has the value of the formula everywhere, not only on the stretch.
    """

    def __init__(self, zone: Zone, form: int, gain: int, equal: bool = False) -> None:
        self.zone = zone
        self.form = form
        self.gain = gain
        self.equal = equal


def repaired(graph: Graph, root: int, within: Stretch = WHOLE) -> int | None:
    """A node of equal value that holds where the root loses digits; None where nothing is to do.

    Only what happens in a stretch of the axis counts.
    """
    (variable,) = variables(graph, [root])
    doubles = Doubles(graph, root, variable)
    centers = places(doubles, within)
    truth = Truth(graph, root, variable)
    if not _is_troubled(doubles, truth, centers, within):
        return None
    return _Repair(graph, root, variable, truth, centers, within).result()


def troubled(graph: Graph, root: int, within: Stretch = WHOLE) -> bool:
    """Whether a formula of one variable loses digits somewhere in a stretch."""
    (variable,) = variables(graph, [root])
    doubles = Doubles(graph, root, variable)
    return _is_troubled(doubles, Truth(graph, root, variable), places(doubles, within), within)


def _is_troubled(doubles: Doubles, truth: Truth, centers: Sequence[float], within: Stretch) -> bool:
    """Whether the truth confirms a suspicion somewhere."""
    xs = sorted({*points(within, centers, COARSE), *centers})
    for x in _sampled(doubles, xs):
        point = judging.target(truth, x)
        if point is None and x in centers:
            point = hole(truth, x)
        if point is not None and point.trouble(doubles.value(x)):
            return True
    return False


def _sampled(doubles: Doubles, xs: Sequence[float]) -> list[float]:
    """A few of the suspicious points: five of each run, with and without value.

    Those for which the truth is cheap come first.
    """
    suspects = set(suspicious(doubles, xs))
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
    with mpmath.workdps(HOLE_DIGITS):
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


class _Repair:
    """Forms and stretches taken over one by one, as long as trouble is left."""

    def __init__(
        self,
        graph: Graph,
        root: int,
        variable: int,
        truth: Truth,
        centers: Sequence[float],
        within: Stretch,
    ) -> None:
        self.graph = graph
        self.variable = variable
        self.truth = truth
        self.base = root
        self.centers = list(centers)
        self.within = within
        self.points = self._targets(root, points(within, centers))
        known = {point.x for point in self.points}
        for x in [float(exact(x)) for x in centers]:
            if x not in known and (gap := hole(truth, x)) is not None:
                self.points.append(gap)
        self.values = self._values(root)
        self.taken: list[Patch] = []
        self.forms = [*forms(graph, root, variable), graph.constant(0)]
        self.form_values = [self._values(form) for form in self.forms]
        self.series: list[Expansion] | None = None

    def _targets(self, root: int, xs: Sequence[float]) -> list[Target]:
        """The targets at points: what is computed where that is good, else the truth."""
        doubles = Doubles(self.graph, root, self.variable)
        found = [judging.trusted(doubles, x) or judging.target(self.truth, x) for x in xs]
        return [point for point in found if point is not None]

    def _values(self, node: int) -> list[float]:
        return judging.values(self.graph, node, self.variable, self.points)

    def result(self) -> int | None:
        """The repaired node; None where no patch was found.

        What was chosen is tried at points in between, and chosen again if it fails there.
        """
        start = self.base
        for _ in range(ROUNDS):
            if self.truth.spent > BUDGET:
                break
            self.base, self.taken = start, []
            self.values = self._values(start)
            self._choose()
            if self._node(self.base, self.taken) == start or not self._refuted():
                break
        self._drop_worse(start)
        found = self._node(self.base, self.taken)
        return None if found == start else found

    def _drop_worse(self, start: int) -> None:
        """Leaves out patches inside of which the formula itself is better somewhere."""
        before = self._values(start)
        while self.taken:
            self.values = self._values(self._node(self.base, self.taken))
            worse = [
                point.x
                for point, old, new in zip(self.points, before, self.values, strict=True)
                if point.worse(old, new) and point.trouble(new, MARGIN)
            ]
            guilty = [p for p in self.taken if any(p.zone.holds(x) for x in worse)]
            if not guilty:
                return
            self.taken.remove(guilty[-1])

    def _refuted(self) -> bool:
        """Whether new points show trouble; they are then among the points."""
        doubles = Doubles(self.graph, self._node(self.base, self.taken), self.variable)
        known = sorted([point.x for point in self.points])
        edges = [edge for patch in self.taken for edge in patch.zone.edges()]
        low, high = self.within
        tried = [x for x in [*edges, *between(known)] if low <= x <= high]
        found = judging.targets(self.truth, tried)
        failing = [point for point in found if point.trouble(doubles.value(point.x), MARGIN)]
        self.points += failing
        self.form_values = [self._values(form) for form in self.forms]
        return bool(failing)

    def _choose(self) -> None:
        """Takes patches as long as there is trouble that one ends."""
        while len(self.taken) < MOST_PATCHES and (troubles := self._troubles()):
            patch = self._best(troubles)
            if patch is None:
                break
            self.taken.append(patch)
            self.values = self._values(self._node(self.base, self.taken))
        self._prune()

    def _node(self, base: int, patches: Sequence[Patch]) -> int:
        """The node of the base with patches; the last stands outermost."""
        for patch in patches:
            condition = patch.zone.condition(self.graph, self.variable)
            base = self.graph.where(condition, patch.form, base)
        return base

    def _prune(self) -> None:
        """Leaves out what later patches made needless; one can take the place of the base."""
        for patch in list(self.taken):
            self._try(self.base, [other for other in self.taken if other is not patch])
        if self.taken and self.taken[0].equal:
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
            if point.trouble(value, MARGIN)
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
            effects = self._effects(values)
            gains = [(_gain(zone, effects), zone) for zone in zones.rays()]
            gain, zone = max(gains, key=lambda found: found[0])
            if gain:
                yield Patch(zone, form, gain, form not in self.graph.constants)

    def _effects(self, values: Sequence[float]) -> list[tuple[float, int]]:
        """For each point of interest what a form does there: 1 ends trouble, -1 is worse."""
        found = []
        for point, before, after in zip(self.points, self.values, values, strict=True):
            if point.worse(before, after):
                found.append((point.x, -1))
            elif point.trouble(before, MARGIN) and not point.trouble(after, MARGIN):
                found.append((point.x, 1))
        return found

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
        left = self._left(own.place, reach)
        least = min(left.values())
        for exponent in [e for e in reach if left[e] <= max(1.0, least)]:
            length = own.length(2.0**exponent)
            assert length is not None
            form = series(self.graph, self.variable, own, length)
            zone = _zone(own.place, exponent)
            gain = self._gain_inside(zone, form)
            if gain:
                return Patch(zone, form, gain)
        return None

    def _left(self, place: Place, reach: Sequence[int]) -> dict[int, float]:
        """By exponents, the worst shortfall between a reach of a series and the widest possible."""
        outer = _zone(place, reach[-1])
        inside = [
            (point.x, point.shortfall(value))
            for point, value in zip(self.points, self.values, strict=True)
            if outer.holds(point.x)
        ]
        found = {}
        for exponent in reach:
            inner = _zone(place, exponent)
            found[exponent] = max([worst for x, worst in inside if not inner.holds(x)], default=1.0)
        return found

    def _gain_inside(self, zone: Zone, form: int) -> int:
        """How many points of trouble a form ends on a stretch; 0 where it is worse anywhere."""
        doubles = Doubles(self.graph, form, self.variable)
        gain = 0
        for point, before in zip(self.points, self.values, strict=True):
            if zone.holds(point.x):
                after = doubles.value(point.x)
                if point.worse(before, after):
                    return 0
                gain += point.trouble(before, MARGIN) and not point.trouble(after, MARGIN)
        return gain

    def _bridges(self, troubles: Sequence[float]) -> Iterator[Patch]:
        """A polynomial over a run of troubled points or a part of it; runs nearest to 1 first."""
        left = [x for x in troubles if 2.0**-WIDEST < abs(x) < 2.0**WIDEST]
        for _ in range(RUNS):
            if not left:
                return
            low, high = self._run(left)
            patch = self._bridge(low, high)
            if patch is not None:
                yield patch
                return
            left = [x for x in left if not low <= x <= high]

    def _bridge(self, low: float, high: float) -> Patch | None:
        middle, half = (low + high) / 2, (high - low) / 2 + abs(low + high) / 32
        for part in (half, half / 2, half / 4, half / 8):
            grain = math.ldexp(1.0, math.frexp(part)[1] - 4)
            radius = math.ceil(part / grain) * grain
            center = math.floor(middle / grain + 0.5) * grain
            own = bridge(self.truth, mpmath.mpf(center), mpmath.mpf(radius))
            if own is not None:
                form = series(self.graph, self.variable, own, len(own.coefficients))
                zone = Zone(zones.NEAR, radius.as_integer_ratio(), center.as_integer_ratio())
                gain = self._gain_inside(zone, form)
                if gain:
                    return Patch(zone, form, gain)
        return None

    def _run(self, troubles: Sequence[float]) -> tuple[float, float]:
        """The first and the last of neighbouring points of trouble around that nearest to 1."""
        nearest = min(troubles, key=lambda x: abs(math.log2(abs(x) or 1e-300)))
        xs = sorted([point.x for point in self.points])
        known = set(troubles)
        low = high = xs.index(nearest)
        while low > 0 and known & {xs[low - 1], xs[max(0, low - 2)]}:
            low -= 1
        while high < len(xs) - 1 and known & {xs[high + 1], xs[min(len(xs) - 1, high + 2)]}:
            high += 1
        return xs[low], xs[high]


def _gain(zone: Zone, effects: Sequence[tuple[float, int]]) -> int:
    """How many points of trouble a form ends on a stretch; 0 where it is worse anywhere."""
    inside = [effect for x, effect in effects if zone.holds(x)]
    return 0 if -1 in inside else len(inside)


def _zone(place: Place, exponent: int) -> Zone:
    """The points with |h| < 2^exponent, on the sides of a place."""
    both, right = len(place.sides) > 1, place.sides[0] > 0
    if not place.infinite:
        kind = zones.NEAR if both else zones.RIGHT if right else zones.LEFT
        center = place.simple if place.center else ZERO
        return Zone(kind, zones.power_of_two(exponent), center)
    bound = zones.power_of_two(-exponent)
    if both:
        return Zone(zones.BEYOND, bound)
    return Zone(zones.ABOVE, bound) if right else Zone(zones.BELOW, (-bound[0], bound[1]))
