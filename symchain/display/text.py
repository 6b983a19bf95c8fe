"""Formulas as text that a person would type; the text parses back to the same node."""

from __future__ import annotations

from symchain.display.layout import (
    CALL,
    COMPARISON,
    MINUS,
    POWERS,
    PRODUCT,
    SIGN,
    call,
    chain,
    ordered,
    printed,
)
from symchain.display.numbers import fraction
from symchain.functions import ROWS
from symchain.functions.arithmetic import (
    ADD,
    DIVIDE,
    FALSE,
    MULTIPLY,
    NEGATE,
    NOT,
    POWER,
    SUBTRACT,
    TRUE,
)
from symchain.graph.graph import Graph

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from symchain.display.layout import Labels, Pieces
    from symchain.functions.row import Op
    from symchain.graph.rational import Rational

    Fraction = tuple[str, str, str]

NONE: frozenset[Op] = frozenset()
_CHAINS = {ADD: frozenset((ADD, SUBTRACT)), MULTIPLY: frozenset((MULTIPLY,))}
NAMED = tuple(op for op in ROWS if not op.parameters and op.cost == 0 and op.precedence == CALL)


def text(graph: Graph, root: int) -> str:
    """The text of a node; where it would repeat itself without end, a program of named steps.

    In a graph that has a variable named like a constant the constant is written as a value:
    exp(1)*e is Euler's number times the variable e.
    """
    order = ordered(graph, root)
    return printed(graph, order, pieces, labelled(graph, order))


def labelled(graph: Graph, order: Sequence[int]) -> Labels:
    """The nodes that are written as a name."""
    if all(graph.find_symbol(op.name) is None for op in NAMED):
        return graph.names
    labels = dict(graph.names)
    present = set(order)
    for op in NAMED:
        constant = graph.find(op, ())
        if constant in present and graph.find_symbol(op.name) in present:
            labels[constant] = _value_text(op)
    return labels


def _value_text(op: Op) -> str:
    """A named constant as a formula that the table folds to it: exp(1) for e."""
    if op is TRUE or op is FALSE:
        return "(0 == 0)" if op is TRUE else "(0 != 0)"
    for row in ROWS:
        for point, value in row.at.items():
            if value == op.name and isinstance(point, int):
                return f"{row.name}({point})"
    return op.name


def pieces(graph: Graph, node: int, labels: Labels) -> tuple[int, Pieces]:
    """How tightly a node binds as it is written, and its pieces."""
    op, args = graph.ops[node], graph.args[node]
    if op.precedence != CALL:
        return arithmetic(graph, node, labels)
    if len(args) == 1:
        return CALL, [op.name + "(", (args[0], 0), ")"]
    if args:
        return CALL, call(op.name + "(", chain(graph, node, labels))
    value = graph.constants.get(node)
    return (CALL, [op.name]) if value is None else number(fraction(value))


def arithmetic(
    graph: Graph, node: int, labels: Labels, as_fraction: Callable[[Rational], Fraction] = fraction
) -> tuple[int, Pieces]:
    """The binding and the pieces of what is written with a sign or a word between its arguments."""
    op, args = graph.ops[node], graph.args[node]
    if op is MULTIPLY or op is DIVIDE:
        value = graph.constants.get(args[0])
        if value is not None and args[1] not in graph.constants:
            if op is DIVIDE:
                return _over(as_fraction(value), args[1])
            return _scaled(graph, as_fraction(value), args[1], labels)
        first, second = turned(graph, op, args, labels)
        return PRODUCT, [(first, PRODUCT), op.infix, (second, SIGN)]
    if op is POWER:
        return POWERS, [(args[0], POWERS + 1), "^", (args[1], POWERS)]
    if op is NEGATE:
        return MINUS, ["-", (args[0], PRODUCT)]
    own = op.precedence
    if op is NOT:
        return own, ["not ", (args[0], own)]
    left = own if own != COMPARISON else own + 1  # a < b < c is a chain
    first, second = turned(graph, op, args, labels)
    return own, [(first, left), f" {op.infix} ", (second, own + 1)]


def turned(graph: Graph, op: Op, args: tuple[int, ...], labels: Labels) -> tuple[int, ...]:
    """The arguments of a sum or a product, the one that needs no parentheses if it stands first.

    z + (x + y) is x + y + z, and (x + y)*z is z*(x + y): a graph knows both as one. Numbers stay
    where they are: to add one to a sum that ends in one would make a shorter sum.
    """
    own = _CHAINS.get(op, NONE)
    first, second = args[0], args[-1]
    if not own or graph.ops[first] in own:
        return args
    below = graph.args[second]
    if graph.ops[second] not in own:
        is_sum = op is MULTIPLY and graph.ops[first] in _CHAINS[ADD] and first not in labels
        return (second, first) if is_sum and not below else args
    if second in labels or (op is MULTIPLY and any(graph.args[arg] for arg in below)):
        return args
    if first in graph.constants and any(arg in graph.constants for arg in below):
        return args
    return second, first


def number(parts: Fraction) -> tuple[int, Pieces]:
    """A number alone."""
    sign, above, below = parts
    if sign:
        return MINUS, [f"-{above}/{below}" if below else sign + above]
    return (PRODUCT, [f"{above}/{below}"]) if below else (CALL, [above])


def _scaled(graph: Graph, parts: Fraction, rest: int, labels: Labels) -> tuple[int, Pieces]:
    """number * rest: the denominator of the number is written below the line."""
    sign, above, below = parts
    head = sign if above == "1" and below else f"{sign}{above}*"
    inside: Pieces = [head] if head else []
    if below and graph.ops[rest] is DIVIDE and rest not in labels:
        top, bottom = graph.args[rest]
        inside += [(top, PRODUCT), f"/({below}*", (bottom, PRODUCT), ")"]
    else:
        inside.append((rest, PRODUCT))
        if below:
            inside.append(f"/{below}")
    return (MINUS if sign else PRODUCT), inside


def _over(parts: Fraction, divisor: int) -> tuple[int, Pieces]:
    """number / divisor: the denominator of the number is a factor below the line."""
    sign, above, below = parts
    if below:
        inside: Pieces = [f"{sign}{above}/({below}*", (divisor, PRODUCT), ")"]
    else:
        inside = [f"{sign}{above}/", (divisor, SIGN)]
    return (MINUS if sign else PRODUCT), inside
