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
MIXING = 5  # power of the arguments modulo SPREAD: sums of linear errors would cancel
CHOOSING = frozenset((NEGATE, WHERE, TABLE["abs"], *PIECEWISE))  # operations that round nothing


def rounded(op: Op, value: Any, args: Sequence[Any]) -> Any:
    """The value of an operation, with an error that depends on its arguments unless it is exact."""
    if not isinstance(value, mpmath.mpf) or op in CHOOSING or _is_exact(op, value, args):
        return value
    sign, man, exponent, size = value._mpf_
    if not man:
        return value  # 0, or no number
    mixed = sum([arg._mpf_[1] * (3 + i) for i, arg in enumerate(args)])
    shift = max(0, mpmath.mp.prec - size)
    man = (man << shift) + pow(mixed, MIXING, SPREAD) - SPREAD // 2
    return mpmath.mp.make_mpf(
        from_man_exp(-man if sign else man, exponent - shift, mpmath.mp.prec, "n")
    )


def _is_exact(op: Op, value: Any, args: Sequence[Any]) -> bool:
    """Whether an operation lost no bit: arithmetic, or a function at an exact point of its row."""
    if len(args) == 1:
        return args[0] in op.at
    if op is MULTIPLY:
        return sum([arg._mpf_[3] for arg in args]) <= mpmath.mp.prec  # type: ignore[no-any-return]
    if op is ADD or op is SUBTRACT:
        parts = [arg._mpf_ for arg in args if arg]
        highest = max([part[2] + part[3] for part in parts], default=0)
        return highest - min([part[2] for part in parts], default=0) < mpmath.mp.prec  # type: ignore[no-any-return]
    return op is DIVIDE and bool(value * args[1] == args[0])
