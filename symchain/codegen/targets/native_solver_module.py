"""The text of equations in LLVM assembly: the functions that a solver in Python calls."""

from __future__ import annotations

from symchain.codegen.header import header
from symchain.codegen.names import identifiers
from symchain.codegen.support_source import names as routines
from symchain.codegen.targets import array_solvers, solvers
from symchain.codegen.targets.callers import OWN
from symchain.codegen.targets.functions import Function
from symchain.codegen.targets.native_module import ABOUT, code

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from symchain.codegen.implicit import Equations
    from symchain.codegen.library import Library


def module(
    equations: Equations,
    functions: Sequence[Function],
    library: Library,
    checked: str,
    ranges: Mapping[str, Any],
) -> str:
    """The text of the functions; the fact "straight" has their arguments by their names in Python.

    In the text they are called by numbers.
    """
    own = {f"straight{i}": each for i, each in enumerate(functions)}
    text, calls = code(
        [
            (Function(name, f.program, f.shapes, f.about), {"point": list(f.program.inputs)})
            for name, f in own.items()
        ],
        library,
    )
    called = {equations.start + word for word in OWN} | {each.name for each in functions}
    taken = {*called, *solvers.LOCAL, *array_solvers.LOCAL, *routines()}
    facts = {
        **equations.facts(checked, ranges),
        "target": library.target.name,
        "identifiers": list(identifiers(equations.inputs, taken).values()),
        "straight": {f.name: [name, list(f.program.inputs)] for name, f in own.items()},
        **calls,
    }
    return f"{ABOUT}\n{header(facts, text, library.target.comment)}\n\n{text}"
