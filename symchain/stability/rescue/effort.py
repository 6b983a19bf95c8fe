"""What repairs may cost: operations with many digits, counted so that each run ends the same."""

from __future__ import annotations

from symchain.evaluation.operations import operation
from symchain.functions.arithmetic import ARITHMETIC, CONSTANT, SYMBOL
from symchain.functions.elementary import ELEMENTARY
from symchain.functions.logistic import LOGISTIC
from symchain.functions.row import Op

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from symchain.evaluation.operations import Number, Operation, Value

MOST = 900_000.0  # about three seconds
MOST_PART = 300_000.0  # of them for one part: what is found takes less, the rest is search in vain
DIGITS_A_BIT = 0.30103
FEW_DIGITS = 200  # up to here an operation costs much the same
# Operations that a function costs, one that is made of some, and one that is summed term by term.
FUNCTION, COMPOSITE, SPECIAL = 5, 10, 30


class Effort:
    """What exact values of the formulas of one graph have cost, in operations of a few digits.

    Derivatives of one formula are made of the same functions: what one has at a point is kept for
    the others, and costs nothing then.
    """

    def __init__(self) -> None:
        self.spent = 0.0
        self.limit = MOST
        self.known: dict[tuple[Any, ...], Value] = {}  # of functions, by bits and arguments

    def operation(self, op: Op) -> Operation:
        """What computes a row, with the values of functions kept."""
        exact, cost, known = operation(op), weight(op), self.known
        if cost == 1:
            return exact

        def kept(bits: int, *args: Number) -> Value:
            key = (op.name, bits, *args)
            if key not in known:
                self.spend(cost, int(bits * DIGITS_A_BIT))
                known[key] = exact(bits, *args)
            return known[key]

        return kept

    def spend(self, operations: int, digits: int) -> None:
        """Counts operations of so many digits."""
        self.spent += operations * (1.0 + digits / FEW_DIGITS)

    def begin(self) -> None:
        """Begins with a part of the graph, which may take its share of what is left."""
        self.limit = min(MOST, self.spent + MOST_PART)

    @property
    def is_over(self) -> bool:
        """Whether no more exact values should be asked for."""
        return self.spent > self.limit


def weight(op: Op) -> int:
    """What a function costs beside an operation."""
    if op in ARITHMETIC or op in (CONSTANT, SYMBOL):
        return 1
    return FUNCTION if op in ELEMENTARY else COMPOSITE if op in LOGISTIC else SPECIAL
