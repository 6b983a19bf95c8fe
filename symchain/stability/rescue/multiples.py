"""Functions that are c*u^n times one that was repaired before.

The second derivatives of a function of u = h*f/(k*T) by h, f, k and T are powers of these times
three functions of u, each of them in several guises. One repair is enough for each.
"""

from __future__ import annotations

from fractions import Fraction

import mpmath

from symchain.evaluation.reference import Reference
from symchain.functions.precision import WorkingDigits
from symchain.graph.graph import Graph
from symchain.graph.transfer import transfer
from symchain.stability.rescue.similarity import agree, is_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

PROBED = (1.375, 0.8125, 2.9375, -1.1875, -0.90625, -3.3125)
FEWEST = 3  # points at which both have values
LARGEST = 1_000  # denominators of c


class Function:
    """A function of one variable, and the node of what repairs it."""

    def __init__(self, graph: Graph, root: int, variable: int, node: int) -> None:
        self.graph = graph
        self.variable = variable
        self.node = node
        self.values = _values(graph, root, variable)

    def multiple(self, values: Iterable[Any]) -> tuple[Fraction, int] | None:
        """The numbers c and n >= 0 with which other values are c*u^n times these; None without."""
        ratios: dict[Any, Any] = {}
        for u, other, own in zip(PROBED, values, self.values, strict=True):
            if is_number(other) and is_number(own) and other and own:
                ratios[mpmath.mpf(u)] = other / own
            elif is_number(other) or is_number(own):
                return None
        if len(ratios) < FEWEST:
            return None
        (u, first), (v, second), *_ = ratios.items()
        power = int(mpmath.nint(mpmath.log(abs(second / first)) / mpmath.log(abs(v / u))))
        share = Fraction(float(first / u**power)).limit_denominator(LARGEST)
        c = mpmath.mpf(share.numerator) / share.denominator
        is_multiple = c and all(agree(ratio, c * u**power) for u, ratio in ratios.items())
        return (share, power) if is_multiple and power >= 0 else None


def multiple(graph: Graph, root: int, variable: int, known: Iterable[Function]) -> int | None:
    """The node of a function as a multiple of the repair of another; None where it is none."""
    values = _values(graph, root, variable)
    for function in known:
        with WorkingDigits(60):
            found = function.multiple(values)
        if found is not None:
            share, power = found
            images = {function.variable: variable}
            (node,) = transfer(function.graph, [function.node], graph, images)
            powers = graph.power(variable, graph.constant(power))
            factor = graph.constant(share.numerator, share.denominator)
            return graph.multiply(graph.multiply(factor, powers), node)
    return None


def _values(graph: Graph, root: int, variable: int) -> list[Any]:
    reference = Reference(graph, [root])
    return [reference.values({variable: mpmath.mpf(u)})[0] for u in PROBED]
