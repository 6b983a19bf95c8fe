"""Quotients by sums with one exponential exp(u), for large u with exp(-u): nothing overflows then.

a*exp(u)/(b + c*exp(u)) is a/(b*exp(-u) + c), which is what it is for u > 0. Written in the first
way alone it has no number beyond 709, where the value is a/c, nor have its slopes. Where a, b and c
are numbers it is a function of u, and what is found by sampling takes its place.
"""

from __future__ import annotations

from symchain.functions import TABLE
from symchain.functions.arithmetic import LESS, WHERE
from symchain.graph import rational
from symchain.graph.rational import ONE, as_float
from symchain.graph.walk import reachable
from symchain.simplification.families import PRODUCTS, SUMS
from symchain.stability.sweep import swept
from symchain.stability.views import Powers, include, negated, raised, times

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from symchain.graph.graph import Graph
    from symchain.graph.rational import Rational
    from symchain.stability.views import Product, Terms, Views

EXP, EXPM1 = TABLE["exp"], TABLE["expm1"]
EXPONENTIALS = frozenset((EXP, EXPM1))
OVERFLOWS = 700  # exp does, a little beyond
MOST = 8  # terms of a sum


def turned_over(
    graph: Graph, roots: Sequence[int], choices: set[int], closed: Collection[int]
) -> list[int]:
    """The nodes of the roots with such quotients as choices; in `closed` none may be made.

    What is in the branch of a choice stays: that is where another form of it does not hold.
    """
    if not graph.has_any(EXPONENTIALS):
        return list(roots)
    branches = [arg for node in choices if graph.ops[node] is WHERE for arg in graph.args[node][1:]]
    made = _Turning(graph, choices, {*closed, *branches})
    return swept(graph, roots, PRODUCTS, made.changed)


class _Turning:
    def __init__(self, graph: Graph, choices: set[int], closed: Collection[int]) -> None:
        self.graph = graph
        self.choices = choices
        self.closed = closed

    def changed(self, views: Views, node: int) -> int:
        """A product with a choice for it where it divides by such a sum."""
        graph = self.graph
        value, powers = views.product(node)
        exponent = None if node in self.closed else self._exponent(views, powers)
        if exponent is None:
            return node
        degree: Rational = (0, 1)
        plain, turned = Powers(), Powers()
        for base, own in powers.items():
            if base == graph.apply(EXP, (exponent,)):
                raised(plain, base, own)
                degree = rational.add(degree, own)
            elif graph.ops[base] in SUMS and self._is_linear(views, base, exponent):
                near, far = self._sides(views, base, exponent)
                raised(plain, near, own)
                raised(turned, far, own)
                degree = rational.add(degree, own)
            else:
                raised(plain, base, own)
                raised(turned, base, own)
        if degree[0]:
            raised(turned, graph.apply(EXP, (graph.negate(exponent),)), negated(degree))
        condition = graph.compare(LESS, graph.constant(0), exponent)
        made = graph.where(condition, views.written(value, turned), views.written(value, plain))
        self.choices.add(made)
        return made

    def _exponent(self, views: Views, powers: Powers) -> int | None:
        """The exponent of the sums by which a product divides, if it can be large."""
        found = {
            exponent
            for base, own in powers.items()
            if own[0] < 0 and own[1] == 1 and self.graph.ops[base] in SUMS
            for exponent in self._exponents(views, base)
        }
        exponent = found.pop() if len(found) == 1 else None
        if exponent is None:
            return None
        high = self.graph.facts.range(exponent).high[0]
        return exponent if high is None or as_float(high) > OVERFLOWS else None

    def _exponents(self, views: Views, total: int) -> set[int]:
        """The exponents in a sum that has other coefficients than numbers beside exponentials."""
        graph, terms = self.graph, views.terms(total)
        if not 2 <= len(terms) <= MOST:
            return set()
        found = {
            graph.args[base][0]
            for _, powers in terms.values()
            for base in powers
            if graph.ops[base] in EXPONENTIALS
        }
        is_plain = all(
            graph.ops[base] in EXPONENTIALS for _, powers in terms.values() for base in powers
        )
        if is_plain or len(found) != 1 or not self._is_linear(views, total, *found):
            return set()
        return found

    def _is_linear(self, views: Views, total: int, exponent: int) -> bool:
        """Whether a sum is b + c*exp(u) with coefficients that have no exponentials."""
        graph = self.graph
        own = [graph.apply(op, (exponent,)) for op in (EXP, EXPM1)]
        is_there = False
        for _, powers in views.terms(total).values():
            factors = [base for base in powers if base in own]
            if len(factors) > 1 or any(powers[base] != ONE for base in factors):
                return False
            others = [base for base in powers if base not in own]
            if any(graph.ops[node] in EXPONENTIALS for node in reachable(graph, others)):
                return False
            is_there = is_there or bool(factors)
        return is_there

    def _sides(self, views: Views, total: int, exponent: int) -> tuple[int, int]:
        """b + c*exp(u), and that over exp(u), for exponentials below 1.

        Where b and c are in part alike, they are (b + c)*exp(u) - b*expm1(u) and, with -u,
        (b + c)*exp(-u) - c*expm1(-u): of 1 + (k - p)/p*exp(u) little is left for small k/p and u.
        """
        graph = self.graph
        back = graph.negate(exponent)
        fixed, moving = self._coefficients(views, total)
        both: Terms = {}
        for entry in (*_multiplied_out(views, fixed), *_multiplied_out(views, moving)):
            include(both, entry)
        b, c = views.summed(fixed), views.summed(moving)
        if len(both) >= max(len(fixed), 1) + len(moving):
            over = graph.add(graph.multiply(b, graph.apply(EXP, (back,))), c)
            return total, over
        whole = views.summed(both)
        sides = []
        for part, power in ((b, exponent), (c, back)):
            growth = graph.multiply(whole, graph.apply(EXP, (power,)))
            loss = graph.multiply(part, graph.apply(EXPM1, (power,)))
            sides.append(graph.subtract(growth, loss))
        return sides[0], sides[1]

    def _coefficients(self, views: Views, total: int) -> tuple[Terms, Terms]:
        """The terms of b and of c in b + c*exp(u); expm1(u) is exp(u) - 1."""
        graph = self.graph
        fixed: Terms = {}
        moving: Terms = {}
        for value, powers in views.terms(total).values():
            factor = next((b for b in powers if graph.ops[b] in EXPONENTIALS), None)
            rest = {base: own for base, own in powers.items() if base != factor}
            if factor is not None:
                include(moving, (value, rest))
            if factor is None or graph.ops[factor] is EXPM1:
                include(fixed, (value if factor is None else negated(value), rest))
        return fixed, moving


def _multiplied_out(views: Views, terms: Terms) -> list[Product]:
    """Some terms with the sum that is a factor of one multiplied out."""
    found: list[Product] = []
    for value, powers in terms.values():
        sums = [base for base, own in powers.items() if views.graph.ops[base] in SUMS]
        if len(sums) != 1 or powers[sums[0]] != ONE:
            found.append((value, powers))
            continue
        others = {base: own for base, own in powers.items() if base != sums[0]}
        for own, inner in views.terms(sums[0]).values():
            found.append((rational.multiply(value, own), times(others, inner)))
    return found
