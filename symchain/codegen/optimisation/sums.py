"""Sums whose terms have something in common: like terms added up, common factors taken out.

a*x + b*x is (a + b)*x, 3*x - x is 2*x. A sum is looked at with the sums in it that nobody else
uses, a term with its factors.
"""

from __future__ import annotations

from functools import cached_property

from symchain.codegen.optimisation.copying import Copy
from symchain.codegen.optimisation.products import multiplied
from symchain.codegen.program import Program, operations
from symchain.functions.arithmetic import ADD, DIVIDE, MULTIPLY, NEGATE, SUBTRACT
from symchain.graph import rational
from symchain.graph.rational import MINUS_ONE, ONE, Rational
from symchain.graph.walk import reachable, use_counts

TYPE_CHECKING = False
if TYPE_CHECKING:
    Letters = tuple[int, ...]  # 2*step above the line, 2*step + 1 below it
    Signed = tuple[int, int]  # a sign and a step
    Group = tuple[int, list["Term"]]  # a letter that terms have in common, or -1

MOST = 12  # factors of a term
DEEPEST = 8  # brackets of Horner's form
GROWN = 1.4  # times the operations: from more there was no way back
SUMS = frozenset((ADD, SUBTRACT))


def gathered(program: Program) -> Program:
    """The program with like terms added up and common factors taken out of sums."""
    return _Gathering(program).result()


def nested(program: Program) -> Program:
    """The program with its polynomials in Horner's form: 3*x^3 + 2*x^2 is x*x*(3*x + 2).

    Powers and products are taken apart whoever else uses them, and then shared anew.
    """
    made, most = program, GROWN * operations(program)
    for _ in range(DEEPEST):
        before, made = made, _Gathering(made, apart=True).result()
        if made is before:
            break
        if operations(made) > most:
            made = before
            break
    return made if made is program else multiplied(made)


