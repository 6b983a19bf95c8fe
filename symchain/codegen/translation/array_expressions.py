"""The expressions of support routines over arrays, and the lines and masks that they need."""

from __future__ import annotations

from symchain.codegen.translation.tree import PAIR, REAL, ROW, TRUTH, WHOLE, Constant, Node, Routine
from symchain.functions import TABLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from symchain.codegen.targets.target import Target

WORDS = {"max": "larger", "min": "smaller"}  # routines that Python has by another meaning
HELPERS = frozenset(("beside", "entry", "loop", "real", "truth", "whole", *WORDS.values()))
NAMED = {"pow": "power"}  # functions of Python's math that the table calls otherwise
NOTHING = {REAL: "float('nan')", WHOLE: "0", TRUTH: "False"}
OWN = HELPERS | {"result", "done", "new", "old"}
SIGNS = {"and": "&", "or": "|", "all": "&"}
COMPARISONS = frozenset(("<", "<=", ">", ">=", "==", "!="))


def safe(name: str) -> str:
    """A name that stands for nothing else."""
    return f"{name}_" if name in OWN else name


def bare(text: str) -> str:
    """A text without brackets around the whole of it."""
    depth = 0
    for place, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if not depth:
            return text[1:-1] if text[0] == "(" and place == len(text) - 1 else text
    return text


class Expressions:
    """Writes the expressions of one routine, each line under the mask of what is written."""

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
        numbers = [safe(name) for name, kind in routine.parameters.items() if kind != ROW]
        self.like = numbers[0] if numbers else ""  # an array of the shape of all

    # ---- lines and masks

    def _line(self, text: str) -> None:
        self.lines.append("    " * self.depth + text)

    def _fresh(self, start: str) -> str:
        self.count += 1
        return f"{start}_{self.count}"

    def _named(self, start: str, text: str) -> str:
        name = self._fresh(start)
        self._line(f"{name} = {bare(text)}")
        return name

    def _blank(self, kind: str) -> str:
        if kind == PAIR:
            return f"({self._blank(REAL)}, {self._blank(REAL)})"
        return f"{kind}({NOTHING[kind]}, {self.like})"

    def _and(self, *tests: str) -> str:
        return " & ".join([test for test in tests if test])

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
        return safe(node.items[0])

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
            texts.append(bare(text))
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

    def _row(self, row: Node) -> str:
        (given,) = row.items
        return given.name if isinstance(given, Constant) else safe(given)
