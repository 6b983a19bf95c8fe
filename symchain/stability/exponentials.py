"""Exponentials that are products of each other: one of them goes, and what cancels is seen.

In the Black and Scholes formula S*exp(-d1^2/2) is K*exp(-r*t)*exp(-d2^2/2), as d1 and d2 differ by
s*sqrt(t): all that is left of the derivative by S is one normal distribution function. As it is
differentiated, it has the difference of both beside that.
"""

from __future__ import annotations

from functools import reduce

from symchain.calculus.substitution import substituted
from symchain.functions import TABLE
from symchain.graph.rational import ONE
from symchain.graph.walk import reachable
from symchain.simplification import simplify_all
from symchain.simplification.exponentials import exponent_of, ratio
from symchain.simplification.exponents import with_logarithms_out
from symchain.simplification.families import PRODUCTS
from symchain.simplification.polynomials import TooLarge
from symchain.stability.expanding import Expander
from symchain.stability.sweep import swept
from symchain.stability.views import Views

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from symchain.graph.graph import Graph

EXP, LOG, NORMPDF = TABLE["exp"], TABLE["log"], TABLE["normpdf"]
MOST = 8  # exponentials of formulas that are looked at


def merged(graph: Graph, roots: Sequence[int]) -> list[int]:
    """The roots without exp(u) where u is v + w + c*log(x): it is exp(v)*exp(w)*x^c.

    Only exponentials that are there already take its place: exp(4*x*y) in that of a quotient of
    exp(-(x - y)^2) and exp(-(x + y)^2) would overflow.
    """
    order = reachable(graph, roots)
    found = [node for node in order if graph.ops[node] in (EXP, NORMPDF)]
    if not 2 <= len(found) <= MOST or all(graph.ops[node] is not LOG for node in order):
        return list(roots)
    images: dict[int, int] = {}
    for i, node in enumerate(found):
        for other in [each for each in found[:i] if each not in images]:
            image = _multiple(graph, node, other, found)
            if image is not None:
                images[node] = image
                break
    if not images:
        return list(roots)
    made = substituted(graph, order, images)
    nodes = swept(graph, [made.get(root, root) for root in roots], PRODUCTS, _flat)
    return simplify_all(graph, nodes)


def _multiple(graph: Graph, node: int, other: int, found: Sequence[int]) -> int | None:
    """A node as a multiple of another one like it, by exponentials that are there; else None."""
    if graph.ops[node] is not graph.ops[other]:
        return None
    share = ratio(graph, exponent_of(graph, node), exponent_of(graph, other))
    if share is None:
        return None
    share = with_logarithms_out(graph, share) if graph.ops[share] is EXP else share
    exponents = [exponent_of(graph, each) for each in found]
    present = {*exponents, *map(graph.negate, exponents)}
    images: dict[int, int] = {}
    for each in [node for node in reachable(graph, [share]) if graph.ops[node] is EXP]:
        (exponent,) = graph.args[each]
        terms = [exponent] if exponent in present else _terms(graph, exponent)
        if not present.issuperset(terms):
            return None
        factors = [graph.apply(EXP, (term,)) for term in terms]
        images[each] = reduce(graph.multiply, factors)
    share = substituted(graph, reachable(graph, [share]), images).get(share, share)
    return graph.multiply(other, share)


def _terms(graph: Graph, exponent: int) -> list[int]:
    """The terms of an exponent that is multiplied out."""
    views = Views(graph)
    try:
        total = Expander(graph, {}).expanded(views, ONE, {exponent: ONE})
    except TooLarge:
        return [exponent]
    return [views.written(value, dict(monomial)) for monomial, value in total.items()]


def _flat(views: Views, node: int) -> int:
    """A product with the products that others use too taken apart, so that terms are alike."""
    product = views.product(node)
    made = views.written(*product)
    views.know(made, product)
    return made
