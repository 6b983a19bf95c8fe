"""The Struve functions H and L of real order."""

import math

from symchain.codegen.support.arithmetic import finite, two_product
from symchain.codegen.support.bessel_oscillating import bessely
from symchain.codegen.support.bessel_start import power_over_gamma
from symchain.codegen.support.kummer import FIRST_TERM, exact_series


def struve_series(n: float, x: float, sign: float) -> float:
    """The sum of (x/2)^(n + 2*k + 1)*sign^k/(gamma(k + 3/2)*gamma(k + n + 3/2)), k = 0, 1, ...

    Terms before k = -n - 1/2 vanish where that is a whole number (DLMF 11.2.1, 11.2.2).
    """
    square, rest = two_product(0.5 * x, 0.5 * x)
    first = max(0.0, -n - 0.5) if (n + 0.5) % 1.0 == 0.0 else 0.0
    b, c = 1.5 + first, n + 1.5 + first
    total = exact_series(1.0, 0.0, 0.0, b, c, sign * square, sign * rest) / FIRST_TERM
    if sign < 0.0 and first % 2.0 == 1.0:
        total = -total
    if c >= 1.0:
        scale = math.pow(0.5 * x, first + 0.5) / math.gamma(b)
        return total * power_over_gamma(c - 1.0, x) * scale
    return total * math.pow(0.5 * x, n + 1.0) / (math.gamma(b) * math.gamma(c))


def struve_rest(n: float, x: float) -> tuple[float, float]:
    """H - Y of an order n < 150 for large x (DLMF 11.6.1), and the size of its least term."""
    if n <= -0.5 and (n + 0.5) % 1.0 == 0.0:
        return 0.0, 0.0
    term = math.pow(0.5 * x, n - 1.0) / (math.sqrt(math.pi) * math.gamma(n + 0.5))
    total, k, before = term, 0.0, math.inf
    while abs(term) < before or k < n:
        before = abs(term)
        term *= (k + 0.5) * (n - 0.5 - k) / (0.25 * x * x)
        if abs(term) < before or k < n:
            total += term
        k += 1.0
    return total, before


def struve_edge(n: float, x: float) -> float:
    """The Struve functions of order n at x = 0; ValueError elsewhere, and where infinite."""
    if x != 0.0 or not n >= -1.0:
        raise ValueError("math domain error")
    return 2.0 / math.pi if n == -1.0 else 0.0


def is_struve_point(n: float, x: float) -> bool:
    """Whether the functions have values by series: x > 0, for a whole n also x < 0."""
    return (
        (x > 0.0 or (x < 0.0 and n % 1.0 == 0.0)) and abs(x) < math.inf and abs(n) < 1e5
    )


def struve_sign(n: float, x: float) -> float:
    """The sign of the functions of a whole order on the left, compared to the right."""
    return -1.0 if x < 0.0 and n % 2.0 == 0.0 else 1.0


def struveh(n: float, x: float) -> float:
    """The Struve function H of order n for x >= 0, for a whole n every real x (DLMF 11.2.1).

    ValueError elsewhere, at 0 for n < -1, at infinities, and where its series cancel too far, as
    for n = -40.2, x = 41.
    """
    if math.isnan(n) or math.isnan(x):
        return n + x
    if not is_struve_point(n, x):
        return struve_edge(n, x)
    size, sign = abs(x), struve_sign(n, x)
    if size > 34.0 and abs(n) < min(size, 150.0):
        weber_value = bessely(n, size)
        rest, least = struve_rest(n, size)
        if least <= 1e-17 * (abs(weber_value) + abs(rest)):
            return sign * (weber_value + rest)
    return sign * finite(struve_series(n, size, -1.0))


def struvel(n: float, x: float) -> float:
    """The modified Struve function L of order n for x >= 0, for a whole n every real x.

    ValueError elsewhere, at 0 for n < -1, at infinities, and where its series cancels too far;
    OverflowError where too large (DLMF 11.2.2).
    """
    if math.isnan(n) or math.isnan(x):
        return n + x
    if not is_struve_point(n, x):
        return struve_edge(n, x)
    return struve_sign(n, x) * finite(struve_series(n, abs(x), 1.0))
