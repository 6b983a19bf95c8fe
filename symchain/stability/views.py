"""Nodes as sums of terms and as products of powers, in a form that finds its parts by look-up.

A term is a coefficient and powers; two terms are alike where their powers are. sqrt(x)^3 has the
base sqrt(x), an exponential has the exponent 1: 1/exp(x)^2 is exp(-2*x).
"""

from __future__ import annotations

import itertools

from symchain.functions import TABLE
from symchain.functions.arithmetic import ADD, CONSTANT, DIVIDE, MULTIPLY, NEGATE, POWER
from symchain.functions.row import Op
from symchain.graph import rational
from symchain.graph.graph import Graph
from symchain.graph.rational import ONE, ZERO, Rational, is_short_power
from symchain.simplification.families import SUMS
from symchain.simplification.products import product

EXP, SQRT = TABLE["exp"], TABLE["sqrt"]
COMPOSED = frozenset((CONSTANT, DIVIDE, MULTIPLY, NEGATE, POWER))  # more than a factor by itself

Powers = dict[int, Rational]
Product = tuple[Rational, Powers]
Key = frozenset[tuple[int, Rational]]
Terms = dict[Key, Product]

FEW = 16  # parts of a sum or product with several users, up to which it is taken apart
LONGEST_POWER = 16  # of a sum that is a product of it
UNIT: Key = frozenset()  # the key of a number among the terms


def is_long(exponent: Rational) -> bool:
    """Whether a power is one that nobody multiplies out."""
    return abs(exponent[0]) > LONGEST_POWER * exponent[1]


def key_of(powers: Powers) -> Key:
    return frozenset(powers.items())


