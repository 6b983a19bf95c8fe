"""A truncated series as nodes of a graph: Horner's rule, exact fractions where they are simple."""

from __future__ import annotations

from symchain.functions import TABLE
from symchain.graph.graph import Graph
from symchain.graph.rational import Rational
from symchain.stability.rescue.expansion import Expansion, Place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SIMPLE = 10**13  # denominators up to here are looked for
PRECISE = 33  # digits to which a fraction must agree

ABS, SQRT = TABLE["abs"], TABLE["sqrt"]


def series(graph: Graph, variable: int, expansion: Expansion, length: int) -> int:
    """The node of the first terms of a series."""
    h = offset(graph, variable, expansion.place)
    power = h if expansion.step == 1 else graph.multiply(h, h)
    node = graph.constant(0)
    for a in reversed(expansion.coefficients[:length]):
        node = graph.add(graph.number(fraction(a)), graph.multiply(power, node))
    if expansion.place.infinite and expansion.order < 0:
        return _scaled(graph, node, variable, -expansion.order)
    return _scaled(graph, node, h, expansion.order)


def offset(graph: Graph, variable: int, place: Place) -> int:
    """The node of h: 1/x about infinity, else x - center."""
    if place.infinite:
        return graph.divide(graph.constant(1), variable)
    return graph.subtract(variable, graph.number(fraction(place.center)))


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


def fraction(value: Any) -> Rational:
    """The simple fraction that a number of many digits is, else its nearest double."""
    import mpmath

    with mpmath.workdps(2 * PRECISE):
        size, rest = abs(value), abs(value)
        top, bottom, before, below = 1, 0, 0, 1
        while bottom <= SIMPLE:
            whole = int(mpmath.floor(rest))
            top, before = whole * top + before, top
            bottom, below = whole * bottom + below, bottom
            if bottom > SIMPLE:
                break
            if abs(mpmath.mpf(top) / bottom - size) <= size * mpmath.mpf(10) ** -PRECISE:
                return (top, bottom) if value > 0 else (-top, bottom)
            if rest == whole:
                break
            rest = 1 / (rest - whole)
    return float(value).as_integer_ratio()
