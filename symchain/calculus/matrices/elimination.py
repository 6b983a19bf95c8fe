"""Jacobians by elimination of vertices, the mode between forward and reverse (cross-country).

Every node becomes a vertex, every slope an edge. To eliminate a vertex, each edge into it is
multiplied with each edge out of it; what is left in the end leads from variables to results: the
Jacobian. Griewank and Walther, Evaluating Derivatives (2008), chapter 9. The next vertex is always
the one with the fewest products (Markowitz), the earlier one where two have as few.
"""

from __future__ import annotations

from heapq import heapify, heappop, heappush

from symchain.calculus.holes import hole
from symchain.calculus.recipes import recipe
from symchain.graph.graph import Graph
from symchain.graph.walk import dependent, reachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    Edges = dict[int, dict[int, int]]  # vertex -> neighbour -> the slope's node


def eliminated(
    graph: Graph, roots: Sequence[int], variables: Sequence[int]
) -> dict[tuple[int, int], int]:
    """The slope of each root by each variable that it depends on, by their places.

    Raises DerivativeError where a function has no closed derivative.
    """
    order = reachable(graph, roots)
    active = dependent(graph, order, variables)
    vertices = [node for node in order if active[node]]
    below, above = _edges(graph, vertices, active, set(variables))
    kept = {*roots, *variables}
    _eliminate(graph, below, above, [v for v in vertices if v not in kept])
    zero = graph.constant(0)
    found = {}
    for i, root in enumerate(roots):
        slopes = _slopes_of(graph, root, below, set(variables))
        for j, variable in enumerate(variables):
            if slopes.get(variable, zero) != zero:
                found[i, j] = slopes[variable]
    return found


def _edges(
    graph: Graph, vertices: list[int], active: bytearray, variables: set[int]
) -> tuple[Edges, Edges]:
    """The edges of each vertex to its arguments, and to its users."""
    below: Edges = {vertex: {} for vertex in vertices}
    above: Edges = {vertex: {} for vertex in vertices}
    one = graph.constant(1)
    for vertex in vertices:
        if vertex in variables:
            continue
        if filled := hole(graph, vertex, active):
            for arg, slope in filled.partials.items():
                if active[arg]:
                    _join(graph, below, above, vertex, arg, slope)
            continue
        for position, arg in enumerate(graph.args[vertex]):
            if active[arg] and not (rule := recipe(graph, vertex, position)).is_zero:
                slope = rule.times(graph, one, vertex, position, active)
                _join(graph, below, above, vertex, arg, slope)
    return below, above


def _join(graph: Graph, below: Edges, above: Edges, user: int, arg: int, slope: int) -> None:
    """Adds a slope to the edge between two vertices."""
    known = below[user].get(arg)
    below[user][arg] = above[arg][user] = slope if known is None else graph.add(known, slope)


def _eliminate(graph: Graph, below: Edges, above: Edges, vertices: list[int]) -> None:
    heap = [(len(below[v]) * len(above[v]), v) for v in vertices]
    heapify(heap)
    left = set(vertices)
    while heap:
        products, vertex = heappop(heap)
        if vertex not in left:
            continue
        now = len(below[vertex]) * len(above[vertex])
        if now > products:  # its neighbourhood has grown since it was put there
            heappush(heap, (now, vertex))
            continue
        left.discard(vertex)
        touched = {*below[vertex], *above[vertex]} & left
        _remove(graph, below, above, vertex)
        for other in touched:
            heappush(heap, (len(below[other]) * len(above[other]), other))


def _remove(graph: Graph, below: Edges, above: Edges, vertex: int) -> None:
    arguments, users = below.pop(vertex), above.pop(vertex)
    for user in users:
        del below[user][vertex]
    for arg, inner in arguments.items():
        del above[arg][vertex]
        for user, outer in users.items():
            _join(graph, below, above, user, arg, graph.multiply(outer, inner))


def _slopes_of(graph: Graph, root: int, below: Edges, variables: set[int]) -> dict[int, int]:
    """The slopes of a root by variables, where other roots may still stand between them."""
    one = graph.constant(1)
    if root in variables or root not in below:
        return {root: one}
    slopes: dict[int, int] = {}
    adjoints = {root: one}
    while adjoints:
        vertex = max(adjoints)
        seed = adjoints.pop(vertex)
        if vertex in variables:
            slopes[vertex] = seed
            continue
        for arg, slope in below[vertex].items():
            term = graph.multiply(seed, slope)
            adjoints[arg] = graph.add(adjoints[arg], term) if arg in adjoints else term
    return slopes
