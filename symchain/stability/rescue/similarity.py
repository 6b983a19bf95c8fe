"""Formulas of several variables that are a product of powers times a function of one value.

Planck's law and each of its derivatives are powers of h, nu, k, T times a function of h*nu/(k*T),
as dimensional analysis says (Buckingham 1914). With every other variable set to 1 the formula is
that function; the powers are read off exact values, and the whole is then tried at other points.
"""

from __future__ import annotations

import mpmath

from symchain.evaluation.reference import Reference
from symchain.graph.graph import Graph
from symchain.graph.rational import ONE, Rational, inverse
from symchain.graph.transfer import transfer
from symchain.graph.walk import reachable, variables
from symchain.simplification.products import factors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

AGREEING = 25  # digits
HIGHEST = 12  # exponents


class Reduced:
    """The function g of one variable in a graph of its own, for root = g(inner) * powers."""

    def __init__(
        self, graph: Graph, root: int, inner: int, coefficient: Rational, own: dict[int, Rational]
    ) -> None:
        self.whole = Reference(graph, [root, inner])
        self.inner = own
        self.eliminated = eliminated = next(node for node, e in own.items() if abs(e[0]) == e[1])
        exponent = own[eliminated]
        self.own = Graph()
        self.variable = self.own.symbol("u")
        one = self.own.constant(1)
        images = dict.fromkeys(variables(graph, [root]), one)
        scaled = self.own.multiply(self.own.number(inverse(coefficient)), self.variable)
        images[eliminated] = scaled if exponent == ONE else self.own.divide(one, scaled)
        self.root = transfer(graph, [root], self.own, images)[0]
        self.others = [node for node in images if node != eliminated]
        self.sign = exponent[0]

    def powers(self) -> dict[int, Rational] | None:
        """The powers of the other variables; None where the formula is no such product."""
        with mpmath.workdps(60):
            start = self._point(0)
            first = self.whole.values(start)[0]
            found: dict[int, Rational] = {}
            for node in self.others:
                moved = dict(start)
                moved[node] = 2 * moved[node]
                part = self.inner.get(node, (0, 1))
                moved[self.eliminated] /= mpmath.mpf(2) ** (
                    self.sign * mpmath.mpf(part[0]) / part[1]
                )
                value = self.whole.values(moved)[0]
                if not first or not value or not value / first > 0:
                    return None
                exponent = mpmath.log(value / first, 2)
                nearest = int(mpmath.nint(exponent))
                if abs(exponent - nearest) > mpmath.mpf(10) ** -AGREEING or abs(nearest) > HIGHEST:
                    return None
                found[node] = (nearest, 1)
            if not all(self._holds(found, number) for number in range(1, 33)):
                return None
            return {node: exponent for node, exponent in found.items() if exponent[0]}

    def _point(self, number: int) -> dict[int, Any]:
        """Positive numbers for all variables, other ones for each number."""
        nodes = [self.eliminated, *self.others]
        return {
            node: 1 + mpmath.sqrt(2 + (7 * i + 3 * number) % 11) / (3 + number)
            for i, node in enumerate(nodes)
        }

    def _holds(self, found: Mapping[int, Rational], number: int) -> bool:
        point = {
            node: -value if number >> place & 1 else value  # abs(a)*g is no a*g
            for place, (node, value) in enumerate(self._point(number).items())
        }
        whole, inner = self.whole.values(point)
        part = Reference(self.own, [self.root]).values({self.variable: inner})[0]
        if whole != whole:
            return True  # outside of the domain there is nothing to keep
        for node, exponent in found.items():
            part *= point[node] ** exponent[0]
        return bool(abs(whole - part) <= abs(whole) * mpmath.mpf(10) ** -AGREEING)


def reduced(graph: Graph, root: int, inner: int) -> Reduced | None:
    """The function of an inner product that a formula may be; None where that is no product."""
    coefficient, powers = ONE, {inner: ONE}
    if inner not in graph.names:
        coefficient, powers = factors(graph, inner, {}, set(reachable(graph, [inner])))
    simple = any(abs(exponent[0]) == exponent[1] for exponent in powers.values())
    if not simple or any(node not in graph.names for node in powers) or not coefficient[0]:
        return None
    return Reduced(graph, root, inner, coefficient, powers)
