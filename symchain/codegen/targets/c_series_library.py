"""Emitted C files of Taylor coefficients as functions of Python."""

from __future__ import annotations

import ctypes

from symchain.codegen.building import linked
from symchain.codegen.header import read_header
from symchain.codegen.targets.calls import DOUBLES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any


def load(source: str, threads: int = 1) -> dict[str, Callable[..., list[float]]]:
    """The function of an emitted file by name: of numbers and an order, as in Python.

    ValueError where there is no series. Raises what `built` raises.
    """
    read: tuple[dict[str, Any], str] = read_header(source)
    facts, code = read
    name = facts["functions"]["taylor"]
    return {name: of_python(ctypes.cast(linked(code)[name], kind(facts)), facts)}


def kind(facts: Mapping[str, Any], whole: Any = ctypes.c_long) -> Any:
    """The type of the compiled function, whose order is of the type `whole`."""
    numbers = [ctypes.c_double] * len(facts["variables"])
    return ctypes.CFUNCTYPE(ctypes.c_int, *numbers, whole, DOUBLES, DOUBLES)


def of_python(found: Callable[..., int], facts: Mapping[str, Any]) -> Callable[..., list[float]]:
    """The function of Python that calls a compiled one, in a work space of zeros."""
    rows = max(facts["rows"], 1)

    def taylor(*arguments: Any) -> list[float]:
        *point, order = arguments
        size = max(order, 0) + 1
        work, result = (ctypes.c_double * (rows * size))(), (ctypes.c_double * size)()
        if found(*map(float, point), order, work, result):
            raise ValueError("there is no Taylor series here: a kink, a jump, or a negative order")
        return list(result)

    return taylor
