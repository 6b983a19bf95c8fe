"""How far from the truth the forms of a formula are, point by point, in units of the last place."""

from __future__ import annotations

import math

from symchain.stability.rescue.doubles import Doubles
from symchain.stability.rescue.truth import Truth

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


ALLOWED = 16.0  # units in the last place
AIMED = 4.0
LARGEST = 1.7e308
SMALLEST = 2.0**-1022  # what is less may come out as 0
TRUSTED = 2.5  # units
COMPUTED = 1e4  # what has no value at less has none; beyond, mpmath may not get as far
SLACK = 1.5  # how far a new form may fall short of what is aimed for where the old one does not


class Target:
    """The exact value at a point: its double, what that leaves, a unit in its last place.

    `conditioning` is by how many units a unit of x moves the value; it is found when asked for.
    """

    __slots__ = ("_conditioning", "_digits", "_truth", "exact", "rest", "unit", "value", "x")

    def __init__(
        self,
        x: float,
        exact: Any,
        truth: Truth | None = None,
        digits: int = 0,
        conditioning: float = 0.0,
    ) -> None:
        self.x = x
        self.exact = exact
        self.value = float(exact)
        self.rest = float(exact - self.value)
        self.unit = math.ulp(self.value) if abs(self.value) >= SMALLEST else SMALLEST
        self._truth = truth
        self._digits = digits
        self._conditioning: float | None = None if truth else conditioning

    @property
    def conditioning(self) -> float:
        if self._conditioning is None:
            assert self._truth is not None
            self._conditioning = self._truth.conditioning(self.x, self.exact, self._digits)
        return self._conditioning

    def error(self, found: float) -> float:
        """How many units a double is off; infinite where it is no number."""
        if not math.isfinite(found):
            return math.inf
        return abs((found - self.value) - self.rest) / self.unit

    def shortfall(self, found: float) -> float:
        """The error beside what is aimed for; 1 is as good as any less."""
        error = self.error(found)
        if error <= AIMED:
            return 1.0
        if error == math.inf:
            return error
        return max(1.0, error / max(AIMED, self.conditioning))

    def worse(self, before: float, after: float) -> bool:
        """Whether a value falls shorter than another."""
        return self.shortfall(after) > max(SLACK, self.shortfall(before))

    def trouble(self, found: float, share: float = 1.0) -> bool:
        """Whether the error is more than a share of what is allowed."""
        error = self.error(found)
        if error == math.inf:
            return True
        return error > share * ALLOWED and error > share * 4.0 * self.conditioning


class NoNumber(Target):
    """A point where there is no value, or none that is a double: a form must not give a number."""

    __slots__ = ()

    def __init__(self, x: float) -> None:
        super().__init__(x, math.inf)

    def error(self, found: float) -> float:
        return 0.0

    def worse(self, before: float, after: float) -> bool:
        return math.isfinite(after) and not math.isfinite(before)


def target(truth: Truth, x: float) -> Target | None:
    """The target at a point; None where nothing is known of the value."""
    value, digits = truth.value(x)
    if value is None:
        return NoNumber(x) if abs(x) < COMPUTED and not truth.effort.is_over else None
    return Target(x, value, truth, digits) if abs(value) <= LARGEST else NoNumber(x)


def trusted(doubles: Doubles, x: float) -> Target | None:
    """The formula's own double as the target, where a bound says that it is a good one."""
    made, (value, slope, error) = doubles.sweep(x)
    if not (value and math.isfinite(value) and error <= TRUSTED * abs(value)):
        return None
    if not doubles.is_moderate(made):
        return None
    return Target(x, value, conditioning=abs(x * slope / value))
