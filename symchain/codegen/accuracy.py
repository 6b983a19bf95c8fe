"""The pipeline that makes emitted numbers hold: stabilise, differentiate, stabilise again.

What is differentiated are the outputs in forms whose derivatives hold; what is emitted are all
results of a function together, so that value and derivatives share what they shared.
"""

from __future__ import annotations

from symchain.stability import differentiable, stable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from symchain.graph.graph import Graph


def before_derivatives(graph: Graph, outputs: Sequence[int]) -> list[int]:
    """The outputs in the forms that are differentiated."""
    return differentiable(graph, outputs)


def before_lowering(graph: Graph, results: Sequence[int]) -> list[int]:
    """The results, values and derivatives, in the forms that are emitted."""
    return stable(graph, results)
