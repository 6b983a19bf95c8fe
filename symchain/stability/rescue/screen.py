"""A quick look for trouble: doubles with an error bound, then the truth at the few worst points."""

from __future__ import annotations

import math

from symchain.functions.arithmetic import DIVIDE, MULTIPLY, NEGATE, POWER
from symchain.functions.row import Op
from symchain.graph.graph import Graph
from symchain.stability.rescue.axis import points, sign_changes
from symchain.stability.rescue.doubles import SMALLEST, Doubles

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from symchain.stability.rescue.axis import Stretch

COARSE = 2  # points in a decade
SUSPICIOUS = 24.0  # units of the last place that rounding can cost, as far as a first look says
TRANSPARENT: frozenset[Op] = frozenset((MULTIPLY, NEGATE, POWER))


def suspicious(doubles: Doubles, xs: Sequence[float]) -> list[float]:
    """The points at which rounding may cost more than the formula's own conditioning explains."""
    found = []
    for x in xs:
        _, (value, slope, error) = doubles.sweep(x)
        bound = SUSPICIOUS * max(abs(value), SMALLEST) + 4.0 * abs(slope * x)
        if not math.isfinite(value) or not error <= bound * 2.0:
            found.append(x)
    return found


def places(doubles: Doubles, within: Stretch) -> list[float]:
    """Where in a stretch a series may be wanted: 0, and where a divisor changes its sign."""
    nodes = divisors(doubles.graph, doubles.order)
    changes = sign_changes(doubles, nodes, points(within, fine=COARSE)) if nodes else []
    return [x for x in [0.0, *changes] if within[0] <= x <= within[1]]


def divisors(graph: Graph, order: Sequence[int]) -> list[int]:
    """What is divided by, taken apart into factors and bases."""
    stack = [graph.args[node][1] for node in order if graph.ops[node] is DIVIDE]
    found: dict[int, None] = {}
    while stack:
        node = stack.pop()
        op = graph.ops[node]
        if op is POWER:
            stack.append(graph.args[node][0])
        elif op in TRANSPARENT:
            stack.extend(graph.args[node])
        elif graph.args[node] and node not in found:
            found[node] = None
    return list(found)
