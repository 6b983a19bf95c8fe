"""The forward rule engine: the derivative by one variable, and the record of how it was made.

Every node is differentiated once, after its arguments. The record has one row for each node that
depends on the variable; steps and explanations are told from it and from nothing else.
"""

from __future__ import annotations

from symchain.calculus.recipes import recipe
from symchain.functions.arithmetic import (
    ADD,
    DIVIDE,
    MULTIPLY,
    NEGATE,
    POWER,
    SUBTRACT,
    SYMBOL,
    WHERE,
)
from symchain.functions.row import Op
from symchain.graph.graph import Graph
from symchain.graph.walk import dependent, reachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

CONSTANT_RULE, IDENTITY_RULE, CHAIN_RULE = "constant", "identity", "chain rule"

_RULES: dict[Op, str] = {
    SYMBOL: IDENTITY_RULE,
    ADD: "sum",
    SUBTRACT: "difference",
    NEGATE: "constant multiple",
    WHERE: "piecewise",
}
# The rule of an operation of two arguments, by which of them depend on the variable.
_BINARY_RULES: dict[Op, dict[tuple[bool, bool], str]] = {
    MULTIPLY: {(True, True): "product"},
    DIVIDE: {(True, True): "quotient", (False, True): "reciprocal"},
    POWER: {(True, False): "power", (False, True): "exponential", (True, True): "general power"},
}


class Record:
    """One row of a derivation: the derivative of a node, and the rule that made it."""

    __slots__ = ("derivative", "node", "rule")

    def __init__(self, node: int, rule: str, derivative: int) -> None:
        self.node = node
        self.rule = rule
        self.derivative = derivative


class Derivation:
    """The derivative of a root by a variable, with a record for each node on the way."""

    __slots__ = ("derivative", "graph", "records", "root", "variable")

    def __init__(
        self, graph: Graph, root: int, variable: int, records: list[Record], derivative: int
    ) -> None:
        self.graph = graph
        self.root = root
        self.variable = variable
        self.records = records
        self.derivative = derivative


def derivation(graph: Graph, root: int, variable: int, kinks: str = "mean") -> Derivation:
    """The derivative of the root by the variable, every node differentiated once.

    Raises DerivativeError where a function has no closed derivative.
    """
    order = reachable(graph, [root])
    active = dependent(graph, order, [variable])
    made = tangents(graph, order, {variable: graph.constant(1)}, kinks)
    records = [Record(node, rule_name(graph, node, active), made[node]) for node in made]
    return Derivation(graph, root, variable, records, made.get(root, graph.constant(0)))


def tangents(
    graph: Graph, order: Iterable[int], seeds: Mapping[int, int], kinks: str = "mean"
) -> dict[int, int]:
    """The tangent of each node of an order that depends on the seeds' variables.

    The tangent of a variable is its seed, that of any other node the derivative along the seeds:
    the sum of slope * tangent over its arguments. `kinks` says what it is at kinks (see there).
    Raises DerivativeError where a function has no closed derivative.
    """
    active = dependent(graph, order := list(order), seeds)
    made = _swept(graph, order, seeds, active, kinks)
    if kinks == "mean":
        return made
    from symchain.calculus.onesided import with_sides

    sides = with_sides(graph, order, made, active, kinks)
    if not sides:
        return made
    order = reachable(graph, {sides.get(node, node) for node in order})
    beside = _swept(graph, order, seeds, dependent(graph, order, seeds), kinks)
    return {node: beside.get(sides.get(node, node), graph.constant(0)) for node in made}


def _swept(
    graph: Graph, order: list[int], seeds: Mapping[int, int], active: bytearray, kinks: str
) -> dict[int, int]:
    """The tangents of the nodes of an order as they stand."""
    zero = graph.constant(0)
    made: dict[int, int] = {}
    for node in order:
        if node in seeds:
            made[node] = seeds[node]
        elif active[node]:
            made[node] = _tangent(graph, node, made, zero, active)
            if kinks != "mean":
                from symchain.calculus.onesided import tangent_at_kinks

                made[node] = tangent_at_kinks(graph, node, made[node], made, active, kinks)
            if graph.ops[node] is WHERE:
                from symchain.calculus.holes import hole

                if found := hole(graph, node, active):
                    made[node] = graph.add(made[node], found.tangent(made))
    return made


def _tangent(
    graph: Graph, node: int, tangents: dict[int, int], zero: int, active: bytearray
) -> int:
    """The sum of slope * tangent over the arguments that depend on the variable."""
    total = zero
    for position, arg in enumerate(graph.args[node]):
        tangent = tangents.get(arg, zero)
        if tangent == zero:
            continue
        rule = recipe(graph, node, position)
        if rule.is_share:  # outermost: a condition inside a branch is asked only where it is taken
            from symchain.calculus.shares import share

            taken = share(graph, node, position, active)
            total = graph.add(total, graph.multiply(taken, tangent))
        elif not rule.is_zero:
            total = graph.add(total, rule.times(graph, tangent, node, position, active))
    return total


def rule_name(graph: Graph, node: int, active: bytearray) -> str:
    """The rule by which a node that depends on the variable is differentiated."""
    op, args = graph.ops[node], graph.args[node]
    if op in _BINARY_RULES:
        pattern = (bool(active[args[0]]), bool(active[args[1]]))
        return _BINARY_RULES[op].get(pattern, "constant multiple")
    if op in _RULES:
        return _RULES[op]
    if op.boolean or (op.definition == "" and not op.partials):
        return CONSTANT_RULE
    leaf = len(args) == 1 and graph.ops[args[0]] is SYMBOL
    return f"derivative of {op.name}" if leaf else CHAIN_RULE
