"""The zeta function of Riemann and its slope."""

import math

from symchain.codegen.support.arithmetic import finite, polynomial, sin_pi
from symchain.codegen.support.gamma import (
    ZETA_FAR,
    digamma_positive,
    gamma_positive,
    hurwitz_zeta,
    stirling,
)

TWO_PI: float = 6.283185307179586
# (s - 1)*zeta(s) on [-1, 1]: an interpolant at Chebyshev's points, highest power first.
ZETA_NEAR: tuple[float, ...] = (
    2.885998610025175e-16, -6.818582817093241e-15, 7.195820384729307e-14, -1.0637249641960206e-13,
    -9.365983961001555e-12, 1.5910769976706777e-10, -1.0607172411763912e-09,
    -4.853659514487932e-09, 1.7438050236692617e-07, -1.4697618403416875e-06,
    -6.397503064960565e-07, 0.00012264139574928994, -0.000905894976471243, -0.0023930334772500174,
    0.08423969474961969, 0.4189385332046727, 0.5,
)  # fmt: skip
# (s - 1)^2*zeta'(s) on [-1, 1], in the same way.
ZETA_SLOPE_NEAR: tuple[float, ...] = (
    1.440743659390398e-16, 4.189096184174252e-15, -1.0061560781338017e-13, 1.0382576814264364e-12,
    -2.283073843568013e-12, -1.0164376919647142e-10, 1.703468173078211e-09,
    -1.1296639252500425e-08, -2.8222103433756483e-08, 1.2643464519343993e-06,
    -1.0213615061047488e-05, 7.089581349972729e-06, 0.0004944040848361429, -0.003330891908160186,
    -0.0011624870486150634, 0.09141879518136974, -0.16847938949923938, -0.9189385332046728,
)  # fmt: skip


def gamma_over_power(z: float) -> float:
    """gamma(z)/(2*pi)^z for z > 1/2; OverflowError where too large."""
    if z < 170.0:
        rounding = 3.898e-17 * z  # that of 2*pi
        return gamma_positive(z) * math.pow(TWO_PI, -z) * (1.0 - rounding)
    power = math.pow(0.05854983152431917 * z, z)  # 1/(2*pi*e)
    return finite(power * math.sqrt(TWO_PI / z) * math.exp(stirling(z)))


def zeta(s: float) -> float:
    """The zeta function for every real s but 1, where it is a ValueError, as at -inf.

    By Euler and Maclaurin's formula (DLMF 25.2.9), below -1 by reflection (DLMF 25.4.1).
    """
    if math.isnan(s):
        return s
    if s == 1.0 or s == -math.inf:
        raise ValueError("math domain error")
    if s > 60.0:
        return 1.0
    if s > 1.0:
        return hurwitz_zeta(s, 1.0, 1.0)
    if s > -1.0:
        return polynomial(ZETA_NEAR, s) / (s - 1.0)
    sine = sin_pi(0.5 * s)
    if sine == 0.0:
        return 0.0
    other = hurwitz_zeta(min(1.0 - s, 60.0), 1.0, 1.0)
    return finite(2.0 * sine * other * gamma_over_power(1.0 - s))


def zeta_slope_above(s: float) -> float:
    """The slope of zeta for s > 1: that of Euler and Maclaurin's formula, term by term."""
    total = 0.0
    k = 2.0
    while True:
        power = math.pow(k, -s)
        rate = math.log(k)
        if not k < 12.0 + 1.2 * s:
            break
        total += power * rate
        if power * rate * k <= 1e-18 * total:
            return -total
        k += 1.0
    tail = 0.5 + k / (s - 1.0)
    slope = -k / (s - 1.0) / (s - 1.0)
    factor = s / k
    parts = 1.0 / s
    for order, coefficient in enumerate(ZETA_FAR):
        tail += coefficient * factor
        slope += coefficient * factor * parts
        one, two = s + (2 * order + 1), s + (2 * order + 2)
        factor *= one / k * (two / k)
        parts += 1.0 / one + 1.0 / two
    return power * (slope - rate * tail) - total


def zetaprime(s: float) -> float:
    """The slope of the zeta function for every real s but 1, where it is a ValueError, as at -inf.

    Below -1 the derivative of the reflection formula (DLMF 25.4.1). OverflowError where too large.
    """
    if math.isnan(s):
        return s
    if s == 1.0 or s == -math.inf:
        raise ValueError("math domain error")
    if s > 1.0:
        return zeta_slope_above(min(s, 1e5))
    if s > -1.0:
        return polynomial(ZETA_SLOPE_NEAR, s) / (s - 1.0) / (s - 1.0)
    z = 1.0 - s
    other = hurwitz_zeta(min(z, 60.0), 1.0, 1.0)
    own = zeta_slope_above(min(z, 1e5))
    growth = (math.log(TWO_PI) - digamma_positive(z)) * other - own
    slope = 0.5 * math.pi * sin_pi(0.5 * s + 0.5) * other + sin_pi(0.5 * s) * growth
    return finite(2.0 * slope * gamma_over_power(z))
