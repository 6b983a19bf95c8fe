"""Support routines as C99: each statement of their Python text becomes one of C.

The routines keep to a small language (see symchain.codegen.support), so that one text serves all
targets. An exception becomes a value: nan for ValueError, inf for OverflowError. What C cannot do
(lists, integers of any length) raises `Untranslatable`.
"""

from __future__ import annotations

import ast

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

PREFIX = "symchain_"  # before every name, since libm has a gamma, a beta and a sign of its own
REAL, WHOLE, TRUTH, PAIR, ROW, TABLE = "double", "long", "int", "pair", "row", "table"
TYPES = {
    "float": REAL,
    "int": WHOLE,
    "bool": TRUTH,
    "tuple[float, float]": PAIR,
    "tuple[float, ...]": ROW,
    "tuple[tuple[float, ...], ...]": TABLE,
}
WRITTEN = {PAIR: f"struct {PREFIX}pair"}
PAIR_TYPE = f"struct {PREFIX}pair {{\n    double first, second;\n}};"

# Functions of Python's math that C calls by another name; all others are called as they are.
RENAMED = {"gamma": "tgamma"}
MATH_CONSTANTS = {
    "inf": "INFINITY",
    "nan": "NAN",
    "pi": repr(3.141592653589793),
    "e": repr(2.718281828459045),
}
MATH_FUNCTIONS = frozenset(
    (
        *("exp", "expm1", "log", "log1p", "log2", "log10", "pow", "sqrt", "sin", "cos", "tan"),
        *("asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh"),
        *("erf", "erfc", "gamma", "lgamma", "copysign", "floor", "ceil", "trunc", "ldexp", "cbrt"),
        *("isnan", "isinf", "isfinite", "exp2", "fmod", "hypot"),
    )
)
OPERATORS: dict[type[ast.AST], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.And: "&&",
    ast.Or: "||",
}
# What Python's own words are in C: a name, and the text that defines it.
HELPERS = {
    "max": "static inline double symchain_max(double a, double b)\n{\n    return b > a ? b : a;\n}",
    "min": "static inline double symchain_min(double a, double b)\n{\n    return b < a ? b : a;\n}",
    "remainder": (
        "static inline double symchain_remainder(double a, double b)\n{\n"
        "    double rest = fmod(a, b);\n"
        "    if (rest != 0.0 && (rest < 0.0) != (b < 0.0)) {\n        rest += b;\n    }\n"
        "    return rest == 0.0 ? copysign(0.0, b) : rest;\n}"
    ),
}
IDENTITIES = frozenset(("finite",))  # what only raises in Python: C lets inf through


class Untranslatable(Exception):  # noqa: N818 - a signal, shown in the words of a target
    """A routine that has something which the translation does not know."""


def translated(text: str, known: dict[str, str]) -> str:
    """The C text of one definition (a function or a constant); none of what C does itself.

    `known` are the types of what the other routines define, by name: it grows by this one. Raises
    Untranslatable.
    """
    (statement,) = ast.parse(text).body
    if isinstance(statement, ast.FunctionDef):
        if statement.name in IDENTITIES:
            return ""
        return _Routine(statement, known).text()
    assert isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name)
    return _constant(statement.target.id, statement, known)


def helpers(text: str) -> list[str]:
    """The definitions of what a C text calls of Python's own words."""
    found = [HELPERS[name] for name in HELPERS if f"{PREFIX}{name}(" in text]
    return [PAIR_TYPE, *found] if f"struct {PREFIX}pair" in text else found


def _constant(name: str, statement: ast.AnnAssign, known: dict[str, str]) -> str:
    kind = known[name] = _kind(statement.annotation)
    value = ast.literal_eval(statement.value) if statement.value and kind != TABLE else None
    if kind == REAL:
        return f"static const double {PREFIX}{name} = {value!r};"
    if kind == ROW and isinstance(value, tuple):
        known[f"{name} count"] = str(len(value))
        return f"static const double {PREFIX}{name}[] = {{\n{_numbers(value)}\n}};"
    if kind == TABLE and isinstance(statement.value, ast.Tuple):
        return _table(name, statement.value, known)
    raise Untranslatable(name)


