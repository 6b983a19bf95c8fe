"""Forms beside their slopes: x'Ax is x'(2Ax)/2, where 2Ax is the gradient that is there anyway.

Euler's theorem: of a sum p of products of degree n in x, y, ... the slopes give the value, since
x*p_x + y*p_y + ... is n*p. Terms of a lower degree d are counted d times in it; n - d more of them
make the sum whole. Every term keeps its sign, so that nothing cancels that did not before.
"""

from __future__ import annotations

from symchain.codegen.optimisation.copying import Copy
from symchain.codegen.optimisation.sums import MOST, SUMS, Sums, Term, summed, written
from symchain.codegen.program import Program
from symchain.functions.arithmetic import DIVIDE, MULTIPLY, NEGATE
from symchain.graph import rational
from symchain.graph.rational import Rational

TYPE_CHECKING = False
if TYPE_CHECKING:
    from symchain.codegen.optimisation.sums import Letters

    Polynomial = dict[Letters, Rational]
    Slope = tuple[int, int, Rational]  # the steps of x and of a multiple of p_x, what makes it p_x

NEAR = 1e-15  # relative difference of coefficients that were rounded from the same number


def by_slopes(program: Program) -> Program:
    """The program with the sums that its other sums are slopes of written by these."""
    sums = Sums(program, apart=True)
    whole = [s for s in sums.order if program.ops[s] in SUMS and s not in sums.inner]
    found = {step: _polynomial(sums, step) for step in whole}
    known = _Known(found)
    plans = {}
    for step, polynomial in found.items():
        slopes = known.slopes(polynomial)
        if slopes and (plan := _Plan(polynomial, slopes)).is_shorter:
            plans[step] = plan
    return _Writing(program, plans).result(sums.order) if plans else program


def _polynomial(sums: Sums, root: int) -> Polynomial:
    """The number of each product of letters in a sum; also of those that vanish."""
    made: Polynomial = {}
    stack = sums.terms(root)
    while stack:
        term = stack.pop()
        inner = [x for x in term.letters if not x & 1 and sums.may_dissolve(x >> 1)]
        if len(inner) == 1 and len(term.letters) < MOST:
            outside = term.without(inner[0])
            stack += [outside.times(part) for part in sums.terms(inner[0] >> 1)]
        else:
            before = made.get(term.letters, rational.ZERO)
            made[term.letters] = rational.add(before, term.number)
    return made


class _Known:
    """The sums of a program by their products."""

    def __init__(self, found: dict[int, Polynomial]) -> None:
        self.sums: dict[frozenset[Letters], list[tuple[int, Polynomial]]] = {}
        for step, polynomial in found.items():
            if all(rational.as_float(number) for number in polynomial.values()):
                self.sums.setdefault(frozenset(polynomial), []).append((step, polynomial))
        self.sizes = {len(products) for products in self.sums}

    def slopes(self, polynomial: Polynomial) -> list[Slope]:
        """The slopes of a sum that are there, by the letters above the line.

        A slope has a product for each one in which its letter is: of most letters too few.
        """
        counts: dict[int, int] = {}
        for letters in polynomial:
            for letter in set(letters):
                counts[letter] = counts.get(letter, 0) + 1
        return [
            (letter >> 1, *multiple)
            for letter in sorted(counts)
            if not letter & 1 and counts[letter] in self.sizes
            if (multiple := self.multiple(_slope(polynomial, letter)))
        ]

    def multiple(self, wanted: Polynomial) -> tuple[int, Rational] | None:
        """The step of a sum and the number by which it is what is wanted."""
        for step, polynomial in self.sums.get(frozenset(wanted), ()):
            if _is_multiple(wanted, polynomial):
                ratios = [
                    rational.multiply(wanted[x], rational.inverse(polynomial[x])) for x in wanted
                ]
                return step, min(ratios, key=lambda each: (each[1], abs(each[0])))  # not rounded
        return None


