"""Spherical Bessel functions of the first kind: by series, or by recurrence in the order."""

import math


def spherical_series(n: int, x: float) -> float:
    """The spherical Bessel function by its power series (DLMF 10.53.1); for x^2 <= 2n + 3."""
    term = 1.0
    for k in range(1, n + 1):
        term *= x / (2 * k + 1)
    total, k = term, 0
    while abs(term) > 1e-17 * abs(total):
        k += 1
        term *= -0.5 * x * x / (k * (2 * (n + k) + 1))
        total += term
    return total


def spherical_upward(n: int, x: float) -> float:
    """The spherical Bessel function from those of orders 0 and 1 (DLMF 10.51.1); for x >= n."""
    before, value = math.cos(x) / x, math.sin(x) / x
    for k in range(n):
        before, value = value, (2 * k + 1) / x * value - before
    return value


def spherical_downward(n: int, x: float) -> float:
    """The spherical Bessel function by Miller's recurrence; for x <= n, x away from 0."""
    above, value, wanted = 0.0, 1e-300, 0.0
    for k in range(n + 20 + int(4.0 * math.sqrt(n)), 0, -1):
        if k == n:
            wanted = value
        above, value = value, (2 * k + 1) / x * value - above
        if abs(value) > 1e250:
            above, value, wanted = 1e-300 * above, 1e-300 * value, 1e-300 * wanted
    zeroth = math.sin(x) / x
    first = (zeroth - math.cos(x)) / x
    return wanted * (zeroth / value if abs(zeroth) > abs(first) else first / above)


def sphericalj(n: float, x: float) -> float:
    """sqrt(pi/(2x)) times the Bessel function of order n + 1/2, for whole n >= 0 and every real x.

    1.0 or 0.0 at 0, 0.0 at infinities. ValueError for another n.
    """
    if math.isnan(n) or math.isnan(x):
        return n + x
    if n < 0.0 or n % 1.0 != 0.0:
        raise ValueError("math domain error")
    if math.isinf(x):
        return 0.0
    order, size = int(n), abs(x)
    if size * size <= 2 * order + 3:
        return spherical_series(order, x)
    near = size >= order
    value = spherical_upward(order, size) if near else spherical_downward(order, size)
    return -value if x < 0.0 and order % 2 else value
