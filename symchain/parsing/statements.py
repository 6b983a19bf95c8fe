"""Texts: one formula, or a program of statements in lines or between `;`."""

from __future__ import annotations

from symchain.graph.graph import Graph
from symchain.parsing.builder import Builder
from symchain.parsing.names import Names
from symchain.parsing.scanner import NEWLINE, Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from symchain.functions.row import Op
    from symchain.graph.model import Model

SEPARATORS = (NEWLINE, ";", "[", "]")


def outputs(
    graph: Graph, text: str, variables: Iterable[str], functions: Iterable[Op]
) -> list[int]:
    """The nodes of a text's outputs; raises ParseError or BudgetError with the place."""
    source = Source(text)
    if is_program(source) or is_function(source, functions):
        from symchain.parsing.programs import Program

        return Program(graph, source, variables, functions).nodes()
    return [formula(graph, source, variables, functions)]


def model(graph: Graph, text: str, variables: Iterable[str], functions: Iterable[Op]) -> Model:
    """The model that a text spells; raises ParseError or BudgetError with the place."""
    from symchain.graph.model import Model, named

    source = Source(text)
    if is_program(source) or is_function(source, functions) or is_step(source, variables):
        from symchain.parsing.programs import Program

        return Program(graph, source, variables, functions).model()
    return Model(graph, named(graph, [formula(graph, source, variables, functions)]))


def is_program(source: Source) -> bool:
    """Whether a text has statements or lists of formulas."""
    return not source.distinct.keys().isdisjoint(SEPARATORS)


def is_function(source: Source, functions: Iterable[Op]) -> bool:
    """Whether a text is one statement that defines a function: it stands for its formula."""
    tokens = source.tokens
    if tokens[1:2] != ["("] or "=" not in source.distinct:
        return False
    from symchain.parsing.programs import is_definition

    return is_definition(tokens) and tokens[0] not in {op.name for op in functions}


def is_step(source: Source, variables: Iterable[str]) -> bool:
    """Whether a text is one statement that defines a name: y = x^2, but not y = x*y.

    Where the name was declared as a variable the text is an equation.
    """
    name, *others = source.tokens
    return (
        others[:1] == ["="]
        and others.count("=") == 1
        and name.isidentifier()
        and name not in others
        and name not in variables
    )


def formula(graph: Graph, source: Source, variables: Iterable[str], functions: Iterable[Op]) -> int:
    """The node of a text that is one formula."""
    build = Builder(graph, Names(graph, variables, functions), source)
    return build.formula(source.tokens.copy(), range(len(source.tokens)))
