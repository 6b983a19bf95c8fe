"""The text of Taylor coefficients in LLVM assembly: called as in C, in a work space of zeros.

All branches are computed; a row of `where` is the address of one of two others.
"""

from __future__ import annotations

from functools import partial, reduce

from symchain.codegen.fitting import fitted
from symchain.codegen.header import header
from symchain.codegen.library import Library
from symchain.codegen.program import Program
from symchain.codegen.recurrence import recurrence
from symchain.codegen.series import first_coefficients, is_row
from symchain.codegen.targets.native_module import ABOUT, Block
from symchain.codegen.targets.series_module import ALWAYS
from symchain.codegen.translation import support
from symchain.codegen.translation.llvm import PREFIX, declarations, literal, translated
from symchain.functions.arithmetic import AND, FALSE, NOT, OR, WHERE
from symchain.graph.walk import reachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from symchain.codegen.series import Layout, Path
    from symchain.codegen.targets.target import Target

INSTRUCTIONS = {"*": "fmul", "/": "fdiv", "+": "fadd", "-": "fsub"}
COPY = """\
done:
  %found = load double, ptr {root}
  %defined = fcmp ord double %found, 0.0
  br label %copy
copy:
  %j = phi i64 [ 0, %done ], [ %after, %copy ]
  %from = getelementptr double, ptr {root}, i64 %j
  %own = load double, ptr %from
  %told = select i1 %defined, double %own, double {nan}
  %to = getelementptr double, ptr %result, i64 %j
  store double %told, ptr %to
  %after = add i64 %j, 1
  %further = icmp ult i64 %after, %size
  br i1 %further, label %copy, label %end
end:
  ret i32 0
refused:
  ret i32 1
}}"""


def module(
    made: Layout, arguments: Sequence[str], target: Target, facts: Mapping[str, Any], domain: str
) -> str:
    """The text of the function: its parameters, and what it returns, are those of the C target."""
    writer = _Writer(made, arguments, target)
    function = writer.text(str(facts["functions"]["taylor"]))
    routines = support(writer.library, translated, writer.routines)
    text = "\n\n".join([*routines, function])
    text = "\n\n".join(["\n".join(declarations(text)), text]).lstrip() + "\n"
    facts = {**facts, "identifiers": list(arguments), "rows": writer.rows}
    return f"{ABOUT}\n{header(facts, text, target.comment)}\n\n{text}"


