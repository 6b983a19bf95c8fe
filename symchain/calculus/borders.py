"""Borders of conditions: what a choice does where its condition turns over.

Every answer is a proof by substitution: the border of x > y + 1 is x = y + 1, and what the branches
and their slopes are there is seen once y + 1 stands for x. What cannot be proved so is answered
with "cannot tell", and licenses nothing.
"""

from __future__ import annotations

from symchain.calculus.substitution import (
    gap,
    is_differentiable,
    near,
    solution,
    substituted,
)
from symchain.functions import TABLE
from symchain.functions.arithmetic import LESS, LESS_EQUAL, NOT
from symchain.graph.graph import Graph

SMOOTH, KINK, JUMP = "smooth", "kink", "jump"
CONTINUOUS = frozenset(op for op in TABLE.values() if op.breaks != JUMP)


class Border:
    """The border of where(c, a, b): its comparison's sides, and what happens there.

    `outcome` is what c comes to where the first side is below the second; `kind` is "smooth" (the
    branches and their slopes meet), "kink" (only the branches meet), "jump" or "" (cannot tell).
    """

    __slots__ = ("kind", "outcome", "sides")

    def __init__(self, sides: tuple[int, int], outcome: bool, kind: str) -> None:
        self.sides = sides
        self.outcome = outcome
        self.kind = kind


def border(graph: Graph, node: int) -> Border | None:
    """The border of a choice whose condition is one inequality; None where it is not."""
    key = ("border", node)
    if key not in graph.notes:
        graph.notes[key] = _found(graph, node)
    found: Border | None = graph.notes[key]
    return found


def _found(graph: Graph, node: int) -> Border | None:
    condition, outcome = graph.args[node][0], True
    while graph.ops[condition] is NOT:
        condition, outcome = graph.args[condition][0], not outcome
    if graph.ops[condition] is not LESS and graph.ops[condition] is not LESS_EQUAL:
        return None
    first, second = graph.args[condition]
    return Border((first, second), outcome, meeting(graph, condition, *graph.args[node][1:]))


def meeting(graph: Graph, comparison: int, yes: int, no: int) -> str:
    """What two branches do where the sides of a comparison are equal: the kind of a border."""
    key = (("meeting", yes, no), comparison)
    if key not in graph.notes:
        graph.notes[key] = _kind(graph, comparison, (yes, no))
    found: str = graph.notes[key]
    return found


def _kind(graph: Graph, comparison: int, branches: tuple[int, int]) -> str:
    from symchain.calculus.rules import tangents

    first, second = graph.args[comparison]
    solved, nodes = solution(graph, first, second), near(graph, branches)
    if solved is None or nodes is None:
        return ""
    images = substituted(graph, nodes, solved)
    step = gap(graph, [images[branch] for branch in branches])
    if step is not None:
        return JUMP if step in graph.constants or near(graph, [step], names=True) else ""
    if not all(is_differentiable(graph, branch, images) for branch in branches):
        return ""
    one, zero = graph.constant(1), graph.constant(0)
    made = tangents(graph, nodes, {next(iter(solved)): one})
    slopes = [made.get(branch, zero) for branch in branches]
    above = near(graph, slopes)
    if above is None:
        return ""
    images = substituted(graph, above, solved)
    return SMOOTH if gap(graph, [images[slope] for slope in slopes]) is None else KINK


def joins(graph: Graph, comparison: int, yes: int, no: int) -> bool:
    """Whether it is proved that the values of two branches meet where the sides are equal."""
    solved, nodes = solution(graph, *graph.args[comparison]), near(graph, (yes, no))
    if solved is None or nodes is None:
        return False
    images = substituted(graph, nodes, solved)
    return gap(graph, [images[yes], images[no]]) is None and all(
        is_differentiable(graph, branch, images, CONTINUOUS) for branch in (yes, no)
    )
