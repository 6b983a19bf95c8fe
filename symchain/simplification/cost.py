"""The one place where two forms of a formula are compared, and the shorter is chosen.

The cost of a form is what its reader sees: its operations, those of a repeated subexpression once,
then the characters of its text, then its minus signs and its lines; of forms that cost the same the
first is taken, in the order in which the passes make them. A part of a product or of a sum is no
subexpression: a*b/(c*b) has three operations, whoever else uses c*b. The sign of an exponent is no
operation, and no character: exp(-x) costs what exp(x) does. What people do not write counts as one
operation more: a fraction within a fraction, (1/x - 1)/y for (1 - x)/(x*y), which counts as some
characters, too; a base beside its power, x*x^(n - 1); the power of a root, (x/sqrt(2))^2.
"""

from __future__ import annotations

from symchain.functions import TABLE
from symchain.functions.arithmetic import DIVIDE, MULTIPLY, NEGATE, POWER
from symchain.graph.expr import Expr
from symchain.graph.graph import Graph
from symchain.graph.walk import reachable, under
from symchain.simplification.families import FAMILIES, PRODUCTS, SUMS, family

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from symchain.functions.row import Op

EXP, SQRT = TABLE["exp"], TABLE["sqrt"]
NESTED = 3  # characters that a fraction within a fraction counts as, beside its operation
MOST = 1_000_000_000  # operations beyond which nothing is counted


def visible_operations(graph: Graph, root: int) -> int:
    """The operations that a reader sees, each subexpression once."""
    return _seen(graph, root)[0]


def visible_together(graph: Graph, roots: Sequence[int]) -> int:
    """The operations that a reader sees in several formulas, each subexpression once."""
    whole = frozenset(roots)
    known: int | None = graph.notes.get((visible_together, whole))
    if known is None:
        known = _visible(graph, set(whole), reachable(graph, roots))[0]
        graph.notes[visible_together, whole] = known
    return known


def _seen(graph: Graph, root: int) -> tuple[int, int]:
    """The operations that a reader sees, and how many of them are for fractions in fractions."""
    known: tuple[int, int] | None = graph.notes.get((_seen, root))
    if known is None:
        known = graph.notes[_seen, root] = _visible(graph, {root}, under(graph, root))
    return known


def _visible(graph: Graph, whole: set[int], order: list[int]) -> tuple[int, int]:
    """What `_seen` tells, of an order; `whole` are the nodes that a reader sees alone."""
    args, ops, members = graph.args, graph.ops, FAMILIES.get
    families: dict[int, frozenset[Op]] = {}  # of sums and products
    sizes: dict[int, int] = {}  # of operations
    signs = set()
    shifted: set[int] = set()  # powers with a number in the exponent
    has_line = False
    for node in order:
        parts = args[node]
        if not parts:
            continue
        op, size = ops[node], 1
        own = family(graph, node) if op is NEGATE else members(op)
        if own is None:
            whole.update(parts)
        else:
            families[node] = own
            for part in parts:
                if families.get(part) is own:
                    size += sizes[part]
                else:
                    whole.add(part)
        sizes[node] = size if size < MOST else MOST
        if op is DIVIDE:
            has_line = True
        elif op is EXP and ops[parts[0]] is NEGATE:
            signs.add(parts[0])
        elif op is POWER and _has_number(graph, parts[1]):
            shifted.add(node)
        elif op is POWER and _is_of_surd(graph, parts):
            sizes[node] += 1
    count = sum([sizes[node] for node in whole if node in sizes]) - len(signs)
    if shifted:
        count += sum([_is_apart(graph, node, shifted) for node in whole])
    if not has_line:
        return count, 0
    nested = _nested(graph, order, families, whole)
    return count + nested, nested


def _has_number(graph: Graph, node: int) -> bool:
    """Whether a node is a sum with a number: n - 1, -(n + 1)."""
    node = graph.args[node][0] if graph.ops[node] is NEGATE else node
    return graph.ops[node] in SUMS and not graph.constants.keys().isdisjoint(graph.args[node])


def _is_of_surd(graph: Graph, parts: tuple[int, ...]) -> bool:
    """Whether a power is one of a multiple of a number's root, which people raise: x/sqrt(2)."""
    ops, args = graph.ops, graph.args
    base, exponent = parts
    return (
        ops[base] in PRODUCTS
        and exponent in graph.constants
        and any(ops[arg] is SQRT and args[arg][0] in graph.constants for arg in args[base])
    )


def _is_apart(graph: Graph, node: int, shifted: set[int]) -> bool:
    """Whether a product has a power beside its base: x*x^(n - 1), which people write x^n."""
    bases: set[int] = set()
    factors: set[int] = set()
    stack = [node] if graph.ops[node] in PRODUCTS else []
    while stack:
        factor = stack.pop()
        op, args = graph.ops[factor], graph.args[factor]
        if op is MULTIPLY or op is NEGATE:
            stack += args
        elif op is DIVIDE:
            stack.append(args[0])
        elif factor in shifted:
            bases.add(args[0])
        else:
            factors.add(factor)
    return not bases.isdisjoint(factors)


def _nested(
    graph: Graph, order: list[int], families: dict[int, frozenset[Op]], whole: set[int]
) -> int:
    """How many products with a line have a sum with a line as a factor: x*(1/y + 1)/z."""
    ops, args = graph.ops, graph.args
    lined = _fractions(graph, order)  # what has a line at its top: numbers and products
    broken: set[int] = set()  # the sums with a line in a term
    deep: set[int] = set()  # the products with a broken sum as a factor
    for node in order:
        parts = args[node]
        own = families.get(node)
        if own is SUMS:
            if not (
                lined.isdisjoint(parts) and broken.isdisjoint(parts) and deep.isdisjoint(parts)
            ):
                broken.add(node)
        elif own is PRODUCTS:
            if ops[node] is DIVIDE or not lined.isdisjoint(parts):
                lined.add(node)
            if any(part in broken or part in deep for part in parts):
                deep.add(node)
    return len(whole & lined & deep)


def _fractions(graph: Graph, order: list[int]) -> set[int]:
    """The numbers that are written with a line: 5/2, not 0.1957."""
    constants = graph.constants
    return {node for node in order if node in constants and 1 < constants[node][1] < 10}


def length(graph: Graph, root: int) -> tuple[int, int, int, int]:
    """How long a formula is: its operations, then its text, then minus signs, then lines in it."""
    known: tuple[int, int, int, int] | None = graph.notes.get((length, root))
    if known is None:
        count, nested = _seen(graph, root)
        text = str(Expr(graph, root)).replace("exp(-", "exp(")
        known = count, len(text) + NESTED * nested, text.count("-"), text.count("/")
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
