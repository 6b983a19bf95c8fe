"""The rules of differentiation as they are written on a board, one line for each record.

A line is a formula in which `d/dx [part]` stands for what is still to be found; made with the
derivatives of the parts in that place, the same lines put the derivative together.
"""

from __future__ import annotations

from symchain.calculus.recipes import recipe
from symchain.calculus.rules import Derivation
from symchain.display.notation import SLOPE
from symchain.functions.arithmetic import ADD, DIVIDE, MULTIPLY, NEGATE, SUBTRACT, WHERE
from symchain.functions.row import Op
from symchain.graph.walk import dependent, reachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Wrap = tuple[Op, tuple[int, ...], int]

MOST_TERMS = 24  # of a sum that one line takes apart; what is left stays together
MOST_FACTORS = 5
PRODUCTS = frozenset((MULTIPLY, DIVIDE, NEGATE))


class View:
    """A derivation, and what stands for the derivative of a part.

    That is the sign `d/dx [part]`, or its node in `made` where the parts are done already.
    `parts` collects the nodes whose derivatives were asked for as a sign; `letters` are kept here
    for the arguments of outer functions.
    """

    __slots__ = (
        *("graph", "letters", "made", "one", "parts", "records", "told"),
        *("variable", "zero"),
    )

    def __init__(self, told: Derivation, made: Mapping[int, int] | None = None) -> None:
        self.graph = told.graph
        self.variable = told.variable
        self.records = {record.node: record for record in told.records}
        self.made = made
        self.told = told
        self.parts: list[int] = []
        self.letters: list[int] = []
        self.zero, self.one = told.graph.constant(0), told.graph.constant(1)

    def slope(self, node: int) -> int:
        """The derivative of a part."""
        if node not in self.records:
            return self.zero
        if self.made is not None:
            return self.made[node]
        self.parts.append(node)
        return self.graph.intern(SLOPE, (node, self.variable))

    def short_slope(self, node: int) -> int:
        """The derivative of a part; 1 for the variable, of which nobody need be told."""
        return self.one if node == self.variable else self.slope(node)

    def active(self, node: int) -> list[int]:
        """The positions of the arguments that depend on the variable."""
        records = self.records
        return [i for i, arg in enumerate(self.graph.args[node]) if arg in records]

    def dependent(self) -> bytearray:
        """For each node, whether it depends on the variable."""
        order = reachable(self.graph, [self.told.root])
        return dependent(self.graph, order, [self.variable])

    def line(self, node: int) -> int:
        """The derivative of a node by its rule, from the derivatives of its parts."""
        return RULES.get(self.records[node].rule, function)(self, node)


def variable(view: View, node: int) -> int:
    """d/dx x = 1."""
    return view.one


def total(view: View, node: int) -> int:
    """A sum of any number of terms, term by term, constant factors in front."""
    graph = view.graph
    result = view.zero
    for sign, term in terms(view, node):
        slope = scaled_slope(view, term)
        result = graph.add(result, slope) if sign > 0 else graph.subtract(result, slope)
    return result


def terms(view: View, root: int) -> list[tuple[int, int]]:
    """The terms of a sum that depend on the variable, each with its sign."""
    ops, args = view.graph.ops, view.graph.args
    found: list[tuple[int, int]] = []
    stack = [(1, root)]
    while stack:
        sign, node = stack.pop()
        op = ops[node]
        splits = op is ADD or op is SUBTRACT or (op is NEGATE and _is_sum(view, args[node][0]))
        if not splits or len(found) + len(stack) >= MOST_TERMS:
            if node in view.records:
                found.append((sign, node))
        elif op is NEGATE:
            stack.append((-sign, args[node][0]))
        else:
            stack.append((sign if op is ADD else -sign, args[node][1]))
            stack.append((sign, args[node][0]))
    return found


def _is_sum(view: View, node: int) -> bool:
    return view.graph.ops[node] is ADD or view.graph.ops[node] is SUBTRACT


def scaled_slope(view: View, node: int) -> int:
    """The derivative of number * part, with the constant factors in front."""
    part, wraps = peeled(view, node)
    return wrapped(view, view.short_slope(part), wraps)


