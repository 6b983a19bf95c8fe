"""Jacobian, Hessian and their products: as sparse matrices of formulas, in the cheapest mode.

The mode is chosen by counted operations of the simplified results.
Griewank and Walther, Evaluating Derivatives (2008): forward in 3.1, reverse in 3.2, Hessians in 5,
mixed in 9.
"""

from __future__ import annotations

import math

from symchain.calculus.adjoints import adjoints
from symchain.calculus.kinks import MEAN
from symchain.calculus.matrices.elimination import eliminated
from symchain.calculus.rules import tangents
from symchain.errors import SymchainError
from symchain.graph.graph import Graph
from symchain.graph.walk import operations, reachable
from symchain.simplification import simplify_all
from symchain.simplification.cancellation import cancelled
from symchain.simplification.powers import with_next_powers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Entries = dict[tuple[int, int], int]  # (row, column) -> node, structural zeros left out

WORK = 400_000  # nodes that a mode may visit beyond the cheapest one before it is not tried
SMALL = 4_000  # nodes up to which vertices are eliminated
HOPELESS = 1.5  # times the fewest operations before the entries are simplified: as below
WORTH = 1.3  # times the fewest operations: what has more was never the shortest in the end


def forward(
    graph: Graph, roots: Sequence[int], variables: Sequence[int], kinks: str = MEAN
) -> Entries:
    """The Jacobian by one forward sweep for each variable."""
    order, one = reachable(graph, roots), graph.constant(1)
    found: Entries = {}
    for j, variable in enumerate(variables):
        made = tangents(graph, order, {variable: one}, kinks)
        found |= {(i, j): made[root] for i, root in enumerate(roots) if root in made}
    return found


def reverse(graph: Graph, roots: Sequence[int], variables: Sequence[int]) -> Entries:
    """The Jacobian by one backward sweep for each root."""
    one = graph.constant(1)
    found: Entries = {}
    for i, root in enumerate(roots):
        made = adjoints(graph, {root: one}, variables)
        found |= {(i, j): made[v] for j, v in enumerate(variables)}
    return found


MODES: dict[str, Callable[[Graph, Sequence[int], Sequence[int]], Entries]] = {
    "reverse": reverse,
    "forward": forward,
    "mixed": eliminated,
}


def entries(
    graph: Graph,
    roots: Sequence[int],
    variables: Sequence[int],
    mode: str = "auto",
    simplify: bool = True,
    kinks: str = MEAN,
    cost: Callable[[Graph, Sequence[int]], int] = operations,
) -> tuple[Entries, str]:
    """The Jacobian's entries that are not zero, and the mode that made them.

    What is wanted at `kinks` other than their mean is made forward.

    "auto" takes the mode that costs least, by `cost` of the roots and the entries together, among
    those that have few operations in the graph. Raises DerivativeError where a function has no
    closed derivative, SymchainError for an unknown mode.
    """
    if mode != "auto" and mode not in MODES:
        raise SymchainError(f"unknown mode '{mode}' (auto, {', '.join(MODES)})")
    if kinks != MEAN:
        return _finished(graph, roots, forward(graph, roots, variables, kinks), simplify), "forward"
    names = candidates(graph, roots, variables) if mode == "auto" else [mode]
    found: dict[str, Entries] = {}
    fewest = math.inf
    for name in names:
        made = MODES[name](graph, roots, variables)
        size = operations(graph, [*roots, *made.values()])
        fewest = min(fewest, size)
        if size <= HOPELESS * fewest:
            found[name] = _finished(graph, roots, made, simplify)
    nodes = {name: [*roots, *made.values()] for name, made in found.items()}
    sizes = {name: operations(graph, each) for name, each in nodes.items()}
    few = [name for name in found if sizes[name] <= WORTH * min(sizes.values())]
    best = min(few, key=lambda name: cost(graph, nodes[name])) if len(few) > 1 else few[0]
    return found[best], best


def candidates(graph: Graph, roots: Sequence[int], variables: Sequence[int]) -> list[str]:
    """The modes that are worth counting, the one with the fewest sweeps first."""
    size = len(reachable(graph, roots))
    sweeps = {"reverse": len(roots), "forward": len(variables)}
    names = sorted(sweeps, key=lambda name: sweeps[name])
    within = [name for name in names if sweeps[name] * size <= WORK]
    small = size * min(len(roots), len(variables)) <= SMALL and len(roots) > 1
    return (within or names[:1]) + ["mixed"] * small


def _finished(graph: Graph, roots: Sequence[int], found: Entries, simplify: bool) -> Entries:
    """The entries in the form that shares most, zeros left out."""
    nodes = list(found.values())
    if simplify:
        nodes = simplify_all(graph, nodes, beside=roots)
        nodes = with_next_powers(graph, nodes, beside=roots)
        if not graph.strict:
            nodes = cancelled(graph, nodes, beside=roots)
    zero = graph.constant(0)
    return {place: node for place, node in zip(found, nodes, strict=True) if node != zero}


def hessian_entries(
    graph: Graph, root: int, variables: Sequence[int], mode: str = "auto", kinks: str = MEAN
) -> Entries:
    """The Hessian's entries; the upper triangle has the nodes of the lower one."""
    gradient = product_reverse(graph, {root: graph.constant(1)}, variables, kinks)
    found, _ = entries(graph, gradient, variables, mode, kinks=kinks)
    lower = {(i, j): node for (i, j), node in found.items() if j <= i}
    return dict(sorted({**{(j, i): node for (i, j), node in lower.items()}, **lower}.items()))


def product_forward(
    graph: Graph, roots: Sequence[int], direction: Mapping[int, int], kinks: str = MEAN
) -> list[int]:
    """The Jacobian times a direction (variable -> its component): the tangents of the roots."""
    made = tangents(graph, reachable(graph, roots), direction, kinks)
    zero = graph.constant(0)
    return simplify_all(graph, [made.get(root, zero) for root in roots], beside=roots)


def product_reverse(
    graph: Graph, seeds: Mapping[int, int], variables: Sequence[int], kinks: str = MEAN
) -> list[int]:
    """The seeds (root -> its weight) times the Jacobian: the adjoints of the variables."""
    if kinks == MEAN:
        made = adjoints(graph, seeds, variables)
        found = [made[v] for v in variables]
    else:
        found = _weighted(graph, seeds, variables, kinks)
    return simplify_all(graph, found, beside=list(seeds))


def _weighted(
    graph: Graph, seeds: Mapping[int, int], variables: Sequence[int], kinks: str
) -> list[int]:
    """The same sums of weight * slope, from the Jacobian that was made forward."""
    found = [graph.constant(0)] * len(variables)
    weights = list(seeds.values())
    for (i, j), slope in forward(graph, list(seeds), variables, kinks).items():
        found[j] = graph.add(found[j], graph.multiply(weights[i], slope))
    return found


def product_hessian(
    graph: Graph, root: int, direction: Mapping[int, int], kinks: str = MEAN
) -> list[int]:
    """The Hessian times a direction: the tangents of the gradient, forward over reverse."""
    variables = list(direction)
    gradient = product_reverse(graph, {root: graph.constant(1)}, variables, kinks)
    return product_forward(graph, gradient, direction, kinks)
