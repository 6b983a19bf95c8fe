"""Where a formula has a value and a derivative: the conditions that its functions set."""

from __future__ import annotations

from symchain.functions.arithmetic import LESS, LESS_EQUAL, POWER, WHERE
from symchain.functions.row import Op
from symchain.graph.graph import Graph
from symchain.graph.walk import reachable, variables


def conditions(graph: Graph, root: int, smooth: bool = True) -> list[int]:
    """The nodes of the conditions under which a formula has a value (and a derivative: `smooth`).

    Conditions of what is computed inside a branch of where are left out: they bind only there.
    A weak inequality beside the strict one is left out too.
    """
    found: dict[int, None] = {}
    for node in _always_computed(graph, root):
        op = graph.ops[node]
        if op is POWER:
            if (condition := _power_condition(graph, node)) is not None:
                found.setdefault(condition)
            continue
        for text in (op.domain, op.smooth if smooth else ""):
            if text:
                found.setdefault(_instance(graph, node, op, text))
    return [
        node
        for node in found
        if variables(graph, [node])
        and not (graph.ops[node] is LESS_EQUAL and graph.find(LESS, graph.args[node]) in found)
    ]


def _always_computed(graph: Graph, root: int) -> list[int]:
    """The nodes whose value is needed whatever the conditions of where say."""
    wanted = {root}
    needed = []
    for node in reversed(reachable(graph, [root])):
        if node in wanted:
            needed.append(node)
            args = graph.args[node]
            wanted.update(args[:1] if graph.ops[node] is WHERE else args)
    needed.reverse()
    return needed


def _instance(graph: Graph, node: int, op: Op, text: str) -> int:
    """A condition of the table with a node's arguments for the parameters."""
    from symchain.parsing import parse_node

    values = [graph.args[node][0]] if op.variadic else graph.args[node]
    meanings = dict(zip((*op.parameters, "y"), (*values, node), strict=True))
    return parse_node(graph, text, variables=meanings)


def _power_condition(graph: Graph, node: int) -> int | None:
    """x >= 0 for a broken exponent, x > 0 for one that varies, none for a whole number."""
    base, exponent = graph.args[node]
    value = graph.constants.get(exponent)
    if value is None:
        return graph.compare(LESS, graph.constant(0), base)
    return None if value[1] == 1 else graph.compare(LESS_EQUAL, graph.constant(0), base)
