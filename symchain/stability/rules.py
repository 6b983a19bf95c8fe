"""A rule of the table as patterns, read once: `left -> right  if condition  where S = term + ...`.

A letter stands for any formula. A sum on the left is a part of a longer sum, up to a common factor;
a product is a part of a longer product; sums and products inside of them are whole. A letter alone
in a sum stands for all its other terms where the sum is whole, else for a number. A condition is a
formula that is known to hold, `a - b cancels` (it has fewer terms than a or b), `a is a number` or
`is no number`, or `a can be small` (that it is beyond 1/4 in size is not known). S stands for a
sum of terms of one form with positive numbers c; the function with dots on the right side has an
argument for each of them. `alone` says that the left side is a whole sum, up to a common factor.
"""

from __future__ import annotations

from symchain.functions import TABLE
from symchain.functions.arithmetic import ADD, DIVIDE, MULTIPLY, NEGATE, POWER, SYMBOL, WHERE
from symchain.functions.row import Op
from symchain.graph.graph import Graph
from symchain.graph.rational import Rational
from symchain.graph.walk import reachable
from symchain.simplification.families import SUMS
from symchain.stability.views import Product, Views

SUM, PRODUCT, CALL = "sum", "product", "call"
CHOICES: frozenset[Op] = frozenset((WHERE, TABLE["abs"], TABLE["sign"]))
FAMILIES = SUMS | {MULTIPLY, DIVIDE, NEGATE}
CANCELS, IS_NUMBER, NO_NUMBER = " cancels", " is a number", " is no number"
CAN_BE_SMALL, HOLDS = " can be small", ""
WORDS = (CANCELS, IS_NUMBER, NO_NUMBER, CAN_BE_SMALL, HOLDS)
ALONE = "alone"


class Rule:
    """A rule as a small graph with the nodes of its sides.

    `kind` says what the left side is: `terms` are those of a sum, `factors` those of a product or
    of the first term, what is looked for first in front. `head` is the operation of the first
    factor, None where it is a letter. `series` is the letter S, `item` the form of its terms,
    `many` the node with the dots.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.graph = Graph()
        rule, _, series = text.partition("  where S = ")
        rule, _, condition = rule.partition("  if ")
        left, right = rule.split(" -> ")
        self.left, self.right = self._node(left), self._node(right.replace(", ...", ""))
        inside = reachable(self.graph, [self.right])
        self.has_choice = any(self.graph.ops[node] in CHOICES for node in inside)
        self.series = self.item = self.many = -1
        if series:
            self.series, self.item = self._node("S"), self._node(series.removesuffix(" + ..."))
            self.many = next(node for node in inside if self.graph.ops[node].variadic)
        conditions = [part for part in condition.split(" and ") if part]
        self.is_whole = ALONE in conditions
        self.conditions = [self._condition(part) for part in conditions if part != ALONE]
        self.views = Views(self.graph)
        self._patterns: dict[int, list[Product]] = {}
        self._functions: dict[int, frozenset[Op]] = {}
        self.kind = self._kind()
        self.terms: list[Product] = []
        self.factors: list[tuple[int, Rational]] = []
        if self.kind is SUM:
            self.terms = self.patterns(self.left)
            self.factors = self.ordered(self.terms[0])
        elif self.kind is PRODUCT:
            self.factors = self.ordered(self.views.product(self.left))
        self.head = self._head()
        self.needs = self._needs()
        self.makes = self._makes()
        self.heads = self._heads()

    def _node(self, text: str) -> int:
        from symchain.parsing import parse_node

        return parse_node(self.graph, text)

    def _condition(self, text: str) -> tuple[str, int]:
        word = next(word for word in WORDS if text.endswith(word))
        return word, self._node(text.removesuffix(word))

    def _kind(self) -> str:
        op = self.graph.ops[self.left]
        if op in SUMS:
            return SUM
        is_product = op in FAMILIES or (
            op is POWER and self._is_number(self.graph.args[self.left][1])
        )
        return PRODUCT if is_product else CALL

    def _is_number(self, node: int) -> bool:
        return node in self.graph.constants

    def _head(self) -> Op | None:
        """What the first factor, or the whole left side, has at its top."""
        first = self.left if self.kind is CALL else self.factors[0][0] if self.factors else -1
        if first < 0:
            return None
        if first == self.series or self.graph.ops[first] in SUMS:
            return ADD
        op = self.graph.ops[first]
        return None if op is SYMBOL else op

    def _needs(self) -> frozenset[Op]:
        """The functions without which the left side is nowhere."""
        sides = [self.left] if self.item < 0 else [self.left, self.item]
        ops = {self.graph.ops[node] for node in reachable(self.graph, sides)}
        return frozenset(op for op in ops if op.parameters and (op is DIVIDE or op not in FAMILIES))

    def _makes(self) -> frozenset[Op]:
        """The functions that only the right side has."""
        left, right = (
            {self.graph.ops[node] for node in reachable(self.graph, [side])}
            for side in (self.left, self.right)
        )
        return frozenset(op for op in right - left if op.parameters and not op.infix)

    def _heads(self) -> dict[Op, int]:
        """How many terms of a sum begin with a function, by functions."""
        firsts = [self.graph.ops[self.ordered(term)[0][0]] for term in self.terms if term[1]]
        return {op: firsts.count(op) for op in firsts if op is not SYMBOL and op not in SUMS}

    # ---- what is looked for first

    def patterns(self, node: int) -> list[Product]:
        """The terms of a sum of the rule."""
        if node not in self._patterns:
            terms = self.views.terms(node).values()
            self._patterns[node] = sorted(terms, key=self._term_rank)
        return self._patterns[node]

    def functions(self, node: int) -> frozenset[Op]:
        """The functions that are factors of the terms of a sum of the rule."""
        if node not in self._functions:
            bases = [base for _, powers in self.patterns(node) for base in powers]
            ops = {self.graph.ops[base] for base in bases if self.graph.args[base]}
            self._functions[node] = frozenset(ops - FAMILIES - {POWER})
        return self._functions[node]

    def ordered(self, term: Product) -> list[tuple[int, Rational]]:
        """The factors of a term: functions of letters, other functions, sums, letters."""
        return sorted(term[1].items(), key=lambda factor: self._rank(factor[0]))

    def _rank(self, base: int) -> int:
        op = self.graph.ops[base]
        if base == self.series:
            return 1
        if op is SYMBOL or op in SUMS:
            return 3 if op is SYMBOL else 2
        args = self.graph.args[base]
        return 0 if all(self.graph.ops[arg] is SYMBOL for arg in args) else 1

    def _term_rank(self, term: Product) -> tuple[int, int]:
        """Functions first, then powers of letters, numbers, and a letter alone last."""
        powers = term[1]
        if not powers:
            return 3, 0
        rank = min([self._rank(base) for base in powers])
        is_alone = rank == 3 and list(powers.values()) == [(1, 1)]
        return (4 if is_alone else rank), -len(powers)
