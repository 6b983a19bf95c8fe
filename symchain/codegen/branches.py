"""Where each step runs: a value needed only inside a branch of `where` is computed only there.

So sqrt(x) in where(x > 0, sqrt(x), 0) is never asked for at x = -1. The second argument of `and`
and of `or` is a branch too. A value that several branches need is computed where the smallest
context that holds them all begins, if that cannot fail; if it can, once in each branch, or where
one of them is taken (see gathering), never where none of its users is.
"""

from __future__ import annotations

import math

from symchain.codegen.contexts import Contexts
from symchain.codegen.gathering import gathered
from symchain.codegen.program import Program
from symchain.functions.arithmetic import AND, NOT, OR, WHERE
from symchain.functions.row import Op
from symchain.graph.walk import reachable

FEW_PLACES = 8  # of one step: so many are tried in turn
SAFE_COST = 2  # what costs more than two additions is not computed in vain and may fail
MOST_COPIES = 32  # of one step, beyond which it is gathered
COPIES = 4  # of each step, on the average, that are made before steps are gathered
ROUNDS = 8  # of gathering what too many branches need; then there are copies, however many
GROWN = 2  # times the steps: conditions by which steps are gathered would be more than copies

Branches = tuple[int, int]


class Placed:
    """A program whose steps have contexts.

    `context[i]` is where step i runs, `branches[i]` the contexts in which a step of where, and, or
    wants its arguments, `tests[c]` the step whose outcome opens context c, `order` the steps that
    run.
    """

    __slots__ = ("branches", "context", "contexts", "order", "program", "tests")

    def __init__(self, program: Program, contexts: Contexts) -> None:
        self.program = program
        self.contexts = contexts
        self.order: list[int] = []
        self.context: list[int] = [0] * len(program)
        self.branches: dict[int, Branches] = {}
        self.tests: dict[int, int] = {}


def placed(program: Program) -> Placed:
    """The program with a context for each step; a step may come in several contexts."""
    order = reachable(program, program.outputs)
    if not any(program.ops[step] in (WHERE, AND, OR) for step in order):
        return straight(program)
    placing = _Placing(program, order, set())
    for _ in range(ROUNDS):
        if not placing.crowded:
            return placing.result()
        made, total = gathered(program, placing.contexts, placing.crowded)
        if len(made) > GROWN * len(program):
            break
        program = made
        placing = _Placing(program, reachable(program, program.outputs), total)
    return _Placing(program, placing.order, placing.total, last=True).result()


def straight(program: Program) -> Placed:
    """The program with all its steps where everything always runs, branches too."""
    plain = Placed(program, Contexts())
    plain.order = reachable(program, program.outputs)
    return plain


