"""The zeta function of Riemann."""

import math

from symchain.codegen.support.arithmetic import finite, polynomial, sin_pi
from symchain.codegen.support.gamma import gamma_positive, hurwitz_zeta, stirling

TWO_PI: float = 6.283185307179586
# (s - 1)*zeta(s) on [-1, 1]: an interpolant at Chebyshev's points, highest power first.
ZETA_NEAR: tuple[float, ...] = (
    2.885998610025175e-16, -6.818582817093241e-15, 7.195820384729307e-14, -1.0637249641960206e-13,
    -9.365983961001555e-12, 1.5910769976706777e-10, -1.0607172411763912e-09,
    -4.853659514487932e-09, 1.7438050236692617e-07, -1.4697618403416875e-06,
    -6.397503064960565e-07, 0.00012264139574928994, -0.000905894976471243, -0.0023930334772500174,
    0.08423969474961969, 0.4189385332046727, 0.5,
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
