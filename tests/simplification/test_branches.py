"""Branches under their conditions: what is reached, and that every value stays, at ties too."""

import itertools
import random
from fractions import Fraction

import pytest

import symchain as sc
from symchain.functions import TABLE
from symchain.graph.expr import Expr
from symchain.graph.graph import Graph
from symchain.graph.walk import reachable

REACHED = [
    # conditions that others imply
    ("where(0 <= t, where(t == 0, 0, where(0 < t, X, 0)), 0)", "where(0 < t, X, 0)"),
    ("where(x > 1, where(x > 0, a, b), c)", "where(1 < x, a, c)"),
    ("where(x > 1, a, where(x > 2, b, c))", "where(1 < x, a, c)"),
    ("where(x < 1, a, where(1 <= x, b, c))", "where(x < 1, a, b)"),
    (
        "where(x < 1, a, where(x >= 1 and x < 2, b, where(x >= 2 and x < 3, c, 0)))",
        "where(x < 1, a, where(x < 2, b, where(x < 3, c, 0)))",
    ),
    ("where(x > 0 and x > 1, a, b)", "where(1 < x, a, b)"),
    ("where(x > 0 or x > 1, a, b)", "where(0 < x, a, b)"),
    ("where(x > 0 and x < 0, a, b)", "b"),
    ("where(x <= y and x != y, a, b)", "where(x < y, a, b)"),
    ("where(x <= y and a > 0 and x != y, a, b)", "where(0 < a and x < y, a, b)"),
    ("where(x <= y, where(x == y, b, a), b)", "where(x < y, a, b)"),
    ("where(not (x > 0), where(not (x <= 0), a, c), b)", "where(x <= 0, c, b)"),
    # not: 1/x > 0 alone, which asks for 1/0   (x = 0: the choice is b)
    ("where(x != 0 and 1/x > 0, a, b)", "where(x != 0 and 0 < 1/x, a, b)"),
    # equal branches
    ("where(x > 0, where(y > 0, a, b), b)", "where(0 < x and 0 < y, a, b)"),
    ("where(x > 0, a, where(x == 0, a, b))", "where(0 <= x, a, b)"),
    ("where(x > 0, a, where(x > -1, a, b))", "where(-1 < x, a, b)"),
    ("where(x > y, max(x, y), min(x, y))", "x"),
    ("where(x > 0, x, abs(x))", "abs(x)"),
    ("where(x == 0, 0, x^2)", "x^2"),
    ("where(x != y, x + y, 2*y)", "x + y"),
    # not: sin(x)/x   (x = 0)
    ("where(x == 0, 1, sin(x)/x)", "where(x == 0, 1, sin(x)/x)"),
    # signs that are decided
    ("where(x > 0, abs(x), 1)", "where(0 < x, x, 1)"),
    ("where(x > 0, relu(x) + sign(x), sqrt(x^2))", "where(0 < x, x + 1, -x)"),
    ("where(x < y, sqrt((x - y)^2), 0)", "where(x < y, y - x, 0)"),
    ("where(x > 1, clip(x, 0, 1), 2)", "where(1 < x, 1, 2)"),
    ("where(x >= 0, heaviside(x), 2)", "where(0 <= x, heaviside(x), 2)"),
    ("where(x == y, abs(x - y), 3)", "where(x == y, 0, 3)"),
    # choices of sums
    ("where(x > 0, 1, 0) + where(x <= 0, 1, 0)", "1"),
    (
        "where(x < 1, a, 0) + where(x < 2, where(x < 1, 0, b), 0)",
        "where(x < 1, a, where(x < 2, b, 0))",
    ),
    ("abs(x)*where(x > 0, x, 1) + where(x > 0, 0, x)", "where(0 < x, x^2, 0)"),
    ("where(x > 0, a, 0) + where(y > 0, b, 0)", "where(0 < x, a, 0) + where(0 < y, b, 0)"),
]


@pytest.mark.parametrize(("formula", "short"), REACHED)
def test_reaches(formula, short):
    assert str(sc.simplify(formula)) == short
    assert str(sc.simplify(short)) == short


