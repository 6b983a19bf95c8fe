"""What emitted code calls: which names it imports, which support routines are copied into it."""

from __future__ import annotations

from symchain.codegen.program import Program
from symchain.codegen.slopes import slopes
from symchain.errors import SymchainError
from symchain.functions.row import Op
from symchain.graph.walk import reachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from symchain.codegen.targets.target import Target

SUPPORT = "support"
MATH = "math"


class Library:
    """How each operation of some programs is written, and where its names come from.

    `spelled` gives each operation's word, infix sign or template in local names, `imports` the
    names from each module, `support` the routines to copy, `names` all local names, `outside` the
    module of each function that is one of SciPy. In a target that
    differentiates, `slopes` has for each operation that is a routine the programs of its
    derivatives by its arguments, None where there is none. Raises SymchainError where the target
    has no way to compute an operation.
    """

    def __init__(self, programs: Iterable[Program], target: Target) -> None:
        self.target = target
        self.spelled: dict[Op, str] = {}
        self.imports: dict[str, set[str]] = {}
        self.support: set[str] = set()
        self.names: set[str] = set()
        self.outside: dict[str, str] = {}
        self.slopes: dict[Op, list[Program | None]] = {}
        waiting = _ops(programs)
        while waiting:
            op = waiting.pop(0)
            if op not in self.spelled:
                self.word(op)
                if target.differentiates and self._is_routine(op):
                    self.slopes[op] = slopes(op, target)
                    waiting += _ops([each for each in self.slopes[op] if each])

    def word(self, op: Op) -> str:
        """How an operation is written; `and`, `or`, `not` may come with the placing of steps."""
        if op not in self.spelled:
            self.spelled[op] = self._local(op)
        return self.spelled[op]

    def _is_routine(self, op: Op) -> bool:
        """Whether an operation is computed by a support routine."""
        return (self.target.spelling(op) or "").startswith(f"{SUPPORT}.")

    def _local(self, op: Op) -> str:
        spelling = self.target.spelling(op)
        if not spelling:
            raise SymchainError(
                f"'{op.name}' cannot be computed in {self.target.name}, which has no function or "
                "formula for it: symchain.evaluate has its numbers"
            )
        if spelling[0].isdigit():
            return spelling  # a constant
        if "{" in spelling or spelling.endswith("()"):
            return self._local_template(op, spelling)
        module, _, name = spelling.rpartition(".")
        return self._local_name(op, module, name) if module else spelling

    def _local_template(self, op: Op, template: str) -> str:
        import re

        dotted = re.compile(r"\b((?:[A-Za-z_]\w*\.)+)([A-Za-z_]\w*)")
        return dotted.sub(lambda m: self._local_name(op, m[1][:-1], m[2]), template)

    def _local_name(self, op: Op, module: str, name: str) -> str:
        if module == SUPPORT:
            local = f"{self.target.support}{name}"
            self.support.add(name)
            self.names.add(local)
            return local
        if self.target.modules:
            return self._dotted_name(op, module, name)
        self.imports.setdefault(module, set()).add(name)
        self.names.add(name)
        return name

    def _dotted_name(self, op: Op, module: str, name: str) -> str:
        """The name with that of its module before it."""
        known = [each for each in self.target.modules if f"{module}.".startswith(f"{each}.")]
        used = max(known, key=len)
        self.imports.setdefault(used, set()).add(name)
        self.names.add(used.partition(".")[0])
        if used.startswith("scipy"):
            self.outside[op.name] = used
        return f"{module}.{name}"


def _ops(programs: Iterable[Program]) -> list[Op]:
    """The operations that programs run, in the order of their first steps."""
    found: dict[Op, None] = {}
    for program in programs:
        for step in reachable(program, program.outputs):
            if step not in program.names and step not in program.constants:
                found.setdefault(program.ops[step])
    return list(found)
