"""The truth: mpmath at 50 digits on the original formula, by a path that uses no rule of ours."""

from __future__ import annotations

import math

import mpmath

from symchain.evaluation.floats import DECIDING
from symchain.evaluation.rounding import rounded
from symchain.functions.arithmetic import ARITHMETIC as ARITHMETIC_ROWS
from symchain.functions.arithmetic import CONSTANT, SYMBOL
from symchain.functions.elementary import ELEMENTARY
from symchain.functions.logistic import LOGISTIC
from symchain.functions.piecewise import PIECEWISE
from symchain.functions.real import function_of
from symchain.functions.row import Op
from symchain.graph.graph import Graph
from symchain.graph.walk import dependent, reachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any

DIGITS = 50
MOST_DIGITS = 440  # where large values cancel, as in e^700 + sin(x) - e^700
ROUNDS = (80, 200, 500, 1400, 2400)  # digits of differences, in turn, until two agree ...
SLOW_ROUNDS = 2  # of them for functions that mpmath sums term by term
AGREED = mpmath.mpf(10) ** -22  # ... to so much of their size
TINY = mpmath.mpf(10) ** -330  # nothing beside the smallest double
FLAT = mpmath.mpf(10) ** -12  # one-sided differences that differ by less than this meet no kink
QUICK = frozenset((CONSTANT, SYMBOL, *ARITHMETIC_ROWS, *ELEMENTARY, *PIECEWISE, *LOGISTIC))
STEEP = mpmath.mpf("0.85")  # power of the step: slopes are bounded where a difference has more
UNEVEN = 0.375  # of the step, so that no difference asks for the value at the point itself
MOST_KEPT = 1_000_000  # values of nodes
LOG_2 = math.log10(2)

ARITHMETIC: dict[str, Callable[..., Any]] = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b,
    "negate": lambda a: -a,
    "less": lambda a, b: a < b,
    "less_equal": lambda a, b: a <= b,
    "equal": lambda a, b: a == b,
    "not_equal": lambda a, b: a != b,
    "and": lambda a, b: a and b,
    "or": lambda a, b: a or b,
    "not": lambda a: not a,
    "true": lambda: True,
    "false": lambda: False,
    "pi": lambda: +mpmath.pi,
    "e": lambda: +mpmath.e,
}


