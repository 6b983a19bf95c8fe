"""Where the rows of the table are tested: at points of their own domains, the same each time."""

from functools import cache
from itertools import islice

import mpmath

from symchain.calculus import derivation
from symchain.calculus.recipes import VALUE, recipe
from symchain.calculus.shares import share
from symchain.evaluation.reference import Reference
from symchain.functions import ROWS
from symchain.functions.arithmetic import LESS
from symchain.graph.expr import Expr
from symchain.graph.graph import Graph
from symchain.graph.walk import dependent
from symchain.parsing import parse_node

# Doubles of few bits, so that sums and ratios of them are exact, of both signs and many magnitudes.
REAL = (
    *(0.0, 1.0, -1.0, 0.5, -0.5, 0.3125, 1.75, -2.375, 3.3125, -3 / 128, 2.0**-10, 2.0, 0.90625),
    *(-0.8125, -6.3125, 12.375, 1.5, 3 / 32, -(2.0**-13), 4.0, -3.0, 7.25, -13.5, 1 - 2.0**-12),
)
EXTREME = (2.0**-27, -(2.0**-20), 2.0**-10 - 1, -30.75, 41.5, 130.25)  # of one argument alone
WHOLE = (0.0, 1.0, 2.0, 3.0, 5.0, -1.0, -2.0, 8.0, -3.0)
STEP = 2.0**-40  # of a difference that need not be accurate
COUNT, FEWEST, TRIES = 12, 4, 400  # of functions of several arguments
ARGUMENTS = 3  # of a function of any number of arguments

FUNCTIONS = [op for op in ROWS if op.parameters and not op.boolean]


class Formula:
    """A row's function of variables, with the row's conditions and rules in the same graph."""

    def __init__(self, op):
        self.op, self.graph = op, Graph()
        self.names = list(op.parameters)
        if op.variadic:
            self.names = [f"{op.parameters[0]}{i + 1}" for i in range(ARGUMENTS)]
        self.variables = [self.graph.symbol(name) for name in self.names]
        args = [self._argument(place, node) for place, node in enumerate(self.variables)]
        self.root = self.graph.apply(op, tuple(args))
        meanings = {VALUE: self.root, **dict(zip(op.parameters, args, strict=not op.variadic))}
        self.domain = parse_node(self.graph, op.domain or "true", variables=meanings)
        self.smooth = parse_node(self.graph, op.smooth or "true", variables=meanings)
        self.expr = Expr(self.graph, self.root)

    def _argument(self, place, node):
        """The variable, or whether it is positive where a condition is wanted."""
        is_condition = place in self.op.conditions
        return self.graph.compare(LESS, self.graph.constant(0), node) if is_condition else node

    def has_rule(self, place):
        return place not in self.op.conditions and self.op.partial(place) is not None

    def rule(self, place):
        """The node of the derivative by one argument."""
        return derivation(self.graph, self.root, self.variables[place]).derivative

    def rule_of_value(self, place):
        """The node of the derivative by one argument, with a variable for the function's value."""
        args = self.graph.args[self.root]
        slots = [args[place]] if self.op.variadic else [*args]
        slots.append(self.graph.symbol(VALUE))
        if self.op.shared:
            active = dependent(self.graph, range(self.root + 1), self.variables)
            slots.append(share(self.graph, self.root, place, active))
        rule = recipe(self.graph, self.root, place)
        return rule.product(self.graph, self.graph.constant(1), slots)

    def at(self, node, point, digits=50):
        """A node's value at a point: nan, or None for a condition, where there is none."""
        return Reference(self.graph, [node]).values(self.assigned(point), digits)[0]

    def assigned(self, point):
        return dict(zip(self.variables, point, strict=True))

    def value(self, point, digits=50):
        return self.at(self.root, point, digits)

    def slope(self, place, point):
        """The central difference by one argument; nan where the two sides do not agree."""
        step = mpmath.mpf(10) ** -25
        shifted = [
            [x + side * step * (i == place) for i, x in enumerate(point)] for side in (-1, 0, 1)
        ]
        before, here, after = (self.value(at, 100) for at in shifted)
        left, right = (here - before) / step, (after - here) / step
        return (left + right) / 2 if close(left, right, 1e-12, 1e-12) else mpmath.nan

    def sensitivity(self, node, values):
        """How much a node changes where the variables change by as much as themselves."""
        reference = Reference(self.graph, [node])
        here = reference.values(values, 30)[0]
        whole = [self.graph.symbol(name) for name in self.op.integers]
        changes = [
            reference.values({**values, variable: x * (1 + STEP)}, 30)[0] - here
            for variable, x in values.items()
            if x and variable not in whole
        ]
        return sum(abs(change) for change in changes if mpmath.isfinite(change)) / STEP


formula = cache(Formula)


def candidates(op):
    """Tuples of numbers: each argument goes through its own sequence at its own pace."""
    names = formula(op).names
    if len(names) == 1:
        return [(x,) for x in REAL + EXTREME]
    lists = [WHOLE if name in op.integers else REAL for name in names]
    return [
        tuple(
            numbers[((2 * i + 1) * k + k // len(numbers) + 5 * i) % len(numbers)]
            for i, numbers in enumerate(lists)
        )
        for k in range(TRIES)
    ]


@cache
def points(op, smooth=False):
    """Points of the row's domain, of those where it is smooth if so wanted."""
    made = formula(op)
    condition = made.graph.conjunction(made.domain, made.smooth) if smooth else made.domain
    inside = (point for point in candidates(op) if made.at(condition, point))
    found = list(islice(inside, TRIES if len(made.names) == 1 else COUNT))
    assert len(found) >= FEWEST, f"only {len(found)} points lie in the domain of {op.name}"
    return found


def exact(text):
    """The number that a text spells, to 50 digits."""
    graph = Graph()
    return Reference(graph, [parse_node(graph, str(text))]).values({})[0]


def close(a, b, relative, absolute=0):
    """Whether two numbers agree; nan agrees with nan alone."""
    if mpmath.isnan(a) or mpmath.isnan(b):
        return bool(mpmath.isnan(a) and mpmath.isnan(b))
    return abs(a - b) <= relative * max(abs(a), abs(b)) + absolute
