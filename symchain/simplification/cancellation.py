"""Factors that cancel across parts that others use: y*x/(y*z) is x/z also where y*z is shared.

Results that are computed together keep what they share; so their products stay as they are unless
taking them apart leaves fewer factors. The logarithm's slope is the class: x/(y*(x/y)) is 1.
"""

from __future__ import annotations

from symchain.functions import TABLE
from symchain.functions.arithmetic import CONSTANT, POWER
from symchain.graph.graph import Graph
from symchain.graph.rational import ONE
from symchain.graph.walk import reachable
from symchain.simplification.families import PRODUCTS, family, taken_apart
from symchain.simplification.products import SIGNED, factors, product

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from symchain.graph.rational import Rational

EXP = TABLE["exp"]
MOST = 24  # factors of a product that is looked at


def cancelled(graph: Graph, roots: Sequence[int], beside: Sequence[int] = ()) -> list[int]:
    """The roots with the factors of their products cancelled; nodes under `beside` stay.

    Like `simplify` it makes domains wider, never narrower.

    >>> from symchain import parse
    >>> from symchain.graph.expr import Expr
    >>> f = parse("x/(y*(x/y)) + exp(x/y)")
    >>> Expr(f.graph, cancelled(f.graph, [f.node])[0])
    Expr('1 + exp(x/y)')
    """
    fixed = set(reachable(graph, beside))
    whole = reachable(graph, [*roots, *beside])
    inside = taken_apart(graph, whole)
    newest = len(graph)
    sizes: dict[int, int] = {}  # factors of each product, as they are written
    image: dict[int, int] = {}
    for node in whole:
        op, args = graph.ops[node], graph.args[node]
        own = tuple([image.get(arg, arg) for arg in args])
        made = node if own == args else graph.apply(op, own)
        is_product = op in SIGNED and family(graph, node) is PRODUCTS
        if is_product:
            sizes[node] = sum([sizes.get(arg, _weight(graph, arg)) for arg in args])
        if is_product and node not in fixed and 2 < sizes[node] <= MOST:
            found = factors(graph, node, image, inside)
            if _size(found[1]) < sizes[node] and not any(
                graph.ops[base] is EXP and base >= newest for base in found[1]
            ):
                made = product(graph, *found)
        if made != node:
            image[node] = made
    return [image.get(root, root) for root in roots]


def _weight(graph: Graph, node: int) -> int:
    """The factors of what is no product: n of x^n, none of a number."""
    if graph.ops[node] is POWER:
        return _degree(graph.constants.get(graph.args[node][1], ONE))
    return int(graph.ops[node] is not CONSTANT)


def _size(powers: dict[int, Rational]) -> int:
    return sum([_degree(exponent) for exponent in powers.values()])


def _degree(exponent: Rational) -> int:
    return abs(exponent[0]) if exponent[1] == 1 else 1
