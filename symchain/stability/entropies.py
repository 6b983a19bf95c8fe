"""The logarithm of a sum of exponentials beside one of its exponents, as in a cross-entropy.

log(exp(a) + exp(b) + exp(c)) - a is softplus(log(exp(b) + exp(c)) - a), which keeps its digits
where a is the largest: there the difference is 0, or has lost most of them, and so do its slopes.
A logarithm of more than two that several differences share stays: each would need one of its own.
"""

from __future__ import annotations

from symchain.functions import TABLE
from symchain.graph import rational
from symchain.graph.graph import Graph
from symchain.graph.rational import ONE
from symchain.graph.walk import reachable, use_counts
from symchain.simplification.families import SUMS
from symchain.stability.sweep import swept
from symchain.stability.views import Key, Powers, Terms, Views, include, key_of, negated, times

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from symchain.functions.row import Op
    from symchain.graph.rational import Rational

LOGADDEXP, LOGSUMEXP, SOFTPLUS = [TABLE[name] for name in ("logaddexp", "logsumexp", "softplus")]
LOGS = frozenset((LOGADDEXP, LOGSUMEXP))


def crossed(
    graph: Graph, roots: Sequence[int], computed: Callable[[Op], object] | None = None
) -> list[int]:
    """The nodes of the roots with such differences as functions that keep their digits."""
    if not graph.has_any(LOGS) or (computed and not all(map(computed, (SOFTPLUS, *LOGS)))):
        return list(roots)
    order = reachable(graph, roots)
    uses = use_counts(graph, order, roots)
    logs = {
        node
        for node in order
        if graph.ops[node] in LOGS and (uses[node] == 1 or len(graph.args[node]) == 2)
    }
    return swept(graph, roots, SUMS, lambda views, node: _changed(views, node, logs))


def _changed(views: Views, node: int, logs: Collection[int]) -> int:
    """A sum after the change of some logarithms in it."""
    terms = dict(views.terms(node))
    before = dict(terms)
    for key, (value, powers) in before.items():
        for base in powers:
            if base in logs and powers[base] == ONE and key in terms:
                others = {other: e for other, e in powers.items() if other != base}
                _change(views, terms, key, base, (value, others))
    return node if terms == before else views.summed(terms)


def _change(
    views: Views, terms: Terms, key: Key, base: int, factor: tuple[Rational, Powers]
) -> None:
    """Takes a logarithm and one exponent out of the terms and puts in what they are together.

    Where several exponents are there, each would need a logarithm of its own.
    """
    graph, exponents = views.graph, views.graph.args[base]
    found = [exponent for exponent in exponents if _beside(views, terms, exponent, factor)]
    if len(found) != 1 or len(set(exponents)) < len(exponents):
        return
    (own,) = found
    for taken in (key, *_beside(views, terms, own, factor)):
        del terms[taken]
    rest = tuple([exponent for exponent in exponents if exponent != own])
    total = rest[0] if len(rest) == 1 else graph.apply(LOGSUMEXP, rest)
    made = graph.apply(SOFTPLUS, (graph.subtract(total, own),))
    include(terms, (factor[0], times(factor[1], {made: ONE})))


def _beside(
    views: Views, terms: Terms, exponent: int, factor: tuple[Rational, Powers]
) -> list[Key]:
    """The terms of a sum that an exponent times minus a factor is; none where one is missing."""
    keys = []
    for value, powers in views.terms(exponent).values():
        key = key_of(times(powers, factor[1]))
        if key not in terms or terms[key][0] != negated(rational.multiply(value, factor[0])):
            return []
        keys.append(key)
    return keys
