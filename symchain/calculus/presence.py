"""Where a factor is not zero by choice, so that what it is multiplied with is asked for only there.

The slope of where(x > 0, log(x), 0) + where(x > 1, log(x), 0) by log(x) is a sum of choices that is
0 for x <= 0; times 1/x it must be 0 there too, not undefined.
"""

from __future__ import annotations

from symchain.functions.arithmetic import ADD, DIVIDE, MULTIPLY, NEGATE, OR, SUBTRACT, TRUE, WHERE
from symchain.graph.conditions import FEW
from symchain.graph.graph import Graph
from symchain.graph.rational import ZERO

PASSED_ON = frozenset((ADD, SUBTRACT, NEGATE, MULTIPLY, DIVIDE, WHERE))


def guarded(graph: Graph, factor: int, product: int) -> int:
    """A product that is 0 where a factor of it is 0 by choice; both are nodes."""
    if not graph.has(WHERE):
        return product
    if graph.ops[product] is WHERE and _is_spread(graph, factor):
        return product  # where(c, s, 0)*t is where(c, s*t, 0) already
    return graph.where(presence(graph, factor), product, graph.constant(0))


def _is_spread(graph: Graph, factor: int) -> bool:
    """Whether a choice has but few branches, none of them zero by a choice of its own."""
    for _ in range(FEW // 2):
        if graph.ops[factor] is not WHERE:
            break
        _, yes, factor = graph.args[factor]
        if graph.args[presence(graph, yes)]:
            return False
    return not graph.args[presence(graph, factor)]


def presence(graph: Graph, node: int) -> int:
    """The condition outside of which a formula is 0 by the choices in it; true where it has none.

    Every node is asked once in the life of its graph.
    """
    known = graph.notes
    stack = [node]
    while stack:
        top = stack[-1]
        key = ("presence", top)
        asked = graph.args[top] if graph.ops[top] in PASSED_ON else ()
        asked = asked[1:] if graph.ops[top] is WHERE else asked
        missing = [arg for arg in asked if key not in known and ("presence", arg) not in known]
        if not missing:
            known.setdefault(key, _of(graph, top, [known["presence", arg] for arg in asked]))
            stack.pop()
        stack += missing
    found: int = known["presence", node]
    return found


def _of(graph: Graph, node: int, parts: list[int]) -> int:
    """The presence of a node, from those of the parts that could make it zero."""
    op, args = graph.ops[node], graph.args[node]
    if not parts:
        return graph.truth(graph.constants.get(node) != ZERO)
    first, last = parts[0], parts[-1]
    if op is WHERE:
        return _of_choice(graph, args[0], first, last)
    if op is MULTIPLY:
        return graph.conjunction(first, last)
    return first if op is DIVIDE else _either(graph, first, last)


def _of_choice(graph: Graph, condition: int, yes: int, no: int) -> int:
    """(c and yes) or (not c and no), as short as it can be said."""
    if yes == no:
        return yes
    otherwise = graph.negation(condition)
    if graph.ops[yes] is TRUE:
        return _either(graph, condition, no)
    if graph.ops[no] is TRUE:
        return _either(graph, otherwise, yes)
    return _either(graph, graph.conjunction(condition, yes), graph.conjunction(otherwise, no))


def _either(graph: Graph, a: int, b: int) -> int:
    """a or b; true where one is among the opposites of what the other joins."""
    first, second = frozenset(graph.members(OR, a)), frozenset(graph.members(OR, b))
    if any(graph.negation(part) in second for part in first):
        return graph.truth(True)
    return graph.disjunction(a, b)
