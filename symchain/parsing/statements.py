"""Programs: statements in lines or between `;`, steps and functions that later lines use."""

from __future__ import annotations

from symchain.graph.graph import Graph
from symchain.parsing.builder import Builder
from symchain.parsing.names import Names
from symchain.parsing.scanner import NEWLINE, Source

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
        if len(tokens) > 4 and tokens[1] == "(" and "=" in source.distinct:
            check_not_definition(build)
        return [build.formula(tokens.copy(), range(len(tokens)))]
    from symchain.parsing.programs import program

    return program(build)


def check_not_definition(build: Builder) -> None:
    """Raises ParseError where the only statement defines a function: nothing calls it."""
    from symchain.parsing.programs import is_definition

    tokens = build.source.tokens
    name = tokens[0]
    if build.names.callee(name) is None and is_definition(build, list(range(len(tokens)))):
        raise build.source.error(
            f"nothing calls '{name}': add a formula that does, {name}(x) = x^2; {name}(3)", 0
        )
