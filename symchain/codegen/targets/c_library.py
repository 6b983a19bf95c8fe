"""Emitted C files as functions of Python: compiled, loaded, called through ctypes."""

from __future__ import annotations

import ctypes
from functools import partial

from symchain.codegen.building import VECTORS, built
from symchain.codegen.header import read_header
from symchain.codegen.targets.calls import DOUBLES, Call, is_of_arrays

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def load(source: str, threads: int = 1) -> dict[str, Callable[..., Any]]:
    """The functions of an emitted C file by name: called as those of a Python module are.

    A call with NumPy arrays gives arrays, a value for each point, computed in so many threads.
    Raises what `built` raises.
    """
    read: tuple[dict[str, Any], str] = read_header(source)
    facts, code = read
    library = ctypes.CDLL(built(code, extra=VECTORS))
    return {
        name: _function(library, Call(name, kinds, facts), threads)
        for kinds, name in facts["functions"].items()
    }


def _function(library: ctypes.CDLL, call: Call, threads: int) -> Callable[..., Any]:
    batch = getattr(library, f"{call.name}_batch")
    batch.restype = None
    batch.argtypes = [*[ctypes.c_size_t] * 2, *[DOUBLES] * (len(call.groups) + 1 + bool(call.work))]
    point = partial(batch, 1, 1)

    def run(*arguments: Any) -> Any:
        numbers = call.numbers(arguments)
        if is_of_arrays(numbers):
            return call.of_points(batch, numbers, threads)
        return call.of_point(point, numbers)

    run.__name__ = call.name
    return run
