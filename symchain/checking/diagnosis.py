"""What a point is to equations F(x, y) = 0: regular, off the curve, or singular and how.

All numbers are computed with 50 digits. A point that is given to nine digits counts as exact: what
moves by no more than its rounding can move it is taken for zero.
"""

from __future__ import annotations

import mpmath

from symchain.checking.branches import branches
from symchain.errors import DomainError
from symchain.evaluation.points import exact_point
from symchain.evaluation.reference import DIGITS, Reference
from symchain.functions.precision import WorkingDigits
from symchain.graph.expr import Expr

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from symchain.calculus.implicit import Implicit

GIVEN = mpmath.mpf(10) ** -9  # how exactly a point is taken to be known
SINGULAR = mpmath.mpf(10) ** 14  # the condition number from which a system counts as singular
CLEAN = mpmath.mpf(10) ** (5 - DIGITS)  # what is lost in rounding beside other numbers
BAD = 10.0**8  # and from which it is called badly conditioned
STEPS = 60  # of Newton's iteration to the curve

REGULAR, OFF, VERTICAL, SINGULAR_SYSTEM = "regular", "off the curve", "vertical tangent", "singular"
ROUGH = "not smooth"


class Diagnosis:
    """What was found at a point.

    `kind` says what the point is, `message` the same as a sentence; `values` are the derivatives,
    None where there is none; `distance` is the largest |F|; `nearby` is where the curve passes,
    by Newton's iteration, for a point off it; `slopes` are those of the branches through a
    singular point, by variable, `inverse` the derivatives of variables by dependents where those
    by variables do not exist; `condition` is the condition number of F_y, its rows
    scaled to length 1.
    """

    __slots__ = (
        "condition",
        "distance",
        "inverse",
        "kind",
        "message",
        "nearby",
        "slopes",
        "values",
    )

    def __init__(self, distance: float, values: dict[str, dict[str, float | None]]) -> None:
        self.kind = REGULAR
        self.message = REGULAR
        self.distance = distance
        self.values = values
        self.condition: float | None = None
        self.nearby: dict[str, float] | None = None
        self.slopes: dict[str, list[float]] = {}
        self.inverse: dict[str, dict[str, float]] = {}

    def __repr__(self) -> str:
        return f"<{self.message}>"

    def __str__(self) -> str:
        return self.message

    def as_dict(self) -> dict[str, Any]:
        """The fields that say something, for JSON."""
        fields = {name: getattr(self, name) for name in self.__slots__ if name != "values"}
        return {name: value for name, value in fields.items() if value not in (None, {})}


def diagnose(found: Implicit, at: Mapping[Any, Any]) -> Diagnosis:
    """The diagnosis of a point; raises what `Implicit.at` raises."""
    point = _point(found, at)
    with WorkingDigits(DIGITS + 10):
        return _Examination(found, point).diagnosis()


def _point(found: Implicit, at: Mapping[Any, Any]) -> dict[int, Any]:
    """The numbers of a point by the nodes of the variables."""
    system = found.system
    known = (*system.independents, *system.dependents)
    numbers = exact_point(at, known)
    return {system.graph.symbol(name): numbers[name] for name in known}


