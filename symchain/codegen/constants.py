"""Numbers of emitted code: every formula without variables becomes its nearest double."""

from __future__ import annotations

from math import isfinite

from symchain.errors import SymchainError
from symchain.functions.arithmetic import (
    ADD,
    DIVIDE,
    EQUAL,
    LESS,
    LESS_EQUAL,
    MULTIPLY,
    NEGATE,
    NOT_EQUAL,
    POWER,
    SUBTRACT,
    SYMBOL,
)
from symchain.functions.row import Op
from symchain.graph.graph import Graph
from symchain.graph.rational import Rational

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

DIGITS = 50


def nearest_double(value: Rational) -> float:
    """The double nearest to an exact number; SymchainError where it is out of range."""
    try:
        result = value[0] / value[1]
    except OverflowError:
        result = float("inf")
    if not isfinite(result) or (result == 0.0 and value[0]):
        raise SymchainError("a number of the formula is out of the range of double precision")
    return result


def constant_nodes(graph: Graph, order: Sequence[int]) -> set[int]:
    """The nodes of an order that depend on no variable."""
    fixed: set[int] = set()
    for node in order:
        args = graph.args[node]
        if graph.ops[node] is not SYMBOL and all(arg in fixed for arg in args):
            fixed.add(node)
    return fixed


def literals(graph: Graph, order: Sequence[int], outputs: Sequence[int]) -> dict[int, float]:
    """The double of each node without variables that a node with variables, or nobody, uses.

    A formula that has no real value is left out, so that the code fails where it is needed.
    """
    fixed = constant_nodes(graph, order)
    ends = {arg for node in order if node not in fixed for arg in graph.args[node]}
    ends = {node for node in ends.union(outputs) if node in fixed}
    values = {node: nearest_double(graph.constants[node]) for node in ends & graph.constants.keys()}
    composite = [node for node in order if node in ends and node not in values]
    if composite:
        exact = _exact_values(graph, [node for node in order if node in fixed])
        for node in composite:
            value = exact.get(node)
            if value is not None and not graph.ops[node].boolean:
                values[node] = _as_double(value)
    return values


def _as_double(value: Any) -> float:
    result = float(value)
    if not isfinite(result) or (result == 0.0 and value != 0):
        raise SymchainError("a constant of the formula is out of the range of double precision")
    return result


def _exact_values(graph: Graph, order: Sequence[int]) -> dict[int, Any]:
    """The values of nodes at 50 digits; those that have no real value are missing."""
    import mpmath

    from symchain.functions.precision import WorkingDigits

    values: dict[int, Any] = {}
    functions: dict[Op, Callable[..., Any] | None] = {}
    with WorkingDigits(DIGITS):
        for node in order:
            op, args = graph.ops[node], graph.args[node]
            if node in graph.constants:
                numerator, denominator = graph.constants[node]
                values[node] = mpmath.mpf(numerator) / denominator
            elif all(arg in values for arg in args):
                if op not in functions:
                    functions[op] = _function(op)
                value = _value(functions[op], [values[arg] for arg in args])
                if value is not None:
                    values[node] = value
    return values


def _value(function: Callable[..., Any] | None, args: list[Any]) -> Any:
    """What a function gives at numbers, if that is a finite real number or a truth value."""
    import mpmath

    if function is None:
        return None
    try:
        value = function(*args)
    except (ArithmeticError, ValueError, TypeError, mpmath.libmp.NoConvergence):
        return None
    if isinstance(value, bool) or (isinstance(value, mpmath.mpf) and mpmath.isfinite(value)):
        return value
    return None


def _function(op: Op) -> Callable[..., Any] | None:
    """The mpmath function of a row; None where there is none."""
    import mpmath

    from symchain.functions.mpmath_rows import function_of

    if op in _WRITTEN:
        return _WRITTEN[op]
    if not op.parameters:
        return lambda: +getattr(mpmath, op.name) if hasattr(mpmath, op.name) else None
    return function_of(op)


def _power(a: Any, b: Any) -> Any:
    if a > 0 or b == int(b):
        return a**b
    raise ValueError("no real power")


_WRITTEN: dict[Op, Callable[..., Any]] = {
    ADD: lambda a, b: a + b,
    SUBTRACT: lambda a, b: a - b,
    MULTIPLY: lambda a, b: a * b,
    DIVIDE: lambda a, b: a / b,
    NEGATE: lambda a: -a,
    POWER: _power,
    LESS: lambda a, b: bool(a < b),
    LESS_EQUAL: lambda a, b: bool(a <= b),
    EQUAL: lambda a, b: bool(a == b),
    NOT_EQUAL: lambda a, b: bool(a != b),
}
