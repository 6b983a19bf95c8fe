"""The repair of a formula of one variable: which form holds on which stretch of the axis.

Sampled against the exact values; a form takes over a stretch only where it is nowhere worse.
"""

from __future__ import annotations

import math

import mpmath

from symchain.graph.graph import Graph
from symchain.graph.rational import ZERO, inverse
from symchain.graph.walk import operations, variables
from symchain.stability import stable
from symchain.stability.rescue import judging, zones
from symchain.stability.rescue.axis import WHOLE, between, points
from symchain.stability.rescue.doubles import Doubles
from symchain.stability.rescue.expansion import Germ, Place, germ
from symchain.stability.rescue.flips import forms
from symchain.stability.rescue.judging import NoNumber, Target
from symchain.stability.rescue.multiples import Function, multiple
from symchain.stability.rescue.samples import Samples
from symchain.stability.rescue.screen import places
from symchain.stability.rescue.series import series
from symchain.stability.rescue.trouble import exact, hole, is_troubled
from symchain.stability.rescue.truth import Truth
from symchain.stability.rescue.zones import Zone

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from symchain.stability.rescue import Computed, Known
    from symchain.stability.rescue.axis import Stretch

MOST_PATCHES = 8
MARGIN = 0.6  # of what is allowed is taken for trouble, since points are but a sample
ROUNDS = 4  # of choosing and trying at new points
# How far polynomials reach: two numbers for each power of two.
RADII = [part * 2.0**e for e in range(-34, 12) for part in (1.0, 1.5)]
TRIED = 8  # of them below what is needed
BEYOND = 1.1  # the last point of trouble
PASSED_OVER = 6  # points without trouble on a stretch of trouble,
GAP = 4.0  # unless there is more of it that near
BRIDGED = (2.0**-12, 2.0**12)
GROWTH = 2  # operations that repairs may add for each one that is there ...
SHORT = 30  # ... or in all ...
SEVERE = 2.0**26  # ... where so many units are lost, half of the digits; else a share of it


class Patch:
    """A form, the stretch on which it takes over, and the points of trouble that it ends.

    `equal` says that the form has the value of the formula everywhere, not only on the stretch.
    """

    def __init__(self, zone: Zone, form: int, gain: int, equal: bool = False) -> None:
        self.zone = zone
        self.form = form
        self.gain = gain
        self.equal = equal


