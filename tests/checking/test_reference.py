"""The 50-digit reference: conditions that are not asked for, large arguments, slopes."""

import math

import mpmath
import pytest

import symchain as sc
from symchain.evaluation.reference import Reference


def test_the_second_condition_is_asked_for_only_where_it_decides():
    guarded = sc.parse("where(x > 0 and log(x) > 1, log(x)^2, x)")
    assert sc.evaluate(guarded, {"x": -0.5}) == -0.5
    either = sc.parse("where(x < 0 or log(x) < 1, x, log(x)^2)")
    assert sc.evaluate(either, {"x": -0.5}) == -0.5


def test_both_are_checked_in_doubles_too():
    text = "where(x > 0 and log(x) > 1, log(x)^2, x)"
    assert sc.generate(sc.parse(text), ranges={"x": (-2, -1)}, engines=())


@pytest.mark.parametrize(
    "text", ["sin(exp(exp(exp(3))))", "exp(exp(exp(exp(3))))", "gamma(10^100000)"]
)
def test_what_would_need_a_billion_digits_is_refused(text):
    with pytest.raises(sc.SymchainError):
        sc.evaluate(sc.parse(text), {})


@pytest.mark.parametrize(
    "text",
    [
        "tan(pi/2)",
        "exp(-tan(pi/2))",
        "tan(atan2(1, 0))",
        "gamma(sin(pi))",
        "log(cos(pi/2))",
        "1/(sqrt(3)^2 - 3)",
    ],
)
def test_a_pole_that_rounding_hides_has_no_value(text):
    with pytest.raises(sc.DomainError):
        sc.evaluate(sc.parse(text), {})


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("sin(pi)", 0.0),
        ("where(x > 0, 1, tan(pi/2))", 1.0),
        ("exp(-300)", float(mpmath.exp(-300))),
        ("tan(pi/2 + 1e-60)", -1e60),
        ("1e-200^2*1e200^2", 1.0),
        ("sqrt(1e-100)*1e50", 1.0),
    ],
)
def test_extreme_values_on_the_way_are_no_poles(text, value):
    assert sc.evaluate(sc.parse(text), {"x": 1} if "x >" in text else {}) == value


SLOPES = [
    ("exp(x)*sin(x)", 0.7, "exp(x)*(sin(x) + cos(x))"),
    ("x^2", 0.0, "0"),  # no difference to one side has this slope
    ("cos(x) + 3", 0.0, "0"),
    ("sin(x)/x", 0.0, "0"),  # a hole
    ("(exp(x) - 1)/x", 0.0, "1/2"),
    ("tanh(x)", 30.0, "4*exp(-60)/(1 + exp(-60))^2"),  # all but its last digits are 1
    ("exp(x) - exp(x - 1e-9)", 2.0, "exp(2) - exp(2 - 1e-9)"),
    ("x^3*10^200", 1e-90, "3*x^2*10^200"),
    ("atan(x*10^12)", 0.0, "10^12"),  # turns within a step of 1e-12
    ("abs(x)", 0.0, None),
    ("max(x, 2*x - 1)", 1.0, None),
    ("floor(x)", 2.0, None),
]


@pytest.mark.parametrize(("text", "at", "slope"), SLOPES)
def test_slopes_by_differences(text, at, slope):
    expr = sc.parse(text)
    x = expr.graph.symbol("x")
    found = float(Reference(expr.graph, [expr.node]).slope({x: at}, {x: 1.0}))
    if slope is None:
        assert math.isnan(found)
    else:
        truth = sc.parse(slope)
        known = {"x": at} if truth.variables else {}
        assert found == pytest.approx(sc.evaluate(truth, known), rel=1e-15, abs=0)


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("1/x", None),
        ("1/x^2 - 1/sin(x)^2", -1 / 3),
        ("1/x^3 + 1/x", None),
        ("1/sqrt(x^2)", None),
        ("(x - sin(x))/x^3", 1 / 6),
        ("(sin(x) - x + x^3/6)/x^5", 1 / 120),
        ("exp(-1/x^2)/x^2", 0),
        ("x/(x*(x + 1e-30))", 1e30),
        ("x/(x*(x^2 + 1e-120))", 1e120),
    ],
)
def test_limits_at_holes_and_none_at_poles(text, limit):
    expr = sc.parse(text)
    found = Reference(expr.graph, [expr.node]).limit({expr.variables[0].node: 0.0})
    if limit is None:
        assert math.isnan(found)
    else:
        assert found == pytest.approx(limit, rel=1e-15)
