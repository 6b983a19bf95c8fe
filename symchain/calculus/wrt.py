"""The variables to differentiate by."""

from __future__ import annotations

from symchain.errors import DerivativeError
from symchain.graph.expr import Expr, as_names
from symchain.graph.graph import Graph

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def by(graph: Graph, free: Iterable[str], wrt: Iterable[Expr | str] | None) -> list[str]:
    """The names that are asked for, each once, or all free ones but those of whole numbers.

    Raises DerivativeError for a name that is asked for and assumed to be a whole number.
    """
    if wrt is None:
        return [name for name in free if not (graph.given and _is_whole(graph, name))]
    names = as_names(wrt)
    refuse_whole(graph, names)
    return names


def refuse_whole(graph: Graph, names: Iterable[str]) -> None:
    """Raises DerivativeError for the name of a variable that is assumed to be a whole number."""
    for name in names if graph.given else ():
        if _is_whole(graph, name):
            raise DerivativeError(f"there is no derivative by '{name}', which is a whole number")


def _is_whole(graph: Graph, name: str) -> bool:
    """Whether a variable is assumed to be a whole number."""
    node = graph.find_symbol(name)
    return node is not None and graph.facts.range(node).whole
