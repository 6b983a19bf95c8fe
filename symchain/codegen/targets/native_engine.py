"""LLVM assembly as functions in memory, by llvmlite: no compiler, no file."""

from __future__ import annotations

import ctypes

from symchain.codegen.targets import native_lanes
from symchain.errors import SymchainError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

NO_LLVM = "native code is compiled by llvmlite, {}: pip install 'symchain[jit]'"
OLDEST = 20  # the version of LLVM whose assembly is written; llvmlite has it from 0.45 on
LONG = 300_000  # characters of a text that is not optimised, to be compiled in tenths of a second
LANES = "lanes."  # begins the names of functions of vectors
# Where functions of mathematics are: in the process, or in libraries of their own.
LIBRARIES = (None, "libm.so.6", "libmvec.so.1", "ucrtbase.dll")


class Engine:
    """Some functions of a text, compiled; they live as long as it does.

    `level` is 3 where they are made fast, 0 where they are needed soon. No pass reassociates or
    contracts: numbers stay those of IEEE 754.
    """

    def __init__(self, code: str, wanted: Iterable[str], level: int = 3) -> None:
        llvm = _llvm()
        level = 0 if len(code) > LONG else level
        machine = _machine(llvm, level)
        unit = llvm.parse_assembly(code)
        unit.triple, unit.data_layout = machine.triple, str(machine.target_data)
        options = llvm.create_pipeline_tuning_options(speed_level=level)
        options.slp_vectorization = True  # so that pairs and fours of steps are one
        builder = llvm.create_pass_builder(machine, options)
        _reduce(llvm, unit, builder, set(wanted))
        lanes = [each for each in _declared(unit) if each.name.startswith(LANES)]
        needed = {each.name.removeprefix(LANES): len(list(each.arguments)) for each in lanes}
        if needed:
            features = llvm.get_host_cpu_features()
            text = native_lanes.definitions(needed, features, lambda name: _found(name) != 0)
            unit.link_in(llvm.parse_assembly(text))
        if level:
            builder.getModulePassManager().run(unit, builder)
        for each in _declared(unit):
            llvm.add_symbol(each.name, _address(each.name))
        self._compiled = llvm.create_mcjit_compiler(unit, machine)
        self._compiled.finalize_object()

    def address(self, name: str) -> int:
        """Where a function is."""
        found: int = self._compiled.get_function_address(name)
        return found


def _llvm() -> Any:
    """llvmlite, ready to compile for this machine; SymchainError where it is not installed."""
    try:
        import llvmlite.binding as llvm
    except ImportError:
        raise SymchainError(NO_LLVM.format("which is not installed")) from None
    if llvm.llvm_version_info[0] < OLDEST:
        raise SymchainError(NO_LLVM.format("of which this version is too old"))
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    return llvm


def _machine(llvm: Any, level: int) -> Any:
    return llvm.Target.from_default_triple().create_target_machine(
        cpu=llvm.get_host_cpu_name(),
        features=llvm.get_host_cpu_features().flatten(),
        opt=level,
        jit=True,
    )


def _reduce(llvm: Any, unit: Any, builder: Any, wanted: set[str]) -> None:
    """Drops the functions that those which are wanted do not call."""
    for each in unit.functions:
        if not each.is_declaration and each.name not in wanted:
            each.linkage = "internal"
    passes = llvm.create_new_module_pass_manager()
    passes.add_global_dead_code_eliminate_pass()
    passes.run(unit, builder)


def _declared(unit: Any) -> list[Any]:
    """The functions that a unit calls and does not define."""
    return [
        each for each in unit.functions if each.is_declaration and not each.name.startswith("llvm.")
    ]


def _found(name: str) -> int:
    """Where a function of mathematics or of Python is, 0 where there is none."""
    for library in _libraries():
        own = getattr(library, name, None)
        if own is not None:
            return ctypes.cast(own, ctypes.c_void_p).value or 0
    return 0


def _libraries() -> Iterator[Any]:
    yield ctypes.pythonapi
    for library in LIBRARIES:
        try:
            yield ctypes.CDLL(library)
        except (OSError, TypeError):  # no such library; on Windows, no name at all
            continue


def _address(name: str) -> int:
    found = _found(name)
    if not found:
        raise SymchainError(
            f"this system's library of mathematics has no '{name}': use the target python"
        )
    return found
