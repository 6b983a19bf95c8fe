"""Derivative rules as flat recipes: parsed once from the table's texts, then run on any nodes.

A rule is multiplied into a seed (a tangent on the way forward, an adjoint on the way back), so one
recipe serves both modes. A rule that is a quotient divides the seed first: the rules of a/b, 1/b
and -y/b, then share the node seed/b.
"""

from __future__ import annotations

from symchain.errors import DerivativeError
from symchain.functions import ROWS
from symchain.functions.arithmetic import CONSTANT, DIVIDE, NEGATE, POWER, WHERE
from symchain.functions.row import Op
from symchain.graph.graph import Graph
from symchain.graph.rational import MINUS_ONE, ONE, ZERO, Rational
from symchain.graph.walk import reachable

VALUE = "y"  # the name by which a rule calls the function's own value
SHARE = "share"  # and the argument's share of a choice, in the rules of max, min and where

# What may be zero or stand still by choice: without it in the graph no product needs a guard.
CHOOSING = frozenset((WHERE, *[op for op in ROWS if op.breaks]))
CONDITION = Op("condition", boolean=True)  # stands for a condition among a rule's arguments
FLAT = Op("flat", "x", "0")  # stands for 0^b, which is constant wherever it has a slope

Step = tuple[Op, tuple[int, ...], Rational]


class Recipe:
    """A derivative rule as straight steps over slots: the arguments, the value, then the steps.

    The slope is sign * slots[factor] / slots[divisor]; None stands for 1. `is_zero` says that the
    slope vanishes everywhere; `function` is f where the slope is nothing but f(x), as cos(x) is;
    `is_share` that it is the share of a choice, which has a value everywhere.
    """

    __slots__ = (
        *("constant", "divisor", "factor", "function", "is_share", "is_zero", "negative", "steps"),
    )

    def __init__(self, graph: Graph, root: int, inputs: list[int]) -> None:
        constants = graph.constants
        self.is_zero = constants.get(root) == ZERO
        self.negative = graph.ops[root] is NEGATE or constants.get(root) == MINUS_ONE
        if graph.ops[root] is NEGATE:
            root = graph.args[root][0]
        elif self.negative:
            root = graph.constant(1)
        is_quotient = graph.ops[root] is DIVIDE
        factor, divisor = graph.args[root] if is_quotient else (root, None)
        slots = {node: place for place, node in enumerate(inputs)}
        self.steps: list[Step] = []
        self.constant = factor in constants
        wanted = [node for node in (factor, divisor) if node is not None]
        wanted = [node for node in wanted if constants.get(node) != ONE]
        for node in reachable(graph, wanted):
            if node not in slots:
                self._add_step(graph, node, slots)
        self.factor = slots.get(factor)
        self.is_share = graph.names.get(factor) == SHARE
        self.divisor = None if divisor is None else slots[divisor]
        alone = len(inputs) == 2 and len(self.steps) == 1 and self.steps[0][1] == (0,)
        plain = alone and not is_quotient and not self.negative
        self.function = self.steps[0][0] if plain else None

    def _add_step(self, graph: Graph, node: int, slots: dict[int, int]) -> None:
        args = tuple([slots[a] for a in graph.args[node]])
        slots[node] = len(slots)
        self.steps.append((graph.ops[node], args, graph.constants.get(node, ZERO)))

    def times(self, graph: Graph, seed: int, node: int, position: int, active: bytearray) -> int:
        """The node of seed times the slope of a node by one of its arguments.

        `active` says of the nodes below whether they depend on the variables.
        """
        slots = slots_of(graph, node, position, active)
        result = self.product(graph, seed, slots)
        factor, divisor = self.factor, self.divisor
        is_plain = factor is None or self.is_share or slots[factor] in graph.constants
        if divisor is None and is_plain:
            return result  # it has a value wherever the seed has one
        if not graph.has_any(CHOOSING):
            return result
        from symchain.calculus.presence import guarded
        from symchain.calculus.steps import chooses, moving

        result = guarded(graph, seed, result)
        if not chooses(graph, graph.args[node][position]):
            return result
        slope = self.product(graph, graph.constant(1), slots)
        return graph.where(moving(graph, node, position, slope), result, graph.constant(0))

    def product(self, graph: Graph, seed: int, slots: list[int]) -> int:
        """The node of seed times the slope; slots: the arguments' nodes, then the value's."""
        if self.steps:
            self._run(graph, slots)
        factor, divisor = self.factor, self.divisor
        if divisor is None:
            result = seed if factor is None else graph.multiply(seed, slots[factor])
        elif factor is None:
            result = graph.divide(seed, slots[divisor])
        elif self.constant:
            result = graph.divide(graph.multiply(seed, slots[factor]), slots[divisor])
        else:
            result = graph.multiply(graph.divide(seed, slots[divisor]), slots[factor])
        return graph.negate(result) if self.negative else result

    def _run(self, graph: Graph, slots: list[int]) -> None:
        for op, args, value in self.steps:
            if op is CONSTANT:
                slots.append(graph.number(value))
            else:
                slots.append(graph.apply(op, tuple([slots[a] for a in args])))


def recipe(graph: Graph, node: int, position: int) -> Recipe:
    """The derivative rule of a node's function by one of its arguments.

    Raises DerivativeError where there is no closed form.
    """
    op = graph.ops[node]
    if op is POWER and position == 1 and graph.constants.get(graph.args[node][0]) == ZERO:
        return tabled(FLAT, 0)
    return op.recipes.get(position) or tabled(op, position)


def tabled(op: Op, position: int) -> Recipe:
    """The derivative rule of a function of the table."""
    place = 0 if op.variadic else position
    known = op.recipes.get(place)
    if known is None:
        known = op.recipes[place] = _written(op, place)
    return known


def _written(op: Op, place: int) -> Recipe:
    from symchain.parsing import parse_node

    graph = Graph()
    names = (*op.parameters, VALUE, SHARE) if op.shared else (*op.parameters, VALUE)
    inputs = [
        graph.intern(CONDITION, ()) if i in op.conditions else graph.symbol(name)
        for i, name in enumerate(names)
    ]
    meanings = dict(zip(names, inputs, strict=True))
    if not op.partials and op.definition:
        from symchain.calculus.adjoints import partials

        root = parse_node(graph, op.definition, variables=meanings)
        return Recipe(graph, partials(graph, root, [inputs[place]])[0], inputs)
    text = op.partial(place)
    if text is None:
        raise DerivativeError(
            f"the derivative of '{op.name}' by its argument '{op.parameters[place]}' "
            "has no closed form"
        )
    return Recipe(graph, parse_node(graph, text, variables=meanings), inputs)


def slots_of(graph: Graph, node: int, position: int, active: bytearray) -> list[int]:
    """What a rule's names stand for at a node: its arguments (or the one asked for), its value."""
    op, args = graph.ops[node], graph.args[node]
    if op.shared:
        from symchain.calculus.shares import share

        return [*args, node, share(graph, node, position, active)]
    return [args[position], node] if op.variadic else [*args, node]
