"""Quotients by powers of lengths and sums, one division at a time: x/h/h where h^2 would overflow.

With h = hypot(x, y, ...) no quotient x/h is larger than 1, so x^2*y/h^4 is x/h/h*(x/h)*(y/h): what
is made on the way leaves the doubles only where the result nearly does. So it is with a sum in
place of h, x^2/(x + y) being x/(x + y)*x, and with squares over squares, v^2/c^2 being (v/c)^2.
A sum of squares below the line is the square of a length.

Formulas of arithmetic and roots alone are taken so. What has exp or sin in it has a scale, beside
which numbers whose squares overflow do not occur, and keeps its shorter form.
"""

from __future__ import annotations

from symchain.calculus.substitution import near
from symchain.functions import TABLE
from symchain.functions.arithmetic import ARITHMETIC, CONSTANT, DIVIDE, SYMBOL
from symchain.graph import rational
from symchain.graph.graph import Graph
from symchain.graph.rational import ONE
from symchain.graph.walk import reachable
from symchain.simplification.families import PRODUCTS, SUMS
from symchain.stability.sweep import swept
from symchain.stability.views import SQRT, Powers, Views, raised

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

HYPOT = TABLE["hypot"]
WITHOUT_SCALE = {
    CONSTANT,
    SYMBOL,
    *ARITHMETIC,
    HYPOT,
    SQRT,
    TABLE["cbrt"],
    TABLE["abs"],
    TABLE["sign"],
}
LENGTHS = SUMS | {SYMBOL, HYPOT, TABLE["abs"]}  # of the first degree in what they are made of
HIGHEST = 8  # power that is divided by in steps
LONGEST = 4  # terms of a sum that is taken apart


def stepwise(graph: Graph, roots: Sequence[int]) -> list[int]:
    """The nodes of the roots with quotients by powers of lengths and sums taken in steps."""
    ops = {graph.ops[node] for node in reachable(graph, roots)}
    if DIVIDE not in ops or not ops <= WITHOUT_SCALE:
        return list(roots)
    steps = _Steps(graph)
    swept(graph, roots, PRODUCTS, steps.noted)
    return swept(graph, roots, PRODUCTS, steps.taken)


