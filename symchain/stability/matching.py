"""What the letters of a rule stand for, so that its left side is there in a formula.

The search goes into the depth of the rule only; in a sum it looks terms up by their powers, and
tries at most a few partners that no look-up finds.
"""

from __future__ import annotations

from itertools import islice

from symchain.functions.arithmetic import POWER, SYMBOL
from symchain.graph import rational
from symchain.graph.rational import ONE, Rational, is_short_power
from symchain.simplification.families import SUMS
from symchain.stability.instances import Bound, Instances
from symchain.stability.rules import FAMILIES, has_all, is_alone
from symchain.stability.views import (
    EXP,
    Key,
    Powers,
    Product,
    Terms,
    divided,
    include,
    key_of,
    negated,
    raised,
    times,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST_TERMS = 200  # of a sum that becomes a function of many arguments
MOST_PARTNERS = 8  # terms that are tried where no look-up can find the one


class Found:
    """A place of a rule: what its letters stand for, the terms or factors that it takes.

    Of a sum `scale` and `others` are the common factor, `taken` the keys of the terms; of a product
    `scale` is the coefficient and `others` are the powers that are left.
    """

    __slots__ = ("bound", "others", "scale", "taken")

    def __init__(
        self, bound: Bound, scale: Rational, others: Powers, taken: tuple[Key, ...] = ()
    ) -> None:
        self.bound = bound
        self.scale = scale
        self.others = others
        self.taken = taken


class Matcher(Instances):
    """Looks for one rule in the formulas of some views."""

    # ---- places

    def calls(self, node: int) -> Iterator[Found]:
        """The ways in which the left side is a node."""
        for bound in self.node(self.rule.left, node, {}):
            yield Found(bound, ONE, {})

    def products(self, product: Product) -> Iterator[Found]:
        """The places of the left side among the factors of a product."""
        value = self.rule.views.product(self.rule.left)[0]
        for bound, scale, left in self.factors(self.rule.factors, product, {}):
            yield Found(bound, divided(scale, value), left)

    def sums(self, terms: Terms, starts: Sequence[Key]) -> Iterator[Found]:
        """The places of the left side among the terms of a sum, the first of them one of some."""
        value = self.rule.terms[0][0]
        for key in starts:
            if key not in terms or (self.rule.square >= 0 and not self.has_pair(terms, key)):
                continue
            given = divided(terms[key][0], value), terms[key][1]
            for bound, scale, left in self.factors(self.rule.factors, given, {}):
                start = Found(bound, scale, left, (key,))
                yield from self.partners(1, terms, start)

    def has_pair(self, terms: Terms, key: Key) -> bool:
        """Whether among some terms is a product of two terms of the sum that is in one of them."""
        powers = terms[key][1]
        exponent = dict(self.rule.factors)[self.rule.square]
        for base in powers:
            if self.graph.ops[base] not in SUMS:
                continue
            left = self.without(powers, {base: exponent})
            if left is None:
                continue
            for pair in self.views.pairs(base, MOST_PARTNERS + 1):
                if (key_of(times(pair, left)) if left else key_of(pair)) in terms:
                    return True
        return False

    def partners(self, place: int, terms: Terms, start: Found) -> Iterator[Found]:
        """The ways in which the other terms of a left side are there too."""
        if place == len(self.rule.terms):
            yield start
            return
        for found in self.partner(self.rule.terms[place], terms, start):
            yield from self.partners(place + 1, terms, found)

    def partner(self, wanted: Product, terms: Terms, start: Found) -> Iterator[Found]:
        value, powers = wanted
        if self.is_bound(powers, start.bound):
            own, bases = self.product_of(powers, start.bound)
            key = key_of(times(bases, start.others))
            scale = rational.multiply(rational.multiply(value, own), start.scale)
            if key not in start.taken and key in terms and terms[key][0] == scale:
                yield Found(start.bound, start.scale, start.others, (*start.taken, key))
            elif (letter := self.alone(powers)) >= 0:
                value = rational.multiply(value, start.scale)
                keys = self.spread(start.bound[letter], terms, start.others, value)
                if keys and not keys.intersection(start.taken):
                    yield Found(start.bound, start.scale, start.others, (*start.taken, *keys))
            return
        scale = rational.multiply(value, start.scale)
        letter = self.alone(powers)
        if letter >= 0:
            key = key_of(start.others)
            if key not in start.taken and key in terms:
                number = self.graph.number(divided(terms[key][0], scale))
                bound = {**start.bound, letter: number}
                yield Found(bound, start.scale, start.others, (*start.taken, key))
            return
        others = (key for key in terms if key not in start.taken)
        for key in list(islice(others, MOST_PARTNERS)):
            given = divided(terms[key][0], scale), terms[key][1]
            for bound, own, left in self.factors(self.rule.ordered(wanted), given, start.bound):
                if own == ONE and left == start.others:
                    yield Found(bound, start.scale, left, (*start.taken, key))

    # ---- products

    def factors(
        self, wanted: Sequence[tuple[int, Rational]], product: Product, bound: Bound
    ) -> Iterator[tuple[Bound, Rational, Powers]]:
        """The ways to find factors in a product: with the coefficient and the powers left."""
        if not wanted:
            yield bound, product[0], product[1]
            return
        place = 0
        if len(wanted) > 1 and bound:  # what is known first: a letter after it takes all the rest
            known = (i for i, (base, _) in enumerate(wanted) if self.is_known(base, bound))
            place = next(known, 0)
        base, exponent = wanted[place]
        rest = [*wanted[:place], *wanted[place + 1 :]]
        for found, left in self.factor(base, exponent, product, bound, is_last=not rest):
            yield from self.factors(rest, left, found)

    def factor(
        self, base: int, exponent: Rational, product: Product, bound: Bound, is_last: bool
    ) -> Iterator[tuple[Bound, Product]]:
        """The ways to find one factor, with the rest of the product."""
        value, powers = product
        is_known = self.is_known(base, bound)
        own, bases = self.product_of({base: exponent}, bound) if is_known else product
        left = self.without(powers, bases) if is_known else None
        if left is not None:
            yield bound, (divided(value, own), left)
        elif is_known and self.rule.graph.ops[base] not in SUMS:
            return
        elif base == self.rule.series:
            for node in powers:
                if (
                    self.graph.ops[node] in SUMS
                    and (left := self.without(powers, {node: exponent})) is not None
                ):
                    yield {**bound, base: node}, (value, left)
        elif self.rule.graph.ops[base] is SYMBOL:
            yield from self.letter(base, exponent, product, bound, is_last)
        else:
            wanted = self.rule.graph.ops[base]
            is_sum = wanted in SUMS
            for node in list(powers):
                op = self.graph.ops[node]
                if op is not wanted and not (is_sum and op in SUMS):
                    continue
                left = self.without(powers, {node: exponent})
                if left is None:
                    continue
                if is_sum:
                    for found, scale in self.whole_sum(base, node, bound, None):
                        if is_short_power(scale, exponent):
                            own = rational.power(scale, exponent[0])
                            yield found, (rational.multiply(value, own), left)
                else:
                    for found in self.node(base, node, bound):
                        yield found, (value, left)

    def letter(
        self, base: int, exponent: Rational, product: Product, bound: Bound, is_last: bool
    ) -> Iterator[tuple[Bound, Product]]:
        """A letter alone stands for all other factors, below the line for all that are there.

        Of a letter with another exponent the product must be that power.
        """
        value, powers = product
        if exponent == ONE and is_last:
            yield {**bound, base: self.views.written(value, powers)}, (ONE, {})
        elif exponent[1] != 1:
            for node in [node for node, e in powers.items() if e == exponent]:
                left = {other: e for other, e in powers.items() if other != node}
                yield {**bound, base: node}, (value, left)
        elif abs(exponent[0]) == 1:
            yield from self.side(base, exponent[0], product, bound)
        elif (made := self.rooted(product, exponent)) is not None:
            yield {**bound, base: made[0]}, (made[1], {})

    def side(
        self, base: int, sign: int, product: Product, bound: Bound
    ) -> Iterator[tuple[Bound, Product]]:
        """A letter that stands for all factors above the line or below, or for one of those.

        Below the line the one is a sum: with another factor little cancels.
        """
        value, powers = product
        taken = {node: e for node, e in powers.items() if e[0] * sign > 0}
        single = [
            {node: e}
            for node, e in (taken.items() if len(taken) > 1 else ())
            if sign > 0 or self.graph.ops[node] in SUMS
        ]
        for some in [taken, *single] if taken or sign > 0 else []:
            left = {node: e for node, e in powers.items() if node not in some}
            own = {node: (e[0] * sign, e[1]) for node, e in some.items()}
            yield {**bound, base: self.views.written(ONE, own)}, (value, left)

    def rooted(self, product: Product, exponent: Rational) -> tuple[int, Rational] | None:
        """The node whose power a product is, up to a coefficient."""
        value, powers = product
        n = exponent[0]
        if any(e[1] != 1 or e[0] % n or e[0] * n < 0 for e in powers.values()):
            return None
        root = rational.root(rational.power(value, n // abs(n)), abs(n)) if value[0] > 0 else None
        own = {node: (e[0] // n, 1) for node, e in powers.items()}
        if root is None:
            return (self.views.written(ONE, own), value) if powers else None
        return self.views.written(root, own), ONE

    def without(self, powers: Powers, taken: Powers) -> Powers | None:
        """The powers after others are taken out, each towards zero; None where they are not in."""
        left = dict(powers)
        for base, exponent in taken.items():
            given = left.get(base)
            if given is None or given[0] * exponent[0] < 0:
                if self.graph.ops[base] is EXP and self.split(left, base):
                    continue
                return None
            if abs(exponent[0]) * given[1] > abs(given[0]) * exponent[1]:
                return None
            raised(left, base, negated(exponent))
        return left

    def split(self, left: Powers, exponential: int) -> bool:
        """Takes exp(p) out of exp(u), where the terms of u hold those of p."""
        part = self.views.terms(self.graph.args[exponential][0])
        for base in left:
            if self.graph.ops[base] is not EXP:
                continue
            whole = dict(self.views.terms(self.graph.args[base][0]))
            if not all(key in whole and covers(whole[key][0], part[key][0]) for key in part):
                continue
            for value, powers in part.values():
                include(whole, (negated(value), powers))
            raised(left, base, (-1, 1))
            raised(left, self.graph.apply(EXP, (self.views.summed(whole),)), ONE)
            return True
        return False

    # ---- nodes

    def node(self, wanted: int, node: int, bound: Bound) -> Iterator[Bound]:
        """The ways in which a pattern is a node."""
        rule, graph = self.rule.graph, self.graph
        op, args = rule.ops[wanted], rule.args[wanted]
        if self.is_bound({wanted: ONE}, bound):
            if self.instance(wanted, bound) == node:
                yield bound
        elif op is SYMBOL:
            if wanted != self.rule.series or graph.ops[node] in SUMS:
                yield {**bound, wanted: node}
        elif op in SUMS:
            for found, _ in self.whole_sum(wanted, node, bound, ONE):
                yield found
        elif op in FAMILIES or (op is POWER and args[1] in rule.constants):
            value, powers = self.rule.views.product(wanted)
            ordered = self.rule.ordered((value, powers))
            own, bases = self.views.product(node)
            for found, scale, left in self.factors(ordered, (divided(own, value), bases), bound):
                if scale == ONE and not left:
                    yield found
        elif op is graph.ops[node] and len(args) == len(graph.args[node]):
            yield from self.arguments(args, graph.args[node], bound)
            if op.variadic and len(args) == 2:
                yield from self.arguments(args, graph.args[node][::-1], bound)

    def arguments(
        self, wanted: Sequence[int], given: Sequence[int], bound: Bound
    ) -> Iterator[Bound]:
        if not wanted:
            yield bound
            return
        for found in self.node(wanted[0], given[0], bound):
            yield from self.arguments(wanted[1:], given[1:], found)

    # ---- whole sums

    def whole_sum(
        self, wanted: int, node: int, bound: Bound, scale: Rational | None
    ) -> Iterator[tuple[Bound, Rational]]:
        """The ways in which a node is a sum with all its terms, and by which number times it."""
        if self.graph.ops[node] not in SUMS:
            return
        if not has_all(self.views.functions(node), self.rule.functions(wanted)):
            return
        terms = self.views.terms(node)
        patterns = self.rule.patterns(wanted)
        takes_many = self.alone(patterns[-1][1]) >= 0  # a letter at the end
        if len(patterns) == len(terms) or (takes_many and len(patterns) < len(terms)):
            yield from self.remaining(patterns, terms, bound, scale)

    def remaining(
        self, patterns: Sequence[Product], terms: Terms, bound: Bound, scale: Rational | None
    ) -> Iterator[tuple[Bound, Rational]]:
        """The ways in which patterns are all the terms that remain."""
        if not patterns:
            if not terms:
                yield bound, scale or ONE
            return
        (value, powers), rest = patterns[0], patterns[1:]
        letter = self.alone(powers)
        if letter >= 0 and letter not in bound and terms and not rest:
            factor = rational.inverse(rational.multiply(value, scale or ONE))
            scaled = {k: (rational.multiply(v, factor), p) for k, (v, p) in terms.items()}
            yield {**bound, letter: self.views.summed(scaled)}, scale or ONE
            return
        keys = self.spread(bound[letter], terms, {}, None) if letter in bound else set()
        if keys:  # what a letter stands for is a sum, whose terms are there
            key = min(keys)
            inner = self.views.terms(bound[letter])[key][0]
            own = divided(terms[key][0], rational.multiply(value, inner))
            if scale in (None, own):
                left = {k: entry for k, entry in terms.items() if k not in keys}
                yield from self.remaining(rest, left, bound, own)
            return
        for key, found, own in self.candidates((value, powers), terms, bound):
            if scale is None or own == scale:
                left = {k: entry for k, entry in terms.items() if k != key}
                yield from self.remaining(rest, left, found, own)

    def candidates(
        self, wanted: Product, terms: Terms, bound: Bound
    ) -> Iterator[tuple[Key, Bound, Rational]]:
        """The terms that are a pattern times a number."""
        value, powers = wanted
        if self.is_bound(powers, bound):
            own, bases = self.product_of(powers, bound)
            key = key_of(bases)
            if key in terms:
                yield key, bound, divided(terms[key][0], rational.multiply(value, own))
            return
        ordered = self.rule.ordered(wanted)
        for key in list(islice(terms, MOST_PARTNERS)):
            for found, scale, left in self.factors(ordered, terms[key], bound):
                if not left:
                    yield key, found, divided(scale, value)

    def alone(self, powers: Powers) -> int:
        """The letter that a term is; -1 where it is something else."""
        return min(powers) if is_alone(self.rule.graph, powers) else -1

    # ---- sums of terms of one form

    def with_series(self, bound: Bound) -> Bound | None:
        """What the letters stand for, with the function of all terms of S; None if S is not so."""
        rule = self.rule
        terms = self.views.terms(bound[rule.series])
        if not 2 <= len(terms) <= MOST_TERMS:
            return None
        args = []
        for value, powers in terms.values():
            found = self.item(value, powers)
            if found is None:
                return None
            args.append(self.instance(rule.graph.args[rule.many][0], found))
        return {**bound, rule.many: self.graph.apply(rule.graph.ops[rule.many], tuple(args))}

    def item(self, value: Rational, powers: Powers) -> Bound | None:
        """What the letters of c*f(a) stand for in a term; a number is c*f(a) where f(a) is 1."""
        rule = self.rule
        coefficient = rule.graph.symbol("c")
        wanted = [
            factor
            for factor in rule.ordered(rule.views.product(rule.item))
            if factor[0] != coefficient
        ]
        bound = {coefficient: self.graph.number(value)}
        if value[0] < 0:
            return None
        if not powers:
            return {**bound, **self.unit(wanted[0][0])}
        for found, scale, left in self.factors(wanted, (ONE, powers), bound):
            if scale == ONE and not left:
                return found
        return None

    def unit(self, base: int) -> Bound:
        """What the letter of f(a) stands for where that is 1; of a power of a letter, 1."""
        op, args = self.rule.graph.ops[base], self.rule.graph.args[base]
        if not args:
            return {base: self.graph.constant(1)}
        at = next(point for point, value in op.at.items() if value == 1)
        return {args[0]: self.graph.constant(at)}


def covers(whole: Rational, part: Rational) -> bool:
    """Whether a coefficient is another one of the same sign, or more."""
    left = rational.add(whole, negated(part))
    return whole[0] * part[0] > 0 and left[0] * part[0] >= 0
