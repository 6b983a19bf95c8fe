"""Functions that a program defines: their formula is put in the place of each call."""

from __future__ import annotations

from symchain.errors import BudgetError, SymchainError
from symchain.functions.arithmetic import DIVIDE, POWER
from symchain.graph.graph import Graph
from symchain.graph.walk import dependent, reachable
from symchain.parsing import budgets, calls
from symchain.parsing.operators import divide, power

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


class Inlined:
    """A function given by a formula in a graph: what depends on its parameters, in order.

    `spent` counts the operations that all functions of a program have made.
    """

    __slots__ = ("body", "boolean", "graph", "name", "order", "parameters", "spent")

    def __init__(
        self,
        graph: Graph,
        name: str,
        parameters: Sequence[int],
        body: int,
        spent: list[int],
    ) -> None:
        self.graph = graph
        self.name = name
        self.parameters = tuple(parameters)
        self.body = body
        self.spent = spent
        self.boolean = graph.ops[body].boolean
        order = reachable(graph, [body])
        active = dependent(graph, order, parameters)
        self.order = [node for node in order if active[node] and graph.args[node]]

    def call(self, arguments: Sequence[int]) -> int:
        """The node of the formula at these arguments.

        Raises SymchainError where their number or kind is wrong, BudgetError where the graph
        would grow beyond its limit.
        """
        graph = self.graph
        if len(arguments) != len(self.parameters):
            wanted = len(self.parameters)
            plural = "" if wanted == 1 else "s"
            counts = f"{wanted} argument{plural}, not {len(arguments)}"
            raise SymchainError(f"'{self.name}' takes {counts}")
        if any(graph.ops[node].boolean for node in arguments):
            raise SymchainError(f"the arguments of '{self.name}' must be numbers, not conditions")
        self.spent[0] += len(self.order)
        if self.spent[0] > budgets.INLINED:
            raise BudgetError(
                f"the calls make more than {budgets.INLINED:,} operations: "
                "call fewer functions, or name what they share as a step"
            )
        image = dict(zip(self.parameters, arguments, strict=True))
        for node in self.order:
            args = tuple([image.get(a, a) for a in graph.args[node]])
            made = image[node] = checked(graph, graph, node, args)
            if made in graph.constants:
                budgets.check_number(graph.constants[made])
        return image.get(self.body, self.body)


def checked(graph: Graph, source: Graph, node: int, args: tuple[int, ...]) -> int:
    """The operation of a source's node on nodes of a graph, within the limits of the operators."""
    op = source.ops[node]
    if op is DIVIDE:
        return divide(graph, *args)
    if op is POWER:
        return power(graph, *args)
    if op is calls.FACTORIAL:
        return calls.factorial_of(graph, *args)
    return graph.apply(op, args)
