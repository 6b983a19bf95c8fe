"""Slopes that formulas have where a length or a root is 0: y*hypot(x, y), sin(x)*cbrt(x) at 0.

Their parts are y*y/h with h = hypot(x, y), and sin(x)/(3*c^2) with c = cbrt(x): 0/0 there. A
quotient y/h is never larger than 1, and what it is multiplied with is 0; what c^2 divides is 0 and
goes there faster. So where h or c is 0 the divisor may be 1.
"""

from __future__ import annotations

from symchain.calculus.damping import is_damped
from symchain.functions import TABLE
from symchain.functions.arithmetic import DIVIDE, EQUAL, MULTIPLY, NEGATE, POWER
from symchain.graph.graph import Graph
from symchain.graph.rational import ONE
from symchain.graph.walk import dependent, reachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

HYPOT = TABLE["hypot"]
DAMPED = frozenset((HYPOT, POWER, *[TABLE[name] for name in ("sqrt", "cbrt", "root")]))
PRODUCTS = frozenset((MULTIPLY, NEGATE, POWER))
LARGEST = 1_000  # nodes of values that are looked through for each length and root


def with_damped_slopes(graph: Graph, values: Sequence[int], results: Sequence[int]) -> list[int]:
    """The results, values and first derivatives, with slopes where a length or root is 0."""
    order = reachable(graph, results)
    parts = _damped(graph, values, order) if graph.has_any(DAMPED) else []
    if not parts:
        return list(results)
    vanishing = _conditions(graph, parts, order)
    one = graph.constant(1)
    image: dict[int, int] = {}
    for node in order:
        op, args = graph.ops[node], graph.args[node]
        new = [image[arg] for arg in args]
        if op is DIVIDE:
            for factor in _factors(graph, args[1]).intersection(vanishing):
                if graph.ops[factor] is not HYPOT or _is_multiple(graph, args[0], factor):
                    new[1] = graph.where(vanishing[factor], one, new[1])
        image[node] = node if new == list(args) else graph.apply(op, tuple(new))
    return [image[node] for node in results]


def _damped(graph: Graph, values: Sequence[int], order: Sequence[int]) -> list[int]:
    """The lengths and roots by which results divide where the values are smooth."""
    above = reachable(graph, values)
    parts = [node for node in above if graph.ops[node] in DAMPED and not _is_whole(graph, node)]
    if not parts or len(above) > LARGEST:
        return []
    dividing = _dividing(graph, order)
    parts = [node for node in parts if node in dividing or graph.args[node][0] in dividing]
    return [node for node in parts if _is_smooth(graph, values, above, node)]


def _conditions(graph: Graph, parts: Sequence[int], order: Iterable[int]) -> dict[int, int]:
    """Where lengths and roots are 0, and powers of what they are roots of."""
    zero = graph.constant(0)
    found = {part: graph.compare(EQUAL, part, zero) for part in parts}
    bases = {graph.args[part][0] for part in parts if graph.ops[part] is not HYPOT}
    for node in order:
        if graph.ops[node] is POWER and graph.args[node][0] in bases and not _is_whole(graph, node):
            found[node] = graph.compare(EQUAL, graph.args[node][0], zero)
    return found


def _is_whole(graph: Graph, node: int) -> bool:
    """Whether a node is a power whose exponent is a whole number, or no number."""
    return graph.ops[node] is POWER and graph.constants.get(graph.args[node][1], ONE)[1] == 1


def _dividing(graph: Graph, order: Iterable[int]) -> set[int]:
    """The factors of all divisors."""
    divisors = {graph.args[node][1] for node in order if graph.ops[node] is DIVIDE}
    return set().union(*[_factors(graph, divisor) for divisor in divisors])


def _is_smooth(graph: Graph, values: Sequence[int], order: list[int], part: int) -> bool:
    """Whether values have slope 0 by a part where it is 0, and divide by nothing that has it."""
    users = dependent(graph, order, [part])
    divided = any(graph.ops[node] is DIVIDE and users[graph.args[node][1]] for node in order)
    own = [value for value in values if users[value]]
    return bool(own) and not divided and all(is_damped(graph, value, part) for value in own)


def _is_multiple(graph: Graph, product: int, length: int) -> bool:
    """Whether a factor of a product is one of what the length is of."""
    return not _factors(graph, product).isdisjoint(graph.args[length])


def _factors(graph: Graph, product: int) -> set[int]:
    """What a product, or a power, is made of."""
    found = {product}
    stack = [product]
    while stack:
        node = stack.pop()
        if graph.ops[node] in PRODUCTS:
            args = graph.args[node][: 1 if graph.ops[node] is POWER else None]
            stack += [arg for arg in args if arg not in found]
            found.update(args)
    return found
