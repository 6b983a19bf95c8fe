"""The truth: mpmath at 50 digits on the original formula, by a path that uses no rule of ours."""

from __future__ import annotations

import math
from functools import cache, cached_property

import mpmath

from symchain.evaluation.operations import is_finite, operation, run, to_object
from symchain.evaluation.rounding import rounded
from symchain.functions.arithmetic import ARITHMETIC, CONSTANT, SYMBOL
from symchain.functions.elementary import ELEMENTARY
from symchain.functions.logistic import LOGISTIC
from symchain.functions.piecewise import PIECEWISE
from symchain.functions.row import Op
from symchain.graph.graph import Graph
from symchain.graph.walk import dependent, reachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from symchain.evaluation.operations import Operation, Step, Value

DIGITS = 50
MOST_DIGITS = 440  # where large values cancel, as in e^700 + sin(x) - e^700
ROUNDS = (80, 200, 500, 1400, 2400)  # digits of differences, in turn, until two agree ...
SLOW_ROUNDS = 2  # of them for functions that mpmath sums term by term
AGREED = mpmath.mpf(10) ** -22  # ... to so much of their size
TINY = mpmath.mpf(10) ** -330  # nothing beside the smallest double
FLAT = mpmath.mpf(10) ** -12  # one-sided differences that differ by less than this meet no kink
QUICK = frozenset((CONSTANT, SYMBOL, *ARITHMETIC, *ELEMENTARY, *PIECEWISE, *LOGISTIC))
UNEVEN = 0.375  # of the step, so that no difference asks for the value at the point itself
MOST_KEPT = 1_000_000  # values of nodes
LOG_2 = math.log10(2)