def _is_multiple(one: Polynomial, other: Polynomial) -> bool:
    """Whether two sums of the same products are multiples of each other, but for rounding."""
    ratios = (rational.as_float(one[x]) / rational.as_float(other[x]) for x in one)
    first = next(ratios)
    return first != 0.0 and all(abs(ratio / first - 1.0) <= NEAR for ratio in ratios)


class _Plan:
    """A sum of degree n as (x*p_x + y*p_y + ... + rest)/n, of the slopes that are there."""

    def __init__(self, polynomial: Polynomial, slopes: list[Slope]) -> None:
        self.slopes = slopes
        given = {2 * x for x, _, _ in self.slopes}
        degrees = {each: sum([letter in given for letter in each]) for each in polynomial}
        self.degree = max(degrees.values(), default=0)
        self.rest = [
            Term(rational.multiply((self.degree - degree, 1), polynomial[each]), each)
            for each, degree in degrees.items()
            if degree < self.degree
        ]
        self.is_shorter = len(self.slopes) + len(self.rest) < len(polynomial)

    def needs(self) -> list[int]:
        """The steps that the sum is made of."""
        needs = [step for x, slope, _ in self.slopes for step in (x, slope)]
        return needs + [letter >> 1 for term in self.rest for letter in term.letters]


def _slope(polynomial: Polynomial, letter: int) -> Polynomial:
    """The partial derivative by a letter above the line."""
    found: Polynomial = {}
    for letters, number in polynomial.items():
        if letter in letters:
            place = letters.index(letter)
            power = letters.count(letter), 1
            found[letters[:place] + letters[place + 1 :]] = rational.multiply(power, number)
    return found


class _Writing:
    """The program in the making: a slope may be written before its turn."""

    def __init__(self, program: Program, plans: dict[int, _Plan]) -> None:
        self.program, self.plans = program, plans
        self.copy = Copy(program)

    def result(self, order: list[int]) -> Program:
        """The program with the sums written by their slopes."""
        for root in order:
            stack = [root]
            while stack:
                step = stack[-1]
                if step in self.copy.image:
                    stack.pop()
                    continue
                plan = self.plans.get(step)
                needs = plan.needs() if plan else self.program.args[step]
                missing = [each for each in needs if each not in self.copy.image]
                stack += missing
                if plan and not missing:
                    self.copy.image[step] = self._total(plan)
                elif not missing:
                    self.copy.plain(step)
        return self.copy.finished()

    def _total(self, plan: _Plan) -> int:
        """The step of a sum: its slopes by the number that most of them have, in brackets."""
        made, image = self.copy.result, self.copy.image
        counts: dict[Rational, int] = {}
        for _, _, ratio in plan.slopes:
            counts[ratio] = counts.get(ratio, 0) + 1
        common = max(counts, key=lambda ratio: counts[ratio])
        outer = rational.multiply(common, (1, plan.degree))
        parts = []
        for x, slope, ratio in plan.slopes:
            product = made.step(MULTIPLY, image[x], image[slope])
            parts.append(self._scaled(rational.multiply(ratio, rational.inverse(common)), product))
        for term in plan.rest:
            number = rational.multiply(term.number, rational.inverse(common))
            parts.append(written(self.copy, Term(number, term.letters)))
        sign, total = summed(self.copy, parts)
        more, total = self._scaled(outer, total)
        return total if sign == more else made.step(NEGATE, total)

    def _scaled(self, number: Rational, step: int) -> tuple[int, int]:
        """The sign and the step of a number times a step."""
        made = self.copy.result
        sign = 1 if number[0] > 0 else -1
        number = abs(number[0]), number[1]
        if number == rational.ONE:
            return sign, step
        if rational.divides(number):
            return sign, made.step(DIVIDE, step, made.constant(float(number[1])))
        return sign, made.step(MULTIPLY, made.constant(rational.as_float(number)), step)
