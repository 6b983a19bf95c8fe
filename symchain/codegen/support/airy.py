"""Airy functions and their derivatives: by power series near 0, else by Bessel functions."""

import math

from symchain.codegen.support.arithmetic import finite
from symchain.codegen.support.bessel_modified import bessel_i_far
from symchain.codegen.support.bessel_start import bessel_series, hankel, macdonald

AIRY_VALUE: float = 0.3550280538878172  # Ai(0)
AIRY_SLOPE: float = 0.2588194037928068  # -Ai'(0)
THIRD: float = 0.3333333333333333
ROOT_THREE: float = 1.7320508075688772


def airy_series(x: float) -> tuple[float, float]:
    """The solutions f and g of y'' = x*y with f = g' = 1 and f' = g = 0 at 0 (DLMF 9.4.1)."""
    cube = x * x * x
    f, g, even, odd = 1.0, x, 1.0, x
    for i in range(1, 13):
        k = 3.0 * i
        even *= cube / ((k - 1.0) * k)
        odd *= cube / (k * (k + 1.0))
        f += even
        g += odd
    return f, g


def airy_series_slopes(x: float) -> tuple[float, float]:
    """The derivatives of f and g (DLMF 9.4.2)."""
    cube = x * x * x
    even, odd = 0.5 * x * x, 1.0
    f, g = even, odd
    for i in range(1, 13):
        k = 3.0 * i
        even *= cube / (k * (k + 2.0))
        odd *= cube / (k * (k - 2.0))
        f += even
        g += odd
    return f, g


def bessel_i_fraction(v: float, x: float) -> float:
    """I of an order 0 < v < 1 for x > 0."""
    if x > 26.0:
        return bessel_i_far(v, x)
    return bessel_series(v, x, 0.25 * x * x)


def airyai(x: float) -> float:
    """The Airy function Ai for every real x (DLMF 9.6.2, 9.6.5, 9.6.6); 0.0 at infinities."""
    if math.isnan(x) or math.isinf(x):
        return x if math.isnan(x) else 0.0
    if -2.1 < x < 1.0:
        f, g = airy_series(x)
        return AIRY_VALUE * f - AIRY_SLOPE * g
    size = abs(x)
    root = math.sqrt(size)
    zeta = size * root / 1.5
    if x > 0.0:
        scale = math.sqrt(x / 3.0) / math.pi
        return scale * math.exp(-zeta) * macdonald(THIRD, zeta)
    j, y = hankel(THIRD, zeta)
    return 0.5 * root * (j - y / ROOT_THREE)


def airyaiprime(x: float) -> float:
    """The derivative of Ai for every real x (DLMF 9.6.3, 9.6.7).

    -0.0 at inf, ValueError at -inf.
    """
    if math.isnan(x) or x == math.inf:
        return x if math.isnan(x) else -0.0
    if x == -math.inf:
        raise ValueError("math domain error")
    if -2.1 < x < 1.0:
        f, g = airy_series_slopes(x)
        return AIRY_VALUE * f - AIRY_SLOPE * g
    size = abs(x)
    zeta = size * math.sqrt(size) / 1.5
    if x > 0.0:
        decay = math.exp(-zeta)
        if decay == 0.0:
            return -0.0
        return -x / (math.pi * ROOT_THREE) * decay * macdonald(2.0 * THIRD, zeta)
    j, y = hankel(2.0 * THIRD, zeta)
    return 0.5 * size * (j + y / ROOT_THREE)


def airybi(x: float) -> float:
    """The Airy function Bi for every real x (DLMF 9.6.4, 9.6.8); OverflowError above about 104."""
    if math.isnan(x) or math.isinf(x):
        return 0.0 if x == -math.inf else x
    if -2.1 < x < 1.0:
        f, g = airy_series(x)
        return ROOT_THREE * (AIRY_VALUE * f + AIRY_SLOPE * g)
    size = abs(x)
    root = math.sqrt(size)
    zeta = size * root / 1.5
    if x > 0.0:
        falling = math.exp(-zeta) * macdonald(THIRD, zeta)
        value = 2.0 * bessel_i_fraction(THIRD, zeta) + ROOT_THREE / math.pi * falling
        return finite(math.sqrt(x / 3.0) * value)
    j, y = hankel(THIRD, zeta)
    return -0.5 * root * (j / ROOT_THREE + y)


def airybiprime(x: float) -> float:
    """The derivative of Bi for every real x (DLMF 9.6.5, 9.6.9).

    OverflowError above about 104, ValueError at -inf.
    """
    if math.isnan(x) or x == math.inf:
        return x
    if x == -math.inf:
        raise ValueError("math domain error")
    if -2.1 < x < 1.0:
        f, g = airy_series_slopes(x)
        return ROOT_THREE * (AIRY_VALUE * f + AIRY_SLOPE * g)
    size = abs(x)
    zeta = size * math.sqrt(size) / 1.5
    if x > 0.0:
        falling = math.exp(-zeta) * macdonald(2.0 * THIRD, zeta)
        value = (
            2.0 * bessel_i_fraction(2.0 * THIRD, zeta) + ROOT_THREE / math.pi * falling
        )
        return finite(x / ROOT_THREE * value)
    j, y = hankel(2.0 * THIRD, zeta)
    return 0.5 * size * (j / ROOT_THREE - y)
