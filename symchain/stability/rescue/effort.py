"""What repairs may cost: operations with many digits, counted so that each run ends the same."""

from __future__ import annotations

from symchain.functions.arithmetic import ARITHMETIC, CONSTANT, SYMBOL
from symchain.functions.elementary import ELEMENTARY
from symchain.functions.row import Op

MOST = 300_000.0  # about a second
FEW_DIGITS = 200  # up to here an operation costs much the same
FUNCTION, SPECIAL = 5, 30  # operations that a function costs, and one that is summed term by term


class Effort:
    """What exact values of the formulas of one graph have cost, in operations of a few digits."""

    def __init__(self) -> None:
        self.spent = 0.0

    def spend(self, operations: int, digits: int) -> None:
        """Counts operations of so many digits."""
        self.spent += operations * (1.0 + digits / FEW_DIGITS)

    @property
    def is_over(self) -> bool:
        """Whether no more exact values should be asked for."""
        return self.spent > MOST


def weight(op: Op) -> int:
    """What a function costs beside an operation."""
    if op in ARITHMETIC or op in (CONSTANT, SYMBOL):
        return 1
    return FUNCTION if op in ELEMENTARY else SPECIAL
