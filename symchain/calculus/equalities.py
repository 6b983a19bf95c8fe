"""Equalities in the conditions of choices: they hold on thin sets, and decide no slope there."""

from __future__ import annotations

from symchain.calculus.substitution import (
    NEAR,
    SUMS,
    gap,
    is_differentiable,
    is_total,
    near,
    solution,
    substituted,
)
from symchain.functions import ROWS, TABLE
from symchain.functions.arithmetic import (
    AND,
    EQUAL,
    FALSE,
    MULTIPLY,
    NOT,
    NOT_EQUAL,
    OR,
    POWER,
    TRUE,
)
from symchain.graph.graph import Graph

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# Not hypot, whose slope at its kink is 0/0.
KINKED = frozenset(op for op in ROWS if op.breaks == "kink" and not op.variadic)
LOGIC = frozenset((AND, OR, NOT))


def settled(graph: Graph, node: int, active: bytearray) -> int:
    """The condition by which the slope of a choice is chosen.

    An equality that depends on the variables counts as false where it holds only on a thin set and
    the branch around has a slope there too; one that does not depend on them decides.
    """
    condition, *branches = graph.args[node]
    parts = logic(graph, condition)
    equalities = [part for part in parts if graph.ops[part] in (EQUAL, NOT_EQUAL)]
    if not equalities or not any(varies(graph, part, active) for part in equalities):
        return condition
    images = {
        part: graph.truth(graph.ops[part] is NOT_EQUAL) if varies(graph, part, active) else part
        for part in equalities
    }
    for part in parts:
        if graph.ops[part] in LOGIC:
            args = tuple([images.get(arg, arg) for arg in graph.args[part]])
            images[part] = graph.apply(graph.ops[part], args)
    around = images[condition]
    thin = [part for part in equalities if images[part] != part]
    chosen = {TRUE: branches[:1], FALSE: branches[1:]}.get(graph.ops[around], branches)
    sides = {side for part in thin for side in graph.args[part]}
    meets = all(graph.ops[part] is not OR for part in parts)  # then all of them are true at once
    for part in thin:
        moved = sides if meets else graph.args[part]
        if not _goes_on(graph, part, moved, branches, chosen, active):
            return condition
    return around


def logic(graph: Graph, condition: int) -> list[int]:
    """The comparisons of a condition and what joins them, parts before the whole."""
    found = {condition}
    stack = [condition]
    while stack and len(found) <= NEAR:
        part = stack.pop()
        if graph.ops[part] in LOGIC:
            found.update(graph.args[part])
            stack += graph.args[part]
    return sorted(found) if not stack else []


def _goes_on(
    graph: Graph,
    equality: int,
    sides: Iterable[int],
    branches: list[int],
    chosen: list[int],
    active: bytearray,
) -> bool:
    """Whether the slopes of the branches around an equality hold where it is true, too.

    They do where every variable of the branches moves one of the sides away from the others, or
    the branches meet; and where they have slopes there.
    """
    inside, nodes = near(graph, sides), near(graph, branches)
    if inside is None or nodes is None:
        return False
    solved = solution(graph, *graph.args[equality])
    images = substituted(graph, nodes, solved or {})
    free = {node for node in nodes if node in graph.names and active[node]}
    covered = free.issubset(inside)
    if not covered and (solved is None or gap(graph, [images[b] for b in branches]) is not None):
        return False
    if solved is None:
        return all(is_total(graph, branch) for branch in chosen)
    return all(is_differentiable(graph, branch, images, but_for=KINKED) for branch in chosen)


def varies(graph: Graph, equality: int, active: bytearray) -> bool:
    """Whether the sides of an equality differ almost everywhere, whichever variable moves.

    Not: abs(x) == x, max(x, 0) == 0, floor(x) == 2 (true on whole intervals), p*x == 0 (for p = 0).
    """
    nodes = near(graph, graph.args[equality])
    if nodes is None:
        return False
    solved = solution(graph, *graph.args[equality])
    if solved is not None and active[next(iter(solved))]:
        return True
    free: dict[int, frozenset[int]] = {}
    moving: set[int] = set()
    for node in nodes:
        args = graph.args[node]
        own = frozenset([node]) if node in graph.names and active[node] else frozenset()
        free[node] = own.union(*[free[arg] for arg in args])
        if own or _moves(graph, node, [arg for arg in args if free[arg]], free, moving):
            moving.add(node)
    parts = [side for side in graph.args[equality] if free[side]]
    return bool(parts) and moving.issuperset(parts) and _are_apart(parts, free)


def _moves(
    graph: Graph,
    node: int,
    parts: list[int],
    free: Mapping[int, frozenset[int]],
    moving: set[int],
) -> bool:
    """Whether an operation on what moves is nowhere constant."""
    op, args = graph.ops[node], graph.args[node]
    if not parts or not moving.issuperset(parts) or op.boolean:
        return False
    if op in SUMS:
        return _are_apart(parts, free)
    if op is MULTIPLY:
        return args[0] in graph.constants
    if op is POWER:
        return args[1] in graph.constants
    if op in (TABLE["max"], TABLE["min"]):
        return len(parts) == 2
    return len(args) == 1 and (op is TABLE["abs"] or not op.breaks)


def _are_apart(parts: list[int], free: Mapping[int, frozenset[int]]) -> bool:
    """Whether no variable moves two parts, which could then stand still together."""
    return len(frozenset().union(*[free[part] for part in parts])) == sum(
        [len(free[part]) for part in parts]
    )
