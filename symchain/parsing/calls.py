"""Calls: the nodes that argument lists make, with the readings that are not rows of the table."""

from __future__ import annotations

from math import factorial

from symchain.errors import SymchainError
from symchain.functions import OVERLOADS, TABLE
from symchain.functions.arithmetic import POWER
from symchain.functions.row import Op
from symchain.graph.expr import check_call
from symchain.graph.graph import Graph
from symchain.parsing import budgets
from symchain.parsing.operators import divide, power

TYPE_CHECKING = False
if TYPE_CHECKING:
    from symchain.parsing.inline import Inlined

FOLDED = frozenset(TABLE[name] for name in ("min", "max"))  # of any number of arguments
LOG = TABLE["log"]
FACTORIAL = TABLE.get("factorial")


def call(graph: Graph, callee: Op | Inlined | str, arguments: list[int]) -> int:
    """The node of a function at its arguments.

    Raises SymchainError where their number or kind is wrong, or a limit is passed.
    """
    if not isinstance(callee, Op):
        return piecewise(graph, arguments) if isinstance(callee, str) else callee.call(arguments)
    if callee is LOG and len(arguments) == 2:
        return divide(graph, call(graph, LOG, arguments[:1]), call(graph, LOG, arguments[1:]))
    if callee in FOLDED:
        return folded(graph, callee, arguments)
    nodes = tuple(arguments)
    callee = TABLE.get(OVERLOADS.get((callee.name, len(nodes)), ""), callee)
    check_call(callee, graph, nodes)
    if callee is POWER:
        return power(graph, *nodes)
    if callee is FACTORIAL:
        return factorial_of(graph, nodes[0])
    return graph.apply(callee, nodes)


def folded(graph: Graph, op: Op, arguments: list[int]) -> int:
    """The node of min or max of several arguments: max(a, b, c) is max(max(a, b), c)."""
    if len(arguments) < 2:
        raise SymchainError(f"'{op.name}' takes 2 or more arguments, not {len(arguments)}")
    node = arguments[0]
    for argument in arguments[1:]:
        check_call(op, graph, (node, argument))
        node = graph.apply(op, (node, argument))
    return node


def piecewise(graph: Graph, arguments: list[int]) -> int:
    """The node of piecewise(condition, value, ..., otherwise): where, nested from the right."""
    if len(arguments) < 3 or len(arguments) % 2 == 0:
        raise SymchainError(
            "'piecewise' takes pairs of a condition and a value, and at the end the value otherwise"
        )
    where = TABLE["where"]
    node = arguments[-1]
    for i in range(len(arguments) - 3, -1, -2):
        nodes = (arguments[i], arguments[i + 1], node)
        if not graph.ops[nodes[0]].boolean:
            raise SymchainError(f"argument {i + 1} of 'piecewise' must be a condition")
        check_call(where, graph, nodes)
        node = graph.where(*nodes)
    return node


def factorial_of(graph: Graph, node: int) -> int:
    """The node of n!: folded for the whole numbers whose factorial is a double."""
    if FACTORIAL is None:
        raise SymchainError("the factorial is not in this table of functions")
    value = graph.constants.get(node)
    if value is not None:
        budgets.check_factorial(value)
        if value[1] == 1 and value[0] >= 0:
            return graph.constant(factorial(value[0]))
    return graph.apply(FACTORIAL, (node,))
