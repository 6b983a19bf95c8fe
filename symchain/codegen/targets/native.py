"""Machine code in the process: LLVM assembly, compiled by llvmlite, that computes as C does."""

from __future__ import annotations

from symchain.codegen.guards import skipping
from symchain.codegen.targets.c import C
from symchain.codegen.targets.native_library import load
from symchain.codegen.targets.native_module import module
from symchain.codegen.targets.target import ROUTINE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from symchain.codegen.program import Program
    from symchain.functions.row import Op


def is_routine(op: Op) -> bool:
    """Whether an operation is computed by a support routine, which may have loops."""
    return (C.spelling(op) or "").startswith(ROUTINE)


def prepared(program: Program) -> Program:
    """The program in which no routine of a branch that is not taken takes long."""
    return skipping(program, is_routine)


UNWRITTEN = (
    "native code lives in memory and is in no file: call symchain.compile(formula, 'native') in "
    "Python, or ask for the target c or cpython"
)
NATIVE = C.like(
    "native",
    prepare=prepared,
    module=module,
    solver=None,
    series=None,
    load=load,
    companion={},
    comment="; ",
    unwritten=UNWRITTEN,
)
