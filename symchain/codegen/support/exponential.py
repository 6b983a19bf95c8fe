"""Quotients and logarithms of exp(x) - 1: Bose and Bernoulli functions, moments, log(cosh(x))."""

import math

from symchain.codegen.support.arithmetic import finite

# B_k/k! for k = 2, 4, ..., 60 (DLMF 24.2.1); x/(exp(x) - 1) = 1 - x/2 + B_2/2! x^2 + ...
BERNOULLI: tuple[float, ...] = (
    0.08333333333333333, -0.001388888888888889, 3.306878306878307e-05, -8.267195767195768e-07,
    2.08767569878681e-08, -5.284190138687493e-10, 1.3382536530684679e-11, -3.3896802963225827e-13,
    8.586062056277845e-15, -2.174868698558062e-16, 5.5090028283602295e-18, -1.3954464685812522e-19,
    3.534707039629467e-21, -8.953517427037546e-23, 2.267952452337683e-24, -5.744790668872202e-26,
    1.455172475614865e-27, -3.6859949406653103e-29, 9.336734257095045e-31, -2.36502241570063e-32,
    5.990671762482134e-34, -1.5174548844682903e-35, 3.843758125454189e-37, -9.736353072646691e-39,
    2.466247044200681e-40, -6.247076741820743e-42, 1.5824030244644914e-43, -4.008273685948936e-45,
    1.0153075855569557e-46, -2.5718041582418717e-48,
)  # fmt: skip


def bose(x: float) -> float:
    """1/(exp(x) - 1) for every real x but 0, ValueError there; 0.0 where too small for a double."""
    if x == 0.0:
        raise ValueError("math domain error")
    if x < 700.0:
        return finite(1.0 / math.expm1(x))
    half = math.exp(-0.5 * x)
    return half * half


def bernoulli_function(n: float, x: float) -> float:
    """The n-th derivative of x/(exp(x) - 1) for whole n >= 0 and every real x; 1.0 at n = x = 0."""
    if math.isnan(n) or math.isnan(x):
        return n + x
    if n < 0.0 or n % 1.0 != 0.0:
        raise ValueError("math domain error")
    if math.isinf(x):
        return (math.inf if n == 0.0 else -float(n == 1.0)) if x < 0.0 else 0.0
    if abs(x) <= 2.0 and n <= 12.0:
        return bernoulli_series(int(n), x)
    if x >= 0.0:
        return bernoulli_tail(int(n), x)
    mirrored = bernoulli_tail(int(n), -x)
    if n <= 1.0:
        return mirrored - x if n == 0.0 else -1.0 - mirrored
    return -mirrored if n % 2.0 else mirrored


def bernoulli_series(n: int, x: float) -> float:
    """The n-th derivative of the power series of x/(exp(x) - 1), for |x| <= 2."""
    square = x * x
    total = 0.0
    for place in range(len(BERNOULLI) - 1, -1, -1):
        k = 2 * place + 2
        if k >= n:
            scale = float(math.perm(k, n))
            total = total * square + scale * BERNOULLI[place]
    first = max(2, n + n % 2)
    total *= x ** (first - n)
    if n == 0:
        return 1.0 - 0.5 * x + total
    return total - 0.5 if n == 1 else total


def bernoulli_tail(n: int, x: float) -> float:
    """The n-th derivative of x*s with s = 1/(exp(x) - 1), s' = -s*(1 + s), for x > 2."""
    half = math.exp(-0.5 * x)
    rest = -math.expm1(-x)
    s = half * half / rest
    before, now = (
        [0.0],
        [1.0],
    )  # the derivative of order k of s is s times a polynomial in s
    for _ in range(n):
        before = now
        now = [
            -(k + 1.0) * (now[k] if k < len(now) else 0.0)
            - (k * now[k - 1] if k else 0.0)
            for k in range(len(now) + 1)
        ]
    total = 0.0
    for k in range(len(now) - 1, -1, -1):
        total = total * s + (x * now[k] + n * (before[k] if k < len(before) else 0.0))
    return total * half * half / rest


def exprel(x: float) -> float:
    """(exp(x) - 1)/x for every real x, 1.0 at 0; OverflowError where too large, as math.exp."""
    if x == 0.0:
        return 1.0
    if x > 700.0:
        return exp_moment(0.0, x)
    return math.expm1(x) / x


def exp_moment(n: float, x: float) -> float:
    """The integral of t^n*exp(x*t) over 0 <= t <= 1 for whole n >= 0 and every real x.

    Near 0 by series of positive terms (DLMF 8.11.4 for x < 0), else upwards from n = 0 by
    x*E_n = exp(x) - n*E_(n - 1), where that loses nothing.
    """
    if math.isnan(n) or math.isnan(x):
        return n + x
    if n < 0.0 or n % 1.0 != 0.0:
        raise ValueError("math domain error")
    if x == math.inf:
        return x
    if abs(x) < 2.0 * n + 20.0:
        return moment_series(n, x)
    if x < 0.0:
        value, small = -math.expm1(x) / -x, math.exp(x)
        for k in range(1, int(n) + 1):
            value = (k * value - small) / -x
        return value
    half, scaled = math.exp(0.5 * x), -math.expm1(-x)
    for k in range(1, int(n) + 1):
        scaled = 1.0 - k * scaled / x
    return finite(half / x * scaled * half)


def moment_series(n: float, x: float) -> float:
    """The integral of t^n*exp(x*t) over 0 <= t <= 1 by a series without cancellation."""
    term, total, k = 1.0, 1.0 / (n + 1.0), 0.0
    if x < 0.0:
        term = total
        while term > 1e-17 * total:
            k += 1.0
            term *= -x / (n + 1.0 + k)
            total += term
        return total * math.exp(x)
    while term > 1e-17 * total:
        k += 1.0
        term *= x / k
        total += term / (n + 1.0 + k)
    return total


def logcosh(x: float) -> float:
    """log(cosh(x)) for every real x; neither side overflows or cancels."""
    size = abs(x)
    if size < 1.0:
        half = math.sinh(0.5 * size)
        return math.log1p(2.0 * half * half)
    return size + (math.log1p(math.exp(-2.0 * size)) - 0.6931471805599453)


def log1mexp(x: float) -> float:
    """log(1 - exp(x)) for x < 0; ValueError otherwise (Machler 2012)."""
    if x > -0.6931471805599453:
        return math.log(-math.expm1(x))
    return math.log1p(-math.exp(x))
