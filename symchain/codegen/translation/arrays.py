"""Support routines over arrays of JAX and PyTorch: every statement is run where its branch is.

All points go through all statements together. A mask says at which of them a statement counts;
a loop goes on while it does for any. Helpers that a target writes in its own words are `real`,
`whole` and `truth` (a value as an array of a kind, of the shape of another one), `entry` (of a row)
and `loop`. The arguments of a routine are arrays of one shape.
"""

from __future__ import annotations

from symchain.codegen.translation.array_expressions import (
    NOTHING,
    WORDS,
    Expressions,
    bare,
    safe,
)
from symchain.codegen.translation.reader import read
from symchain.codegen.translation.tree import PAIR, REAL, ROW, TRUTH, WHOLE, Constant, Node, Routine

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from symchain.codegen.targets.target import Target

COMPOUND = frozenset(("if", "while", "range", "each", "rows"))
LOOPS = frozenset(("while", "range"))


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
            found.add(safe(each.items[0]))
        elif each.word == "return":
            found.update(("result", "done"))
    return found


class _Writer(Expressions):
    """Writes one routine."""

    def text(self) -> str:
        """The whole function."""
        routine = self.routine
        first = next(iter(routine.parameters.values()), "")
        loops = any(each.word in LOOPS for each in _inside(routine.body))
        is_early = loops or self._returns_early(routine.body)
        for name in routine.variables if loops else self._late(routine.body):
            kind = routine.variables[name]
            if kind in NOTHING or kind == PAIR:
                self._line(f"{safe(name)} = {self._blank(kind)}")
        if is_early:
            self._line(f"result, done = {self._blank(routine.result)}, {self._blank(TRUTH)}")
        if loops and first == REAL:
            # nan, the argument of a call that does not count, would end no loop
            self.where = self._named("at", f"~{self.xp}.isnan({self.like})")
        self._statements(routine.body)
        if is_early:
            self._line("return result")
        given = ", ".join(map(safe, routine.parameters))
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
        return [name for name in self.routine.variables if safe(name) in late]

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
        self._put(safe(name), self._as(value, kind), kind)

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
            self._line(f"{name} = {self.xp}.where({self.where}, {bare(text)}, {name})")
        else:
            self._line(f"{name} = {kind}({bare(text)}, {self.like})")

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
        own = safe(name)
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
        self._rolled(f"for {safe(place)}, {safe(item)} in enumerate({numbers}):", body)

    def _rows(self, row: str, place: str, table: Constant, body: list[Node]) -> None:
        self._rolled(f"for {safe(place)}, {safe(row)} in enumerate({table.name}):", body)

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
