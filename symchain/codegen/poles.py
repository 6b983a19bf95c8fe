"""Results that are nan where a step has no value, for targets that raise no exceptions.

There 1/0 and log(0) are infinite and the root of -1 is nan, and not everything that follows shows
it: atan(1/x) would be pi/2 at 0, and heaviside(log(x)) would be 0 at -1. What would hide it, here
atan, is multiplied by nan when a condition of the function table does not hold, by 1 otherwise;
not where the next factor shows it: atan(x/y)/y is infinite or nan at 0 as it stands.
"""

from __future__ import annotations

import math
import re
from functools import reduce

from symchain.codegen.fitting import exact
from symchain.codegen.optimisation.copying import Copy
from symchain.codegen.program import Program
from symchain.functions import TABLE
from symchain.functions.arithmetic import (
    ADD,
    AND,
    DIVIDE,
    MULTIPLY,
    NEGATE,
    NOT,
    OR,
    SUBTRACT,
    WHERE,
)
from symchain.functions.row import Op
from symchain.graph import rational
from symchain.graph.domains import instance, plain
from symchain.graph.facts import Facts
from symchain.graph.graph import Graph
from symchain.graph.walk import reachable

CHOICES = frozenset((WHERE, AND, OR))
Met = frozenset[int]  # the conditions under which a step has a value
NOTHING: Met = frozenset()

# What is infinite or nan where an argument is infinite.
UNBOUNDED = frozenset(
    (
        *(ADD, SUBTRACT, MULTIPLY, NEGATE),
        *[
            TABLE[name]
            for name in ("abs", "sqrt", "cbrt", "hypot", "log", "log1p", "log2", "log10")
        ],
        *[TABLE[name] for name in ("sin", "cos", "tan", "sinh", "cosh", "asinh", "acosh")],
        *[TABLE[name] for name in ("floor", "ceil", "round", "trunc")],
    )
)
# What can be a number where an argument is nan, comparisons apart.
CHOOSING = frozenset(
    [TABLE[name] for name in ("min", "max", "relu", "sign", "heaviside", "copysign", "power")]
)
STRICT = re.compile("[<>](?!=)|!=")
MOST = 16  # conditions of a step that are kept apart, so that none is asked twice


def marked(program: Program, lenient: frozenset[str] = frozenset()) -> Program:
    """The program whose results are nan wherever a step that they need has no value.

    What is nan or infinite there all the same has no mark; the functions named as `lenient` may be
    numbers.
    """
    losses = _Losses(program, lenient)
    return _Marking(program, losses).result() if losses.hidden else program


def _keeps(op: Op, place: int) -> bool:
    """Whether an operation is infinite or nan where the argument at a place is infinite."""
    return op in UNBOUNDED or (op, place) == (DIVIDE, 0) or (op is WHERE and place > 0)


class _Losses:
    """The steps whose infinity, or nan, need not be seen in the results."""

    def __init__(self, program: Program, lenient: frozenset[str]) -> None:
        self.lenient = lenient
        self.infinite: set[int] = set()
        self.nan: set[int] = set()
        self.hidden: set[int] = set()  # those that have no value at some points, and that matters
        for step in reversed(reachable(program, program.outputs)):
            op, args = program.ops[step], program.args[step]
            losing = self.infinite if STRICT.search(op.domain) else self.nan
            if op.domain and (step in losing or op.name in lenient):
                self.hidden.add(step)
            if step in self.nan or op in CHOOSING or (op.boolean and not op.conditions):
                self.nan.update(args)
            for place, arg in enumerate(args):
                if step in self.infinite or arg in self.nan or not _keeps(op, place):
                    self.infinite.add(arg)


