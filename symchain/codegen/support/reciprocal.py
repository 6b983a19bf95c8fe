"""The reciprocal circular and hyperbolic functions and their inverses, and roots."""

import math

from symchain.codegen.support.arithmetic import finite


def inverse(x: float) -> float:
    """1/x; ValueError at 0 and OverflowError where too large, as the functions of math raise."""
    if x == 0.0:
        raise ValueError("math domain error")
    return finite(1.0 / x)


def cot(x: float) -> float:
    """cos(x)/sin(x) for every real x but 0; ValueError there and at infinities."""
    return inverse(math.tan(x))


def sec(x: float) -> float:
    """1/cos(x) for every real x; ValueError at infinities."""
    return inverse(math.cos(x))


def csc(x: float) -> float:
    """1/sin(x) for every real x but 0; ValueError there and at infinities."""
    return inverse(math.sin(x))


def acot(x: float) -> float:
    """atan(1/x) for every real x, pi/2 at 0: odd, and so with a jump there."""
    return math.pi / 2.0 if x == 0.0 else math.atan(1.0 / x)


def legs(x: float) -> tuple[float, float]:
    """sqrt(x^2 - 1) and the sign of x for 1 <= |x| <= 2; ValueError for |x| < 1."""
    size = abs(x)
    if size < 1.0:
        raise ValueError("math domain error")
    return math.sqrt((size - 1.0) * (size + 1.0)), math.copysign(1.0, x)


def asec(x: float) -> float:
    """acos(1/x) for |x| >= 1, in [0, pi]; else ValueError. Near 1 from sqrt(x^2 - 1)."""
    if math.isnan(x) or abs(x) > 2.0:
        return math.acos(1.0 / x)
    height, sign = legs(x)
    return math.atan2(height, sign)


def acsc(x: float) -> float:
    """asin(1/x) for |x| >= 1, in [-pi/2, pi/2]; else ValueError. Near 1 from sqrt(x^2 - 1)."""
    if math.isnan(x) or abs(x) > 2.0:
        return math.asin(1.0 / x)
    height, sign = legs(x)
    return math.atan2(sign, height)


def coth(x: float) -> float:
    """cosh(x)/sinh(x) for every real x but 0; ValueError there."""
    return inverse(math.tanh(x))


def sech(x: float) -> float:
    """1/cosh(x) for every real x, 0.0 where that is too small for a double."""
    size = abs(x)
    return 2.0 * math.exp(-size) if size > 700.0 else 1.0 / math.cosh(size)


def csch(x: float) -> float:
    """1/sinh(x) for every real x but 0, ValueError there; 0.0 where too small for a double."""
    if abs(x) > 700.0:
        return math.copysign(2.0 * math.exp(-abs(x)), x)
    return inverse(math.sinh(x))


def acoth(x: float) -> float:
    """atanh(1/x) for |x| >= 1, inf and -inf at the ends; else ValueError."""
    size = abs(x)
    if size < 1.0:
        raise ValueError("math domain error")
    if size == 1.0:
        return math.copysign(math.inf, x)
    return math.copysign(0.5 * math.log1p(2.0 / (size - 1.0)), x)


def asech(x: float) -> float:
    """acosh(1/x) for 0 <= x <= 1, inf at 0; else ValueError. From sqrt(1 - x^2)/x."""
    if x < 0.0 or x > 1.0:
        raise ValueError("math domain error")
    if x < 1e-300:
        return 0.6931471805599453 - math.log(x) if x > 0.0 else math.inf
    return math.asinh(math.sqrt((1.0 - x) * (1.0 + x)) / x)


def acsch(x: float) -> float:
    """asinh(1/x) for every real x but 0; ValueError there."""
    if x == 0.0:
        raise ValueError("math domain error")
    if abs(x) < 1e-300:
        return math.copysign(0.6931471805599453 - math.log(abs(x)), x)
    return math.asinh(1.0 / x)


def exp10(x: float) -> float:
    """10^x for every real x; OverflowError above about 308.25, as math.exp."""
    return math.pow(10.0, x)


def root_positive(x: float, n: float) -> float:
    """The n-th root of x > 0 for an integer n >= 1: a power, and one step of Newton's method.

    The step mends what rounding 1/n costs, which is less than the result's rounding for large n;
    it divides twice so that nothing leaves the normal doubles.
    """
    if n <= 2.0:
        return x if n == 1.0 else math.sqrt(x)
    value = math.pow(x, 1.0 / n)
    if math.isinf(value) or n > 3000.0:
        return value
    half = math.pow(value, 0.5 * (n - 1.0))
    return value - (value - x / half / half) / n


def root(x: float, n: float) -> float:
    """The real n-th root of x for an integer n that is not 0; of x < 0 only if n is odd.

    1/root(x, -n) for n < 0. ValueError outside the domain, at x = 0 for n < 0, for another n.
    """
    if math.isnan(x) or math.isnan(n):
        return x + n
    if n == 0.0 or n % 1.0 != 0.0 or (x < 0.0 and n % 2.0 == 0.0):
        raise ValueError("math domain error")
    value = root_positive(abs(x), abs(n)) if x != 0.0 else 0.0
    return math.copysign(value if n > 0.0 else inverse(value), x if n % 2.0 else 1.0)
