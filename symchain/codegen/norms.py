"""Slopes of formulas that are smooth where a length is 0: y*hypot(x, y) at 0.

The slopes are y*x/h and y*y/h + h with h = hypot(x, y), 0/0 where h = 0. A quotient x/h is never
larger than 1, and what it is multiplied with is 0 there, so that its divisor may be 1.
"""

from __future__ import annotations

from symchain.calculus.damping import is_damped
from symchain.functions import TABLE
from symchain.functions.arithmetic import DIVIDE, EQUAL, MULTIPLY, NEGATE
from symchain.graph.graph import Graph
from symchain.graph.walk import dependent, reachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

HYPOT = TABLE["hypot"]
LARGEST = 1_000  # nodes of values that are looked through for each length


def with_zero_lengths(graph: Graph, values: Sequence[int], results: Sequence[int]) -> list[int]:
    """The results, values and first derivatives, with slopes where a length is 0 that has them."""
    if not graph.has_any(frozenset((HYPOT,))):
        return list(results)
    above = reachable(graph, values)
    if len(above) > LARGEST:
        return list(results)
    order = reachable(graph, results)
    one, zero = graph.constant(1), graph.constant(0)
    divisors = {
        node: graph.where(graph.compare(EQUAL, node, zero), one, node)
        for node in order
        if graph.ops[node] is HYPOT and _is_smooth(graph, values, above, node)
    }
    image: dict[int, int] = {}
    for node in order if divisors else ():
        op, args = graph.ops[node], graph.args[node]
        new = tuple([image[arg] for arg in args])
        if (
            op is DIVIDE
            and args[1] in divisors
            and _has_factor(graph, args[0], graph.args[args[1]])
        ):
            image[node] = graph.divide(new[0], divisors[args[1]])
        else:
            image[node] = node if new == args else graph.apply(op, new)
    return [image.get(node, node) for node in results]


def _is_smooth(graph: Graph, values: Sequence[int], order: list[int], length: int) -> bool:
    """Whether values have slope 0 by a length where it is 0, and divide by nothing that has it."""
    users = dependent(graph, order, [length])
    divided = any(graph.ops[node] is DIVIDE and users[graph.args[node][1]] for node in order)
    own = [value for value in values if users[value]]
    return bool(own) and not divided and all(is_damped(graph, value, length) for value in own)


def _has_factor(graph: Graph, product: int, wanted: Sequence[int]) -> bool:
    """Whether some of the factors of a product is wanted."""
    stack = [product]
    while stack:
        node = stack.pop()
        if node in wanted:
            return True
        if graph.ops[node] is MULTIPLY or graph.ops[node] is NEGATE:
            stack += graph.args[node]
    return False
