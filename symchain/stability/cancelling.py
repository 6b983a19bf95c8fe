"""Products in which factors of a shared quotient cancel: c2*(c1/c2) is c1 also where c1/c2 is used.

Slopes of log(c1/c2) are 1/(c1/c2)/c2, and what is left of a difference of two of them that should
be 0 would be a rounding error.
"""

from __future__ import annotations

from symchain.functions.arithmetic import DIVIDE
from symchain.graph.graph import Graph
from symchain.graph.walk import operations, reachable
from symchain.simplification import simplify_all
from symchain.simplification.families import PRODUCTS
from symchain.stability.sweep import swept
from symchain.stability.views import Powers, Views

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def cancelled(graph: Graph, roots: Sequence[int]) -> list[int]:
    """The nodes of the roots with the products shorter in which that is so."""
    if all(graph.ops[node] is not DIVIDE for node in reachable(graph, roots)):
        return list(roots)
    nodes = swept(graph, roots, PRODUCTS, _shorter)
    if nodes == list(roots):
        return nodes
    nodes = simplify_all(graph, nodes)
    return nodes if operations(graph, nodes) <= operations(graph, roots) else list(roots)


def _shorter(views: Views, node: int) -> int:
    """A product with what it shares with others taken apart, where factors cancel then."""
    product = views.product(node)
    alone = Views(views.graph, views.loose).product(node)[1]
    shared = sum([_size(views.product(base)[1]) * abs(e[0] / e[1]) for base, e in alone.items()])
    if _size(product[1]) >= shared:
        return node
    made = views.written(*product)
    views.know(made, product)
    return made


def _size(powers: Powers) -> float:
    """How many factors a product has, each as often as its exponent says."""
    return sum([abs(e[0] / e[1]) for e in powers.values()])
