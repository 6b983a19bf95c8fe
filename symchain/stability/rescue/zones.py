"""Stretches of an axis: near a place, beyond a size, above or below a number."""

from __future__ import annotations

from symchain.functions import TABLE
from symchain.functions.arithmetic import LESS, LESS_EQUAL
from symchain.graph.graph import Graph
from symchain.graph.rational import Rational, add

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

ABS = TABLE["abs"]
NEAR, RIGHT, LEFT = "near", "right", "left"
BEYOND, ABOVE, BELOW = "beyond", "above", "below"
BESIDE = (0.93, 0.999, 1.001, 1.01, 1.03, 1.05, 1.08, 1.12, 1.2)
BOUNDS: tuple[Rational, ...] = (
    *((0, 1), (1, 1), (1, 2), (2, 1), (1, 4), (4, 1), (8, 1), (1, 8), (16, 1), (32, 1), (100, 1)),
    *[(10**n, 1) for n in (3, 4, 5, 6, 8, 10, 15, 20, 40, 80, 150)],
    *[(1, 10**n) for n in (3, 5, 10, 20, 50, 100, 150)],
)


class Zone:
    """The points x with |x - center| < bound (on both sides or on one), or beyond a bound."""

    def __init__(self, kind: str, bound: Rational, center: Rational = (0, 1)) -> None:
        self.kind = kind
        self.bound = bound
        self.center = center
        self.limit = bound[0] / bound[1]
        self.middle = center[0] / center[1]

    def holds(self, x: float) -> bool:
        """Whether a point is inside, as doubles decide it."""
        if self.kind == NEAR:
            return abs(x - self.middle) < self.limit
        if self.kind == RIGHT:
            return self.middle <= x < self.middle + self.limit
        if self.kind == LEFT:
            return self.middle - self.limit < x <= self.middle
        if self.kind == BEYOND:
            return abs(x) > self.limit
        return x > self.limit if self.kind == ABOVE else x < self.limit

    def condition(self, graph: Graph, variable: int) -> int:
        """The node of the condition."""
        bound = graph.number(self.bound)
        if self.kind == NEAR:
            offset = graph.subtract(variable, graph.number(self.center))
            return graph.compare(LESS, graph.apply(ABS, (offset,)), bound)
        if self.kind in (RIGHT, LEFT):
            return self._one_sided(graph, variable)
        if self.kind == BEYOND:
            return graph.compare(LESS, bound, graph.apply(ABS, (variable,)))
        if self.kind == ABOVE:
            return graph.compare(LESS, bound, variable)
        return graph.compare(LESS, variable, bound)

    def edges(self) -> list[float]:
        """Points on both sides of where the stretch ends."""
        if self.kind in (NEAR, LEFT, RIGHT):
            return [self.middle + side * self.limit * share for side in (1, -1) for share in BESIDE]
        return [side * self.limit / share for side in (1, -1) for share in BESIDE]

    def _one_sided(self, graph: Graph, variable: int) -> int:
        middle = graph.number(self.center)
        if self.kind == RIGHT:
            end = graph.number(add(self.center, self.bound))
            inside = graph.compare(LESS, variable, end)
            return graph.conjunction(graph.compare(LESS_EQUAL, middle, variable), inside)
        end = graph.number(add(self.center, (-self.bound[0], self.bound[1])))
        inside = graph.compare(LESS, end, variable)
        return graph.conjunction(inside, graph.compare(LESS_EQUAL, variable, middle))


def rays() -> Iterator[Zone]:
    """Stretches for a form that holds on one side of a simple number, simplest first."""
    for bound in BOUNDS:
        if bound[0]:
            yield Zone(BEYOND, bound)
            yield Zone(NEAR, bound)
            yield Zone(RIGHT, bound)
            yield Zone(LEFT, bound)
        yield Zone(ABOVE, bound)
        yield Zone(BELOW, (-bound[0], bound[1]))
        if bound[0]:
            yield Zone(BELOW, bound)
            yield Zone(ABOVE, (-bound[0], bound[1]))
