"""From text to tokens, at the speed of `str.split`; where a token stands is found when it is asked.

Spaces are put around every sign and the text is split at them, so the tokens are the text without
its white space. The place of token i follows from searching the first i tokens one after the
other: only an error pays for it.
"""

# ruff: noqa: RUF001 - the signs that look alike are what this is about

from __future__ import annotations

from symchain.errors import BudgetError, ParseError, clipped
from symchain.functions import named
from symchain.parsing import budgets
from symchain.parsing.characters import SIGNS as UNICODE_SIGNS
from symchain.parsing.characters import looks_like, normal_name, normal_tokens, spaced_signs

SIGNS = "+-*/^(),|!<>=;[]&"
PAIRS = ("**", "<=", ">=", "==", "!=")
NEWLINE, MINUS, PLUS = "\x04", "\x01", "\x02"  # a line's end, the sign of an exponent
END = ""

OPERATORS = frozenset((*SIGNS, *PAIRS, NEWLINE, *UNICODE_SIGNS))
_APART = tuple([(sign, f" {sign} ") for sign in SIGNS + NEWLINE])
_EXPONENTS = (("e-", MINUS), ("e+", PLUS), ("E-", MINUS), ("E+", PLUS))
_DIGITS = "0123456789"
_BLANKS = "\t\r\v\f"

HINTS = {
    "%": "write mod(a, b) for the remainder, a/100 for a percentage",
    "'": "write the derivative with diff, or give the variable another name",
    "′": "write the derivative with diff, or give the variable another name",
    "’": "write the derivative with diff, or give the variable another name",
    '"': "a formula has no text in it",
    "{": "write ( and )",
    "}": "write ( and )",
    ":": "write where(condition, a, b) for a choice",
    "?": "write where(condition, a, b) for a choice",
    "~": "write not",
    "@": "write * for a product",
    "°": "write pi/180",
    "∂": "write the derivative with diff",
    "∇": "write the derivative with diff",
    "∫": "there are no integrals: write the result",
    "∑": "write the terms one by one, with +",
    "∏": "write the factors one by one, with *",
    "∛": "write cbrt(x)",
    "∜": "write root(x, 4)",
    "⌊": "write floor(x)",
    "⌋": "write floor(x)",
    "⌈": "write ceil(x)",
    "⌉": "write ceil(x)",
    "‖": "write abs(x), or hypot(x, y) for the length of a vector",
    "`": "write the formula without quotes",
    "∞": "infinity is not a number: take a limit by hand, or a large number",
    "\\": "write names alone (alpha, sin), a/b for a fraction and sqrt(x) for a root",
    "•": "write * for a product",
    "∙": "write * for a product",
    "∕": "write / for a quotient",
    "⁄": "write / for a quotient",
    "$": "write the formula without dollar signs",
    "∧": "write and",
    "∨": "write or",
    "¬": "write not",
}


