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
    scaled = {step for step in sums.order if _is_scaled_sum(sums, step)}
    if not scaled:
        return program
    copy = Copy(program)
    for step in sums.order:
        if step in scaled:
            number, inner = program.args[step]
            number = copy.image[number]
            parts = [
                copy.result.step(MULTIPLY, number, copy.image[arg]) for arg in program.args[inner]
            ]
            copy.image[step] = copy.result.step(program.ops[inner], *parts)
        else:
            copy.plain(step)
    return copy.finished()


def _is_scaled_sum(sums: Sums, step: int) -> bool:
    program = sums.program
    if program.ops[step] is not MULTIPLY:
        return False
    number, inner = program.args[step]
    return number in program.constants and sums.may_dissolve(inner)
