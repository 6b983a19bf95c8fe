"""JSON: programs as data, for other tools and to be read back; docs/json.md has the schema."""

from __future__ import annotations

import json

from symchain.codegen.header import header, read_header
from symchain.codegen.names import prefix
from symchain.codegen.program import operations
from symchain.codegen.running import namespace
from symchain.codegen.shapes import told
from symchain.codegen.targets.python import PYTHON
from symchain.graph.walk import reachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from symchain.codegen.library import Library
    from symchain.codegen.program import Program
    from symchain.codegen.targets.functions import Function

SCHEMA = 1  # changes where a reader of the old one would be wrong


def module(
    functions: Sequence[Function],
    groups: Mapping[str, Sequence[str]],
    library: Library,
    facts: Mapping[str, Any],
    *,
    domain: Sequence[str] = (),
    checked: str = "",
) -> str:
    """The text of a document; `groups` are the names of the arguments in each group."""
    kinds = {name: kind for kind, name in facts["functions"].items()}
    objects = [_function(each, kinds[each.name], groups) for each in functions]
    code = "\n".join(
        [
            f'"schema": {SCHEMA},',
            f'"domain": {_line(list(domain))},',
            '"functions": [',
            ",\n".join(objects),
            "]",
            "}\n",
        ]
    )
    return "{\n" + header(dict(facts), code, library.target.comment) + "\n" + code


def _function(function: Function, kinds: str, groups: Mapping[str, Sequence[str]]) -> str:
    """One function, a line for each step."""
    program = function.program
    names, steps = _steps(program)
    fields = {
        "returns": _line(kinds),
        "operations": _line(operations(program)),
        "inputs": _line({group: list(groups[group]) for group in function.groups}),
        "steps": "[" + ",".join([f"\n  {_line(step)}" for step in steps]) + "]",
        "outputs": _line([names[output] for output in program.outputs]),
        "shapes": _line([told(shape) for shape in function.shapes]),
        "patterns": _line({name: list(value) for name, value in function.constants.items()}),
    }
    return "{" + ",\n ".join([f'"{name}": {text}' for name, text in fields.items()]) + "}"


def _steps(program: Program) -> tuple[dict[int, str | float], list[list[str | float]]]:
    """How each step is called, numbers by their value; and the steps that are operations."""
    letter = prefix(program.inputs)
    names: dict[int, str | float] = dict(program.names)
    steps: list[list[str | float]] = []
    for step in reachable(program, program.outputs):
        if step in program.constants:
            names[step] = program.constants[step]
        elif step not in names:
            names[step] = f"{letter}{len(steps)}"
            args = [names[arg] for arg in program.args[step]]
            steps.append([names[step], program.ops[step].name, *args])
    return names, steps


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def load(source: str, threads: int = 1) -> Mapping[str, Any]:
    """The functions of a document by name: it is read, and run as the Python that it makes."""
    from symchain.codegen.reading import read_program
    from symchain.codegen.routines import written

    facts: dict[str, Any] = read_header(source)[0]
    found = namespace(written(read_program(source), signature=facts["signature"]))
    return {name: found[kinds] for kinds, name in facts["functions"].items()}


JSON = PYTHON.like(
    "json", comment="", module=module, solver=None, series=None, suffix=".json", load=load
)
