"""Functions in LLVM assembly as functions of Python: of numbers, buffers and arrays."""

from __future__ import annotations

import ctypes
from threading import Lock

from symchain.codegen.header import read_header
from symchain.codegen.targets.calls import Call, is_of_arrays
from symchain.codegen.targets.native_calls import FAST, Method, callable_at, is_short, module
from symchain.codegen.targets.native_engine import Engine
from symchain.codegen.targets.native_module import LANES
from symchain.codegen.targets.points import Points

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any


def load(source: str, threads: int = 1) -> dict[str, Callable[..., Any]]:
    """The functions of an emitted text by name, and their forms over buffers, name + "_into".

    A call with NumPy arrays gives arrays, a value for each point, computed in so many threads.
    What takes arrays is compiled when it is first called with some. Raises SymchainError where
    llvmlite is not installed.
    """
    read: tuple[dict[str, Any], str] = read_header(source)
    facts, code = read
    calls = [Call(name, kinds, facts) for kinds, name in facts["functions"].items()]
    return compiled(calls, code, threads)


def compiled(calls: Sequence[Call], code: str, threads: int) -> dict[str, Callable[..., Any]]:
    """The functions of a text that are called so, by name, and their forms over buffers."""
    names = [call.name for call in calls]
    engine, batches = Engine(code, names), _Batches(code, names)
    short = [call for call in calls if is_short(call)]
    wanted = [f"{form}.{name}" for name in names for form in ("call", "into")]
    callers = Engine(module(short, engine.address), wanted, level=0)  # a third of the time
    return {
        name: function
        for call in calls
        for name, function in _Function(call, engine, callers, batches, threads).forms().items()
    }


class _Batches:
    """The functions of many points, compiled when one of them is first called."""

    def __init__(self, code: str, names: list[str]) -> None:
        self.code = code
        self.names = [f"{name}_batch" for name in names]
        self.lock = Lock()
        self.engine: Engine | None = None

    def address(self, name: str) -> int:
        """Where the function of many points is."""
        with self.lock:
            if self.engine is None:
                self.engine = Engine(self.code, self.names)
        return self.engine.address(f"{name}_batch")


class _Function:
    """The forms of one function."""

    def __init__(
        self, call: Call, engine: Engine, callers: Engine, batches: _Batches, threads: int
    ) -> None:
        self.call = call
        self.engine = engine
        self.callers = callers
        self.batches = batches
        self.threads = threads
        self.pointers = [ctypes.c_void_p] * (len(call.groups) + 1 + bool(call.work))
        self.run = ctypes.CFUNCTYPE(None, *self.pointers)(engine.address(call.name))
        self.points: Points | None = None
        self.methods: list[Method] = []  # they live as long as what is made of them

    def forms(self) -> dict[str, Callable[..., Any]]:
        """The functions that Python calls, by name."""
        name = self.call.name
        forms = {name: ("call", self.of_numbers), f"{name}_into": ("into", self.into)}
        if not is_short(self.call):
            return {name: function for name, (_, function) in forms.items()}
        return {name: self._fast(name, *form) for name, form in forms.items()}

    def _fast(self, name: str, form: str, function: Callable[..., Any]) -> Callable[..., Any]:
        address = self.callers.address(f"{form}.{self.call.name}")
        about = (function.__doc__ or "").encode()
        self.methods.append(Method(name.encode(), address, FAST, about))
        return callable_at(self.methods[-1], function)

    def of_numbers(self, *arguments: Any) -> Any:
        """The results at one point, or an array for each where an argument is an array."""
        call = self.call
        numbers = call.numbers(arguments)
        if is_of_arrays(numbers):
            return self._points().of(numbers)
        return call.of_point(self.run, numbers)

    def into(self, *buffers: Any) -> None:
        """Reads and writes buffers of doubles that the caller owns: the groups, then the result.

        Buffers of two dimensions have a row for each number and a column for each point.
        """
        call = self.call
        sizes = [*call.counts, call.size]
        if len(buffers) != len(sizes):
            raise TypeError(f"{call.name}_into takes {len(sizes)} buffers")
        if memoryview(buffers[-1]).ndim == 2:
            self._points().into(*buffers)
            return
        *groups, result = buffers
        held = [
            _doubles(group, size, False) for group, size in zip(groups, call.counts, strict=True)
        ]
        self.run(*held, _doubles(result, call.size, True), *call.slots())

    def _points(self) -> Points:
        if self.points is None:
            kind = ctypes.CFUNCTYPE(None, ctypes.c_size_t, ctypes.c_size_t, *self.pointers)
            batch = kind(self.batches.address(self.call.name))
            self.points = Points(self.call, batch, self.threads, LANES)
        return self.points


def _doubles(buffer: Any, size: int, is_result: bool) -> Any:
    """The numbers of a buffer."""
    view = memoryview(buffer)
    if view.format != "d" or not view.c_contiguous or view.nbytes != 8 * size:
        raise ValueError(f"a buffer of {size} doubles is wanted")
    kind = ctypes.c_double * size
    if not is_result:
        return kind.from_buffer_copy(view)
    if view.readonly:
        raise BufferError("the buffer of the result cannot be written")
    return kind.from_buffer(view)
