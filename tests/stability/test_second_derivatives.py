"""Formulas of engineering and finance through `compile`: value, gradient and Hessian.

At inputs as people have them, and where something cancels; the truth is that of the plain formulas.
"""

import random

import mpmath
import pytest

import symchain as sc

from .test_plain_formulas import ALLOWED, EXP, LOG, SMALLEST, partial, truth

mp = mpmath
PLANCK = "2*h*f^3/c^2/(exp(h*f/(k*T)) - 1)"
EINSTEIN = "(h*f/(k*T))^2*exp(h*f/(k*T))/(exp(h*f/(k*T)) - 1)^2"
QUANTA = {"h": (6e-34, 7e-34), "f": (1e8, 1e15), "k": (1.3e-23, 1.4e-23), "T": (1, 1e4)}
CALL = (
    "S*ndtr((log(S/K) + (r + s^2/2)*t)/(s*sqrt(t)))"
    " - K*exp(-r*t)*ndtr((log(S/K) + (r - s^2/2)*t)/(s*sqrt(t)))"
)
OPTION = {"S": (50, 200), "K": (80, 120), "r": (1e-3, 0.1), "s": (0.1, 0.6), "t": (0.1, 3)}
PAIR = {"a": (1e-3, 10), "b": (1e-3, 10)}


def divided(function):
    """A divided difference; between equal numbers the slope."""

    def found(a, b):
        return (function(a) - function(b)) / (a - b) if a != b else mp.diff(function, a)

    return found


def call(spot, strike, r, s, t):
    width = s * mp.sqrt(t)
    upper = (LOG(spot / strike) + (r + s**2 / 2) * t) / width
    return spot * mp.ncdf(upper) - strike * EXP(-r * t) * mp.ncdf(upper - width)


