"""Stability: formulas in forms that lose no digits, overflow nowhere and cost little more.

`stable` rewrites by the rules of a table (see `table`): first before differentiation, so that the
derivatives are those of functions that hold (softplus, hypot, sinc), then all results together.
"""

from __future__ import annotations

from symchain.functions.arithmetic import ADD, EQUAL, NOT_EQUAL, WHERE
from symchain.functions.row import Op
from symchain.graph import rational
from symchain.graph.graph import Graph
from symchain.graph.rational import ONE
from symchain.graph.walk import reachable
from symchain.simplification.families import SUMS, family, interior
from symchain.stability.angles import turned
from symchain.stability.conjugates import conjugated
from symchain.stability.densities import measured_by_deviance
from symchain.stability.differences import told_apart
from symchain.stability.entropies import crossed
from symchain.stability.matching import Found, Matcher
from symchain.stability.quotients import stepwise
from symchain.stability.rules import CALL, CHOICES, PRODUCT, SUM, Rule
from symchain.stability.saturation import saturated
from symchain.stability.surds import rationalised
from symchain.stability.table import ARITHMETIC, FACTORED, NAMED, RANGE, SMOOTH
from symchain.stability.turning import turned_over
from symchain.stability.views import (
    COMPOSED,
    Key,
    Powers,
    Product,
    Terms,
    Views,
    include,
    key_of,
    times,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Settled = dict[frozenset[str], set[int]]  # nodes to which none of some rules applies

ROUNDS = 8  # of rules that apply to what rules have made
MOST_STEPS = 32  # of one rule at one place of a product
EQUALITIES = frozenset((EQUAL, NOT_EQUAL))
MOST_FACTORS = 64  # of a product in which rules of several factors are looked for

_KNOWN: dict[str, Rule] = {}

__all__ = ["differentiable", "in_range", "stable"]


def stable(
    graph: Graph,
    roots: Sequence[int],
    computed: Callable[[Op], object] | None = None,
    choices: set[int] | None = None,
) -> list[int]:
    """The nodes of forms of the roots that keep their digits; defined wherever the roots are.

    `computed` says which functions can be used (all by default). In `choices` are afterwards the
    choices that rules made between forms of one value, abs and sign among them.

    >>> from symchain import parse
    >>> from symchain.graph.expr import Expr
    >>> f = parse("exp(x*y) - 1 + log(1 + sin(x))")
    >>> Expr(f.graph, stable(f.graph, [f.node])[0])
    Expr('log1p(sin(x)) + expm1(x*y)')
    """
    settled: Settled = {}
    choices = set() if choices is None else choices
    nodes = _rewritten(graph, roots, NAMED, computed, choices, settled)
    by_rules = _by_rules(graph, computed, settled)
    nodes = conjugated(graph, nodes, by_rules, choices, set(), is_last=True)
    nodes = rationalised(graph, nodes, by_rules, choices)
    nodes = _rewritten(graph, nodes, (*NAMED, *ARITHMETIC), computed, choices, settled)
    nodes = told_apart(graph, nodes, computed, choices)
    return stepwise(graph, _rewritten(graph, nodes, FACTORED, computed, choices, settled))


def differentiable(
    graph: Graph,
    roots: Sequence[int],
    computed: Callable[[Op], object] | None = None,
    choices: set[int] | None = None,
) -> list[int]:
    """The nodes of stable forms whose derivatives are stable too, by the rows of the table.

    In `choices` are afterwards the choices that rules made between forms of one value.
    """
    choices = set() if choices is None else choices
    closed = _beside_equalities(graph, roots)
    nodes = _rewritten(graph, roots, (*NAMED, *SMOOTH), computed, choices, closed=closed)
    nodes = crossed(graph, turned(graph, nodes, computed), computed, choices, closed)
    nodes = saturated(graph, nodes)
    nodes = conjugated(graph, nodes, _by_rules(graph, computed, {}), choices, closed)
    nodes = measured_by_deviance(graph, nodes, computed, choices, closed)
    return turned_over(graph, nodes, choices, closed)


def _by_rules(
    graph: Graph, computed: Callable[[Op], object] | None, settled: Settled
) -> Callable[[int], int]:
    """What the rules alone make of a node: what other forms have to better."""

    def made(node: int) -> int:
        return _rewritten(graph, [node], (*NAMED, *ARITHMETIC), computed, settled=settled)[0]

    return made


def in_range(
    graph: Graph, roots: Sequence[int], computed: Callable[[Op], object] | None = None
) -> list[int]:
    """The nodes of forms of the roots in which the squares under a root do not overflow."""
    return _rewritten(graph, roots, RANGE, computed)


def _rewritten(
    graph: Graph,
    roots: Sequence[int],
    texts: Sequence[str],
    computed: Callable[[Op], object] | None,
    choices: set[int] | None = None,
    settled: Settled | None = None,
    closed: set[int] | None = None,
) -> list[int]:
    """The nodes after rules; in `closed` are those in which no choice may be made."""
    rules = [_KNOWN.get(text) or _KNOWN.setdefault(text, Rule(text)) for text in texts]
    if computed is not None:
        rules = [rule for rule in rules if all(map(computed, rule.makes))]
    nodes = list(roots)
    done: dict[int, int] = {}
    choices = set() if choices is None else choices
    settled = {} if settled is None else settled
    for _ in range(ROUNDS):
        before = nodes
        nodes = _Round(graph, nodes, rules, done, choices, settled, closed or set()).result()
        if nodes == before:
            break
    return nodes


def _beside_equalities(graph: Graph, roots: Sequence[int]) -> set[int]:
    """The nodes of branches beside an equality, where(x == y, 1, f): f goes on at x == y.

    That is seen of f as it is written, not of a choice.
    """
    branches = [
        branch
        for node in reachable(graph, roots)
        if graph.ops[node] is WHERE and graph.ops[graph.args[node][0]] in EQUALITIES
        for branch in graph.args[node][1:]
    ]
    return set(reachable(graph, branches)) if branches else set()


class _Round:
    """One sweep up the list: every node after its arguments, by the rules that can be there."""

    def __init__(
        self,
        graph: Graph,
        roots: list[int],
        rules: Sequence[Rule],
        done: dict[int, int],
        choices: set[int],
        settled: Settled,
        closed: set[int],
    ) -> None:
        self.graph = graph
        # What stays in the branch of a choice; of a whole left side with the choice, for others.
        self.done = done
        self.choices = choices
        self.is_new = True  # whether any rule may apply to the node in hand
        self.roots = roots
        self.order = reachable(graph, roots)
        self.image: dict[int, int] = {}
        self.views = Views(graph)
        self.closed = closed
        self.is_closed = False
        ops = {graph.ops[node] for node in self.order}
        kinds = {CALL, PRODUCT} if SUMS.isdisjoint(ops) else {CALL, PRODUCT, SUM}
        self.rules: dict[tuple[str, Op | None], list[Matcher]] = {}
        possible = [rule for rule in rules if rule.kind in kinds and rule.needs <= ops]
        self.inside = interior(graph, roots) if possible else set()
        for rule in possible:
            places = self.rules.setdefault((rule.kind, rule.head), [])
            places.append(Matcher(rule, self.views))
        texts = frozenset(rule.text for rule in possible)
        # the nodes to which none of these rules applies, and those to which none of some does
        self.settled = settled.setdefault(texts, set())
        self.some = max([some for some in settled if some < texts], key=len, default=frozenset())
        self.settled_by_some = settled.get(self.some, set())

    def result(self) -> list[int]:
        """The nodes that the roots have become."""
        graph, image = self.graph, self.image
        for node in self.order if self.rules else ():
            args = graph.args[node]
            if not args:
                continue
            own = tuple([image.get(arg, arg) for arg in args])
            if self.done and graph.ops[node] is not WHERE and node not in self.closed:
                own = tuple([self.done.get(arg, arg) for arg in own])
            made = node if own == args else graph.apply(graph.ops[node], own)
            if node in self.choices:
                self.choices.add(made)
            if node in self.done:
                self.done.setdefault(made, made)
            elif node in self.inside:
                self.views.loose.add(made)
            elif made not in self.settled:
                before = made
                self.is_new = before not in self.settled_by_some
                self.is_closed = node in self.closed
                made = self._best(before)
                if made == before:
                    self.settled.add(made)
            else:
                self.views.product(made)  # as elsewhere, so that it dissolves in what uses it
            if made != node:
                image[node] = made
                if node in self.closed:
                    self.closed.add(made)
        nodes = [image.get(root, root) for root in self.roots]
        return [self.done.get(node, node) for node in nodes]

    def _best(self, node: int) -> int:
        """A node after all rules that apply to it as a whole."""
        op = self.graph.ops[node]
        if family(self.graph, node) is SUMS:
            return self._sum(node)
        for matcher in self._matchers(CALL, op):
            for found in matcher.calls(node):
                if (made := self._made(matcher, found)) is not None:
                    return made
        return self._product(node)

    def _made(self, matcher: Matcher, found: Found) -> int | None:
        """The right side of a rule; None where a condition does not hold."""
        bound = found.bound
        if matcher.rule.has_choice and self.is_closed:
            return None
        if matcher.rule.series >= 0:
            with_series = matcher.with_series(bound)
            if with_series is None:
                return None
            bound = with_series
        conditions = matcher.rule.conditions
        if not all(matcher.holds(word, node, bound, found.others) for word, node in conditions):
            return None
        made = matcher.instance(matcher.rule.right, bound)
        if matcher.rule.has_choice:
            parts = matcher.parts(matcher.rule.right, bound)
            for part in parts:
                self.done.setdefault(part, part)
            left = matcher.instance(matcher.rule.left, bound)
            if self.graph.ops[made] is WHERE and left in parts:
                self.done[left] = made
            self.choices.update([node for node in parts if self.graph.ops[node] in CHOICES])
        return made

    def _matchers(self, kind: str, head: Op | None) -> Iterator[Matcher]:
        """The rules of a kind that begin with an operation, and can apply to the node in hand."""
        for matcher in self.rules.get((kind, head), ()):
            if self.is_new or matcher.rule.text not in self.some:
                yield matcher

    # ---- sums

    def _sum(self, node: int) -> int:
        terms = dict(self.views.terms(node))
        before = dict(terms)
        starts: dict[Op | None, list[Key]] = {}
        for key in terms:
            self._note(starts, key)
        for head in [*starts, None]:
            for matcher in self._matchers(SUM, head):
                if any(len(starts.get(op, ())) < n for op, n in matcher.rule.heads.items()):
                    continue
                if len(terms) < len(matcher.rule.terms):
                    continue
                if matcher.rule.takes_sums and SUMS.isdisjoint(starts):
                    continue
                for key in starts[head] if head else list(terms) if len(terms) == 2 else ():
                    if matcher.rule.is_below and all(e[0] > 0 for _, e in key):
                        continue
                    while (made := self._sum_step(matcher, terms, key)) is not None:
                        self._note(starts, made)
        return node if terms == before else self.views.summed(terms)

    def _note(self, starts: dict[Op | None, list[Key]], key: Key) -> None:
        """Adds a term to those by which rules are found."""
        for op in dict.fromkeys([self.graph.ops[base] for base, _ in key]):
            starts.setdefault(op, []).append(key)

    def _sum_step(self, matcher: Matcher, terms: Terms, key: Key) -> Key | None:
        """Rewrites a place of a rule that begins with a term; the key of what came, if any did."""
        for found in matcher.sums(terms, [key]):
            if matcher.rule.is_whole and len(found.taken) < len(terms):
                continue
            made = self._made(matcher, found)
            if made is None:
                continue
            for taken in found.taken:
                del terms[taken]
            value, powers = self.views.product(made)
            entry = rational.multiply(value, found.scale), times(powers, found.others)
            include(terms, entry)
            self.is_new = True
            return key_of(entry[1])
        return None

    # ---- products

    def _product(self, node: int) -> int:
        op = self.graph.ops[node]
        if op not in COMPOSED and (PRODUCT, op) not in self.rules:
            return node
        product = before = self.views.product(node)
        heads = list(dict.fromkeys([self._head(base) for base in product[1]]))
        sides = self._sides(product[1])
        for head in heads:
            for matcher in self._matchers(PRODUCT, head):
                alone = len(matcher.rule.factors) == 1
                if not alone and len(product[1]) > MOST_FACTORS:
                    continue
                if matcher.rule.sums and not self._is_possible(matcher.rule, sides):
                    continue
                for base in [b for b in product[1] if self._head(b) is head] if alone else [-1]:
                    product, made = self._product_step(matcher, product, base)
                    if made:
                        heads += [op for op in made if op not in heads]
                        sides = self._sides(product[1])
        return node if product is before else self.views.written(*product)

    def _head(self, base: int) -> Op:
        op = self.graph.ops[base]
        return ADD if op in SUMS else op

    def _sides(self, powers: Powers) -> dict[bool, list[int]]:
        """The sums among the factors of a product, above the line and below."""
        sides: dict[bool, list[int]] = {True: [], False: []}
        for base, exponent in powers.items():
            if self.graph.ops[base] in SUMS:
                sides[exponent[0] > 0].append(base)
        return sides

    def _is_possible(self, rule: Rule, sides: dict[bool, list[int]]) -> bool:
        """Whether there are sums that those of a rule can be, as far as a first look says."""
        for shape in rule.sums:
            for node in sides[shape.side]:
                if shape.fits(node, self.views):
                    break
            else:
                return False
        return True

    def _product_step(
        self, matcher: Matcher, product: Product, base: int
    ) -> tuple[Product, list[Op]]:
        """A product after a rule of one factor at a base, or of several (-1), while it applies.

        With the heads of the factors that came.
        """
        heads: list[Op] = []
        for _ in range(MOST_STEPS):
            value, powers = product
            whole = base < 0 or base not in powers
            if whole and base >= 0:
                break
            part = product if whole else (ONE, {base: powers[base]})
            made = self._replaced(matcher, part)
            if made is None:
                break
            self.is_new = True
            heads += [self._head(other) for other in made[1] if other not in powers]
            if whole:
                product = made
            else:
                left = {other: e for other, e in powers.items() if other != base}
                product = rational.multiply(value, made[0]), times(left, made[1])
        return product, heads

    def _replaced(self, matcher: Matcher, product: Product) -> Product | None:
        """A product after a rule; None where it does not apply."""
        for found in matcher.products(product):
            if (made := self._made(matcher, found)) is not None:
                value, powers = self.views.product(made)
                return rational.multiply(value, found.scale), times(found.others, powers)
        return None
