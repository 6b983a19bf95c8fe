"""The passes that make a straight line shorter, each kept where it takes fewer operations.

A pass reads a program and makes another one that computes the same results. None may cost digits:
what they change is how often something is computed, not what cancels against what.
"""

from __future__ import annotations

from symchain.codegen.optimisation.additions import added
from symchain.codegen.optimisation.factoring import factored
from symchain.codegen.optimisation.forms import by_slopes
from symchain.codegen.optimisation.hoisting import hoisted
from symchain.codegen.optimisation.ordering import ordered
from symchain.codegen.optimisation.products import multiplied
from symchain.codegen.optimisation.signs import signed, turned
from symchain.codegen.optimisation.spreading import distributed
from symchain.codegen.optimisation.sums import gathered, nested
from symchain.codegen.program import Program, operations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Pass = Callable[[Program], Program]

PASSES = (
    signed,
    turned,
    by_slopes,
    gathered,
    added,
    factored,
    hoisted,
    multiplied,
    distributed,
    nested,
)
ROUNDS = 3  # of the passes
SMALL = 4_000  # steps of a program that is worth more than one round
LARGEST = 20_000  # steps of a program that all passes look at
QUICK = (factored, hoisted)  # what looks at a larger one
TELLING = (signed, factored, hoisted, multiplied)  # what tells which of two will be shorter


def optimised(program: Program) -> Program:
    """The program after all passes, some rounds of them; never more operations than before."""
    passes = PASSES if len(program) <= LARGEST else QUICK
    made = _after(passes * (ROUNDS if len(program) <= SMALL else 1), program)
    return ordered(made) if len(made) <= LARGEST else made


def estimated(program: Program) -> int:
    """How many operations a program has after a few passes: what to compare with another's."""
    return operations(_after(TELLING, program))


def _after(passes: Iterable[Pass], program: Program) -> Program:
    """The program after passes, each as far as it makes it shorter."""
    fewest = operations(program)
    looked_at: dict[Pass, Program] = {}  # what a pass could not shorten
    for step in passes:
        if looked_at.get(step) is program:
            continue
        made = step(program)
        count = fewest if made is program else operations(made)
        if count < fewest:
            program, fewest = made, count
        else:
            looked_at[step] = program
    return program
