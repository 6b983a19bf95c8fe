"""Functions of real numbers that mpmath lacks, gives complex values for, or takes minutes for.

The precision is what the caller has set (`mpmath.mp.dps`). The table names them "real.X".
"""

from __future__ import annotations

import mpmath

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

LARGE = 2**30  # beyond, e^x is too large for any use, and so long for mpmath if x is whole
FAR = -50  # below, mpmath adds up many terms for derivatives of gamma and zeta functions


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
    order, nearness = int(n), max(0, -int(mpmath.mag(x)))
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
    with mpmath.extraprec((order + 1) * (max(0, -int(mpmath.mag(x))) + 8)):
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


def _lost_by_sinc(x: Any) -> int:
    """The bits that the closed forms of the slopes of sin(x)/x cancel near 0."""
    return 10 + 3 * max(0, -int(mpmath.mag(x))) if x else 0


def log1mexp(x: Any) -> Any:
    return mpmath.log(-mpmath.expm1(x)) if x > -1 else mpmath.log1p(-exp(x))


def entr(x: Any) -> Any:
    return -x * mpmath.log(x) if x else x


def erfcx(x: Any) -> Any:
    """exp(x^2)*erfc(x); for large x by DLMF 7.12.1, whose error is below its last term, exp(-x^2)."""
    square = x * x
    if x < 0 or square < mpmath.mp.prec:
        return exp(square) * mpmath.erfc(x)
    total = term = mpmath.mpf(1)
    order = 0.5
    while abs(term) > mpmath.eps / 4:
        term *= -order / square
        total += term
        order += 1
    return total / (x * mpmath.sqrt(mpmath.pi))


def erfcx_slope(x: Any) -> Any:
    with mpmath.extraprec(10 + 2 * int(mpmath.mag(1 + abs(x)))):  # what cancels for large x
        value = 2 * x * erfcx(x) - 2 / mpmath.sqrt(mpmath.pi)
    return +value


def erfinv(x: Any) -> Any:
    if not -1 < x < 1:
        raise ValueError("no real value")
    return mpmath.erfinv(x) if abs(x) < 0.5 else mpmath.sign(x) * erfcinv(1 - abs(x))


def erfcinv(x: Any) -> Any:
    if not 0 < x < 2:
        raise ValueError("no real value")
    if x > 0.5:
        return -erfcinv(2 - x) if x >= 1.5 else mpmath.erfinv(1 - x)
    guess = mpmath.sqrt(-mpmath.log(x))
    return newton(
        lambda t: (
            (mpmath.log(mpmath.erfc(t)) - mpmath.log(x))
            * (-mpmath.erfc(t) * mpmath.exp(t * t) * mpmath.sqrt(mpmath.pi) / 2)
        ),
        guess,
    )


def newton(step: Callable[[Any], Any], x: Any) -> Any:
    """The zero that Newton steps reach from x."""
    for _ in range(100):
        change = step(x)
        x -= change
        if abs(change) <= mpmath.sqrt(mpmath.eps) * abs(x):
            return x - step(x)
    raise ValueError("no zero was found")


def dawson(x: Any) -> Any:
    return mpmath.sqrt(mpmath.pi) / 2 * exp(-x * x) * mpmath.erfi(x)


def log_ndtr(x: Any) -> Any:
    tail = mpmath.erfc(abs(x) / mpmath.sqrt(2)) / 2
    return mpmath.log(tail) if x < 0 else mpmath.log1p(-tail)


def ndtri(x: Any) -> Any:
    return -mpmath.sqrt(2) * erfcinv(2 * x)


def lgamma(x: Any) -> Any:
    return mpmath.re(mpmath.loggamma(x))


def lbeta(a: Any, b: Any) -> Any:
    return lgamma(a) + lgamma(b) - lgamma(a + b)


def pochhammer(x: Any, h: Any) -> Any:
    return mpmath.rf(x, h)


def lpochhammer(x: Any, h: Any) -> Any:
    with mpmath.extraprec(_cancelled(x, h)):
        return lgamma(x + h) - lgamma(x)


def polygamma_difference(n: Any, x: Any, h: Any) -> Any:
    with mpmath.extraprec(_cancelled(x, h)):
        return polygamma(n, x + h) - polygamma(n, x)


def _cancelled(x: Any, h: Any) -> int:
    """The bits that a difference between x and x + h may lose, as a first look says."""
    return max(0, int(mpmath.mag(x) - mpmath.mag(h))) + 30 if h else 0


