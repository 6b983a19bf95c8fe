"""Parts of a formula that depend on one inner value only, and so can be judged on its axis.

A node u dominates a node n where every way from a variable to n leads through u: then n is a
function of u alone, however many variables u has (Lengauer and Tarjan, 1979; in a list that is in
topological order one sweep is enough).
"""

from __future__ import annotations

from symchain.functions.arithmetic import DIVIDE, MULTIPLY, NEGATE, POWER, WHERE
from symchain.graph.graph import Graph
from symchain.graph.rational import ONE, Rational
from symchain.graph.walk import reachable
from symchain.simplification.families import PRODUCTS, SUMS, family, interior
from symchain.simplification.products import factors, product
from symchain.stability.rescue.collecting import Collector

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from symchain.stability.rescue import Repairs

NOWHERE = -1  # where all variables hang


def tops(graph: Graph, order: Sequence[int]) -> dict[int, int]:
    """For each node with variables the first node of which it is a function: itself, at worst."""
    parent: dict[int, int] = {NOWHERE: NOWHERE}
    depth = {NOWHERE: 0}
    top: dict[int, int] = {}
    for node in order:
        args = [arg for arg in graph.args[node] if arg in parent]
        if not args and node not in graph.names:
            continue
        above = NOWHERE
        if args:
            above = args[0]
            for arg in args[1:]:
                above = _common(parent, depth, above, arg)
        parent[node] = above
        depth[node] = depth[above] + 1
        top[node] = node if above == NOWHERE else top[above]
    return top


def _common(parent: dict[int, int], depth: dict[int, int], a: int, b: int) -> int:
    while a != b:
        if depth[a] >= depth[b]:
            a = parent[a]
        else:
            b = parent[b]
    return a


def rebuilt(graph: Graph, roots: Sequence[int], repairs: Repairs) -> list[int]:
    """The roots with every largest function of one inner value replaced by what repairs it.

    The factors of a product that depend on the same value are taken together. What a root is a
    function of is first tried as a whole.
    """
    order = reachable(graph, roots)
    top = tops(graph, order)
    inside = interior(graph, roots)
    wanted = _wanted(graph, order, top, (*roots, *_branches(graph, order, repairs)))
    sums = Collector(graph, roots, top, repairs)
    image: dict[int, int] = {}
    for whole in dict.fromkeys([top[root] for root in roots if root in top]):
        found = _whole(graph, whole, top, repairs) if graph.args[whole] else None
        if found is not None:
            image[whole] = found
    for node in order:
        if not graph.args[node] or node in image:
            continue
        if node in wanted and (found := repairs.part(node, top[node])) is not None:
            image[node] = found
        elif node not in inside and (top.get(node) == node or top.get(node) in inside):
            made = sums.repaired(node, image)
            if made is None and _is_product(graph, node):
                made = _grouped(graph, node, top, inside, image, repairs)
            image[node] = _with_images(graph, node, image) if made is None else made
        else:
            image[node] = _with_images(graph, node, image)
    return [image.get(root, root) for root in roots]


def _with_images(graph: Graph, node: int, image: dict[int, int]) -> int:
    args = tuple([image.get(arg, arg) for arg in graph.args[node]])
    return node if args == graph.args[node] else graph.apply(graph.ops[node], args)


def _whole(graph: Graph, root: int, top: dict[int, int], repairs: Repairs) -> int | None:
    from symchain.stability.rescue.wholes import repaired_whole

    known = repairs.known.wholes
    if root not in known:
        inners = inner_values(graph, root, top)
        known[root] = repaired_whole(repairs, root, inners) if repairs.is_smooth(root) else None
    return known[root]


def inner_values(graph: Graph, root: int, top: dict[int, int]) -> list[int]:
    """The values of which parts of a formula are functions that are more than products."""
    found: dict[int, None] = {}
    for node in reachable(graph, [root]):
        inner = top.get(node, node)
        if inner != node and inner not in found and not is_simple(graph, node, inner):
            found[inner] = None
    return list(found)


def _is_product(graph: Graph, node: int) -> bool:
    return family(graph, node) is PRODUCTS


def _branches(graph: Graph, order: Sequence[int], repairs: Repairs) -> list[int]:
    """The branches of choices that may have kinks or jumps: each is looked at alone."""
    chosen = [node for node in order if graph.ops[node] is WHERE and node not in repairs.choices]
    return [branch for node in chosen for branch in graph.args[node][1:]]


def _wanted(
    graph: Graph, order: Sequence[int], top: dict[int, int], roots: Sequence[int]
) -> set[int]:
    """The nodes that are functions of one value and are used by what is not, or are `roots`."""
    found = {root for root in roots if root in top}
    for node in order:
        for arg in graph.args[node]:
            if arg in top and top.get(node) != top[arg] and not graph.ops[arg].boolean:
                found.add(arg)
    return {node for node in found if top[node] != node and not is_simple(graph, node, top[node])}


def is_simple(graph: Graph, node: int, inner: int) -> bool:
    """Whether a node is one function of an inner one, or a product of numbers and powers of it."""
    ops, args = graph.ops, graph.args
    if ops[node] not in SUMS and all(a == inner or _is_number(graph, a) for a in args[node]):
        return True
    seen = {inner}
    stack = [node]
    while stack:
        node = stack.pop()
        if node in seen or _is_number(graph, node):
            continue
        if ops[node] not in (MULTIPLY, DIVIDE, NEGATE, POWER):
            return False
        seen.add(node)
        stack.extend(args[node])
    return True


def _is_number(graph: Graph, node: int) -> bool:
    return not graph.args[node] and node not in graph.names


def _grouped(
    graph: Graph,
    node: int,
    top: dict[int, int],
    inside: set[int],
    image: dict[int, int],
    repairs: Repairs,
) -> int:
    """A product with the factors of one inner value repaired together."""
    coefficient, powers = factors(graph, node, {}, inside)
    groups: dict[int, dict[int, Rational]] = {}
    for base, exponent in powers.items():
        groups.setdefault(top.get(base, base), {})[base] = exponent
    repaired: dict[int, int | None] = {}
    for inner, group in groups.items():
        own = product(graph, ONE, group)
        simple = inner not in top or is_simple(graph, own, inner)
        repaired[inner] = None if simple else repairs.part(own, inner)
    if not any(found is not None for found in repaired.values()):
        return _with_images(graph, node, image)
    whole: dict[int, Rational] = {}
    for inner, group in groups.items():
        found = repaired[inner]
        if found is None:
            whole.update({image.get(base, base): exponent for base, exponent in group.items()})
        else:
            whole[found] = ONE
    return product(graph, coefficient, whole)
