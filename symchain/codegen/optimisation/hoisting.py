"""Coefficients that several products of one factor have: c*(a*x), c*(a*y) become k*x, k*y, k = c*a.

The graph writes numbers and signs outermost, so the factor 2 or the sign of an adjoint stands
before each of its uses.
"""

from __future__ import annotations

from symchain.codegen.optimisation.copying import Copy
from symchain.codegen.program import Program
from symchain.functions.arithmetic import DIVIDE, MULTIPLY, NEGATE
from symchain.graph.walk import reachable, use_counts

TYPE_CHECKING = False
if TYPE_CHECKING:
    Scaled = tuple[int, int]  # the steps of a number and of a factor

SIGN = -1  # stands for the step of the coefficient -1, which is written as a sign


def hoisted(program: Program) -> Program:
    """The program with such coefficients multiplied once; never more operations than before."""
    order = reachable(program, program.outputs)
    wanted = _wanted(program, order)
    if not wanted:
        return program
    copy = Copy(program)
    for step in order:
        if step not in wanted:
            copy.plain(step)
            continue
        number, factor, other = wanted[step]
        if number == SIGN:
            scaled = copy.result.step(NEGATE, copy.image[factor])
        else:
            scaled = copy.result.step(MULTIPLY, copy.image[number], copy.image[factor])
        inner = program.ops[program.args[step][-1]]
        copy.image[step] = copy.result.step(inner, scaled, copy.image[other])
    return copy.finished()


def _wanted(program: Program, order: list[int]) -> dict[int, tuple[int, int, int]]:
    """For each step c*(a*x) to be written as (c*a)*x: the steps of c, a and x."""
    uses = use_counts(program, order, program.outputs)
    choices: dict[int, list[Scaled]] = {}
    users: dict[Scaled, int] = {}
    for step in order:
        op, args = program.ops[step], program.args[step]
        if op is MULTIPLY and args[0] in program.constants:
            number, body = args
        elif op is NEGATE:
            number, body = SIGN, args[0]
        else:
            continue
        inner = program.ops[body]
        if uses[body] == 1 and (inner is MULTIPLY or inner is DIVIDE):
            factors = program.args[body] if inner is MULTIPLY else program.args[body][:1]
            scaled = [(number, a) for a in factors if a not in program.constants]
            if scaled:
                choices[step] = scaled
            for key in scaled:
                users[key] = users.get(key, 0) + 1
    wanted = {}
    for step, scaled in choices.items():
        number, factor = max(scaled, key=lambda key: users[key])
        if users[number, factor] > 1:
            a, b = program.args[program.args[step][-1]]
            wanted[step] = number, factor, b if factor == a else a
    return _kept(wanted)


def _kept(wanted: dict[int, tuple[int, int, int]]) -> dict[int, tuple[int, int, int]]:
    """Without those that nobody shares after all, since the others chose another factor."""
    counts: dict[Scaled, int] = {}
    for number, factor, _ in wanted.values():
        counts[number, factor] = counts.get((number, factor), 0) + 1
    return {step: part for step, part in wanted.items() if counts[part[:2]] > 1}
