"""Irregular rounding: what rests on digits that are lost differs from one evaluation to the next.

Rounding to nearest errs alike on both sides of a point: with 80 digits tanh(90 + h) - tanh(90 - h)
is exactly 0, and so it is with 100. Here an operation that is not exact errs in its last nine
digits, which its arguments choose without a pattern. So two evaluations with other digits agree
only in what both have right (Vignes, A stochastic arithmetic for reliable scientific computation,
1993).
"""

from __future__ import annotations

from mpmath.libmp import from_int, fzero

from symchain.evaluation.operations import OPERATIONS, kept, operation
from symchain.functions import TABLE
from symchain.functions.arithmetic import ADD, DIVIDE, MULTIPLY, NEGATE, SUBTRACT, WHERE
from symchain.functions.piecewise import PIECEWISE
from symchain.functions.row import Op

TYPE_CHECKING = False
if TYPE_CHECKING:
    from symchain.evaluation.operations import Number, Operation

SPREAD = 2**31 - 1  # units in the last place: a prime
FAR = 3  # times the bits: of terms that are so far apart one is nothing beside the other
SHORT = 2  # bits of the exact points: 0, 1, 2, 3
CHOOSING = frozenset((NEGATE, WHERE, TABLE["abs"], *PIECEWISE))  # operations that round nothing


@kept
def rounded(op: Op) -> Operation:
    """What computes a row, with an error that depends on its arguments unless it is exact."""
    if op in ARITHMETIC:
        return ARITHMETIC[op]
    exact = operation(op)
    if op in CHOOSING or op.boolean:
        return exact
    points = {from_int(point) for point in op.at if isinstance(point, int)}
    short = {point for point in points if point[3] <= SHORT}
    begun = _begun(op)  # cos(x) and sech(x) are 1 in another way

    def irregular(bits: int, *args: Number) -> Number:
        value: Number = exact(bits, *args)
        if not value[1] or (len(args) == 1 and args[0] in short):
            return value
        return _with_error(bits, value, hash((begun, args)))

    return irregular


def _begun(op: Op) -> int:
    """A number for each operation, the same in every process."""
    return int.from_bytes(op.name.encode(), "big")


def _with_error(bits: int, value: Number, choice: int) -> Number:
    """A number of so many bits, the last of which a choice has set; of integers alone."""
    sign, man, exponent, size = value
    shift = size - bits
    man = man >> shift if shift > 0 else man << -shift
    man = man + choice % SPREAD - SPREAD // 2 | 1  # odd, as mpmath keeps mantissas
    return sign, man, exponent + shift, man.bit_length()


# ---- arithmetic, which is exact where that takes no more bits


def _summed(op: Op) -> Operation:
    exact, begun, is_difference = OPERATIONS[op.name], _begun(op), op is SUBTRACT

    def summed(bits: int, a: Number, b: Number) -> Number:
        (sign, man, low, size), (minus, other, place, length) = a, b
        apart = low - place
        top = size + apart if size + apart > length else length
        span = top if apart > 0 else top - apart  # bits from the first to the last
        if not man or not other or span < bits or span > FAR * bits:
            value: Number = exact(bits, a, b)
            if not man or not other or span < bits:
                return value
            return _with_error(bits, value, hash((begun, (a, b))))
        man = -man if sign else man
        other = -other if minus ^ is_difference else other
        total = (man << apart) + other if apart > 0 else man + (other << -apart)
        if not total:
            return fzero  # type: ignore[no-any-return]
        value = int(total < 0), abs(total), min(low, place), total.bit_length()
        return _with_error(bits, value, hash((begun, (a, b))))

    return summed


def _multiplied(bits: int, a: Number, b: Number) -> Number:
    (sign, man, exponent, size), (minus, other, more, length) = a, b
    if not man or not other:
        return EXACT_PRODUCT(bits, a, b)  # type: ignore[no-any-return]
    man *= other
    value = sign ^ minus, man, exponent + more, man.bit_length()
    if size + length <= bits:
        return value
    return _with_error(bits, value, hash((PRODUCT, (a, b))))


def _divided(bits: int, a: Number, b: Number) -> Number:
    (sign, man, exponent, size), (minus, other, more, length) = a, b
    if not man or not other:
        return EXACT_QUOTIENT(bits, a, b)  # type: ignore[no-any-return]
    added = max(0, bits - size + length + 1)
    quotient, rest = divmod(man << added, other)
    if not rest:
        return EXACT_QUOTIENT(bits, a, b)  # type: ignore[no-any-return]
    value = sign ^ minus, quotient, exponent - more - added, quotient.bit_length()
    return _with_error(bits, value, hash((QUOTIENT, (a, b))))


EXACT_PRODUCT, EXACT_QUOTIENT = OPERATIONS[MULTIPLY.name], OPERATIONS[DIVIDE.name]
PRODUCT, QUOTIENT = _begun(MULTIPLY), _begun(DIVIDE)
ARITHMETIC: dict[Op, Operation] = {
    ADD: _summed(ADD),
    SUBTRACT: _summed(SUBTRACT),
    MULTIPLY: _multiplied,
    DIVIDE: _divided,
}
