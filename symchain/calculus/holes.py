"""Holes that an equality fills: where(x == 0, 1, sin(x)/x) has all its slopes at 0.

If the formula around tends to what is filled in, the choice goes on smoothly through the tie
u == v: it is w + s*(u - v) + ... there, w being the branch of the tie. So its slope is that of w
and s times that of u - v. s is read off the series of the branches' difference in h for u = v + h.
"""

from __future__ import annotations

import itertools

from symchain.calculus.equalities import settled
from symchain.calculus.laurent import Laurent
from symchain.calculus.substitution import near
from symchain.functions.arithmetic import EQUAL, NOT_EQUAL, WHERE
from symchain.graph.graph import Graph
from symchain.graph.transfer import transfer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

LENGTHS = (4, 7, 10)  # coefficients, in turn: orders that cancel take up some
STEP, MOVED = "the step", "the side"  # names in graphs of our own, which no user can write


class Hole:
    """A choice by `moved == other` whose branches meet there smoothly.

    `slope` is the limit of (around - filled)/(moved - other); `partials` are the slopes of the
    choice by the side that moves and by the variables besides, all in one choice each, so that
    they are holes in their turn.
    """

    __slots__ = ("_known", "graph", "moved", "node", "other", "slope", "tie")

    def __init__(self, graph: Graph, node: int, moved: int, other: int, slope: int) -> None:
        self.graph = graph
        self.node = node
        self.moved = moved
        self.other = other
        self.slope = slope
        self.tie = graph.compare(EQUAL, *_sides(graph, node))
        self._known: dict[int, int] = {}

    @property
    def partials(self) -> dict[int, int]:
        """The slopes by the side that moves and by each variable besides."""
        if not self._known:
            self._known = self._partials()
        return self._known

    def tangent(self, tangents: Mapping[int, int]) -> int:
        """The part of the tangent that is due to the crossing of the tie."""
        graph, zero = self.graph, self.graph.constant(0)
        rise = graph.subtract(*[tangents.get(side, zero) for side in (self.moved, self.other)])
        return graph.where(self.tie, graph.multiply(self.slope, rise), zero)

    def _partials(self) -> dict[int, int]:
        from symchain.calculus.adjoints import partials

        graph, own = self.graph, Graph()
        side = own.symbol(MOVED)
        roots = [*_branches(graph, self.node), self.other, self.slope]
        filled, around, other, slope = transfer(graph, roots, own, {self.moved: side})
        condition = own.compare(EQUAL, side, other)
        back = {side: self.moved}
        leaves = near(own, [filled, around, other], names=True) or []
        back |= {leaf: graph.symbol(own.names[leaf]) for leaf in leaves if leaf != side}
        rows = [partials(own, root, list(back)) for root in (filled, around)]
        crossing = partials(own, own.subtract(side, other), list(back))
        found = [
            own.where(condition, own.add(at_tie, own.multiply(slope, rise)), beside)
            for at_tie, beside, rise in zip(*rows, crossing, strict=True)
        ]
        return dict(zip(back.values(), transfer(own, found, graph, back), strict=True))


def hole(graph: Graph, node: int, active: bytearray) -> Hole | None:
    """The hole that a choice fills; None where its condition is no equality, or fills none.

    `active` says of the nodes below whether they depend on the variables.
    """
    if graph.ops[node] is not WHERE or settled(graph, node, active) != graph.args[node][0]:
        return None
    return filled(graph, node)


def filled(graph: Graph, node: int) -> Hole | None:
    """The hole that a choice fills, whatever it is differentiated by."""
    key = ("hole", node)
    if key not in graph.notes:
        graph.notes[key] = _found(graph, node)
    found: Hole | None = graph.notes[key]
    return found


def _found(graph: Graph, node: int) -> Hole | None:
    sides = _sides(graph, node)
    for moved, other in itertools.permutations(sides, 2):
        if moved in graph.constants or moved in (near(graph, [other]) or [moved]):
            continue  # it must move while the other stands
        slope = _slope(graph, moved, other, *_branches(graph, node))
        if slope is not None:
            return Hole(graph, node, moved, other, slope)
    return None


def _sides(graph: Graph, node: int) -> tuple[int, ...]:
    """The sides of the equality by which a choice is made; none where it is no equality."""
    condition = graph.args[node][0]
    return graph.args[condition] if graph.ops[condition] in (EQUAL, NOT_EQUAL) else ()


def _branches(graph: Graph, node: int) -> tuple[int, int]:
    """The branch of the tie and the one around it."""
    condition, yes, no = graph.args[node]
    return (yes, no) if graph.ops[condition] is EQUAL else (no, yes)


def _slope(graph: Graph, moved: int, other: int, at_tie: int, around: int) -> int | None:
    """The limit of (around - at_tie)/(moved - other) where both sides meet; None: cannot tell."""
    if near(graph, [at_tie, around, other], but_for=moved) is None:
        return None
    own = Graph()
    step = own.symbol(STEP)
    place = transfer(graph, [other], own)[0]
    rise = own.subtract(*transfer(graph, [around, at_tie], own, {moved: own.add(place, step)}))
    for length in LENGTHS:
        found = Laurent(own, step, length).series(rise)
        if found is None or (found.coefficients and found.order < 1):
            return None
        if found.end > 1:
            slope = own.constant(0) if found.order > 1 else found[1]
            return transfer(own, [slope], graph)[0]
    return None
