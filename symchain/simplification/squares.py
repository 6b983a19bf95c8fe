"""Squares of functions by those of their partners: sin(a)^2 as 1 - cos(a)^2 in a polynomial.

Both sides have a value at the same places: partners have the same domain.
"""

from __future__ import annotations

from symchain.functions import TABLE
from symchain.graph.graph import Graph
from symchain.graph.rational import MINUS_ONE, ONE
from symchain.simplification.polynomials import added, exact_quotient, kernels, multiplied

TYPE_CHECKING = False
if TYPE_CHECKING:
    from symchain.simplification.polynomials import Monomial, Polynomial
    from symchain.simplification.quotients import Field, Quotient

SIN, COS, SINH, COSH = (TABLE[name] for name in ("sin", "cos", "sinh", "cosh"))
TAN, SEC, COT, CSC = (TABLE[name] for name in ("tan", "sec", "cot", "csc"))
# f: (p, g, q) says that f^2 is p + q*g^2.
SQUARES = {
    SIN: (ONE, COS, MINUS_ONE),
    COS: (ONE, SIN, MINUS_ONE),
    SINH: (MINUS_ONE, COSH, ONE),
    COSH: (ONE, SINH, ONE),
    TAN: (MINUS_ONE, SEC, ONE),
    SEC: (ONE, TAN, ONE),
    COT: (MINUS_ONE, CSC, ONE),
    CSC: (ONE, COT, ONE),
}
MOST = 6  # the power of a function that is looked at


def by_partners(field: Field, quotient: Quotient) -> Quotient:
    """A quotient with squares written by those of partners, where that joins terms or cancels."""
    above = quotient.above
    present = kernels(above)
    if SQUARES.keys().isdisjoint([field.graph.ops[kernel] for kernel in present]):
        return quotient
    sums = [field.sums[kernel] for kernel, _ in quotient.below if kernel in field.sums]
    for kernel in sorted(present):
        other = _rewritten(field.graph, above, kernel)
        if other and (len(other) < len(above) or _cancels(other, above, sums)):
            above = other
    return quotient if above is quotient.above else type(quotient)(above, quotient.below)


def _cancels(other: Polynomial, above: Polynomial, sums: list[Polynomial]) -> bool:
    """Whether one of the sums divides a polynomial that did not divide what it was."""
    return any(exact_quotient(other, each) and not exact_quotient(above, each) for each in sums)


def _rewritten(graph: Graph, polynomial: Polynomial, kernel: int) -> Polynomial | None:
    """A polynomial without the squares of a function; None where it has none."""
    row = SQUARES.get(graph.ops[kernel])
    if row is None:
        return None
    p, op, q = row
    result: Polynomial = {}
    found = False
    for monomial, value in polynomial.items():
        top, bottom = dict(monomial).get(kernel, ONE)
        if bottom != 1 or not 1 < top <= MOST:
            result = added(result, {monomial: value})
            continue
        found = True
        partner = graph.apply(op, graph.args[kernel])
        square: Polynomial = {(): p, ((partner, (2, 1)),): q}
        rest: Monomial = tuple([power for power in monomial if power[0] != kernel])
        if top % 2:
            rest = tuple(sorted((*rest, (kernel, ONE))))
        term: Polynomial = {rest: value}
        for _ in range(top // 2):
            term = multiplied(term, square)
        result = added(result, term)
    return result if found else None
