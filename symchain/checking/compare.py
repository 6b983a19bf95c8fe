"""The comparison: emitted functions against the independent engines, point by point.

An error is allowed where it is below 1e-9 of the truth, or below the noise of the same function,
its second difference over nearby inputs, which would vanish in exact arithmetic (a formula that
cancels loses digits in every engine: that is reported, not refused). Where a function agrees with
the 50-digit reference, an engine that does not has lost digits itself and decides nothing. The
noise of a slope is at least what rounding the formula's value makes of one: an error of 1e-17 in
the slope of tanh where it is 1 to the last digit. Agreement with double precision proves the
algebra; the accuracy is measured against the 50-digit reference, in units in the last place.
"""

from __future__ import annotations

import math
from functools import cached_property

from symchain.checking.engines import MPMATH, TAPE, engines
from symchain.checking.probes import CURVED, PROBES
from symchain.checking.verdict import Finding, Verdict
from symchain.evaluation.constants import with_exact_constants
from symchain.evaluation.floats import Tape
from symchain.evaluation.sampling import POINTS, common_points
from symchain.graph.graph import Graph

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from symchain.checking.engines import Engine
    from symchain.checking.probes import Probe, Problem

    Run = Callable[[list[float]], Sequence[float]]

BACK = 0.6180339887498949  # uneven steps: rounding is often odd about a point
TOLERANCE = 1e-9
EPSILON = 2.0**-53  # what rounding makes of a number, relative to it
SMALLEST = 1e-3  # inputs below are no smaller scale
LARGE = 3_000  # nodes beyond which fewer points are taken
NUDGES = (2.0**-24, 1.3 * 2.0**-26, 1.7 * 2.0**-28)  # relative: curvature is far below rounding


class Subject:
    """What is checked: a function from a point to a list of numbers, by the kinds it returns.

    `sizes` is how many numbers each kind has.
    """

    __slots__ = ("kinds", "name", "run", "size")

    def __init__(self, name: str, kinds: Mapping[str, int], run: Run) -> None:
        self.name = name
        self.kinds = kinds
        self.size = sum(kinds.values())
        self.run = run

    def probes(self, known: Mapping[str, list[Probe]]) -> list[tuple[int, Probe]]:
        """The probes of all kinds, each with the place at which its kind begins."""
        found = []
        start = 0
        for kind, size in self.kinds.items():
            found += [(start, probe) for probe in known[kind]]
            start += size
        return found


def compare(
    subjects: Sequence[Subject],
    graph: Graph,
    roots: Sequence[int],
    problem: Problem,
    variables: Sequence[int],
    ranges: Mapping[str, Any],
    wanted: Sequence[str] = (),
) -> Verdict:
    """The verdict on functions of some roots; `wanted` names JAX and PyTorch if they shall judge.

    Raises CheckError where the formulas have no sample point.
    """
    in_doubles = with_exact_constants(graph, roots)
    tapes = [Tape(graph, root, problem.nodes) for root in in_doubles]
    size = sum([len(tape.order) for tape in tapes])
    points = common_points(tapes, variables, ranges, 2 if size > LARGE else POINTS)
    kinds = dict.fromkeys(kind for subject in subjects for kind in subject.kinds)
    found, notes = engines(graph, roots, tapes, variables, wanted, not CURVED.isdisjoint(kinds))
    verdict = Verdict(len(points), [engine.name for engine in found])
    verdict.notes.extend(notes)
    probes = {kind: PROBES[kind](problem) for kind in kinds}
    judge = Judge(graph, variables, found, verdict, len(roots))
    for number, point in enumerate(points):
        for subject in subjects:
            judge.at(number, point, subject, subject.probes(probes))
            if not verdict.passed:
                return verdict
    return verdict


