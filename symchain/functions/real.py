"""Elementary functions of real numbers that mpmath lacks, gives complex values for, or takes minutes for.

The precision is what the caller has set (`mpmath.mp.dps`). The table names them "real.X".
"""

from __future__ import annotations

import mpmath

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

NEAREST = 100_000  # bits below 1, beyond which what cancels near 0 is not worked out
LARGE = 2**30  # beyond, e^x is too large for any use, and so long for mpmath if x is whole


def power(a: Any, b: Any) -> Any:
    if a > 0 and abs(b) >= LARGE:
        with mpmath.workprec(mpmath.mp.prec + mpmath.mag(b) + 10):
            exponent = b * mpmath.log(a)
        return exp(exponent)
    if a < 0 and abs(b) >= LARGE and b == mpmath.floor(b):
        return power(-a, b) * (-1 if b % 2 else 1)
    if a > 0 or (b == mpmath.floor(b) and (a or b >= 0)) or (a == 0 and b > 0):
        return a**b
    raise ValueError("no real power")


def exp(x: Any) -> Any:
    """mpmath's, but for large whole numbers, where that multiplies e so often by itself."""
    if abs(x) < LARGE:
        return mpmath.exp(x)
    with mpmath.workprec(mpmath.mp.prec + mpmath.mag(x) + 10):
        times = int(mpmath.floor(x / mpmath.ln2))
        rest = x - times * mpmath.ln2
    return mpmath.ldexp(mpmath.exp(rest), times)


def expm1(x: Any) -> Any:
    return mpmath.expm1(x) if abs(x) < LARGE else exp(x) - 1


def exp10(x: Any) -> Any:
    return power(mpmath.mpf(10), x)


def exprel(x: Any) -> Any:
    return mpmath.hyp1f1(1, 2, x) if abs(x) < LARGE else (exp(x) - 1) / x


def sinh(x: Any) -> Any:
    return mpmath.sinh(x) if abs(x) < LARGE else mpmath.sign(x) * exp(abs(x)) / 2


def cosh(x: Any) -> Any:
    return mpmath.cosh(x) if abs(x) < LARGE else exp(abs(x)) / 2


def sech(x: Any) -> Any:
    return 1 / cosh(x)


def csch(x: Any) -> Any:
    return 1 / sinh(x)


def cbrt(x: Any) -> Any:
    return mpmath.sign(x) * mpmath.cbrt(abs(x))


def root(x: Any, n: Any) -> Any:
    if n != mpmath.floor(n) or n == 0 or (x < 0 and n % 2 == 0) or (x == 0 and n < 0):
        raise ValueError("no real root")
    return mpmath.sign(x) * mpmath.power(abs(x), 1 / mpmath.mpf(n)) if x else x


def hypot(*x: Any) -> Any:
    return mpmath.sqrt(mpmath.fsum([v * v for v in x]))


def acot(x: Any) -> Any:
    return mpmath.atan(1 / x) if x else mpmath.pi / 2


def minimum(a: Any, b: Any) -> Any:
    return min(a, b)


def maximum(a: Any, b: Any) -> Any:
    return max(a, b)


def heaviside(x: Any) -> Any:
    return mpmath.mpf(1) / 2 if x == 0 else mpmath.mpf(x > 0)


def modulo(x: Any, n: Any) -> Any:
    return x - n * mpmath.floor(x / n)


def copysign(x: Any, z: Any) -> Any:
    return -abs(x) if z < 0 else abs(x)


def trunc(x: Any) -> Any:
    return mpmath.floor(x) if x >= 0 else mpmath.ceil(x)


def logsumexp(*x: Any) -> Any:
    top = max(x)
    return top + mpmath.log(mpmath.fsum([exp(v - top) for v in x]))


def bernoulli_function(n: Any, x: Any) -> Any:
    """From s = 1/(exp(x) - 1) and s' = -s*(1 + s)."""
    if n != mpmath.floor(n) or n < 0:
        raise ValueError("no whole order")
    if not x:
        return mpmath.bernoulli(n)
    order, nearness = int(n), _nearness(x)
    with mpmath.extraprec((order + 1) * (nearness + 8)):  # what the powers of s cancel
        polynomials = [[mpmath.mpf(0), mpmath.mpf(1)]]
        for _ in range(order):
            last = polynomials[-1]
            slopes = [k * last[k] for k in range(1, len(last))]  # p'(s), times -(s + s^2)
            terms = zip([0, *slopes, 0], [0, 0, *slopes], strict=True)
            polynomials.append([-a - b for a, b in terms])
        s = 1 / (exp(x) - 1)
        before = mpmath.polyval(polynomials[-2][::-1], s) if n else 0
        value = x * mpmath.polyval(polynomials[-1][::-1], s) + n * before
    return +value