class _Marking:
    """Makes a program with marks. Conditions are looked for in a graph of the same steps."""

    def __init__(self, program: Program, losses: _Losses) -> None:
        self.program = program
        self.losses = losses
        self.graph = Graph()
        self.facts = Facts(self.graph)
        self.nodes: dict[int, int] = {}
        self.copy = Copy(program)
        self.made, self.image = self.copy.result, self.copy.image
        self.steps: dict[int, int] = {}  # of nodes
        self.met: dict[int, Met] = {}
        self.late: dict[int, Met] = {}  # conditions that a step does not tell, nor a mark yet
        self.marks: dict[Met, int] = {}

    def result(self) -> Program:
        """The marked program; the same one where all conditions are known to hold."""
        program = self.program
        for step in reachable(program, [*program.inputs.values(), *program.outputs]):
            for arg in program.args[step]:
                if arg in self.late and not self._is_shown(step, arg):
                    self._tell(arg)
            self.copy.plain(step)
            node = self.nodes[step] = self._node(step)
            self.steps.setdefault(node, self.copy.image[step])
            self._mark(step)
        for step in program.outputs:
            if step in self.late:
                self._tell(step)
        return self.copy.finished() if self.marks else program

    def _node(self, step: int) -> int:
        program, graph = self.program, self.graph
        value, name = program.constants.get(step), program.names.get(step)
        if value is not None and math.isfinite(value):
            return graph.constant(*exact(value))
        if value is not None or name is not None:
            return graph.symbol(name or f"<{value}>")
        return graph.apply(program.ops[step], tuple([self.nodes[a] for a in program.args[step]]))

    def _mark(self, step: int) -> None:
        """Notes the conditions under which a step has a value, unless it is nan without them."""
        op, args = self.program.ops[step], self.program.args[step]
        told, untold = self._of_choice(op, args) if op in CHOICES else self._of_args(op, args)
        if op.name in self.losses.lenient:
            untold |= self._of_domain(step)
        elif step in self.losses.hidden:
            told |= self._of_domain(step)
        if op.boolean or step in self.losses.nan:
            told |= untold
        elif untold:
            self.late[step] = untold
        self.met[step] = told if len(told) <= MOST else frozenset((self._all(told),))

    def _is_shown(self, step: int, arg: int) -> bool:
        """Whether a step is a product or quotient that is infinite or nan where an arg must be."""
        op, args = self.program.ops[step], self.program.args[step]
        if op is DIVIDE and args[1] != arg:
            return self.late[arg] <= self.met[args[1]] | self._of_domain(step)
        if op is not MULTIPLY:
            return False
        return self.late[arg] <= self.met[args[1] if args[0] == arg else args[0]]

    def _tell(self, step: int) -> None:
        """Gives a step the mark that it lacks."""
        mark = self._one_or_nan(self.late.pop(step))
        self.image[step] = self.made.step(MULTIPLY, self.image[step], mark)

    # ---- conditions of which a step tells that they do not hold, and those of which it need not

    def _of_args(self, op: Op, args: tuple[int, ...]) -> tuple[Met, Met]:
        told = [self.met[arg] for place, arg in enumerate(args) if _keeps(op, place)]
        untold = [self.met[arg] for place, arg in enumerate(args) if not _keeps(op, place)]
        return NOTHING.union(*told), NOTHING.union(*untold)

    def _of_choice(self, op: Op, args: tuple[int, ...]) -> tuple[Met, Met]:
        """Of where, and, or: a branch that is not taken may have no value."""
        test, *branches = args
        found = [self.met[branch] for branch in branches]
        always = found[0] & found[1] if op is WHERE else NOTHING
        taken = (True, False) if op is WHERE else (op is AND,)
        made, told = self.made, always
        for outcome, met in zip(taken, found, strict=True):
            if met - always:
                image = self.image[test]
                other = made.step(NOT, image) if outcome else image
                told |= {made.step(OR, other, self._all(met - always))}
        return told, self.met[test]

    def _of_domain(self, step: int) -> Met:
        """The conditions that a step sets, and that are not known to hold."""
        op, graph = self.program.ops[step], self.graph
        args = tuple([self.nodes[arg] for arg in self.program.args[step]])
        found = plain(graph, instance(graph, op, args, op.domain), set())
        return frozenset([self._step(node) for node in found if not self.facts.holds(node)])

    def _step(self, condition: int) -> int:
        """The step of a condition's node."""
        stack = [condition]
        while stack:
            missing = [arg for arg in self.graph.args[stack[-1]] if arg not in self.steps]
            stack += missing
            if not missing:
                node = stack.pop()
                self.steps.setdefault(node, self._new(node))
        return self.steps[condition]

    def _new(self, node: int) -> int:
        value = self.graph.constants.get(node)
        if value is not None:
            return self.made.constant(rational.as_float(value))
        args = [self.steps[arg] for arg in self.graph.args[node]]
        return self.made.step(self.graph.ops[node], *args)

    def _all(self, met: Met) -> int:
        return reduce(lambda a, b: self.made.step(AND, a, b), sorted(met))

    def _one_or_nan(self, met: Met) -> int:
        if met not in self.marks:
            numbers = self.made.constant(1.0), self.made.constant(math.nan)
            self.marks[met] = self.made.step(WHERE, self._all(met), *numbers)
        return self.marks[met]
