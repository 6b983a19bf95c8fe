"""Probes: which numbers of an emitted function are compared, and with what.

Few variables: every entry. Many: along fixed directions, so that the cost stays a few evaluations.
"""

from __future__ import annotations

import math

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from symchain.checking.engines import Engine

    Point = Mapping[int, float]
    Truth = Callable[[Engine, Point], float]
    Weights = dict[int, float]  # place among the outputs of a function -> factor

FEW = 8  # variables, or outputs, up to which every entry is compared
DIRECTIONS = 2


class Probe:
    """One number: a weighted sum of what a function returns, and what an engine says it is.

    `order` is 0 for a value, 1 for a slope, 2 for a curvature.
    """

    __slots__ = ("known", "order", "truth", "weights", "what")

    def __init__(self, what: str, weights: Weights, truth: Truth, order: int = 1) -> None:
        self.what = what
        self.order = order
        self.weights = weights
        self.truth = truth
        self.known: dict[tuple[str, object], float] = {}

    def of(self, results: Sequence[float], start: int) -> float:
        """The number, from all that the function returned; its kind begins at a place."""
        return math.fsum([factor * results[start + i] for i, factor in self.weights.items()])

    def expected(self, engine: Engine, number: object, point: Point) -> float:
        """What an engine says at a point; asked once for each point's number."""
        key = engine.name, number
        if key not in self.known:
            self.known[key] = self.truth(engine, point)
        return self.known[key]


class Problem:
    """What is differentiated: roots by name, and variables by name (their nodes)."""

    def __init__(self, outputs: Mapping[str, int], wrt: Mapping[str, int], scalar: bool) -> None:
        self.outputs = list(outputs)
        self.wrt = dict(wrt)
        self.nodes = list(wrt.values())
        self.scalar = scalar

    @property
    def direction(self) -> list[float]:
        """The direction that emitted products are given."""
        return fixed(len(self.wrt), 3)

    @property
    def weights(self) -> list[float]:
        """The weights that emitted products are given."""
        return fixed(len(self.outputs), 4)


def fixed(count: int, number: int) -> list[float]:
    """Numbers between 1 and 2 without a pattern, the same on every run."""
    return [1.0 + math.fmod((i + 1) * 0.6180339887498949 * number, 1.0) for i in range(count)]


def directions(names: Sequence[str]) -> list[tuple[str, list[float]]]:
    """What is asked for along each of some axes, or along a few directions where there are many."""
    count = len(names)
    if count <= FEW:
        return [(name, [float(i == j) for j in range(count)]) for i, name in enumerate(names)]
    return [(f"direction {k}", fixed(count, k)) for k in range(1, DIRECTIONS + 1)]


def combined(parts: Sequence[float], start: int = 0) -> Weights:
    """The weights of consecutive results."""
    return {start + i: part for i, part in enumerate(parts) if part}


# ---- what an engine is asked


def value_of(place: int) -> Truth:
    """The value of an output."""
    return lambda engine, point: engine.value(place, point)


def slope_of(problem: Problem, weights: Sequence[float], parts: Sequence[float]) -> Truth:
    """The derivative of a weighted sum of the outputs along a direction."""
    along = _direction(problem, parts)
    wanted = [(place, weight) for place, weight in enumerate(weights) if weight]
    return lambda engine, point: math.fsum(
        [weight * engine.slope(place, point, along) for place, weight in wanted]
    )


def curvature_of(problem: Problem, first: Sequence[float], second: Sequence[float]) -> Truth:
    """The second derivative of the only output along two directions."""
    a, b = _direction(problem, first), _direction(problem, second)
    return lambda engine, point: engine.curvature(0, point, a, b)


def _direction(problem: Problem, parts: Sequence[float]) -> dict[int, float]:
    """The nodes of the variables with the components of a direction that are not zero."""
    return {node: part for node, part in zip(problem.nodes, parts, strict=True) if part}


def _only(problem: Problem, place: int) -> list[float]:
    """Weights of one output alone."""
    return [float(i == place) for i in range(len(problem.outputs))]


# ---- the probes of each kind


def values(problem: Problem) -> list[Probe]:
    """Probes of the values of all outputs."""
    return [
        Probe("value" if problem.scalar else name, {place: 1.0}, value_of(place), 0)
        for place, name in enumerate(problem.outputs)
    ]


def slopes(problem: Problem, place: int, start: int = 0) -> list[Probe]:
    """Probes of a row of partial derivatives of an output."""
    own = _only(problem, place)
    return [
        Probe(_named(problem, place, what), combined(parts, start), slope_of(problem, own, parts))
        for what, parts in directions(list(problem.wrt))
    ]


def _named(problem: Problem, place: int, what: str) -> str:
    output = "" if problem.scalar else problem.outputs[place]
    if what in problem.wrt:
        return f"d{output}/d{what}"
    return f"derivative of {output or 'the value'} along {what}"


def jacobian(problem: Problem) -> list[Probe]:
    """Probes of all rows, one row after the other."""
    width = len(problem.wrt)
    return [
        probe
        for place in range(len(problem.outputs))
        for probe in slopes(problem, place, place * width)
    ]


def hessian(problem: Problem) -> list[Probe]:
    """Probes of a symmetric matrix, one row after the other."""
    axes = directions(list(problem.wrt))
    return [
        Probe(
            f"second derivative by {what} and {name}",
            _outer(first, second),
            curvature_of(problem, first, second),
            2,
        )
        for i, (what, first) in enumerate(axes)
        for name, second in axes[: i + 1]
    ]


def _outer(first: Sequence[float], second: Sequence[float]) -> Weights:
    """The weights of a matrix's entries in first * matrix * second."""
    width = len(second)
    return {
        row * width + column: a * b
        for row, a in enumerate(first)
        if a
        for column, b in enumerate(second)
        if b
    }


def jvp(problem: Problem) -> list[Probe]:
    """Probes of the derivative of each output along the given direction."""
    return [
        Probe(
            f"derivative of {name} along the direction",
            {place: 1.0},
            slope_of(problem, _only(problem, place), problem.direction),
        )
        for place, name in enumerate(problem.outputs)
    ]


def vjp(problem: Problem) -> list[Probe]:
    """Probes of the gradient of the weighted sum of the outputs."""
    return [
        Probe(
            f"weighted derivative by {what}",
            combined(parts),
            slope_of(problem, problem.weights, parts),
        )
        for what, parts in directions(list(problem.wrt))
    ]


def hvp(problem: Problem) -> list[Probe]:
    """Probes of the Hessian times the given direction."""
    return [
        Probe(
            f"second derivative by {what} and the direction",
            combined(parts),
            curvature_of(problem, parts, problem.direction),
            2,
        )
        for what, parts in directions(list(problem.wrt))
    ]


PROBES: dict[str, Callable[[Problem], list[Probe]]] = {
    "value": values,
    "gradient": lambda problem: slopes(problem, 0),
    "jacobian": jacobian,
    "hessian": hessian,
    "jvp": jvp,
    "vjp": vjp,
    "hvp": hvp,
}
CURVED = frozenset(("hessian", "hvp"))
