"""What Python calls, in LLVM assembly: by the fast calling convention, without a detour.

Each function reads numbers from floats, or the buffers that were given, runs a compiled function
and makes the results. Whatever else it is given it hands to a function of Python, its `self`, which
computes it or says what is wrong. So there are no errors here, and of CPython only its stable
interface is used, where the number in a float stands apart.
"""

from __future__ import annotations

import ctypes

from symchain.codegen.translation.llvm import declarations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from symchain.codegen.targets.calls import Call

MOST = 4_096  # numbers that a call keeps on the stack; with more, it is the function of Python
FAST = 0x80  # METH_FASTCALL
NUMBER = float.__basicsize__ - 8  # where the number of a float is
TYPE = NUMBER - 8  # where the type of an object is
VIEW, BYTES, FORMAT = 80, 16, 40  # the size of a Py_buffer, and where its fields are
READ, WRITTEN = 0x3C, 0x3D  # PyBUF_FORMAT | PyBUF_C_CONTIGUOUS, and PyBUF_WRITABLE

HELPERS = f"""\
define internal i1 @read.number(ptr %object, ptr %place) {{
  %type.at = getelementptr i8, ptr %object, i64 {TYPE}
  %type = load ptr, ptr %type.at
  %exact = icmp eq ptr %type, inttoptr (i64 {id(float)} to ptr)
  br i1 %exact, label %yes, label %other
other:
  %near = call i32 @PyType_IsSubtype(ptr %type, ptr inttoptr (i64 {id(float)} to ptr))
  %is = icmp ne i32 %near, 0
  br i1 %is, label %yes, label %no
yes:
  %number.at = getelementptr i8, ptr %object, i64 {NUMBER}
  %number = load double, ptr %number.at
  store double %number, ptr %place
  ret i1 true
no:
  ret i1 false
}}

define internal i1 @read.vector(ptr %given, i64 %wanted, ptr %numbers) {{
entry:
  %count = call i64 @PySequence_Size(ptr %given)
  %right = icmp eq i64 %count, %wanted
  br i1 %right, label %next, label %no
next:
  %i = phi i64 [ 0, %entry ], [ %j, %read ]
  %more = icmp ult i64 %i, %wanted
  br i1 %more, label %item, label %yes
item:
  %object = call ptr @PySequence_GetItem(ptr %given, i64 %i)
  %none = icmp eq ptr %object, null
  br i1 %none, label %no, label %read
read:
  %to = getelementptr double, ptr %numbers, i64 %i
  %good = call i1 @read.number(ptr %object, ptr %to)
  call void @Py_DecRef(ptr %object)
  %j = add i64 %i, 1
  br i1 %good, label %next, label %no
yes:
  ret i1 true
no:
  call void @PyErr_Clear()
  ret i1 false
}}

define internal ptr @read.buffer(ptr %given, i64 %bytes, i32 %flags, ptr %view) {{
  %failed = call i32 @PyObject_GetBuffer(ptr %given, ptr %view, i32 %flags)
  %bad = icmp ne i32 %failed, 0
  br i1 %bad, label %clear, label %look
look:
  %size.at = getelementptr i8, ptr %view, i64 {BYTES}
  %size = load i64, ptr %size.at
  %right = icmp eq i64 %size, %bytes
  br i1 %right, label %ask, label %release
ask:
  %format.at = getelementptr i8, ptr %view, i64 {FORMAT}
  %format = load ptr, ptr %format.at
  %word = load i16, ptr %format, align 1 ; one letter and the end
  %doubles = icmp eq i16 %word, {int.from_bytes(b"d", "little")}
  br i1 %doubles, label %good, label %release
good:
  %numbers = load ptr, ptr %view
  ret ptr %numbers
release:
  call void @PyBuffer_Release(ptr %view)
  ret ptr null
clear:
  call void @PyErr_Clear()
  ret ptr null
}}

define internal ptr @made.tuple(ptr %numbers, i64 %count) {{
entry:
  %tuple = call ptr @PyTuple_New(i64 %count)
  %none = icmp eq ptr %tuple, null
  br i1 %none, label %done, label %next
next:
  %i = phi i64 [ 0, %entry ], [ %j, %kept ]
  %more = icmp ult i64 %i, %count
  br i1 %more, label %item, label %done
item:
  %from = getelementptr double, ptr %numbers, i64 %i
  %number = load double, ptr %from
  %object = call ptr @PyFloat_FromDouble(double %number)
  %missing = icmp eq ptr %object, null
  %j = add i64 %i, 1
  br i1 %missing, label %failed, label %kept
kept:
  %done.0 = call i32 @PyTuple_SetItem(ptr %tuple, i64 %i, ptr %object)
  br label %next
failed:
  call void @Py_DecRef(ptr %tuple)
  ret ptr null
done:
  ret ptr %tuple
}}
"""


