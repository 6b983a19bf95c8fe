"""Modified Bessel functions I and K of real order."""

import math

from symchain.codegen.support.arithmetic import finite, polynomial, sin_pi
from symchain.codegen.support.bessel_start import (
    bessel_series,
    macdonald,
    temme,
)
from symchain.codegen.support.gamma import ROOT_TWO_PI

# The polynomials U_1, U_2, U_3 of DLMF 10.41.9 over p, p^2, p^3, in powers of p^2.
DEBYE_1: tuple[float, ...] = (-0.20833333333333334, 0.125)
DEBYE_2: tuple[float, ...] = (0.3342013888888889, -0.4010416666666667, 0.0703125)
DEBYE_3: tuple[float, ...] = (
    -1.0258125964506173, 1.8464626736111112, -0.8912109375, 0.0732421875,
)  # fmt: skip


def debye(v: float, x: float, side: float) -> float:
    """I of an order v > 1000 for side 1, K for side -1 (DLMF 10.41.3 and 10.41.4); x > 0."""
    z = x / v
    root = norm_with_one(z)
    p = 1.0 / root
    q = side * p / v
    p *= p
    series = q * (
        polynomial(DEBYE_1, p)
        + q * (polynomial(DEBYE_2, p) + q * polynomial(DEBYE_3, p))
    )
    exponent = side * v * (root + math.log(z / (1.0 + root)))
    scale = 1.0 / ROOT_TWO_PI if side > 0.0 else 0.5 * ROOT_TWO_PI
    value = math.exp(0.5 * exponent) * (scale / math.sqrt(v * root) * (1.0 + series))
    return finite(value * math.exp(0.5 * exponent))


def norm_with_one(z: float) -> float:
    """sqrt(1 + z*z)."""
    return math.sqrt(1.0 + z * z) if z < 1e8 else z


def bessel_i_far(v: float, x: float) -> float:
    """I by its asymptotic expansion (DLMF 10.40.1), for x > 25 + v^2/2."""
    if x > 1500.0:
        raise OverflowError("math range error")
    term, total, k = 1.0, 1.0, 0.0
    while abs(term) > 1e-17 * total:
        k += 1.0
        term *= (k - 0.5 - v) * (k - 0.5 + v) / (2.0 * k * x)
        total += term
    half = math.exp(0.5 * x)
    return finite(half * (half / (ROOT_TWO_PI * math.sqrt(x)) * total))


def bessel_i_positive(v: float, x: float) -> float:
    """I of an order v >= 0 for x >= 0; OverflowError where too large."""
    if x > 25.0 + 0.5 * v * v:
        return bessel_i_far(v, x)
    if v > 1000.0 and x > 0.0:
        return debye(v, x, 1.0)
    return finite(bessel_series(v, x, 0.25 * x * x))


def bessel_k_positive(v: float, x: float) -> float:
    """K of an order v >= 0 for x > 0; OverflowError where too large."""
    if v > 1000.0:
        return debye(v, x, -1.0)
    count = round(v)
    order = v - count
    scale = 1.0
    if x < 2.0:
        value, above = temme(order, x, 0.25 * x * x, 0.0)
    else:
        # half of the exponential before the recurrence, half after it, so that neither overflows
        scale = math.exp(-0.5 * x)
        value = scale * macdonald(order, x)
        above = scale * macdonald(order + 1.0, x) if count > 0 else 0.0
    for _ in range(count):
        order += 1.0
        value, above = above, 2.0 * order / x * above + value
    return finite(value * scale)


def besseli(n: float, x: float) -> float:
    """The modified Bessel function I of order n (DLMF 10.25.2), x > 0, for a whole n every real x.

    ValueError elsewhere, OverflowError where too large. For orders below 0 by DLMF 10.27.2.
    """
    if math.isnan(n) or math.isnan(x):
        return n + x
    is_whole = n % 1.0 == 0.0
    size, v = abs(x), abs(n)
    if not v < math.inf or (not is_whole and (x < 0.0 or (x == 0.0 and n < 0.0))):
        raise ValueError("math domain error")
    if size == math.inf:
        return -size if n % 2.0 and x < 0.0 else size
    value = bessel_i_positive(v, size)
    if is_whole:
        return -value if n % 2.0 and x < 0.0 else value
    if n > 0.0:
        return value
    return finite(value + 2.0 / math.pi * sin_pi(v) * bessel_k_positive(v, x))


def besselk(n: float, x: float) -> float:
    """The modified Bessel function K of order n for x > 0 (DLMF 10.25.3), 0.0 at infinity.

    ValueError elsewhere, OverflowError where too large.
    """
    if math.isnan(n) or math.isnan(x):
        return n + x
    if not (x > 0.0 and abs(n) < math.inf):
        raise ValueError("math domain error")
    return bessel_k_positive(abs(n), x) if x < math.inf else 0.0
