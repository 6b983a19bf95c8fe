"""Shorter forms on the curve: where F(x, y) = 0 holds, any multiple of F can be left out.

A result is brought over one line, and multiples of F are taken from what stands above it: by
division, with each kernel of F in the lead, and wherever that leaves fewer terms. What is kept is
the form with the fewest operations, never a longer one than the result had.
"""

from __future__ import annotations

from symchain.graph import rational
from symchain.graph.graph import Graph
from symchain.graph.walk import operations
from symchain.simplification import simplify_all
from symchain.simplification.polynomials import (
    Lexical,
    Quotient,
    TooLarge,
    added,
    divided,
    inverse,
    is_whole,
    times,
)
from symchain.simplification.quotients import Field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from symchain.graph.rational import Rational
    from symchain.simplification.polynomials import Monomial, Polynomial

MOST_TERMS = 12  # of an equation that results are shortened by
LARGEST = 200  # operations of an equation that is looked at
MOST_LEADS = 6  # kernels that are tried in the lead


class Reduction:
    """Shortens formulas by the equations that hold where they are used."""

    def __init__(self, graph: Graph, residuals: Sequence[int]) -> None:
        self.graph = graph
        self.field = Field(graph)
        self.relations: list[Polynomial] = []
        for node in residuals:
            if operations(graph, [node]) > LARGEST:
                continue
            try:
                relation = self.field.quotient(node).above
            except TooLarge:
                continue
            if 1 < len(relation) <= MOST_TERMS:
                self.relations.append(relation)

    def shortest(self, root: int) -> int:
        """The form of a node with the fewest operations that the equations allow."""
        graph = self.graph
        best, cost = root, operations(graph, [root])
        try:
            quotient = self.field.quotient(root)
            below = self._denominator(quotient.below)
            for above in self._forms(quotient.above):
                node = self.field.node(Quotient(above, below))
                node = simplify_all(graph, [node])[0]
                own = operations(graph, [node])
                if own < cost:
                    best, cost = node, own
        except TooLarge:
            pass
        return best

    def _denominator(self, below: Monomial) -> Monomial:
        """The denominator with the shortest form of each sum in it."""
        powers: dict[int, Rational] = {}
        for kernel, exponent in below:
            if kernel in self.field.sums:
                kernel = self._shorter_sum(kernel)
            powers[kernel] = rational.add(powers.get(kernel, (0, 1)), exponent)
        return tuple(sorted(powers.items()))

    def _shorter_sum(self, kernel: int) -> int:
        best, cost = kernel, operations(self.graph, [kernel])
        for form in self._forms(self.field.sums[kernel])[1:]:
            if len(form) > 1:
                node = self.field.written(form)
                own = operations(self.graph, [node])
                if own < cost:
                    best, cost = node, own
                    self.field.sums[node] = form
        return best

    def _forms(self, above: Polynomial) -> list[Polynomial]:
        """Polynomials that are equal to a given one where the equations hold."""
        forms = [above]
        for relation in self.relations:
            kernels = {kernel: None for monomial in relation for kernel, _ in monomial}
            for form in list(forms):
                leads = sorted(kernels, reverse=True)[:MOST_LEADS]
                rests = [divided(form, relation, Lexical(lead))[1] for lead in leads]
                forms += [fewer(rest, relation) for rest in (form, *rests)]
            forms = sorted(forms, key=len)[: MOST_LEADS + 1]
        return forms


def fewer(polynomial: Polynomial, relation: Polynomial) -> Polynomial:
    """The polynomial less multiples of the relation, as long as terms vanish by that."""
    improved = True
    while improved:
        improved = False
        for term, monomial in [(t, m) for t in polynomial for m in relation]:
            by = times(term, inverse(monomial))
            if is_whole(by):
                ratio = rational.multiply(polynomial[term], rational.inverse(relation[monomial]))
                shorter = added(polynomial, relation, (-ratio[0], ratio[1]), by)
                if len(shorter) < len(polynomial):
                    polynomial, improved = shorter, True
                    break
    return polynomial
