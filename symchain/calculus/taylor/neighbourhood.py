"""A formula near a point: values, the branches that are taken there, and whether it is smooth.

Where a condition is at its border, as x < 0 at x = 0, no branch holds on both sides: an error.
"""

from __future__ import annotations

from symchain.calculus.taylor.series import ARITHMETIC
from symchain.errors import DerivativeError, DomainError
from symchain.functions.arithmetic import (
    AND,
    EQUAL,
    LESS,
    LESS_EQUAL,
    NOT,
    NOT_EQUAL,
    OR,
    POWER,
)
from symchain.functions.row import Op
from symchain.graph.expr import Expr
from symchain.graph.graph import Graph
from symchain.graph.walk import dependent, reachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any

    from symchain.calculus.taylor.series import Plan, Step

DIGITS = 50
MORE_DIGITS = 80
NEAR = 132  # binary places to which numbers are the same: sqrt(x)^2 may be off x in the last one
COMPARISONS = frozenset((LESS, LESS_EQUAL, EQUAL, NOT_EQUAL))


class Neighbourhood:
    """The nodes of a graph whose one variable is near a number, given as a node of the graph."""

    def __init__(self, graph: Graph, root: int, variable: int, place: int) -> None:
        self.graph = graph
        self.variable = variable
        self.where = f"at {graph.names[variable]} = {Expr(graph, place)}"
        self.place = place
        self.outcomes: dict[int, bool | None] = {}
        if any(graph.ops[node].boolean for node in reachable(graph, [root])):
            self._decide([root])

    def values(self, nodes: Sequence[int], digits: int = DIGITS) -> dict[int, Any]:
        """The nodes' values at the point; nan where there is none."""
        from symchain.evaluation.reference import Reference

        number = Reference(self.graph, [self.place]).values({}, digits)[0]
        found = Reference(self.graph, nodes).values({self.variable: number}, digits)
        return dict(zip(nodes, found, strict=True))

    def _sharp(self, nodes: Sequence[int]) -> dict[int, Any]:
        """The nodes' values at the point, equal where they differ by no more than rounding."""
        few, more = self.values(nodes), self.values(nodes, MORE_DIGITS)
        return {node: _snapped(few[node], more[node]) for node in more}

    # ---- conditions

    def choose(self, node: int) -> int:
        """The branch that a node of where takes; raises DerivativeError at a border."""
        condition, yes, no = self.graph.args[node]
        if condition not in self.outcomes:
            self._decide([condition])
        outcome = self.outcomes[condition]
        if outcome is None:
            raise DerivativeError(
                f"there is no Taylor series {self.where}: the condition "
                f"'{Expr(self.graph, condition)}' is at its border, or has no value"
            )
        return yes if outcome else no

    def _decide(self, roots: Iterable[int]) -> None:
        """Notes what each condition under the roots comes to; None at its border."""
        graph = self.graph
        order = reachable(graph, roots)
        values = self._sharp(order)
        active = dependent(graph, order, [self.variable])
        for node in order:
            if graph.ops[node].boolean:
                self.outcomes[node] = self._outcome(node, values, bool(active[node]))

    def _outcome(self, node: int, values: Mapping[int, Any], varies: bool) -> bool | None:
        op, args = self.graph.ops[node], self.graph.args[node]
        if op in COMPARISONS:
            is_border = varies and values[args[0]] == values[args[1]]
            return None if is_border else values[node]
        parts = [self.outcomes[arg] for arg in args]
        if op is AND or op is OR:
            decisive = op is OR
            return decisive if decisive in parts else None if None in parts else not decisive
        if op is NOT:
            return None if parts[0] is None else not parts[0]
        return bool(values[node])

    # ---- smoothness

    def check(self, plan: Plan, order: int) -> None:
        """Raises DerivativeError where a function that must be expanded is not smooth."""
        steps = [step for step in plan.steps if step.depth < order]
        rough = [step for step in steps if step.op not in ARITHMETIC and step.op is not POWER]
        self._check_rows([step.node for step in rough if step.op.smooth])
        self._check_powers([step for step in steps if step.op is POWER and not step.slopes])

    def _check_powers(self, steps: Sequence[Step]) -> None:
        """u^r has a series where u is not 0; a whole r is a product and no power."""
        values = self._sharp([step.args[0] for step in steps])
        for step in steps:
            if values[step.args[0]] == 0:
                raise self._not_smooth(self.graph.ops[step.node])

    def _check_rows(self, nodes: Sequence[int]) -> None:
        graph = self.graph
        values = self._sharp([slot for node in nodes for slot in (*graph.args[node], node)])
        tests: dict[Op, Callable[..., Any]] = {}
        for node in nodes:
            op = graph.ops[node]
            if op not in tests:
                tests[op] = _smoothness(op)
            if not tests[op](*[values[slot] for slot in (*graph.args[node], node)]):
                raise self._not_smooth(op)

    def _not_smooth(self, op: Op) -> DerivativeError:
        return DerivativeError(
            f"there is no Taylor series {self.where}: '{op.name}' is not smooth there "
            "(a kink, a jump or a vertical tangent)"
        )

    def refuse_undefined(self, values: Mapping[int, Any], root: int) -> None:
        """Raises DomainError where the root has no value, DerivativeError for any other node."""
        if values[root] != values[root]:
            raise DomainError(f"the formula has no real value {self.where}")
        for node, value in values.items():
            if value != value:
                raise DerivativeError(
                    f"there is no Taylor series {self.where} by the rules of the table: "
                    f"'{self.graph.ops[node].name}' has no value there in a derivative"
                )


def _snapped(value: Any, better: Any) -> Any:
    """A number freed of rounding, from its values with fewer and with more digits.

    What changes altogether is 0, as sin(x) at x = pi; other numbers are cut after 132 binary places
    where they are not small.
    """
    import mpmath

    from symchain.functions.precision import WorkingDigits

    if isinstance(better, bool) or value is None or value != value or better != better:
        return better
    if abs(value - better) > abs(better) / 2:
        return mpmath.mpf(0)
    with WorkingDigits(MORE_DIGITS):
        small = abs(better) < 1e-10
        return better if small else mpmath.ldexp(mpmath.nint(mpmath.ldexp(better, NEAR)), -NEAR)


def _smoothness(op: Op) -> Callable[..., Any]:
    """Whether a row is smooth at values of its arguments and its own, inside of its domain."""
    from symchain.evaluation.reference import Reference
    from symchain.parsing import parse_node

    graph = Graph()
    names = (*op.parameters, "y")
    nodes = [graph.symbol(name) for name in names]
    text = f"({op.domain}) and ({op.smooth})" if op.domain else op.smooth
    root = parse_node(graph, text, variables=names)
    reference = Reference(graph, [root])

    def test(*values: Any) -> Any:
        slots = (values[0], values[-1]) if op.variadic else values
        return reference.values(dict(zip(nodes, slots, strict=True)))[0]

    return test
