r"""Formulas as LaTeX: fractions, roots, powers of functions, Greek names, cases."""

from __future__ import annotations

from symchain.display.layout import (
    CALL,
    MINUS,
    POWERS,
    PRODUCT,
    SIGN,
    call,
    chain,
    distinct_names,
    filled,
    ordered,
    printed,
)
from symchain.display.numbers import fraction
from symchain.display.text import arithmetic, members
from symchain.display.unicode import GREEK
from symchain.functions.arithmetic import CONSTANT, DIVIDE, MULTIPLY, NOT, POWER, WHERE
from symchain.functions.row import Op
from symchain.graph.graph import Graph

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from symchain.display.layout import Labels, Pieces
    from symchain.graph.rational import Rational

BRACKETS = (r"\left(", r"\right)")
TIMES = r" \cdot "
SIGNS = {" <= ": r" \le ", " == ": " = ", " != ": r" \ne ", " and ": r" \land ", " or ": r" \lor "}
NAMES = {letter: word for word, letter in GREEK.items()}
LIKE_LATIN = frozenset("AΑBΒEΕZΖHΗIΙKΚMΜNΝOΟPΡTΤXΧο")


def latex(graph: Graph, root: int) -> str:
    r"""The LaTeX source of a formula, for use between dollar signs.

    >>> from symchain import parse
    >>> e = parse("x^2/sqrt(y)")
    >>> print(latex(e.graph, e.node))
    \frac{x^{2}}{\sqrt{y}}
    """
    order = ordered(graph, root)
    labels = labelled(graph, order)
    return printed(graph, order, pieces, labels, name, " = ", r",\quad ", BRACKETS)


def labelled(graph: Graph, order: Sequence[int]) -> Labels:
    """The variables and named constants of an order, and how each is written."""
    names = graph.names
    constants = {node: _head(graph.ops[node]) for node in order if _is_named(graph, node)}
    variables = [names[node] for node in order if node in names]
    shown = distinct_names(variables, name, _plain, constants.values())
    return constants | {node: shown[names[node]] for node in order if node in names}


def _is_named(graph: Graph, node: int) -> bool:
    return not graph.args[node] and node not in graph.names and node not in graph.constants


def name(text: str) -> str:
    """A variable's name: Greek letters as commands, a number or what follows _ as a subscript."""
    base, _, below = text.partition("_")
    letters = base.rstrip("0123456789")
    if letters != base and letters and not below:
        base, below = letters, base[len(letters) :]
    if not base or text.endswith("_"):
        return _plain(text)
    return f"{_letters(base)}_{{{_below(below)}}}" if below else _letters(base)


def _below(text: str) -> str:
    return text if text.isdigit() or len(text) == 1 else _letters(text)


def _letters(text: str) -> str:
    text = NAMES.get(text, text)
    if text in GREEK and GREEK[text] not in LIKE_LATIN:
        return rf"\{text}"
    return text if len(text) == 1 else _plain(text)


def _plain(text: str) -> str:
    """A name letter by letter, upright."""
    escaped = text.replace("_", r"\_")
    return rf"\mathrm{{{escaped}}}"


def pieces(graph: Graph, node: int, labels: Labels) -> tuple[int, Pieces]:
    """How tightly a node binds as it is written, and its pieces."""
    op, args = graph.ops[node], graph.args[node]
    if op is CONSTANT:
        return _number(graph.constants[node])
    if op is MULTIPLY or op is DIVIDE:
        value = graph.constants.get(args[0])
        if value is not None and args[1] not in graph.constants:
            return _scaled(graph, op, value, args[1], labels)
        if op is DIVIDE:
            return POWERS, [r"\frac{", (args[0], 0), "}{", (args[1], 0), "}"]
        first, *others = members(graph, node, labels)
        parts: Pieces = [(first[1], PRODUCT)]
        for _, factor in others:
            parts += [_times(graph, factor, labels), (factor, SIGN)]
        return PRODUCT, parts
    if op is POWER:
        return _power(graph, args, labels)
    if op is WHERE:
        return _cases(graph, node, labels)
    if op is NOT:
        return op.precedence, [r"\lnot ", (args[0], CALL)]
    if op.precedence == CALL:
        return function(graph, node, labels)
    binding, inside = arithmetic(graph, node, labels)
    return binding, [SIGNS.get(part, part) if isinstance(part, str) else part for part in inside]


