"""The regularised incomplete beta function."""

import math

from symchain.codegen.support.arithmetic import (
    log1p_excess_pair,
    polynomial,
    quotient,
    two_product,
    two_sum,
)
from symchain.codegen.support.beta import beta_positive, lbeta
from symchain.codegen.support.gamma import ROOT_TWO_PI, STIRLING, stirling
from symchain.codegen.support.incomplete import (
    exp_minus_product,
    gammainc,
    gammaincc,
    loggamma1p,
)

# (-1)^k/(2k + 3) for k = 12, 11, ..., 0.
ATAN_EXCESS: tuple[float, ...] = (
    0.037037037037037035, -0.04, 0.043478260869565216, -0.047619047619047616, 0.05263157894736842,
    -0.058823529411764705, 0.06666666666666667, -0.07692307692307693, 0.09090909090909091,
    -0.1111111111111111, 0.14285714285714285, -0.2, 0.3333333333333333,
)  # fmt: skip


def divided(a: float, a_rest: float, b: float) -> tuple[float, float]:
    """(a + a_rest)/b rounded, and the rest of it."""
    ratio = a / b
    product, rest = two_product(ratio, b)
    return ratio, (((a - product) - rest) + a_rest) / b


def beta_shift(
    a: float, b: float, x: float, y: float, y_rest: float
) -> tuple[float, float]:
    """b*x - a*y in two parts, where y + y_rest is 1 - x: (a + b) times the distance to the mean."""
    first, first_rest = two_product(x, b)
    second, second_rest = two_product(y, a)
    shift, rest = two_sum(first, -second)
    return two_sum(shift, rest + (first_rest - second_rest - y_rest * a))


def beta_prefix_small(a: float, b: float, x: float, y: float, y_rest: float) -> float:
    """x^a*y^b/beta(a, b), where y + y_rest is 1 - x, if a or b is small."""
    logarithm = a * math.log(x) + b * math.log1p(-x)
    if logarithm < -600.0 or max(a, b) > 1e12:
        return math.exp(logarithm - lbeta(a, b))
    power = math.pow(x, a) * math.pow(y, b) * math.exp(b * (y_rest / y))
    return power / beta_positive(a, b)


def beta_weight(a: float, b: float, x: float, y: float, y_rest: float) -> float:
    """x^a*y^b over its largest value, where y + y_rest is 1 - x, for a, b >= 10, 0 < x < 1.

    From the distance to the mean, so that a*log(x) and b*log(y) do not cancel.
    """
    shift, rest = beta_shift(a, b, x, y, y_rest)
    if abs(shift) < 0.4 * min(a, b):
        value = exp_minus_product(a, *log1p_excess_pair(*divided(shift, rest, a)))
        return value * exp_minus_product(
            b, *log1p_excess_pair(*divided(-shift, -rest, b))
        )
    total, total_rest = two_sum(a, b)
    product, rest = two_product(x, total)
    first, first_error = quotient(product, rest + x * total_rest, a, 0.0)
    product, rest = two_product(y, total)
    second, second_error = quotient(
        product, rest + y * total_rest + y_rest * total, b, 0.0
    )
    first_log, second_log = a * math.log(first), b * math.log(second)
    if first_log + second_log < -800.0:
        return 0.0
    parts = 1.0
    while max(abs(first_log), abs(second_log)) > 600.0 * parts:
        parts *= 2.0
    value = math.pow(first, a / parts) * math.pow(second, b / parts)
    return math.pow(
        value * math.exp((a * first_error + b * second_error) / parts), parts
    )


def beta_prefix(a: float, b: float, x: float, y: float, y_rest: float) -> float:
    """x^a*y^b/beta(a, b), where y + y_rest is 1 - x, for a, b > 0, 0 < x < 1."""
    if min(a, b) < 10.0:
        return beta_prefix_small(a, b, x, y, y_rest)
    total = a + b
    root = math.sqrt(a / total * b) / ROOT_TWO_PI
    root *= math.exp(stirling(total) - (stirling(a) + stirling(b)))
    return beta_weight(a, b, x, y, y_rest) * root


def atan_excess(x: float) -> float:
    """x - atan(x) for x >= 0, with full relative accuracy at 0."""
    return x * x * x * polynomial(ATAN_EXCESS, x * x) if x < 0.3 else x - math.atan(x)


def beta_saddle(a: float, b: float, shift: float, weight: float) -> float:
    """betainc(a, b, x) below the mean for a, b >= 200, from beta_shift <= 0 and beta_weight.

    1/(2*pi*i) times the integral of (x/s)^a*((1-x)/(1-s))^b/(s - x) over the vertical line through
    the mean, where the integrand has its saddle, by the midpoint rule with step 1/2 in units of
    the standard deviation; the pole at x, which lies between that line and the one at which the
    rule would be exact, adds 1/(exp(4*pi*distance) + 1).
    """
    if weight == 0.0:
        return 0.0
    total = a + b
    distance = -shift / math.sqrt(a / total * b)
    first, second = math.sqrt(b / total / a), math.sqrt(a / total / b)
    value = decay = 0.0
    u = 0.25
    while decay < 38.0:
        z, w = first * u, second * u
        decay = 0.5 * (a * math.log1p(z * z) + b * math.log1p(w * w))
        angle = a * atan_excess(z) - b * atan_excess(w)
        turned = distance * math.cos(angle) + u * math.sin(angle)
        value += math.exp(-decay) * turned / (distance * distance + u * u)
        u += 0.5
    value *= weight / (2.0 * math.pi)
    return (
        value + 1.0 / (math.exp(4.0 * math.pi * distance) + 1.0)
        if distance < 7.0
        else value
    )


