"""MathML: the lines of programs as a table of presentation markup, in a file of its own."""

from __future__ import annotations

from symchain.codegen.header import header
from symchain.codegen.targets.document import load, remarks, sections
from symchain.codegen.targets.python import PYTHON

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from symchain.codegen.library import Library
    from symchain.codegen.targets.functions import Function

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'


def module(
    functions: Sequence[Function],
    groups: Mapping[str, Sequence[str]],
    library: Library,
    facts: Mapping[str, Any],
    *,
    domain: Sequence[str] = (),
    checked: str = "",
) -> str:
    """The text of a file; `groups` are the names of the arguments in each group."""
    from symchain.display.mathml import NAMESPACE, escaped, markup

    found = sections(functions, groups, facts)
    pairs = zip(facts["outputs"], facts["formulas"], strict=True)
    told = escaped("; ".join([f"{name} = {text}" for name, text in pairs]))
    rows = [
        f"<mtr><mtd>{markup(left)}</mtd><mtd>{markup(relation)}</mtd><mtd>{markup(right)}</mtd></mtr>"
        for section in found
        for left, relation, right in section.lines
    ]
    code = "\n".join(
        [
            f'<math xmlns="{NAMESPACE}" display="block">',
            "<semantics>",
            '<mtable displaystyle="true" columnalign="right center left">',
            *rows,
            "</mtable>",
            f'<annotation encoding="application/x-symchain">{told}</annotation>',
            "</semantics>",
            "</math>\n",
        ]
    )
    remark = "\n".join(remarks(found, facts, domain, checked)).replace("--", "- -")
    line = header(dict(facts), code, library.target.comment)
    return f"{DECLARATION}\n<!--\n{remark}\n-->\n{line}\n{code}"


MATHML = PYTHON.like(
    "mathml", comment="<!-- ", module=module, solver=None, series=None, suffix=".mml", load=load
)
