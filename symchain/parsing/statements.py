"""Programs: statements in lines or between `;`, steps and functions that later lines use."""

from __future__ import annotations

from symchain.graph.graph import Graph
from symchain.parsing.builder import Builder
from symchain.parsing.names import Names
from symchain.parsing.scanner import END, NEWLINE, Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from symchain.functions.row import Op

SEPARATORS = (NEWLINE, ";", "[", "]")


def outputs(
    graph: Graph, text: str, variables: Iterable[str], functions: Iterable[Op]
) -> list[int]:
    """The nodes of a text's outputs; raises ParseError or BudgetError with the place."""
    source = Source(text)
    build = Builder(graph, Names(graph, variables, functions), source)
    tokens = source.tokens
    if source.distinct.keys().isdisjoint(SEPARATORS):
        return [build.formula(tokens, range(len(tokens)))]
    from symchain.parsing.programs import program

    return program(build)
