"""Taylor coefficients in LLVM assembly as functions of Python."""

from __future__ import annotations

import ctypes

from symchain.codegen.header import read_header
from symchain.codegen.targets.c_series_library import kind, of_python
from symchain.codegen.targets.native_engine import Engine

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def load(source: str, threads: int = 1) -> dict[str, Callable[..., list[float]]]:
    """The function of an emitted text by name: of numbers and an order, as in Python.

    ValueError where there is no series. Raises what `Engine` raises.
    """
    read: tuple[dict[str, Any], str] = read_header(source)
    facts, code = read
    name = facts["functions"]["taylor"]
    engine = Engine(code, [name])
    found = kind(facts, ctypes.c_int64)(engine.address(name))
    found.engine = engine  # the code lives as long as it does
    return {name: of_python(found, facts)}