@pytest.mark.parametrize(
    ("formula", "derivative"),
    [
        (
            "where(0 <= x and x < 1, x^2, 0) + where(1 <= x and x < 2, 5*x^2, 0)",
            "where(0 <= x and x < 1, 2*x, where(1 <= x and x < 2, 10*x, 0))",
        ),
        (
            "where(x < 1, x^2, where(x < 2, 2*x - 1, where(x < 3, x^3 - 6, 0)))",
            "where(x < 1, 2*x, where(x < 2, 2, where(x < 3, 3*x^2, 0)))",
        ),
        (
            "piecewise(0 <= x and x < 1, x^3, 1 <= x and x < 2, (2 - x)^3, 2 <= x and x < 3, (x - 4)^3, 0)",
            "where(0 <= x and x < 1, 3*x^2, where(1 <= x and x < 2, -3*(2 - x)^2, "
            "where(2 <= x and x < 3, 3*(x - 4)^2, 0)))",
        ),
    ],
)
def test_the_slope_of_a_piecewise_formula_is_one_piecewise_formula(formula, derivative):
    assert str(sc.parse(formula).diff("x")) == derivative
    assert str(sc.derivatives(formula)["x"]) == derivative


# ---- every value stays, against exact arithmetic


def random_choice(rng):
    """A formula of choices, sums, products, abs, min, max and quotients of two variables."""
    graph = Graph()
    values = [graph.symbol("x"), graph.symbol("y"), graph.constant(0), graph.constant(1)]
    tests = []
    for _ in range(rng.randrange(6, 20)):
        a, b = rng.choice(values[-5:]), rng.choice(values)
        kind = rng.randrange(12)
        if kind < 4 or not tests:
            name = rng.choice(("less", "less_equal", "equal", "not_equal"))
            tests.append(graph.compare(TABLE[name], a, b))
        elif kind == 4:
            join = rng.choice((graph.conjunction, graph.disjunction))
            tests.append(join(rng.choice(tests), rng.choice(tests)))
        elif kind == 5:
            tests.append(graph.negation(rng.choice(tests)))
        elif kind == 6:
            values.append(graph.apply(TABLE[rng.choice(("abs", "sign", "relu", "negate"))], (a,)))
        elif kind == 7:
            values.append(graph.apply(TABLE[rng.choice(("max", "min"))], (a, b)))
        elif kind == 8:
            values.append(graph.divide(a, b) if b != graph.constant(0) else a)
        elif kind == 9:
            values.append(rng.choice((graph.add, graph.subtract, graph.multiply))(a, b))
        else:
            values.append(graph.where(rng.choice(tests), a, b))
    chosen = graph.where(rng.choice(tests), values[-1], values[-2])
    return Expr(graph, graph.add(chosen, graph.where(rng.choice(tests), values[-3], values[-1])))


EXACT = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b,
    "power": lambda a, b: a ** int(b),
    "negate": lambda a: -a,
    "abs": abs,
    "max": max,
    "min": min,
    "relu": lambda a: max(a, Fraction(0)),
    "sign": lambda a: Fraction((a > 0) - (a < 0)),
    "heaviside": lambda a: Fraction(1 + (a > 0) - (a < 0), 2),
    "less": lambda a, b: a < b,
    "less_equal": lambda a, b: a <= b,
    "equal": lambda a, b: a == b,
    "not_equal": lambda a, b: a != b,
    "not": lambda a: not a,
    "true": lambda: True,
    "false": lambda: False,
}


def exactly(expr, at):
    """The value of a formula in fractions; what cannot be computed is None, and asked for last."""
    graph, known = expr.graph, {}
    for node in reachable(graph, [expr.node]):
        op, args = graph.ops[node], [known[arg] for arg in graph.args[node]]
        if node in graph.constants:
            known[node] = Fraction(*graph.constants[node])
        elif node in graph.names:
            known[node] = at[graph.names[node]]
        elif op.name == "where":
            known[node] = None if args[0] is None else args[1 if args[0] else 2]
        elif op.name in ("and", "or"):
            decides = op.name == "or"
            known[node] = args[0] if args[0] in (None, decides) else args[1]
        else:
            try:
                known[node] = None if None in args else EXACT[op.name](*args)
            except ZeroDivisionError:
                known[node] = None
    return known[expr.node]


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("seed", range(250))
def test_values_stay(seed, strict):
    formula = random_choice(random.Random(seed))
    short = sc.simplify(formula, strict=strict)
    numbers = [Fraction(n, d) for n, d in ((-2, 1), (-1, 2), (0, 1), (1, 3), (1, 1), (5, 2))]
    for x, y in itertools.product(numbers, numbers):
        at = {"x": x, "y": y}
        truth, found = exactly(formula, at), exactly(short, at)
        if truth is not None or strict:
            assert found == truth, f"{formula} is {truth}, {short} is {found} at {at}"
