"""Formulas where something stands for a part of them: what is proved by substitution.

What is larger than `NEAR` nodes is answered with None, or no.
"""

from __future__ import annotations

from symchain.functions.arithmetic import ADD, FALSE, MULTIPLY, NEGATE, SUBTRACT, TRUE, WHERE
from symchain.functions.row import Op
from symchain.graph import rational
from symchain.graph.domains import requirements
from symchain.graph.graph import Graph
from symchain.graph.rational import ONE, ZERO, Rational

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Images = dict[int, int]

NEAR = 100  # nodes that are looked at for one question
SUMS = frozenset((ADD, SUBTRACT, NEGATE))


def near(
    graph: Graph, roots: Iterable[int], names: bool = False, but_for: int = -1
) -> list[int] | None:
    """The nodes under some roots (of variables: `names`), arguments first; None where too many.

    What is under `but_for` is left out.
    """
    seen = {*roots, but_for}
    stack = list(seen - {but_for})
    while stack and len(seen) <= NEAR:
        for arg in graph.args[stack.pop()]:
            if arg not in seen:
                seen.add(arg)
                stack.append(arg)
    if stack:
        return None
    found = seen & graph.names.keys() if names else seen - {-1}
    return sorted(found)


def solution(graph: Graph, first: int, second: int) -> Images | None:
    """{x: p} where first == second says x = p, the sides being sums; None where it does not."""
    nodes = near(graph, (first, second))
    if nodes is None:
        return None
    linear: dict[int, dict[int, Rational]] = {}
    for node in nodes:
        linear[node] = _coefficients(graph, node, linear)
    total = _sum(linear[first], linear[second], -1)
    for part, value in total.items():
        others = [other for other in total if other != part and total[other] != ZERO]
        below = near(graph, others, names=True)
        if part in graph.names and value != ZERO and below is not None and part not in below:
            rest = graph.subtract(graph.subtract(first, second), _scaled(graph, value, part))
            rest = substituted(graph, near(graph, [rest]) or [], {part: graph.constant(0)})[rest]
            return {part: _scaled(graph, rational.inverse((-value[0], value[1])), rest)}
    return None


def _scaled(graph: Graph, factor: Rational, node: int) -> int:
    return graph.multiply(graph.number(factor), node)


def _coefficients(
    graph: Graph, node: int, linear: Mapping[int, dict[int, Rational]]
) -> dict[int, Rational]:
    """A formula as a sum of numbers times parts that are no sums."""
    op, args = graph.ops[node], graph.args[node]
    if op in SUMS:
        first = linear[args[0]] if op is not NEGATE else {}
        return _sum(first, linear[args[-1]], 1 if op is ADD else -1)
    if op is MULTIPLY and args[0] in graph.constants:
        return _sum({}, linear[args[1]], graph.constants[args[0]][0], graph.constants[args[0]][1])
    return {} if node in graph.constants else {node: ONE}


def _sum(
    first: Mapping[int, Rational], second: Mapping[int, Rational], top: int, bottom: int = 1
) -> dict[int, Rational]:
    """The coefficients of first + top/bottom*second."""
    found = dict(first)
    for part, value in second.items():
        scaled = rational.multiply(value, (top, bottom))
        found[part] = rational.add(found.get(part, ZERO), scaled)
    return found


def is_affine(graph: Graph, node: int) -> bool:
    """Whether a formula is a sum of numbers times variables."""
    nodes = near(graph, [node])
    return nodes is not None and all(
        graph.ops[each] in SUMS
        or not graph.args[each]
        or (graph.ops[each] is MULTIPLY and graph.args[each][0] in graph.constants)
        for each in nodes
    )


def substituted(graph: Graph, nodes: Iterable[int], known: Images) -> Images:
    """What nodes become when others stand for some; arguments come before their users."""
    images = dict(known)
    for node in nodes:
        if node not in images:
            args = graph.args[node]
            new = tuple([images[arg] for arg in args])
            images[node] = node if new == args else graph.apply(graph.ops[node], new)
    return images


def is_differentiable(
    graph: Graph, root: int, images: Images, but_for: frozenset[Op] = frozenset()
) -> bool:
    """Whether a formula surely has a slope where it becomes its image, but for some kinks.

    What is required of it there as anywhere else, such as y != 0 of x/y at x = 0, is not asked.
    """
    wanted = {root}
    for node in reversed(near(graph, [root]) or []):
        if node not in wanted:
            continue
        op, args = graph.ops[node], graph.args[node]
        at = tuple([images[arg] for arg in args])
        if op is WHERE and graph.ops[at[0]] in (TRUE, FALSE):
            wanted.add(args[1 if graph.ops[at[0]] is TRUE else 2])
            continue
        wanted.update(args)
        smooth = op not in but_for
        anywhere = requirements(graph, node, args, smooth)
        for there in requirements(graph, node, at, smooth):
            if graph.ops[there] is not TRUE and there not in anywhere:
                return False
    return True


def is_total(graph: Graph, root: int) -> bool:
    """Whether a formula surely has a value and a slope everywhere."""
    nodes = near(graph, [root])
    return nodes is not None and all(
        graph.ops[condition] is TRUE
        for node in nodes
        for condition in requirements(graph, node, graph.args[node])
    )


def gap(graph: Graph, values: Sequence[int]) -> int | None:
    """The difference of two formulas; None where it is zero."""
    from symchain.simplification import simplify_all

    (difference,) = simplify_all(graph, [graph.subtract(*values)])
    (difference,) = simplify_all(graph, [difference])  # r^2 - abs(r)^2 has met only now
    return None if graph.constants.get(difference) == ZERO else difference
