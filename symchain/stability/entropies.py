"""The logarithm of a sum of exponentials beside one of its exponents, as in a cross-entropy.

log(exp(a) + exp(b) + exp(c)) - a is softplus(log(exp(b) + exp(c)) - a), which keeps its digits
where a is the largest: there the difference is 0, or has lost most of them, and so do its slopes.
A logarithm of more than two that several differences share stays: each would need one of its own.

Of two such logarithms the difference is that of what they do not share: beside log(exp(b) + exp(c))
it is softplus(a - log(exp(b) + exp(c))), beside log(exp(d) + exp(b) + exp(c)) a log1p for a near d.
"""

from __future__ import annotations

from itertools import permutations

from symchain.functions import TABLE
from symchain.functions.arithmetic import LESS
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
ABS, EXPM1, LOG1P, SIGMOID = [TABLE[name] for name in ("abs", "expm1", "log1p", "sigmoid")]
LOGS = frozenset((LOGADDEXP, LOGSUMEXP))
MOST = 8  # logarithms of a sum of which pairs are looked at


def crossed(
    graph: Graph,
    roots: Sequence[int],
    computed: Callable[[Op], object] | None = None,
    choices: set[int] | None = None,
    closed: Collection[int] = frozenset(),
) -> list[int]:
    """The nodes of the roots with such differences as functions that keep their digits.

    In `choices` are afterwards those that were made; in `closed` none may be made.
    """
    if not graph.has_any(LOGS) or (computed and not all(map(computed, (SOFTPLUS, *LOGS)))):
        return list(roots)
    order = reachable(graph, roots)
    uses = use_counts(graph, order, roots)
    logs = {
        node
        for node in order
        if graph.ops[node] in LOGS and (uses[node] == 1 or len(graph.args[node]) == 2)
    }
    choices = set() if choices is None else choices

    def changed(views: Views, node: int) -> int:
        return _changed(views, node, logs, None if node in closed else choices)

    return swept(graph, roots, SUMS, changed)


def _changed(views: Views, node: int, logs: Collection[int], choices: set[int] | None) -> int:
    """A sum after the change of some logarithms in it."""
    terms = dict(views.terms(node))
    before = dict(terms)
    _take_pairs(views, terms, logs, choices)
    for key, (value, powers) in before.items():
        for base in powers:
            if base in logs and powers[base] == ONE and key in terms:
                others = {other: e for other, e in powers.items() if other != base}
                _change(views, terms, key, base, (value, others))
    return node if terms == before else views.summed(terms)


def _take_pairs(
    views: Views, terms: Terms, logs: Collection[int], choices: set[int] | None
) -> None:
    """Puts what differences of two logarithms are in their place."""
    found = [
        (key, base, {other: e for other, e in powers.items() if other != base})
        for key, (_, powers) in terms.items()
        for base in powers
        if base in logs and powers[base] == ONE
    ]
    for (key, first, others), (place, second, rest) in permutations(found[:MOST], 2):
        if others != rest or key not in terms or place not in terms:
            continue
        value = terms[key][0]
        if terms[place][0] != negated(value):
            continue
        made = _difference(views.graph, first, second, choices)
        if made is not None:
            del terms[key], terms[place]
            include(terms, (value, times(others, {made: ONE})))


def _difference(graph: Graph, first: int, second: int, choices: set[int] | None) -> int | None:
    """The difference of two logarithms by what they do not share; None where that is no help."""
    mine, other = graph.args[first], graph.args[second]
    if len(set(mine)) < len(mine) or len(set(other)) < len(other):
        return None
    ours = [arg for arg in mine if arg not in other]
    theirs = [arg for arg in other if arg not in mine]
    if ours and not theirs:
        return graph.apply(SOFTPLUS, (graph.subtract(_log(graph, ours), second),))
    is_alike = len(ours) == len(theirs) and (len(ours) == 1 or len(mine) == 2)
    if choices is None or not is_alike:
        return None
    growth, near = graph.constant(0), None
    for a, b in zip(ours, theirs, strict=True):
        gap, beside = graph.subtract(a, b), _log(graph, [arg for arg in other if arg != b])
        share = graph.apply(SIGMOID, (graph.subtract(b, beside),))
        growth = graph.add(growth, graph.multiply(graph.apply(EXPM1, (gap,)), share))
        here = graph.compare(LESS, graph.apply(ABS, (gap,)), graph.constant(1))
        near = here if near is None else graph.conjunction(near, here)
    assert near is not None
    made = graph.where(near, graph.apply(LOG1P, (growth,)), graph.subtract(first, second))
    choices.add(made)
    return made


def _log(graph: Graph, exponents: Sequence[int]) -> int:
    """The logarithm of the sum of some exponentials."""
    return exponents[0] if len(exponents) == 1 else graph.apply(LOGSUMEXP, tuple(exponents))


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
    made = graph.apply(SOFTPLUS, (graph.subtract(_log(graph, rest), own),))
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
