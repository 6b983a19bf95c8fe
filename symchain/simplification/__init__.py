"""Simplification in linear time: one sweep up the list that rewrites every sum and product.

Never larger than the input, never undefined where the input is defined, the same every time.
"""

from __future__ import annotations

from symchain.errors import SymchainError
from symchain.functions import TABLE
from symchain.functions.arithmetic import AND, DIVIDE, MULTIPLY, NEGATE, OR, POWER, WHERE
from symchain.graph.expr import Expr, into
from symchain.graph.graph import Graph
from symchain.graph.model import as_expr
from symchain.graph.rational import ZERO
from symchain.graph.walk import under
from symchain.simplification.families import MERGING, PRODUCTS, SUMS, dissolved, family
from symchain.simplification.identities import identity
from symchain.simplification.products import EXP, SQRT, factors, product
from symchain.simplification.sums import terms, total

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from symchain.graph.model import Formula
    from symchain.parsing.assumptions import Assumptions

    Step = Callable[[Graph, int], int]

READABLE = 1_000  # operations of a formula that someone may read
ROUNDS = 30  # of the passes; what still changes then is the order of a long sum
SIMPLE = frozenset((MULTIPLY, NEGATE))
POWERS = frozenset((POWER, SQRT, DIVIDE, NEGATE))  # what a power may be taken into
# What a formula must have for passes to be worth a look.
TERMS = SUMS | {AND, DIVIDE, OR, POWER, WHERE, TABLE["sign"], TABLE["abs"]}

__all__ = ["simplify", "simplify_all"]


def simplify(
    source: Formula,
    how: str = "fast",
    budget: float = 10.0,
    assume: Assumptions = (),
    strict: bool = False,
) -> Expr:
    """The formula in a shorter form: "none", "fast" (linear time) or "deep" (SymPy).

    `source` is a formula or the text of one.
    "deep" gives SymPy `budget` seconds and keeps its form only if it is shorter and has the same
    values. `assume` are conditions at which the values are the same, `strict` keeps the domain as
    it is. Raises SymchainError for another word, and what `symchain.assuming` raises.

    >>> simplify("x*y/x + sin(y)^2 + cos(y)^2")
    Expr('y + 1')
    """
    expr = as_expr(source)
    if strict or assume != ():
        from symchain.parsing.assumptions import within

        return within(expr, lambda own: simplify(own, how, budget), assume, strict)
    if how == "none":
        return expr
    if how not in ("fast", "deep"):
        raise SymchainError(f"unknown level of simplification '{how}' (none, fast or deep)")
    short = Expr(expr.graph, shortest(expr.graph, expr.node))
    if how == "fast":
        return short
    from symchain.simplification.deep import deepened

    deep = into(expr.graph, deepened(short, budget))
    return Expr(expr.graph, permitted(expr.graph, short.node, deep))


def shortest(graph: Graph, root: int) -> int:
    """The shortest form of one node that is found, what it shares with others disregarded."""
    known: int | None = graph.notes.get((shortest, root))
    if known is not None:
        return known
    start = len(graph)
    form = root
    for _, form in shortened(graph, root):  # noqa: B007
        pass
    graph.take_as_made([form], start)
    graph.notes[shortest, root] = graph.notes[shortest, form] = form
    return form


def shortened(graph: Graph, root: int) -> Iterator[tuple[Step, int]]:
    """The passes one after the other, each with what it makes of the form before it."""
    form = root
    seen: set[int] = set()
    while form not in seen and len(seen) < ROUNDS:
        seen.add(form)
        form = _in_normal_form(graph, form)
        yield _in_normal_form, form
        if not _is_simple(graph, form):
            from symchain.simplification.passes import PASSES

            for step in PASSES:
                form = _once(graph, step, form)
                yield step, form
    from symchain.simplification.exponents import over_one_line
    from symchain.simplification.ordering import in_order
    from symchain.simplification.signs import as_before, as_typed

    for settled in (as_before, as_typed):
        form = permitted(graph, form, settled(graph, form, root))
    form = permitted(graph, form, over_one_line(graph, form))
    yield in_order, _once(graph, in_order, form)


def likeliest(graph: Graph, forms: Sequence[int]) -> int:
    """Of forms of one formula the normal form that costs least: the one to go on with."""
    from symchain.simplification.apart import for_reading
    from symchain.simplification.cost import shortest_of

    forms = [_in_normal_form(graph, form) for form in forms]
    return shortest_of(graph, [_once(graph, for_reading, form) for form in forms])


def _in_normal_form(graph: Graph, root: int) -> int:
    """A node of which nothing else is expected, and each where the domain must stay."""
    if graph.strict or _is_simple(graph, root):
        return simplify_all(graph, [root])[0]
    return root


def _once(graph: Graph, step: Step, root: int) -> int:
    """What a pass makes of a node, if that is permitted: asked once."""
    result = graph.notes.get((step, root))
    if result is None:
        result = graph.notes[step, root] = permitted(graph, root, step(graph, root))
    return result


