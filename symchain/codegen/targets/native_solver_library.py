"""Equations in LLVM assembly as functions of Python, which has the iteration."""

from __future__ import annotations

from symchain.codegen import support_source
from symchain.codegen.header import read_header
from symchain.codegen.running import namespace
from symchain.codegen.targets.blocks import joined
from symchain.codegen.targets.callers import ADJOINT, BOTH, SOLVE, Callers
from symchain.codegen.targets.calls import Call, is_of_arrays
from symchain.codegen.targets.native_library import compiled
from symchain.codegen.targets.numpy import GIVEN, SOLVING
from symchain.codegen.targets.solver_module import LINEAR

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any


def load(source: str, threads: int = 1) -> dict[str, Callable[..., Any]]:
    """The functions by name: of numbers as those of the Python module, of arrays as NumPy's.

    Where no solution is found, numbers raise ValueError and arrays have nan. Raises what `compiled`
    raises.
    """
    read: tuple[dict[str, Any], str] = read_header(source)
    facts, code = read
    calls = {
        name: Call(own, "value", {**facts, "variables": inputs, "signature": "scalars"})
        for name, (own, inputs) in facts["straight"].items()
    }
    made = compiled(list(calls.values()), code, threads)
    straight = {name: made[call.name] for name, call in calls.items()}
    solver = _Solver(facts, straight)
    return {
        name: straight.get(name) or solver.function(name, word)
        for word, name in facts["functions"].items()
    }


class _Solver:
    """What calls the compiled functions; that of arrays is made when it is first called."""

    def __init__(
        self, facts: Mapping[str, Any], straight: Mapping[str, Callable[..., Any]]
    ) -> None:
        self.facts = facts
        self.straight = straight
        self.of_numbers: dict[str, Any] = {}
        self.of_arrays: dict[str, Any] = {}

    def function(self, name: str, word: str) -> Callable[..., Any]:
        """The function of numbers or of arrays."""
        has_row = word in (SOLVE, ADJOINT, BOTH) and len(self.facts["unknowns"]) > 1

        def run(*arguments: Any) -> Any:
            numbers = [*arguments[:-1], *arguments[-1]] if has_row else arguments
            space = self._over_arrays() if is_of_arrays(numbers) else self._over_numbers()
            return space[name](*arguments)

        run.__name__ = name
        return run

    def _over_numbers(self) -> dict[str, Any]:
        if not self.of_numbers:
            support, _ = support_source.source(LINEAR)
            bodies = ["\n".join(body) for body in Callers(self.facts).bodies()]
            imports = "from collections.abc import Sequence"
            self.of_numbers = namespace(joined([imports, *support, *bodies]))
            self.of_numbers.update(self.straight)
        return self.of_numbers

    def _over_arrays(self) -> dict[str, Any]:
        if not self.of_arrays:
            texts = SOLVING.texts(self.facts, "")
            self.of_arrays = namespace(joined(["import numpy as np", GIVEN, *texts]))
            self.of_arrays.update(self.straight)
        return self.of_arrays