ROWS = [
    (PLANCK, lambda h, f, c, k, t: 2 * h * f**3 / c**2 / mp.expm1(h * f / (k * t)),
     {"h": QUANTA["h"], "f": QUANTA["f"], "c": (2.9e8, 3.1e8), "k": QUANTA["k"], "T": QUANTA["T"]}),
    (EINSTEIN, lambda h, f, k, t: (h * f / (2 * k * t) / mp.sinh(h * f / (2 * k * t))) ** 2, QUANTA),
    ("coth(m*B/(k*T)) - k*T/(m*B)", lambda m, b, k, t: mp.coth(m * b / (k * t)) - k * t / (m * b),
     {"m": (1e-23, 1e-22), "B": (1e-4, 10), "k": QUANTA["k"], "T": (0.1, 1000)}),
    ("T*log(1 + exp(x/T))", lambda t, x: t * mp.log1p(EXP(x / t)), {"T": (0.01, 10), "x": (0.1, 10)}),
    ("-y*log(1/(1 + exp(-w*x))) - (1 - y)*log(1 - 1/(1 + exp(-w*x)))",
     lambda y, w, x: y * mp.log1p(EXP(-w * x)) + (1 - y) * mp.log1p(EXP(w * x)),
     {"y": (1e-3, 0.999), "w": (0.1, 30), "x": (0.1, 3)}),
    ("(sinh(a) - sinh(b))/(a - b)", divided(mp.sinh), PAIR),
    ("(cosh(a) - cosh(b))/(a - b)", divided(mp.cosh), PAIR),
    ("(tanh(a) - tanh(b))/(a - b)", divided(mp.tanh), {"a": (0.5, 2), "b": (0.5, 2)}),
    ("(atan(a) - atan(b))/(a - b)", divided(mp.atan), {"a": (1e-3, 2), "b": (1e-3, 2)}),
    ("(a*log(a) - b*log(b))/(a - b)", divided(lambda x: x * LOG(x)), {"a": (1, 4), "b": (1, 4)}),
    ("p*log(p/q) - p + q", lambda p, q: p * LOG(p / q) - p + q, {"p": (1e-3, 9), "q": (1e-3, 9)}),
    ("p*log(p/q) + (1 - p)*log((1 - p)/(1 - q))",
     lambda p, q: p * LOG(p / q) + (1 - p) * LOG((1 - p) / (1 - q)),
     {"p": (1e-3, 0.999), "q": (1e-3, 0.999)}),
    ("sin(N*x/2)^2/sin(x/2)^2", lambda n, x: (mp.sin(n * x / 2) / mp.sin(x / 2)) ** 2,
     {"N": (2, 100), "x": (1e-9, 3)}),
    ("c*coth(c*x) - d*coth(d*x)", lambda c, d, x: c * mp.coth(c * x) - d * mp.coth(d * x),
     {"c": (1.1, 2), "d": (0.1, 0.9), "x": (1e-6, 1)}),
    ("gamma(x + 1/2)/gamma(x)", lambda x: mp.gamma(x + mp.mpf(1) / 2) / mp.gamma(x),
     {"x": (0.1, 1e4)}),
    ("gamma(n + 1)/(gamma(k + 1)*gamma(n - k + 1))", mp.binomial, {"n": (20, 160), "k": (1, 19)}),
    ("x^(a - 1)*gamma(a + b)/(gamma(a)*gamma(b))",
     lambda x, a, b: x ** (a - 1) / mp.beta(a, b), {"x": (0.1, 0.9), "a": (0.5, 4), "b": (5, 9)}),
    ("(x^a - x^b)/(a - b)", lambda x, a, b: (x**a - x**b) / (a - b) if a != b else x**a * LOG(x),
     {"x": (2, 100), "a": (0.5, 2), "b": (0.5, 2)}),
    ("(a - b)/log(a/b)", lambda a, b: (a - b) / LOG(a / b) if a != b else a, PAIR),
    ("1/sqrt(a^2 - 2*a*b*cos(C) + b^2)",
     lambda a, b, c: 1 / mp.sqrt((a - b) ** 2 + 4 * a * b * mp.sin(c / 2) ** 2),
     {**PAIR, "C": (1e-9, 3)}),
    # sums of fractions over one denominator
    ("S/(K + S + S^2/I)", lambda s, k, i: s / (k + s + s**2 / i),
     {"S": (0.1, 1), "K": (1e-11, 1e-9), "I": (1e9, 1e11)}),
    ("sqrt(s)/(1 + k*sqrt(s))", lambda s, k: mp.sqrt(s) / (1 + k * mp.sqrt(s)),
     {"s": (1e4, 1e6), "k": (1e4, 1e6)}),
    ("1/((n - 1)*(1/R - 1/S))", lambda n, r, s: r * s / ((n - 1) * (s - r)),
     {"n": (1.1, 2), "R": (1e-6, 1e-3), "S": (1e3, 1e6)}),
    ("v*(a/(a + b) - c/(c + d))", lambda v, a, b, c, d: v * (a * d - b * c) / ((a + b) * (c + d)),
     {"v": (1, 9), **PAIR, "c": (1e-3, 10), "d": (1e-3, 10)}),
    ("1/(g*(1 + ((x - m)/g)^2))", lambda x, m, g: g / (g**2 + (x - m) ** 2),
     {"x": (1e-3, 1), "m": (1e9, 1e11), "g": (1e-3, 1)}),
    ("2*atan(sqrt((1 + e)/(1 - e))*tan(E/2))",
     lambda e, t: 2 * mp.atan(mp.sqrt((1 + e) / (1 - e)) * mp.tan(t / 2)),
     {"e": (1e-9, 1e-3), "E": (1e-9, 1)}),
    # long powers, and geometric sums
    ("r/(1 - (1 + r)^(-300))", lambda r: r / (1 - (1 + r) ** -300), {"r": (1e-12, 0.1)}),
    ("((1 + r)^300 - 1)/r", lambda r: ((1 + r) ** 300 - 1) / r, {"r": (1e-12, 0.1)}),
    ("(1 - ((1 + a)/(1 + b))^n)/(b - a)",
     lambda a, b, n: (1 - ((1 + a) / (1 + b)) ** n) / (b - a),
     {"a": (0.01, 0.3), "b": (0.01, 0.3), "n": (2, 20)}),
    ("log(m/(m - p))", lambda m, p: -LOG(1 - p / m), {"m": (1, 2), "p": (1e-12, 0.5)}),
    ("p*r/(1 - (1 + r)^(-n))", lambda p, r, n: -p * r / mp.expm1(-n * mp.log1p(r)),
     {"p": (100, 1e5), "r": (1e-8, 0.2), "n": (12, 360)}),
    # sums of powers of one exponential
    ("K/(1 + (K - P)/P*exp(-r*t))", lambda k, p, r, t: k / (1 + (k - p) / p * EXP(-r * t)),
     {"K": (20, 1e3), "P": (0.1, 10), "r": (0.01, 2), "t": (0.01, 10)}),
    # sums times logarithms near 1
    ("(1 + x^2/nu)^(-(nu + 1)/2)", lambda x, nu: (1 + x**2 / nu) ** (-(nu + 1) / 2),
     {"x": (0.1, 6), "nu": (1, 1e8)}),
    ("-(nu + 1)/2*log(1 + x^2/nu)", lambda x, nu: -(nu + 1) / 2 * mp.log1p(x**2 / nu),
     {"x": (0.1, 6), "nu": (1, 1e8)}),
    ("-log(s) - (1 + 1/x)*log(1 + x*y/s)",
     lambda s, x, y: -LOG(s) - (1 + 1 / x) * mp.log1p(x * y / s),
     {"s": (0.1, 10), "x": (1e-8, 0.5), "y": (0.1, 10)}),
    # many gamma functions
    ("gamma(a + 1)*gamma(b + 1)/(gamma(c + 1)*gamma(a + b - c + 1))",
     lambda a, b, c: mp.gammaprod([a + 1, b + 1], [c + 1, a + b - c + 1]),
     {"a": (50, 190), "b": (50, 190), "c": (1, 30)}),
    ("lgamma(a + b + c + d) - lgamma(a) - lgamma(b) - lgamma(c) - lgamma(d)",
     lambda a, b, c, d: mp.loggamma(a + b + c + d) - sum(map(mp.loggamma, (a, b, c, d))),
     {"a": (0.1, 1e3), "b": (0.1, 1e3), "c": (0.1, 1e3), "d": (0.1, 1e3)}),
]  # fmt: skip


