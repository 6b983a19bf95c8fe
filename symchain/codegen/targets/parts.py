"""The text of long functions in Python: parts, and the function that calls them in turn."""

from __future__ import annotations

from symchain.codegen.schedule import rendered
from symchain.codegen.targets.layout import bracketed, statement
from symchain.codegen.targets.partition import Partition

TYPE_CHECKING = False
if TYPE_CHECKING:
    from symchain.codegen.shapes import Shape
    from symchain.codegen.targets.functions import Function, Writer

BOUND = 10_000  # assignments of one function; beyond, it is made of parts
PART = 2_500  # assignments of one part


def in_parts(writer: Writer, function: Function) -> list[str]:
    """The lines of the parts, and of the function that calls them one after the other."""
    parts = _Parts(writer, function)
    lines = []
    for number in range(len(parts.partition.parts)):
        lines += [*parts.part(number), "", ""]
    return lines + parts.main()


class _Parts:
    def __init__(self, writer: Writer, function: Function) -> None:
        self.writer = writer
        self.function = function
        self.groups = function.groups
        program = function.program
        self.names = [writer.parameters[name] for name in program.inputs]
        self.partition = Partition(
            program, writer.library, writer.inputs, writer.prefix, writer.slots, PART
        )

    def part(self, number: int) -> list[str]:
        """The lines of one part."""
        partition, slots = self.partition, self.writer.slots
        lines = [f"def {self._name(number)}({slots}: list[float]) -> None:"]
        lines += [
            f"    {name} = {slots}[{partition.slot[name]}]" for name in partition.taken(number)
        ]
        for flag in partition.cleared(number):
            lines.append(f"    {flag} = {self.writer.target.words['false']}")
        part = partition.parts[number]
        for depth, name, text in rendered(part, partition.blocks, self.writer.target):
            if not name:
                lines.append(" " * (4 * depth) + text)
                continue
            lines += statement(name, text, depth)
            if name in partition.slot:
                lines += statement(f"{slots}[{partition.slot[name]}]", name, depth)
        return lines

    def _name(self, number: int) -> str:
        return f"_{self.function.name}_part_{number + 1}"

    def main(self) -> list[str]:
        """The lines of the function itself."""
        writer, slots = self.writer, self.writer.slots
        lines = writer.head(self.function, exact=False)
        room = self.partition.count - self.partition.first_output
        rest = [f"*([0.0] * {room})"]
        if writer.vector:
            lines += self._checked_lengths()
            items = [[f"*map(float, {writer.sequences[group]})"] for group in self.groups]
            lines += bracketed(f"{slots} = [", [*items, rest], "]", 1)
        else:
            lines += bracketed(f"{slots} = [", [*[[name] for name in self.names], rest], "]", 1)
        lines += [
            f"    {self._name(number)}({slots})" for number in range(len(self.partition.parts))
        ]
        return lines + self._returned()

    def _checked_lengths(self) -> list[str]:
        lines = []
        for group in self.groups:
            count, sequence = len(self.writer.groups[group]), self.writer.sequences[group]
            lines.append(f"    if len({sequence}) != {count}:")
            lines.append(f'        raise ValueError("the {group} must have {count} values")')
        return lines

    def _returned(self) -> list[str]:
        place = self.partition.first_output
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
