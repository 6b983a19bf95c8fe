"""The regularised incomplete beta function."""

import math

from symchain.codegen.support.arithmetic import (
    log1p_excess_pair,
    quotient,
    two_product,
    two_sum,
)
from symchain.codegen.support.beta import beta_positive, lbeta
from symchain.codegen.support.gamma import ROOT_TWO_PI, stirling
from symchain.codegen.support.incomplete import exp_minus_product


def divided(a: float, a_rest: float, b: float) -> tuple[float, float]:
    """(a + a_rest)/b rounded, and the rest of it."""
    ratio = a / b
    product, rest = two_product(ratio, b)
    return ratio, (((a - product) - rest) + a_rest) / b


def beta_shift(a: float, b: float, x: float, y: float, y_rest: float) -> tuple[float, float]:
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


def beta_prefix(a: float, b: float, x: float, y: float, y_rest: float) -> float:
    """x^a*y^b/beta(a, b), where y + y_rest is 1 - x, for a, b > 0, 0 < x < 1.

    For large a, b from the distance to the mean, so that a*log(x) and b*log(y) do not cancel.
    """
    total, total_rest = two_sum(a, b)
    if min(a, b) < 10.0:
        return beta_prefix_small(a, b, x, y, y_rest)
    root = math.sqrt(a / total * b) / ROOT_TWO_PI
    root *= math.exp(stirling(total) - (stirling(a) + stirling(b)))
    shift, rest = beta_shift(a, b, x, y, y_rest)
    if abs(shift) < 0.4 * min(a, b):
        root *= exp_minus_product(a, *log1p_excess_pair(*divided(shift, rest, a)))
        return root * exp_minus_product(b, *log1p_excess_pair(*divided(-shift, -rest, b)))
    product, rest = two_product(x, total)
    first, first_error = quotient(product, rest + x * total_rest, a, 0.0)
    product, rest = two_product(y, total)
    second, second_error = quotient(product, rest + y * total_rest + y_rest * total, b, 0.0)
    size = max(abs(a * math.log(first)), abs(b * math.log(second)))
    parts = 1.0
    while size > 600.0 * parts:
        parts *= 2.0
    value = math.pow(first, a / parts) * math.pow(second, b / parts)
    return math.pow(value * math.exp((a * first_error + b * second_error) / parts), parts) * root


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
        numerator = outer / even * ((a + n) / (a + 2.0 * n)) * ((a + b + n) * x / (even - 1.0))
        denominator = top * ((1.0 - shift) + m * (2.0 + y)) + m * (m + 1.0)
        denominator = (denominator / (even + 1.0) + outer) / even
        d = 1.0 / (denominator + numerator * d)
        change *= denominator * d - 1.0
        value += change
        if abs(change) < 1e-17 * abs(value):
            return value
    raise ValueError("betainc does not converge: a or b is too large")


def betainc(a: float, b: float, x: float) -> float:
    """The integral of t^(a-1)*(1-t)^(b-1) from 0 to x over beta(a, b) for a, b > 0, 0 <= x <= 1.

    (DLMF 8.17.2.) ValueError outside, and where a or b is so large (about 1e8) that the continued
    fraction would not end. Beyond the mean as 1 - betainc(b, a, 1 - x), unless that cancels; where
    it cancels with 1 - x < 1e-4 (b small) the error is absolute, some ulp of 1.
    """
    if math.isnan(a) or math.isnan(b) or math.isnan(x):
        return a + b + x
    if not (a > 0.0 and b > 0.0 and a + b < 1e150 and 0.0 <= x <= 1.0):
        raise ValueError("math domain error")
    if x == 0.0 or x == 1.0:
        return x
    y = 1.0 - x
    y_rest = (1.0 - y) - x
    shift = beta_shift(a, b, x, y, y_rest)[0]
    prefix = beta_prefix(a, b, x, y, y_rest)
    if prefix == 0.0:
        return 0.0 if shift < 0.0 else 1.0
    if shift <= 0.0 or (shift < 0.6 and x < 0.9):
        return prefix / a * beta_fraction(a, b, x, y, shift)
    other = prefix / b * beta_fraction(b, a, y, x, -shift)
    if other > 0.6 and shift < 0.6 and y > 1e-4:
        return prefix / a * beta_fraction(a, b, x, y, shift)
    return 1.0 - other
