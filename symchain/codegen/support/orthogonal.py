"""Orthogonal polynomials of a whole degree, by their recurrences in the degree (DLMF 18.9).

The degree -1 stands for the polynomial 0, which the derivatives at degree 0 ask for.
"""

import math


def is_degree(n: float) -> bool:
    """Whether a number can be a degree: whole, from -1 on."""
    return n >= -1.0 and n == math.floor(n)


def chebyt(n: float, x: float) -> float:
    """The Chebyshev polynomial of the first kind: cos(n acos(x)) for abs(x) <= 1."""
    if math.isnan(n) or math.isnan(x):
        return n + x
    if not is_degree(n):
        raise ValueError("the degree must be a whole number")
    before, value = x, 1.0
    if n == -1.0:
        before, value = 0.0, 0.0
    for _ in range(int(n)):
        before, value = value, 2.0 * x * value - before
    return value


def chebyu(n: float, x: float) -> float:
    """The Chebyshev polynomial of the second kind."""
    if math.isnan(n) or math.isnan(x):
        return n + x
    if not is_degree(n):
        raise ValueError("the degree must be a whole number")
    before, value = 0.0, 0.0 if n == -1.0 else 1.0
    for _ in range(int(n)):
        before, value = value, 2.0 * x * value - before
    return value


def gegenbauer(n: float, a: float, x: float) -> float:
    """The ultraspherical polynomial of the parameter a."""
    if math.isnan(n) or math.isnan(a) or math.isnan(x):
        return n + a + x
    if not is_degree(n):
        raise ValueError("the degree must be a whole number")
    before, value = 0.0, 0.0 if n == -1.0 else 1.0
    for k in range(int(n)):
        higher = (2.0 * (k + a) * x * value - (k + 2.0 * a - 1.0) * before) / (k + 1.0)
        before, value = value, higher
    return value


def legendre(n: float, x: float) -> float:
    """The Legendre polynomial."""
    return gegenbauer(n, 0.5, x)


def genlaguerre(n: float, a: float, x: float) -> float:
    """The Laguerre polynomial of the parameter a."""
    if math.isnan(n) or math.isnan(a) or math.isnan(x):
        return n + a + x
    if not is_degree(n):
        raise ValueError("the degree must be a whole number")
    before, value = 0.0, 0.0 if n == -1.0 else 1.0
    for k in range(int(n)):
        higher = ((2.0 * k + 1.0 + a - x) * value - (k + a) * before) / (k + 1.0)
        before, value = value, higher
    return value


def laguerre(n: float, x: float) -> float:
    """The Laguerre polynomial."""
    return genlaguerre(n, 0.0, x)


def hermite(n: float, x: float) -> float:
    """The Hermite polynomial with the leading coefficient 2^n."""
    if math.isnan(n) or math.isnan(x):
        return n + x
    if not is_degree(n):
        raise ValueError("the degree must be a whole number")
    before, value = 0.0, 0.0 if n == -1.0 else 1.0
    for k in range(int(n)):
        before, value = value, 2.0 * (x * value - k * before)
    return value


def jacobi(n: float, a: float, b: float, x: float) -> float:
    """The Jacobi polynomial of the parameters a and b, above -1."""
    if math.isnan(n) or math.isnan(a) or math.isnan(b) or math.isnan(x):
        return n + a + b + x
    if not is_degree(n):
        raise ValueError("the degree must be a whole number")
    last = int(n)
    if last < 1:
        return 1.0 + last
    before, value = 1.0, a + 1.0 + (a + b + 2.0) * (x - 1.0) / 2.0
    for k in range(1, last):
        s = 2.0 * k + a + b
        middle = (s + 1.0) * (s * (s + 2.0) * x + a * a - b * b) * value
        lower = 2.0 * (k + a) * (k + b) * (s + 2.0) * before
        before, value = (
            value,
            (middle - lower) / (2.0 * (k + 1.0) * (k + a + b + 1.0) * s),
        )
    return value
