"""Polynomials in kernels, which are nodes: variables, functions, what is below a line.

A monomial is a sorted tuple of (kernel, exponent), a polynomial maps monomials to numbers. Sizes
are bounded: what grows past the limit raises `TooLarge`, and nothing is done with it.
"""

from __future__ import annotations

from functools import wraps
from math import gcd, lcm

from symchain.graph import rational
from symchain.graph.rational import ONE, Rational

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from symchain.graph.graph import Graph

    Made = TypeVar("Made")
    Monomial = tuple[tuple[int, Rational], ...]
    Polynomial = dict[Monomial, Rational]

MOST_TERMS = 80


class TooLarge(Exception):  # noqa: N818 - a signal between passes, never shown
    """A polynomial with more terms than are worth looking at."""


class Quotient:
    """A polynomial over a monomial; some kernels of the monomial stand for polynomials."""

    __slots__ = ("above", "below")

    def __init__(self, above: Polynomial, below: Monomial = ()) -> None:
        self.above = above
        self.below = below


def asked_once(made: Callable[..., Made]) -> Callable[..., Made]:
    """What is made of a graph and polynomials, noted in the graph: its forms share many of them.

    What is noted is never changed.
    """

    @wraps(made)
    def noted(graph: Graph, *polynomials: Polynomial) -> Made:
        key = made, *[tuple(polynomial.items()) for polynomial in polynomials]
        if key not in graph.notes:
            graph.notes[key] = made(graph, *polynomials)
        known: Made = graph.notes[key]
        return known

    return noted


def times(a: Monomial, b: Monomial) -> Monomial:
    """The product of two monomials."""
    if not a or not b:
        return a or b
    if a[-1][0] < b[0][0]:
        return (*a, *b)
    if b[-1][0] < a[0][0]:
        return (*b, *a)
    powers = dict(a)
    for kernel, exponent in b:
        known = powers.get(kernel)
        if known is None:
            powers[kernel] = exponent
            continue
        total = rational.add(known, exponent)
        if total[0]:
            powers[kernel] = total
        else:
            del powers[kernel]
    return tuple(sorted(powers.items()))


def inverse(a: Monomial) -> Monomial:
    """One over a monomial."""
    return tuple([(kernel, (-e[0], e[1])) for kernel, e in a])


def is_whole(a: Monomial) -> bool:
    """Whether no kernel of a monomial stands below the line."""
    return all(exponent[0] > 0 for _, exponent in a)


def shared(monomials: list[Monomial]) -> Monomial:
    """The largest monomial that divides all, for exponents above zero."""
    first = dict(monomials[0])
    for monomial in monomials[1:]:
        if not first:
            break
        own = dict(monomial)
        first = {k: least(e, own[k]) for k, e in first.items() if k in own}
    return tuple(sorted(first.items()))


def least(a: Rational, b: Rational) -> Rational:
    """The smaller of two numbers."""
    return a if a[0] * b[1] <= b[0] * a[1] else b


def content(polynomial: Polynomial) -> Rational:
    """The number above zero that divides all coefficients into whole ones without common factor."""
    values = polynomial.values()
    return gcd(*[v[0] for v in values]), lcm(*[v[1] for v in values])


def added(a: Polynomial, b: Polynomial, factor: Rational = ONE, by: Monomial = ()) -> Polynomial:
    """a + factor * by * b; raises TooLarge."""
    if not a:  # no two terms meet
        if by:
            b = {times(monomial, by): value for monomial, value in b.items()}
        if factor != ONE:
            b = {monomial: rational.multiply(factor, value) for monomial, value in b.items()}
            bounded(b)
        return b
    result = dict(a)
    add_to(result, b, factor, by)
    return result


def add_to(total: Polynomial, b: Polynomial, factor: Rational = ONE, by: Monomial = ()) -> None:
    """Adds factor * by * b to a polynomial; raises TooLarge."""
    is_one = factor == ONE
    for monomial, value in b.items():
        place = times(monomial, by) if by else monomial
        new = value if is_one else rational.multiply(factor, value)
        known = total.get(place)
        if known is not None:
            new = rational.add(known, new)
        if new[0]:
            total[place] = new
        else:
            del total[place]
    bounded(total)


def multiplied(a: Polynomial, b: Polynomial) -> Polynomial:
    """a * b; raises TooLarge."""
    result: Polynomial = {}
    if len(a) * len(b) > MOST_TERMS * 8:
        raise TooLarge
    for monomial, value in a.items():
        add_to(result, b, value, monomial)
    return result


def bounded(a: Polynomial) -> Polynomial:
    """The polynomial itself; raises TooLarge."""
    if len(a) > MOST_TERMS:
        raise TooLarge
    return a


def divided(
    polynomial: Polynomial, divisor: Polynomial, lexical: Lexical
) -> tuple[Polynomial, Polynomial]:
    """Quotient and remainder in a lexical order."""
    order = lexical.__getitem__
    top = max(divisor, key=order)
    value = rational.inverse(divisor[top])
    over = inverse(top)
    quotient: Polynomial = {}
    rest: Polynomial = {}
    left = dict(polynomial)
    while left:
        first = max(left, key=order)
        by = times(first, over)
        if is_whole(by):
            factor = rational.multiply(left[first], value)
            quotient[by] = factor
            left = added(left, divisor, (-factor[0], factor[1]), by)
        else:
            rest[first] = left.pop(first)
    return quotient, rest


def exact_quotient(polynomial: Polynomial, divisor: Polynomial) -> Polynomial | None:
    """The quotient of two polynomials where there is no remainder, else None."""
    if not polynomial:
        return {}
    if not kernels(divisor) <= kernels(polynomial):
        return None
    lexical = Lexical()
    order = lexical.__getitem__
    for end in (max, min):
        if not is_whole(times(end(polynomial, key=order), inverse(end(divisor, key=order)))):
            return None
    quotient, rest = divided(polynomial, divisor, lexical)
    return None if rest else quotient


def kernels(polynomial: Polynomial) -> set[int]:
    """The kernels that stand in a polynomial."""
    return {kernel for monomial in polynomial for kernel, _ in monomial}


class Lexical(dict["Monomial", "tuple[tuple[float, ...], ...]"]):
    """The key by which monomials compare: the lead's power, then those of later kernels first."""

    __slots__ = ("lead",)

    def __init__(self, lead: int = -1) -> None:
        super().__init__()
        self.lead = lead

    def __missing__(self, monomial: Monomial) -> tuple[tuple[float, ...], ...]:
        powers: list[tuple[float, ...]] = [(k, e[0] / e[1]) for k, e in reversed(monomial)]
        if self.lead >= 0:
            powers = sorted([(power[0] == self.lead, *power) for power in powers], reverse=True)
        key = self[monomial] = tuple(powers)
        return key


def size(value: Rational) -> float:
    """The number as a float, to compare by."""
    return value[0] / value[1]
