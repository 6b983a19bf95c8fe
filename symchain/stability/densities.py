"""Densities and probabilities with powers beside gamma functions: by deviances, after Loader.

x^k*exp(-x)/gamma(k + 1) is exp(-kl_div(k, x) - lgammaremainder(k)), in which nothing overflows and
nothing cancels: the densities of Poisson, gamma and chi-squared distributions are such products,
times powers by numbers. With p + q = 1 and n = k + m, binomial(n, k)*p^k*q^m is

    exp(lgammaremainder(n) - lgammaremainder(k) - lgammaremainder(m)
        - kl_div(k, n*p) - kl_div(m, n*q)),

and so are densities of beta distributions, 1/beta(a, b) being (n + 1)*binomial(n, a - 1).

Source: Loader, Fast and accurate computation of binomial probabilities (2000).
"""

from __future__ import annotations

from symchain.functions import TABLE
from symchain.functions.arithmetic import LESS, POWER
from symchain.graph import rational
from symchain.graph.rational import ONE
from symchain.graph.walk import reachable
from symchain.simplification.families import PRODUCTS
from symchain.stability.sweep import swept
from symchain.stability.views import UNIT, Powers, include, negated, raised

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from symchain.functions.row import Op
    from symchain.graph.graph import Graph
    from symchain.graph.rational import Rational
    from symchain.stability.views import Views

EXP, KL_DIV, REMAINDER = [TABLE[name] for name in ("exp", "kl_div", "lgammaremainder")]
GAMMA, FACTORIAL, BETA, BINOMIAL = [
    TABLE[name] for name in ("gamma", "factorial", "beta", "binomial")
]
FAMILY = frozenset((GAMMA, FACTORIAL, BETA, BINOMIAL))
LARGE = 10  # count from which on the deviances are taken; below nothing overflows


def measured_by_deviance(
    graph: Graph,
    roots: Sequence[int],
    computed: Callable[[Op], object] | None,
    choices: set[int],
    closed: Collection[int],
) -> list[int]:
    """The nodes of the roots with such products as choices; in `closed` none may be made."""
    if not graph.has_any(FAMILY) or (computed and not all(map(computed, (KL_DIV, REMAINDER)))):
        return list(roots)
    if FAMILY.isdisjoint(graph.ops[node] for node in reachable(graph, roots)):
        return list(roots)
    made = _Densities(graph, choices, closed)
    return swept(graph, roots, PRODUCTS, made.changed)


