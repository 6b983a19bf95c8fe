"""The text of a module over arrays that solves equations, at each point alone."""

from __future__ import annotations

from symchain.codegen.header import header
from symchain.codegen.names import identifiers
from symchain.codegen.targets import array_solvers as texts
from symchain.codegen.targets.array_solvers import filled
from symchain.codegen.targets.arrays import OUTSIDE
from symchain.codegen.targets.arrays import texts as straight
from symchain.codegen.targets.blocks import escaped, gap
from symchain.codegen.targets.callers import (
    DERIVATIVE,
    HIGHER,
    NEWTON,
    OWN,
    SLOPES,
    SOLVE,
    Callers,
)
from symchain.codegen.targets.layout import bracketed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from symchain.codegen.implicit import Equations
    from symchain.codegen.library import Library
    from symchain.codegen.targets.arrays import Arrays
    from symchain.codegen.targets.functions import Function

UNSOLVED = "Where no solution is found it is nan."


class Solving:
    """What the modules of an array library that solve equations have in common.

    `xp` is the library's name, `solve` that of its function for linear equations, `search` the text
    of the routine that repeats the iteration until it is over at all points. `differentiated` are
    the texts by which the library differentiates the solution, each for one equation and for
    several. `quiet` is a line before functions, `points` numbers the points of a guess, `chunk` is
    how many of them are solved together.
    """

    def __init__(
        self,
        arrays: Arrays,
        xp: str,
        solve: str,
        *,
        search: str = texts.SEARCH,
        differentiated: Sequence[tuple[str, str]] = (),
        quiet: str = "",
        points: str = "",
        chunk: str = "",
    ) -> None:
        self.arrays = arrays
        self.search = search
        self.differentiated = differentiated
        self.quiet = [quiet] if quiet else []
        self.words = {
            "xp": xp,
            "solve": solve,
            "points": points,
            "chunk": chunk,
            "quiet": quiet and f"{quiet}\n",
        }

    def module(
        self,
        equations: Equations,
        functions: Sequence[Function],
        library: Library,
        checked: str,
        ranges: Mapping[str, Any],
    ) -> str:
        """The text of the module; `functions` are those of the equations, as they are spelled."""
        own = {*texts.LOCAL, *[equations.start + word for word in OWN]}
        writer = self.arrays.writer(functions, equations.groups(), library, own)
        names = writer.names("point")
        target = {"target": library.target.name, "identifiers": names}
        facts = {**equations.facts(checked, ranges), **target}
        blocks = [*straight(functions, writer), *self.texts(facts, equations.rule)]
        code = self.arrays.code(library, blocks)
        needed = ", ".join(sorted(set(library.outside.values())))
        sentences = [f"{OUTSIDE} {UNSOLVED}", f"Needs {needed}." if needed else "", checked]
        remarks = [escaped(line) for line in equations.remarks(names, sentences)]
        top = "\n".join(['"""' + remarks[0], *remarks[1:], '"""'])
        return f"{top}\n\n{header(facts, code)}\n{gap(code)}{code}"

    def texts(self, facts: Mapping[str, Any], rule: str) -> list[str]:
        """The blocks that call the straight-line functions, of which `rule` gives the slopes.

        A solution is differentiated if there is what by.
        """
        is_found = bool(self.differentiated and facts["variables"])
        callers = _Callers(facts, "solution" if is_found else "search", self.quiet)
        templates = [texts.SYSTEM, texts.LINEAR] if callers.count > 1 else [texts.SCALAR]
        templates.append(self.search)
        if is_found:
            templates += [pair[callers.count > 1] for pair in self.differentiated]
        slots = self._slots(callers, f"{callers.start}{rule}")
        routines = [filled(template, **slots) for template in templates]
        return [*routines, *["\n".join(body) for body in callers.bodies()]]

    def _slots(self, callers: Callers, rule: str) -> dict[str, object]:
        """What the templates ask for."""
        known, count, several = len(callers.known), callers.count, callers.count > 1
        return {
            **self.words,
            "newton": f"{callers.start}{NEWTON}",
            "known": known,
            "guess": f"{self.words['xp']}.stack(flat[{known}:])" if several else "flat[-1]",
            "result": f"({count}, *shape)" if several else "shape",
            "axis": int(several),
            "rule": rule,
            "slopes": f"({rule}(*known, place),)" if known == 1 else f"{rule}(*known, place)",
        }


class _Callers(Callers):
    """The functions that users call: those of a Python module, over arrays."""

    def __init__(self, facts: Mapping[str, Any], solver: str, quiet: list[str]) -> None:
        super().__init__(facts)
        self.solver = solver
        self.quiet = quiet

    def _head(self, name: str, names: Sequence[str], last: str, result: str) -> list[str]:
        items = [[each] for each in names] + ([[last.partition(":")[0]]] if last else [])
        return [*self.quiet, *bracketed(f"def {self.start}{name}(", items, "):", 0)]

    def _solve(self) -> list[str]:
        known = f"({', '.join(self.known)}{',' * (len(self.known) == 1)})"
        head = self._head(SOLVE, self.known, "guess", "")
        if self.count == 1:
            return [
                *head,
                f'    """The {self.unknown[0]} near a guess that solves the equation, or nan."""',
                f"    return {self.solver}({known}, (guess,))",
            ]
        return [
            *head,
            '    """The solution near a guess; nan where none is found."""',
            f"    if len(guess) != {self.count}:",
            f'        raise ValueError("the guess must have {self.count} values")',
            f"    return tuple({self.solver}({known}, guess))",
        ]

    def _slopes(self) -> str:
        return f"    matrix, rates = {self._call(SLOPES, *self.unknown)}"

    def _derivative(self) -> list[str]:
        rows = "solved(matrix, rates)" if self.wrt else f"[()] * {self.count}"
        return [
            *self._head(DERIVATIVE, [*self.known, *self.unknown], "", ""),
            '    """A row of derivatives for each unknown."""',
            *([self._slopes()] if self.wrt else []),
            f"    return tuple([tuple([-own for own in row]) for row in {rows}])",
        ]

    def _higher(self) -> list[str]:
        lines = [
            *self._head(HIGHER, [*self.known, *self.unknown], "", ""),
            f'    """For each variable a row for each order from 1 to {self.order}."""',
            self._slopes(),
            "    result = []",
        ]
        for place, spelled in enumerate(identifiers(self.wrt).values()):
            lines.append(f"    rows = [stepped(matrix, [own[{place}] for own in rates])]")
            for order in range(2, self.order + 1):
                call = self._call(f"rest{order}_{spelled}", *self.unknown, "*sum(rows, ())")
                lines.append(f"    rows.append(stepped(matrix, {call}))")
            lines.append("    result.append(tuple(rows))")
        return [*lines, "    return tuple(result)"]

    def _adjoint_of_several(self) -> list[str]:
        value = "-own for own in pulled(matrix, rates, (weights,))[0]"
        return [
            *([self._slopes()] if self.wrt else []),
            f"    return tuple([{value}])" if self.wrt else "    return ()",
        ]

    def _total_of_several(self) -> list[str]:
        if not self.wrt:
            return ["    result = direct"]
        return [
            self._slopes(),
            "    steps = pulled(matrix, rates, rows)",
            "    result = [",
            "        tuple([a - b for a, b in zip(own, step)]) for own, step in zip(direct, steps)",
            "    ]",
        ]
