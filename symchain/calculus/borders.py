"""Borders of conditions: what a choice does where its condition turns over.

Every answer is a proof by substitution: the border of x > y + 1 is x = y + 1, and what the branches
and their slopes are there is seen once y + 1 stands for x. What cannot be proved so, or is larger
than `NEAR` nodes, is answered with "cannot tell", and licenses nothing.
"""

from __future__ import annotations

from symchain.calculus.domains import requirements
from symchain.functions import TABLE
from symchain.functions.arithmetic import (
    ADD,
    AND,
    EQUAL,
    FALSE,
    LESS,
    LESS_EQUAL,
    MULTIPLY,
    NEGATE,
    NOT,
    NOT_EQUAL,
    OR,
    POWER,
    SUBTRACT,
    TRUE,
    WHERE,
)
from symchain.graph import rational
from symchain.graph.graph import Graph
from symchain.graph.rational import ONE, ZERO, Rational

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Images = dict[int, int]

NEAR = 100  # nodes that are looked at for one choice
SMOOTH, KINK, JUMP = "smooth", "kink", "jump"
SUMS = frozenset((ADD, SUBTRACT, NEGATE))
LOGIC = frozenset((AND, OR, NOT))


class Border:
    """The border of where(c, a, b): its comparison's sides, and what happens there.

    `outcome` is what c comes to where the first side is below the second; `kind` is "smooth" (the
    branches and their slopes meet), "kink" (only the branches meet), "jump" or "" (cannot tell).
    """

    __slots__ = ("kind", "outcome", "sides")

    def __init__(self, sides: tuple[int, int], outcome: bool, kind: str) -> None:
        self.sides = sides
        self.outcome = outcome
        self.kind = kind


def border(graph: Graph, node: int) -> Border | None:
    """The border of a choice whose condition is one inequality; None where it is not."""
    key = ("border", node)
    if key not in graph.notes:
        graph.notes[key] = _found(graph, node)
    found = graph.notes[key]
    assert found is None or isinstance(found, Border)
    return found


def _found(graph: Graph, node: int) -> Border | None:
    condition, outcome = graph.args[node][0], True
    while graph.ops[condition] is NOT:
        condition, outcome = graph.args[condition][0], not outcome
    if graph.ops[condition] is not LESS and graph.ops[condition] is not LESS_EQUAL:
        return None
    first, second = graph.args[condition]
    return Border((first, second), outcome, _kind(graph, node, first, second))


def _kind(graph: Graph, node: int, first: int, second: int) -> str:
    """What the branches of a choice do where two sides are equal."""
    from symchain.calculus.rules import tangents

    _, *branches = graph.args[node]
    solved, nodes = solution(graph, first, second), near(graph, branches)
    if solved is None or nodes is None:
        return ""
    images = substituted(graph, nodes, solved)
    if (gap := _gap(graph, [images[branch] for branch in branches])) is not None:
        return JUMP if gap in graph.constants or near(graph, [gap], names=True) else ""
    if not all(is_differentiable(graph, branch, images) for branch in branches):
        return ""
    one, zero = graph.constant(1), graph.constant(0)
    made = tangents(graph, nodes, {next(iter(solved)): one})
    slopes = [made.get(branch, zero) for branch in branches]
    above = near(graph, slopes)
    if above is None:
        return ""
    images = substituted(graph, above, solved)
    return SMOOTH if _gap(graph, [images[slope] for slope in slopes]) is None else KINK


def _gap(graph: Graph, values: Sequence[int]) -> int | None:
    """The difference of two formulas; None where it is zero."""
    from symchain.simplification import simplify_all

    (gap,) = simplify_all(graph, [graph.subtract(*values)])
    return None if graph.constants.get(gap) == ZERO else gap


# ---- equalities: they hold on thin sets, and then the slope is that of the branch around


def settled(graph: Graph, node: int, active: bytearray) -> int:
    """The condition by which the slope of a choice is chosen.

    An equality that depends on the variables counts as false where it holds only on a thin set and
    the branch around has a slope there too; one that does not depend on them decides.
    """
    condition, *branches = graph.args[node]
    logic = _logic(graph, condition)
    equalities = [part for part in logic if graph.ops[part] in (EQUAL, NOT_EQUAL)]
    if not equalities or not any(_varies(graph, part, active) for part in equalities):
        return condition
    images = {
        part: graph.truth(graph.ops[part] is NOT_EQUAL) if _varies(graph, part, active) else part
        for part in equalities
    }
    for part in logic:
        if graph.ops[part] in LOGIC:
            args = tuple([images.get(arg, arg) for arg in graph.args[part]])
            images[part] = graph.apply(graph.ops[part], args)
    around = images[condition]
    chosen = {TRUE: branches[:1], FALSE: branches[1:]}.get(graph.ops[around], branches)
    for part in equalities:
        if images[part] != part and not _goes_on(graph, part, branches, chosen, active):
            return condition
    return around


