"""The engines of the check: each gives values, slopes and curvatures of formulas at a point.

A slope is the derivative along a direction (variable -> component), a curvature the second
derivative along two. An engine that cannot give a number answers nan, which decides nothing.
"""

from __future__ import annotations

import math

from symchain.checking import autodiff
from symchain.evaluation.floats import Tape
from symchain.evaluation.reference import Reference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from symchain.graph.graph import Graph

    Point = Mapping[int, float]
    Direction = Mapping[int, float]

MPMATH, DUAL, TAPE = "mpmath (50 digits)", "dual numbers", "reverse tape"
COMMON = (
    1.5  # times the nodes of the largest formula: what all together may have to be run together
)
HESSIANS = 12  # variables up to which JAX and PyTorch are asked for whole Hessians


class Engine:
    """One way to the truth, for each of several roots."""

    name = ""

    def value(self, place: int, point: Point) -> float:
        """The value of a root."""
        return math.nan

    def slope(self, place: int, point: Point, direction: Direction) -> float:
        """The derivative of a root along a direction."""
        return math.nan

    def curvature(self, place: int, point: Point, first: Direction, second: Direction) -> float:
        """The second derivative of a root along two directions."""
        return math.nan


class Exact(Engine):
    """mpmath on the original formulas, by differences at high precision.

    `size` is how many nodes the largest formula has, `is_quick` whether all functions are quick at
    any number of digits. Formulas that have most of their nodes in common are run together.
    """

    name = MPMATH

    def __init__(self, graph: Graph, roots: Sequence[int]) -> None:
        own = [Reference(graph, [root]) for root in roots]
        self.size = max([len(reference.order) for reference in own], default=1)
        self.is_quick = all(reference.is_quick for reference in own)
        whole = Reference(graph, roots)
        self.references = [(reference, 0) for reference in own]
        if self.is_quick and len(whole.order) <= COMMON * self.size:
            self.references = [(whole, place) for place in range(len(roots))]

    def value(self, place: int, point: Point) -> float:
        reference, root = self.references[place]
        return float(reference.limit(point, root))

    def slope(self, place: int, point: Point, direction: Direction) -> float:
        reference, root = self.references[place]
        return float(reference.slope(point, direction, root))

    def curvature(self, place: int, point: Point, first: Direction, second: Direction) -> float:
        reference, root = self.references[place]
        return float(reference.curvature(point, first, second, root))


class Forward(Engine):
    """Dual numbers: one sweep of the graph for each direction."""

    name = DUAL

    def __init__(self, tapes: Sequence[Tape]) -> None:
        self.tapes = tapes

    def slope(self, place: int, point: Point, direction: Direction) -> float:
        return self.tapes[place].along(point, direction)


class Gradients(Engine):
    """An engine that makes the whole gradient of a root at once (and perhaps its Hessian)."""

    def __init__(
        self,
        name: str,
        variables: Sequence[int],
        gradients: Sequence[Callable[[Point], tuple[float, list[float]]]],
        hessians: Sequence[Callable[[Point], Sequence[Sequence[float]]]] = (),
    ) -> None:
        self.name = name
        self.variables = list(variables)
        self.gradients = gradients
        self.hessians = hessians
        self.known: dict[object, Any] = {}

    def _at(self, what: str, place: int, point: Point, run: Callable[[Point], Any]) -> Any:
        key = (what, place, tuple(point.values()))
        if key not in self.known:
            self.known[key] = run(point)
        return self.known[key]

    def value(self, place: int, point: Point) -> float:
        value: float = self._at("gradient", place, point, self.gradients[place])[0]
        return value

    def slope(self, place: int, point: Point, direction: Direction) -> float:
        gradient = self._at("gradient", place, point, self.gradients[place])[1]
        return _dot(self.variables, gradient, direction)

    def curvature(self, place: int, point: Point, first: Direction, second: Direction) -> float:
        if not self.hessians:
            return math.nan
        rows = self._at("hessian", place, point, self.hessians[place])
        products = [_dot(self.variables, row, second) for row in rows]
        return _dot(self.variables, products, first)


def _dot(variables: Sequence[int], values: Sequence[float], direction: Direction) -> float:
    pairs = zip(variables, values, strict=True)
    return math.fsum([direction[v] * x for v, x in pairs if direction.get(v)])


def engines(
    graph: Graph,
    roots: Sequence[int],
    tapes: Sequence[Tape],
    variables: Sequence[int],
    wanted: Sequence[str],
    curved: bool,
) -> tuple[list[Engine], list[str]]:
    """The engines for some roots, and notes on those that were left out.

    `wanted` names JAX and PyTorch, `curved` asks for second derivatives.
    """
    found: list[Engine] = [
        Exact(graph, roots),
        Forward(tapes),
        Gradients(TAPE, tapes[0].variables, [tape.gradient for tape in tapes]),
    ]
    notes = []
    size = max(len(tape.order) for tape in tapes)
    for name in wanted:
        if size > autodiff.LARGEST:
            notes.append(f"{name} skipped: the formula has more than {autodiff.LARGEST} nodes")
            continue
        made = _other(name, tapes, variables, curved and len(variables) <= HESSIANS)
        if made is None:
            notes.append(f"{name} skipped: it lacks a function of the formula")
        else:
            found.append(made)
    return found, notes


def _other(
    name: str, tapes: Sequence[Tape], variables: Sequence[int], curved: bool
) -> Engine | None:
    gradients, hessians = [], []
    for tape in tapes:
        pair = autodiff.derivatives(name, tape.graph, tape.root, variables)
        if pair is None:
            return None
        gradients.append(_of_point(variables, pair[0], with_value=True))
        hessians.append(_of_point(variables, pair[1], with_value=False))
    return Gradients(name, variables, gradients, hessians if curved else ())


def _of_point(
    variables: Sequence[int], run: Callable[[list[float]], Any], with_value: bool
) -> Callable[[Point], Any]:
    """A function of the list of inputs as one of a point; an engine's value is not compared."""

    def at(point: Point) -> Any:
        result = run([point[v] for v in variables])
        return (math.nan, result) if with_value else result

    return at
