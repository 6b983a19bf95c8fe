"""What is to be differentiated, with no jump and no root that hides a slope.

The chain rule finds no slope of sqrt(x^2) at 0, where it has the kink of abs(x), and takes the
slope of sign(x) for 0 at its jump, though sign(x)*abs(x) is x. The forms that are read have lost
such jumps and roots; a formula loses them here before its derivative is made. Otherwise it stays
as it is, and it keeps its values.
"""

from __future__ import annotations

from symchain.functions import TABLE
from symchain.functions.arithmetic import NEGATE
from symchain.graph.graph import Graph
from symchain.graph.walk import under
from symchain.simplification.families import PRODUCTS, SPREAD, interior
from symchain.simplification.identities import OF_KINKS, of_kink

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from symchain.simplification.rewriting import Recast

STEPS = frozenset((TABLE["sign"], TABLE["heaviside"]))  # the jumps that factors make up for
HEADS = STEPS.union(OF_KINKS.texts)
CHAINED = PRODUCTS | {NEGATE}


def continuous(graph: Graph, roots: Sequence[int]) -> list[int]:
    """The nodes of the roots with sign(x)*x as abs(x), sqrt(x^2) as abs(x), and the like.

    >>> from symchain import parse
    >>> from symchain.graph.expr import Expr
    >>> f = parse("sqrt(x^2) + y*sign(x)*abs(x)")
    >>> Expr(f.graph, continuous(f.graph, [f.node])[0])
    Expr('abs(x) + x*y')
    """
    from symchain.simplification import permitted

    order = under(graph, *roots)
    ops, args = graph.ops, graph.args
    if not _is_met(graph, order):
        return list(roots)
    inside = interior(graph, roots)
    image: dict[int, int] = {}
    stepped: set[int] = set()  # the jumps, and the products with one among their factors
    for node in order:
        if not args[node]:
            continue
        made = graph.apply(ops[node], tuple([image.get(arg, arg) for arg in args[node]]))
        if ops[node] in STEPS:
            stepped.add(node)
            made = of_kink(graph, made)
        elif ops[node] in CHAINED and not stepped.isdisjoint(args[node]):
            stepped.add(node)
            if node not in inside:
                made = _made_up(graph, node, made, image, inside)
        elif ops[node] in OF_KINKS.texts:
            made = of_kink(graph, made)
        if made != node:
            image[node] = made
    return [permitted(graph, root, image.get(root, root)) for root in roots]


def _is_met(graph: Graph, order: list[int]) -> bool:
    """Whether there is a jump that a factor may make up for, or a root that hides a slope."""
    ops = graph.ops
    met = [node for node in order if ops[node] in HEADS]
    return any(ops[node] in STEPS or of_kink(graph, node) != node for node in met)


def _made_up(graph: Graph, node: int, made: int, image: dict[int, int], inside: set[int]) -> int:
    """A product in which a factor makes up for a jump without that jump; what is `made` else.

    A product of more than SPREAD factors stays as it is.
    """
    from symchain.simplification.products import factors, product
    from symchain.simplification.recast import jump_rules
    from symchain.simplification.rewriting import applied_to_product

    found = factors(graph, node, image, inside)
    if len(found[1]) > SPREAD:  # each rule that fits looks through all factors again
        return made
    done: list[Recast] = []
    found = applied_to_product(graph, found, jump_rules(), done)
    return product(graph, *found) if done else made
