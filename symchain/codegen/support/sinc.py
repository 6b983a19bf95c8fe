"""sin(x)/x and its slopes: alternating series below 1.5, beyond it the closed forms.

The first term of a series that is left out bounds what is missing: below 2^-56 of the sum.
"""

import math

from symchain.codegen.support.arithmetic import sin_pi


def sinc(x: float) -> float:
    """sin(x)/x for every real x, 1.0 at 0 and 0.0 at infinities."""
    if x == 0.0:
        return 1.0
    return 0.0 if math.isinf(x) else math.sin(x) / x


def sincpi(x: float) -> float:
    """sin(pi*x)/(pi*x) for every real x, 1.0 at 0 and 0.0 at other integers and infinities."""
    if abs(x) < 1e-300:
        return 1.0
    if math.isnan(x) or math.isinf(x):
        return 0.0 if math.isinf(x) else x
    return sin_pi(x) / (math.pi * x)


def sinc_slope(x: float) -> float:
    """The derivative of sin(x)/x for every real x, 0.0 at infinities."""
    if math.isinf(x):
        return 0.0
    if abs(x) >= 1.5:
        return (math.cos(x) - math.sin(x) / x) / x
    t = x * x
    rest = -1.4797143443923793e-16 + t * 3.9145882126782523e-19
    rest = -1.0706029224547743e-11 + t * (4.498331606952833e-14 + t * rest)
    rest = -2.505210838544172e-07 + t * (1.9270852604185937e-09 + t * rest)
    rest = -0.0011904761904761906 + t * (2.2045855379188714e-05 + t * rest)
    rest = -0.3333333333333333 + t * (0.03333333333333333 + t * rest)
    return x * rest


def sinc_curvature(x: float) -> float:
    """The second derivative of sin(x)/x for every real x, 0.0 at infinities."""
    if math.isinf(x):
        return 0.0
    if abs(x) >= 1.5:
        wave = math.sin(x)
        return (2.0 * (wave / x - math.cos(x)) / x - wave) / x
    t = x * x
    rest = 7.437717604088679e-18 + t * -1.787094618831376e-20
    rest = 6.74749741042925e-13 + t * (-2.515514385467045e-15 + t * rest)
    rest = 2.1197937864604532e-08 + t * (-1.3917837991912066e-10 + t * rest)
    rest = 0.00015432098765432098 + t * (-2.2546897546897547e-06 + t * rest)
    rest = 0.1 + t * (-0.005952380952380952 + t * rest)
    rest = -0.3333333333333333 + t * rest
    return rest
