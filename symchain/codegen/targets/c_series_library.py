"""Emitted C files of Taylor coefficients as functions of Python."""

from __future__ import annotations

import ctypes

from symchain.codegen.building import built
from symchain.codegen.header import read_header
from symchain.codegen.targets.calls import DOUBLES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def load(source: str, threads: int = 1) -> dict[str, Callable[..., list[float]]]:
    """The function of an emitted file by name: of numbers and an order, as in Python.

    ValueError where there is no series. Raises what `built` raises.
    """
    read: tuple[dict[str, Any], str] = read_header(source)
    facts, code = read
    name, rows = facts["functions"]["taylor"], max(facts["rows"], 1)
    found = getattr(ctypes.CDLL(built(code)), name)
    numbers = [ctypes.c_double] * len(facts["variables"])
    found.argtypes = [*numbers, ctypes.c_long, DOUBLES, DOUBLES]

    def taylor(*arguments: Any) -> list[float]:
        *point, order = arguments
        size = max(order, 0) + 1
        work, result = (ctypes.c_double * (rows * size))(), (ctypes.c_double * size)()
        if found(*map(float, point), order, work, result):
            raise ValueError("there is no Taylor series here: a kink, a jump, or a negative order")
        return list(result)

    return {name: taylor}
