"""Rescue: what still loses digits or overflows is found by sampling and replaced by what holds.

Every part of a formula that is a function of one inner value u is run in doubles along the axis
of u, as emitted code would run it, and compared with its exact values. Where it fails, other
forms, power series about the places where it fails (infinity is one), and polynomials between
such places are sampled too, and the part becomes where(u in a stretch, what holds there, ...).
Nothing in here knows any formula. The same input gives the same nodes.
"""

from __future__ import annotations

from symchain.graph.graph import Graph
from symchain.graph.transfer import transfer
from symchain.graph.walk import reachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

LARGEST = 3_000  # nodes of a graph that is looked at
LARGEST_PART = 150  # and of a part of it
MOST_INNER = 3  # inner values that are tried for a formula of several variables


def rescued(graph: Graph, nodes: Sequence[int]) -> list[int]:
    """The nodes, each replaced where needed by choices between forms that hold.

    >>> from symchain import parse
    >>> f = parse("(1 - cos(x))/x^2")
    >>> from symchain.graph.expr import Expr
    >>> str(Expr(f.graph, rescued(f.graph, [f.node])[0])).startswith("where(abs(x) < 1")
    True
    """
    if len(reachable(graph, nodes)) > LARGEST:
        return list(nodes)
    from symchain.stability.rescue.kernels import rebuilt

    known: dict[int, int | None] = {}

    def repair(node: int, inner: int) -> int | None:
        if node not in known:
            known[node] = _repaired(graph, node, inner)
        return known[node]

    def whole(root: int, inners: Sequence[int]) -> int | None:
        for inner in inners[:MOST_INNER]:
            found = _reduced(graph, root, inner)
            if found is not None:
                return found
        return None

    return rebuilt(graph, nodes, repair, whole)


def _reduced(graph: Graph, root: int, inner: int) -> int | None:
    """The repair of a formula of several variables that is powers times a function of one value."""
    from symchain.simplification.products import product
    from symchain.stability.rescue.patches import repaired, troubled
    from symchain.stability.rescue.similarity import reduced

    found = reduced(graph, root, inner)
    if found is None:
        return None
    part, own_powers = found
    if len(reachable(part.own, [part.root])) > LARGEST_PART:
        return None
    if not troubled(part.own, part.root, part.variable):
        return None
    powers = part.powers(own_powers)
    fixed = None if powers is None else repaired(part.own, part.root, part.variable)
    if powers is None or fixed is None:
        return None
    factor = transfer(part.own, [fixed], graph, {part.variable: inner})[0]
    outer = product(graph, (1, 1), {node: e for node, e in powers.items() if e[0]})
    return graph.multiply(outer, factor)


def _repaired(graph: Graph, node: int, inner: int) -> int | None:
    """The repair of a node as a function of an inner one; None where nothing is to do."""
    from symchain.stability.rescue.patches import repaired

    own = Graph()
    variable = own.symbol("u")
    root = transfer(graph, [node], own, {inner: variable})[0]
    if len(reachable(own, [root])) > LARGEST_PART:
        return None
    found = repaired(own, root, variable)
    return None if found is None else transfer(own, [found], graph, {variable: inner})[0]
