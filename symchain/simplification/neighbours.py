"""Functions of neighbouring orders: x*(besselj(0, x) - besselj(2, x))/2 + besselj(1, x) is
x*besselj(0, x).

The slope of a Bessel function asks for the orders on both sides of it. Each order is written by two
that follow one another, by the recurrence of the function (DLMF 10.6.1 and 10.29.1), where that is
shorter and asks nothing more of the variables.
"""

from __future__ import annotations

from symchain.functions import TABLE
from symchain.functions.arithmetic import ADD, SUBTRACT
from symchain.functions.row import Op
from symchain.graph.domains import keeps_domain
from symchain.graph.graph import Graph
from symchain.graph.walk import under
from symchain.simplification.cost import shortest_of
from symchain.simplification.polynomials import TooLarge
from symchain.simplification.quotients import Field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    Orders = dict[int, int]  # the node of each order, counted from one of them

# f(n + 1, a) is a sign times f(n - 1, a) and a number times n*f(n, a)/a.
RECURRENCES = {
    TABLE["besselj"]: (-1, 2),
    TABLE["bessely"]: (-1, 2),
    TABLE["besseli"]: (1, -2),
    TABLE["besselk"]: (1, 2),
}
HEADS = frozenset(RECURRENCES)
FARTHEST = 4  # orders between the first and the last that are brought together


def neighbours(graph: Graph, root: int) -> int:
    """The root with functions of two neighbouring orders for those of more, if that is shorter."""
    if not graph.has_any(HEADS):
        return root
    order = under(graph, root)
    forms = [root]
    for found in _families(graph, order):
        for low in range(min(found), max(found)):
            forms.append(_by_two(graph, order, found, low))
    if len(forms) == 1:
        return root
    from symchain.simplification import likeliest

    made = [likeliest(graph, _cleared(graph, form)) for form in forms[1:]]
    return shortest_of(graph, [root, *[form for form in made if keeps_domain(graph, form, root)]])


def _cleared(graph: Graph, form: int) -> list[int]:
    """A form, and it over one line with what cancels left out."""
    field = Field(graph)
    try:
        return [form, field.node(field.quotient(form))]
    except TooLarge:
        return [form]


def _families(graph: Graph, order: list[int]) -> Iterable[Orders]:
    """The functions of one argument whose orders differ by whole numbers, three or more."""
    found: dict[tuple[Op, int, int], Orders] = {}
    for node in order:
        if graph.ops[node] in HEADS:
            index, argument = graph.args[node]
            base, count = _counted(graph, index)
            found.setdefault((graph.ops[node], argument, base), {})[count] = node
    return [
        orders for orders in found.values()
        if len(orders) > 2 and max(orders) - min(orders) <= FARTHEST
    ]  # fmt: skip


def _counted(graph: Graph, index: int) -> tuple[int, int]:
    """An order as a formula and a whole number: n + 1 as n and 1, 5/2 as 1/2 and 2."""
    value = graph.constants.get(index)
    if value is not None:
        whole, rest = divmod(value[0], value[1])
        return graph.number((rest, value[1])), whole
    if graph.ops[index] in (ADD, SUBTRACT):
        first, second = graph.args[index]
        top, bottom = graph.constants.get(second, (0, 0))
        if bottom == 1:
            return first, top if graph.ops[index] is ADD else -top
    return index, 0


def _by_two(graph: Graph, order: list[int], orders: Orders, low: int) -> int:
    """The last node of an order with all orders by the one that is `low` and the next."""
    node = next(iter(orders.values()))
    op, (index, argument) = graph.ops[node], graph.args[node]
    base, _ = _counted(graph, index)
    sign, number = RECURRENCES[op]
    place = [graph.add(base, graph.constant(k)) for k in (low, low + 1)]
    made = {low + k: graph.apply(op, (at, argument)) for k, at in enumerate(place)}
    upwards = range(low + 1, max(orders))
    downwards = range(low, min(orders), -1)
    for steps, step in ((upwards, 1), (downwards, -1)):
        for k in steps:
            whole = graph.multiply(graph.add(base, graph.constant(k)), made[k])
            share = graph.divide(whole, argument)
            scaled = graph.multiply(graph.constant(number if step > 0 else -sign * number), share)
            other = graph.multiply(graph.constant(sign), made[k - step])
            made[k + step] = graph.add(other, scaled)
    image = {orders[k]: made[k] for k in orders}
    for node in order:
        if node not in image and not image.keys().isdisjoint(graph.args[node]):
            args = tuple([image.get(arg, arg) for arg in graph.args[node]])
            image[node] = graph.apply(graph.ops[node], args)
    return image[order[-1]]
