"""Special functions of real numbers that mpmath lacks, gives complex values for, or takes minutes for.

The precision is what the caller has set (`mpmath.mp.dps`). The table names them "real_special.X".
"""

from __future__ import annotations

import mpmath

from symchain.functions import real

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

FAR = -50  # below, mpmath adds up many terms for derivatives of gamma and zeta functions


def erfcx(x: Any) -> Any:
    """exp(x^2)*erfc(x); for large x by DLMF 7.12.1, whose error is below its last term, exp(-x^2)."""
    square = x * x
    if x < 0 or square < mpmath.mp.prec:
        return real.exp(square) * mpmath.erfc(x)
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
    return mpmath.sqrt(mpmath.pi) / 2 * real.exp(-x * x) * mpmath.erfi(x)


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


def lgamma_remainder(x: Any) -> Any:
    with mpmath.extraprec(abs(int(mpmath.mag(x))) + 30):  # x + 1 keeps the digits of x
        return lgamma(x + 1) - x * mpmath.log(x) + x


def lpochhammer_remainder(x: Any, h: Any) -> Any:
    with mpmath.extraprec(2 * _cancelled(x, h)):
        return lgamma(x + h) - lgamma(x) - h * mpmath.log(abs(x))


def polygamma_remainder(n: Any, x: Any) -> Any:
    """The n-th derivative of digamma(x) - log(abs(x))."""
    with mpmath.extraprec(_cancelled(x, mpmath.mpf(1))):
        return polygamma(n, x) - _logarithm_slope(n, x)


def polygamma_difference_remainder(n: Any, x: Any, h: Any) -> Any:
    """The n-th derivative of digamma(x + h) - digamma(x) - h/x."""
    with mpmath.extraprec(2 * _cancelled(x, h)):
        return polygamma_difference(n, x, h) - h * _logarithm_slope(n + 1, x)


def _logarithm_slope(n: Any, x: Any) -> Any:
    """The n-th derivative of log(abs(x))."""
    if not n:
        return mpmath.log(abs(x))
    return (-1) ** (int(n) - 1) * mpmath.factorial(n - 1) / x**n


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
