"""The facts of every row against mpmath: domain, exact values, parity, inverse, definition."""

import mpmath
import pytest

import symchain as sc
from symchain.functions import TABLE
from symchain.functions.mpmath_rows import function_of

from .points import FUNCTIONS, close, exact, formula, points

DIGITS = 180  # tanh(130) is 1 to 113 digits


def rows(fact):
    return pytest.mark.parametrize("op", [*filter(fact, FUNCTIONS)], ids=lambda op: op.name)


@rows(lambda op: True)
def test_function_has_a_value_in_its_domain(op):
    for point in points(op):
        assert mpmath.isfinite(formula(op).value(point)), f"at {point}"


@rows(lambda op: op.at)
def test_exact_value(op):
    for x, value in op.at.items():
        assert close(formula(op).value((exact(x),)), exact(value), 1e-45, 1e-45), f"at {x}"
        assert sc.parse(f"{op.name}({x})") == sc.parse(str(value))


@rows(lambda op: op.parity)
def test_parity(op):
    sign = {"even": 1, "odd": -1}[op.parity]
    for (x,) in points(op):
        assert close(formula(op).value((-x,)), sign * formula(op).value((x,)), 1e-45), f"at {x}"


@rows(lambda op: op.inverse)
def test_inverse_undoes_the_function(op):
    back = formula(TABLE[op.inverse])
    for (x,) in points(op):
        y = formula(op).value((x,), DIGITS)
        assert close(back.value((y,), DIGITS), x, 1e-45, 1e-45), f"at {x}"


@rows(lambda op: op.definition and function_of(op))
def test_definition_is_the_function(op):
    made = formula(op)
    written = sc.parse(op.definition, variables=made.names, graph=made.graph)
    for point in points(op):
        assert close(made.at(written.node, point), made.value(point), 1e-45), f"at {point}"


RATES = {"exp": 1, "expm1": 1, "sinh": 1, "cosh": 1, "exprel": 1, "sech": -1, "csch": -1}


@pytest.mark.parametrize("name", [*RATES, "exp10"])
def test_large_whole_arguments(name):
    x = mpmath.mpf(3) ** 12_000  # e multiplied by itself so often takes minutes
    value = function_of(TABLE[name])(x)
    assert abs(mpmath.log(value) / x - RATES.get(name, mpmath.log(10))) < 1e-12


@pytest.mark.parametrize(("exponent", "sign"), [(2**40 + 1, -1), (2**41, 1), (-(2**40) - 1, -1)])
def test_large_whole_powers(exponent, sign):
    value = function_of(TABLE["power"])(mpmath.mpf(-3), mpmath.mpf(exponent))
    assert mpmath.sign(value) == sign
    assert abs(mpmath.log(abs(value)) / exponent - mpmath.log(3)) < 1e-12


@pytest.mark.parametrize("order", [1, 2])
def test_derivatives_of_zeta_far_below_zero(order):
    """mpmath's own, which take s^2 terms, where they are still quick; then in no time at all."""
    value = formula(TABLE["zetaderiv"]).value
    for s in (-49.5, -50.5, -120.25):
        assert close(value((mpmath.mpf(order), mpmath.mpf(s))), mpmath.zeta(s, 1, order), 1e-45)
    assert mpmath.isfinite(value((mpmath.mpf(order), mpmath.mpf(-1e12))))


@pytest.mark.parametrize("order", [0, 1, 2, 5])
def test_derivatives_of_digamma_far_below_zero(order):
    """mpmath's own, which add up -x terms, where they are still quick; then in no time at all."""
    value = formula(TABLE["polygamma"]).value
    for x in ("-49.5", "-50.25", "-123.875", "-1000.0001", "-2000.9375"):
        x = mpmath.mpf(x)
        assert close(value((mpmath.mpf(order), x)), mpmath.psi(order, x), 1e-40), x
    assert mpmath.isfinite(value((mpmath.mpf(order), mpmath.mpf(-1e12) - 0.5)))
    assert mpmath.isfinite(formula(TABLE["trigamma"]).value((mpmath.mpf(-1e12) - 0.5,)))


@pytest.mark.parametrize("order", [0, 1, 2, 5])
@pytest.mark.parametrize("x", ["1e-300", "-1e-20", "0.3", "-7", "300", "-300"])
def test_moments_of_exponentials_are_the_series(order, x):
    with mpmath.workdps(60):
        x = mpmath.mpf(x)
        made = function_of(TABLE["expmoment"])(order, x)
        series = mpmath.hyp1f1(order + 1, order + 2, x) / (order + 1)
        assert close(made, series, 1e-55, 0)
