"""Quotients of gamma functions, gamma(x + h)/gamma(x), and differences of polygamma functions.

Both sides of a quotient overflow, and those of a difference cancel, for large x: with Stirling's
formula (DLMF 5.11.1) and the series that come of it, what cancels is taken out by hand. Small x
are led to large ones by the recurrence (DLMF 5.5.1), whose terms are all of one sign.
"""

import math

from symchain.codegen.support.arithmetic import finite, log1p_excess, sin_pi, two_sum
from symchain.codegen.support.gamma import (
    STIRLING,
    ZETA_FAR,
    gamma_positive,
    polygamma,
)


def stirling_difference(x: float, h: float) -> float:
    """stirling(x + h) - stirling(x) for x >= 8, h >= 0, by Horner's rule for both at once."""
    p, q = 1.0 / x, 1.0 / (x + h)
    square = q * q
    value, slope = 0.0, 0.0
    for coefficient in STIRLING:
        slope = slope * square + value
        value = value * (p * p) + coefficient
    return -h * p * q * (value + q * (p + q) * slope)


def rising_rest(x: float, h: float) -> float:
    """log(gamma(x + h)/gamma(x)) - h*log(x + h) for x >= 8, h >= 0."""
    u = h / x
    near = x * log1p_excess(u) if u < 1.0 else h - x * math.log1p(u)
    return stirling_difference(x, h) - near - 0.5 * math.log1p(u)


def pochhammer_positive(x: float, h: float) -> float:
    """gamma(x + h)/gamma(x) for x > 0, h >= 0."""
    total, rest = two_sum(x, h)
    if x < 8.0 and total < 24.0:
        value = gamma_positive(total) / gamma_positive(x)
        return finite(value + value * rest * (math.log(total) - 0.5 / total))
    factor = 1.0
    while x < 8.0:
        factor *= x
        x += 1.0
        h -= 1.0
    power = math.pow(x + h, 0.5 * h)
    return finite(power * (factor * math.exp(rising_rest(x, h))) * power)


def pochhammer_both(x: float, h: float) -> float:
    """gamma(x + h)/gamma(x) for x > 0 and x + h > 0."""
    if h >= 0.0:
        return pochhammer_positive(x, h)
    return 1.0 / pochhammer_positive(x + h, -h)


def pochhammer(x: float, h: float) -> float:
    """gamma(x + h)/gamma(x) (DLMF 5.2.5) for real x and h; x*(x + 1)*...*(x + h - 1) for whole h.

    ValueError where x or x + h is a pole, but for h = 0, 1, ..., 8; OverflowError where too large.
    For negative arguments by reflection (DLMF 5.5.3).
    """
    if math.isnan(x) or math.isnan(h):
        return x + h
    if math.isinf(x) or math.isinf(h):
        raise ValueError("math domain error")
    if h % 1.0 == 0.0 and 0.0 <= h <= 8.0:
        value = 1.0
        for k in range(int(h)):
            value *= x + k
        return finite(value)
    total = x + h
    if x > 0.0 and total > 0.0:
        return pochhammer_both(x, h)
    if (x <= 0.0 and x % 1.0 == 0.0) or (total <= 0.0 and total % 1.0 == 0.0):
        raise ValueError("math domain error")
    if x < 0.0 and total < 0.0:
        return finite(pochhammer_both(1.0 - total, h) * (sin_pi(x) / sin_pi(total)))
    return finite(math.gamma(total) / math.gamma(x))


def lpochhammer_positive(x: float, h: float) -> float:
    """log(gamma(x + h)/gamma(x)) for x > 0 and x + h > 0."""
    sign = 1.0
    if h < 0.0:
        x, h, sign = x + h, -h, -1.0
    near = 0.0
    while x < 8.0:
        near += math.log1p(h / x) if h < 1e100 * x else math.log(h) - math.log(x)
        x += 1.0
    return sign * (h * math.log(x + h) + rising_rest(x, h) - near)


