"""Irregular rounding: what rests on digits that are lost differs from one evaluation to the next.

Rounding to nearest errs alike on both sides of a point: with 80 digits tanh(90 + h) - tanh(90 - h)
is exactly 0, and so it is with 100. Here an operation that is not exact errs in its last nine
digits, which its arguments choose without a pattern. So two evaluations with other digits agree
only in what both have right (Vignes, A stochastic arithmetic for reliable scientific computation,
1993).
"""

from __future__ import annotations

import mpmath
from mpmath.libmp import from_man_exp

from symchain.functions import TABLE
from symchain.functions.arithmetic import ADD, DIVIDE, MULTIPLY, NEGATE, SUBTRACT, WHERE
from symchain.functions.piecewise import PIECEWISE
from symchain.functions.row import Op

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

SPREAD = 2**31 - 1  # units in the last place: a prime
SHORT = 2  # bits of the exact points: 0, 1, 2, 3
SCALE = 7919  # of the exponents of arguments
MIXING = 5  # power of the arguments modulo SPREAD: sums of linear errors would cancel
EXACT = frozenset((ADD, SUBTRACT, MULTIPLY, DIVIDE))  # operations that can be exact
CHOOSING = frozenset((NEGATE, WHERE, TABLE["abs"], *PIECEWISE))  # operations that round nothing


def rounded(op: Op, value: Any, args: Sequence[Any]) -> Any:
    """The value of an operation, with an error that depends on its arguments unless it is exact."""
    if op in CHOOSING or op.boolean or not value._mpf_[1]:
        return value  # the number of an argument, 0, or none
    bits = mpmath.mp.prec
    if _is_exact(op, value, args, bits):
        return value
    sign, man, exponent, size = value._mpf_
    mixed = int.from_bytes(op.name.encode(), "big")  # cos(x) and sech(x) are 1 in another way ...
    for arg in args:  # ... and so are exp(x), exp(-x) and exp(2*x)
        minus, digits, scale, _ = arg._mpf_
        mixed = 3 * mixed + (-digits if minus else digits) + SCALE * scale
    shift = max(0, bits - size)
    man = (man << shift) + pow(mixed, MIXING, SPREAD) - SPREAD // 2
    return mpmath.mp.make_mpf(from_man_exp(-man if sign else man, exponent - shift, bits, "n"))


def _is_exact(op: Op, value: Any, args: Sequence[Any], bits: int) -> bool:
    """Whether an operation lost no bit: arithmetic, or a function at an exact point of its row."""
    if len(args) == 1:
        return args[0]._mpf_[3] <= SHORT and args[0] in op.at
    if op not in EXACT:
        return False
    (_, _, low, size), (_, _, other, length) = args[0]._mpf_, args[1]._mpf_
    if op is MULTIPLY:
        return bool(size + length <= bits)
    if op is DIVIDE:
        return value._mpf_[3] + length <= bits + 1 and bool(value * args[1] == args[0])
    if not size or not length:
        return True
    return bool(max(low + size, other + length) - min(low, other) < bits)
