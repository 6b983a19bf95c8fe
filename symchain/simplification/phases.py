"""Shifts of circular functions by quarters of a turn: sin(x + pi/2) is cos(x), tan(x + pi) tan(x).

Both sides have a value at the same places.
"""

from __future__ import annotations

from symchain.functions import TABLE
from symchain.graph import rational
from symchain.graph.graph import Graph
from symchain.graph.rational import ONE, ZERO
from symchain.graph.walk import under
from symchain.simplification.cost import shortest_of
from symchain.simplification.polynomials import TooLarge
from symchain.simplification.quotients import Field

COS, PI, SIN, TAN = (TABLE[name] for name in ("cos", "pi", "sin", "tan"))
# The function after so many quarters of a turn, and its sign.
AFTER = {
    SIN: ((SIN, 1), (COS, 1), (SIN, -1), (COS, -1)),
    COS: ((COS, 1), (SIN, -1), (COS, -1), (SIN, 1)),
    TAN: ((TAN, 1), (TABLE["cot"], -1)) * 2,
}


def phases(graph: Graph, root: int) -> int:
    """The root with shifts by quarters of a turn left out, where that costs less."""
    turn = graph.find(PI, ())
    if turn is None:
        return root
    order = under(graph, root)
    if turn not in order:
        return root
    image: dict[int, int] = {}
    for node in order:
        args = graph.args[node]
        new = node
        if not image.keys().isdisjoint(args):
            new = graph.apply(graph.ops[node], tuple([image.get(arg, arg) for arg in args]))
        if graph.ops[new] in AFTER:
            new = _shifted(graph, new, turn)
        if new != node:
            image[node] = new
    return shortest_of(graph, (root, image.get(root, root)))


def _shifted(graph: Graph, node: int, turn: int) -> int:
    """A function of a sum with a number of quarters in it, as one of what is left."""
    field = Field(graph)
    try:
        quotient = field.quotient(graph.args[node][0])
    except TooLarge:
        return node
    term = ((turn, ONE),)
    quarters = rational.multiply(quotient.above.get(term, ZERO), (2, 1))
    if quotient.below or quarters[1] != 1 or not quarters[0]:
        return node
    op, sign = AFTER[graph.ops[node]][quarters[0] % 4]
    del quotient.above[term]
    shifted = graph.apply(op, (field.node(quotient),))
    return shifted if sign > 0 else graph.negate(shifted)
