"""The one printer: a formula from pieces, left to right, with an explicit stack and no recursion.

A style is a function that cuts one node into pieces: texts, and nodes with the least binding that
needs no parentheses. Bindings are the precedences of the table of functions.
"""

from __future__ import annotations

from symchain.functions import TABLE
from symchain.graph.graph import Graph
from symchain.graph.walk import reachable, use_counts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from symchain.functions.row import Op

    Piece = str | tuple[int, int]
    Pieces = list[Piece]
    Labels = Mapping[int, str]
    Style = Callable[[Graph, int, Labels], tuple[int, Pieces]]

LARGEST_TREE = 1_000_000  # nodes of a tree beyond which shared nodes are given names
MOST_REPEATED = 4  # and how many times larger than the graph the tree must be

COMPARISON, SUM, MINUS, PRODUCT, SIGN, POWERS, CALL = 40, 50, 55, 60, 65, 70, 100

FOLDED = frozenset(op for op in map(TABLE.get, ("min", "max")) if op)  # max(a, b, c)


def written(
    graph: Graph, root: int, style: Style, labels: Labels, brackets: tuple[str, str] = ("(", ")")
) -> str:
    """The text of one node; `labels` are the nodes that are written as they stand there."""
    pieces: list[str] = []
    write = pieces.append
    label = labels.get
    opening, closing = brackets
    stack: Pieces = [(root, 0)]
    while stack:
        piece = stack.pop()
        if isinstance(piece, str):
            write(piece)
            continue
        node, least = piece
        name = label(node)
        if name is not None:
            write(name)
            continue
        own, parts = style(graph, node, labels)
        if own < least:
            stack.append(closing)
            write(opening)
        parts.reverse()
        stack += parts
    return "".join(pieces)


def is_repetitive(graph: Graph, order: Sequence[int]) -> bool:
    """Whether the last node of an order is far larger written as a tree than it is as a graph."""
    limit = max(LARGEST_TREE, MOST_REPEATED * len(order))
    args = graph.args
    sizes: dict[int, int] = {}
    for node in order:
        size = 1
        for arg in args[node]:
            size += sizes[arg]
        if size > limit:
            return True
        sizes[node] = size
    return False


def printed(
    graph: Graph,
    order: Sequence[int],
    style: Style,
    labels: Labels,
    step: Callable[[str], str] = str,
    equals: str = " = ",
    then: str = "; ",
    brackets: tuple[str, str] = ("(", ")"),
) -> str:
    """The text of the last node of an order; a program of named steps where it repeats itself.

    `step` prints the name of a step, `equals` stands behind it and `then` behind its formula.
    """
    if not is_repetitive(graph, order):
        return written(graph, order[-1], style, labels, brackets)
    lines, last = steps(graph, order, style, labels, step, brackets)
    return then.join([*[name + equals + line for name, line in lines], last])


def steps(
    graph: Graph,
    order: Sequence[int],
    style: Style,
    labels: Labels,
    step: Callable[[str], str],
    brackets: tuple[str, str],
) -> tuple[list[tuple[str, str]], str]:
    """Named texts, one for each operation with several users, and the text of the last node.

    The names t1, t2, ... leave out those of variables and functions; texts use earlier names.
    """
    root = order[-1]
    taken = {graph.ops[node].name for node in order} | {*graph.names.values(), *labels.values()}
    uses = use_counts(graph, order, [root])
    known = dict(labels)
    lines: list[tuple[str, str]] = []
    number = 0
    for node in order[:-1]:
        if graph.args[node] and uses[node] > 1 and node not in known:
            line = written(graph, node, style, known, brackets)
            number += 1
            while (name := f"t{number}") in taken:
                number += 1
            known[node] = step(name)
            lines.append((known[node], line))
    return lines, written(graph, root, style, known, brackets)


def chain(graph: Graph, node: int, labels: Labels) -> tuple[int, ...]:
    """The arguments of a call, and those of max(max(a, b), c) as a, b, c."""
    op, args = graph.ops[node], graph.args[node]
    if op not in FOLDED:
        return args
    last = [args[1]]
    node = args[0]
    while graph.ops[node] is op and node not in labels:
        node, second = graph.args[node]
        last.append(second)
    last.append(node)
    last.reverse()
    return tuple(last)


def call(name: str, args: Sequence[int], end: str = ")") -> Pieces:
    """The pieces of name(a, b, c); `name` ends with its opening bracket."""
    if len(args) == 1:
        return [name, (args[0], 0), end]
    inside: Pieces = [name]
    for arg in args:
        inside += ((arg, 0), ", ")
    inside[-1] = end
    return inside


def ordered(graph: Graph, root: int) -> list[int]:
    """The nodes that are written, the root last."""
    return reachable(graph, [root])


def filled(op: Op, template: str, args: Sequence[int]) -> tuple[int, Pieces]:
    """The binding and the pieces of a spelling with slots, or of a plain name that is called."""
    if "{" not in template:
        return CALL, call(template + "(", args) if args else [template]
    from symchain.functions.template import binding, cut, is_enclosed

    parts = cut(op, template, len(args))
    pieces: Pieces = []
    for i, part in enumerate(parts):
        if isinstance(part, str):
            pieces.append(part)
            continue
        before, after = parts[i - 1] if i else "", parts[i + 1] if i + 1 < len(parts) else ""
        pieces.append((args[part], 0 if is_enclosed(str(before), str(after)) else CALL))
    return binding(parts), pieces


def distinct_names(
    names: Iterable[str],
    spelled: Callable[[str], str],
    otherwise: Callable[[str], str] = str,
    taken: Iterable[str] = (),
) -> dict[str, str]:
    """How each name is printed: as `spelled` has it, or `otherwise` where two would look alike."""
    names = list(names)
    counts: dict[str, int] = dict.fromkeys(taken, 1)
    for printed_name in map(spelled, names):
        counts[printed_name] = counts.get(printed_name, 0) + 1
    return {
        name: shown if counts[shown := spelled(name)] == 1 else otherwise(name) for name in names
    }
