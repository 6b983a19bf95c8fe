"""Terms and factors in the order in which people write them: see symchain.graph.order.

A sum begins with a positive term, where it has one: 1 + x - x^2, y - w*x - b. Nothing else changes.
"""

from __future__ import annotations

from symchain.functions.arithmetic import MULTIPLY, NEGATE
from symchain.graph.graph import Graph
from symchain.graph.order import factor_key, rising_key, term_key
from symchain.graph.walk import under
from symchain.simplification.families import SUMS, dissolving, family
from symchain.simplification.sums import UNIT, gathered

LARGEST = 5_000  # nodes of a formula that someone may read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from symchain.graph.order import TermKey
    from symchain.simplification.sums import Terms

    Keyed = tuple[TermKey, int, int]  # a key, 1 or -1, and a term


def in_order(graph: Graph, root: int) -> int:
    """The root with its terms and factors in order; what nobody reads stays as it is."""
    order = under(graph, root)
    if len(order) > LARGEST:
        return root
    chains = {node for node in order if _is_chain(graph, node)}
    if not chains:
        return root
    apart, once = dissolving(graph, root)
    inside = chains.intersection(apart | once)
    skipped = once.intersection([arg for node in chains for arg in graph.args[node]]) & inside
    image: dict[int, int] = {}
    for node in order:
        args = graph.args[node]
        new = node
        if node in skipped:
            continue
        if node not in chains:
            if not image.keys().isdisjoint(args):
                new = graph.apply(graph.ops[node], tuple([image.get(arg, arg) for arg in args]))
        elif graph.ops[node] is MULTIPLY:
            new = _product(graph, _factors(graph, node, image, inside))
        else:
            new = _sum(graph, gathered(graph, node, image, inside))
        if new != node:
            image[node] = new
    return image.get(root, root)


def _is_chain(graph: Graph, node: int) -> bool:
    """Whether a node is a sum, or a product that has no number in front."""
    op = graph.ops[node]
    if op is MULTIPLY:
        return graph.args[node][0] not in graph.constants
    return op in SUMS or (op is NEGATE and family(graph, node) is SUMS)


def _sum(graph: Graph, collected: Terms) -> int:
    """The node of a sum, its terms in order."""
    keyed = []
    for term, (top, bottom) in collected.items():
        if term == UNIT:
            node = graph.number((abs(top), bottom))
        else:
            node = graph.multiply(graph.number((abs(top), bottom)), term)
        if top:
            keyed.append((term_key(graph, node), 1 if top > 0 else -1, node))
    keyed.sort(key=lambda entry: entry[0])
    if keyed and keyed[0][1] < 0:
        keyed = _led(graph, keyed)
    result = graph.constant(0)
    for _, sign, term in keyed:
        result = graph.add(result, term) if sign > 0 else graph.subtract(result, term)
    return result


def _led(graph: Graph, keyed: list[Keyed]) -> list[Keyed]:
    """Terms of which the first is negative, with another one in front.

    The positive ones first if one has the same degree or if one is not enough: n - k + 1. By rising
    degree if that begins with a positive one: 1 - x - x^2. Of negative ones one with a number.
    """
    rising = sorted(keyed, key=lambda entry: rising_key(entry[0]))
    if all(sign < 0 for _, sign, _ in keyed):
        first = next((entry for entry in keyed if graph.is_scaled(entry[2])), keyed[0])
        others = rising if first[2] in graph.constants else keyed
        return [first, *[entry for entry in others if entry is not first]]
    lead = keyed[0][0][0]
    if rising[0][1] > 0 and all(sign < 0 for key, sign, _ in keyed if key[0] == lead):
        return rising
    return sorted(keyed, key=lambda entry: -entry[1])


def _factors(graph: Graph, root: int, image: dict[int, int], inside: set[int]) -> list[int]:
    """The factors of a product that has no number in front."""
    found = []
    stack = [root]
    while stack:
        node = stack.pop()
        if graph.ops[node] is MULTIPLY and (node == root or node in inside):
            stack += reversed(graph.args[node])
        else:
            found.append(image.get(node, node))
    return found


def _product(graph: Graph, factors: list[int]) -> int:
    """The node of a product, its factors in order."""
    first, *others = sorted(factors, key=lambda node: factor_key(graph, node))
    for factor in others:
        first = graph.multiply(first, factor)
    return first
