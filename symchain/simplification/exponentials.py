"""Exponentials by one another: exp(-(x + y)^2)*a - exp(-(x - y)^2)*b with exp(4*x*y) taken out.

Two exponents that are long may differ by little, once multiplied out: by a logarithm, as in option
prices, where S*exp(-d1^2/2) is K*exp(-d2^2/2 - r*T). What cancels then is left out. Densities of
the normal distribution are such exponentials. Both sides have a value at the same places. Of
bounded size.
"""

from __future__ import annotations

from symchain.functions import TABLE
from symchain.graph.graph import Graph
from symchain.graph.walk import under
from symchain.simplification.apart import for_reading
from symchain.simplification.cost import shortest_of, visible_operations
from symchain.simplification.fractions import fractions
from symchain.simplification.polynomials import TooLarge
from symchain.simplification.quotients import Field, region

EXP, DENSITY = TABLE["exp"], TABLE["normpdf"]
LONG = 3  # operations of an exponent that is compared with others
MOST = 12  # exponentials of a formula that is looked at
LARGEST = 60  # nodes of two exponents that are looked at together


def exponentials(graph: Graph, root: int) -> int:
    """The root with exponentials as multiples of one, where that makes it shorter."""
    order = under(graph, root)
    found = [node for node in order if graph.ops[node] in (EXP, DENSITY)]
    if not 1 < len(found) <= MOST:
        return root
    long = [node for node in found if _is_long(graph, node)]
    forms = [root]
    for nodes in (long, long[::-1]):  # each by an earlier one, then by a later one
        image = _multiples(graph, nodes)
        if not image:
            return root
        for node in order:
            args = graph.args[node]
            if node not in image and not image.keys().isdisjoint(args):
                made = graph.apply(graph.ops[node], tuple([image.get(arg, arg) for arg in args]))
                image[node] = made
        forms.append(fractions(graph, for_reading(graph, image[root])))
    return shortest_of(graph, forms)


def _multiples(graph: Graph, nodes: list[int]) -> dict[int, int]:
    """The exponentials that are short multiples of one before them, each with that product."""
    image: dict[int, int] = {}
    for i, node in enumerate(nodes):
        for other in nodes[:i]:
            if other in image or graph.ops[other] is not graph.ops[node]:
                continue
            share = ratio(graph, exponent_of(graph, node), exponent_of(graph, other))
            if share is not None:
                image[node] = graph.multiply(other, share)
                break
    return image


def exponent_of(graph: Graph, node: int) -> int:
    """The node of u in exp(u), or in exp(u)/sqrt(2*pi), which the normal density is."""
    arg = graph.args[node][0]
    if graph.ops[node] is EXP:
        return arg
    return graph.multiply(graph.constant(-1, 2), graph.power(arg, graph.constant(2)))


def _is_long(graph: Graph, node: int) -> bool:
    return visible_operations(graph, graph.args[node][0]) >= LONG


def ratio(graph: Graph, exponent: int, other: int) -> int | None:
    """exp(u) over exp(v), where u - v has half as many operations as u; else None."""
    difference = graph.subtract(exponent, other)
    if len(region(graph, difference)) > LARGEST:
        return None
    field = Field(graph)
    try:
        short = field.node(field.quotient(difference))
    except TooLarge:
        return None
    if 2 * visible_operations(graph, short) > visible_operations(graph, exponent):
        return None
    return for_reading(graph, graph.apply(EXP, (short,)))
