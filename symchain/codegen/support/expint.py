"""The exponential integral of any real order (DLMF 8.19)."""

import math

from symchain.codegen.support.exponential_integral import e1
from symchain.codegen.support.incomplete import uppergamma


def expint_low(n: float, x: float) -> float:
    """The exponential integral of an order of at most 3/2 (DLMF 8.19.1)."""
    return e1(x) if n == 1.0 else math.pow(x, n - 1.0) * uppergamma(1.0 - n, x)


def expint_fraction(n: float, x: float) -> float:
    """exp(x) times the exponential integral, by its continued fraction (DLMF 8.19.17)."""
    tail = 0.0
    for k in range(20 + int(150.0 / max(x, 1.0)), 0, -1):
        tail = k * (n + k - 1.0) / (x + n + 2.0 * k - tail)
    return 1.0 / (x + n - tail)


def expint(n: float, x: float) -> float:
    """The integral of exp(-x*t)/t^n over t > 1 for x > 0 and real n.

    ValueError for x < 0, and at x = 0 for n <= 1, where the integral is infinite.
    """
    if math.isnan(n) or math.isnan(x):
        return n + x
    if x < 0.0 or (x == 0.0 and n <= 1.0):
        raise ValueError("math domain error")
    if x == 0.0:
        return 1.0 / (n - 1.0)
    if n <= 1.0:
        return expint_low(n, x)
    if x > 1.0 or n > 20.0:
        return math.exp(-x) * expint_fraction(n, x)
    order = n - math.floor(n - 0.5)  # from 1/2 to 3/2: the recurrence divides by it
    value = expint_low(order, x)
    while order < n - 0.5:  # DLMF 8.19.12
        value = (math.exp(-x) - x * value) / order
        order += 1.0
    return value