class Judge:
    """Compares one function after the other and keeps the verdict."""

    def __init__(
        self,
        graph: Graph,
        variables: Sequence[int],
        engines: Sequence[Engine],
        verdict: Verdict,
        outputs: int = 0,
    ) -> None:
        self.variables = list(variables)
        self.names = [graph.names[node] for node in variables]
        self.engines = engines
        self.verdict = verdict
        self.tapes = [engine for engine in engines if engine.name == TAPE]
        self.outputs = range(outputs)

    def at(
        self,
        number: int,
        point: dict[int, float],
        subject: Subject,
        probes: Sequence[tuple[int, Probe]],
    ) -> None:
        """All comparisons of a function at one point; `number` tells the points apart."""
        inputs = [point[node] for node in self.variables]
        try:
            got = list(map(float, subject.run(inputs)))
        except (ArithmeticError, ValueError, TypeError) as error:
            where = dict(zip(self.names, inputs, strict=True))
            self.verdict.fail(f"{subject.name}: {type(error).__name__} ({error}) at {where}")
            return
        if len(got) != subject.size:
            self.verdict.fail(f"{subject.name} has {len(got)} entries, not {subject.size}")
            return
        noise = _Noise(subject, inputs, got, lambda: self._size(point))
        for start, probe in probes:
            here = probe.of(got, start)
            expected = {e.name: probe.expected(e, number, point) for e in self.engines}
            truth = expected.get(MPMATH, math.nan)
            is_true = math.isfinite(truth) and noise.allows(probe, start, truth)
            for engine, value in expected.items():
                # an engine that has no number decides nothing, and none that is off the truth
                if not math.isfinite(value) or (is_true and not is_near(value, truth)):
                    continue
                is_right = noise.allows(probe, start, value)
                if engine == MPMATH or not is_right:
                    where = dict(zip(self.names, inputs, strict=True))
                    finding = Finding(probe.what, engine, where, value, here, _ulps(here, value))
                    (self.verdict.add if is_right else self.verdict.fail)(finding)

    def _size(self, point: dict[int, float]) -> float:
        """The largest of the formulas' values at a point."""
        return max([abs(t.value(i, point)) for t in self.tapes for i in self.outputs], default=0.0)


class _Noise:
    """What rounding does to the results of a function beside a point, found out if asked for.

    `size` tells that of the formula's value.
    """

    def __init__(
        self,
        subject: Subject,
        inputs: list[float],
        got: Sequence[float],
        size: Callable[[], float],
    ) -> None:
        self.subject = subject
        self.inputs = inputs
        self.got = got
        self.size = size

    def allows(self, probe: Probe, start: int, expected: float) -> bool:
        """Whether a probe's number may be the one that is expected."""
        here = probe.of(self.got, start)
        return is_near(here, expected) or _is_within(here, expected, self.of(probe, start))

    def of(self, probe: Probe, start: int) -> float:
        """The noise of a probe's number."""
        here = probe.of(self.got, start)
        noise = _second(here, [(probe.of(a, start), probe.of(b, start)) for a, b in self.nudged])
        scale = max([SMALLEST, *map(abs, self.inputs)])
        return max(noise, self.size() * EPSILON / scale**probe.order)

    @cached_property
    def nudged(self) -> list[tuple[list[float], ...]]:
        """What the function returns on both sides of the point, at several small distances."""
        results = []
        for nudge in NUDGES:
            try:
                results.append(
                    tuple(
                        list(map(float, self.subject.run(_moved(self.inputs, step))))
                        for step in (nudge, -nudge * BACK)
                    )
                )
            except (ArithmeticError, ValueError):
                continue
        return results


def is_near(value: float, truth: float) -> bool:
    """Whether a number is the truth but for an error that is allowed."""
    return abs(value - truth) <= TOLERANCE * abs(truth)


def _is_within(got: float, expected: float, noise: float) -> bool:
    """Whether an error is allowed beside a noise."""
    size = max(abs(expected), 5e-308)
    return abs(got - expected) <= TOLERANCE * size + 64 * min(noise, abs(got) + size)


def _ulps(got: float, expected: float) -> float:
    """An error in units in the last place."""
    error = abs(got - expected)
    return error / math.ulp(max(abs(expected), 5e-308)) if math.isfinite(error) else math.inf


def _moved(inputs: list[float], step: float) -> list[float]:
    """The inputs, each moved by a relative step of its own."""
    return [x * (1.0 + step * (1 + i % 3)) for i, x in enumerate(inputs)]


def _second(here: float, pairs: list[tuple[float, float]]) -> float:
    """The largest second difference: what rounding does to a function."""
    return max(
        [abs((after - here) + (before - here) / BACK) for after, before in pairs], default=0.0
    )
