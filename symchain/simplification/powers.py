"""Powers beside the next one: where x^y is computed, x^(y - 1) is x^y/x, a division for a power.

Only where x >= 1 wherever it has a value, as in (1 + t^2)^y and (1 + exp(t))^y.
"""

# not: x^(y - 1) -> x^y/x   (x = 0, y = 1; x = 1e-300, y = 1.5: x^y is 0 in doubles)

from __future__ import annotations

from symchain.functions.arithmetic import DIVIDE, POWER, SUBTRACT
from symchain.graph.graph import Graph
from symchain.graph.walk import reachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def with_next_powers(graph: Graph, roots: Sequence[int], beside: Sequence[int] = ()) -> list[int]:
    """The roots with the next powers divided, where they or `beside` have these.

    >>> from symchain import parse
    >>> from symchain.graph.expr import Expr
    >>> f = parse("(1 + t^2)^y + (1 + t^2)^(y - 1)")
    >>> Expr(f.graph, with_next_powers(f.graph, [f.node])[0])
    Expr('(1 + t^2)^y + (1 + t^2)^y/(1 + t^2)')
    """
    ops, args = graph.ops, graph.args
    order = reachable(graph, [*roots, *beside])
    powers = {args[node]: node for node in order if ops[node] is POWER}
    if not powers:
        return list(roots)
    image: dict[int, int] = {}
    for node in order:
        next_power = powers.get(_raised(graph, node))
        if next_power is not None:
            image[node] = graph.intern(DIVIDE, (next_power, args[node][0]))
        elif image and not image.keys().isdisjoint(args[node]):
            image[node] = graph.apply(ops[node], tuple([image.get(arg, arg) for arg in args[node]]))
    return [image.get(root, root) for root in roots]


def _raised(graph: Graph, node: int) -> tuple[int, ...]:
    """Base and exponent of the next power of a power x^(y - 1) with x >= 1; else nothing."""
    if graph.ops[node] is not POWER:
        return ()
    base, exponent = graph.args[node]
    if graph.ops[exponent] is not SUBTRACT or graph.args[exponent][1] != graph.constant(1):
        return ()
    low = graph.facts.range(base).low[0]
    return (base, graph.args[exponent][0]) if low is not None and low[0] >= low[1] else ()
