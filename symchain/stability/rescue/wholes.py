"""The repair of a whole formula of several variables that is powers times a function of one value.

Where parts of it are functions of that value u already, the function is repaired on the axis of u.
Else it is homogeneous, as x and y are in sqrt(x^2 + y^2), and u = x/y is no part of it: on the side
of abs(u) < 1 it is its leading power times a function of u, on the other one that of 1/u, so that
neither u nor the powers overflow.
"""

from __future__ import annotations

import math

from symchain.functions.arithmetic import LESS
from symchain.graph.rational import ONE, ZERO
from symchain.graph.transfer import transfer
from symchain.graph.walk import reachable, variables
from symchain.simplification.products import factors, product
from symchain.stability.rescue.dimensions import scaling
from symchain.stability.rescue.expansion import Place, leading_order
from symchain.stability.rescue.similarity import similar, sizes
from symchain.stability.rescue.truth import Truth

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from symchain.graph.graph import Graph
    from symchain.stability.rescue import Repairs
    from symchain.stability.rescue.axis import Stretch
    from symchain.stability.rescue.dimensions import Scaling
    from symchain.stability.rescue.similarity import Half, Similar

MODERATE: Stretch = (-1e12, 1e12)  # where trouble counts: not only where powers overflow
INSIDE: Stretch = (-2.0, 2.0)  # a place such as u = 1 has both its sides


def repaired_whole(repairs: Repairs, root: int, inners: Sequence[int]) -> int | None:
    """The repair of a formula; None where it is no such product, or needs none.

    `inners` are the values of which parts of the formula are functions.
    """
    graph = repairs.graph
    scales = scaling(graph, root)
    if scales is None:
        return None
    inner = _inner(graph, inners, scales)
    candidates = similar(graph, root, inner.scales, inner.scale)
    if not candidates or not any(
        repairs.is_troubled(own, probe, MODERATE) for own, probe in candidates[0].probes()
    ):
        return None
    if inner.node < 0 and min(inner.scales.inner.values()) < ZERO:
        return _on_both_sides(repairs, root, scales)
    found = next((each for each in candidates if not each.has_value_at_pole), None)
    if found is None or found.halves is None:
        return None
    value = found.value(graph) if inner.node < 0 else inner.node
    return _on_the_axis(repairs, found, found.halves, value)


class Inner:
    """A part `node` of a formula that is scale*u, the scaling with this u; or -1 without one."""

    def __init__(self, node: int, scale: int, scales: Scaling) -> None:
        self.node = node
        self.scale = scale
        self.scales = scales


def _inner(graph: Graph, inners: Sequence[int], scales: Scaling) -> Inner:
    """The part that is u, or 1/u, times a number."""
    for node in inners:
        if node in graph.names:
            continue
        coefficient, powers = factors(graph, node, {}, set(reachable(graph, [node])))
        own = {base: e for base, e in powers.items() if base in graph.names}
        numbers = {base: e for base, e in powers.items() if base not in graph.names}
        if not variables(graph, list(numbers)):
            for each in (scales, scales.inverse()):
                if own == each.inner:
                    return Inner(node, product(graph, coefficient, numbers), each)
    return Inner(-1, -1, scales)


def _on_the_axis(
    repairs: Repairs, found: Similar, halves: Sequence[Half], value: int
) -> int | None:
    graph = repairs.graph
    nodes = [repairs.within(half.own, half.root, value) for half in halves]
    if all(node is None for node in nodes):
        return None
    kept = [
        transfer(half.own, [half.root], graph, {half.variable: value})[0] if node is None else node
        for half, node in zip(halves, nodes, strict=True)
    ]
    return graph.multiply(found.monomial(graph), found.chosen(graph, kept))


def _on_both_sides(repairs: Repairs, root: int, scales: Scaling) -> int | None:
    graph = repairs.graph
    near, far = (_side(repairs, root, each) for each in (scales, scales.inverse()))
    if near == far == root:
        return None
    above, below = sizes(graph, scales)
    positive = graph.compare(LESS, graph.constant(0), above)
    beyond = graph.where(positive, far, root)  # at 0, 0 there is no quotient
    return graph.where(graph.compare(LESS, above, below), near, beyond)


def _side(repairs: Repairs, root: int, scales: Scaling) -> int:
    """What holds where abs(u) < 1: the leading power times a function that is not 0 at 0."""
    graph = repairs.graph
    found = next(iter(similar(graph, root, scales)), None)
    halves = found.halves if found and found.inner[found.eliminated] == ONE else None
    if found is None or halves is None:
        return root
    value = found.value(graph)
    nodes = []
    for half in halves:
        order = leading_order(
            Truth(half.own, half.root, half.variable, repairs.known.effort), Place(0)
        )
        whole = int(order) if order is not None and math.floor(order) == order else 0
        own, u = half.own, half.variable
        power = own.power(u, own.constant(abs(whole)))
        rest = own.divide(half.root, power) if whole >= 0 else own.multiply(half.root, power)
        node = repairs.within(own, rest, value, INSIDE)
        if node is None:
            node = transfer(own, [rest], graph, {u: value})[0]
        nodes.append(graph.multiply(found.monomial(graph, (whole, 1)), node))
    return found.chosen(graph, nodes)
