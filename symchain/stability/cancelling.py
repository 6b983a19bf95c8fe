"""Products in which factors of a shared quotient cancel: c2*(c1/c2) is c1 also where c1/c2 is used.

Slopes of log(c1/c2) are 1/(c1/c2)/c2, and what is left of a difference of two of them that should
be 0 would be a rounding error. For derivatives only: a value must not be given where there is none.
"""

from __future__ import annotations

import itertools
from functools import partial

from symchain.functions import TABLE
from symchain.functions.arithmetic import DIVIDE, MULTIPLY, NEGATE, POWER
from symchain.graph import rational
from symchain.graph.graph import Graph
from symchain.graph.rational import ONE
from symchain.graph.walk import operations, reachable
from symchain.simplification import simplify_all
from symchain.simplification.families import PRODUCTS, SUMS
from symchain.stability.sweep import swept
from symchain.stability.views import Powers, Product, Terms, Views, include, times

LOG = TABLE["log"]
MINUS_ONE = (-1, 1)
ROUNDS = 3  # what is collected then may cancel again

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence, Set


def cancelled(graph: Graph, roots: Sequence[int]) -> list[int]:
    """The nodes of the roots with the products shorter in which that is so."""
    if all(graph.ops[node] is not DIVIDE for node in reachable(graph, roots)):
        return list(roots)
    roots = nodes = _with_powers_of_zero(graph, roots)
    for _ in range(ROUNDS):
        made = swept(graph, nodes, PRODUCTS, _shorter)
        if made == nodes:
            break
        nodes = simplify_all(graph, made)
    is_shorter = nodes == roots or operations(graph, nodes) <= operations(graph, roots)
    return nodes if is_shorter else list(roots)


def _with_powers_of_zero(graph: Graph, roots: Sequence[int]) -> list[int]:
    """The nodes of the roots with values at x = 0 where x^y has slopes there."""
    present = frozenset(reachable(graph, roots))
    if not any(_is_power(graph, node) for node in present):
        return list(roots)
    nodes = swept(graph, roots, PRODUCTS, partial(_lowered, present))
    return swept(graph, nodes, PRODUCTS, _opened)


def _is_power(graph: Graph, node: int) -> bool:
    """Whether a node is a power with an exponent that is no number."""
    return graph.ops[node] is POWER and graph.args[node][1] not in graph.constants


def _lowered(present: Set[int], views: Views, node: int) -> int:
    """A product with x^(y - 1) for x^y/x, where that is there too: it has a value at x = 0."""
    graph = views.graph
    value, powers = views.product(node)
    for base, exponent in powers.items():
        if exponent != ONE or not _is_power(graph, base):
            continue
        root, degree = graph.args[base]
        if powers.get(root) == MINUS_ONE:
            lower = graph.power(root, graph.subtract(degree, graph.constant(1)))
            rest = {key: e for key, e in powers.items() if key not in (base, root)}
            return views.written(value, {**rest, lower: ONE}) if lower in present else node
    return node


def _opened(views: Views, node: int) -> int:
    """log(x)*(c*x^y + d*x^z) as a sum: each of its terms has a value at x = 0."""
    graph = views.graph
    value, powers = views.product(node)
    factors = [base for base, exponent in powers.items() if exponent == ONE]
    logs = [base for base in factors if graph.ops[base] is LOG]
    sums = [base for base in factors if graph.ops[base] in SUMS]
    for log, inner in itertools.product(logs, sums):
        terms = views.terms(inner)
        if len(terms) > 1 and all(_vanishes(graph, own, log) for _, own in terms.values()):
            rest = (value, {base: e for base, e in powers.items() if base != inner})
            return views.summed(_scaled(terms, rest))
    return node


def _vanishes(graph: Graph, powers: Powers, log: int) -> bool:
    """Whether a product has a factor x^y, where a logarithm is that of x, and y is no number."""
    root = graph.args[log][0]
    return any(
        exponent == ONE and _is_power(graph, base) and graph.args[base][0] == root
        for base, exponent in powers.items()
    )


def _scaled(terms: Terms, factor: Product) -> Terms:
    """The terms of a sum, each times a factor."""
    made: Terms = {}
    for value, powers in terms.values():
        include(made, (rational.multiply(value, factor[0]), times(powers, factor[1])))
    return made


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
