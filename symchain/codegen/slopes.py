"""The derivatives of one operation as programs, for a library that is to differentiate it."""

from __future__ import annotations

from symchain.calculus.recipes import VALUE, recipe
from symchain.codegen.accuracy import before_derivatives
from symchain.codegen.fitting import fitted
from symchain.codegen.lower import lower
from symchain.graph.graph import Graph
from symchain.graph.walk import reachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from symchain.codegen.program import Program
    from symchain.codegen.targets.target import Target
    from symchain.functions.row import Op


def slopes(op: Op, target: Target) -> list[Program | None]:
    """The program of the slope by each parameter; None where the target has no formula of it.

    The inputs are the parameters and `y`, the function's own value.
    """
    return [_slope(op, place, target) for place in range(len(op.parameters))]


def _slope(op: Op, place: int, target: Target) -> Program | None:
    if op.partial(place) is None:
        return None
    graph = Graph()
    args = [graph.symbol(name) for name in op.parameters]
    root, value = graph.apply(op, tuple(args)), graph.symbol(VALUE)
    node = recipe(graph, root, place).product(graph, graph.constant(1), [*args, value])
    ops = [graph.ops[part] for part in reachable(graph, [node]) if graph.args[part]]
    if not all(map(target.writes, ops)):
        return None
    nodes = before_derivatives(graph, [node], target)
    return fitted(lower(graph, nodes, [*op.parameters, VALUE], target), target)
