"""Copies of programs: what a pass takes over as it stands, and what it makes anew."""

from __future__ import annotations

from symchain.codegen.program import Program

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


class Copy:
    """A program in the making: the image of each step of another."""

    def __init__(self, program: Program, made: Sequence[tuple[float, int, int]] = ()) -> None:
        self.program = program
        self.made = made
        self.result = Program(program.inputs)
        self.image = {program.inputs[name]: self.result.inputs[name] for name in program.inputs}

    def plain(self, step: int) -> None:
        """Copies a step as it stands."""
        program, image = self.program, self.image
        if args := program.args[step]:
            image[step] = self.result.step(program.ops[step], *[image[arg] for arg in args])
        elif step in program.constants:
            image[step] = self.result.constant(program.constants[step])
        elif step not in program.names:
            image[step] = self.result.step(program.ops[step])

    def finished(self) -> Program:
        """The new program, with the images of the outputs."""
        self.result.outputs = [self.image[output] for output in self.program.outputs]
        return self.result
