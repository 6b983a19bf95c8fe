"""What a simplification says that it did, for each kind of rewriting; nothing where nothing was."""

import pytest

import symchain as sc
from symchain.simplification import simplify_all
from symchain.simplification.record import in_order

KINDS = [
    ("2*x + y + 3*x", "5*x + y", ["like terms collected"]),
    ("x + y - x", "y", ["terms cancel"]),
    ("x*y*x^2", "y*x^3", ["powers merged"]),
    ("exp(x)*exp(y)*z", "z*exp(x + y)", ["powers merged"]),
    ("x*y/x", "y", ["factors cancel"]),
    ("x*y + x*z", "x*(y + z)", ["common factor"]),
    ("6*x + 6*y*z", "6*(x + y*z)", ["common factor"]),
    ("x + sin(y)^2 + cos(y)^2", "x + 1", ["sin(a)^2 + cos(a)^2 = 1"]),
    ("cosh(y)^2*3 - 3*sinh(y)^2 + x", "x + 3", ["cosh(a)^2 - sinh(a)^2 = 1"]),
    ("exp(log(x)) + y", "x + y", ["an identity of exp"]),
    ("sqrt(x^2)*y", "y*abs(x)", ["an identity of sqrt"]),
    ("x*y/x + sin(z)^2 + cos(z)^2", "y + 1", ["sin(a)^2 + cos(a)^2 = 1", "factors cancel"]),
    ("x + y", "x + y", []),
    ("sin(x)*y + 1", "y*sin(x) + 1", []),
    ("(x + 1)/(x - 1)", "(x + 1)/(x - 1)", []),
]


@pytest.mark.parametrize(("formula", "shorter", "kinds"), KINDS)
def test_kinds_of_rewriting(formula, shorter, kinds):
    expr = sc.parse(formula)
    done = set()
    (node,) = simplify_all(expr.graph, [expr.node], done=done)
    assert str(sc.Expr(expr.graph, node)) == shorter
    assert in_order(done) == kinds
    assert simplify_all(expr.graph, [expr.node]) == [node]
