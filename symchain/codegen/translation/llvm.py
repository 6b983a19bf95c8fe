"""Support routines as LLVM assembly: the same tree as in C, in instructions and blocks.

A variable is a place in memory, which the optimiser makes a value; `and`, `or` and choices open
blocks, so that only what is asked for is computed.
"""

from __future__ import annotations

import re
import struct

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
    from collections.abc import Callable, Iterable, Mapping, Sequence

PREFIX = "symchain_"
TYPES = {REAL: "double", WHOLE: "i64", TRUTH: "i1", PAIR: "{ double, double }", LIST: "ptr"}
# Functions that are instructions of a processor, or nearly; all others are those of libm.
INTRINSICS = frozenset(("sqrt", "fabs", "floor", "ceil", "trunc", "rint", "copysign"))
ARITHMETIC = {
    REAL: {"+": "fadd", "-": "fsub", "*": "fmul", "/": "fdiv"},
    WHOLE: {"+": "add", "-": "sub", "*": "mul", "//": "sdiv", "%": "srem"},
}
ORDERED = {"<": "fcmp olt", "<=": "fcmp ole", ">": "fcmp ogt", ">=": "fcmp oge"}
COMPARISONS = {
    REAL: {**ORDERED, "==": "fcmp oeq", "!=": "fcmp une"},
    WHOLE: {
        **{sign: text.replace("fcmp o", "icmp s") for sign, text in ORDERED.items()},
        "==": "icmp eq",
        "!=": "icmp ne",
    },
}
CONVERSIONS = {
    (WHOLE, REAL): "sitofp i64 {x} to double",
    (TRUTH, REAL): "uitofp i1 {x} to double",
    (TRUTH, WHOLE): "zext i1 {x} to i64",
    (REAL, WHOLE): "call i64 @llvm.fptosi.sat.i64.f64(double {x})",
    (REAL, TRUTH): "fcmp une double {x}, 0.0",
    (WHOLE, TRUTH): "icmp ne i64 {x}, 0",
}
RENAMED = {"gamma": "tgamma"}
CALL = re.compile(r"call (void|<\d+ x \w+>|\w+) @([\w.]+)\(([^\n]*)\)")
DEFINED = re.compile(r"^define [^@\n]*@([\w.]+)\(", re.MULTILINE)
TYPE = re.compile(r"(?:^|, )(<\d+ x \w+>|ptr|double|i\d+) ")
PURE = "nounwind willreturn memory(none)"


def literal(value: float) -> str:
    """The text of a double: its bits, in hexadecimal digits."""
    return "0x" + struct.pack(">d", value).hex().upper()


def function(name: str, kind: str = "double") -> str:
    """The name under which a function of mathematics is called, for doubles or vectors of them."""
    if name not in INTRINSICS:
        return name if kind == "double" else f"lanes.{name}"
    found = re.match(r"<(\d+) x", kind)
    return f"llvm.{name}.{f'v{found[1]}' if found else ''}f64"


def declarations(text: str, attributes: str = PURE) -> list[str]:
    """The declarations of the functions that a text calls and does not define."""
    found: dict[str, str] = {}
    own = set(DEFINED.findall(text))
    for kind, name, arguments in CALL.findall(text):
        if name not in found and name not in own:
            types = ", ".join(TYPE.findall(arguments))
            found[name] = f"declare {kind} @{name}({types}) {attributes}".rstrip()
    return [found[name] for name in sorted(found)]


def translated(texts: Iterable[str]) -> list[str]:
    """The definitions of support routines and constants, in their order, and what they need.

    Raises Untranslatable.
    """
    definitions = read(texts)
    routines = {each.name: each for each in definitions if isinstance(each, Routine)}
    return [
        _Writer(each, routines).text() if isinstance(each, Routine) else _constant(each)
        for each in definitions
        if isinstance(each, Routine) or each.kind != REAL
    ]


def _constant(constant: Constant) -> str:
    name = f"@{PREFIX}{constant.name}"
    if constant.kind == ROW:
        return _array(name, "double", [literal(value) for value in constant.value])
    rows = [f"@{PREFIX}{row.name}" for row in constant.value]
    counts = [str(len(row.value)) for row in constant.value]
    return f"{_array(name, 'ptr', rows)}\n{_array(name + '_counts', 'i64', counts)}"


