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
    ops, args, constants = graph.ops, graph.args, graph.constants
    if not any(ops[base] is POWER and args[base][1] not in constants for base in powers):
        return _upwards(graph, powers)
    merged: Powers = {}
    exponents: dict[int, list[int]] = {}
    for base, exponent in powers.items():
        if ops[base] is POWER and args[base][1] not in constants:
            root, own = args[base]
            scaled = graph.multiply(graph.number(exponent), own)
            exponents.setdefault(root, []).append(scaled)
        else:
            merged[base] = exponent
    for root, parts in exponents.items():
        number = merged.pop(root, ZERO)
        node = graph.number(number)
        for part in parts:
            node = graph.add(node, part)
        if ops[node] in SUMS:
            terms = _terms(graph, node, everything)
            node = total(graph, terms, everything)
            node = written(graph, terms) if ops[node] is NEGATE else node
        if node in constants:
            merged[root] = constants[node]
        else:
            power = graph.power(root, node)
            merged[power] = rational.add(merged.get(power, ZERO), ONE)
    return _upwards(graph, {base: e for base, e in merged.items() if e[0]})


def _terms(graph: Graph, node: int, everything: set[int]) -> dict[int, Rational]:
    return {term: v for term, v in gathered(graph, node, {}, everything).items() if v[0]}


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
