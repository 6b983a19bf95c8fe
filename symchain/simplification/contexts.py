"""What holds in a branch, and conditions without the parts that others imply."""

from __future__ import annotations

from symchain.functions.arithmetic import AND, LESS, LESS_EQUAL, NOT, OR
from symchain.functions.row import Op
from symchain.graph.facts import Facts
from symchain.graph.graph import Graph

MOST_GIVEN = 16  # conditions from which others are told: the nearest ones
OPPOSITE = {LESS: LESS_EQUAL, LESS_EQUAL: LESS}


class Context:
    """What holds in a branch: conditions and how they came out, and what follows from them."""

    __slots__ = ("_facts", "given", "graph", "inner", "outcomes")

    def __init__(self, graph: Graph, given: tuple[int, ...], outcomes: dict[int, bool]) -> None:
        self.graph = graph
        self.given = given
        self.outcomes = outcomes
        self.inner: dict[tuple[int, bool], Context] = {}
        self._facts: Facts | None = None

    @property
    def facts(self) -> Facts:
        """What is known of the nodes here."""
        if self._facts is None:
            self._facts = Facts(self.graph, (*self.graph.given, *self.given))
        return self._facts

    def inside(self, condition: int, outcome: bool) -> Context:
        """The context in which a condition came out true or false besides."""
        graph = self.graph
        if (condition, outcome) not in self.inner:
            outcomes, given = dict(self.outcomes), list(self.given)
            stack = [(condition, outcome)]
            while stack:
                part, holds = stack.pop()
                outcomes[part] = holds
                if graph.ops[part] is NOT:
                    stack.append((graph.args[part][0], not holds))
                elif graph.ops[part] is (AND if holds else OR):
                    stack += [(arg, holds) for arg in graph.args[part]]
                else:
                    given.append(part if holds else graph.negation(part))
            self.inner[condition, outcome] = Context(graph, tuple(given[-MOST_GIVEN:]), outcomes)
        return self.inner[condition, outcome]

    def truth(self, condition: int) -> bool | None:
        """How a condition comes out here; None where that cannot be told."""
        known = self.outcomes.get(condition)
        return self.facts.truth(condition) if known is None else known


def plain(graph: Graph, condition: int) -> int:
    """not a < b as b <= a; any other condition as it is."""
    if graph.ops[condition] is NOT:
        inner = graph.args[condition][0]
        if graph.ops[inner] in OPPOSITE:
            return graph.compare(OPPOSITE[graph.ops[inner]], *graph.args[inner][::-1])
    return condition


def joined(context: Context, op: Op, first: int, second: int) -> int:
    """Two conditions with and (or), without the parts that others imply."""
    graph, outcome = context.graph, op is AND
    join = graph.conjunction if outcome else graph.disjunction
    kept: list[int] = []
    for part in (*graph.members(op, first), *graph.members(op, second)):
        inner = context
        for other in kept:
            inner = inner.inside(other, outcome)
        known = inner.truth(part)
        if known is not None and known != outcome:
            return graph.truth(known)
        if known is None:
            kept = _with(context, op, kept, part)
    result = graph.truth(outcome)
    for part in kept:
        result = join(result, part)
    return result


def _with(context: Context, op: Op, kept: list[int], part: int) -> list[int]:
    """Parts with another one, without those that it implies: 0 <= x and x != 0 is 0 < x.

    What the parts behind one ask of it stays asked: x != 0 and 1/x < 2 and 1 < x.
    """
    graph, outcome = context.graph, op is AND
    if not graph.is_total(part):
        return [*kept, part]
    join = graph.conjunction if outcome else graph.disjunction
    inner = context.inside(part, outcome)
    result = [part]
    guarded = False
    for other in reversed(kept):
        merged = join(other, result[-1])
        if guarded or (inner.truth(other) != outcome and graph.ops[merged] is op):
            result.insert(0, other)
        elif graph.ops[merged] is not op:
            result[-1] = merged
        guarded = guarded or not graph.is_total(other)
    return result
