"""A formula of one variable to as many digits as it takes, whatever cancels on the way."""

from __future__ import annotations

import math

import mpmath

from symchain.evaluation.reference import Reference
from symchain.functions.precision import WorkingDigits
from symchain.graph.graph import Graph
from symchain.stability.rescue.effort import Effort, weight

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

DIGITS = 40  # to begin with ...
SMALL, LARGE = 5, 3  # ... and for each decade that a point is below or above 1: nothing is absorbed
MOST_DIGITS = 1_700
AGREEING = 25  # digits in which two precisions must


class Truth:
    """The exact values of a formula of one variable."""

    def __init__(self, graph: Graph, root: int, variable: int, effort: Effort) -> None:
        self.reference = Reference(graph, [root], effort.operation)
        self.variable = variable
        self.effort = effort
        # beside the functions, which count themselves
        self.weight = sum([weight(graph.ops[node]) == 1 for node in self.reference.order])

    def at(self, x: Any, digits: int) -> Any:
        """The value with arithmetic of so many digits; None where there is none, or no effort."""
        if self.effort.is_over:
            return None
        self.effort.spend(self.weight, digits)
        value = self.reference.values({self.variable: x}, digits)[0]
        return None if value is None or value != value else value

    def value(self, x: float) -> tuple[Any, int]:
        """The value to 25 digits and the digits that it took; None where there is none.

        exp(x) - 1 is 0 at x = 1e-100 with 40 digits and with 80: digits are counted from what x
        can need, and then raised until two results agree.
        """
        decades = math.log10(abs(x)) if x else 0.0
        digits = DIGITS + int(max(LARGE * decades, -SMALL * decades))
        before = self.at(x, digits)
        while digits <= MOST_DIGITS:
            digits = digits + max(digits // 4, DIGITS)
            found = self.at(x, digits)
            if found is None and before is None:
                return None, digits
            if found is not None and before is not None:
                with WorkingDigits(digits):
                    if abs(found - before) <= abs(found) * mpmath.mpf(10) ** -AGREEING:
                        return found, digits
            before = found
        return None, digits

    def conditioning(self, x: float, value: Any, digits: int) -> float:
        """By how much a relative change of x is magnified in the value: |x*f'(x)/f(x)|."""
        if not value or not x:
            return 0.0
        with WorkingDigits(digits):
            step = mpmath.mpf(10) ** -(digits // 3)
            moved = self.at(mpmath.mpf(x) * (1 + step), digits)
            return math.inf if moved is None else float(abs((moved - value) / step / value))
