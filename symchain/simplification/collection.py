"""Sums of products written with what several terms share taken out: a*x^2 + b*x + c*y.

Terms are grouped greedily: the factors that save most multiplications first, then within each
group again (the rule of Horner's scheme, for many variables). One pass for each group, at most as
many groups as terms.
"""

from __future__ import annotations

from math import gcd, lcm

from symchain.graph import rational
from symchain.graph.graph import Graph
from symchain.graph.rational import ONE, ZERO, Rational
from symchain.simplification.polynomials import asked_once, inverse, kernels, shared, times
from symchain.simplification.products import product, split_coefficient
from symchain.simplification.sums import UNIT, total

FEW = 3  # terms that are written as a polynomial

TYPE_CHECKING = False
if TYPE_CHECKING:
    from symchain.simplification.polynomials import Monomial, Polynomial


@asked_once
def summed(graph: Graph, polynomial: Polynomial) -> int:
    """The node of a polynomial, products that are alike added up."""
    terms: dict[int, Rational] = {}
    for monomial, value in polynomial.items():
        node = product(graph, ONE, dict(monomial)) if monomial else UNIT
        terms[node] = rational.add(terms.get(node, ZERO), value)
    return total(graph, terms, set())


@asked_once
def plain(graph: Graph, polynomial: Polynomial) -> int:
    """The node of a polynomial, term by term."""
    collected: dict[int, Rational] = {}
    for monomial, value in polynomial.items():
        own, node = split_coefficient(graph, product(graph, value, dict(monomial)))
        place = UNIT if node is None else node
        collected[place] = rational.add(collected.get(place, ZERO), own)
    return total(graph, {term: value for term, value in collected.items() if value[0]}, set())


@asked_once
def grouped(graph: Graph, polynomial: Polynomial) -> list[Polynomial]:
    """A polynomial and the groups of its terms: the kernel -i stands for the i-th polynomial."""
    parts = [dict(polynomial)]
    for part in parts:
        while (group := _group(part)) is not None:
            common, members = group
            value = _content([part[member] for member in members])
            divisor = inverse(common)
            inner = {
                times(member, divisor): rational.multiply(part.pop(member), rational.inverse(value))
                for member in members
            }
            part[tuple(sorted((*common, (-len(parts), ONE))))] = value
            parts.append(inner)
    return parts


@asked_once
def collected(graph: Graph, polynomial: Polynomial) -> int:
    """The node of a polynomial with its groups of terms."""
    parts = grouped(graph, polynomial)
    nodes: dict[int, int] = {}
    for i in range(len(parts) - 1, -1, -1):
        named: Polynomial = {}
        for monomial, value in parts[i].items():
            powers: dict[int, Rational] = {}
            for kernel, exponent in monomial:
                node = nodes.get(kernel, kernel)  # a group may be what stands beside it
                powers[node] = rational.add(powers.get(node, ZERO), exponent)
            term = tuple(powers.items())
            named[term] = rational.add(named.get(term, ZERO), value)
        nodes[-i] = plain(graph, named)
    return nodes[0]


def least_operations(parts: list[Polynomial]) -> int:
    """The operations that groups of terms have at least, those of kernels and powers left out.

    Signs are not counted; one coefficient of a group's terms may go, into what stands before it.
    """
    count = 0
    for part in parts:
        sizes: dict[Rational, int] = {}
        for monomial, (top, bottom) in part.items():
            count += len(monomial) or 1
            if monomial and not _is_group(monomial):
                sizes[abs(top), bottom] = sizes.get((abs(top), bottom), 0) + 1
        scaled = sum(sizes.values()) - sizes.pop(ONE, 0)
        taken_out = max(sizes.values(), default=0) - (part is parts[0])
        count += scaled - max(taken_out, 0) - 1
    return count


def _group(part: Polynomial) -> tuple[Monomial, list[Monomial]] | None:
    """The factors that save most when they are taken out of the terms that have them."""
    best: tuple[Monomial, list[Monomial]] | None = None
    most = 0
    if len(part) < 3:
        return None  # what all terms share is taken out where a sum is written
    for members in _sharing(part):
        if 1 < len(members) < len(part) or len(members) == len(part) > 2:
            common = shared(members)
            if _is_nested(common, members):
                continue
            gain = _saved(common, members)
            if gain > most and len(members) < len(part):
                best, most = (common, members), gain
    return best or _equal_coefficients(part)


def _sharing(part: Polynomial) -> list[list[Monomial]]:
    """For each kernel the monomials that have it to a power above zero, groups left alone."""
    found: dict[tuple[int, int], list[Monomial]] = {}
    for monomial in part:
        if _is_group(monomial):
            continue
        for kernel, exponent in monomial:
            if exponent[0] > 0:
                found.setdefault((kernel, exponent[1]), []).append(monomial)
    return list(found.values())


def _is_nested(common: Monomial, members: list[Monomial]) -> bool:
    """Whether one factor is taken out of so few terms that a polynomial in it reads better.

    not: a*x^2 + b*x + c -> x*(a*x + b) + c
    """
    if len(common) > 1 or len(members) > FEW:
        return False
    ((kernel, exponent),) = common
    return any(dict(member)[kernel] != exponent for member in members)


def _saved(common: Monomial, members: list[Monomial]) -> int:
    """The operations that are saved when a product is taken out of terms."""
    divisor = inverse(common)
    rests = [times(member, divisor) for member in members]
    trivial = sum([1 for rest in rests if not rest])
    before = {power for member in members for power in member if power[1] != ONE}
    after = {power for rest in (common, *rests) for power in rest if power[1] != ONE}
    return (len(members) - 1) * len(common) - trivial + len(before) - len(after)


def _equal_coefficients(part: Polynomial) -> tuple[Monomial, list[Monomial]] | None:
    """Terms whose coefficients are one number up to signs, where there are others too.

    not: 12*x^3 - 12*x^2 + 6 -> 12*(x^3 - x^2) + 6
    """
    if len(kernels(part)) < 2:
        return None
    found: dict[Rational, list[Monomial]] = {}
    for monomial, (top, bottom) in part.items():
        if monomial and not _is_group(monomial) and (abs(top), bottom) != ONE:
            found.setdefault((abs(top), bottom), []).append(monomial)
    for members in found.values():
        if 1 < len(members) < len(part):
            return (), members
    return None


def _is_group(monomial: Monomial) -> bool:
    return bool(monomial) and monomial[0][0] < 0


def _content(values: list[Rational]) -> Rational:
    """The number that all values share; below zero where all are."""
    top, bottom = gcd(*[v[0] for v in values]), lcm(*[v[1] for v in values])
    return (-top, bottom) if all(v[0] < 0 for v in values) else (top, bottom)
