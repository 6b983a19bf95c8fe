"""Sums whose terms share a factor that does not depend on some inner value u.

In (cosh(a + b)*cosh(u) - cosh(a + b)*sinh(u)/u + sinh(a + b)*sinh(u))/u, with u = a - b, what
stands beside cosh(a + b) is (cosh(u) - sinh(u)/u)/u, a function of u alone that loses digits
near 0. Written term by term it is nowhere to be seen.
"""

from __future__ import annotations

from symchain.functions.arithmetic import NEGATE, POWER
from symchain.graph import rational
from symchain.graph.rational import ONE
from symchain.graph.walk import reachable
from symchain.simplification.families import MEMBERS, PRODUCTS, SUMS
from symchain.stability.views import (
    Key,
    Powers,
    Product,
    Terms,
    Views,
    include,
    key_of,
    raised,
    times,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from symchain.graph.graph import Graph
    from symchain.stability.rescue import Repairs

MONOMIAL = PRODUCTS | {NEGATE, POWER}
MOST_TERMS = 64
MOST_VALUES = 4  # inner values that are tried in a sum


class Collector:
    """Repairs of the sums of a graph; `top` has of each node the value that it is a function of."""

    def __init__(
        self, graph: Graph, roots: Sequence[int], top: Mapping[int, int], repairs: Repairs
    ) -> None:
        self.graph = graph
        self.top = top
        self.repairs = repairs
        order = reachable(graph, roots)
        ops = graph.ops
        values = {u for node, u in top.items() if node != u and ops[node] not in MONOMIAL}
        algebra = [node for node in order if ops[node] in MEMBERS and node not in values]
        self.several = {node for node in algebra if top.get(node, node) not in values}
        self.sums = {node for node in self.several if ops[node] in SUMS}
        self.views = Views(graph, self.several)
        self.whole = {*roots} & self.several  # those that are no parts of sums and products
        for node in order:
            if node not in self.several:
                self.whole.update([arg for arg in graph.args[node] if arg in self.several])

    def repaired(self, node: int, image: Mapping[int, int]) -> int | None:
        """A sum times factors, with its functions of one value repaired; None without any."""
        if node not in self.whole:
            return None
        value, powers = self.views.product(node)
        base = self._sum_in(powers)
        if base < 0:
            return None
        others = {each: e for each, e in powers.items() if each != base}
        terms = self._expanded(base)
        for inner in self._inner_values(terms):
            made = self._over(inner, (value, others), terms, image)
            if made is not None:
                return made
        return None

    def _sum_in(self, powers: Powers) -> int:
        """A factor that is a sum of several values; -1 without one."""
        return next((b for b, e in powers.items() if b in self.sums and e == ONE), -1)

    def _expanded(self, root: int) -> list[Product]:
        """The terms of a sum, the sums in them multiplied out; none where that are too many."""
        found: Terms = {}
        stack: list[Product] = [(ONE, {root: ONE})]
        while stack:
            value, powers = stack.pop()
            base = self._sum_in(powers)
            if base < 0:
                include(found, (value, powers))
            else:
                others = {each: e for each, e in powers.items() if each != base}
                for own, bases in self.views.terms(base).values():
                    stack.append((rational.multiply(value, own), times(bases, others)))
            if len(found) + len(stack) > MOST_TERMS:
                return []
        return list(found.values())

    def _inner_values(self, terms: Sequence[Product]) -> list[int]:
        """The values of which factors of at least two terms are functions."""
        counts: dict[int, int] = {}
        for _, powers in terms:
            for inner in {self.top.get(base, base) for base in powers}:
                counts[inner] = counts.get(inner, 0) + 1
        several = [inner for inner, count in counts.items() if count > 1 and inner in self.top]
        return sorted(several, key=lambda inner: (-counts[inner], inner))[:MOST_VALUES]

    def _over(
        self, inner: int, outer: Product, terms: Sequence[Product], image: Mapping[int, int]
    ) -> int | None:
        """The sum over the factors without an inner value, each times its function of it."""
        graph, views = self.graph, self.views
        beside, rest = self._split(outer[1], inner)
        groups: dict[Key, list[Product]] = {}
        for value, powers in terms:
            own, cofactor = self._split(powers, inner)
            groups.setdefault(key_of(cofactor), []).append((value, times(own, beside)))
        several = {key: group for key, group in groups.items() if len(group) > 1}
        if not any(self._repair(group, inner) is not None for group in several.values()):
            return None
        total = graph.constant(0)
        for key, group in groups.items():
            function = self._repair(group, inner)
            share = views.written(ONE, _images(dict(key), image))
            function = self._total(group, image) if function is None else function
            total = graph.add(total, graph.multiply(share, function))
        return graph.multiply(views.written(outer[0], _images(rest, image)), total)

    def _repair(self, group: Sequence[Product], inner: int) -> int | None:
        """The repair of what is beside one cofactor, if that may cancel above a line or be 0/0."""
        is_below = any(e[0] < 0 for _, powers in group for e in powers.values())
        if not is_below or len(group) == 1 == len(group[0][1]):
            return None
        return self.repairs.part(self._total(group, {}), inner)

    def _total(self, terms: Sequence[Product], image: Mapping[int, int]) -> int:
        total = self.graph.constant(0)
        for value, powers in terms:
            total = self.graph.add(total, self.views.written(value, _images(powers, image)))
        return total

    def _split(self, powers: Powers, inner: int) -> tuple[Powers, Powers]:
        """The factors that are functions of an inner value, and the others."""
        own = {base: e for base, e in powers.items() if self.top.get(base, base) == inner}
        return own, {base: e for base, e in powers.items() if base not in own}


def _images(powers: Powers, image: Mapping[int, int]) -> Powers:
    found: Powers = {}
    for base, exponent in powers.items():
        raised(found, image.get(base, base), exponent)
    return found
