"""Arguments that stand still by choice where the slope of a function has no value.

The slope of sqrt(max(x, 0)) is heaviside(x)/(2*sqrt(max(x, 0))): 0/0 for x < 0, where the argument
is 0 whatever x is, and so the slope is 0. There the product is 0 by choice. So it is for any
argument that choices make a number: abs(x) + x for x < 0, max(x, y) - y for x < y.
"""

from __future__ import annotations

from symchain.calculus.substitution import NEAR, near
from symchain.functions import TABLE
from symchain.functions.arithmetic import FALSE, LESS, POWER, TRUE, WHERE
from symchain.graph.domains import always_computed, instance
from symchain.graph.graph import Graph
from symchain.simplification.contexts import plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Rest = tuple[tuple[int, ...], int]  # conditions, and the number that a formula is there

HEAVISIDE, HYPOT = TABLE["heaviside"], TABLE["hypot"]
# What a choice is where its first argument is below the second (or 0) and where it is above.
SIDES = {
    TABLE["abs"]: ("-a", "a"),
    TABLE["clip"]: ("b", "c"),  # above the third
    HEAVISIDE: ("0", "1"),
    TABLE["max"]: ("b", "a"),
    TABLE["min"]: ("a", "b"),
    TABLE["relu"]: ("0", "a"),
    TABLE["sign"]: ("-1", "1"),
}
CHOICES = frozenset((*SIDES, WHERE))
MOST_LOOKS = 1_000  # at nodes under a formula, with some choices decided in each way


def step(graph: Graph, first: int, second: int) -> int:
    """heaviside(first - second), the share of one formula in a choice."""
    return graph.apply(HEAVISIDE, (graph.subtract(first, second),))


def moving(graph: Graph, node: int, position: int, slope: int) -> int:
    """The condition outside of which a node's argument stands still and the slope has no value."""
    moves = graph.truth(True)
    if graph.is_total(slope):
        return moves
    args = graph.args[node]
    arg = args[position]
    others = [
        {other: number} for other in args if other != arg for _, number in _rests(graph, other)
    ]
    for conditions, number in _rests(graph, arg):
        if any(_is_spoilt(graph, node, slope, {**other, arg: number}) for other in ({}, *others)):
            outside = graph.truth(False)
            for condition in conditions:
                outside = graph.disjunction(outside, plain(graph, graph.negation(condition)))
            moves = graph.conjunction(moves, outside)
    return moves


# ---- where a formula stands still


def _rests(graph: Graph, root: int) -> list[Rest]:
    """Where the choices under a formula make it a number, as far as can be told: asked once."""
    key = ("rests", root)
    if key not in graph.notes:
        graph.notes[key] = _found(graph, root) if chooses(graph, root) else []
    found: list[Rest] = graph.notes[key]
    return found


def chooses(graph: Graph, root: int) -> bool:
    """Whether a formula is a choice or has one under it."""
    if not graph.has_any(CHOICES):
        return False
    marks: bytearray = graph.notes.setdefault(("chooses", 0), bytearray())
    for node in range(len(marks), len(graph)):
        marks.append(graph.ops[node] in CHOICES or any(marks[arg] for arg in graph.args[node]))
    return bool(marks[root])


