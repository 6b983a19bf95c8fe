"""Where a formula has a value is found: other signs, other sizes, a narrow part of a box."""

import pytest

import symchain as sc
from symchain.evaluation.sampling import POINTS, sample

# A formula and what its argument must be, in floats.
FORMULAS = [
    ("sqrt(-x*y - 3)", lambda x, y: x * y < -3),
    ("log(x*y*z - 30)", lambda x, y, z: x * y * z > 30),
    ("sqrt((x - 5)*(6 - x))", lambda x: 5 < x < 6),
    ("acosh(x - 1e6)", lambda x: x > 1e6),
    ("log(1 - 1e6*x^2)", lambda x: abs(x) < 1e-3),
    ("acos(1e8*x)", lambda x: abs(x) < 1e-8),
    ("log(-x - 20)", lambda x: x < -20),
]


@pytest.mark.parametrize(("formula", "inside"), FORMULAS, ids=lambda each: str(each)[:24])
def test_points_are_found(formula, inside):
    expr = sc.parse(formula)
    variables = [expr.graph.symbol(name) for name in "xyz" if name in formula]
    points = sample(expr.graph, expr.node, variables, {})
    assert 0 < len(points) <= POINTS
    assert all(inside(*point.values()) for point in points)
    assert points == sample(expr.graph, expr.node, variables, {})


@pytest.mark.parametrize("name", ["floor", "ceil", "round", "trunc"])
def test_a_step_of_what_may_be_huge_is_checked_where_doubles_have_parts(name):
    verdict = sc.check(f"{name}(x^y)", {"x": "0"})
    assert verdict.passed, verdict


def test_a_remainder_of_what_may_be_huge():
    assert "modulo" in sc.generate("mod(x^y, 1)")  # written only if its check passes


def test_where_all_is_at_jumps_points_are_found():
    expr = sc.parse("floor(n)*x")
    nodes = [expr.graph.symbol(name) for name in "nx"]
    assert sample(expr.graph, expr.node, nodes, {"n": ("int", 0, 5)})


def test_none_is_found_where_there_is_none():
    expr = sc.parse("sqrt(sin(x) + cos(x) - 19/10)")
    with pytest.raises(sc.CheckError, match=r"no point was found .*800 tried"):
        sample(expr.graph, expr.node, [expr.graph.symbol("x")], {})
