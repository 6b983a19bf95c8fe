"""The text of a Python module of Taylor coefficients: a line for each row and each order."""

from __future__ import annotations

from symchain.codegen import support_source
from symchain.codegen.header import header
from symchain.codegen.library import Library
from symchain.codegen.names import identifiers, prefix
from symchain.codegen.program import Program
from symchain.codegen.recurrence import recurrence
from symchain.codegen.series import first_coefficients, is_row
from symchain.codegen.targets import blocks as texts
from symchain.codegen.targets.layout import bracketed, statement, wrapped
from symchain.functions import TABLE
from symchain.functions.arithmetic import (
    NEGATE,
    NOT,
    POWER,
    SYMBOL,
    WHERE,
)
from symchain.functions.template import cut

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from typing import Any

    from symchain.calculus.taylor.series import Step
    from symchain.codegen.series import Layout, Paths
    from symchain.codegen.targets.target import Target
    from symchain.functions.row import Op

ORDER, INDEX = "order", "k"
ALWAYS: Paths = ((),)
Lines = list[tuple["Paths", str, str]]  # the branches that a line belongs to, its name, its text


def module(
    made: Layout,
    arguments: Sequence[str],
    target: Target,
    facts: Mapping[str, Any],
    domain: str,
) -> str:
    """The text of the module; `domain` is a sentence on where the formula is defined."""
    writer = Writer(made, arguments, target, str(facts["functions"]["taylor"]))
    writer.name_all(support_source.names())
    lines = writer.lines()
    support, _ = support_source.source(writer.support | writer.library.support)
    imports = texts.imports(writer.library, "".join(support), False)
    code = texts.joined(["\n".join(imports), *support, "\n".join(lines)])
    outside = f"{texts.OUTSIDE} So is ValueError at a kink or a jump."
    told = [texts.escaped(line) for line in writer.remarks(facts, [domain, outside])]
    top = "\n".join(['"""' + told[0], *told[1:], '"""'])
    facts = {**facts, "identifiers": list(writer.parameters.values())}
    return f"{top}\n\n{header(facts, code)}\n{texts.gap(code)}{code}"


