"""Formulas with signs of print: x²·√(y), θ ≤ π, x₁."""

from __future__ import annotations

from symchain.display.layout import CALL, POWERS, chain, distinct_names, filled, ordered, printed
from symchain.display.text import labelled
from symchain.display.text import pieces as text_pieces
from symchain.functions.arithmetic import POWER
from symchain.graph.graph import Graph

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from symchain.display.layout import Labels, Pieces

RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
SIGNS = str.maketrans({"*": "·", "-": "−"})
WORDS = {" <= ": " ≤ ", " != ": " ≠ ", " == ": " = "}
GREEK = {
    name: chr(code)
    for base, first in (("α", str.lower), ("Α", str.capitalize))
    for code, name in enumerate(
        map(
            first,
            (
                *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota"),
                *("kappa", "lambda", "mu", "nu", "xi", "omicron", "pi", "rho", "", "sigma", "tau"),
                *("upsilon", "phi", "chi", "psi", "omega"),
            ),
        ),
        ord(base),
    )
    if name
}


def unicode(graph: Graph, root: int) -> str:
    """The formula of a node in signs of print.

    >>> from symchain import parse
    >>> e = parse("3*theta^2*sqrt(x_1)")
    >>> print(unicode(e.graph, e.node))
    3·θ²·√x₁
    """
    order = ordered(graph, root)
    return printed(graph, order, pieces, labelled_in_print(graph, order), step=spelled)


def labelled_in_print(graph: Graph, order: Sequence[int]) -> Labels:
    """The nodes that are written as a name, and the name of each in signs of print."""
    labels = labelled(graph, order)
    shown = distinct_names([labels[node] for node in order if node in labels], spelled)
    return {node: shown[labels[node]] for node in order if node in labels}


def spelled(name: str) -> str:
    """A name with a Greek letter for alpha and digits below the line for x_1 and x1."""
    base = name.rstrip("0123456789")
    below = name[len(base) :].translate(LOWERED)
    if below:
        base = base.removesuffix("_") or base
    word, _, rest = base.partition("_")
    word = GREEK.get(word, word)
    return (f"{word}_{rest}" if rest else word + base[len(base.rstrip("_")) :]) + below


def pieces(graph: Graph, node: int, labels: Labels) -> tuple[int, Pieces]:
    """How tightly a node binds as it is printed, and its pieces."""
    op, args = graph.ops[node], graph.args[node]
    if op is POWER:
        top, bottom = graph.constants.get(args[1], (0, 0))
        if bottom == 1 and top > 0 and top < 1_000_000:
            return POWERS, [(args[0], POWERS + 1), str(top).translate(RAISED)]
    template = op.spelled.get("unicode")
    if template and op.precedence == CALL:
        return filled(op, template, chain(graph, node, labels))
    binding, parts = text_pieces(graph, node, labels)
    if op.precedence == CALL and args:
        return binding, parts
    return binding, [_printed(part) if isinstance(part, str) else part for part in parts]


def _printed(part: str) -> str:
    return WORDS.get(part) or part.translate(SIGNS)