class Reference:
    """A formula made ready to be evaluated at many points."""

    def __init__(self, graph: Graph, roots: Sequence[int]) -> None:
        self.graph = graph
        self.roots = list(roots)
        self.order = reachable(graph, self.roots)
        self.places = {node: place for place, node in enumerate(self.order)}
        self.ops = {graph.ops[node] for node in self.order}
        self.is_quick = self.ops <= QUICK
        self.users: dict[frozenset[int], list[Step]] = {}
        self.numbers: dict[int, list[Value]] = {}
        self.kept_at: Mapping[int, Any] = {}
        self.kept: dict[int, list[Value]] = {}
        self.before_point = 0  # digits that numbers of the point have there

    def values(self, point: Mapping[int, Any], digits: int = DIGITS) -> list[Any]:
        """The roots' values at a point (node of a variable -> number); nan where there is none."""
        with mpmath.workdps(digits + 10):
            made = self._exact(point)
        return [_object(made[self.places[root]]) for root in self.roots]

    def settled(self, point: Mapping[int, Any]) -> list[Any]:
        """The roots' values, with more digits where large values cancel or decide a condition."""
        with mpmath.workdps(DIGITS + 10):
            made = self._exact(point)
            found = [_object(made[self.places[root]]) for root in self.roots]
            limit = _largest(made) * mpmath.mpf(10) ** (20 - DIGITS)
            unsettled = any(op.boolean for op in self.ops)
            unsettled = unsettled or any(abs(value) < limit for value in found)
        return self.values(point, MOST_DIGITS) if unsettled else found

    def limit(self, point: Mapping[int, Any]) -> Any:
        """The first root's value, at a removable singularity its limit; nan where neither is."""
        return self._limit(point, lambda digits, step: self._value(point, digits, step))

    def slope(self, point: Mapping[int, Any], direction: Mapping[int, float]) -> Any:
        """The first root's derivative along a direction, or its limit; nan at a kink."""
        length = _length(point, direction)
        return self._limit(
            point, lambda digits, step: self._slope(point, direction, length, digits, step)
        )

    def curvature(
        self, point: Mapping[int, Any], first: Mapping[int, float], second: Mapping[int, float]
    ) -> Any:
        """The first root's second derivative along two directions; nan at a kink or a jump."""
        lengths = _length(point, first), UNEVEN * _length(point, second)
        return self._limit(
            point, lambda digits, step: self._curvature(point, first, second, lengths, digits, step)
        )

    def _limit(
        self, point: Mapping[int, Any], estimate: Callable[[int, Any], tuple[Any, Any]]
    ) -> Any:
        """What an estimate tends to as its digits grow and its step shrinks; nan where to nothing.

        It is made twice, with other digits and another step, until both agree: what rounding,
        curvature or a direction contributes would differ. With the number comes a doubt, which
        has to vanish with the step: the jump between the two sides of a kink.
        """
        self._go_to(point)
        more = self.before_point
        for digits in ROUNDS if self.is_quick else ROUNDS[:SLOW_ROUNDS]:
            number, doubt = estimate(digits + more, _tenth(digits // 6))
            again, rest = estimate(digits + more + 25, _tenth(digits // 6 + 4))
            if again is None or again != again:
                return again
            size = abs(again)
            if abs(number - again) <= max(AGREED * size, TINY) and rest <= max(
                doubt / 2, FLAT * size, TINY
            ):
                return again
        return mpmath.nan

    def _value(self, point: Mapping[int, Any], digits: int, step: Any) -> tuple[Any, Any]:
        """The value; where there is none the mean of two nearby ones, and how they differ."""
        with mpmath.workdps(digits):
            here = self._here(point, digits)
            if here is None or here == here:
                return here, 0
            away = {
                node: step * _scale(number) * (1 - UNEVEN * ((i + digits) % 3))
                for i, (node, number) in enumerate(point.items())
            }
            after, before = (self._moved(point, digits, [(away, sign)]) for sign in (1, -1))
            return (after + before) / 2, abs(after - before)

    def _slope(
        self,
        point: Mapping[int, Any],
        direction: Mapping[int, float],
        length: Any,
        digits: int,
        step: Any,
    ) -> tuple[Any, Any]:
        """The central difference, and how the differences on both sides differ."""
        with mpmath.workdps(digits):
            size = step * length
            here = self._here(point, digits)
            after, before = (
                self._moved(point, digits, [(direction, sign * size)]) for sign in (1, -1)
            )
            jump = abs(after - here - (here - before)) / size if here == here else 0
            return (after - before) / (2 * size), jump

    def _curvature(
        self,
        point: Mapping[int, Any],
        first: Mapping[int, float],
        second: Mapping[int, float],
        lengths: tuple[Any, Any],
        digits: int,
        step: Any,
    ) -> tuple[Any, Any]:
        """The mixed difference with uneven steps, which does not ask for the value at the point."""
        with mpmath.workdps(digits):
            long, short = step * lengths[0], step * lengths[1]
            total = sum(
                a * b * self._moved(point, digits, [(first, a * long), (second, b * short)])
                for a in (1, -1)
                for b in (1, -1)
            )
            return total / (4 * long * short), 0

    def _go_to(self, point: Mapping[int, Any]) -> None:
        """Forgets the values at another point."""
        if self.kept_at != point:
            self.kept_at, self.kept = dict(point), {}
            self.before_point = max(map(_digits_before, point.values()), default=0)

    def _base(self, point: Mapping[int, Any], digits: int) -> list[Value]:
        """The values of all nodes at a point, kept while the point stays the same."""
        if digits not in self.kept:
            if len(self.kept) * len(self.order) > MOST_KEPT:
                self.kept = {}
            self.kept[digits] = self.rounded(point)
        return self.kept[digits]

    def _here(self, point: Mapping[int, Any], digits: int) -> Any:
        """The first root's value."""
        return _object(self._base(point, digits)[self.places[self.roots[0]]])

    def _moved(
        self, point: Mapping[int, Any], digits: int, moves: Sequence[tuple[Mapping[int, Any], Any]]
    ) -> Any:
        """The first root's value after moves from a point; only what depends on them is run."""
        made = list(self._base(point, digits))
        for direction, size in moves:
            for node, part in direction.items():
                place = self.places.get(node)  # the root may not depend on it
                if place is not None:
                    made[place] = (to_object(made[place]) + size * part)._mpf_
        run(self._after(frozenset(node for direction, _ in moves for node in direction)), made)
        return _object(made[self.places[self.roots[0]]])

    def _after(self, moved: frozenset[int]) -> list[Step]:
        """The steps of the nodes that depend on some variables, irregularly rounded."""
        if moved not in self.users:
            active = dependent(self.graph, self.order, moved)
            self.users[moved] = [
                self._step(node, rounded) for node in self.order if active[node] and node not in moved
            ]
        return self.users[moved]

    # ---- all nodes at a point

    @cached_property
    def symbols(self) -> list[tuple[int, int]]:
        """The variables with their places."""
        return [(node, place) for node, place in self.places.items() if node in self.graph.names]

    @cached_property
    def steps(self) -> tuple[list[Step], list[Step]]:
        """The steps of all nodes but variables and numbers: exactly rounded, and irregularly."""
        names, constants = self.graph.names, self.graph.constants
        inner = [node for node in self.order if node not in constants and node not in names]
        return [self._step(node, operation) for node in inner], [
            self._step(node, rounded) for node in inner
        ]

    def _step(self, node: int, made: Callable[[Op], Operation]) -> Step:
        args = [self.places[arg] for arg in self.graph.args[node]]
        return self.places[node], made(self.graph.ops[node]), tuple(args)

    def _exact(self, point: Mapping[int, Any]) -> list[Value]:
        """The values of all nodes."""
        values = self._leaves(point)
        run(self.steps[0], values)
        return values

    def rounded(self, point: Mapping[int, Any]) -> list[Value]:
        """The values of all nodes, irregularly rounded."""
        values = self._leaves(point)
        run(self.steps[1], values)
        return values

    def _leaves(self, point: Mapping[int, Any]) -> list[Value]:
        """A list with the values of numbers and variables in their places."""
        bits = mpmath.mp.prec
        if bits not in self.numbers:
            self.numbers[bits] = [self._number(node) for node in self.order]
        values = list(self.numbers[bits])
        for node, place in self.symbols:
            values[place] = mpmath.mpf(point[node])._mpf_
        return values

    def _number(self, node: int) -> Value:
        if node not in self.graph.constants:
            return None
        top, bottom = self.graph.constants[node]
        return (mpmath.mpf(top) / bottom)._mpf_


@cache
def _tenth(power: int) -> Any:
    """10^-power."""
    return mpmath.mpf(10) ** -power


def _object(value: Value) -> Any:
    """A value as mpmath gives it to others."""
    return value if value is None or isinstance(value, bool) else to_object(value)


def _length(point: Mapping[int, Any], direction: Mapping[int, float]) -> Any:
    """How far along a direction a point may go so that no number changes by more than its scale."""
    return min(_scale(point[node]) / abs(part) for node, part in direction.items())


def _digits_before(number: Any) -> int:
    """How many digits a number has before its point, which a step beside it takes up."""
    if not number:
        return 0
    exponent = math.frexp(number) if isinstance(number, float) else mpmath.frexp(number)
    return max(0, math.ceil(exponent[1] * LOG_2))


def _scale(number: Any) -> Any:
    """The size of a number, or 1: what turns at large numbers turns within 1, as sin does."""
    return min(abs(mpmath.mpf(number)) or 1, mpmath.mpf(1))


def _largest(made: Sequence[Value]) -> Any:
    """The largest of the values of nodes, sign apart."""
    numbers = [to_object(value) for value in made if isinstance(value, tuple) and is_finite(value)]
    return max(map(abs, numbers), default=mpmath.mpf(0))


def evaluate(graph: Graph, root: int, point: Mapping[int, Any]) -> float:
    """The value of a formula, correctly rounded to a double; nan where it has none."""
    return float(Reference(graph, [root]).values(point)[0])
