"""Divisions by one number as products with its reciprocal."""

from __future__ import annotations

from symchain.codegen.optimisation.copying import Copy
from symchain.codegen.program import Program
from symchain.functions.arithmetic import DIVIDE, MULTIPLY
from symchain.graph.walk import reachable

ENOUGH_DIVISIONS = 3  # by one divisor: from here on one reciprocal and products are used


def with_reciprocals(program: Program) -> Program:
    """a/d, b/d and c/d become a*r, b*r and c*r with r = 1/d: a rounding more, two divisions less.

    Where |d| < 2e-308 the reciprocal is not a finite double; no such value is expected.
    """
    order = reachable(program, program.outputs)
    divisions: dict[int, int] = {}
    for step in order:
        if program.ops[step] is DIVIDE and program.args[step][1] not in program.constants:
            divisor = program.args[step][1]
            divisions[divisor] = divisions.get(divisor, 0) + 1
    often = {divisor for divisor, count in divisions.items() if count >= ENOUGH_DIVISIONS}
    if not often:
        return program
    copy = Copy(program)
    for step in order:
        op, args = program.ops[step], program.args[step]
        if op is DIVIDE and args[1] in often:
            inverse = copy.result.step(DIVIDE, copy.result.constant(1.0), copy.image[args[1]])
            is_one = program.constants.get(args[0]) == 1.0
            copy.image[step] = (
                inverse if is_one else copy.result.step(MULTIPLY, copy.image[args[0]], inverse)
            )
        else:
            copy.plain(step)
    return copy.finished()
