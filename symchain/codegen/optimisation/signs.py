"""Signs moved to where they cost nothing: into differences and numbers, from products to sums.

a + (-b)*c is a - b*c, and b - a beside a - b is its negative: of two such differences only one is
computed where sums and products are the users.
"""

from __future__ import annotations

from symchain.codegen.program import Program, operations
from symchain.functions.arithmetic import ADD, DIVIDE, MULTIPLY, NEGATE, SUBTRACT
from symchain.functions.row import Op
from symchain.graph.walk import reachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

LARGEST = 100  # steps of a program whose differences are turned, which is quadratic


def signed(program: Program) -> Program:
    """The program with its signs moved."""
    return _Signs(program).result()


def turned(program: Program) -> Program:
    """The program with a - b as -(b - a) wherever that takes fewer signs, each tried once."""
    fewest, ways = operations(program), set[int]()
    order = reachable(program, program.outputs)
    if len(order) > LARGEST or not any(program.ops[step] is NEGATE for step in order):
        return program
    best = program
    for step in order:
        if program.ops[step] is SUBTRACT:
            made = _Signs(program, ways | {step}).result()
            if operations(made) < fewest:
                best, fewest = made, operations(made)
                ways.add(step)
    return best


class _Signs:
    """The image of each step is sign * step; a sign is written where something else needs it."""

    def __init__(self, program: Program, turned: Collection[int] = ()) -> None:
        self.program = program
        self.turned = turned
        self.made = Program(program.inputs)
        self.image: dict[int, tuple[int, int]] = {}
        self.differences: set[tuple[int, int]] = set()

    def result(self) -> Program:
        program, made = self.program, self.made
        for step in reachable(program, program.outputs):
            op, args = program.ops[step], program.args[step]
            if step in program.constants:
                self.image[step] = 1, made.constant(program.constants[step])
            elif step in program.names:
                self.image[step] = 1, made.inputs[program.names[step]]
            elif op is NEGATE:
                sign, image = self.image[args[0]]
                self.image[step] = -sign, image
            elif op is ADD or op is SUBTRACT:
                self.image[step] = self._sum(op, args, step in self.turned)
            elif op is MULTIPLY or op is DIVIDE:
                self.image[step] = self._product(op, *args)
            else:
                self.image[step] = 1, made.step(op, *[self._written(arg) for arg in args])
        made.outputs = [self._written(output) for output in program.outputs]
        return made

    def _sum(self, op: Op, args: tuple[int, ...], is_turned: bool) -> tuple[int, int]:
        made = self.made
        (sign, one), (other_sign, other) = [self.image[arg] for arg in args]
        if op is SUBTRACT:
            other_sign = -other_sign
        if sign == other_sign:
            return sign, made.step(ADD, one, other)
        if sign < 0:
            one, other = other, one
        if is_turned or (other, one) in self.differences:
            self.differences.add((other, one))
            return -1, made.step(SUBTRACT, other, one)
        self.differences.add((one, other))
        return 1, made.step(SUBTRACT, one, other)

    def _product(self, op: Op, a: int, b: int) -> tuple[int, int]:
        made = self.made
        sign, one = self.image[a]
        other_sign, other = self.image[b]
        sign *= other_sign
        value = made.constants.get(one, 1.0)
        if one in made.constants and (sign < 0 or value < 0):
            return 1, made.step(op, made.constant(sign * value), other)
        return sign, made.step(op, one, other)

    def _written(self, step: int) -> int:
        sign, image = self.image[step]
        if sign > 0:
            return image
        made = self.made
        if image in made.constants:
            return made.constant(-made.constants[image])
        if made.ops[image] is SUBTRACT:
            return made.step(SUBTRACT, *made.args[image][::-1])
        return made.step(NEGATE, image)
