"""Sums in normal form: like terms collected, pairs that an identity joins, common factors out."""

from __future__ import annotations

from math import gcd, lcm

from symchain.functions.arithmetic import ADD, CONSTANT, DIVIDE, MULTIPLY, NEGATE, SUBTRACT
from symchain.graph import rational
from symchain.graph.graph import Graph
from symchain.graph.rational import MINUS_ONE, ONE, ZERO, Rational
from symchain.simplification.identities import join_pairs
from symchain.simplification.products import factors, product, split_coefficient

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

SIGNS = frozenset((ADD, SUBTRACT, NEGATE))
SCALED = frozenset((MULTIPLY, DIVIDE, NEGATE, CONSTANT))  # what may hold a coefficient
UNIT = -1  # stands for the number 1 among the terms

Terms = dict[int, Rational]


def terms(graph: Graph, root: int, image: dict[int, int], inside: set[int]) -> Terms:
    """The sum as term -> coefficient, pairs joined that an identity joins, zeros left out."""
    collected = gathered(graph, root, image, inside)
    join_pairs(graph, collected, UNIT)
    return {term: value for term, value in collected.items() if value[0]}


def gathered(graph: Graph, root: int, image: dict[int, int], inside: set[int]) -> Terms:
    """The sum as term -> coefficient, like terms collected, in the order in which they stood."""
    ops = graph.ops
    collected: Terms = {}
    stack = [(root, 1)]
    while stack:
        node, sign = stack.pop()
        op = ops[node]
        if op in SIGNS and (node == root or node in inside):
            args = graph.args[node]
            if op is not NEGATE:
                stack.append((args[1], sign if op is ADD else -sign))
            stack.append((args[0], -sign if op is NEGATE else sign))
            continue
        key = image.get(node, node)
        value = (sign, 1)
        if ops[key] in SCALED:
            own, rest = split_coefficient(graph, key)
            key = UNIT if rest is None else rest
            value = (sign * own[0], own[1])
        known = collected.get(key)
        collected[key] = value if known is None else rational.add(known, value)
    return collected


def total(graph: Graph, collected: Terms, inside: set[int]) -> int:
    """The node of a sum, with common factors taken out where that makes it shorter."""
    if len(collected) < 2:
        return written(graph, collected)
    common, rest = common_factor(graph, collected, inside)
    if common:
        rest = _flattened(graph, rest)
    content = content_of(rest)
    rest = {term: _divided(value, content) for term, value in rest.items()}
    node = written(graph, rest)
    if common:
        own, powers = factors(graph, node, {}, set())
        for base, exponent in common.items():
            powers[base] = rational.add(powers.get(base, ZERO), exponent)
        return product(graph, rational.multiply(own, content), powers)
    return graph.multiply(graph.number(content), node)


def _flattened(graph: Graph, collected: Terms) -> Terms:
    """The terms with sums among them dissolved, where that brings like terms together."""
    sums = [term for term in collected if term != UNIT and graph.ops[term] in SIGNS]
    if not sums:
        return collected
    flat = {term: value for term, value in collected.items() if term not in sums}
    count = len(flat)
    for term in sums:
        own = gathered(graph, term, {}, set())
        count += len(own)
        for part, value in own.items():
            scaled = rational.multiply(collected[term], value)
            flat[part] = rational.add(flat.get(part, ZERO), scaled)
    return {t: v for t, v in flat.items() if v[0]} if len(flat) < count else collected


def _divided(value: Rational, divisor: Rational) -> Rational:
    return value if divisor == ONE else rational.multiply(value, rational.inverse(divisor))


