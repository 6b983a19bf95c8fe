"""Bessel functions J and Y of real order."""

import math

from symchain.codegen.support.arithmetic import finite, sin_pi
from symchain.codegen.support.bessel_start import bessel_series, hankel, temme


def weber(mu: float, x: float) -> tuple[float, float]:
    """Y of orders mu and mu + 1 for |mu| <= 1/2 and x > 0."""
    if x >= 2.0:
        return hankel(mu, x)[1], hankel(mu + 1.0, x)[1]
    half = sin_pi(0.5 * mu)
    weight = 2.0 * half * half / mu if mu != 0.0 else 0.0
    first, second = temme(mu, x, -0.25 * x * x, weight)
    return -2.0 / math.pi * first, -2.0 / math.pi * second


def weber_pair(v: float, x: float) -> tuple[float, float]:
    """Y of orders v and v + 1 for v >= 0 and x > 0, by recurrence upward (DLMF 10.6.1)."""
    count = round(v)
    order = v - count
    value, above = weber(order, x)
    while count > 0 and math.isfinite(above):
        order += 1.0
        value, above = above, 2.0 * order / x * above - value
        count -= 1
    if count > 0:
        return above, above
    return value, above


def bessel_upward(v: float, x: float) -> float:
    """J of an order 0 <= v <= x, x >= 2, by recurrence upward (DLMF 10.6.1)."""
    count = round(v)
    order = v - count
    value = hankel(order, x)[0]
    if count == 0:
        return value
    above = hankel(order + 1.0, x)[0]
    for _ in range(count):
        order += 1.0
        value, above = above, 2.0 * order / x * above - value
    return value


def bessel_beyond(v: float, x: float) -> float:
    """J of an order v > x >= 2: from Y, and from the ratio of J of orders v + 1 and v.

    The ratio is a continued fraction (DLMF 10.10.1), and the Wronskian is 2/(pi*x) (DLMF 10.5.2).
    """
    ratio = 0.0
    for k in range(25 + int(8.0 * math.pow(v, 0.3333)), 0, -1):
        ratio = 1.0 / (2.0 * (v + k) / x - ratio)
    value, above = weber_pair(v, x)
    return (
        2.0 / (math.pi * x) / (ratio * value - above) if math.isfinite(above) else 0.0
    )


def bessel_positive(v: float, x: float) -> float:
    """J of an order v >= 0 for x >= 0."""
    if x * x <= 4.0 * (v + 1.0):
        return bessel_series(v, x, -0.25 * x * x)
    return bessel_upward(v, x) if v <= x else bessel_beyond(v, x)


def besselj(n: float, x: float) -> float:
    """The Bessel function J of order n (DLMF 10.2.2) for x > 0, for a whole n every real x.

    0.0 at infinities. ValueError elsewhere, and for orders beyond 10^5, which would take too long.
    For orders below 0 by DLMF 10.4.1 and 10.4.6.
    """
    if math.isnan(n) or math.isnan(x):
        return n + x
    is_whole = n % 1.0 == 0.0
    size, v = abs(x), abs(n)
    if not v <= 1e5 or (not is_whole and (x < 0.0 or (x == 0.0 and n < 0.0))):
        raise ValueError("math domain error")
    if size == math.inf:
        return 0.0
    value = bessel_positive(v, size)
    if is_whole:
        return -value if n % 2.0 and (n < 0.0) != (x < 0.0) else value
    if n > 0.0:
        return value
    return finite(sin_pi(v + 0.5) * value - sin_pi(v) * weber_pair(v, x)[0])


def bessely(n: float, x: float) -> float:
    """The Bessel function Y of order n for x > 0 (DLMF 10.2.3), 0.0 at infinity.

    ValueError elsewhere, and for orders beyond 10^5, which would take too long; OverflowError where
    too large. For orders below 0 by DLMF 10.4.1 and 10.4.6.
    """
    if math.isnan(n) or math.isnan(x):
        return n + x
    v = abs(n)
    if not (x > 0.0 and v <= 1e5):
        raise ValueError("math domain error")
    if x == math.inf:
        return 0.0
    if n >= 0.0:
        return finite(weber_pair(v, x)[0])
    along, across = sin_pi(v + 0.5), sin_pi(v)
    value = across * bessel_positive(v, x)
    return finite(value + along * weber_pair(v, x)[0]) if along != 0.0 else value
