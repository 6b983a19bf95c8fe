"""Simple fractions that numbers of many digits are, by continued fractions."""

from __future__ import annotations

import mpmath

from symchain.functions.precision import WorkingDigits
from symchain.graph.rational import Rational

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SIMPLE = 10**13  # denominators up to here are looked for
PRECISE = 33  # digits to which a fraction must agree


def fraction(value: Any) -> Rational:
    """The simple fraction that a number of many digits is, else its nearest double."""
    with WorkingDigits(2 * PRECISE):
        size, rest = abs(value), abs(value)
        top, bottom, before, below = 1, 0, 0, 1
        while bottom <= SIMPLE:
            whole = int(mpmath.floor(rest))
            top, before = whole * top + before, top
            bottom, below = whole * bottom + below, bottom
            if bottom > SIMPLE:
                break
            if abs(mpmath.mpf(top) / bottom - size) <= size * mpmath.mpf(10) ** -PRECISE:
                return (top, bottom) if value > 0 else (-top, bottom)
            if rest == whole:
                break
            rest = 1 / (rest - whole)
    return float(value).as_integer_ratio()