def _is_simple(graph: Graph, root: int) -> bool:
    """Whether the normal form is all that there is to do: for a product with at most one function.

    That may not be a root of a multiple, 2*sqrt(4*x). So it is for a formula with more than
    READABLE operations: nobody reads it.
    """
    known: bool | None = graph.notes.get((_is_simple, root))
    if known is None:
        nodes = [node for node in under(graph, root) if graph.args[node]]
        functions = [node for node in nodes if graph.ops[node] not in SIMPLE]
        known = len(nodes) > READABLE or (
            len(functions) < 2
            and all(graph.ops[node] not in TERMS for node in functions)
            and not any(_is_of_multiple(graph, node) for node in functions)
        )
        graph.notes[_is_simple, root] = known
    return known


def _is_of_multiple(graph: Graph, node: int) -> bool:
    """Whether a function is one of a multiple: sqrt(4*x), (x/4)^(1/2)."""
    args = graph.args[graph.args[node][0]]
    return graph.ops[node] is SQRT and any(arg in graph.constants for arg in args)


def simplify_all(
    graph: Graph, roots: Sequence[int], beside: Sequence[int] = (), done: set[str] | None = None
) -> list[int]:
    """The nodes of shorter forms of the roots, which share what they shared before.

    `beside` are nodes that are needed anyway: they stay as they are, and what they share with the
    roots stays shared. A set given as `done` takes up the kinds of rewriting, in words.
    """
    roots, fixed = list(roots), set(under(graph, *beside))
    order, inside = dissolved(graph, roots, fixed)
    if done is not None:
        from symchain.simplification.record import kinds
    image: dict[int, int] = {}  # of what changes
    for node in order:
        if node not in inside:
            regrouped = _regrouped(graph, node, image, inside)
            made = identity(graph, regrouped)
            if made != node:
                image[node] = _kept(graph, node, made, image, inside) if graph.strict else made
            if done is not None:
                done |= kinds(graph, node, regrouped, image, inside)
    shorter = [image.get(root, root) for root in roots]
    if shorter == roots:
        return roots
    if len(dissolved(graph, shorter, fixed)[0]) <= len(order):
        return shorter
    if done is not None:
        done.clear()
    return roots


def _kept(graph: Graph, node: int, made: int, image: dict[int, int], inside: set[int]) -> int:
    """What is made of a node, or the node as it stands where that has a wider domain."""
    parts = [node]  # it and what dissolves into it, each used once
    for part in parts:
        parts += [arg for arg in graph.args[part] if arg in inside]
    known: dict[int, int] = {}
    for part in sorted(parts):
        args = [known.get(arg, image.get(arg, arg)) for arg in graph.args[part]]
        known[part] = graph.apply(graph.ops[part], tuple(args))
    return permitted(graph, known[node], made)


def permitted(graph: Graph, before: int, after: int) -> int:
    """The later form of a formula, or the one before it where that may not get a wider domain."""
    if not graph.strict or before == after:
        return after
    from symchain.graph.domains import keeps_domain

    return after if keeps_domain(graph, before, after) else before


def _regrouped(graph: Graph, node: int, image: dict[int, int], inside: set[int]) -> int:
    """A node with its sum or product in normal form, its arguments being so already."""
    op, args = graph.ops[node], graph.args[node]
    if op in PRODUCTS and _is_plain(graph, args, image, inside):
        return node
    own = PRODUCTS if op in PRODUCTS else family(graph, node)
    if own is SUMS:
        result = total(graph, terms(graph, node, image, inside), inside)
    elif own is PRODUCTS:
        result = product(graph, *factors(graph, node, image, inside))
    else:
        result = graph.apply(op, tuple([image.get(arg, arg) for arg in args]))
        if graph.ops[result] is POWER and graph.args[result][1] in graph.constants:
            result = product(graph, *factors(graph, result, {}, set()))
    return result


def _is_plain(graph: Graph, args: tuple[int, ...], image: dict[int, int], inside: set[int]) -> bool:
    """Whether two factors, one of which may be a number, are as they were and share no base."""
    a, b = args
    if a in inside or b in inside or a in image or b in image:
        return False
    op_a, op_b = graph.ops[a], graph.ops[b]
    base = _base(graph, b) if op_b in MERGING else b
    if base is None:
        return False
    if a in graph.constants:
        return graph.constants[a] != ZERO
    other = _base(graph, a) if op_a in MERGING else a
    return other is not None and other != base and not op_a is op_b is EXP


def _base(graph: Graph, node: int) -> int | None:
    """What a factor is a power of; None where a number or a power may be taken out of it."""
    op, args = graph.ops[node], graph.args[node]
    if op is EXP:
        return node
    if op is SQRT or (op is POWER and args[1] in graph.constants):
        return None if graph.ops[args[0]] in POWERS else args[0]
    if op is POWER or ((op is MULTIPLY or op is DIVIDE) and args[0] not in graph.constants):
        return node
    return None
