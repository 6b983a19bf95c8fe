"""Formulas as polynomials with their sums multiplied out, and polynomials as formulas again."""

from __future__ import annotations

from symchain.functions import TABLE
from symchain.functions.arithmetic import DIVIDE, MULTIPLY, NEGATE
from symchain.graph import rational
from symchain.graph.graph import Graph
from symchain.graph.rational import ONE, ZERO, Rational, is_short_power
from symchain.simplification import polynomials
from symchain.simplification.families import SUMS
from symchain.simplification.polynomials import TooLarge, add_to, added, multiplied
from symchain.stability.views import EXP, SQRT, Key, Powers, Terms, Views, key_of, raised, times

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from symchain.simplification.polynomials import Monomial, Polynomial

SIGNED = frozenset((MULTIPLY, DIVIDE, NEGATE))  # products, and what has a sign in front
HYPOT = TABLE["hypot"]
ROOTS = frozenset((SQRT, HYPOT))
COSINES = {TABLE["cos"]: (TABLE["sin"], (-1, 1)), TABLE["cosh"]: (TABLE["sinh"], ONE)}
SINES = frozenset(sine for sine, _ in COSINES.values())
HIGHEST = 6  # power that is multiplied out
DEEPEST = 4  # sums in sums that are

NOTHING: frozenset[int] = frozenset()


