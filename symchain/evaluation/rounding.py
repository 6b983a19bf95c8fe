"""Irregular rounding: what rests on digits that are lost differs from one evaluation to the next.

Rounding to nearest errs alike on both sides of a point: with 80 digits tanh(90 + h) - tanh(90 - h)
is exactly 0, and so it is with 100. Here an operation that is not exact errs in its last nine
digits, which its arguments choose without a pattern. So two evaluations with other digits agree
only in what both have right (Vignes, A stochastic arithmetic for reliable scientific computation,
1993).
"""

from __future__ import annotations

from mpmath.libmp import from_int, mpf_mul

from symchain.evaluation.operations import kept, operation
from symchain.functions import TABLE
from symchain.functions.arithmetic import ADD, DIVIDE, MULTIPLY, NEGATE, SUBTRACT, WHERE
from symchain.functions.piecewise import PIECEWISE
from symchain.functions.row import Op

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from symchain.evaluation.operations import Number, Operation

SPREAD = 2**31 - 1  # units in the last place: a prime
SHORT = 2  # bits of the exact points: 0, 1, 2, 3
CHOOSING = frozenset((NEGATE, WHERE, TABLE["abs"], *PIECEWISE))  # operations that round nothing


@kept
def rounded(op: Op) -> Operation:
    """What computes a row, with an error that depends on its arguments unless it is exact."""
    exact = operation(op)
    if op in CHOOSING or op.boolean:
        return exact
    is_exact = EXACT.get(op) or _at_points(op)
    begun = int.from_bytes(op.name.encode(), "big")  # cos(x) and sech(x) are 1 in another way

    def irregular(bits: int, *args: Number) -> Number:
        value: Number = exact(bits, *args)
        sign, man, exponent, size = value
        if not man or is_exact(bits, value, *args):
            return value
        shift = max(0, bits - size)
        error = hash((begun, args)) % SPREAD - SPREAD // 2  # of integers alone
        man = (man << shift) + error | 1  # odd, as mpmath keeps mantissas
        return sign, man, exponent - shift, man.bit_length()

    return irregular


def _at_points(op: Op) -> Callable[..., bool]:
    """Whether the argument of a function is an exact point of its row."""
    points = {from_int(point) for point in op.at if isinstance(point, int)}
    short = {point for point in points if point[3] <= SHORT}
    return lambda bits, value, *args: len(args) == 1 and args[0] in short


# ---- arithmetic that loses no bit


def _sum(bits: int, value: Number, a: Number, b: Number) -> bool:
    (_, _, low, size), (_, _, other, length) = a, b
    if not size or not length:
        return True
    return max(low + size, other + length) - min(low, other) < bits


def _product(bits: int, value: Number, a: Number, b: Number) -> bool:
    return a[3] + b[3] <= bits


def _quotient(bits: int, value: Number, a: Number, b: Number) -> bool:
    return value[3] + b[3] <= bits + 1 and mpf_mul(value, b, bits, "n") == a


EXACT: dict[Op, Callable[..., bool]] = {
    ADD: _sum,
    SUBTRACT: _sum,
    MULTIPLY: _product,
    DIVIDE: _quotient,
}
