"""Support routines over arrays of a library that differentiates, with the formulas of their slopes.

A library does not look into a routine, whose branches and loops have derivatives that are nan: it
is told the derivatives of the table instead, which have routines of their own.
"""

from __future__ import annotations

from functools import partial

from symchain.codegen.branches import straight
from symchain.codegen.fold import fold
from symchain.codegen.names import identifiers, prefix
from symchain.codegen.targets.layout import bracketed, statement
from symchain.codegen.translation import support
from symchain.codegen.translation.array_expressions import HELPERS
from symchain.codegen.translation.arrays import translated

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from symchain.codegen.library import Library
    from symchain.codegen.program import Program
    from symchain.functions.row import Op

EACH = "each"
NAMES = HELPERS | {EACH, "Each"}


class ArrayRoutines:
    """How routines are written over the arrays of a library, called `xp`.

    `helpers` are the texts of the helpers that `symchain.codegen.translation.arrays` names and of
    `each`, which makes a routine and its slopes a function; `first` begins the body of a slope.
    """

    def __init__(self, xp: str, helpers: Sequence[str], first: Sequence[str] = ()) -> None:
        self.xp = xp
        self.helpers = helpers
        self.first = first

    def texts(self, library: Library) -> list[str]:
        """The helpers, the routines, the slopes, and the functions that other code calls."""
        routines = support(library, partial(translated, target=library.target, xp=self.xp))
        made = [self._function(library, op) for op in library.slopes]
        return [*self.helpers, *routines, *[text for texts in made for text in texts]]

    def _function(self, library: Library, op: Op) -> list[str]:
        """The slopes of an operation, and its function."""
        called = library.spelled[op]
        routine = called.removeprefix(library.target.support or "")
        names, texts = [], []
        for name, program in zip(op.parameters, library.slopes[op], strict=True):
            slope = f"slope_of_{routine}_by_{name}" if program else "None"
            names.append(slope)
            if program:
                texts.append("\n".join(self._slope(slope, program, library)))
        return [
            *texts,
            "\n".join(bracketed(f"{called} = {EACH}(", [[routine], *[[n] for n in names]], ")", 0)),
        ]

    def _slope(self, name: str, program: Program, library: Library) -> list[str]:
        given = identifiers(list(program.inputs), {*library.names, *NAMES, "number"})
        folded = fold(straight(program), library, given, prefix(given.values()))
        lines = [f"def {name}({', '.join(given.values())}):", *self.first]
        for line in folded.lines:
            lines += statement(line.name, line.text, 1)
        (result,) = folded.outputs
        return [*lines, f"    return {result.text}"]
