"""Products that share: factors that recur together in several products are multiplied once.

Every product and quotient is taken apart into factors above and below the line, also where others
use its parts, and made again from pairs. Nothing is cancelled: what divides by zero still does.
A division in steps, x/h/h, stays one in what has no scale: it stands where h^2 would leave the
doubles.
"""

from __future__ import annotations

from symchain.codegen.optimisation.pairing import PRODUCT, paired
from symchain.codegen.program import Program
from symchain.functions import TABLE
from symchain.functions.arithmetic import ADD, DIVIDE, MULTIPLY, NEGATE, SUBTRACT
from symchain.functions.row import Op
from symchain.graph import rational
from symchain.graph.rational import ONE, Rational
from symchain.graph.walk import reachable
from symchain.stability.quotients import WITHOUT_SCALE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from symchain.codegen.optimisation.pairing import Word

LONGEST = 12  # factors of a product that is taken apart
PRODUCTS = frozenset((MULTIPLY, DIVIDE, NEGATE))
HYPOT = TABLE["hypot"]


def multiplied(program: Program) -> Program:
    """The program with its products shared."""
    words = _Words(program)
    return _Writing(words).result() if words.needed else program


class _View:
    """A step as sign * number * factors; letter 2*f is factor f above the line, 2*f + 1 below."""

    __slots__ = ("letters", "number", "sign")

    def __init__(self, sign: int, number: Rational, letters: Word) -> None:
        self.sign = sign
        self.number = number
        self.letters = letters


