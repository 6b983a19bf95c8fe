"""The pipeline that makes emitted numbers hold: stabilise, differentiate, stabilise again, rescue.

What is differentiated are the outputs in forms whose derivatives hold; what is emitted are all
results of a module together, so that value and derivatives share what they shared.
"""

from __future__ import annotations

from symchain.calculus.substitution import substituted
from symchain.errors import SymchainError
from symchain.functions.arithmetic import LESS_EQUAL, WHERE
from symchain.graph.walk import reachable
from symchain.simplification import simplify_all
from symchain.simplification.branches import branches
from symchain.simplification.continuous import continuous
from symchain.stability import differentiable, in_range, stable
from symchain.stability.exponentials import merged
from symchain.stability.limits import limited
from symchain.stability.rescue import rescued

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from typing import Any

    from symchain.codegen.targets.target import Target
    from symchain.graph.graph import Graph

MOST_CASES = 2  # conditions by which results are taken apart: each may double what is emitted
LARGEST = 1_000  # nodes of results that are


def before_derivatives(
    graph: Graph, outputs: Sequence[int], target: Target, conditions: set[int] | None = None
) -> list[int]:
    """The outputs in the forms that are differentiated, of functions that a target has.

    `conditions` takes up those that choose between forms of one value.
    """
    choices: set[int] = set()
    nodes = differentiable(graph, continuous(graph, outputs), target.computes, choices)
    if conditions is not None:
        conditions.update([graph.args[node][0] for node in choices if graph.ops[node] is WHERE])
    return nodes


def before_lowering(
    graph: Graph,
    results: Sequence[int],
    target: Target,
    conditions: Collection[int] = (),
    domain: Sequence[int] = (),
) -> list[int]:
    """The results, values and derivatives, in the forms that are emitted for a target.

    `conditions` are those of choices between forms of one value, `domain` those of the points at
    which the forms have to hold.
    """
    choices: set[int] = set()
    nodes = _in_cases(graph, results, conditions, choices) if conditions else results
    nodes = merged(graph, _asking_once(graph, nodes))
    nodes = stable(graph, nodes, target.computes, choices)
    nodes = _settled(graph, nodes, conditions, choices) if conditions else nodes
    nodes = limited(graph, nodes, graph.facts.under(*domain), choices)
    nodes = rescued(graph, nodes, choices, target.computes, domain)
    return in_range(graph, nodes, target.computes)


def _asking_once(graph: Graph, nodes: Sequence[int]) -> list[int]:
    """The nodes with choices inside of branches decided where the branch's condition does."""
    order = reachable(graph, nodes)
    tests = [graph.args[node][0] for node in order if graph.ops[node] is WHERE]
    if len(set(tests)) == len(tests) or len(order) > LARGEST:
        return list(nodes)
    return [branches(graph, node) for node in nodes]


def _settled(
    graph: Graph, nodes: Sequence[int], conditions: Collection[int], choices: set[int]
) -> list[int]:
    """The nodes, choices at their top with branches in which the condition is asked no more.

    The same rules that made the choice have found the left side once more in the other branch.
    """
    found = list(nodes)
    for place, node in enumerate(nodes):
        if graph.ops[node] is not WHERE or graph.args[node][0] not in conditions:
            continue
        condition, *sides = graph.args[node]
        for side, holds in enumerate((True, False)):
            order = reachable(graph, [sides[side]])
            if condition in order:
                images = substituted(graph, order, {condition: graph.truth(holds)})
                choices.update([images.get(each, each) for each in order if each in choices])
                sides[side] = images[sides[side]]
        found[place] = graph.where(condition, *sides)
        choices.add(found[place])
    return found


def within(graph: Graph, ranges: Mapping[str, Any]) -> list[int]:
    """The conditions that ranges of variables are: (1, 2), ("log", 1e-3, 1e3), ("int", 0, 9).

    What is no range limits nothing; it is refused where points are drawn.
    """
    from symchain.evaluation.sampling import check_range
    from symchain.graph.expr import into

    found = []
    for name, limits in ranges.items():
        node = graph.find_symbol(name)
        try:
            check_range(name, limits)
        except SymchainError:
            continue
        low, high = (into(graph, limit) for limit in limits[-2:])
        if node is not None:
            found += [graph.compare(LESS_EQUAL, low, node), graph.compare(LESS_EQUAL, node, high)]
    return found


def _in_cases(
    graph: Graph, results: Sequence[int], conditions: Collection[int], choices: set[int]
) -> list[int]:
    """The results as choices between what they are where a condition holds and where it does not.

    In each case they are simplified alone: what cancels in one form does so no more where slopes
    of two forms run together.
    """
    nodes = list(results)
    order = reachable(graph, nodes)
    present = [node for node in order if node in conditions]
    if len(order) > LARGEST or len(present) > MOST_CASES:
        choices.update([n for n in order if graph.ops[n] is WHERE and graph.args[n][0] in present])
        return nodes
    for condition in present:
        sides = []
        for holds in (True, False):
            images = substituted(graph, reachable(graph, nodes), {condition: graph.truth(holds)})
            sides.append(simplify_all(graph, [images[node] for node in nodes]))
        nodes = [graph.where(condition, *pair) for pair in zip(*sides, strict=True)]
        choices.update([node for node in nodes if graph.ops[node] is WHERE])
    return nodes
