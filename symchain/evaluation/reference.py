"""The truth: mpmath at 50 digits on the original formula, by a path that uses no rule of ours."""

from __future__ import annotations

import mpmath

from symchain.evaluation.floats import DECIDING
from symchain.functions.real import function_of
from symchain.functions.row import Op
from symchain.graph.graph import Graph
from symchain.graph.walk import reachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

DIGITS = 50
WORKING_DIGITS = 110  # a central difference with step 1e-30 loses 30 digits and keeps over 50 ...
MOST_DIGITS = 440  # ... unless it is small beside the values, as in e^700 + sin(x)
CURVATURE_DIGITS = 180  # a second difference loses 60 digits and keeps over 100
STEP = 30

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

    def slope(self, point: Mapping[int, Any], direction: Mapping[int, float]) -> Any:
        """The first root's derivative along a direction, by a central difference; nan at a kink."""
        slope, noise = self._slope(point, direction, WORKING_DIGITS)
        if noise > abs(slope) * mpmath.mpf(10) ** -DIGITS:
            slope, _ = self._slope(point, direction, MOST_DIGITS)
        return slope

    def curvature(
        self, point: Mapping[int, Any], first: Mapping[int, float], second: Mapping[int, float]
    ) -> Any:
        """The first root's second derivative along two directions; nan at a kink or a jump."""
        with mpmath.workdps(CURVATURE_DIGITS):
            step = mpmath.mpf(10) ** -STEP
            whole, noise = self._curvature(point, first, second, step)
            half, _ = self._curvature(point, first, second, step / 2)
            if not abs(whole - half) <= (1 + abs(whole)) * mpmath.mpf(10) ** -12:
                return mpmath.nan
            return whole if abs(whole) > noise else mpmath.mpf(0)

    def _curvature(
        self,
        point: Mapping[int, Any],
        first: Mapping[int, float],
        second: Mapping[int, float],
        step: Any,
    ) -> tuple[Any, Any]:
        """The second difference with a step, and how far rounding can have moved it."""
        total = largest = mpmath.mpf(0)
        for a in (1, -1):
            for b in (1, -1):
                at = {node: mpmath.mpf(value) for node, value in point.items()}
                for node, part in first.items():
                    at[node] += a * step * part
                for node, part in second.items():
                    at[node] += b * step * part
                value = self._run(at)[0]
                total += a * b * value
                largest = max(largest, abs(value))
        size = 4 * step * step
        return total / size, largest / size * mpmath.mpf(10) ** (5 - CURVATURE_DIGITS)

    def _slope(
        self, point: Mapping[int, Any], direction: Mapping[int, float], digits: int
    ) -> tuple[Any, Any]:
        """The derivative, computed with so many digits, and how far rounding can have moved it."""
        with mpmath.workdps(digits):
            step = mpmath.mpf(10) ** -STEP
            ahead, behind = dict(point), dict(point)
            for node, part in direction.items():
                ahead[node] = mpmath.mpf(point[node]) + step * part
                behind[node] = mpmath.mpf(point[node]) - step * part
            made = self._made(point)
            here, after, before = made[self.roots[0]], self._run(ahead)[0], self._run(behind)[0]
            right, left = (after - here) / step, (here - before) / step
            if abs(right - left) > (1 + abs(right) + abs(left)) * mpmath.mpf(10) ** -12:
                return mpmath.nan, 0
            noise = _largest(made) / step * mpmath.mpf(10) ** -digits
            return (after - before) / (2 * step), noise

    def _run(self, point: Mapping[int, Any]) -> list[Any]:
        made = self._made(point)
        return [made[root] for root in self.roots]

    def _made(self, point: Mapping[int, Any]) -> dict[int, Any]:
        """The values of all nodes; nan, or None for a condition, where there is none."""
        graph = self.graph
        made: dict[int, Any] = {}
        for node in self.order:
            if node in graph.constants:
                top, bottom = graph.constants[node]
                made[node] = mpmath.mpf(top) / bottom
            elif node in graph.names:
                made[node] = mpmath.mpf(point[node])
            else:
                args = [made[arg] for arg in graph.args[node]]
                made[node] = _applied(self.functions[graph.ops[node]], graph.ops[node], args)
        return made


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
    if any(arg is None or arg != arg for arg in args):
        return None if op.boolean else mpmath.nan
    try:
        value = function(*args)
    except (ValueError, ZeroDivisionError, ArithmeticError, TypeError, mpmath.libmp.NoConvergence):
        return None if op.boolean else mpmath.nan
    if op.boolean:
        return bool(value)
    value = mpmath.mpmathify(value)
    return value if isinstance(value, mpmath.mpf) and mpmath.isfinite(value) else mpmath.nan


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
    return lambda *args: inner._run(dict(zip(nodes, args, strict=True)))[0]


def evaluate(graph: Graph, root: int, point: Mapping[int, Any]) -> float:
    """The value of a formula, correctly rounded to a double; nan where it has none."""
    return float(Reference(graph, [root]).values(point)[0])