class _Writer:
    """Writes the function: `routines` are those of rows that it calls, `rows` counts the rows."""

    def __init__(self, made: Layout, arguments: Sequence[str], target: Target) -> None:
        self.made = made
        self.arguments = arguments
        program = fitted(_program(made, arguments), target)
        self.library = Library([program], target)
        *firsts, self.rough = program.outputs
        self.first = dict(zip(made.order, firsts, strict=True))
        self.block = Block(program, self.library, "double", {})
        for i, name in enumerate(arguments):
            self.block.known[program.inputs[name]] = f"%x{i}"
        self.row: dict[int, str] = {}  # by node, the address of its coefficients
        self.routines: set[str] = set()
        self.rows = 0

    def text(self, name: str) -> str:
        """The whole function."""
        block, lines = self.block, self.block.lines
        for step in reachable(block.program, block.program.outputs):
            block.step(step)
        lines.append("  %some = icmp ne i64 %order, 0")
        is_rough = block.new(f"and i1 %some, {block.value(self.rough)}")
        lines += [f"  br i1 {is_rough}, label %refused, label %rows", "rows:"]
        for node in self.made.order:
            if node in self.made.steps:
                self.row[node] = self._begun(node)
        root = self._whole(self.made.plan.root)
        lines += ["  br label %again", "again:", "  %k = phi i64 [ 1, %rows ], [ %next, %body ]"]
        lines.append("  %more = icmp sle i64 %k, %order")
        lines += ["  br i1 %more, label %body, label %done", "body:"]
        for node in self.made.order:
            self._further(node)
        lines += ["  %next = add i64 %k, 1", "  br label %again"]
        given = [f"double %x{i}" for i in range(len(self.arguments))]
        given += ["i64 %order", "ptr noalias %work", "ptr noalias %result"]
        return "\n".join(
            [
                f"define i32 @{name}({', '.join(given)}) nounwind {{",
                "  %negative = icmp slt i64 %order, 0",
                "  br i1 %negative, label %refused, label %first",
                "first:",
                "  %size = add i64 %order, 1",
                *lines,
                COPY.format(root=root, nan=literal(float("nan"))),
            ]
        )

    # ---- order 0

    def _begun(self, node: int) -> str:
        """A row of zeros with its first coefficient; of the variable, it has a slope too."""
        made, block = self.made, self.block
        if made.op[node] is WHERE:
            test, *sides = made.args[node]
            a, b = [self._whole(side) for side in sides]
            return block.new(f"select i1 {self._number(test)}, ptr {a}, ptr {b}")
        row = self._row()
        if node == made.plan.variable:  # before its value, in the place of which it is in order 0
            place = block.new("zext i1 %some to i64")
            self._store(literal(1.0), row, place)
        self._store(self._number(node), row, "0")
        return row

    def _whole(self, node: int) -> str:
        """The row of a node; a number has one of its own."""
        if node in self.row:
            return self.row[node]
        row = self._row()
        self._store(self._number(node), row, "0")
        return row

    def _row(self) -> str:
        place = self.block.new(f"mul i64 %size, {self.rows}")
        self.rows += 1
        return self.block.new(f"getelementptr double, ptr %work, i64 {place}")

    def _number(self, node: int) -> str:
        return self.block.value(self.first[node])

    def _store(self, value: str, row: str, place: str) -> None:
        to = self.block.new(f"getelementptr double, ptr {row}, i64 {place}")
        self.block.lines.append(f"  store double {value}, ptr {to}")

    # ---- order k

    def _further(self, node: int) -> None:
        """Adds the lines of a node's coefficient of order k."""
        terms = recurrence(self.made, self.made.steps[node]) if node in self.made.steps else []
        value = ""
        for sign, word, args in terms:
            term = self._term(word, args)
            if value:
                value = self.block.new(f"{INSTRUCTIONS[sign]} double {value}, {term}")
            else:
                value = term if sign == "+" else self.block.new(f"fneg double {term}")
        if value:
            self._store(value, self.row[node], "%k")

    def _term(self, word: str, args: Sequence[int]) -> str:
        if not word:
            return self._of_order(args[0])
        if word in INSTRUCTIONS:
            a, b = [self._of_order(arg) for arg in args]
            return self.block.new(f"{INSTRUCTIONS[word]} double {a}, {b}")
        self.routines.add(word)
        given = [
            f"ptr {self.row[arg]}" if arg in self.row else f"double {self._number(arg)}"
            for arg in args
        ]
        return self.block.new(f"call double @{PREFIX}{word}({', '.join([*given, 'i64 %k'])})")

    def _of_order(self, node: int) -> str:
        """The coefficient of order k of a row, or a number."""
        if node not in self.row:
            return self._number(node)
        place = self.block.new(f"getelementptr double, ptr {self.row[node]}, i64 %k")
        return self.block.new(f"load double, ptr {place}")


def _program(made: Layout, arguments: Sequence[str]) -> Program:
    """The program of all first coefficients, and of whether there is no series."""
    program = Program(arguments)
    image = first_coefficients(made, program, lambda op, args: program.step(op, *args))

    def all_of(path: Path) -> int:
        tests = [image[test] if is_met else program.step(NOT, image[test]) for test, is_met in path]
        return reduce(partial(program.step, AND), tests)

    unmet = [
        all_of((*path, (guard, False)))
        for owner, guard in made.guards.items()
        if is_row(made, guard)
        for path in made.paths[owner] or ALWAYS
    ]
    is_rough = reduce(partial(program.step, OR), unmet, program.step(FALSE))
    program.outputs = [*[image[node] for node in made.order], is_rough]
    return program.check()
