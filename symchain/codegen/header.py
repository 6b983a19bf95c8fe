"""The machine-readable line of an emitted module: what it computes, and the hash of its code."""

from __future__ import annotations

from symchain.errors import SymchainError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from symchain.graph.graph import Graph

MARK = "symchain: "
# What stands around the facts in their line, by what comments of the language begin with.
FRAMES = {
    "# ": ("# symchain: ", ""),
    "// ": ("// symchain: ", ""),
    "; ": ("; symchain: ", ""),
    "% ": ("% symchain: ", ""),
    "<!-- ": ("<!-- symchain: ", " -->"),
    "": ('"symchain": ', ","),  # JSON has none: it is a field
}


def supposed(graph: Graph) -> dict[str, object]:
    """The facts of a module whose formulas take something as given, or keep their domain."""
    from symchain.parsing.assumptions import texts

    given = texts(graph)
    return {
        **({"assumptions": given} if given else {}),
        **({"strict": True} if graph.strict else {}),
    }


def digest(code: str) -> str:
    """The SHA-256 of a module's code, in hexadecimal digits."""
    from hashlib import sha256

    return sha256(code.encode()).hexdigest()


def header(facts: dict[str, object], code: str, comment: str = "# ") -> str:
    """The line that tells the facts of a module and the hash of its code."""
    import json

    before, after = FRAMES[comment]
    text = json.dumps({**facts, "sha256": digest(code)})
    return before + text.replace("--", "-\\u002d") + after  # no comment of XML has --


def read_header(module: str) -> tuple[dict[str, object], str]:
    """The facts of a module's header, and the code below it.

    The fact "sha256" is what the code's hash was when it was written; compare it with `digest`.
    Raises SymchainError where the text is no emitted module.
    """
    import json
    import re

    ends = dict(FRAMES.values())
    found = re.search(f"^(?:{'|'.join(ends)})", module, re.MULTILINE)
    if found is None:
        raise SymchainError("this is not a module that symchain made: it has no symchain header")
    line, _, code = module[found.end() :].partition("\n")
    try:
        facts = json.loads(line.removesuffix(ends[found[0]]))
    except (ValueError, RecursionError):  # a line of brackets
        facts = None
    if not isinstance(facts, dict) or "sha256" not in facts:
        raise SymchainError("the symchain header of the module cannot be read")
    return facts, code.lstrip("\n")