def log_gamma_step(a: float, b: float) -> float:
    """log(gamma(a + b)/gamma(a)) for a > 0, 0 <= b <= 1, with full relative accuracy as b -> 0.

    Recurrence up to 8, then the difference of Stirling's formulas (DLMF 5.11.1), divided by b.
    """
    value = 0.0
    if a < 1e-290:
        value = math.log(a / (a + b)) if a > 1e-300 * b else math.log(a) - math.log(b)
        a = 1.0
    while a < 8.0:
        value -= math.log1p(b / a)
        a += 1.0
    u, v = 1.0 / a, 1.0 / (a + b)
    near = slope = 0.0
    for coefficient in STIRLING:
        slope = slope * (u * u) + near
        near = near * (v * v) + coefficient
    near += u * (u + v) * slope
    return (
        value
        + ((a - 0.5) * math.log1p(b * u) - b)
        + b * (math.log(a + b) - u * v * near)
    )


def beta_small_tails(a: float, b: float, x: float) -> tuple[float, float]:
    """betainc(a, b, x) and 1 - betainc(a, b, x) for a <= 1, x <= 0.2, b*x <= 1.

    Without cancellation however small a is: x^a*gamma(a + b)/(gamma(a + 1)*gamma(b)) is written
    as exp of a small number, times the series 1 + a*(...) of DLMF 8.17.7 and 15.2.1.
    """
    exponent = a * math.log(x) + (log_gamma_step(b, a) - loggamma1p(a))
    power = math.exp(exponent)
    term, series, n = 1.0, 0.0, 0.0
    while abs(term) > 1e-18:
        n += 1.0
        term *= (n - b) * x / n
        series += term / (a + n)
    change = power * a * series
    return power + change, -math.expm1(exponent) - change


def beta_fraction(a: float, b: float, x: float, y: float, shift: float) -> float:
    """The continued fraction by which prefix/a is multiplied in betainc; shift is b*x - a*y.

    The even part of DLMF 8.17.22, written with the shift so that nothing cancels near the mean,
    and summed by Steed's method. ValueError if 100000 steps do not suffice (a or b above 1e8).
    """
    d = (a + 1.0) / (1.0 - shift)
    value = change = d
    for step in range(1, 100000):
        m = float(step)
        n = m - 1.0
        top = a + m
        even = top + m
        outer = m * ((b - m) * x) / (even - 1.0)
        numerator = (
            outer / even * ((a + n) / (a + 2.0 * n)) * ((a + b + n) * x / (even - 1.0))
        )
        denominator = top * ((1.0 - shift) + m * (2.0 + y)) + m * (m + 1.0)
        denominator = (denominator / (even + 1.0) + outer) / even
        d = 1.0 / (denominator + numerator * d)
        change *= denominator * d - 1.0
        value += change
        if abs(change) < 1e-17 * abs(value):
            return value
    raise ValueError("betainc does not converge: a or b is too large")


def beta_between(a: float, b: float, x: float) -> float:
    """betainc(a, b, x) for 1e-250 <= a, b <= 1e100 and 0 < x < 1."""
    y = 1.0 - x
    y_rest = (1.0 - y) - x
    shift = beta_shift(a, b, x, y, y_rest)[0]
    if min(a, b) >= 200.0:
        weight = beta_weight(a, b, x, y, y_rest)
        if shift <= 0.0:
            return beta_saddle(a, b, shift, weight)
        return 1.0 - beta_saddle(b, a, -shift, weight)
    if a <= 1.0 and x <= 0.2 and b * x <= 1.0:
        lower = beta_small_tails(a, b, x)[0]
        if lower > 0.3:
            return lower
    if b <= 1.0 and y <= 0.2 and a * y <= 1.0:
        return beta_small_tails(b, a, y)[1]
    prefix = beta_prefix(a, b, x, y, y_rest)
    if prefix == 0.0:
        return 0.0 if shift < 0.0 else 1.0
    if shift <= 0.0 or (shift < 0.6 and x < 0.9):
        return min(1.0, prefix / a * beta_fraction(a, b, x, y, shift))
    other = prefix / b * beta_fraction(b, a, y, x, -shift)
    if other > 0.6 and shift < 0.6:
        return prefix / a * beta_fraction(a, b, x, y, shift)
    return 1.0 - other


def betainc(a: float, b: float, x: float) -> float:
    """The integral of t^(a-1)*(1-t)^(b-1) from 0 to x over beta(a, b) for a, b > 0, 0 <= x <= 1.

    (DLMF 8.17.2.) ValueError outside. Continued fraction; where a and b are large a saddle-point
    sum; for a or b beyond 1e100 the limits: incomplete gamma, or a step at the mean.
    """
    if math.isnan(a) or math.isnan(b) or math.isnan(x):
        return a + b + x
    if not (0.0 < a < math.inf and 0.0 < b < math.inf and 0.0 <= x <= 1.0):
        raise ValueError("math domain error")
    if x == 0.0 or x == 1.0:
        return x
    small, large = min(a, b), max(a, b)
    if large < 1e-30:
        return b / large / (a / large + b / large)
    if a < 1e-250:
        return 1.0
    if large <= 1e100:
        return beta_between(a, max(b, 1e-250), x) * min(1.0, b / 1e-250)
    if small > 1e40:
        mean = a / large / (a / large + b / large)
        return 0.5 if x == mean else 0.0 if x < mean else 1.0
    if a < b:
        return gammainc(a, min(-b * math.log1p(-x), 1e300))
    return gammaincc(b, min(-a * math.log(x), 1e300))
