"""Reverse accumulation: all partial derivatives of a result in one walk down the list.

Griewank and Walther, Evaluating Derivatives (2008), section 3.2: the adjoint of a node is the sum,
over its users, of the user's adjoint times the slope of the edge.
"""

from __future__ import annotations

from symchain.calculus.recipes import CHOOSING, recipe
from symchain.functions.arithmetic import WHERE
from symchain.graph.graph import Graph
from symchain.graph.walk import dependent, under

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def partials(graph: Graph, root: int, variables: Sequence[int]) -> list[int]:
    """The nodes of d(root)/d(variable) for each variable: one backward pass for all.

    The cost is at most a small multiple of the nodes under the root. Raises DerivativeError where
    a function has no closed derivative by an argument that depends on the variables.
    """
    found = adjoints(graph, {root: graph.constant(1)}, variables)
    return [found[variable] for variable in variables]


def adjoints(graph: Graph, seeds: Mapping[int, int], variables: Sequence[int]) -> list[int]:
    """The adjoint of every node: the derivative by it of the sum of seed * root over the seeds.

    It is zero for what depends on no variable. Raises what `partials` raises.
    """
    order = under(graph, *seeds)
    zero = graph.constant(0)
    active = dependent(graph, order, variables)
    known = [zero] * len(active)
    for root, seed in seeds.items():
        known[root] = seed
    ops, args, add, multiply, apply = graph.ops, graph.args, graph.add, graph.multiply, graph.apply
    for node in reversed(order):
        seed, own = known[node], args[node]
        if not own or seed == zero or not active[node]:
            continue
        if choosing := graph.has_any(CHOOSING):
            from symchain.calculus.presence import guarded
        if ops[node] is WHERE:
            from symchain.calculus.holes import hole

            if found := hole(graph, node, active):
                for leaf, slope in found.partials.items():
                    if active[leaf]:
                        known[leaf] = add(known[leaf], guarded(graph, seed, multiply(seed, slope)))
                continue
        for position, arg in enumerate(own):
            if not active[arg]:
                continue
            rule = recipe(graph, node, position)
            if rule.is_zero:
                continue
            if rule.function is not None:
                term = multiply(seed, apply(rule.function, (arg,)))
                term = guarded(graph, seed, term) if choosing else term
            elif choosing:
                term = rule.times(graph, seed, node, position, active)
            else:
                slots = [arg, node] if ops[node].variadic else [*own, node]
                term = rule.product(graph, seed, slots)
            before = known[arg]
            known[arg] = term if before == zero else add(term, before)
    return known
