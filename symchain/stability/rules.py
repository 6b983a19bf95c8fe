"""A rule of the table as patterns, read once: `left -> right  if condition  where S = term + ...`.

A letter stands for any formula. A sum on the left is a part of a longer sum, up to a common factor;
a product is a part of a longer product; sums and products inside of them are whole. A letter alone
in a sum stands for all its other terms where the sum is whole, else for a number. A condition is a
formula that is known to hold, `c == a + b` (they have the same terms or factors), `a - b cancels`
(it has fewer terms than a or b), `a - b shares` (they have a term alike), `a - b is a term` (it has
but one then), `a - b adds` (a has the terms of b and others, or is known to be larger), `a/b
cancels` (they share a factor), `a is a number` or `is no number`, `a is no variable` (nor a number
times one), `b is long` (as an exponent: no number, or one beyond 16), or `a can be small` (that it
is beyond 1/4 in size is not known). S stands for a sum of terms of one form with positive numbers
c; the function with dots on the right side has an argument for each of them.
`alone` says that the left side is a whole sum, up to a common factor.
"""

from __future__ import annotations

from symchain.functions import TABLE
from symchain.functions.arithmetic import ADD, DIVIDE, MULTIPLY, NEGATE, POWER, SYMBOL, WHERE
from symchain.functions.row import Op
from symchain.graph.graph import Graph
from symchain.graph.rational import ONE, Rational
from symchain.graph.walk import reachable
from symchain.simplification.families import SUMS
from symchain.stability.views import UNIT, Powers, Product, Views

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

SUM, PRODUCT, CALL = "sum", "product", "call"
CHOICES: frozenset[Op] = frozenset((WHERE, TABLE["abs"], TABLE["sign"]))
FAMILIES = SUMS | {MULTIPLY, DIVIDE, NEGATE}
CANCELS, ADDS, IS_NUMBER, NO_NUMBER = " cancels", " adds", " is a number", " is no number"
SHARES = " shares"
NO_VARIABLE = " is no variable"
CAN_BE_SMALL, IS_LONG, IS_TERM, HOLDS = " can be small", " is long", " is a term", ""
WORDS = (
    *(CANCELS, SHARES, ADDS, IS_NUMBER, NO_NUMBER, NO_VARIABLE),
    *(CAN_BE_SMALL, IS_LONG, IS_TERM, HOLDS),
)
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
        read = [self.left, *[node for _, node in self.conditions]]
        self.views = Views(self.graph, set(reachable(self.graph, read)))
        self._patterns: dict[int, list[Product]] = {}
        self._functions: dict[int, dict[Op, int]] = {}
        self._letters: dict[int, frozenset[int]] = {}
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
        self.sums = self._sums()
        self.takes_sums = self._takes_sums()
        self.square = self._square()
        self.is_below = self.kind is SUM and any(
            e[0] < 0 and self.graph.ops[base] is SYMBOL for base, e in self.factors
        )

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
        is_product = op in FAMILIES or self._is_numeric_power(self.left)
        return PRODUCT if is_product else CALL

    def _is_number(self, node: int) -> bool:
        return node in self.graph.constants

    def _is_numeric_power(self, node: int) -> bool:
        """Whether a node is a power by a number, which a product may be too: x*x is x^2."""
        return self.graph.ops[node] is POWER and self._is_number(self.graph.args[node][1])

    def _head(self) -> Op | None:
        """What the first factor, or the whole left side, has at its top."""
        first = self.left if self.kind is CALL else self.factors[0][0] if self.factors else -1
        if first < 0:
            return None
        if self._is_sum(first):
            return ADD
        op = self.graph.ops[first]
        return None if op is SYMBOL else op

    def _needs(self) -> frozenset[Op]:
        """The functions without which the left side is nowhere."""
        sides = [self.left] if self.item < 0 else [self.left, self.item]
        inside = [n for n in reachable(self.graph, sides) if not self._is_numeric_power(n)]
        ops = {self.graph.ops[node] for node in inside}
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

    def _sums(self) -> list[Shape]:
        """What the sums among the factors of a product are, those apart that others decide."""
        found: list[Shape] = []
        bound: frozenset[int] = frozenset()
        for base, exponent in self.factors if self.kind is PRODUCT else ():
            letters = self.letters(base)
            if self._is_sum(base) and not letters <= bound:
                found.append(Shape(self, base, exponent))
            bound |= letters
        return found

    def _takes_sums(self) -> bool:
        """Whether terms have to cancel that are in letters, factors of the terms of a sum."""
        factors = {base for _, powers in self.terms for base in powers}
        args = [self.graph.args[node] for word, node in self.conditions if word == CANCELS]
        return any(map(factors.issuperset, args))

    def _square(self) -> int:
        """The sum two terms of which make the other term, as in (a + b + c)^2 - 4*a*b; or -1."""
        if len(self.terms) != 2 or list(self.terms[1][1].values()) != [ONE, ONE]:
            return -1
        for base, _ in self.factors:
            if self._is_sum(base) and base != self.series:
                inside = {key for _, powers in self.patterns(base) for key in powers.items()}
                if self.terms[1][1].items() <= inside:
                    return base
        return -1

    def _is_sum(self, node: int) -> bool:
        return node == self.series or self.graph.ops[node] in SUMS

    def letters(self, node: int) -> frozenset[int]:
        """The letters of a formula of the rule."""
        if node not in self._letters:
            inside = reachable(self.graph, [node])
            symbols = [each for each in inside if self.graph.ops[each] is SYMBOL]
            self._letters[node] = frozenset(symbols)
        return self._letters[node]

    # ---- what is looked for first

    def patterns(self, node: int) -> list[Product]:
        """The terms of a sum of the rule."""
        if node not in self._patterns:
            terms = self.views.terms(node).values()
            self._patterns[node] = sorted(terms, key=self._term_rank)
        return self._patterns[node]

    def functions(self, node: int) -> dict[Op, int]:
        """The functions that are factors of the terms of a sum of the rule: of how many terms."""
        if node not in self._functions:
            found = self.views.functions(node)
            plain = FAMILIES | {SYMBOL}  # a power among the factors has no number as exponent
            self._functions[node] = {op: n for op, n in found.items() if op not in plain}
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