class Source:
    """A text and its tokens; the last token is END."""

    __slots__ = ("blank", "distinct", "raw", "text", "tokens")

    def __init__(self, text: str) -> None:
        budgets.check_text(text)
        self.text = text
        self.blank = text if text.isprintable() else self._controls_blanked(text)
        if "#" in text:
            self.blank = _comments_blanked(self.blank)
        self._check_brackets()
        spaced = self.blank = _signed_exponents(self.blank)
        if not text.isascii():
            spaced = spaced_signs(spaced)
        self.raw = _tokens(spaced)
        budgets.check_tokens(len(self.raw))
        self.tokens = self.raw if text.isascii() else self._normalised()
        self.distinct = dict.fromkeys(self.tokens)
        self._check_tokens()

    def span(self, first: int, last: int | None = None) -> tuple[int, int]:
        """Where the tokens from first to last stand in the text."""
        last = first if last is None else max(first, last)
        start = end = 0
        blank = self.blank
        for i, token in enumerate(self.raw[: last + 1]):
            at = blank.find(token, end)
            if i <= first:
                start = at
            end = at + len(token)
        return start, end

    def error(self, message: str, first: int, last: int | None = None) -> ParseError:
        """The error at some tokens."""
        return ParseError(message, source=self.text, span=self.span(first, last))

    def place_end(self) -> tuple[int, int]:
        """The place behind the last token."""
        end = len(self.blank.rstrip(" " + NEWLINE + _BLANKS))
        return end, end + 1

    # ---- what is refused before anything is read

    def _controls_blanked(self, text: str) -> str:
        """The text with spaces for tabs and our mark for line ends; other controls are refused."""
        for character in sorted(set(text)):
            if not character.isprintable() and not character.isspace() and character != "\ufeff":
                raise self._unexpected(character, text.find(character))
        text = text.replace("\r\n", " \n").replace("\ufeff", " ")
        for character in _BLANKS + "\x1c\x1d\x1e\x1f":
            text = text.replace(character, " ")
        return text.replace("\n", NEWLINE)

    def _unexpected(self, character: str, at: int) -> ParseError:
        shown = character if character.isprintable() else f"U+{ord(character):04X}"
        hint = HINTS.get(character) or looks_like(character)
        message = f"unexpected character '{shown}'" + (f": {hint}" if hint else "")
        return ParseError(message, source=self.text, span=(at, at + 1))

    def _check_brackets(self) -> None:
        """Raises ParseError where there are more opening than closing parentheses, or fewer."""
        blank = self.blank
        missing = blank.count("(") - blank.count(")")
        if missing > 0:
            at = _last_open(blank)
            more = f" ({missing:,} are missing)" if missing > 1 else ""
            message = f"'(' is not closed: write the missing ')'{more}"
        elif missing < 0:
            at = _first_unopened(blank)
            message = "')' closes nothing: write the missing '(', or leave it out"
        else:
            return
        raise ParseError(message, source=self.text, span=(at, at + 1))

    # ---- tokens

    def _normalised(self) -> list[str]:
        """The tokens in normal form; raises ParseError with the place of a name that has none."""
        try:
            return normal_tokens(self.raw)
        except ParseError as error:
            at = self.text.find(error.message[1])
            message = error.message
            raise ParseError(message, source=self.text, span=(at, at + 1)) from None

    def _check_tokens(self) -> None:
        """Splits numbers from the names behind them (2x); refuses what is no token."""
        odd = [t for t in self.distinct if not (t in OPERATORS or t.isidentifier() or t.isdigit())]
        parts = {}
        for token in odd:
            if token == END or token[0] in "⁻⁺" or token.isdigit():
                continue
            end = number_end(token)
            if end != len(token):
                self._check_glued(token, end)
                parts[token] = (token[:end], normal_name(token[end:]))
        if max(map(len, self.distinct)) > budgets.NAME_LENGTH:
            self._check_long_names()
        if parts:
            self._split(parts)

    def _check_glued(self, token: str, end: int) -> None:
        """Raises ParseError unless a token is a plain number with a name behind it."""
        number, name = token[:end], token[end:]
        if not number or not name.isidentifier():
            raise self._bad_character(token, end)
        if name[0] == "_" and len(name) > 1 and name[1] in _DIGITS:
            message = f"'{clipped(token)}' has an underscore: write a number without it"
        elif number == "0":
            message = f"'{clipped(token)}' is no number: write 0*{clipped(name)} for the product"
        elif not number.replace(".", "").isdigit():
            shown = clipped(number.replace(MINUS, "-").replace(PLUS, "+"))
            message = f"a number with an exponent before a name: write {shown}*{clipped(name)}"
        elif name in ("e", "E") and (sign := self._sign_behind(token)):
            message = f"'{token}{sign}' is no number: write its exponent, or {number}*{name} {sign}"
        else:
            return
        raise self.error(message, self.tokens.index(token))

    def _sign_behind(self, token: str) -> str:
        """The sign that stands directly behind a token somewhere, or ""."""
        blank = self.blank
        for pair in (token + "-", token + "+"):
            at = blank.find(pair)
            while at >= 0:
                if not (at and in_name(blank[at - 1])) and blank[at - 1 : at] != ".":
                    return pair[-1]
                at = blank.find(pair, at + 1)
        return ""

    def _bad_character(self, token: str, end: int) -> ParseError:
        """The error at the first character of a token that cannot stand there."""
        index = self.tokens.index(token)
        start = self.span(index)[0]
        raw = self.raw[index]
        for offset, character in enumerate(raw):
            if not ("a" + character).isidentifier() and character not in (".", MINUS, PLUS):
                return self._unexpected(character, start + offset)
        if "." in raw:
            message = f"'{clipped(raw)}' is neither a number nor a name"
            if named(raw.rpartition(".")[2]):  # math.sin, np.log
                message += f": write {raw.rpartition('.')[2]}"
            return self.error(message, index)
        return self._unexpected(raw[min(end, len(raw) - 1)], start + min(end, len(raw) - 1))

    def _check_long_names(self) -> None:
        for i, token in enumerate(self.tokens):
            if len(token) > budgets.NAME_LENGTH and token[0] not in _DIGITS + ".":
                raise BudgetError(
                    f"a name has more than {budgets.NAME_LENGTH:,} characters: shorten it",
                    source=self.text,
                    span=self.span(i),
                )

    def _split(self, parts: dict[str, tuple[str, str]]) -> None:
        raw: list[str] = []
        tokens: list[str] = []
        for written, token in zip(self.raw, self.tokens, strict=True):
            if token in parts:
                number = parts[token][0]
                tokens += list(parts[token])
                # normalisation may change the length: then the whole stands for both
                raw += (number, token[len(number) :]) if written == token else _cut(written)
            else:
                tokens.append(token)
                raw.append(written)
        self.raw, self.tokens = raw, tokens
        self.distinct = dict.fromkeys(tokens)