def _table(name: str, value: ast.Tuple, known: dict[str, str]) -> str:
    """The rows of a table, given by name, and how many numbers each has."""
    rows = [row.id for row in value.elts if isinstance(row, ast.Name)]
    if len(rows) != len(value.elts):
        raise Untranslatable(name)
    known[f"{name} count"] = str(len(rows))
    counts = ", ".join([known[f"{row} count"] for row in rows])
    return "\n".join(
        [
            f"static const double *const {PREFIX}{name}[] = {{",
            *[f"    {PREFIX}{row}," for row in rows],
            "};",
            f"static const long {PREFIX}{name}_counts[] = {{{counts}}};",
        ]
    )


def _numbers(values: Sequence[float]) -> str:
    """Numbers in lines of bounded length."""
    lines = [""]
    for value in values:
        if lines[-1] and len(lines[-1]) + len(repr(value)) > 90:
            lines.append("")
        lines[-1] += f"{' ' if lines[-1] else '    '}{value!r},"
    return "\n".join(lines)


def _kind(annotation: ast.expr | None) -> str:
    text = ast.unparse(annotation) if annotation else ""
    if text not in TYPES:
        raise Untranslatable(text)
    return TYPES[text]


class _Routine:
    """One function on its way: the types of its names, and the lines so far."""

    def __init__(self, function: ast.FunctionDef, known: dict[str, str]) -> None:
        self.function = function
        self.known = known
        self.types: dict[str, str] = {}
        self.lines: list[str] = []
        self.depth = 1
        self.count = 0
        self.result = _kind(function.returns)
        known[function.name] = self.result

    def text(self) -> str:
        """The whole function."""
        parameters = []
        for each in self.function.args.args:
            self.types[each.arg] = _kind(each.annotation)
            parameters += self._parameter(each.arg)
        if self.function.args.vararg:
            name = self.function.args.vararg.arg
            self.types[name] = ROW
            parameters += self._parameter(name)
        own = set(self.types)
        docstring, *body = self.function.body
        for statement in body:
            self._statement(statement)
        declared = [name for name in self.types if name not in own and self.types[name] != ROW]
        lines = []
        for kind in (REAL, WHOLE, TRUTH, PAIR):
            names = [_safe(name) for name in declared if self.types[name] == kind]
            if names:
                lines.append(f"    {WRITTEN.get(kind, kind)} {', '.join(names)};")
        assert isinstance(docstring, ast.Expr) and isinstance(docstring.value, ast.Constant)
        about = str(docstring.value.value).strip().split("\n")[0].replace("*/", "* /")
        head = (
            f"static {WRITTEN.get(self.result, self.result)} {PREFIX}{self.function.name}"
            f"({', '.join(parameters) or 'void'})"
        )
        return "\n".join([f"/* {about} */", head, "{", *lines, *self.lines, "}"])

    def _parameter(self, name: str) -> list[str]:
        kind = self.types[name]
        if kind == ROW:
            return [f"const double *{_safe(name)}", f"long {name}_count"]
        return [f"{WRITTEN.get(kind, kind)} {_safe(name)}"]

    # ---- statements

    def _line(self, text: str) -> None:
        self.lines.append("    " * self.depth + text)

    def _block(self, statements: Iterable[ast.stmt]) -> None:
        self.depth += 1
        for statement in statements:
            self._statement(statement)
        self.depth -= 1

    def _statement(self, statement: ast.stmt) -> None:
        method = getattr(self, f"_{type(statement).__name__.lower()}", None)
        if method is None:
            raise Untranslatable(type(statement).__name__)
        method(statement)

    def _return(self, statement: ast.Return) -> None:
        value = statement.value
        if isinstance(value, ast.Tuple):
            pair = self._pair(value)
            self._line(f"return {pair};")
        else:
            assert value is not None
            self._line(f"return {self._expression(value)[0]};")

    def _raise(self, statement: ast.Raise) -> None:
        assert isinstance(statement.exc, ast.Call) and isinstance(statement.exc.func, ast.Name)
        value = "INFINITY" if statement.exc.func.id == "OverflowError" else "NAN"
        self._line(
            f"return {self._made_pair(value, value)};"
            if self.result == PAIR
            else f"return {value};"
        )

    def _break(self, statement: ast.Break) -> None:
        self._line("break;")

    def _assign(self, statement: ast.Assign) -> None:
        *first, last = statement.targets
        if isinstance(last, ast.Tuple):
            self._unpack(last, statement.value)
            return
        text, kind = self._expression(statement.value)
        for target in (last, *reversed(first)):
            if not isinstance(target, ast.Name):
                raise Untranslatable("assignment")
            self._set(target.id, text, kind)
            text = _safe(target.id)

    def _set(self, name: str, text: str, kind: str) -> None:
        before = self.types.setdefault(name, kind)
        if before != kind and {before, kind} == {REAL, WHOLE}:
            self.types[name] = REAL
        self._line(f"{_safe(name)} = {text};")

    def _unpack(self, target: ast.Tuple, value: ast.expr) -> None:
        names = [item.id for item in target.elts if isinstance(item, ast.Name)]
        if len(names) != len(target.elts):
            raise Untranslatable("assignment")
        if isinstance(value, ast.Tuple):
            parts = [self._expression(item) for item in value.elts]
            used = {n.id for item in value.elts for n in ast.walk(item) if isinstance(n, ast.Name)}
            if used & set(names):
                parts = [(self._held(text, kind), kind) for text, kind in parts]
        else:
            text, kind = self._expression(value)
            if kind != PAIR:
                raise Untranslatable("assignment")
            held = self._held(text, PAIR)
            parts = [(f"{held}.first", REAL), (f"{held}.second", REAL)]
        for name, (text, kind) in zip(names, parts, strict=True):
            self._set(name, text, kind)

    def _held(self, text: str, kind: str) -> str:
        """A new name for a value."""
        self.count += 1
        name = f"held_{self.count}"
        self.types[name] = kind
        self._line(f"{name} = {text};")
        return name

    def _augassign(self, statement: ast.AugAssign) -> None:
        if not isinstance(statement.target, ast.Name) or type(statement.op) not in OPERATORS:
            raise Untranslatable("assignment")
        text, _ = self._expression(statement.value)
        self._line(f"{_safe(statement.target.id)} {OPERATORS[type(statement.op)]}= {text};")

    def _if(self, statement: ast.If) -> None:
        self._line(f"if ({self._expression(statement.test)[0]}) {{")
        self._block(statement.body)
        if statement.orelse:
            self._line("} else {")
            self._block(statement.orelse)
        self._line("}")

    def _while(self, statement: ast.While) -> None:
        self._line(f"while ({self._expression(statement.test)[0]}) {{")
        self._block(statement.body)
        self._line("}")

    def _for(self, statement: ast.For) -> None:
        call = statement.iter
        if isinstance(call, ast.Name) and self.known.get(call.id) == TABLE:
            self._over_table(statement, call.id)
            return
        if isinstance(call, ast.Name):
            self._over_row(statement, call.id)
            return
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name)):
            raise Untranslatable("for")
        if call.func.id == "enumerate" and isinstance(call.args[0], ast.Name):
            self._over_row(statement, call.args[0].id)
            return
        if call.func.id != "range" or not isinstance(statement.target, ast.Name):
            raise Untranslatable("for")
        values = [self._expression(arg)[0] for arg in call.args]
        start, stop, step = {
            1: ("0", values[0], "1"),
            2: (*values[:2], "1"),
            3: tuple(values),
        }[len(values)]
        name = statement.target.id
        self.types[name] = WHOLE
        sign, change = (">", f"{name}--") if step == "-1" else ("<", f"{name}++")
        if step not in ("1", "-1"):
            raise Untranslatable("range")
        self._line(f"for ({name} = {start}; {name} {sign} {stop}; {change}) {{")
        self._block(statement.body)
        self._line("}")

    def _over_table(self, statement: ast.For, table: str) -> None:
        """A loop over the rows of a table."""
        if not isinstance(statement.target, ast.Name):
            raise Untranslatable("for")
        self.count += 1
        place, row = f"place_{self.count}", statement.target.id
        self.types[place], self.types[row] = WHOLE, ROW
        count = self.known[f"{table} count"]
        self._line(f"for ({place} = 0; {place} < {count}; {place}++) {{")
        self.depth += 1
        self._line(f"const double *{_safe(row)} = {PREFIX}{table}[{place}];")
        self._line(f"const long {row}_count = {PREFIX}{table}_counts[{place}];")
        self.depth -= 1
        self._block(statement.body)
        self._line("}")

    def _over_row(self, statement: ast.For, row: str) -> None:
        """A loop over the numbers of a row, with or without their places."""
        text, count = self._row(row)
        target = statement.target
        if isinstance(target, ast.Tuple):
            place, item = [each.id for each in target.elts if isinstance(each, ast.Name)]
        elif isinstance(target, ast.Name):
            self.count += 1
            place, item = f"place_{self.count}", target.id
        self.types[place], self.types[item] = WHOLE, REAL
        self._line(f"for ({place} = 0; {place} < {count}; {place}++) {{")
        self.depth += 1
        self._line(f"{_safe(item)} = {text}[{place}];")
        self.depth -= 1
        self._block(statement.body)
        self._line("}")

    def _row(self, name: str) -> tuple[str, str]:
        """The text of a row of numbers and of their count."""
        if self.types.get(name) == ROW:
            return _safe(name), f"{name}_count"
        if self.known.get(name) == ROW:
            return PREFIX + name, self.known[f"{name} count"]
        raise Untranslatable(name)

    # ---- expressions: the text and the type

    def _expression(self, node: ast.expr) -> tuple[str, str]:
        method = getattr(self, f"_{type(node).__name__.lower()}_value", None)
        if method is None:
            raise Untranslatable(type(node).__name__)
        text, kind = method(node)
        return text, kind

    def _constant_value(self, node: ast.Constant) -> tuple[str, str]:
        if isinstance(node.value, bool):
            return str(int(node.value)), TRUTH
        if isinstance(node.value, int):
            return repr(node.value), WHOLE
        if isinstance(node.value, float):
            return repr(node.value), REAL
        raise Untranslatable(repr(node.value))

    def _name_value(self, node: ast.Name) -> tuple[str, str]:
        if node.id in self.types:
            return _safe(node.id), self.types[node.id]
        if self.known.get(node.id) == REAL:
            return PREFIX + node.id, REAL
        raise Untranslatable(node.id)

    def _attribute_value(self, node: ast.Attribute) -> tuple[str, str]:
        if node.attr in MATH_CONSTANTS:
            return MATH_CONSTANTS[node.attr], REAL
        raise Untranslatable(node.attr)

    def _binop_value(self, node: ast.BinOp) -> tuple[str, str]:
        (a, kind_a), (b, kind_b) = self._expression(node.left), self._expression(node.right)
        kind = WHOLE if kind_a == kind_b == WHOLE else REAL
        if isinstance(node.op, ast.Mod):
            if kind == WHOLE:
                return f"({a} % {b})", WHOLE  # of numbers >= 0, or asked whether it is 0
            return f"{PREFIX}remainder({a}, {b})", REAL
        if isinstance(node.op, ast.FloorDiv) and kind == WHOLE:
            return f"({a} / {b})", WHOLE
        if type(node.op) not in OPERATORS:
            raise Untranslatable(type(node.op).__name__)
        if isinstance(node.op, ast.Div):
            a, kind = f"(double){a}" if kind == WHOLE else a, REAL
        return f"({a} {OPERATORS[type(node.op)]} {b})", kind

    def _unaryop_value(self, node: ast.UnaryOp) -> tuple[str, str]:
        text, kind = self._expression(node.operand)
        if isinstance(node.op, ast.Not):
            return f"!{text}", TRUTH
        if isinstance(node.op, ast.USub):
            return (f"-{text}" if not text.startswith("-") else f"-({text})"), kind
        raise Untranslatable("sign")

    def _compare_value(self, node: ast.Compare) -> tuple[str, str]:
        items = [self._expression(item)[0] for item in (node.left, *node.comparators)]
        parts = []
        for op, left, right in zip(node.ops, items[:-1], items[1:], strict=True):
            if type(op) not in OPERATORS:
                raise Untranslatable("comparison")
            parts.append(f"{left} {OPERATORS[type(op)]} {right}")
        return f"({' && '.join(parts)})", TRUTH

    def _boolop_value(self, node: ast.BoolOp) -> tuple[str, str]:
        word = f" {OPERATORS[type(node.op)]} "
        return f"({word.join([self._expression(value)[0] for value in node.values])})", TRUTH

    def _ifexp_value(self, node: ast.IfExp) -> tuple[str, str]:
        test, _ = self._expression(node.test)
        (a, kind_a), (b, kind_b) = self._expression(node.body), self._expression(node.orelse)
        return f"({test} ? {a} : {b})", kind_a if kind_a == kind_b else REAL

    def _subscript_value(self, node: ast.Subscript) -> tuple[str, str]:
        if isinstance(node.value, ast.Call) and isinstance(node.slice, ast.Constant):
            text, kind = self._expression(node.value)
            if kind == PAIR:
                return f"{text}.{'second' if node.slice.value else 'first'}", REAL
        if isinstance(node.value, ast.Name) and not isinstance(node.slice, ast.Slice):
            text, _ = self._row(node.value.id)
            return f"{text}[{self._expression(node.slice)[0]}]", REAL
        raise Untranslatable("subscript")

    def _call_value(self, node: ast.Call) -> tuple[str, str]:
        if isinstance(node.func, ast.Attribute):
            return self._math(node)
        assert isinstance(node.func, ast.Name)
        name = node.func.id
        if name in ("max", "min"):
            return self._extremum(name, node.args)
        if name in PYTHON:
            return self._of_python(name, node)
        if name in IDENTITIES:
            return self._expression(node.args[0])
        if name not in self.known:
            raise Untranslatable(name)
        return f"{PREFIX}{name}({', '.join(self._arguments(node.args))})", self.known[name]

    def _math(self, node: ast.Call) -> tuple[str, str]:
        assert isinstance(node.func, ast.Attribute)
        name = node.func.attr
        if name not in MATH_FUNCTIONS:
            raise Untranslatable(f"math.{name}")
        arguments = [self._expression(arg)[0] for arg in node.args]
        text = f"{RENAMED.get(name, name)}({', '.join(arguments)})"
        return text, TRUTH if name.startswith("is") else REAL

    def _extremum(self, name: str, args: list[ast.expr]) -> tuple[str, str]:
        if len(args) < 2:
            raise Untranslatable(name)
        text = self._expression(args[0])[0]
        for arg in args[1:]:
            text = f"{PREFIX}{name}({text}, {self._expression(arg)[0]})"
        return text, REAL

    def _of_python(self, name: str, node: ast.Call) -> tuple[str, str]:
        if name == "len" and isinstance(node.args[0], ast.Name):
            return self._row(node.args[0].id)[1], WHOLE
        text, kind = self._expression(node.args[0])
        if name == "abs":
            return (f"fabs({text})", REAL) if kind != WHOLE else (f"labs({text})", WHOLE)
        if name == "round":
            return f"rint({text})", REAL
        if name == "int":
            return f"(long){text}", WHOLE
        if name == "float":
            return f"(double){text}", REAL
        raise Untranslatable(name)

    def _arguments(self, args: list[ast.expr]) -> list[str]:
        """The arguments of a call: a row is passed with its count, a starred pair as two."""
        texts = []
        for arg in args:
            if isinstance(arg, ast.Starred):
                text, kind = self._expression(arg.value)
                if kind != PAIR:
                    raise Untranslatable("starred")
                held = self._held(text, PAIR)
                texts += [f"{held}.first", f"{held}.second"]
            elif isinstance(arg, ast.Name) and ROW in (
                self.types.get(arg.id),
                self.known.get(arg.id),
            ):
                texts += self._row(arg.id)
            else:
                texts.append(self._expression(arg)[0])
        return texts

    def _pair(self, node: ast.Tuple) -> str:
        if len(node.elts) != 2:
            raise Untranslatable("tuple")
        return self._made_pair(*[self._expression(item)[0] for item in node.elts])

    def _made_pair(self, first: str, second: str) -> str:
        return f"({WRITTEN[PAIR]}){{{first}, {second}}}"


PYTHON = frozenset(("abs", "round", "int", "float", "len"))
C_WORDS = frozenset(
    ("long", "double", "short", "signed", "const", "int", "char", "static", "far", "near")
)


def _safe(name: str) -> str:
    """A name that is no word of C."""
    return f"{name}_" if name in C_WORDS else name
