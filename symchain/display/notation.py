"""How the lines of a derivation are written: `d/dx [part]`, short names u1, u2, dots."""

from __future__ import annotations

from heapq import heappop, heappush

from symchain.display.layout import CALL, written
from symchain.errors import clipped
from symchain.functions.arithmetic import ADD, DIVIDE, MULTIPLY, NEGATE, SUBTRACT
from symchain.functions.row import Op
from symchain.graph.graph import Graph
from symchain.graph.walk import reachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from symchain.display.layout import Labels, Pieces, Style

# Signs of the board, which no formula of a user holds: the derivative of its first argument by its
# second, still to be found.
SLOPE = Op("derivative", "u x")

# The derivative of a name by a name, of an order: dz/dt.
DIFFERENTIAL = Op("differential", "z t n")
_SIGNS: dict[str, Op] = {}  # letters of rules

HOW = ("text", "unicode", "latex")
DOTS = {"text": "...", "unicode": "…", "latex": r"\dots"}
WIDTH, WIDE = 100, 150  # characters of a line or a remark, and of a line at the margin, in text
MOST_NODES = 48  # of a formula that is written out; what lies deeper is dots
FEWER_NODES = (34, 24, 16, 10)  # of one that is too long for its line
SHORT_PARTS = (6, 3)  # nodes of a part that needs no short name, first try and second
MOST_NAMES = 9
TERM_DEPTH = 5  # how deep the terms behind are shown before the sum in front of them
FAMILIES = {ADD: 1, SUBTRACT: 1, NEGATE: 1, MULTIPLY: 2, DIVIDE: 2}


def sign(graph: Graph, letter: str) -> int:
    """The node of a letter that is no variable."""
    if letter not in _SIGNS:
        _SIGNS[letter] = Op(letter, latex=letter.replace("_", "'"))
    return graph.intern(_SIGNS[letter], ())


def differential(graph: Graph, above: str, below: str, order: int = 1) -> int:
    """The node that is written d(above)/d(below)."""
    args = (graph.symbol(above), graph.symbol(below), graph.constant(order))
    return graph.intern(DIFFERENTIAL, args)


def free_name(graph: Graph, letters: str) -> str:
    """The first of the letters that no variable is called by, with underscores if need be."""
    return free_names(graph, letters, 1)[0]


def free_names(graph: Graph, letters: str, count: int) -> list[str]:
    """Letters that no variable is called by, with underscores if need be."""
    taken = {name.rstrip("0123456789") for name in graph.names.values()}
    tails = ["_" * length for length in range(len(taken) + count + 1)]
    free = [x + tail for tail in tails for x in letters if x + tail not in taken]
    return free[:count]


class Notation:
    """One format, with the names of variables and of long parts."""

    __slots__ = ("_brackets", "_graph", "_names", "_style", "_variables", "how")

    def __init__(self, graph: Graph, order: Sequence[int], names: Sequence[int], how: str) -> None:
        self.how = how
        self._graph = graph
        self._style, self._variables, self._brackets = _format(graph, order, how)
        letter = free_name(graph, "uvw")
        short = {node: f"{letter}{i}" for i, node in enumerate(names, 1)}
        self._names = {node: self._name(name) for node, name in short.items()}

    def formula(self, node: int, unfold: bool = False, width: int = WIDTH) -> str:
        """The formula of a node, long parts by their names (`unfold`: not the node itself)."""
        line = self._written(node, self._within(node, unfold))
        for most in FEWER_NODES:
            if self.how == "latex" or len(line) <= width:
                return line
            line = self._written(node, self._within(node, unfold, most))
        return clipped(line, width)

    def fits(self, node: int, width: int = WIDTH) -> bool:
        """Whether a formula is written without dots."""
        labels = self._within(node)
        return len(self._written(node, labels)) <= width and DOTS[self.how] not in labels.values()

    def _written(self, node: int, labels: Labels) -> str:
        return written(self._graph, node, self._styled, labels, self._brackets)

    def _within(self, root: int, unfold: bool = False, most: int = MOST_NODES) -> Labels:
        """The labels of what is written of a formula: names, and dots for what lies too deep."""
        names = {node: name for node, name in self._names.items() if not unfold or node != root}
        if root in names:
            return names
        shown, cut = _shown(self._graph, root, names, most)
        labels = dict.fromkeys(cut, DOTS[self.how])
        for leaf in [root, *[arg for node in shown for arg in self._graph.args[node]]]:
            label = names.get(leaf) or self._variables.get(leaf)
            if label is not None:
                labels[leaf] = label
        return labels

    def _styled(self, graph: Graph, node: int, labels: Labels) -> tuple[int, Pieces]:
        op, args = graph.ops[node], graph.args[node]
        if op is SLOPE:
            return CALL, self._slope(*args)
        if op is DIFFERENTIAL:
            return CALL, self._differential(args[0], args[1], graph.constants[args[2]][0])
        return self._style(graph, node, labels)

    def _slope(self, part: int, variable: int) -> Pieces:
        if self.how == "latex":
            return [r"\frac{d}{d", (variable, 0), r"}\left[", (part, 0), r"\right]"]
        return ["d/d", (variable, 0), " [", (part, 0), "]"]

    def _differential(self, above: int, below: int, order: int) -> Pieces:
        mark = "" if order == 1 else f"^{order}"
        if self.how == "latex":
            mark = mark and f"^{{{order}}}"
            return [rf"\frac{{d{mark} ", (above, 0), "}{d", (below, 0), mark + "}"]
        return [f"d{mark}", (above, 0), "/d", (below, 0), mark]

    def _name(self, name: str) -> str:
        if self.how == "text":
            return name
        if self.how == "unicode":
            from symchain.display.unicode import spelled

            return spelled(name)
        from symchain.display.latex import name as latex_name

        return latex_name(name)


