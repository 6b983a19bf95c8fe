"""Series with formulas for coefficients, against those of SymPy."""

import pytest
import sympy

import symchain as sc
from symchain.calculus.laurent import Laurent
from symchain.graph.expr import Expr

FORMULAS = [
    "sin(h)/h",
    "(exp(a*h) - 1)/h",
    "h/(exp(h) - 1)",
    "(1 - cos(h))/h^2",
    "1/h + 1/sin(h)",
    "(tan(h) - h)/h^3",
    "log(1 + a*h)/(b*h)",
    "sqrt(a^2 + h) - sqrt(a^2 - h)",
    "exp(sin(h)/h)*cos(a + h)",
    "(a + h)^(1/3)",
    "(2 + h)^(a + h)",
    "1/(h^2 - h^3) - 1/h^2",
    "atan(h)/sinh(2*h)",
    "(exp(h) - 1)^3/h^2",
    "h*where(h == 0, 5, 1/h)",
]
NONE = ["log(h)", "sqrt(h)", "abs(h)/h", "exp(1/h)", "where(h < 1, h, 2)", "h^a"]


def series(text, count=6):
    expr = sc.parse(text, variables=["h", "a", "b"])
    graph = expr.graph
    return graph, Laurent(graph, graph.symbol("h"), count).series(expr.node)


@pytest.mark.parametrize("text", FORMULAS)
def test_coefficients(text):
    graph, found = series(text)
    h, a, b = (sympy.Symbol(name, positive=True) for name in "hab")
    plain = text.replace("where(h == 0, 5, 1/h)", "1/h").replace("^", "**")
    names = {"h": h, "a": a, "b": b}
    formula = sympy.sympify(plain, locals=names)
    at = {a: sympy.Rational(7, 5), b: sympy.Rational(2, 3)}
    expansion = sympy.series(formula.subs(at), h, 0, max(found.end, 1)).removeO()
    for order in range(found.order - 1, min(found.end, found.order + 3)):
        node = graph.constant(0) if order < found.order else found[order]
        coefficient = Expr(graph, node).subs({"a": sc.parse("7/5"), "b": sc.parse("2/3")})
        value = sc.evaluate(coefficient, {})
        assert value == pytest.approx(float(expansion.coeff(h, order)), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("text", NONE)
def test_no_series(text):
    assert series(text)[1] is None
