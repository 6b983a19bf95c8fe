"""Sums with one square root in them, as polynomials in it: (P + Q*s)/s^k with s^2 = D.

Where P and Q*s have opposite signs, the sum is (P^2 - Q^2*D)/(P - Q*s), and what is above the line
is multiplied out: of (b - 2*a)/sqrt((a + b + k)^2 - 4*a*b) + 1 it is a product. Derivatives of a
root of a quadratic are such sums. Where no odd power of s is left, as in 1/s - x^2/s^3, nothing is
to choose. A form takes over where a trial shows that it keeps digits which the sum loses.
"""

from __future__ import annotations

from contextlib import suppress

from symchain.calculus.substitution import near, substituted
from symchain.functions.arithmetic import DIVIDE, LESS, WHERE
from symchain.graph.graph import Graph
from symchain.graph.rational import ONE, ZERO
from symchain.graph.walk import reachable
from symchain.simplification.families import SUMS
from symchain.simplification.polynomials import TooLarge, added, multiplied
from symchain.stability.denominators import is_difference, linear_factors, united
from symchain.stability.expanding import HIGHEST, NOTHING, ROOTS, Expander, over, shared
from symchain.stability.sweep import swept
from symchain.stability.trial import is_better
from symchain.stability.views import EXP, Powers, Terms, Views, raised

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from symchain.simplification.polynomials import Polynomial

MOST = 12  # terms of a sum
MOST_ROOTS = 3  # that are tried
MOST_NODES = 60  # of a sum in which roots are looked for


def rationalised(
    graph: Graph, roots: Sequence[int], by_rules: Callable[[int], int], choices: set[int]
) -> list[int]:
    """The nodes of the roots with sums in a square root as quotients in which nothing cancels.

    `by_rules` says what the rules would make of a sum, which is what a quotient has to better.
    """
    ops = {graph.ops[node] for node in reachable(graph, roots)}
    if (ROOTS.isdisjoint(ops) and DIVIDE not in ops) or SUMS.isdisjoint(ops):
        return list(roots)
    return swept(graph, roots, SUMS, _Surds(graph, by_rules, choices).changed)


