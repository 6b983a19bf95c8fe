"""Formulas to SymPy and back, node by node: no text of a formula, no recursion."""

from __future__ import annotations

from symchain.errors import SymchainError
from symchain.functions import ROWS
from symchain.functions.arithmetic import (
    ADD,
    AND,
    CONSTANT,
    DIVIDE,
    EQUAL,
    FALSE,
    LESS,
    LESS_EQUAL,
    MULTIPLY,
    NEGATE,
    NOT,
    NOT_EQUAL,
    OR,
    POWER,
    SUBTRACT,
    SYMBOL,
    TRUE,
    WHERE,
)
from symchain.functions.row import Op
from symchain.functions.template import cut
from symchain.graph.definitions import expanded
from symchain.graph.expr import Expr
from symchain.graph.graph import Graph
from symchain.graph.model import as_expr
from symchain.graph.walk import reachable, use_counts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from symchain.graph.model import Formula

    Maker = Callable[..., Any]

SUMS, PRODUCTS = frozenset((ADD, SUBTRACT, NEGATE)), frozenset((MULTIPLY,))
FAMILIES = {**dict.fromkeys(SUMS, SUMS), **dict.fromkeys(PRODUCTS, PRODUCTS)}
WRITTEN = {
    LESS: "Lt",
    LESS_EQUAL: "Le",
    EQUAL: "Eq",
    NOT_EQUAL: "Ne",
    AND: "And",
    OR: "Or",
    NOT: "Not",
    POWER: "Pow",
    TRUE: "true",
    FALSE: "false",
}


def to_sympy(source: Formula) -> Any:
    """The formula, given as such or as its text, as a SymPy expression over real symbols.

    SymPy simplifies what it is given by rules of its own. Raises SymchainError where SymPy has no
    such function, where the formula is nested too deeply for it, or where it is not installed.

    >>> to_sympy("x/2 + exp(y)")
    x/2 + exp(y)
    """
    sympy = imported()
    expr = as_expr(source)
    graph = expr.graph
    (root,) = expanded(graph, [expr.node], spelling)
    order = reachable(graph, [root])
    inner = _inner(graph, order, root)
    makers: dict[Op, Maker] = {}
    made: dict[int, Any] = {}
    try:
        for node in order:
            if node not in inner:
                made[node] = _made(sympy, graph, node, inner, made, makers)
    except RecursionError:
        raise SymchainError(
            "the formula is nested too deeply for SymPy, which works by recursion"
        ) from None
    return made[root]


def spelling(op: Op) -> str | None:
    """How SymPy spells a function that has a definition; None where it does not."""
    return op.spelled.get("sympy")


def _inner(graph: Graph, order: Sequence[int], root: int) -> set[int]:
    """The sums that only a larger sum uses, and so the products: SymPy gets the whole at once."""
    uses = use_counts(graph, order, [root])
    return {
        arg
        for node in order
        if graph.ops[node] in FAMILIES
        for arg in graph.args[node]
        if uses[arg] == 1 and graph.ops[arg] in FAMILIES[graph.ops[node]]
    }


def _made(
    sympy: Any,
    graph: Graph,
    node: int,
    inner: set[int],
    made: dict[int, Any],
    makers: dict[Op, Maker],
) -> Any:
    """SymPy's object for one node whose arguments are made."""
    op = graph.ops[node]
    if op is CONSTANT:
        return sympy.Rational(*graph.constants[node])
    if op is SYMBOL:
        return sympy.Symbol(graph.names[node], real=True)
    if op in SUMS:
        terms = _terms(graph, node, inner)
        return sympy.Add(*[made[term] if sign > 0 else -made[term] for term, sign in terms])
    if op is MULTIPLY:
        return sympy.Mul(*[made[factor] for factor, _ in _terms(graph, node, inner)])
    args = [made[arg] for arg in graph.args[node]]
    if op is DIVIDE:
        return args[0] / args[1]
    if op is WHERE:
        return sympy.Piecewise((args[1], args[0]), (args[2], True))
    if op.variadic:
        return _maker(sympy, op, len(args))(*args)
    if op not in makers:
        makers[op] = _maker(sympy, op, len(args))
    return makers[op](*args)


