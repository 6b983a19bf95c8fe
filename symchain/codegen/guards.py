"""Guards: a straight line in which branches that are not taken do no harm.

Where every branch is computed and one is chosen, an automatic derivative of sqrt(x) in
where(x > 0, sqrt(x), 0) is 0*inf at x = 0. So an operation of a branch gets its own arguments where
the branch is taken, and a point at which it is smooth where it is not (the "double where").
"""

from __future__ import annotations

import math
from itertools import product

from symchain.codegen.branches import Placed, may_fail, placed
from symchain.codegen.program import Program
from symchain.functions.arithmetic import AND, MULTIPLY, NOT, SYMBOL, WHERE
from symchain.functions.row import Op
from symchain.graph.walk import reachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Known = tuple[float | None, ...]  # of each argument, its number or None

# Where most functions are smooth; whole and broken, large and small, of both signs.
CANDIDATES = (1.5, 0.75, 0.375, 2.25, 1.0, 3.0, -0.375, -1.5, 0.0)
_SAFE: dict[tuple[Op, Known], tuple[float, ...] | None] = {}


def guarded(program: Program) -> Program:
    """The program whose derivatives, too, do not depend on branches that are not taken."""
    where = placed(program)
    if len(where.contexts) == 1:
        return program
    return _Guarding(where).result()


def skipping(program: Program, is_slow: Callable[[Op], bool]) -> Program:
    """The program in which slow operations of a branch that is not taken get nan.

    They must end at once there, and give nan.
    """
    if not any(is_slow(program.ops[step]) for step in reachable(program, program.outputs)):
        return program
    where = placed(program)
    return program if len(where.contexts) == 1 else _Skipping(where, is_slow).result()


class _Guarding:
    """Makes a program in which steps of branches have guards."""

    def __init__(self, where: Placed) -> None:
        self.where = where
        self.program = where.program
        self.made = Program(self.program.inputs)
        self.image: dict[int, int] = {}
        self.taken: dict[int, int] = {}

    def result(self) -> Program:
        """The program with its guards."""
        open_to_guards = self._open_to_guards()
        for node in _order(self.where):
            if node < 0:
                self._note_taken(-node)
            else:
                self._add(node, node in open_to_guards)
        self.made.outputs = [self.image[output] for output in self.program.outputs]
        return self.made

    def _note_taken(self, context: int) -> None:
        """The condition under which a context's branch is taken."""
        contexts, made = self.where.contexts, self.made
        test, outer = self.image[self.where.tests[context]], contexts.parents[context]
        if not contexts.outcomes[context]:
            test = made.step(NOT, test)
        self.taken[context] = made.step(AND, self.taken[outer], test) if outer else test

    def _add(self, step: int, is_open: bool) -> None:
        program, made = self.program, self.made
        if step in program.constants:
            self.image[step] = made.constant(program.constants[step])
        elif step in program.names:
            self.image[step] = made.inputs[program.names[step]]
        else:
            guards = self._guards(step) if is_open else {}
            args = [guards.get(place, self.image[a]) for place, a in self._args(step)]
            self.image[step] = made.step(program.ops[step], *args)

    def _args(self, step: int) -> list[tuple[int, int]]:
        return list(enumerate(self.program.args[step]))

    def _open_to_guards(self) -> set[int]:
        """The steps by which a derivative goes: not those that only conditions need."""
        found = set(self.program.outputs)
        for step in reversed(self.where.order):
            op = self.program.ops[step]
            if step in found and not op.boolean:
                found.update([a for place, a in self._args(step) if place not in op.conditions])
        return found

    def _guards(self, step: int) -> dict[int, int]:
        """What stands in place of the arguments of a step of a branch, by their places."""
        context, op = self.where.context[step], self.program.ops[step]
        if not context:
            return {}
        if op is MULTIPLY:  # of products, which are inf where they are too large
            wanted = {place: 1.0 for place, arg in self._args(step) if self._is_inner(arg)}
        elif may_fail(op):
            constants = self.program.constants
            known = tuple([constants.get(arg) for _, arg in self._args(step)])
            safe = _smooth_point(op, known)
            wanted = {place: safe[place] for place, x in enumerate(known) if x is None and safe}
        else:
            return {}
        return {place: self._chosen(step, place, value) for place, value in wanted.items()}

    def _is_inner(self, step: int) -> bool:
        op = self.program.ops[step]
        return self.where.context[step] > 0 and op not in (WHERE, SYMBOL) and bool(op.parameters)

    def _chosen(self, step: int, place: int, value: float) -> int:
        taken, arg = self.taken[self.where.context[step]], self.program.args[step][place]
        return self.made.step(WHERE, taken, self.image[arg], self.made.constant(value))


class _Skipping(_Guarding):
    """Guards that make slow operations end."""

    def __init__(self, where: Placed, is_slow: Callable[[Op], bool]) -> None:
        super().__init__(where)
        self.is_slow = is_slow

    def _open_to_guards(self) -> set[int]:
        return set(self.where.order)

    def _guards(self, step: int) -> dict[int, int]:
        if not self.where.context[step] or not self.is_slow(self.program.ops[step]):
            return {}
        return {0: self._chosen(step, 0, math.nan)}


def _order(where: Placed) -> list[int]:
    """The steps, and the contexts as negative numbers, each after all that it needs."""
    done: dict[int, None] = {}
    stack = list(where.program.outputs)
    while stack:
        missing = [node for node in _needs(where, stack[-1]) if node not in done]
        stack.extend(missing)
        if not missing:
            done.setdefault(stack.pop())
    return list(done)


def _needs(where: Placed, node: int) -> tuple[int, ...]:
    """What must be known before a step, or before a context's condition."""
    outer = where.context[node] if node >= 0 else where.contexts.parents[-node]
    own = where.program.args[node] if node >= 0 else (where.tests[-node],)
    return (*own, -outer) if outer else own


def _smooth_point(op: Op, known: Known) -> tuple[float, ...] | None:
    """Arguments at which an operation is smooth, some of which are known; None where none is found.

    >>> from symchain.functions import TABLE
    >>> _smooth_point(TABLE["acosh"], (None,))
    (1.5,)
    """
    key = op, known
    if key not in _SAFE:
        _SAFE[key] = _found(op, known)
    return _SAFE[key]


def _found(op: Op, known: Known) -> tuple[float, ...] | None:
    from symchain.evaluation.reference import Reference
    from symchain.graph.graph import Graph
    from symchain.parsing import parse_node

    graph = Graph()
    names = [f"{op.parameters[0]}{i}" for i in range(len(known))] if op.variadic else op.parameters
    variables = [graph.symbol(name) for name in names]
    value = graph.apply(op, tuple(variables))
    meanings = {"y": value, **dict(zip(names, variables, strict=True))}
    conditions = [
        parse_node(graph, text, variables=meanings) for text in (op.domain, op.smooth) if text
    ]
    reference = Reference(graph, conditions)
    choices = [CANDIDATES if x is None else (x,) for x in known]
    for point in product(*choices):
        at = dict(zip(variables, point, strict=True))
        if all(held == 1 for held in reference.values(at)):  # undefined is nan
            return point
    return None
