r"""Formulas as LaTeX: fractions, roots, powers of functions, Greek names, cases."""

from __future__ import annotations

from symchain.display.text import CALL, POWERS, PRODUCT, SIGN, SUM, number_text
from symchain.functions import TABLE
from symchain.functions.arithmetic import ADD, DIVIDE, MULTIPLY, NEGATE, POWER, SUBTRACT, WHERE
from symchain.graph.graph import Graph
from symchain.graph.rational import Rational

TYPE_CHECKING = False
if TYPE_CHECKING:
    Piece = str | tuple[int, int]

SQRT, ABS, EXP = TABLE["sqrt"], TABLE["abs"], TABLE["exp"]
GREEK = frozenset(
    [
        "alpha",
        "beta",
        "gamma",
        "delta",
        "epsilon",
        "zeta",
        "eta",
        "theta",
        "iota",
        "kappa",
        "lambda",
        "mu",
        "nu",
        "xi",
        "pi",
        "rho",
        "sigma",
        "tau",
        "upsilon",
        "phi",
        "chi",
        "psi",
        "omega",
        "Gamma",
        "Delta",
        "Theta",
        "Lambda",
        "Xi",
        "Pi",
        "Sigma",
        "Upsilon",
        "Phi",
        "Psi",
        "Omega",
    ]
)
COMMANDS = frozenset(
    ["sin", "cos", "tan", "sec", "csc", "cot", "sinh", "cosh", "tanh", "coth", "log", "min", "max"]
)
SIGNS = {"<=": r"\le", "==": "=", "!=": r"\ne", "and": r"\land", "or": r"\lor", "not": r"\lnot"}


def latex(graph: Graph, root: int) -> str:
    r"""The LaTeX source of a formula, for use between dollar signs.

    >>> from symchain import parse
    >>> e = parse("x^2/sqrt(y)")
    >>> print(latex(e.graph, e.node))
    \frac{x^{2}}{\sqrt{y}}
    """
    pieces: list[str] = []
    stack: list[Piece] = [(root, 0)]
    while stack:
        piece = stack.pop()
        if isinstance(piece, str):
            pieces.append(piece)
            continue
        node, least = piece
        precedence, parts = _parts(graph, node)
        if precedence < least:
            parts = [r"\left(", *parts, r"\right)"]
        stack.extend(reversed(parts))
    return "".join(pieces)


def name(text: str) -> str:
    """A variable's name: Greek letters as commands, a number or what follows _ as a subscript."""
    base, _, below = text.partition("_")
    digits = len(base) - len(base.rstrip("0123456789"))
    if digits and not below and digits < len(base):
        base, below = base[:-digits], base[-digits:]
    if base in GREEK:
        base = "\\" + base
    elif len(base) > 1:
        base = rf"\mathrm{{{base}}}"
    below = below.replace("_", r"\_")
    return f"{base}_{{{below}}}" if below else base


def _parts(graph: Graph, node: int) -> tuple[int, list[Piece]]:
    """How tightly a node binds as it is written, and its pieces."""
    op, args = graph.ops[node], graph.args[node]
    if node in graph.constants:
        return _number(graph.constants[node])
    if node in graph.names:
        return CALL, [name(graph.names[node])]
    if op is MULTIPLY and args[0] in graph.constants:
        return _scaled(graph.constants[args[0]], args[1])
    if op is MULTIPLY:
        return PRODUCT, [(args[0], PRODUCT), " ", (args[1], SIGN)]
    if op is DIVIDE:
        return CALL, [r"\frac{", (args[0], 0), "}{", (args[1], 0), "}"]
    if op is NEGATE:
        return SUM + 5, ["-", (args[0], PRODUCT)]
    if op is ADD or op is SUBTRACT:
        return SUM, [(args[0], SUM), f" {op.infix} ", (args[1], SUM + 1)]
    if op is POWER:
        return POWERS, [(args[0], CALL), "^{", (args[1], 0), "}"]
    if op is WHERE:
        condition, yes, no = args
        head = r"\begin{cases}"
        tail = r" & \text{otherwise}\end{cases}"
        return CALL, [head, (yes, 0), r" & \text{if } ", (condition, 0), r"\\ ", (no, 0), tail]
    return _function(graph, node)


def _function(graph: Graph, node: int) -> tuple[int, list[Piece]]:
    """A function that is called, a named constant, a comparison or a connective."""
    op, args = graph.ops[node], graph.args[node]
    if op is SQRT:
        return CALL, [r"\sqrt{", (args[0], 0), "}"]
    if op is ABS:
        return CALL, [r"\left|", (args[0], 0), r"\right|"]
    if op is EXP:
        return POWERS, ["e^{", (args[0], 0), "}"]
    if op.infix:
        sign = SIGNS.get(op.infix, op.infix)
        if len(args) == 1:
            return op.precedence, [f"{sign} ", (args[0], op.precedence)]
        return op.precedence, [
            (args[0], op.precedence + 1),
            f" {sign} ",
            (args[1], op.precedence + 1),
        ]
    if not args:
        return CALL, [name(op.name)]
    plain = op.name.replace("_", r"\_")
    spelled = "\\" + op.name if op.name in COMMANDS else rf"\operatorname{{{plain}}}"
    inside: list[Piece] = [spelled, r"\left("]
    for i, arg in enumerate(args):
        inside.extend([", ", (arg, 0)] if i else [(arg, 0)])
    return CALL, [*inside, r"\right)"]


def _number(value: Rational) -> tuple[int, list[Piece]]:
    top, bottom = value
    if bottom == 1 or "/" not in str(number_text(value)[1][0]):
        return number_text(value)
    sign = "-" if top < 0 else ""
    return (SUM + 5 if sign else CALL), [rf"{sign}\frac{{{abs(top)}}}{{{bottom}}}"]


def _scaled(value: Rational, rest: int) -> tuple[int, list[Piece]]:
    binding, pieces = _number(value)
    return (binding if value[0] < 0 else PRODUCT), [*pieces, " ", (rest, SIGN)]
