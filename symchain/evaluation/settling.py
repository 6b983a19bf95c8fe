"""What is 0 or has no value, told by how values change with the digits that they are computed with.

cos(pi/2) comes out as 1e-60 with 60 digits and as 1e-450 with 450: it is 0. Its reciprocal, and
tan(pi/2), grow alike: they have no value.
"""

from __future__ import annotations

import mpmath
from mpmath.libmp import fzero

from symchain.evaluation.operations import NAN, is_finite, to_object

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from symchain.evaluation.operations import Value

EXTREME = 150  # binary places before or behind the point: 1e45, beyond what 50 digits tell apart
HUGE = 10_000  # binary places of what no rounding makes: exp(1e60) has other digits each time
CHANGED = 1000  # binary places by which 390 digits more change what is 0 or has no value


def is_unsettled(values: Sequence[Value], found: Sequence[Any], digits: int) -> bool:
    """Whether values may be rounding alone, or some that are asked for have lost digits."""
    if any(abs(_places(value)) > EXTREME for value in values):
        return True
    numbers = [
        to_object(value) for value in values if isinstance(value, tuple) and is_finite(value)
    ]
    limit = max(map(abs, numbers), default=mpmath.mpf(0)) * mpmath.mpf(10) ** (20 - digits)
    return any(abs(value) < limit for value in found)


def settled_by(few: Sequence[Value], more: Sequence[Value]) -> Mapping[int, Value]:
    """The places of the values that are 0 or none, as those with few and with more digits tell."""
    known: dict[int, Value] = {}
    for place, pair in enumerate(zip(few, more, strict=True)):
        before, after = map(_places, pair)
        if abs(before) < HUGE and abs(after - before) > CHANGED:
            known[place] = fzero if after < before else NAN
    return known


def _places(value: Value) -> int:
    """The binary places before the point of a number, below 0 behind it; 0 for anything else."""
    if not isinstance(value, tuple) or not value[1]:
        return 0
    places: int = value[2] + value[3]
    return places
