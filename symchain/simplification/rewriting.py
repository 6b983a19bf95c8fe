"""Rules for other functions (see recasts), applied to the sums and products of a formula.

A sum on the left of a rule is two terms of a longer sum, whatever factor they share:
x*y + x*y*tan(z)^2 is x*y*sec(z)^2. A product on the left is a part of a longer product.
"""

from __future__ import annotations

from symchain.functions import TABLE
from symchain.functions.arithmetic import SYMBOL
from symchain.graph import rational
from symchain.graph.graph import Graph
from symchain.graph.rational import ONE, ZERO, Rational
from symchain.graph.walk import reachable, variables
from symchain.simplification.collection import plain
from symchain.simplification.families import PRODUCTS, SPREAD, SUMS, Everything, dissolving, family
from symchain.simplification.identities import Rule, match
from symchain.simplification.polynomials import inverse, times
from symchain.simplification.products import factors, product
from symchain.simplification.sums import UNIT, gathered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from symchain.simplification.polynomials import Monomial, Polynomial
    from symchain.simplification.products import Product
    from symchain.simplification.sums import Terms

# The functions by which a rule is found.
HEADS = frozenset(
    TABLE[name]
    for name in (
        *("sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "sech", "csch"),
        *("exp", "exp2", "exp10", "sigmoid", "sign", "abs", "gamma", "digamma"),
        *("heaviside", "relu"),
        *("besselj", "bessely", "besseli", "besselk"),
    )
)
# People write these only where they stand already: 1 - tanh(x)^2, not sech(x)^2.
SELDOM = frozenset(TABLE[name] for name in ("sech", "csch", "coth", "relu"))


class Recast:
    """A rule as monomials: each side's terms over the nodes of the rule's own graph."""

    __slots__ = ("head", "is_pair", "left", "needs", "others", "parts", "rule", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.rule = rule = Rule(text)
        graph = rule.graph
        if graph.ops[rule.left] in SUMS:
            everything = Everything(SPREAD)
            collected = gathered(graph, rule.left, {}, everything)
            self.left = list(_polynomial(graph, collected).items())
        else:
            coefficient, powers = factors(graph, rule.left, {}, Everything(SPREAD))
            self.left = [(tuple(powers.items()), coefficient)]
        self.left.sort(key=lambda term: not term[0])  # the term that is a number comes last
        heads = [power for power in self.left[0][0] if graph.ops[power[0]] in HEADS]
        self.head = min(heads, key=lambda power: len(reachable(graph, [power[0]])))
        # Factors of the first term that have another letter: sin(b) of sin(a)*sin(b).
        letters = set(variables(graph, [self.head[0]]))
        self.others = [
            power
            for power in self.left[0][0]
            if not letters.issuperset(variables(graph, power[:1]))
        ]
        # The operations of the factors that a sum or a product must have, letters left out.
        factored = [kernel for monomial, _ in self.left for kernel, _ in monomial]
        self.parts = {graph.ops[kernel] for kernel in factored} - {SYMBOL}
        # Whether it is one of two functions, each to the first power: sin(a)*cos(a).
        self.is_pair = len(self.left) == 1 and len(heads) == len(self.left[0][0]) == 2
        present = [graph.ops[node] for node in reachable(graph, [rule.left])]
        new = [graph.ops[node] for node in reachable(graph, [rule.right])]
        self.needs = HEADS.intersection(present) | SELDOM.intersection(new)


def rewritten(
    graph: Graph, order: list[int], rules: list[Recast], done: list[Recast], spread: bool = False
) -> int:
    """The last node of an order with the rules applied to each sum and product; `done` tells.

    With `spread` a function is multiplied into a sum beside it where a rule asks for that.
    """
    root = order[-1]
    inside, once = dissolving(graph, root)
    skipped = inside & once
    summed = [rule for rule in rules if len(rule.left) > 1]
    multiplied = [rule for rule in rules if len(rule.left) == 1]
    image: dict[int, int] = {}
    within: set[int] = set()  # the nodes with a function by which rules are found
    for node in order:
        if graph.ops[node] in HEADS or not within.isdisjoint(graph.args[node]):
            within.add(node)
        else:
            continue
        own = family(graph, node)
        if node in skipped:
            continue
        if own is SUMS:
            polynomial = _polynomial(graph, gathered(graph, node, image, inside))
            _apply_to_sum(graph, polynomial, summed, done)
            image[node] = plain(graph, polynomial)
        elif own is PRODUCTS:
            found = factors(graph, node, image, inside)
            found = applied_to_product(graph, found, multiplied, done)
            if spread:
                found = _with_one_spread(graph, found, multiplied, done)
            image[node] = product(graph, *found)
        else:
            args = tuple([image.get(arg, arg) for arg in graph.args[node]])
            found = ONE, {graph.apply(graph.ops[node], args): ONE}
            image[node] = product(graph, *applied_to_product(graph, found, multiplied, done))
    return image[root]


# ---- sums


def _polynomial(graph: Graph, terms: Terms) -> Polynomial:
    """The terms of a sum by their factors."""
    found: Polynomial = {}
    everything = Everything(SPREAD * (len(terms) + 1))
    for term, value in terms.items():
        own, powers = (ONE, {}) if term == UNIT else factors(graph, term, {}, everything)
        _add(found, tuple(sorted(powers.items())), rational.multiply(own, value))
    return found


def _add(polynomial: Polynomial, monomial: Monomial, value: Rational) -> None:
    known = rational.add(polynomial.get(monomial, ZERO), value)
    if known[0]:
        polynomial[monomial] = known
    else:
        polynomial.pop(monomial, None)


def _apply_to_sum(
    graph: Graph, polynomial: Polynomial, rules: list[Recast], done: list[Recast]
) -> None:
    """Applies the rules to terms of a sum for as long as one fits."""
    rules = _possible(graph, [factor for term in polynomial for factor, _ in term], rules)
    waiting = list(polynomial)
    while waiting:
        term = waiting.pop()
        for rule, power in _fitting(graph, term, rules):
            added = _joined(graph, polynomial, term, rule, power)
            if added is not None:
                done.append(rule)
                waiting.append(added)
                break


def _possible(graph: Graph, factors: Iterable[int], rules: list[Recast]) -> list[Recast]:
    """The rules of which all factors, by their operations, stand among some."""
    present = {graph.ops[factor] for factor in factors}
    return [rule for rule in rules if rule.parts <= present]


def _fitting(
    graph: Graph, term: Collection[tuple[int, Rational]], rules: list[Recast]
) -> list[tuple[Recast, int]]:
    """The rules whose head a product has, and the factor that it is there."""
    return [
        (rule, base)
        for rule in rules
        for base, exponent in term
        if graph.ops[base] is rule.rule.graph.ops[rule.head[0]] and _holds(exponent, rule.head[1])
    ]


def _holds(exponent: Rational, wanted: Rational) -> bool:
    """Whether a power has a power as a part: x^3 has x^2, 1/x^3 has 1/x^2."""
    if (exponent[0] > 0) != (wanted[0] > 0):
        return False
    return abs(exponent[0]) * wanted[1] >= abs(wanted[0]) * exponent[1]


def _joined(
    graph: Graph, polynomial: Polynomial, term: Monomial, rule: Recast, base: int
) -> Monomial | None:
    """Puts the right side of a rule in the place of two terms; None where the other is missing."""
    for bound in _bindings(graph, term, rule, base):
        added = _joined_as(graph, polynomial, term, rule, bound)
        if added is not None:
            return added
    return None


def _bindings(graph: Graph, term: Monomial, rule: Recast, base: int) -> Iterator[dict[int, int]]:
    """What the letters of a rule may stand for, so that a term is its first one."""
    bound = match(rule.rule, rule.head[0], graph, base)
    if bound is None:
        return
    if not rule.others:
        yield bound
        return
    ((kernel, wanted),) = rule.others
    for other, exponent in term:
        more = match(rule.rule, kernel, graph, other) if _holds(exponent, wanted) else None
        if more is not None and all(
            bound.get(letter, node) == node for letter, node in more.items()
        ):
            yield {**bound, **more}


def _joined_as(
    graph: Graph, polynomial: Polynomial, term: Monomial, rule: Recast, bound: dict[int, int]
) -> Monomial | None:
    """Puts the right side in the place of a term and the one that it then asks for, or None."""
    value = polynomial.get(term)
    if value is None:
        return None
    (first, one), (second, two) = rule.left
    shared = times(term, inverse(_instance(graph, rule, first, bound)))
    partner = times(shared, _instance(graph, rule, second, bound))
    other = polynomial.get(partner)
    if other is None or partner == term:
        return None
    if rational.multiply(value, two) != rational.multiply(other, one):
        return None
    del polynomial[term], polynomial[partner]
    scale = rational.multiply(value, rational.inverse(one))
    own, powers = factors(graph, _right(graph, rule, bound), {}, Everything(SPREAD))
    added = times(shared, tuple(sorted(powers.items())))
    _add(polynomial, added, rational.multiply(scale, own))
    return added


def _instance(graph: Graph, rule: Recast, monomial: Monomial, bound: dict[int, int]) -> Monomial:
    return tuple(sorted([(rule.rule.instance(graph, kernel, bound), e) for kernel, e in monomial]))


def _right(graph: Graph, rule: Recast, bound: dict[int, int]) -> int:
    return rule.rule.instance(graph, rule.rule.right, bound)


# ---- products


def applied_to_product(
    graph: Graph, found: Product, rules: list[Recast], done: list[Recast]
) -> Product:
    """A product after the rules were applied for as long as one fits."""
    again = True
    while again:
        again = False
        for rule, base in _fitting(graph, found[1].items(), _possible(graph, found[1], rules)):
            new = _replaced(graph, found, rule, base)
            if new is not None:
                found, again = new, True
                done.append(rule)
                break
    return found


def _with_one_spread(
    graph: Graph, found: Product, rules: list[Recast], done: list[Recast]
) -> Product:
    """A product with a function multiplied into a sum where a rule fits one of the terms then."""
    coefficient, powers = found
    for base in [base for base, e in powers.items() if e == ONE and graph.ops[base] in SUMS]:
        terms = _polynomial(graph, gathered(graph, base, {}, Everything(SPREAD)))
        for kernel in [k for k, e in powers.items() if e == ONE and graph.ops[k] in HEADS]:
            count = len(done)
            new: Polynomial = {}
            for monomial, value in terms.items():
                term = value, dict(times(monomial, ((kernel, ONE),)))
                own, parts = applied_to_product(graph, term, rules, done)
                _add(new, tuple(sorted(parts.items())), own)
            if len(done) > count:
                left = {k: e for k, e in powers.items() if k not in (base, kernel)}
                whole = plain(graph, new)
                return coefficient, {**left, whole: rational.add(left.get(whole, ZERO), ONE)}
    return found


def _replaced(graph: Graph, found: Product, rule: Recast, base: int) -> Product | None:
    """A product with the right side of a rule for a part of it; None where the part is missing."""
    bound = match(rule.rule, rule.head[0], graph, base)
    if bound is None:
        return None
    coefficient, powers = found[0], dict(found[1])
    ((monomial, own),) = rule.left
    everything = Everything(SPREAD)
    for kernel, exponent in monomial:
        node = rule.rule.instance(graph, kernel, bound)
        number, parts = factors(graph, node, {}, everything)
        if number != ONE:
            return None
        for part, power in parts.items():
            wanted = rational.multiply(power, exponent)
            if part not in powers or not _holds(powers[part], wanted):
                return None
            powers[part] = rational.add(powers[part], (-wanted[0], wanted[1]))
    value, parts = factors(graph, _right(graph, rule, bound), {}, everything)
    for part, power in parts.items():
        powers[part] = rational.add(powers.get(part, ZERO), power)
    coefficient = rational.multiply(rational.multiply(coefficient, value), rational.inverse(own))
    return coefficient, {part: power for part, power in powers.items() if power[0]}
