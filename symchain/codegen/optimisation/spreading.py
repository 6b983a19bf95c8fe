"""Numbers multiplied into the sums behind them, where the products in these share them.

C*(a*b - b) beside C*b is C*b*a - C*b: the derivatives of C*exp(-x^2) are of this kind.
"""

from __future__ import annotations

from symchain.codegen.optimisation.copying import Copy
from symchain.codegen.optimisation.factoring import factored
from symchain.codegen.optimisation.products import multiplied
from symchain.codegen.optimisation.sums import Sums
from symchain.codegen.program import Program
from symchain.functions.arithmetic import MULTIPLY


def distributed(program: Program) -> Program:
    """The program with its numbers spread, shared by products, and else taken out again."""
    made = spread(program)
    return program if made is program else factored(multiplied(made))


def spread(program: Program) -> Program:
    """The program with c*(a*b + d) written c*a*b + c*d, where the sum may lose its brackets."""
    sums = Sums(program)
    wanted = {step for step in sums.order if _is_number_times_sum(sums, step)}
    if not wanted:
        return program
    copy = Copy(program)
    for step in sums.order:
        if step in wanted:
            number, inner = program.args[step]
            parts = [
                copy.result.step(MULTIPLY, copy.image[number], copy.image[arg])
                for arg in program.args[inner]
            ]
            copy.image[step] = copy.result.step(program.ops[inner], *parts)
        else:
            copy.plain(step)
    return copy.finished()


def _is_number_times_sum(sums: Sums, step: int) -> bool:
    program = sums.program
    if program.ops[step] is not MULTIPLY or program.args[step][0] not in program.constants:
        return False
    return sums.may_dissolve(program.args[step][1])
