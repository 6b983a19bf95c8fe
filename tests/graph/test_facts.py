"""What is known of nodes: intervals hold every value, conditions follow or cannot be told."""

import pytest
from hypothesis import given, settings

import symchain as sc
from symchain.graph.facts import Facts
from symchain.graph.ranges import MOST_BITS, point
from symchain.parsing import parse_node

from .intervals import contains, intervals, members

OPERATIONS = [
    (lambda x, y: x + y, "__add__"),
    (lambda x, y: x - y, "__sub__"),
    (lambda x, y: x * y, "__mul__"),
    (max, "maximum"),
]


@settings(max_examples=200, deadline=None, derandomize=True)
@given(intervals(), intervals())
def test_results_lie_in_the_interval_of_results(a, b):
    for x in members(a)[::2]:
        assert contains(-a, -x)
        assert contains(a.size(), abs(x))
        assert all(contains(a.power(n), x**n) for n in (1, 2, 3, 6))
        assert x == 0 or contains(a.inverse(), 1 / x)
        for y in members(b)[::3]:
            for operation, name in OPERATIONS:
                assert contains(getattr(a, name)(b), operation(x, y)), f"{a} {name} {b}"
            assert contains(a.union(b), x)
            assert not contains(b, x) or contains(a.intersection(b), x)
            assert not a.is_below(b) or x < y
            assert not a.is_below(b, strictly=False) or x <= y


def test_ends_stay_short():
    limits = point((3, 7))
    for _ in range(100):
        limits = limits.power(2) + point((1, 3))
    ends = (limits.low[0], limits.high[0])
    assert all(max(end).bit_length() <= MOST_BITS for end in ends if end)


FOLLOWS = [
    ("", "exp(x) > 0"),
    ("", "x^2 + 1 >= 1"),
    ("", "2 + sin(x) > 0"),
    ("", "1/(1 + exp(-x)) > 0"),
    ("", "max(x, 1) >= 1"),
    ("", "x^2 + y^4 + 1 != 0"),
    ("", "sqrt(x) >= 0"),
    ("", "abs(sin(x)) <= 1"),
    ("", "sigmoid(x) < 1"),
    ("", "floor(x) == floor(floor(x))"),
    ("", "3 < pi and e < 3"),
    ("x > 0", "x*y^2 >= 0"),
    ("x > 0", "x/(1 + x) > 0"),
    ("x > 0", "x^y > 0"),
    ("x > 0; y >= 0", "sqrt(x^2 + y^2) != 0"),
    ("x >= 0; y >= 0", "x + y >= 0"),
    ("x > 1", "x^(1/3) > 1"),
    ("x > 1", "log(x) > 0"),
    ("0 < x < 1", "log(x) < 0"),
    ("0 < x < 1", "1 - x > 0"),
    ("abs(x) <= 1", "x <= 1 and x >= -1"),
    ("abs(x) < 1", "1 - x^2 > 0"),
    ("x < -1", "abs(x) > 1"),
    ("2*x < 4", "x < 2"),
    ("3 - x/2 >= 0", "x <= 6"),
    ("x != 0", "x^2 > 0"),
    ("x*y != 0", "x != 0"),
    ("x^3 > 0", "x > 0"),
    ("not x > 0", "x <= 0"),
    ("x == 2", "x^2 == 4"),
    ("x != 1", "x != 1"),
    ("a < b", "b - a > 0"),
    ("a < b", "a != b"),
    ("a < b; b < 0", "a < 0"),
    ("n == floor(n); n > 0", "n >= 1"),
    ("n == floor(n)", "2*n + 1 == floor(2*n + 1)"),
]
UNTOLD = [
    ("", "x > 0"),
    ("", "x^3 > 0"),
    ("", "x^2 > 0"),
    ("", "exp(x) > 1"),
    ("", "1/x != 0 and x != 0"),
    ("x > 0 or y > 0", "x > 0"),
    ("x >= 0", "x != 0"),
    ("x*y > 0", "x > 0"),
    ("2*n == floor(2*n)", "n == floor(n)"),
    ("a < b", "a^2 < b^2"),
]


def facts(given, asked):
    expr = sc.parse(f"where({asked}, p, q)")
    conditions = [parse_node(expr.graph, text) for text in given.split(";") if text]
    return Facts(expr.graph, conditions), parse_node(expr.graph, asked)


@pytest.mark.parametrize(("given", "asked"), FOLLOWS)
def test_follows(given, asked):
    known, condition = facts(given, asked)
    assert known.truth(condition) is True
    assert not known.is_contradictory()
    opposite = known.graph.negation(condition)
    assert Facts(known.graph, known.given).truth(opposite) is False


@pytest.mark.parametrize(("given", "asked"), UNTOLD)
def test_cannot_tell(given, asked):
    known, condition = facts(given, asked)
    assert known.truth(condition) is None


@pytest.mark.parametrize(
    "given", ["x > 0; x < 0", "x^2 < 0", "exp(x) <= 0", "a < b; b < a", "n == floor(n); 0 < n < 1"]
)
def test_contradictions_are_seen(given):
    assert facts(given, "x == 1")[0].is_contradictory()


def test_a_branch_knows_its_condition():
    known, condition = facts("", "x > 0")
    assert known.under(condition).holds(condition)
    assert not known.holds(condition)


def test_the_pass_is_linear_and_deep():
    x = sc.symbol("x")
    expr = x
    for _ in range(30_000):
        expr = sc.exp(sc.sin(expr)) + x**2
    assert expr.graph.facts.range(expr.node).is_positive
