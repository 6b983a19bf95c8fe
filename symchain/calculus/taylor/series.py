"""Which series a formula's Taylor series takes: a plan of steps, one recurrence each.

Arithmetic and powers have recurrences of their own. Any other function y = f(u) has y' = s*u',
where the slope s is the table's rule as nodes of the graph; so the coefficient y_k takes u up to k
and s only up to k - 1. The slopes need slopes of their own, one order lower each time: exp and sin
close at once, gamma goes on to digamma, polygamma(1, x), ... for as many orders as are wanted.
"""

from __future__ import annotations

from symchain.calculus.recipes import recipe
from symchain.errors import BudgetError, DerivativeError
from symchain.functions import TABLE
from symchain.functions.arithmetic import (
    ADD,
    DIVIDE,
    MULTIPLY,
    NEGATE,
    POWER,
    SUBTRACT,
    SYMBOL,
    WHERE,
)
from symchain.functions.row import Op
from symchain.graph.graph import Graph
from symchain.graph.rational import HALF, ZERO

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

ARITHMETIC = frozenset((SYMBOL, ADD, SUBTRACT, NEGATE, MULTIPLY, DIVIDE))
SQRT, LOG = TABLE["sqrt"], TABLE["log"]
CLOSED = 16  # slopes of slopes, and how many times the steps of the formula, after which ...
GROWTH = 30  # ... a plan without an order is given up
MOST_STEPS = 1_000_000

Slope = tuple[int, int]  # an argument, and the slope by it


class Step:
    """How the series of a node is made: by the recurrence of `op` on `args`, or from `slopes`.

    With slopes, y' is the sum of slope * argument' over the pairs (argument, slope); `args` are
    then the arguments. A product of `args` may stand for a power, and POWER has a fixed exponent.
    The step is needed up to the wanted order less `depth`.
    """

    __slots__ = ("args", "depth", "node", "op", "slopes")

    def __init__(self, node: int, op: Op, args: tuple[int, ...], depth: int) -> None:
        self.node = node
        self.op = op
        self.args = args
        self.depth = depth
        self.slopes: list[Slope] = []


class Plan:
    """The steps that the series of a root takes, each after the steps of its `args`.

    `active[i]` says whether node i varies; `fixed` are the nodes that do not and are needed.
    """

    __slots__ = ("active", "fixed", "graph", "root", "steps", "variable")

    def __init__(self, graph: Graph, root: int, variable: int) -> None:
        self.graph = graph
        self.root = root
        self.variable = variable
        self.active = bytearray()
        self.fixed: list[int] = []
        self.steps: list[Step] = []


def plan(
    graph: Graph,
    root: int,
    variable: int,
    order: int | None = None,
    choose: Callable[[int], int | None] = lambda node: None,
    form: Callable[[int], int] = lambda node: node,
) -> Plan:
    """The plan of the root's series in the variable, appending slopes to the graph.

    `choose` gives the branch that a node of where takes, or None to keep both, `form` what a slope
    is written as. Without an order the slopes must close. Raises DerivativeError where they do not
    or where a function has no closed derivative, BudgetError where the plan would have more than
    1,000,000 steps.
    """
    made = _Making(Plan(graph, root, variable), CLOSED if order is None else order, choose, form)
    made.close(GROWTH if order is None else MOST_STEPS)
    if order is None:
        made.refuse_open()
    return made.ordered()


