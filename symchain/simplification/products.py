"""Products in normal form: one coefficient, each base once with its exponent, one exponential.

Like powers: x^a * x^b -> x^(a + b) for numbers a, b. The right side has a value wherever the left
has one (at x = 0 and, for broken exponents whose sum is whole, at x < 0 it may have more).
"""

from __future__ import annotations

from functools import partial

from symchain.functions import TABLE
from symchain.functions.arithmetic import CONSTANT, DIVIDE, MULTIPLY, NEGATE, POWER, SYMBOL
from symchain.graph import rational
from symchain.graph.graph import Graph
from symchain.graph.rational import HALF, MINUS_ONE, ONE, ZERO, Rational, is_short_power
from symchain.simplification.families import MERGING, SUMS

EXP, SQRT = TABLE["exp"], TABLE["sqrt"]
SIGNED = frozenset((MULTIPLY, DIVIDE, NEGATE))
NUMBERED = SIGNED | {CONSTANT}  # what may have a number in front

Product = tuple[Rational, dict[int, Rational]]


def split_coefficient(graph: Graph, node: int) -> tuple[Rational, int | None]:
    """A node as number * rest; the rest is None for a number."""
    if node in graph.constants:
        return graph.constants[node], None
    op = graph.ops[node]
    if op is NEGATE:
        value, rest = split_coefficient_once(graph, graph.args[node][0])
        return (-value[0], value[1]), rest
    return split_coefficient_once(graph, node)


def split_coefficient_once(graph: Graph, node: int) -> tuple[Rational, int | None]:
    """A node without a sign in front as number * rest."""
    op = graph.ops[node]
    if op is MULTIPLY or op is DIVIDE:
        first, second = graph.args[node]
        value = graph.constants.get(first)
        if value is not None and op is MULTIPLY:
            return value, second
        if value is not None and value != ONE:
            return value, graph.divide(graph.constant(1), second)
    return ONE, node


def factors(graph: Graph, root: int, image: dict[int, int], inside: set[int]) -> Product:
    """The coefficient and the powers of a product; `inside` dissolves, `image` is what is done."""
    ops, args, constants = graph.ops, graph.args, graph.constants
    coefficient = ONE
    powers: dict[int, Rational] = {}
    exponentials = 0
    stack = [(root, ONE)]
    while stack:
        node, exponent = stack.pop()
        op = ops[node]
        if op in SIGNED and (node == root or node in inside):
            if op is NEGATE:
                coefficient = (-coefficient[0], coefficient[1])
            else:
                last = exponent if op is MULTIPLY else (-exponent[0], 1)
                stack.append((args[node][1], last))
            stack.append((args[node][0], exponent))
            continue
        if node in image:
            node = image[node]
            op = ops[node]
        if op not in MERGING or (
            (op is MULTIPLY or op is DIVIDE) and args[node][0] not in constants
        ):
            before = powers.get(node)
            powers[node] = exponent if before is None else rational.add(before, exponent)
            continue
        if op is EXP:
            exponentials += 1
            _raise_to(powers, node, exponent)
            continue
        rest: int | None = node
        if op in NUMBERED:
            value, rest = split_coefficient(graph, node)
            if value == ZERO and exponent[0] < 0:
                _raise_to(powers, graph.constant(0), exponent)
            elif value != ONE:
                coefficient = rational.multiply(coefficient, rational.power(value, exponent[0]))
        if rest is not None:
            _gather(graph, rest, exponent, powers)
    if exponentials < 2:
        return coefficient, powers
    return coefficient, _with_one_exponential(graph, powers)


def _gather(graph: Graph, node: int, exponent: Rational, powers: dict[int, Rational]) -> None:
    """Adds node^exponent to the powers: (x^a)^n is x^(a*n) while n is a whole number.

    not: (x^2)^(1/2) -> x   (x = -1)
    """
    while exponent[1] == 1:
        op, args = graph.ops[node], graph.args[node]
        if op is DIVIDE and graph.constants.get(args[0]) == ONE:
            node, exponent = args[1], (-exponent[0], exponent[1])
        elif op is POWER and (value := graph.constants.get(args[1])) is not None:
            node, exponent = args[0], rational.multiply(exponent, value)
        elif op is SQRT:
            node, exponent = args[0], rational.multiply(exponent, HALF)
        else:
            break
    _raise_to(powers, node, exponent)


def _raise_to(powers: dict[int, Rational], base: int, exponent: Rational) -> None:
    known = powers.get(base)
    powers[base] = exponent if known is None else rational.add(known, exponent)


def _with_one_exponential(graph: Graph, powers: dict[int, Rational]) -> dict[int, Rational]:
    """exp(a)*exp(b) -> exp(a + b): the powers with one exponential for all."""
    total = graph.constant(0)
    merged: dict[int, Rational] = {}
    for base, exponent in powers.items():
        if graph.ops[base] is EXP:
            term = graph.multiply(graph.number(exponent), graph.args[base][0])
            total = graph.add(total, term)
        else:
            merged[base] = exponent
    exponential = graph.apply(EXP, (total,))
    if exponential not in graph.constants:
        _raise_to(merged, exponential, ONE)
    return merged


def product(graph: Graph, coefficient: Rational, powers: dict[int, Rational]) -> int:
    """The node of coefficient * base^exponent * ..., written as a person writes it."""
    above: list[int] = []
    below: list[int] = []
    constants = graph.constants
    for base, exponent in powers.items():
        if base in constants and is_short_power(constants[base], exponent):
            value = rational.power(constants[base], exponent[0])
            coefficient = rational.multiply(coefficient, value)
        elif exponent[0] > 0:
            above.append(base if exponent == ONE else graph.power(base, graph.number(exponent)))
        elif exponent == MINUS_ONE:
            below.append(base)
        elif exponent[0] < 0:
            below.append(graph.power(base, graph.constant(-exponent[0], exponent[1])))
    if coefficient == ZERO:
        return graph.constant(0)
    node = _chain(graph, above)
    if below:
        node = graph.divide(node, _chain(graph, below))
    return node if coefficient == ONE else graph.multiply(graph.number(coefficient), node)


def _chain(graph: Graph, nodes: list[int]) -> int:
    """The product of nodes: variables by name, then their powers, sums, and functions."""
    if not nodes:
        return graph.constant(1)
    if len(nodes) > 1:
        nodes = sorted(nodes, key=partial(_place, graph))
    result = nodes[0]
    for node in nodes[1:]:
        result = graph.multiply(result, node)
    return result


def _place(graph: Graph, node: int) -> tuple[int, str]:
    """Where a factor stands among others, by which they are sorted."""
    args = graph.args[node]
    if not args:
        return 0, graph.names.get(node, "")
    op = graph.ops[node]
    if op is POWER and graph.ops[args[0]] is SYMBOL:
        return 1, ""
    return (2 if op in SUMS else 3), ""
