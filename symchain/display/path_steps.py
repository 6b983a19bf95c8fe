"""A total derivative on the board: one product of slopes for each path, and their sum."""

from __future__ import annotations

from itertools import pairwise

from symchain.display.board import Chapter
from symchain.display.notation import differential
from symchain.display.paths import counted
from symchain.graph.expr import Expr, into
from symchain.graph.graph import Graph

TYPE_CHECKING = False
if TYPE_CHECKING:
    from symchain.calculus.programs.paths import TotalDerivative

MOST_PATHS = 8
MOST_EDGES = 30


def pages_of(found: TotalDerivative, full: bool) -> tuple[list[Chapter], Expr]:
    """The sum over the paths, the slope of each edge, and the derivative that is their sum."""
    graph = Graph()
    page = Chapter(graph)
    whole = _edge(graph, found.parameter, found.output)
    paths = f"{counted(found.count)} path{'' if found.count == 1 else 's'}"
    page.say(f"from {found.parameter} to {found.output}: {paths}", left=whole)
    if found.count > len(found.rows[:MOST_PATHS]):
        page.say(f"... {counted(found.count)} products are added", depth=1)
    elif found.rows:
        page.say("chain rule: one product for each path", right=_sum(graph, found))
    if full:
        _say_edges(page, found)
    answer = into(graph, found.derivative)
    over_names = into(graph, found.over_names)
    if over_names != answer:
        page.say("put together", right=over_names)
    words = "put together" if over_names == answer else "every step in the place of its name"
    page.say(words, right=answer, whole=True)
    return [page], Expr(graph, answer)


def _edge(graph: Graph, below: str, above: str) -> int:
    return differential(graph, above, below)


def _sum(graph: Graph, found: TotalDerivative) -> int:
    """The sum over the paths of the products of dz/dx, written with signs."""
    total = graph.constant(0)
    for row in found.rows:
        product = graph.constant(1)
        for below, above in reversed(list(pairwise(row.names))):
            product = graph.multiply(product, _edge(graph, below, above))
        total = graph.add(total, product)
    return total


def _say_edges(page: Chapter, found: TotalDerivative) -> None:
    """The slope of every edge, once."""
    known: set[tuple[str, str]] = set()
    for row in found.rows[:MOST_PATHS]:
        for (below, above), factor in zip(pairwise(row.names), row.factors, strict=True):
            if (below, above) not in known and len(known) < MOST_EDGES:
                known.add((below, above))
                left = _edge(page.graph, below, above)
                words = f"{above} by {below}, the others held fixed"
                page.say(words, left=left, right=into(page.graph, factor), depth=1)
