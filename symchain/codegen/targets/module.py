"""The text of an emitted Python module: docstring, header, imports, support routines, functions."""

from __future__ import annotations

from symchain.codegen import support_source
from symchain.codegen.header import header
from symchain.codegen.library import MATH, Library
from symchain.codegen.targets.functions import Function, Writer
from symchain.codegen.targets.layout import bracketed, wrapped
from symchain.codegen.targets.parts import in_parts, is_long

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LONGEST_FORMULA = 2_000  # characters of a formula that the docstring shows whole
OUTSIDE = (
    "Outside the domain ValueError, ZeroDivisionError or OverflowError is raised, as by the "
    "functions of math."
)


def module(
    functions: Sequence[Function],
    groups: Mapping[str, Sequence[str]],
    library: Library,
    facts: Mapping[str, object],
    *,
    domain: Sequence[str] = (),
    checked: str = "",
) -> str:
    """The source text of a module; `groups` are the names of the arguments in each group."""
    support, defined = support_source.source(library.support)
    used = {group for function in functions for group in function.groups}
    groups = {group: names for group, names in groups.items() if group in used}
    constants = {name: value for each in functions for name, value in each.constants.items()}
    reserved = {function.name for function in functions} | defined | constants.keys()
    writer = Writer(groups, library, reserved, facts["signature"] == "vector")
    bodies = _functions(functions, writer)
    imports = _imports(library, "".join(support), writer.vector)
    patterns = [_pattern(name, value) for name, value in constants.items()]
    code = _joined(["\n".join(imports), *support, *patterns, *["\n".join(body) for body in bodies]])
    facts = {**facts, "identifiers": writer.names("point")}
    top = "\n".join(_docstring(facts, writer, library, domain, checked))
    return f"{top}\n\n{header(dict(facts), code)}\n{_gap(code)}{code}"


def _joined(blocks: Sequence[str]) -> str:
    """The blocks with two empty lines around a function, and one between all others."""
    text, last = blocks[0], blocks[0]
    for block in blocks[1:]:
        wide = block.startswith("def ") or last.startswith("def ")
        text += ("\n\n\n" if wide else "\n\n") if text else ""
        text += block
        last = block
    return text + "\n"


def _pattern(name: str, value: Sequence[int]) -> str:
    """The line that defines a tuple of whole numbers."""
    items = [[str(number)] for number in value]
    return "\n".join(bracketed(f"{name}: tuple[int, ...] = (", items, ")", 0, one_comma=True))


def _gap(code: str) -> str:
    return "\n\n" if code.startswith("def ") else "\n"


def _functions(functions: Sequence[Function], writer: Writer) -> list[list[str]]:
    """The functions; where the last is too long for one, a gradient is taken from it."""
    whole = functions[-1]
    long = [is_long(function) for function in functions]
    bodies = []
    for function, in_several in zip(functions, long, strict=True):
        is_part = in_several and function is not whole and len(whole.shapes) == 2
        if is_part and function.shapes == whole.shapes[1:]:
            lines = bracketed(f"return {whole.name}(", writer.arguments(whole), ")[1]", 1)
            bodies.append([*writer.head(function, exact=False), *lines])
        else:
            bodies.append(in_parts(writer, function) if in_several else writer.function(function))
    return bodies


def _imports(library: Library, support: str, vector: bool) -> list[str]:
    """The import statements, in the order of Python's import sorters."""
    lines = ["import math"] if "math." in support else []
    if vector:
        lines.append("from collections.abc import Sequence")
    others = []
    for name, names in sorted(library.imports.items()):
        items = [[item] for item in sorted(names, key=lambda n: (n.islower(), n))]
        flat = f"from {name} import {', '.join([item for (item,) in items])}"
        if name == MATH:
            lines += (
                [flat] if len(flat) <= 88 else bracketed(f"from {name} import (", items, ")", 0)
            )
        else:
            flat += "  # type: ignore"
            long = bracketed(f"from {name} import (  # type: ignore", items, ")", 0)
            others += [flat] if len(flat) <= 88 else long
    return [*lines, *([""] if lines and others else []), *others]


def _docstring(
    facts: Mapping[str, object],
    writer: Writer,
    library: Library,
    domain: Sequence[str],
    checked: str,
) -> list[str]:
    """The module's docstring: formula, arguments, domain, names, and how it was checked."""
    texts = facts["formulas"]
    assert isinstance(texts, list)
    lines = ['"""Value and gradient of a formula, made by symchain.', ""]
    for text in texts:
        lines += wrapped(_shown(text), "    ")
    lines.append("")
    for group in writer.groups:
        what = "Arguments" if group == "point" else f"Arguments of the {group}"
        names = ", ".join(writer.names(group)) or "none"
        lines += wrapped(f"{what}, in this order: {_cut(names)}.", "")
    slopes = facts["wrt"]
    assert isinstance(slopes, list)
    lines += wrapped(f"Derivatives by, in this order: {_cut(', '.join(slopes) or 'none')}.", "")
    given = zip(writer.groups["point"], writer.names("point"), strict=True)
    renamed = [f"{name} is {safe}" for name, safe in given if name != safe]
    if renamed:
        lines += wrapped(f"Names: {_cut(', '.join(renamed))}.", "")
    lines += wrapped(f"Domain: {_cut('; '.join(domain)) or 'all real numbers'}.", "")
    lines += wrapped(OUTSIDE, "")
    if library.outside:
        modules = ", ".join(sorted(set(library.outside.values())))
        lines += wrapped(f"Needs {modules} (for {', '.join(sorted(library.outside))}).", "")
    if checked:
        lines += wrapped(checked, "")
    return [*[_escaped(line) for line in lines[1:1]], lines[0], *map(_escaped, lines[1:]), '"""']


def _shown(text: str) -> str:
    if len(text) <= LONGEST_FORMULA:
        return text
    from symchain.codegen.header import digest

    kept = LONGEST_FORMULA // 2
    return f"{text[:kept]} ... {text[-kept:]} ({len(text)} characters, SHA-256 {digest(text)})"


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_FORMULA else text[: LONGEST_FORMULA // 2] + " ..."


def _escaped(line: str) -> str:
    """A line as it can stand in a docstring."""
    line = line.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    return "".join([c if c.isprintable() else f"\\u{ord(c):04x}" for c in line])
