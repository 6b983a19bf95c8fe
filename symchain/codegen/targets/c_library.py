"""Emitted C files as functions of Python: compiled, loaded, called through ctypes."""

from __future__ import annotations

import ctypes

from symchain.codegen.building import VECTORS, built
from symchain.codegen.header import read_header
from symchain.codegen.kinds import AND, groups_of
from symchain.codegen.shapes import arranged

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

DOUBLES = ctypes.POINTER(ctypes.c_double)


SHARE = 4_096  # points that are worth a thread of their own


def load(source: str, threads: int = 1) -> dict[str, Callable[..., Any]]:
    """The functions of an emitted C file by name: called as those of a Python module are.

    A call with NumPy arrays gives arrays, a value for each point, computed in so many threads.
    Raises what `built` raises.
    """
    read: tuple[dict[str, Any], str] = read_header(source)
    facts, code = read
    library = ctypes.CDLL(built(code, extra=VECTORS))
    return {
        name: _function(library, name, kinds, facts, threads)
        for kinds, name in facts["functions"].items()
    }


class _Call:
    """How a function is called: how many numbers each group has, and how many come back."""

    def __init__(self, name: str, kinds: str, facts: Mapping[str, Any]) -> None:
        own = {"point": "variables", "direction": "wrt", "weights": "outputs"}
        self.name = name
        self.groups = groups_of(kinds.split(AND))
        self.counts = [len(facts[own[group]]) for group in self.groups]
        self.shapes = facts["shapes"][name]
        self.patterns = facts["patterns"]
        self.vector = facts["signature"] == "vector"
        self.work = facts["work"][name]
        self.size = 0
        self.arranged(self._counted)

    def _counted(self) -> float:
        self.size += 1
        return 0.0

    def arranged(self, take: Callable[[], Any]) -> Any:
        """The results, each in its shape."""
        results = [arranged(shape, take, self.patterns) for shape in self.shapes]
        return results[0] if len(results) == 1 else tuple(results)

    def numbers(self, arguments: Sequence[Any]) -> list[Any]:
        """The numbers of all groups in a row; TypeError or ValueError where they are not right."""
        if not self.vector:
            if len(arguments) != sum(self.counts):
                raise TypeError(f"{self.name} takes {sum(self.counts)} numbers")
            return list(arguments)
        if len(arguments) != len(self.counts):
            raise TypeError(f"{self.name} takes {len(self.counts)} vectors")
        for group, count, given in zip(self.groups, self.counts, arguments, strict=True):
            if len(given) != count:
                raise ValueError(f"the {group} must have {count} values")
        return [number for given in arguments for number in given]


def _function(
    library: ctypes.CDLL, name: str, kinds: str, facts: Mapping[str, Any], threads: int
) -> Callable[..., Any]:
    call = _Call(name, kinds, facts)
    batch = getattr(library, f"{name}_batch")
    batch.restype = None
    batch.argtypes = [*[ctypes.c_size_t] * 2, *[DOUBLES] * (len(call.groups) + 1 + bool(call.work))]
    work = [(ctypes.c_double * call.work)] if call.work else []

    def run(*arguments: Any) -> Any:
        numbers = call.numbers(arguments)
        if any(getattr(number, "ndim", 0) for number in numbers):
            return _over_arrays(call, batch, numbers, threads)
        columns, start = [], 0
        for count in call.counts:
            columns.append((ctypes.c_double * count)(*map(float, numbers[start : start + count])))
            start += count
        result = (ctypes.c_double * call.size)()
        batch(1, 1, *columns, result, *[kind() for kind in work])
        return call.arranged(iter(result).__next__)

    run.__name__ = name
    return run


def _over_arrays(
    call: _Call, batch: Callable[..., None], numbers: Sequence[Any], threads: int
) -> Any:
    """The results at many points: the arguments are brought to one shape."""
    import numpy

    arrays = numpy.broadcast_arrays(*[numpy.asarray(number, dtype=float) for number in numbers])
    shape, count = arrays[0].shape, arrays[0].size
    columns, start = [], 0
    for size in call.counts:
        group = numpy.empty((size, count))
        for row, array in zip(group, arrays[start : start + size], strict=True):
            row.reshape(shape)[...] = array
        columns.append(group)
        start += size
    result = numpy.empty((call.size, count))

    def run(first: int, last: int) -> None:
        work = [numpy.empty(call.work)] if call.work else []
        views = [array[:, first:] for array in (*columns, result)]
        pointers = [view.ctypes.data_as(DOUBLES) for view in (*views, *work)]
        batch(last - first, count, *pointers)

    share = max(-(-count // max(threads, 1)), SHARE)
    spans = [(first, min(first + share, count)) for first in range(0, count, share)]
    if len(spans) < 2:
        run(0, count)
    else:
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(len(spans)) as pool:  # ctypes lets go of the interpreter's lock
            list(pool.map(lambda span: run(*span), spans))
    rows = iter(result.reshape(call.size, *shape))
    return call.arranged(rows.__next__)