def _found(graph: Graph, root: int) -> list[Rest]:
    """Decides the choices one by one, the outermost first, which leaves the fewest open."""
    nodes = _beneath(graph, root)
    found: dict[tuple[int, ...], int] = {}
    waiting: list[dict[int, int]] = [{}]
    looks = max(1, MOST_LOOKS // len(nodes))
    while waiting and looks:
        looks -= 1
        sides = waiting.pop()
        conditions, form, undecided = _on_sides(graph, nodes, sides)
        truths = {graph.ops[condition] for condition in conditions}
        if not truths.isdisjoint((TRUE, FALSE)):
            continue
        if undecided and form not in graph.constants:
            waiting += [{**sides, max(undecided): side} for side in (1, 0)]
        elif conditions:
            number = _number(graph, form)
            if number is not None:
                found[conditions] = number
    return list(found.items())


def _beneath(graph: Graph, root: int) -> list[int]:
    """The nodes under a root that choices can make a number, the nearest where there are many."""
    found = {root: None}
    waiting = [root]
    for node in waiting:
        new = [arg for arg in graph.args[node] if arg not in found]
        if len(found) + len(new) <= NEAR:
            found.update(dict.fromkeys(new))
            waiting += [arg for arg in new if chooses(graph, arg)]
    return sorted(found)


def _on_sides(
    graph: Graph, nodes: Iterable[int], sides: Mapping[int, int]
) -> tuple[tuple[int, ...], int, Iterable[int]]:
    """What the last of some nodes is where choices are decided so.

    The conditions for that, the formula, and the choices in it that are not decided.
    """
    image: dict[int, int] = {}
    needs: dict[int, dict[int, None]] = {}
    undecided: dict[int, dict[int, None]] = {}
    for node in nodes:
        op, args = graph.ops[node], graph.args[node]
        image[node], needs[node], undecided[node] = node, {}, {}
        if not args or any(arg not in image for arg in args):
            continue
        given = [image[arg] for arg in args]
        made = graph.apply(op, tuple(given))
        used: Iterable[int] = range(len(args))
        if node not in sides or made in graph.constants:
            image[node] = made
            if op in CHOICES and made not in graph.constants:
                undecided[node] = {node: None}
        else:
            condition, image[node], used = _on_side(graph, node, given, sides[node])
            needs[node] = {condition: None}
        for place in used:
            needs[node] |= needs[args[place]]
            undecided[node] |= undecided[args[place]]
    last = max(image)
    return tuple(needs[last]), image[last], undecided[last]


def _on_side(
    graph: Graph, choice: int, given: list[int], side: int
) -> tuple[int, int, Iterable[int]]:
    """The condition of a side, what a choice of given arguments is there, which of these it is."""
    op, args = graph.ops[choice], graph.args[choice]
    if op is WHERE:
        condition = graph.negation(args[0]) if side else args[0]
        return condition, given[1 + side], (1 + side,)
    limits = args[1:] if len(args) > 1 else (graph.constant(0),)
    pair = (limits[-1], args[0]) if side else (args[0], limits[0])
    word = SIDES[op][side]
    if word[-1] not in "abc":
        return graph.compare(LESS, *pair), graph.constant(int(word)), ()
    place = "abc".index(word[-1])
    form = graph.negate(given[place]) if word[0] == "-" else given[place]
    return graph.compare(LESS, *pair), form, (place,)


def _number(graph: Graph, form: int) -> int | None:
    """The node of the number that a formula is; None where it is none, as far as can be told."""
    if form not in graph.constants and graph.is_total(form) and near(graph, [form]) is not None:
        from symchain.simplification import simplify_all

        (form,) = simplify_all(graph, [form])
    return form if form in graph.constants else None


# ---- where a slope has no value


def _is_spoilt(graph: Graph, node: int, slope: int, known: Mapping[int, int]) -> bool:
    """Whether a slope of a node may have no value where some formulas are numbers.

    What the node's own value asks for does not count: it has none there either.
    """
    op, args = graph.ops[node], graph.args[node]
    if near(graph, [*args, slope]) is None:
        return True
    images = dict(known)
    for part in always_computed(graph, [*args, slope]):
        own = graph.args[part]
        at = tuple([images.get(arg, arg) for arg in own])
        if part in images or at == own:
            continue
        is_none = graph.ops[part] is HYPOT and set(at) == {graph.constant(0)}
        images[part] = at[0] if is_none else graph.apply(graph.ops[part], at)
    asked = instance(graph, op, tuple([images.get(a, a) for a in args]), op.domain or "true")
    before = set(always_computed(graph, args))
    for part in always_computed(graph, [slope]):
        at = tuple([images.get(arg, arg) for arg in graph.args[part]])
        is_new = at != graph.args[part] or part not in before  # log(x) of x^max(x, 3)
        if is_new and _may_be_undefined(graph, part, at, asked):
            return True
    return False


def _may_be_undefined(graph: Graph, node: int, at: tuple[int, ...], asked: int) -> bool:
    """Whether an operation may have no value of some arguments, but for what is asked anyway."""
    op = graph.ops[node]
    if op is POWER:
        value = graph.constants.get(at[1])
        return at[0] == graph.constant(0) and (value is None or value[0] <= 0)
    if not op.domain:
        return False
    condition = instance(graph, op, at, op.domain)
    return condition != asked and not graph.holds(condition)
