"""Numbers of emitted code: every formula without variables becomes its nearest double."""

from __future__ import annotations

from math import isfinite

from symchain.errors import SymchainError
from symchain.graph.graph import Graph
from symchain.graph.rational import Rational
from symchain.graph.walk import constant_nodes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any


def nearest_double(value: Rational) -> float:
    """The double nearest to an exact number; SymchainError where it is out of range."""
    try:
        result = value[0] / value[1]
    except OverflowError:
        result = float("inf")
    if not isfinite(result) or (result == 0.0 and value[0]):
        raise SymchainError("a number of the formula is out of the range of double precision")
    return result


def literals(graph: Graph, order: Sequence[int], outputs: Sequence[int]) -> dict[int, float]:
    """The double of each node without variables that a node with variables, or nobody, uses.

    A formula that has no real value is left out, so that the code fails where it is needed.
    """
    fixed = constant_nodes(graph, order)
    ends = {arg for node in order if node not in fixed for arg in graph.args[node]}
    ends = {node for node in ends.union(outputs) if node in fixed}
    values = {node: nearest_double(graph.constants[node]) for node in ends & graph.constants.keys()}
    composite = [node for node in order if node in ends and node not in values]
    if composite:
        from symchain.evaluation.reference import Reference

        exact = Reference(graph, composite).settled({})
        for node, value in zip(composite, exact, strict=True):
            if not graph.ops[node].boolean and value == value:
                values[node] = _as_double(value)
    return values


def _as_double(value: Any) -> float:
    result = float(value)
    if not isfinite(result) or (result == 0.0 and value != 0):
        raise SymchainError("a constant of the formula is out of the range of double precision")
    return result
