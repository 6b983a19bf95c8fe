"""The confluent hypergeometric function 1F1, by a series of exact terms.

The terms of this series may cancel. They are computed and added in about 32 digits, so that up to
15 of them can go; where more would go there is no value.
"""

import math

from symchain.codegen.support.arithmetic import finite, two_product, two_sum
from symchain.codegen.support.gamma import digamma

FIRST_TERM: float = (
    7.888609052210118e-31  # 2^-100: what its series stays below can be 2^1064
)


def exact_ratio(
    above: float, above_rest: float, below: float, below_rest: float
) -> tuple[float, float]:
    """(above + above_rest)/(below + below_rest) as a sum of two."""
    ratio = above / below
    product, rest = two_product(ratio, below)
    return ratio, (((above - product) - rest) + above_rest - ratio * below_rest) / below


def exact_series(
    a: float, a_rest: float, rise: float, b: float, c: float, z: float, z_rest: float
) -> float:
    """2^-100 times the sum of terms that begin with 1, for a + a_rest and z + z_rest.

    Term k + 1 is term k times (a + rise*k)*z/((b + k)*(c + k)). inf where it is too large;
    ValueError where the terms cancel in more than 15 digits, or are too many.
    """
    term, term_rest = FIRST_TERM, 0.0
    total, total_rest, peak, k, ratio = FIRST_TERM, 0.0, FIRST_TERM, 0.0, 1.0
    slope, slope_rest = 0.0, 0.0
    while abs(ratio) > 0.5 or abs(term) > 1e-18 * abs(total) or k < 1.0 - min(a, b, c):
        above, above_rest = two_sum(a, rise * k)
        first, first_rest = two_sum(b, k)
        second, second_rest = two_sum(c, k)
        upper, upper_rest = two_product(above, z)
        lower, lower_rest = two_product(first, second)
        upper_rest += above * z_rest + (above_rest + a_rest) * z
        lower_rest += first * second_rest + first_rest * second
        ratio, ratio_rest = exact_ratio(upper, upper_rest, lower, lower_rest)
        k += 1.0
        if abs(ratio) > 1e290 or k > 20000.0:
            raise ValueError("math domain error")
        high, low = two_product(term, ratio)
        low += term * ratio_rest + term_rest * ratio
        term = high + low
        term_rest = low - (term - high)
        if abs(term) > 1e290:
            break
        total, low = two_sum(total, term)
        total_rest += low + term_rest
        moment, moment_rest = two_product(k, term)
        slope, low = two_sum(slope, moment)
        slope_rest += low + (moment_rest + k * term_rest)
        peak = max(peak, abs(term))
        if term == 0.0:
            break
    total += total_rest
    if abs(term) > 1e290:
        if ratio > 0.0 and k >= -min(a, b, c) and total * term > 0.0:
            return math.copysign(math.inf, term)
        raise ValueError("math domain error")
    if peak > 1e15 * (abs(total) + abs(slope + slope_rest)):
        raise ValueError("math domain error")
    return total


def is_degree_below(a: float) -> bool:
    """Whether -a can be the degree of a polynomial: whole, from 0 to 10^4."""
    return -1e4 <= a <= 0.0 and a % 1.0 == 0.0


def kummer_polynomial(n: float, b: float, x: float) -> float:
    """1F1(-n; b; x) for a whole n >= 0 and b > 0, by recurrence in n (DLMF 13.3.1)."""
    before, value, k = 0.0, 1.0, 0.0
    while k < n:
        above = ((k - x) * value + k * (value - before)) / (b + k) + value * (
            b / (b + k)
        )
        before, value = value, above
        k += 1.0
    return value


def kummer_far(a: float, b: float, c: float, c_rest: float, y: float) -> float:
    """1F1(a; b; -y) for large y and c + c_rest = b - a (DLMF 13.7.1).

    ValueError where the series does not settle.
    """
    other = a - b + 1.0
    term, total, k = 1.0, 1.0, 0.0
    while abs(term) > 1e-17 * abs(total):
        before = abs(term)
        term *= (a + k) * (other + k) / ((k + 1.0) * y)
        total += term
        k += 1.0
        if abs(term) > before or k > 1000.0:
            raise ValueError("math domain error")
    below = math.gamma(c) * (1.0 + c_rest * digamma(c))
    return total * (math.gamma(b) / below * math.pow(y, -a))


def kummer_left(a: float, b: float, y: float) -> float:
    """1F1(a; b; -y) for y > 0, by Kummer's transformation (DLMF 13.2.39)."""
    c, c_rest = two_sum(b, -a)
    if c_rest == 0.0 and b > 0.0 and is_degree_below(c):
        return math.exp(-y) * kummer_polynomial(-c, b, y)
    if y > 600.0:
        if abs(a) > 20.0 or abs(b) > 20.0:
            raise ValueError("math domain error")
        return kummer_far(a, b, c, c_rest, y)
    value = exact_series(c, c_rest, 1.0, b, 1.0, y, 0.0)
    if math.isinf(value):
        raise ValueError("math domain error")
    return value * math.exp(-y) / FIRST_TERM


def hyp1f1(a: float, b: float, x: float) -> float:
    """The confluent hypergeometric function for real a, b, x, b not 0, -1, ... (DLMF 13.2.2).

    ValueError elsewhere, and where its series cancels too far, as for a = -300.5, x = 40;
    OverflowError where it is too large.
    """
    if math.isnan(a) or math.isnan(b) or math.isnan(x):
        return a + b + x
    if not abs(a) + abs(b) < 1e15 or math.isinf(x) or (b <= 0.0 and b % 1.0 == 0.0):
        raise ValueError("math domain error")
    if x == 0.0 or a == 0.0:
        return 1.0
    if b > 0.0 and is_degree_below(a):
        if x > 0.0:
            return finite(kummer_polynomial(-a, b, x))
    elif x < -1.0:
        return finite(kummer_left(a, b, -x))
    return finite(exact_series(a, 0.0, 1.0, b, 1.0, x, 0.0) / FIRST_TERM)
