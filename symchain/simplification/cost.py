"""The one place where two forms of a formula are compared, and the shorter is chosen.

The cost of a form is what its reader sees: its operations, those of a repeated subexpression once,
then the characters of its text, then its minus signs; of forms that cost the same the first is
taken, in the order in which the passes make them. A part of a product or of a sum is no
subexpression: a*b/(c*b) has three operations, whoever else uses c*b. The sign of an exponent is no
operation, and no character: exp(-x) costs what exp(x) does.
"""

from __future__ import annotations

from symchain.functions import TABLE
from symchain.functions.arithmetic import NEGATE
from symchain.graph.expr import Expr
from symchain.graph.graph import Graph
from symchain.graph.walk import reachable
from symchain.simplification.families import FAMILIES, NO_FAMILY, family, under

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

EXP = TABLE["exp"]
MOST = 1_000_000_000  # operations beyond which nothing is counted


def visible_operations(graph: Graph, root: int) -> int:
    """The operations that a reader sees, each subexpression once."""
    known = graph.notes.get((visible_operations, root))
    if known is None:
        known = graph.notes[visible_operations, root] = _visible(graph, {root}, under(graph, root))
    return known


def visible_together(graph: Graph, roots: Sequence[int]) -> int:
    """The operations that a reader sees in several formulas, each subexpression once."""
    return _visible(graph, set(roots), reachable(graph, roots))


def _visible(graph: Graph, whole: set[int], order: list[int]) -> int:
    """The operations of an order; `whole` are the nodes that a reader sees alone."""
    args, ops = graph.args, graph.ops
    families = {}
    sizes: dict[int, int] = {}
    signs = set()
    for node in order:
        parts = args[node]
        if not parts:
            families[node], sizes[node] = NO_FAMILY, 0
            continue
        op = ops[node]
        own = families[node] = FAMILIES.get(op) or family(graph, node)
        size = 1
        for part in parts:
            if families[part] is own and own is not NO_FAMILY:
                size += sizes[part]
            else:
                whole.add(part)
        sizes[node] = size if size < MOST else MOST
        if op is EXP and ops[parts[0]] is NEGATE:
            signs.add(parts[0])
    return sum([sizes[node] for node in whole]) - len(signs)


def length(graph: Graph, root: int) -> tuple[int, int, int]:
    """How long a formula is: its operations, then its text, then the minus signs in that."""
    text = str(Expr(graph, root)).replace("exp(-", "exp(")
    return visible_operations(graph, root), len(text), text.count("-")


def shortest_of(graph: Graph, forms: Iterable[int]) -> int:
    """The form that costs least; texts are made only of those with equally many operations."""
    forms = list(dict.fromkeys(forms))
    if len(forms) == 1:
        return forms[0]
    best: list[int] = []
    fewest = -1
    for form in forms:
        count = visible_operations(graph, form)
        if not best or count < fewest:
            best, fewest = [form], count
        elif count == fewest:
            best.append(form)
    return best[0] if len(best) == 1 else min(best, key=lambda form: length(graph, form))


def no_longer(graph: Graph, form: int, other: int) -> int:
    """The form, if it has no more operations than the other, else the other."""
    if form == other or visible_operations(graph, form) <= visible_operations(graph, other):
        return form
    return other
