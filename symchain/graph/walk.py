"""The one walk: which nodes a result needs, in an order in which each follows its arguments."""

from __future__ import annotations

from collections import defaultdict

KEPT = 1_000  # nodes of a formula of which is kept what stands under it

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Protocol

    from symchain.graph.columns import Columns

    class Listed(Protocol):
        """Anything that keeps the arguments of its entries: a graph, a program."""

        args: list[tuple[int, ...]]


def reachable(graph: Listed, roots: Iterable[int], first: int = 0) -> list[int]:
    """The nodes from `first` on that the roots need, these included, arguments before users."""
    roots = list(roots)
    node = max(roots, default=-1)
    marks = bytearray(node + 1)
    for root in roots:
        marks[root] = 1
    args = graph.args
    order = []
    while node >= first:
        order.append(node)
        for arg in args[node]:
            marks[arg] = 1
        node -= 1
        if not marks[node]:  # there may be very many that nobody needs
            node = marks.rfind(1, first, node)
    order.reverse()
    return order


def under(graph: Columns, *roots: int) -> list[int]:
    """The nodes that roots need, arguments before users: asked once, and never changed."""
    known: list[int] | None = graph.notes.get((under, roots))
    if known is None:
        known = reachable(graph, roots)
        if len(known) <= KEPT:
            graph.notes[under, roots] = known
    return known


def dependent(graph: Columns, order: Iterable[int], variables: Iterable[int]) -> bytearray:
    """For each node of the graph, 1 if it is a variable or in the order and depends on one."""
    active = bytearray(len(graph))
    for variable in variables:
        active[variable] = 1
    args = graph.args
    for node in order:
        for arg in args[node]:
            if active[arg]:
                active[node] = 1
                break
    return active


def constant_nodes(graph: Columns, order: Iterable[int]) -> set[int]:
    """The nodes of an order that depend on no variable."""
    fixed: set[int] = set()
    for node in order:
        args = graph.args[node]
        if node not in graph.names and all(arg in fixed for arg in args):
            fixed.add(node)
    return fixed


def variables(graph: Columns, roots: Iterable[int]) -> list[int]:
    """The variables that the roots depend on, in the order in which they were made."""
    names = graph.names
    return [node for node in reachable(graph, roots) if node in names]


def has_variables(graph: Columns, root: int) -> bool:
    """Whether a formula depends on any variable: it is known when the first one is met."""
    args, names = graph.args, graph.names
    if root in names:
        return True
    seen = {root}
    stack = [root]
    while stack:
        new = [arg for arg in args[stack.pop()] if arg not in seen]
        if any(arg in names for arg in new):
            return True
        seen.update(new)
        stack += new
    return False


def use_counts(graph: Listed, order: Iterable[int], roots: Iterable[int]) -> dict[int, int]:
    """How often a node is an argument of one of an order, or a root: 0 for what is neither."""
    counts: dict[int, int] = defaultdict(int)
    args = graph.args
    for node in order:
        for arg in args[node]:
            counts[arg] += 1
    for root in roots:
        counts[root] += 1
    return counts


def operations(graph: Columns, roots: Iterable[int]) -> int:
    """How many operations the roots take together, every shared one counted once."""
    args = graph.args
    return sum([1 for node in reachable(graph, roots) if args[node]])
