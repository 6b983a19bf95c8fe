"""LaTeX: the lines of programs in displays of `aligned`, for a document with amsmath."""

from __future__ import annotations

from symchain.codegen.header import header
from symchain.codegen.targets.document import Section, load, remarks, sections
from symchain.codegen.targets.python import PYTHON

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from symchain.codegen.library import Library
    from symchain.codegen.targets.functions import Function

PAGE = 24  # lines of one display, which no page break can cut


def module(
    functions: Sequence[Function],
    groups: Mapping[str, Sequence[str]],
    library: Library,
    facts: Mapping[str, Any],
    *,
    domain: Sequence[str] = (),
    checked: str = "",
) -> str:
    """The text of a fragment; `groups` are the names of the arguments in each group."""
    found = sections(functions, groups, facts)
    code = "\n".join([line for section in found for line in _displays(section)]) + "\n"
    top = [f"% {line}".rstrip() for line in remarks(found, facts, domain, checked)]
    return "\n".join([*top, header(dict(facts), code, library.target.comment), "", code])


def _displays(section: Section) -> list[str]:
    """The lines of a function's displays."""
    lines = [f"% {section.name}"]
    for first in range(0, len(section.lines), PAGE):
        rows = [
            f"  {left} &{relation} {right}"
            for left, relation, right in section.lines[first : first + PAGE]
        ]
        body = [f"{row} \\\\" for row in rows[:-1]] + rows[-1:]
        lines += [r"\[", r"\begin{aligned}", *body, r"\end{aligned}", r"\]"]
    return lines


LATEX = PYTHON.like(
    "latex", comment="% ", module=module, solver=None, series=None, suffix=".tex", load=load
)