def _terms(graph: Graph, node: int, inner: set[int]) -> list[tuple[int, int]]:
    """The terms of a sum with their signs, or the factors of a product, left to right."""
    found: list[tuple[int, int]] = []
    stack = [(node, 1)]
    while stack:
        part, sign = stack.pop()
        if part is not node and part not in inner:
            found.append((part, sign))
            continue
        op, args = graph.ops[part], graph.args[part]
        last = -sign if op is SUBTRACT or op is NEGATE else sign
        stack.append((args[-1], last))
        if len(args) == 2:
            stack.append((args[0], sign))
    return found


# ---- spellings


def _maker(sympy: Any, op: Op, count: int) -> Maker:
    """What makes SymPy's object of a function's arguments."""
    spelling = WRITTEN.get(op) or op.spelled.get("sympy", op.name)
    found = getattr(sympy, spelling, None) if spelling.isidentifier() else None
    if found is not None:
        return found if count else lambda: found
    if "{" not in spelling:
        raise SymchainError(f"SymPy has no function '{op.name}'")
    return _template(sympy, op, spelling, count)


def _template(sympy: Any, op: Op, spelling: str, count: int) -> Maker:
    """What fills a template of the table: its syntax tree is walked, it is never run as code."""
    import ast

    parts = cut(op, spelling, count)
    text = "".join([part if isinstance(part, str) else f"(a{part})" for part in parts])
    nodes = list(ast.walk(ast.parse(text, mode="eval").body))
    nodes.reverse()  # each after its operands

    def make(*args: Any) -> Any:
        names = {f"a{position}": arg for position, arg in enumerate(args)}
        values: dict[Any, Any] = {}
        for node in nodes:
            if isinstance(node, ast.Name):
                values[node] = names[node.id] if node.id in names else getattr(sympy, node.id)
            elif isinstance(node, ast.Constant):
                values[node] = sympy.Integer(node.value)
            elif isinstance(node, ast.Tuple):
                values[node] = tuple([values[element] for element in node.elts])
            elif isinstance(node, ast.UnaryOp):
                values[node] = -values[node.operand]
            elif isinstance(node, ast.BinOp):
                a, b = values[node.left], values[node.right]
                values[node] = OPERATORS[type(node.op).__name__](a, b)
            elif isinstance(node, ast.Compare):
                a, b = values[node.left], values[node.comparators[0]]
                values[node] = OPERATORS[type(node.ops[0]).__name__](a, b)
            elif isinstance(node, ast.Call):
                values[node] = values[node.func](*[values[arg] for arg in node.args])
        return values[nodes[-1]]

    return make


OPERATORS: dict[str, Maker] = {
    "Add": lambda a, b: a + b,
    "Sub": lambda a, b: a - b,
    "Mult": lambda a, b: a * b,
    "Div": lambda a, b: a / b,
    "Pow": lambda a, b: a**b,
    "Lt": lambda a, b: a < b,
    "LtE": lambda a, b: a <= b,
}


# ---- the way back


def from_sympy(expression: Any, graph: Graph | None = None) -> Expr:
    """The formula of a SymPy expression; a SymPy Float is the decimal that it prints as.

    Raises SymchainError, naming the head, for what has no place in a real formula.

    >>> import sympy
    >>> from_sympy(sympy.Symbol("x")**2/3)
    Expr('x^2/3')
    """
    from symchain.graph.sympy_reader import Reader

    return Reader(imported(), Graph() if graph is None else graph).read(expression)


def heads(sympy: Any) -> dict[tuple[Any, int], Op]:
    """SymPy's classes, with a count of arguments, that are a function of the table."""
    found: dict[tuple[Any, int], Op] = {}
    for op in ROWS:
        for spelling in (WRITTEN.get(op) or op.spelled.get("sympy", op.name), op.name):
            head = getattr(sympy, spelling, None) if spelling.isidentifier() else None
            if isinstance(head, type) and op.parameters and not op.variadic:
                found.setdefault((head, len(op.parameters)), op)
    return found


def imported() -> Any:
    """The module sympy; raises SymchainError where it is not installed."""
    try:
        import sympy
    except ImportError:
        raise SymchainError("this needs SymPy: pip install 'symchain[sympy]'") from None
    return sympy
