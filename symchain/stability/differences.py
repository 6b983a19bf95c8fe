"""Differences that no row of the table can spell: of one power of two bases, of a length and a leg.

a^p - b^p is b^p*expm1(p*log1p((a - b)/b)) for any p; 1 - x^2/h^2 with h = hypot(x, y, z) is
hypot(y, z)^2/h^2.
"""

from __future__ import annotations

from symchain.functions import TABLE
from symchain.functions.arithmetic import LESS_EQUAL
from symchain.graph import rational
from symchain.graph.graph import Graph
from symchain.graph.rational import ONE, Rational
from symchain.graph.walk import reachable
from symchain.simplification.families import SUMS
from symchain.stability.sweep import swept
from symchain.stability.views import Powers, Product, Terms, Views, include, key_of, negated, raised

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from symchain.functions.row import Op

ABS, CBRT, EXPM1, HYPOT = (TABLE[name] for name in ("abs", "cbrt", "expm1", "hypot"))
LOG1P, SQRT = TABLE["log1p"], TABLE["sqrt"]
ROOTS: dict[Op, Rational] = {SQRT: (1, 2), CBRT: (1, 3)}
MOST = 8  # terms of a sum, and legs of a length, that are tried


def told_apart(
    graph: Graph,
    roots: Sequence[int],
    computed: Callable[[Op], object] | None,
    choices: set[int] | None,
) -> list[int]:
    """The nodes of the roots with such differences in forms that keep their digits."""
    if not any(graph.ops[node] in SUMS for node in reachable(graph, roots)):
        return list(roots)
    has = computed or (lambda op: True)
    made = _Differences(
        graph, bool(has(EXPM1) and has(LOG1P)), set() if choices is None else choices
    )
    return swept(graph, roots, SUMS, made.changed)


class _Differences:
    def __init__(self, graph: Graph, is_known: bool, choices: set[int]) -> None:
        self.graph = graph
        self.is_known = is_known  # whether expm1 and log1p are
        self.choices = choices

    def changed(self, views: Views, node: int) -> int:
        """A sum with its differences replaced."""
        terms = dict(views.terms(node))
        if not 2 <= len(terms) <= MOST:
            return node
        before = dict(terms)
        for key in list(terms):
            if key in terms:
                found = self._leg(views, terms, terms[key])
                if found is None and self.is_known:
                    found = self._power(views, terms, terms[key])
                if found is not None:
                    other, made = found
                    del terms[key]
                    del terms[other]
                    include(terms, made)
        return node if terms == before else views.summed(terms)

    # ---- a length and one of its legs

    def _leg(
        self, views: Views, terms: Terms, term: Product
    ) -> tuple[frozenset[tuple[int, Rational]], Product] | None:
        """The key of t where a term is -t*a^2/h^2, and what both make; None without one."""
        value, powers = term
        for base, exponent in powers.items():
            args = self.graph.args[base]
            if self.graph.ops[base] is not HYPOT or exponent[0] > -2 or not 3 <= len(args) <= MOST:
                continue
            for leg in args:
                scale, own = views.product(self.graph.power(leg, self.graph.constant(2)))
                wanted = _merged(powers, {each: negated(e) for each, e in own.items()})
                raised(wanted, base, (2, 1))
                key = key_of(wanted)
                if key in terms and rational.multiply(terms[key][0], scale) == negated(value):
                    others = [arg for arg in args if arg != leg]
                    rest = self.graph.apply(HYPOT, tuple(others))
                    made = _merged(wanted, {rest: (2, 1)})
                    raised(made, base, (-2, 1))
                    return key, (terms[key][0], made)
        return None

    # ---- a power of two bases

    def _power(
        self, views: Views, terms: Terms, term: Product
    ) -> tuple[frozenset[tuple[int, Rational]], Product] | None:
        """The key of a term that takes b^p for the a^p of a term, and the difference."""
        value, powers = term
        for base, a, p in self._broken(powers):
            rest = {other: e for other, e in powers.items() if other != base}
            for key, (other_value, other_powers) in terms.items():
                if other_value != negated(value):
                    continue
                for other, b, q in self._broken(other_powers):
                    left = {each: e for each, e in other_powers.items() if each != other}
                    if p != q or a == b or left != rest:
                        continue
                    gap = self._gap(views, a, b)
                    if gap is not None:
                        made = self._difference(base, other, powers[base], gap, b, p)
                        return key, (value, _merged(rest, {made: ONE}))
        return None

    def _broken(self, powers: Powers) -> Iterator[tuple[int, int, Rational]]:
        """The factors that are broken powers: as they stand, the base and the exponent."""
        for base, exponent in powers.items():
            op = self.graph.ops[base]
            if op in ROOTS:
                yield base, self.graph.args[base][0], rational.multiply(ROOTS[op], exponent)
            elif exponent[1] != 1:
                yield base, base, exponent

    def _gap(self, views: Views, a: int, b: int) -> int | None:
        """a - b where it is shorter than a or b, or they have a term alike.

        Then their powers are near where that is large.
        """
        left, other = dict(views.terms(a)), views.terms(b)
        are_alike = any(left.get(key) == term for key, term in other.items())
        size = max(len(left), len(other))
        for value, powers in other.values():
            include(left, (negated(value), powers))
        return views.summed(left) if are_alike or len(left) < size else None

    def _difference(
        self, base: int, other: int, exponent: Rational, gap: int, b: int, p: Rational
    ) -> int:
        """a^p - b^p, by what a exceeds b where that gap is little."""
        graph = self.graph
        number = graph.number(exponent)
        first, second = graph.power(base, number), graph.power(other, number)
        plain = graph.subtract(first, second)
        growth = graph.apply(LOG1P, (graph.divide(gap, b),))
        share = graph.apply(EXPM1, (graph.multiply(graph.number(p), growth),))
        twice = graph.multiply(graph.constant(2), graph.apply(ABS, (gap,)))
        condition = graph.compare(LESS_EQUAL, twice, graph.apply(ABS, (b,)))
        made = graph.where(condition, graph.multiply(second, share), plain)
        self.choices.add(made)
        return made


def _merged(powers: Powers, others: Powers) -> Powers:
    found = dict(powers)
    for base, exponent in others.items():
        raised(found, base, exponent)
    return found
