"""The rows of the operators: how tightly each binds, and the node that it makes.

A row is (precedence, constructor, row of the function table, how many operands). What waits on the
stack with the arriving operator's `left` precedence or a higher one is made first, so `left` is the
precedence itself where equal operators group to the left, one more where they group to the right.
"""

from __future__ import annotations

from symchain.errors import DomainError
from symchain.functions import TABLE
from symchain.functions.arithmetic import (
    ADD,
    AND,
    DIVIDE,
    EQUAL,
    LESS,
    LESS_EQUAL,
    MULTIPLY,
    NEGATE,
    NOT,
    NOT_EQUAL,
    OR,
    POWER,
    SUBTRACT,
    WHERE,
)
from symchain.functions.row import Op
from symchain.graph.graph import Graph
from symchain.graph.rational import ZERO
from symchain.parsing import budgets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    Row: TypeAlias = tuple[int, Callable[..., int], Op, int]

CHAIN, COMPARISON, TIMES, JUXTAPOSED = 41, 42, 60, 62  # precedences that the builder asks for


def divide(graph: Graph, a: int, b: int) -> int:
    """The node of a/b; raises DomainError where b is the number 0."""
    if graph.constants.get(b) == ZERO:
        raise DomainError("division by zero")
    return graph.written(DIVIDE, (a, b)) if graph.has(WHERE) else graph.divide(a, b)


def _times(graph: Graph, a: int, b: int) -> int:
    return graph.written(MULTIPLY, (a, b)) if graph.has(WHERE) else graph.multiply(a, b)


def power(graph: Graph, a: int, b: int) -> int:
    """The node of a^b; raises where a number to a number is 1/0 or beyond every double."""
    exponent = graph.constants.get(b)
    if exponent is not None and (base := graph.constants.get(a)) is not None:
        if base == ZERO and exponent[0] < 0:
            raise DomainError("division by zero: 0 to a negative power")
        budgets.check_power(base, exponent)
    return graph.power(a, b)


def _greater(graph: Graph, a: int, b: int) -> int:
    return graph.compare(LESS, b, a)


def _greater_equal(graph: Graph, a: int, b: int) -> int:
    return graph.compare(LESS_EQUAL, b, a)


def _compared(op: Op) -> Callable[..., int]:
    return lambda graph, a, b: graph.compare(op, a, b)


def _root(graph: Graph, a: int) -> int:
    return graph.apply(SQRT, (a,))


SQRT = TABLE["sqrt"]

OPEN: Row = (-1, Graph.add, ADD, 0)  # the bottom of the stack, and an open bracket
NEGATED: Row = (55, Graph.negate, NEGATE, 1)  # -a*b is -(a*b): signs stand outermost ...
NEGATED_FACTOR: Row = (65, Graph.negate, NEGATE, 1)  # ... but a/-b*c is (a/(-b))*c
NEGATION: Row = (30, Graph.negation, NOT, 1)
ROOT: Row = (75, _root, SQRT, 1)
PRODUCT: Row = (JUXTAPOSED, _times, MULTIPLY, 2)
CHAINED: Row = (CHAIN, Graph.conjunction, AND, 2)  # the hidden `and` of a < b < c
_OR: Row = (10, Graph.disjunction, OR, 2)
_AND: Row = (20, Graph.conjunction, AND, 2)
_PLUS: Row = (50, Graph.add, ADD, 2)
_MINUS: Row = (50, Graph.subtract, SUBTRACT, 2)
_TIMES: Row = (60, _times, MULTIPLY, 2)
_OVER: Row = (60, divide, DIVIDE, 2)
_POWER: Row = (70, power, POWER, 2)

# operators between their operands: (left precedence, row)
INFIX: dict[str, tuple[int, Row]] = {
    "+": (50, _PLUS),
    "-": (50, _MINUS),
    "*": (60, _TIMES),
    "/": (60, _OVER),
    "^": (71, _POWER),
    "**": (71, _POWER),
    "and": (20, _AND),
    "&": (20, _AND),
    "or": (10, _OR),
}

COMPARISONS: dict[str, Row] = {
    "<": (COMPARISON, _compared(LESS), LESS, 2),
    "<=": (COMPARISON, _compared(LESS_EQUAL), LESS_EQUAL, 2),
    ">": (COMPARISON, _greater, LESS, 2),
    ">=": (COMPARISON, _greater_equal, LESS_EQUAL, 2),
    "=": (COMPARISON, _compared(EQUAL), EQUAL, 2),
    "==": (COMPARISON, _compared(EQUAL), EQUAL, 2),
    "!=": (COMPARISON, _compared(NOT_EQUAL), NOT_EQUAL, 2),
}

CONDITIONAL = frozenset((*COMPARISONS, "and", "&", "or", "not", "true", "false"))
TIGHT = (_OVER, _POWER, ROOT)  # what makes an implicit product doubtful: 1/2x, 2^3x, √2x
