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
ABS = TABLE["abs"]
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
    places = _places(graph, *graph.args[comparison])
    kinds = [_kind_at(graph, branches, place) for place in places]
    return next((kind for kind in (JUMP, "", KINK, SMOOTH) if kind in kinds), "")


def _places(graph: Graph, first: int, second: int) -> list[dict[int, int]]:
    """Where two formulas are equal, as `solution` tells: abs(x - m) is 1 at m + 1 and at m - 1."""
    solved = solution(graph, first, second)
    if solved is not None:
        return [solved]
    for size, other in ((first, second), (second, first)):
        if graph.ops[size] is ABS:
            inner = graph.args[size][0]
            ends = {end: solution(graph, inner, end) for end in (other, graph.negate(other))}
            found = [(at, end) for end, at in ends.items() if at is not None]
            if len(found) == len(ends):
                return [
                    {**at, **({} if inner in at else {inner: end}), size: other}
                    for at, end in found
                ]
    return []


def _kind_at(graph: Graph, branches: tuple[int, int], solved: dict[int, int]) -> str:
    """What two branches do where a variable has one value: the kind of a border."""
    from symchain.calculus.rules import tangents

    nodes = near(graph, branches)
    if nodes is None:
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
