"""From text to nodes: the language of formulas and programs (docs/language.md)."""

from __future__ import annotations

from symchain.errors import ParseError
from symchain.functions.row import Op
from symchain.graph.expr import Expr, as_names
from symchain.graph.graph import Graph
from symchain.parsing.statements import model as read_model
from symchain.parsing.statements import outputs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from symchain.graph.model import Model

__all__ = ["model", "parse", "parse_many", "parse_node"]


def parse(
    text: str,
    variables: Iterable[str] = (),
    functions: Iterable[Op] = (),
    graph: Graph | None = None,
) -> Expr:
    """The formula that a text spells.

    `variables` are names that are variables whatever else they could mean, `functions` the user's
    own, `graph` the graph to build in. Raises ParseError, with the place, where the text is not in
    the language or has more than one output, BudgetError where it is too large.

    >>> parse("2x^2 + sin^2(x)")
    Expr('2*x^2 + sin(x)^2')
    """
    graph = Graph() if graph is None else graph
    names = as_names(variables)
    return Expr(graph, parse_node(graph, text, names, functions))


def parse_alone(text: str, variables: Iterable[str] = ()) -> Expr:
    """The formula that a text spells; raises ParseError where the text is a program."""
    for sign in (";", "\n", "["):
        if sign in text:
            at = text.index(sign)
            raise ParseError(
                "one formula is expected here, no program", source=text, span=(at, at + 1)
            )
    return parse(text, variables)


def parse_many(
    text: str,
    variables: Iterable[str] = (),
    functions: Iterable[Op] = (),
    graph: Graph | None = None,
) -> list[Expr]:
    """The formulas of a text that separates them by `;`, by lines or in [ ], all in one graph.

    Raises what `parse` raises.

    >>> parse_many("[x*y, x + y]")
    [Expr('x*y'), Expr('x + y')]
    """
    graph = Graph() if graph is None else graph
    names = as_names(variables)
    return [Expr(graph, node) for node in outputs(graph, text, names, functions)]


def model(
    text: str,
    variables: Iterable[str] = (),
    functions: Iterable[Op] = (),
    graph: Graph | None = None,
) -> Model:
    """The model that a program spells: inputs, named steps, equations for unknowns, outputs.

    Raises what `parse` raises.

    >>> model("u = x*y; v = exp(u); L = v + w").steps
    {'u': Expr('x*y'), 'v': Expr('exp(u)'), 'L': Expr('v + w')}
    """
    graph = Graph() if graph is None else graph
    names = as_names(variables)
    return read_model(graph, text, names, functions)


def parse_node(
    graph: Graph, text: str, variables: Iterable[str] = (), functions: Iterable[Op] = ()
) -> int:
    """The node, in a given graph, of the one formula that a text spells; raises as `parse` does.

    `variables` may be a mapping from names to the nodes that they stand for (rules of the table).
    """
    nodes = outputs(graph, text, variables, functions)
    if len(nodes) != 1:
        raise ParseError(
            f"one formula is expected here, the text has {len(nodes)}",
            source=text,
            span=(0, len(text.rstrip())),
        )
    return nodes[0]
