"""Formulas as quotients of polynomials in kernels: variables, functions, what is below a line.

A monomial is a sorted tuple of (kernel, exponent), a polynomial maps monomials to numbers. Sizes
are bounded: what grows past the limit raises `TooLarge`, and nothing is done with it.
"""

from __future__ import annotations

from math import gcd, lcm

from symchain.functions import TABLE
from symchain.functions.arithmetic import ADD, DIVIDE, MULTIPLY, NEGATE, POWER, SUBTRACT
from symchain.graph import rational
from symchain.graph.graph import Graph
from symchain.graph.rational import HALF, MINUS_ONE, ONE, ZERO, Rational, is_short_power
from symchain.simplification.families import SPREAD, Everything
from symchain.simplification.products import product
from symchain.simplification.sums import UNIT, gathered, total, written

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Monomial = tuple[tuple[int, Rational], ...]
    Polynomial = dict[Monomial, Rational]

MOST_TERMS = 80
EXP, SQRT = TABLE["exp"], TABLE["sqrt"]


class TooLarge(Exception):  # noqa: N818 - a signal between passes, never shown
    """A polynomial with more terms than are worth looking at."""


def times(a: Monomial, b: Monomial) -> Monomial:
    """The product of two monomials."""
    if not a or not b:
        return a or b
    powers = dict(a)
    for kernel, exponent in b:
        known = powers.get(kernel)
        powers[kernel] = exponent if known is None else rational.add(known, exponent)
    return tuple(sorted([power for power in powers.items() if power[1][0]]))


def inverse(a: Monomial) -> Monomial:
    """One over a monomial."""
    return tuple([(kernel, (-e[0], e[1])) for kernel, e in a])


def is_whole(a: Monomial) -> bool:
    """Whether no kernel of a monomial stands below the line."""
    return all(exponent[0] > 0 for _, exponent in a)


def shared(monomials: list[Monomial]) -> Monomial:
    """The largest monomial that divides all, for exponents above zero."""
    first = dict(monomials[0])
    for monomial in monomials[1:]:
        own = dict(monomial)
        first = {k: least(e, own[k]) for k, e in first.items() if k in own}
    return tuple(sorted(first.items()))


def least(a: Rational, b: Rational) -> Rational:
    """The smaller of two numbers."""
    return a if a[0] * b[1] <= b[0] * a[1] else b


def content(polynomial: Polynomial) -> Rational:
    """The number above zero that divides all coefficients into whole ones without common factor."""
    values = polynomial.values()
    return gcd(*[v[0] for v in values]), lcm(*[v[1] for v in values])


def added(a: Polynomial, b: Polynomial, factor: Rational = ONE, by: Monomial = ()) -> Polynomial:
    """a + factor * by * b; raises TooLarge."""
    if not a and factor == ONE:
        return {times(monomial, by): value for monomial, value in b.items()} if by else b
    result = dict(a)
    for monomial, value in b.items():
        place = times(monomial, by) if by else monomial
        new = value if factor == ONE else rational.multiply(factor, value)
        known = result.get(place)
        if known is not None:
            new = rational.add(known, new)
        if new[0]:
            result[place] = new
        else:
            del result[place]
    return bounded(result)


def multiplied(a: Polynomial, b: Polynomial) -> Polynomial:
    """a * b; raises TooLarge."""
    result: Polynomial = {}
    if len(a) * len(b) > MOST_TERMS * 8:
        raise TooLarge
    for monomial, value in a.items():
        result = added(result, b, value, monomial)
    return result


def bounded(a: Polynomial) -> Polynomial:
    """The polynomial itself; raises TooLarge."""
    if len(a) > MOST_TERMS:
        raise TooLarge
    return a


class Quotient:
    """A polynomial over a monomial; some kernels of the monomial stand for polynomials."""

    __slots__ = ("above", "below")

    def __init__(self, above: Polynomial, below: Monomial = ()) -> None:
        self.above = above
        self.below = below


