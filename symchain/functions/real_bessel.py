"""Bessel functions of real numbers for which mpmath takes a limit over orders, many times as long.

The precision is what the caller has set (`mpmath.mp.dps`). The table names them "real_bessel.X".
"""

from __future__ import annotations

import mpmath

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MOST = 64  # orders; of higher ones, and of larger arguments, mpmath's own are as good
LARGEST = 1_000
SHIFT = 1.4  # how far from the real axis the integrand is followed: it falls below pi/2
GUARD = 64  # bits, for values close to a root


def besselk(n: Any, x: Any) -> Any:
    """The integral of exp(-x*cosh(t))*cosh(n*t) over t > 0 (DLMF 10.32.9), by trapezoids.

    Their error falls exponentially with the step: Trefethen and Weideman, The exponentially
    convergent trapezoidal rule (2014), theorem 5.1.
    """
    _check(x)
    if x > LARGEST or abs(n) > MOST:
        return mpmath.besselk(n, x)
    with mpmath.extraprec(30):
        growth = x * (1 - mpmath.cos(SHIFT)) - abs(n) * mpmath.log(mpmath.cos(SHIFT))
        step = 2 * mpmath.pi * SHIFT / (mpmath.mp.prec * mpmath.ln2 + growth)
        once, raised = mpmath.exp(step), mpmath.exp(abs(n) * step)
        total, far, power = mpmath.mpf(0.5), mpmath.mpf(1), mpmath.mpf(1)
        while True:
            far *= once
            power *= raised
            term = mpmath.exp(-x * (far + 1 / far - 2) / 2) * (power + 1 / power) / 2
            total += term
            if term < total * mpmath.eps and x * far > 2 * abs(n) + x:  # behind its largest
                break
        value = total * step * mpmath.exp(-x)
    return +value


def bessely(n: Any, x: Any) -> Any:
    """Whole orders up from Y_0, by DLMF 10.5.2 for Y_1 and 10.6.1, stable in this direction."""
    _check(x)
    order = abs(int(n))
    if order != abs(n) or not 0 < order <= MOST:
        return mpmath.bessely(n, x)
    small = mpmath.besselj(0, x)
    if not small:
        return mpmath.bessely(n, x)
    with mpmath.extraprec(GUARD + max(0, -mpmath.mag(small))):
        before = mpmath.bessely(0, x)
        value = mpmath.besselj(1, x) * before - 2 / (mpmath.pi * x)
        value /= mpmath.besselj(0, x)
        for k in range(1, order):
            before, value = value, 2 * k * value / x - before
    return -value if n < 0 and order % 2 else +value


def _check(x: Any) -> None:
    """Raises ValueError at once where mpmath would look for a complex number."""
    if not x > 0:
        raise ValueError("no real value")
