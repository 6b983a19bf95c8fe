"""Slopes that are 0 by a step where what they are multiplied with has no value.

The slope of sqrt(max(x, 0)) is heaviside(x)/(2*sqrt(max(x, 0))): 0/0 for x < 0, where the formula
is 0 and so is its slope. There the product is 0 by choice.
"""

from __future__ import annotations

from symchain.functions import TABLE
from symchain.functions.arithmetic import (
    ADD,
    DIVIDE,
    FALSE,
    LESS_EQUAL,
    MULTIPLY,
    NEGATE,
    POWER,
    SUBTRACT,
    TRUE,
)
from symchain.functions.row import Op
from symchain.graph.graph import Graph

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

HEAVISIDE, HYPOT = TABLE["heaviside"], TABLE["hypot"]
MAX, MIN = TABLE["max"], TABLE["min"]
SUMS, PRODUCTS = (ADD, SUBTRACT, NEGATE), (MULTIPLY, DIVIDE, NEGATE)
MOST = 8  # terms or factors that are looked at


def step(graph: Graph, first: int, second: int, choice: int, other: int) -> int:
    """heaviside(first - second), the share of one formula in a choice.

    Where it is 0 the choice is the other formula.
    """
    made = graph.apply(HEAVISIDE, (graph.subtract(first, second),))
    if made not in graph.constants:
        _note(graph, made, (first, second), choice, [other])
    return made


def note_step(graph: Graph, made: int, choice: int) -> None:
    """The same of a step that the table's rule for clip or relu has made."""
    if graph.ops[made] is HEAVISIDE:
        zero = graph.constant(0)
        others = [arg for arg in graph.args[choice] if arg in graph.constants] or [zero]
        _note(graph, made, (graph.args[made][0], zero), choice, others)


def _note(
    graph: Graph, made: int, sides: tuple[int, int], choice: int, others: Iterable[int]
) -> None:
    condition = graph.compare(LESS_EQUAL, sides[1], sides[0])
    _, known = graph.notes.setdefault(("step", made), (condition, {}))
    known[choice] = tuple(others)


def unspoilt(graph: Graph, factor: int, product: int) -> int:
    """A product that is 0 where steps make one of its factors 0, whatever the others are."""
    if not graph.has(HEAVISIDE) or not _asks(graph, product):
        return product
    condition, known = graph.truth(False), {}
    for term in _parts(graph, factor, SUMS):
        steps = [part for part in _parts(graph, term, PRODUCTS) if ("step", part) in graph.notes]
        own = graph.truth(True)
        for each in steps:
            holds, choices = graph.notes["step", each]
            own = graph.conjunction(own, holds)
            known.update(choices)
        condition = graph.disjunction(condition, own)
    if graph.ops[condition] is TRUE:
        return product
    lower, upper = ({choice: values[end] for choice, values in known.items()} for end in (0, -1))
    if _is_spoilt(graph, product, lower) or _is_spoilt(graph, product, upper):
        return graph.where(condition, product, graph.constant(0))
    return product


def _parts(graph: Graph, node: int, kinds: tuple[Op, ...]) -> list[int]:
    """The terms of a sum or the factors of a product, as far as they are looked at."""
    found: list[int] = []
    stack = [node]
    while stack:
        node = stack.pop()
        if graph.ops[node] in kinds and len(found) + len(stack) < MOST:
            args = graph.args[node]
            stack += args[:1] if graph.ops[node] is DIVIDE else args
        else:
            found.append(node)
    return found


def _asks(graph: Graph, node: int) -> bool:
    """Whether an operation under a node has no value somewhere."""
    flags = graph.notes.setdefault(("asks", 0), bytearray())
    for each in range(len(flags), len(graph)):
        op, args = graph.ops[each], graph.args[each]
        flags.append(bool(op.domain) or any(flags[arg] for arg in args))
    return bool(flags[node])


def _is_spoilt(graph: Graph, product: int, known: dict[int, int]) -> bool:
    """Whether a product may have no value where choices are the formulas that are known for them.

    Of other choices those that are numbers somewhere are these numbers.
    """
    from symchain.calculus.substitution import near

    nodes = near(graph, [product])
    if nodes is None:
        return True
    images: dict[int, int] = dict(known)
    for node in nodes:
        op, args = graph.ops[node], graph.args[node]
        if node in images:
            continue
        numbers = [arg for arg in args if arg in graph.constants]
        if op in (MAX, MIN) and numbers:
            images[node] = numbers[0]
            continue
        at = tuple([images[arg] for arg in args])
        if at != args and _is_undefined(graph, node, at):
            return True
        if op is HYPOT and set(at) == {graph.constant(0)}:
            images[node] = at[0]
        else:
            images[node] = graph.apply(op, at) if at != args else node
    return False


def _is_undefined(graph: Graph, node: int, at: tuple[int, ...]) -> bool:
    """Whether an operation surely has no value of some arguments, a power of 0 perhaps none."""
    from symchain.graph.domains import instance

    op = graph.ops[node]
    if op is POWER and at[0] == graph.constant(0):
        return at[1] not in graph.constants or graph.constants[at[1]][0] <= 0
    return bool(op.domain) and graph.ops[instance(graph, op, at, op.domain)] is FALSE
