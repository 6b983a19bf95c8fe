"""The text of a C extension of Python: the functions of the C target, and what Python calls.

Every function takes its arguments by the fast calling convention, one by one or as vectors, and
returns tuples as a Python module's does. Its `_into` form reads and writes buffers of doubles that
the caller owns, so that nothing is made in a call.
"""

from __future__ import annotations

from symchain.codegen.shapes import told
from symchain.codegen.targets.c_module import Code, framed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from symchain.codegen.library import Library
    from symchain.codegen.targets.c_module import Writer
    from symchain.codegen.targets.functions import Function

INCLUDES = ("#define PY_SSIZE_T_CLEAN", "#include <Python.h>")
STACKED = 4_096  # doubles that a call keeps on the stack; beyond, they are allocated

NUMBERS = """static inline int symchain_numbers(
    PyObject *const *given, Py_ssize_t count, Py_ssize_t wanted, const char *name, double *numbers)
{
    if (count != wanted) {
        PyErr_Format(PyExc_TypeError, "%s takes %zd numbers", name, wanted);
        return 0;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        if (PyFloat_CheckExact(given[i])) {
            numbers[i] = PyFloat_AS_DOUBLE(given[i]);
            continue;
        }
        numbers[i] = PyFloat_AsDouble(given[i]);
        if (numbers[i] == -1.0 && PyErr_Occurred()) {
            return 0;
        }
    }
    return 1;
}"""
VECTOR = """static inline int symchain_vector(
    PyObject *given, Py_ssize_t wanted, const char *group, double *numbers)
{
    PyObject *items = PySequence_Fast(given, "a vector is a sequence of numbers");
    if (items == NULL) {
        return 0;
    }
    if (PySequence_Fast_GET_SIZE(items) != wanted) {
        PyErr_Format(PyExc_ValueError, "the %s must have %zd values", group, wanted);
        Py_DECREF(items);
        return 0;
    }
    for (Py_ssize_t i = 0; i < wanted; i++) {
        numbers[i] = PyFloat_AsDouble(PySequence_Fast_GET_ITEM(items, i));
        if (numbers[i] == -1.0 && PyErr_Occurred()) {
            Py_DECREF(items);
            return 0;
        }
    }
    Py_DECREF(items);
    return 1;
}"""
BUFFER = """static double *symchain_buffer(
    PyObject *given, Py_ssize_t wanted, int flags, Py_buffer *view)
{
    if (PyObject_GetBuffer(given, view, flags | PyBUF_FORMAT | PyBUF_C_CONTIGUOUS) < 0) {
        return NULL;
    }
    const char *kind = view->format == NULL ? "" : view->format;
    if (strcmp(kind, "d") != 0 || view->len != wanted * (Py_ssize_t)sizeof(double)) {
        PyErr_Format(PyExc_ValueError, "a buffer of %zd doubles is wanted", wanted);
        PyBuffer_Release(view);
        return NULL;
    }
    return view->buf;
}"""
# What is written lies apart from all before it: the functions of C take that for granted.
APART = """static int symchain_apart(
    double *const *held, const Py_ssize_t *sizes, int written, int count)
{
    for (; written < count; written++) {
        const double *first = held[written], *last = first + sizes[written];
        for (int i = 0; i < written; i++) {
            if (held[i] < last && first < held[i] + sizes[i]) {
                PyErr_SetString(PyExc_ValueError,
                    "the buffer of the result must be apart from those of the arguments");
                return 0;
            }
        }
    }
    return 1;
}"""
# A tuple whose items are made one after the other; NULL where one cannot be made.
MAKING = """static inline PyObject *symchain_{name}({parameters})
{{
    PyObject *made = PyTuple_New({count});
    for (Py_ssize_t i = 0; made != NULL && i < {count}; i++) {{
        PyObject *item = {item};
        if (item == NULL) {{
            Py_CLEAR(made);
            break;
        }}
        PyTuple_SET_ITEM(made, i, item);
    }}
    return made;
}}"""
TUPLE = MAKING.format(
    name="tuple",
    parameters="const double *numbers, Py_ssize_t count",
    count="count",
    item="PyFloat_FromDouble(numbers[i])",
)
MATRIX = MAKING.format(
    name="matrix",
    parameters="const double *numbers, Py_ssize_t rows, Py_ssize_t columns",
    count="rows",
    item="symchain_tuple(numbers + i * columns, columns)",
)
WHOLE = MAKING.format(
    name="whole",
    parameters="const long *numbers, Py_ssize_t count",
    count="count",
    item="PyLong_FromLong(numbers[i])",
)
PACKED = """static inline PyObject *symchain_packed(PyObject **items, Py_ssize_t count)
{
    PyObject *made = PyTuple_New(count);
    int whole = made != NULL;
    for (Py_ssize_t i = 0; i < count; i++) {
        whole = whole && items[i] != NULL;
        if (made != NULL) {
            PyTuple_SET_ITEM(made, i, items[i]);
        } else {
            Py_XDECREF(items[i]);
        }
    }
    if (!whole) {
        Py_CLEAR(made);
    }
    return made;
}"""
MADE = "Functions of a formula and its derivatives, made by symchain."
# In the order in which they need each other.
HELPERS = {
    "symchain_numbers(": NUMBERS,
    "symchain_vector(": VECTOR,
    "symchain_buffer(": BUFFER,
    "symchain_apart(": APART,
    "symchain_tuple(": TUPLE,
    "symchain_matrix(": MATRIX,
    "symchain_whole(": WHOLE,
    "symchain_packed(": PACKED,
}


