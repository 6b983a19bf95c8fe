"""What each operation is in a field of quotients: a sum is one line, sqrt(x) a power of 1/2.

An operation that is not here, or whose form is None, stays a kernel.
"""

from __future__ import annotations

from symchain.functions import TABLE
from symchain.functions.arithmetic import ADD, DIVIDE, MULTIPLY, NEGATE, POWER, SUBTRACT
from symchain.graph import rational
from symchain.graph.graph import Graph
from symchain.graph.rational import HALF, MINUS_ONE, ONE, Rational
from symchain.simplification.families import PRODUCTS, SPREAD, Everything
from symchain.simplification.odd_roots import CBRT, ROOT, as_power
from symchain.simplification.polynomials import (
    MOST_TERMS,
    Quotient,
    added,
    kernels,
    times,
)
from symchain.simplification.roots import root_of_quotient
from symchain.simplification.sums import UNIT, gathered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from symchain.simplification.polynomials import Monomial
    from symchain.simplification.quotients import Field

EXP, SQRT, SIN, COS = (TABLE[name] for name in ("exp", "sqrt", "sin", "cos"))
# Functions as quotients of sine and cosine; None stands for 1.
PARTS = {
    TABLE["tan"]: (SIN, COS),
    TABLE["cot"]: (COS, SIN),
    TABLE["sec"]: (None, COS),
    TABLE["csc"]: (None, SIN),
}


def _power(field: Field, node: int, args: list[Quotient]) -> Quotient | None:
    graph = field.graph
    base = graph.args[node][0]
    exponent = HALF if graph.ops[node] is SQRT else graph.constants.get(graph.args[node][1])
    if node in field.bare and args[0].above:
        return _parted(field, *field.bare[node], base, args[0])
    if node in field.lowest and args[0].above:
        lowest, times, rest = field.lowest[node]
        power = field.kernel(lowest, (times, 1))
        if not rest:
            return power
        # (x/y)^(a + 1) is (x/y)^a*(x/y): what is raised stays together
        whole = graph.ops[base] in PRODUCTS
        return field.product(
            power, field.kernel(base, (rest, 1)) if whole else field.raised(args[0], rest)
        )
    if exponent is None or exponent[0] <= 0:
        return None
    if exponent[1] != 1:
        if graph.ops[base] is POWER:
            return None  # not: (x^2)^(1/2) -> x   (x = -1)
        if pair := _conjugates(field, base):
            return field.product(*[field.kernel(each, exponent) for each in pair])
        return _root(field, base, args[0], exponent) or field.kernel(base, exponent)
    if not args[0].above or exponent[0] > MOST_TERMS:
        return None
    return field.raised(args[0], exponent[0])


def _parted(
    field: Field, power: int, turn: int, rest: int, base: int, value: Quotient
) -> Quotient | None:
    """The power of a node to 1 or -1 times a whole power of its base, which has a value."""
    above = field.kernel(power) if turn > 0 else Quotient({(): ONE}, ((power, ONE),))
    if not rest:
        return above
    whole = field.graph.ops[base] in PRODUCTS  # what is raised stays together
    steps = field.kernel(base, (abs(rest), 1)) if whole else field.raised(value, abs(rest))
    if rest > 0:
        return field.product(above, steps)
    below = field.inverted(steps)
    return None if below is None else field.product(above, below)


def _root(field: Field, base: int, value: Quotient, exponent: Rational) -> Quotient | None:
    """A sum to a power of n/2, over what is below it: see roots; None where it stays a kernel."""
    above, below = value.above, value.below
    if len(above) < 2:
        return None
    if not below:
        field.sums.setdefault(base, above)
    if exponent[1] != 2:
        return None
    is_sum = len(above) > 2 or not kernels(above).isdisjoint(field.sums)
    field.rooted = field.rooted or bool(below) or is_sum
    found = root_of_quotient(field, above, below, exponent) if below or field.roots else None
    if found is None:
        field.radicands[base] = above, below
        return None
    return Quotient({found[0]: ONE}, found[1])


