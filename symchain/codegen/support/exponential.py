"""Quotients and logarithms of exp(x) - 1: Bose and Bernoulli functions, moments, log(cosh(x))."""

import math

from symchain.codegen.support.arithmetic import finite

# B_k/k! for k = 2, 4, ..., 100 (DLMF 24.2.1); x/(exp(x) - 1) = 1 - x/2 + B_2/2! x^2 + ...
BERNOULLI: tuple[float, ...] = (
    0.08333333333333333, -0.001388888888888889, 3.306878306878307e-05, -8.267195767195768e-07,
    2.08767569878681e-08, -5.284190138687493e-10, 1.3382536530684679e-11, -3.3896802963225827e-13,
    8.586062056277845e-15, -2.174868698558062e-16, 5.5090028283602295e-18, -1.3954464685812522e-19,
    3.534707039629467e-21, -8.953517427037546e-23, 2.267952452337683e-24, -5.744790668872202e-26,
    1.455172475614865e-27, -3.6859949406653103e-29, 9.336734257095045e-31, -2.36502241570063e-32,
    5.990671762482134e-34, -1.5174548844682903e-35, 3.843758125454189e-37, -9.736353072646691e-39,
    2.466247044200681e-40, -6.247076741820743e-42, 1.5824030244644914e-43, -4.008273685948936e-45,
    1.0153075855569557e-46, -2.5718041582418717e-48, 6.514456035233815e-50, -1.6501309906896525e-51,
    4.179830628539476e-53, -1.058763466770291e-54, 2.6818791912607708e-56, -6.793279351107421e-58,
    1.7207577616681404e-59, -4.358730329348894e-61, 1.1040792903684666e-62, -2.7966655133781345e-64,
    7.084036501679471e-66, -1.794407408289224e-67, 4.545287063611096e-69, -1.1513346631982051e-70,
    2.9163647710923614e-72, -7.387238263497337e-74, 1.8712093117637953e-75, -4.739828557761799e-77,
    1.2006125993354507e-78, -3.0411872415142924e-80,
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
    if abs(x) <= (2.0 if n < 4.0 else 3.0):
        return bernoulli_series(n, x)
    value = bernoulli_tail(n, abs(x))
    if x >= 0.0:
        return value
    if n <= 1.0:  # of x/(exp(x) - 1) = -x + -x/(exp(-x) - 1)
        return value - x if n == 0.0 else -1.0 - value
    return -value if n % 2.0 else value


def bernoulli_series(n: float, x: float) -> float:
    """The n-th derivative of the power series of x/(exp(x) - 1), for |x| <= 3."""
    total = 0.0
    if n <= 1.0:
        total = 1.0 - 0.5 * x if n == 0.0 else -0.5
    k, power = 0.0, x * x if n == 0.0 else (x if n % 2.0 else 1.0)
    for coefficient in BERNOULLI:
        k += 2.0
        if k >= n:
            term, j = coefficient * power, 0.0
            while j < n:
                term *= k - j
                j += 1.0
            total += term
            if abs(term) <= 1e-18 * abs(total):  # the ratio of terms only falls
                break
            power *= x * x
    return total


def bernoulli_tail(n: float, x: float) -> float:
    """The n-th derivative of x*(exp(-x) + exp(-2*x) + exp(-3*x) + ...), for x >= 2."""
    small, half = math.exp(-x), math.exp(-0.5 * x)
    total, m, power = 0.0, 1.0, 1.0
    while m <= n or power * math.pow(m, n) > 1e-18:
        total += power * math.pow(-m, n - 1.0) * (n - m * x)
        power *= small
        m += 1.0
    return total * half * half


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
    k = 0.0
    if x < 0.0:
        value, small = -math.expm1(x) / -x, math.exp(x)
        while k < n:
            k += 1.0
            value = (k * value - small) / -x
        return value
    half, scaled = math.exp(0.5 * x), -math.expm1(-x)
    while k < n:
        k += 1.0
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
