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


def beta_prefix(a: float, b: float, x: float, y: float, y_rest: float) -> float:
    """x^a*y^b/beta(a, b), where y + y_rest is 1 - x, for a, b > 0, 0 < x < 1.

    For large a, b from the distance to the mean, so that a*log(x) and b*log(y) do not cancel.
    """
    total, total_rest = two_sum(a, b)
    if min(a, b) < 10.0 or total > 1e150:
        if abs(a * math.log(x)) + abs(b * math.log1p(-x)) > 600.0 or max(a, b) > 1e12:
            return math.exp(a * math.log(x) + b * math.log1p(-x) - lbeta(a, b))
        power = math.pow(x, a) * math.pow(y, b) * math.exp(b * (y_rest / y))
        return power / beta_positive(a, b)
    root = math.sqrt(a / total * b) / ROOT_TWO_PI
    root *= math.exp(stirling(total) - (stirling(a) + stirling(b)))
    first, first_rest = two_product(x, b)
    second, second_rest = two_product(y, a)
    shift, rest = two_sum(first, -second)
    rest += first_rest - second_rest - y_rest * a
    shift, rest = two_sum(shift, rest)
    if abs(shift) < 0.4 * min(a, b):
        return (
            root
            * exp_minus_product(a, *log1p_excess_pair(*divided(shift, rest, a)))
            * exp_minus_product(b, *log1p_excess_pair(*divided(-shift, -rest, b)))
        )
    product, rest = two_product(x, total)
    first, first_error = quotient(product, rest + x * total_rest, a, 0.0)
    product, rest = two_product(y, total)
    second, second_error = quotient(product, rest + y * total_rest + y_rest * total, b, 0.0)
    size = max(abs(a * math.log(first)), abs(b * math.log(second)))
    parts = 1.0 if size < 600.0 else math.ceil(size / 600.0)
    value = math.pow(first, a / parts) * math.exp(a * first_error / parts)
    value *= math.pow(second, b / parts) * math.exp(b * second_error / parts)
    return math.pow(value, parts) * root


def divided(a: float, a_rest: float, b: float) -> tuple[float, float]:
    """(a + a_rest)/b rounded, and the rest of it."""
    ratio = a / b
    product, rest = two_product(ratio, b)
    return ratio, (((a - product) - rest) + a_rest) / b


def beta_fraction(a: float, b: float, x: float) -> float:
    """The continued fraction of DLMF 8.17.22 by Lentz's method: betainc is prefix/a times it.

    ValueError if 200000 steps do not suffice (a or b above about 1e9, near the mean).
    """
    c = 1.0
    d = 1.0 / (1.0 - (a + b) * x / (a + 1.0))
    value = d
    for step in range(1, 200000):
        m = float(step)
        even = a + 2.0 * m
        factor = m * (b - m) * x / ((even - 1.0) * even)
        d = 1.0 / (1.0 + factor * d)
        c = 1.0 + factor / c
        value *= c * d
        factor = -(a + m) * (a + b + m) * x / (even * (even + 1.0))
        d = 1.0 / (1.0 + factor * d)
        c = 1.0 + factor / c
        value *= c * d
        if abs(c * d - 1.0) < 1e-16:
            return value
    raise ValueError("betainc does not converge: a or b is too large")


def betainc(a: float, b: float, x: float) -> float:
    """The integral of t^(a-1)*(1-t)^(b-1) from 0 to x over beta(a, b) for a, b > 0, 0 <= x <= 1.

    (DLMF 8.17.2.) ValueError outside, and where a or b is so large (about 1e9) that the continued
    fraction would not end. From the side of the mean on which x lies; where that leaves a small
    difference from 1 and 1 - x is above 1e-4, from the other.
    """
    if math.isnan(a) or math.isnan(b) or math.isnan(x):
        return a + b + x
    if not (0.0 < a < math.inf and 0.0 < b < math.inf and 0.0 <= x <= 1.0):
        raise ValueError("math domain error")
    if x == 0.0 or x == 1.0:
        return x
    y = 1.0 - x
    prefix = beta_prefix(a, b, x, y, (1.0 - y) - x)
    if prefix == 0.0:
        return 0.0 if x < a / (a + b) else 1.0
    if x <= (a + 1.0) / (a + b + 2.0):
        return prefix / a * beta_fraction(a, b, x)
    other = prefix / b * beta_fraction(b, a, y)
    if other > 0.9 and y > 1e-4:
        return prefix / a * beta_fraction(a, b, x)
    return 1.0 - other
