"""Formulas as text that a person would type; the text parses back to the same node."""

from __future__ import annotations

from symchain.functions.arithmetic import DIVIDE, MULTIPLY, NEGATE, POWER
from symchain.graph.graph import Graph
from symchain.graph.rational import Rational
from symchain.graph.walk import reachable, use_counts

TYPE_CHECKING = False
if TYPE_CHECKING:
    Piece = str | tuple[int, int]

LARGEST_TREE = 1_000_000  # nodes of a tree beyond which shared nodes are given names
MOST_REPEATED = 4  # and how many times larger than the graph the tree must be

SUM, PRODUCT, SIGN, POWERS, CALL = 50, 60, 65, 70, 100


def text(graph: Graph, root: int) -> str:
    """The text of a node; where it would repeat itself without end, a program of named steps."""
    order = reachable(graph, [root])
    sizes: dict[int, int] = {}
    for node in order:
        sizes[node] = 1 + sum([sizes[arg] for arg in graph.args[node]])
        if sizes[node] > LARGEST_TREE and sizes[node] > MOST_REPEATED * len(order):
            return _program(graph, root, order)
    return _text(graph, root, {})


def _program(graph: Graph, root: int, order: list[int]) -> str:
    """Steps `t1 = ...; t2 = ...; result`, one for each operation with several users."""
    taken = set(graph.names.values())
    uses = use_counts(graph, order, [root])
    names: dict[int, str] = {}
    lines = []
    for node in order:
        if graph.args[node] and uses[node] > 1 and node != root:
            line = _text(graph, node, names)
            number = len(names) + 1
            while (name := f"t{number}") in taken:
                number += len(order)
            names[node] = name
            lines.append(f"{name} = {line}")
    return "; ".join([*lines, _text(graph, root, names)])


def _text(graph: Graph, root: int, names: dict[int, str]) -> str:
    """The text of one node; `names` are the nodes that are written as a name."""
    pieces: list[str] = []
    stack: list[Piece] = [(root, 0)]
    while stack:
        piece = stack.pop()
        if isinstance(piece, str):
            pieces.append(piece)
            continue
        node, least = piece
        if node in names and not (node == root and not pieces):
            pieces.append(names[node])
            continue
        precedence, parts = _parts(graph, node)
        if precedence < least:
            stack.append(")")
            pieces.append("(")
        stack.extend(reversed(parts))
    return "".join(pieces)


def _parts(graph: Graph, node: int) -> tuple[int, list[Piece]]:
    """How tightly a node binds as it is written, and its pieces: text, or (node, least binding)."""
    op, args = graph.ops[node], graph.args[node]
    if node in graph.constants:
        return number_text(graph.constants[node])
    if node in graph.names:
        return CALL, [graph.names[node]]
    if op is MULTIPLY and args[0] in graph.constants:
        return _scaled(graph, graph.constants[args[0]], args[1])
    if op is DIVIDE and args[0] in graph.constants:
        (top, bottom), divisor = graph.constants[args[0]], args[1]
        below: list[Piece] = [(divisor, SIGN)]
        if bottom != 1:
            below = [f"({bottom}*", (divisor, SIGN), ")"]
        return (SUM + 5 if top < 0 else PRODUCT), [f"{top}/", *below]
    if op is POWER:
        return POWERS, [(args[0], POWERS + 1), "^", (args[1], POWERS)]
    if op is NEGATE:
        return SUM + 5, ["-", (args[0], PRODUCT)]
    if op.infix:
        return _infix(graph, node)
    if not args:
        return CALL, [op.name]
    if op.name in FOLDED:
        args = _flat(graph, node)
    inside: list[Piece] = [op.name, "("]
    for i, arg in enumerate(args):
        inside.extend([", ", (arg, 0)] if i else [(arg, 0)])
    return CALL, [*inside, ")"]


FOLDED = ("min", "max")


def _flat(graph: Graph, node: int) -> tuple[int, ...]:
    """The arguments of max(max(a, b), c) as a, b, c."""
    op = graph.ops[node]
    last: list[int] = []
    while graph.ops[node] is op:
        first, second = graph.args[node]
        last.append(second)
        node = first
    return node, *reversed(last)


def _infix(graph: Graph, node: int) -> tuple[int, list[Piece]]:
    """An operation that is written between its arguments, or before its one argument."""
    op, args = graph.ops[node], graph.args[node]
    own = op.precedence
    if len(args) == 1:
        return own, [f"{op.infix} ", (args[0], own)]
    sign = op.infix if own >= PRODUCT else f" {op.infix} "
    left = own + 1 if own == 40 else own
    right = own + 1
    if own == SUM and graph.ops[args[0]] is NEGATE:
        left = 0
    return own, [(args[0], left), sign, (args[1], SIGN if own == PRODUCT else right)]


def _scaled(graph: Graph, value: Rational, rest: int) -> tuple[int, list[Piece]]:
    """number * rest, the denominator of the number written below the line."""
    top, bottom = value
    sign = "-" if top < 0 else ""
    pieces: list[Piece] = [sign]
    plain = decimal_text(value)
    if plain is not None and len(plain) < len(f"{top}/{bottom}") + (1 if abs(top) != 1 else -1):
        return (SUM + 5 if sign else PRODUCT), [f"{plain}*", (rest, PRODUCT)]
    if abs(top) != 1:
        pieces.append(f"{abs(top)}*")
    if graph.ops[rest] is DIVIDE and bottom != 1:
        above, below = graph.args[rest]
        pieces.extend([(above, PRODUCT), f"/({bottom}*", (below, PRODUCT), ")"])
    else:
        pieces.append((rest, PRODUCT))
        if bottom != 1:
            pieces.append(f"/{bottom}")
    return (SUM + 5 if sign else PRODUCT), pieces


def decimal_text(value: Rational) -> str | None:
    """An exact decimal or e-notation of a number, where there is one of at most 17 digits."""
    top, bottom = value
    if bottom == 1:
        return str(top) if abs(top) < 10**15 else None
    shift, rest = 0, bottom
    while rest % 10 == 0:
        rest, shift = rest // 10, shift + 1
    for prime, other in ((2, 5), (5, 2)):
        while rest % prime == 0:
            rest, top, shift = rest // prime, top * other, shift + 1
    if rest != 1 or abs(top) >= 10**17:
        return None
    plain = shift < 7 or len(str(abs(top))) > shift
    digits = str(abs(top)).rjust(shift + 1, "0") if plain else None
    sign = "-" if top < 0 else ""
    if digits is None:
        first, more = str(abs(top))[0], str(abs(top))[1:]
        return f"{sign}{first}{'.' if more else ''}{more}e-{shift - len(more)}"
    return f"{sign}{digits[:-shift]}.{digits[-shift:]}"


def number_text(value: Rational) -> tuple[int, list[Piece]]:
    """A number alone: an integer, a fraction, or a decimal where that is shorter."""
    top, bottom = value
    binding = SUM + 5 if top < 0 else CALL
    fraction = str(top) if bottom == 1 else f"{top}/{bottom}"
    plain = decimal_text(value)
    if plain is not None and len(plain) < len(fraction):
        return binding, [plain]
    return (binding if bottom == 1 or top < 0 else PRODUCT), [fraction]
