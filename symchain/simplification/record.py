"""What a simplification did, in words: found by asking each rewriting again, when someone asks."""

from __future__ import annotations

from symchain.functions.arithmetic import DIVIDE
from symchain.graph.graph import Graph
from symchain.graph.walk import under
from symchain.simplification.families import PRODUCTS, SUMS, family
from symchain.simplification.identities import PAIRS, identity, join_pairs
from symchain.simplification.products import SIGNED, factors
from symchain.simplification.sums import SIGNS, UNIT, common_factor, content_of, gathered, terms

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from symchain.simplification.sums import Terms

    Image = dict[int, int]

COLLECTED, CANCELLED = "like terms collected", "terms cancel"
COMMON = "common factor"
ONE_LINE = "over one line"
MERGED, REDUCED = "powers merged", "factors cancel"
# In the order in which they are named.
KINDS = (CANCELLED, COLLECTED, REDUCED, MERGED, COMMON)


def in_order(kinds: Iterable[str]) -> list[str]:
    """The kinds of rewriting, the identities of functions first."""
    kinds = set(kinds)
    return [*sorted(kinds - set(KINDS)), *[kind for kind in KINDS if kind in kinds]]


def by_passes(graph: Graph, root: int) -> list[str]:
    """What the passes did that made the shortest form of a formula, in words."""
    from symchain.simplification import shortened
    from symchain.simplification.fractions import fractions
    from symchain.simplification.passes import PASSES
    from symchain.simplification.recast import recast, rules_between

    found: dict[str, None] = {}
    for step, form in shortened(graph, root):
        if form != root and step in PASSES:
            words = [PASSES[step]]
            if step is recast:
                words = as_equations(rules_between(graph, root, form)) or words
            elif step is fractions and any(graph.ops[n] is DIVIDE for n in under(graph, form)):
                words = [ONE_LINE]
            found |= dict.fromkeys(words)
        root = form
    return list(found)


def as_equations(rules: Iterable[str]) -> list[str]:
    """The texts of rules as equations."""
    return [rule.replace(" -> ", " = ") for rule in rules]


def kinds(graph: Graph, node: int, regrouped: int, image: Image, inside: set[int]) -> set[str]:
    """The kinds of rewriting that a node underwent on its way to `regrouped` and beyond it."""
    found: set[str] = set()
    if identity(graph, regrouped) != regrouped:
        found.add(f"an identity of {graph.ops[regrouped].name}")
    own = family(graph, node)
    if own is SUMS:
        found |= _of_sum(graph, node, image, inside)
    elif own is PRODUCTS:
        found |= _of_product(graph, node, image, inside)
    return found


def _of_sum(graph: Graph, root: int, image: Image, inside: set[int]) -> set[str]:
    before = gathered(graph, root, image, inside)
    found = _joined_pairs(graph, before)
    if any(not value[0] for value in before.values()):
        found.add(CANCELLED)
    elif len(before) < _leaves(graph, root, inside, SIGNS):
        found.add(COLLECTED)
    collected = terms(graph, root, image, inside)
    if len(collected) > 1:
        common, rest = common_factor(graph, collected, inside)
        content = content_of(rest)
        if common or abs(content[0]) != content[1]:
            found.add(COMMON)
    return found


def _joined_pairs(graph: Graph, before: Terms) -> set[str]:
    """The identities by which pairs of terms became a number, as equations."""
    after = dict(before)
    join_pairs(graph, after, UNIT)
    gone = {
        graph.ops[graph.args[term][0]].name
        for term, value in before.items()
        if value[0] and not after[term][0] and term != UNIT
    }
    if not gone:
        return set()
    used = [
        p for p in PAIRS if {word.split("(")[0] for word in p.split(" -> ")[0].split()[::2]} <= gone
    ]
    return set(as_equations(used))


def _of_product(graph: Graph, root: int, image: Image, inside: set[int]) -> set[str]:
    powers = factors(graph, root, image, inside)[1]
    if any(not exponent[0] for exponent in powers.values()):
        return {REDUCED}
    numbers = sum([1 for base in powers if base in graph.constants])
    count = _leaves(graph, root, inside, SIGNED, image)
    return {MERGED} if len(powers) - numbers < count else set()


def _leaves(
    graph: Graph, root: int, inside: set[int], splits: frozenset[object], image: Image | None = None
) -> int:
    """How many terms or factors a sum or a product has; numbers are no factors."""
    count, stack = 0, [root]
    while stack:
        node = stack.pop()
        if graph.ops[node] in splits and (node == root or node in inside):
            stack += graph.args[node]
        elif image is None or image.get(node, node) not in graph.constants:
            count += 1
    return count
