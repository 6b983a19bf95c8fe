"""Formulas to SymPy and back, node by node: no text, no recursion."""

from __future__ import annotations

from symchain.errors import SymchainError
from symchain.functions import ROWS, TABLE
from symchain.functions.row import Op
from symchain.graph.expr import Expr
from symchain.graph.graph import Graph
from symchain.graph.rational import decimal, rational
from symchain.graph.walk import reachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_LOGIC = {"less": "Lt", "less_equal": "Le", "equal": "Eq", "not_equal": "Ne"}
_JUNCTIONS = {"and": "And", "or": "Or", "not": "Not", "true": "true", "false": "false"}


def to_sympy(expr: Expr) -> Any:
    """The formula as a SymPy expression over real symbols.

    Raises SymchainError where SymPy has no such function, or is not installed.

    >>> from symchain import parse
    >>> to_sympy(parse("x/2 + exp(y)"))
    x/2 + exp(y)
    """
    sympy = _sympy()
    graph = expr.graph
    made: dict[int, Any] = {}
    for node in reachable(graph, [expr.node]):
        if node in graph.constants:
            made[node] = sympy.Rational(*graph.constants[node])
        elif node in graph.names:
            made[node] = sympy.Symbol(graph.names[node], real=True)
        else:
            args = [made[arg] for arg in graph.args[node]]
            made[node] = _applied(sympy, graph.ops[node], args)
    return made[expr.node]


def _applied(sympy: Any, op: Op, args: list[Any]) -> Any:
    if op.infix in ("+", "*"):
        return args[0] + args[1] if op.infix == "+" else args[0] * args[1]
    if op.infix == "-":
        return -args[0] if len(args) == 1 else args[0] - args[1]
    if op.infix == "/":
        return args[0] / args[1]
    if op.infix == "^":
        return args[0] ** args[1]
    if op.name == "where":
        return sympy.Piecewise((args[1], args[0]), (args[2], True))
    known = _LOGIC.get(op.name) or _JUNCTIONS.get(op.name)
    if known:
        made = getattr(sympy, known)
        return made(*args) if args else made
    if op.variadic and op.name == "hypot":
        return sympy.sqrt(sum(arg**2 for arg in args))
    spelling = op.spelled.get("sympy", op.name)
    if spelling.isidentifier() and hasattr(sympy, spelling):
        made = getattr(sympy, spelling)
        return made(*args) if args else made
    if "{" not in spelling:
        raise SymchainError(f"SymPy has no function '{op.name}'")
    body = spelling.replace("{", "").replace("}", "")
    space = dict(vars(sympy))
    source = f"def spelled({', '.join(op.parameters)}): return {body}"
    exec(compile(source, f"<table: {op.name}>", "exec"), space)  # the table's own text
    return space["spelled"](*args)


def from_sympy(expression: Any, graph: Graph | None = None) -> Expr:
    """The formula of a SymPy expression.

    Raises SymchainError, naming the head, for what has no place in a real formula.

    >>> import sympy
    >>> from_sympy(sympy.Symbol("x")**2/3)
    Expr('x^2/3')
    """
    sympy = _sympy()
    graph = Graph() if graph is None else graph
    heads = _heads(sympy)
    made: dict[Any, int] = {}
    stack = [expression]
    while stack:
        item = stack[-1]
        missing = [arg for arg in item.args if arg not in made]
        if missing and not item.is_Atom:
            stack.extend(missing)
            continue
        stack.pop()
        made[item] = _node(sympy, graph, heads, item, [made.get(arg, -1) for arg in item.args])
    return Expr(graph, made[expression])


def _heads(sympy: Any) -> dict[Any, Op]:
    """SymPy's classes that are a function of the table by a plain name."""
    heads: dict[Any, Op] = {}
    for op in ROWS:
        spelling = op.spelled.get("sympy", op.name)
        found = getattr(sympy, spelling, None) if spelling.isidentifier() else None
        if isinstance(found, type) and op.parameters and not op.infix:
            heads.setdefault(found, op)
    return heads


def _node(sympy: Any, graph: Graph, heads: dict[Any, Op], item: Any, args: list[int]) -> int:
    """The node of one SymPy object whose arguments are made."""
    if item.is_Symbol:
        return graph.symbol(item.name)
    if item.is_Rational:
        return graph.constant(int(item.p), int(item.q))
    if item.is_Float and (value := decimal(str(item))) is not None:
        return graph.number(rational(*value))
    constants = {sympy.pi: "pi", sympy.E: "e", sympy.true: "true", sympy.false: "false"}
    if item in constants:
        return graph.intern(TABLE[constants[item]], ())
    if item.is_Add or item.is_Mul:
        join = graph.add if item.is_Add else graph.multiply
        node = args[0]
        for arg in args[1:]:
            node = join(node, arg)
        return node
    if item.is_Pow:
        return graph.power(args[0], args[1])
    if isinstance(item, sympy.Piecewise):
        return _piecewise(graph, args)
    if type(item).__name__ == "ExprCondPair":
        return graph.where(args[1], args[0], graph.divide(graph.constant(0), graph.constant(0)))
    return _logic_or_function(sympy, graph, heads, item, args)


def _piecewise(graph: Graph, args: list[int]) -> int:
    """where, nested from the right; each pair was made as where(condition, value, undefined)."""
    last = graph.args[args[-1]]
    node = last[1] if graph.ops[args[-1]] is TABLE["where"] else args[-1]
    for pair in reversed(args[:-1]):
        condition, value, _ = graph.args[pair]
        node = graph.where(condition, value, node)
    return node


def _logic_or_function(
    sympy: Any, graph: Graph, heads: dict[Any, Op], item: Any, args: list[int]
) -> int:
    if item.is_Relational:
        name = item.rel_op
        if name in (">", ">="):
            args = args[::-1]
        ops = {"<": "less", ">": "less", "<=": "less_equal", ">=": "less_equal"}
        return graph.apply(
            TABLE[ops.get(name, "equal" if name == "==" else "not_equal")], tuple(args)
        )
    for head, name in ((sympy.And, "and"), (sympy.Or, "or"), (sympy.Not, "not")):
        if isinstance(item, head):
            return _folded(graph, TABLE[name], args)
    op = heads.get(type(item))
    if op is not None and isinstance(item, sympy.Max | sympy.Min):
        return _folded(graph, op, args)
    if op is not None and op.accepts(len(args)):
        return graph.apply(op, tuple(args))
    if isinstance(item, sympy.Heaviside):
        return graph.apply(TABLE["heaviside"], tuple(args[:1]))
    if isinstance(item, sympy.log) and len(args) == 2:
        log = TABLE["log"]
        return graph.divide(graph.apply(log, (args[0],)), graph.apply(log, (args[1],)))
    raise SymchainError(f"SymPy's '{type(item).__name__}' has no place in a real formula")


def _folded(graph: Graph, op: Op, args: list[int]) -> int:
    if len(op.parameters) == 1:
        return graph.apply(op, (args[0],))
    node = args[0]
    for arg in args[1:]:
        node = graph.apply(op, (node, arg))
    return node


def _sympy() -> Any:
    try:
        import sympy
    except ImportError:
        raise SymchainError("this needs SymPy: pip install 'symchain[sympy]'") from None
    return sympy
