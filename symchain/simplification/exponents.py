"""Powers with formulas as exponents: x^a*x^b -> x^(a + b), 1/x^(a - b) -> x^(b - a).

The right side has a value wherever the left has one: where x > 0 both have, where x < 0 both
exponents on the left are whole, and x = 0 asks for exponents that are not below zero.
"""

from __future__ import annotations

from symchain.functions import TABLE
from symchain.functions.arithmetic import DIVIDE, MULTIPLY, NEGATE, POWER, SUBTRACT
from symchain.graph import rational
from symchain.graph.graph import Graph
from symchain.graph.rational import ONE, ZERO, Rational
from symchain.simplification.families import SUMS
from symchain.simplification.sums import gathered, total, written

EXP = TABLE["exp"]
Powers = dict[int, Rational]


def with_exponents(graph: Graph, powers: Powers, everything: set[int]) -> Powers:
    """The powers of a product with one for each base that has a formula as exponent."""
    ops, args = graph.ops, graph.args
    parts: dict[int, list[int]] = {}
    for base in powers:
        if ops[base] is POWER and args[base][1] not in graph.constants:
            parts.setdefault(args[base][0], []).append(base)
    for root, found in parts.items():
        members = [base for base in found if base in powers]  # (x^x)^x may hold x^x no longer
        if len(members) > 1 or (members and root in powers):
            powers = _merged(graph, powers, root, members, everything)
    return _upwards(graph, powers)


def _merged(
    graph: Graph, powers: Powers, root: int, members: list[int], everything: set[int]
) -> Powers:
    """The powers with one power of a root in the place of several."""
    merged = {base: e for base, e in powers.items() if base != root and base not in members}
    exponent = graph.number(powers.get(root, ZERO))
    for member in members:
        own = graph.multiply(graph.number(powers[member]), graph.args[member][1])
        exponent = graph.add(exponent, own)
    if graph.ops[exponent] in SUMS:
        terms = {t: v for t, v in gathered(graph, exponent, {}, everything).items() if v[0]}
        exponent = total(graph, terms, everything)
        if graph.ops[exponent] is NEGATE:
            exponent = written(graph, terms)
    if exponent in graph.constants:
        number = graph.constants[exponent]
        return {**merged, root: number} if number[0] else merged
    power = graph.power(root, exponent)
    return {**merged, power: rational.add(merged.get(power, ZERO), ONE)}


def _upwards(graph: Graph, powers: Powers) -> Powers:
    """Powers below the line above it, where the exponent changes its sign for nothing."""
    found: Powers = {}
    for base, exponent in powers.items():
        op, args = graph.ops[base], graph.args[base]
        if exponent == (-1, 1) and (op is POWER or op is EXP) and _turns(graph, args[-1]):
            base = graph.apply(op, (*args[:-1], graph.negate(args[-1])))
            exponent = ONE
        found[base] = rational.add(found.get(base, ZERO), exponent)
    return {base: e for base, e in found.items() if e[0]}


def _turns(graph: Graph, exponent: int) -> bool:
    """Whether minus the exponent has no more operations than the exponent."""
    op = graph.ops[exponent]
    if op is NEGATE or op is SUBTRACT:
        return True
    return (op is MULTIPLY or op is DIVIDE) and graph.args[exponent][0] in graph.constants