class Field:
    """Quotients over the nodes of a graph; `sums` gives the polynomial that a kernel stands for.

    A field that `expands` multiplies out what stands above the line, another one keeps the products
    and powers of sums that it meets; if it does not `open`, those too by which quotients are brought
    over one line, and `opened` says whether there were any. `lowest` gives powers as others: x^(a + 1) as x^(a - 1)*x^2.
    """

    def __init__(self, graph: Graph, expands: bool = True, opens: bool = True) -> None:
        self.graph = graph
        self.expands = expands
        self.opens = opens
        self.opened = False
        self.sums: dict[int, Polynomial] = {}
        self.lowest: dict[int, tuple[int, int]] = {}

    def quotient(self, root: int) -> Quotient:
        """A node as a quotient; raises TooLarge."""
        made: dict[int, Quotient] = {}
        graph = self.graph
        order = region(graph, root)
        self.lowest |= lowest_powers(graph, order)
        for node in order:
            if node in graph.constants:
                value = graph.constants[node]
                made[node] = Quotient({(): value} if value[0] else {})
                continue
            form = _FORMS.get(graph.ops[node])
            args = [made[arg] for arg in graph.args[node] if arg in made]
            known = form(self, node, args) if form else None
            made[node] = known or self.kernel(node)
        return Quotient(self.expanded(made[root].above), made[root].below)

    def kernel(self, node: int, exponent: Rational = ONE) -> Quotient:
        """A node that is not looked into, to some power above zero."""
        return Quotient({((node, exponent),): ONE})

    def node(self, quotient: Quotient) -> int:
        """The node of a quotient, what cancels left out."""
        graph = self.graph
        above, below = self.cancelled(quotient)
        if not above:
            return graph.constant(0)
        common = shared(list(above))
        rest = added({}, above, ONE, inverse(common))
        powers = dict(times(common, inverse(below)))
        if len(rest) == 1:
            return product(graph, rest[()], powers)
        body = self.written(rest)
        negative = graph.ops[body] is NEGATE
        powers[graph.args[body][0] if negative else body] = ONE
        return product(graph, MINUS_ONE if negative else ONE, powers)

    def written(self, polynomial: Polynomial) -> int:
        """The node of a polynomial."""
        collected: dict[int, Rational] = {}
        for monomial, value in polynomial.items():
            node = product(self.graph, ONE, dict(monomial)) if monomial else UNIT
            collected[node] = rational.add(collected.get(node, ZERO), value)
        return total(self.graph, collected, set())

    # ---- arithmetic

    def sum(self, a: Quotient, b: Quotient, sign: Rational = ONE) -> Quotient:
        """a + sign * b over their common denominator."""
        one, other = dict(a.below), dict(b.below)
        both = {k: max((one.get(k, ZERO), other.get(k, ZERO)), key=_size) for k in {**one, **other}}
        below = tuple(sorted(both.items()))
        left = self._scaled(a.above, times(below, inverse(a.below)))
        right = self._scaled(b.above, times(below, inverse(b.below)))
        return Quotient(added(left, right, sign), below)

    def product(self, a: Quotient, b: Quotient) -> Quotient:
        """a * b; the product of two sums stays one, unexpanded."""
        above, other = a.above, b.above
        if len(above) > 1 and len(other) > 1:
            above, other = self.factored(above), self.factored(other)
        return Quotient(multiplied(above, other), times(a.below, b.below))

    def inverted(self, a: Quotient) -> Quotient | None:
        """1 / a; a sum becomes a kernel; None for zero."""
        above = self.factored(a.above)
        if not above:
            return None
        ((below, value),) = above.items()
        return Quotient({a.below: rational.inverse(value)}, below)

    def raised(self, a: Quotient, exponent: int) -> Quotient:
        """a^exponent for a whole number above zero; a sum stays a power, unexpanded."""
        n = (exponent, 1)
        ((monomial, value),) = self.factored(a.above).items()
        if not is_short_power(value, n):
            raise TooLarge
        above = tuple([(k, rational.multiply(e, n)) for k, e in monomial])
        below = tuple([(k, rational.multiply(e, n)) for k, e in a.below])
        return Quotient({above: rational.power(value, exponent)}, below)

    def factored(self, polynomial: Polynomial) -> Polynomial:
        """The same as one term: number * monomial * a kernel that stands for what is left."""
        polynomial = self.expanded(polynomial) if len(polynomial) > 1 else polynomial
        if len(polynomial) < 2:
            return polynomial
        common = shared(list(polynomial))
        value = content(polynomial)
        rest = added({}, polynomial, rational.inverse(value), inverse(common))
        for kernel, known in self.sums.items():
            while len(rest) > 1 and (quotient := exact_quotient(rest, known)):
                rest, common = quotient, times(common, ((kernel, ONE),))
        if len(rest) > 1:
            kernel, sign = self._sum_kernel(rest)
            rest = {((kernel, ONE),): sign}
        ((monomial, sign),) = rest.items()
        return {times(common, monomial): rational.multiply(sign, value)}

    def _sum_kernel(self, polynomial: Polynomial) -> tuple[int, Rational]:
        """A kernel that stands for the polynomial up to a sign, and the sign."""
        opposite = added({}, polynomial, MINUS_ONE)
        for kernel, known in self.sums.items():
            if known in (polynomial, opposite):
                return kernel, ONE if known == polynomial else MINUS_ONE
        kernel = self.written(polynomial)
        if self.graph.ops[kernel] is NEGATE:
            kernel, polynomial, sign = self.graph.args[kernel][0], opposite, MINUS_ONE
        else:
            sign = ONE
        self.sums[kernel] = polynomial
        return kernel, sign

    def _scaled(self, polynomial: Polynomial, by: Monomial) -> Polynomial:
        """A polynomial times a monomial whose kernels may stand for sums."""
        for kernel, exponent in by:
            whole = exponent[0] // exponent[1] if kernel in self.sums and self.opens else 0
            self.opened |= whole > 0
            for _ in range(whole):
                polynomial = multiplied(polynomial, self.sums[kernel])
            rest = rational.add(exponent, (-whole, 1))
            if rest[0]:
                polynomial = added({}, polynomial, ONE, ((kernel, rest),))
        return polynomial

    def expanded(self, polynomial: Polynomial) -> Polynomial:
        """The polynomial with no sum as a whole power, if the field expands."""
        if not self.expands:
            return polynomial
        result: Polynomial = {}
        for monomial, value in polynomial.items():
            result = added(result, self._scaled({(): value}, monomial))
        return result

    def cancelled(self, a: Quotient) -> tuple[Polynomial, Monomial]:
        """Numerator and denominator without the sums that divide both."""
        above, below = a.above, dict(a.below)
        for kernel in [kernel for kernel in below if kernel in self.sums]:
            while below[kernel][0] >= below[kernel][1]:
                quotient = exact_quotient(above, self.sums[kernel])
                if quotient is None:
                    break
                above, below[kernel] = quotient, rational.add(below[kernel], MINUS_ONE)
        return above, tuple(sorted([(k, e) for k, e in below.items() if e[0]]))


