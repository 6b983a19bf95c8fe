"""Emitted C files as functions of Python: compiled, loaded, called through ctypes."""

from __future__ import annotations

import ctypes
from functools import partial

from symchain.codegen.building import VECTORS, linked
from symchain.codegen.header import read_header
from symchain.codegen.targets.calls import Call, is_of_arrays
from symchain.codegen.targets.points import Points

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def load(source: str, threads: int = 1) -> dict[str, Callable[..., Any]]:
    """The functions of an emitted C file by name, and their forms over arrays, name + "_into".

    They are called as those of a Python module are; a call with NumPy arrays gives arrays, a value
    for each point, computed in so many threads. Raises what `built` raises.
    """
    read: tuple[dict[str, Any], str] = read_header(source)
    facts, code = read
    library = linked(code, VECTORS)
    calls = [Call(name, kinds, facts) for kinds, name in facts["functions"].items()]
    return {name: form for call in calls for name, form in _forms(library, call, threads).items()}


def _forms(library: ctypes.CDLL, call: Call, threads: int) -> dict[str, Callable[..., Any]]:
    batch = getattr(library, f"{call.name}_batch")
    batch.restype = None
    batch.argtypes = [
        *[ctypes.c_size_t] * 2,
        *[ctypes.c_void_p] * (len(call.groups) + 1 + bool(call.work)),
    ]
    point, points = partial(batch, 1, 1), Points(call, batch, threads)

    def run(*arguments: Any) -> Any:
        numbers = call.numbers(arguments)
        if is_of_arrays(numbers):
            return points.of(numbers)
        return call.of_point(point, numbers)

    run.__name__ = call.name
    return {call.name: run, f"{call.name}_into": points.into}