class _Surds:
    def __init__(self, graph: Graph, by_rules: Callable[[int], int], choices: set[int]) -> None:
        self.graph = graph
        self.by_rules = by_rules
        self.choices = choices
        self.sums: dict[int, int] = {}  # what was changed, and what it was before
        self.known: dict[int, list[int]] = {}  # the square roots in a factor
        self.expander = Expander(graph, self.sums)

    def changed(self, views: Views, node: int) -> int:
        """A sum in the form that holds; the node where it does itself."""
        terms = views.terms(node)
        if not 2 <= len(terms) <= MOST:
            return node
        before = self._original(node)
        for made, is_fraction in self._candidates(views, terms, before):
            # what a fraction mends in part is mended whole by series, if by anything
            tried = self._tried(made) if is_fraction else made
            if is_better(self.graph, self.by_rules(before), tried, wholly=is_fraction):
                if self.graph.ops[made] is WHERE:
                    self.choices.add(made)
                if made not in reachable(self.graph, [before]):  # as w of w^2/w is: that is no sum
                    self.sums[made] = before
                    self.expander.known.clear()
                return made
        return node

    def _candidates(self, views: Views, terms: Terms, node: int) -> Iterator[tuple[int, bool]]:
        """The sum over one denominator (then true), and as a quotient by each of its roots."""
        is_fraction = any(e[0] < 0 for _, powers in terms.values() for e in powers.values())
        roots = self._roots(terms)[:MOST_ROOTS]
        if not (is_fraction or roots):
            return
        nodes = near(self.graph, [node])
        is_fraction = is_fraction and nodes is not None  # sums of a long formula hold each other
        factors = linear_factors(views, nodes or []) - {node}
        # differences whole first, as (x - m)^2 loses digits where it is multiplied out
        differences = frozenset(base for base in factors if is_difference(views, base))
        kept = dict.fromkeys((differences, NOTHING))
        if is_fraction:
            with suppress(TooLarge):
                for fraction in united(self.expander, views, node, factors):
                    yield fraction, True
        for root in roots:
            with suppress(TooLarge):  # and so it is with fewer sums that stay as they are
                for closed in kept:
                    made = self._quotient(views, node, root, closed)
                    if made is not None:
                        yield made, False

    def _tried(self, made: int) -> int:
        """A fraction with exponentials as the rules will leave it: 1 - exp(x) does not stay.

        With roots in it, it is tried as it is: rules for these choose between forms once more.
        """
        ops = {self.graph.ops[node] for node in reachable(self.graph, [made])}
        return self.by_rules(made) if EXP in ops and ROOTS.isdisjoint(ops) else made

    def _original(self, node: int) -> int:
        """A sum with the sums in it as they were: what is taken from outside is simpler."""
        order = reachable(self.graph, [node]) if self.sums else []
        images = {each: self.sums[each] for each in order if each in self.sums}
        return substituted(self.graph, order, images).get(node, node) if images else node

    def _roots(self, terms: Terms) -> list[int]:
        """The square roots in the terms and in the sums among their factors."""
        found: dict[int, None] = {}
        for _, powers in terms.values():
            for base in powers:
                found.update(dict.fromkeys(self._inside(base)))
        return list(found)

    def _inside(self, base: int) -> list[int]:
        """The square roots that a factor is, or that a sum has in it; sums have factors in common.

        Of a sum that was changed those of the sum that it was.
        """
        whole = self.sums.get(base, base)
        if self.graph.ops[whole] not in SUMS:
            return [base] if self.graph.ops[base] in ROOTS else []
        if whole not in self.known:
            inside = (near(self.graph, [whole]) or [])[:MOST_NODES]
            self.known[whole] = [node for node in inside if self.graph.ops[node] in ROOTS]
        return self.known[whole]

    def _quotient(self, views: Views, node: int, root: int, closed: frozenset[int]) -> int | None:
        """The sum as a quotient of a polynomial in a root; None where nothing cancels above."""
        graph = self.graph
        total = self.expander.expanded(views, ONE, {node: ONE}, root, closed=closed)
        powers = [dict(monomial).get(root, ZERO) for monomial in total]
        lowest, highest = min(powers, default=ZERO)[0], max(powers, default=ZERO)[0]
        if any(e[1] != 1 for e in powers) or highest - lowest > HIGHEST:
            return None
        square = self.expander.square(views, root, closed)
        sides: list[Polynomial] = [{}, {}]
        for (monomial, value), (own, _) in zip(total.items(), powers, strict=True):
            rest = tuple([(base, e) for base, e in monomial if base != root])
            part: Polynomial = {rest: value}
            for _ in range((own - lowest) // 2):
                part = multiplied(part, square)
            odd = (own - lowest) % 2
            sides[odd] = added(sides[odd], part)
        sides = [self.expander.without_squares(side) for side in sides]
        if not any(sides):
            return None
        common = shared([*sides[0], *sides[1]])
        plain, odd_side = ({over(m, common): v for m, v in side.items()} for side in sides)
        outside: Powers = dict(common)
        raised(outside, root, (lowest, 1))
        if not plain or not odd_side:
            if odd_side:
                raised(outside, root, ONE)
            if len(plain or odd_side) >= len(total):
                return None
            return self.expander.product(views, plain or odd_side, outside)
        first = multiplied(plain, plain)
        second = multiplied(multiplied(odd_side, odd_side), square)
        above = added(first, second, (-1, 1))
        if not above or len(above) >= max(len(first), len(second)):
            return None
        p, q = self.expander.sum(views, plain), self.expander.sum(views, odd_side)
        below = graph.subtract(p, graph.multiply(q, root))
        raised(outside, below, (-1, 1))
        made = self.expander.product(views, above, outside)
        sign = graph.multiply(self._sign(views, plain), self._sign(views, odd_side))
        condition = graph.compare(LESS, sign, graph.constant(0))
        if graph.holds(condition):
            return made
        return (
            None if graph.holds(graph.negation(condition)) else graph.where(condition, made, node)
        )

    def _sign(self, views: Views, polynomial: Polynomial) -> int:
        """What has the sign of a polynomial: of one term, its factors with odd powers."""
        if len(polynomial) > 1:
            return self.expander.sum(views, polynomial)
        ((monomial, value),) = polynomial.items()
        odd = {base: (e if e[1] != 1 else ONE) for base, e in monomial if e[1] != 1 or e[0] % 2}
        return views.written(ONE if value[0] > 0 else (-1, 1), odd)
