"""Formulas as expressions of other languages: Python with `math`, and SymPy."""

from __future__ import annotations

from symchain.display.layout import CALL, call, chain, filled, ordered, printed
from symchain.display.numbers import digits, fraction
from symchain.display.text import arithmetic, number
from symchain.errors import SymchainError
from symchain.functions.arithmetic import AND, CONSTANT, EQUAL, NOT, NOT_EQUAL, OR, POWER, WHERE
from symchain.graph.definitions import expanded
from symchain.graph.graph import Graph

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from symchain.display.layout import Labels, Pieces, Style
    from symchain.display.text import Fraction
    from symchain.graph.rational import Rational

CHOICE = 5  # how tightly `a if c else b` binds
SYMPY_CALLS = {EQUAL: "Eq", NOT_EQUAL: "Ne", AND: "And", OR: "Or", NOT: "Not"}


def python(graph: Graph, root: int) -> str:
    """The formula as a Python expression of floats, with `import math`.

    Functions that only symchain's emitted modules have keep their names.

    >>> from symchain import parse
    >>> e = parse("x^2*exp(-x)")
    >>> python(e.graph, e.node)
    'x**2*math.exp(-x)'
    """
    from symchain.codegen.targets.python import PYTHON

    return _printed(graph, expanded(graph, [root], PYTHON.spelling)[0], python_pieces)


def sympy(graph: Graph, root: int) -> str:
    """The formula as a SymPy expression: exact numbers, SymPy's names.

    Raises SymchainError where SymPy has no such function.

    >>> from symchain import parse
    >>> e = parse("abs(x)^(1/3)")
    >>> sympy(e.graph, e.node)
    'Abs(x)**Rational(1, 3)'
    """
    from symchain.graph.sympy_bridge import spelling

    return _printed(graph, expanded(graph, [root], spelling)[0], sympy_pieces)


def _printed(graph: Graph, root: int, style: Style) -> str:
    from symchain.codegen.names import identifiers

    order = ordered(graph, root)
    names = graph.names
    safe = identifiers([names[node] for node in order if node in names])
    labels = {node: safe[names[node]] for node in order if node in names}
    return printed(graph, order, style, labels)


def python_pieces(graph: Graph, node: int, labels: Labels) -> tuple[int, Pieces]:
    """How tightly a node binds as Python, and its pieces."""
    from symchain.codegen.targets.python import PYTHON

    op, args = graph.ops[node], graph.args[node]
    if op is POWER and not _is_plain_power(graph, args):
        return CALL, call("math.pow(", args)
    if op is WHERE:
        c, a, b = args
        return CHOICE, [(a, CHOICE + 1), " if ", (c, CHOICE + 1), " else ", (b, CHOICE)]
    if op.precedence != CALL:
        return _starred(graph, node, labels, fraction)
    if op is CONSTANT:
        return number(fraction(graph.constants[node]))
    spelling = PYTHON.spelling(op) or op.name
    return filled(op, spelling.removeprefix("support."), chain(graph, node, labels))


def _is_plain_power(graph: Graph, args: tuple[int, ...]) -> bool:
    """Whether a ** b is real wherever it has a value: b is whole, or a is above zero."""
    base, exponent = (graph.constants.get(arg, (0, 0)) for arg in args)
    return exponent[1] == 1 or base[0] > 0


def _starred(
    graph: Graph, node: int, labels: Labels, as_fraction: Callable[[Rational], Fraction]
) -> tuple[int, Pieces]:
    binding, parts = arithmetic(graph, node, labels, as_fraction)
    return binding, ["**" if part == "^" else part for part in parts]


def sympy_pieces(graph: Graph, node: int, labels: Labels) -> tuple[int, Pieces]:
    """How tightly a node binds as a SymPy expression, and its pieces."""
    op, args = graph.ops[node], graph.args[node]
    if op in SYMPY_CALLS:
        return CALL, call(SYMPY_CALLS[op] + "(", args)
    if op is WHERE:
        c, a, b = args
        return CALL, ["Piecewise((", (a, 0), ", ", (c, 0), "), (", (b, 0), ", True))"]
    if op.precedence != CALL:
        return _starred(graph, node, labels, _exact)
    if op is CONSTANT:
        return _rational(graph.constants[node])
    spelling = op.spelled.get("sympy", op.name)
    if not spelling:
        raise SymchainError(f"SymPy has no function '{op.name}'")
    return filled(op, spelling, chain(graph, node, labels))


def _exact(value: Rational) -> tuple[str, str, str]:
    """A number's sign, numerator and denominator, in plain digits."""
    top, bottom = value
    return ("-" if top < 0 else ""), digits(abs(top)), "" if bottom == 1 else digits(bottom)


def _rational(value: Rational) -> tuple[int, Pieces]:
    """A number alone; 1/3 would be a float where Python reads it."""
    if value[1] == 1:
        return number(_exact(value))
    sign, top, bottom = _exact(value)
    return CALL, [f"Rational({sign}{top}, {bottom})"]
