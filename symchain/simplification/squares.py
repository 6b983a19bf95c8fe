"""Squares of functions by those of their partners: sin(a)^2 as 1 - cos(a)^2 in a polynomial.

Both sides have a value at the same places: partners have the same domain.
"""

from __future__ import annotations

from symchain.functions import TABLE
from symchain.graph import rational
from symchain.graph.graph import Graph
from symchain.graph.rational import MINUS_ONE, ONE
from symchain.simplification.polynomials import (
    Quotient,
    add_to,
    exact_quotient,
    kernels,
    multiplied,
    times,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from symchain.simplification.polynomials import Monomial, Polynomial
    from symchain.simplification.quotients import Field

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
    sums = [field.sums[kernel] for kernel, _ in quotient.below if kernel in field.sums]
    above = with_fewer_terms(field.graph, quotient.above, sums)
    if above is not quotient.above:
        quotient = Quotient(above, quotient.below)
    for kernel, (top, bottom) in quotient.below:
        if field.graph.ops[kernel] in SQUARES and top > bottom == 1 and len(above) > 1:
            return _below(field, quotient, kernel) or quotient
    return quotient


def _below(field: Field, quotient: Quotient, kernel: int) -> Quotient | None:
    """(1 - cos(a))/sin(a)^2 as 1/(1 + cos(a)); None where the numerator does not divide."""
    value, common, rest = field.split(quotient.above)
    other = exact_quotient(_square(field.graph, kernel), rest)
    if not other:
        return None
    ((monomial, number),) = field.factored(other).items()
    below = times(times(quotient.below, ((kernel, (-2, 1)),)), monomial)
    scale = rational.multiply(value, rational.inverse(number))
    return Quotient({common: scale}, below)


def with_fewer_terms(
    graph: Graph, polynomial: Polynomial, divisors: Sequence[Polynomial] = ()
) -> Polynomial:
    """A polynomial in the partners that leave fewer terms, or let one of the divisors divide."""
    for kernel in sorted(kernels(polynomial)):
        if graph.ops[kernel] in SQUARES:
            other = _rewritten(graph, polynomial, kernel)
            if other is None:
                continue
            if len(other) < len(polynomial) or _cancels(other, polynomial, divisors):
                polynomial = other
    return polynomial


def _cancels(other: Polynomial, before: Polynomial, divisors: Sequence[Polynomial]) -> bool:
    """Whether one of the divisors divides a polynomial that did not divide what it was before."""
    return any(
        exact_quotient(other, each) and not exact_quotient(before, each) for each in divisors
    )


def _square(graph: Graph, kernel: int) -> Polynomial:
    """The square of a function by that of its partner."""
    p, op, q = SQUARES[graph.ops[kernel]]
    return {(): p, ((graph.apply(op, graph.args[kernel]), (2, 1)),): q}


def _rewritten(graph: Graph, polynomial: Polynomial, kernel: int) -> Polynomial | None:
    """A polynomial without the squares of a function; None where it has none."""
    square = _square(graph, kernel)
    result: Polynomial = {}
    found = False
    for monomial, value in polynomial.items():
        top, bottom = dict(monomial).get(kernel, ONE)
        if bottom != 1 or not 1 < top <= MOST:
            add_to(result, {monomial: value})
            continue
        found = True
        rest: Monomial = tuple([power for power in monomial if power[0] != kernel])
        if top % 2:
            rest = tuple(sorted((*rest, (kernel, ONE))))
        term: Polynomial = {rest: value}
        for _ in range(top // 2):
            term = multiplied(term, square)
        add_to(result, term)
    return result if found else None
