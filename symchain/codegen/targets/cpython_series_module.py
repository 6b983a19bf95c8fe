"""The text of an extension module of Python for Taylor coefficients: the C target's function."""

from __future__ import annotations

from symchain.codegen.targets.c_module import OUTSIDE
from symchain.codegen.targets.c_series_module import Code, framed
from symchain.codegen.targets.cpython_module import INCLUDES, NUMBERS, definition

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from symchain.codegen.series import Layout
    from symchain.codegen.targets.target import Target

RAISES = "ValueError is raised at a kink or a jump, and for a negative order."
# The rows are the caller's in C; here they are allocated, with the result behind them.
CALL = """static PyObject *call_{name}(PyObject *self, PyObject *const *given, Py_ssize_t count)
{{
    (void)self;
    double numbers[{size}];
    if (count != {wanted}) {{
        return PyErr_Format(PyExc_TypeError, "{name} takes {wanted} arguments");
    }}
    if (!symchain_numbers(given, {given}, {given}, "{name}", numbers)) {{
        return NULL;
    }}
    const Py_ssize_t order = PyNumber_AsSsize_t(given[{given}], PyExc_OverflowError);
    if (order == -1 && PyErr_Occurred()) {{
        return NULL;
    }}
    if (order < 0) {{
        PyErr_SetString(PyExc_ValueError, "the order of a series is negative");
        return NULL;
    }}
    if (order >= LONG_MAX || (size_t)order >= PY_SSIZE_T_MAX / sizeof(double) / {rows}) {{
        return PyErr_NoMemory();
    }}
    double *work = PyMem_Malloc({rows} * ((size_t)order + 1) * sizeof(double));
    if (work == NULL) {{
        return PyErr_NoMemory();
    }}
    double *result = work + {own} * (order + 1);
    if ({name}({arguments}(long)order, work, result) != 0) {{
        PyMem_Free(work);
        PyErr_SetString(PyExc_ValueError, "there is no Taylor series here: a kink or a jump");
        return NULL;
    }}
    PyObject *made = PyList_New(order + 1);
    for (Py_ssize_t k = 0; made != NULL && k <= order; k++) {{
        PyObject *item = PyFloat_FromDouble(result[k]);
        if (item == NULL) {{
            Py_CLEAR(made);
            break;
        }}
        PyList_SET_ITEM(made, k, item);
    }}
    PyMem_Free(work);
    return made;
}}"""


def module(
    made: Layout, arguments: Sequence[str], target: Target, facts: Mapping[str, Any], domain: str
) -> str:
    """The text of the module; it is called after the fact "module"."""
    name = str(facts["functions"]["taylor"])
    code = Code(made, arguments, target, name)
    blocks = code.texts("\n".join([*INCLUDES, "#include <limits.h>", "#include <math.h>"]))
    count = len(arguments)
    call = CALL.format(
        name=name,
        size=max(count, 1),
        given=count,
        wanted=count + 1,
        own=code.rows,
        rows=code.rows + 1,
        arguments="".join([f"numbers[{i}], " for i in range(count)]),
    )
    table = definition(str(facts["module"]), {name: code.about})
    text = "\n\n".join([*blocks, NUMBERS, call, table]) + "\n"
    return framed(text, code, facts, [domain, OUTSIDE, RAISES])