class _Placing:
    def __init__(
        self, program: Program, order: list[int], total: set[int], last: bool = False
    ) -> None:
        self.program = program
        self.order = order
        self.total = total  # choices that have a value everywhere
        self.crowded: dict[int, list[int]] = {}  # steps with too many copies, and the places
        self.contexts = Contexts()
        self.places: dict[int, list[int]] = {}
        self.instances: dict[tuple[int, int], int] = {}
        self.insides: dict[tuple[int, int, bool], int | None] = {}
        self.wanted: dict[int, set[int]] = {step: set() for step in order}
        self.budget = math.inf if last else COPIES * (len(order) + 250)
        self.most = math.inf if last else MOST_COPIES
        self._choose_places()

    def result(self) -> Placed:
        """The placed program."""
        program = self.program
        result = Placed(Program(program.inputs), self.contexts)
        for step in self.order:
            for context in self.places[step]:
                self._add(result, step, context)
        outputs = [self.instances[output, self.places[output][0]] for output in program.outputs]
        result.program.outputs = outputs
        for context in range(1, len(self.contexts)):
            parent = self.contexts.parents[context]
            result.tests[context] = self._instance(self.contexts.conditions[context], parent)
        result.order = self._running(result)
        return result

    def _running(self, result: Placed) -> list[int]:
        """The steps that outputs need, and the tests of the contexts in which they run."""
        parents = self.contexts.parents
        roots, seen = list(result.program.outputs), {0}
        while True:
            order = reachable(result.program, roots)
            entered = {result.context[step] for step in order}
            entered.update(*[result.branches[step] for step in order if step in result.branches])
            entered -= seen
            if not entered:
                return order
            while entered:
                seen |= entered
                roots += [result.tests[context] for context in entered]
                entered = {parents[context] for context in entered} - seen

    # ---- from the outputs down: which contexts need a step

    def _choose_places(self) -> None:
        """Finds the contexts in which each step runs."""
        program = self.program
        fallible = self._fallible()
        wanted = self.wanted
        for output in program.outputs:
            wanted[output].add(0)
        for step in reversed(self.order):
            needs = wanted.pop(step)
            args = program.args[step]
            if not args or not needs:  # a leaf, or what only a choice that is decided would need
                self.places[step] = [0] if not args else []
                continue
            self.places[step] = self._places(step, needs, step in fallible)
            for place in self.places[step]:
                if (arg := self._decided(step, place)) is not None:
                    wanted[arg].add(place)
                    continue
                for arg, inner in zip(args, self._arg_contexts(step, place), strict=True):
                    wanted[arg].add(inner)

    def _fallible(self) -> set[int]:
        """The steps that cannot be computed for any arguments, or that cost much."""
        program = self.program
        found: set[int] = set()
        for step in self.order:
            asks = may_fail(program.ops[step]) or any(arg in found for arg in program.args[step])
            if asks and step not in self.total:
                found.add(step)
        return found

    def _places(self, step: int, needs: set[int], fallible: bool) -> list[int]:
        """The contexts in which to compute what these contexts need."""
        if len(needs) == 1 or not fallible:
            return [self._common(needs)]
        apart = self._apart(needs)
        if 1 < len(apart) > min(self.budget, self.most):
            self.crowded[step] = apart
            return [self._common(needs)]
        self.budget -= len(apart) - 1
        return apart

    def _common(self, needs: set[int]) -> int:
        result, *others = sorted(needs)
        for other in others:
            result = self.contexts.common(result, other)
        return result

    def _apart(self, needs: set[int]) -> list[int]:
        """The contexts without those that others hold; both outcomes of a test are its parent."""
        contexts = self.contexts
        left = set(needs)
        for context in sorted(needs, key=lambda c: -contexts.depths[c]):
            while context in left and context and contexts.sibling(context) in left:
                left -= {context, contexts.sibling(context)}
                context = contexts.parents[context]
                left.add(context)
        seen: dict[int, bool] = {0: 0 in left}
        return [context for context in sorted(left) if not self._is_inside(context, left, seen)]

    def _is_inside(self, context: int, outer: set[int], seen: dict[int, bool]) -> bool:
        """Whether a context has an ancestor among the outer ones; `seen` says which hold such."""
        path = []
        parent = self.contexts.parents[context]
        while parent not in seen:
            path.append(parent)
            parent = self.contexts.parents[parent]
        for place in reversed(path):
            seen[place] = place in outer or seen[self.contexts.parents[place]]
        return context != 0 and seen[self.contexts.parents[context]]

    def _arg_contexts(self, step: int, context: int) -> tuple[int, ...]:
        """The context in which each argument of a step in a context is needed."""
        op, args = self.program.ops[step], self.program.args[step]
        if op not in (WHERE, AND, OR):
            return (context,) * len(args)
        on_true, on_false = self._branches(context, args[0])
        if op is WHERE:
            return context, on_true, on_false
        return context, on_true if op is AND else on_false

    def _branches(self, context: int, condition: int) -> Branches:
        """The contexts of both outcomes of what the context does not decide."""
        on_true = self._inside(context, condition, True)
        on_false = self._inside(context, condition, False)
        assert on_true is not None and on_false is not None
        return on_true, on_false

    def _inside(self, context: int, condition: int, outcome: bool) -> int | None:
        """The context inside another in which a condition came out true or false.

        None where that is impossible, by what is known in the context.
        Where `a and b` holds, a holds and b holds; where `a or b` does not, neither does.
        """
        ops, args = self.program.ops, self.program.args
        pending = []
        while True:
            while ops[condition] is NOT:
                condition, outcome = args[condition][0], not outcome
            key = (context, condition, outcome)
            if key in self.insides or ops[condition] is not (AND if outcome else OR):
                break
            pending.append((key, args[condition][1]))
            condition = args[condition][0]
        if key not in self.insides:
            self.insides[key] = self._child(context, condition, outcome)
        inner = self.insides[key]
        for key, second in reversed(pending):
            if inner is not None:
                inner = self._child(inner, second, key[2])
            self.insides[key] = inner
        return inner

    def _child(self, context: int, condition: int, outcome: bool) -> int | None:
        while self.program.ops[condition] is NOT:
            condition, outcome = self.program.args[condition][0], not outcome
        known = self.contexts.outcome(context, condition)
        if known is not None:
            return context if known == outcome else None
        if condition in self.wanted:  # not so a part of `a and b` that is known further out
            self.wanted[condition].add(context)
        return self.contexts.child(context, condition, outcome)

    def _decided(self, step: int, context: int) -> int | None:
        """The argument that a choice, or `and` and `or`, comes to where its context decides it."""
        op, args = self.program.ops[step], self.program.args[step]
        if op not in (WHERE, AND, OR):
            return None
        first, second = args[0], args[1]
        ruled_out = {WHERE: args[:0:-1], AND: (first, second), OR: (second, first)}
        for outcome, end in zip((True, False), ruled_out[op], strict=True):
            if self._inside(context, first, outcome) is None:
                return end
        return None

    # ---- from the inputs up: the steps themselves

    def _add(self, result: Placed, step: int, context: int) -> None:
        program = self.program
        op, args = program.ops[step], program.args[step]
        if step in program.constants:
            made = result.program.constant(program.constants[step])
        elif step in program.names:
            made = result.program.inputs[program.names[step]]
        elif (arg := self._decided(step, context)) is not None:
            made = self._instance(arg, context)
            self.instances[step, context] = made
            return
        else:
            inner = self._arg_contexts(step, context)
            nodes = tuple([self._instance(arg, at) for arg, at in zip(args, inner, strict=True)])
            made = result.program.again(op, nodes)
            if op in (WHERE, AND, OR):
                result.branches[made] = self._branches(context, args[0])
        self.instances[step, context] = made
        result.context.extend([0] * (len(result.program) - len(result.context)))
        result.context[made] = context

    def _instance(self, step: int, context: int) -> int:
        """The copy of a step whose value is there in a context."""
        places = self.places[step]
        if len(places) == 1:
            return self.instances[step, places[0]]
        if len(places) <= FEW_PLACES:
            place = next(place for place in places if self.contexts.holds(place, context))
            return self.instances[step, place]
        while (step, context) not in self.instances:
            context = self.contexts.parents[context]
        return self.instances[step, context]


def may_fail(op: Op) -> bool:
    return op.cost > SAFE_COST or bool(op.domain)
