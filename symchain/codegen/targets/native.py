"""Machine code in the process: LLVM assembly, compiled by llvmlite, that computes as C does."""

from __future__ import annotations

from symchain.codegen.guards import skipping
from symchain.codegen.header import read_header
from symchain.codegen.poles import marked
from symchain.codegen.targets import (
    native_library,
    native_series_library,
    native_series_module,
    native_solver_library,
    native_solver_module,
)
from symchain.codegen.targets.c import C
from symchain.codegen.targets.native_module import module
from symchain.codegen.targets.target import ROUTINE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from symchain.codegen.program import Program
    from symchain.functions.row import Op


def is_routine(op: Op) -> bool:
    """Whether an operation is computed by a support routine, which may have loops."""
    return (C.spelling(op) or "").startswith(ROUTINE)


def prepared(program: Program) -> Program:
    """The program in which no routine of a branch that is not taken takes long; marked."""
    return marked(skipping(program, is_routine))


KINDS: Mapping[str, Callable[[str, int], Mapping[str, Any]]] = {
    "": native_library.load,
    "implicit": native_solver_library.load,
    "taylor": native_series_library.load,
}


def load(source: str, threads: int) -> Mapping[str, Any]:
    """The functions of an emitted text, compiled; by the kind of its module."""
    return KINDS[str(read_header(source)[0].get("kind", ""))](source, threads)


UNWRITTEN = (
    "native code lives in memory and is in no file: call symchain.compile(formula, 'native') in "
    "Python, or ask for the target c or cpython"
)
NATIVE = C.like(
    "native",
    prepare=prepared,
    module=module,
    solver=native_solver_module.module,
    series=native_series_module.module,
    load=load,
    companion={},
    suffix="",
    comment="; ",
    unwritten=UNWRITTEN,
)