class _Densities:
    def __init__(self, graph: Graph, choices: set[int], closed: Collection[int]) -> None:
        self.graph = graph
        self.choices = choices
        self.closed = closed

    def changed(self, views: Views, node: int) -> int:
        """A product with a choice for it where it is such a density times other factors."""
        graph = self.graph
        if node in self.closed:
            return node
        value, powers = views.product(node)
        found = self._poisson(views, powers) or self._binomial(views, powers)
        if found is None:
            return node
        condition, density, rest = found
        made = graph.where(condition, graph.multiply(views.written(value, rest), density), node)
        self.choices.add(made)
        return made

    # ---- one count

    def _poisson(self, views: Views, powers: Powers) -> tuple[int, int, Powers] | None:
        """When x^k*exp(-x)/gamma(k + 1) is a deviance, that, and the other factors."""
        graph = self.graph
        for base, exponent in powers.items():
            if exponent != (-1, 1) or graph.ops[base] not in (GAMMA, FACTORIAL):
                continue
            (count,) = graph.args[base]
            if graph.ops[base] is GAMMA:
                count = self._plus(views, count, (-1, 1))
            if count in graph.constants:
                continue
            rest = {other: own for other, own in powers.items() if other != base}
            mean = self._power(views, rest, count)
            decay = graph.apply(EXP, (graph.negate(mean),))
            if rest.pop(decay, None) != ONE:
                continue
            condition = graph.conjunction(self._is_large(count), self._is_positive(mean))
            density = graph.subtract(
                graph.negate(graph.apply(KL_DIV, (count, mean))), graph.apply(REMAINDER, (count,))
            )
            return condition, graph.apply(EXP, (density,)), rest
        return None

    def _power(self, views: Views, rest: Powers, count: int) -> int:
        """The product x of the bases of powers x^(k + c) and x^(-k + c); those become x^c."""
        graph = self.graph
        x = Powers()
        for base, own in list(rest.items()):
            if graph.ops[base] is not POWER or abs(own[0]) != 1 or own[1] != 1:
                continue
            inner, exponent = graph.args[base]
            for sign in (1, -1):
                left = self._gap(views, exponent, count, sign)
                if left is not None:
                    del rest[base]
                    raised(x, inner, (sign * own[0], 1))
                    raised(rest, inner, rational.multiply(left, own))
                    break
        return views.written(ONE, x)

    # ---- two counts

    def _binomial(self, views: Views, powers: Powers) -> tuple[int, int, Powers] | None:
        """When binomial(n, k)*p^k*q^m is a deviance, that, and the other factors."""
        graph = self.graph
        for base, exponent in powers.items():
            counts = self._counts(views, base, exponent)
            if counts is None:
                continue
            n, k, m = counts
            rest = {other: own for other, own in powers.items() if other != base}
            pair = self._pair(views, rest, k, m)
            if pair is None:
                continue
            p, q = pair
            if graph.ops[base] is BETA:
                raised(rest, self._plus(views, n, ONE), ONE)
            condition = self._is_large(k)
            for other in (self._is_large(m), self._is_positive(p), self._is_positive(q)):
                condition = graph.conjunction(condition, other)
            total = graph.apply(REMAINDER, (n,))
            for count, share in ((k, p), (m, q)):
                mean = graph.multiply(n, share)
                total = graph.subtract(total, graph.apply(REMAINDER, (count,)))
                total = graph.subtract(total, graph.apply(KL_DIV, (count, mean)))
            return condition, graph.apply(EXP, (total,)), rest
        return None

    def _counts(self, views: Views, base: int, exponent: Rational) -> tuple[int, int, int] | None:
        """n, k and m = n - k of a binomial coefficient, or of what a beta function divides by."""
        graph = self.graph
        if graph.ops[base] is BINOMIAL and exponent == ONE:
            n, k = graph.args[base]
            terms = dict(views.terms(n))
            for value, powers in views.terms(k).values():
                include(terms, (negated(value), powers))
            return n, k, views.summed(terms)
        if graph.ops[base] is BETA and exponent == (-1, 1):
            k, m = (self._plus(views, arg, (-1, 1)) for arg in graph.args[base])
            return graph.add(k, m), k, m
        return None

    def _pair(self, views: Views, rest: Powers, k: int, m: int) -> tuple[int, int] | None:
        """p and q of p^k*q^m with p + q = 1; leaves their powers by numbers in the rest."""
        graph = self.graph
        found = []
        for count in (k, m):
            for base, own in rest.items():
                if graph.ops[base] is POWER and own == ONE:
                    inner, exponent = graph.args[base]
                    left = self._gap(views, exponent, count, 1)
                    if left is not None:
                        found.append((base, inner, left))
                        break
        if len(found) < 2:
            return None
        (_, p, _), (_, q, _) = found
        terms = dict(views.terms(p))
        for entry in views.terms(q).values():
            include(terms, entry)
        if terms != {UNIT: (ONE, {})}:
            return None
        for base, inner, left in found:
            del rest[base]
            raised(rest, inner, left)
        return p, q

    # ---- parts

    def _plus(self, views: Views, node: int, number: Rational) -> int:
        terms = dict(views.terms(node))
        include(terms, (number, {}))
        return views.summed(terms)

    def _gap(self, views: Views, exponent: int, count: int, sign: int) -> Rational | None:
        """The number that an exponent is beyond k, or -k; None where it is something else."""
        terms = dict(views.terms(exponent))
        for value, powers in views.terms(count).values():
            include(terms, (negated(value) if sign > 0 else value, powers))
        if set(terms) <= {UNIT}:
            return terms[UNIT][0] if terms else (0, 1)
        return None

    def _is_large(self, count: int) -> int:
        return self.graph.compare(LESS, self.graph.constant(LARGE), count)

    def _is_positive(self, node: int) -> int:
        return self.graph.compare(LESS, self.graph.constant(0), node)
