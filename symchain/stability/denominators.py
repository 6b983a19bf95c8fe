"""Sums of fractions over one denominator, with what stands above the line multiplied out.

1/(2*s*(1 + b*s)) - b/(2*(1 + b*s)^2) is 1/(2*s*(1 + b*s)^2), a/(a + b) - c/(c + d) is
(a*d - b*c)/((a + b)*(c + d)). Derivatives of quotients are such sums.
"""

from __future__ import annotations

from symchain.calculus.substitution import near
from symchain.graph.rational import ONE, ZERO
from symchain.graph.walk import operations, variables
from symchain.simplification.families import SUMS
from symchain.simplification.polynomials import (
    TooLarge,
    add_to,
    exact_quotient,
    inverse,
    kernels,
)
from symchain.stability.expanding import Expander, over, shared
from symchain.stability.views import SQRT, Powers, Views, raised, times

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from symchain.simplification.polynomials import Monomial, Polynomial

LONGER = 2  # times as many operations a fraction may have
MOST_SUMS = 8  # that may be factors of what they were multiplied out to
ROUNDS = 4  # denominators in what was above the line


def united(expander: Expander, views: Views, node: int, closed: frozenset[int]) -> Iterator[int]:
    """A sum as one fraction, if something cancels above the line. Raises TooLarge.

    `closed` are its linear factors. The differences among them stay whole first, as (x - m)^2 loses
    digits where it is multiplied out; the others if something cancels then.
    """
    found = _Fraction(expander, views, closed).of(node) if closed else None
    if found is not None:
        yield found
    if found is None or any(is_difference(views, base) for base in closed):
        found = _Fraction(expander, views, frozenset()).of(node)
        if found is not None:
            yield found


def is_difference(views: Views, node: int) -> bool:
    """Whether a sum has terms of both signs."""
    return len({value[0] > 0 for value, _ in views.terms(node).values()}) == 2


def linear_factors(views: Views, nodes: Sequence[int]) -> frozenset[int]:
    """The sums of variables and numbers times them that are factors and not divided by."""
    above: set[int] = set()
    below: set[int] = set()
    for node in nodes:
        for base, e in views.product(node)[1].items():
            if views.graph.ops[base] in SUMS:
                (above if e[0] > 0 else below).add(base)
    return frozenset([base for base in above - below if _is_linear(views, base)])


def _is_linear(views: Views, node: int) -> bool:
    powers = [powers for _, powers in views.terms(node).values()]
    return all(list(own.values()) == [ONE] and min(own) in views.graph.names for own in powers)


def _cleared(polynomial: Polynomial) -> tuple[Polynomial, Monomial]:
    """A polynomial over the monomial that all its terms share, and that monomial."""
    common = shared(list(polynomial)) if polynomial else ()
    return {over(monomial, common): value for monomial, value in polynomial.items()}, common


class _Fraction:
    """A sum as one fraction, `closed` sums apart with all above the line multiplied out."""

    def __init__(self, expander: Expander, views: Views, closed: frozenset[int]) -> None:
        self.expander = expander
        self.views = views
        self.closed = closed

    def of(self, node: int) -> int | None:
        """The fraction; None where nothing cancels above the line, or where it is much longer."""
        terms = self.views.terms(node).values()
        above: Polynomial = {tuple(sorted(powers.items())): value for value, powers in terms}
        # what all terms share stays whole, as a difference that is a factor of all
        common = tuple([(base, e) for base, e in shared(list(above)) if e[0] > 0])
        outside: Powers = dict(common)
        above = {over(monomial, common): value for monomial, value in above.items()}
        for _ in range(ROUNDS):
            written = 0
            total: Polynomial = {}
            for monomial, value in above.items():
                part = self.expander.expanded(self.views, value, dict(monomial), closed=self.closed)
                written += len(part)
                add_to(total, part)
            total = self.expander.with_powers_of_exponentials(self.views, total)
            total = self.expander.without_squares(total)
            if not total:
                return None
            common = self._taken_out(list(total))
            outside = times(outside, dict(common))
            above = {over(monomial, common): value for monomial, value in total.items()}
            if not any(map(self._is_open, above)):
                break
        else:
            raise TooLarge
        is_shorter = len(above) < written and not self._is_mixed(kernels(above))
        factors, above = self._factors(node, above)
        if not (factors or is_shorter):
            return None
        sum_above = self.expander.sum(self.views, above)
        made = self.views.written(ONE, times(times(outside, factors), {sum_above: ONE}))
        before, after = (operations(self.views.graph, [each]) for each in (node, made))
        return made if after <= LONGER * before else None

    def _factors(self, node: int, above: Polynomial) -> tuple[Powers, Polynomial]:
        """Sums of a node that are factors of what they were multiplied out to, and the rest."""
        factors: Powers = {}
        whole, common = _cleared(above)
        for base in self._sums(node):
            divisor, own = _cleared(self.expander.expanded(self.views, ONE, {base: ONE}))
            while 1 < len(divisor) <= len(whole):
                quotient = exact_quotient(whole, divisor)
                if quotient is None:
                    break
                whole = quotient
                raised(factors, base, ONE)
                factors = times(factors, dict(inverse(own)))
        return (times(factors, dict(common)), whole) if factors else ({}, above)

    def _sums(self, node: int) -> list[int]:
        """The sums that are factors of a node or of what it is made of."""
        inside = near(self.views.graph, [node]) or []
        bases = [base for each in inside for base in self.views.product(each)[1] if base != node]
        return [base for base in dict.fromkeys(bases) if self.expander.is_sum(base)][:MOST_SUMS]

    def _is_mixed(self, bases: set[int]) -> bool:
        """Whether a variable stands in a closed sum and beside one: more may cancel."""
        graph = self.views.graph
        return not bases.isdisjoint(variables(graph, sorted(bases & self.closed)))

    def _taken_out(self, monomials: list[Monomial]) -> Monomial:
        """What all terms share, and sums and roots as often as any is divided by them."""
        least = dict(shared(monomials))
        most = dict(inverse(shared([inverse(monomial) for monomial in monomials])))
        for base in [base for base, e in least.items() if e[0] < 0 and not self._is_kept_out(base)]:
            least[base] = most.get(base, ZERO)
        return tuple([(base, e) for base, e in least.items() if e[0]])

    def _is_kept_out(self, base: int) -> bool:
        return self.expander.is_sum(base) or self.views.graph.ops[base] is SQRT

    def _is_open(self, monomial: Monomial) -> bool:
        """Whether there is a factor left to be multiplied out."""
        return any(
            (self.expander.is_sum(base) and base not in self.closed)
            or (self.views.graph.ops[base] is SQRT and e[0] > 1)
            for base, e in monomial
        )
