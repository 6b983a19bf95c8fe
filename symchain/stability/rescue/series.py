"""A truncated series as nodes of a graph: Horner's rule, exact fractions where they are simple."""

from __future__ import annotations

from symchain.functions import TABLE
from symchain.graph.graph import Graph
from symchain.stability.rescue.expansion import Expansion, Place

ABS, SQRT = TABLE["abs"], TABLE["sqrt"]


def series(graph: Graph, variable: int, expansion: Expansion, length: int) -> int:
    """The node of the first terms of a series."""
    h = offset(graph, variable, expansion.place)
    power = h if expansion.step == 1 else graph.multiply(h, h)
    node = graph.constant(0)
    for a in reversed(expansion.fractions[:length]):
        node = graph.add(graph.number(a), graph.multiply(power, node))
    if expansion.place.infinite and expansion.order < 0:
        return _scaled(graph, node, variable, -expansion.order)
    return _scaled(graph, node, h, expansion.order)


def offset(graph: Graph, variable: int, place: Place) -> int:
    """The node of h: 1/x about infinity, else x - center."""
    if place.infinite:
        return graph.divide(graph.constant(1), variable)
    return graph.subtract(variable, graph.number(place.simple))


def _scaled(graph: Graph, node: int, h: int, order: float) -> int:
    """The node of h^order * node."""
    whole = int(order // 1)
    if order != whole:
        node = graph.multiply(node, graph.apply(SQRT, (graph.apply(ABS, (h,)),)))
        h = graph.apply(ABS, (h,)) if whole else h
    if not whole:
        return node
    power = graph.power(h, graph.constant(abs(whole)))
    return graph.multiply(power, node) if whole > 0 else graph.divide(node, power)
