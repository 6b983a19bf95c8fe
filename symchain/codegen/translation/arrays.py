"""Support routines over arrays of JAX and PyTorch: every statement is run where its branch is.

All points go through all statements together. A mask says at which of them a statement counts;
a loop goes on while it does for any. Helpers that a target writes in its own words are `real`,
`whole` and `truth` (a value as an array of a kind, of the shape of another one), `entry` (of a row)
and `loop`. The arguments of a routine are arrays of one shape.
"""

from __future__ import annotations

from symchain.codegen.translation.reader import read
from symchain.codegen.translation.tree import (
    PAIR,
    REAL,
    ROW,
    TRUTH,
    WHOLE,
    Constant,
    Node,
    Routine,
)
from symchain.functions import TABLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from symchain.codegen.targets.target import Target

WORDS = {"max": "larger", "min": "smaller"}  # routines that Python has by another meaning
HELPERS = frozenset(("entry", "loop", "real", "truth", "whole", *WORDS.values()))
NAMED = {"pow": "power"}  # functions of Python's math that the table calls otherwise
NOTHING = {REAL: "float('nan')", WHOLE: "0", TRUTH: "False"}
OWN = HELPERS | {"result", "done", "new", "old"}
COMPOUND = frozenset(("if", "while", "range", "each", "rows"))
LOOPS = frozenset(("while", "range"))
SIGNS = {"and": "&", "or": "|", "all": "&"}
COMPARISONS = frozenset(("<", "<=", ">", ">=", "==", "!="))


def translated(texts: Iterable[str], target: Target, xp: str) -> list[str]:
    """The texts of definitions (functions and constants), in their order, and what they need.

    `xp` is the name of the library. Raises Untranslatable.
    """
    definitions = read(texts)
    routines = {each.name: each for each in definitions if isinstance(each, Routine)}
    return [
        _Writer(each, routines, target, xp).text() if isinstance(each, Routine) else _constant(each)
        for each in definitions
    ]


def _constant(constant: Constant) -> str:
    if constant.kind == REAL:
        return f"{constant.name} = {constant.value!r}"
    if constant.kind == ROW:
        items = [repr(value) for value in constant.value]
    else:
        items = [row.name for row in constant.value]
    return "\n".join([f"{constant.name} = (", *[f"    {item}," for item in items], ")"])


def _inside(statements: Iterable[Node]) -> list[Node]:
    """Statements and all that stand inside of them."""
    found, stack = [], list(statements)
    while stack:
        statement = stack.pop()
        found.append(statement)
        for item in statement.items:
            if isinstance(item, list):
                stack.extend(item)
    return found


def _changed(statements: Iterable[Node]) -> set[str]:
    """The variables that statements give a value, and the outcome of a return."""
    found = set()
    for each in _inside(statements):
        if each.word in ("set", "range"):
            found.add(_safe(each.items[0]))
        elif each.word == "return":
            found.update(("result", "done"))
    return found


def _safe(name: str) -> str:
    """A name that stands for nothing else."""
    return f"{name}_" if name in OWN else name


def _bare(text: str) -> str:
    """A text without brackets around the whole of it."""
    depth = 0
    for place, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if not depth:
            return text[1:-1] if text[0] == "(" and place == len(text) - 1 else text
    return text