def module(
    functions: Sequence[Function],
    groups: Mapping[str, Sequence[str]],
    library: Library,
    facts: Mapping[str, object],
    *,
    domain: Sequence[str] = (),
    checked: str = "",
) -> str:
    """The source text of an extension module; it is called after the fact "module"."""
    code = Code(functions, groups, library, facts["signature"] == "vector")
    calls = [text for each in functions for text in _calls(each, code.writer)]
    blocks = [code.text((*INCLUDES, "#include <string.h>")).rstrip(), *helpers(calls), *calls]
    rows = {
        name: about
        for each in functions
        for name, about in (
            (each.name, each.about),
            (f"{each.name}_into", "The same into a buffer."),
        )
    }
    text = "\n\n".join([*blocks, definition(str(facts["module"]), rows)]) + "\n"
    return framed(text, {**facts, **code.facts()}, code.writer, domain, checked)


def helpers(calls: Sequence[str]) -> list[str]:
    """The texts of what the functions that Python calls need."""
    flat = "\n".join(calls) + ("symchain_tuple(" if "symchain_matrix(" in "".join(calls) else "")
    return [text for name, text in HELPERS.items() if name in flat]


class _Call:
    """The parts of a call of one function: where its numbers are, how they are passed on."""

    def __init__(self, function: Function, writer: Writer) -> None:
        self.function = function
        self.vector = writer.vector
        self.counts = {group: len(writer.groups[group]) for group in function.groups}
        self.outputs = len(function.program.outputs)
        self.work = writer.work(function)
        self.is_scalar = function.shapes == [0] and not self.work

    @property
    def given(self) -> int:
        """How many numbers the arguments are."""
        return sum(self.counts.values())

    def run(self, vectors: Sequence[str], result: str, work: str) -> str:
        """The statement that computes the results from numbers in vectors, group by group."""
        arguments = []
        for vector, count in zip(vectors, self.counts.values(), strict=True):
            arguments += [vector] if self.vector else [f"{vector}[{i}]" for i in range(count)]
        if self.is_scalar:
            return f"{result}[0] = {self.function.name}({', '.join(arguments)});"
        extra = [result, *([work] if self.work else [])]
        return f"{self.function.name}({', '.join([*arguments, *extra])});"


def _calls(function: Function, writer: Writer) -> list[str]:
    call = _Call(function, writer)
    return [_returning(call, writer), _into(call)]


def _returning(call: _Call, writer: Writer) -> str:
    """The function that returns tuples."""
    function = call.function
    size = call.given + call.outputs + call.work
    lines = [
        f"static PyObject *call_{function.name}("
        "PyObject *self, PyObject *const *given, Py_ssize_t count)",
        "{",
        "    (void)self;",
    ]
    if size <= STACKED:
        lines.append(f"    double numbers[{max(size, 1)}];")
        free = ""
    else:
        lines += [
            f"    double *numbers = PyMem_Malloc({size} * sizeof(double));",
            "    if (numbers == NULL) {",
            "        return PyErr_NoMemory();",
            "    }",
        ]
        free = "PyMem_Free(numbers);"
    lines += _reading(call, free)
    vectors = [f"(numbers + {start})" for start in _starts(call)]
    result, work = f"(numbers + {call.given})", f"(numbers + {call.given + call.outputs})"
    lines.append(f"    {call.run(vectors, result, work)}")
    lines.append(f"    PyObject *made = {_made(call, writer)};")
    lines += [f"    {free}"] if free else []
    return "\n".join([*lines, "    return made;", "}"])


def _starts(call: _Call) -> list[int]:
    starts, start = [], 0
    for count in call.counts.values():
        starts.append(start)
        start += count
    return starts


