"""The machine-readable line of an emitted module: what it computes, and the hash of its code."""

from __future__ import annotations

from symchain.errors import SymchainError

MARK = "symchain: "
COMMENTS = ("# ", "// ", "; ")  # what the line begins with, by target


def digest(code: str) -> str:
    """The SHA-256 of a module's code, in hexadecimal digits."""
    from hashlib import sha256

    return sha256(code.encode()).hexdigest()


def header(facts: dict[str, object], code: str, comment: str = "# ") -> str:
    """The line that tells the facts of a module and the hash of its code."""
    import json

    return comment + MARK + json.dumps({**facts, "sha256": digest(code)})


def read_header(module: str) -> tuple[dict[str, object], str]:
    """The facts of a module's header, and the code below it.

    The fact "sha256" is what the code's hash was when it was written; compare it with `digest`.
    Raises SymchainError where the text is no emitted module.
    """
    import json
    import re

    found = re.search(f"^(?:{'|'.join(COMMENTS)}){MARK}", module, re.MULTILINE)
    if found is None:
        raise SymchainError("this is not a module that symchain made: it has no symchain header")
    line, _, code = module[found.end() :].partition("\n")
    try:
        facts = json.loads(line)
    except (ValueError, RecursionError):  # a line of brackets
        facts = None
    if not isinstance(facts, dict) or "sha256" not in facts:
        raise SymchainError("the symchain header of the module cannot be read")
    return facts, code.lstrip("\n")