class Shape:
    """What a sum must be like that is a factor of a product: a first look at few facts.

    The side of the line on which it stands, functions in its terms, how many terms there are (at
    least, where a letter `takes_many`), whether one of them is a number, whether all are squares.
    """

    __slots__ = ("are_squares", "count", "functions", "has_number", "side", "takes_many")

    def __init__(self, rule: Rule, base: int, exponent: Rational) -> None:
        self.side = exponent[0] > 0
        self.count, self.takes_many = 2, True
        self.has_number = self.are_squares = False
        if base == rule.series:
            ops = [rule.graph.ops[each] for each in rule.views.product(rule.item)[1]]
            self.functions = {op: 1 for op in ops if op is not SYMBOL}
            return
        patterns = [powers for _, powers in rule.patterns(base)]
        self.functions = rule.functions(base)
        self.count, self.takes_many = len(patterns), is_alone(rule.graph, patterns[-1])
        self.has_number = {} in patterns
        self.are_squares = all(
            list(powers.values()) == [(2, 1)] and rule.graph.ops[min(powers)] is SYMBOL
            for powers in patterns
        )

    def fits(self, node: int, views: Views) -> bool:
        """Whether a sum on its side of the line can be it."""
        terms = views.terms(node)
        enough = len(terms) >= self.count if self.takes_many else len(terms) == self.count
        if not enough or (self.has_number and UNIT not in terms):
            return False
        if self.are_squares and any(e[0] % 2 for key in terms for _, e in key):
            return False
        return has_all(views.functions(node), self.functions)


def has_all(functions: Mapping[Op, int], wanted: Mapping[Op, int]) -> bool:
    """Whether functions are in as many terms as is wanted."""
    return all(functions.get(op, 0) >= count for op, count in wanted.items())


def is_alone(graph: Graph, powers: Powers) -> bool:
    """Whether a term is a letter."""
    return list(powers.values()) == [ONE] and graph.ops[min(powers)] is SYMBOL
