"""The simplifier: what it reaches, and the laws: never larger, never narrower, same values."""

import mpmath
import pytest

import symchain as sc
from symchain.graph.walk import operations
from symchain.simplification.identities import IDENTITIES, PAIRS
from tests.calculus.test_derivatives import number

REACHED = [
    ("x*x/x", "x"),
    ("x/x + log(x)", "log(x) + 1"),
    ("sin(x*x/x)/sin(x)", "1"),
    ("(x + y)/(x + y)", "1"),
    ("2*x + 3*x", "5*x"),
    ("x - y + x", "2*x - y"),
    ("x*y/y", "x"),
    ("x^2*x^3/x", "x^4"),
    ("sin(x)^2 + cos(x)^2 + x", "x + 1"),
    ("3*cosh(u)^2 - 3*sinh(u)^2", "3"),
    ("x*y + x*z", "x*(y + z)"),
    ("exp(x)*exp(y)", "exp(x + y)"),
    ("exp(log(x))", "x"),
    ("log(exp(x))", "x"),
    ("sqrt(x)*sqrt(x)", "x"),
    ("sqrt(x^2)", "abs(x)"),
    ("-(-x)", "x"),
    ("(a - b)*(-1)", "b - a"),
    ("0*sin(x)", "0"),
    ("1/2 + 1/3", "5/6"),
    ("2^10", "1024"),
    ("sin(pi/6)", "1/2"),
    ("sin(-x)", "-sin(x)"),
    ("cos(-x)", "cos(x)"),
]


@pytest.mark.parametrize(("formula", "short"), REACHED)
def test_reaches(formula, short):
    assert str(sc.simplify(sc.parse(formula))) == short


@pytest.mark.parametrize("rule", IDENTITIES + PAIRS)
def test_an_identity_keeps_values_and_never_narrows(rule):
    left, right = (sc.parse(side, variables="ab") for side in rule.split(" -> "))
    assert operations(right.graph, [right.node]) <= operations(left.graph, [left.node])
    mpmath.mp.dps = 40
    seen = 0
    for i in range(200):
        at = {"a": mpmath.mpf(i - 100) / 23 + mpmath.mpf(1) / 97, "b": mpmath.mpf(3 * i - 77) / 31}
        before = real(left, at)
        if before is None:
            continue
        after = real(right, at)
        assert after is not None, f"{rule} narrows the domain at {at}"
        assert abs(before - after) <= mpmath.mpf(10) ** -25 * (1 + abs(before)), f"{rule} at {at}"
        seen += 1
    assert seen > 20


def real(expr, at):
    """The real value at a point; None where there is none."""
    try:
        value = number(expr, at)
    except (ValueError, ZeroDivisionError):
        return None
    good = isinstance(value, mpmath.mpf) and mpmath.isfinite(value)
    return value if good else None


def test_is_linear_and_deep():
    x = sc.symbol("x")
    expr = x
    for _ in range(50_000):
        expr = sc.sin(expr) + 1
    assert sc.simplify(expr) == expr


def test_an_unknown_level_is_told():
    with pytest.raises(sc.SymchainError, match="none, fast or deep"):
        sc.simplify(sc.parse("x"), "hard")
