"""Two engines of our own in double precision: dual numbers forward, a tape in reverse.

Both run on the original graph, with the table's rules evaluated as numbers: no symbolic derivative,
no simplifier and no emitted code has a part in them.
"""

from __future__ import annotations

import math

from symchain.calculus.holes import hole
from symchain.calculus.recipes import recipe, slots_of
from symchain.calculus.shares import share
from symchain.functions.arithmetic import CONSTANT, WHERE
from symchain.functions.row import Op
from symchain.graph.graph import Graph
from symchain.graph.rational import as_float
from symchain.graph.walk import dependent, reachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Any

    Read = list[tuple[int, int]]  # slots with the nodes whose values they take
    Steps = list[tuple[int, Op, tuple[int, ...]]]  # slots with what is computed of others
    Rule = tuple[list[Any], Read, Steps, int | None, int | None, bool]
    Slopes = dict[int, list[tuple[int, float]]]  # of a node, by its arguments

NAN = math.nan
MOST_KEPT = 10_000  # nodes whose slopes at a point are kept
MOST_SWEPT = 1_000_000  # nodes, times variables, of sweeps forward where a slope has no value

DECIDING = {"and": False, "or": True}  # the outcome of the first condition that decides

ARITHMETIC: dict[str, Callable[..., Any]] = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b,
    "negate": lambda a: -a,
    "power": math.pow,
    "less": lambda a, b: a < b,
    "less_equal": lambda a, b: a <= b,
    "equal": lambda a, b: a == b,
    "not_equal": lambda a, b: a != b,
    "and": lambda a, b: a and b,
    "or": lambda a, b: a or b,
    "not": lambda a: not a,
    "true": lambda: True,
    "false": lambda: False,
    "where": lambda c, a, b: a if c else b,
    "pi": lambda: math.pi,
    "e": lambda: math.e,
    "nan": lambda: NAN,
    "undefined": lambda: NAN,
}


class Values:
    """Formulas made ready to be run in doubles: every node once, for all that have it in them.

    `routine` gives functions in doubles that are taken before mpmath's.
    """

    def __init__(
        self,
        graph: Graph,
        roots: Sequence[int],
        routine: Callable[[Op], Callable[..., Any] | None] = lambda op: None,
    ) -> None:
        self.graph = graph
        self.routine = routine
        self.known: dict[Op, Callable[..., Any]] = {}
        self.constants: dict[int, Any] = {}
        self.symbols: list[int] = []
        self.steps: list[tuple[int, Op, tuple[int, ...]]] = []
        for node in reachable(graph, roots):
            if node in graph.constants:
                self.constants[node] = as_float(graph.constants[node])
            elif node in graph.names:
                self.symbols.append(node)
            else:
                self.steps.append((node, graph.ops[node], graph.args[node]))

    def values(self, point: Mapping[int, float]) -> dict[int, Any]:
        """Every node's value at a point; nan where it has none."""
        made, apply = self.constants.copy(), self.apply
        for node in self.symbols:
            made[node] = float(point[node])
        for node, op, args in self.steps:
            made[node] = apply(op, [made[arg] for arg in args])
        return made

    def apply(self, op: Op, args: list[Any]) -> Any:
        """One operation in doubles; nan where it has no value."""
        if op not in self.known:
            self.known[op] = self.routine(op) or ARITHMETIC.get(op.name) or _function(op)
        if op.name in DECIDING and args[0] is DECIDING[op.name]:
            return args[0]
        for arg in args[:1] if op is WHERE else args:
            if arg != arg:
                return NAN
        try:
            value = self.known[op](*args)
        except (ValueError, ZeroDivisionError, OverflowError):
            return NAN
        return value if op.boolean else float(value)


