"""Points at which formulas are evaluated: names with exact numbers."""

from __future__ import annotations

from symchain.errors import DomainError, SymchainError
from symchain.graph.expr import by_name, into

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

NAMED = 8  # values that a message names
LONGEST_POWER = 10**15  # of ten, in a message


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
    from symchain.parsing.names import no_value, unknown_variable

    given = by_name(at)
    allowed = list(dict.fromkeys((*wanted, *known)))
    for name in given:
        if name not in allowed:
            raise unknown_variable(name, allowed)
    for name in wanted:
        if name not in given:
            raise no_value(name)
    return {name: exact_number(number, name) for name, number in given.items()}


def place(point: Mapping[str, Any]) -> str:
    """A point as a message names it: " at x = 1.0, y = 2.0", or nothing where it has no names."""
    where = [f"{name} = {_spelled(number)}" for name, number in list(point.items())[:NAMED]]
    return f" at {', '.join(where)}{', ...' * (len(point) > NAMED)}" if where else ""


def _spelled(number: Any) -> str:
    """A coordinate as the double nearest to it, or with its size where it is beyond all of them."""
    found = float(number)
    return _scientific(number) if abs(found) == float("inf") else repr(found)


def double(value: Any, words: str, where: str = "") -> float:
    """The double nearest to a number; raises DomainError where it is beyond all of them.

    >>> from mpmath import mpf
    >>> double(mpf("1e-400"), "the formula")
    0.0
    """
    found = float(value)
    if abs(found) == float("inf"):
        raise DomainError(
            f"{words} is {_scientific(value)}{where}, which is beyond every double (1.8e308)"
        )
    return found + 0.0  # not: -0.0


def _scientific(value: Any) -> str:
    """A number beyond the doubles with three digits; mpmath would spell all of a huge exponent."""
    from mpmath import floor, log10

    from symchain.functions.precision import WorkingDigits

    with WorkingDigits(40):
        size = log10(abs(value))
        power = int(floor(size)) if size < LONGEST_POWER else LONGEST_POWER
        sign = "-" if value < 0 else ""
        if power == LONGEST_POWER:
            return f"{sign}10^{LONGEST_POWER} or more"
        return f"{sign}{float(10 ** (size - power)):.2f}e{power}"