def content_of(collected: Terms) -> Rational:
    """The number that all coefficients share, where taking it out saves operations, else 1.

    not: 2*x - 4*y + 4*z + u/49 + v/49 -> (98*x - 196*y + 196*z + u + v)/49
    """
    values = collected.values()
    before = sum([1 for value in values if abs(value[0]) != value[1]])
    if before < 2:
        return MINUS_ONE if all(value[0] < 0 for value in values) else ONE
    content = (gcd(*[v[0] for v in values]), lcm(*[v[1] for v in values]))
    left = [(v, _divided(v, content)) for v in values]
    if content[1] > 1 and _digits([v for _, v in left]) >= _digits(values):
        return ONE
    after = sum([1 for _, value in left if abs(value[0]) != value[1]]) + 1
    if after >= before or (UNIT in collected and abs(collected[UNIT][0]) == collected[UNIT][1]):
        return ONE
    return (-content[0], content[1]) if all(value[0] < 0 for value in values) else content


def _digits(values: Iterable[Rational]) -> int:
    """The digits of numbers, a 1 that is not written left out."""
    return sum([len(str(part)) for value in values for part in value if abs(part) != 1])


def scaled_terms(collected: Terms) -> int:
    """How many terms are multiplied by a number."""
    return sum([1 for term, v in collected.items() if term != UNIT and abs(v[0]) != v[1]])


def common_factor(
    graph: Graph, collected: Terms, inside: set[int]
) -> tuple[dict[int, Rational], Terms]:
    """The powers that every term has, where taking them out saves a product, and what is left."""
    if UNIT in collected:
        return {}, collected
    split: list[dict[int, Rational]] = []
    common: dict[int, Rational] = {}
    for term in collected:
        powers = factors(graph, term, {}, inside)[1]
        common = _shared_powers(common, powers) if split else powers
        if not common:
            return {}, collected
        split.append(powers)
    rest: Terms = {}
    for powers, value in zip(split, collected.values(), strict=True):
        left = {b: rational.add(e, _negated(common.get(b, ZERO))) for b, e in powers.items()}
        own, node = split_coefficient(graph, product(graph, value, left))
        key = UNIT if node is None else node
        rest[key] = rational.add(rest.get(key, ZERO), own)
    if len(collected) == 2 and UNIT in rest and _is_short(graph, common, rest):
        return {}, collected
    return common, {term: value for term, value in rest.items() if value[0]}


def _is_short(graph: Graph, common: dict[int, Rational], rest: Terms) -> bool:
    """Whether x^2 + x is no longer than x*(x + 1): of one variable above the line.

    So it is with a*f^2 + f for a function f, but not with f^2 + f.
    """
    if len(common) > 1 or any(e[0] < 0 for e in common.values()):
        return False
    return not any(graph.args[base] for base in common) or any(
        term != UNIT and graph.ops[term] is MULTIPLY for term in rest
    )


def _shared_powers(common: dict[int, Rational], powers: dict[int, Rational]) -> dict[int, Rational]:
    """The powers that both products have, each with the exponent that is nearer to zero."""
    return {
        base: _nearer(exponent, powers[base])
        for base, exponent in common.items()
        if base in powers and _are_alike(exponent, powers[base])
    }


def _are_alike(a: Rational, b: Rational) -> bool:
    """Whether two exponents have a sign and a denominator in common: not those of x and sqrt(x)."""
    return (a[0] > 0) == (b[0] > 0) and a[1] == b[1]


def _negated(value: Rational) -> Rational:
    return -value[0], value[1]


def _nearer(a: Rational, b: Rational) -> Rational:
    """The one of two numbers of the same sign that is nearer to zero."""
    return a if abs(a[0]) * b[1] <= abs(b[0]) * a[1] else b


def written(graph: Graph, collected: Terms) -> int:
    """The node of a sum: a positive term first, where there is one, and the number last."""
    entries = [entry for entry in collected.items() if entry[0] != UNIT]
    if UNIT in collected:
        entries.append((UNIT, collected[UNIT]))
    lead = next((i for i, (_, value) in enumerate(entries) if value[0] > 0), 0)
    if lead:
        entries.insert(0, entries.pop(lead))
    result = graph.constant(0)
    for term, value in entries:
        if term == UNIT:
            node = graph.number(value)
        else:
            node = term if value == ONE else graph.multiply(graph.number(value), term)
        result = graph.add(result, node)
    return result