def _array(name: str, kind: str, values: Sequence[str]) -> str:
    items = ", ".join([f"{kind} {value}" for value in values])
    return f"{name} = internal constant [{len(values)} x {kind}] [{items}]"


class _Writer:
    """Writes one routine."""

    def __init__(self, routine: Routine, routines: Mapping[str, Routine]) -> None:
        self.routine = routine
        self.routines = routines
        self.lines: list[str] = []
        self.count = 0
        self.label = "entry"  # of the block that is written, "" where it has ended
        self.exits: list[str] = []  # where a break goes, the innermost loop last

    def text(self) -> str:
        """The whole function."""
        routine = self.routine
        parameters = []
        for name, kind in {**routine.parameters, **routine.variables}.items():
            for own, part in _places(name, kind):
                self.lines.append(f"  %{own} = alloca {part}")
                if name in routine.parameters:
                    parameters.append(f"{part} %given.{own}")
                    self.lines.append(f"  store {part} %given.{own}, ptr %{own}")
        self._statements(routine.body)
        if self.label:
            self._end("unreachable")
        head = f"{TYPES[routine.result]} @{PREFIX}{routine.name}({', '.join(parameters)})"
        lines = [f"define internal {head} {{", "entry:", *self.lines, "}"]
        return "\n".join([f"; {routine.about}", *lines])

    # ---- lines and blocks

    def _line(self, text: str) -> None:
        if not self.label:
            self._begin(self._fresh("after"))
        self.lines.append(f"  {text}")

    def _fresh(self, start: str) -> str:
        self.count += 1
        return f"{start}.{self.count}"

    def _new(self, instruction: str) -> str:
        """The name of what an instruction gives."""
        name = f"%{self._fresh('t')}"
        self._line(f"{name} = {instruction}")
        return name

    def _begin(self, label: str) -> None:
        """Begins a block, to which the one before goes on."""
        if self.label:
            self._end(f"br label %{label}")
        self.lines.append(f"{label}:")
        self.label = label

    def _end(self, text: str) -> None:
        self._line(text)
        self.label = ""

    def _branch(self, test: str, on_true: str, on_false: str) -> None:
        self._end(f"br i1 {test}, label %{on_true}, label %{on_false}")

    # ---- statements

    def _statements(self, statements: Iterable[Node]) -> None:
        for statement in statements:
            getattr(self, f"_{statement.word}")(*statement.items)

    def _set(self, name: str, value: Node) -> None:
        kind = self.routine.parameters.get(name) or self.routine.variables[name]
        self._line(f"store {TYPES[kind]} {self._as(value, kind)}, ptr %v.{name}")

    def _return(self, value: Node) -> None:
        kind = self.routine.result
        self._end(f"ret {TYPES[kind]} {self._as(value, kind)}")

    def _break(self) -> None:
        self._end(f"br label %{self.exits[-1]}")

    def _if(self, test: Node, body: list[Node], others: list[Node]) -> None:
        on_true, on_false, after = [self._fresh(each) for each in ("then", "else", "after")]
        self._branch(self._as(test, TRUTH), on_true, on_false)
        self._begin(on_true)
        self._statements(body)
        if self.label:
            self._end(f"br label %{after}")
        self._begin(on_false)
        self._statements(others)
        self._begin(after)

    def _while(self, test: Node, body: list[Node]) -> None:
        self._loop(lambda: self._as(test, TRUTH), lambda: self._statements(body))

    def _loop(self, test: Callable[[], str], body: Callable[[], None]) -> None:
        again, inside, after = [self._fresh(each) for each in ("loop", "body", "after")]
        self._begin(again)
        self._branch(test(), inside, after)
        self._begin(inside)
        self.exits.append(after)
        body()
        self.exits.pop()
        if self.label:
            self._end(f"br label %{again}")
        self._begin(after)

    def _range(self, name: str, first: Node, last: Node, step: int, body: list[Node]) -> None:
        end = self._as(last, WHOLE)
        self._count(name, self._as(first, WHOLE), end, step, lambda: self._statements(body))

    def _count(self, name: str, first: str, last: str, step: int, body: Callable[[], None]) -> None:
        """A loop over whole numbers from first on, the last one not among them."""
        place, sign = f"%v.{name}", "slt" if step > 0 else "sgt"
        self._line(f"store i64 {first}, ptr {place}")

        def inside() -> None:
            body()
            before = self._new(f"load i64, ptr {place}")
            self._line(f"store i64 {self._new(f'add i64 {before}, {step}')}, ptr {place}")

        self._loop(
            lambda: self._new(f"icmp {sign} i64 {self._new(f'load i64, ptr {place}')}, {last}"),
            inside,
        )

    def _rows(self, row: str, place: str, table: Constant, body: list[Node]) -> None:
        def inside() -> None:
            for (own, part), source in zip(_places(row, ROW), ("", "_counts"), strict=True):
                at = self._new(f"load i64, ptr %v.{place}")
                value = self._element(f"@{PREFIX}{table.name}{source}", at, part)
                self._line(f"store {part} {value}, ptr %{own}")
            self._statements(body)

        self._count(place, "0", str(len(table.value)), 1, inside)

    def _each(self, item: str, place: str, row: Node, body: list[Node]) -> None:
        numbers, count = self._row(row)

        def inside() -> None:
            value = self._element(numbers, self._new(f"load i64, ptr %v.{place}"))
            self._line(f"store double {value}, ptr %v.{item}")
            self._statements(body)

        self._count(place, "0", count, 1, inside)

    def _element(self, numbers: str, place: str, kind: str = "double") -> str:
        at = self._new(f"getelementptr {kind}, ptr {numbers}, i64 {place}")
        return self._new(f"load {kind}, ptr {at}")

    def _row(self, row: Node) -> tuple[str, str]:
        """The first number of a row and the count of all."""
        (given,) = row.items
        if isinstance(given, Constant):
            return f"@{PREFIX}{given.name}", str(len(given.value))
        count = self._new(f"load i64, ptr %n.{given}") if row.kind == ROW else ""
        return self._new(f"load ptr, ptr %v.{given}"), count

    # ---- expressions: the name of the value

    def _as(self, node: Node, kind: str) -> str:
        """The value of an expression as one of a type."""
        if node.word == "number" and kind == REAL:
            return literal(node.items[0])
        value = self._value(node)
        if node.kind == kind:
            return value
        return self._new(CONVERSIONS[node.kind, kind].format(x=value))

    def _value(self, node: Node) -> str:
        word, kind = node.word, node.kind
        if word in COMPARISONS[REAL]:
            return self._comparison(word, *node.items)
        if word in ("and", "or"):
            return self._logical(word, node.items)
        if instruction := ARITHMETIC.get(kind, {}).get(word):
            a, b = [self._as(item, kind) for item in node.items]
            return self._new(f"{instruction} {TYPES[kind]} {a}, {b}")
        found: str = getattr(self, f"_{word}_value")(node)
        return found

    def _comparison(self, word: str, left: Node, right: Node) -> str:
        kind = REAL if REAL in (left.kind, right.kind) else left.kind
        test = COMPARISONS[REAL if kind == REAL else WHOLE][word]
        return self._new(f"{test} {TYPES[kind]} {self._as(left, kind)}, {self._as(right, kind)}")

    def _all_value(self, node: Node) -> str:
        first, *others = [self._value(item) for item in node.items]
        for other in others:
            first = self._new(f"and i1 {first}, {other}")
        return first

    def _logical(self, word: str, items: Sequence[Node]) -> str:
        """Conditions in turn, until one decides."""
        after, known = self._fresh("after"), []
        for item in items[:-1]:
            value, more = self._as(item, TRUTH), self._fresh("more")
            known.append(f"[ {'true' if word == 'or' else 'false'}, %{self.label} ]")
            self._branch(value, *((more, after) if word == "and" else (after, more)))
            self._begin(more)
        last = self._as(items[-1], TRUTH)
        known.append(f"[ {last}, %{self.label} ]")
        self._begin(after)
        return self._new(f"phi i1 {', '.join(known)}")

    def _choice_value(self, node: Node) -> str:
        test, *values = node.items
        *labels, after = [self._fresh(each) for each in ("then", "else", "after")]
        self._branch(self._as(test, TRUTH), *labels)
        known = []
        for label, value in zip(labels, values, strict=True):
            self._begin(label)
            text = self._as(value, node.kind)
            known.append(f"[ {text}, %{self.label} ]")
            self._end(f"br label %{after}")
        self._begin(after)
        return self._new(f"phi {TYPES[node.kind]} {', '.join(known)}")

    def _number_value(self, node: Node) -> str:
        (value,) = node.items
        return literal(value) if node.kind == REAL else str(int(value))

    def _name_value(self, node: Node) -> str:
        return self._new(f"load {TYPES[node.kind]}, ptr %v.{node.items[0]}")

    def _constant_value(self, node: Node) -> str:
        return literal(node.items[0].value)

    def _negative_value(self, node: Node) -> str:
        value = self._value(node.items[0])
        return self._new(f"fneg double {value}" if node.kind == REAL else f"sub i64 0, {value}")

    def _not_value(self, node: Node) -> str:
        return self._new(f"xor i1 {self._as(node.items[0], TRUTH)}, true")

    def _call_value(self, node: Node) -> str:
        name, *given = node.items
        texts = []
        for item, kind in zip(given, self.routines[name].parameters.values(), strict=True):
            if kind in (ROW, LIST):
                numbers, count = self._row(item)
                texts += [f"ptr {numbers}", *([f"i64 {count}"] if count else [])]
            else:
                texts.append(f"{TYPES[kind]} {self._as(item, kind)}")
        return self._new(f"call {TYPES[node.kind]} @{PREFIX}{name}({', '.join(texts)})")

    def _math_value(self, node: Node) -> str:
        name, *given = node.items
        if name == "ldexp":
            exponent = self._new(f"trunc i64 {self._as(given[1], WHOLE)} to i32")
            value = self._as(given[0], REAL)
            return self._new(f"call double @ldexp(double {value}, i32 {exponent})")
        values = [self._as(item, REAL) for item in given]
        if node.kind == TRUTH:
            return self._new(self._kind_test(name, values[0]))
        arguments = ", ".join([f"double {value}" for value in values])
        return self._new(f"call double @{function(RENAMED.get(name, name))}({arguments})")

    def _kind_test(self, name: str, value: str) -> str:
        """The instruction that says whether a number is nan, infinite or finite."""
        if name == "isnan":
            return f"fcmp uno double {value}, 0.0"
        size = self._new(f"call double @llvm.fabs.f64(double {value})")
        return f"fcmp {'oeq' if name == 'isinf' else 'olt'} double {size}, {literal(float('inf'))}"

    def _pair_value(self, node: Node) -> str:
        pair = "poison"
        for place, item in enumerate(node.items):
            value = self._as(item, REAL)
            pair = self._new(f"insertvalue {TYPES[PAIR]} {pair}, double {value}, {place}")
        return pair

    def _first_value(self, node: Node) -> str:
        return self._new(f"extractvalue {TYPES[PAIR]} {self._value(node.items[0])}, 0")

    def _second_value(self, node: Node) -> str:
        return self._new(f"extractvalue {TYPES[PAIR]} {self._value(node.items[0])}, 1")

    def _item_value(self, node: Node) -> str:
        row, place = node.items
        return self._element(self._row(row)[0], self._as(place, WHOLE))

    def _count_value(self, node: Node) -> str:
        return self._row(node.items[0])[1]

    def _abs_value(self, node: Node) -> str:
        value = self._value(node.items[0])
        if node.kind == WHOLE:
            return self._new(f"call i64 @llvm.abs.i64(i64 {value}, i1 false)")
        return self._new(f"call double @llvm.fabs.f64(double {value})")

    def _round_value(self, node: Node) -> str:
        return self._new(f"call double @llvm.rint.f64(double {self._as(node.items[0], REAL)})")

    def _whole_value(self, node: Node) -> str:
        return self._as(node.items[0], WHOLE)

    def _real_value(self, node: Node) -> str:
        return self._as(node.items[0], REAL)


def _places(name: str, kind: str) -> list[tuple[str, str]]:
    """The places of a variable, names and types: of a row its first number and the count."""
    if kind == ROW:
        return [(f"v.{name}", "ptr"), (f"n.{name}", "i64")]
    return [(f"v.{name}", TYPES[kind])]
