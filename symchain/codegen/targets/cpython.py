"""Extension modules of CPython: the C target's functions, called from Python without a detour."""

from __future__ import annotations

from symchain.codegen.building import extension, not_loaded
from symchain.codegen.header import read_header
from symchain.codegen.targets import cpython_module, cpython_series_module, cpython_solver_module
from symchain.codegen.targets.c import C

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any


def load(source: str, threads: int) -> Mapping[str, Callable[..., Any]]:
    """The functions of an emitted extension, compiled and imported."""
    from importlib.machinery import ExtensionFileLoader
    from importlib.util import module_from_spec, spec_from_file_location

    facts, code = read_header(source)
    name, path = str(facts["module"]), extension(code)
    spec = spec_from_file_location(name, path, loader=ExtensionFileLoader(name, path))
    assert spec is not None and spec.loader is not None
    try:
        module = module_from_spec(spec)
    except ImportError as why:
        raise not_loaded(path, why) from None
    spec.loader.exec_module(module)
    return vars(module)


CPYTHON = C.like(
    "cpython",
    module=cpython_module.module,
    solver=cpython_solver_module.module,
    series=cpython_series_module.module,
    load=load,
    companion={},
    is_named=True,
)