class _Examination:
    """The numbers that a diagnosis is made from."""

    def __init__(self, found: Implicit, point: dict[int, Any]) -> None:
        self.found = found
        self.system = found.system
        self.graph = found.system.graph
        self.point = point
        self.slope_rows = found.record.partials(found.wrt)
        names = self.system.dependents
        self.slope = f"F_{names[0]}" if len(names) == 1 else f"dF/d({', '.join(names)})"

    def diagnosis(self) -> Diagnosis:
        """What the point is."""
        residuals = self.values(self.system.residuals)
        if any(mpmath.isnan(value) for value in residuals):
            raise DomainError(f"the equations have no real value at {self._place()}")
        none = {name: dict.fromkeys(self.found.wrt) for name in self._rows()}
        distance = max(abs(value) for value in residuals)
        made = Diagnosis(float(distance if distance > mpmath.mpf(10) ** -DIGITS else 0), none)
        jacobian, slopes = self.matrix(self.found.record.jacobian), self.matrix(self.slope_rows)
        if any(mpmath.isnan(value) for value in [*jacobian, *slopes]):
            made.kind, made.message = ROUGH, f"not smooth: F has no derivative at {self._place()}"
        elif self._is_off(residuals):
            self._off(made)
        elif self._is_singular(jacobian, made):
            self._singular(made, jacobian, slopes)
        else:
            self._regular(made)
        return made

    def values(self, nodes: Sequence[int], point: dict[int, Any] | None = None) -> list[Any]:
        """The values of some nodes."""
        return Reference(self.graph, nodes).values(point or self.point)

    def matrix(self, rows: Sequence[Sequence[int]], point: dict[int, Any] | None = None) -> Any:
        """The values of a matrix of nodes."""
        width = len(rows[0])
        flat = self.values([node for row in rows for node in row], point)
        return (
            mpmath.matrix(len(rows), width)
            if not width
            else mpmath.matrix([flat[i : i + width] for i in range(0, len(flat), width)])
        )

    def _rows(self) -> dict[str, dict[str, Expr]]:
        return {**self.found.derivatives, **self.found.outputs}

    def _place(self) -> str:
        names = self.graph.names
        return ", ".join(f"{names[node]} = {float(value)!r}" for node, value in self.point.items())

    # ---- what the point can be

    def _noise(self, node: int) -> Any:
        """How far the rounding of the point can move a formula, to second order."""
        expr = Expr(self.graph, node)
        names = [variable.name for variable in expr.variables]
        sizes = [abs(self.point[self.graph.symbol(name)]) * GIVEN for name in names]
        first = [expr.diff(name) for name in names]
        second = [[each.diff(other) for other in names] for each in first]
        moved = self.values([e.node for row in [first, *second] for e in row])
        moved = [0 if mpmath.isnan(value) else abs(value) for value in moved]
        total = sum([a * b for a, b in zip(moved, sizes, strict=False)])
        pairs = [a * b for a in sizes for b in sizes]
        return total + sum([a * b for a, b in zip(moved[len(names) :], pairs, strict=True)]) / 2

    def _is_off(self, residuals: Sequence[Any]) -> bool:
        return any(
            value != 0 and abs(value) > self._noise(node)
            for value, node in zip(residuals, self.system.residuals, strict=True)
        )

    def _is_singular(self, jacobian: Any, made: Diagnosis) -> bool:
        if len(self.system.residuals) == 1:
            value = abs(jacobian[0, 0])
            made.message = f"regular: {self.slope} = {float(jacobian[0, 0]):.6g}"
            return bool(value == 0 or value <= self._noise(self.found.record.jacobian[0][0]))
        condition = condition_number(jacobian)
        made.condition = float(condition)
        return bool(condition > SINGULAR)

    def _regular(self, made: Diagnosis) -> None:
        rows = self._rows()
        flat = self.values([expr.node for row in rows.values() for expr in row.values()])
        least = CLEAN * max([abs(v) for v in flat if not mpmath.isnan(v)], default=0)
        numbers = iter(
            [None if mpmath.isnan(v) else float(v if abs(v) > least else 0) for v in flat]
        )
        for name, row in rows.items():
            made.values[name] = {by: next(numbers) for by in row}
        if made.condition is None:
            return
        made.message = f"regular: the condition number of {self.slope} is {made.condition:.3g}"
        if made.condition > BAD:
            lost = int(mpmath.log10(made.condition))
            made.message = f"badly conditioned: in doubles about {lost} digits are lost" + (
                f" (the condition number of {self.slope} is {made.condition:.3g})"
            )

    def _off(self, made: Diagnosis) -> None:
        made.kind = OFF
        is_curve = len(self.point) == 2 and len(self.system.residuals) == 1
        what = "is not on the curve" if is_curve else "does not solve the equations"
        made.message = f"the point {what}: |F| = {made.distance:.3g}"
        nearby = self._projected()
        if nearby is not None:
            names = self.system.dependents
            made.nearby = dict(zip(names, map(float, nearby), strict=True))
            where = ", ".join(f"{name} = {value!r}" for name, value in made.nearby.items())
            there = "the curve passes" if is_curve else "they are solved by"
            made.message += f"; with the other variables as given, {there} {where}"

    def _projected(self) -> list[Any] | None:
        """The dependents after Newton's iteration from the point; None where it finds nothing."""
        point = dict(self.point)
        nodes = self.found.record.dependents
        for _ in range(STEPS):
            residuals = self.values(self.system.residuals, point)
            jacobian = self.matrix(self.found.record.jacobian, point)
            if any(mpmath.isnan(value) for value in (*residuals, *jacobian)):
                return None
            try:
                steps = mpmath.lu_solve(jacobian, mpmath.matrix(residuals))
            except ZeroDivisionError:
                return None
            for node, step in zip(nodes, steps, strict=True):
                point[node] -= step
            if all(
                abs(step) <= abs(point[node]) * mpmath.mpf(10) ** (5 - DIGITS)
                for node, step in zip(nodes, steps, strict=True)
            ):
                return [point[node] for node in nodes]
        return None

    # ---- singular points

    def _singular(self, made: Diagnosis, jacobian: Any, slopes: Any) -> None:
        kinds = []
        for place, name in enumerate(self.found.wrt):
            inverse = self._inverse(jacobian, slopes[:, place])
            if inverse:
                made.inverse[name] = inverse
                kinds.append((VERTICAL, self._exchanged(name, inverse)))
            elif len(self.system.residuals) == 1:
                kinds.append(self._curve_point(made, name))
            else:
                text = f"no single unknown can be exchanged for {name} either"
                kinds.append((SINGULAR_SYSTEM, text))
        made.kind = kinds[0][0] if kinds else SINGULAR_SYSTEM
        if len(self.system.residuals) > 1:
            made.kind = SINGULAR_SYSTEM
        texts = dict.fromkeys(text for _, text in kinds)
        what = f"{self.slope} {'= 0' if len(self.system.residuals) == 1 else 'is singular'}"
        made.message = "; ".join([what, *texts])

    def _inverse(self, jacobian: Any, column: Any) -> dict[str, float]:
        """d(variable)/d(dependent), for each dependent that the variable can be exchanged for."""
        found: dict[str, float] = {}
        for place, name in enumerate(self.system.dependents):
            exchanged = jacobian.copy()
            exchanged[:, place] = column
            if self._is_regular(exchanged, place):
                solved = mpmath.lu_solve(exchanged, -jacobian[:, place])
                found[name] = float(solved[place])
        return found

    def _exchanged(self, name: str, inverse: dict[str, float]) -> str:
        """The sentence on the derivatives that exist instead."""
        parts = [f"d{name}/d{other} = {value:.6g}" for other, value in inverse.items()]
        if len(self.system.residuals) == 1:
            return f"vertical tangent over {name}: {parts[0]}"
        return f"solved for {name} instead of {' or '.join(inverse)}: {', '.join(parts)}"

    def _is_regular(self, matrix: Any, place: int) -> bool:
        if matrix.rows > 1:
            return bool(condition_number(matrix) <= SINGULAR)
        (variables,) = self.slope_rows
        noise = max([self._noise(node) for node in variables])
        return bool(abs(matrix[0, 0]) > noise)

    def _curve_point(self, made: Diagnosis, name: str) -> tuple[str, str]:
        """The kind of a point where F_x and F_y vanish, from the terms of second order on."""
        names = (name, self.system.dependents[0])
        kind, slopes, text = branches(self.graph, self.system.residuals[0], names, self.point)
        made.slopes[name] = slopes
        return kind, text


def condition_number(matrix: Any) -> Any:
    """The ratio of the largest to the smallest singular value, every row scaled to length 1."""
    scaled = matrix.copy()
    for i in range(matrix.rows):
        length = mpmath.norm(matrix[i, :])
        if length == 0:
            return mpmath.inf
        scaled[i, :] = matrix[i, :] / length
    singular = mpmath.svd_r(scaled, compute_uv=False)
    smallest = min(singular)
    return mpmath.inf if smallest == 0 else max(singular) / smallest
