"""Formulas without variables that are exact, or have no value, though doubles tell otherwise."""

import pytest

import symchain as sc
from symchain.errors import CheckError

# What multiplies x, worked out by hand.
EXACT = {
    "floor(sqrt(2)^2)": 2,
    "ceil(exp(log(3)))": 3,
    "floor(log(8)/log(2))": 3,
    "floor(-exp(log(7)))": -7,
    "floor(1 - exp(-900))": 0,
    "ceil(1 + exp(-900))": 2,
    "round(exp(log(5))/2)": 2,
    "sign(sin(1)^2 + cos(1)^2 - 1)": 0,
    "sqrt(sin(1)^2 + cos(1)^2 - 1)": 0,
    "where(sqrt(2)*sqrt(3) == sqrt(6), 1, 2)": 1,
    "where(sqrt(2)*sqrt(3) < sqrt(6), 1, 2)": 2,
    "where(exp(log(3)) <= 3 and 3 <= exp(log(3)), 1, 2)": 1,
    "where(sqrt(2) + sqrt(3) == sqrt(10), 1, 2)": 2,
    "floor(sqrt(2)^2)*mod(exp(log(6)), 3)": 0,
}
NOWHERE = [
    *("x*tan(pi/2)", "x*cot(pi)", "x*sec(3*pi/2)", "x*log(-1)", "x + log(-1)", "x*gamma(-2)"),
    *("x/(exp(log(2)) - 2)", "x/(sqrt(2)*sqrt(3) - sqrt(6))", "x*sqrt(-1 - x^2)"),
    *("log(x)*log(-x)", "asin(2 + x^2)", "x*log(-a^2)"),
]


@pytest.mark.parametrize("target", ["python", "numpy"])
@pytest.mark.parametrize("text", EXACT)
def test_what_is_exact_decides_jumps_and_conditions(text, target):
    if target == "numpy":
        pytest.importorskip("numpy")
    made = sc.compile(f"x*({text})", target=target)
    assert made.value(3.0) == 3 * EXACT[text]
    assert made.gradient(3.0)[0] == EXACT[text]


@pytest.mark.parametrize("text", EXACT)
def test_the_check_knows_it(text):
    assert "checked at" in sc.generate(f"x*({text}) + x")


@pytest.mark.parametrize("text", NOWHERE)
def test_a_formula_without_values_is_said_to_have_none(text):
    with pytest.raises(CheckError, match="no real value anywhere"):
        sc.generate(text)
    assert [(str(each), each.kind) for each in sc.conditions(sc.parse(text))] == [
        ("false", "domain")
    ]


def test_a_branch_that_is_not_taken_may_have_no_value():
    made = sc.compile("where(x > 0, x, tan(pi/2))")
    assert made.value_and_gradient(2.0) == (2.0, (1.0,))
    with pytest.raises(ValueError, match="math domain error"):
        made.value(-1.0)
