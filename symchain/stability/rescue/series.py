"""A polynomial about a place as nodes: Horner's rule, simple fractions where there are."""

from __future__ import annotations

from symchain.functions import TABLE
from symchain.graph.graph import Graph
from symchain.stability.rescue.expansion import Germ, Place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from symchain.graph.rational import Rational

ABS, SQRT = TABLE["abs"], TABLE["sqrt"]


def series(graph: Graph, variable: int, germ: Germ, coefficients: Sequence[Rational]) -> int:
    """The node of h^order times the polynomial in h^step."""
    h = offset(graph, variable, germ.place)
    power = h if germ.step == 1 else graph.multiply(h, h)
    node = graph.constant(0)
    for a in reversed(coefficients):
        node = graph.add(graph.number(a), graph.multiply(power, node))
    if germ.place.infinite and germ.order < 0:
        return _scaled(graph, node, variable, -germ.order)
    return _scaled(graph, node, h, germ.order)


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
