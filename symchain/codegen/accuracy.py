"""The pipeline that makes emitted numbers hold: stabilise, differentiate, stabilise again, rescue.

What is differentiated are the outputs in forms whose derivatives hold; what is emitted are all
results of a function together, so that value and derivatives share what they shared.
"""

from __future__ import annotations

from symchain.stability import differentiable, stable
from symchain.stability.rescue import rescued

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from symchain.codegen.targets.target import Target
    from symchain.graph.graph import Graph


def before_derivatives(graph: Graph, outputs: Sequence[int], target: Target) -> list[int]:
    """The outputs in the forms that are differentiated, of functions that a target has."""
    return differentiable(graph, outputs, target.computes)


def before_lowering(graph: Graph, results: Sequence[int], target: Target) -> list[int]:
    """The results, values and derivatives, in the forms that are emitted for a target."""
    choices: set[int] = set()
    nodes = stable(graph, results, target.computes, choices)
    return rescued(graph, nodes, choices, target.computes)
