"""The text of an extension module of Python that solves equations: the C target's functions."""

from __future__ import annotations

from symchain.codegen.shapes import count
from symchain.codegen.targets.c_module import OUTSIDE
from symchain.codegen.targets.c_solver_module import Callers, framed
from symchain.codegen.targets.cpython_module import (
    INCLUDES,
    STACKED,
    definition,
    helpers,
    made_object,
)
from symchain.errors import SymchainError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from symchain.codegen.implicit import Equations
    from symchain.codegen.library import Library
    from symchain.codegen.targets.functions import Function

RAISES = "ValueError is raised where no solution is found."
REFUSED = (
    "    if (code != 0) {",
    '        const char *why = code == 1 ? "the equations have no value at the guess"',
    '                                    : "no solution was found from the guess";',
    "        PyErr_SetString(PyExc_ValueError, why);",
    "        return NULL;",
    "    }",
)


def module(
    equations: Equations,
    functions: Sequence[Function],
    library: Library,
    checked: str,
    ranges: Mapping[str, Any],
) -> str:
    """The text of the module; `functions` are those of the equations, as the target spells them."""
    callers = Callers(equations, functions, library)
    blocks = callers.texts((*INCLUDES, "#include <string.h>"))
    calls = [
        _function(word, call, callers.work.get(word, 0)) for word, call in callers.calls.items()
    ]
    table = definition(equations.module, {word: callers.about(word) for word in callers.calls})
    code = "\n\n".join([*blocks, *helpers(calls), *calls, table]) + "\n"
    sentences = [OUTSIDE, RAISES]
    return framed(code, callers, checked, ranges, sentences, module=equations.module)


def _function(name: str, call: Mapping[str, Any], work: int) -> str:
    """What Python calls: numbers, then vectors; a tuple comes back, or ValueError is raised."""
    numbers, vectors = call["numbers"], call["vectors"]
    given = numbers + sum(vectors)
    result = count(call["shape"])
    size = given + result + work
    if size > STACKED:
        raise SymchainError(f"'{name}' takes {size} numbers, in an extension at most {STACKED}")
    lines = [
        f"static PyObject *call_{name}(PyObject *self, PyObject *const *given, Py_ssize_t count)",
        "{",
        "    (void)self;",
        f"    double numbers[{max(size, 1)}];",
        f"    if (count != {numbers + len(vectors)}) {{",
        "        return PyErr_Format(",
        f'            PyExc_TypeError, "{name} takes {numbers + len(vectors)} arguments");',
        "    }",
        f'    if (!symchain_numbers(given, {numbers}, {numbers}, "{name}", numbers)) {{',
        "        return NULL;",
        "    }",
    ]
    arguments, place = [f"numbers[{i}]" for i in range(numbers)], numbers
    for number, wanted in enumerate(vectors, numbers):
        test = f'symchain_vector(given[{number}], {wanted}, "vector", numbers + {place})'
        lines += [f"    if (!{test}) {{", "        return NULL;", "    }"]
        arguments.append(f"numbers + {place}")
        place += wanted
    if call["direct"] and not work:
        lines.append(f"    numbers[{given}] = {name}({', '.join(arguments)});")
    else:
        arguments.append(f"numbers + {given}")
        arguments += [f"numbers + {given + result}"] if work else []
        before = "const int code = " if call["code"] else ""
        lines.append(f"    {before}{name}({', '.join(arguments)});")
    lines += REFUSED if call["code"] else ()
    return "\n".join([*lines, f"    return {made_object(call['shape'], given)[0]};", "}"])
