"""Long functions cut into parts of bounded size, which hand values on in one list of slots.

CPython compiles straight-line code in parts in half the time and a tenth of the memory; C compilers
take more than linear time for one long function.
"""

from __future__ import annotations

from symchain.codegen.branches import placed, straight
from symchain.codegen.fold import Line, fold
from symchain.codegen.schedule import Blocks, scheduled
from symchain.graph.walk import reachable, use_counts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from symchain.codegen.library import Library
    from symchain.codegen.program import Program

FOLDED = 8  # steps in an assignment, where none is shared


def is_long(program: Program, bound: int) -> bool:
    """Whether a program has more assignments than one function should have, as estimated."""
    if len(program) <= bound:
        return False
    order = reachable(program, program.outputs)
    uses = use_counts(program, order, program.outputs)
    steps = [step for step in order if program.args[step]]
    shared = sum([1 for step in steps if uses[step] > 1])
    return shared + (len(steps) - shared) // FOLDED > bound


class Partition:
    """A program in parts of so many assignments, and the slots by which they share values.

    First in the slots are the inputs, then the outputs, then what a part hands to a later one.
    `slot` is the place of each name that is handed on, `first_writer` the number of the part that
    first gives a name its value, `first_output` the place of the first output, `count` that of all.
    """

    def __init__(
        self,
        program: Program,
        library: Library,
        inputs: Mapping[str, str],
        prefix: str,
        slots: str,
        size: int,
    ) -> None:
        where = placed(program) if library.target.opening else straight(program)
        self.slot = {inputs[name]: i for i, name in enumerate(program.inputs)}
        self.first_output = len(self.slot)
        stored: dict[int, list[str]] = {}
        for place, output in enumerate(where.program.outputs, self.first_output):
            stored.setdefault(output, []).append(f"{slots}[{place}]")
        folded = fold(where, library, inputs, prefix, stored)
        self.blocks = Blocks(folded, prefix)
        lines = scheduled(folded.lines + self.blocks.flag_lines(library.target), self.blocks)
        self.parts = [lines[i : i + size] for i in range(0, len(lines), size)]
        self.count = self.first_output + len(where.program.outputs)
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

    def taken(self, number: int) -> list[str]:
        """The names whose values a part takes from the slots."""
        return [
            name
            for name in self._reads(self.parts[number])
            if name in self.slot and self.first_writer.get(name, -1) < number
        ]

    def cleared(self, number: int) -> list[str]:
        """The flags that a part clears."""
        return [flag for flag in self.blocks.flags.values() if self.first_writer[flag] == number]
