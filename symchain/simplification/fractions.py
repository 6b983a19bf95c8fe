"""Fractions brought over one line: 1/d - a/d^2 becomes (d - a)/d^2, where that is shorter.

The whole is read as a quotient of polynomials in its variables and functions (see polynomials),
what cancels is left out, and the result is kept only if it has fewer operations, or as many and a
shorter text. Of bounded size.
"""

from __future__ import annotations

from symchain.functions import TABLE
from symchain.functions.arithmetic import DIVIDE, MULTIPLY, NEGATE, POWER
from symchain.graph.graph import Graph
from symchain.graph.walk import under
from symchain.simplification.apart import for_reading
from symchain.simplification.cost import shortest_of, visible_operations
from symchain.simplification.families import NO_FAMILY, PRODUCTS, SUMS, family
from symchain.simplification.odd_roots import ODD_ROOTS, with_roots
from symchain.simplification.polynomials import TooLarge
from symchain.simplification.quotients import Field, region
from symchain.simplification.squares import SQUARES, by_partners
from symchain.simplification.units import bare_powers
from symchain.simplification.writing import ways

TYPE_CHECKING = False
if TYPE_CHECKING:
    from symchain.simplification.polynomials import Polynomial

EXP = TABLE["exp"]
STEPS = frozenset((TABLE["abs"], TABLE["sign"]))
ROOTS = frozenset((POWER, TABLE["sqrt"]))
# What roots and powers may be taken of, factor by factor.
ROOTED = {**dict.fromkeys(ROOTS, PRODUCTS), **dict.fromkeys(ODD_ROOTS, PRODUCTS | {POWER})}
SHORT = 30  # nodes among which quotients below a line are left as they are
LARGEST = 60  # nodes that are looked at together
SAVED = 2  # operations that a form must save which asks for signs that were not asked for
EXPANDED = 7  # terms multiplied out, for ten operations, that may still become fewer operations


def fractions(graph: Graph, root: int) -> int:
    """The root with each term, each argument of a function, and the whole over one line."""
    order = under(graph, root)
    args, ops = graph.args, graph.ops
    families = {node: family(graph, node) for node in order}
    parts = {
        arg
        for node in order
        for arg in args[node]
        if families[arg] is not NO_FAMILY and families[arg] is not families[node]
        if families[node] is not PRODUCTS
    }
    # How many sums, exponentials and squares of sines a part has, a sum of quotients twice.
    sums: dict[int, int] = {}
    image: dict[int, int] = {}
    for node in order:
        own = families[node]
        count = sum([sums.get(arg, 0) for arg in args[node]])
        if own is SUMS:
            count += 1 + any(_is_quotient(graph, arg) for arg in args[node])
        elif ops[node] in ROOTED and ops[args[node][0]] in ROOTED[ops[node]]:
            count += 2
        elif ops[node] is POWER and ops[args[node][0]] in SQUARES:
            count += 1
        if own is not NO_FAMILY or ops[node] in ROOTED:
            sums[node] = count
        elif ops[node] is EXP:
            sums[node] = 1
        new = node
        if not image.keys().isdisjoint(args[node]):
            new = graph.apply(ops[node], tuple([image.get(arg, arg) for arg in args[node]]))
        if count > 1 and node in parts and node != root:
            new = over_one_line(graph, new)
        if new != node:
            image[node] = new
    forms = [root, image.get(root, root)]
    if count > 1 or bare_powers(graph, root):
        forms.append(over_one_line(graph, root))
    return shortest_of(graph, forms)


def _is_quotient(graph: Graph, node: int) -> bool:
    """Whether a term is a quotient, a number in front of it left out."""
    if graph.ops[node] is MULTIPLY or graph.ops[node] is NEGATE:
        node = graph.args[node][-1]
    return graph.ops[node] is DIVIDE


def over_one_line(graph: Graph, root: int) -> int:
    """The shortest form of a node as one fraction, the node itself if there is no shorter one."""
    known: int | None = graph.notes.get((over_one_line, root))
    if known is not None:
        return known
    best = root
    if len(region(graph, root)) <= LARGEST:
        best = shortest_of(graph, _forms(graph, root))
    graph.notes[over_one_line, root] = best
    return best


def _forms(graph: Graph, root: int) -> list[int]:
    """The ways to write a node as one fraction: sums opened, kept, and all multiplied out."""
    forms = [root]
    field = Field(graph, expands=False)
    above = _write(field, root, forms)
    if field.opened:
        _write(Field(graph, expands=False, opens=False), root, forms)
    if field.rooted:
        _write(Field(graph, expands=False, roots=True), root, forms)
    bare = bare_powers(graph, root)
    if bare:
        _write(Field(graph, expands=False, opens=False, bare=bare), root, forms)
    if _has_lines_below(graph, root) and not _has_lines_below(graph, shortest_of(graph, forms)):
        _write(Field(graph, expands=False, lines=True), root, forms)
    if any(kernel in field.sums for monomial in above for kernel, _ in monomial):
        _write(Field(graph), root, forms)
    return forms


def _has_lines_below(graph: Graph, root: int) -> bool:
    """Whether a sum with a quotient as a term is below a line of few nodes: x/(y + x^2/z)."""
    order = region(graph, root)
    below: set[int] = set()
    for node in reversed(order) if len(order) <= SHORT else ():
        op, args = graph.ops[node], graph.args[node]
        if op is DIVIDE:
            below.add(args[1])
        if node in below:
            if op in SUMS and any(_is_quotient(graph, arg) for arg in args):
                return True
            below.update(args)
    return False


def _is_signed(graph: Graph, root: int, form: int) -> bool:
    """Whether a form has abs or sign where the root has neither."""
    ops = graph.ops
    return not any(ops[node] in STEPS for node in under(graph, root)) and any(
        ops[node] in STEPS for node in under(graph, form)
    )


def _write(field: Field, root: int, forms: list[int]) -> Polynomial:
    """Adds the ways to write a node that are no longer than what is there; gives its numerator."""
    graph = field.graph
    fewest = min([visible_operations(graph, form) for form in forms])
    try:
        quotient = field.quotient(root)
        longest = fewest * EXPANDED // 10 if field.expands else fewest
        for each in dict.fromkeys((quotient, by_partners(field, quotient))):
            if len(each.above) > longest + 1:
                continue
            for node in ways(field, each, fewest):
                if field.odd_roots:
                    rooted = with_roots(field, node)
                    if rooted is None:
                        continue
                    node = rooted
                if field.lowest or field.lines:
                    node = for_reading(graph, node)  # powers that were taken apart
                most = fewest - SAVED * (field.roots and _is_signed(graph, root, node))
                if node not in forms and visible_operations(graph, node) <= most:
                    forms.append(for_reading(graph, node))
                    fewest = min(fewest, visible_operations(graph, forms[-1]))
    except TooLarge:
        return {}
    return quotient.above