def hurwitz(s: Any, a: Any) -> Any:
    """By Euler and Maclaurin (DLMF 25.11.28); mpmath's keeps fewer digits the smaller it is."""
    if not (s > 1 and a > 0):
        raise ValueError("no convergent sum")
    with mpmath.extraprec(20):
        total, base, digits = mpmath.mpf(0), mpmath.mpf(a), mpmath.mp.dps
        while base < s + digits:
            term = base**-s
            if term * base < total * mpmath.eps:
                return total
            total += term
            base += 1
        total += base ** (1 - s) / (s - 1) + base**-s / 2
        factor = s * base ** (-s - 1)
        for j in range(2, digits + 2, 2):
            total += mpmath.bernoulli(j) / mpmath.factorial(j) * factor
            factor *= (s + j - 1) * (s + j) / base**2
    return +total


def exp_moment(n: Any, x: Any) -> Any:
    if n != mpmath.floor(n) or n < 0:
        raise ValueError("no whole order")
    if not x:
        return 1 / mpmath.mpf(n + 1)
    order = int(n)
    # from (exp(x) - n*moment)/x, which costs much less than the series; what cancels near 0 more
    with mpmath.extraprec((order + 1) * (_nearness(x) + 8)):
        power = exp(x)
        value = (power - 1) / x
        for k in range(1, order + 1):
            value = (power - k * value) / x
    return +value


def sinhc(x: Any) -> Any:
    return sinhc_derivative(0, x)


def sinhc_derivative(n: Any, x: Any) -> Any:
    with mpmath.extraprec(_lost_by_sinc(x)):
        value = exp_moment(n, x) + (-1 if n % 2 else 1) * exp_moment(n, -x)
    return value / 2


def atanc(x: Any) -> Any:
    return atanc_derivative(0, x)


def atanc_derivative(n: Any, x: Any) -> Any:
    """From x*f = atan(x) by Leibniz's rule, as the derivatives of atan are (DLMF 4.24.3)."""
    if n != mpmath.floor(n) or n < 0:
        raise ValueError("no whole order")
    order = int(n)
    if not x:
        return mpmath.mpf(
            0 if n % 2 else (-1) ** (order // 2) * mpmath.factorial(order) / (order + 1)
        )
    with mpmath.extraprec((order + 2) * (_lost_by_sinc(x) + 8)):
        value = mpmath.atan(x) / x
        for k in range(1, order + 1):
            slope = mpmath.im((x - 1j) ** -k) * (-1) ** (k + 1) * mpmath.factorial(k - 1)
            value = (slope - k * value) / x
    return +value


def langevin(x: Any) -> Any:
    return langevin_derivative(0, x)


def langevin_derivative(n: Any, x: Any) -> Any:
    """From c = coth(x) and c' = 1 - c^2."""
    if n != mpmath.floor(n) or n < 0:
        raise ValueError("no whole order")
    order = int(n)
    if not x:
        power = mpmath.mpf(2) ** (order + 1) * mpmath.bernoulli(order + 1) / (order + 1)
        return power if order % 2 else mpmath.mpf(0)
    far = int(min(abs(x), mpmath.mp.prec))  # beyond, coth(x) is 1 beside 1/x
    with mpmath.extraprec((order + 2) * (_lost_by_sinc(x) + 8) + 3 * far):
        polynomial = [mpmath.mpf(0), mpmath.mpf(1)]
        for _ in range(order):
            slopes = [k * polynomial[k] for k in range(1, len(polynomial))]
            terms = zip([*slopes, 0, 0], [0, 0, *slopes], strict=True)
            polynomial = [a - b for a, b in terms]
        value = mpmath.polyval(polynomial[::-1], mpmath.coth(x))
        value -= (-1) ** order * mpmath.factorial(order) / x ** (order + 1)
    return +value


def kl_div(p: Any, q: Any) -> Any:
    if not p * q > 0:
        raise ValueError("no real value")
    with mpmath.extraprec(
        2 * max(0, int(mpmath.mag(q) - mpmath.mag(p - q))) + 10 if p != q else 10
    ):
        value = p * mpmath.log(p / q) - p + q
    return +value


def sinc_slope(x: Any) -> Any:
    with mpmath.extraprec(_lost_by_sinc(x)):
        value = (mpmath.cos(x) - mpmath.sin(x) / x) / x if x else x
    return +value


def sinc_curvature(x: Any) -> Any:
    with mpmath.extraprec(_lost_by_sinc(x)):
        if not x:
            return -mpmath.mpf(1) / 3
        wave = mpmath.sin(x)
        value = (2 * (wave / x - mpmath.cos(x)) / x - wave) / x
    return +value


def _nearness(x: Any) -> int:
    """How many bits a number is below 1; ValueError for exp(-exp(30)), which takes all memory."""
    nearness = max(0, -int(mpmath.mag(x)))
    if nearness > NEAREST:
        raise ValueError("an argument is too near 0")
    return nearness


def _lost_by_sinc(x: Any) -> int:
    """The bits that the closed forms of the slopes of sin(x)/x cancel near 0."""
    return 10 + 3 * _nearness(x) if x else 0


def log1mexp(x: Any) -> Any:
    return mpmath.log(-mpmath.expm1(x)) if x > -1 else mpmath.log1p(-exp(x))


def entr(x: Any) -> Any:
    return -x * mpmath.log(x) if x else x