class Views:
    """The sums and products of a graph; `loose` are nodes that dissolve into their only user.

    Of the others those dissolve that were asked for before: nothing here calls itself.
    """

    def __init__(self, graph: Graph, loose: set[int] | None = None) -> None:
        self.graph = graph
        self.loose = loose if loose is not None else set()
        self._terms: dict[int, Terms] = {}
        self._products: dict[int, Product] = {}
        self._functions: dict[int, dict[Op, int]] = {}
        self._pairs: dict[int, list[Powers]] = {}

    # ---- reading

    def terms(self, root: int) -> Terms:
        """The terms of a sum, like terms collected; of anything else the one term that it is."""
        found = self._terms.get(root)
        if found is None:
            found = self._terms[root] = self._gathered(root)
        return found

    def functions(self, root: int) -> dict[Op, int]:
        """The operations of the factors of a sum's terms, and in how many terms each is."""
        counts = self._functions.get(root)
        if counts is None:
            counts = self._functions[root] = {}
            ops = self.graph.ops
            for key in self.terms(root):
                for op in {ops[base] for base, _ in key}:
                    counts[op] = counts.get(op, 0) + 1
        return counts

    def pairs(self, root: int, most: int) -> list[Powers]:
        """The powers of the products of two terms of a sum, of so many of them at most."""
        found = self._pairs.get(root)
        if found is None:
            some = itertools.islice(self.terms(root).values(), most)
            powers = [self.product(self.written(*entry))[1] for entry in some]
            found = [times(a, b) for a, b in itertools.combinations(powers, 2)]
            self._pairs[root] = found
        return found

    def _gathered(self, root: int) -> Terms:
        ops, args = self.graph.ops, self.graph.args
        found: Terms = {}
        stack = [(root, ONE)]
        while stack:
            node, scale = stack.pop()
            op = ops[node]
            if op in SUMS and (node == root or node in self.loose):
                stack.append((args[node][1], scale if op is ADD else negated(scale)))
                stack.append((args[node][0], scale))
                continue
            value, powers = self.product(node)
            value = rational.multiply(scale, value)
            inner = self._inner_sum(powers)
            if inner in self.loose:
                stack.append((inner, value))
            elif inner in self._terms and len(self._terms[inner]) <= FEW:
                for own, bases in self._terms[inner].values():
                    include(found, (rational.multiply(value, own), bases))
            else:
                include(found, (value, powers))
        return found

    def _inner_sum(self, powers: Powers) -> int:
        """The sum that a term is, up to a sign or a number; -1 where it is none."""
        base = min(powers, default=-1)
        is_sum = len(powers) == 1 and powers[base] == ONE and self.graph.ops[base] in SUMS
        return base if is_sum else -1

    def product(self, root: int) -> Product:
        """A node as coefficient and powers."""
        found = self._products.get(root)
        if found is None:
            is_composed = self.graph.ops[root] in COMPOSED
            found = self._factors(root) if is_composed else (ONE, {root: ONE})
            self._products[root] = found
        return found

    def know(self, root: int, product: Product) -> None:
        """Notes the product that a node stands for, however it is written."""
        self._products.setdefault(root, product)

    def _factors(self, root: int) -> Product:
        graph = self.graph
        value, powers = ONE, Powers()
        stack = [(root, ONE)]
        while stack:
            node, exponent = stack.pop()
            op, args = graph.ops[node], graph.args[node]
            if node in graph.constants:
                if graph.constants[node] == ZERO and exponent == ONE:
                    return ZERO, {}
                value = self._scaled(value, powers, node, exponent)
            elif op is NEGATE and exponent[1] == 1:
                value = negated(value) if exponent[0] % 2 else value
                stack.append((args[0], exponent))
            elif op in (MULTIPLY, DIVIDE) and exponent[1] == 1:
                if node == root or node in self.loose:
                    stack.append((args[1], exponent if op is MULTIPLY else negated(exponent)))
                    stack.append((args[0], exponent))
                else:
                    value = self._dissolved(value, powers, node, exponent)
            elif self.is_long_power(node):
                raised(powers, node, exponent)
            elif op is POWER and args[1] in graph.constants and exponent[1] == 1:
                inner = rational.multiply(graph.constants[args[1]], exponent)
                if inner[1] == 2:
                    raised(powers, graph.apply(SQRT, (args[0],)), (inner[0], 1))
                else:
                    stack.append((args[0], inner))
            elif op is EXP and exponent != ONE:
                scaled = graph.multiply(graph.number(exponent), args[0])
                raised(powers, graph.apply(EXP, (scaled,)), ONE)
            else:
                raised(powers, node, exponent)
            if not stack:
                stack += self._squares_of_roots(powers)
        return value, powers

    def is_long_power(self, node: int) -> bool:
        """Whether a node is such a power of a sum that it is a function of it, as (1 + r)^300."""
        ops, args, constants = self.graph.ops, self.graph.args[node], self.graph.constants
        if ops[node] is not POWER or args[1] not in constants or ops[args[0]] not in SUMS:
            return False
        return is_long(constants[args[1]])

    def _squares_of_roots(self, powers: Powers) -> list[tuple[int, Rational]]:
        """Takes sqrt(x)^2 out of the powers: x stands for it."""
        ops, args = self.graph.ops, self.graph.args
        found = [b for b, e in powers.items() if ops[b] is SQRT and e[1] == 1 and e[0] % 2 == 0]
        return [(args[base][0], (powers.pop(base)[0] // 2, 1)) for base in found]

    def _scaled(self, value: Rational, powers: Powers, number: int, exponent: Rational) -> Rational:
        """The coefficient times number^exponent, where that is rational; else it is a power."""
        own = self.graph.constants[number]
        if is_short_power(own, exponent):
            return rational.multiply(value, rational.power(own, exponent[0]))
        raised(powers, number, exponent)
        return value

    def _dissolved(
        self, value: Rational, powers: Powers, node: int, exponent: Rational
    ) -> Rational:
        """The coefficient, with a power of a product that others use too among the powers."""
        own, bases = self._products.get(node, (ONE, {node: ONE}))
        if len(bases) > FEW or not is_short_power(own, (exponent[0], 1)):
            own, bases = ONE, {node: ONE}
        for base, inner in bases.items():
            raised(powers, base, rational.multiply(inner, exponent))
        return rational.multiply(value, rational.power(own, exponent[0]))

    # ---- writing

    def written(self, value: Rational, powers: Powers) -> int:
        """The node of a coefficient times powers."""
        plain = dict(powers)
        for base, exponent in self._squares_of_roots(plain):
            raised(plain, base, exponent)
        return product(self.graph, value, plain)

    def summed(self, terms: Terms) -> int:
        """The node of a sum: a positive term first, where there is one, and the number last."""
        graph = self.graph
        entries = [entry for key, entry in terms.items() if key != UNIT]
        if UNIT in terms:
            entries.append(terms[UNIT])
        lead = next((i for i, (value, _) in enumerate(entries) if value[0] > 0), 0)
        if lead:
            entries.insert(0, entries.pop(lead))
        total = graph.constant(0)
        for value, powers in entries:
            total = graph.add(total, self.written(value, powers))
        return total


def include(terms: Terms, entry: Product) -> None:
    """Adds a term to a sum."""
    value, powers = entry
    key = key_of(powers)
    if key in terms:
        value = rational.add(terms[key][0], value)
    if value[0]:
        terms[key] = (value, powers)
    else:
        terms.pop(key, None)


def raised(powers: Powers, base: int, exponent: Rational) -> None:
    """Multiplies base^exponent into the powers."""
    if base in powers:
        exponent = rational.add(powers[base], exponent)
    if exponent[0]:
        powers[base] = exponent
    else:
        powers.pop(base, None)


def times(a: Powers, b: Powers) -> Powers:
    """The powers of a product of two."""
    result = dict(a)
    for base, exponent in b.items():
        if base in result:
            raised(result, base, exponent)
        else:
            result[base] = exponent
    return result


def negated(value: Rational) -> Rational:
    return -value[0], value[1]


def divided(a: Rational, b: Rational) -> Rational:
    return rational.multiply(a, rational.inverse(b))
