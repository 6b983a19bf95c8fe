"""The functions of implicit modules that call the straight-line ones: solve, derivative, adjoint.

F_y is factored once in each, by numbers, for all right sides.
"""

from __future__ import annotations

from symchain.codegen.names import identifiers
from symchain.codegen.targets import solvers
from symchain.codegen.targets.layout import bracketed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

RESIDUAL, NEWTON, SLOPES = "residual", "residual_and_slopes", "slopes"
SOLVE, DERIVATIVE, ADJOINT, BOTH = "solve", "derivative", "adjoint", "solve_and_derivative"
OUTPUTS, OUTPUT_SLOPES, TOTAL = "outputs", "output_slopes", "gradient"
HIGHER = "derivatives"
OWN = (SOLVE, DERIVATIVE, ADJOINT, BOTH, TOTAL, HIGHER)


def start_of(facts: Mapping[str, Any]) -> str:
    """What stands before the names of all functions of a module."""
    return f"{facts['name']}_" if facts["name"] else ""


class Callers:
    """Their lines, by the facts of the module, among which are the identifiers of its variables."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        names, count = facts["identifiers"], len(facts["variables"])
        self.start = start_of(facts)
        self.known = list(names[:count])
        self.unknown = list(names[count:])
        self.wrt = list(facts["wrt"])
        self.order = facts["order"]
        self.outputs = list(facts["outputs"])
        self.count = len(facts["unknowns"])

    def bodies(self) -> list[list[str]]:
        """The functions, each as its lines."""
        made = [self._solve()]
        if self.count > 1:
            made += [self._derivative(), *([self._higher()] if self.order > 1 else [])]
        made += [self._adjoint(), self._both()]
        return [*made, *([self._total()] if self.outputs else [])]

    def _call(self, name: str, *more: str) -> str:
        return f"{self.start}{name}({', '.join([*self.known, *more])})"

    def _head(self, name: str, names: Sequence[str], last: str, result: str) -> list[str]:
        items = [[f"{each}: float"] for each in names] + ([[last]] if last else [])
        return bracketed(f"def {self.start}{name}(", items, f") -> {result}:", 0)

    @property
    def _guess(self) -> str:
        return "guess: float" if self.count == 1 else "guess: Sequence[float]"

    @property
    def _solution(self) -> str:
        return "float" if self.count == 1 else "tuple[float, ...]"

    def _solve(self) -> list[str]:
        """Newton's iteration."""
        arguments = "".join([f"{name}, " for name in self.known])
        newton = self.start + NEWTON
        if self.count == 1:
            body = solvers.scalar(self.unknown[0], newton, arguments)
        else:
            body = solvers.several(newton, self.start + RESIDUAL, arguments)
        return [*self._head(SOLVE, self.known, self._guess, self._solution), *body]

    @property
    def _matrix(self) -> str:
        if self.count > 1:
            return "tuple[tuple[float, ...], ...]"
        return "float" if len(self.wrt) == 1 else "tuple[float, ...]"

    def _derivative(self) -> list[str]:
        """All derivatives by one factorisation: F_y times them is -F_x."""
        return [
            *self._head(DERIVATIVE, [*self.known, *self.unknown], "", self._matrix),
            '    """A row of derivatives for each unknown."""',
            f"    matrix, rates = {self._call(SLOPES, *self.unknown)}",
            "    factors = lu_factor(matrix)",
            "    rows = [lu_solve(factors, right) for right in zip(*rates)]",
            "    return tuple([tuple([-own for own in row]) for row in zip(*rows)])",
        ]

    def _higher(self) -> list[str]:
        """Every order by the same factors."""
        kind = "tuple[tuple[tuple[float, ...], ...], ...]"
        lines = [
            *self._head(HIGHER, [*self.known, *self.unknown], "", kind),
            f'    """For each variable a row for each order from 1 to {self.order}."""',
            f"    matrix, rates = {self._call(SLOPES, *self.unknown)}",
            "    factors = lu_factor(matrix)",
            "    result = []",
        ]
        for place, spelled in enumerate(identifiers(self.wrt).values()):
            lines.append(f"    rows = [lu_solve(factors, tuple([-own[{place}] for own in rates]))]")
            for order in range(2, self.order + 1):
                call = self._call(f"rest{order}_{spelled}", *self.unknown, "*sum(rows, ())")
                lines.append(f"    right = tuple([-own for own in {call}])")
                lines.append("    rows.append(lu_solve(factors, right))")
            lines.append("    result.append(tuple(rows))")
        return [*lines, "    return tuple(result)"]

    def _adjoint(self) -> list[str]:
        """The gradient of a weighted sum of unknowns."""
        names = [*self.known, *self.unknown]
        if self.count == 1:
            head = self._head(ADJOINT, names, "weight: float", self._matrix)
            call = self._call(DERIVATIVE, *self.unknown)
            one = len(self.wrt) == 1
            value = f"weight * {call}" if one else f"tuple([weight * own for own in {call}])"
            return [
                *head,
                f'    """The gradient of weight * {self.unknown[0]}."""',
                f"    return {value}",
            ]
        return [
            *self._head(ADJOINT, names, "weights: Sequence[float]", "tuple[float, ...]"),
            '    """The gradient of the weighted sum of the unknowns, by one transposed solve."""',
            *self._adjoint_of_several(),
        ]

    def _adjoint_of_several(self) -> list[str]:
        return [
            f"    matrix, rates = {self._call(SLOPES, *self.unknown)}",
            "    multipliers = lu_solve_transposed(lu_factor(matrix), tuple(weights))",
            "    return tuple(",
            "        [-sum([a * b for a, b in zip(multipliers, right)]) for right in zip(*rates)]",
            "    )",
        ]

    def _both(self) -> list[str]:
        """The solution and its derivatives."""
        result = f"tuple[{self._solution}, {self._matrix}]"
        star = "solution" if self.count == 1 else "*solution"
        return [
            *self._head(BOTH, self.known, self._guess, result),
            '    """The solution near a guess, and its derivatives."""',
            f"    solution = {self._call(SOLVE, 'guess')}",
            f"    return solution, {self._call(DERIVATIVE, star)}",
        ]

    def _total(self) -> list[str]:
        """The gradients of the results: own slopes less those by way of the unknowns."""
        single = len(self.outputs) == 1
        kind = "tuple[float, ...]" if single else "tuple[tuple[float, ...], ...]"
        names = ", ".join(self.outputs)
        lines = [
            *self._head(TOTAL, [*self.known, *self.unknown], "", kind),
            f'    """The total derivatives of {names}{"" if single else ", a row for each"}."""',
            f"    rows, direct = {self._call(OUTPUT_SLOPES, *self.unknown)}",
            *(self._total_of_one() if self.count == 1 else self._total_of_several()),
        ]
        return [*lines, f"    return {'result[0]' if single else 'tuple(result)'}"]

    def _total_of_one(self) -> list[str]:
        """By the chain rule through the only unknown."""
        call = self._call(DERIVATIVE, *self.unknown)
        return [
            f"    steps = {f'({call},)' if len(self.wrt) == 1 else call}",
            "    result = [",
            "        tuple([a + row[0] * b for a, b in zip(own, steps)])",
            "        for row, own in zip(rows, direct)",
            "    ]",
        ]

    def _total_of_several(self) -> list[str]:
        """By one factorisation, and one transposed solve for each result."""
        return [
            f"    matrix, rates = {self._call(SLOPES, *self.unknown)}",
            "    factors = lu_factor(matrix)",
            "    result = []",
            "    for row, own in zip(rows, direct):",
            "        multipliers = lu_solve_transposed(factors, row)",
            "        steps = [",
            "            sum([a * b for a, b in zip(multipliers, right)]) for right in zip(*rates)",
            "        ]",
            "        result.append(tuple([a - b for a, b in zip(own, steps)]))",
        ]
