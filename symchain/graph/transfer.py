"""Copies of nodes from graph to graph: mixing, substitution, pickling."""

from __future__ import annotations

from symchain.functions.row import Op
from symchain.graph.graph import Graph
from symchain.graph.rational import Rational
from symchain.graph.walk import reachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from symchain.graph.expr import Expr, Operand


def transfer(
    source: Graph, roots: Sequence[int], target: Graph, images: Mapping[int, int] | None = None
) -> list[int]:
    """The roots' nodes in the target graph; `images` gives nodes that are known there already."""
    image: dict[int, int] = dict(images or {})
    names, constants = source.names, source.constants
    for node in reachable(source, roots):
        if node in image:
            continue
        if node in names:
            image[node] = target.symbol(names[node])
        elif node in constants:
            image[node] = target.number(constants[node])
        else:
            args = tuple([image[a] for a in source.args[node]])
            image[node] = target.written(source.ops[node], args)
    return [image[root] for root in roots]


def substitute(formula: Expr, values: Mapping[str, Operand]) -> Expr:
    """The formula with the named variables replaced, all at once."""
    from symchain.graph.expr import Expr, home, into

    graph = home((formula, *values.values()))
    root = into(graph, formula)
    images = {}
    for name, value in values.items():
        node = graph.find_symbol(name)
        if node is not None:
            images[node] = into(graph, value)
    return Expr(graph, transfer(graph, [root], graph, images)[0])


Packed = tuple[list[Op], list[tuple[int, ...]], dict[int, Rational], dict[int, str]]


def pack(graph: Graph, root: int) -> Packed:
    """The nodes that a root needs as plain columns, the root last."""
    order = reachable(graph, [root])
    place = {node: i for i, node in enumerate(order)}
    return (
        [graph.ops[node] for node in order],
        [tuple([place[a] for a in graph.args[node]]) for node in order],
        {place[node]: graph.constants[node] for node in order if node in graph.constants},
        {place[node]: graph.names[node] for node in order if node in graph.names},
    )


def unpack(
    ops: list[Op],
    args: list[tuple[int, ...]],
    constants: dict[int, Rational],
    names: dict[int, str],
) -> Expr:
    """The handle on the root of packed columns, in a graph of its own."""
    from symchain.graph.expr import Expr

    graph = Graph()
    image: list[int] = []
    for i, op in enumerate(ops):
        if i in constants:
            image.append(graph.number(constants[i]))
        elif i in names:
            image.append(graph.symbol(names[i]))
        else:
            image.append(graph.written(op, tuple([image[a] for a in args[i]])))
    return Expr(graph, image[-1])