def invdigamma(y: Any) -> Any:
    guess = mpmath.exp(y) + 0.5 if y >= -2.22 else -1 / (y - mpmath.digamma(1))
    return newton(lambda x: (mpmath.digamma(x) - y) / mpmath.psi(1, x), guess)


def sphericalj(n: Any, x: Any) -> Any:
    if not x:
        return mpmath.mpf(n == 0)
    size = mpmath.sqrt(mpmath.pi / (2 * abs(x))) * mpmath.besselj(n + mpmath.mpf(1) / 2, abs(x))
    return size if x > 0 else (-1) ** n * size


def polygamma(n: Any, x: Any) -> Any:
    """mpmath's, but far below zero, where that adds up -x terms: there by reflection, DLMF 5.15.6.

    The slopes of pi*cot(pi*x) in it are those between 0 and 1.
    """
    if n != mpmath.floor(n) or n < 0:
        raise ValueError("no whole order")
    order = int(n)
    if x >= FAR:
        return mpmath.psi(order, x)
    near = x - mpmath.floor(x)
    mirrored = mpmath.psi(order, 1 - x) - mpmath.psi(order, 1 - near)
    return mpmath.psi(order, near) + (-1) ** order * mirrored


def trigamma(x: Any) -> Any:
    return polygamma(1, x)


def zetaprime(s: Any) -> Any:
    return zetaderiv(1, s)


def zetaderiv(n: Any, s: Any) -> Any:
    if n != mpmath.floor(n) or n < 0:
        raise ValueError("no whole order")
    if s < FAR:  # some s^2 terms for a derivative, none for the function
        return mpmath.diff(mpmath.zeta, s, int(n))
    return mpmath.zeta(s, 1, int(n))


def uppergamma(s: Any, x: Any) -> Any:
    return mpmath.gammainc(s, above_zero(x))


def lowergamma(s: Any, x: Any) -> Any:
    return mpmath.gammainc(s, 0, above_zero(x))


def gammainc(s: Any, x: Any) -> Any:
    return mpmath.gammainc(s, 0, above_zero(x), regularized=True)


def gammaincc(s: Any, x: Any) -> Any:
    return mpmath.gammainc(s, above_zero(x), regularized=True)


def above_zero(x: Any) -> Any:
    """The argument itself; below zero, where mpmath's gammainc calls itself for ever, ValueError."""
    if x <= 0:
        raise ValueError("no real value")
    return x


def betainc(a: Any, b: Any, x: Any) -> Any:
    return mpmath.betainc(a, b, 0, x, regularized=True)


def polylog(s: Any, x: Any) -> Any:
    """By mpmath's series, which is slow for x below -1/2 and a broken s: there see below."""
    if x > 1:
        raise ValueError("no real value")
    if x > -0.5 or s == mpmath.floor(s):
        return mpmath.re(mpmath.polylog(s, x))
    return doubled_polylog(s, x) if x > -1 else inverted_polylog(s, x)


def doubled_polylog(s: Any, x: Any) -> Any:
    """For -1 <= x < 0: Li(s, x) + Li(s, -x) = 2^(1 - s)*Li(s, x^2), by the even terms of the series."""
    if x == -1:
        return -mpmath.altzeta(s)
    lost = max(0, 1 - s) * (8 - mpmath.log(1 + x, 2))  # bits that cancel: Li(s, 1) is a pole
    with mpmath.workprec(mpmath.mp.prec + int(lost)):
        return 2 ** (1 - s) * mpmath.polylog(s, x * x) - mpmath.polylog(s, -x)


def inverted_polylog(s: Any, x: Any) -> Any:
    """For x < -1: from 1/x, by Jonquiere's inversion (DLMF 25.13.3 at a complex argument)."""
    turn = mpmath.expjpi(s / 2)
    shift = mpmath.mpf(1) / 2 + mpmath.log(-x) / (2j * mpmath.pi)
    scale = (2 * mpmath.pi) ** s * mpmath.rgamma(s)
    return mpmath.re(scale * turn * mpmath.zeta(1 - s, shift) - turn**2 * doubled_polylog(s, 1 / x))


def lambertw(x: Any) -> Any:
    if x < -mpmath.exp(-1):
        raise ValueError("no real value")
    return mpmath.re(mpmath.lambertw(x))
