"""What is exact though rounding hides it, told by how values change with their digits.

cos(pi/2) comes out as 1e-60 with 60 digits and as 1e-450 with 450: it is 0. Its reciprocal, and
tan(pi/2), grow alike: they have no value. exp(log(3)) is once a little above 3 and once below, by
no more than its last digits: it is 3, and that of floor, and of a comparison, is told by it.
"""

from __future__ import annotations

import mpmath
from mpmath.libmp import fzero, mpf_nint, mpf_shift, mpf_sub

from symchain.evaluation.operations import COMPARISONS, NAN, is_finite, to_object
from symchain.functions.precision import WorkingDigits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from symchain.evaluation.operations import Number, Step, Value

EXTREME = 150  # binary places before or behind the point: 1e45, beyond what 50 digits tell apart
HUGE = 10_000  # binary places of what no rounding makes: exp(1e60) has other digits each time
CHANGED = 1000  # binary places by which 390 digits more change what is 0 or has no value
LAST = 30  # binary places that rounding may have changed
COUNTED = 64  # binary places of the largest numbers of which it matters that they are whole


def is_unsettled(values: Sequence[Value], found: Sequence[Any], digits: int) -> bool:
    """Whether values may be rounding alone, or some that are asked for have lost digits."""
    if any(abs(_places(value)) > EXTREME for value in values):
        return True
    numbers = [
        to_object(value) for value in values if isinstance(value, tuple) and is_finite(value)
    ]
    limit = max(map(abs, numbers), default=mpmath.mpf(0)) * mpmath.mpf(10) ** (20 - digits)
    return any(abs(value) < limit for value in found)


def settle(steps: Iterable[Step], pairs: Sequence[tuple[list[Value], int]]) -> None:
    """Puts what is exact into values with few and with more digits; what rests on it is run again.

    `pairs` are the values and the digits with which they were computed.
    """
    (few, less_digits), (more, more_digits) = pairs
    exact: set[int] = set()
    for place, operation, args in steps:
        if not exact.isdisjoint(args):
            for values, digits in pairs:
                with WorkingDigits(digits):
                    given = [values[arg] for arg in args]
                    values[place] = operation(mpmath.mp.prec, *given)
            exact.add(place)
        found = None
        if operation in COMPARISONS:
            both = [(values[args[0]], values[args[1]]) for values in (few, more)]
            if both[0] != both[1] and all(
                _is_rounding(*pair, digits) for pair, (_, digits) in zip(both, pairs, strict=True)
            ):
                found = operation(mpmath.mp.prec, both[0][0], both[0][0])
        else:
            found = _exact(few[place], more[place], less_digits, more_digits)
        if found is not None:
            few[place] = more[place] = found
            exact.add(place)


def is_exact(value: Value) -> bool:
    """Whether a value is a truth, none, or a number of few binary places, as no rounding makes."""
    return not isinstance(value, tuple) or value[3] <= COUNTED


def _exact(before: Value, after: Value, less_digits: int, more_digits: int) -> Value:
    """The number that a value is, or nan, as its two forms tell; None where it is any other."""
    if abs(_places(before)) < HUGE and abs(_places(after) - _places(before)) > CHANGED:
        return fzero if _places(after) < _places(before) else NAN
    half = _nearest_half(before)
    if (
        half is not None
        and half == _nearest_half(after)
        and (before != half or after != half)
        and _is_rounding(before, half, less_digits)
        and _is_rounding(after, half, more_digits)
    ):
        return half
    return None


def _nearest_half(value: Value) -> Number | None:
    """The whole number or half of one that is nearest; None where that is 0, or too large."""
    if not isinstance(value, tuple) or not value[1] or not 0 <= _places(value) <= COUNTED:
        return None
    return mpf_shift(mpf_nint(mpf_shift(value, 1)), -1)  # type: ignore[no-any-return]


def _is_rounding(a: Value, b: Value, digits: int) -> bool:
    """Whether two numbers are the same but for the last places of so many digits."""
    if a is NAN or b is NAN or not isinstance(a, tuple):
        return False
    gap = mpf_sub(a, b)
    last = max(_places(a), _places(b)) - mpmath.libmp.dps_to_prec(digits) + LAST
    return not gap[1] or _places(gap) <= last


def _places(value: Value) -> int:
    """The binary places before the point of a number, below 0 behind it; 0 for anything else."""
    if not isinstance(value, tuple) or not value[1]:
        return 0
    places: int = value[2] + value[3]
    return places
