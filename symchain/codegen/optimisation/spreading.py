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
    return factored(multiplied(spread(program)))


def spread(program: Program) -> Program:
    """The program with c*(a*b + d) written c*a*b + c*d, where the sum may lose its brackets."""
    sums = Sums(program)
    copy = Copy(program)
    for step in sums.order:
        op, args = program.ops[step], program.args[step]
        if op is MULTIPLY and args[0] in program.constants and sums.may_dissolve(args[1]):
            number, inner = copy.image[args[0]], args[1]
            parts = [
                copy.result.step(MULTIPLY, number, copy.image[arg]) for arg in program.args[inner]
            ]
            copy.image[step] = copy.result.step(program.ops[inner], *parts)
        else:
            copy.plain(step)
    return copy.finished()
