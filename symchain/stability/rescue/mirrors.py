"""Mirror images: formulas that a change of signs leaves as they are or turns over, as x*sin(x)."""

from __future__ import annotations

from symchain.functions import TABLE
from symchain.functions.arithmetic import ADD, DIVIDE, MULTIPLY, NEGATE, POWER, SUBTRACT
from symchain.graph.walk import reachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from symchain.graph.graph import Graph

HYPOT = TABLE["hypot"]


def is_mirrored(graph: Graph, root: int, turned: Sequence[int]) -> bool:
    """Whether a formula is even or odd in some variables together, or in all that it has.

    Then each of its operations is so, and rounds to the same digits on both sides.
    """
    order = reachable(graph, [root])
    every = [node for node in order if node in graph.names]
    return any(_sign(graph, order, set(some)) for some in (turned, every))


def _sign(graph: Graph, order: Sequence[int], turned: Collection[int]) -> int:
    """What the last node is times as variables are turned: 1 or -1; 0 for neither."""
    signs: dict[int, int] = {}
    for node in order:
        own = [signs[arg] for arg in graph.args[node]]
        if node in turned:
            signs[node] = -1
        elif 0 in own:
            signs[node] = 0
        else:
            signs[node] = _of_turned(graph, node, own) if -1 in own else 1
    return signs[order[-1]]


def _of_turned(graph: Graph, node: int, signs: Sequence[int]) -> int:
    """The sign of an operation, an argument of which is turned at least."""
    op = graph.ops[node]
    if op is MULTIPLY or op is DIVIDE:
        return signs[0] * signs[1]
    if op is ADD or op is SUBTRACT:
        return signs[0] if signs[0] == signs[1] else 0
    if op is NEGATE or op.parity == "odd":
        return -1
    if op is POWER and signs[1] == 1:
        top, bottom = graph.constants.get(graph.args[node][1], (0, 0))
        return 0 if bottom != 1 else -1 if top % 2 else 1
    return int(op is HYPOT or op.parity == "even")