class Sums:
    """The sums of a program as a whole: those that one other sum uses are parts of it.

    So are those between which and it there is a number: 2*(a*b + c) + d. `apart` says that
    products are taken apart whoever else uses them.
    """

    def __init__(self, program: Program, apart: bool = False) -> None:
        self.program = program
        self.apart = apart
        self.order = reachable(program, program.outputs)
        self.uses = use_counts(program, self.order, program.outputs)
        self.numbers = {
            step: value.as_integer_ratio()
            for step, value in program.constants.items()
            if 0.0 < abs(value) < 1e300
        }
        self._products: dict[int, tuple[Rational, Letters]] = {}
        self.inner: set[int] = set()
        for step in self.order:
            if program.ops[step] in SUMS:
                for arg in program.args[step]:
                    self.inner.update(self._path(arg))

    def may_dissolve(self, step: int) -> bool:
        """Whether a step is a sum with one user that may lose its brackets.

        not: 1 - cos(x), x - y of two inputs: small and right where other terms are large
        """
        program = self.program
        if program.ops[step] not in SUMS or self.uses[step] > 1:
            return False
        parts = [bool(program.args[arg]) for arg in program.args[step]]
        return all(parts) if program.ops[step] is SUBTRACT else any(parts)

    def _path(self, step: int) -> list[int]:
        """A sum that may lose its brackets, with the signs and numbers before it; else nothing."""
        program = self.program
        path = [step]
        while self.uses[step] == 1:
            if self.may_dissolve(step):
                return path
            op, args = program.ops[step], program.args[step]
            if op is NEGATE or (op is DIVIDE and args[1] in self.numbers):
                step = args[0]
            elif op is MULTIPLY and args[0] in self.numbers:
                step = args[1]
            else:
                break
            path.append(step)
        return []

    def terms(self, root: int) -> list[Term]:
        """The terms of a sum from left to right."""
        program = self.program
        terms = []
        stack: list[tuple[Rational, int]] = [(ONE, root)]
        while stack:
            number, step = stack.pop()
            op, args = program.ops[step], program.args[step]
            if step != root and step not in self.inner:
                terms.append(self._term(number, step))
            elif op in SUMS:
                second = rational.multiply(number, MINUS_ONE) if op is SUBTRACT else number
                stack += [(second, args[1]), (number, args[0])]
            elif op is NEGATE:
                stack.append((rational.multiply(number, MINUS_ONE), args[0]))
            elif op is MULTIPLY:
                stack.append((rational.multiply(number, self.numbers[args[0]]), args[1]))
            else:
                scale = rational.inverse(self.numbers[args[1]])
                stack.append((rational.multiply(number, scale), args[0]))
        beside: dict[Letters, float] = {}
        for term in terms:
            beside[term.letters] = max(beside.get(term.letters, 0.0), term.size)
        return [part for term in terms for part in self._opened(term, beside)]

    def _opened(self, term: Term, beside: dict[Letters, float]) -> list[Term]:
        """A term; of c*(1 - f) the parts, where f and numbers as large as c stand beside it."""
        step, is_below = divmod(term.letters[0], 2) if len(term.letters) == 1 else (0, 1)
        op, args = self.program.ops[step], self.program.args[step]
        if is_below or op not in SUMS or self.uses[step] > 1:
            return [term]
        second = rational.multiply(term.number, MINUS_ONE) if op is SUBTRACT else term.number
        parts = [self._term(term.number, args[0]), self._term(second, args[1])]
        sizes = {part.letters: beside.get(part.letters, 0.0) for part in parts}
        is_safe = () in sizes and all(sizes[part.letters] for part in parts if part.letters)
        return parts if is_safe and sum(sizes.values()) >= term.size else [term]

    def _term(self, number: Rational, root: int) -> Term:
        """A number times a step, with the factors of the products that it alone uses."""
        if root not in self._products:
            self._products[root] = self._product(root)
        own, letters = self._products[root]
        if number == ONE:
            return Term(own, letters, root)
        return Term(rational.multiply(number, own), letters)

    def _product(self, root: int) -> tuple[Rational, Letters]:
        """A step as a number and the factors of the products that it alone uses.

        not: a/(b/c) -> a*c/b   (c = 0)
        """
        program, numbers = self.program, self.numbers
        number = ONE
        letters: list[int] = []
        stack = [2 * root]
        while stack:
            letter = stack.pop()
            step, below = letter >> 1, letter & 1
            op, args = program.ops[step], program.args[step]
            if step in numbers:
                ratio = numbers[step]
                number = rational.multiply(number, rational.inverse(ratio) if below else ratio)
            elif (self.uses[step] > 1 and not self.apart) or len(letters) + len(stack) >= MOST:
                letters.append(letter)
            elif op is MULTIPLY or (op is DIVIDE and not below):
                stack += [2 * args[1] + (below ^ (op is DIVIDE)), 2 * args[0] + below]
            elif op is NEGATE:
                number = rational.multiply(number, MINUS_ONE)
                stack.append(2 * args[0] + below)
            else:
                letters.append(letter)
        return number, tuple(sorted(letters))


class Term:
    """number * letters; `step` is the step that has this value already, or -1."""

    __slots__ = ("letters", "number", "step")

    def __init__(self, number: Rational, letters: Letters, step: int = -1) -> None:
        self.number = number
        self.letters = letters
        self.step = step

    @property
    def size(self) -> float:
        """The size of the number."""
        return abs(rational.as_float(self.number))

    def without(self, letter: int) -> Term:
        """The term divided by one of its letters."""
        place = self.letters.index(letter)
        return Term(self.number, self.letters[:place] + self.letters[place + 1 :])

    def times(self, other: Term) -> Term:
        """The product of two terms."""
        letters = tuple(sorted(self.letters + other.letters))
        return Term(rational.multiply(self.number, other.number), letters)