def _logic(graph: Graph, condition: int) -> list[int]:
    """The comparisons of a condition and what joins them, parts before the whole."""
    found = {condition}
    stack = [condition]
    while stack and len(found) <= NEAR:
        part = stack.pop()
        if graph.ops[part] in LOGIC:
            found.update(graph.args[part])
            stack += graph.args[part]
    return sorted(found) if not stack else []


def _goes_on(
    graph: Graph, equality: int, branches: list[int], chosen: list[int], active: bytearray
) -> bool:
    """Whether the slopes of the branches around an equality hold where it is true, too."""
    inside, nodes = near(graph, graph.args[equality]), near(graph, branches)
    if inside is None or nodes is None:
        return False
    solved = solution(graph, *graph.args[equality])
    images = substituted(graph, nodes, solved or {})
    free = {node for node in nodes if node in graph.names and active[node]}
    covered = free.issubset(inside)
    if not covered and (solved is None or _gap(graph, [images[b] for b in branches]) is not None):
        return False
    if solved is None:
        return all(_is_total(graph, branch) for branch in chosen)
    return all(is_differentiable(graph, branch, images) for branch in chosen)


def _varies(graph: Graph, equality: int, active: bytearray) -> bool:
    """Whether the sides of an equality differ almost everywhere, whichever variable moves.

    Not: abs(x) == x, max(x, 0) == 0, floor(x) == 2 (true on whole intervals), p*x == 0 (for p = 0).
    """
    nodes = near(graph, graph.args[equality])
    if nodes is None:
        return False
    free: dict[int, frozenset[int]] = {}
    moving: set[int] = set()
    for node in nodes:
        args = graph.args[node]
        own = frozenset([node]) if node in graph.names and active[node] else frozenset()
        free[node] = own.union(*[free[arg] for arg in args])
        if own or _moves(graph, node, [arg for arg in args if free[arg]], free, moving):
            moving.add(node)
    parts = [side for side in graph.args[equality] if free[side]]
    return bool(parts) and moving.issuperset(parts) and _are_apart(parts, free)


def _moves(
    graph: Graph,
    node: int,
    parts: list[int],
    free: Mapping[int, frozenset[int]],
    moving: set[int],
) -> bool:
    """Whether an operation on what moves is nowhere constant."""
    op, args = graph.ops[node], graph.args[node]
    if not parts or not moving.issuperset(parts) or op.boolean:
        return False
    if op in SUMS:
        return _are_apart(parts, free)
    if op is MULTIPLY:
        return args[0] in graph.constants
    if op is POWER:
        return args[1] in graph.constants
    if op in (TABLE["max"], TABLE["min"]):
        return len(parts) == 2
    return len(args) == 1 and (op is TABLE["abs"] or not op.breaks)


def _are_apart(parts: list[int], free: Mapping[int, frozenset[int]]) -> bool:
    """Whether no variable moves two parts, which could then stand still together."""
    return len(frozenset().union(*[free[part] for part in parts])) == sum(
        [len(free[part]) for part in parts]
    )


# ---- formulas at a border


def near(graph: Graph, roots: Iterable[int], names: bool = False) -> list[int] | None:
    """The nodes under some roots (of variables: `names`), arguments first; None where too many."""
    seen = set(roots)
    stack = list(seen)
    while stack and len(seen) <= NEAR:
        for arg in graph.args[stack.pop()]:
            if arg not in seen:
                seen.add(arg)
                stack.append(arg)
    if stack:
        return None
    return sorted([node for node in seen if node in graph.names] if names else seen)


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


def is_differentiable(graph: Graph, root: int, images: Images) -> bool:
    """Whether a formula surely has a slope where it becomes its image.

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
        before = requirements(graph, node, args)
        for there, anywhere in zip(requirements(graph, node, at), before, strict=True):
            if graph.ops[there] is not TRUE and there != anywhere:
                return False
    return True


def _is_total(graph: Graph, root: int) -> bool:
    """Whether a formula surely has a value and a slope everywhere."""
    nodes = near(graph, [root])
    return nodes is not None and all(
        graph.ops[condition] is TRUE
        for node in nodes
        for condition in requirements(graph, node, graph.args[node])
    )