def rooted_bases(graph: Graph, order: Sequence[int]) -> set[int]:
    """What some nodes are roots of, or powers with a broken exponent: it is not below 0."""
    return {
        graph.args[node][0]
        for node in order
        if graph.ops[node] is SQRT
        or (graph.ops[node] is POWER and graph.constants.get(graph.args[node][1], ONE)[1] > 1)
    }


def _conjugates(field: Field, base: int) -> list[int] | None:
    """a + b and a - b of a^2 - b^2 where roots of both stand beside: sqrt(1 - x), sqrt(1 + x)."""
    graph = field.graph
    if graph.ops[base] is not SUBTRACT or len(field.rooted_bases) < 3:
        return None
    a, b = [_square_root(graph, arg) for arg in graph.args[base]]
    if a is None or b is None:
        return None
    pair = [graph.add(a, b), graph.subtract(a, b)]
    return pair if field.rooted_bases.issuperset(pair) else None


def _square_root(graph: Graph, node: int) -> int | None:
    """The node of which a node is the square: x^2 of x^4, 4 of 16; None where there is none."""
    if node in graph.constants:
        root = rational.root(graph.constants[node], 2)
        return None if root is None else graph.number(root)
    if graph.ops[node] is not POWER:
        return None
    base, exponent = graph.args[node]
    top, bottom = graph.constants.get(exponent, ONE)
    return graph.power(base, graph.constant(top // 2)) if bottom == 1 and top % 2 == 0 else None


def _exponential(field: Field, node: int, args: list[Quotient]) -> Quotient | None:
    """exp(c*a + b) as a power of exp(u*a) times exp(b), u the unit of a: exp(2*x) is exp(x)^2."""
    graph = field.graph
    collected = gathered(graph, graph.args[node][0], {}, Everything(SPREAD))
    above: Monomial = ()
    below: Monomial = ()
    for term, value in collected.items():
        unit = field.units.get(term, ONE)
        top, bottom = rational.multiply(value, rational.inverse(unit))
        counted = graph.number(unit)
        if term != UNIT:
            counted = graph.multiply(counted, term)
        kernel = graph.apply(EXP, (counted,))
        if top > 0:
            above = times(above, ((kernel, (top, bottom)),))
        elif top:
            below = times(below, ((kernel, (-top, bottom)),))
    return Quotient({above: ONE}, below)


def _quotient(field: Field, node: int, args: list[Quotient]) -> Quotient | None:
    if field.lines and _is_of_names(field.graph, args[1]):
        one = field.graph.constant(1)
        ((monomial, value),) = args[1].above.items()
        over = tuple(sorted([(field.graph.divide(one, k), e) for k, e in monomial]))
        return field.product(args[0], Quotient({over: rational.inverse(value)}))
    flipped = field.inverted(args[1])
    return None if flipped is None else field.product(args[0], flipped)


def _is_of_names(graph: Graph, quotient: Quotient) -> bool:
    """Whether a quotient is a number times powers of variables, with none below a line."""
    above = list(quotient.above)
    return len(above) == 1 and not quotient.below and all(k in graph.names for k, _ in above[0])


def _circular(field: Field, node: int, args: list[Quotient]) -> Quotient | None:
    """tan(a) as sin(a)/cos(a) where one of these stands there too, and the like."""
    graph, arg = field.graph, field.graph.args[node]
    parts = [graph.find(op, arg) for op in (SIN, COS)]
    if field.present.isdisjoint(parts):
        return None
    above, below = PARTS[graph.ops[node]]
    top = ((graph.apply(above, arg), ONE),) if above else ()
    return Quotient({top: ONE}, ((graph.apply(below, arg), ONE),))


FORMS: dict[object, Callable[[Field, int, list[Quotient]], Quotient | None]] = {
    ADD: lambda field, node, args: field.sum(args[0], args[1]),
    SUBTRACT: lambda field, node, args: field.sum(args[0], args[1], MINUS_ONE),
    NEGATE: lambda field, node, args: Quotient(added({}, args[0].above, MINUS_ONE), args[0].below),
    MULTIPLY: lambda field, node, args: field.product(args[0], args[1]),
    DIVIDE: _quotient,
    POWER: _power,
    EXP: _exponential,
    SQRT: _power,
    CBRT: as_power,
    ROOT: as_power,
    **dict.fromkeys(PARTS, _circular),
}
