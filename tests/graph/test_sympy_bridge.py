"""SymPy and back."""

import pytest

import symchain as sc

sympy = pytest.importorskip("sympy")

FORMULAS = [
    "x/2 + exp(y)",
    "sin(x)^2*sqrt(y) - 1/x^3",
    "atan2(y, x)",
    "log(x)/log(y)",
    "max(x, y, 2)*abs(x)",
    "erf(x) + gamma(y)",
    "x^y*pi",
]


@pytest.mark.parametrize("formula", FORMULAS)
def test_there_and_back_keeps_values(formula):
    expr = sc.parse(formula)
    there = sc.to_sympy(expr)
    back = sc.to_sympy(sc.from_sympy(there))
    at = {sympy.Symbol("x", real=True): sympy.Rational(7, 5), sympy.Symbol("y", real=True): 3}
    assert abs(sympy.N((there - back).subs(at), 30)) < 1e-25


def test_where_is_a_piecewise():
    there = sc.to_sympy(sc.parse("where(x > 0, x^2, -x)"))
    assert isinstance(there, sympy.Piecewise)
    assert str(sc.from_sympy(there)) == "where(0 < x, x^2, -x)"


def test_what_has_no_place_is_named():
    with pytest.raises(sc.SymchainError, match="mystery"):
        sc.from_sympy(sympy.Function("mystery")(sympy.Symbol("x")))
    with pytest.raises(sc.SymchainError, match="ImaginaryUnit"):
        sc.from_sympy(sympy.I + 1)


def test_deep_is_never_larger():
    expr = sc.parse("x^2*exp(-x) + x*exp(-x) + x*exp(-x)")
    assert len(str(sc.simplify(expr, "deep"))) <= len(str(expr))
