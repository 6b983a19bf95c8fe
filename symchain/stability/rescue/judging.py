"""How far from the truth the forms of a formula are, point by point, in units of the last place."""

from __future__ import annotations

import math

from symchain.stability.rescue.doubles import Doubles
from symchain.stability.rescue.truth import Truth

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from symchain.graph.graph import Graph

ALLOWED = 16.0  # units in the last place
AIMED = 4.0
LARGEST = 1.7e308
SMALLEST = 2.0**-1022  # what is less may come out as 0
SLACK = 1.5  # how far a new form may fall short of what is aimed for where the old one does not


class Target:
    """The exact value at a point: its double, what that leaves, a unit in its last place.

    `conditioning` is by how many units a unit of x moves the value.
    """

    __slots__ = ("conditioning", "rest", "unit", "value", "x")

    def __init__(self, x: float, value: float, rest: float, conditioning: float) -> None:
        self.x = x
        self.value = value
        self.rest = rest
        self.unit = math.ulp(value) if abs(value) >= SMALLEST else SMALLEST
        self.conditioning = conditioning

    def error(self, found: float) -> float:
        """How many units a double is off; infinite where it is no number."""
        if not math.isfinite(found):
            return math.inf
        return abs((found - self.value) - self.rest) / self.unit

    def shortfall(self, found: float) -> float:
        """The error beside what is aimed for; 1 is as good as any less."""
        return max(1.0, self.error(found) / max(AIMED, self.conditioning))

    def worse(self, before: float, after: float) -> bool:
        """Whether a value falls shorter than another."""
        return self.shortfall(after) > max(SLACK, self.shortfall(before))

    def trouble(self, found: float) -> bool:
        """Whether the error is more than is allowed."""
        return self.error(found) > max(ALLOWED, 4.0 * self.conditioning)


def target(truth: Truth, x: float) -> Target | None:
    """The target at a point; None where there is no value, or none that is a double."""
    value, digits = truth.value(x)
    if value is None or abs(value) > LARGEST:
        return None
    conditioning = truth.conditioning(x, value, digits)
    nearest = float(value)
    return Target(x, nearest, float(value - nearest), conditioning)


def targets(truth: Truth, xs: Sequence[float]) -> list[Target]:
    """The targets at those of the points that have one."""
    return [found for x in xs if (found := target(truth, x)) is not None]


def values(graph: Graph, root: int, variable: int, points: Sequence[Target]) -> list[float]:
    """What a form gives at the points."""
    doubles = Doubles(graph, root, variable)
    return [doubles.value(point.x) for point in points]
