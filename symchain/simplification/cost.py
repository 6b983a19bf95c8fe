"""The one place where two forms of a formula are compared, and the shorter is chosen.

The cost of a form is what its reader sees: its operations, those of a repeated subexpression once,
then the characters of its text, then its minus signs; of forms that cost the same the first is
taken, in the order in which the passes make them. A part of a product or of a sum is no
subexpression: a*b/(c*b) has three operations, whoever else uses c*b. The sign of an exponent is no
operation, and no character: exp(-x) costs what exp(x) does. A fraction within a fraction counts as
one operation more: (1/x - 1)/y is not shorter than (1 - x)/(x*y).
"""

from __future__ import annotations

from symchain.functions import TABLE
from symchain.functions.arithmetic import DIVIDE, NEGATE
from symchain.graph.expr import Expr
from symchain.graph.graph import Graph
from symchain.graph.walk import reachable, under
from symchain.simplification.families import FAMILIES, NO_FAMILY, PRODUCTS, SUMS, family

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from symchain.functions.row import Op

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
    families: dict[int, frozenset[Op]] = {}
    sizes: dict[int, int] = {}
    signs = set()
    lines: list[int] = []
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
        if op is DIVIDE:
            lines.append(node)
        elif op is EXP and ops[parts[0]] is NEGATE:
            signs.add(parts[0])
    count = sum([sizes[node] for node in whole]) - len(signs)
    if len(lines) < 2:
        return count
    return count + len(whole & _nested(graph, order[order.index(lines[0]) :], families))


def _nested(graph: Graph, order: list[int], families: dict[int, frozenset[Op]]) -> set[int]:
    """The products with a line that have a sum with a line as a factor: x*(1/y + 1)/z."""
    ops, args = graph.ops, graph.args
    lined: set[int] = set()  # the products with a line
    broken: set[int] = set()  # the sums with a line in a term
    deep: set[int] = set()  # the products with a broken sum as a factor
    for node in order:
        parts = args[node]
        if families[node] is SUMS:
            if not (
                lined.isdisjoint(parts) and broken.isdisjoint(parts) and deep.isdisjoint(parts)
            ):
                broken.add(node)
        elif families[node] is PRODUCTS:
            if ops[node] is DIVIDE or not lined.isdisjoint(parts):
                lined.add(node)
            if any(part in broken or part in deep for part in parts):
                deep.add(node)
    return lined & deep


def length(graph: Graph, root: int) -> tuple[int, int, int]:
    """How long a formula is: its operations, then its text, then the minus signs in that."""
    known: tuple[int, int, int] | None = graph.notes.get((length, root))
    if known is None:
        text = str(Expr(graph, root)).replace("exp(-", "exp(")
        known = visible_operations(graph, root), len(text), text.count("-")
        graph.notes[length, root] = known
    return known


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


def fewer_operations(graph: Graph, form: int, other: int) -> int:
    """The form, if it has fewer operations than the other, else the other."""
    return other if no_longer(graph, other, form) == other else form
