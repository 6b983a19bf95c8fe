"""Series of a formula about 0 with formulas for coefficients: what it tends to at a hole.

Sums, products and quotients keep their order, so that (exp(h) - 1)/h comes to 1 + h/2 + ...; any
other function is expanded where its arguments have values, by the recurrences of Taylor series.
Source: Knuth, The Art of Computer Programming 2, section 4.7.
"""

from __future__ import annotations

from symchain.calculus.substitution import near
from symchain.errors import SymchainError
from symchain.functions.arithmetic import (
    ADD,
    DIVIDE,
    EQUAL,
    FALSE,
    MULTIPLY,
    NEGATE,
    NOT_EQUAL,
    POWER,
    SUBTRACT,
    WHERE,
)
from symchain.graph.domains import requirements
from symchain.graph.expr import Expr
from symchain.graph.graph import Graph
from symchain.graph.rational import ZERO
from symchain.graph.transfer import transfer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

HIGHEST_POWER = 8  # whole, of what vanishes


class Series:
    """h^order * (coefficients[0] + coefficients[1]*h + ...), the first not 0; later ones unknown.

    Without coefficients nothing is known below h^order.
    """

    __slots__ = ("coefficients", "order")

    def __init__(self, order: int, coefficients: list[int]) -> None:
        self.order = order
        self.coefficients = coefficients

    @property
    def end(self) -> int:
        """The first order that is not known."""
        return self.order + len(self.coefficients)

    def __getitem__(self, order: int) -> int:
        return self.coefficients[order - self.order]


