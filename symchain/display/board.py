"""A derivation line by line: the rule at the root, the rules inside, put together, simplified."""

from __future__ import annotations

from symchain.calculus.rules import Derivation
from symchain.display.narration import View
from symchain.display.notation import MOST_NAMES, SHORT_PARTS, SLOPE, WIDE, Notation, long_parts
from symchain.display.remarks import remark
from symchain.graph.graph import Graph
from symchain.graph.walk import operations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from symchain.display.remarks import Remark

MOST_TOLD = 400  # records that are put into words before the rest is counted
BRIEF_NAMES = 4
TOGETHER = "put together"


class Row:
    """One line as nodes: `left = right`, or `= right` after the line before; `whole` is not cut."""

    __slots__ = ("depth", "left", "remark", "right", "whole")

    def __init__(
        self,
        remark: Remark,
        left: int | None = None,
        right: int | None = None,
        depth: int = 0,
        whole: bool = False,
    ) -> None:
        self.remark = remark
        self.left = left
        self.right = right
        self.depth = depth
        self.whole = whole


class Chapter:
    """The rows of one derivation, and the nodes that have short names in it."""

    __slots__ = ("graph", "names", "rows")

    def __init__(self, graph: Graph, names: Sequence[int] = ()) -> None:
        self.graph = graph
        self.names = list(names)
        self.rows: list[Row] = []

    def say(
        self,
        *remark: str | int,
        left: int | None = None,
        right: int | None = None,
        depth: int = 0,
        whole: bool = False,
    ) -> None:
        """Adds a line."""
        self.rows.append(Row(list(remark), left, right, depth, whole))

    def nodes(self) -> list[int]:
        """Every node that a line shows."""
        found: list[int] = []
        for row in self.rows:
            found += [n for n in (row.left, row.right, *row.remark) if isinstance(n, int)]
        return found


def chapter(told: Derivation, answer: int, most: int, heading: str = "") -> Chapter:
    """A derivation told in at most so many rows, or with 0 without what is inside of the root."""
    graph, root = told.graph, told.root
    start = graph.intern(SLOPE, (root, told.variable))
    view = View(told)
    if root not in view.records:
        page = Chapter(graph)
        page.say(heading, left=start)
        page.say("a constant has slope 0", right=answer, whole=True)
        return page
    lines, complete = _lines(view, root)
    shown = [line for _, line in lines.values()][: most or 1]
    page = Chapter(graph, _names(graph, root, [start, *shown], MOST_NAMES if most else BRIEF_NAMES))
    page.say(heading, left=start)
    for node in page.names:
        page.say("a short name", left=node, right=node, depth=1)
    line = lines[root][1]
    page.say(*remark(view, root), right=line, whole=line == answer)
    if most:
        _say_inside(page, view, lines, complete, most)
    _say_end(page, line, _together(told, lines) if complete else None, answer)
    return page


def _names(graph: Graph, root: int, shown: Sequence[int], most: int) -> list[int]:
    """The parts with short names: none where all lines fit or where the first two never will."""
    best: list[int] = []
    names: list[int] = []
    for short in (*SHORT_PARTS, None):
        notation = Notation(graph, (), names, "text")
        fitting = [notation.fits(line) for line in shown]
        if all(fitting):
            return names
        if all(fitting[:2]) and not best:
            best = names
        if short is not None:
            names = long_parts(graph, root, short, most)
    return best


Lines = dict[int, tuple[int, int]]  # node -> how far inside it stands, its line


def _lines(view: View, root: int) -> tuple[Lines, bool]:
    """The line of each node that is differentiated by itself, and whether these are all."""
    lines: Lines = {}
    stack = [(root, 0)]
    while stack and len(lines) < MOST_TOLD:
        node, depth = stack.pop()
        if node in lines:
            continue
        view.parts.clear()
        line = view.line(node)
        lines[node] = (depth, line)
        inner = [part for part in dict.fromkeys(view.parts) if part not in lines]
        stack += [(part, depth + 1) for part in reversed(inner)]
    return lines, not stack


def _say_inside(page: Chapter, view: View, lines: Lines, complete: bool, most: int) -> None:
    """The rules inside of the root, each once: those that there is room for, then a count."""
    inner = list(lines.items())[1:]
    room = most - len(page.rows) - 3
    told = 0
    notation = Notation(page.graph, (), page.names, "text")
    for node, (depth, line) in inner:
        slope = page.graph.intern(SLOPE, (node, view.variable))
        if told < room and notation.fits(slope) and notation.fits(line, WIDE):
            page.say(*remark(view, node), left=slope, right=line, depth=depth)
            told += 1
    left = (len(inner) if complete else len(view.records) - 1) - told
    if left > 0:
        page.say(f"... {left} more step{'s' if left > 1 else ''}", depth=1)


def _together(told: Derivation, lines: Iterable[int]) -> int:
    """The derivative of the root from the lines, each in the place where it is asked for."""
    made = {told.variable: told.graph.constant(1)}
    view = View(told, made)
    for node in sorted(lines):
        made[node] = view.line(node)
    return made[told.root]


def _say_end(page: Chapter, line: int, together: int | None, answer: int) -> None:
    """The lines put together, and the answer."""
    if line == answer:
        return
    if together == answer:
        page.say(TOGETHER, right=answer, whole=True)
        return
    notation = Notation(page.graph, (), page.names, "text")
    shown = together is not None and notation.fits(together, WIDE)
    if shown and together != line:
        page.say(TOGETHER, right=together)
    words = _simplifying(page.graph, together, answer)
    page.say(words if shown else f"{TOGETHER}, {words}", right=answer, whole=True)


def _simplifying(graph: Graph, together: int | None, answer: int) -> str:
    """How the answer comes from the lines put together."""
    if together is None:
        return "simplify"
    from symchain.simplification import shortest, simplify_all
    from symchain.simplification.record import by_passes, in_order

    done: set[str] = set()
    words: list[str] = []
    if simplify_all(graph, [together], done=done)[0] != answer:
        if shortest(graph, together) != answer:
            shorter = operations(graph, [answer]) < operations(graph, [together])
            return "simplify" if shorter else "the same in another form"
        words = by_passes(graph, together)
    words = [*in_order(done), *words]
    return f"simplify: {', '.join(words)}" if words else "simplify"
