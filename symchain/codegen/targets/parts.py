"""The text of long functions in Python: parts, and the function that calls them in turn."""

from __future__ import annotations

from symchain.codegen.schedule import rendered
from symchain.codegen.targets.layout import bracketed, statement
from symchain.codegen.targets.partition import Partition

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from symchain.codegen.shapes import Shape
    from symchain.codegen.targets.functions import Function, Writer

BOUND = 10_000  # assignments of one function; beyond, it is made of parts
PART = 2_500  # assignments of one part


def in_parts(writer: Writer, function: Function) -> list[str]:
    """The lines of the parts, and of the function that calls them one after the other."""
    parts = Parts(writer, function)
    return parts.bodies() + parts.main()


class Parts:
    """The parts of a long function, as lines; `more` is what they are given beside the slots."""

    def __init__(self, writer: Writer, function: Function, more: str = "") -> None:
        self.more = more
        self.writer = writer
        self.function = function
        self.groups = function.groups
        program = function.program
        self.names = [writer.parameters[name] for name in program.inputs]
        self.partition = Partition(
            program, writer.library, writer.inputs, writer.prefix, writer.slots, PART
        )

    def bodies(self, typed: bool = True) -> list[str]:
        """The lines of all parts."""
        slots = self.writer.slots
        head = f"({slots}: list[float]) -> None:" if typed else f"({self.more}{slots}):"
        lines = []
        for number in range(len(self.partition.parts)):
            lines += [f"def {self._name(number)}{head}", *self._part(number), "", ""]
        return lines

    def calls(self) -> list[str]:
        """The lines that call the parts in turn."""
        count = len(self.partition.parts)
        given = self.more + self.writer.slots
        return [f"    {self._name(number)}({given})" for number in range(count)]

    def _part(self, number: int) -> list[str]:
        partition, slots = self.partition, self.writer.slots
        taken = partition.taken(number)
        lines = [f"    {name} = {slots}[{partition.slot[name]}]" for name in taken]
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
            lines += checked_lengths(writer, self.function)
            items = [[f"*map(float, {writer.sequences[group]})"] for group in self.groups]
            lines += bracketed(f"{slots} = [", [*items, rest], "]", 1)
        else:
            lines += bracketed(f"{slots} = [", [*[[name] for name in self.names], rest], "]", 1)
        lines += self.calls()
        return lines + returned(self.function.shapes, slots, self.partition.first_output)


def checked_lengths(writer: Writer, function: Function) -> list[str]:
    """The lines that refuse a sequence of the wrong length."""
    lines = []
    for group in function.groups:
        count, sequence = len(writer.groups[group]), writer.sequences[group]
        lines.append(f"    if len({sequence}) != {count}:")
        lines.append(f'        raise ValueError("the {group} must have {count} values")')
    return lines


def returned(shapes: Sequence[Shape], sequence: str, place: int) -> list[str]:
    """The return statement of numbers that stand in a sequence one after the other."""
    depth = 1 if len(shapes) == 1 else 2
    values: list[list[str]] = []
    for shape in shapes:
        text, place = _value(shape, sequence, place, depth)
        values.append(text)
    if len(values) > 1:
        return bracketed("return (", values, ")", 1)
    return ["    return " + values[0][0].strip(), *values[0][1:]]


def _value(shape: Shape, sequence: str, place: int, depth: int) -> tuple[list[str], int]:
    """The lines of an output or a tuple of outputs, and where the next one stands."""
    if isinstance(shape, str):
        return [shape], place
    if isinstance(shape, int):
        return [f"{sequence}[{place}]"], place + 1
    if all(isinstance(item, int) for item in shape):
        return [f"tuple({sequence}[{place}:{place + len(shape)}])"], place + len(shape)
    items = []
    for item in shape:
        lines, place = _value(item, sequence, place, depth + 1)
        items.append(lines)
    return bracketed("(", items, ")", depth, one_comma=True), place
