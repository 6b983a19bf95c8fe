"""Formulas as text that a person would type; the text parses back to the same node."""

from __future__ import annotations

from symchain.display.layout import (
    CALL,
    COMPARISON,
    MINUS,
    POWERS,
    PRODUCT,
    SIGN,
    SUM,
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
    WHERE,
)
from symchain.graph.graph import Graph
from symchain.graph.order import factor_key, rising_key, term_key

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
        if op is DIVIDE:
            return PRODUCT, [(args[0], PRODUCT), op.infix, (args[1], SIGN)]
        first, *others = members(graph, node, labels)
        parts: Pieces = [(first[1], PRODUCT)]
        for _, factor in others:
            parts += [op.infix, (factor, SIGN)]
        return PRODUCT, parts
    if op in _CHAINS[ADD]:
        return SUM, _sum(graph, node, labels)
    if op is POWER:
        return POWERS, [(args[0], POWERS + 1), "^", (args[1], POWERS)]
    if op is NEGATE:
        return _negative(graph, args[0], labels)
    own = op.precedence
    if op is NOT:
        return own, ["not ", (args[0], own)]
    left = own if own != COMPARISON else own + 1  # a < b < c is a chain
    return own, [(args[0], left), f" {op.infix} ", (args[1], own + 1)]


def _sum(graph: Graph, node: int, labels: Labels) -> Pieces:
    """The terms of a sum, each behind its sign."""
    first, *others = members(graph, node, labels)
    parts: Pieces = [(first[1], SUM)]
    for sign, term in others:
        parts += [f" {sign.infix} ", (term, SUM + 1)]
    return parts


def _negative(graph: Graph, node: int, labels: Labels) -> tuple[int, Pieces]:
    """-a, and -a - b for -(a + b), which is read as the same."""
    found = members(graph, node, labels) if graph.ops[node] is ADD and node not in labels else []
    if any(sign is not ADD or graph.ops[term] is WHERE for sign, term in found):
        found = []  # it would be read as another node
    if not found or graph.is_scaled(found[0][1]):
        return MINUS, ["-", (node, PRODUCT)]
    parts: Pieces = ["-", (found[0][1], PRODUCT)]
    for _, term in found[1:]:
        parts += [" - ", (term, SUM + 1)]
    return SUM, parts


def members(graph: Graph, node: int, labels: Labels) -> list[tuple[Op, int]]:
    """The terms of a sum, or the factors of a product, from left to right, each with its sign.

    A graph knows a + b and b + a as one: of a pair that a pass has made the two are written in the
    order of people (see symchain.graph.order) where that goes on with the other terms or factors.
    z + (x + y) is x + y + z.
    """
    own = _CHAINS[MULTIPLY] if graph.ops[node] is MULTIPLY else _CHAINS[ADD]
    found: list[tuple[Op, int]] = []
    while True:
        op = graph.ops[node]
        first, second = _turned(graph, op, graph.args[node], labels)
        found.append((op, second))
        if graph.ops[first] not in own or first in labels:
            break
        node = first
    plus = ADD if op in _CHAINS[ADD] else op
    found.append((plus, first))
    found.reverse()
    if op is plus and _is_reversed(graph, node, [part for _, part in found[:3]]):
        found[:2] = found[1::-1]
    return found


def _is_reversed(graph: Graph, node: int, parts: list[int]) -> bool:
    """Whether the two parts of a node would be in order if they changed places.

    A user's own pair stays.
    """
    if graph.ops[node] is MULTIPLY:
        if graph.ops[parts[0]] is DIVIDE or graph.ops[parts[1]] is DIVIDE:
            return False
        keys = [factor_key(graph, part) for part in parts]
        if not graph.is_made(node) and not _is_graphs_order(graph, *parts[:2]):
            return False
        return keys[1] < keys[0] and (len(keys) == 2 or keys[0] <= keys[2])
    if not graph.is_made(node):
        return False
    if parts[0] in graph.constants and graph.ops[parts[1]] in _CHAINS[ADD]:
        return False  # the sum would take the number in
    first, second, *third = [term_key(graph, part) for part in parts]
    if not third or max(first, second) <= third[0]:
        return second < first
    rising = third[0] < min(first, second)
    return rising and rising_key(first) > rising_key(second)


def _is_graphs_order(graph: Graph, first: int, second: int) -> bool:
    """Whether two factors stand as they do whatever a user wrote: a function last.

    Nor does a sum stand before a shorter factor: x*(y + z).
    """
    ops = graph.ops
    if ops[first] in _CHAINS[ADD]:
        return True
    return ops[first].precedence < CALL == ops[second].precedence and bool(graph.args[second])


def _turned(graph: Graph, op: Op, args: tuple[int, ...], labels: Labels) -> tuple[int, ...]:
    """The arguments of a sum or a product, one that needs no parentheses if it stands first.

    Numbers stay where they are: to add one to a sum that ends in one would make a shorter sum.
    """
    own = _CHAINS.get(op, NONE)
    first, second = args
    if graph.ops[first] in own or graph.ops[second] not in own or second in labels:
        return args
    below = graph.args[second]
    if first in graph.constants and any(arg in graph.constants for arg in below):
        return args
    if op is MULTIPLY and any(graph.args[arg] for arg in below):
        stays = factor_key(graph, first) <= factor_key(graph, below[1])
        return args if stays else (second, first)
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
