"""What physicists call dimensions: how a formula scales when its variables do.

Each variable is given a dimension of its own; what is added, compared or put into exp has to have
the dimensions that make that right. If this asks for one relation c1*dim(x1) + c2*dim(x2) + ... = 0
only, then the formula is a product of powers times a function of u = x1^c1*x2^c2*... alone
(Buckingham, On physically similar systems, 1914).
"""

from __future__ import annotations

from symchain.functions import TABLE
from symchain.functions.arithmetic import (
    ADD,
    CONSTANT,
    DIVIDE,
    EQUAL,
    LESS,
    LESS_EQUAL,
    MULTIPLY,
    NEGATE,
    NOT_EQUAL,
    POWER,
    SUBTRACT,
    SYMBOL,
    WHERE,
)
from symchain.functions.row import Op
from symchain.graph import rational
from symchain.graph.graph import Graph
from symchain.graph.rational import ONE, ZERO, Rational, inverse
from symchain.graph.walk import reachable
from symchain.simplification.families import SUMS

Dimension = dict[int, Rational]  # the exponents of the variables' dimensions

ALIKE: frozenset[Op] = frozenset((ADD, SUBTRACT, *(TABLE[n] for n in ("hypot", "max", "min"))))
COMPARED: frozenset[Op] = frozenset((LESS, LESS_EQUAL, EQUAL, NOT_EQUAL))
ROOTS: dict[Op, Rational] = {TABLE["sqrt"]: (1, 2), TABLE["cbrt"]: (1, 3)}
QUOTIENTS: frozenset[Op] = frozenset((TABLE["atan2"], TABLE["sign"]))  # all arguments alike


class Scaling:
    """A formula as powers times a function of `inner`, a product of powers of its variables.

    `powers` are the formula's own dimension; each multiple of `inner` may be added to them.
    """

    def __init__(self, inner: Dimension, powers: Dimension) -> None:
        self.inner = inner
        self.powers = powers

    def without(self, variable: int) -> Dimension:
        """The powers after so much of `inner` was taken out that a variable of it is gone."""
        share = rational.multiply(self.powers.get(variable, ZERO), inverse(self.inner[variable]))
        return combined(self.powers, self.inner, (-share[0], share[1]))

    def inverse(self) -> Scaling:
        """The same with 1/u in the place of u."""
        return Scaling(combined({}, self.inner, (-1, 1)), self.powers)


def scaling(graph: Graph, root: int) -> Scaling | None:
    """How a formula with sums scales; None where it is no function of one product of powers."""
    known: dict[int, Dimension] = {}
    relation: Dimension = {}
    order = reachable(graph, [root])
    if not any(op in SUMS for op in {graph.ops[node] for node in order}):
        return None  # nothing cancels
    for node in order:
        op, args = graph.ops[node], graph.args[node]
        given = [known[arg] for arg in args]
        found, wanted = _dimension(graph, node, op, given)
        known[node] = found
        for each in wanted:
            if each and not relation:
                relation = each
            elif each and not _is_multiple(each, relation):
                return None
    return Scaling(_whole(relation), known[root]) if relation else None


def _dimension(
    graph: Graph, node: int, op: Op, given: list[Dimension]
) -> tuple[Dimension, list[Dimension]]:
    """The dimension of a node, and what must have none so that it is right."""
    if op is SYMBOL:
        return {node: ONE}, []
    if op is CONSTANT or not given:
        return {}, []
    if op is MULTIPLY:
        return combined(given[0], given[1]), []
    if op is DIVIDE:
        return combined(given[0], given[1], (-1, 1)), []
    if op is NEGATE or op.name == "abs":
        return given[0], []
    if op in ROOTS:
        return combined({}, given[0], ROOTS[op]), []
    exponent = graph.constants.get(graph.args[node][-1]) if op is POWER else None
    if exponent is not None:
        return combined({}, given[0], exponent), []
    if op is WHERE:
        return given[1], [combined(given[1], given[2], (-1, 1))]
    if op in ALIKE or op in QUOTIENTS or op in COMPARED:
        if any(graph.constants.get(arg) == ZERO for arg in graph.args[node]):
            return max(given, key=len) if op in ALIKE else {}, []
        differences = [combined(given[0], other, (-1, 1)) for other in given[1:]]
        return (given[0] if op in ALIKE else {}), differences
    return {}, given


def combined(a: Dimension, b: Dimension, times: Rational = ONE) -> Dimension:
    """The dimension of a*b^times."""
    result = dict(a)
    for variable, exponent in b.items():
        total = rational.add(result.get(variable, ZERO), rational.multiply(exponent, times))
        result[variable] = total
    return {variable: exponent for variable, exponent in result.items() if exponent[0]}


def _is_multiple(a: Dimension, b: Dimension) -> bool:
    """Whether a dimension is a power of another one."""
    if a.keys() != b.keys():
        return False
    ratios = {rational.multiply(a[variable], inverse(b[variable])) for variable in b}
    return len(ratios) == 1


def _whole(relation: Dimension) -> Dimension:
    """The smallest whole exponents, the first of them positive."""
    from math import gcd, lcm

    scale = lcm(*[exponent[1] for exponent in relation.values()])
    numbers = [exponent[0] * (scale // exponent[1]) for exponent in relation.values()]
    divisor = gcd(*numbers) * (1 if numbers[0] > 0 else -1)
    return {
        variable: (number // divisor, 1) for variable, number in zip(relation, numbers, strict=True)
    }
