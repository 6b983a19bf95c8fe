"""Quotients with a hole at 0, sinh(x)/x, atan(x)/x and coth(x) - 1/x, with their derivatives.

Each is computed at any order, from 0, the function itself: what such quotients are for are
differences of a function at two places near each other, which are differentiated further.
"""

import math

from symchain.codegen.support.arithmetic import finite
from symchain.codegen.support.exponential import exp_moment

# 4^k*B_2k/(2k)! for k = 1, 2, ... (DLMF 4.33.2)
LANGEVIN: tuple[float, ...] = (
    0.3333333333333333, -0.022222222222222223, 0.0021164021164021165, -0.00021164021164021165,
    2.1377799155576935e-05, -2.1644042808063972e-06, 2.1925947851873778e-07,
    -2.2214608789979678e-08, 2.2507846516808994e-09, -2.2805151204592183e-10,
    2.3106432599002624e-11, -2.3411706819824882e-12, 2.3721017400233653e-13,
    -2.4034415333307705e-14, 2.4351954029183367e-15, -2.4673688045172075e-16,
    2.499967277122081e-17, -2.532996435740635e-18, 2.566461970282629e-19, -2.6003696460137274e-20,
    2.63472530441538e-21, -2.669534864157395e-22, 2.704804322109031e-23, -2.7405397543699514e-24,
    2.7767473173164437e-25, -2.813433248661879e-26, 2.8506038685312917e-27,
    -2.8882655805501746e-28, 2.926424872947676e-29, -2.9650883196743643e-30, 3.00426258153477e-31,
    -3.043954407334882e-32, 3.08417063504481e-33, -3.124918192976807e-34, 3.1662041009788536e-35,
)  # fmt: skip


def sinhc_derivative(n: float, x: float) -> float:
    """The n-th derivative of sinh(x)/x: the integral of t^n*cosh(x*t), of sinh for odd n, to 1.

    By a series of terms of one sign, or where sinh is exp/2.
    """
    if math.isnan(n) or math.isnan(x):
        return n + x
    if n % 1.0 != 0.0 or not 0.0 <= n <= 100.0:
        raise ValueError("math domain error")
    sign = -1.0 if n % 2.0 == 1.0 and x < 0.0 else 1.0
    size = abs(x)
    if size > 40.0:
        return sign * (0.5 * exp_moment(n, size))
    k = n % 2.0
    term = size if n % 2.0 == 1.0 else 1.0
    total = term / (n + k + 1.0)
    while term > 1e-18 * total:
        term *= size / (k + 1.0) * (size / (k + 2.0))
        k += 2.0
        total += term / (n + k + 1.0)
    return sign * total


def sinhc(x: float) -> float:
    """sinh(x)/x, 1 at 0."""
    return sinhc_derivative(0.0, x)


def power_series_term(m: float, n: float) -> float:
    """m*(m - 1)*...*(m - n + 1): the n-th derivative of x^m is that times x^(m - n)."""
    factor = 1.0
    for k in range(int(n)):
        factor *= m - k
    return factor


def atanc_derivative(n: float, x: float) -> float:
    """The n-th derivative of atan(x)/x: by its series, or from x*f = atan(x) (Leibniz)."""
    if math.isnan(n) or math.isnan(x):
        return n + x
    if n % 1.0 != 0.0 or not 0.0 <= n <= 100.0:
        raise ValueError("math domain error")
    sign = -1.0 if n % 2.0 == 1.0 and x < 0.0 else 1.0
    size = abs(x)
    if size == math.inf:
        return 0.0
    if size < 0.7:
        m = n + n % 2.0
        total, term = 0.0, 1.0
        power = size if n % 2.0 == 1.0 else 1.0
        change = -1.0 if m % 4.0 == 2.0 else 1.0
        while term > 1e-18 * abs(total):
            term = power_series_term(m, n) / (m + 1.0) * power
            total += change * term
            power *= size * size
            change = -change
            m += 2.0
        return sign * total
    # the derivatives of atan are (k - 1)!*(-1)^(k - 1)*sin(k*angle)/(1 + x^2)^(k/2)
    angle = math.atan2(1.0, size)
    value = math.atan(size) / size
    factor, radius = 1.0, 1.0 / math.hypot(1.0, size)
    power = radius
    k = 1.0
    while k <= n:
        slope = factor * power * math.sin(k * angle)
        value = (slope - k * value) / size
        factor *= -k
        power *= radius
        k += 1.0
    return sign * value


def atanc(x: float) -> float:
    """atan(x)/x, 1 at 0."""
    return atanc_derivative(0.0, x)


def langevin_derivative(n: float, x: float) -> float:
    """The n-th derivative of coth(x) - 1/x: by its series, or by that of 2/(exp(2*x) - 1)."""
    if math.isnan(n) or math.isnan(x):
        return n + x
    if n % 1.0 != 0.0 or not 0.0 <= n <= 100.0:
        raise ValueError("math domain error")
    sign = -1.0 if n % 2.0 == 0.0 and x < 0.0 else 1.0
    size = abs(x)
    if size < 1.55:
        total, m = 0.0, 1.0
        power = 1.0
        for coefficient in LANGEVIN:
            if m >= n:
                total += coefficient * power_series_term(m, n) * power
                power *= size * size
            m += 2.0
        return sign * (total if n % 2.0 == 1.0 else total * size)
    total, k = 0.0, 1.0
    small = math.exp(-2.0 * size)
    while k <= 20.0 + n:
        total += math.pow(-2.0 * k, n) * math.pow(small, k)
        k += 1.0
    pole = 1.0 / size
    for order in range(1, int(n) + 1):
        pole *= -order / size
    return sign * finite(2.0 * total - pole + (1.0 if n == 0.0 else 0.0))


def langevin(x: float) -> float:
    """coth(x) - 1/x, 0 at 0."""
    return langevin_derivative(0.0, x)
