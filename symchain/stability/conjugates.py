"""Differences of powers of two lengths or square roots whose squares differ by little.

Of r = sqrt(A) and s = sqrt(B) the difference 1/r - 1/s is (B - A)/(r*s*(r + s)), where B - A is
multiplied out: of a dipole, 1/hypot(x - a, y) - 1/hypot(x + a, y), it is 4*a*x. Taken before
differentiation, as derivatives of the quotient hold too, and once more after it; where a trial
shows that it keeps digits which the rules do not.
"""

from __future__ import annotations

from symchain.functions.arithmetic import LESS, WHERE
from symchain.graph import rational
from symchain.graph.graph import Graph
from symchain.graph.rational import ONE, Rational
from symchain.graph.walk import reachable, variables
from symchain.simplification.families import SUMS
from symchain.simplification.polynomials import TooLarge, added
from symchain.stability.expanding import HYPOT, ROOTS, Expander
from symchain.stability.sweep import swept
from symchain.stability.trial import is_better
from symchain.stability.views import Key, Powers, Terms, Views, include, negated, times

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

MOST = 12  # terms of a sum
HIGHEST = 5  # odd power of a root

Place = tuple[Key, int, int, Rational]  # a term, a root in it, its power, the coefficient


def conjugated(
    graph: Graph,
    roots: Sequence[int],
    by_rules: Callable[[int], int],
    choices: set[int],
    closed: set[int],
    is_last: bool = False,
) -> list[int]:
    """The nodes of the roots with differences of roots as quotients by the sum of both.

    `by_rules` says what the rules would make of a difference; in `closed` no choice may be made.
    Where a variable is in one of two roots only, the slope along it is that of one term, which
    would become a difference: such roots are left to the last pass, after differentiation.
    """
    order = reachable(graph, roots)
    found = [node for node in order if graph.ops[node] in ROOTS]
    if len(found) < 2 or all(graph.ops[node] not in SUMS for node in order):
        return list(roots)
    return swept(graph, roots, SUMS, _Pairs(graph, by_rules, choices, closed, is_last).changed)


class _Pairs:
    def __init__(
        self,
        graph: Graph,
        by_rules: Callable[[int], int],
        choices: set[int],
        closed: set[int],
        is_last: bool,
    ) -> None:
        self.graph = graph
        self.by_rules = by_rules
        self.choices = choices
        self.closed = closed
        self.is_last = is_last
        self.expander = Expander(graph, {})

    def changed(self, views: Views, node: int) -> int:
        """A sum with its differences of roots replaced."""
        terms = views.terms(node)
        if not 2 <= len(terms) <= MOST:
            return node
        left = dict(terms)
        for first, second in self._pairs(terms):
            if first[0] not in left or second[0] not in left:
                continue
            pair = views.summed({key: left[key] for key in (first[0], second[0])})
            made = self._quotient(views, left, first, second, pair)
            if made is not None and is_better(self.graph, self.by_rules(pair), made):
                if self.graph.ops[made] is WHERE:
                    if node in self.closed:
                        continue
                    self.choices.add(made)
                del left[first[0]], left[second[0]]
                include(left, views.product(made))
        return node if left == terms else views.summed(left)

    def _pairs(self, terms: Terms) -> Iterator[tuple[Place, Place]]:
        """Terms that differ in sign and in one root only."""
        known: dict[tuple[Key, int], list[Place]] = {}
        for key, (value, powers) in terms.items():
            for base, exponent in powers.items():
                size = abs(exponent[0])
                if self.graph.ops[base] in ROOTS and exponent[1] == 1 and size <= HIGHEST:
                    rest = key - {(base, exponent)}
                    place = key, base, exponent[0], value
                    others = known.setdefault((rest, exponent[0]), [])
                    if size % 2:
                        yield from ((each, place) for each in others if each[3] == negated(value))
                    others.append(place)

    def _quotient(
        self, views: Views, terms: Terms, first: Place, second: Place, pair: int
    ) -> int | None:
        """The difference of two terms as a quotient; None where the squares have little in common.

        r^n - s^n is (r^2 - s^2)/(r + s)*(r^(n-1) + r^(n-2)*s + ... + s^(n-1)).
        """
        graph = self.graph
        (key, r, power, value), (_, s, _, _) = first, second
        total = graph.add(r, s)
        size = abs(power)
        outside = {base: e for base, e in terms[key][1].items() if base != r}
        if power < 0:
            value = negated(value)
            outside |= {r: (power, 1), s: (power, 1)}
        series = graph.constant(0)
        for i in range(size):
            high, low = graph.constant(size - 1 - i), graph.constant(i)
            series = graph.add(series, graph.multiply(graph.power(r, high), graph.power(s, low)))
        if size > 1:
            outside[series] = ONE
        outside[total] = (-1, 1)
        made = self._gap(views, r, s, value, outside)
        if made is None or power < 0:
            return made
        positive = graph.compare(LESS, graph.constant(0), total)
        return made if graph.holds(positive) else graph.where(positive, made, pair)

    def _gap(self, views: Views, r: int, s: int, value: Rational, outside: Powers) -> int | None:
        """r^2 - s^2 times a number and powers; None where the squares have little in common.

        Of lengths that share all but one leg that is (a - b)*(a + b), else it is multiplied out.
        """
        legs = self._legs(views, r, s)
        for terms in legs or ():
            own, powers = views.product(views.summed(terms))
            value, outside = rational.multiply(value, own), times(outside, powers)
        if legs:
            return views.written(value, outside)
        try:
            squares = [self.expander.square(views, root) for root in (r, s)]
            gap = added(squares[0], squares[1], (-1, 1))
        except TooLarge:
            return None
        if not gap or len(gap) >= max(map(len, squares)):
            return None
        gap = {monomial: rational.multiply(v, value) for monomial, v in gap.items()}
        return self.expander.product(views, gap, outside)

    def _legs(self, views: Views, r: int, s: int) -> tuple[Terms, Terms] | None:
        """a - b and a + b of lengths hypot(a, ...) and hypot(b, ...); None of other roots."""
        if self.graph.ops[r] is not HYPOT or self.graph.ops[s] is not HYPOT:
            return None
        first, second = (set(self.graph.args[root]) for root in (r, s))
        if len(first - second) != 1 or len(second - first) != 1:
            return None
        (a,), (b,) = first - second, second - first
        names = [set(variables(self.graph, [leg])) for leg in (a, b)]
        if names[0] != names[1] and not self.is_last:
            return None
        gap, total = dict(views.terms(a)), dict(views.terms(a))
        for value, powers in views.terms(b).values():
            include(gap, (negated(value), powers))
            include(total, (value, powers))
        return (gap, total) if gap and total else None