def places(ranges, count):
    """Points in the ranges; in every other one the numbers a and b are near each other."""
    draw = random.Random(7)
    for place in range(count):
        point = {
            name: float(mp.exp(draw.uniform(*[float(mp.log(end)) for end in ends])))
            for name, ends in ranges.items()
        }
        if place % 2 and "b" in point:
            point["b"] = point["a"] * (1 + draw.choice((1, -1)) * 10 ** draw.uniform(-15, -1))
        yield tuple(point.values())


def slope(function, i):
    return lambda *point: partial(function, point, i)


def assert_close(got, function, point, place, allowed=ALLOWED):
    known = truth(function, point, place)
    assert known is not None
    value, conditioning = known
    with mp.workdps(50):
        unit = mp.mpf(2) ** (mp.floor(mp.log(max(abs(value), SMALLEST), 2)) - 52)
        error = abs(mp.mpf(got) - value) / unit
    assert error <= max(allowed, 4 * conditioning), f"{got!r}, not {value} at {point}"


@pytest.mark.parametrize(("text", "function", "ranges"), ROWS, ids=[row[0] for row in ROWS])
def test_value_gradient_and_hessian(text, function, ranges):
    made = sc.compile(
        sc.parse(text, variables=list(ranges)),
        variables=list(ranges),
        emit=["value", "gradient", "hessian"],
    )
    for point in places(ranges, 8):
        assert_close(made.value(*point), function, point, -1)
        for i, got in enumerate(made.gradient(*point)):
            assert_close(got, function, point, i)
        for i, row in enumerate(made.hessian(*point)):
            for j, got in enumerate(row[: i + 1]):
                assert_close(got, slope(function, i), point, j, allowed=2 * ALLOWED)


def test_gradient_of_an_option_is_the_textbook_one():
    made = sc.compile(sc.parse(CALL, variables=list(OPTION)), variables=list(OPTION))
    for point in places(OPTION, 8):
        for i, got in enumerate(made.gradient(*point)):
            assert_close(got, call, point, i)


def test_delta_of_an_option_has_no_density():
    names = list(OPTION)
    text = sc.generate(
        sc.parse(CALL, variables=names), variables=names, wrt=["S", "K"], emit=["gradient"]
    )
    assert "normal_pdf(" not in text[text.index("def gradient") :]