def _format(graph: Graph, order: Sequence[int], how: str) -> tuple[Style, Labels, tuple[str, str]]:
    """The printer of a format, the labels of variables, and its brackets."""
    if how == "text":
        from symchain.display.text import labelled, pieces

        return pieces, labelled(graph, order), ("(", ")")
    if how == "unicode":
        from symchain.display.unicode import labelled_in_print
        from symchain.display.unicode import pieces as in_print

        return in_print, labelled_in_print(graph, order), ("(", ")")
    from symchain.display import latex

    return latex.pieces, latex.labelled(graph, order), latex.BRACKETS


# ---- what is long


def _shown(graph: Graph, root: int, names: Labels, most: int) -> tuple[set[int], set[int]]:
    """The nodes of a formula that are written, so few that its text stays short, and the cut ones.

    What is shared is written once for each time, so that even few nodes can be a long text.
    """
    while True:
        shown, cut = _upper(graph, root, names, most)
        if most <= 3 or _tree_size(graph, root, shown) <= 2 * MOST_NODES:
            return shown, cut
        most //= 2


def _upper(graph: Graph, root: int, labels: Labels, most: int) -> tuple[set[int], set[int]]:
    """The first nodes of a formula, from the top, and the operations just below them.

    Of a long sum or product the last terms are taken whole before the ones in front of them.
    """
    shown: set[int] = set()
    queue = [(0, 0, root)]
    while queue and len(shown) < most:
        depth, place, node = heappop(queue)
        if node in shown:
            continue
        shown.add(node)
        own = FAMILIES.get(graph.ops[node], 0)
        for arg in graph.args[node]:
            if graph.args[arg] and arg not in labels:
                goes_on = own and own == FAMILIES.get(graph.ops[arg])
                place -= 1
                heappush(queue, (depth + (TERM_DEPTH if goes_on else 1), place, arg))
    return shown, {node for _, _, node in queue if node not in shown}


def _tree_size(graph: Graph, root: int, shown: Iterable[int]) -> int:
    """How many nodes are written, what is shared once for each time."""
    sizes: dict[int, int] = {}
    for node in sorted(shown):
        sizes[node] = 1 + sum([sizes.get(arg, 1) for arg in graph.args[node]])
    return sizes[root]


def long_parts(graph: Graph, root: int, short: int, most: int = MOST_NAMES) -> list[int]:
    """The parts of more than `short` nodes that deserve a name, from the root down."""
    named = _candidates(graph, root, short)
    found: list[int] = []
    queue = [root]
    seen = {root}
    for node in queue:
        if len(queue) > 60 * MOST_NODES or len(found) >= most:
            break
        for arg in graph.args[node]:
            if arg not in seen:
                seen.add(arg)
                queue.append(arg)
                if arg in named:
                    found.append(arg)
    return found[:most]


def _candidates(graph: Graph, root: int, short: int) -> set[int]:
    """The parts that are long although the long parts inside of them count as one name."""
    ops, args = graph.ops, graph.args
    named: set[int] = set()
    sizes: dict[int, int] = {}
    for node in reachable(graph, [root]):
        own = FAMILIES.get(ops[node], 0)
        size = 1
        for arg in args[node]:
            if sizes[arg] > short and not (own and own == FAMILIES.get(ops[arg])):
                named.add(arg)
            size += 1 if arg in named else sizes[arg]
        sizes[node] = size
    return named