def divided(
    polynomial: Polynomial, divisor: Polynomial, lead: int = -1
) -> tuple[Polynomial, Polynomial]:
    """Quotient and remainder in a lexical order, that with a given kernel before all others."""
    order = Lexical(lead)
    top = max(divisor, key=order)
    value = rational.inverse(divisor[top])
    over = inverse(top)
    quotient: Polynomial = {}
    rest: Polynomial = {}
    left = dict(polynomial)
    while left:
        first = max(left, key=order)
        by = times(first, over)
        if is_whole(by):
            factor = rational.multiply(left[first], value)
            quotient[by] = factor
            left = added(left, divisor, (-factor[0], factor[1]), by)
        else:
            rest[first] = left.pop(first)
    return quotient, rest


def exact_quotient(polynomial: Polynomial, divisor: Polynomial) -> Polynomial | None:
    """The quotient of two polynomials where there is no remainder, else None."""
    if not polynomial:
        return {}
    if not kernels(divisor) <= kernels(polynomial):
        return None
    order = Lexical()
    for end in (max, min):
        if not is_whole(times(end(polynomial, key=order), inverse(end(divisor, key=order)))):
            return None
    quotient, rest = divided(polynomial, divisor)
    return None if rest else quotient


def kernels(polynomial: Polynomial) -> set[int]:
    """The kernels that stand in a polynomial."""
    return {kernel for monomial in polynomial for kernel, _ in monomial}


