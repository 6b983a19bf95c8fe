"""Products in normal form: one coefficient, each base once with its exponent, one exponential.

Like powers: x^a * x^b -> x^(a + b) for numbers a, b. The right side has a value wherever the left
has one (at x = 0 and, for broken exponents whose sum is whole, at x < 0 it may have more).
"""

from __future__ import annotations

from symchain.functions import TABLE
from symchain.functions.arithmetic import DIVIDE, MULTIPLY, NEGATE, POWER, SYMBOL
from symchain.graph import rational
from symchain.graph.graph import Graph
from symchain.graph.rational import HALF, MINUS_ONE, ONE, ZERO, Rational
from symchain.simplification.families import SUMS

EXP, SQRT = TABLE["exp"], TABLE["sqrt"]

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
    coefficient = ONE
    powers: dict[int, Rational] = {}
    stack = [(root, ONE)]
    while stack:
        node, exponent = stack.pop()
        op = graph.ops[node]
        if (node == root or node in inside) and op in (MULTIPLY, DIVIDE, NEGATE):
            args = graph.args[node]
            if op is NEGATE:
                coefficient = rational.multiply(coefficient, MINUS_ONE)
            else:
                last = exponent if op is MULTIPLY else (-exponent[0], exponent[1])
                stack.append((args[1], last))
            stack.append((args[0], exponent))
            continue
        value, rest = split_coefficient(graph, image.get(node, node))
        if value != ONE:
            if value == ZERO and exponent[0] < 0:
                _raise_to(powers, graph.constant(0), exponent)
            else:
                coefficient = rational.multiply(coefficient, rational.power(value, exponent[0]))
        if rest is not None:
            _gather(graph, rest, exponent, powers)
    return _with_one_exponential(graph, coefficient, powers)


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


def _with_one_exponential(
    graph: Graph, coefficient: Rational, powers: dict[int, Rational]
) -> Product:
    """exp(a)*exp(b) -> exp(a + b), where the product has several exponentials."""
    exponentials = [base for base in powers if graph.ops[base] is EXP]
    if len(exponentials) < 2:
        return coefficient, powers
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
    return coefficient, merged


def product(graph: Graph, coefficient: Rational, powers: dict[int, Rational]) -> int:
    """The node of coefficient * base^exponent * ..., written as a person writes it."""
    above: list[int] = []
    below: list[int] = []
    for base, exponent in powers.items():
        if base in graph.constants and exponent[1] == 1 and graph.constants[base] != ZERO:
            value = rational.power(graph.constants[base], exponent[0])
            coefficient = rational.multiply(coefficient, value)
        elif exponent[0] > 0:
            above.append(graph.power(base, graph.number(exponent)))
        elif exponent[0] < 0:
            below.append(graph.power(base, graph.constant(-exponent[0], exponent[1])))
    if coefficient == ZERO:
        return graph.constant(0)
    if not below:
        return graph.multiply(graph.number(coefficient), _chain(graph, above))
    quotient = graph.divide(_chain(graph, above), _chain(graph, below))
    return graph.multiply(graph.number(coefficient), quotient)


def _chain(graph: Graph, nodes: list[int]) -> int:
    """The product of nodes: variables by name, then their powers, sums, and functions."""
    nodes = sorted(nodes, key=lambda node: (_rank(graph, node), graph.names.get(node, "")))
    result = graph.constant(1)
    for node in nodes:
        result = graph.multiply(result, node)
    return result


def _rank(graph: Graph, node: int) -> int:
    op = graph.ops[node]
    if not graph.args[node]:
        return 0
    if op is POWER and graph.ops[graph.args[node][0]] is SYMBOL:
        return 1
    return 2 if op in SUMS else 3