class _Writer:
    """Writes one routine."""

    def __init__(
        self, routine: Routine, routines: Mapping[str, Routine], target: Target, xp: str
    ) -> None:
        self.routine = routine
        self.routines = routines
        self.target = target
        self.xp = xp
        self.lines: list[str] = []
        self.depth = 1
        self.count = 0
        self.where = ""  # the mask of what is written, "" where that is every point
        self.out: list[str] = []  # of each loop, the points that a break has taken out
        numbers = [_safe(name) for name, kind in routine.parameters.items() if kind != ROW]
        self.like = numbers[0] if numbers else ""  # an array of the shape of all

    def text(self) -> str:
        """The whole function."""
        routine = self.routine
        first = next(iter(routine.parameters.values()), "")
        loops = any(each.word in LOOPS for each in _inside(routine.body))
        is_early = loops or self._returns_early(routine.body)
        for name in routine.variables if loops else self._late(routine.body):
            kind = routine.variables[name]
            if kind in NOTHING or kind == PAIR:
                self._line(f"{_safe(name)} = {self._blank(kind)}")
        if is_early:
            self._line(f"result, done = {self._blank(routine.result)}, {self._blank(TRUTH)}")
        if (
            loops and first == REAL
        ):  # which nan, the argument of a call that does not count, would not end
            self.where = self._named("at", f"~{self.xp}.isnan({self.like})")
        self._statements(routine.body)
        if is_early:
            self._line("return result")
        given = ", ".join(map(_safe, routine.parameters))
        head = f"def {WORDS.get(routine.name, routine.name)}({given}):"
        return "\n".join([head, f'    """{routine.about}"""', *self.lines])

    @staticmethod
    def _returns_early(body: Sequence[Node]) -> bool:
        returns = [each for each in _inside(body) if each.word == "return"]
        return len(returns) > 1 or (bool(body) and body[-1].word != "return")

    def _late(self, body: Sequence[Node]) -> list[str]:
        """The variables that have no value before a statement which not all points take."""
        first = 0
        while first < len(body) and body[first].word == "set":
            first += 1
        late = _changed(body[first:]) - _changed(body[:first])
        return [name for name in self.routine.variables if _safe(name) in late]

    # ---- lines and masks

    def _line(self, text: str) -> None:
        self.lines.append("    " * self.depth + text)

    def _fresh(self, start: str) -> str:
        self.count += 1
        return f"{start}_{self.count}"

    def _named(self, start: str, text: str) -> str:
        name = self._fresh(start)
        self._line(f"{name} = {_bare(text)}")
        return name

    def _blank(self, kind: str) -> str:
        if kind == PAIR:
            return f"({self._blank(REAL)}, {self._blank(REAL)})"
        return f"{kind}({NOTHING[kind]}, {self.like})"

    def _and(self, *tests: str) -> str:
        return " & ".join([test for test in tests if test])

    # ---- statements

    def _statements(self, statements: Iterable[Node]) -> None:
        for statement in statements:
            getattr(self, f"_{statement.word}")(*statement.items)
            if statement.word in COMPOUND:
                self._leave(statement)

    def _leave(self, statement: Node) -> None:
        """Takes the points out of the mask that a compound statement has sent elsewhere."""
        inside = _inside(
            item for part in statement.items if isinstance(part, list) for item in part
        )
        gone = ["~done"] if any(each.word == "return" for each in inside) else []
        if statement.word == "if" and self.out and any(each.word == "break" for each in inside):
            gone.append(f"~{self.out[-1]}")
        if gone:
            self.where = self._named("at", self._and(self.where, *gone))

    def _block(self, where: str, statements: Iterable[Node]) -> None:
        before, self.where = self.where, where
        self._statements(statements)
        self.where = before

    def _set(self, name: str, value: Node) -> None:
        kind = self.routine.parameters.get(name) or self.routine.variables[name]
        self._put(_safe(name), self._as(value, kind), kind)

    def _put(self, name: str, text: str, kind: str) -> None:
        if kind == PAIR:
            new = (
                f"{self.xp}.where({self.where}, new, old)"
                if self.where
                else f"real(new, {self.like})"
            )
            pairs = f"for new, old in zip({text}, {name})" if self.where else f"for new in {text}"
            self._line(f"{name} = tuple([{new} {pairs}])")
        elif self.where:
            self._line(f"{name} = {self.xp}.where({self.where}, {_bare(text)}, {name})")
        else:
            self._line(f"{name} = {kind}({_bare(text)}, {self.like})")

    def _return(self, value: Node) -> None:
        kind = self.routine.result
        text = self._as(value, kind)
        if not self.where and self.depth == 1:
            self._line(f"return {text}" if kind == PAIR else f"return {kind}({text}, {self.like})")
            return
        self._put("result", text, kind)
        self._line(f"done = done | {self.where}")

    def _break(self) -> None:
        self._line(f"{self.out[-1]} = {self.out[-1]} | {self.where}")

    def _if(self, test: Node, body: list[Node], others: list[Node]) -> None:
        found = self._named("test", self._array(test, TRUTH))
        self._block(self._named("at", self._and(self.where, found)), body)
        if others:
            self._block(self._named("at", self._and(self.where, f"~{found}")), others)

    def _while(self, test: Node, body: list[Node]) -> None:
        self._loop(lambda: self._array(test, TRUTH), lambda: self._statements(body), _changed(body))

    def _range(self, name: str, first: Node, last: Node, step: int, body: list[Node]) -> None:
        own = _safe(name)
        start, end = self._as(first, WHOLE), self._named("end", self._as(last, WHOLE))
        self._put(own, start, WHOLE)

        def inside() -> None:
            where = self.where
            self._statements(body)
            self.where = where
            self._put(own, f"{own} + {step}" if step > 0 else f"{own} - {-step}", WHOLE)

        test = f"({own} {'<' if step > 0 else '>'} {end})"
        self._loop(lambda: test, inside, {own, *_changed(body)})

    def _loop(self, test: Callable[[], str], body: Callable[[], None], changed: set[str]) -> None:
        """A loop of all points together, each in it while its test holds."""
        go, turn, out = [self._fresh(each) for each in ("go", "turn", "out")]
        self._line(f"{go} = {self._and(self.where, test())}")
        state = ", ".join([go, *sorted(changed)])
        self._line(f"def {turn}({state}):")
        self.depth += 1
        before, self.where = self.where, go
        self._line(f"{out} = ~{go}")
        self.out.append(out)
        body()
        self.out.pop()
        self.where = go
        gone = ["~done"] if "done" in changed else []
        self._line(f"{go} = {self._and(go, f'~{out}', *gone, test())}")
        self._line(f"return {state}" if "," in state else f"return ({state},)")
        self.depth -= 1
        self.where = before
        self._line(f"{state}{'' if ',' in state else ','} = loop({turn}, {state})")
        # a loop may be given up: there is no number at the points that are still in it
        self.where = self._named("at", self._and(before, f"~{go}"))

    def _each(self, item: str, place: str, row: Node, body: list[Node]) -> None:
        numbers = self._row(row)
        self._rolled(f"for {_safe(place)}, {_safe(item)} in enumerate({numbers}):", body)

    def _rows(self, row: str, place: str, table: Constant, body: list[Node]) -> None:
        self._rolled(f"for {_safe(place)}, {_safe(row)} in enumerate({table.name}):", body)

    def _rolled(self, head: str, body: list[Node]) -> None:
        """A loop over constants, each turn of which all points take."""
        out = self._fresh("out")
        has_break = any(each.word == "break" for each in _inside(body))
        outside = self.where
        if has_break:
            self._line(f"{out} = {self._blank(TRUTH)}")
        self._line(head)
        self.depth += 1
        self.out.append(out)
        if has_break:
            self.where = self._named("at", self._and(outside, f"~{out}"))
        if any(each.word == "return" for each in _inside(body)):
            self.where = self._named("at", self._and(self.where, "~done"))
        self._statements(body)
        self.out.pop()
        self.depth -= 1
        self.where = outside

    def _row(self, row: Node) -> str:
        (given,) = row.items
        return given.name if isinstance(given, Constant) else _safe(given)

    # ---- expressions

    def _as(self, node: Node, kind: str) -> str:
        """The text of an expression as one of a type."""
        if node.word == "number" and kind == REAL:
            value = float(node.items[0])
            return repr(value) if abs(value) < float("inf") else f"float('{value}')"
        text = self._text(node)
        if kind == TRUTH and node.kind != TRUTH:
            return f"({text} != 0)"
        return text if node.kind == kind else f"{kind}({text}, {self.like})"

    def _array(self, node: Node, kind: str) -> str:
        """The same, where a plain number would not do."""
        text = self._as(node, kind)
        return text if self._has_names(node) else f"{kind}({text}, {self.like})"

    def _has_names(self, node: Node) -> bool:
        stack = [node]
        while stack:
            each = stack.pop()
            if each.word in ("name", "call", "math", "item", "choice"):
                return True
            stack.extend([item for item in each.items if isinstance(item, Node)])
        return False

    def _text(self, node: Node) -> str:
        word = node.word
        if word in COMPARISONS:
            left, right = node.items
            kind = REAL if REAL in (left.kind, right.kind) else left.kind
            return f"({self._as(left, kind)} {word} {self._as(right, kind)})"
        if word in SIGNS:
            texts = [self._array(item, TRUTH) for item in node.items]
            return f"({f' {SIGNS[word]} '.join(texts)})"
        if word in ("+", "-", "*", "/", "//", "%"):
            a, b = [self._as(item, node.kind) for item in node.items]
            return f"({a} {word} {b})"
        found: str = getattr(self, f"_{word}_text")(node)
        return found

    def _number_text(self, node: Node) -> str:
        (value,) = node.items
        return self._as(node, REAL) if node.kind == REAL else repr(value)

    def _name_text(self, node: Node) -> str:
        return _safe(node.items[0])

    def _constant_text(self, node: Node) -> str:
        return str(node.items[0].name)

    def _negative_text(self, node: Node) -> str:
        return f"(-{self._text(node.items[0])})"

    def _not_text(self, node: Node) -> str:
        return f"(~{self._array(node.items[0], TRUTH)})"

    def _choice_text(self, node: Node) -> str:
        test, *sides = node.items
        found, outside = self._named("test", self._array(test, TRUTH)), self.where
        texts = []
        for side, own in zip(sides, (found, f"~{found}"), strict=True):
            self.where = self._and(outside, own)
            texts.append(self._array(side, node.kind))
        self.where = outside
        return f"{self.xp}.where({found}, {texts[0]}, {texts[1]})"

    def _call_text(self, node: Node) -> str:
        """A call; where it does not count, its first number is nan, so that it ends at once."""
        name, *given = node.items
        texts, is_first = [], bool(self.where)
        for item, kind in zip(given, self.routines[name].parameters.values(), strict=True):
            if kind == ROW:
                texts.append(self._row(item))
                continue
            text = self._array(item, kind)
            if kind == REAL and is_first:
                text = f"{self.xp}.where({self.where}, {text}, float('nan'))"
                is_first = False
            texts.append(_bare(text))
        return f"{WORDS.get(name, name)}({', '.join(texts)})"

    def _math_text(self, node: Node) -> str:
        name, *given = node.items
        if name == "ldexp":
            return f"({self._array(given[0], REAL)} * {self.xp}.exp2({self._as(given[1], REAL)}))"
        texts = [self._array(item, REAL) for item in given]
        op = TABLE.get(NAMED.get(name, name))
        spelling = self.target.spelling(op) if op else None
        if op and spelling and "{" in spelling:
            return f"({spelling.format(**dict(zip(op.parameters, texts, strict=True)))})"
        return f"{spelling or f'{self.xp}.{name}'}({', '.join(texts)})"

    def _pair_text(self, node: Node) -> str:
        return f"({', '.join([self._as(item, REAL) for item in node.items])})"

    def _first_text(self, node: Node) -> str:
        return f"{self._text(node.items[0])}[0]"

    def _second_text(self, node: Node) -> str:
        return f"{self._text(node.items[0])}[1]"

    def _item_text(self, node: Node) -> str:
        row, place = node.items
        text = self._as(place, WHOLE)
        if place.word == "number":
            return f"{self._row(row)}[{text}]"
        return f"entry({self._row(row)}, {text})"

    def _count_text(self, node: Node) -> str:
        return f"len({self._row(node.items[0])})"

    def _abs_text(self, node: Node) -> str:
        return f"abs({self._text(node.items[0])})"

    def _round_text(self, node: Node) -> str:
        return f"{self.xp}.round({self._array(node.items[0], REAL)})"

    def _whole_text(self, node: Node) -> str:
        return f"whole({self._as(node.items[0], node.items[0].kind)}, {self.like})"

    def _real_text(self, node: Node) -> str:
        return f"real({self._text(node.items[0])}, {self.like})"
