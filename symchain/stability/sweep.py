"""One sweep over whole sums or whole products: each is seen once, with what dissolves into it."""

from __future__ import annotations

from symchain.graph.graph import Graph
from symchain.graph.walk import reachable
from symchain.simplification.families import PRODUCTS, family, interior
from symchain.stability.views import Views

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from symchain.functions.row import Op


def swept(
    graph: Graph, roots: Sequence[int], kind: frozenset[Op], change: Callable[[Views, int], int]
) -> list[int]:
    """The nodes of the roots after a change of every whole sum, or of every whole product."""
    order = reachable(graph, roots)
    views = Views(graph, interior(graph, roots))
    image: dict[int, int] = {}
    for node in order:
        args = tuple([image.get(arg, arg) for arg in graph.args[node]])
        made = node if args == graph.args[node] else graph.apply(graph.ops[node], args)
        if node in views.loose:
            views.loose.add(made)
        elif (own := family(graph, made)) is kind:
            made = change(views, made)
        elif own is PRODUCTS:
            views.product(made)  # now, so that it dissolves in the terms of sums
        if made != node:
            image[node] = made
    return [image.get(root, root) for root in roots]
