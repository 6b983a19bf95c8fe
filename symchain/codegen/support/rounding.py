"""Signs, steps, rounding and remainders."""

import math


def sign(x: float) -> float:
    """-1.0, 0.0 or 1.0 as x is below, at or above 0; nan for nan."""
    if math.isnan(x):
        return x
    return 0.0 if x == 0.0 else math.copysign(1.0, x)


def heaviside(x: float) -> float:
    """0.0 for x < 0, 1.0 for x > 0, 1/2 at 0 (DLMF 1.16.13); nan for nan."""
    if math.isnan(x):
        return x
    return 0.5 if x == 0.0 else 1.0 if x > 0.0 else 0.0


def round_half_even(x: float) -> float:
    """The integer nearest to x as a float, halves to the even one; infinities and nan kept."""
    if math.isnan(x) or math.isinf(x):
        return x
    return math.copysign(float(round(x)), x)


def modulo(x: float, y: float) -> float:
    """x - y*floor(x/y), with the sign of y, for finite x and y != 0.

    ZeroDivisionError for y == 0, ValueError for an infinite x.
    """
    if math.isinf(x) and y != 0.0 and not math.isnan(y):
        raise ValueError("math domain error")
    return x % y


def undefined() -> float:
    """Raises ValueError: a derivative at a kink, where the slopes on both sides differ."""
    raise ValueError("there is no derivative here: the formula has a kink or a jump")
