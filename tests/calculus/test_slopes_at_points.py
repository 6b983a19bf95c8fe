"""Conditions at a point against difference quotients of the formula in mpmath."""

from fractions import Fraction

import mpmath
import pytest

import symchain as sc
from symchain.evaluation.reference import Reference

SMOOTH, SLOPE, KINK = "", "slope", "kink"
STEPS = (Fraction(1, 10**60), Fraction(1, 10**90))  # a root of order 5 is still seen to go to 0
# Formula, point, and what the formula does there.
AT = [
    # functions that are steep or have a kink, made up for
    ("x*cbrt(x)", 0, SMOOTH),
    ("x^2*cbrt(x)", 0, SMOOTH),
    ("sin(x)*cbrt(x)", 0, SMOOTH),
    ("(x - 1)*cbrt(1 - x)", 1, SMOOTH),
    ("x*sqrt(abs(x))", 0, SMOOTH),
    ("x*(x^2)^(1/3)", 0, SMOOTH),
    ("abs(x)*cbrt(x)", 0, SMOOTH),
    ("cbrt(x^3)", 0, SMOOTH),
    ("exp(x*root(x, 5))", 0, SMOOTH),
    ("abs(x^3)", 0, SMOOTH),
    ("abs((x - 1)^3)", 1, SMOOTH),
    ("max(x^3, 0)", 0, SMOOTH),
    # not made up for
    ("cbrt(x)", 0, SLOPE),
    ("cbrt(x)*cbrt(x)", 0, SLOPE),
    ("(x - 1)*cbrt(x)", 0, SLOPE),
    ("sqrt(abs(x))*cbrt(x)", 0, SLOPE),
    ("(x^2)^(1/3)", 0, SLOPE),
    ("((x - 2)^2)^0.3", 2, SLOPE),
    ("cbrt(abs(x))", 0, SLOPE),
    ("sqrt(abs(x))", 0, SLOPE),
    ("abs(x)^(1/3)", 0, SLOPE),
    ("where(x < 0, sqrt(-x), sqrt(x))", 0, SLOPE),
    ("abs(x)", 0, KINK),
    ("abs(x^2 - 1)", 1, KINK),
    ("abs(x^3 - 1)", 1, KINK),
    ("abs(log(x))", 1, KINK),
    ("max(x^3, x)", 0, KINK),
    ("where(x < 0, x - x^2, 2*x)", 0, KINK),
]


@pytest.mark.parametrize(("text", "point", "kind"), AT)
def test_a_condition_fails_where_there_is_no_slope(text, point, kind):
    assert measured(text, Fraction(point)) == kind
    told = sc.conditions(text)
    failing = [each.kind for each in told if not holds(each, point)]
    assert failing == ([kind] if kind else [])
    for beside in (Fraction(point) - Fraction(1, 7), Fraction(point) + Fraction(1, 7)):
        assert all(holds(each, beside) for each in told)


def measured(text, point):
    """What a formula does at a point: the quotients on both sides, with two steps."""
    expr = sc.parse(text)
    with mpmath.workdps(300):
        at = real(expr, point)
        sides = []
        for sign in (-1, 1):
            far, close = ((real(expr, point + sign * h) - at) / (sign * as_mpf(h)) for h in STEPS)
            if abs(close) > 1000 and abs(close) > 10 * abs(far):
                return SLOPE
            sides.append(close)
        return SMOOTH if abs(sides[1] - sides[0]) < mpmath.mpf(10) ** -10 else KINK


def as_mpf(step):
    return mpmath.mpf(step.numerator) / step.denominator


def real(expr, x):
    made = Reference(expr.graph, [expr.node])
    return made.values({expr.graph.symbol("x"): as_mpf(Fraction(x))}, 300)[0]


def holds(condition, x):
    """Whether a condition holds at a point."""
    made = Reference(condition.graph, [condition.node])
    return made.values({condition.graph.symbol("x"): as_mpf(Fraction(x))}, 60)[0]


PLAIN = [
    ("sqrt(x^3)", "0 < x"),
    ("log(x^3)", "0 < x"),
    ("(x^3)^(3/2)", "0 <= x"),
    ("log(log(x))", "1 < x"),
    ("1/log(x)", "0 < x, x != 1"),
    ("log(-log(x))", "0 < x, x < 1"),
    ("1/(exp(x) - 1)", "x != 0"),
    ("log(1 - exp(x))", "x < 0"),
    ("1/sinh(x - y)", "x != y"),
    ("sqrt(acosh(x))", "1 < x"),
    ("log(acos(x))", "abs(x) < 1"),
    ("x^(1/3)", "0 < x"),
    ("x^(-1/3)", "0 < x"),
    ("x^(4/3)", "0 <= x"),
]


@pytest.mark.parametrize(("text", "told"), PLAIN)
def test_conditions_are_told_as_people_write_them(text, told):
    assert ", ".join(map(str, sc.conditions(text))) == told
