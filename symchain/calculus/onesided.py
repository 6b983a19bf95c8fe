"""Tangents at kinks other than the mean: one-sided ones, or marks.

"left" and "right" are the one-sided derivatives along the variable, in one forward sweep: beside a
tie the larger of two formulas is the one that grows faster, so the right tangent of max(a, b) is
the larger of both tangents and the left one the smaller. "nan" and "error" mark the kinks instead.

Source: Griewank and Walther, Evaluating Derivatives (2008), 14.2, on directional derivatives.
"""

from __future__ import annotations

from symchain.calculus.borders import KINK, SMOOTH, border
from symchain.calculus.closings import STEPS
from symchain.calculus.equalities import logic, settled, varies
from symchain.calculus.kinks import ERROR, LEFT, NAN, RIGHT
from symchain.functions import TABLE
from symchain.functions.arithmetic import (
    EQUAL,
    FALSE,
    LESS,
    LESS_EQUAL,
    TRUE,
    WHERE,
)
from symchain.functions.row import Op
from symchain.graph.domains import instance
from symchain.graph.graph import Graph
from symchain.graph.transfer import transfer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MAX, MIN = TABLE["max"], TABLE["min"]
JUMPING = frozenset(STEPS) | {WHERE}
MARKS = {NAN: TABLE["nan"], ERROR: TABLE["undefined"]}
INEQUALITIES = (LESS, LESS_EQUAL)


def tangent_at_kinks(
    graph: Graph,
    node: int,
    tangent: int,
    tangents: Mapping[int, int],
    active: bytearray,
    kinks: str,
) -> int:
    """The tangent of a node that has such a derivative at its own kinks.

    `tangent` is the one by the rules, `tangents` those of its arguments.
    """
    op = graph.ops[node]
    if op is not WHERE and not op.breaks:
        return tangent
    if kinks in MARKS:
        mark = graph.apply(MARKS[kinks], ())
        return _marked(graph, node, tangent, tangents, active, mark)
    inner = [tangents.get(arg, graph.constant(0)) for arg in graph.args[node]]
    if op is WHERE:
        condition = settled(graph, node, active)
        return graph.where(_beside(graph, condition, tangents, kinks), *inner[1:])
    if op.definition:
        return _of_definition(graph, node, inner, kinks)
    return _of_kink(graph, node, tangent, inner, kinks) if op.breaks == KINK else tangent


# ---- one side


def with_sides(
    graph: Graph,
    order: Sequence[int],
    tangents: Mapping[int, int],
    active: bytearray,
    kinks: str,
) -> dict[int, int]:
    """The nodes of an order that jumps make others on one side, where something is around these.

    abs(where(x >= 0, exp(x), -exp(x))) has on the left of 0 the slope of abs(-exp(x)).
    """
    images: dict[int, int] = {}
    if kinks in MARKS or not graph.has_any(JUMPING):
        return images
    used = {arg for node in order for arg in graph.args[node]}
    for node in order:
        op, args = graph.ops[node], graph.args[node]
        new = tuple([images.get(arg, arg) for arg in args])
        made = node if new == args else graph.apply(op, new)
        if node not in used or not active[node]:
            pass
        elif op is WHERE and _jumps(graph, node):
            made = graph.where(
                _beside(graph, settled(graph, node, active), tangents, kinks), *new[1:]
            )
        elif op in STEPS and args[0] in tangents:
            slope = tangents[args[0]] if kinks == RIGHT else graph.negate(tangents[args[0]])
            tie = graph.compare(EQUAL, args[0], graph.constant(0))
            made = graph.where(tie, graph.apply(op, (slope,)), made)
        if made != node:
            images[node] = made
    return images


def _jumps(graph: Graph, choice: int) -> bool:
    """Whether the branches of a choice may not meet."""
    found = border(graph, choice)
    return found is None or found.kind not in (SMOOTH, KINK)


