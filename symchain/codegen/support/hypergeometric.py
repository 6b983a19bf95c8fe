"""Hypergeometric functions: 2F1 by its series, continued along its equation; 0F1."""

import math

from symchain.codegen.support.arithmetic import finite
from symchain.codegen.support.bessel_modified import besseli
from symchain.codegen.support.bessel_oscillating import besselj


def gauss_series(a: float, b: float, c: float, x: float) -> tuple[float, float]:
    """2F1 and its derivative by x, by the series at 0 (DLMF 15.2.1), for 0 <= x <= 1/2.

    ValueError where its terms cancel in seven digits or more, as for large a, -b.
    """
    power, value, slope, k, peak = 1.0, 1.0, 0.0, 0.0, 1.0
    part = math.inf
    while part > 1e-18 * (abs(value) + abs(slope)) or k < -min(a, b, c):
        ratio = (a + k) * (b + k) / ((c + k) * (k + 1.0))
        slope += power * ratio * (k + 1.0)
        power *= ratio * x
        value += power
        peak = max(peak, abs(power))
        part = abs(power) * (k + 1.0)
        k += 1.0
        if power == 0.0:
            break
        if k > 10000.0:
            raise ValueError("math domain error")
    if peak > 1e7 * (abs(value) + abs(slope)):
        raise ValueError("math domain error")
    return value, slope


def gauss_step(
    a: float, b: float, c: float, y: float, h: float, value: float, slope: float
) -> tuple[float, float]:
    """A solution and its derivative at 1 - y + h from those at 1 - y, 0 < h < y <= 1/2.

    By the Taylor series there, from the differential equation (DLMF 15.10.1).
    """
    room = y * (1.0 - y)
    tilt, lift = 2.0 * y - 1.0, c - (a + b + 1.0) * (1.0 - y)
    before, here = value, slope * h
    total, rise, k, part = value + here, here, 0.0, math.inf
    while part > 1e-18 * (abs(total) + abs(rise)):
        linear = here * (k + 1.0) * (k * tilt + lift) * h
        constant = before * (a + k) * (b + k) * h * h
        before, here = here, (constant - linear) / (room * (k + 1.0) * (k + 2.0))
        total += here
        rise += (k + 2.0) * here
        k += 1.0
        part = (abs(here) + abs(before)) * (k + 2.0)
        if k > 10000.0:
            raise ValueError("math domain error")
    return total, rise / h


def gauss_inside(a: float, b: float, c: float, x: float, y: float) -> float:
    """2F1 for 0 <= x < 1 and y = 1 - x: from 1/2 on in steps of half the distance to 1.

    Where it grows without bound towards 1, what it grows by is taken out first (DLMF 15.8.1).
    """
    if x <= 0.5:
        return gauss_series(a, b, c, x)[0]
    scale, excess = 1.0, c - a - b
    if excess < 0.0:
        a, b = c - a, c - b
        scale = math.pow(y, excess)
    value, slope = gauss_series(a, b, c, 0.5)
    distance = 0.5
    while distance > y:
        step = min(0.5 * distance, distance - y)
        value, slope = gauss_step(a, b, c, distance, step, value, slope)
        distance -= step
    return scale * value


def hyp2f1(a: float, b: float, c: float, x: float) -> float:
    """The hypergeometric function for x < 1 and real a, b, c, c not 0, -1, ... (DLMF 15.2.1).

    ValueError elsewhere. For x < 0 by DLMF 15.8.1.
    """
    if math.isnan(a) or math.isnan(b) or math.isnan(c) or math.isnan(x):
        return a + b + c + x
    if not x < 1.0 or (c <= 0.0 and c % 1.0 == 0.0) or math.isinf(a + b + c + x):
        raise ValueError("math domain error")
    if x >= 0.0:
        return finite(gauss_inside(a, b, c, x, 1.0 - x))
    if abs(b - c) < abs(a - c):
        a, b = b, a
    y = 1.0 / (1.0 - x)
    return finite(math.pow(y, a) * gauss_inside(a, c - b, c, -x * y, y))


def hyp0f1(b: float, x: float) -> float:
    """The sum of x^k/(k!*b*(b + 1)*...*(b + k - 1)) over k = 0, 1, ... (DLMF 16.2.1).

    ValueError for b = 0, -1, -2, ..., and for large b with x below -b. By this series, or by the
    Bessel functions of order b - 1 (DLMF 10.16.9, 10.39.9).
    """
    if math.isnan(b) or math.isnan(x):
        return b + x
    if math.isinf(b) or math.isinf(x) or (b <= 0.0 and b % 1.0 == 0.0):
        raise ValueError("math domain error")
    if abs(x) < 1.0 or (b > 0.0 and -b - 1.0 < x < 1e6):
        term, total, k = 1.0, 1.0, 0.0
        while abs(term) > 1e-17 * abs(total) or k < -b:
            term *= x / ((k + 1.0) * (b + k))
            total += term
            k += 1.0
        return finite(total)
    if abs(b) > 170.0:
        raise ValueError("math domain error")
    root = math.sqrt(abs(x))
    scale = math.gamma(b) * math.pow(root, 1.0 - b)
    if x < 0.0:
        return finite(scale * besselj(b - 1.0, 2.0 * root))
    return finite(scale * besseli(b - 1.0, 2.0 * root))
