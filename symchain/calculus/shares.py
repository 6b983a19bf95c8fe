"""Shares of a choice: how much of the slope of max, min and where each argument has.

Away from ties the chosen argument has all of it. At a tie of max or min every formula that is tied
has the same share, however the calls are nested; at the border of a condition both branches have
one half where they are known to meet in a kink. An equality decides nothing where it holds only on
a thin set. So the slope is the mean over the tied branches, inside of Clarke's generalised gradient
(Clarke, Optimization and Nonsmooth Analysis, 1983).
"""

from __future__ import annotations

from symchain.calculus.borders import KINK, Border, border
from symchain.calculus.equalities import settled
from symchain.calculus.steps import step
from symchain.calculus.substitution import is_affine
from symchain.functions import TABLE
from symchain.functions.arithmetic import EQUAL, LESS, WHERE
from symchain.functions.row import Op
from symchain.graph.graph import Graph
from symchain.graph.rational import HALF

MAX, MIN = TABLE["max"], TABLE["min"]


def share(graph: Graph, node: int, position: int, active: bytearray) -> int:
    """The node of an argument's share in the slope of max, min or where."""
    if graph.ops[node] is WHERE:
        return _of_branch(graph, node, position, active)
    return _of_extremum(graph, node, position)


# ---- max and min


def _of_extremum(graph: Graph, node: int, position: int) -> int:
    """1 for the larger (the smaller) argument; at a tie, by the formulas that are tied in each.

    At a tie of all three, max(x, y) has two thirds of the slope of max(max(x, y), z).
    """
    op, args = graph.ops[node], graph.args[node]
    own, other = args[position], args[1 - position]
    larger, smaller = (own, other) if op is MAX else (other, own)
    alone = step(graph, larger, smaller)
    mine, others = tied(graph, own, op), tied(graph, other, op)
    if mine == others:
        return alone
    return graph.where(graph.compare(EQUAL, *args), _part(graph, mine, others), alone)


def _part(graph: Graph, mine: int, others: int) -> int:
    """mine/(mine + others), as a choice between numbers where one of the two is such a choice."""
    constants = graph.constants
    for count, other in ((mine, others), (others, mine)):
        if graph.ops[count] is WHERE and other in constants:
            condition, *numbers = graph.args[count]
            if constants.keys() >= set(numbers):
                pairs = [(n, other) if count == mine else (other, n) for n in numbers]
                return graph.where(condition, *[_ratio(graph, *pair) for pair in pairs])
    return _ratio(graph, mine, others)


def _ratio(graph: Graph, mine: int, others: int) -> int:
    return graph.divide(mine, graph.add(mine, others))


def tied(graph: Graph, node: int, op: Op) -> int:
    """The node of how many of the formulas that nested calls of max (or min) compare attain it."""
    one = graph.constant(1)
    known = graph.notes
    stack = [node] if graph.ops[node] is op else []
    while stack:
        top = stack[-1]
        inner = [arg for arg in graph.args[top] if graph.ops[arg] is op]
        missing = [arg for arg in inner if ("tied", arg) not in known]
        if ("tied", top) in known or not missing:
            stack.pop()
            counts = [known.get(("tied", arg), one) for arg in graph.args[top]]
            known.setdefault(("tied", top), _count(graph, top, *counts))
        stack += missing
    return known.get(("tied", node), one) if graph.ops[node] is op else one


def _count(graph: Graph, node: int, first: int, second: int) -> int:
    """How many formulas are tied in max(a, b), from how many are in a and in b."""
    a, b = graph.args[node]
    pair = (b, a) if graph.ops[node] is MAX else (a, b)
    alone = graph.where(graph.compare(LESS, *pair), first, second)
    return graph.where(graph.compare(EQUAL, a, b), graph.add(first, second), alone)


# ---- where


def _of_branch(graph: Graph, node: int, position: int, active: bytearray) -> int:
    """1 in the branch that is taken, 0 in the other; one half each where they meet in a kink."""
    condition = settled(graph, node, active)
    found = border(graph, node)
    if found is not None and found.kind == KINK:
        return _at_kink(graph, node, found, condition, position)
    return _taken(graph, condition, position)


def _taken(graph: Graph, condition: int, position: int) -> int:
    one, zero = graph.constant(1), graph.constant(0)
    return graph.where(condition, *((one, zero) if position == 1 else (zero, one)))


def _at_kink(graph: Graph, node: int, found: Border, condition: int, position: int) -> int:
    """heaviside(u - v) for where(u > v, ...) of sums; else 1/2 at the border, apart from it."""
    branches = graph.args[node][1:]
    first, second = found.sides
    if all(is_affine(graph, branch) for branch in branches):
        if (position == 1) == found.outcome:
            first, second = second, first
        return step(graph, first, second)
    at_border = graph.compare(EQUAL, *sorted(found.sides, key=graph.constants.__contains__))
    return graph.where(at_border, graph.number(HALF), _taken(graph, condition, position))
