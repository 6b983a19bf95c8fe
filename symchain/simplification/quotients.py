"""Formulas as quotients of polynomials in kernels: variables, functions, what is below a line."""

from __future__ import annotations

from symchain.functions.arithmetic import NEGATE
from symchain.graph import rational
from symchain.graph.graph import Graph
from symchain.graph.rational import MINUS_ONE, ONE, ZERO, Rational, is_short_power
from symchain.graph.walk import KEPT
from symchain.simplification.collection import collected, grouped, summed
from symchain.simplification.cost import fewer_operations
from symchain.simplification.forms import FORMS, rooted_bases
from symchain.simplification.odd_roots import ODD_ROOTS, has_broken_powers
from symchain.simplification.polynomials import (
    Quotient,
    TooLarge,
    add_to,
    added,
    asked_once,
    content,
    exact_quotient,
    inverse,
    multiplied,
    shared,
    size,
    times,
)
from symchain.simplification.products import product
from symchain.simplification.squares import with_fewer_terms
from symchain.simplification.units import lowest_powers, units_of_exponents

TYPE_CHECKING = False
if TYPE_CHECKING:
    from symchain.simplification.polynomials import Monomial, Polynomial

GROUPED = 4  # terms of a sum in a product that may be written in groups


class Field:
    """Quotients over the nodes of a graph; `sums` gives the polynomial that a kernel stands for.

    A field that `expands` multiplies out what stands above the line, another one keeps the products
    and powers of sums that it meets. One that does not `open` keeps those too by which quotients
    are brought over one line; `opened` says whether there were any. `lowest` gives powers by lower
    ones: x^(a + 1) as x^(a - 1)*x^2, and `bare` those that it holds by powers without a number in
    the exponent. `units` gives what an exponent is counted in: exp(-2*x) is
    exp(-x)^2 beside exp(-x), and 1/exp(x)^2 beside exp(x). `odd_roots` are the kernels whose powers
    with a broken exponent stand for roots, and the order of these. One with `lines` leaves what is
    divided by variables as it is: 1/y is a kernel of its own.
    """

    def __init__(
        self,
        graph: Graph,
        expands: bool = True,
        opens: bool = True,
        bare: dict[int, tuple[int, int, int]] | None = None,
        roots: bool = False,
        lines: bool = False,
    ) -> None:
        self.present: set[int] = set()
        self.graph = graph
        self.expands = expands
        self.opens = opens
        self.opened = False
        self.sums: dict[int, Polynomial] = {}
        self.lowest: dict[int, tuple[int, int, int]] = {}
        self.bare = bare or {}
        self.roots = roots
        self.lines = lines
        self.rooted = False
        self.radicands: dict[int, tuple[Polynomial, Monomial]] = {}
        self.units: dict[int, Rational] = {}
        self.odd_roots: dict[int, int] = {}
        self.has_broken_powers = False
        self.rooted_bases: set[int] = set()

    def quotient(self, root: int) -> Quotient:
        """A node as a quotient; raises TooLarge."""
        made: dict[int, Quotient] = {}
        graph = self.graph
        order = region(graph, root)
        self.present.update(order)
        if not self.bare:
            self.lowest |= lowest_powers(graph, order)
        self.units = units_of_exponents(graph, order) | self.units
        self.rooted_bases |= rooted_bases(graph, order)
        if graph.has_any(ODD_ROOTS):
            self.has_broken_powers = has_broken_powers(graph, order)
        for node in order:
            if node in graph.constants:
                value = graph.constants[node]
                made[node] = Quotient({(): value} if value[0] else {})
                continue
            form = FORMS.get(graph.ops[node])
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
        return summed(self.graph, polynomial)

    # ---- arithmetic

    def sum(self, a: Quotient, b: Quotient, sign: Rational = ONE) -> Quotient:
        """a + sign * b over their common denominator."""
        if a.below == b.below:
            return Quotient(added(a.above, b.above, sign), a.below)
        one, other = dict(a.below), dict(b.below)
        both = {k: max((one.get(k, ZERO), other.get(k, ZERO)), key=size) for k in {**one, **other}}
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
        if len(polynomial) > 1 and self.expands:
            common = shared(list(polynomial))
            rest = self.expanded(added({}, polynomial, ONE, inverse(common)))
            polynomial = added({}, with_fewer_terms(self.graph, rest), ONE, common)
        if len(polynomial) < 2:
            return polynomial
        value, common, rest = self.split(polynomial)
        if len(rest) > 1:
            kernel, sign = self._sum_kernel(rest)
            rest = {((kernel, ONE),): sign}
        ((monomial, sign),) = rest.items()
        return {times(common, monomial): rational.multiply(sign, value)}

    def split(self, polynomial: Polynomial) -> tuple[Rational, Monomial, Polynomial]:
        """A polynomial as number * monomial * rest, where no known sum divides the rest."""
        common = shared(list(polynomial))
        value = content(polynomial)
        rest = added({}, polynomial, rational.inverse(value), inverse(common))
        for kernel, known in self.sums.items():
            while len(rest) > 1 and (quotient := _exact_quotient(self.graph, rest, known)):
                rest, common = quotient, times(common, ((kernel, ONE),))
        return value, common, rest

    def _sum_kernel(self, polynomial: Polynomial) -> tuple[int, Rational]:
        """A kernel that stands for the polynomial up to a sign, and the sign."""
        opposite = added({}, polynomial, MINUS_ONE)
        for kernel, known in self.sums.items():
            if known in (polynomial, opposite):
                return kernel, ONE if known == polynomial else MINUS_ONE
        kernel = self.written(polynomial)
        parts = grouped(self.graph, polynomial) if 2 < len(polynomial) <= GROUPED else []
        if len(parts) > 1:
            kernel = fewer_operations(self.graph, collected(self.graph, polynomial), kernel)
        if self.graph.ops[kernel] is NEGATE:
            kernel, polynomial, sign = self.graph.args[kernel][0], opposite, MINUS_ONE
        else:
            sign = ONE
        self.sums[kernel] = polynomial
        return kernel, sign

    def _scaled(self, polynomial: Polynomial, by: Monomial) -> Polynomial:
        """A polynomial times a monomial whose kernels may stand for sums."""
        for kernel, exponent in by:
            whole = 0  # for a kernel below a line, too
            if kernel in self.sums and self.opens:
                whole = max(exponent[0] // exponent[1], 0)
            self.opened |= whole > 0
            for _ in range(whole):
                polynomial = multiplied(polynomial, self.sums[kernel])
            rest = rational.add(exponent, (-whole, 1))
            if rest[0]:
                polynomial = added({}, polynomial, ONE, ((kernel, rest),))
        return polynomial

    def expanded(self, polynomial: Polynomial) -> Polynomial:
        """The polynomial with no sum as a whole power, if the field expands."""
        return self.opened_out(polynomial) if self.expands else polynomial

    def opened_out(self, polynomial: Polynomial) -> Polynomial:
        """The polynomial with no sum as a whole power."""
        result: Polynomial = {}
        for monomial, value in polynomial.items():
            add_to(result, self._scaled({(): value}, monomial))
        return result

    def cancelled(self, a: Quotient) -> tuple[Polynomial, Monomial]:
        """Numerator and denominator without the sums that divide both."""
        above, below = a.above, dict(a.below)
        for kernel in [kernel for kernel in below if kernel in self.sums]:
            while below[kernel][0] >= below[kernel][1]:
                quotient = _exact_quotient(self.graph, above, self.sums[kernel])
                if quotient is None:
                    break
                above, below[kernel] = quotient, rational.add(below[kernel], MINUS_ONE)
        if len(above) > 1:
            above, below = self._divided_out(above, below)
        return above, tuple(sorted([(k, e) for k, e in below.items() if e[0]]))

    def _divided_out(
        self, above: Polynomial, below: dict[int, Rational]
    ) -> tuple[Polynomial, dict[int, Rational]]:
        """Numerator and denominator where the first divides a sum of the second: (x + 1)/(x + 1)^2.

        2*(x^2 + 1)/(x^4 + 2*x^2 + 1) is 2/(x^2 + 1).
        """
        value, common = content(above), shared(list(above))
        rest = added({}, above, rational.inverse(value), inverse(common))
        for kernel, exponent in below.items():
            if kernel in self.sums and exponent == ONE and len(self.sums[kernel]) > len(rest):
                other = _exact_quotient(self.graph, self.sums[kernel], rest)
                if other:
                    ((monomial, scale),) = self.factored(other).items()
                    left = {k: e for k, e in below.items() if k != kernel}
                    under = times(tuple(sorted(left.items())), monomial)
                    return {common: rational.multiply(value, rational.inverse(scale))}, dict(under)
        return above, below


@asked_once
def _exact_quotient(graph: Graph, polynomial: Polynomial, divisor: Polynomial) -> Polynomial | None:
    return exact_quotient(polynomial, divisor)


def region(graph: Graph, root: int) -> list[int]:
    """The nodes under a root that are no part of a kernel, kernels included, arguments first.

    Asked once, and never changed.
    """
    known: list[int] | None = graph.notes.get((region, root))
    if known is None:
        known = _region(graph, root)
        if len(known) <= KEPT:
            graph.notes[region, root] = known
    return known


def _region(graph: Graph, root: int) -> list[int]:
    found = {root}
    stack = [root]
    while stack:
        node = stack.pop()
        if graph.ops[node] in FORMS:
            new = [arg for arg in graph.args[node] if arg not in found]
            found.update(new)
            stack += new
    return sorted(found)
