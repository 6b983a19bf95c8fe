"""Formulas and tables as people read them."""

from __future__ import annotations

from symchain.display.text import text
from symchain.errors import SymchainError
from symchain.graph.expr import Expr

__all__ = ["FORMATS", "formatted", "text"]

FORMATS = ("text", "unicode", "latex", "python", "sympy")
SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
SIGNS = (("*", "·"), (" - ", " − "), ("<=", "≤"), ("!=", "≠"), ("sqrt(", "√("))


def formatted(expr: Expr, how: str = "text") -> str:
    """A formula as text: one of FORMATS.

    "python" and "sympy" write powers as `**` and keep the names of the functions.
    Raises SymchainError for another format.

    >>> from symchain import parse
    >>> formatted(parse("3*x^2*y"), "unicode")
    '3·x²·y'
    """
    if how not in FORMATS:
        raise SymchainError(f"unknown format '{how}' ({', '.join(FORMATS)})")
    if how == "latex":
        from symchain.display.latex import latex

        return latex(expr.graph, expr.node)
    plain = text(expr.graph, expr.node)
    if how == "unicode":
        return _raised(plain)
    return plain if how == "text" else plain.replace("^", "**")


def _raised(plain: str) -> str:
    """The text with signs of print and with whole exponents raised: x^2 is x²."""
    for sign, printed in SIGNS:
        plain = plain.replace(sign, printed)
    first, *rest = plain.split("^")
    pieces = [first]
    for piece in rest:
        digits = piece[: len(piece) - len(piece.lstrip("0123456789"))]
        whole = digits and not piece[len(digits) :].startswith((".", "e", "^"))
        pieces.append(
            digits.translate(SUPERSCRIPTS) + piece[len(digits) :] if whole else "^" + piece
        )
    return "".join(pieces)
