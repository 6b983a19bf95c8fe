"""What is left of the gamma family beside the logarithm that it goes like for large arguments.

log(gamma(x + h)/gamma(x)) is about h*log(x), and digamma(x) about log(x): where formulas take that
away, all digits go with it. Stirling's series (DLMF 5.11.1, 5.11.2) has what remains; small x are
led to large ones by the recurrences (DLMF 5.5.1, 5.5.2), whose remainders are all of one sign.
"""

import math

from symchain.codegen.support.arithmetic import finite, log1p_excess
from symchain.codegen.support.gamma import ZETA_FAR, polygamma, stirling
from symchain.codegen.support.rising import (
    lpochhammer,
    lpochhammer_positive,
    polygamma_difference,
    power_difference,
    stirling_difference,
)


def symmetric_sum(k: int, a: float, b: float, c: float) -> float:
    """The sum of all products of k factors that are a, b or c, each taken any number of times."""
    power, double, triple = 1.0, 1.0, 1.0
    for _ in range(k):
        power *= a
        double = double * b + power
        triple = triple * c + double
    return triple


def logarithm(x: float, h: float, y: float) -> float:
    """log(y/x) for x, y > 0 and y = x + h."""
    u = h / x
    if -0.5 < u < 1.0:
        return math.log1p(u)
    ratio = y / x
    return math.log(ratio) if 0.0 < ratio < math.inf else math.log(y) - math.log(x)


def logarithm_rest(x: float, h: float, y: float) -> float:
    """h/x - log(y/x) for x, y > 0 and y = x + h."""
    u = h / x
    return log1p_excess(u) if -0.5 < u < 1.0 else u - logarithm(x, h, y)


def signed_factorial(n: int) -> float:
    """(-1)^n times the factorial of n."""
    value = 1.0
    for k in range(1, n + 1):
        value *= -k
    return value


def is_proper(x: float, h: float) -> bool:
    """Whether x and x + h are positive numbers."""
    return 0.0 < x < math.inf and 0.0 < x + h < math.inf


def lgamma_remainder(x: float) -> float:
    """log(gamma(x + 1)) - (x*log(x) - x) for x > 0; ValueError elsewhere."""
    if math.isnan(x) or x == math.inf:
        return x
    if x < 8.0:
        return lpochhammer_positive(1.0, x) - x * math.log(x) + x
    return 0.9189385332046728 + 0.5 * math.log(x) + stirling(x)


def lpochhammer_remainder(x: float, h: float) -> float:
    """log(gamma(x + h)/gamma(x)) - h*log(x), without cancellation for x > 0 and x + h > 0.

    Elsewhere that of the sizes. ValueError at poles.
    """
    if math.isnan(x) or math.isnan(h):
        return x + h
    if not is_proper(x, h):
        if math.isinf(x) or math.isinf(h) or (x <= 0.0 and x % 1.0 == 0.0):
            raise ValueError("math domain error")
        if h % 1.0 != 0.0 or not 0.0 <= h <= 8.0:
            return lpochhammer(x, h) - h * math.log(abs(x))
        value = 0.0
        for k in range(int(h)):
            value += math.log(abs(1.0 + k / x))
        return value
    if h == 0.0 or h == 1.0:
        return 0.0
    y = x + h
    near = 0.0
    while x < 8.0 or y < 8.0:
        if x < 1.0:  # both of h/x would be large, and cancel
            near += h * logarithm(x, 1.0, x + 1.0) - logarithm(x, h, y)
        else:
            near += logarithm_rest(x, h, y) - h * logarithm_rest(x, 1.0, x + 1.0)
        x += 1.0
        y += 1.0
    rest = (h - 0.5) * logarithm(x, h, y) - x * logarithm_rest(x, h, y)
    return finite(near + rest + stirling_difference(x, h))


def polygamma_remainder(n: float, x: float) -> float:
    """The n-th derivative of digamma(x) - log(abs(x)), without cancellation for x > 0.

    n = 0, 1, ..., 100. ValueError at poles and for another n, OverflowError where too large.
    """
    if math.isnan(n) or math.isnan(x):
        return n + x
    if n % 1.0 != 0.0 or not 0.0 <= n <= 100.0:
        raise ValueError("math domain error")
    order = int(n)
    scale = -signed_factorial(order)
    if not 0.0 < x < math.inf:
        main = math.log(abs(x)) if order == 0 else scale / n * math.pow(x, -n)
        return finite(polygamma(n, x) - main)
    total = 0.0
    while x < 10.0 + n:
        p, q = 1.0 / x, 1.0 / (x + 1.0)
        if order == 0:
            total += logarithm_rest(x, 1.0, x + 1.0)
        else:
            total += p * p * q * symmetric_sum(order - 1, p, p, q) / n
        x += 1.0
    p = 1.0 / x
    square = p * p
    power = math.pow(p, n + 1.0)
    total += 0.5 * power
    power *= p
    factor, m = n + 1.0, n + 2.0
    for coefficient in ZETA_FAR:
        total += coefficient * factor * power
        power *= square
        factor *= m * (m + 1.0)
        m += 2.0
    return finite(scale * total)


def polygamma_difference_remainder(n: float, x: float, h: float) -> float:
    """The n-th derivative of digamma(x + h) - digamma(x) - h/x, n = 0, 1, ..., 100.

    ValueError at poles and for another n, OverflowError where the value is too large. For
    x > 0 and x + h > 0 without cancellation.
    """
    if math.isnan(n) or math.isnan(x) or math.isnan(h):
        return n + x + h
    if n % 1.0 != 0.0 or not 0.0 <= n <= 100.0:
        raise ValueError("math domain error")
    order = int(n)
    scale = signed_factorial(order)
    if not is_proper(x, h):
        return polygamma_difference(n, x, h) - scale * (h / math.pow(x, n + 1.0))
    y = x + h
    total = 0.0
    while x < 10.0 + n or y < 10.0 + n:
        p, q, r = 1.0 / x, 1.0 / y, 1.0 / (x + 1.0)
        total += (h * p) * ((1.0 - h) * q) * r * symmetric_sum(order, p, q, r)
        x += 1.0
        y += 1.0
    p, q = 1.0 / x, 1.0 / y
    total += 0.5 * power_difference(order + 1, x, h)
    if order == 0:
        total -= logarithm_rest(x, h, y)
    else:
        total -= (h * p) * (h * q) * p * symmetric_sum(order - 1, p, p, q) / n
    factor, m = n + 1.0, n + 2.0
    series = 0.0
    for coefficient in ZETA_FAR:
        series += coefficient * factor * power_difference(int(m), x, h)
        factor *= m * (m + 1.0)
        m += 2.0
    return finite(scale * (total + series))
