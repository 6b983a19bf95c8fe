"""Series, angles, differences, profiles, growth and densities as they are typed: value, gradient."""

import mpmath
import pytest

import symchain as sc

from .test_plain_formulas import EXP, LOG, SQRT
from .test_second_derivatives import assert_close, places

mp = mpmath
PLANE = {"a": (0.1, 9), "b": (0.1, 9)}


def angle(u, v):
    """Between two vectors, by half of it."""
    u, v = mp.matrix(u) / mp.norm(mp.matrix(u)), mp.matrix(v) / mp.norm(mp.matrix(v))
    return 2 * mp.atan2(mp.norm(u - v), mp.norm(u + v))


def ratio(above, below):
    return lambda k, x, y: above(k * x) / below(k * y)


def poisson(mean, k):
    return EXP(k * LOG(mean) - mean - mp.loggamma(k + 1))


def binomial(n, k, p):
    return EXP(
        mp.loggamma(n + 1)
        - mp.loggamma(k + 1)
        - mp.loggamma(n - k + 1)
        + k * LOG(p)
        + (n - k) * mp.log1p(-p)
    )


def beta(x, a, b):
    total = mp.loggamma(a + b) - mp.loggamma(a) - mp.loggamma(b)
    return EXP((a - 1) * LOG(x) + (b - 1) * mp.log1p(-x) + total)