def repaired(graph: Graph, root: int, known: Known, within: Stretch = WHOLE) -> int | None:
    """A node of equal value that holds where the root loses digits; None where nothing is to do.

    Only what happens in a stretch of the axis counts. Nothing is done where that takes more than
    what is left of the effort.
    """
    (variable,) = variables(graph, [root])
    doubles = Doubles(graph, root, variable)
    centers = places(doubles, within)
    truth = Truth(graph, root, variable, known.effort)
    if not is_troubled(doubles, truth, centers, within):
        return None
    functions = known.functions.setdefault(within, [])
    shared = multiple(graph, root, variable, functions)
    if shared is not None:
        return shared
    made = _Repair(graph, root, variable, truth, centers, within, known.computed).result()
    if made is not None:
        functions.append(Function(graph, root, variable, made))
    return made


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
        computed: Computed,
    ) -> None:
        self.graph = graph
        self.variable = variable
        self.truth = truth
        self.base = root
        self.centers = list(centers)
        self.within = within
        known = {point.x: point for point in self._targets(root, points(within, centers))}
        for x in [float(exact(x)) for x in centers]:
            if isinstance(known.get(x, NoNumber(x)), NoNumber) and (gap := hole(truth, x)):
                known[x] = gap
        self.points = list(known.values())
        self.samples = Samples(graph, variable)
        self.values = self._values(root, ())
        self.tried: dict[float, Target | None] = {}  # points between those
        self.taken: list[Patch] = []
        found = [*stable(graph, [root], computed), *forms(graph, root, variable), graph.constant(0)]
        self.forms = [form for form in dict.fromkeys(found) if form != root]
        self.form_values = [self.samples.values(form, self.points) for form in self.forms]
        self.germs: list[Germ] | None = None
        self.inside: list[tuple[Zone, int]] = []
        self.zoned = 0  # points of which it is known in which stretches they are
        self.size = operations(graph, [root])

    def _targets(self, root: int, xs: Sequence[float]) -> list[Target]:
        """The targets at points: what is computed where that is good, else the truth."""
        doubles = Doubles(self.graph, root, self.variable)
        found = [judging.trusted(doubles, x) or judging.target(self.truth, x) for x in xs]
        return [point for point in found if point is not None]

    def _values(self, base: int, patches: Sequence[Patch]) -> list[float]:
        return [self.samples.chosen(base, patches, point.x) for point in self.points]

    def result(self) -> int | None:
        """The repaired node; None where no patch was found.

        What was chosen is tried at points in between, and chosen again if it fails there.
        """
        start = self.base
        for _ in range(ROUNDS):
            self.base, self.taken = start, []
            self.values = self._values(start, ())
            self._choose()
            if self._node(self.base, self.taken) == start or not self._refuted(start):
                break
        if self.truth.effort.is_over:
            return None  # what was chosen is not tried at all points
        self._drop_worse(start)
        found = self._node(self.base, self.taken)
        return None if found == start else found

    def _drop_worse(self, start: int) -> None:
        """Leaves out patches inside of which the formula itself is better somewhere."""
        before = self._values(start, ())
        while self.taken:
            self.values = self._values(self.base, self.taken)
            worse = [
                point.x
                for point, old, new in zip(self.points, before, self.values, strict=True)
                if point.worse(old, new) and point.trouble(new, MARGIN)
            ]
            guilty = [p for p in self.taken if any(p.zone.holds(x) for x in worse)]
            if not guilty:
                return
            self.taken.remove(guilty[-1])

    def _refuted(self, start: int) -> bool:
        """Whether new points show trouble; they are then among the points."""
        known = sorted([point.x for point in self.points])
        edges = [edge for patch in self.taken for edge in patch.zone.edges()]
        low, high = self.within
        tried = [x for x in [*edges, *between(known)] if low <= x <= high]
        failing = []
        for x in tried:
            if x not in self.tried:
                self.tried[x] = judging.target(self.truth, x)
            point, value = self.tried[x], self.samples.chosen(self.base, self.taken, x)
            if point is None:
                continue
            before = self.samples.value(start, x)
            is_number_now = isinstance(point, NoNumber) and point.worse(before, value)
            if is_number_now or point.trouble(value, MARGIN):
                failing.append(point)
        self.points += failing
        for form, values in zip(self.forms, self.form_values, strict=True) if failing else ():
            values += self.samples.values(form, failing)
        return bool(failing)

    def _choose(self) -> None:
        """Takes patches as long as there is trouble that one ends."""
        while len(self.taken) < MOST_PATCHES and (troubles := self._troubles()):
            patch = self._best(troubles)
            if patch is None:
                break
            self.taken.append(patch)
            self.values = self._values(self.base, self.taken)
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
        values = self._values(base, patches)
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
        """What ends most trouble: another form, a polynomial about a place, or one in between."""
        found = [*self._form_patches(), *self._series_patches(troubles)]
        found = [patch for patch in found if self._earns(patch)]
        if not found:
            found = [patch for patch in self._bridges(troubles) if self._earns(patch)]
        return max(found, key=lambda patch: patch.gain, default=None)

    def _earns(self, patch: Patch) -> bool:
        """Whether what a patch ends is worth its length: all of it where half of the digits go."""
        lost = max(
            [
                point.error(value)
                for point, value in zip(self.points, self.values, strict=True)
                if patch.zone.holds(point.x) and point.trouble(value, MARGIN)
            ]
        )
        if lost > SEVERE:
            return True
        forms = [*[taken.form for taken in self.taken], patch.form]
        added = operations(self.graph, [self.base, *forms]) - self.size
        share = math.log(lost) / math.log(SEVERE)
        return added <= share * max(SHORT, GROWTH * self.size)

    def _form_patches(self) -> Iterator[Patch]:
        inside = self._inside_zones()
        for form, values in zip(self.forms, self.form_values, strict=True):
            ended, worse = self._effects(values)
            gains = [(0 if own & worse else (own & ended).bit_count(), z) for z, own in inside]
            gain, zone = max(gains, key=lambda found: found[0])
            if gain:
                yield Patch(zone, form, gain, form not in self.graph.constants)

    def _inside_zones(self) -> list[tuple[Zone, int]]:
        """The simple stretches with the points inside of each, as the bits of a number."""
        if self.zoned != len(self.points):
            self.zoned = len(self.points)
            self.inside = [
                (zone, sum([1 << i for i, p in enumerate(self.points) if zone.holds(p.x)]))
                for zone in zones.rays()
            ]
        return self.inside

    def _effects(self, values: Sequence[float]) -> tuple[int, int]:
        """The points at which a form ends trouble, and those at which it is worse, as bits."""
        ended = worse = 0
        rows = zip(self.points, self.values, values, strict=True)
        for place, (point, before, after) in enumerate(rows):
            if point.worse(before, after):
                worse |= 1 << place
            elif point.trouble(before, MARGIN) and not point.trouble(after, MARGIN):
                ended |= 1 << place
        return ended, worse

    def _series_patches(self, troubles: Sequence[float]) -> Iterator[Patch]:
        if self.germs is None:
            self.germs = list(self._germs(troubles))
        for own in self.germs:
            patch = self._patch_about(own)
            if patch is not None:
                yield patch

    def _germs(self, troubles: Sequence[float]) -> Iterator[Germ]:
        """The places near which there is trouble, with both sides if they are alike."""
        for x in dict.fromkeys([*self.centers, 0.0]):  # 0 may lie beside the stretch
            if any(abs(trouble - x) < (abs(x) / 4 or 4.0) for trouble in troubles):
                yield from self._sides(exact(x))
        if any(abs(trouble) > 4.0 for trouble in troubles):
            yield from self._sides(None)

    def _sides(self, center: Any) -> Iterator[Germ]:
        both = germ(self.truth, Place(center))
        sides = [both] if both else [germ(self.truth, Place(center, (s,))) for s in (1, -1)]
        yield from [side for side in sides if side is not None]

    def _patch_about(self, own: Germ) -> Patch | None:
        """A polynomial about a place as far as trouble reaches from there, or as it can."""
        needed = self._reach(own.place)
        radii = [radius for radius in RADII if radius < needed][-TRIED:]
        radii += [radius for radius in RADII if radius >= needed][:1]
        for radius in reversed(radii if needed else []):
            if radius > own.longest:
                continue
            patch = self._fitted(own, radius, _zone(own.place, radius))
            if patch is not None:
                return patch
        return None

    def _reach(self, place: Place) -> float:
        """How far from a place the trouble around it goes, as points show it now and then only."""
        near = []
        most = abs(float(place.center)) / 2 if place.center else RADII[-1]
        for point, value in zip(self.points, self.values, strict=True):
            h = place.distance(point.x)
            is_beside = len(place.sides) > 1 or (h >= 0.0) == (place.sides[0] > 0)
            if is_beside and abs(h) <= most:
                near.append((max(abs(h), RADII[0]), point.trouble(value, MARGIN)))
        reach, good = 0.0, 0
        for h, is_bad in sorted(near):
            if reach and good >= PASSED_OVER and h > GAP * reach:
                break
            reach, good = (h, 0) if is_bad else (reach, good + 1)
        return reach * BEYOND

    def _fitted(self, own: Germ, radius: float, zone: Zone) -> Patch | None:
        if radius not in own.known:
            own.known[radius] = own.polynomial(self.truth, radius)
        coefficients = own.known[radius]
        if coefficients is None:
            return None
        form = series(self.graph, self.variable, own, coefficients)
        gain = self._gain_inside(zone, form)
        return Patch(zone, form, gain) if gain else None

    def _gain_inside(self, zone: Zone, form: int) -> int:
        """How many points of trouble a form ends on a stretch; 0 where it is worse anywhere."""
        gain = 0
        for point, before in zip(self.points, self.values, strict=True):
            if zone.holds(point.x):
                after = self.samples.value(form, point.x)
                if point.worse(before, after):
                    return 0
                gain += point.trouble(before, MARGIN) and not point.trouble(after, MARGIN)
        return gain

    def _bridges(self, troubles: Sequence[float]) -> Iterator[Patch]:
        """A polynomial over the run of troubled points nearest to 1, or over a part of it."""
        left = [x for x in troubles if BRIDGED[0] < abs(x) < BRIDGED[1]]
        if not left:
            return
        low, high = self._run(left)
        middle, half = (low + high) / 2, (high - low) / 2 + abs(low + high) / 32
        for part in (half, half / 2, half / 4):
            grain = math.ldexp(1.0, math.frexp(part)[1] - 4)
            radius = math.ceil(part / grain) * grain
            center = math.floor(middle / grain + 0.5) * grain
            own = Germ(Place(mpmath.mpf(center)), 0.0, 1)
            zone = Zone(zones.NEAR, radius.as_integer_ratio(), center.as_integer_ratio())
            patch = self._fitted(own, radius, zone)
            if patch is not None:
                yield patch
                return

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


def _zone(place: Place, radius: float) -> Zone:
    """The points with |h| < radius, on the sides of a place."""
    both, right = len(place.sides) > 1, place.sides[0] > 0
    if not place.infinite:
        kind = zones.NEAR if both else zones.RIGHT if right else zones.LEFT
        center = place.simple if place.center else ZERO
        return Zone(kind, radius.as_integer_ratio(), center)
    bound = inverse(radius.as_integer_ratio())
    if both:
        return Zone(zones.BEYOND, bound)
    return Zone(zones.ABOVE, bound) if right else Zone(zones.BELOW, (-bound[0], bound[1]))