class Method(ctypes.Structure):
    """A PyMethodDef: what a function of C is called, where it is, how it is called."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("address", ctypes.c_void_p),
        ("flags", ctypes.c_int),
        ("about", ctypes.c_char_p),
    )


def callable_at(method: Method, other: Callable[..., Any]) -> Callable[..., Any]:
    """The function of Python that calls a compiled one; it keeps `other` alive, no method."""
    kind = ctypes.PYFUNCTYPE(
        ctypes.py_object, ctypes.POINTER(Method), ctypes.py_object, ctypes.c_void_p
    )
    make = kind(("PyCFunction_NewEx", ctypes.pythonapi))
    made: Callable[..., Any] = make(ctypes.byref(method), other, None)
    return made


def is_short(call: Call) -> bool:
    """Whether the numbers of a call fit on the stack."""
    return sum(call.counts) + call.size <= MOST and not call.work


def module(calls: Iterable[Call], address: Callable[[str], int]) -> str:
    """The text of the functions call.NAME and into.NAME, which call those at some addresses."""
    made = [(call, f"inttoptr (i64 {address(call.name)} to ptr)") for call in calls]
    texts = [text for each in made for text in (_call(*each), _into(*each))]
    text = "\n\n".join([HELPERS, *texts])
    return "\n".join([*declarations(text, ""), "declare ptr @Py_BuildValue(ptr, ...)", "", text])


def _call(call: Call, compiled: str) -> str:
    """The function that takes numbers or vectors and returns numbers in tuples."""
    counts = call.counts if call.vector else [1] * sum(call.counts)
    lines, start = [f"  %numbers = alloca [{sum(call.counts) + call.size} x double]"], 0
    for i, size in enumerate(counts):
        lines.append(f"  %to{i} = getelementptr double, ptr %numbers, i64 {start}")
        lines += _given(i)
        reader = "vector" if call.vector else "number"
        wanted = f"i64 {size}, " if call.vector else ""
        lines.append(f"  %good{i} = call i1 @read.{reader}(ptr %o{i}, {wanted}ptr %to{i})")
        lines += [f"  br i1 %good{i}, label %read{i}, label %ask", f"read{i}:"]
        start += size
    start, pointers = 0, []
    for name, size in zip([*call.groups, "result"], [*call.counts, call.size], strict=True):
        lines.append(f"  %{name} = getelementptr double, ptr %numbers, i64 {start}")
        pointers.append(f"ptr %{name}")
        start += size
    lines.append(f"  call void {compiled}({', '.join(pointers)})")
    form, loads, values = _results(call)
    lines += [*loads, f"  %made = call ptr (ptr, ...) @Py_BuildValue({', '.join(values)})"]
    body = _framed(f"call.{call.name}", len(counts), [*lines, "  ret ptr %made"])
    return f'@format.{call.name} = internal constant [{len(form) + 1} x i8] c"{form}\\00"\n{body}'


def _results(call: Call) -> tuple[str, list[str], list[str]]:
    """How Python's C interface tells the shape of results; the lines that make them; all values.

    Rows of numbers are made apart, which is faster.
    """
    lines, values, place = [], [f"ptr @format.{call.name}"], 0

    def told(item: Any) -> str:
        nonlocal place
        if any(item is pattern for pattern in call.patterns.values()):
            values.append(f"ptr inttoptr (i64 {id(item)} to ptr)")
            return "O"
        if item is not None and any(each is not None for each in item):
            return f"({''.join([told(each) for each in item])})"
        i = len(values)
        lines.append(f"  %at{i} = getelementptr double, ptr %result, i64 {place}")
        if item is None:
            lines.append(f"  %r{i} = load double, ptr %at{i}")
            values.append(f"double %r{i}")
        else:
            lines.append(f"  %r{i} = call ptr @made.tuple(ptr %at{i}, i64 {len(item)})")
            values.append(f"ptr %r{i}")
        place += 1 if item is None else len(item)
        return "d" if item is None else "N"

    return told(call.arranged(lambda: None)), lines, values


def _into(call: Call, compiled: str) -> str:
    """The function that reads and writes buffers."""
    sizes = [*call.counts, call.size]
    lines = [f"  %views = alloca [{len(sizes) * VIEW} x i8], align 8"]
    for i, size in enumerate(sizes):
        flags = WRITTEN if i == len(call.counts) else READ
        lines.append(f"  %view{i} = getelementptr i8, ptr %views, i64 {i * VIEW}")
        lines += _given(i)
        lines.append(
            f"  %b{i} = call ptr @read.buffer(ptr %o{i}, i64 {8 * size}, i32 {flags}, ptr %view{i})"
        )
        lines.append(f"  %none{i} = icmp eq ptr %b{i}, null")
        lines += [f"  br i1 %none{i}, label %drop{i}, label %read{i}", f"read{i}:"]
    buffers = ", ".join([f"ptr %b{i}" for i in range(len(sizes))])
    lines.append(f"  call void {compiled}({buffers})")
    lines += [_release(i) for i in range(len(sizes))]
    lines.append(f"  %made = call ptr @Py_NewRef(ptr inttoptr (i64 {id(None)} to ptr))")
    lines.append("  ret ptr %made")
    for i in range(len(sizes) - 1, 0, -1):
        lines += [f"drop{i}:", _release(i - 1), f"  br label %drop{i - 1}"]
    lines += ["drop0:", "  br label %ask"]
    return _framed(f"into.{call.name}", len(sizes), lines)


def _release(i: int) -> str:
    return f"  call void @PyBuffer_Release(ptr %view{i})"


def _given(i: int) -> list[str]:
    """The lines that take an argument."""
    return [
        f"  %o{i}.at = getelementptr ptr, ptr %given, i64 {i}",
        f"  %o{i} = load ptr, ptr %o{i}.at",
    ]


def _framed(name: str, wanted: int, lines: list[str]) -> str:
    """A function of so many arguments; it asks `self` where there are others, or at label ask."""
    return "\n".join(
        [
            f"define ptr @{name}(ptr %self, ptr %given, i64 %count) {{",
            f"  %right = icmp eq i64 %count, {wanted}",
            "  br i1 %right, label %read, label %ask",
            "read:",
            *lines,
            "ask:",
            "  %answer = call ptr @PyObject_Vectorcall("
            "ptr %self, ptr %given, i64 %count, ptr null)",
            "  ret ptr %answer",
            "}",
        ]
    )
