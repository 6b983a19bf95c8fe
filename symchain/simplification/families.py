"""What a pass may take apart: sums and products that one other sum or product uses."""

from __future__ import annotations

from symchain.functions import TABLE
from symchain.functions.arithmetic import (
    ADD,
    CONSTANT,
    DIVIDE,
    MULTIPLY,
    NEGATE,
    POWER,
    SUBTRACT,
)
from symchain.functions.row import Op
from symchain.graph.graph import Graph
from symchain.graph.walk import KEPT, under

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Sequence

SUMS = frozenset((ADD, SUBTRACT))
PRODUCTS = frozenset((MULTIPLY, DIVIDE))
# What a product may merge with another factor; everything else multiplies as it stands.
MERGING = frozenset((MULTIPLY, DIVIDE, NEGATE, POWER, CONSTANT, TABLE["sqrt"], TABLE["exp"]))
MEMBERS = SUMS | PRODUCTS | {NEGATE}
NO_FAMILY: frozenset[Op] = frozenset()
FAMILIES = {ADD: SUMS, SUBTRACT: SUMS, MULTIPLY: PRODUCTS, DIVIDE: PRODUCTS}
SPREAD = 64  # members that a family may have after those are taken apart that others use too


class Everything(set[int]):
    """All nodes, as often as the budget lets it say so: what a pass may take apart."""

    __slots__ = ("budget",)

    def __init__(self, budget: int) -> None:
        super().__init__()
        self.budget = budget

    def __contains__(self, node: object) -> bool:
        self.budget -= 1
        return self.budget >= 0


def family(graph: Graph, node: int) -> frozenset[Op]:
    """Whether a node is part of a sum or of a product; a sign belongs to what it stands before."""
    op = graph.ops[node]
    if op is NEGATE:
        return SUMS if graph.ops[graph.args[node][0]] in SUMS else PRODUCTS
    return FAMILIES.get(op, NO_FAMILY)


def dissolving(graph: Graph, root: int) -> tuple[set[int], set[int]]:
    """The nodes under a root that are `taken_apart`, and those that are `interior`: asked once."""
    known: tuple[set[int], set[int]] | None = graph.notes.get((dissolving, root))
    if known is None:
        order = under(graph, root)
        known = taken_apart(graph, order), interior(graph, [root])
        if len(order) <= KEPT:
            graph.notes[dissolving, root] = known
    return known


def interior(graph: Graph, roots: Sequence[int]) -> set[int]:
    """The nodes under roots that are used once, by a node of their own family: they dissolve.

    A node with several users stays whole, so that work which is shared stays shared.
    """
    return dissolved(graph, roots)[1]


def dissolved(
    graph: Graph, roots: Sequence[int], fixed: Container[int] = ()
) -> tuple[list[int], set[int]]:
    """The operations that roots need, arguments before users, and those that are `interior`.

    `fixed` are nodes that are left out, with all that they need. One walk for both: a third of the
    time of a simplification went into walks.
    """
    ops, args, members = graph.ops, graph.args, FAMILIES.get
    roots = [root for root in roots if args[root] and root not in fixed]
    node = max(roots, default=-1)
    used = bytearray(node + 1)
    for root in roots:
        used[root] = 1
    order: list[int] = []
    inside: set[int] = set()
    while node >= 0:
        order.append(node)
        op = ops[node]
        own = family(graph, node) if op is NEGATE else members(op)
        for arg in args[node]:
            if arg in fixed or not args[arg]:
                continue
            if used[arg]:
                inside.discard(arg)
                continue
            used[arg] = 1
            op = ops[arg]
            if (family(graph, arg) if op is NEGATE else members(op, NO_FAMILY)) is own:
                inside.add(arg)
        node -= 1
        if not used[node]:
            node = used.rfind(1, 0, node)
    order.reverse()
    return order, inside


def taken_apart(graph: Graph, order: list[int]) -> set[int]:
    """The nodes that some node of their own family uses, whoever else does, by sizes bounded.

    A node of which more than SPREAD members would come stays whole: the work is linear.
    """
    ops, args = graph.ops, graph.args
    families: dict[int, frozenset[Op]] = {}
    sizes: dict[int, int] = {}
    inside = set()
    for node in order:
        if ops[node] not in MEMBERS:
            continue
        own = family(graph, node)
        size = 0
        for arg in args[node]:
            if families.get(arg) is own:
                inside.add(arg)
                size += sizes[arg]
            else:
                size += 1
        if size <= SPREAD:
            families[node], sizes[node] = own, size
    return inside