def lpochhammer_across(x: float, h: float) -> float:
    """The same size where one of x and x + h is above zero and the other below: by recurrence."""
    if x < -200.0 or x + h < -200.0:
        return math.lgamma(x + h) - math.lgamma(x)
    value = 0.0
    while x + h < 0.0:
        value -= math.log(-(x + h))
        h += 1.0
    while x < 0.0:
        value += math.log(-x)
        x += 1.0
        h -= 1.0
    return value + lpochhammer_positive(x, h)


def lpochhammer(x: float, h: float) -> float:
    """log(gamma(x + h)/gamma(x)) for x > 0, x + h > 0; elsewhere the logarithm of the size.

    ValueError at poles. By reflection (DLMF 5.5.3) and recurrence (DLMF 5.5.1).
    """
    if math.isnan(x) or math.isnan(h):
        return x + h
    if math.isinf(x) or math.isinf(h):
        raise ValueError("math domain error")
    total = x + h
    if x > 0.0 and total > 0.0:
        return lpochhammer_positive(x, h)
    if (x <= 0.0 and x % 1.0 == 0.0) or (total <= 0.0 and total % 1.0 == 0.0):
        raise ValueError("math domain error")
    if x > 0.0 or total > 0.0:
        return lpochhammer_across(x, h)
    # sin(pi*x)/sin(pi*total) is 1 + change
    change = -2.0 * sin_pi(0.5 * h) * sin_pi(x + 0.5 * h + 0.5) / sin_pi(total)
    value = lpochhammer_positive(1.0 - total, h)
    if abs(change) < 0.5:
        return value + math.log1p(change)
    return value + math.log(abs(sin_pi(x) / sin_pi(total)))


def polygamma_difference(n: float, x: float, h: float) -> float:
    """polygamma(n, x + h) - polygamma(n, x) for n = 0, 1, ..., 100.

    ValueError at poles and for another n, OverflowError where the value is too large. For
    x > 0 and x + h > 0 without cancellation.
    """
    if math.isnan(n) or math.isnan(x) or math.isnan(h):
        return n + x + h
    if n % 1.0 != 0.0 or not 0.0 <= n <= 100.0:
        raise ValueError("math domain error")
    if math.isinf(x) or math.isinf(h) or x <= 0.0 or x + h <= 0.0:
        return polygamma(n, x + h) - polygamma(n, x)
    sign = 1.0 if n % 2.0 == 0.0 else -1.0
    if h < 0.0:
        x, h, sign = x + h, -h, -sign
    if n == 0.0 and x > 1e300:
        return sign * math.log1p(h / x)
    order = int(n)
    total = 0.0
    while x < 10.0 + n:
        total += power_difference(order + 1, x, h)
        x += 1.0
    p, q = 1.0 / x, 1.0 / (x + h)
    tail = 0.5 * power_difference(order + 1, x, h)
    # the derivatives of log(x), over n!
    tail += math.log1p(h / x) if order == 0 else power_difference(order, x, h) / n
    # of x^-m - (x + h)^-m = h*p*q*both the next ones: of the orders n + 2, n + 4, ...
    both, power = 0.0, 1.0
    for _ in range(order + 2):
        both, power = both * q + power, power * p
    factor = n + 1.0
    m = n + 2.0
    series = 0.0
    for coefficient in ZETA_FAR:
        series += coefficient * factor * both
        both, power = both * q + power, power * p
        both, power = both * q + power, power * p
        factor *= m * (m + 1.0)
        m += 2.0
    total += tail + h * p * q * series
    for k in range(2, order + 1):
        total *= k
    return finite(sign * total)


def power_difference(m: int, x: float, h: float) -> float:
    """x^-m - (x + h)^-m for x > 0, h >= 0, as h times a sum of m terms of one sign."""
    p, q = 1.0 / x, 1.0 / (x + h)
    both, power = 0.0, 1.0
    for _ in range(m):
        both, power = both * q + power, power * p
    return h * p * q * both
