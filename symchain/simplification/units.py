"""What exponents are counted in: powers of one base as whole powers of one of them."""

from __future__ import annotations

from math import lcm

from symchain.functions import TABLE
from symchain.functions.arithmetic import POWER, WHERE
from symchain.graph import rational
from symchain.graph.graph import Graph
from symchain.graph.rational import ZERO, Rational
from symchain.graph.walk import under
from symchain.simplification.families import SPREAD, Everything
from symchain.simplification.sums import UNIT, gathered, written

EXP, LOG = TABLE["exp"], TABLE["log"]


def lowest_powers(graph: Graph, order: list[int]) -> dict[int, tuple[int, int, int]]:
    """The powers of one base by lower ones: a node, what it is raised to, and a rest.

    x^(a + 1) is x^(a - 1)*x^2, and x^(2*a) is (x^a)^2, wherever both powers have a value.
    """
    found: dict[tuple[int, int], list[tuple[Rational, Rational, int]]] = {}
    for node in order:
        if graph.ops[node] is POWER and graph.args[node][1] not in graph.constants:
            base, exponent = graph.args[node]
            terms = gathered(graph, exponent, {}, Everything(SPREAD))
            offset = terms.pop(UNIT, ZERO)
            top, bottom = terms[min(terms)] if terms else ZERO
            if top:
                one = rational.inverse((abs(top), bottom))
                unit = {term: rational.multiply(terms[term], one) for term in sorted(terms)}
                members = found.setdefault((base, written(graph, unit)), [])
                members.append(((abs(top), bottom), offset, node))
    result = {}
    for members in found.values():
        whole = lcm(*[value[1] for *pair, _ in members for value in pair])
        scaled = [(a * whole // b, c * whole // d, node) for (a, b), (c, d), node in members]
        lowest: list[tuple[int, int, int]] = []
        for count, shift, node in sorted(scaled):
            for least, start, power in lowest:
                times, odd = divmod(count, least)
                rest, broken = divmod(shift - times * start, whole)
                if not odd and not broken and rest >= 0:
                    result[node] = power, times, rest
                    break
            else:
                lowest.append((count, shift, node))
    return result


def units_of_exponents(graph: Graph, order: list[int]) -> dict[int, Rational]:
    """For the terms of the exponents of e the number of which all their coefficients are multiples.

    It is the smallest of them, below zero where all are, and 1 where another is no multiple.
    """
    found: dict[int, list[Rational]] = {}
    for node in order:
        if graph.ops[node] is EXP:
            for term, value in gathered(graph, graph.args[node][0], {}, Everything(SPREAD)).items():
                if term != UNIT:
                    found.setdefault(term, []).append(value)
    units = {}
    for term, values in found.items():
        top, bottom = min(values, key=lambda value: abs(rational.as_float(value)))
        if top and all(abs(v[0]) * bottom % (v[1] * abs(top)) == 0 for v in values):
            units[term] = (-abs(top) if all(v[0] < 0 for v in values) else abs(top)), bottom
    return units


def bare_powers(graph: Graph, root: int) -> dict[int, tuple[int, int, int]]:
    """The powers of x beside log(x) by those without a number in the exponent: x^(a - n).

    It is (x^a)^1*x^(-n), and x^(-a - n) is (x^a)^(-1)*x^(-n): a node, what it is raised to, -n.
    not: x^(a - 1) -> x^a/x   (x = 0, a = 2), but log(x) has no value there
    """
    order = under(graph, root)
    logs = {graph.args[node][0] for node in order if graph.ops[node] is LOG}
    if not logs or any(graph.ops[node] is WHERE for node in order):
        return {}
    result = {}
    for node in order:
        if graph.ops[node] is POWER and graph.args[node][0] in logs:
            base, exponent = graph.args[node]
            terms = gathered(graph, exponent, {}, Everything(SPREAD))
            top, bottom = terms.pop(UNIT, ZERO)
            if terms and bottom == 1:
                turn = -1 if all(value[0] < 0 for value in terms.values()) else 1
                if top or turn < 0:
                    bare = written(graph, {term: (turn * v[0], v[1]) for term, v in terms.items()})
                    result[node] = graph.power(base, bare), turn, top
    return result
