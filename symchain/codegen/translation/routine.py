"""One routine read: its statements and expressions become nodes, its names get types.

An exception becomes a value: nan for ValueError, inf for OverflowError. What the tree has no word
for (lists, integers of any length) raises `Untranslatable`.
"""

from __future__ import annotations

import ast
import math

from symchain.codegen.support_source import statements
from symchain.codegen.translation.tree import (
    LIST,
    PAIR,
    REAL,
    ROW,
    TABLE,
    TRUTH,
    WHOLE,
    Definition,
    Node,
    Routine,
    Untranslatable,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from symchain.codegen.translation.reader import Reading

TYPES = {
    "float": REAL,
    "int": WHOLE,
    "bool": TRUTH,
    "tuple[float, float]": PAIR,
    "tuple[float, ...]": ROW,
    "list[float]": LIST,
    "tuple[tuple[float, ...], ...]": TABLE,
}
MATH_FUNCTIONS = frozenset(
    (
        *("exp", "expm1", "log", "log1p", "log2", "log10", "pow", "sqrt", "sin", "cos", "tan"),
        *("asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh"),
        *("erf", "erfc", "gamma", "lgamma", "copysign", "floor", "ceil", "trunc", "ldexp", "cbrt"),
        *("isnan", "isinf", "isfinite", "exp2", "fmod", "hypot"),
    )
)
MATH_CONSTANTS = {"inf": math.inf, "nan": math.nan, "pi": math.pi, "e": math.e}
OPERATORS: dict[type[ast.AST], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.And: "and",
    ast.Or: "or",
}
CONVERSIONS = {"abs": "abs", "round": "round", "int": "whole", "float": "real"}
IDENTITIES = frozenset(("finite",))  # what only raises in Python: elsewhere inf goes through


def kind_of(annotation: ast.expr | None) -> str:
    """The type that an annotation tells."""
    text = ast.unparse(annotation) if annotation else ""
    if text not in TYPES:
        raise Untranslatable(text)
    return TYPES[text]


def routine(function: ast.FunctionDef, reading: Reading) -> Routine:
    """A routine; read again where a variable turned out to be of another type than at first."""
    docstring, *body = function.body
    assert isinstance(docstring, ast.Expr) and isinstance(docstring.value, ast.Constant)
    about = str(docstring.value.value).strip().split("\n")[0]
    parameters = {each.arg: kind_of(each.annotation) for each in function.args.args}
    if function.args.vararg:
        parameters[function.args.vararg.arg] = ROW
    found = Routine(function.name, about, parameters, kind_of(function.returns))
    while True:
        before = dict(found.variables)
        found.body = _Reader(found, reading).block(body)
        if before == found.variables:
            return found


class _Reader:
    """Reads the statements of one routine."""

    def __init__(self, routine: Routine, reading: Reading) -> None:
        self.routine = routine
        self.reading = reading
        self.lines: list[Node] = []
        self.count = 0

    def block(self, statements: Iterable[ast.stmt]) -> list[Node]:
        """The nodes of statements."""
        outside, self.lines = self.lines, []
        for statement in statements:
            method = getattr(self, f"_{type(statement).__name__.lower()}", None)
            if method is None:
                raise Untranslatable(type(statement).__name__)
            method(statement)
        inside, self.lines = self.lines, outside
        return inside

    def _line(self, word: str, *items: object) -> None:
        self.lines.append(Node(word, *items))

    def _type(self, name: str) -> str:
        return self.routine.parameters.get(name, self.routine.variables.get(name, ""))

    def _fresh(self, kind: str, start: str) -> str:
        self.count += 1
        name = f"{start}_{self.count}"
        self.routine.variables[name] = kind
        return name

    # ---- statements

    def _return(self, statement: ast.Return) -> None:
        value = statement.value
        assert value is not None
        if isinstance(value, ast.Tuple):
            if len(value.elts) != 2:
                raise Untranslatable("tuple")
            self._line("return", self._pair(*[self._expression(item) for item in value.elts]))
        else:
            self._line("return", self._expression(value))

    def _pair(self, first: Node, second: Node) -> Node:
        return Node("pair", first, second, kind=PAIR)

    def _raise(self, statement: ast.Raise) -> None:
        assert isinstance(statement.exc, ast.Call) and isinstance(statement.exc.func, ast.Name)
        is_large = statement.exc.func.id == "OverflowError"
        value = Node("number", math.inf if is_large else math.nan, kind=REAL)
        self._line("return", self._pair(value, value) if self.routine.result == PAIR else value)

    def _break(self, statement: ast.Break) -> None:
        self._line("break")

    def _assign(self, statement: ast.Assign) -> None:
        *first, last = statement.targets
        if isinstance(last, ast.Tuple):
            self._unpack(last, statement.value)
            return
        value = self._expression(statement.value)
        for target in (last, *reversed(first)):
            if not isinstance(target, ast.Name):
                raise Untranslatable("assignment")
            self._set(target.id, value)
            value = self._name_value(target)

    def _set(self, name: str, value: Node) -> None:
        before = self._type(name)
        if not before or {before, value.kind} == {REAL, WHOLE}:
            kind = REAL if before else value.kind
            if name not in self.routine.parameters:
                self.routine.variables[name] = kind
        self._line("set", name, value)

    def _unpack(self, target: ast.Tuple, value: ast.expr) -> None:
        names = [item.id for item in target.elts if isinstance(item, ast.Name)]
        if len(names) != len(target.elts):
            raise Untranslatable("assignment")
        if isinstance(value, ast.Tuple):
            parts = [self._expression(item) for item in value.elts]
            used = {n.id for item in value.elts for n in ast.walk(item) if isinstance(n, ast.Name)}
            if used & set(names):
                parts = [self._held(part) for part in parts]
        else:
            parts = self._parts(value)
        for name, part in zip(names, parts, strict=True):
            self._set(name, part)

    def _held(self, value: Node) -> Node:
        """A new name for a value."""
        name = self._fresh(value.kind, "held")
        self._line("set", name, value)
        return Node("name", name, kind=value.kind)

    def _parts(self, value: ast.expr) -> list[Node]:
        """The two numbers of a pair."""
        pair = self._expression(value)
        if pair.kind != PAIR:
            raise Untranslatable("pair")
        held = self._held(pair)
        return [Node(word, held, kind=REAL) for word in ("first", "second")]

    def _augassign(self, statement: ast.AugAssign) -> None:
        if not isinstance(statement.target, ast.Name):
            raise Untranslatable("assignment")
        name = statement.target
        self._set(name.id, self._binary(statement.op, self._name_value(name), statement.value))

    def _if(self, statement: ast.If) -> None:
        test = self._expression(statement.test)
        self._line("if", test, self.block(statement.body), self.block(statement.orelse))

    def _while(self, statement: ast.While) -> None:
        self._line("while", self._expression(statement.test), self.block(statement.body))

    def _for(self, statement: ast.For) -> None:
        over = statement.iter
        if isinstance(over, ast.Name):
            if self.reading.kind(over.id) == TABLE:
                self._over_table(statement, self.reading.known[over.id])
            else:
                self._over_row(statement, over)
            return
        if not (isinstance(over, ast.Call) and isinstance(over.func, ast.Name)):
            raise Untranslatable("for")
        if over.func.id == "enumerate":
            self._over_row(statement, over.args[0])
        elif over.func.id == "range" and isinstance(statement.target, ast.Name):
            self._over_range(statement, statement.target.id, over.args)
        else:
            raise Untranslatable("for")

    def _over_range(self, statement: ast.For, name: str, limits: list[ast.expr]) -> None:
        values = [self._expression(limit) for limit in limits]
        zero = Node("number", 0, kind=WHOLE)
        first, last = (zero, values[0]) if len(values) == 1 else values[:2]
        step = ast.literal_eval(limits[2]) if len(values) == 3 else 1
        if step not in (1, -1):
            raise Untranslatable("range")
        self.routine.variables[name] = WHOLE
        self._line("range", name, first, last, step, self.block(statement.body))

    def _over_table(self, statement: ast.For, table: Definition) -> None:
        if not isinstance(statement.target, ast.Name):
            raise Untranslatable("for")
        place, row = self._fresh(WHOLE, "place"), statement.target.id
        self.routine.variables[row] = ROW
        self._line("rows", row, place, table, self.block(statement.body))

    def _over_row(self, statement: ast.For, over: ast.expr) -> None:
        row, target = self._counted(over), statement.target
        if isinstance(target, ast.Tuple):
            place, item = [each.id for each in target.elts if isinstance(each, ast.Name)]
        elif isinstance(target, ast.Name):
            place, item = self._fresh(WHOLE, "place"), target.id
        self.routine.variables[place] = WHOLE
        self.routine.variables[item] = REAL
        self._line("each", item, place, row, self.block(statement.body))

    def _row(self, node: ast.expr) -> Node:
        """A row of numbers: a variable, or a constant of the module."""
        if isinstance(node, ast.Name):
            if (kind := self._type(node.id)) in (ROW, LIST):
                return Node("row", node.id, kind=kind)
            if self.reading.kind(node.id) == ROW:
                return Node("row", self.reading.known[node.id], kind=ROW)
        raise Untranslatable("row")

    def _counted(self, node: ast.expr) -> Node:
        """A row of which it is known how many numbers it has."""
        row = self._row(node)
        if row.kind == LIST:
            raise Untranslatable("list")
        return row

    # ---- expressions

    def _expression(self, node: ast.expr) -> Node:
        method = getattr(self, f"_{type(node).__name__.lower()}_value", None)
        if method is None:
            raise Untranslatable(type(node).__name__)
        found: Node = method(node)
        return found

    def _constant_value(self, node: ast.Constant) -> Node:
        for kind, of in ((TRUTH, bool), (WHOLE, int), (REAL, float)):
            if isinstance(node.value, of):
                return Node("number", node.value, kind=kind)
        raise Untranslatable(repr(node.value))

    def _name_value(self, node: ast.Name) -> Node:
        if kind := self._type(node.id):
            return Node("name", node.id, kind=kind)
        if self.reading.kind(node.id) == REAL:
            return Node("constant", self.reading.known[node.id], kind=REAL)
        raise Untranslatable(node.id)

    def _attribute_value(self, node: ast.Attribute) -> Node:
        if node.attr in MATH_CONSTANTS:
            return Node("number", MATH_CONSTANTS[node.attr], kind=REAL)
        raise Untranslatable(node.attr)

    def _binop_value(self, node: ast.BinOp) -> Node:
        return self._binary(node.op, self._expression(node.left), node.right)

    def _binary(self, op: ast.operator, left: Node, right: ast.expr) -> Node:
        word, b = OPERATORS.get(type(op), ""), self._expression(right)
        is_whole = left.kind == b.kind == WHOLE
        if not word or (word == "//" and not is_whole):
            raise Untranslatable(type(op).__name__)
        if word == "%" and not is_whole:
            return Node("call", self.reading.word("remainder"), left, b, kind=REAL)
        return Node(word, left, b, kind=WHOLE if is_whole and word != "/" else REAL)

    def _unaryop_value(self, node: ast.UnaryOp) -> Node:
        value = self._expression(node.operand)
        if isinstance(node.op, ast.Not):
            return Node("not", value, kind=TRUTH)
        if isinstance(node.op, ast.USub):
            return Node("negative", value, kind=value.kind)
        raise Untranslatable("sign")

    def _compare_value(self, node: ast.Compare) -> Node:
        items = [self._expression(item) for item in (node.left, *node.comparators)]
        parts = []
        for op, left, right in zip(node.ops, items[:-1], items[1:], strict=True):
            if type(op) not in OPERATORS:
                raise Untranslatable("comparison")
            parts.append(Node(OPERATORS[type(op)], left, right, kind=TRUTH))
        return Node("all", *parts, kind=TRUTH)

    def _boolop_value(self, node: ast.BoolOp) -> Node:
        values = [self._expression(value) for value in node.values]
        return Node(OPERATORS[type(node.op)], *values, kind=TRUTH)

    def _ifexp_value(self, node: ast.IfExp) -> Node:
        test, a, b = [self._expression(each) for each in (node.test, node.body, node.orelse)]
        return Node("choice", test, a, b, kind=a.kind if a.kind == b.kind else REAL)

    def _subscript_value(self, node: ast.Subscript) -> Node:
        if isinstance(node.value, ast.Call) and isinstance(node.slice, ast.Constant):
            pair = self._expression(node.value)
            if pair.kind == PAIR:
                return Node("second" if node.slice.value else "first", pair, kind=REAL)
        if isinstance(node.slice, ast.Slice):
            raise Untranslatable("slice")
        return Node("item", self._row(node.value), self._expression(node.slice), kind=REAL)

    def _call_value(self, node: ast.Call) -> Node:
        if isinstance(node.func, ast.Attribute):
            return self._math(node.func.attr, node.args)
        assert isinstance(node.func, ast.Name)
        name = node.func.id
        if name in ("max", "min"):
            return self._extremum(name, node.args)
        if name == "len":
            return Node("count", self._counted(node.args[0]), kind=WHOLE)
        if name in CONVERSIONS:
            return self._conversion(CONVERSIONS[name], self._expression(node.args[0]))
        if name in IDENTITIES:
            return self._expression(node.args[0])
        routine = self.reading.known.get(name) or self.reading.words.get(name)
        if not isinstance(routine, Routine):
            raise Untranslatable(name)
        return Node("call", name, *self._arguments(node.args), kind=routine.result)

    def _math(self, name: str, args: list[ast.expr]) -> Node:
        if name == "fsum":
            return self._sum(args[0])
        if name not in MATH_FUNCTIONS:
            raise Untranslatable(f"math.{name}")
        kind = TRUTH if name.startswith("is") else REAL
        return Node("math", name, *[self._expression(arg) for arg in args], kind=kind)

    def _sum(self, terms: ast.expr) -> Node:
        """A sum over a range, computed before the statement that it stands in."""
        if not isinstance(terms, ast.ListComp) or len(terms.generators) != 1:
            raise Untranslatable("fsum")
        (over,) = terms.generators
        total, lost = self._fresh(REAL, "total"), self._fresh(REAL, "lost")
        step = f"{self.reading.word('gathered')}({total}, {lost}, {ast.unparse(terms.elt)})"
        loop = f"for {ast.unparse(over.target)} in {ast.unparse(over.iter)}"
        text = f"{total} = {lost} = 0.0\n{loop}:\n    {total}, {lost} = {step}"
        self.lines += self.block(statements(text))
        parts = [Node("name", name, kind=REAL) for name in (total, lost)]
        return Node("+", *parts, kind=REAL)

    def _extremum(self, name: str, args: list[ast.expr]) -> Node:
        if len(args) < 2:
            raise Untranslatable(name)
        found, *others = [self._expression(arg) for arg in args]
        for other in others:
            found = Node("call", self.reading.word(name), found, other, kind=REAL)
        return found

    def _conversion(self, word: str, value: Node) -> Node:
        kinds = {"abs": value.kind, "round": REAL, "whole": WHOLE, "real": REAL}
        return Node(word, value, kind=kinds[word])

    def _arguments(self, args: list[ast.expr]) -> list[Node]:
        """The arguments of a call; a starred pair is two."""
        found = []
        for arg in args:
            if isinstance(arg, ast.Starred):
                found += self._parts(arg.value)
            elif isinstance(arg, ast.Name) and (
                self._type(arg.id) or self.reading.kind(arg.id)
            ) in (ROW, LIST):
                found.append(self._row(arg))
            else:
                found.append(self._expression(arg))
        return found
