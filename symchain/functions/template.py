"""Spellings with slots: `1/cos({x})`, and `sqrt({x}**2 + ...)` for functions of many arguments."""

from __future__ import annotations

from symchain.functions.row import Op

SUM, PRODUCT, POWERS, CALL = 50, 60, 70, 100  # how tightly a template binds: as precedences
OPENING, CLOSING = "([{", ")]}"


def cut(op: Op, template: str, count: int) -> list[str | int]:
    """A template as texts and the positions of the arguments that stand between them.

    >>> from symchain.functions import TABLE
    >>> cut(TABLE["atan2"], "atan({a}/{b})", 2)
    ['atan(', 0, '/', 1, ')']
    """
    parameters: list[str] = list(op.parameters)
    if op.variadic:
        parameters = [f"{parameters[0]}{position}" for position in range(count)]
        template = _repeated(template, f"{{{op.parameters[0]}}}", parameters)
    slots = {f"{{{name}}}": position for position, name in enumerate(parameters)}
    parts: list[str | int] = []
    while found := [(at, slot) for slot in slots if (at := template.find(slot)) >= 0]:
        at, slot = min(found)
        parts += (template[:at], slots[slot])
        template = template[at + len(slot) :]
    return [part for part in (*parts, template) if part != ""]


def _repeated(template: str, slot: str, names: list[str]) -> str:
    """`sqrt({x}**2 + ...)` with the term before the dots once for each name."""
    before, dots, after = template.partition("...")
    if not dots:
        return template
    start, depth = len(before), 0
    while start and (depth or before[start - 1] not in OPENING):
        start -= 1
        depth += (before[start] in CLOSING) - (before[start] in OPENING)
    term = before[start:].rsplit(" ", 2)[0]
    joint = before[start + len(term) :]
    terms = [term.replace(slot, f"{{{name}}}") for name in names]
    return before[:start] + joint.join(terms) + after


def binding(parts: list[str | int]) -> int:
    """How tightly a template binds as a whole, by the signs that stand outside of its brackets."""
    depth, outside = 0, ""
    for part in parts:
        for character in part if isinstance(part, str) else "":
            depth += (character in OPENING) - (character in CLOSING)
            if depth == 0 and not character.isalnum():
                outside += character
    outside = outside.replace("**", "^")
    for signs, precedence in (("+-", SUM), ("*/", PRODUCT), ("^!√∛", POWERS)):
        if any(sign in outside for sign in signs):
            return precedence
    return CALL


def is_enclosed(before: str, after: str) -> bool:
    """Whether an argument between two texts stands in brackets of its own."""
    opens = before.endswith((*OPENING, "|", ", ", "⌊", "⌈", r"\left\lfloor ", r"\left\lceil "))
    return opens and after.startswith((*CLOSING, "|", ",", "⌋", "⌉", r"\right"))
