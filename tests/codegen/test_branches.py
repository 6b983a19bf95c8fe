"""Branches not taken are not computed: no error, no nan, no cost comes from them."""

import math
import random

import pytest

import symchain as sc
from symchain.codegen import branches, compile
from symchain.functions import TABLE
from symchain.graph.expr import Expr
from symchain.graph.graph import Graph

x, y = sc.symbols("x y")


@pytest.mark.parametrize(
    "text, point, value",
    [
        ("where(x > 0, sqrt(x), 0)", -1.0, 0.0),
        ("where(x > 0, sqrt(x)*log(x), 0)", -1.0, 0.0),
        ("where(x > 0, log(x), 0) + where(x > 0, log(x)^2, 1)", -1.0, 1.0),
        ("where(x > 1, log(x), where(x > 0, 2*log(x), 0))", -1.0, 0.0),
        ("where(x > 0 and log(x) > 1, log(x), 7)", -1.0, 7.0),
        ("where(x <= 0 or log(x) > 1, 3, log(x))", -1.0, 3.0),
        ("where(x == 0, 1, sin(x)/x)", 0.0, 1.0),
        ("where(not x > 0, 5, 1/x)", 0.0, 5.0),
        ("where(x > 0, where(x > 2, log(x - 2), sqrt(x)), exp(x))", -1.0, math.exp(-1.0)),
        ("where(x < 0, 2, where(x > 0, 1/x, 4))*where(x > 0, log(x), 3)", 0.0, 12.0),
    ],
)
def test_dead_branches_never_run(text, point, value):
    f = compile(sc.parse(text, variables=["x"]))
    assert f.value(point) == value
    assert f.value_and_gradient(point) == (value, f.gradient(point))
    assert all(math.isfinite(slope) for slope in f.gradient(point))


def ladder(depth, around=None):
    """where(x > depth, ...) in each other: log(x) in every branch but the last."""
    graph = Graph()
    x = graph.symbol("x")
    log = graph.apply(TABLE["log"], (x,))
    root = graph.constant(0)
    for step in range(1, depth + 1):
        inner = root if around is None else graph.apply(around, (root,))
        test = graph.compare(TABLE["less"], graph.constant(step), x)
        root = graph.where(test, graph.multiply(graph.constant(step), log), inner)
    return Expr(graph, root)


@pytest.mark.parametrize("depth", [1, 3, 20, 100, 2_000])
def test_deep_chains_neither_recurse_nor_nest(depth):
    f = compile(ladder(depth))
    assert f.value_and_gradient(-1.0) == (0.0, (0.0,))
    assert f.value(depth + 1.0) == pytest.approx(depth * math.log(depth + 1.0))
    assert f.gradient(depth + 1.0) == pytest.approx((depth / (depth + 1.0),))
    deepest = max(len(line) - len(line.lstrip()) for line in f.source.splitlines())
    assert deepest <= 4 * 10
    assert f.value(1.5) == pytest.approx(math.log(1.5))


NESTED = {  # choices in choices, whose inner conditions have no value at (2.5, 2.5): slopes there
    "-where(floor(x) < -1, where(asin(y) < -x, 1/2, hypot(1, y)), log(1/2))": (0.0, 0.0),
    "where(x < 0, where(sqrt(y - 9) < 1, y, 2*y), 3*y)": (0.0, 3.0),
    "where(x > 0, 5*x, x*where(log(-y) > x, y^2, y))": (5.0, 0.0),
}


@pytest.mark.parametrize("text", NESTED)
def test_slopes_ask_for_outer_conditions_first(text):
    assert sc.compile(text, variables=["x", "y"]).gradient(2.5, 2.5) == NESTED[text]
    for simplify in ("none", "fast"):
        slopes = sc.derivatives(text, ["x", "y"], simplify=simplify).values()
        points = [{each.name: 2.5 for each in slope.variables} for slope in slopes]
        assert tuple(map(sc.evaluate, slopes, points)) == NESTED[text]


def test_chains_through_functions():
    f = compile(ladder(40, TABLE["sin"]))
    assert f.value_and_gradient(-1.0)[0] == 0.0
    value = 35 * math.log(35.5)
    for _ in range(5):
        value = math.sin(value)
    assert f.value(35.5) == pytest.approx(value)


# ---- random programs against an evaluation that asks only for what it needs


def random_formula(rng):
    graph = Graph()
    numbers = [graph.symbol("x"), graph.symbol("y"), graph.constant(2)]
    tests = [graph.compare(TABLE["less"], graph.constant(0), numbers[0])]
    one = [TABLE[name] for name in ("sqrt", "log", "exp", "sin", "abs")]
    for _ in range(rng.randrange(5, 30)):
        a, b = rng.choice(numbers[-6:]), rng.choice(numbers)
        made = rng.randrange(9)
        if made < 3:
            numbers.append(graph.where(rng.choice(tests), a, b))
        elif made < 5:
            numbers.append(graph.apply(rng.choice(one), (a,)))
        elif made == 5:
            numbers.append(rng.choice((graph.add, graph.subtract, graph.multiply))(a, b))
        elif made == 6:
            numbers.append(graph.divide(a, b) if graph.constants.get(b) != (0, 1) else a)
        elif made == 7:
            row = TABLE[rng.choice(("less", "less_equal"))]
            tests.append(graph.compare(row, a, rng.choice((b, graph.constant(1)))))
        else:
            joined = rng.choice((graph.conjunction, graph.disjunction))
            tests.append(joined(rng.choice(tests), rng.choice(tests)))
            tests.append(graph.negation(tests[-1]))
    total = numbers[-1]
    for other in numbers[-4:-1]:
        total = graph.add(total, other)
    return Expr(graph, total)


