"""Formulas and tables as people read them."""

from __future__ import annotations

from symchain.display.text import text
from symchain.errors import SymchainError
from symchain.graph.expr import Expr

__all__ = ["FORMATS", "formatted", "text"]

FORMATS = ("text", "unicode", "latex", "mathml", "python", "sympy")


def formatted(expr: Expr, how: str = "text") -> str:
    """A formula as text: one of FORMATS.

    "text" parses back to the same node, "mathml" is one element of MathML, "python" an expression
    of `math`, "sympy" one of SymPy.
    Raises SymchainError for another format, and where SymPy has no such function.

    >>> from symchain import parse
    >>> formatted(parse("3*x^2*y"), "unicode")
    '3·x²·y'
    """
    graph, node = expr.graph, expr.node
    if how == "text":
        return text(graph, node)
    if how == "unicode":
        from symchain.display.unicode import unicode

        return unicode(graph, node)
    if how == "latex":
        from symchain.display.latex import latex

        return latex(graph, node)
    if how == "mathml":
        from symchain.display.mathml import mathml

        return mathml(graph, node)
    if how in ("python", "sympy"):
        from symchain.display import code

        return code.python(graph, node) if how == "python" else code.sympy(graph, node)
    raise SymchainError(f"unknown format '{how}' ({', '.join(FORMATS)})")
