"""Support routines as C99: each statement of their Python text becomes one of C."""

from __future__ import annotations

import math

from symchain.codegen.translation.reader import read
from symchain.codegen.translation.tree import (
    LIST,
    PAIR,
    REAL,
    ROW,
    TRUTH,
    WHOLE,
    Constant,
    Node,
    Routine,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

PREFIX = "symchain_"  # before every name, since libm has a gamma, a beta and a sign of its own
WRITTEN = {REAL: "double", WHOLE: "long", TRUTH: "int", PAIR: f"struct {PREFIX}pair"}
ROWS = (ROW, LIST)
PAIR_TYPE = f"struct {PREFIX}pair {{\n    double first, second;\n}};"
# Functions of Python's math that C calls by another name; all others are called as they are.
RENAMED = {"gamma": "tgamma", "ldexp": "scalbln"}
SIGNS = {"and": "&&", "or": "||", "//": "/", "all": "&&"}
COMPARISONS = frozenset(("<", "<=", ">", ">=", "==", "!="))
C_WORDS = frozenset(
    ("long", "double", "short", "signed", "const", "int", "char", "static", "far", "near")
)


def translated(texts: Iterable[str]) -> list[str]:
    """The C texts of definitions (functions and constants), in their order, and what they need.

    Raises Untranslatable.
    """
    made = [
        _Writer(each).text() if isinstance(each, Routine) else _constant(each)
        for each in read(texts)
    ]
    return [PAIR_TYPE, *made] if any(WRITTEN[PAIR] in text for text in made) else made


def _constant(constant: Constant) -> str:
    name = PREFIX + constant.name
    if constant.kind == REAL:
        return f"static const double {name} = {constant.value!r};"
    if constant.kind == ROW:
        return f"static const double {name}[] = {{\n{_numbers(constant.value)}\n}};"
    return "\n".join(
        [
            f"static const double *const {name}[] = {{",
            *[f"    {PREFIX}{row.name}," for row in constant.value],
            "};",
            f"static const long {name}_counts[] = "
            f"{{{', '.join([str(len(row.value)) for row in constant.value])}}};",
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


def _safe(name: str) -> str:
    """A name that is no word of C."""
    return f"{name}_" if name in C_WORDS else name


class _Writer:
    """Writes one routine."""

    def __init__(self, routine: Routine) -> None:
        self.routine = routine
        self.lines: list[str] = []
        self.depth = 1

    def text(self) -> str:
        """The whole function."""
        routine = self.routine
        lines = []
        for kind in (REAL, WHOLE, TRUTH, PAIR):
            names = [_safe(name) for name, own in routine.variables.items() if own == kind]
            if names:
                lines.append(f"    {WRITTEN[kind]} {', '.join(names)};")
        self._statements(routine.body)
        parameters = [text for each in routine.parameters.items() for text in _parameter(*each)]
        head = (
            f"static {WRITTEN[routine.result]} {PREFIX}{routine.name}"
            f"({', '.join(parameters) or 'void'})"
        )
        about = routine.about.replace("*/", "* /")
        return "\n".join([f"/* {about} */", head, "{", *lines, *self.lines, "}"])

    # ---- statements

    def _line(self, text: str) -> None:
        self.lines.append("    " * self.depth + text)

    def _statements(self, statements: Iterable[Node]) -> None:
        for statement in statements:
            getattr(self, f"_{statement.word}")(*statement.items)

    def _block(self, head: str, statements: Iterable[Node], first: Sequence[str] = ()) -> None:
        self._line(f"{head} {{")
        self.depth += 1
        for text in first:
            self._line(text)
        self._statements(statements)
        self.depth -= 1

    def _set(self, name: str, value: Node) -> None:
        changed = value.word in ("+", "-", "*", "/") and value.items[0]
        if changed and changed.word == "name" and changed.items[0] == name:
            other = value.items[1]
            text = _real(other) if value.kind == REAL and other.kind == WHOLE else _alone(other)
            self._line(f"{_safe(name)} {value.word}= {text};")
        else:
            self._line(f"{_safe(name)} = {_alone(value)};")

    def _return(self, value: Node) -> None:
        self._line(f"return {_alone(value)};")

    def _break(self) -> None:
        self._line("break;")

    def _if(self, test: Node, body: list[Node], others: list[Node]) -> None:
        self._block(f"if ({_alone(test)})", body)
        if others:
            self._block("} else", others)
        self._line("}")

    def _while(self, test: Node, body: list[Node]) -> None:
        self._block(f"while ({_alone(test)})", body)
        self._line("}")

    def _range(self, name: str, first: Node, last: Node, step: int, body: list[Node]) -> None:
        own = _safe(name)
        sign, change = ("<", "++") if step > 0 else (">", "--")
        head = f"for ({own} = {_text(first)}; {own} {sign} {_text(last)}; {own}{change})"
        self._block(head, body)
        self._line("}")

    def _rows(self, row: str, place: str, table: Constant, body: list[Node]) -> None:
        name = PREFIX + table.name
        first = [
            f"const double *{_safe(row)} = {name}[{place}];",
            f"const long {row}_count = {name}_counts[{place}];",
        ]
        self._block(f"for ({place} = 0; {place} < {len(table.value)}; {place}++)", body, first)
        self._line("}")

    def _each(self, item: str, place: str, row: Node, body: list[Node]) -> None:
        numbers, count = _row(row)
        first = [f"{_safe(item)} = {numbers}[{place}];"]
        self._block(f"for ({place} = 0; {place} < {count}; {place}++)", body, first)
        self._line("}")


def _parameter(name: str, kind: str) -> list[str]:
    if kind in ROWS:
        return [f"const double *{_safe(name)}", f"long {name}_count"][: 2 if kind == ROW else 1]
    return [f"{WRITTEN[kind]} {_safe(name)}"]


def _row(row: Node) -> tuple[str, str]:
    """The text of a row of numbers and of their count."""
    (given,) = row.items
    if isinstance(given, Constant):
        return PREFIX + given.name, str(len(given.value))
    return _safe(given), f"{given}_count"


def _text(node: Node) -> str:
    """The text of an expression."""
    word = node.word
    if word in _SPECIAL:
        return _SPECIAL[word](node)
    texts = _alike(node.items, word == "/")
    if word in COMPARISONS:
        return f" {word} ".join(texts)
    return f"({f' {SIGNS.get(word, word)} '.join(texts)})"


def _alike(items: Sequence[Node], is_quotient: bool = False) -> list[str]:
    """The texts of operands; whole numbers are cast where one is real, and in a quotient."""
    is_real = is_quotient or any(item.kind == REAL for item in items)
    return [_real(item) if is_real else _text(item) for item in items]


def _real(node: Node) -> str:
    """The text of an operand that has to be a double."""
    return f"(double){_text(node)}" if node.kind == WHOLE else _text(node)


def _alone(node: Node) -> str:
    """The text of an expression that needs no brackets around it."""
    text, word = _text(node), node.word
    is_enclosed = word == "choice" or not (word in _SPECIAL or word in COMPARISONS)
    return text[1:-1] if is_enclosed else text


def _number(node: Node) -> str:
    (value,) = node.items
    if node.kind == REAL and not math.isfinite(value):
        return "NAN" if math.isnan(value) else "INFINITY"
    return str(int(value)) if node.kind == TRUTH else repr(value)


def _negative(node: Node) -> str:
    text = _text(node.items[0])
    return f"-({text})" if text.startswith("-") else f"-{text}"


def _call(node: Node) -> str:
    name, *arguments = node.items
    texts = [text for each in arguments for text in _given(each)]
    return f"{PREFIX}{name}({', '.join(texts)})"


def _given(node: Node) -> tuple[str, ...]:
    """The text of an argument; of a row, that of its count too."""
    if node.kind in ROWS:
        return _row(node) if node.kind == ROW else _row(node)[:1]
    return (_alone(node),)


def _math(node: Node) -> str:
    name, *arguments = node.items
    is_real = name != "ldexp"  # whose second argument is whole, as that of scalbln
    texts = [_real(each) if is_real and each.kind == WHOLE else _alone(each) for each in arguments]
    return f"{RENAMED.get(name, name)}({', '.join(texts)})"


def _choice(node: Node) -> str:
    test, *outcomes = node.items
    return f"({_text(test)} ? {' : '.join(_alike(outcomes))})"


def _around(before: str, after: str = "") -> Callable[[Node], str]:
    return lambda node: f"{before}{_text(node.items[0])}{after}"


_SPECIAL: dict[str, Callable[[Node], str]] = {
    "number": _number,
    "name": lambda node: _safe(node.items[0]),
    "constant": lambda node: f"{PREFIX}{node.items[0].name}",
    "negative": _negative,
    "not": _around("!"),
    "choice": _choice,
    "call": _call,
    "math": _math,
    "pair": lambda node: f"({WRITTEN[PAIR]}){{{', '.join([_text(each) for each in node.items])}}}",
    "first": _around("", ".first"),
    "second": _around("", ".second"),
    "item": lambda node: f"{_row(node.items[0])[0]}[{_text(node.items[1])}]",
    "count": lambda node: _row(node.items[0])[1],
    "abs": lambda node: f"{'labs' if node.kind == WHOLE else 'fabs'}({_alone(node.items[0])})",
    "round": lambda node: f"rint({_alone(node.items[0])})",
    "whole": _around("(long)"),
    "real": _around("(double)"),
}