def lazily(graph, node, at, known):
    """The value of a node, asking only for what it needs."""
    if node in known:
        return known[node]
    op, args = graph.ops[node], graph.args[node]

    def value(place):
        return lazily(graph, args[place], at, known)

    if node in graph.constants:
        result = graph.constants[node][0] / graph.constants[node][1]
    elif node in graph.names:
        result = at[graph.names[node]]
    elif op.name == "where":
        result = value(1) if value(0) else value(2)
    elif op.name == "and":
        result = value(0) and value(1)
    elif op.name == "or":
        result = value(0) or value(1)
    elif not args:
        result = op.name == "true"
    else:
        result = PLAIN[op.name](*[value(place) for place in range(len(args))])
    known[node] = result
    return result


PLAIN = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b,
    "negate": lambda a: -a,
    "power": math.pow,
    "less": lambda a, b: a < b,
    "less_equal": lambda a, b: a <= b,
    "equal": lambda a, b: a == b,
    "not_equal": lambda a, b: a != b,
    "not": lambda a: not a,
    "abs": abs,
    "sign": lambda a: (a > 0) - (a < 0),
    "heaviside": lambda a: 0.5 if a == 0 else float(a > 0),
    **{name: getattr(math, name) for name in ("sqrt", "log", "exp", "sin", "cos")},
}
FAILURES = (ValueError, ZeroDivisionError, OverflowError)


@pytest.mark.parametrize("seed", range(150))
def test_random_branches_ask_only_for_what_they_need(seed):
    rng = random.Random(seed)
    expr = random_formula(rng)
    slopes = sc.gradient(expr, ["x", "y"])
    nodes = [expr.node, *(slope.node for slope in slopes.values())]
    f = compile(expr, variables=["x", "y"])
    for at in ((0.7, 1.3), (-1.1, 0.4), (2.5, -0.6), (0.0, 0.0), (-2.0, -3.0)):
        known = {}
        try:
            wanted = [
                lazily(expr.graph, node, dict(zip("xy", at, strict=True)), known) for node in nodes
            ]
        except FAILURES:
            continue
        if not all(math.isfinite(value) and abs(value) < 1e9 for value in known.values()):
            continue
        value, gradient = f.value_and_gradient(*at)
        apart = [f.value(*at), *f.gradient(*at)]
        assert apart == pytest.approx([value, *gradient], rel=1e-9, abs=1e-9)
        assert [value, *gradient] == pytest.approx(wanted, rel=1e-7, abs=1e-7), f.source


@pytest.mark.parametrize("seed", range(50))
def test_random_branches_that_share_what_they_need(seed, monkeypatch):
    monkeypatch.setattr(branches, "COPIES", 0)
    test_random_branches_ask_only_for_what_they_need(seed)


@pytest.mark.parametrize("count", [3, 150])
def test_what_many_branches_share_runs_where_one_is_taken(count):
    """A chain of logarithms in many terms, each with a condition of its own."""
    graph = Graph()
    x, y = graph.symbol("x"), graph.symbol("y")
    total, shared = graph.constant(0), x
    for step in range(1, count):
        shared = graph.apply(TABLE["log"], (graph.add(shared, graph.constant(step)),))
    for step in range(count):
        test = graph.compare(TABLE["less"], graph.constant(step), y)
        term = graph.multiply(graph.constant(step + 1), shared)
        total = graph.add(total, graph.where(test, term, graph.constant(0)))
    f = compile(Expr(graph, total), variables=["x", "y"])
    assert len(f.source.splitlines()) < 100 + 40 * count
    assert f.value_and_gradient(-5.0, -1.0) == (0.0, (0.0, 0.0))
    truth = 2.0
    for step in range(1, count):
        truth = math.log(truth + step)
    assert f.value(2.0, 1.5) == pytest.approx(3 * truth)
    with pytest.raises(ValueError):
        f.value(-5.0, 1.5)


@pytest.mark.parametrize(
    "text, at, slope",
    [
        # one mark in two branches, none of which is taken
        ("where(y > 0, 2*abs(x), 0) + where(y > 1, abs(x)^2, 3)", (0.0, -1.0), 0.0),
        ("where(y > 0, sin(abs(x)), 0)*where(y > 1, abs(x)^2, 3)", (0.0, -1.0), 0.0),
        ("where(y > 0, 1/max(x, y), 0) + where(y > 1, max(x, y), 0)*x", (-1.0, -1.0), 0.0),
        ("where(y > 0, floor(x)*x, 0) - where(y > 1, floor(x)*abs(x), x)", (2.0, -1.0), -1.0),
    ],
)
def test_marks_of_kinks_raise_only_in_branches_that_are_taken(text, at, slope):
    formula = sc.parse(text, variables=["x", "y"])
    for how in ("none", "fast"):
        derivative = formula.diff("x", kinks="error", simplify=how)
        f = compile(derivative, variables=["x", "y"])
        assert f.value(*at) == slope
        with pytest.raises(ValueError, match="kink or a jump"):
            f.value(at[0] if "max" not in text else 2.0, 2.0)