class Expander:
    """Multiplies out; in `sums` are nodes that stand for a sum, and that sum."""

    def __init__(self, graph: Graph, sums: Mapping[int, int]) -> None:
        self.graph = graph
        self.sums = sums
        self.known: dict[
            Hashable, Polynomial | None
        ] = {}  # of sums and their products; None where too large

    def is_sum(self, base: int) -> bool:
        """Whether a factor is a sum, or stands for one."""
        return self.graph.ops[self.sums.get(base, base)] in SUMS

    def square(self, views: Views, root: int, closed: frozenset[int] = NOTHING) -> Polynomial:
        """What a root is the root of, but for closed sums multiplied out."""
        args = self.graph.args[root]
        if self.graph.ops[root] is SQRT:
            return self.expanded(views, ONE, {args[0]: ONE}, closed=closed)
        total: Polynomial = {}
        for arg in args:
            value, powers = views.product(arg)
            squared = {base: rational.multiply(e, (2, 1)) for base, e in powers.items()}
            scale = rational.multiply(value, value)
            part = self.expanded(views, scale, squared, closed=closed)
            total = added(total, part)
        return total

    def expanded(
        self,
        views: Views,
        value: Rational,
        powers: Powers,
        root: int = -1,
        depth: int = DEEPEST,
        closed: frozenset[int] = NOTHING,
    ) -> Polynomial:
        """A product with its sums multiplied out, those in them too to a depth.

        The square of a root below the line is a power of the root. `closed` sums stay as
        they are. Raises TooLarge.
        """
        opened: list[tuple[int, int]] = []  # sums, and their powers
        kernels: Powers = {}
        square = self.graph.args[root][0] if root >= 0 and self.graph.ops[root] is SQRT else -1
        left = list(powers.items())
        while left:
            base, exponent = left.pop()
            node = self.sums.get(base, base)
            if self.graph.ops[node] in SIGNED and exponent[1] == 1:
                own, bases = views.product(node)
                if not is_short_power(own, exponent):
                    raise TooLarge
                value = rational.multiply(value, rational.power(own, exponent[0]))
                left += [(each, rational.multiply(e, exponent)) for each, e in bases.items()]
                continue
            if node == square:
                raised(kernels, root, rational.multiply(exponent, (2, 1)))
                continue
            if node != root and self.graph.ops[node] is SQRT and exponent[0] > 1 == exponent[1]:
                left.append((self.graph.args[node][0], (exponent[0] // 2, 1)))
                exponent = (exponent[0] % 2, 1)
                if not exponent[0]:
                    continue
            is_open = self.graph.ops[node] in SUMS and base not in closed
            if not (is_open and depth and exponent[1] == 1 and 0 < exponent[0] <= HIGHEST):
                raised(kernels, base, exponent)
                continue
            opened.append((node, exponent[0]))
        total = self._opened(views, tuple(opened), root, depth - 1, closed)
        return added({}, total, value, tuple(sorted(kernels.items())))

    def _opened(
        self,
        views: Views,
        sums: tuple[tuple[int, int], ...],
        root: int,
        depth: int,
        closed: frozenset[int],
    ) -> Polynomial:
        """A product of powers of sums multiplied out, which many terms have; raises TooLarge."""
        key = sums, root, depth, closed
        if key not in self.known:
            self.known[key] = None
            total: Polynomial = {(): ONE}
            for node, exponent in sums:
                inner = self._inner(views, node, root, depth, closed)
                for _ in range(exponent):
                    total = multiplied(total, inner)
            self.known[key] = total
        return self._found(key)

    def _inner(
        self, views: Views, node: int, root: int, depth: int, closed: frozenset[int]
    ) -> Polynomial:
        """A sum multiplied out, which many products have; raises TooLarge."""
        key = node, root, depth, closed
        if key not in self.known:
            self.known[key] = None
            total: Polynomial = {}
            for value, powers in views.terms(node).values():
                add_to(total, self.expanded(views, value, powers, root, depth, closed))
            self.known[key] = total
        return self._found(key)

    def _found(self, key: Hashable) -> Polynomial:
        found = self.known[key]
        if found is None:
            raise TooLarge
        return found

    def without_squares(self, polynomial: Polynomial) -> Polynomial:
        """A polynomial with 1 - sin(u)^2 for cos(u)^2 where that joins terms. Raises TooLarge."""
        ops, args = self.graph.ops, self.graph.args
        present = polynomials.kernels(polynomial)
        partners = {(ops[base], args[base]): base for base in present if ops[base] in SINES}
        for base in [each for each in sorted(present) if ops[each] in COSINES]:
            sine, sign = COSINES[ops[base]]
            partner = partners.get((sine, args[base]))
            if partner is not None:
                square: Polynomial = {(): ONE, ((partner, (2, 1)),): sign}
                made = _with_square(polynomial, base, square)
                polynomial = made if len(made) < len(polynomial) else polynomial
        return polynomial

    def with_powers_of_exponentials(self, views: Views, polynomial: Polynomial) -> Polynomial:
        """A polynomial with exp(u)^2 for exp(2*u) beside exp(u) where that joins terms."""
        alike: dict[Key, list[tuple[Rational, int]]] = {}
        for base in sorted(polynomials.kernels(polynomial)):
            if self.graph.ops[base] is EXP:
                value, powers = views.product(self.graph.args[base][0])
                alike.setdefault(key_of(powers), []).append((value, base))
        images: dict[int, tuple[int, Rational]] = {}
        for group in alike.values():
            least, kept = min(group, key=lambda each: abs(each[0][0] / each[0][1]))
            for value, base in group:
                share = rational.multiply(value, rational.inverse(least))
                if base != kept and share[1] == 1 and share[0] > 0:
                    images[base] = kept, share
        if not images:
            return polynomial
        result: Polynomial = {}
        for monomial, value in polynomial.items():
            powers = Powers()
            for base, e in monomial:
                own, share = images.get(base, (base, ONE))
                raised(powers, own, rational.multiply(e, share))
            add_to(result, {tuple(sorted(powers.items())): value})
        return result if len(result) < len(polynomial) else polynomial

    def sum(self, views: Views, polynomial: Polynomial) -> int:
        terms: Terms = {}
        for monomial, value in polynomial.items():
            powers = dict(monomial)
            terms[key_of(powers)] = value, powers
        return views.summed(terms)

    def product(self, views: Views, polynomial: Polynomial, outside: Powers) -> int:
        """A polynomial times powers, with what its terms share among them."""
        common = shared(list(polynomial))
        rest = {over(monomial, common): value for monomial, value in polynomial.items()}
        value, powers = views.product(self.sum(views, rest))
        return views.written(value, times(times(outside, dict(common)), powers))


def _with_square(polynomial: Polynomial, base: int, square: Polynomial) -> Polynomial:
    """A polynomial with another one for the square of a kernel."""
    result: Polynomial = {}
    for monomial, value in polynomial.items():
        times, denominator = dict(monomial).get(base, ZERO)
        part: Polynomial = {monomial: value}
        if times >= 2 and denominator == 1:
            part = {over(monomial, ((base, (times - times % 2, 1)),)): value}
            for _ in range(times // 2):
                part = multiplied(part, square)
        add_to(result, part)
    return result


def shared(monomials: Sequence[Monomial]) -> Monomial:
    """The powers that all monomials share, below the line the lowest that any has."""
    found: Powers = dict(monomials[0])
    for monomial in monomials[1:]:
        own = dict(monomial)
        for base in {**found, **own}:
            found[base] = polynomials.least(found.get(base, ZERO), own.get(base, ZERO))
    return tuple(sorted([(base, e) for base, e in found.items() if e[0]]))


def over(monomial: Monomial, divisor: Monomial) -> Monomial:
    return polynomials.times(monomial, polynomials.inverse(divisor))