def test_a_difference_of_ratio_and_one_is_exact_near_one():
    made = sc.compile("(x - y - y*log(x/y))/(x - y)^2*y")
    for gap in (1e-3, 1e-6, 1e-9):
        x, y = 1.0 + gap, 1.0
        with mp.workdps(80):
            z = mp.mpf(x) - 1
            wanted = (z - mp.log1p(z)) / z**2
        assert abs(made.value(x, y) / wanted - 1) < 1e-14


def test_compound_interest_at_small_rates():
    made = sc.compile(
        sc.parse("P*r*(1 + r)^n/((1 + r)^n - 1)", variables=["P", "r", "n"]),
        variables=["P", "r", "n"],
    )

    def function(loan, r, n):
        return -loan * r / mp.expm1(-n * mp.log1p(r))

    for r in (1e-9, 1e-6, 1e-4, 0.01):
        point = (1000.0, r, 360.0)
        assert_close(made.value(*point), function, point, -1)
        for i, got in enumerate(made.gradient(*point)):
            assert_close(got, function, point, i)


def test_fields_of_pairs_of_lines_keep_their_digits_where_they_are_close():
    text = "m/2*log(((x + a)^2 + y^2)/((x - a)^2 + y^2))"
    made = sc.compile(text, variables=["m", "x", "y", "a"])

    def function(m, x, y, a):
        return m / 2 * LOG(((x + a) ** 2 + y**2) / ((x - a) ** 2 + y**2))

    for point in ((2.0, 3.0, 1.5, 1e-6), (0.5, -0.25, 2.0, 1e-3), (1.0, 1e-7, 0.5, 0.25)):
        assert_close(made.value(*point), function, point, -1)
        for i, got in enumerate(made.gradient(*point)):
            assert_close(got, function, point, i)


def test_differences_of_two_fronts():
    made = sc.compile("tanh((x - a)/d) - tanh((x + a)/d)", variables=["x", "a", "d"])

    def function(x, a, d):
        return mp.tanh((x - a) / d) - mp.tanh((x + a) / d)

    for point in ((3.0, 1.5, 0.25), (1e-9, 0.5, 1.0), (-0.5, 0.125, 1.0)):
        assert_close(made.value(*point), function, point, -1)
        assert_close(made.gradient(*point)[0], function, point, 0)


def test_waves_over_deep_water_do_not_overflow():
    made = sc.compile("cosh(k*(z + d))/cosh(k*d)", variables=["k", "z", "d"])

    def function(k, z, d):
        return mp.cosh(k * (z + d)) / mp.cosh(k * d)

    for point in ((2.0, -3.0, 4000.0), (0.5, -0.1, 30.0), (0.01, -2.0, 50.0)):
        assert_close(made.value(*point), function, point, -1)
        for i, got in enumerate(made.gradient(*point)[:2]):
            assert_close(got, function, point, i)


@pytest.mark.parametrize(
    ("text", "point", "hessian"),
    [
        ("x^y", (0.0, 2.0), ((2, 0), (0, 0))),
        ("x^y", (0.0, 3.5), ((0, 0), (0, 0))),
        ("x^(2*y)", (0.0, 1.0), ((2, 0), (0, 0))),
        ("sin(x)^y", (0.0, 2.0), ((2, 0), (0, 0))),
    ],
)
@pytest.mark.parametrize("target", ["python", "native"])
def test_powers_of_zero_have_second_derivatives_to_the_right(text, point, hessian, target):
    # x^y*log(x)^k and their slopes tend to 0 with x where y > 1.
    made = sc.compile(text, target, variables=["x", "y"], emit=["hessian"])
    assert made.hessian(*point) == hessian


def test_a_hessian_of_a_power_times_a_direction_at_zero():
    made = sc.compile("x^y", emit=["hvp"])
    assert made.hvp(0.0, 2.0, 0.5, 0.25) == (1, 0)


def test_a_power_of_zero_has_no_second_derivative_where_it_has_none():
    made = sc.compile("x^y", emit=["hessian"])
    for y in (0.0, 0.5, 1.0, 1.5):
        with pytest.raises((ValueError, ZeroDivisionError)):
            made.hessian(0.0, y)
    with pytest.raises(ValueError, match="domain"):
        made.hessian(-1.0, 2.0)
