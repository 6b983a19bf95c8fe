"""What the forms of a formula give at points, in doubles, each computed once.

A search tries the same forms at the same points again and again, as parts of one choice after the
other.
"""

from __future__ import annotations

from symchain.stability.rescue.doubles import Doubles

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Protocol

    from symchain.graph.graph import Graph
    from symchain.stability.rescue.judging import Target
    from symchain.stability.rescue.zones import Zone

    class Taken(Protocol):
        """A form and the stretch on which it takes over."""

        zone: Zone
        form: int


class Samples:
    """The forms of one variable in a graph, and what they have given so far."""

    def __init__(self, graph: Graph, variable: int) -> None:
        self.graph = graph
        self.variable = variable
        self.forms: dict[int, Doubles] = {}
        self.known: dict[int, dict[float, float]] = {}

    def value(self, form: int, x: float) -> float:
        """What a form gives at a point; nan where code raises an error."""
        known = self.known.setdefault(form, {})
        if x not in known:
            if form not in self.forms:
                self.forms[form] = Doubles(self.graph, form, self.variable)
            known[x] = self.forms[form].value(x)
        return known[x]

    def values(self, form: int, points: Sequence[Target]) -> list[float]:
        """What a form gives at points."""
        return [self.value(form, point.x) for point in points]

    def chosen(self, base: int, taken: Sequence[Taken], x: float) -> float:
        """What a choice gives at a point: the last form whose stretch holds it, else the base."""
        form = next((each.form for each in reversed(taken) if each.zone.holds(x)), base)
        return self.value(form, x)