class _Gathering:
    """The new program, in which sums are written anew where their terms share something."""

    def __init__(self, program: Program, apart: bool = False) -> None:
        self.program = program
        self.sums = Sums(program, apart)
        self.copy = Copy(program)

    def result(self) -> Program:
        """The program with its sums written anew; itself where none has anything in common."""
        program, sums = self.program, self.sums
        whole = [s for s in sums.order if program.ops[s] in SUMS and s not in sums.inner]
        plans = {step: plan for step in whole if (plan := self._plan(step)) is not None}
        if not plans:
            return program
        for step in sums.order:
            if step in plans:
                self.copy.image[step] = self._total(plans[step])
            else:
                self.copy.plain(step)
        return self.copy.finished()

    def _plan(self, step: int) -> list[Group] | None:
        """The terms of a sum in groups; None where they have nothing in common."""
        terms = self.sums.terms(step)
        merged = self._merged(terms)
        groups = _groups(merged)
        is_same = len(merged) == len(terms) and len(groups) == len(merged)
        return None if is_same else groups

    @cached_property
    def always(self) -> dict[int, bool]:
        """Which steps have a value wherever the inputs have one."""
        program = self.program
        found: dict[int, bool] = {}
        for step in self.sums.order:
            op, args = program.ops[step], program.args[step]
            found[step] = not op.domain and all(found[arg] for arg in args)
        return found

    def _merged(self, terms: list[Term]) -> list[Term]:
        """The terms with like ones added up; what vanishes stays where it may have no value."""
        found: dict[Letters, Term] = {}
        for place, term in enumerate(terms):
            known = found.get(term.letters)
            if known is None:
                found[term.letters] = term
                continue
            number = rational.add(known.number, term.number)
            if number[0] or all(not x & 1 and self.always[x >> 1] for x in term.letters):
                found[term.letters] = Term(number, term.letters)
            else:
                found[*term.letters, -place - 1] = term
        return [term for term in found.values() if term.number[0]]

    # ---- writing

    def _total(self, groups: list[Group]) -> int:
        """The step of a sum of groups."""
        made = self.copy.result
        if not groups:
            return made.constant(0.0)
        sign, total = summed(self.copy, [self._group(*group) for group in groups])
        return total if sign > 0 else made.step(NEGATE, total)

    def _group(self, letter: int, members: list[Term]) -> Signed:
        """The sign and the step of terms that have a letter in common, or of one alone."""
        if letter < 0:
            return written(self.copy, members[0])
        sign, inner = summed(
            self.copy, [written(self.copy, member.without(letter)) for member in members]
        )
        made, factor = self.copy.result, self.copy.image[letter >> 1]
        if letter & 1:
            return sign, made.step(DIVIDE, inner, factor)
        return sign, made.step(MULTIPLY, factor, inner)


def written(copy: Copy, term: Term) -> Signed:
    """The sign and the step of a term in a program in the making."""
    made = copy.result
    if term.step >= 0:
        return 1, copy.image[term.step]
    top, bottom = term.number
    above = [copy.image[letter >> 1] for letter in term.letters if not letter & 1]
    below = [copy.image[letter >> 1] for letter in term.letters if letter & 1]
    if above and rational.divides((top, bottom)):
        below.append(made.constant(float(bottom)))
    elif not above or (abs(top), bottom) != ONE:
        above.insert(0, made.constant(abs(rational.as_float(term.number))))
    result = above[0]
    for factor in above[1:]:
        result = made.step(MULTIPLY, result, factor)
    for factor in below:
        result = made.step(DIVIDE, result, factor)
    return 1 if top > 0 else -1, result


def summed(copy: Copy, parts: list[Signed]) -> Signed:
    """The sign and the step of a sum of signed steps; the sign is -1 only where all are."""
    first = next((place for place, (sign, _) in enumerate(parts) if sign > 0), 0)
    outer, total = parts[first]
    for place, (sign, step) in enumerate(parts):
        if place != first:
            total = copy.result.step(ADD if sign == outer else SUBTRACT, total, step)
    return outer, total


def _groups(terms: list[Term]) -> list[Group]:
    """The terms by a letter that several have; those that share none alone, by -1."""
    every = [letter for term in terms for letter in set(term.letters)]
    if len(set(every)) == len(every):
        return [(-1, [term]) for term in terms]  # as most are
    left = {place: set(term.letters) for place, term in enumerate(terms) if len(term.letters) > 1}
    scaled = [term.letters[0] for term in terms if len(term.letters) == 1 and term.size != 1]
    taken: dict[int, int] = {}
    while left:
        counts: dict[int, int] = {}  # of each letter, how many products with it become one
        for place in left:
            for letter in dict.fromkeys(terms[place].letters):
                counts[letter] = counts.get(letter, 0) + 1
        for letter in scaled:
            if letter in counts:
                counts[letter] += 1
        best = max(counts, key=lambda letter: counts[letter])
        if counts[best] < 2:
            break
        members = [place for place, letters in left.items() if best in letters]
        alone = [place for place, term in enumerate(terms) if term.letters == (best,)]
        for place in members + alone:
            taken[place] = best
            left.pop(place, None)
    groups: dict[int, list[Term]] = {}
    for place, term in enumerate(terms):
        groups.setdefault(taken.get(place, -place - 1), []).append(term)
    return [(max(letter, -1), members) for letter, members in groups.items()]