def _cut(written: str) -> tuple[str, str]:
    """A number and the name behind it, as they were written."""
    end = 0
    while end < len(written) and (written[end].isdecimal() or written[end] == "."):
        end += 1
    return written[:end], written[end:]


def number_end(token: str) -> int:
    """Where the longest number at the start of a token ends; 0 where there is none.

    >>> number_end("2.5e3x"), number_end("2e"), number_end("x")
    (5, 1, 0)
    """
    length, i = len(token), 0
    while i < length and token[i] in _DIGITS:
        i += 1
    digits = i
    if i < length and token[i] == ".":
        i += 1
        while i < length and token[i] in _DIGITS:
            i += 1
        digits = i - 1
    if not digits:
        return 0
    if i < length and token[i] in "eE":
        j = i + 2 if i + 1 < length and token[i + 1] in (MINUS, PLUS) else i + 1
        k = j
        while k < length and token[k] in _DIGITS:
            k += 1
        if k > j:
            return k
    return i


def in_name(character: str) -> bool:
    """Whether a character can go on a name; Unicode says so of the sign · too."""
    return ("a" + character).isidentifier() and character not in UNICODE_SIGNS


def _tokens(spaced: str) -> list[str]:
    for sign, apart in _APART:
        spaced = spaced.replace(sign, apart)
    if "=" in spaced or "*  *" in spaced:
        for pair in PAIRS:
            spaced = spaced.replace(f"{pair[0]}  {pair[1]}", f" {pair} ")
    tokens = spaced.split()
    tokens.append(END)
    return tokens


def _comments_blanked(text: str) -> str:
    lines = text.split(NEWLINE)
    for i, line in enumerate(lines):
        before, sign, _ = line.partition("#")
        if sign:
            lines[i] = before + " " * (len(line) - len(before))
    return NEWLINE.join(lines)


def _signed_exponents(text: str) -> str:
    """The text with marks for the signs of exponents: the sign in 1e-3 is no subtraction."""
    for pair, mark in _EXPONENTS:
        if pair in text:
            text = _marked(text, pair, mark)
    return text


def _marked(text: str, pair: str, mark: str) -> str:
    pieces: list[str] = []
    done = 0
    at = text.find(pair)
    while at >= 0:
        if _is_exponent(text, at):
            pieces += [text[done : at + 1], mark]
            done = at + 2
        at = text.find(pair, at + 2)
    return "".join((*pieces, text[done:]))


def _is_exponent(text: str, at: int) -> bool:
    """Whether the letter e at a place stands between a number and a sign with a digit behind."""
    if text[at + 2 : at + 3] not in tuple(_DIGITS):
        return False
    start = at
    while start and text[start - 1] in "0123456789.":
        start -= 1
    if start == at or text[start:at] == ".":
        return False
    return not (start and in_name(text[start - 1]))


def _last_open(text: str) -> int:
    """The place of the last '(' that is not closed."""
    depth, end = 0, len(text)
    while True:
        at = text.rfind("(", 0, end)
        depth += text.count(")", at, end)
        if depth == 0:
            return at
        depth -= 1
        end = at


def _first_unopened(text: str) -> int:
    """The place of the first ')' that nothing opened."""
    depth, start = 0, 0
    while True:
        at = text.find(")", start)
        depth += text.count("(", start, at)
        if depth == 0:
            return at
        depth -= 1
        start = at + 1
