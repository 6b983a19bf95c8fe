"""The table of functions: the one place where a function of mathematics is known.

A row says everything; adding a function is adding a row. `TABLE` maps every name to its row,
`SYNONYMS` every other spelling to the name.
"""

from __future__ import annotations

from symchain.functions.arithmetic import ARITHMETIC
from symchain.functions.elementary import ELEMENTARY
from symchain.functions.logistic import LOGISTIC
from symchain.functions.piecewise import PIECEWISE
from symchain.functions.row import Op
from symchain.functions.special import SPECIAL

__all__ = ["OVERLOADS", "ROWS", "SYNONYMS", "TABLE", "Op", "called", "named", "restore"]

ROWS = ARITHMETIC + ELEMENTARY + PIECEWISE + LOGISTIC + SPECIAL
TABLE = {op.name: op for op in ROWS}
SYNONYMS = {synonym: op.name for op in ROWS for synonym in op.synonyms}


# Functions that are others with another number of arguments.
OVERLOADS = {
    ("digamma", 2): "polygamma",
    ("ellipe", 2): "ellipeinc",
    ("expint", 1): "e1",
    ("gamma", 2): "uppergamma",
    ("laguerre", 3): "genlaguerre",
    ("zeta", 2): "hurwitz",
}


def called(name: str, count: int) -> Op | None:
    """The row of the function that a name with so many arguments calls."""
    found = named(name)
    return found and TABLE.get(OVERLOADS.get((found.name, count), ""), found)


def named(name: str) -> Op | None:
    """The row of the function that a name or a synonym calls; None where there is none."""
    return TABLE.get(name) or TABLE.get(SYNONYMS.get(name, ""))


def restore(state: dict[str, object]) -> Op:
    """A user's own function from the fields that were pickled."""
    op = Op.__new__(Op)
    for slot, value in state.items():
        setattr(op, slot, value)
    return op
