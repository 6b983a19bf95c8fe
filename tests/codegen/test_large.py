"""Large programs: 100,000 assignments, deep nests, many variables."""

import math
from itertools import pairwise

import pytest

from symchain.codegen import compile, generate
from symchain.functions import TABLE
from symchain.graph.expr import Expr
from symchain.graph.graph import Graph


def nest(depth):
    graph = Graph()
    node = graph.symbol("x")
    for _ in range(depth):
        node = graph.apply(TABLE["sin"], (node,))
    return Expr(graph, node)


def valley(count):
    """The extended Rosenbrock function of so many variables."""
    graph = Graph()
    xs = [graph.symbol(f"x{i}") for i in range(count)]
    total, two = graph.constant(0), graph.constant(2)
    for a, b in pairwise(xs):
        bend = graph.power(graph.subtract(b, graph.power(a, two)), two)
        edge = graph.power(graph.subtract(graph.constant(1), a), two)
        total = graph.add(graph.add(total, graph.multiply(graph.constant(100), bend)), edge)
    return Expr(graph, total)


def valley_gradient(x):
    slopes = [0.0] * len(x)
    for i, (a, b) in enumerate(pairwise(x)):
        slopes[i] += -400.0 * a * (b - a * a) - 2.0 * (1.0 - a)
        slopes[i + 1] += 200.0 * (b - a * a)
    return slopes


def test_deep_nest():
    f = compile(nest(50_000))
    value, slope = 0.5, 1.0
    for _ in range(50_000):
        slope *= math.cos(value)
        value = math.sin(value)
    assert f.value(0.5) == value
    assert f.gradient(0.5) == pytest.approx((slope,))
    assert f.source.count("\n") > 100_000  # assignments


@pytest.mark.parametrize("signature", ["scalars", "vector"])
def test_many_variables(signature):
    f = compile(valley(3_000), signature=signature)
    point = [0.5 + 0.01 * (i % 7) for i in range(3_000)]
    args = [point] if signature == "vector" else point
    value, slopes = f.value_and_gradient(*args)
    assert slopes == pytest.approx(valley_gradient(point))
    assert f.value(*args) == value and f.gradient(*args) == slopes
    assert "_part_2(" in f.source
    if signature == "vector":
        with pytest.raises(ValueError, match="3000 values"):
            f.value_and_gradient(point[1:])


def test_no_line_is_long_and_no_function_is():
    for text in (generate(nest(3_000)), generate(valley(1_500))):
        body = text[text.index("\ndef ") :]
        assert max(len(line) for line in body.splitlines()) <= 88
        for function in body.split("\ndef "):
            assert function.count(" = ") <= 10_000
