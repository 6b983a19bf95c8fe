"""Sums that share: terms that recur together in several sums are added once.

What `products` does for factors. A sum is looked at with the sums in it that may lose their
brackets; one that shares nothing stays as it is written.
"""

from __future__ import annotations

from symchain.codegen.optimisation.copying import Copy
from symchain.codegen.optimisation.pairing import PRODUCT, paired
from symchain.codegen.optimisation.sums import SUMS, Sums
from symchain.codegen.program import Program
from symchain.functions.arithmetic import ADD, NEGATE, SUBTRACT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from symchain.codegen.optimisation.pairing import Pair, Word

LONGEST = 20  # terms of a sum that is taken apart


def added(program: Program) -> Program:
    """The program with its sums shared."""
    sums = Sums(program)
    words = _words(sums)
    if all(len(word) < 3 for word in words.values()):
        return program
    spelled, pairs = paired(words.values(), len(program), turning=True)
    if not pairs:
        return program
    wanted = {step: spelled[word] for step, word in words.items() if spelled[word] != word}
    return _Writing(program, wanted, pairs).result(sums.order)


def _words(sums: Sums) -> dict[int, Word]:
    """The terms of each sum as letters: 2*step where the term is added, 2*step + 1 where taken."""
    program = sums.program
    words = {}
    for root in sums.order:
        if program.ops[root] not in SUMS or root in sums.inner:
            continue
        letters: list[int] = []
        stack = [2 * root]
        while stack and len(letters) <= LONGEST:
            letter = stack.pop()
            step, taken = letter >> 1, letter & 1
            op, args = program.ops[step], program.args[step]
            if op in SUMS and (step == root or sums.may_dissolve(step)):
                stack += [2 * args[1] + (taken ^ (op is SUBTRACT)), 2 * args[0] + taken]
            else:
                letters.append(letter)
        if len(letters) <= LONGEST:
            words[root] = tuple(sorted(letters))
    return words


class _Writing:
    """The program in the making."""

    def __init__(self, program: Program, words: dict[int, Word], pairs: dict[int, Pair]) -> None:
        self.words, self.pairs = words, pairs
        self.copy = Copy(program)

    def result(self, order: list[int]) -> Program:
        """The program with the words written."""
        for step in order:
            if step in self.words:
                self.copy.image[step] = self._sum(self.words[step])
            else:
                self.copy.plain(step)
        return self.copy.finished()

    def _sum(self, word: Word) -> int:
        """The step of a sum of letters."""
        made = self.copy.result
        letters = sorted(word, key=lambda letter: letter & 1)
        total = self._term(letters[0] >> 1)
        if letters[0] & 1:
            total = made.step(NEGATE, total)
        for letter in letters[1:]:
            total = made.step(SUBTRACT if letter & 1 else ADD, total, self._term(letter >> 1))
        return total

    def _term(self, term: int) -> int:
        """The step of a term: a step, or a pair of terms."""
        image = self.copy.image
        stack = [term]
        while stack:
            term = stack[-1]
            if term in image:
                stack.pop()
                continue
            kind, *pair = self.pairs[term]
            missing = [part for part in pair if part not in image]
            stack += missing
            if not missing:
                op = ADD if kind == PRODUCT else SUBTRACT
                image[term] = self.copy.result.step(op, *[image[part] for part in pair])
        return image[term]
