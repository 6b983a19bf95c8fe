"""Formulas without variables that are exact, though they may not look it.

floor(exp(log(3))) is 3, and sqrt(2)*sqrt(3) == sqrt(6) holds. Doubles, and any number of digits,
would tell the one as 4 and the other as false. tan(pi/2) has no value: doubles give it one.
"""

from __future__ import annotations

from symchain.calculus.substitution import substituted
from symchain.functions import TABLE
from symchain.graph.graph import Graph
from symchain.graph.walk import constant_nodes, reachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from symchain.evaluation.operations import Value


def exact_constants(graph: Graph, order: Sequence[int]) -> dict[int, Value]:
    """The nodes of an order that depend on no variable and are exact: numbers, truths, or none.

    They are looked for where a condition, a jump or a pole may be decided by them.
    """
    fixed = [node for node in constant_nodes(graph, order) if graph.args[node]]
    if not fixed:
        return {}
    from symchain.evaluation.reference import Reference

    return Reference(graph, fixed).exact()


def with_exact_constants(graph: Graph, nodes: Sequence[int]) -> list[int]:
    """The nodes with what is exact as the number or the truth that it is, or sqrt(-1) for none."""
    order = reachable(graph, nodes)
    found = exact_constants(graph, order)
    if not found:
        return list(nodes)
    from mpmath.libmp import to_rational

    from symchain.evaluation.operations import NAN

    images: dict[int, int] = {}
    for node, value in found.items():
        if isinstance(value, bool):
            images[node] = graph.truth(value)
        elif value == NAN:  # tan(pi/2) has one in doubles
            images[node] = graph.apply(TABLE["sqrt"], (graph.constant(-1),))
        elif value is not None:
            images[node] = graph.constant(*to_rational(value))
    images = substituted(graph, order, images)
    return [images[node] for node in nodes]
