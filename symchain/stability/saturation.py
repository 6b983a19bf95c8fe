"""Choices between an exponential and the number that it has at 0: the exponent is chosen instead.

min(1, exp(u)) is exp(min(u, 0)): exp(u) overflows where it is not chosen, and so does its
derivative, which is then multiplied with 0. Likewise min(0, a*expm1(u)) is a*expm1(min(u, 0)), for
a < 0 with max. Choices of choices stay: a tie of three has a third of each slope.
"""

from __future__ import annotations

from symchain.calculus.substitution import near
from symchain.functions import TABLE
from symchain.functions.arithmetic import DIVIDE, LESS, MULTIPLY, NEGATE, NOT_EQUAL
from symchain.graph.graph import Graph
from symchain.graph.walk import reachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

MAX, MIN, RELU, CLIP = [TABLE[name] for name in ("max", "min", "relu", "clip")]
CHOICES = frozenset((MAX, MIN, RELU, CLIP))
EXP = TABLE["exp"]
AT_ZERO = {EXP: 1, TABLE["expm1"]: 0, TABLE["sinh"]: 0}  # what grows without bound, and its value


def saturated(graph: Graph, roots: Sequence[int]) -> list[int]:
    """The nodes of the roots with the exponents chosen."""
    if not graph.has_any(frozenset(AT_ZERO)):
        return list(roots)
    order = reachable(graph, roots)
    nested = {arg for node in order if graph.ops[node] in CHOICES for arg in graph.args[node]}
    image: dict[int, int] = {}
    for node in order:
        args = tuple([image.get(arg, arg) for arg in graph.args[node]])
        made = node if args == graph.args[node] else graph.apply(graph.ops[node], args)
        if graph.ops[node] in CHOICES and node not in nested:
            made = _chosen(graph, made)
        if made != node:
            image[node] = made
    return [image.get(root, root) for root in roots]


def _chosen(graph: Graph, node: int) -> int:
    """A choice by the exponent of one of its formulas; the choice itself where none has one."""
    pair, upper = _choice(graph, node)
    for formula, other in (pair, pair[::-1]):
        product, grown = _product(graph, formula)
        if grown is None:
            continue
        scale = _with_factor(graph, product, grown, graph.constant(1))
        op, (exponent,) = graph.ops[grown], graph.args[grown]
        is_crossed = other == (scale if AT_ZERO[op] else graph.constant(0))
        is_free = graph.ops[exponent] not in CHOICES and _is_not_zero(graph, scale, exponent)
        if is_crossed and is_free:
            chosen = graph.apply(op, (_exponent(graph, exponent, scale, upper),))
            return _with_factor(graph, product, grown, chosen)
    return node


def _choice(graph: Graph, node: int) -> tuple[tuple[int, ...], bool]:
    """The two formulas of a choice, and whether it is the larger one; none of other choices."""
    op, args = graph.ops[node], graph.args[node]
    if op is MAX or op is MIN:
        return args, op is MAX
    zero = graph.constant(0)
    if op is RELU:
        return (*args, zero), True
    if op is CLIP and args[1] == zero and graph.ops[args[0]] is EXP:
        return (args[0], args[2]), False
    return (), False


def _product(graph: Graph, formula: int) -> tuple[list[int], int | None]:
    """The products of which a formula is made, and their factor that grows without bound."""
    products, grown, stack = [formula], None, [formula]
    while stack:
        node = stack.pop()
        op, args = graph.ops[node], graph.args[node]
        if op in AT_ZERO:
            grown = node
        elif op is MULTIPLY or op is NEGATE or op is DIVIDE:
            products.append(node)
            stack += args[:1] if op is DIVIDE else args
    return products, grown


def _with_factor(graph: Graph, products: Sequence[int], factor: int, new: int) -> int:
    """The first of some products with another formula in the place of a factor."""
    image = {factor: new}
    for node in sorted(set(products) - {factor}):
        args = tuple([image.get(arg, arg) for arg in graph.args[node]])
        image[node] = graph.apply(graph.ops[node], args)
    return image[products[0]]


def _is_not_zero(graph: Graph, scale: int, exponent: int) -> bool:
    """Whether a scale is surely not 0, where all is tied: of a*expm1(x/a) it is not."""
    if graph.holds(graph.compare(NOT_EQUAL, scale, graph.constant(0))):
        return True
    below = near(graph, [exponent]) or []
    return any(graph.ops[node] is DIVIDE and graph.args[node][1] == scale for node in below)


def _exponent(graph: Graph, exponent: int, scale: int, upper: bool) -> int:
    """The larger or the smaller of an exponent and 0, turned where the scale is negative."""
    zero = graph.constant(0)
    higher, lower = (graph.apply(op, (exponent, zero)) for op in (MAX, MIN))
    up, down = (higher, lower) if upper else (lower, higher)
    return graph.where(graph.compare(LESS, zero, scale), up, down)
