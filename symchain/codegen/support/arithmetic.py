"""Small steps in more than double precision, and polynomials: what the other routines share."""

import math

# 1/(2k + 3) for k = 17, 16, ..., 0.
LOG1P_EXCESS: tuple[float, ...] = (
    0.02702702702702703, 0.02857142857142857, 0.030303030303030304, 0.03225806451612903,
    0.034482758620689655, 0.037037037037037035, 0.04, 0.043478260869565216, 0.047619047619047616,
    0.05263157894736842, 0.058823529411764705, 0.06666666666666667, 0.07692307692307693,
    0.09090909090909091, 0.1111111111111111, 0.14285714285714285, 0.2, 0.3333333333333333,
)  # fmt: skip


def polynomial(coefficients: tuple[float, ...], x: float) -> float:
    """The polynomial of the coefficients, highest power first, at x (Horner)."""
    value = 0.0
    for coefficient in coefficients:
        value = value * x + coefficient
    return value


def finite(value: float) -> float:
    """The value, if it is not infinite; OverflowError otherwise, as math.exp raises it."""
    if math.isinf(value):
        raise OverflowError("math range error")
    return value


def two_sum(a: float, b: float) -> tuple[float, float]:
    """a + b rounded, and the rounding error, exactly (Knuth, TAOCP 2, 4.2.2)."""
    total = a + b
    part = total - a
    return total, (a - (total - part)) + (b - part)


def two_product(a: float, b: float) -> tuple[float, float]:
    """a*b rounded, and the rounding error, exactly for |a|, |b| < 1e300 (Dekker 1971)."""
    product = a * b
    scaled_a, scaled_b = 134217729.0 * a, 134217729.0 * b
    high_a = scaled_a - (scaled_a - a)
    high_b = scaled_b - (scaled_b - b)
    low_a, low_b = a - high_a, b - high_b
    rest = (
        (high_a * high_b - product) + high_a * low_b + low_a * high_b
    ) + low_a * low_b
    return product, rest


def quotient(a: float, a_rest: float, b: float, b_rest: float) -> tuple[float, float]:
    """(a + a_rest)/(b + b_rest) rounded, and the relative error of that; all a, b > 0."""
    if max(a, b) > 1e280:
        a, a_rest, b, b_rest = 1e-40 * a, 1e-40 * a_rest, 1e-40 * b, 1e-40 * b_rest
    ratio = a / b
    product, rest = two_product(ratio, b)
    return ratio, (((a - product) - rest) + a_rest - ratio * b_rest) / a


def exp_square(x: float, scale: float) -> float:
    """exp(scale*x^2) for a scale that is a power of two: x^2 is not rounded.

    OverflowError where the value is too large, as math.exp.
    """
    if abs(x) > 1e3:
        return math.exp(scale * min(x * x, 1e9))
    square, rest = two_product(x, x)
    value = math.exp(scale * square)
    return value + value * (scale * rest)


def log1p_excess(x: float) -> float:
    """x - log(1 + x) for -1/2 <= x <= 1, with full relative accuracy at 0.

    With r = x/(2 + x), log(1 + x) = 2*(r + r^3/3 + r^5/5 + ...) and x - 2*r = x*r (DLMF 4.6.4).
    """
    r = x / (2.0 + x)
    return x * r - 2.0 * r * r * r * polynomial(LOG1P_EXCESS, r * r)


def log1p_excess_pair(x: float, x_rest: float) -> tuple[float, float]:
    """x - log(1 + x) of x + x_rest as a sum of two: x^2/2 rounded, and the rest; |x| <= 1/2."""
    r = x / (2.0 + x)
    square, rest = two_product(x, x)
    cubic = x * square / (2.0 * (2.0 + x)) + 2.0 * r * r * r * polynomial(
        LOG1P_EXCESS, r * r
    )
    return 0.5 * square, 0.5 * rest + x_rest * x / (1.0 + x) - cubic


def sin_pi(x: float) -> float:
    """sin(pi*x), 0.0 at every integer; x is reduced exactly."""
    nearest = round(x)
    value = math.sin(math.pi * (x - nearest))
    return -value if nearest % 2 else value


def norm_scale(size: float) -> float:
    """2^600 where the square of a size underflows, 2^-600 where it overflows, else 1.0."""
    if size > 3.273390607896142e150:  # 2^500
        return 2.409919865102884e-181
    return 4.149515568880993e180 if size < 3.054936363499605e-151 else 1.0


def norm(x: float, y: float) -> float:
    """sqrt(x*x + y*y) without overflow on the way, as the scale is a power of 2.

    A compiler makes vectors of it, as it does not of libm's hypot.
    """
    scale = norm_scale(max(abs(x), abs(y)))
    a, b = x * scale, y * scale
    return math.sqrt(a * a + b * b) * (1.0 / scale)


def norm_of_three(x: float, y: float, z: float) -> float:
    """sqrt(x*x + y*y + z*z) without overflow on the way, as norm."""
    scale = norm_scale(max(abs(x), abs(y), abs(z)))
    a, b, c = x * scale, y * scale, z * scale
    return math.sqrt(a * a + b * b + c * c) * (1.0 / scale)