def _of_kink(graph: Graph, node: int, tangent: int, inner: list[int], kinks: str) -> int:
    """The function of the tangents: abs, max, min and hypot are the same at every scale.

    On the left it is that of the tangents turned round, turned back.
    """
    op, args = graph.ops[node], graph.args[node]
    if kinks == LEFT:
        turned = graph.apply(op, tuple([graph.negate(slope) for slope in inner]))
        beside = graph.negate(turned)
    else:
        beside = graph.apply(op, tuple(inner))
    if op is MAX or op is MIN:
        first, second = inner if op is MIN else reversed(inner)
        tangent = graph.where(graph.compare(LESS, *args), first, second)
    return graph.where(instance(graph, op, args, op.smooth), tangent, beside)


def _of_definition(graph: Graph, node: int, inner: list[int], kinks: str) -> int:
    """The tangent by what the function is written with: clip and relu by max and min."""
    from symchain.calculus.rules import tangents
    from symchain.graph.walk import reachable
    from symchain.parsing import parse_node

    op, args = graph.ops[node], graph.args[node]
    own = Graph()
    slots = [own.symbol(name) for name in op.parameters]
    root = parse_node(own, op.definition, variables=op.parameters)
    slopes = [own.symbol(f"d {name}") for name in op.parameters]
    made = tangents(own, reachable(own, [root]), dict(zip(slots, slopes, strict=True)), kinks)
    images = dict(zip((*slots, *slopes), (*args, *inner), strict=True))
    return transfer(own, [made[root]], graph, images)[0]


def _beside(graph: Graph, condition: int, tangents: Mapping[int, int], kinks: str) -> int:
    """What a condition is just beside the point: at a tie of u < v by which side grows faster."""
    images: dict[int, int] = {}
    for part in logic(graph, condition) or [condition]:
        op, args = graph.ops[part], graph.args[part]
        if op in INEQUALITIES:
            images[part] = _compared_beside(graph, op, args, tangents, kinks)
        elif not any(arg in images for arg in args):
            images[part] = part
        else:
            images[part] = graph.apply(op, tuple([images.get(arg, arg) for arg in args]))
    return images[condition]


def _compared_beside(
    graph: Graph, op: Op, args: tuple[int, ...], tangents: Mapping[int, int], kinks: str
) -> int:
    zero = graph.constant(0)
    slopes = [tangents.get(arg, zero) for arg in args]
    if slopes[0] == slopes[1]:
        return graph.compare(op, *args)
    grows = graph.compare(op, *(slopes if kinks == RIGHT else reversed(slopes)))
    if graph.ops[grows] is TRUE:
        return graph.compare(LESS_EQUAL, *args)
    if graph.ops[grows] is FALSE:
        return graph.compare(LESS, *args)
    at_tie = graph.conjunction(graph.compare(EQUAL, *args), grows)
    return graph.disjunction(graph.compare(LESS, *args), at_tie)


# ---- marks


def _marked(
    graph: Graph,
    node: int,
    tangent: int,
    tangents: Mapping[int, int],
    active: bytearray,
    mark: int,
) -> int:
    """The tangent with a mark at the kinks and jumps of the node."""
    op, args = graph.ops[node], graph.args[node]
    if op is not WHERE:
        return graph.where(instance(graph, op, args, op.smooth), tangent, mark)
    if mark in args:  # of a derivative that has marks: they stay where they are
        slopes = [arg if arg == mark else tangents.get(arg, graph.constant(0)) for arg in args]
        return graph.where(args[0], *slopes[1:])
    found = border(graph, node)
    if found is not None and found.kind == SMOOTH:
        return tangent
    ties = [
        graph.compare(EQUAL, *graph.args[part])
        for part in logic(graph, args[0])
        if graph.ops[part] in INEQUALITIES and varies(graph, part, active)
    ]
    for tie in ties:
        tangent = graph.where(tie, mark, tangent)
    return tangent
