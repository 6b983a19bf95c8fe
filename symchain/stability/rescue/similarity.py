"""Formulas of several variables that are a product of powers times a function of one value.

Planck's law and each of its derivatives are powers of h, nu, k, T times a function of h*nu/(k*T);
what is homogeneous in x and y is a power of y times a function of x/y. With every other variable
set to 1 (or -1) the formula is that function, which can be repaired on its axis.
"""

from __future__ import annotations

from functools import cached_property
from itertools import cycle
from itertools import product as choices

import mpmath

from symchain.evaluation.reference import Reference
from symchain.functions import TABLE
from symchain.functions.arithmetic import LESS
from symchain.functions.precision import WorkingDigits
from symchain.graph.graph import Graph
from symchain.graph.rational import MINUS_ONE, ONE, ZERO, Rational
from symchain.graph.transfer import transfer
from symchain.graph.walk import variables
from symchain.stability.rescue.dimensions import Dimension, Scaling, combined
from symchain.stability.rescue.mirrors import is_mirrored

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

AGREEING = 25  # digits
PROBES: list[Rational] = [(11, 8), (13, 16), (19, 16), (29, 32), (35, 32)]  # doubles
HIGHEST = 12  # exponents
MOST_SIGNS = 5  # variables of which all choices of signs are tried
ABS, SIGN = TABLE["abs"], TABLE["sign"]


class Half:
    """The function of u in a graph of its own, where the split variable has a sign."""

    def __init__(self, own: Graph, variable: int, root: int, sign: int) -> None:
        self.own = own
        self.variable = variable
        self.root = root
        self.sign = sign


class Similar:
    """root = powers * function(u), with u the product `inner` of powers of the variables.

    The function is what the formula is where all variables are 1 but the `eliminated` one, which
    is u or 1/u; in a half it is a function of `scale`*u, with a number `scale`. The powers are
    those of sizes; a change of sign of a variable that is `odd` changes that of the formula too.
    Where that is neither so nor not, as of y in sqrt(x + y^2) - y, the variable is `split`: each
    of its signs has a function. There is at most one such.
    """

    def __init__(
        self, graph: Graph, root: int, scaling: Scaling, eliminated: int, scale: int = -1
    ) -> None:
        self.graph = graph
        self.scale = graph.constant(1) if scale < 0 else scale
        self.root = root
        self.inner = scaling.inner
        self.eliminated = eliminated
        self.powers = scaling.without(eliminated)
        self.others = [node for node in variables(graph, [root]) if node != eliminated]
        self.odd: set[int] = set()
        self.split = -1

    @cached_property
    def whole(self) -> Reference:
        """The exact values of the formula and the scale."""
        return Reference(self.graph, [self.root, self.scale])

    @cached_property
    def halves(self) -> list[Half] | None:
        """The functions; None where the formula is no such product after all."""
        with WorkingDigits(60):
            if any(abs(exponent[0]) > HIGHEST for exponent in self.powers.values()):
                return None
            for variable in self.others:
                if not self._is_law(variable):
                    return None
            halves = [self._half(sign) for sign in ((1, -1) if self.split >= 0 else (1,))]
            return halves if all(map(self._holds, halves)) else None

    @cached_property
    def has_value_at_pole(self) -> bool:
        """Whether the formula has a value where its powers have none."""
        known = variables(self.graph, [self.root])
        for pole in poles(self.powers):
            numbers = dict(zip(known, cycle([mpmath.mpf(a) / b for a, b in PROBES])))
            values = [
                self.whole.values({**{v: sign * n for v, n in numbers.items()}, pole: 0})[0]
                for sign in (1, -1)
            ]
            if any(value == value for value in values):
                return True
        return False

    def _half(self, sign: int) -> Half:
        own = Graph()
        u = variable = own.symbol("u")
        images = dict.fromkeys(self.others, own.constant(1))
        if self.split >= 0:
            images[self.split] = own.constant(sign)
            if sign < 0 and self.inner.get(self.split, ZERO)[0] % 2:
                u = own.negate(u)  # the product of all has the sign of u only then
        images[self.eliminated] = self._of_inner(own, u)
        return Half(own, variable, transfer(self.graph, [self.root], own, images)[0], sign)

    def _of_inner(self, own: Graph, value: int) -> int:
        """The eliminated variable as the others are 1 and scale*u has a value."""
        unscaled = own.divide(value, transfer(self.graph, [self.scale], own, {})[0])
        is_plain = self.inner[self.eliminated] == ONE
        return unscaled if is_plain else own.divide(own.constant(1), unscaled)

    def probes(self) -> Iterator[tuple[Graph, int]]:
        """The formula with numbers for all variables but the eliminated one, of both signs.

        They are not 1, so that what is rounded when u is computed shows. Of one sign where the
        other one's is the mirror image, digit by digit.
        """
        for sign in (1,) if is_mirrored(self.graph, self.root, self.others) else (1, -1):
            own = Graph()
            numbers = [own.number((sign * top, bottom)) for top, bottom in PROBES]
            images = dict(zip(self.others, cycle(numbers)))
            images[self.eliminated] = own.symbol("u")
            yield own, transfer(self.graph, [self.root], own, images)[0]

    # ---- signs

    def _is_law(self, variable: int) -> bool:
        """Finds what a variable's sign does; False where that takes a second one to be split."""
        found = self._sign_ratio(variable)
        if found == 0:
            is_first, self.split = self.split < 0, variable
            return is_first
        if found == -1:
            self.odd.add(variable)
        return True

    def _sign_ratio(self, variable: int) -> int:
        """The formula at -x over that at x, u being the same; 0 where that is not always 1 or -1.

        1 where one of them has no value anyway.
        """
        ratios = set()
        for sign in (1, -1):
            point = self._point(0)
            point[self.eliminated] *= sign
            before = self.whole.values(point)[0]
            point[variable] = -point[variable]
            if self.inner.get(variable, ZERO)[0] % 2:
                point[self.eliminated] = -point[self.eliminated]
            after = self.whole.values(point)[0]
            if is_number(before) and is_number(after):
                ratios.add(1 if agree(before, after) else -1 if agree(before, -after) else 0)
        return ratios.pop() if len(ratios) == 1 else int(not ratios)

    def _point(self, number: int) -> dict[int, Any]:
        """Positive numbers for all variables, other ones for each number."""
        nodes = [self.eliminated, *self.others]
        return {
            node: 1 + mpmath.sqrt(2 + (7 * i + 3 * number) % 11) / (3 + number)
            for i, node in enumerate(nodes)
        }

    def _holds(self, half: Half) -> bool:
        """Whether the product has the values of the formula, for all choices of signs."""
        part = Reference(half.own, [half.root])
        nodes = [self.eliminated, *self.others][:MOST_SIGNS]
        for number, signs in enumerate(choices((1, -1), repeat=len(nodes))):
            point = self._point(number % 8)
            for node, sign in zip(nodes, signs, strict=True):
                point[node] *= sign
            if self.split >= 0:
                point[self.split] = half.sign * abs(point[self.split])
            whole, u = self.whole.values(point)
            for node, exponent in self.inner.items():
                u *= point[node] ** exponent[0]
            value = part.values({half.variable: u})[0]
            for node, exponent in self.powers.items():
                value *= abs(point[node]) ** (mpmath.mpf(exponent[0]) / exponent[1])
            for node in self.odd:
                value *= mpmath.sign(point[node])
            # outside of the domain there is nothing to keep
            if is_number(whole) and not agree(whole, value):
                return False
        return True

    # ---- writing

    def chosen(self, graph: Graph, nodes: list[int]) -> int:
        """The node of the half that the sign of the split variable asks for."""
        if len(nodes) == 1:
            return nodes[0]
        condition = graph.compare(LESS, graph.constant(0), self.split)
        return graph.where(condition, nodes[0], nodes[1])

    def monomial(self, graph: Graph, shift: Rational = ZERO) -> int:
        """The node of the powers and signs, times u^shift."""
        odd = set(self.odd)
        for variable, exponent in self.inner.items():
            if (exponent[0] * shift[0]) % 2:
                odd ^= {variable}
        return _paired(graph, combined(self.powers, self.inner, shift), odd)

    def value(self, graph: Graph) -> int:
        """The node of u."""
        odd = {node for node, own in self.inner.items() if own[0] % 2}
        return _paired(graph, self.inner, odd)


