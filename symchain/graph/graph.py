"""The graph's constructors: each makes the canonical form, locally, never larger.

Those of sums, products and powers are in arithmetic.py, those of conditions and choices in
conditions.py. Nothing looks further than the arguments of an argument.

No rule changes where a formula is defined: 0*x and x - x are 0 here only where x has a value for
all values of its variables (`is_total`). But where(c, t, 0)*b asks for b only where c holds. What
else widens the domain is done by the simplifier, which asks for permission.
not here: x/x -> 1, exp(log(x)) -> x, sqrt(x)^2 -> x, 0*log(x) -> 0; see symchain.simplification.
"""

from __future__ import annotations

from symchain.functions import TABLE
from symchain.functions.arithmetic import (
    ADD,
    AND,
    DIVIDE,
    MULTIPLY,
    NEGATE,
    NOT,
    OR,
    POWER,
    SUBTRACT,
    WHERE,
)
from symchain.functions.row import Op
from symchain.graph import rational
from symchain.graph.arithmetic import SIGNED, Arithmetic
from symchain.graph.conditions import COMPARISONS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

MAX, MIN = EXTREMA = TABLE["max"], TABLE["min"]


class Graph(Arithmetic):
    """An append-only computational graph whose operations come out in canonical form."""

    __slots__ = ()

    def apply(self, op: Op, args: tuple[int, ...]) -> int:
        """The node of any operation on the given nodes, in canonical form."""
        constructor = _CONSTRUCTORS.get(op)
        if constructor is not None:
            return constructor(self, *args)
        if op in _EXACT and all(arg in self.constants for arg in args):
            value = _EXACT[op](*[self.constants[arg] for arg in args])
            return self.intern(op, args) if value is None else self.constant(*value)
        if len(args) == 1:
            return self._unary(op, args[0])
        return self.intern(op, args)

    # ---- the largest and the smallest

    def extremum(self, op: Op, a: int, b: int) -> int:
        """The node of max(a, b) or min(a, b): of numbers the number, equal formulas once.

        And max(x, min(x, y)) is x: so that ties are between formulas that differ.
        """
        constants, ops, args = self.constants, self.ops, self.args
        if a in constants and b in constants:
            return b if (self._is_below(a, b)) is (op is MAX) else a
        for one, other in ((a, b), (b, a)):
            if ops[other] in EXTREMA and ops[other] is not op and one in args[other]:
                return one
        own, others = self.members(op, a), self.members(op, b)
        added = [member for member in others if member not in own]
        if len(added) == len(others) > 0:
            known = self.find(op, (b, a))
            return self.intern(op, (a, b)) if known is None else known
        if set(own) <= set(others):
            return b
        for member in added:
            a = self.intern(op, (a, member))
        return a

    def _is_below(self, a: int, b: int) -> bool:
        (p, q), (r, s) = self.constants[a], self.constants[b]
        return p * s < r * q

    # ---- functions

    def _unary(self, op: Op, a: int) -> int:
        """The node of a function of one argument: exact values, parity, inverse pairs."""
        inner, args = self.ops[a], self.args[a]
        if not args or inner in SIGNED:
            if op.at and (exact := self._exact_value(op, a)) is not None:
                return exact
            if op.parity and self.is_negative(a):
                even = self._unary(op, self.negate(a))
                return even if op.parity == "even" else self.negate(even)
        elif inner.inverse == op.name and not inner.domain:
            return args[0]
        return self.intern(op, (a,))

    def _exact_value(self, op: Op, a: int) -> int | None:
        """The value that the table gives at a number or at a multiple of a named constant."""
        point = self._point(a)
        value = None if point is None else op.at.get(point)
        if value is None:
            return None
        return self.constant(value) if isinstance(value, int) else self._written_value(value)

    def _point(self, a: int) -> int | str | None:
        """A constant as the table writes it: 2, "1/2", "pi", "3*pi/2"."""
        if a in self.constants:
            numerator, denominator = self.constants[a]
            return numerator if denominator == 1 else f"{numerator}/{denominator}"
        if not self.args[a]:
            return None if a in self.names else self.ops[a].name
        if self.ops[a] is not MULTIPLY or self.args[self.args[a][1]]:
            return None
        number, leaf = self.args[a]
        if number not in self.constants or leaf in self.names:
            return None
        numerator, denominator = self.constants[number]
        top = self.ops[leaf].name if numerator == 1 else f"{numerator}*{self.ops[leaf].name}"
        return top if denominator == 1 else f"{top}/{denominator}"

    def _written_value(self, text: str) -> int:
        """The node of an exact value of the table, such as "pi/2", "1/2" or "sqrt(pi)"."""
        from symchain.parsing import parse_node

        return parse_node(self, text)


def _comparison(op: Op) -> Callable[..., int]:
    return lambda graph, a, b: graph.compare(op, a, b)


def _extremum(op: Op) -> Callable[..., int]:
    return lambda graph, a, b: graph.extremum(op, a, b)


_EXACT: dict[Op, Callable[..., rational.Rational | None]] = {  # functions of numbers
    TABLE["floor"]: rational.floor,
    TABLE["ceil"]: rational.ceil,
    TABLE["trunc"]: rational.trunc,
    TABLE["round"]: rational.round_half_even,
    TABLE["mod"]: rational.modulo,
}
_CONSTRUCTORS: dict[Op, Callable[..., int]] = {
    ADD: Graph.add,
    SUBTRACT: Graph.subtract,
    MULTIPLY: Graph.multiply,
    DIVIDE: Graph.divide,
    NEGATE: Graph.negate,
    POWER: Graph.power,
    WHERE: Graph.where,
    AND: Graph.conjunction,
    OR: Graph.disjunction,
    NOT: Graph.negation,
    **{op: _comparison(op) for op in COMPARISONS},
    **{op: _extremum(op) for op in EXTREMA},
}
