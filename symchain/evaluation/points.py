"""Points at which formulas are evaluated: names with exact numbers."""

from __future__ import annotations

from symchain.errors import DomainError, SymchainError
from symchain.graph.expr import by_name, into

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any


def exact_number(number: Any, name: str) -> Any:
    """A number given as such or as text, as an mpmath number of many digits."""
    from symchain.evaluation.reference import MOST_DIGITS, Reference
    from symchain.graph.graph import Graph
    from symchain.parsing import parse_alone

    own = parse_alone(number) if isinstance(number, str) else None
    graph = Graph() if own is None else own.graph
    node = into(graph, number) if own is None else own.node
    if own is not None and own.variables:
        raise SymchainError(f"the value of '{name}' is '{number}', which is not a number")
    value = Reference(graph, [node]).values({}, MOST_DIGITS)[0]
    if value is None or value != value or isinstance(value, bool):
        raise DomainError(f"the value of '{name}' is not a real number")
    return value


def exact_point(
    at: Mapping[Any, Any], wanted: Sequence[str], known: Sequence[str] = ()
) -> dict[str, Any]:
    """The numbers that are given for names: all that are wanted, and any that are known.

    Raises SymchainError for another name, for a wanted one without a number and for what is no
    number, DomainError for a number that is not real.
    """
    from symchain.parsing.names import unknown_variable

    given = by_name(at)
    allowed = list(dict.fromkeys((*wanted, *known)))
    for name in given:
        if name not in allowed:
            raise unknown_variable(name, allowed)
    for name in wanted:
        if name not in given:
            raise SymchainError(f"'{name}' has no value: give one, as in --at {name}=1")
    return {name: exact_number(number, name) for name, number in given.items()}


def place(point: Mapping[str, Any]) -> str:
    """A point as a message names it: " at x = 1.0, y = 2.0", or nothing where it has no names."""
    where = ", ".join(f"{name} = {float(number)!r}" for name, number in point.items())
    return f" at {where}" if where else ""
