"""Modules of implicit functions: solved and differentiated by mpmath before they are written.

The truth (`branch`) knows only the equations. No derivative of ours has a part in it.
"""

from __future__ import annotations

import math
from functools import partial
from itertools import islice

from symchain.checking import failed
from symchain.checking.accuracy import NUDGE, judge
from symchain.checking.branch import DIGITS, Branch
from symchain.checking.losses import Accuracy
from symchain.checking.probes import fixed
from symchain.checking.verdict import Finding, Verdict
from symchain.errors import CheckError, SymchainError
from symchain.evaluation.reference import Reference
from symchain.evaluation.sampling import (
    as_ranges,
    assumed,
    candidates,
    check_range,
    holds,
    integer_variables,
)
from symchain.functions.precision import WorkingDigits
from symchain.graph.walk import reachable
from symchain.parsing.names import unknown_variable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from symchain.calculus.implicit.equations import Source, System, Variable

POINTS, MANY_POINTS = 5, 60  # the latter where accuracy is measured in full
ATTEMPTS = 300
TOLERANCE = 1e-9
ROUNDING = 1e-14  # beside the largest number of a result, which the others share terms with
ENGINE = "mpmath (equations solved with 50 digits)"


def generate_implicit_checked(
    source: Source | System,
    dep: Variable | Sequence[Variable] | None = None,
    wrt: Sequence[Variable] | Variable | None = None,
    order: int = 1,
    *,
    variables: Sequence[Variable] | None = None,
    ranges: Mapping[str, Any] | None = None,
    accuracy: bool = False,
    **options: Any,
) -> tuple[str, Verdict]:
    """The text of a module of implicit functions and the verdict that allowed it.

    `ranges` say where to sample variables, and where to start the search for unknowns, `accuracy`
    measures at more points; the other options are those of
    `symchain.codegen.implicit.generate_implicit`. Raises CheckError where a function disagrees with
    mpmath or where no point with a solution is found.
    """
    from symchain.calculus.implicit.equations import System, system
    from symchain.codegen.header import read_header
    from symchain.codegen.implicit import generate_implicit as generated
    from symchain.graph.expr import as_names

    names = as_names(variables)
    made = source if isinstance(source, System) else system(source, dep, names)
    places = as_ranges(ranges)
    written = partial(generated, wrt=wrt, order=order, variables=variables)
    again = _system(read_header(written(made))[0])  # as it will be read from the module's header

    def text(checked: str) -> str:
        return written(again, checked=checked, ranges=places, **options)

    verdict = check_source(text(""), again, places, MANY_POINTS if accuracy else POINTS)
    if not verdict.passed:
        raise failed(verdict)
    return text(verdict.summary()), verdict


def generate_implicit(source: Source, dep: Any = None, wrt: Any = None, **options: Any) -> str:
    """The text of a module that solves equations and differentiates the solution, checked.

    The functions take the variables, then the unknowns: `solve(x, guess)` by Newton's method,
    `derivative(x, y)`, `adjoint(x, y, weights)`, `solve_and_derivative(x, guess)`. Options:
    `target` ("python", "c", "cpython", "numpy", "jax", "torch"), `order` (up to 6), `variables`
    (the order of the arguments), `name`, `standalone`, `ranges` (where to sample the variables and
    to start the search for the unknowns).
    Raises CheckError where a function disagrees with mpmath, and what `symchain.implicit` raises.
    """
    return generate_implicit_checked(source, dep, wrt, **options)[0]


