"""Exact numbers as text: whole numbers, fractions, decimals, whichever is shorter."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from symchain.graph.rational import Rational

PLAIN_DIGITS = 15  # whole numbers of more digits are written 1e20 where that is shorter
LEADING_ZEROS = 4  # 0.00012 is plain, 0.000012 is 1.2e-5
CHUNK = 600  # decimal digits that int -> str converts under any limit of the interpreter


def digits(value: int) -> str:
    """The decimal digits of a whole number >= 0 of any size (`str` stops at 4,300 digits)."""
    if value.bit_length() < 2000:
        return str(value)
    chunks = []
    base = 10**CHUNK
    while value:
        value, last = divmod(value, base)
        chunks.append(str(last).zfill(CHUNK))
    chunks.reverse()
    return "".join(chunks).lstrip("0")


def whole(value: int) -> str:
    """A whole number >= 0, with an exponent where it is long and that is shorter."""
    plain = digits(value)
    if len(plain) <= PLAIN_DIGITS:
        return plain
    mantissa = plain.rstrip("0")
    short = _scientific(mantissa, len(plain) - 1)
    return short if len(short) < len(plain) else plain


def decimal_text(top: int, bottom: int) -> str | None:
    """The exact decimal that top/bottom >= 0 is; None where it never ends.

    >>> decimal_text(1, 8), decimal_text(1, 3), decimal_text(1, 400_000_000)
    ('0.125', None, '2.5e-9')
    """
    if bottom == 1:
        return whole(top)
    twos = (bottom & -bottom).bit_length() - 1
    rest, fives = bottom >> twos, 0
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return None
    shift = max(twos, fives)
    plain = digits(top * 10**shift // bottom)
    if shift - len(plain) >= LEADING_ZEROS:
        return _scientific(plain, len(plain) - 1 - shift)
    plain = plain.rjust(shift + 1, "0")
    return f"{plain[:-shift]}.{plain[-shift:]}"


def _scientific(mantissa: str, exponent: int) -> str:
    point = "." if len(mantissa) > 1 else ""
    return f"{mantissa[0]}{point}{mantissa[1:]}e{exponent}"


def short_decimal(top: int, bottom: int) -> str | None:
    """The decimal of a fraction >= 0 where it is shorter than top/bottom; x/10 counts as 1/10."""
    plain = decimal_text(top, bottom)
    if plain is None:
        return None
    length = len(digits(bottom)) + (-1 if top == 1 else len(digits(top)) + 1)
    return plain if len(plain) < length else None


def fraction(value: Rational) -> tuple[str, str, str]:
    """A number as it is written: its sign, what stands above the line and what below (or "").

    >>> fraction((-1, 2)), fraction((3, 10)), fraction((7, 1))
    (('-', '1', '2'), ('', '0.3', ''), ('', '7', ''))
    """
    top, bottom = value
    sign = ""
    if top < 0:
        sign, top = "-", -top
    if bottom == 1:
        return sign, str(top) if top < 1_000_000 else whole(top), ""
    plain = short_decimal(top, bottom)
    return (sign, plain, "") if plain else (sign, digits(top), digits(bottom))
