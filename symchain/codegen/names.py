"""Safe identifiers for whatever a formula calls its variables: the same every time."""

from __future__ import annotations

import keyword
import unicodedata

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

LONGEST = 40  # characters of an identifier

# What emitted code itself says: never the name of a variable.
WORDS = frozenset(
    (
        *("math", "abs", "float", "int", "bool", "len", "list", "map", "max", "min", "range"),
        *("round", "sum", "tuple", "zip", "Sequence", "__debug__", "__name__", "_"),
        *keyword.kwlist,
        *("match", "case", "type"),
    )
)


def identifiers(names: Sequence[str], reserved: Collection[str] = ()) -> dict[str, str]:
    """An identifier for each name: the name itself where it is safe, else the nearest safe one.

    Names that are equal to Python (NFKC) get identifiers of their own.

    >>> identifiers(["x", "lambda", "x'", "θ"])
    {'x': 'x', 'lambda': 'lambda_', "x'": 'x_prime', 'θ': 'theta'}
    """
    plain = {name: _spelled(name) for name in names}
    taken = {name for name in names if plain[name] == name and name not in reserved}
    result = {}
    for name in names:
        wanted = plain[name]
        if wanted != name or name in reserved:
            wanted = _free(wanted, taken, reserved)
            taken.add(wanted)
        result[name] = wanted
    return result


def prefix(identifiers: Iterable[str]) -> str:
    """A letter (with underscores, if need be) that, with a number after it, is no identifier."""
    numbered = {name.rstrip("0123456789") for name in identifiers if name[-1:].isdigit()}
    return next(
        letter + "_" * underscores
        for underscores in range(len(numbered) + 2)
        for letter in ("t", "u", "v", "w")
        if letter + "_" * underscores not in numbered
    )


def _spelled(name: str) -> str:
    """The name in the letters of an identifier, no keyword and not too long."""
    letters = "".join([_letter(c) for c in unicodedata.normalize("NFKC", name)])
    letters = letters[:LONGEST] or "v"
    if not letters.isidentifier():
        letters = "v_" + letters
    return letters + "_" if letters in WORDS else letters


def _letter(character: str) -> str:
    if character.isascii():
        if character in "'`":
            return "_prime"
        return character if character.isalnum() or character == "_" else "_"
    if character in "\N{PRIME}\N{RIGHT SINGLE QUOTATION MARK}":
        return "_prime"
    described = unicodedata.name(character, "").split()
    if described[:1] == ["GREEK"] and "LETTER" in described:
        word = described[described.index("LETTER") + 1].lower()
        return word.capitalize() if "CAPITAL" in described else word
    return character if ("a" + character).isidentifier() else "_"


def _free(wanted: str, taken: set[str], reserved: Collection[str]) -> str:
    """The wanted identifier, or the first with a mark after it that nobody has."""
    if wanted not in taken and wanted not in reserved:
        return wanted
    if wanted in reserved and wanted + "_" not in taken and wanted + "_" not in reserved:
        return wanted + "_"
    number = 2
    while f"{wanted}_{number}" in taken or f"{wanted}_{number}" in reserved:
        number += 1
    return f"{wanted}_{number}"