def regenerated(facts: Mapping[str, Any]) -> tuple[str, System]:
    """The module that a header's facts describe, and its equations.

    Raises SymchainError where they describe none.
    """
    from symchain.codegen.implicit import generate_implicit as generated

    try:
        made = _system(facts)
        text = generated(
            made,
            wrt=[str(name) for name in facts["wrt"]],
            order=int(facts["order"]),
            target=str(facts.get("target", "python")),
            variables=[str(name) for name in facts["variables"]],
            name=str(facts.get("module") or facts["name"]),
            checked=str(facts["checked"]),
            ranges={str(name): tuple(limits) for name, limits in facts["ranges"].items()},
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        raise SymchainError("the symchain header of the module is damaged") from None
    return text, made


def _system(facts: Mapping[str, Any]) -> System:
    """The equations of a header."""
    from symchain.calculus.implicit.equations import System
    from symchain.codegen.regeneration import model_of

    unknowns = [str(name) for name in facts["unknowns"]]
    names = [*map(str, facts["variables"]), *unknowns]
    formulas = [str(formula) for formula in facts["formulas"]]
    outputs = {str(name): str(formula) for name, formula in facts["outputs"].items()}
    given = [str(text) for text in facts.get("assumptions", ())]
    places = [f"equation {i}" for i in range(len(formulas))]
    every = [*formulas, *outputs.values()]
    model = model_of([*places, *outputs], every, names, given, bool(facts.get("strict")))
    nodes = [expr.node for expr in model.outputs.values()]
    residuals, results = nodes[: len(formulas)], nodes[len(formulas) :]
    return System(model.graph, residuals, unknowns, dict(zip(outputs, results, strict=True)))


def check_source(
    source: str, system: System, ranges: Mapping[str, Any], most: int = POINTS
) -> Verdict:
    """The verdict on emitted text at so many points; the text must be our own: it is run.

    Raises CheckError where no point is found at which the equations can be solved.
    """
    known = (*system.independents, *system.dependents)
    for name, limits in ranges.items():
        if name not in known:
            raise unknown_variable(name, known)
        check_range(name, limits)
    judged = _Judge(source, system)
    for point, guess in _starts(system, judged.variables, ranges):
        if judged.verdict.points >= most or not judged.verdict.passed:
            break
        judged.at(point, guess)
    if judged.verdict.passed and not judged.verdict.points:
        raise CheckError(
            f"no point was found at which the equations can be solved ({ATTEMPTS} tried"
            + ", all within the assumptions" * bool(system.graph.given)
            + "): say "
            "where to look, as in --range x=1:2, and where to start, as in --range y=1:2"
        )
    return judged.verdict


def _starts(
    system: System, variables: Sequence[str], ranges: Mapping[str, Any]
) -> Iterator[tuple[dict[str, float], list[float]]]:
    """Points in the variables, with a guess for the unknowns: where it is said, then elsewhere."""
    graph = system.graph
    nodes = system.symbols([*variables, *system.dependents])
    whole = integer_variables(graph, reachable(graph, system.residuals))
    elsewhere = {name: limits for name, limits in ranges.items() if name in variables}
    for limits in (ranges, elsewhere):
        for drawn in islice(candidates(graph, nodes, limits, whole), ATTEMPTS // 2):
            named = {graph.names[node]: value for node, value in drawn.items()}
            guess = [named.pop(name) for name in system.dependents]
            yield named, guess


class _Judge:
    """Compares a module with mpmath at one point after the other."""

    def __init__(self, source: str, system: System) -> None:
        from symchain.codegen.running import in_doubles, loaded

        facts = in_doubles(source)
        self.system = system
        self.variables: list[str] = facts["variables"]
        self.wrt: list[str] = facts["wrt"]
        self.order: int = facts["order"]
        self.space = loaded(source)
        self.start = facts["name"] + "_" if facts["name"] else ""
        self.single = len(system.dependents) == 1
        self.symbols = system.symbols([*self.variables, *system.dependents])
        self.given = assumed(system.graph, self.symbols)
        self.verdict = Verdict(0, [ENGINE])
        self.verdict.accuracy = Accuracy()

    def at(self, point: dict[str, float], guess: list[float]) -> None:
        """All comparisons from one start.

        Nothing where the equations are not solved there, or by what the assumptions exclude.
        """
        arguments = [point[name] for name in self.variables]
        try:
            found = self.call("solve", *arguments, guess[0] if self.single else guess)
        except (ArithmeticError, ValueError):
            return
        unknowns = flat(found)
        if any(value != value for value in unknowns):  # arrays have nan where nothing is found
            return
        if not holds(self.given, dict(zip(self.symbols, [*arguments, *unknowns], strict=True))):
            return
        with WorkingDigits(DIGITS + 10):
            try:
                branch = Branch(self.system, point, unknowns)
                solution = branch.solved({})
                slopes = [branch.slopes(name, branch.solved) for name in self.wrt]
                orders = self._orders(branch)
                totals = self._totals(branch, solution)
            except (ArithmeticError, ValueError):
                return
            self._compare(point, arguments, unknowns, solution, slopes, orders, totals)

    def call(self, name: str, *arguments: Any) -> Any:
        """What a function of the module returns."""
        return self.space[self.start + name](*arguments)

    def _orders(self, branch: Branch) -> list[float]:
        """The derivatives of all orders, where the module has them, as it returns them."""
        if self.order == 1:
            return []
        return [
            float(value)
            for name in self.wrt
            for order in range(1, self.order + 1)
            for value in branch.slopes(name, branch.solved, order)
        ]

    def _totals(self, branch: Branch, solution: list[Any]) -> list[list[Any]]:
        """The results, then their derivatives by each variable."""
        nodes = list(self.system.outputs.values())
        if not nodes:
            return []
        reference = Reference(self.system.graph, nodes)

        def results(moved: Mapping[str, Any]) -> list[Any]:
            unknowns = branch.solved(moved) if moved else solution
            return reference.values(branch.nodes(moved, unknowns), DIGITS)

        return [results({}), *[branch.slopes(name, results) for name in self.wrt]]

    def _compare(
        self,
        point: dict[str, float],
        arguments: list[float],
        unknowns: list[float],
        solution: list[Any],
        slopes: list[list[Any]],
        orders: list[float],
        totals: list[list[Any]],
    ) -> None:
        """Solution, derivatives, adjoint and results against the truth."""
        truths = [float(row[i]) for i in range(len(unknowns)) for row in slopes]
        weights = fixed(len(unknowns), 4)
        adjoint = [
            math.fsum([w * float(s) for w, s in zip(weights, row, strict=True)]) for row in slopes
        ]
        exact = [float(value) for value in solution]
        if not all(map(math.isfinite, [*truths, *exact])):
            return
        numbers = self._numbers(arguments, unknowns, weights)
        nudged = [value * (1 + NUDGE) for value in unknowns]
        moved = self._numbers(arguments, nudged, weights)
        if numbers is None or moved is None:
            return
        self.verdict.points += 1
        self._measure(point, arguments, unknowns, exact, slopes, truths)
        wide = self._names("d{0}/d{1}", self.system.dependents)
        self._each("solution", list(self.system.dependents), point, unknowns, exact, unknowns)
        self._each("derivative", wide, point, numbers[0], truths, moved[0])
        self._each("adjoint", list(self.wrt), point, numbers[1], adjoint, moved[1])
        if orders:
            names = [f"{k}" for k in range(len(orders))]
            self._each("derivatives", names, point, numbers[-1], orders, moved[-1])
        if totals:
            outputs = list(self.system.outputs)
            flat = [float(row[i]) for i in range(len(outputs)) for row in totals[1:]]
            values = [float(value) for value in totals[0]]
            self._each("result", outputs, point, numbers[2], values, moved[2])
            self._each(
                "gradient", self._names("d{0}/d{1}", outputs), point, numbers[3], flat, moved[3]
            )

    def _measure(
        self,
        point: Mapping[str, float],
        arguments: list[float],
        unknowns: list[float],
        exact: list[float],
        slopes: list[list[Any]],
        truths: list[float],
    ) -> None:
        """The errors of the solution, and of the derivatives at it, in ulp."""
        found, shifts = self.verdict.accuracy, zip(self.wrt, slopes, strict=True)
        assert found is not None
        moved = [
            [y + float(slope) * point[name] * NUDGE for y, slope in zip(unknowns, row, strict=True)]
            for name, row in shifts
        ]
        judge(found, self.system.dependents, point, unknowns, exact, moved)
        place = [*arguments, *unknowns]
        ahead = [
            self._slopes([*place[:i], value * (1 + NUDGE), *place[i + 1 :]], len(truths))
            for i, value in enumerate(place)
        ]
        names = self._names("d{0}/d{1}", self.system.dependents)
        judge(found, names, point, self._slopes(place, len(truths)), truths, ahead)

    def _slopes(self, place: list[float], size: int) -> list[float]:
        """The derivatives that the module returns; nan where it refuses a point."""
        try:
            return flat(self.call("derivative", *place))
        except (ArithmeticError, ValueError):
            return [math.nan] * size

    def _names(self, pattern: str, rows: Sequence[str]) -> list[str]:
        return [pattern.format(row, name) for row in rows for name in self.wrt]

    def _numbers(
        self, arguments: list[float], unknowns: list[float], weights: list[float]
    ) -> list[list[float]] | None:
        """What the functions return at a solution; None where they refuse it, or have nan."""
        place = [*arguments, *unknowns]
        names = ["outputs", "gradient"] if self.system.outputs else []
        names += ["derivatives"] if self.order > 1 else []
        try:
            found = [
                self.call("derivative", *place),
                self.call("adjoint", *place, weights[0] if self.single else weights),
                *[self.call(name, *place) for name in names],
            ]
        except (ArithmeticError, ValueError):
            return None
        numbers = [flat(each) for each in found]
        return None if any(x != x for row in numbers for x in row) else numbers

    def _each(
        self,
        kind: str,
        names: list[str],
        point: dict[str, float],
        got: list[float],
        expected: list[float],
        moved: list[float],
    ) -> None:
        """One comparison for each number; what rounding the solution moves is allowed."""
        if len(got) != len(expected):
            self.verdict.fail(f"{kind} has {len(got)} numbers instead of {len(expected)}")
            return
        largest = max([abs(truth) for truth in expected], default=0.0)
        floor = ROUNDING * largest
        for name, own, truth, other in zip(names, got, expected, moved, strict=True):
            error = abs(own - truth)
            size = abs(truth) if abs(truth) > floor else largest
            finding = Finding(f"{kind} {name}", ENGINE, point, truth, own, error / math.ulp(size))
            if error <= TOLERANCE * abs(truth) + floor + abs(other - own):
                self.verdict.add(finding)
            else:
                self.verdict.fail(finding)


def flat(numbers: Any) -> list[float]:
    """A number, or nested rows of numbers, as one list."""
    row = list(numbers) if isinstance(numbers, tuple) else [numbers]
    while any(isinstance(each, tuple) for each in row):
        row = [x for each in row for x in (each if isinstance(each, tuple) else (each,))]
    return [float(x) for x in row]
