"""A formula of one variable in doubles, as emitted code computes it, with a bound on its error."""

from __future__ import annotations

import math

from symchain.evaluation.floats import Tape
from symchain.functions import TABLE
from symchain.functions.arithmetic import (
    ADD,
    CONSTANT,
    DIVIDE,
    MULTIPLY,
    NEGATE,
    POWER,
    SUBTRACT,
    SYMBOL,
    WHERE,
)
from symchain.functions.row import Op
from symchain.graph.graph import Graph
from symchain.graph.rational import as_float
from symchain.graph.walk import reachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Step = tuple[int, Callable[..., Any], tuple[int, ...]]

NAN, INFINITY = math.nan, math.inf
LARGEST_POWER = 16  # emitted code writes x^n up to here as products, which overflow to infinity
LARGEST_ROOT_POWER = 9  # and x^(n/2) up to here as products and a square root

SMALL, LARGE = 1e-280, 1e280
SMALLEST = 2.0**-1022  # below it the rounding error of a product does not shrink any more
UNDERFLOWING: frozenset[Op] = frozenset((MULTIPLY, DIVIDE, POWER, TABLE["exp"]))

Sweep = tuple[float, float, float]  # value, slope, and the error in units of the last place of 1


def power(base: float, exponent: float) -> float:
    """base^exponent by the operations that emitted code spends on it."""
    if exponent == int(exponent) and 0 < exponent <= LARGEST_POWER:
        value = base
        for bit in bin(int(exponent))[3:]:
            value = value * value * base if bit == "1" else value * value
        return value
    if 2 * exponent == int(2 * exponent) and 0 < 2 * exponent <= LARGEST_ROOT_POWER:
        return (power(base, exponent - 0.5) if exponent > 0.5 else 1.0) * math.sqrt(base)
    return math.pow(base, exponent)


QUICK: dict[Op, Callable[..., Any]] = {
    ADD: lambda a, b: a + b,
    SUBTRACT: lambda a, b: a - b,
    MULTIPLY: lambda a, b: a * b,
    DIVIDE: lambda a, b: a / b,
    NEGATE: lambda a: -a,
    POWER: power,
    **{TABLE[name]: getattr(math, name) for name in ("sqrt", "exp", "log", "sin", "cos", "expm1")},
}


def _routine(op: Op) -> Callable[..., Any] | None:
    """The routine that emitted code calls; None where it calls none of our own."""
    name = op.spelled.get("python", "")
    if not name.startswith("support.") or "{" in name or op.variadic:
        return None
    from symchain.codegen.support_source import routine

    return routine(name.removeprefix("support."))


def _quick(op: Op) -> Callable[..., Any] | None:
    return QUICK.get(op) or _routine(op)


class Doubles:
    """A formula made ready to be run at many values of its one variable."""

    def __init__(self, graph: Graph, root: int, variable: int) -> None:
        self.graph = graph
        self.root = root
        self.variable = variable
        self.order = reachable(graph, [root])
        self.tape = Tape(graph, root, [variable], _quick)
        self.start: list[Any] = [NAN] * (max(root, variable) + 1)
        self.steps: list[Step] = []
        # the steps that are no conditions, with those of their arguments that are no numbers
        self.numbers: list[tuple[int, Op, list[tuple[int, int]]]] = []
        self.known: dict[float, list[Any]] = {}  # values at places other than 0, which has signs
        for node in self.order:
            op = graph.ops[node]
            if op is CONSTANT:
                self.start[node] = as_float(graph.constants[node])
            elif op is not SYMBOL:
                self.steps.append((node, self._function(op), graph.args[node]))
                if not op.boolean:
                    args = [
                        (i, arg)
                        for i, arg in enumerate(graph.args[node])
                        if graph.ops[arg] is not CONSTANT
                    ]
                    self.numbers.append((node, op, args))

    def _function(self, op: Op) -> Callable[..., Any]:
        return _quick(op) or (lambda *args: self.tape.apply(op, list(args)))

    def values(self, x: float) -> list[Any]:
        """The value of each node; nan where code raises an error. They are kept, not to be changed.

        One question after the other is asked of the same points of the axis.
        """
        known = self.known.get(x) if x else None
        if known is None:
            known = self.known[x] = self._run(x)
        return known

    def _run(self, x: float) -> list[Any]:
        made = self.start.copy()
        made[self.variable] = x
        for node, function, args in self.steps:
            try:
                if len(args) == 2:
                    made[node] = function(made[args[0]], made[args[1]])
                else:
                    made[node] = function(*[made[arg] for arg in args])
            except (ValueError, ZeroDivisionError, OverflowError):
                made[node] = NAN
        return made

    def value(self, x: float) -> float:
        """The value of the formula; nan where code raises an error."""
        made: float = self.values(x)[self.root]
        return made

    def sweep(self, x: float) -> tuple[list[Any], Sweep]:
        """The values of all nodes; the formula's value, slope and a bound on its rounding error.

        The bound is of first order: each operation adds half a unit to what its arguments bring
        (Higham, Accuracy and Stability of Numerical Algorithms, 2002, section 3.3).
        """
        made = self.values(x)
        slopes = [0.0] * len(made)
        errors = slopes.copy()
        slopes[self.variable] = 1.0
        for node, op, inexact in self.numbers:
            if op is WHERE:
                args = self.graph.args[node]
                chosen = args[1] if made[args[0]] is True else args[2]
                slopes[node], errors[node] = slopes[chosen], errors[chosen]
                continue
            error = abs(made[node]) if op is not NEGATE else 0.0
            if error < SMALLEST and op in UNDERFLOWING:
                error = SMALLEST
            total = 0.0
            for place, arg in inexact:
                moved, off = slopes[arg], errors[arg]
                if off or moved:
                    slope = self._slope(op, node, place, made)
                    total += slope * moved
                    error += abs(slope) * off
            slopes[node], errors[node] = total, error
        root = self.root
        return made, (made[root], slopes[root], errors[root] / 2)

    def is_moderate(self, made: list[Any]) -> bool:
        """Whether nothing that was made overflowed or came near where doubles lose digits."""
        ops = self.graph.ops
        return all(
            value is True
            or value is False
            or SMALL < abs(value) < LARGE
            or (value == 0.0 and ops[node] not in UNDERFLOWING)
            for node, value in [(node, made[node]) for node, _, _ in self.steps]
        )

    def _slope(self, op: Op, node: int, place: int, made: list[Any]) -> float:
        args = self.graph.args[node]
        if op is ADD or (op is SUBTRACT and place == 0):
            return 1.0
        if op is SUBTRACT or op is NEGATE:
            return -1.0
        if op is MULTIPLY:
            other: float = made[args[1 - place]]
            return other
        if op is DIVIDE and made[args[1]]:
            divisor: float = made[args[1]]
            return 1.0 / divisor if place == 0 else -made[node] / divisor
        return self.tape.slope(node, place, made)
