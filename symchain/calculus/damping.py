"""Kinks that a formula does not have though a part of it does: abs(x)^2, x*abs(x), abs(x^3).

So it is for a length, x*sqrt(x^2 + y^2), which is no steeper than the square root of a number, and
for roots that are infinitely steep: x*cbrt(x) is flat at 0.
"""

from __future__ import annotations

from symchain.calculus.borders import KINK
from symchain.calculus.substitution import gap, is_differentiable, near, solution, substituted
from symchain.errors import DerivativeError
from symchain.functions import TABLE
from symchain.functions.arithmetic import ADD, MULTIPLY, NEGATE, POWER
from symchain.graph import rational
from symchain.graph.graph import Graph
from symchain.graph.transfer import transfer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from symchain.calculus.substitution import Images
    from symchain.functions.row import Op

ABS, CBRT, ROOT, SQRT = (TABLE[name] for name in ("abs", "cbrt", "root", "sqrt"))
STEEP = frozenset((CBRT, POWER, ROOT, SQRT))  # no bound on their slopes beside 0
BOUNDED = frozenset(op for op in TABLE.values() if op.breaks == KINK)
PART = "the part"  # a name in graphs of our own, which no user can write


def is_damped(graph: Graph, root: int, node: int) -> bool:
    """Whether it is proved that a formula has a slope where a function in it has none.

    So it is if the formula's slope by a function with a kink is 0 at the kink, if that of the
    function's argument is, or if the formula's slope by a steep function is 0 there whatever the
    function's value is. What the function's own slope does there is then multiplied with 0. A
    slope that may itself jump there has a condition of its own.
    """
    above, tie = near(graph, [root]), _tie(graph, node)
    if above is None or tie is None:
        return False
    if graph.ops[node] in STEEP and _is_flat_for_any(graph, root, node, tie):
        return True
    if graph.ops[node] in STEEP and not _is_length(graph, node):
        return False
    slope = _slope(graph, above, root, node)
    inside = None if slope is None else near(graph, [slope])
    if slope is None or inside is None:
        return False
    images = substituted(graph, inside, tie)
    if _is_zero(graph, images[slope]):
        return True
    return graph.ops[node].breaks == KINK and _is_flat_inside(graph, slope, images, node, tie)


def _slope(graph: Graph, order: list[int], root: int, node: int) -> int | None:
    """The slope of a formula by a part of it; None where there is no closed one."""
    from symchain.calculus.rules import tangents

    try:
        return tangents(graph, order, {node: graph.constant(1)}).get(root, graph.constant(0))
    except DerivativeError:
        return None


def _is_zero(graph: Graph, node: int) -> bool:
    return gap(graph, [node, graph.constant(0)]) is None


def _is_flat_for_any(graph: Graph, root: int, node: int, tie: Images) -> bool:
    """Whether the slope by a part is 0 at a tie, whatever the value of the part is.

    The slope must have no infinite slope itself: not sqrt(abs(x))*cbrt(x).
    """
    own = Graph()
    part = own.symbol(PART)
    moved, *ends = transfer(graph, [root, *tie, *tie.values()], own, {node: part})
    known = dict(zip(ends[: len(tie)], ends[len(tie) :], strict=True))
    order = near(own, [moved])
    slope = None if order is None else _slope(own, order, moved, part)
    inside = None if slope is None else near(own, [slope])
    if slope is None or inside is None:
        return False
    images = substituted(own, inside, known)
    return _is_zero(own, images[slope]) and is_differentiable(own, slope, images, BOUNDED)


def _is_flat_inside(graph: Graph, slope: int, images: Images, node: int, tie: Images) -> bool:
    """Whether the argument of a function, or the difference of two, has slope 0 at a tie."""
    if not is_differentiable(graph, slope, images):
        return False
    args = graph.args[node]
    if graph.ops[node].variadic or len(args) > 2:
        return False
    rise = graph.subtract(*args) if len(args) == 2 else args[0]
    order, names = near(graph, [rise]), near(graph, [rise], names=True)
    if order is None or names is None:
        return False
    for name in names:
        inner = _slope(graph, order, rise, name)
        inside = None if inner is None else near(graph, [inner])
        if inner is None or inside is None:
            return False
        at = substituted(graph, inside, tie)
        if not (_is_zero(graph, at[inner]) and is_differentiable(graph, inner, at)):
            return False
    return True


def _tie(graph: Graph, node: int) -> Images | None:
    """What stands for what where a function has its kink; None where it has several."""
    op, args = graph.ops[node], graph.args[node]
    if op is SQRT or op is POWER:
        return _without_length(graph, args[0], ABS, POWER)
    if op is CBRT or op is ROOT:
        return _vanishing(graph, args[0])
    if op.breaks != KINK or len(op.parameters) > 2:
        return None
    if op.variadic:  # hypot
        return dict.fromkeys(args, graph.constant(0))
    if len(args) == 1:
        return _vanishing(graph, args[0])
    first, second = args
    if graph.constants.get(second) == rational.ZERO:
        return _vanishing(graph, first)
    solved = solution(graph, first, second)
    if solved is None:
        return {second: first} if first in graph.constants else {first: second}
    return solved


def _vanishing(graph: Graph, node: int) -> Images:
    """What stands for what where a formula is 0."""
    zero = graph.constant(0)
    while graph.ops[node] in (ABS, CBRT, NEGATE, SQRT) or _is_whole_power(graph, node):
        node = graph.args[node][0]
    return solution(graph, node, zero) or {node: zero}


def _is_whole_power(graph: Graph, node: int, divisor: int = 1) -> bool:
    """Whether a node is a power with a positive multiple of a number for its exponent."""
    if graph.ops[node] is not POWER:
        return False
    top, bottom = graph.constants.get(graph.args[node][1], rational.ZERO)
    return top > 0 and bottom == 1 and top % divisor == 0


def _is_length(graph: Graph, node: int) -> bool:
    """Whether a function is the root of a sum of squares: no steeper than an absolute value."""
    if graph.ops[node] is not SQRT:
        return False
    return _without_length(graph, graph.args[node][0], POWER) is not None


def _without_length(graph: Graph, root: int, *even: Op) -> Images | None:
    """Zeros for what some even functions in a sum are of, each of which is 0 at 0 alone.

    None for another sum.
    """
    found: Images = {}
    stack = [root]
    while stack:
        node = stack.pop()
        op, args = graph.ops[node], graph.args[node]
        if op is ADD:
            stack += args
        elif op is MULTIPLY and graph.constants.get(args[0], rational.ZERO)[0] > 0:
            stack.append(args[1])
        elif op in even and (op is ABS or _is_whole_power(graph, node, 2)):
            found |= _vanishing(graph, args[0])
        else:
            return None
    return found
