"""The comparison: functions of value and gradient against the independent engines, point by point.

An error is allowed where it is below 1e-9 of the truth, or below the noise of the same function,
its second difference over nearby inputs, which would vanish in exact arithmetic (a formula that
cancels loses digits in every engine: that is reported, not refused). Agreement with double
precision proves the algebra; the accuracy is measured against the 50-digit reference, in units in
the last place.
"""

from __future__ import annotations

import math

from symchain.checking import autodiff
from symchain.checking.floats import Tape
from symchain.checking.reference import Reference
from symchain.checking.sampling import POINTS, sample
from symchain.checking.verdict import Finding, Verdict
from symchain.graph.graph import Graph

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    Values = Callable[[list[float]], float]
    Slopes = Callable[[list[float]], Sequence[float]]
    Run = tuple[float, list[float]]  # the value and the gradient

BACK = 0.6180339887498949  # uneven steps: rounding is often odd about a point
TOLERANCE = 1e-9
FEW = 8  # variables up to which every partial is compared; beyond it, directions
DIRECTIONS = 2
LARGE = 3_000  # nodes beyond which fewer points are taken
NUDGES = (2.0**-24, 1.3 * 2.0**-26, 1.7 * 2.0**-28)  # relative: curvature is far below rounding
MPMATH, DUAL, TAPE = "mpmath (50 digits)", "dual numbers", "reverse tape"


class Subject:
    """What is checked: functions of the point in the order of the variables."""

    __slots__ = ("gradient", "value")

    def __init__(self, value: Values | None, gradient: Slopes) -> None:
        self.value = value
        self.gradient = gradient


def compare(
    subject: Subject,
    graph: Graph,
    root: int,
    variables: Sequence[int],
    wrt: Sequence[int],
    ranges: Mapping[str, Any],
    engines: Sequence[str] = (),
) -> Verdict:
    """The verdict on the functions of one formula; `engines` names JAX and PyTorch if wanted.

    Raises CheckError where the formula has no sample point.
    """
    tape, reference = Tape(graph, root, wrt), Reference(graph, [root])
    size = len(tape.order)
    points = sample(graph, root, variables, ranges, 2 if size > LARGE else POINTS)
    others, notes = _other_engines(engines, graph, root, variables, size)
    verdict = Verdict(len(points), [MPMATH, DUAL, TAPE, *others])
    verdict.notes.extend(notes)
    judge = _Judge(subject, graph, variables, wrt, verdict)
    for point in points:
        judge.at(point, tape, reference, others)
        if not verdict.passed:
            break
    return verdict


def _other_engines(
    engines: Sequence[str], graph: Graph, root: int, variables: Sequence[int], size: int
) -> tuple[dict[str, Any], list[str]]:
    found: dict[str, Any] = {}
    notes = []
    for engine in engines:
        if size > autodiff.LARGEST:
            notes.append(f"{engine} skipped: the formula has more than {autodiff.LARGEST} nodes")
            continue
        run = autodiff.gradient(engine, graph, root, variables)
        if run is None:
            notes.append(f"{engine} skipped: it lacks a function of the formula")
        else:
            found[engine] = run
    return found, notes


