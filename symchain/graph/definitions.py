"""Functions replaced by their definitions, for who cannot spell them."""

from __future__ import annotations

from symchain.graph.graph import Graph
from symchain.graph.transfer import transfer
from symchain.graph.walk import reachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from symchain.functions.row import Op


def expanded(graph: Graph, roots: Sequence[int], spells: Callable[[Op], object]) -> list[int]:
    """The roots after every function that is defined and not spelled became its definition.

    >>> from symchain import parse
    >>> from symchain.graph.expr import Expr
    >>> logit = parse("logit(x)")
    >>> Expr(logit.graph, expanded(logit.graph, [logit.node], lambda op: False)[0])
    Expr('log(x/(1 - x))')
    """
    known: dict[Op, tuple[Graph, int, list[int]]] = {}
    nodes = list(roots)
    while True:
        order = reachable(graph, nodes)
        replaced = {op for op in {graph.ops[node] for node in order} if op.definition}
        replaced = {op for op in replaced if not spells(op)}
        if not replaced:
            return nodes
        image: dict[int, int] = {}
        for node in order:
            op = graph.ops[node]
            args = tuple([image.get(arg, arg) for arg in graph.args[node]])
            if op in replaced:
                if op not in known:
                    known[op] = _definition(op)
                own, root, slots = known[op]
                image[node] = transfer(own, [root], graph, dict(zip(slots, args, strict=True)))[0]
            elif args != graph.args[node]:
                image[node] = graph.apply(op, args)
        nodes = [image.get(node, node) for node in nodes]


def _definition(op: Op) -> tuple[Graph, int, list[int]]:
    """A definition as a small graph: its root, and the nodes of the parameters."""
    from symchain.parsing import parse_node

    own = Graph()
    slots = [own.symbol(name) for name in op.parameters]
    return own, parse_node(own, op.definition, variables=op.parameters), slots