class _Making:
    """A plan in the making: `frontier` holds the slopes that the next depth begins with."""

    def __init__(
        self,
        plan: Plan,
        order: int,
        choose: Callable[[int], int | None],
        form: Callable[[int], int],
    ) -> None:
        self.plan = plan
        self.order = order
        self.choose = choose
        self.form = form
        self.steps: dict[int, Step] = {}
        self.fixed: dict[int, None] = {}
        self.frontier = [plan.root]

    def close(self, growth: int) -> None:
        """Adds steps until none is missing or wanted, or until they grew so many times."""
        most = 0
        for depth in range(self.order + 1):
            stack, self.frontier = self.frontier, []
            while stack:
                node = stack.pop()
                if node not in self.steps and node not in self.fixed:
                    stack.extend(self._add(node, depth))
            most = most or growth * (len(self.steps) + 10)
            if len(self.steps) > MOST_STEPS:
                raise BudgetError(f"the series takes more than {MOST_STEPS} steps: lower the order")
            if not self.frontier or len(self.steps) > most:
                return

    def _add(self, node: int, depth: int) -> tuple[int, ...]:
        """Makes the step of a node; its arguments."""
        if not self._is_active(node):
            self.fixed[node] = None
            return ()
        step = self.steps[node] = self._step(node, depth)
        if depth < self.order:
            self.frontier.extend([slope for _, slope in step.slopes])
        return step.args

    def _is_active(self, node: int) -> bool:
        active, graph = self.plan.active, self.plan.graph
        for i in range(len(active), node + 1):
            varies = i == self.plan.variable or any(map(active.__getitem__, graph.args[i]))
            # u^0 is 1 wherever u has a value
            is_one = graph.ops[i] is POWER and graph.constants.get(graph.args[i][1]) == ZERO
            active.append(varies and not is_one)
        return bool(active[node])

    def _step(self, node: int, depth: int) -> Step:
        graph = self.plan.graph
        op, args = graph.ops[node], graph.args[node]
        if op is POWER:
            return self._power(node, depth)
        if op is SQRT:
            return Step(node, POWER, (args[0], graph.number(HALF)), depth)
        if op is WHERE:
            branch = self.choose(node)
            return Step(node, WHERE, args[1:] if branch is None else (branch,), depth)
        step = Step(node, op, args, depth)
        if op not in ARITHMETIC:
            step.slopes = self._slopes(node)
            step.args = tuple([arg for arg, _ in step.slopes])
        return step

    def _power(self, node: int, depth: int) -> Step:
        """u^n as a product of two powers, u^r by its recurrence, a^b as exp(b*log(a))."""
        graph = self.plan.graph
        base, exponent = graph.args[node]
        value = graph.constants.get(exponent)
        if value is not None and value[1] == 1:
            half = graph.constant(value[0] // 2)
            rest = graph.constant(value[0] - value[0] // 2)
            return Step(node, MULTIPLY, (graph.power(base, half), graph.power(base, rest)), depth)
        if not self._is_active(exponent):
            return Step(node, POWER, (base, exponent), depth)
        step = Step(node, POWER, (graph.multiply(exponent, graph.apply(LOG, (base,))),), depth)
        step.slopes = [(step.args[0], node)]
        return step

    def _slopes(self, node: int) -> list[Slope]:
        """The arguments that vary, with the slopes by them that are not 0 everywhere."""
        graph = self.plan.graph
        one, found = graph.constant(1), []
        for position, arg in enumerate(graph.args[node]):
            rule = recipe(graph, node, position) if self._is_active(arg) else None
            if rule is not None and not rule.is_zero:
                slope = rule.times(graph, one, node, position, self.plan.active)
                found.append((arg, self.form(slope)))
        return found

    def refuse_open(self) -> None:
        """Raises DerivativeError where slopes of slopes went on to the end."""
        is_last = {step.depth for step in self.steps.values()} >= {self.order}
        if not is_last and not self.frontier:
            return
        last = max(self.steps.values(), key=lambda step: (bool(step.slopes), step.depth))
        raise DerivativeError(
            f"the derivatives of '{self.plan.graph.ops[last.node].name}' go on to ever new "
            "functions: the series cannot be written as code (symchain.taylor gives its numbers)"
        )

    def ordered(self) -> Plan:
        """The plan with its steps in an order in which each follows its arguments."""
        plan, placed = self.plan, set(self.fixed)
        for start in self.steps:
            stack = [start]
            while stack:
                node = stack[-1]
                missing = [arg for arg in self.steps[node].args if arg not in placed]
                if node in placed or not missing:
                    stack.pop()
                    if node not in placed:
                        placed.add(node)
                        plan.steps.append(self.steps[node])
                else:
                    stack.extend(missing)
        plan.fixed = list(self.fixed)
        return plan
