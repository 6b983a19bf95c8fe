"""Every rule of the table by itself: equal at 50 digits, never undefined, better in doubles."""

import functools

import mpmath
import pytest

from symchain.evaluation.floats import Tape
from symchain.functions.arithmetic import EQUAL
from symchain.graph.expr import Expr
from symchain.graph.transfer import transfer
from symchain.stability import stable
from symchain.stability.rules import CANCELS, IS_NUMBER, SHARES, Rule
from symchain.stability.table import ARITHMETIC, FACTORED, NAMED, RANGE

from .points import Truth, beside, near, run, same, tuples, ulps

RULES = [*NAMED, *ARITHMETIC, *FACTORED, *RANGE]
COUNT, FEWEST = 50, 10
ENOUGH = 8  # ulp beyond conditioning that are as good as none
MOST_TIMES = 20  # near a zero of the value both sides lose nearly everything, each in its way
LARGEST = 1e300


@functools.cache
def sides(text):
    """Both sides over the same letters; where S stands, a sum of three terms."""
    rule = Rule(text)
    graph, left, right = rule.graph, rule.left, rule.right
    if rule.series >= 0:
        terms = [_renamed(graph, rule.item, i) for i in range(3)]
        args = [_renamed(graph, graph.args[rule.many][0], i) for i in range(3)]
        total = functools.reduce(graph.add, terms)
        many = graph.apply(graph.ops[rule.many], tuple(args))
        left = transfer(graph, [left], graph, {rule.series: total})[0]
        right = transfer(graph, [right], graph, {rule.many: many})[0]
    for node in [node for word, node in rule.conditions if graph.ops[node] is EQUAL]:
        letter, formula = graph.args[node]
        left, right = transfer(graph, [left, right], graph, {letter: formula})
    return Expr(graph, left), Expr(graph, right)


def _renamed(graph, node, i):
    images = {graph.symbol("a"): graph.symbol(f"a{i}"), graph.symbol("c"): graph.constant(i + 2, 7)}
    return transfer(graph, [node], graph, images)[0]


def names_of(*exprs):
    return sorted({variable.name for expr in exprs for variable in expr.variables})


@functools.cache
def measured(text):
    """At each point where the left side has a value: the point, both truths, both errors."""
    left, right = sides(text)
    names = names_of(left, right)
    truth, other = Truth(left, names), Truth(right, names)
    tapes = [Tape(e.graph, e.node, []) for e in (left, right)]
    found = []
    made = near if CANCELS in text or SHARES in text else beside if IS_NUMBER in text else tuples
    for point in made(len(names), COUNT):
        value = truth.settled(point)
        if not mpmath.isfinite(value) or abs(value) > LARGEST or 0 < abs(value) < 1 / LARGEST:
            continue
        at = dict(zip([left.graph.symbol(name) for name in names], point, strict=True))
        scale = truth.conditioning(point, value)
        errors = [ulps(run(lambda: t.values(at)[t.root], ()), value) / scale for t in tapes]
        found.append((point, value, other.settled(point), errors))
    return found


@pytest.mark.parametrize("text", RULES)
def test_sides_are_equal(text):
    found = measured(text)
    assert len(found) >= FEWEST
    for point, left, right, _ in found:
        assert same(left, right), f"at {point}: {left} and {right}"


@pytest.mark.parametrize("text", RULES)
def test_right_side_is_better(text):
    errors = [both for *_, both in measured(text)]
    worst_left, worst_right = (max(column) for column in zip(*errors, strict=True))
    assert worst_right <= max(ENOUGH, MOST_TIMES * worst_left)


@pytest.mark.parametrize("text", RULES)
def test_rule_applies_to_its_own_left_side(text):
    rule = Rule(text)
    if rule.conditions:
        pytest.skip("its letters would have to be chosen")
    left, _ = sides(text)
    made = stable(left.graph, [left.node])[0]
    assert made != left.node