def _reading(call: _Call, free: str) -> list[str]:
    """The lines that read the arguments."""
    failed = [f"        {free}"] if free else []
    if not call.vector:
        test = f'symchain_numbers(given, count, {call.given}, "{call.function.name}", numbers)'
        return [f"    if (!{test}) {{", *failed, "        return NULL;", "    }"]
    wanted = len(call.counts)
    lines = [
        f"    if (count != {wanted}) {{",
        *failed,
        "        return PyErr_Format("
        f'PyExc_TypeError, "{call.function.name} takes {wanted} vectors");',
        "    }",
    ]
    pairs = zip(call.counts.items(), _starts(call), strict=True)
    for place, ((group, count), start) in enumerate(pairs):
        test = f'symchain_vector(given[{place}], {count}, "{group}", numbers + {start})'
        lines += [f"    if (!{test}) {{", *failed, "        return NULL;", "    }"]
    return lines


def _made(call: _Call, writer: Writer) -> str:
    """The expression that makes the returned object."""
    place = call.given
    parts = []
    for shape in call.function.shapes:
        text, place = made_object(told(shape), place, writer)
        parts.append(text)
    if len(parts) == 1:
        return parts[0]
    return _packed(parts)


def _packed(parts: Sequence[str]) -> str:
    return f"symchain_packed((PyObject *[]){{{', '.join(parts)}}}, {len(parts)})"


def made_object(short: Any, place: int, writer: Writer | None = None) -> tuple[str, int]:
    """The expression of one result, and where the next one begins."""
    if short is None:
        return f"PyFloat_FromDouble(numbers[{place}])", place + 1
    if isinstance(short, str):
        name = writer.named(short) if writer else short
        return f"symchain_whole({name}, sizeof {name} / sizeof {name}[0])", place
    if isinstance(short, int):
        return f"symchain_tuple(numbers + {place}, {short})", place + short
    if isinstance(short, dict):
        rows, columns = short["rows"], short["columns"]
        return f"symchain_matrix(numbers + {place}, {rows}, {columns})", place + rows * columns
    parts = []
    for item in short:
        text, place = made_object(item, place, writer)
        parts.append(text)
    return _packed(parts), place


def _into(call: _Call) -> str:
    """The function that reads and writes buffers."""
    name = call.function.name
    wanted = len(call.counts) + 1 + bool(call.work)
    sizes = [*call.counts.values(), call.outputs, *([call.work] if call.work else [])]
    lines = [
        f"static PyObject *call_{name}_into("
        "PyObject *self, PyObject *const *given, Py_ssize_t count)",
        "{",
        "    (void)self;",
        f"    if (count != {wanted}) {{",
        f'        return PyErr_Format(PyExc_TypeError, "{name}_into takes {wanted} buffers");',
        "    }",
        f"    Py_buffer views[{wanted}];",
        f"    double *held[{wanted}];",
        f"    static const Py_ssize_t sizes[{wanted}] = {{{', '.join(map(str, sizes))}}};",
        f"    for (int i = 0; i < {wanted}; i++) {{",
        f"        int flags = i < {len(call.counts)} ? PyBUF_SIMPLE : PyBUF_WRITABLE;",
        "        held[i] = symchain_buffer(given[i], sizes[i], flags, &views[i]);",
        "        if (held[i] == NULL) {",
        "            while (i-- > 0) {",
        "                PyBuffer_Release(&views[i]);",
        "            }",
        "            return NULL;",
        "        }",
        "    }",
    ]
    vectors = [f"held[{i}]" for i in range(len(call.counts))]
    last = len(call.counts)
    lines += [
        f"    int apart = symchain_apart(held, sizes, {last}, {wanted});",
        "    if (apart) {",
        f"        {call.run(vectors, f'held[{last}]', f'held[{last + 1}]')}",
        "    }",
        f"    for (int i = 0; i < {wanted}; i++) {{",
        "        PyBuffer_Release(&views[i]);",
        "    }",
        "    return apart ? Py_NewRef(Py_None) : NULL;",
        "}",
    ]
    return "\n".join(lines)


def definition(name: str, functions: Mapping[str, str]) -> str:
    """The table of functions, by name what each does, and what Python calls to load the module."""
    rows = []
    for function, about in functions.items():
        told_about = about.replace("\\", "").replace('"', "'")
        rows.append(
            f'    {{"{function}", (PyCFunction)(void (*)(void))call_{function}, METH_FASTCALL, '
            f'"{told_about}"}},'
        )
    return "\n".join(
        [
            "static PyMethodDef symchain_methods[] = {",
            *rows,
            "    {NULL, NULL, 0, NULL},",
            "};",
            "",
            "static struct PyModuleDef symchain_module = {",
            f'    PyModuleDef_HEAD_INIT, "{name}", "{MADE}", -1, symchain_methods,',
            "    NULL, NULL, NULL, NULL,",
            "};",
            "",
            f"PyMODINIT_FUNC PyInit_{name}(void)",
            "{",
            "    return PyModule_Create(&symchain_module);",
            "}",
        ]
    )
