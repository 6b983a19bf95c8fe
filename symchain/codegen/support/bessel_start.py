"""What Bessel functions of all kinds start from: those of small orders, and powers over gammas.

A Bessel function of a real order v is found from two of orders mu and mu + 1, v - mu whole and
-1/2 <= mu <= 1/2: for x < 2 by Temme's series (J. Comput. Phys. 19 (1975) 324 and 21 (1976) 343),
for x >= 2 by the trapezoidal rule on integrals whose integrands fall off like exp(-exp(u)).
"""

import math

from symchain.codegen.support.arithmetic import polynomial, sin_pi
from symchain.codegen.support.gamma import ROOT_TWO_PI, stirling

# Even and odd part of 1/gamma(1 + mu) in powers of mu^2, highest first, the odd one over -mu.
INVERSE_GAMMA_EVEN: tuple[float, ...] = (
    -3.696805618642206e-12, 1.0434267116911005e-10, 5.002007644469223e-09, -2.056338416977607e-07,
    -1.2504934821426706e-06, 0.0001280502823881162, -0.0011651675918590652, -0.009621971527876973,
    0.16653861138229148, -0.6558780715202539, 1.0,
)  # fmt: skip
INVERSE_GAMMA_ODD: tuple[float, ...] = (
    -7.782263439905071e-12, 1.18127457048702e-09, -6.116095104481416e-09, -1.133027231981696e-06,
    2.013485478078824e-05, 0.00021524167411495098, -0.0072189432466631, 0.04219773455554433,
    0.04200263503409524, -0.5772156649015329,
)  # fmt: skip


def power_over_gamma(v: float, x: float) -> float:
    """(x/2)^v/gamma(v + 1) for v >= 0 and x >= 0."""
    if v < 20.0:
        return math.pow(0.5 * x, v) / math.gamma(v + 1.0)
    base = 1.3591409142295225 * x / v  # e/2
    return math.pow(base, v) * math.exp(-stirling(v)) / (ROOT_TWO_PI * math.sqrt(v))


def bessel_series(v: float, x: float, square: float) -> float:
    """(x/2)^v times the sum of square^k/(k!*gamma(v + k + 1)), v >= 0, x >= 0 (DLMF 10.2.2).

    J for square = -x^2/4, I for x^2/4.
    """
    term, total, k = 1.0, 1.0, 0.0
    while abs(term) > 1e-17 * abs(total):
        k += 1.0
        term *= square / (k * (v + k))
        total += term
    return power_over_gamma(v, x) * total


def temme(mu: float, x: float, square: float, weight: float) -> tuple[float, float]:
    """K of orders mu and mu + 1, |mu| <= 1/2 and 0 < x <= 2, for square = x^2/4 and weight 0.

    For -x^2/4 and 2*sin(pi*mu/2)^2/mu it is -pi/2 times Y of these orders.
    """
    logarithm = math.log(2.0 / x)
    even = polynomial(INVERSE_GAMMA_EVEN, mu * mu)
    odd = polynomial(INVERSE_GAMMA_ODD, mu * mu)
    above, below = 1.0 / (even - mu * odd), 1.0 / (even + mu * odd)
    sigma = mu * logarithm
    slope = math.sinh(sigma) / sigma if sigma != 0.0 else 1.0
    f = above * below * (math.cosh(sigma) * odd + slope * logarithm * even)
    p = 0.5 * math.exp(sigma) * above
    q = 0.5 * math.exp(-sigma) * below
    scale, first, second = 1.0, f + weight * q, p
    for i in range(1, 16):
        k = float(i)
        f = (k * f + p + q) / ((k - mu) * (k + mu))
        p /= k - mu
        q /= k + mu
        scale *= square / k
        term = f + weight * q
        first += scale * term
        second += scale * (p - k * term)
    return first, 2.0 / x * second


def hankel(v: float, x: float) -> tuple[float, float]:
    """J and Y of an order |v| <= 3/2 for x >= 2.

    The integral of exp(i*x*cosh(t) - v*t) (DLMF 10.9.10) on t = u + i*atan(sinh(u)), where
    i*cosh(t) = i - sinh(u)*tanh(u).
    """
    step = 0.5 / math.sqrt(x + 8.0)
    real, imaginary, u, size = 0.5, 0.5, 0.0, 1.0
    while size > 1e-18:
        u += step
        sine = math.sinh(u)
        cosine = math.sqrt(1.0 + sine * sine)
        angle = v * math.atan(sine)
        growth = math.exp(v * u)
        weight = math.exp(-x * (sine * sine / cosine))
        c = 0.5 * (growth + 1.0 / growth) * math.cos(angle)
        d = 0.5 * (growth - 1.0 / growth) * math.sin(angle)
        real += weight * (c - d / cosine)
        imaginary += weight * (d + c / cosine)
        size = weight * (growth + 1.0 / growth)
    scale = 2.0 * step / math.pi
    along, across = sin_pi(0.5 * v + 0.5), sin_pi(0.5 * v)
    cosine = math.cos(x) * along + math.sin(x) * across
    sine = math.sin(x) * along - math.cos(x) * across
    return (
        scale * (imaginary * cosine + real * sine),
        scale * (imaginary * sine - real * cosine),
    )


def macdonald(v: float, x: float) -> float:
    """exp(x) times K of an order |v| <= 3/2, for x >= 1/2.

    The integral of exp(-x*cosh(t))*cosh(v*t) (DLMF 10.32.9).
    """
    step = 0.7 / math.sqrt(x + 8.0)
    total, t, term = 0.5, 0.0, 1.0
    while term > 1e-18 * total:
        t += step
        sine = math.sinh(0.5 * t)
        term = math.exp(-2.0 * x * sine * sine) * math.cosh(v * t)
        total += term
    return step * total
