"""Kinks that a formula does not have though a part of it does: abs(x)^2, x*abs(x), max(x, 0)^2.

So it is for a length, x*sqrt(x^2 + y^2), which is no steeper than the square root of a number.
"""

from __future__ import annotations

from symchain.calculus.borders import KINK
from symchain.calculus.substitution import gap, near, solution, substituted
from symchain.errors import DerivativeError
from symchain.functions import TABLE
from symchain.functions.arithmetic import ADD, MULTIPLY, POWER
from symchain.graph import rational
from symchain.graph.graph import Graph

TYPE_CHECKING = False
if TYPE_CHECKING:
    from symchain.calculus.substitution import Images

SQRT = TABLE["sqrt"]


def is_damped(graph: Graph, root: int, node: int) -> bool:
    """Whether it is proved that a formula's slope by a function with a kink is 0 at the kink.

    What the function's own slope does there is then multiplied with 0. A slope that may itself jump
    there has a condition of its own.
    """
    from symchain.calculus.rules import tangents

    above, tie = near(graph, [root]), _tie(graph, node)
    if above is None or tie is None:
        return False
    try:
        slope = tangents(graph, above, {node: graph.constant(1)})[root]
    except DerivativeError:
        return False
    inside = near(graph, [slope])
    if inside is None:
        return False
    return gap(graph, [substituted(graph, inside, tie)[slope], graph.constant(0)]) is None


def _tie(graph: Graph, node: int) -> Images | None:
    """What stands for what where a function has its kink; None where it has several."""
    op, args = graph.ops[node], graph.args[node]
    if op is SQRT:
        return _without_length(graph, args[0])
    if op.breaks != KINK or len(op.parameters) > 2:
        return None
    zero = graph.constant(0)
    if op.variadic:  # hypot
        return dict.fromkeys(args, zero)
    first, second = args if len(args) == 2 else (args[0], zero)
    solved = solution(graph, first, second)
    if solved is None:
        return {second: first} if first in graph.constants else {first: second}
    return solved


def _without_length(graph: Graph, root: int) -> Images | None:
    """Zeros for what is squared in a sum of squares; None for another sum."""
    found: Images = {}
    stack = [root]
    while stack:
        node = stack.pop()
        op, args = graph.ops[node], graph.args[node]
        if op is ADD:
            stack += args
        elif op is MULTIPLY and graph.constants.get(args[0], rational.ZERO)[0] > 0:
            stack.append(args[1])
        elif op is POWER and graph.constants.get(args[1]) == (2, 1):
            found[args[0]] = graph.constant(0)
        else:
            return None
    return found
