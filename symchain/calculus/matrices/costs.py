"""What derivatives take: operations of the value, and of value and Jacobian in each mode.

The bounds are those of Griewank and Walther, Evaluating Derivatives (2008), section 4.5 and 3.2:
with n variables and k outputs, 1 + 1.5*n times the value forward, 1.5 + 2.5*k times in reverse (so
4 for a gradient, the cheap gradient principle).
"""

from __future__ import annotations

from symchain.calculus.matrices import asked, jacobians, roots_of
from symchain.graph.walk import operations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from symchain.graph.expr import Expr
    from symchain.graph.model import Source


class Costs:
    """Operations of the `value`, and of value and Jacobian together by mode; the `best` mode."""

    __slots__ = ("best", "bounds", "modes", "shape", "value")

    def __init__(
        self, shape: tuple[int, int], value: int, modes: dict[str, int], bounds: dict[str, float]
    ) -> None:
        self.shape = shape
        self.value = value
        self.modes = modes
        self.bounds = bounds
        self.best = min(modes, key=lambda mode: modes[mode])

    def ratio(self, mode: str) -> float:
        """Operations of value and Jacobian, as a multiple of those of the value."""
        return self.modes[mode] / max(self.value, 1)

    def __str__(self) -> str:
        from symchain.display.grid import aligned

        rows = [["", "operations", "times value", "bound"], ["value", str(self.value), "1.00", ""]]
        for mode, count in self.modes.items():
            bound = f"{self.bounds[mode]:.1f}" if mode in self.bounds else ""
            mark = mode + (" (best)" if mode == self.best else "")
            rows.append([mark, str(count), f"{self.ratio(mode):.2f}", bound])
        outputs, variables = self.shape
        return f"Jacobian {outputs} x {variables}, with the value\n" + aligned(rows)

    def as_dict(self) -> dict[str, Any]:
        """The costs as plain data for JSON."""
        return {
            "outputs": self.shape[0],
            "variables": self.shape[1],
            "value": self.value,
            "modes": {
                mode: {
                    "operations": count,
                    "ratio": self.ratio(mode),
                    "bound": self.bounds.get(mode),
                }
                for mode, count in self.modes.items()
            },
            "best": self.best,
        }


def costs(source: Source, wrt: Iterable[Expr | str] | None = None) -> Costs:
    """The operations that the value and the Jacobian take in each mode, every shared one once.

    >>> from symchain import parse
    >>> found = costs(parse("sin(x*y)*z"))
    >>> found.value, found.modes["reverse"], found.best
    (3, 7, 'reverse')
    """
    model, names = asked(source, wrt)
    graph = model.graph
    roots = roots_of(model)
    variables = [graph.symbol(name) for name in names]
    modes = {}
    for mode in jacobians.candidates(graph, roots, variables):
        found, _ = jacobians.entries(graph, roots, variables, mode)
        modes[mode] = operations(graph, [*roots, *found.values()])
    bounds = {"forward": 1 + 1.5 * len(names), "reverse": 1.5 + 2.5 * len(roots)}
    return Costs((len(roots), len(names)), operations(graph, roots), modes, bounds)
