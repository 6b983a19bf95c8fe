"""The text of an emitted Python module over arrays: one straight line for each function.

A body computes all branches and chooses among them. The target's own routine `given` brings the
arguments to one kind, `results` calls the body with them.
"""

from __future__ import annotations

import math

from symchain.codegen import support_source
from symchain.codegen.branches import straight
from symchain.codegen.fold import fold
from symchain.codegen.guards import guarded
from symchain.codegen.header import header
from symchain.codegen.poles import marked
from symchain.codegen.running import namespace
from symchain.codegen.targets.array_routines import NAMES
from symchain.codegen.targets.blocks import gap, joined
from symchain.codegen.targets.functions import Function, Writer
from symchain.codegen.targets.layout import bracketed, statement
from symchain.codegen.targets.module import docstring, pattern
from symchain.codegen.targets.partition import is_long
from symchain.codegen.targets.parts import BOUND, Parts, checked_lengths, returned
from symchain.errors import SymchainError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any

    from symchain.codegen.library import Library
    from symchain.codegen.program import Program


def literal(value: float) -> str:
    """The text of a double."""
    return repr(value) if math.isfinite(value) else f"float('{value}')"


GIVEN, RESULTS, NUMBER, OUT = "given", "results", "number", "out"
OUTSIDE = "Outside the domain a result is nan or infinite, where it is too large inf or -inf."
WORDS = {
    "true": "True",
    "false": "False",
    "pi": repr(math.pi),
    "e": repr(math.e),
    "nan": literal(math.nan),
    "and": "{a} & {b}",
    "or": "{a} | {b}",
}
PAIRWISE = {"hypot": "hypot", "logsumexp": "logaddexp"}


LENIENT = frozenset(("root",))  # functions that are spelled as numbers where they have no value


def prepared(program: Program, lenient: frozenset[str] = LENIENT) -> Program:
    """The program for a library that differentiates what is written for it."""
    return marked(guarded(program), lenient)


class Arrays:
    """What the modules of an array library have in common.

    `results` are the texts of `given` and `results`, `imports` are the statements that they need,
    `routines` makes the texts of the support routines of a library, which are there if it has any.
    """

    def __init__(
        self,
        results: Sequence[str],
        imports: Sequence[str],
        routines: Callable[[Library], list[str]],
    ) -> None:
        self.results = results
        self.imports = imports
        self.routines = routines

    def module(
        self,
        functions: Sequence[Function],
        groups: Mapping[str, Sequence[str]],
        library: Library,
        facts: Mapping[str, object],
        *,
        domain: Sequence[str] = (),
        checked: str = "",
    ) -> str:
        """The source text of a module; `groups` are the names of the arguments in each group."""
        used = {group for function in functions for group in function.groups}
        groups = {group: names for group, names in groups.items() if group in used}
        writer = self.writer(functions, groups, library, vector=facts["signature"] == "vector")
        code = self.code(library, texts(functions, writer))
        facts = {**facts, "identifiers": writer.names("point")}
        top = "\n".join(docstring(facts, writer, library, domain, checked, OUTSIDE))
        return f"{top}\n\n{header(dict(facts), code)}\n{gap(code)}{code}"

    def writer(
        self,
        functions: Sequence[Function],
        groups: Mapping[str, Sequence[str]],
        library: Library,
        own: Iterable[str] = (),
        *,
        vector: bool = False,
    ) -> Writer:
        """The writer of the functions of a module, in which some further names stand for others."""
        names = {name for function in functions for name in (function.name, _body_name(function))}
        constants = {name for function in functions for name in function.constants}
        reserved = {*own, *names, *constants, *self.names(library)}
        return Writer(groups, library, reserved, vector)

    def names(self, library: Library) -> set[str]:
        """The names that a module's routines define."""
        support = support_source.source(library.support)[1]
        return {GIVEN, RESULTS, NUMBER, OUT, *NAMES, *support}

    def code(self, library: Library, blocks: Iterable[str]) -> str:
        """The text below a module's header: routines, then further blocks."""
        support = self.routines(library) if library.support else []
        return joined([self._imports(library, "".join(support)), *support, *self.results, *blocks])

    def _imports(self, library: Library, support: str) -> str:
        """The import statements: the standard library's first, then in alphabetical order."""
        modules = library.target.modules
        called = [name for name in modules if f"{name}." in support]
        needed = {*self.imports, *[modules[name] for name in (*library.imports, *called)]}
        first = sorted(line for line in needed if line in STANDARD)
        first = ["import math"] if "math." in support and "import math" not in first else first
        rest = sorted(needed.difference(first), key=lambda line: line.split()[1])
        return "\n".join([*first, *([""] if first else []), *rest])


