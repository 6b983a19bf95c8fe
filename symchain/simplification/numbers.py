"""Numbers taken into roots where they meet their like: 2/sqrt(2*pi) is sqrt(2/pi).

Both sides have a value at the same places.
"""

from __future__ import annotations

from symchain.functions import TABLE
from symchain.functions.arithmetic import MULTIPLY
from symchain.graph import rational
from symchain.graph.graph import Graph
from symchain.graph.rational import HALF, ONE, Rational
from symchain.graph.walk import under
from symchain.simplification.cost import shortest_of
from symchain.simplification.families import PRODUCTS, SPREAD, Everything, interior
from symchain.simplification.products import factors, product

TYPE_CHECKING = False
if TYPE_CHECKING:
    from symchain.simplification.products import Product

SQRT = TABLE["sqrt"]
BELOW: Rational = (-1, 2)


def numbers(graph: Graph, root: int) -> int:
    """The root with numbers taken into roots of their multiples, where that costs less."""
    if not graph.has(SQRT):
        return root
    order = under(graph, root)
    if not any(_number_under_root(graph, node) for node in order):
        return root
    inside = interior(graph, [root])
    image: dict[int, int] = {}
    for node in order:
        made = node
        if not image.keys().isdisjoint(graph.args[node]):
            args = tuple([image.get(arg, arg) for arg in graph.args[node]])
            made = graph.apply(graph.ops[node], args)
        if graph.ops[node] in PRODUCTS and node not in inside:
            found = factors(graph, node, image, inside)
            taken = _taken_in(graph, found)
            if taken != found:
                made = product(graph, *taken)
        if made != node:
            image[node] = made
    return shortest_of(graph, (root, image.get(root, root)))


def _number_under_root(graph: Graph, node: int) -> int:
    """The whole number above 1 that is a factor under a square root, 3 of sqrt(3*x); else 0."""
    if graph.ops[node] is not SQRT:
        return 0
    return _number(graph, graph.args[node][0])


def _number(graph: Graph, base: int) -> int:
    first = graph.args[base][0] if graph.ops[base] is MULTIPLY else base
    top, bottom = graph.constants.get(first, ONE)
    return top if bottom == 1 and top > 1 else 0


def _taken_in(graph: Graph, found: Product) -> Product:
    """A product with the number above or below its line taken into a root across it."""
    coefficient, powers = found
    for base, exponent in powers.items():
        number = _number(graph, base)
        if not number or exponent not in (HALF, BELOW):
            continue
        above = exponent == HALF
        if abs(coefficient[above]) != number:
            continue
        left = {other: power for other, power in powers.items() if other != base}
        if above and base in graph.constants:  # sqrt(2)/(2*sqrt(x)) is 1/sqrt(2*x)
            other = next((other for other, power in left.items() if power == BELOW), None)
            if other is None:
                continue
            del left[other]
            left[graph.multiply(base, other)] = BELOW
        else:
            share, parts = factors(graph, base, {}, Everything(SPREAD))
            rest = product(graph, rational.multiply(share, (1, number)), parts)
            sides = (rest, graph.constant(number))
            left[graph.divide(*(sides if above else sides[::-1]))] = HALF
        return rational.multiply(coefficient, (number, 1) if above else (1, number)), left
    return found
