"""Roots of sums taken apart: sqrt(1 - x^2/a^2) is sqrt(a^2 - x^2)/abs(a).

What stands below a line under a root is not 0: sqrt(p/k) is sqrt(p*k)/abs(k) wherever it has a
value, and abs(k) is k where p + k is a number above 0. What stays under the root is written in
factors where such are found: 1 - 4*x^2*(1 - x^2) is (1 - 2*x^2)^2.
"""

from __future__ import annotations

from symchain.functions import TABLE
from symchain.functions.arithmetic import MULTIPLY
from symchain.graph import rational
from symchain.graph.rational import HALF, ONE, ZERO, Rational
from symchain.simplification.exponents import with_sizes
from symchain.simplification.families import SPREAD, Everything
from symchain.simplification.polynomials import (
    Lexical,
    added,
    content,
    exact_quotient,
    inverse,
    is_whole,
    kernels,
    multiplied,
    shared,
    times,
)
from symchain.simplification.products import factors, product
from symchain.simplification.squares import with_fewer_terms

TYPE_CHECKING = False
if TYPE_CHECKING:
    from symchain.graph.graph import Graph
    from symchain.simplification.polynomials import Monomial, Polynomial
    from symchain.simplification.quotients import Field

ABS = TABLE["abs"]
MOST = 12  # terms of a sum that is taken apart


def root_of_quotient(
    field: Field, above: Polynomial, below: Monomial, exponent: Rational
) -> tuple[Monomial, Monomial] | None:
    """A quotient to a power of n/2 as a quotient of monomials; None where a sign is not known."""
    graph = field.graph
    inside = above
    outside: Monomial = ()
    for kernel, (top, bottom) in below:
        if graph.facts.range(kernel).is_not_negative:  # above 0, and so what is above is not below
            outside = times(outside, ((kernel, rational.multiply((top, bottom), exponent)),))
            continue
        size = _size(field, above, below, kernel) if bottom == 1 else None
        if size is None:
            return None
        outside = times(outside, ((size, ((top + 1) // 2 * exponent[0], 1)),))
        if top % 2:
            inside = multiplied(inside, field.sums.get(kernel, {((kernel, ONE),): ONE}))
    base = field.written(inside)
    if field.roots and len(inside) <= MOST:
        base = _in_factors(field, field.opened_out(inside)) or base
    field.sums.setdefault(base, inside)
    field.radicands[base] = inside, ()
    return ((base, exponent),), outside


def _size(field: Field, above: Polynomial, below: Monomial, kernel: int) -> int | None:
    """The size of what stands below a line: itself, or its absolute value, where roots are open."""
    graph = field.graph
    if below == ((kernel, ONE),) and kernel in field.sums:
        both = added(above, field.sums[kernel])
        if both.keys() == {()} and both[()][0] > 0:
            return kernel
    return graph.apply(ABS, (kernel,)) if field.roots else None


def _in_factors(field: Field, polynomial: Polynomial) -> int | None:
    """The node of a sum as a square or as a product of two sums; None where none is found."""
    graph = field.graph
    common = shared(list(polynomial))
    value = content(polynomial)
    rest = added({}, polynomial, rational.inverse(value), inverse(common))
    root = square_root(rest)
    if root is not None:
        powers = {field.written(root): (2, 1)}
    else:
        one = _group(rest)
        other = exact_quotient(rest, one) if one else None
        if not one or not other:
            return None
        powers = {}
        for part in (one, other):
            node = field.written(with_fewer_terms(graph, part))
            powers[node] = rational.add(powers.get(node, ZERO), ONE)
    for kernel, exponent in common:
        powers[kernel] = rational.add(powers.get(kernel, ZERO), exponent)
    return product(graph, value, powers)


def square_root(polynomial: Polynomial) -> Polynomial | None:
    """The polynomial of which a polynomial of three terms or more is the square, else None."""
    if not 2 < len(polynomial) <= MOST:
        return None
    order = Lexical().__getitem__
    top = max(polynomial, key=order)
    value = rational.root(polynomial[top], 2) if polynomial[top][0] > 0 else None
    if value is None:
        return None
    lead = tuple([(kernel, rational.multiply(e, HALF)) for kernel, e in top])
    if any(bottom != 1 for _, (_, bottom) in lead):
        return None
    root = {lead: value}
    double = rational.inverse(rational.multiply(value, (2, 1)))
    left = added(polynomial, {top: polynomial[top]}, (-1, 1))
    while left and len(root) < len(polynomial):
        first = max(left, key=order)
        by = times(first, inverse(lead))
        if not is_whole(by):
            return None
        term = {by: rational.multiply(left[first], double)}
        left = added(left, multiplied(term, added(term, root, (2, 1))), (-1, 1))
        root = added(root, term)
    return None if left else root


def _group(polynomial: Polynomial) -> Polynomial | None:
    """The sum that all coefficients of some kernel have: c^2 - v^2 of c^2 - v^2 - x*c^2 + x*v^2."""
    if len(polynomial) < 4:
        return None
    for kernel in sorted(kernels(polynomial)):
        parts: dict[Rational, Polynomial] = {}
        for monomial, value in polynomial.items():
            powers = dict(monomial)
            exponent = powers.pop(kernel, ZERO)
            parts.setdefault(exponent, {})[tuple(sorted(powers.items()))] = value
        first = min(parts.values(), key=len)
        if len(parts) > 1 and len(first) > 1:
            sum_ = added({}, first, rational.inverse(content(first)), inverse(shared(list(first))))
            if all(exact_quotient(part, sum_) for part in parts.values()):
                return sum_
    return None


def with_roots_open(graph: Graph, powers: Monomial) -> Monomial:
    """Powers with 1/(abs(x)*sqrt(y)) for 1/sqrt(x^2*y), y not being below 0 there."""
    found = dict(powers)
    for base, (top, bottom) in powers:
        if top > 0 or bottom != 2 or graph.ops[base] is not MULTIPLY:
            continue
        number, parts = factors(graph, base, {}, Everything(SPREAD))
        squares = {part: e for part, e in parts.items() if e[1] == 1 and e[0] % 2 == 0}
        if number[0] > 0 and squares:
            del found[base]
            rest = product(
                graph, number, {part: e for part, e in parts.items() if part not in squares}
            )
            sizes = {graph.apply(ABS, (part,)): (top * e[0] // 2, 1) for part, e in squares.items()}
            for part, e in {**sizes, rest: (top, bottom)}.items():
                found[part] = rational.add(found.get(part, ZERO), e)
    found = with_sizes(graph, {part: e for part, e in found.items() if e[0]})
    return tuple(sorted(found.items()))
