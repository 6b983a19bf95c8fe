"""How accurate emitted functions are: the error of each result in ulp, all over the domain.

The truth is the 50-digit reference. A result is within its bounds where it errs by no more than 16
units in the last place, or by no more than 4 times what the function itself moves when each input
moves by half a unit: so much is lost before the function is called.
"""

from __future__ import annotations

import math
from itertools import islice

from symchain.checking.engines import Exact
from symchain.checking.losses import BOUND, SENSITIVE, Accuracy, Sample
from symchain.checking.probes import FEW, PROBES, Problem, unit
from symchain.evaluation.places import Places

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from symchain.checking.compare import Subject
    from symchain.checking.probes import Probe
    from symchain.graph.graph import Graph

    Point = Mapping[int, float]

EVALUATIONS = (2, 6, 10)  # of the formula, that a value, a slope and a curvature cost
FEWEST, FEW_RESULTS = 4, 2  # points and results that are always measured ...
LARGEST = 3_000  # ... of formulas with no more nodes
SPECIAL_DECADES = 2  # what mpmath's special functions answer quickly
NUDGE = 2.0**-40  # relative; what rounding makes of an input is HALF_UNIT
HALF_UNIT = 2.0**-53


class Profile:
    """How much is measured: points, decades up and down from 1, operations of many digits."""

    __slots__ = ("decades", "points", "work")

    def __init__(self, points: int, decades: float, work: int) -> None:
        self.points = points
        self.decades = decades
        self.work = work


LIGHT = Profile(16, 16, 6_000)
FULL = Profile(400, 300, 2_000_000)


def measured(
    subjects: Sequence[Subject],
    graph: Graph,
    roots: Sequence[int],
    problem: Problem,
    variables: Sequence[int],
    ranges: Mapping[str, Any],
    profile: Profile,
) -> Accuracy | None:
    """What emitted functions lose; None where the formulas are too large for the profile's work."""
    kinds = dict.fromkeys(kind for subject in subjects for kind in subject.kinds)
    meter = Meter(graph, roots, problem, variables, kinds)
    count = meter.fit(profile)
    if not count:
        return None
    decades = profile.decades if meter.engine.is_quick else SPECIAL_DECADES
    places = Places(graph, roots, variables, ranges, decades)
    return meter.measure(subjects, islice(places, count))