def peeled(view: View, node: int) -> tuple[int, list[Wrap]]:
    """What is left of a product without its constant factors, and the operations to put back."""
    graph = view.graph
    wraps: list[Wrap] = []
    while graph.ops[node] in PRODUCTS:
        positions = view.active(node)
        if len(positions) != 1 or (graph.ops[node] is DIVIDE and positions[0] == 1):
            break
        wraps.append((graph.ops[node], graph.args[node], positions[0]))
        node = graph.args[node][positions[0]]
    return node, wraps


def wrapped(view: View, node: int, wraps: Sequence[Wrap]) -> int:
    """A node with constant factors put back around it."""
    for op, args, position in reversed(wraps):
        node = view.graph.apply(op, (*args[:position], node, *args[position + 1 :]))
    return node


def product(view: View, node: int) -> int:
    """(f*g*h)' = f'*g*h + f*g'*h + f*g*h'."""
    graph = view.graph
    constants, parts = factors(view, node)
    result = view.zero
    for i, changed in enumerate(parts):
        term = view.one
        for j, part in enumerate(parts):
            term = graph.multiply(term, view.slope(changed) if i == j else part)
        result = graph.add(result, term)
    for constant in reversed(constants):
        result = graph.multiply(constant, result)
    return result


def factors(view: View, root: int) -> tuple[list[int], list[int]]:
    """The factors of a product that do not depend on the variable, and those that do."""
    constants: list[int] = []
    parts: list[int] = []
    stack = [root]
    while stack:
        node = stack.pop()
        if node not in view.records:
            constants.append(node)
        elif view.graph.ops[node] is MULTIPLY and len(parts) + len(stack) < MOST_FACTORS - 1:
            stack += reversed(view.graph.args[node])
        else:
            parts.append(node)
    return constants, parts


def quotient(view: View, node: int) -> int:
    """(f/g)' = (f'*g - f*g')/g^2."""
    graph = view.graph
    top, bottom = graph.args[node]
    left = graph.multiply(view.slope(top), bottom)
    right = graph.multiply(top, view.slope(bottom))
    return graph.divide(graph.subtract(left, right), graph.power(bottom, graph.constant(2)))


def reciprocal(view: View, node: int) -> int:
    """(c/g)' = -c*g'/g^2."""
    graph = view.graph
    top, bottom = graph.args[node]
    above = graph.multiply(top, view.short_slope(bottom))
    return graph.negate(graph.divide(above, graph.power(bottom, graph.constant(2))))


def branches(view: View, node: int) -> int:
    """The derivative of each branch under its condition."""
    graph = view.graph
    pieces: list[tuple[int, int]] = []
    while graph.ops[node] is WHERE and len(pieces) < MOST_TERMS:
        condition, yes, node = graph.args[node]
        pieces.append((condition, scaled_slope(view, yes)))
    result = scaled_slope(view, node)
    for condition, slope in reversed(pieces):
        result = graph.where(condition, slope, result)
    return result


def function(view: View, node: int) -> int:
    """f(a, b)' = df/da * a' + df/db * b': the table's slopes times the derivatives inside."""
    graph = view.graph
    result = view.zero
    for position in view.active(node):
        slope = slope_of(view, node, position)
        if slope != view.zero:
            inner = view.short_slope(graph.args[node][position])
            result = graph.add(result, graph.multiply(slope, inner))
    return result


def slope_of(view: View, node: int, position: int) -> int:
    """The partial derivative of a function by one of its arguments."""
    rule = recipe(view.graph, node, position)
    if rule.is_zero:
        return view.zero
    active = view.dependent() if view.graph.ops[node].shared else bytearray()
    return rule.times(view.graph, view.one, node, position, active)


RULES: dict[str, Callable[[View, int], int]] = {
    "identity": variable,
    "sum": total,
    "difference": total,
    "constant multiple": scaled_slope,
    "product": product,
    "quotient": quotient,
    "reciprocal": reciprocal,
    "piecewise": branches,
}
