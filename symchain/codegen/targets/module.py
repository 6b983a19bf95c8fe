"""The text of an emitted Python module: docstring, header, imports, support routines, functions."""

from __future__ import annotations

from symchain.codegen import support_source
from symchain.codegen.header import header
from symchain.codegen.library import Library
from symchain.codegen.targets.blocks import (
    OUTSIDE,
    at_kinks,
    cut,
    escaped,
    gap,
    imports,
    joined,
    shown,
)
from symchain.codegen.targets.functions import Function, Writer
from symchain.codegen.targets.layout import bracketed, wrapped
from symchain.codegen.targets.partition import is_long
from symchain.codegen.targets.parts import BOUND, in_parts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


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
    lines = imports(library, "".join(support), writer.vector)
    patterns = [pattern(name, value) for name, value in constants.items()]
    code = joined(["\n".join(lines), *support, *patterns, *["\n".join(body) for body in bodies]])
    facts = {**facts, "identifiers": writer.names("point")}
    top = "\n".join(docstring(facts, writer, library, domain, checked, OUTSIDE))
    return f"{top}\n\n{header(dict(facts), code)}\n{gap(code)}{code}"


def pattern(name: str, value: Sequence[int]) -> str:
    """The line that defines a tuple of whole numbers."""
    items = [[str(number)] for number in value]
    return "\n".join(bracketed(f"{name}: tuple[int, ...] = (", items, ")", 0, one_comma=True))


def _functions(functions: Sequence[Function], writer: Writer) -> list[list[str]]:
    """The functions; where the last is too long for one, a gradient is taken from it."""
    whole = functions[-1]
    long = [is_long(function.program, BOUND) for function in functions]
    bodies = []
    for function, in_several in zip(functions, long, strict=True):
        is_part = in_several and function is not whole and len(whole.shapes) == 2
        if is_part and function.shapes == whole.shapes[1:]:
            lines = bracketed(f"return {whole.name}(", writer.arguments(whole), ")[1]", 1)
            bodies.append([*writer.head(function, exact=False), *lines])
        else:
            bodies.append(in_parts(writer, function) if in_several else writer.function(function))
    return bodies


def docstring(
    facts: Mapping[str, object],
    writer: Writer,
    library: Library,
    domain: Sequence[str],
    checked: str,
    outside: str,
) -> list[str]:
    """The module's docstring: formula, arguments, domain, names, and how it was checked."""
    texts = facts["formulas"]
    assert isinstance(texts, list)
    lines = ['"""A formula and its derivatives, made by symchain.', ""]
    for text in texts:
        lines += wrapped(shown(text), "    ")
    lines.append("")
    for group in writer.groups:
        what = "Arguments" if group == "point" else f"Arguments of the {group}"
        names = ", ".join(writer.names(group)) or "none"
        lines += wrapped(f"{what}, in this order: {cut(names)}.", "")
    slopes = facts["wrt"]
    assert isinstance(slopes, list)
    lines += wrapped(f"Derivatives by, in this order: {cut(', '.join(slopes) or 'none')}.", "")
    if kinks := at_kinks(facts):
        lines += wrapped(kinks, "")
    spelled = zip(writer.groups["point"], writer.names("point"), strict=True)
    renamed = [f"{name} is {safe}" for name, safe in spelled if name != safe]
    if renamed:
        lines += wrapped(f"Names: {cut(', '.join(renamed))}.", "")
    for sentence in domain:
        lines += wrapped(cut(sentence), "")
    lines += wrapped(outside, "")
    if library.outside:
        modules = ", ".join(sorted(set(library.outside.values())))
        lines += wrapped(f"Needs {modules} (for {', '.join(sorted(library.outside))}).", "")
    if checked:
        lines += wrapped(checked, "")
    return [lines[0], *map(escaped, lines[1:]), '"""']
