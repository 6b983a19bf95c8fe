"""The truth about implicit functions: equations solved by mpmath at a point and beside it.

The derivatives are differences of solutions with 50 digits.
"""

from __future__ import annotations

from math import comb

import mpmath

from symchain.evaluation.reference import Reference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from symchain.calculus.implicit.equations import System

DIGITS = 50
STEPS = 12  # of the iteration, each of which brings 12 digits or more
LOST = 36  # digits of differences that may be lost: steps of 1e-12 for slopes, to 24 digits


class Branch:
    """The equations at a point, solved by mpmath near what was found there before.

    Newton's iteration keeps the matrix of the first point, made of differences.
    """

    def __init__(self, system: System, point: Mapping[str, float], near: Sequence[float]) -> None:
        self.system = system
        self.reference = Reference(system.graph, system.residuals)
        self.point = point
        self.near = [mpmath.mpf(value) for value in near]
        self.matrix = self._matrix()

    def _matrix(self) -> Any:
        """The slopes of the residuals by the unknowns."""
        here = self._residuals({}, self.near)
        matrix = mpmath.matrix(len(here), len(here))
        for j, value in enumerate(self.near):
            step = mpmath.mpf(10) ** (-DIGITS // 2) * (abs(value) or 1)
            ahead = self._residuals({}, [*self.near[:j], value + step, *self.near[j + 1 :]])
            for i, (a, b) in enumerate(zip(ahead, here, strict=True)):
                matrix[i, j] = (a - b) / step
        return matrix

    def solved(self, moved: Mapping[str, Any]) -> list[Any]:
        """The unknowns with some variables moved; raises ArithmeticError or ValueError."""
        unknowns, least = list(self.near), mpmath.mpf(10) ** (2 - DIGITS)
        for _ in range(STEPS):
            steps = mpmath.lu_solve(self.matrix, mpmath.matrix(self._residuals(moved, unknowns)))
            unknowns = [value - step for value, step in zip(unknowns, steps, strict=True)]
            sizes = zip(unknowns, steps, strict=True)
            if all(abs(step) <= least * (abs(value) or 1) for value, step in sizes):
                return unknowns
        raise ValueError("mpmath finds no solution here")

    def _residuals(self, moved: Mapping[str, Any], unknowns: Sequence[Any]) -> list[Any]:
        return self.reference.values(self.nodes(moved, unknowns), DIGITS)

    def nodes(self, moved: Mapping[str, Any], unknowns: Sequence[Any]) -> dict[int, Any]:
        """The numbers of all variables by their nodes."""
        numbers = {
            **self.point,
            **moved,
            **dict(zip(self.system.dependents, unknowns, strict=True)),
        }
        return {self.system.graph.symbol(name): value for name, value in numbers.items()}

    def slopes(
        self, name: str, results: Callable[[Mapping[str, Any]], list[Any]], order: int = 1
    ) -> list[Any]:
        """The derivatives by a variable of what results from moving it, by central differences."""
        centre = mpmath.mpf(self.point[name])
        step = mpmath.mpf(10) ** (-LOST / mpmath.mpf(order + 2)) * (abs(centre) or 1)
        total: list[Any] = []
        for place in range(order + 1):
            factor = (-1) ** place * comb(order, place)
            row = results({name: centre + step * (mpmath.mpf(order) / 2 - place)})
            total = [factor * b + a for a, b in zip(total or [0] * len(row), row, strict=True)]
        return [value / step**order for value in total]
