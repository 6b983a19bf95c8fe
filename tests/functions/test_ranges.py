"""The ranges of every row against mpmath: no value lies outside, and monotone is what it says."""

from itertools import pairwise

import pytest

from symchain.functions import ROWS, TABLE
from symchain.graph.bounds import bound
from symchain.graph.ranges import ALL, point, read
from tests.graph.intervals import contains

from .points import FUNCTIONS, exact, formula, points

DIGITS, LARGEST = 180, 20  # tanh(130) is 1 to 113 digits, erf(20) to 175


def tried(op):
    """The points of a row at which its value is not a limit to all digits."""
    return [at for at in points(op) if max(map(abs, at)) < LARGEST]


def rows(fact):
    return pytest.mark.parametrize("op", [*filter(fact, FUNCTIONS)], ids=lambda op: op.name)


@pytest.mark.parametrize("op", [op for op in ROWS if op.range], ids=lambda op: op.name)
def test_range_holds_every_value(op):
    stated = read(op.range)
    if not op.parameters:
        assert contains(stated, exact(op.name))
        return
    for at in tried(op):
        assert contains(stated, formula(op).value(at, DIGITS)), f"at {at}"


@rows(lambda op: op.monotone)
def test_monotone(op):
    sign = {"increasing": 1, "decreasing": -1}[op.monotone]
    values = [formula(op).value(at, DIGITS) * sign for at in sorted(tried(op))]
    assert all(a < b for a, b in pairwise(values))


@rows(lambda op: not op.conditions)
def test_bound_holds_the_value(op):
    """From points as arguments, and from the intervals between two neighbours."""
    found = tried(op)
    for at, other in zip(found, found[1:] + found[:1], strict=True):
        value = formula(op).value(at, DIGITS)
        exactly = [point(x.as_integer_ratio()) for x in at]
        assert contains(bound(op, exactly), value), f"at {at}"
        between = [
            a.union(point(x.as_integer_ratio())) for a, x in zip(exactly, other, strict=True)
        ]
        assert contains(bound(op, between), value), f"at {at}"
        assert contains(bound(op, [ALL] * len(at)), value), f"at {at}"


def test_a_bound_is_sharp_where_an_exact_value_tells():
    assert str(bound(TABLE["exp"], [read("[0, oo)")])) == "[1/1, oo) not 0"
    assert str(bound(TABLE["log"], [read("(0, 1)")])) == "(oo, 0/1) not 0"