class Writer:
    """The text of the function, in Python; what another language writes otherwise it overrides.

    `support` are the routines of rows that it calls.
    """

    AND, OR, IF, END = " and ", " or ", "if {}:", ""
    PREFIX = ""  # before the names of routines of rows

    def __init__(self, made: Layout, arguments: Sequence[str], target: Target, name: str) -> None:
        self.made = made
        self.name = name
        self.target = target
        self.program = Program(arguments)
        self.variable = made.plan.graph.names[made.plan.variable]
        self.library = Library([self._program()], target)
        self.support = {"expansion"}

    def _program(self) -> Program:
        """The operations that the first coefficients take."""
        program = self.program

        def add(op: Op, args: tuple[int, ...]) -> int:
            return program.again(self._pair(op) if len(args) > 1 else op, args)

        program.outputs = list(first_coefficients(self.made, program, add).values())
        return program

    def name_all(self, reserved: Collection[str]) -> None:
        """Chooses all names; none of the reserved ones."""
        made = self.made
        taken = {*reserved, *self.library.names, self.name, ORDER, INDEX}
        self.parameters = self._identifiers(list(self.program.inputs), taken)
        letter = prefix([*self.parameters.values(), *taken])
        rows = [node for node in made.order if is_row(made, node)]
        self.names = {node: f"{letter}{place}" for place, node in enumerate(rows)}

    def _identifiers(self, names: list[str], taken: set[str]) -> dict[str, str]:
        return identifiers(names, taken)

    @property
    def about(self) -> str:
        """What the function returns."""
        return f"The Taylor coefficients in {self.parameters[self.variable]}, from order 0 on."

    def lines(self) -> list[str]:
        """The lines of the function."""
        items = [[f"{name}: float"] for name in self.parameters.values()]
        result = bracketed(f"def {self.name}(", [*items, [f"{ORDER}: int"]], ") -> list[float]:", 0)
        first, further = self.all_lines()
        result += [f'    """{self.about}"""', *self.blocks(first, 1), *self._guards()]
        if further:
            result.append(f"    for {INDEX} in range(1, {ORDER} + 1):")
            result += self.blocks(further, 2)
        return [*result, f"    return {self._list(self.made.plan.root)}"]

    def all_lines(self) -> tuple[Lines, Lines]:
        """The lines of the first coefficients, and those of coefficient k."""
        made = self.made
        first = [line for node in made.order for line in self._first(node)]
        ordered = [made.steps[node] for node in made.order if node in made.steps]
        return first, [line for step in ordered for line in self._further(step)]

    def blocks(self, lines: Lines, depth: int) -> list[str]:
        """Assignments inside of the branches that they belong to."""
        result: list[str] = []
        now = ALWAYS
        for paths, name, text in lines:
            if now not in (paths, ALWAYS) and self.END:
                result.append("    " * depth + self.END)
            if paths not in (now, ALWAYS):
                result.append("    " * depth + self.IF.format(self._test(paths)))
            now = paths
            result += self._statement(name, text, depth + (paths != ALWAYS))
        return result + (["    " * depth + self.END] if now != ALWAYS and self.END else [])

    def _statement(self, name: str, text: str, depth: int) -> list[str]:
        return statement(name, text, depth)

    def _refusal(self, why: str) -> list[str]:
        """The lines of a block that ends the function where there is no series."""
        return [f'        raise ValueError("{why} here")']

    def remarks(self, facts: Mapping[str, Any], sentences: Sequence[str]) -> list[str]:
        """What the module says of itself: formula, arguments, names, and further sentences."""
        given = self.parameters
        lines = ["Taylor coefficients of a formula, made by symchain.", ""]
        lines += wrapped(texts.shown(facts["formulas"][0]), "    ")
        arguments = ", ".join([*given.values(), ORDER])
        lines += ["", *wrapped(f"Arguments, in this order: {arguments}.", "")]
        series = given[self.variable]
        about = f"Coefficient k is the derivative of order k by {series}, divided by k factorial."
        lines += wrapped(about, "")
        renamed = [f"{name} is {safe}" for name, safe in given.items() if name != safe]
        if renamed:
            lines += wrapped(f"Names: {texts.cut(', '.join(renamed))}.", "")
        for sentence in (*sentences, facts["checked"]):
            lines += wrapped(sentence, "")
        return lines

    def _test(self, paths: Paths) -> str:
        """The text of the condition that one of some branches is taken."""
        tests = [
            self.AND.join([self._outcome(test, outcome) for test, outcome in path])
            for path in paths
        ]
        return self.OR.join([f"({t})" if self.AND in t and len(tests) > 1 else t for t in tests])

    def _outcome(self, test: int, outcome: bool) -> str:
        text = self._number(test)
        return text if outcome else self.target.negation.format(c=text)

    # ---- order 0

    def _first(self, node: int) -> Lines:
        """The lines of a node's first coefficient: its value, and whether it is smooth there."""
        made = self.made
        if node not in self.names:
            return []
        path, name, text = made.paths[node], self.names[node], self._value(node)
        if node in made.steps and made.op[node] is not WHERE:
            slope = "1.0" if node == made.plan.variable else "0.0"
            text = self._expansion(text, slope)
        return [(path, name, text)]

    def _expansion(self, value: str, slope: str) -> str:
        """The coefficients of value + slope*h."""
        return f"expansion({value}, {slope}, {ORDER})"

    def _guards(self) -> list[str]:
        """The tests that functions are smooth, and that comparisons are not at their borders."""
        lines: list[str] = []
        for owner, guard in self.made.guards.items():
            if guard in self.names:
                op, paths = self.made.op[owner], self.made.paths[owner]
                test = self._test(paths)
                tests = [f"({test})" if self.OR in test else test] if test else []
                tests += [ORDER, self._outcome(guard, False)]
                what = "is at its border" if op.boolean else "is not smooth"
                why = f"'{op.infix if op.boolean else op.name}' {what}"
                lines += ["    " + self.IF.format(self.AND.join(tests)), *self._refusal(why)]
        return lines

    def _value(self, node: int) -> str:
        """The text of a node's value, in terms of the values of its arguments."""
        made, op = self.made, self.made.op[node]
        args = made.args[node]
        if op is SYMBOL:
            return self.parameters[made.plan.graph.names[node]]
        if op is WHERE and node in made.steps:
            condition, yes, no = args
            return self.target.choice.format(
                c=self._number(condition), a=self._list(yes), b=self._list(no)
            )
        return self._applied(node, [self._argument(op, arg) for arg in args])

    def _argument(self, op: Op, arg: int) -> str:
        """How the value of a node is written as an argument of an operation."""
        return self._number(arg)

    def _applied(self, node: int, args: list[str]) -> str:
        """An operation on texts that are names, entries of lists or numbers."""
        op = self.made.op[node]
        while len(args) > 2 and op.name in self.target.pairwise:
            args = [self._called(self._pair(op), args[:2]), *args[2:]]
        return self._called(self._pair(op) if len(args) == 2 else op, args)

    def _pair(self, op: Op) -> Op:
        """The operation of two arguments by which one of many is applied."""
        return TABLE[self.target.pairwise[op.name]] if op.name in self.target.pairwise else op

    def _called(self, op: Op, args: list[str]) -> str:
        word = self.library.spelled[op]
        if op is WHERE:
            return self.target.choice.format(c=args[0], a=args[1], b=args[2])
        if op is NEGATE:
            return f"-{args[0]}"
        if op is NOT:
            return word.format(c=args[0])
        if "{" in word:
            parts = cut(op, word, len(args))
            return "".join([part if isinstance(part, str) else args[part] for part in parts])
        if op.infix and op is not POWER:
            return f"{args[0]} {word} {args[1]}"
        return f"{word}({', '.join(args)})" if args else word

    def _number(self, node: int) -> str:
        """How the value of a node is written where it is used."""
        made = self.made
        if node in made.literals:
            return self.target.literal(made.literals[node])
        if node in self.names:
            return f"{self.names[node]}[0]" if node in made.steps else self.names[node]
        return self.parameters[made.plan.graph.names[node]]

    def _list(self, node: int) -> str:
        """How the coefficients of a node are written."""
        if node in self.made.steps:
            return self.names[node]
        return self._expansion(self._number(node), "0.0")

    # ---- order k

    def _further(self, step: Step) -> Lines:
        """The line of a node's coefficient of order k; none where all are 0 or those of another."""
        text = self._coefficient(step)
        if not text:
            return []
        return [(self.made.paths[step.node], f"{self.names[step.node]}[{INDEX}]", text)]

    def _coefficient(self, step: Step) -> str:
        """The sum of terms by which a coefficient follows from others, or ""."""
        text = ""
        for sign, word, args in recurrence(self.made, step):
            if text:
                text += f" {sign} "
            elif sign == "-":
                text += sign
            text += self._term(word, args)
        return text

    def _term(self, word: str, args: Sequence[int]) -> str:
        if word in ("", "*", "/"):
            return f" {word} ".join([self._of_order(arg) for arg in args])
        self.support.add(word)
        given = [self._given(arg) for arg in args]
        return f"{self.PREFIX}{word}({', '.join([*given, INDEX])})"

    def _of_order(self, node: int) -> str:
        """The coefficient of order k of a row, or a number."""
        return f"{self.names[node]}[{INDEX}]" if node in self.made.steps else self._number(node)

    def _given(self, node: int) -> str:
        """How a row, or a number, is given to a routine."""
        return self.names[node] if node in self.made.steps else self._number(node)