class _Judge:
    """Compares at one point after the other and keeps the verdict."""

    def __init__(
        self,
        subject: Subject,
        graph: Graph,
        variables: Sequence[int],
        wrt: Sequence[int],
        verdict: Verdict,
    ) -> None:
        self.subject = subject
        self.names = [graph.names[node] for node in variables]
        self.variables = list(variables)
        self.wrt = list(wrt)
        self.wrt_names = [graph.names[node] for node in wrt]
        self.verdict = verdict

    def at(
        self, point: dict[int, float], tape: Tape, reference: Reference, others: Mapping[str, Any]
    ) -> None:
        """All comparisons at one point."""
        inputs = [point[node] for node in self.variables]
        try:
            got = [float(x) for x in self.subject.gradient(inputs)]
            value = None if self.subject.value is None else float(self.subject.value(inputs))
        except (ArithmeticError, ValueError, TypeError) as error:
            where = dict(zip(self.names, inputs, strict=True))
            self.verdict.fail(f"{type(error).__name__} ({error}) at {where}")
            return
        if len(got) != len(self.wrt):
            self.verdict.fail(f"the gradient has {len(got)} entries, not {len(self.wrt)}")
            return
        nudged = self._nudged(inputs)
        truth, slopes = tape.gradient(point)
        if value is not None:
            exact = float(reference.values(point)[0])
            noise = _noise(value, [(a[0], b[0]) for a, b in nudged])
            self._judge("value", MPMATH, inputs, exact, value, noise)
            self._judge("value", TAPE, inputs, truth, value, noise)
        for what, direction in self._directions():
            mine = _dot(direction, got)
            pairs = [(_dot(direction, a[1]), _dot(direction, b[1])) for a, b in nudged]
            noise = _noise(mine, pairs)
            steps = {v: d for v, d in zip(self.wrt, direction, strict=True) if d}
            exact = float(reference.slope(point, steps))
            if math.isfinite(exact):  # at a kink there is no derivative to compare with
                self._judge(what, MPMATH, inputs, exact, mine, noise)
            self._judge(what, DUAL, inputs, tape.along(point, steps), mine, noise)
            self._judge(what, TAPE, inputs, _dot(direction, slopes), mine, noise)
        for engine, run in others.items():
            self._compare_engine(engine, run(inputs), inputs, got, nudged)

    def _compare_engine(
        self,
        engine: str,
        slopes: list[float],
        inputs: list[float],
        got: list[float],
        nudged: list[tuple[Run, Run]],
    ) -> None:
        """Another system's gradient; its nan (a branch not taken) says nothing."""
        places = [self.variables.index(node) for node in self.wrt]
        for i, (name, place) in enumerate(zip(self.wrt_names, places, strict=True)):
            if math.isfinite(slopes[place]):
                noise = _noise(got[i], [(a[1][i], b[1][i]) for a, b in nudged])
                self._judge(f"d/d{name}", engine, inputs, slopes[place], got[i], noise)

    def _directions(self) -> list[tuple[str, list[float]]]:
        count = len(self.wrt)
        if count <= FEW:
            return [
                (f"d/d{name}", [1.0 if i == j else 0.0 for j in range(count)])
                for i, name in enumerate(self.wrt_names)
            ]
        return [
            (
                f"derivative along direction {k + 1}",
                [
                    1.0 + math.fmod((i + 1) * 0.6180339887498949 * (k + 1), 1.0)
                    for i in range(count)
                ],
            )
            for k in range(DIRECTIONS)
        ]

    def _nudged(self, inputs: list[float]) -> list[tuple[Run, Run]]:
        """The functions on both sides of a point, at several small distances."""
        results = []
        for nudge in NUDGES:
            try:
                results.append((self._run(inputs, nudge), self._run(inputs, -nudge * BACK)))
            except (ArithmeticError, ValueError):
                continue
        return results

    def _run(self, inputs: list[float], nudge: float) -> Run:
        moved = [x * (1.0 + nudge * (1 + i % 3)) for i, x in enumerate(inputs)]
        value = 0.0 if self.subject.value is None else float(self.subject.value(moved))
        return value, [float(x) for x in self.subject.gradient(moved)]

    def _judge(
        self,
        what: str,
        engine: str,
        inputs: list[float],
        expected: float,
        got: float,
        noise: float,
    ) -> None:
        error = abs(got - expected)
        size = max(abs(expected), 5e-308)
        point = dict(zip(self.names, inputs, strict=True))
        ulps = error / math.ulp(size) if math.isfinite(error) else math.inf
        finding = Finding(what, engine, point, expected, got, ulps)
        if not error <= TOLERANCE * size + 64 * min(noise, abs(got) + size):
            self.verdict.fail(finding)
        elif engine == MPMATH:
            self.verdict.add(finding)


def _noise(here: float, pairs: list[tuple[float, float]]) -> float:
    """The largest second difference: what rounding does to a function."""
    return max(
        [abs((after - here) + (before - here) / BACK) for after, before in pairs], default=0.0
    )


def _dot(direction: Sequence[float], values: Sequence[float]) -> float:
    return math.fsum([d * v for d, v in zip(direction, values, strict=True) if d])
