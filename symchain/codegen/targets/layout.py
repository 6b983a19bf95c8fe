"""Python text as its formatters lay it out: one line where it fits, else one item a line."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH = 88


def bracketed(
    before: str,
    items: Sequence[Sequence[str]],
    after: str,
    depth: int,
    one_comma: bool = False,
    width: int = WIDTH,
) -> list[str]:
    """The items between brackets: in one line where that fits, else each on lines of its own.

    An item is given as its lines. `before` ends with the opening bracket, `after` begins with the
    closing one; `one_comma` keeps the comma after a single item (a tuple).
    """
    pad = " " * (4 * depth)
    if all(len(item) == 1 for item in items):
        inside = ", ".join([item[0].strip() for item in items])
        comma = "," if one_comma and len(items) == 1 else ""
        if len(pad + before + inside + comma + after) <= width:
            return [pad + before + inside + comma + after]
    lines = [pad + before]
    for item in items:
        lines.extend([" " * (4 * depth + 4) + item[0].strip(), *item[1:]])
        lines[-1] += ","
    lines.append(pad + after)
    return lines


def statement(name: str, value: str, depth: int) -> list[str]:
    """An assignment; the arguments of a call stand on lines of their own where it is too long."""
    text = f"{name} = {value}"
    if 4 * depth + len(text) <= WIDTH:
        return [" " * (4 * depth) + text]
    head, bracket, inside = value.partition("(")
    if bracket and inside.endswith(")") and "(" not in inside and head.isidentifier():
        items = [[item] for item in inside[:-1].split(", ")]
        return bracketed(f"{name} = {head}(", items, ")", depth)
    pad = " " * (4 * depth)
    lines = [value] if len(pad) + 4 + len(value) <= WIDTH else choice(value)
    return [f"{pad}{name} = (", *[f"{pad}    {line}" for line in lines], f"{pad})"]


def choice(value: str) -> list[str]:
    """An expression in lines: a choice of two simple ones before its "if" and its "else"."""
    first, test, rest = value.partition(" if ")
    condition, otherwise, last = rest.partition(" else ")
    whole = all(part.count("(") == part.count(")") for part in (first, condition, last))
    if not (test and otherwise and whole) or " if " in last:
        return [value]
    return [first, f"if {condition}", f"else {last}"]


def wrapped(text: str, indentation: str, width: int = WIDTH) -> list[str]:
    """The words of a text in lines; a word that is too long is cut between characters."""
    lines = [""]
    for word in text.split(" "):
        while len(indentation) + len(word) > width:
            space = width - len(indentation) - len(lines[-1]) - bool(lines[-1])
            if space > 0:
                lines[-1] += (" " if lines[-1] else "") + word[:space]
                word = word[space:]
            lines.append("")
        if lines[-1] and len(indentation) + len(lines[-1]) + 1 + len(word) > width:
            lines.append("")
        lines[-1] += (" " if lines[-1] else "") + word
    return [(indentation + line).rstrip() for line in lines if line]