def _paired(graph: Graph, powers: Mapping[int, Rational], odd: set[int]) -> int:
    """The node of a product of powers of sizes and signs, as quotients times what is left.

    (x/y)*(x/y)/y is right where x^2 overflows.
    """
    above: list[int] = []
    below: list[int] = []
    result = graph.constant(1)
    for variable in dict.fromkeys([*powers, *sorted(odd)]):
        exponent = powers.get(variable, ZERO)
        is_plain = exponent[1] != 1 or exponent[0] % 2 == (variable in odd)
        base = variable
        if not is_plain and variable in odd:
            result = graph.multiply(graph.apply(SIGN, (variable,)), result)
        elif not is_plain:
            base = graph.apply(ABS, (variable,))
        if exponent[1] != 1:
            result = graph.multiply(result, graph.power(base, graph.number(exponent)))
        else:
            (above if exponent[0] > 0 else below).extend([base] * abs(exponent[0]))
    pairs = min(len(above), len(below))
    for a, b in zip(above[:pairs], below[:pairs], strict=True):
        result = graph.multiply(result, graph.divide(a, b))
    for a in above[pairs:]:
        result = graph.multiply(result, a)
    for b in below[pairs:]:
        result = graph.divide(result, b)
    return result


def is_number(value: Any) -> bool:
    return value is not None and bool(mpmath.isfinite(value))


def agree(a: Any, b: Any) -> bool:
    return bool(abs(a - b) <= abs(a) * mpmath.mpf(10) ** -AGREEING)


def similar(graph: Graph, root: int, scaling: Scaling, scale: int = -1) -> list[Similar]:
    """The formula with each variable eliminated that can be u (or 1/u, if none can).

    Those whose powers have few poles come first.
    """
    simple = [node for node, e in scaling.inner.items() if e in (ONE, MINUS_ONE)]
    simple = [node for node in simple if scaling.inner[node] == ONE] or simple
    simple.sort(key=lambda node: len(poles(scaling.without(node))))
    return [Similar(graph, root, scaling, node, scale) for node in simple]


def poles(powers: Dimension) -> list[int]:
    """The variables at whose zeros a product of powers has no value."""
    return [variable for variable, exponent in powers.items() if exponent[0] < 0]


def sizes(graph: Graph, scaling: Scaling) -> tuple[int, int]:
    """The nodes of the sizes of what stands above and below the line in u."""
    parts: list[Dimension] = [{}, {}]
    for node, exponent in scaling.inner.items():
        parts[exponent[0] < 0][node] = (abs(exponent[0]), 1)
    above, below = (_paired(graph, part, set()) for part in parts)
    return above, below
