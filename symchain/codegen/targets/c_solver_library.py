"""Emitted C files that solve equations as functions of Python: what they refuse is a ValueError."""

from __future__ import annotations

import ctypes

from symchain.codegen.building import linked
from symchain.codegen.header import read_header
from symchain.codegen.shapes import arranged, count
from symchain.codegen.targets.calls import DOUBLES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

REFUSED = {
    1: "the equations have no value at the guess",
    2: "no solution was found from the guess",
}


def load(source: str, threads: int = 1) -> dict[str, Callable[..., Any]]:
    """The functions of an emitted file by name: called as those of the Python module are.

    ValueError where no solution is found; a result that is undefined is nan. Raises what `built`
    raises.
    """
    read: tuple[dict[str, Any], str] = read_header(source)
    facts, code = read
    library = linked(code)
    start = f"{facts['name']}_" if facts["name"] else ""
    return {
        start + word: _function(library, start + word, call, facts["work"].get(start + word, 0))
        for word, call in facts["calls"].items()
    }


def _function(
    library: ctypes.CDLL, name: str, call: Mapping[str, Any], work: int
) -> Callable[..., Any]:
    found = getattr(library, name)
    is_number = call["direct"] and not work  # what is returned, not written
    found.restype = ctypes.c_double if is_number else ctypes.c_int if call["code"] else None
    pointers = len(call["vectors"]) + (not is_number) + bool(work)
    found.argtypes = [ctypes.c_double] * call["numbers"] + [DOUBLES] * pointers
    size = count(call["shape"])

    def run(*arguments: Any) -> Any:
        numbers, vectors = arguments[: call["numbers"]], arguments[call["numbers"] :]
        given = [
            (ctypes.c_double * wanted)(*map(float, vector))
            for wanted, vector in zip(call["vectors"], vectors, strict=True)
        ]
        result = (ctypes.c_double * max(size, 1))()
        room = [(ctypes.c_double * work)()] if work else []
        if is_number:
            result[0] = found(*map(float, numbers))
        else:
            code = found(*map(float, numbers), *given, result, *room)
            if call["code"] and code:
                raise ValueError(REFUSED[code])
        return arranged(call["shape"], iter(result).__next__, {})

    run.__name__ = name
    return run
