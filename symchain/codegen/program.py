"""`Program`: straight-line code as data: inputs, steps name = op(args), outputs."""

from __future__ import annotations

from symchain.functions.arithmetic import ADD, CONSTANT, MULTIPLY, SYMBOL
from symchain.functions.row import Op

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

COMMUTATIVE = frozenset((ADD, MULTIPLY))


class Program:
    """Steps in the order in which they run: step i is ops[i] of the earlier steps args[i].

    Numbers (doubles in `constants`) and inputs (their names in `names`) are steps without
    arguments. `outputs` are the steps whose values are wanted, in order. The same operation on the
    same steps is one step, and a*b is b*a.
    """

    __slots__ = ("_known", "args", "constants", "inputs", "names", "ops", "outputs")

    def __init__(self, inputs: Iterable[str] = ()) -> None:
        self.ops: list[Op] = []
        self.args: list[tuple[int, ...]] = []
        self.constants: dict[int, float] = {}
        self.names: dict[int, str] = {}
        self.inputs: dict[str, int] = {}
        self.outputs: list[int] = []
        self._known: dict[object, int] = {}
        for name in inputs:
            self.inputs[name] = self._append(SYMBOL, ())
            self.names[self.inputs[name]] = name

    def __len__(self) -> int:
        return len(self.ops)

    def constant(self, value: float) -> int:
        """The step of a number."""
        known = self._known.get(value)
        if known is None:
            known = self._known[value] = self._append(CONSTANT, ())
            self.constants[known] = value
        return known

    def step(self, op: Op, *args: int) -> int:
        """The step of an operation on earlier steps."""
        key = (op, args if op not in COMMUTATIVE or args[0] < args[1] else args[::-1])
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = len(self.ops)
            self.ops.append(op)
            self.args.append(args)
        return known

    def again(self, op: Op, args: tuple[int, ...]) -> int:
        """A step of its own, even where the same one is there already."""
        return self._append(op, args)

    def _append(self, op: Op, args: tuple[int, ...]) -> int:
        self.ops.append(op)
        self.args.append(args)
        return len(self.ops) - 1

    def part(self, inputs: Iterable[str], outputs: Sequence[int]) -> Program:
        """The program of some of the steps alone, from the inputs that they need."""
        from symchain.graph.walk import reachable

        made = Program(inputs)
        image = {self.inputs[name]: step for name, step in made.inputs.items()}
        for step in reachable(self, outputs):
            if step in self.constants:
                image[step] = made.constant(self.constants[step])
            elif step not in image:
                image[step] = made.step(self.ops[step], *[image[arg] for arg in self.args[step]])
        made.outputs = [image[output] for output in outputs]
        return made

    def check(self) -> Program:
        """The program itself, after it was found to be well formed; AssertionError otherwise."""
        for step, args in enumerate(self.args):
            assert all(0 <= arg < step for arg in args), f"step {step} needs a later one"
            assert args or self._is_leaf(step), f"step {step} is a call without arguments"
            op = self.ops[step]
            for position, arg in enumerate(args):
                wanted = position in op.conditions
                assert self.ops[arg].boolean == wanted, f"step {step} mixes numbers and conditions"
        assert all(0 <= output < len(self) for output in self.outputs), "an output is no step"
        return self

    def _is_leaf(self, step: int) -> bool:
        op = self.ops[step]
        if op is CONSTANT or op is SYMBOL:
            return step in (self.constants if op is CONSTANT else self.names)
        return not op.parameters


def operations(program: Program) -> int:
    """How many operations a run takes: steps that the outputs need, branches all counted."""
    from symchain.graph.walk import reachable

    return sum([1 for step in reachable(program, program.outputs) if program.args[step]])
