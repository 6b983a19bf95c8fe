"""The formulas of a rule with what its letters stand for, and whether its conditions hold."""

from __future__ import annotations

from symchain.calculus.substitution import near
from symchain.functions import TABLE
from symchain.functions.arithmetic import ADD, DIVIDE, EQUAL, LESS, MULTIPLY, WHERE
from symchain.graph import rational
from symchain.graph.rational import ONE, Rational
from symchain.graph.walk import reachable
from symchain.simplification.families import SUMS
from symchain.stability.rules import (
    ADDS,
    CAN_BE_SMALL,
    CANCELS,
    IS_LONG,
    IS_NUMBER,
    IS_TERM,
    NO_NUMBER,
    NO_VARIABLE,
    SHARES,
    Rule,
)
from symchain.stability.views import (
    SQRT,
    Key,
    Powers,
    Product,
    Terms,
    Views,
    divided,
    include,
    is_long,
    key_of,
    negated,
    times,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from symchain.functions.row import Op

NORMS = frozenset((SQRT, TABLE["hypot"]))
FEW = 4  # terms of a sum whose square is multiplied out
SMALL: Rational = (1, 4)  # up to here quotients such as sin(x)/x - 1 lose digits

Bound = dict[int, int]  # the letters of a rule, and what they stand for


class Instances:
    """Formulas of one rule in the graph of some views."""

    def __init__(self, rule: Rule, views: Views) -> None:
        self.rule = rule
        self.views = views
        self.graph = views.graph

    # ---- what letters stand for

    def is_bound(self, powers: Powers, bound: Bound) -> bool:
        """Whether all letters of some factors are known."""
        return all(self.is_known(base, bound) for base in powers)

    def is_known(self, base: int, bound: Bound) -> bool:
        """Whether all letters of a factor are known."""
        return self.rule.letters(base) <= bound.keys()

    def product_of(self, powers: Powers, bound: Bound) -> Product:
        """The product that factors with known letters are."""
        value, result = ONE, Powers()
        for base, exponent in powers.items():
            node = self.graph.power(self.instance(base, bound), self.graph.number(exponent))
            own, bases = self.views.product(node)
            value, result = rational.multiply(value, own), times(result, bases)
        return value, result

    def spread(self, node: int, terms: Terms, others: Powers, value: Rational | None) -> set[Key]:
        """The keys of the terms that a sum times some factors is; none where one is missing.

        Without a value the sum may be there times any number.
        """
        found: dict[Key, Rational] = {}
        if self.graph.ops[node] in SUMS:
            for own, powers in self.views.terms(node).values():
                key = key_of(times(powers, others))
                if key not in terms:
                    return set()
                found[key] = divided(terms[key][0], own)
        values = set(found.values())
        return set(found) if len(values) == 1 and value in (None, *values) else set()

    def instance(self, root: int, bound: Bound) -> int:
        """A formula of the rule with what the letters stand for; its sums are collected."""
        image = dict(bound)
        stack = [root]
        while stack:
            node = stack.pop()
            if node in image:
                continue
            args = self.rule.graph.args[node]
            missing = [arg for arg in args if arg not in image]
            if missing:
                stack += [node, *missing]
            else:
                image[node] = self._made(node, [image[arg] for arg in args])
        return image[root]

    def parts(self, root: int, bound: Bound) -> list[int]:
        """All formulas that a side of the rule is made of, letters apart."""
        inside = reachable(self.rule.graph, [root])
        return [self.instance(node, bound) for node in inside if node not in bound]

    def _made(self, node: int, args: list[int]) -> int:
        rule, graph = self.rule.graph, self.graph
        if node in rule.constants:
            return graph.number(rule.constants[node])
        op = rule.ops[node]
        if op is SQRT:
            return graph.power(args[0], graph.constant(1, 2))
        if op is WHERE:
            return self.chosen(*args)
        if op is MULTIPLY or op is DIVIDE:
            return self._merged(op, args)
        if op not in SUMS:
            return graph.apply(op, tuple(args))
        terms = self.combined(op is ADD, args[0], args[1])
        return graph.apply(op, tuple(args)) if terms is None else self.views.summed(terms)

    def _merged(self, op: Op, args: Sequence[int]) -> int:
        """A product or quotient, with what two factors share brought together."""
        (value, first), (other, second) = [self.views.product(arg) for arg in args]
        sign = 1 if op is MULTIPLY else -1
        powers = times(first, {base: (sign * e[0], e[1]) for base, e in second.items()})
        if len(powers) == len(first) + len(second) or not other[0]:
            return self.graph.apply(op, tuple(args))
        return self.views.written(rational.multiply(value, rational.power(other, sign)), powers)

    def chosen(self, condition: int, yes: int, no: int) -> int:
        """A choice, decided where it is known how its condition turns out."""
        if self.graph.holds(condition):
            return yes
        return (
            no
            if self.graph.holds(self.graph.negation(condition))
            else self.graph.where(condition, yes, no)
        )

    # ---- conditions

    def holds(self, word: str, node: int, bound: Bound, others: Powers) -> bool:
        """Whether a condition of the rule is known to hold, beside other factors."""
        op, args = self.rule.graph.ops[node], self.rule.graph.args[node]
        if word == CANCELS and op is DIVIDE:
            first, second = [self.views.product(self.instance(arg, bound))[1] for arg in args]
            return not first.keys().isdisjoint(second)
        if word == ADDS:
            return self.adds(*[self.instance(arg, bound) for arg in args])
        if word == SHARES:
            one, other = [self.views.terms(self.instance(arg, bound)) for arg in args]
            return any(one.get(key) == entry for key, entry in other.items())
        if word in (CANCELS, IS_TERM):
            sides = [self.instance(arg, bound) for arg in args]
            is_short = word == CANCELS or len(self.combined(op is ADD, *sides) or ()) == 1
            return is_short and self.cancels(op is ADD, *sides)
        if op is EQUAL:
            return self.is_same(args[0], args[1], bound)
        made = self.instance(node, bound)
        if word == CAN_BE_SMALL:
            return not self.is_beyond(made, SMALL) and not self.is_dampened(made, others)
        if word in (IS_NUMBER, NO_NUMBER):
            return (made in self.graph.constants) == (word == IS_NUMBER)
        if word == NO_VARIABLE:
            powers = self.views.product(made)[1]
            return list(powers.values()) != [ONE] or min(powers) not in self.graph.names
        if word == IS_LONG:
            return made not in self.graph.constants or is_long(self.graph.constants[made])
        return self.graph.holds(made)

    def is_same(self, first: int, second: int, bound: Bound) -> bool:
        """Whether two formulas of the rule have the same factors or the same terms."""
        products = []
        for root in (first, second):
            value, factors = self.rule.views.product(root)
            powers = Powers()
            for base, exponent in factors.items():
                own, inner = self.views.product(self.instance(base, bound))
                if exponent[1] != 1:
                    return False
                value = rational.multiply(value, rational.power(own, exponent[0]))
                scaled = {node: rational.multiply(e, exponent) for node, e in inner.items()}
                powers = times(powers, scaled)
            products.append((value, powers))
        if products[0] == products[1]:
            return True
        return self.combined(False, *[self.instance(node, bound) for node in (first, second)]) == {}

    def is_dampened(self, node: int, others: Powers) -> bool:
        """Whether a factor vanishes with a norm, as x does with hypot(x, y).

        Then x*sin(r)/r has slopes that are lost only beside larger ones.
        """
        graph = self.graph
        if graph.ops[node] not in NORMS:
            return False
        below = near(graph, [node], names=True) or ()
        return any(base in below and exponent[0] > 0 for base, exponent in others.items())

    def is_beyond(self, node: int, bound: Rational) -> bool:
        """Whether a formula is known to be larger in size than a number."""
        graph = self.graph
        above = graph.compare(LESS, graph.number(bound), node)
        below = graph.compare(LESS, node, graph.number(negated(bound)))
        return graph.holds(above) or graph.holds(below)

    def cancels(self, is_sum: bool, a: int, b: int) -> bool:
        """Whether terms of a + b or a - b cancel, so that it has fewer than a or b."""
        terms = self.combined(is_sum, a, b)
        sizes = [len(self.views.terms(node)) for node in (a, b)]
        return terms is not None and len(terms) < max(
            *sizes, *[len(self._expanded(node)) for node in (a, b)]
        )

    def adds(self, a: int, b: int) -> bool:
        """Whether a is b and other terms, as far as is known not less; or known to be larger."""
        graph = self.graph
        if graph.holds(graph.compare(LESS, b, a)):
            return True
        if graph.holds(graph.compare(LESS, a, b)):
            return False
        whole, part = self.views.terms(a), self.views.terms(b)
        return len(part) < len(whole) and all(whole.get(key) == part[key] for key in part)

    def combined(self, is_sum: bool, a: int, b: int) -> Terms | None:
        """The terms of a + b or a - b, some of which are alike; None where none are.

        Where none are, products of a sum are multiplied out, as k*(z + d) is beside k*d; squares of
        sums where but one term is left then: (x + a)^2 - (x - a)^2 is 4*a*x.
        """
        found = self._joined(is_sum, self.views.terms(a), self.views.terms(b))
        if found is None:
            found = self._joined(is_sum, self._expanded(a), self._expanded(b))
        if found is None or len(found) > 1:
            first, second = self._squared(a), self._squared(b)
            single = self._joined(is_sum, first, second) if first and second else None
            found = single if single is not None and len(single) == 1 else found
        return found

    def _joined(self, is_sum: bool, first: Terms, second: Terms) -> Terms | None:
        """The terms of two sums together; None where none are alike."""
        terms = dict(first)
        for value, powers in second.values():
            include(terms, (value if is_sum else negated(value), powers))
        return terms if len(terms) < len(first) + len(second) else None

    def _squared(self, node: int) -> Terms | None:
        """The terms of a sum with the squares of sums among them multiplied out; None without."""
        terms: Terms = {}
        is_other = False
        for value, powers in self.views.terms(node).values():
            squares = [b for b, e in powers.items() if e == (2, 1) and self.graph.ops[b] in SUMS]
            if len(squares) != 1 or len(own := self.views.terms(squares[0])) > FEW:
                include(terms, (value, powers))
                continue
            is_other = True
            others = {base: e for base, e in powers.items() if base != squares[0]}
            for first, left in own.values():
                for second, right in own.values():
                    number = rational.multiply(value, rational.multiply(first, second))
                    include(terms, (number, times(times(left, right), others)))
        return terms if is_other else None

    def _expanded(self, node: int) -> Terms:
        """The terms of a product of a sum, multiplied out; else those that the node has."""
        value, powers = self.views.product(node)
        sums = [base for base, e in powers.items() if self.graph.ops[base] in SUMS and e == ONE]
        if len(sums) != 1 or len(powers) == 1:
            return self.views.terms(node)
        others = {base: e for base, e in powers.items() if base != sums[0]}
        terms: Terms = {}
        for own, bases in self.views.terms(sums[0]).values():
            include(terms, (rational.multiply(value, own), times(bases, others)))
        return terms
