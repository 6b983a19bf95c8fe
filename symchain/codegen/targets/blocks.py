"""The text around the functions of a module: imports, blocks, and what a docstring says."""

from __future__ import annotations

from symchain.codegen.library import MATH, Library
from symchain.codegen.targets.layout import WIDTH, bracketed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LONGEST_FORMULA = 2_000  # characters of a formula that the docstring shows whole
WIDE = ("def ", "class ", "@")  # what two empty lines are around
OUTSIDE = (
    "Outside the domain ValueError, ZeroDivisionError or OverflowError is raised, as by the "
    "functions of math."
)


def joined(blocks: Sequence[str]) -> str:
    """The blocks with two empty lines around a function, and one between all others."""
    text, last = blocks[0], blocks[0]
    for block in blocks[1:]:
        wide = block.startswith(WIDE) or last.startswith(WIDE)
        text += ("\n\n\n" if wide else "\n\n") if text else ""
        text += block
        last = block
    return text + "\n"


def gap(code: str) -> str:
    """The further line ends between the header and the code."""
    return "\n\n" if code.startswith("def ") else "\n"


def imports(library: Library, support: str, vector: bool) -> list[str]:
    """The import statements, in the order of Python's import sorters."""
    lines = ["import math"] if "math." in support else []
    if vector:
        lines.append("from collections.abc import Sequence")
    others = []
    for name, names in sorted(library.imports.items()):
        items = [[item] for item in sorted(names, key=_natural)]
        flat = f"from {name} import {', '.join([item for (item,) in items])}"
        if name == MATH:
            lines += (
                [flat] if len(flat) <= WIDTH else bracketed(f"from {name} import (", items, ")", 0)
            )
        else:
            flat += "  # type: ignore"
            long = bracketed(f"from {name} import (  # type: ignore", items, ")", 0)
            others += [flat] if len(flat) <= WIDTH else long
    return [*lines, *([""] if lines and others else []), *others]


def _natural(name: str) -> tuple[bool, list[tuple[bool, int, str]]]:
    """The order of names in an import: constants first, log2 before log10."""
    import re

    parts = re.findall(r"\d+|\D+", name)
    return name.islower(), [
        (not part.isdigit(), int(part) if part.isdigit() else 0, part) for part in parts
    ]


def shown(text: str) -> str:
    """A formula as the docstring shows it: cut in the middle, with its hash, where it is long."""
    if len(text) <= LONGEST_FORMULA:
        return text
    from symchain.codegen.header import digest

    kept = LONGEST_FORMULA // 2
    return f"{text[:kept]} ... {text[-kept:]} ({len(text)} characters, SHA-256 {digest(text)})"


def at_kinks(facts: Mapping[str, object]) -> str:
    """What a docstring says of derivatives at kinks that are not the mean of both sides."""
    chosen = {
        "left": "the one on the left",
        "right": "the one on the right",
        "nan": "nan",
        "error": "ValueError",
    }.get(str(facts.get("kinks", "")))
    return f"Derivatives at kinks: {chosen}." if chosen else ""


def cut(text: str) -> str:
    """A list as the docstring shows it, cut where it is long."""
    return text if len(text) <= LONGEST_FORMULA else text[: LONGEST_FORMULA // 2] + " ..."


def escaped(line: str) -> str:
    """A line as it can stand in a docstring."""
    line = line.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    return "".join([c if c.isprintable() else f"\\u{ord(c):04x}" for c in line])
