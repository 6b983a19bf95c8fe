"""Quotients by powers of hypot, one division at a time: x/h/h where h^2 would overflow.

With h = hypot(x, y, ...) no quotient x/h is larger than 1, so x^2*y/h^4 is x/h/h*(x/h)*(y/h): what
is made on the way leaves the doubles only where the result nearly does.
"""

from __future__ import annotations

from symchain.functions import TABLE
from symchain.graph import rational
from symchain.graph.graph import Graph
from symchain.graph.rational import Rational
from symchain.graph.walk import reachable
from symchain.simplification.families import PRODUCTS, family, interior
from symchain.stability.views import Powers, Product, Views

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

HYPOT = TABLE["hypot"]
HIGHEST = 8  # power of hypot that is divided by in steps


def stepwise(graph: Graph, roots: Sequence[int]) -> list[int]:
    """The nodes of the roots with quotients by powers of hypot taken in steps."""
    order = reachable(graph, roots)
    if not any(graph.ops[node] is HYPOT for node in order):
        return list(roots)
    views = Views(graph, interior(graph, order, list(roots)))
    image: dict[int, int] = {}
    for node in order:
        args = tuple([image.get(arg, arg) for arg in graph.args[node]])
        made = node if args == graph.args[node] else graph.apply(graph.ops[node], args)
        if node in views.loose:
            views.loose.add(made)
        elif family(graph, made) is PRODUCTS:
            made = _in_steps(graph, views, made)
        if made != node:
            image[node] = made
    return [image.get(root, root) for root in roots]


def _in_steps(graph: Graph, views: Views, node: int) -> int:
    """A product with one of its powers of hypot divided by in steps; the node where none is."""
    value, powers = views.product(node)
    for base, (times, whole) in powers.items():
        if graph.ops[base] is HYPOT and whole == 1 and -HIGHEST <= times <= -2:
            legs = _legs(graph, base, powers)
            if legs:
                return _paired(graph, views, (value, powers), base, legs[:-times])
    return node


def _legs(graph: Graph, base: int, powers: Powers) -> list[int]:
    """The factors above the line that a hypot is never less than, each as often as it is there."""
    found: list[int] = []
    for leg in dict.fromkeys(graph.args[base]):
        exponent: Rational = powers.get(leg, (0, 1))
        if exponent[1] == 1 and exponent[0] > 0:
            found += [leg] * min(exponent[0], HIGHEST)
    return found


def _paired(graph: Graph, views: Views, whole: Product, base: int, legs: Sequence[int]) -> int:
    value, powers = whole
    rest = dict(powers)
    left = -powers[base][0] - len(legs)
    del rest[base]
    for leg in legs:
        rest[leg] = rational.add(rest[leg], (-1, 1))
    made = graph.divide(legs[0], base)
    for _ in range(left):
        made = graph.divide(made, base)
    for leg in legs[1:]:
        made = graph.multiply(made, graph.divide(leg, base))
    return graph.multiply(views.written(value, {b: e for b, e in rest.items() if e[0]}), made)