class Laurent:
    """The series of the nodes of a graph in one of its variables, with so many coefficients."""

    def __init__(self, graph: Graph, variable: int, count: int) -> None:
        self.graph = graph
        self.variable = variable
        self.count = count
        self.known: dict[int, Series | None] = {}

    def series(self, root: int) -> Series | None:
        """The series of a formula; None where it has none, or where it is too long to be found."""
        for node in near(self.graph, [root]) or []:
            if node not in self.known and not self.graph.ops[node].boolean:
                self.known[node] = self._of(node)
        return self.known.get(root)

    def _of(self, node: int) -> Series | None:
        graph, op, args = self.graph, self.graph.ops[node], self.graph.args[node]
        if node == self.variable:
            return Series(1, self._padded([graph.constant(1)]))
        if self.variable not in (near(graph, [node], names=True) or ()):
            return self._shortened(0, self._padded([node]))
        if op is WHERE:
            return self._taken(*args)
        parts = [self.known[arg] for arg in args]
        found = [part for part in parts if part is not None]
        if len(found) < len(parts):
            return None
        if op is ADD or op is SUBTRACT:
            return self._sum(op is SUBTRACT, *found)
        if op is NEGATE:
            return Series(found[0].order, [graph.negate(a) for a in found[0].coefficients])
        if op is MULTIPLY:
            return self._product(*found)
        if op is DIVIDE:
            return self._quotient(*found)
        if op is POWER and found[0].order and (whole := self._whole_power(found[0], args[1])):
            return whole
        return self._composed(node, found)

    def _padded(self, coefficients: list[int]) -> list[int]:
        zeros = [self.graph.constant(0)] * (self.count - len(coefficients))
        return [*coefficients, *zeros]

    def _shortened(self, order: int, coefficients: Sequence[int]) -> Series:
        """The series with coefficients in normal form, none of the first ones 0."""
        from symchain.simplification import simplify_all

        made = simplify_all(self.graph, coefficients)
        zeros = 0
        while zeros < len(made) and self.graph.constants.get(made[zeros]) == ZERO:
            zeros += 1
        return Series(order + zeros, made[zeros : zeros + self.count])

    # ---- arithmetic

    def _sum(self, minus: bool, a: Series, b: Series) -> Series:
        graph, zero = self.graph, self.graph.constant(0)
        start, end = min(a.order, b.order), min(a.end, b.end)
        found = []
        for k in range(start, end):
            first, second = (s[k] if k >= s.order else zero for s in (a, b))
            found.append((graph.subtract if minus else graph.add)(first, second))
        return self._shortened(min(start, end), found)

    def _product(self, a: Series, b: Series) -> Series:
        length = min(len(a.coefficients), len(b.coefficients))
        found = [self._term(a.coefficients, b.coefficients, k) for k in range(length)]
        return self._shortened(a.order + b.order, found)

    def _term(self, a: Sequence[int], b: Sequence[int], k: int, start: int = 0) -> int:
        """The sum of a[i]*b[k - i] for i from a start to k."""
        graph = self.graph
        total = graph.constant(0)
        for i in range(start, k + 1):
            total = graph.add(total, graph.multiply(a[i], b[k - i]))
        return total

    def _quotient(self, a: Series, b: Series) -> Series | None:
        """y = a/b has a_k = sum of b_i*y_(k - i)."""
        if not b.coefficients:
            return None
        graph, top, bottom = self.graph, a.coefficients, b.coefficients
        found: list[int] = []
        for k in range(min(len(top), len(bottom))):
            rest = graph.subtract(top[k], self._term(bottom, [*found, 0], k, 1))
            found.append(graph.divide(rest, bottom[0]))
        return self._shortened(a.order - b.order, found)

    def _whole_power(self, base: Series, exponent: int) -> Series | None:
        """A whole power of what vanishes, or has a pole, by products."""
        value = self.graph.constants.get(exponent)
        if value is None or value[1] != 1 or not 0 < value[0] <= HIGHEST_POWER:
            return None
        result = base
        for _ in range(value[0] - 1):
            result = self._product(result, base)
        return result

    # ---- functions

    def _taken(self, condition: int, yes: int, no: int) -> Series | None:
        """The branch that holds beside 0, where an equality decides."""
        op, args = self.graph.ops[condition], self.graph.args[condition]
        if op not in (EQUAL, NOT_EQUAL):
            return None
        gap = self.series(self.graph.subtract(*args))
        if gap is None or not gap.coefficients:
            return None
        return self.known[no if op is EQUAL else yes]

    def _composed(self, node: int, parts: Sequence[Series]) -> Series | None:
        """A function of series that have values at 0, if it is smooth there."""
        graph = self.graph
        length = min([part.end for part in parts])
        if length < 1 or any(part.order < 0 for part in parts):
            return None
        polynomials = [self._polynomial(part) for part in parts]
        at = self._at_zero(polynomials)
        conditions = requirements(graph, node, tuple(at))
        if any(graph.ops[c] is FALSE or graph.facts.truth(c) is False for c in conditions):
            return None
        root = graph.apply(graph.ops[node], tuple(polynomials))
        try:
            return self._shortened(0, self._expanded(root, length))
        except SymchainError:  # no closed derivative
            return None

    def _expanded(self, root: int, length: int) -> list[int]:
        """The Taylor coefficients of what has a value at 0."""
        from symchain.calculus.taylor.recurrences import Expansion
        from symchain.calculus.taylor.series import plan

        graph = self.graph
        made = plan(graph, root, self.variable, length - 1)
        wanted = [*[step.node for step in made.steps], *made.fixed]
        images = self._at_zero(wanted)
        values = {n: Expr(graph, at) for n, at in zip(wanted, images, strict=True)}
        return [value.node for value in Expansion(made, values, length - 1).series[root]]

    def _polynomial(self, part: Series) -> int:
        graph = self.graph
        node = graph.constant(0)
        for coefficient in reversed(part.coefficients):
            node = graph.add(coefficient, graph.multiply(self.variable, node))
        for _ in range(part.order):
            node = graph.multiply(self.variable, node)
        return node

    def _at_zero(self, nodes: Sequence[int]) -> list[int]:
        """The nodes with 0 for the variable."""
        from symchain.simplification import simplify_all

        zero = {self.variable: self.graph.constant(0)}
        return simplify_all(self.graph, transfer(self.graph, nodes, self.graph, zero))