# fmt: off
ROWS = [
    ("a*(1 - r^n)/(1 - r)", lambda a, r, n: a * (1 - r**n) / (1 - r),
     {"a": (1, 9), "r": (0.9, 1.1), "n": (2, 300)}),
    ("(a^n - b^n)/(a - b)", lambda a, b, n: (a**n - b**n) / (a - b),
     {"a": (1, 1.1), "b": (1, 1.1), "n": (2, 30)}),
    ("(cos(a*t) - cos(b*t))/(b^2 - a^2)",
     lambda a, b, t: (mp.cos(a * t) - mp.cos(b * t)) / (b**2 - a**2), {**PLANE, "t": (1e-6, 9)}),
    ("(sin(a*t) - sin(b*t))/(a - b)",
     lambda a, b, t: (mp.sin(a * t) - mp.sin(b * t)) / (a - b), {**PLANE, "t": (1e-6, 9)}),
    ("sqrt(x^2 + a) - sqrt(x^2 + b)", lambda x, a, b: SQRT(x**2 + a) - SQRT(x**2 + b),
     {"x": (1, 1e6), **PLANE}),
    ("1/sqrt(x^2 + a) - 1/sqrt(x^2 + b)", lambda x, a, b: 1 / SQRT(x**2 + a) - 1 / SQRT(x**2 + b),
     {"x": (1, 1e6), **PLANE}),
    ("log((x + a)/(x + b))", lambda x, a, b: LOG((x + a) / (x + b)), {"x": (1, 1e9), **PLANE}),
    ("cos(a)^2 - cos(b)^2", lambda a, b: mp.cos(a) ** 2 - mp.cos(b) ** 2,
     {"a": (1e-9, 1e-3), "b": (1e-9, 1e-3)}),
    ("asinh(a) - asinh(b)", lambda a, b: mp.asinh(a) - mp.asinh(b),
     {"a": (1e6, 2e6), "b": (1e6, 2e6)}),
    ("log(1 + exp(x - y)) - (x - y)", lambda x, y: mp.log1p(EXP(y - x)),
     {"x": (1, 700), "y": (1, 9)}),
    ("sqrt((x - y)^2 + z^2) - (x - y)", lambda x, y, z: z**2 / (SQRT((x - y) ** 2 + z**2) + x - y),
     {"x": (50, 1e6), "y": (1, 9), "z": (1e-6, 1)}),
    ("log(exp(a) + exp(b) + exp(c)) - log(exp(a) + exp(b))",
     lambda a, b, c: mp.log1p(EXP(c) / (EXP(a) + EXP(b))), {**PLANE, "c": (0.1, 9)}),
    ("log(exp(a) + exp(b)) - log(exp(c) + exp(d))",
     lambda a, b, c, d: LOG((EXP(a) + EXP(b)) / (EXP(c) + EXP(d))),
     {"a": (800, 800.1), "b": (801, 801.1), "c": (800, 800.1), "d": (801, 801.1)}),
    ("acos((a*c + b*d)/(sqrt(a^2 + b^2)*sqrt(c^2 + d^2)))",
     lambda a, b, c, d: angle([a, b], [c, d]), {"a": (1, 9), "b": (1, 9), "c": (1, 9), "d": (1, 9)}),
    ("acos(z/sqrt(x^2 + y^2 + z^2))", lambda x, y, z: mp.atan2(mp.hypot(x, y), z),
     {"x": (1e-9, 1), "y": (1e-9, 1), "z": (1, 9)}),
    ("acos((1 - x^2)/(1 + x^2))", lambda x: 2 * mp.atan(x), {"x": (1e-9, 9)}),
    ("asin(2*x/(1 + x^2))", lambda x: mp.asin(2 * x / (1 + x**2)), {"x": (0.9, 0.9999999)}),
    ("atan2(y, x) - atan2(y, x + h)", lambda y, x, h: mp.atan2(y, x) - mp.atan2(y, x + h),
     {"y": (1, 9), "x": (1, 1e6), "h": (1e-9, 1)}),
    ("2*atan(sqrt((1 + e)/(1 - e))*tan(E/2)) - E",
     lambda e, u: 2 * mp.atan(SQRT((1 + e) / (1 - e)) * mp.tan(u / 2)) - u,
     {"e": (1e-9, 0.9), "E": (0.1, 6.2)}),
    ("log(tan(pi/4 + p/2)*((1 - e*sin(p))/(1 + e*sin(p)))^(e/2))",
     lambda p, e: mp.asinh(mp.tan(p)) - e * mp.atanh(e * mp.sin(p)),
     {"p": (1e-9, 1.5), "e": (1e-3, 0.9)}),
    ("sinh(k*x)/sinh(k*y)", ratio(mp.sinh, mp.sinh),
     {"k": (1e-6, 99), "x": (0.1, 20), "y": (21, 30)}),
    ("cosh(k*x)/cosh(k*y)", ratio(mp.cosh, mp.cosh),
     {"k": (0.01, 99), "x": (0.1, 20), "y": (21, 30)}),
    ("sinh(k*(y - x))/cosh(k*y)", lambda k, x, y: mp.sinh(k * (y - x)) / mp.cosh(k * y),
     {"k": (1, 99), "x": (21, 40), "y": (1, 20)}),
    ("1 - cosh(k*x)/cosh(k*y)", lambda k, x, y: 1 - mp.cosh(k * x) / mp.cosh(k * y),
     {"k": (1e-9, 99), "x": (0.1, 1), "y": (2, 3)}),
    ("K*P*exp(r*t)/(K + P*(exp(r*t) - 1))",
     lambda k, p, r, t: k * p / (k * EXP(-r * t) - p * mp.expm1(-r * t)),
     {"K": (1, 9), "P": (1e-9, 1), "r": (0.1, 9), "t": (1e-6, 900)}),
    ("(a*exp(x) + b)/(c*exp(x) + d)", lambda a, x, b, c, d: (a * EXP(x) + b) / (c * EXP(x) + d),
     {"a": (1, 9), "x": (1, 900), "b": (1, 9), "c": (1, 9), "d": (1, 9)}),
    ("c*(exp((a + b)*c) - 1)/((exp(a*c) - 1)*(exp(b*c) - 1))",
     lambda c, a, b: c * mp.expm1((a + b) * c) / mp.expm1(a * c) / mp.expm1(b * c),
     {"c": (30, 900), "a": (1, 9), "b": (1, 9)}),
    ("exp(-m)*m^k/gamma(k + 1)", poisson, {"m": (1, 2000), "k": (1, 2000)}),
    ("r^a*x^(a - 1)*exp(-r*x)/gamma(a)", lambda r, a, x: poisson(r * x, a - 1) * r,
     {"r": (1, 9), "a": (2, 500), "x": (1, 200)}),
    ("x^(k/2 - 1)*exp(-x/2)/(2^(k/2)*gamma(k/2))", lambda x, k: poisson(x / 2, k / 2 - 1) / 2,
     {"x": (1, 2000), "k": (2, 2000)}),
    ("binomial(n, k)*p^k*(1 - p)^(n - k)", binomial,
     {"n": (1000, 2000), "k": (100, 900), "p": (0.1, 0.9)}),
    ("x^(a - 1)*(1 - x)^(b - 1)/beta(a, b)", beta,
     {"x": (0.1, 0.9), "a": (2, 900), "b": (2, 900)}),
]


@pytest.mark.parametrize(("text", "function", "ranges"), ROWS)
def test_value_and_gradient(text, function, ranges):
    names = list(ranges)
    made = sc.compile(sc.parse(text, variables=names), variables=names)
    for point in places(ranges, 8):
        assert_close(made.value(*point), function, point, -1)
        for i, got in enumerate(made.gradient(*point)):
            assert_close(got, function, point, i)


def test_a_choice_of_one_slope_is_that_of_the_other():
    """Slopes that are each other but for the sign have one choice, not one with and one without."""
    made = sc.compile("sqrt((x - y)^2 + z^2) - (x - y)")
    along_x, along_y, _ = made.gradient(1e9, 1.0, 1e-3)
    assert along_x == -along_y != 0.0
