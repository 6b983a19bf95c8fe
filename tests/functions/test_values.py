"""The facts of every row against mpmath: domain, exact values, parity, inverse, definition."""

import mpmath
import pytest

import symchain as sc
from symchain.functions import TABLE
from symchain.functions.real import function_of

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
