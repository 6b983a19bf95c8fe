"""Characters beyond ASCII: signs, superscripts, and the one spelling of every name (NFKC)."""

# ruff: noqa: RUF001 - the signs that look alike are what this is about

from __future__ import annotations

from symchain.errors import ParseError

SIGNS = frozenset("·\u0387×⋅∗÷−√≤≥≠")  # U+0387 is · in normal form
SUPERSCRIPTS = {**dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789", strict=True)), "⁻": "-", "⁺": "+"}
LONGEST_EXPONENT = 20  # superscripts in a row
SPELLED = {"π": "pi", "×": "*", "·": "*", "\u0387": "*", "⋅": "*", "∗": "*", "÷": "/", "−": "-"}
SPELLED |= {"≤": "<=", "≥": ">=", "≠": "!="}


def spaced_signs(text: str) -> str:
    """The text with spaces around the signs and around each run of superscripts."""
    for sign in SIGNS:
        text = text.replace(sign, f" {sign} ")
    if SUPERSCRIPTS.keys().isdisjoint(set(text)):
        return text
    pieces, raised = [], False
    for character in text:
        if (character in SUPERSCRIPTS) != raised:
            raised = not raised
            pieces.append(" ")
        pieces.append(character)
    return "".join(pieces)


def normal_tokens(raw: list[str]) -> list[str]:
    """The tokens with every name in its normal form and every sign in its ASCII spelling."""
    normal = {token: normal_name(token) for token in dict.fromkeys(raw) if not token.isascii()}
    return [normal.get(token, token) for token in raw]


def normal_name(name: str) -> str:
    """The one spelling of a name: NFKC, so that x₁ is x1; π is pi.

    >>> normal_name("x₁"), normal_name("π"), normal_name("θ")
    ('x1', 'pi', 'θ')
    """
    if name.isascii():
        return name
    if name in SPELLED:
        return SPELLED[name]
    if name[0] in SUPERSCRIPTS:
        return name
    from unicodedata import decomposition, normalize

    for character in name:
        if decomposition(character).startswith("<super>"):
            raise ParseError(f"'{character}' is not an exponent here: write ^ and the exponent")
    for character in name:
        written = normalize("NFKC", character)  # of ⼀, a radical, 一, which is 1
        if not (character.isnumeric() or written.isnumeric() or character == "."):
            break
        # ₁ and ① begin no number; full-width and mathematical digits do
        if not character.isascii() and decomposition(character)[:6] not in ("<wide>", "<font>"):
            instead = written.replace("\u2044", "/") if "\u2044" in written else "0 to 9"
            raise ParseError(f"'{character}' is not a digit here: write {instead}")
    for character in name:
        if "·" in normalize("NFKC", character):
            raise ParseError(f"'{character}' is a letter and the sign '·': write another letter")
    return normalize("NFKC", name)


def looks_like(character: str) -> str:
    """What to write for a sign that looks like one of the language's; "" where there is none."""
    from unicodedata import category, normalize

    if category(character) == "Cs":  # what Python makes of bytes that are no text to it
        return "it is no text in the encoding of this system: set PYTHONUTF8=1"
    if category(character) in ("Cc", "Cf"):
        return "it cannot be seen: leave it out"
    if character.isascii():
        return ""
    plain = "-" if category(character) == "Pd" else normalize("NFKC", character)
    return f"write {plain}" if len(plain) == 1 and "!" <= plain <= "~" else ""


def raised_number(token: str) -> int | None:
    """The whole number that a run of superscripts spells; None where it spells none."""
    if token[:1] not in SUPERSCRIPTS or len(token) > LONGEST_EXPONENT:
        return None
    try:
        return int("".join([SUPERSCRIPTS[character] for character in token]))
    except ValueError:
        return None
