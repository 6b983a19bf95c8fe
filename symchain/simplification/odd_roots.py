"""Real roots of odd order as powers: cbrt(x)^4/x is cbrt(x), cbrt(x^2) is cbrt(x)^2.

They have a value everywhere, unlike x^(1/3), and the root of a product is that of its factors.
"""

from __future__ import annotations

from symchain.functions import TABLE
from symchain.functions.arithmetic import POWER
from symchain.graph import rational
from symchain.graph.rational import ONE, ZERO, Rational
from symchain.graph.walk import under
from symchain.simplification.polynomials import Quotient

TYPE_CHECKING = False
if TYPE_CHECKING:
    from symchain.graph.graph import Graph
    from symchain.simplification.polynomials import Monomial
    from symchain.simplification.quotients import Field

CBRT, ROOT = TABLE["cbrt"], TABLE["root"]
ODD_ROOTS = frozenset((CBRT, ROOT))


def order_of(graph: Graph, node: int) -> int:
    """3 for cbrt(x), 5 for root(x, 5); 0 for what is no root of odd order."""
    op = graph.ops[node]
    if op is CBRT:
        return 3
    if op is ROOT:
        top, bottom = graph.constants.get(graph.args[node][1], ZERO)
        return top if bottom == 1 and top > 1 and top % 2 else 0
    return 0


def root(graph: Graph, base: int, order: int) -> int:
    """The node of a root of odd order."""
    if order == 3:
        return graph.apply(CBRT, (base,))
    return graph.apply(ROOT, (base, graph.constant(order)))


def with_odd_roots(graph: Graph, powers: dict[int, Rational]) -> dict[int, Rational]:
    """The powers of a product with those of x and of its roots joined: x/cbrt(x)^2 is cbrt(x)."""
    found = powers
    for kernel in powers if graph.has_any(ODD_ROOTS) else ():
        order = order_of(graph, kernel) if graph.ops[kernel] in ODD_ROOTS else 0
        base = graph.args[kernel][0] if order else -1
        top, bottom = found.get(base, ZERO)
        exponent = found.get(kernel, ZERO)
        if not order or bottom != 1 or exponent[1] != 1:
            continue
        if abs(exponent[0]) < order and top * exponent[0] >= 0:
            continue
        whole = top * order + exponent[0]
        sign = 1 if whole > 0 else -1
        outside, rest = divmod(abs(whole), order)
        found = {each: e for each, e in found.items() if each not in (base, kernel)}
        for each, e in ((base, outside), (kernel, rest)):
            if e:
                found[each] = (sign * e, 1)
    return found


def as_power(field: Field, node: int, args: list[Quotient]) -> Quotient | None:
    """A root of odd order as a power of what is under it, in a field that has no other such one."""
    graph = field.graph
    order = order_of(graph, node)
    if not order or not args[0].above or field.has_broken_powers:
        return None
    base = graph.args[node][0]
    above = field.factored(args[0].above)
    ((monomial, value),) = above.items()
    size = rational.root((abs(value[0]), value[1]), order)
    parts = *monomial, *args[0].below
    if size is None or any(bottom != 1 for _, (_, bottom) in parts):
        if args[0].below or len(args[0].above) < 2:
            return None
        field.sums.setdefault(base, args[0].above)
        monomial, size, value, parts = ((base, ONE),), ONE, ONE, ((base, ONE),)
    field.odd_roots.update(dict.fromkeys([kernel for kernel, _ in parts], order))
    sign = 1 if value[0] > 0 else -1
    return Quotient(
        {_divided(monomial, order): (sign * size[0], size[1])}, _divided(args[0].below, order)
    )


def _divided(monomial: Monomial, order: int) -> Monomial:
    """The root of a monomial."""
    return tuple([(kernel, rational.multiply(e, (1, order))) for kernel, e in monomial])


def has_broken_powers(graph: Graph, order: list[int]) -> bool:
    """Whether some nodes have a power with a broken exponent, which has no value below zero."""
    return any(
        graph.ops[node] is POWER and graph.constants.get(graph.args[node][1], ONE)[1] > 1
        for node in order
    )


def with_roots(field: Field, node: int) -> int | None:
    """The node with roots of odd order for the powers that stand for them; None for other ones."""
    graph = field.graph
    image: dict[int, int] = {}
    for part in under(graph, node):
        args = graph.args[part]
        new = part
        if not image.keys().isdisjoint(args):
            new = graph.apply(graph.ops[part], tuple([image.get(arg, arg) for arg in args]))
        if graph.ops[part] is POWER and args[0] in field.odd_roots:
            top, bottom = graph.constants.get(args[1], ONE)
            order = field.odd_roots[args[0]]
            if bottom not in (1, order):
                return None
            if bottom == order:
                base = root(graph, image.get(args[0], args[0]), order)
                new = graph.power(base, graph.constant(top))
        if new != part:
            image[part] = new
    return image.get(node, node)