STANDARD = ("import functools", "import math")


def texts(functions: Sequence[Function], writer: Writer) -> list[str]:
    """The blocks of functions, and the constants that they return."""
    constants = {name: value for each in functions for name, value in each.constants.items()}
    patterns = [pattern(name, value) for name, value in constants.items()]
    bodies = [lines for each in functions for lines in _function(writer, each)]
    return [*patterns, *["\n".join(lines) for lines in bodies]]


def _body_name(function: Function) -> str:
    return f"_{function.name}"


def _function(writer: Writer, function: Function) -> list[list[str]]:
    """The lines of a function and of its body."""
    is_in_parts = is_long(function.program, BOUND)
    body = _body_in_parts(writer, function) if is_in_parts else _body(writer, function)
    numbers = f"{writer.prefix}0"
    given = [
        [f"*{writer.sequences[group]}"] if writer.vector else [name]
        for group in function.groups
        for name in ([group] if writer.vector else writer.names(group))
    ]
    arguments = [[_body_name(function)], [str(len(function.program.outputs))], *given]
    fills = writer.target.fills
    arguments += [[f"{OUT}={OUT}"]] if fills else []
    parameters = [*writer.arguments(function), *([["*"], [f"{OUT}=None"]] if fills else [])]
    lines = [
        *bracketed(f"def {function.name}(", parameters, "):", 0),
        f'    """{function.about}"""',
        *(checked_lengths(writer, function) if writer.vector else []),
        *bracketed(f"{numbers} = {RESULTS}(", arguments, ")", 1),
        *returned(function.shapes, numbers, 0),
    ]
    return [body, lines]


def _head(writer: Writer, function: Function) -> list[str]:
    """The first lines of a body."""
    names = [[writer.inputs[name]] for name in function.program.inputs]
    number = [[NUMBER]] if writer.target.number else []
    return bracketed(f"def {_body_name(function)}(", [*number, *names], "):", 0)


def _body(writer: Writer, function: Function) -> list[str]:
    """The lines of a body: it returns all outputs in a row."""
    where = straight(function.program)
    folded = fold(where, writer.library, writer.inputs, writer.prefix)
    lines = _head(writer, function)
    for line in folded.lines:
        lines += statement(line.name, line.text, 1)
    outputs = [[piece.text] for piece in folded.outputs]
    return [*lines, *bracketed("return (", outputs, ")", 1, one_comma=True)]


def _body_in_parts(writer: Writer, function: Function) -> list[str]:
    """The lines of a long body and its parts."""
    parts = Parts(writer, function, f"{NUMBER}, " if writer.target.number else "")
    slots, partition = writer.slots, parts.partition
    room = f"*([0.0] * {partition.count - partition.first_output})"
    items = [*[[writer.inputs[name]] for name in function.program.inputs], [room]]
    first = partition.first_output
    return [
        *parts.bodies(typed=False),
        *_head(writer, function),
        *bracketed(f"{slots} = [", items, "]", 1),
        *parts.calls(),
        f"    return {slots}[{first}:{first + len(function.program.outputs)}]",
    ]


def load(source: str, threads: int = 1) -> dict[str, Any]:
    """What an emitted module defines; SymchainError where a library that it needs is not there.

    The library itself decides about `threads`.
    """
    try:
        return namespace(source)
    except ImportError as error:
        needed = (error.name or "").partition(".")[0]
        raise SymchainError(
            f"the module needs {needed}, which is not installed: pip install {needed}"
        ) from None
