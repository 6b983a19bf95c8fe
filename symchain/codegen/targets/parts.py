"""Long functions in parts of bounded size, which hand values on in one list.

CPython compiles straight-line code in parts in half the time and a tenth of the memory.
"""

from __future__ import annotations

from symchain.codegen.branches import placed
from symchain.codegen.fold import Line, fold
from symchain.codegen.schedule import Blocks, rendered, scheduled
from symchain.codegen.targets.layout import bracketed, statement
from symchain.graph.walk import reachable, use_counts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from symchain.codegen.targets.functions import Function, Shape, Writer

BOUND = 10_000  # assignments of one function; beyond, it is made of parts
PART = 2_500  # assignments of one part
FOLDED = 8  # steps in an assignment, where none is shared


def is_long(function: Function) -> bool:
    """Whether a function has more assignments than one function should have, as estimated."""
    program = function.program
    if len(program) <= BOUND:
        return False
    order = reachable(program, program.outputs)
    uses = use_counts(program, order, program.outputs)
    steps = [step for step in order if program.args[step]]
    shared = sum([1 for step in steps if uses[step] > 1])
    return shared + (len(steps) - shared) // FOLDED > BOUND


def in_parts(writer: Writer, function: Function) -> list[str]:
    """The lines of the parts, and of the function that calls them one after the other."""
    parts = _Parts(writer, function)
    lines = []
    for number, part in enumerate(parts.parts):
        lines += [*parts.part(number, part), "", ""]
    return lines + parts.main()


class _Parts:
    """The slots of the list: the inputs, the outputs, then what one part hands to a later one."""

    def __init__(self, writer: Writer, function: Function) -> None:
        self.writer = writer
        self.function = function
        self.groups = function.groups
        program = placed(function.program)
        self.names = [writer.parameters[name] for name in function.program.inputs]
        self.slot = {writer.inputs[name]: i for i, name in enumerate(function.program.inputs)}
        self.first_output = len(self.slot)
        stored: dict[int, list[str]] = {}
        for place, output in enumerate(program.program.outputs, self.first_output):
            stored.setdefault(output, []).append(f"{writer.slots}[{place}]")
        folded = fold(program, writer.library, writer.inputs, writer.prefix, stored)
        self.blocks = Blocks(folded, writer.prefix)
        lines = scheduled(folded.lines + self.blocks.flag_lines(writer.target), self.blocks)
        self.parts = [lines[i : i + PART] for i in range(0, len(lines), PART)]
        self.count = self.first_output + len(program.program.outputs)
        self.first_writer: dict[str, int] = {}
        for number, part in enumerate(self.parts):
            for line in part:
                self.first_writer.setdefault(line.name, number)
        for number, part in enumerate(self.parts):
            for name in self._reads(part):
                if self.first_writer.get(name, number) < number and name not in self.slot:
                    self.slot[name] = self.count
                    self.count += 1

    def _reads(self, part: list[Line]) -> list[str]:
        reads: dict[str, None] = {}
        for line in part:
            for name in self.blocks.needs_of(line):
                reads[name] = None
        return list(reads)

    def part(self, number: int, part: list[Line]) -> list[str]:
        """The lines of one part."""
        slots = self.writer.slots
        lines = [f"def {self._name(number)}({slots}: list[float]) -> None:"]
        for name in self._reads(part):
            if name in self.slot and self.first_writer.get(name, -1) < number:
                lines.append(f"    {name} = {slots}[{self.slot[name]}]")
        for flag in self.blocks.flags.values():
            if self.first_writer[flag] == number:
                lines.append(f"    {flag} = {self.writer.target.words['false']}")
        for depth, name, text in rendered(part, self.blocks, self.writer.target):
            if not name:
                lines.append(" " * (4 * depth) + text)
                continue
            lines += statement(name, text, depth)
            if name in self.slot:
                lines += statement(f"{slots}[{self.slot[name]}]", name, depth)
        return lines

    def _name(self, number: int) -> str:
        return f"_{self.function.name}_part_{number + 1}"

    def main(self) -> list[str]:
        """The lines of the function itself."""
        writer, slots = self.writer, self.writer.slots
        lines = writer.head(self.function, exact=False)
        room = self.count - self.first_output
        rest = [f"*([0.0] * {room})"]
        if writer.vector:
            lines += self._checked_lengths()
            items = [[f"*map(float, {writer.sequences[group]})"] for group in self.groups]
            lines += bracketed(f"{slots} = [", [*items, rest], "]", 1)
        else:
            lines += bracketed(f"{slots} = [", [*[[name] for name in self.names], rest], "]", 1)
        lines += [f"    {self._name(number)}({slots})" for number in range(len(self.parts))]
        return lines + self._returned()

    def _checked_lengths(self) -> list[str]:
        lines = []
        for group in self.groups:
            count, sequence = len(self.writer.groups[group]), self.writer.sequences[group]
            lines.append(f"    if len({sequence}) != {count}:")
            lines.append(f'        raise ValueError("the {group} must have {count} values")')
        return lines

    def _returned(self) -> list[str]:
        place = self.first_output
        values: list[list[str]] = []
        for shape in self.function.shapes:
            text, place = self._value(shape, place)
            values.append(text)
        if len(values) > 1:
            return bracketed("return (", values, ")", 1)
        return ["    return " + values[0][0].strip(), *values[0][1:]]

    def _value(self, shape: Shape, place: int, depth: int = 1) -> tuple[list[str], int]:
        """The lines of an output or a tuple of outputs, and where the next one stands."""
        slots = self.writer.slots
        if isinstance(shape, str):
            return [shape], place
        if isinstance(shape, int):
            return [f"{slots}[{place}]"], place + 1
        if all(isinstance(item, int) for item in shape):
            return [f"tuple({slots}[{place}:{place + len(shape)}])"], place + len(shape)
        items = []
        for item in shape:
            lines, place = self._value(item, place, depth + 1)
            items.append(lines)
        outer = depth if len(self.function.shapes) == 1 else depth + 1
        return bracketed("(", items, ")", outer, one_comma=True), place
