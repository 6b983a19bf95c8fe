"""What is said to be a mirror image is one to the last digit; what is none is not said to be."""

import pytest

import symchain as sc
from symchain.stability.rescue.mirrors import is_mirrored

POINT = {"x": 0.37, "y": -0.83, "z": 0.61}


def mirrored(text, turned):
    expr = sc.parse(text)
    graph = expr.graph
    return is_mirrored(graph, expr.node, [graph.find_symbol(name) for name in turned])


@pytest.mark.parametrize(
    ("text", "turned", "sign"),
    [
        ("x*y/sqrt(1 - (x*z)^2)", "y", -1),
        ("x/sqrt(1 - (y*z)^2) + x", "yz", 1),
        ("sin(x)*cos(y) - tanh(x)/3", "x", -1),
        ("hypot(x, y) + abs(x)", "xy", 1),
        ("x^3 + x*y^2", "xy", -1),
        ("(x + y)^2*z", "xy", 1),
        ("exp(x*y)", "xy", 1),
        ("where(x^2 < y, x, -x)", "y", None),
        ("x + y^2", "xy", None),
        ("sqrt(x)*y", "x", None),
        ("abs(x)^y", "y", None),
        ("x^y", "x", None),
        ("cos(x + 1)", "x", None),
        ("exp(x)", "x", None),
    ],
)
def test_mirror_images(text, turned, sign):
    assert mirrored(text, turned) == (sign is not None)
    if sign is not None:
        names = {variable.name for variable in sc.parse(text).variables}
        point = {name: POINT[name] for name in names}
        other = {name: -value if name in turned else value for name, value in point.items()}
        assert sc.evaluate(text, other) == sign * sc.evaluate(text, point)


def test_a_formula_that_is_odd_in_all_variables_together_is_a_mirror_image():
    assert mirrored("(x + y)*x*y", "x")
