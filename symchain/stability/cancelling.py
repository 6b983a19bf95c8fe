"""Products in which factors of a shared quotient cancel: c2*(c1/c2) is c1 also where c1/c2 is used.

Slopes of log(c1/c2) are 1/(c1/c2)/c2, and what is left of a difference of two of them that should
be 0 would be a rounding error. For derivatives only: a value must not be given where there is none.
"""

from __future__ import annotations

from symchain.functions.arithmetic import DIVIDE, MULTIPLY, NEGATE, POWER
from symchain.graph.graph import Graph
from symchain.graph.walk import operations, reachable
from symchain.simplification import simplify_all
from symchain.simplification.families import PRODUCTS
from symchain.stability.sweep import swept
from symchain.stability.views import Powers, Views

ROUNDS = 3  # what is collected then may cancel again

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def cancelled(graph: Graph, roots: Sequence[int]) -> list[int]:
    """The nodes of the roots with the products shorter in which that is so."""
    if all(graph.ops[node] is not DIVIDE for node in reachable(graph, roots)):
        return list(roots)
    nodes = list(roots)
    for _ in range(ROUNDS):
        made = swept(graph, nodes, PRODUCTS, _shorter)
        if made == nodes:
            break
        nodes = simplify_all(graph, made)
    is_shorter = nodes == roots or operations(graph, nodes) <= operations(graph, roots)
    return nodes if is_shorter else list(roots)


def _shorter(views: Views, node: int) -> int:
    """A product with what it shares with others taken apart, where factors cancel then."""
    product = views.product(node)
    if _size(product[1]) >= _written(views, node):
        return node
    made = views.written(*product)
    views.know(made, product)
    return made


def _size(powers: Powers) -> float:
    """How many factors a product has, each as often as its exponent says."""
    return sum([abs(e[0] / e[1]) for e in powers.values()])


def _written(views: Views, root: int) -> float:
    """How many factors there are as a product is written, with those of what it shares."""
    graph = views.graph
    total, stack = 0.0, [(root, 1.0)]
    while stack:
        node, times = stack.pop()
        args = graph.args[node]
        is_open = node == root or node in views.loose
        if is_open and graph.ops[node] in (MULTIPLY, DIVIDE, NEGATE):
            stack += [(arg, times) for arg in args]
        elif is_open and graph.ops[node] is POWER and args[1] in graph.constants:
            exponent = graph.constants[args[1]]
            stack.append((args[0], times * abs(exponent[0] / exponent[1])))
        elif node not in graph.constants:
            total += times * _size(views.product(node)[1])
    return total