class Reference:
    """A formula made ready to be evaluated at many points."""

    def __init__(self, graph: Graph, roots: Sequence[int]) -> None:
        self.graph = graph
        self.roots = list(roots)
        self.order = reachable(graph, self.roots)
        self.functions = {op: _evaluator(op) for op in {graph.ops[node] for node in self.order}}
        self.is_quick = self.functions.keys() <= QUICK
        self.users: dict[frozenset[int], list[int]] = {}
        self.kept_at: Mapping[int, Any] = {}
        self.kept: dict[int, dict[int, Any]] = {}

    def values(self, point: Mapping[int, Any], digits: int = DIGITS) -> list[Any]:
        """The roots' values at a point (node of a variable -> number); nan where there is none."""
        with mpmath.workdps(digits + 10):
            return self._run(point)

    def settled(self, point: Mapping[int, Any]) -> list[Any]:
        """The roots' values, with more digits where large values cancel or decide a condition."""
        with mpmath.workdps(DIGITS + 10):
            made = self._made(point)
            limit = _largest(made) * mpmath.mpf(10) ** (20 - DIGITS)
            unsettled = any(op.boolean for op in self.functions)
            unsettled = unsettled or any(abs(made[root]) < limit for root in self.roots)
        return self.values(point, MOST_DIGITS) if unsettled else [made[r] for r in self.roots]

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
        more = max([_digits_beyond(number) for number in point.values()], default=0)
        for digits in ROUNDS if self.is_quick else ROUNDS[:SLOW_ROUNDS]:
            number, doubt = estimate(digits + more, mpmath.mpf(10) ** -(digits // 6))
            again, rest = estimate(digits + more + 25, mpmath.mpf(10) ** -(digits // 6 + 4))
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
            here = self._base(point, digits)[self.roots[0]]
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
            here = self._base(point, digits)[self.roots[0]]
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
        """The mixed difference with uneven steps; what grows at a pole or a vertical tangent."""
        with mpmath.workdps(digits):
            long, short = step * lengths[0], step * lengths[1]
            after, right, left, before = (
                self._moved(point, digits, [(first, a * long), (second, b * short)])
                for a in (1, -1)
                for b in (1, -1)
            )
            # the difference cannot tell an odd function, such as 1/x or cbrt(x), from 0
            jump = abs(after - before) / step**STEEP
            return (after - right - left + before) / (4 * long * short), jump

    def _base(self, point: Mapping[int, Any], digits: int) -> dict[int, Any]:
        """The values of all nodes at a point, kept while the point stays the same."""
        if self.kept_at != point or len(self.kept) * len(self.order) > MOST_KEPT:
            self.kept_at, self.kept = dict(point), {}
        if digits not in self.kept:
            self.kept[digits] = self._rounded(point)
        return self.kept[digits]

    def _moved(
        self, point: Mapping[int, Any], digits: int, moves: Sequence[tuple[Mapping[int, Any], Any]]
    ) -> Any:
        """The first root's value after moves from a point; only what depends on them is run."""
        made = dict(self._base(point, digits))
        for direction, size in moves:
            for node, part in direction.items():
                made[node] = made.get(node, 0) + size * part  # the root may not depend on it
        moved = frozenset(node for direction, _ in moves for node in direction)
        if moved not in self.users:
            active = dependent(self.graph, self.order, moved)
            self.users[moved] = [n for n in self.order if active[n] and n not in moved]
        self._run_rounded(self.users[moved], made)
        return made[self.roots[0]]

    def _rounded(self, point: Mapping[int, Any]) -> dict[int, Any]:
        """The values of all nodes, irregularly rounded."""
        made = {node: self._leaf(node, point) for node in self.order if self._is_leaf(node)}
        self._run_rounded([node for node in self.order if node not in made], made)
        return made

    def _run_rounded(self, order: Iterable[int], made: dict[int, Any]) -> None:
        """Adds the values of nodes that follow, irregularly rounded."""
        graph = self.graph
        for node in order:
            op, args = graph.ops[node], [made[arg] for arg in graph.args[node]]
            made[node] = rounded(op, _applied(self.functions[op], op, args), args)

    def _run(self, point: Mapping[int, Any]) -> list[Any]:
        made = self._made(point)
        return [made[root] for root in self.roots]

    def _made(self, point: Mapping[int, Any]) -> dict[int, Any]:
        """The values of all nodes; nan, or None for a condition, where there is none."""
        graph = self.graph
        made: dict[int, Any] = {}
        for node in self.order:
            if self._is_leaf(node):
                made[node] = self._leaf(node, point)
            else:
                args = [made[arg] for arg in graph.args[node]]
                made[node] = _applied(self.functions[graph.ops[node]], graph.ops[node], args)
        return made

    def _is_leaf(self, node: int) -> bool:
        return node in self.graph.constants or node in self.graph.names

    def _leaf(self, node: int, point: Mapping[int, Any]) -> Any:
        """The value of a number or of a variable."""
        if node in self.graph.constants:
            top, bottom = self.graph.constants[node]
            return mpmath.mpf(top) / bottom
        return mpmath.mpf(point[node])


def _length(point: Mapping[int, Any], direction: Mapping[int, float]) -> Any:
    """How far along a direction a point may go so that no number changes by more than its scale."""
    return min(_scale(point[node]) / abs(part) for node, part in direction.items())


def _digits_beyond(number: Any) -> int:
    """How many digits a number has before its point, or zeros behind it.

    Of a large number a step beside it takes up so many, of a small one a sum with 1.
    """
    return math.ceil(abs(mpmath.frexp(number)[1]) * LOG_2) if number else 0


def _scale(number: Any) -> Any:
    """The size of a number, or 1: what turns at large numbers turns within 1, as sin does."""
    return min(abs(mpmath.mpf(number)) or 1, mpmath.mpf(1))


def _largest(made: Mapping[int, Any]) -> Any:
    """The largest of the values of nodes, sign apart."""
    numbers = [value for value in made.values() if isinstance(value, mpmath.mpf)]
    return max([abs(value) for value in numbers if mpmath.isfinite(value)], default=mpmath.mpf(0))


def _applied(function: Callable[..., Any], op: Op, args: list[Any]) -> Any:
    """The value of one operation; nan where it is not a real number."""
    if op.name == "where":
        return mpmath.nan if args[0] is None else args[1] if args[0] else args[2]
    if op.name in DECIDING and args[0] is DECIDING[op.name]:
        return args[0]  # the second condition is not asked for
    for arg in args:
        if arg is None or arg is mpmath.nan:
            return None if op.boolean else mpmath.nan
    try:
        value = function(*args)
    except (ValueError, ZeroDivisionError, ArithmeticError, TypeError, mpmath.libmp.NoConvergence):
        return None if op.boolean else mpmath.nan
    if op.boolean:
        return bool(value)
    if not isinstance(value, mpmath.mpf):
        value = mpmath.mpmathify(value)
    return value if isinstance(value, mpmath.mpf) and is_finite(value) else mpmath.nan


def is_finite(value: Any) -> bool:
    """Whether a number of mpmath is one: only 0, infinities and nan have no digits."""
    return bool(value._mpf_[1]) or not value


def _evaluator(op: Op) -> Callable[..., Any]:
    """What evaluates a row: arithmetic, mpmath, or its definition."""
    if op.name in ARITHMETIC or op.name == "where" or not op.parameters:
        return ARITHMETIC.get(op.name, lambda: mpmath.nan)
    found = function_of(op)
    if found is None and op.definition:
        return _defined(op)
    return found or (lambda *args: mpmath.nan)


def _defined(op: Op) -> Callable[..., Any]:
    from symchain.parsing import parse_node

    graph = Graph()
    nodes = [graph.symbol(name) for name in op.parameters]
    root = parse_node(graph, op.definition, variables=op.parameters)
    inner = Reference(graph, [root])
    return lambda *args: inner._rounded(dict(zip(nodes, args, strict=True)))[root]


def evaluate(graph: Graph, root: int, point: Mapping[int, Any]) -> float:
    """The value of a formula, correctly rounded to a double; nan where it has none."""
    return float(Reference(graph, [root]).values(point)[0])
