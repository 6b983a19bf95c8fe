"""Angles by their cosine or sine, x over a length: the arc tangent of both legs keeps all digits.

acos(x/hypot(x, y, z)) is atan2(hypot(y, z), x). Of two vectors it is Lagrange's identity that tells
the other leg: |u|^2*|v|^2 - (u*v)^2 is the sum of the squares of all u_i*v_j - u_j*v_i.
"""

from __future__ import annotations

from itertools import combinations

from symchain.functions import TABLE
from symchain.graph.rational import ONE
from symchain.graph.walk import reachable
from symchain.simplification.families import interior
from symchain.stability.quotients import legs
from symchain.stability.views import Views, key_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from symchain.functions.row import Op
    from symchain.graph.graph import Graph
    from symchain.graph.rational import Rational
    from symchain.stability.views import Powers, Product

ACOS, ASIN, ATAN2, HYPOT, SQRT = [
    TABLE[name] for name in ("acos", "asin", "atan2", "hypot", "sqrt")
]
ARCS = frozenset((ACOS, ASIN))
MOST = 4  # legs of a length


def turned(
    graph: Graph, roots: Sequence[int], computed: Callable[[Op], object] | None = None
) -> list[int]:
    """The nodes of the roots with such angles as arc tangents."""
    if not graph.has_any(ARCS) or (computed and not all(map(computed, (ATAN2, HYPOT)))):
        return list(roots)
    views = Views(graph, interior(graph, roots))
    image: dict[int, int] = {}
    for node in reachable(graph, roots):
        args = tuple([image.get(arg, arg) for arg in graph.args[node]])
        made = node if args == graph.args[node] else graph.apply(graph.ops[node], args)
        if graph.ops[made] in ARCS:
            made = _turned(views, made)
        if made != node:
            image[node] = made
    return [image.get(root, root) for root in roots]


def _turned(views: Views, node: int) -> int:
    """An arc cosine or sine as an arc tangent, where its argument is seen to be a leg's share."""
    graph = views.graph
    value, powers = views.product(graph.args[node][0])
    lengths, above = _lengths(views, powers)
    leg = views.written(value, above)
    other = _other_leg(views, leg, lengths)
    if other is None:
        return node
    return graph.apply(ATAN2, (other, leg) if graph.ops[node] is ACOS else (leg, other))


def _lengths(views: Views, powers: Powers) -> tuple[list[list[int]], Powers]:
    """The legs of the lengths below the line, and the other factors."""
    lengths: list[list[int]] = []
    above: Powers = {}
    for base, exponent in powers.items():
        found = _legs(views, base, exponent)
        if found:
            lengths += found
        else:
            above[base] = exponent
    return lengths, above


def _legs(views: Views, base: int, exponent: Rational) -> list[list[int]]:
    """The legs of the lengths by which a factor divides; none where it is something else."""
    graph = views.graph
    op, args = graph.ops[base], graph.args[base]
    if exponent == (-1, 1) and op is HYPOT:
        return [list(args)]
    if exponent == (-1, 1) and op is SQRT:
        value, inside = views.product(args[0])
        totals = list(inside) if value == ONE and set(inside.values()) == {ONE} else []
    else:
        totals = [base] if exponent == (-1, 2) else []
    found = [legs(views, total) for total in totals]
    return found if all(found) else []


def _other_leg(views: Views, leg: int, lengths: Sequence[list[int]]) -> int | None:
    """What is at right angles to a leg beside lengths; None where the leg is none of theirs."""
    if not 1 <= len(lengths) <= 2 or any(len(each) > MOST for each in lengths):
        return None
    graph, first = views.graph, lengths[0]
    if len(lengths) == 1:
        own = next((part for part in first if _same(views, part, leg)), None)
        rest = [part for part in first if part != own]
        return graph.apply(HYPOT, tuple(rest)) if len(rest) == len(first) - 1 else None
    second = _paired(views, leg, first, lengths[1])
    if second is None:
        return None
    crosses = [
        graph.subtract(graph.multiply(first[i], second[j]), graph.multiply(first[j], second[i]))
        for i, j in combinations(range(len(first)), 2)
    ]
    return graph.apply(HYPOT, tuple(crosses))


def _same(views: Views, first: int, second: int) -> bool:
    """Whether two nodes are the same but for the sign."""
    (value, powers), (other, others) = views.product(first), views.product(second)
    return powers == others and value in (other, (-other[0], other[1]))


def _paired(
    views: Views, total: int, first: Sequence[int], second: Sequence[int]
) -> list[int] | None:
    """The legs of a second length in the order in which a sum of products pairs them."""
    terms = dict(views.terms(total))
    if not len(terms) == len(first) == len(second):
        return None
    left, found = list(second), []
    for own in first:
        for other in left:
            product = _product(views, own, other)
            key = key_of(product[1])
            if terms.get(key) == product:
                del terms[key]
                left.remove(other)
                found.append(other)
                break
        else:
            return None
    return found


def _product(views: Views, first: int, second: int) -> Product:
    return views.product(views.graph.multiply(first, second))
