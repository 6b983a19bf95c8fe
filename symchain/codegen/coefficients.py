"""Constants such as sqrt(2*pi) brought together: C*a/(C*b) is a/b, and a/(C*b) is (1/C)*(a/b).

The graph does so for rational numbers. Here it is done for every formula without variables, where
that makes the whole shorter: each constant becomes one double, rounded once.
"""

from __future__ import annotations

from symchain.functions.arithmetic import DIVIDE, MULTIPLY, SYMBOL
from symchain.graph.graph import Graph
from symchain.graph.walk import constant_nodes, reachable, use_counts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def collected(graph: Graph, outputs: Sequence[int]) -> list[int]:
    """The outputs' nodes with the constants of each product in one, if that takes less work."""
    order = reachable(graph, outputs)
    fixed = constant_nodes(graph, order)
    if fixed <= graph.constants.keys():  # rational numbers, which the graph has brought together
        return list(outputs)
    uses = use_counts(graph, order, outputs)
    shared = {node for node in order if uses[node] > 1 and node not in fixed}
    forms = [_collected(graph, order, fixed, whole, outputs) for whole in (shared, set[int]())]
    return min((*forms, list(outputs)), key=lambda nodes: _work(graph, nodes))


def _collected(
    graph: Graph, order: Sequence[int], fixed: set[int], kept: set[int], outputs: Sequence[int]
) -> list[int]:
    """The outputs with constants brought together, but not out of the products that are kept.

    Out of a constant times a variable they are brought always: that product costs nothing.
    """
    one = graph.constant(1)
    parts: dict[int, tuple[int, int]] = {}
    for node in order:
        part = (node, one) if node in fixed else _parts(graph, node, parts, one)
        if node in kept and graph.args[part[1]]:
            part = (one, _whole(graph, part))
        parts[node] = part
    return [_whole(graph, parts[node]) for node in outputs]


def _parts(graph: Graph, node: int, parts: dict[int, tuple[int, int]], one: int) -> tuple[int, int]:
    """A node as constant * rest."""
    op, args = graph.ops[node], graph.args[node]
    if op is SYMBOL:
        return one, node
    if op is MULTIPLY or op is DIVIDE:
        (c, a), (d, b) = parts[args[0]], parts[args[1]]
        if op is MULTIPLY:
            return graph.multiply(c, d), graph.multiply(a, b)
        return one if c == d else graph.divide(c, d), graph.divide(a, b)
    return one, graph.apply(op, tuple([_whole(graph, parts[arg]) for arg in args]))


def _whole(graph: Graph, part: tuple[int, int]) -> int:
    constant, rest = part
    if constant in graph.constants or rest in graph.constants:
        return graph.multiply(constant, rest)
    return graph.intern(MULTIPLY, part)  # as it stands: the graph would write C*x for x/(1/C)


def _work(graph: Graph, outputs: Sequence[int]) -> int:
    """How many operations remain when everything without variables is a number."""
    order = reachable(graph, outputs)
    fixed = constant_nodes(graph, order)
    return sum([1 for node in order if node not in fixed and graph.args[node]])
