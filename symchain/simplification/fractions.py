"""Fractions brought over one line: 1/d - a/d^2 becomes (d - a)/d^2, where that is shorter.

The whole is read as a quotient of polynomials in its variables and functions (see polynomials),
what cancels is left out, and the result is kept only if it has fewer operations, or as many and a
shorter text. Of bounded size.
"""

from __future__ import annotations

from symchain.graph.expr import Expr
from symchain.graph.graph import Graph
from symchain.graph.walk import operations
from symchain.simplification import simplify_all
from symchain.simplification.polynomials import Field, TooLarge

LARGEST = 60  # operations of a formula that is looked at


def over_one_line(graph: Graph, root: int) -> int:
    """The node as one fraction, if that is shorter, else the node itself."""
    if operations(graph, [root]) > LARGEST:
        return root
    field = Field(graph)
    try:
        node = field.node(field.quotient(root))
    except TooLarge:
        return root
    node = simplify_all(graph, [node])[0]
    return root if node == root else min((root, node), key=lambda form: length(graph, form))


def length(graph: Graph, root: int) -> tuple[int, int]:
    """How long a formula is: its operations, every shared one once, then its text."""
    return operations(graph, [root]), len(str(Expr(graph, root)))