class Meter:
    """Measures functions that ought to compute the same results of a problem.

    What is true at a point, and how sensitive the function is there, is worked out once.
    """

    def __init__(
        self,
        graph: Graph,
        roots: Sequence[int],
        problem: Problem,
        variables: Sequence[int],
        kinds: Iterable[str],
    ) -> None:
        self.engine = Exact(graph, roots)
        self.names = {node: graph.names[node] for node in variables}
        entries = Entries(problem.outputs, problem.wrt, problem.scalar)
        self.probes = {kind: PROBES[kind](entries) for kind in kinds}
        self.whole = len(problem.wrt) <= FEW  # no entry is left out
        self.known: dict[tuple[str, tuple[float, ...]], Sensitivity] = {}

    def fit(self, profile: Profile) -> int:
        """Leaves out results until the work of a profile is enough; how many points it is for."""
        size = self.engine.size
        asked = [probe for probes in self.probes.values() for probe in probes]
        costs = [size * EVALUATIONS[probe.order] for probe in asked]
        kept = profile.work // (FEWEST * max(costs, default=1))
        kept = min(len(asked), max(kept, FEW_RESULTS if size <= LARGEST else 0))
        if not kept:
            return 0
        self.whole = self.whole and kept == len(asked)
        chosen = {id(asked[i * len(asked) // kept]) for i in range(kept)}
        for kind, probes in self.probes.items():
            self.probes[kind] = [probe for probe in probes if id(probe) in chosen]
        return min(profile.points, max(FEWEST, profile.work // (kept * max(costs))))

    def measure(self, subjects: Sequence[Subject], points: Iterable[Point]) -> Accuracy:
        """The errors at points; a result that has no value there counts nothing."""
        found = Accuracy()
        for point in points:
            for subject in subjects:
                self._at(found, subject, point)
        return found

    def _at(self, found: Accuracy, subject: Subject, point: Point) -> None:
        """Adds what one function returns at one point, where the truth is a double."""
        key = tuple(point.values())
        probes = subject.probes(self.probes)
        truths = [probe.expected(self.engine, key, point) for _, probe in probes]
        where = {self.names[node]: value for node, value in point.items()}
        try:
            got = list(map(float, subject.run(list(key))))
        except (ArithmeticError, ValueError, TypeError):
            if not (self.whole and all(map(math.isfinite, truths))):
                return  # it may refuse a point at which a part of its results has no value
            got = [math.nan] * subject.size
        for (start, probe), truth in zip(probes, truths, strict=True):
            if math.isfinite(truth):
                here = probe.of(got, start)
                ulps = abs(here - truth) / math.ulp(truth)
                ulps = ulps if math.isfinite(here) else math.inf
                is_beyond = ulps > BOUND and not self._is_sensitive(probe, point, truth, ulps)
                found.add(probe.what, Sample(where, here, truth, ulps, is_beyond))

    def _is_sensitive(self, probe: Probe, point: Point, truth: float, ulps: float) -> bool:
        """Whether an error is no more than what half a unit of each input makes of a result."""
        key = probe.what, tuple(point.values())
        if key not in self.known:
            self.known[key] = Sensitivity(probe, self.engine, point, truth)
        return self.known[key].reaches(ulps / SENSITIVE)


def judge(
    found: Accuracy,
    names: Sequence[str],
    where: Mapping[str, float],
    got: Sequence[float],
    truths: Sequence[float],
    moved: Iterable[Sequence[float]],
) -> None:
    """Adds the errors of numbers of which only values are known beside the truths.

    `moved` are the numbers with one input after the other moved by NUDGE of it: that is what the
    function is sensitive to, for lost digits are much less than they would have to be.
    """
    rows = list(moved)
    for place, (what, here, truth) in enumerate(zip(names, got, truths, strict=True)):
        if not math.isfinite(truth):
            continue
        unit = math.ulp(truth)
        ulps = abs(here - truth) / unit if math.isfinite(here) else math.inf
        changes = [abs(row[place] - here) for row in rows if math.isfinite(row[place])]
        bound = max(BOUND, SENSITIVE * sum(changes) / NUDGE * HALF_UNIT / unit)
        found.add(what, Sample(dict(where), here, truth, ulps, ulps > bound))


class Entries(Problem):
    """A problem of which single entries are asked for, not sums of many, in which errors cancel."""

    def axes(self) -> list[tuple[str, list[float]]]:
        """As many variables as are few, evenly spread."""
        names = list(self.wrt)
        kept = min(len(names), FEW)
        places = [i * len(names) // kept for i in range(kept)]
        return [(names[place], unit(place, len(names))) for place in places]


class Sensitivity:
    """How many ulp a result moves when each input moves by half an ulp, the moves added up.

    They are worked out one after the other, as far as it is asked.
    """

    def __init__(self, probe: Probe, engine: Exact, point: Point, truth: float) -> None:
        self.total = 0.0
        self.moves = (
            _change(probe, engine, point, truth, node) / math.ulp(truth) for node in point
        )

    def reaches(self, ulps: float) -> bool:
        """Whether the moves add up to so many ulp."""
        while self.total < ulps and (move := next(self.moves, None)) is not None:
            self.total += move
        return self.total >= ulps


def _change(probe: Probe, engine: Exact, point: Point, truth: float, node: int) -> float:
    """How far half an ulp of one input moves a result, to the side on which there is one."""
    import mpmath

    from symchain.functions.precision import WorkingDigits

    for sign in (1, -1):
        with WorkingDigits(60):
            moved = mpmath.mpf(point[node]) + sign * mpmath.mpf(math.ulp(point[node])) / 2
        change = abs(probe.truth(engine, {**point, node: moved}) - truth)
        if math.isfinite(change):
            return change
    return math.inf