class _Steps:
    """What is divided by in steps; `lengths` has the lengths whose squares are sums of squares."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.lengths: dict[int, int] = {}

    # ---- sums of squares

    def noted(self, views: Views, node: int) -> int:
        """The node itself; notes the sums of squares below the line under what they are made of."""
        powers = views.product(node)[1]
        for base, (times, _) in powers.items():
            total = self._total(base)
            if times < 0 and total not in self.lengths and self.graph.ops[total] in SUMS:
                found = legs(views, total)
                if found and self._above(powers, total):
                    self.lengths[total] = self.graph.apply(HYPOT, tuple(found))
        return node

    def _total(self, base: int) -> int:
        """What is under a root; of anything else the node."""
        return self.graph.args[base][0] if self.graph.ops[base] is SQRT else base

    def _with_lengths(self, powers: Powers) -> Powers:
        """The powers with hypot(a, b)^2 for a^2 + b^2 below the line."""
        found = dict(powers)
        for base, (times, whole) in powers.items():
            length = self.lengths.get(self._total(base))
            if times < 0 and whole == 1 and length is not None:
                del found[base]
                raised(found, length, (times if self.graph.ops[base] is SQRT else 2 * times, 1))
        return found

    # ---- products

    def taken(self, views: Views, node: int) -> int:
        """A product divided in steps; the node where no step helps."""
        graph = self.graph
        value, powers = views.product(node)
        rest = self._with_lengths(powers)
        whole = value, dict(rest)
        made: list[int] = []
        for base in [base for base, exponent in rest.items() if exponent[0] < 0]:
            made += self._divided(views, rest, base)
        made += _squares(graph, rest)
        if not made and rest == powers:
            return node
        result = graph.constant(1)
        for quotient in made:
            result = graph.multiply(result, quotient)
        result = graph.multiply(views.written(value, rest), result)
        views.know(result, whole)
        return result

    def _above(self, powers: Powers, below: int) -> list[int]:
        """The lengths above the line that share a variable with one below, as often as there."""
        graph = self.graph
        known = set(near(graph, [below], names=True) or ())
        found: list[int] = []
        for base, (times, whole) in powers.items():
            is_length = times > 0 and whole == 1 and graph.ops[base] in LENGTHS
            if is_length and not known.isdisjoint(near(graph, [base], names=True) or ()):
                found += [base] * min(times, HIGHEST)
        return found

    def _divided(self, views: Views, rest: Powers, base: int) -> list[int]:
        """The quotients by a power, taken out of the powers; none where that helps nothing."""
        graph = self.graph
        times, whole = rest[base]
        is_length = graph.ops[base] is HYPOT
        if whole != 1 or times < -HIGHEST or not (is_length or graph.ops[base] in SUMS):
            return []
        if is_length and len(rest) == 1:  # 1/h^3 may be a double where h^3 is none
            return [self._in_turn(rest, base)]
        above = self._above(rest, base)
        is_balanced = 1 - times <= 2 * len(above) and (times < -1 or len(set(above)) < len(above))
        if not (above and (is_balanced or (is_length and len(above) - times > 2))):
            return []
        left = -times
        made: list[int] = []
        for leg in above:
            quotient, degree = self._quotient(views, leg, base, left if is_length else 1)
            if degree <= left:
                left -= degree
                raised(rest, leg, (-1, 1))
                made.append(quotient)
        del rest[base]
        # no quotient is large: where the power that is left overflows, the result is nearly 0
        if left:
            made[0] = graph.divide(made[0], graph.power(base, graph.constant(left)))
        return made

    def _in_turn(self, rest: Powers, base: int) -> int:
        """1 divided by a length as often as that is below the line."""
        made = self.graph.constant(1)
        for _ in range(-rest.pop(base)[0]):
            made = self.graph.intern(DIVIDE, (made, base))  # divide would make a power of it
        return made

    def _quotient(self, views: Views, leg: int, base: int, most: int) -> tuple[int, int]:
        """A factor over the power of a length that is of its degree, and that degree."""
        graph = self.graph
        terms = views.terms(leg).values() if graph.ops[leg] in SUMS else ()
        degrees = {sum([e[0] for e in powers.values()]) for _, powers in terms}
        degree = degrees.pop() if len(degrees) == 1 else 1
        whole = all(e[1] == 1 and e[0] > 0 for _, powers in terms for e in powers.values())
        if not (2 <= degree <= most and whole and len(terms) <= LONGEST):
            return graph.divide(leg, base), 1
        total = graph.constant(0)
        for value, powers in terms:
            shares = {graph.divide(part, base): exponent for part, exponent in powers.items()}
            total = graph.add(total, views.written(value, shares))
        return total, degree


def legs(views: Views, total: int) -> list[int]:
    """The legs of a sum of squares of what are no numbers; none where it is no such sum."""
    terms = views.terms(total).values()
    legs = []
    for value, powers in terms:
        scale = rational.root(value, 2) if value[0] > 0 else None
        if scale is None or not powers or any(e[1] != 1 or e[0] % 2 for e in powers.values()):
            return []
        legs.append(views.written(scale, {b: (e[0] // 2, 1) for b, e in powers.items()}))
    return legs if 2 <= len(legs) <= LONGEST else []


def _squares(graph: Graph, rest: Powers) -> list[int]:
    """Powers of quotients for quotients of powers above the first, taken out of the powers."""
    made = []
    for below in [base for base, e in rest.items() if e[0] <= -2 and e[1] == 1]:
        for above in [base for base, e in rest.items() if e[0] >= 2 and e[1] == 1]:
            times = min(rest[above][0], -rest.get(below, ONE)[0])
            if times >= 2:
                raised(rest, above, (-times, 1))
                raised(rest, below, (times, 1))
                quotient = graph.divide(above, below)
                made.append(graph.power(quotient, graph.constant(times)))
    return made