def function(graph: Graph, node: int, labels: Labels, exponent: str = "") -> tuple[int, Pieces]:
    """A function that is called; its exponent stands behind its name."""
    op = graph.ops[node]
    args = chain(graph, node, labels)
    template = op.spelled.get("latex", "")
    binding, parts = filled(op, template, args) if "{" in template else (CALL, [])
    if any(not isinstance(part, str) for part in parts):
        return binding, parts
    return CALL, call(_head(op) + exponent + BRACKETS[0], args, BRACKETS[1])


def _head(op: Op) -> str:
    escaped = op.name.replace("_", r"\_")
    return op.spelled.get("latex") or rf"\operatorname{{{escaped}}}"


def _cases(graph: Graph, node: int, labels: Labels) -> tuple[int, Pieces]:
    r"""where(c1, a, where(c2, b, d)) as one table of cases."""
    inside: Pieces = [r"\begin{cases}"]
    first = True
    while graph.ops[node] is WHERE and (first or node not in labels):
        first = False
        condition, yes, node = graph.args[node]
        inside += [(yes, 0), r" & \text{if } ", (condition, 0), r" \\ "]
    return 0, [*inside, (node, 0), r" & \text{otherwise}\end{cases}"]


def _power(graph: Graph, args: tuple[int, ...], labels: Labels) -> tuple[int, Pieces]:
    base, exponent = args
    top, bottom = graph.constants.get(exponent, (0, 0))
    below = graph.args[base]
    plain = graph.ops[base].spelled.get("latex", "").removeprefix("\\").isalpha()
    if base not in labels and plain and below and bottom == 1 and top > 1:
        return POWERS, function(graph, base, labels, f"^{{{top}}}")[1]
    if bottom > 1 and top > 0:
        return POWERS, [(base, CALL), f"^{{{top}/{bottom}}}"]
    return POWERS, [(base, CALL), "^{", (exponent, 0), "}"]


# ---- numbers


def _number(value: Rational) -> tuple[int, Pieces]:
    """A number alone."""
    sign, above, below = fraction(value)
    if below:
        return (MINUS if sign else POWERS), [rf"{sign}\frac{{{above}}}{{{below}}}"]
    above = _powers_of_ten(above)
    binding = PRODUCT if TIMES in above else CALL
    return (MINUS if sign else binding), [sign + above]


def _powers_of_ten(digits: str) -> str:
    mantissa, _, exponent = digits.partition("e")
    if not exponent:
        return digits
    return f"10^{{{exponent}}}" if mantissa == "1" else f"{mantissa}{TIMES}10^{{{exponent}}}"


def _scaled(graph: Graph, op: Op, value: Rational, rest: int, labels: Labels) -> tuple[int, Pieces]:
    """number * rest or number / rest, as one fraction where there is something below the line."""
    sign, above, below = fraction(value)
    above = _powers_of_ten(above)
    divided = graph.ops[rest] is DIVIDE and rest not in labels and op is MULTIPLY
    top: int | None = None if op is DIVIDE else rest
    bottom: int | None = rest if op is DIVIDE else None
    if divided:
        top, bottom = graph.args[rest]
    over = _with_factor(graph, above, top, labels)
    if not below and bottom is None:
        return (MINUS if sign else PRODUCT), [sign, *over]
    under = _with_factor(graph, below or "1", bottom, labels)
    return (MINUS if sign else POWERS), [sign + r"\frac{", *over, "}{", *under, "}"]


def _with_factor(graph: Graph, number: str, node: int | None, labels: Labels) -> Pieces:
    """number * node; the number 1 is not written."""
    if node is None:
        return [number]
    if number == "1":
        return [(node, 0)]
    return [number, _times(graph, node, labels), (node, PRODUCT)]


def _times(graph: Graph, right: int, labels: Sequence[int] | Labels) -> str:
    """The sign between two factors: a dot where the right one begins with a digit or a fraction."""
    ops, args = graph.ops, graph.args
    while right not in labels and ops[right] is MULTIPLY:
        right = args[right][0]
    if right not in labels and ops[right] is POWER:
        right = args[right][0]
        return TIMES if ops[right] is CONSTANT else " "
    return TIMES if right not in labels and ops[right] in (CONSTANT, DIVIDE) else " "