class Tape(Values):
    """A formula made ready to be run forward and back in doubles."""

    def __init__(
        self,
        graph: Graph,
        root: int,
        variables: Sequence[int],
        routine: Callable[[Op], Callable[..., Any] | None] = lambda op: None,
    ) -> None:
        self.graph = graph
        self.root = root
        self.variables = list(variables)
        self.order = reachable(graph, [root])
        self.active = dependent(graph, self.order, self.variables)
        self.shares = self._shares()
        self.holes = {
            node: filled for node in self.order if (filled := hole(graph, node, self.active))
        }
        at_ties = [each for filled in self.holes.values() for each in (filled.tie, filled.slope)]
        super().__init__(graph, [root, *self.shares.values(), *at_ties], routine)
        self.rules: dict[tuple[int, int], Rule] = {}  # of nodes and places of arguments
        self.kept_at: Mapping[int, float] | None = None
        self.kept: tuple[dict[int, Any], Slopes] = {}, {}

    def _shares(self) -> dict[tuple[int, int], int]:
        """The nodes of the shares that arguments have in choices."""
        graph, active = self.graph, self.active
        return {
            (node, position): share(graph, node, position, active)
            for node in self.order
            if active[node] and graph.ops[node].shared
            for position, arg in enumerate(graph.args[node])
            if active[arg] and not recipe(graph, node, position).is_zero
        }

    def gradient(self, point: Mapping[int, float]) -> tuple[float, list[float]]:
        """The value and all partial derivatives, by one backward sweep."""
        made, slopes = self._local(point)
        adjoints = {self.root: 1.0}
        for node in reversed(self.order):
            seed = adjoints.get(node, 0.0)
            if not self.active[node] or seed == 0.0:
                continue  # an adjoint of 0 is never multiplied with an undefined slope
            for arg, slope in slopes.get(node) or self.slopes(node, made):
                if slope != slope and self.order[-1] * len(self.variables) <= MOST_SWEPT:
                    # of abs(x) + x, which stands still: adjoints of nan would not cancel
                    return made[self.root], [self.along(point, {v: 1.0}) for v in self.variables]
                if slope != 0.0:
                    adjoints[arg] = adjoints.get(arg, 0.0) + seed * slope
        return made[self.root], [adjoints.get(v, 0.0) for v in self.variables]

    def along(self, point: Mapping[int, float], direction: Mapping[int, float]) -> float:
        """The derivative along a direction, by dual numbers: one sweep forward."""
        made, slopes = self._local(point)
        tangents = dict(direction)
        for node in self.order:
            if not self.active[node] or node in tangents:
                continue
            total = 0.0
            for arg, slope in slopes.get(node) or self.slopes(node, made):
                tangent = tangents.get(arg, 0.0)
                if tangent != 0.0 and slope != 0.0:
                    total += slope * tangent
            tangents[node] = total
        return tangents.get(self.root, 0.0)

    def _local(self, point: Mapping[int, float]) -> tuple[dict[int, Any], Slopes]:
        """Every node's value at a point, and the slopes of a formula that is not too long."""
        if self.kept_at != point:
            made, slopes = self.values(point), {}
            if len(self.order) <= MOST_KEPT:
                slopes = {n: list(self.slopes(n, made)) for n in self.order if self.active[n]}
            self.kept_at, self.kept = dict(point), (made, slopes)
        return self.kept

    def slopes(self, node: int, made: Mapping[int, Any]) -> Iterator[tuple[int, float]]:
        """The arguments that vary, and the sides of a hole at its tie, with the slopes by them."""
        for position, arg in enumerate(self.graph.args[node]):
            if self.active[arg]:
                yield arg, self.slope(node, position, made)
        filled = self.holes.get(node)
        if filled is not None and made[filled.tie]:
            yield filled.moved, made[filled.slope]
            yield filled.other, -made[filled.slope]

    def slope(self, node: int, position: int, made: Sequence[Any] | Mapping[int, Any]) -> float:
        """The table's partial derivative at a node, as a number."""
        known = self.rules.get((node, position))
        if known is None:
            known = self.rules[node, position] = self._rule(node, position)
        start, read, steps, factor, divisor, negative = known
        slots = start.copy()
        for slot, place in read:
            slots[slot] = made[place]
        for slot, op, args in steps:
            slots[slot] = self.apply(op, [slots[a] for a in args])
        result: float = 1.0 if factor is None else slots[factor]
        if divisor is not None:
            result = result / slots[divisor] if slots[divisor] else NAN
        return -result if negative else result

    def _rule(self, node: int, position: int) -> Rule:
        """The rule of a partial derivative: slots, what is known in them, what is put in them.

        Of x^3 the exponent 2 is known; with the slots of factor and divisor, and the sign.
        """
        rule = recipe(self.graph, node, position)
        if rule.is_zero:
            return [0.0], [], [], 0, None, False
        if (node, position) in self.shares:
            return [NAN], [(0, self.shares[node, position])], [], 0, None, False
        places = slots_of(self.graph, node, position, self.active)
        slots = [self.constants.get(place) for place in places]
        read = [(slot, place) for slot, place in enumerate(places) if slots[slot] is None]
        steps: Steps = []
        for slot, (op, args, value) in enumerate(rule.steps, len(slots)):
            known = [slots[arg] for arg in args]
            slots.append(as_float(value) if op is CONSTANT else None)
            if op is not CONSTANT and None in known:
                steps.append((slot, op, args))
            elif op is not CONSTANT:
                slots[slot] = self.apply(op, known)
        return slots, read, steps, rule.factor, rule.divisor, rule.negative


def _function(op: Op) -> Callable[..., Any]:
    """A row's function on doubles: of `math` where it is there, else of mpmath."""
    found = getattr(math, op.name, None) if "python" not in op.spelled else None
    if found is not None:
        return found  # type: ignore[no-any-return]
    import mpmath
    from mpmath.libmp import from_float, to_float

    from symchain.evaluation.operations import operation
    from symchain.functions.precision import WorkingDigits

    exact = operation(op)

    def correct(*args: float) -> float:
        with WorkingDigits(40):
            return to_float(exact(mpmath.mp.prec, *map(from_float, args)))  # type: ignore[no-any-return]

    return correct