class _Words:
    """The products of a program that something else uses, as words of factors.

    `needed` gives each such step's sign and word. Factors are steps (`steps` has the step of a
    factor) and numbers (`numbers` has their values). `kept` are divisions in steps.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self.order = reachable(program, program.outputs)
        self.needed: dict[int, tuple[int, Word]] = {}
        self.steps: dict[int, int] = {}
        self.kept: set[int] = set()
        self.has_steps = {program.ops[step] for step in self.order} <= WITHOUT_SCALE
        self.numbers: dict[int, float] = {}
        self.views: dict[int, _View] = {}
        self._factors: dict[int | float, int] = {}
        self._values: dict[float, int] = {}
        for step in self.order:
            self.views[step] = self._view(step)
        for output in program.outputs:
            self._need(output)
        self._turn_numbers()

    @property
    def count(self) -> int:
        """How many factors there are."""
        return len(self.steps) + len(self.numbers)

    def _view(self, step: int) -> _View:
        op, args = self.program.ops[step], self.program.args[step]
        if op is DIVIDE and self._is_in_steps(*args):
            self.kept.add(step)
        elif op is MULTIPLY or op is DIVIDE:
            return self._merged(op, *args)
        if op is NEGATE:
            view = self.views[args[0]]
            return _View(-view.sign, view.number, view.letters)
        value = self.program.constants.get(step, 0.0)
        if 0.0 < abs(value) < 1e300:
            return _View(1 if value > 0 else -1, abs(value).as_integer_ratio(), ())
        for arg in args:
            self._need(arg)
        return self._whole(step)

    def _is_in_steps(self, a: int, b: int) -> bool:
        """Whether a/b is a division by a length, or one more by what a was divided by."""
        if not self.has_steps:
            return False
        below = self.views[b].letters
        return self.program.ops[b] is HYPOT or (
            self.program.ops[a] is DIVIDE and self.program.args[a][1] == b and len(below) == 1
        )

    def is_product(self, step: int) -> bool:
        """Whether a step is taken apart."""
        return self.program.ops[step] in PRODUCTS and step not in self.kept

    def _merged(self, op: Op, a: int, b: int) -> _View:
        """The view of a product or quotient; a part that is too long is a factor.

        not: a/(b/c) -> a*c/b   (c = 0)
        """
        if op is DIVIDE and any(x & 1 and x >> 1 in self.steps for x in self.views[b].letters):
            self._need(b)
            self.views[b] = self._whole(b)
        if len(self.views[a].letters) + len(self.views[b].letters) > LONGEST:
            longer = max(a, b, key=lambda step: len(self.views[step].letters))
            self._need(longer)
            self.views[longer] = self._whole(longer)
        one, other = self.views[a], self.views[b]
        number, letters = other.number, other.letters
        if op is DIVIDE:
            if number[1] != 1 and number[0] & (number[0] - 1):  # 1/number would be rounded again
                number, letters = ONE, (*letters, 2 * self._number(rational.as_float(number)))
            number = rational.inverse(number)
            letters = tuple([letter ^ 1 for letter in letters])
        number = rational.multiply(one.number, number)
        return _View(one.sign * other.sign, number, one.letters + letters)

    def _whole(self, step: int) -> _View:
        factor = self._factors.get(step)
        if factor is None:
            factor = self._factors[step] = self.count
            self.steps[factor] = step
        return _View(1, ONE, (2 * factor,))

    def _need(self, step: int) -> None:
        """Notes the word of a product."""
        view = self.views[step]
        if not self.is_product(step) or step in self.needed or not view.letters:
            return
        letters = list(view.letters)
        if rational.divides(view.number):
            letters.append(2 * self._number(float(view.number[1])) + 1)
        elif view.number != ONE:
            letters.append(2 * self._number(rational.as_float(view.number)))
        self.needed[step] = view.sign, tuple(sorted(letters))

    def _number(self, value: float) -> int:
        factor = self._values.get(value)
        if factor is None:
            factor = self._values[value] = self.count
            self.numbers[factor] = value
        return factor

    def _turn_numbers(self) -> None:
        """Gives a number the sign that most of its products have."""
        totals = dict.fromkeys(self.numbers, 0)
        for sign, word in self.needed.values():
            for letter in word:
                if letter >> 1 in totals:
                    totals[letter >> 1] += sign
        turned = {factor for factor, total in totals.items() if total < 0}
        for factor in turned:
            self.numbers[factor] *= -1.0
        for step, (sign, word) in self.needed.items():
            flips = sum([letter >> 1 in turned for letter in word])
            self.needed[step] = sign * (-1) ** flips, word


class _Writing:
    """The program in the making: words become steps where they are needed, with or without sign."""

    def __init__(self, words: _Words) -> None:
        self.program, self.order, self.views = words.program, words.order, words.views
        self.steps, self.numbers, self.is_product = words.steps, words.numbers, words.is_product
        spelled, self.pairs = paired([word for _, word in words.needed.values()], words.count)
        self.words = {step: (sign, spelled[word]) for step, (sign, word) in words.needed.items()}
        self.plain = {word for _, word in self.words.values()} - self._only_negative()
        self.made = Program(self.program.inputs)
        self.image: dict[int, int] = {}  # of steps that are no products
        self.factors: dict[int, int] = {}  # the step of each factor
        self.known: dict[tuple[int, Word], int] = {}

    def result(self) -> Program:
        """The program with the words written."""
        program, made = self.program, self.made
        whole = set(self.steps.values())
        for step in self.order:
            op, args = program.ops[step], program.args[step]
            if step in program.constants:
                self.image[step] = made.constant(program.constants[step])
            elif step in program.names:
                self.image[step] = made.inputs[program.names[step]]
            elif op is ADD or op is SUBTRACT:
                op, *terms = self._terms(op, *args)
                self.image[step] = made.step(op, *[self._value(*term) for term in terms])
            elif not self.is_product(step):
                self.image[step] = made.step(op, *[self._signed(arg) for arg in args])
            elif step in self.words and step in whole:
                self._signed(step)  # now, since long products stand on long products
            elif not self.views[step].letters:
                view = self.views[step]
                self.image[step] = made.constant(view.sign * rational.as_float(view.number))
        made.outputs = [self._signed(output) for output in program.outputs]
        return made

    # ---- signs

    def _sign(self, step: int) -> int:
        return self.words[step][0] if step in self.words else 1

    def _terms(self, op: Op, a: int, b: int) -> tuple[Op, tuple[int, int], tuple[int, int]]:
        """A sum as it is written: its operation, and its terms with the signs that they keep."""
        one = self._sign(a)
        other = self._sign(b) if op is ADD else -self._sign(b)
        if one < 0 < other:
            return SUBTRACT, (b, 1), (a, 1)
        return ADD if other > 0 else SUBTRACT, (a, one), (b, 1)

    def _only_negative(self) -> set[Word]:
        """The words that are needed with a sign and not without."""
        signs: dict[Word, set[int]] = {word: set() for _, word in self.words.values()}
        uses = [(output, self._sign(output)) for output in self.program.outputs]
        for step in self.order:
            op, args = self.program.ops[step], self.program.args[step]
            if op is ADD or op is SUBTRACT:
                uses += self._terms(op, *args)[1:]
            elif not self.is_product(step):
                uses += [(arg, self._sign(arg)) for arg in args]
        for step, sign in uses:
            if step in self.words:
                signs[self.words[step][1]].add(sign)
        return {word for word, found in signs.items() if found == {-1}}

    # ---- writing

    def _signed(self, step: int) -> int:
        return self._value(step, self._sign(step))

    def _value(self, step: int, sign: int) -> int:
        """The new step of a step that is no product, or of a word with a sign."""
        if step in self.words:
            return self._word(sign, self.words[step][1])
        return self.image[step]

    def _word(self, sign: int, word: Word) -> int:
        if (sign, word) not in self.known:
            self.known[sign, word] = self._negative(word) if sign < 0 else self._positive(word, 1)
        return self.known[sign, word]

    def _negative(self, word: Word) -> int:
        """A word with a sign: by a factor, in a number, or before the whole."""
        for place, letter in enumerate(word):
            rest = word[:place] + word[place + 1 :]
            if (-1, rest) in self.known:
                op = DIVIDE if letter & 1 else MULTIPLY
                return self.made.step(op, self.known[-1, rest], self._factor(letter >> 1))
        has_number = any(letter >> 1 in self.numbers for letter in word)
        if word not in self.plain and (has_number or all(letter & 1 for letter in word)):
            return self._positive(word, -1)
        return self.made.step(NEGATE, self._word(1, word))

    def _positive(self, word: Word, sign: int) -> int:
        """A word, by products and divisions in turn, to stay in range; the sign in a number."""
        made = self.made
        sides: tuple[list[int], list[int]] = [], []
        for letter in sorted(word, key=lambda letter: letter >> 1 not in self.numbers):
            factor = letter >> 1
            if factor in self.numbers:
                image = made.constant(sign * self.numbers[factor])
                sign = 1
            else:
                image = self._factor(factor)
            sides[letter & 1].append(image)
        above, below = sides
        result = above.pop(0) if above else made.constant(float(sign))
        while above or below:
            if below:
                result = self._step(DIVIDE, result, below.pop(0))
            if above:
                result = self._step(MULTIPLY, result, above.pop(0))
        return result

    def _factor(self, factor: int) -> int:
        """The step of a factor."""
        stack = [factor]
        while stack:
            factor = stack[-1]
            if factor in self.factors:
                stack.pop()
            elif factor in self.numbers:
                self.factors[factor] = self.made.constant(self.numbers[factor])
            elif factor in self.steps:
                self.factors[factor] = self._signed(self.steps[factor])
            else:
                kind, *pair = self.pairs[factor]
                missing = [part for part in pair if part not in self.factors]
                stack += missing
                if not missing:
                    op = MULTIPLY if kind == PRODUCT else DIVIDE
                    self.factors[factor] = self._step(op, *[self.factors[part] for part in pair])
        return self.factors[factor]

    def _step(self, op: Op, a: int, b: int) -> int:
        """The step of a product or quotient, a number first; of two numbers that is a number."""
        one, other = self.made.constants.get(a), self.made.constants.get(b)
        if one is not None and other:
            value = one * other if op is MULTIPLY else one / other
            if 0.0 < abs(value) < 1e300:
                return self.made.constant(value)
        if op is MULTIPLY and one is None and other is not None:
            a, b = b, a
        return self.made.step(op, a, b)
