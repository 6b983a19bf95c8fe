"""Borders as a whole formula sees them: what is around a choice may close its jump.

heaviside(x)*sin(x) has a kink where heaviside(x) jumps, and abs(where(x > 0, exp(x), -exp(x))) has
nothing there. The formula is compared with itself, each of the two sides put in the place of the
choice, and of all that choose by the same condition.
"""

from __future__ import annotations

from symchain.calculus.borders import KINK, SMOOTH, meeting
from symchain.calculus.substitution import gap, near, solution, substituted
from symchain.functions import TABLE
from symchain.functions.arithmetic import LESS, WHERE
from symchain.graph.graph import Graph

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

# What a step is below 0, at 0 and above it.
STEPS = {TABLE["sign"]: ((-1, 1), (0, 1), (1, 1)), TABLE["heaviside"]: ((0, 1), (1, 2), (1, 1))}


def closed(graph: Graph, root: int, node: int, comparison: int) -> str:
    """What a formula does where a choice in it turns over: "smooth", "kink" or "" (cannot tell).

    The comparison is one in the condition of the choice.
    """
    nodes = near(graph, [root]) if root != node else None
    if nodes is None:
        return ""
    no, yes = (_with_branch(graph, nodes, node, position)[root] for position in (2, 1))
    return meeting(graph, comparison, yes, no)


def closed_step(graph: Graph, root: int, node: int) -> str:
    """What a formula does where a step in it jumps: "smooth", "kink" or "" (cannot tell)."""
    nodes = near(graph, [root]) if root != node and graph.ops[node] in STEPS else None
    if nodes is None:
        return ""
    arg, zero = graph.args[node][0], graph.constant(0)
    below, at, above = (_with_step(graph, nodes, arg, side)[root] for side in range(3))
    kind = meeting(graph, graph.compare(LESS, zero, arg), above, below)
    tie = solution(graph, arg, zero) if kind in (SMOOTH, KINK) else None
    if tie is None:
        return ""
    inside = near(graph, [at, above])
    if inside is None:
        return ""
    images = substituted(graph, inside, tie)
    return kind if gap(graph, [images[at], images[above]]) is None else ""


def _with_branch(graph: Graph, nodes: Sequence[int], choice: int, position: int) -> dict[int, int]:
    """The nodes with one of its branches for each choice by the condition of a choice."""
    condition = graph.args[choice][0]
    images: dict[int, int] = {}
    for node in nodes:
        args = graph.args[node]
        if graph.ops[node] is WHERE and args[0] == condition:
            images[node] = images[args[position]]
        else:
            new = tuple([images[arg] for arg in args])
            images[node] = node if new == args else graph.apply(graph.ops[node], new)
    return images


def _with_step(graph: Graph, nodes: Sequence[int], arg: int, side: int) -> dict[int, int]:
    """The nodes with what the steps of an argument are on a side of 0."""
    steps = {
        node: graph.number(STEPS[graph.ops[node]][side])
        for node in nodes
        if graph.ops[node] in STEPS and graph.args[node] == (arg,)
    }
    return substituted(graph, nodes, steps)
