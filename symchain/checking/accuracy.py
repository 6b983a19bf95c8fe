"""How accurate emitted functions are: the error of each result in ulp, all over the domain.

The truth is the 50-digit reference. A result is within its bounds where it errs by no more than 16
units in the last place, or by no more than 4 times what the function itself moves when each input
moves by half a unit: so much is lost before the function is called.
"""

from __future__ import annotations

import math

from symchain.checking.engines import Exact
from symchain.checking.probes import PROBES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from symchain.checking.compare import Subject
    from symchain.checking.probes import Probe, Problem
    from symchain.graph.graph import Graph

    Point = Mapping[int, float]

BOUND = 16  # ulp that a result may err
SENSITIVE = 4  # times what the function moves with its inputs
LOST = 1e-9  # relative error that is worth a warning


class Sample:
    """One result at one point: what came, the truth, how far apart in ulp, whether too far."""

    __slots__ = ("failing", "got", "point", "truth", "ulps")

    def __init__(
        self, point: dict[str, float], got: float, truth: float, ulps: float, failing: bool
    ) -> None:
        self.point = point
        self.got = got
        self.truth = truth
        self.ulps = ulps
        self.failing = failing

    @property
    def broken(self) -> bool:
        """Whether there was no finite number, or one of the wrong sign."""
        return self.failing and (not math.isfinite(self.got) or self.got * self.truth < 0)

    @property
    def bits(self) -> float:
        """How many of the 53 bits are lost."""
        return min(53.0, math.log2(max(1.0, self.ulps)))


class Accuracy:
    """What was measured: the samples of each output, by its name."""

    def __init__(self) -> None:
        self.outputs: dict[str, list[Sample]] = {}

    def add(self, what: str, sample: Sample) -> None:
        self.outputs.setdefault(what, []).append(sample)


class Meter:
    """Measures functions that ought to compute the same results of a problem.

    What is true at a point, and how sensitive the function is there, is worked out once.
    """

    def __init__(
        self, graph: Graph, roots: Sequence[int], problem: Problem, variables: Sequence[int]
    ) -> None:
        self.engine = Exact(graph, roots)
        self.outputs = range(len(roots))
        self.names = {node: graph.names[node] for node in variables}
        self.probes = _Probes(problem)
        self.known: dict[tuple[str, tuple[float, ...]], float] = {}

    def measure(self, subjects: Sequence[Subject], points: Iterable[Point]) -> Accuracy:
        """The errors at points; one where the formula has no value counts nothing."""
        found = Accuracy()
        for point in points:
            if all(math.isfinite(self.engine.value(i, point)) for i in self.outputs):
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
            if not all(map(math.isfinite, truths)):
                return  # it may refuse a point at which a part of its results has no value
            got = [math.nan] * subject.size
        for (start, probe), truth in zip(probes, truths, strict=True):
            if math.isfinite(truth):
                here = probe.of(got, start)
                ulps = abs(here - truth) / math.ulp(truth)
                ulps = ulps if math.isfinite(here) else math.inf
                bound = BOUND if ulps <= BOUND else self.bound(probe, key, point, truth)
                found.add(probe.what, Sample(where, here, truth, ulps, ulps > bound))

    def bound(self, probe: Probe, key: tuple[float, ...], point: Point, truth: float) -> float:
        """How many ulp a result may err at a point."""
        if (probe.what, key) not in self.known:
            moved = conditioning(probe, self.engine, point, truth)
            self.known[probe.what, key] = max(BOUND, SENSITIVE * moved)
        return self.known[probe.what, key]


class _Probes(dict[str, "list[Probe]"]):
    """The probes of each kind, made when they are first asked for."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem

    def __missing__(self, kind: str) -> list[Probe]:
        self[kind] = PROBES[kind](self.problem)
        return self[kind]


def conditioning(probe: Probe, engine: Exact, point: Point, truth: float) -> float:
    """How many ulp a result moves when each input moves by half an ulp, the moves added up."""
    moved = sum(_change(probe, engine, point, truth, node) for node in point)
    return moved / math.ulp(truth)


def _change(probe: Probe, engine: Exact, point: Point, truth: float, node: int) -> float:
    """How far half an ulp of one input moves a result, to the side on which there is one."""
    import mpmath

    for sign in (1, -1):
        with mpmath.workdps(60):
            moved = mpmath.mpf(point[node]) + sign * mpmath.mpf(math.ulp(point[node])) / 2
        change = abs(probe.truth(engine, {**point, node: moved}) - truth)
        if math.isfinite(change):
            return change
    return math.inf