class Lexical(dict["Monomial", tuple[tuple[bool, int, float], ...]]):
    """The key by which monomials compare: the lead's power, then those of later kernels first."""

    __slots__ = ("lead",)

    def __init__(self, lead: int = -1) -> None:
        super().__init__()
        self.lead = lead

    def __call__(self, monomial: Monomial) -> tuple[tuple[bool, int, float], ...]:
        known = self.get(monomial)
        if known is None:
            powers = [(kernel == self.lead, kernel, _size(e)) for kernel, e in monomial]
            known = self[monomial] = tuple(sorted(powers, reverse=True))
        return known


def _size(value: Rational) -> float:
    return value[0] / value[1]


def region(graph: Graph, root: int) -> list[int]:
    """The nodes under a root that are no part of a kernel, kernels included, arguments first."""
    found = {root}
    stack = [root]
    while stack:
        node = stack.pop()
        if graph.ops[node] in _FORMS:
            new = [arg for arg in graph.args[node] if arg not in found]
            found.update(new)
            stack += new
    return sorted(found)


def lowest_powers(graph: Graph, order: list[int]) -> dict[int, tuple[int, int]]:
    """The powers of one base whose exponents differ by whole numbers, by the lowest of them.

    x^(a + 1) is x^(a - 1)*x^2 wherever both powers have a value; the node of x^(a - 1) and 2.
    """
    found: dict[tuple[int, int, Rational], list[tuple[Rational, int]]] = {}
    for node in order:
        if graph.ops[node] is POWER and graph.args[node][1] not in graph.constants:
            base, exponent = graph.args[node]
            terms = gathered(graph, exponent, {}, Everything(SPREAD))
            top, bottom = terms.pop(UNIT, ZERO)
            group = base, written(graph, terms), (top % bottom, bottom)
            found.setdefault(group, []).append(((top, bottom), node))
    result = {}
    for members in found.values():
        (lowest, bottom), least = min(members, key=lambda member: member[0][0])
        for (top, _), node in members:
            if node != least:
                result[node] = least, (top - lowest) // bottom
    return result


def _power(field: Field, node: int, args: list[Quotient]) -> Quotient | None:
    graph = field.graph
    base = graph.args[node][0]
    exponent = HALF if graph.ops[node] is SQRT else graph.constants.get(graph.args[node][1])
    if node in field.lowest and args[0].above:
        lowest, times = field.lowest[node]
        return field.product(field.kernel(lowest), field.raised(args[0], times))
    if exponent is None or exponent[0] <= 0:
        return None
    if exponent[1] != 1:
        if graph.ops[base] is POWER:
            return None  # not: (x^2)^(1/2) -> x   (x = -1)
        if len(args[0].above) > 1 and not args[0].below:
            field.sums.setdefault(base, args[0].above)
        return field.kernel(base, exponent)
    if not args[0].above or exponent[0] > MOST_TERMS:
        return None
    return field.raised(args[0], exponent[0])


def _exponential(field: Field, node: int, args: list[Quotient]) -> Quotient | None:
    """exp(c*a + b) as the c-th power of exp(a) times exp(b), so that exp(2*x) is exp(x)^2."""
    graph = field.graph
    collected = gathered(graph, graph.args[node][0], {}, Everything(SPREAD))
    if list(collected.values()) == [ONE]:
        return None
    above: Monomial = ()
    below: Monomial = ()
    for term, (top, bottom) in collected.items():
        kernel = graph.apply(EXP, (graph.constant(1) if term == UNIT else term,))
        if top > 0:
            above = times(above, ((kernel, (top, bottom)),))
        elif top:
            below = times(below, ((kernel, (-top, bottom)),))
    return Quotient({above: ONE}, below)


def _quotient(field: Field, node: int, args: list[Quotient]) -> Quotient | None:
    flipped = field.inverted(args[1])
    return None if flipped is None else field.product(args[0], flipped)


_FORMS: dict[object, Callable[[Field, int, list[Quotient]], Quotient | None]] = {
    ADD: lambda field, node, args: field.sum(args[0], args[1]),
    SUBTRACT: lambda field, node, args: field.sum(args[0], args[1], MINUS_ONE),
    NEGATE: lambda field, node, args: Quotient(added({}, args[0].above, MINUS_ONE), args[0].below),
    MULTIPLY: lambda field, node, args: field.product(args[0], args[1]),
    DIVIDE: _quotient,
    POWER: _power,
    EXP: _exponential,
    SQRT: _power,
}
