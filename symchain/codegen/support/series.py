"""Coefficients of Taylor series: those of order k, from lists that hold the orders before.

Griewank and Walther, Evaluating Derivatives (2008), chapter 13; Knuth, TAOCP 2, 4.7.
"""

import math


def expansion(value: float, slope: float, order: int) -> list[float]:
    """The coefficients of value + slope*h up to an order; ValueError for a negative order."""
    if order < 0:
        raise ValueError("the order of a series is negative")
    return [value, slope, *([0.0] * order)][: order + 1]


def convolution(a: list[float], b: list[float], k: int) -> float:
    """The coefficient of the product a*b: the sum of a_j*b_(k - j)."""
    return math.fsum([a[j] * b[k - j] for j in range(k + 1)])


def series_square(a: list[float], k: int) -> float:
    """The coefficient of a^2: half of the terms of the product, each twice."""
    half = math.fsum([a[j] * a[k - j] for j in range((k + 1) // 2)])
    return 2.0 * half if k % 2 else 2.0 * half + a[k // 2] * a[k // 2]


def series_quotient(a: list[float], b: list[float], y: list[float], k: int) -> float:
    """The coefficient of y = a/b, from those of y before it."""
    rest = math.fsum([b[j] * y[k - j] for j in range(1, k + 1)])
    return (a[k] - rest) / b[0]


def series_inverse(b: list[float], y: list[float], k: int) -> float:
    """The coefficient of y = c/b for a number c and k > 0, from those of y before it."""
    return -math.fsum([b[j] * y[k - j] for j in range(1, k + 1)]) / b[0]


def series_power(u: list[float], r: float, y: list[float], k: int) -> float:
    """The coefficient of y = u^r for k > 0, from those of y before it.

    From u*y' = r*y*u'. ValueError where u_0 is 0, except for a whole r >= 0.
    """
    if u[0] == 0.0:
        return vanishing_power(u, r, y, k)
    rising = math.fsum([(j * (r + 1.0) - k) * u[j] * y[k - j] for j in range(1, k + 1)])
    return rising / (k * u[0])


def vanishing_power(u: list[float], r: float, y: list[float], k: int) -> float:
    """The coefficient of y = u^r where u = u_m*h^m + ... with m > 0, for a whole r >= 0.

    The powers of h stand apart: y = h^(m*r)*(u_m + u_(m + 1)*h + ...)^r.
    """
    if r < 0.0 or r != math.floor(r):
        raise ValueError("math domain error")
    m = 1
    while m <= k and u[m] == 0.0:
        m += 1
    if r == 0.0 or k < m * r:
        return 0.0
    n = k - m * int(r)
    if n == 0:
        return math.pow(u[m], r)
    above = r + 1.0
    rest = math.fsum([(j * above - n) * u[m + j] * y[k - j] for j in range(1, n + 1)])
    return rest / (n * u[m])


def series_chain(u: list[float], s: list[float], k: int) -> float:
    """The coefficient, for k > 0, of what has the derivative s*u'."""
    return math.fsum([j * u[j] * s[k - j] for j in range(1, k + 1)]) / k
