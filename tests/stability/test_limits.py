"""Exponentials that overflow inside of what has a limit there, against mpmath with 50 digits."""

import math

import mpmath
import pytest

import symchain as sc

KINDS = ("value", "gradient", "hessian")

# formula, a point at which an inner exponential overflows, and the same formula for mpmath
SETTLED = (
    ("exp(-exp(x))", (800.0,), lambda x: mpmath.exp(-mpmath.exp(x))),
    ("tanh(exp(x))", (1e9,), lambda x: mpmath.tanh(mpmath.exp(x))),
    ("erf(exp(x))", (720.0,), lambda x: mpmath.erf(mpmath.exp(x))),
    ("tanh(sinh(x))", (-800.0,), lambda x: mpmath.tanh(mpmath.sinh(x))),
    ("exp(-cosh(x))", (-800.0,), lambda x: mpmath.exp(-mpmath.cosh(x))),
    (
        "exp(-exp(-(x - m)/s))",
        (-30.0, 1.0, 0.02),
        lambda x, m, s: mpmath.exp(-mpmath.exp(-(x - m) / s)),
    ),
    (
        "a*exp(-b*exp(-c*t))",
        (2.0, 1e-60, -1.0, 900.0),
        lambda a, b, c, t: a * mpmath.exp(-b * mpmath.exp(-c * t)),
    ),
    (
        "exp(-a/b*(exp(b*x) - 1))",
        (0.1, 2.0, 500.0),
        lambda a, b, x: mpmath.exp(-a / b * (mpmath.exp(b * x) - 1)),
    ),
    (
        "exp(-(exp(x) + b*exp(y)))",
        (800.0, 3.0, 900.0),
        lambda x, b, y: mpmath.exp(-(mpmath.exp(x) + b * mpmath.exp(y))),
    ),
    (
        "exp(-(y - exp(b*x))^2/2)",
        (3.0, 2.0, 500.0),
        lambda y, b, x: mpmath.exp(-((y - mpmath.exp(b * x)) ** 2) / 2),
    ),
)


@pytest.mark.parametrize(("text", "point", "exact"), SETTLED, ids=[row[0] for row in SETTLED])
def test_values_and_slopes_stand_at_their_limits(text, point, exact):
    names = exact.__code__.co_varnames
    made = sc.compile(sc.parse(text), emit=KINDS, variables=names)
    with mpmath.workdps(50):
        assert made.value(*point) == float(exact(*map(mpmath.mpf, point)))
    assert all(slope == 0.0 for slope in made.gradient(*point))
    assert all(slope == 0.0 for row in made.hessian(*point) for slope in row)


def test_a_slope_that_is_no_limit_yet_is_computed():
    made = sc.compile(sc.parse("exp(-b*exp(t))"), emit=KINDS, variables=("b", "t"))
    b, t = 1e-280, 645.0
    with mpmath.workdps(50):
        inner = mpmath.mpf(b) * mpmath.exp(t)
        assert made.value(b, t) == pytest.approx(float(mpmath.exp(-inner)), rel=1e-12)
        assert made.gradient(b, t)[1] == pytest.approx(
            float(-inner * mpmath.exp(-inner)), rel=1e-12
        )


OVERFLOWING = (
    ("exp(-b*exp(t))", {"b": -1.0, "t": 800.0}),
    ("exp(-b*exp(t)) + exp(t)", {"b": 1.0, "t": 800.0}),
    ("exp(exp(t) - b*exp(c))", {"t": 900.0, "b": 2.0, "c": 800.0}),
    ("exp(exp(t) - 10^200*c)", {"t": 800.0, "c": 1.0}),
    ("exp(-b*exp(t))", {"b": 1e-306, "t": 710.0}),  # 0.98, which takes b*exp(t) as one
)


@pytest.mark.parametrize(("text", "point"), OVERFLOWING)
def test_elsewhere_an_overflow_stays_one(text, point):
    made = sc.compile(sc.parse(text), emit=("value",), variables=tuple(point))
    try:
        found = made.value(*point.values())
    except OverflowError:
        return
    assert not math.isfinite(found)


def test_where_ranges_exclude_overflow_nothing_is_added():
    free = sc.generate("exp(-exp(x))", emit=["value"])
    within = sc.generate("exp(-exp(x))", emit=["value"], ranges={"x": (0, 3)})
    assert "200" in free
    assert "200" not in within


def test_the_rules_see_sums_with_a_sign_before_them():
    source = sc.generate("x*(-c*exp(y) - c*exp(-y))", emit=["value"])
    assert "cosh(y)" in source


def test_exact_values_near_zero_take_no_memory_for_ever():
    made = sc.compile(sc.parse("log(1 - exp(-exp(x)))"), emit=("value", "gradient"))
    with mpmath.workdps(50):
        inner = mpmath.exp(mpmath.mpf(3))
        expected = mpmath.log(1 - mpmath.exp(-inner)), inner / mpmath.expm1(inner)
    assert (made.value(3.0), *made.gradient(3.0)) == pytest.approx(tuple(map(float, expected)))
