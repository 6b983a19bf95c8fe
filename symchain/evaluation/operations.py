"""Operations on numbers of many digits as mpmath keeps them inside: four integers each.

An object around each number, and a look at the precision in each operation, take longer than the
arithmetic. Here the precision is an argument, in bits: mpmath's own when a step is run.
"""

from __future__ import annotations

from functools import wraps

import mpmath
from mpmath.libmp import (
    fnan,
    mpf_add,
    mpf_div,
    mpf_eq,
    mpf_le,
    mpf_lt,
    mpf_mul,
    mpf_neg,
    mpf_pow_int,
    mpf_sub,
)

from symchain.functions import TABLE
from symchain.functions.arithmetic import POWER
from symchain.functions.mpmath_rows import LARGEST, function_of
from symchain.functions.row import Op

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    Number = tuple[int, int, int, int]  # sign, mantissa, exponent of 2, bits of the mantissa
    Value = Any  # a Number, fnan where there is none; of a condition a bool, or None
    Operation = Callable[..., Value]  # of the precision and the arguments
    Step = tuple[int, Operation, tuple[int, ...]]  # a place, and those of the arguments

NAN: Number = fnan
WHOLE = 6  # bits of whole exponents up to 63, that are most
FAILURES = (
    ValueError,
    ZeroDivisionError,
    ArithmeticError,
    TypeError,
    mpmath.libmp.NoConvergence,
)
to_object = mpmath.mp.make_mpf


def kept(made: Callable[[Op], Operation]) -> Callable[[Op], Operation]:
    """What makes operations, with those of the table's rows made once."""
    known: dict[Op, Operation] = {}

    @wraps(made)
    def operation(op: Op) -> Operation:
        if TABLE.get(op.name) is not op:
            return made(op)
        if op not in known:
            known[op] = made(op)
        return known[op]

    return operation


def run(steps: Iterable[Step], values: list[Value]) -> None:
    """Puts the values of steps in their places, one after the other."""
    bits, value = mpmath.mp.prec, values.__getitem__
    for place, operation, args in steps:
        values[place] = operation(bits, *map(value, args))


def is_finite(number: Number) -> bool:
    """Whether a number is none of the infinities, and not nan."""
    return number[3] >= 0


@kept
def operation(op: Op) -> Operation:
    """What computes a row: arithmetic, mpmath's function, or the row's definition."""
    if op.name in OPERATIONS:
        return OPERATIONS[op.name]
    if op.name in CONSTANTS:
        return _constant(CONSTANTS[op.name])
    function = function_of(op) if op.parameters else None
    if function is None and op.definition:
        return _defined(op)
    return _call(function)


def _call(function: Callable[..., Any] | None) -> Operation:
    """A function of mpmath's objects; one that gives no numbers where there is none."""
    if function is None:
        return lambda bits, *args: NAN

    def call(bits: int, *args: Number) -> Number:
        if NAN in args:
            return NAN
        try:
            found: Number = function(*map(to_object, args))._mpf_
        except FAILURES:
            return NAN
        return found if found[3] >= 0 else NAN

    return call


def _constant(number: Any) -> Operation:
    def constant(bits: int) -> Number:
        found: Number = (+number)._mpf_
        return found

    return constant


def _defined(op: Op) -> Operation:
    from symchain.evaluation.reference import Reference
    from symchain.graph.graph import Graph
    from symchain.parsing import parse_node

    graph = Graph()
    nodes = [graph.symbol(name) for name in op.parameters]
    root = parse_node(graph, op.definition, variables=op.parameters)
    inner = Reference(graph, [root])

    def defined(bits: int, *args: Number) -> Value:
        if NAN in args:
            return NAN
        point = {node: to_object(arg) for node, arg in zip(nodes, args, strict=True)}
        return inner.rounded(point)[inner.places[root]]

    return defined


# ---- arithmetic


_any_power = _call(function_of(POWER))


def _add(bits: int, a: Number, b: Number) -> Number:
    found: Number = mpf_add(a, b, bits, "n")
    return found if found[3] >= 0 else NAN


def _subtract(bits: int, a: Number, b: Number) -> Number:
    found: Number = mpf_sub(a, b, bits, "n")
    return found if found[3] >= 0 else NAN


def _multiply(bits: int, a: Number, b: Number) -> Number:
    found: Number = mpf_mul(a, b, bits, "n")
    return found if found[3] >= 0 else NAN


def _divide(bits: int, a: Number, b: Number) -> Number:
    if not b[1]:
        return NAN
    found: Number = mpf_div(a, b, bits, "n")
    return found if found[3] >= 0 else NAN


def _negate(bits: int, a: Number) -> Number:
    found: Number = mpf_neg(a, bits, "n")
    return found if found[3] >= 0 else NAN


def _power(bits: int, a: Number, b: Number) -> Number:
    """A power, quickly of a small whole exponent."""
    minus, whole, exponent, size = b
    if exponent < 0 or exponent + size > WHOLE or a is NAN or a[2] + a[3] > LARGEST:
        return _any_power(bits, a, b)  # type: ignore[no-any-return]
    if minus and not a[1]:
        return NAN
    found: Number = mpf_pow_int(a, (-whole if minus else whole) << exponent, bits, "n")
    return found


# ---- conditions and choices


def _compared(holds: Callable[[Number, Number], bool]) -> Operation:
    return lambda bits, a, b: None if a is NAN or b is NAN else holds(a, b)


def _both(bits: int, a: bool | None, b: bool | None) -> bool | None:
    """And; the second condition is not asked for where the first decides."""
    return a if a is False or a is None else b


def _either(bits: int, a: bool | None, b: bool | None) -> bool | None:
    return a if a is True or a is None else b


def _where(bits: int, condition: bool | None, a: Number, b: Number) -> Number:
    return NAN if condition is None else a if condition else b


CONSTANTS: dict[str, Any] = {"pi": mpmath.pi, "e": mpmath.e}
OPERATIONS: dict[str, Operation] = {
    "add": _add,
    "subtract": _subtract,
    "multiply": _multiply,
    "divide": _divide,
    "negate": _negate,
    "power": _power,
    "less": _compared(mpf_lt),
    "less_equal": _compared(mpf_le),
    "equal": _compared(mpf_eq),
    "not_equal": _compared(lambda a, b: not mpf_eq(a, b)),
    "and": _both,
    "or": _either,
    "not": lambda bits, a: None if a is None else not a,
    "true": lambda bits: True,
    "false": lambda bits: False,
    "where": _where,
}
COMPARISONS = frozenset(OPERATIONS[name] for name in ("less", "less_equal", "equal", "not_equal"))
