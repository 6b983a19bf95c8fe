"""The same in other functions: identities that shorten a formula that is read.

A rule (see recasts and rewriting) stays where the cost says so; what the right side has a value at
more is found by comparing the results (see symchain.graph.domains).
"""

from __future__ import annotations

from functools import cache, lru_cache

from symchain.functions import TABLE
from symchain.functions.arithmetic import NEGATE
from symchain.functions.row import Op
from symchain.graph.graph import Graph
from symchain.graph.walk import under
from symchain.simplification.cost import shortest_of, visible_operations
from symchain.simplification.families import PRODUCTS, SUMS
from symchain.simplification.recasts import COMPOSED, JUMPS, MULTIPLIED, SUMMED
from symchain.simplification.rewriting import HEADS, Recast, rewritten

TYPE_CHECKING = False
if TYPE_CHECKING:
    pass

HYPERBOLIC = frozenset((TABLE["sinh"], TABLE["cosh"]))


def recast(graph: Graph, root: int) -> int:
    """The root in other functions where that is shorter: by all rules, or else by one of them."""
    order = under(graph, root)
    rules = _possible_in(graph, order)
    if not rules:
        return root
    done: list[Recast] = []
    first = rewritten(graph, order, rules, done)
    best = _shorter(graph, root, [first])
    if best == root != first:
        best = _shorter(graph, root, [_again(graph, first, done)])
    if len(set(done)) > 1 and best == root:
        alone = [rewritten(graph, order, [rule], []) for rule in dict.fromkeys(done)]
        best = _shorter(graph, root, alone)
    return best


def multiplied_in(graph: Graph, root: int) -> int:
    """The root with functions multiplied into sums where a rule for products makes that shorter.

    sin(x)*(2*a*cos(x) + 1) is a*sin(2*x) + sin(x).
    not: cos(x)*(cos(x)^2 - 2*sin(x)^2) -> cos(x)^3 - sin(x)*sin(2*x)   (one function more)
    """
    order = under(graph, root)
    if len(_heads(graph, order)) < 2:
        return root
    rules = [rule for rule in _possible_in(graph, order) if rule.is_pair]
    products = [node for node in order if graph.ops[node] in PRODUCTS]
    if not rules or not any(_has_sum(graph, node) for node in products):
        return root
    form = rewritten(graph, order, rules, [], spread=True)
    before, after = (
        sum([graph.ops[node] in HEADS for node in under(graph, each)]) for each in (root, form)
    )
    return _shorter(graph, root, [form]) if after <= before else root


def _has_sum(graph: Graph, node: int) -> bool:
    """Whether a sum is a factor of a product."""
    first, second = graph.args[node]
    return graph.ops[first] in SUMS or graph.ops[second] in SUMS


def rules_between(graph: Graph, root: int, form: int) -> list[str]:
    """The texts of the rules by which `recast` made a form of a root."""
    order = under(graph, root)
    done: list[Recast] = []
    first = rewritten(graph, order, _possible_in(graph, order), done)
    if form != first and _again(graph, first, done) != form:
        done = [rule for rule in done if rewritten(graph, order, [rule], []) == form]
    return [rule.text for rule in dict.fromkeys(done)]


def _again(graph: Graph, form: int, done: list[Recast]) -> int:
    """A form after the rules for the functions that it has: (tan(a)^2 + 1)/tan(a)^2 is no longer
    as sec(a)^2/tan(a)^2, and then 1/sin(a)^2."""
    order = under(graph, form)
    rules = _possible_in(graph, order)
    return rewritten(graph, order, rules, done) if rules else form


def _possible_in(graph: Graph, order: list[int]) -> list[Recast]:
    """The rules all whose functions stand in an order."""
    return _with_functions(_heads(graph, order))


@lru_cache(maxsize=256)
def _with_functions(present: frozenset[Op]) -> list[Recast]:
    """The rules all whose functions are among some; the list is never changed."""
    return [rule for rule in _rules() if rule.needs <= present] if present else []


def _shorter(graph: Graph, root: int, forms: list[int]) -> int:
    """The form that costs least; a hyperbolic function that is new must save operations.

    not: exp(x)/(exp(x) + 1)^2 -> 1/(4*cosh(x/2)^2)   (both have five, a minus sign left out)
    """
    known = _heads(graph, under(graph, root))
    most = visible_operations(graph, root) - (graph.ops[root] is NEGATE)
    permitted = [root]
    for form in forms:
        new = _heads(graph, under(graph, form)) - known
        if new.isdisjoint(HYPERBOLIC) or visible_operations(graph, form) < most:
            permitted.append(form)
    return shortest_of(graph, permitted)


def _heads(graph: Graph, order: list[int]) -> frozenset[Op]:
    """The functions by which rules are found that stand in an order."""
    return HEADS.intersection([graph.ops[node] for node in order])


@cache
def _rules() -> list[Recast]:
    """The rules, read once."""
    return [Recast(text) for text in SUMMED + MULTIPLIED + COMPOSED]


def jump_rules() -> list[Recast]:
    """The rules by which a jump goes that another factor makes up for."""
    return [rule for rule in _rules() if rule.text in JUMPS]
