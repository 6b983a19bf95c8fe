"""Numbers that several terms of a sum have: 2*a + 2*b becomes 2*(a + b)."""

from __future__ import annotations

from symchain.codegen.optimisation.copying import Copy
from symchain.codegen.program import Program
from symchain.functions.arithmetic import ADD, MULTIPLY, NEGATE, SUBTRACT
from symchain.graph.walk import reachable, use_counts

Term = tuple[int, float, int]  # sign, coefficient > 0, body


def factored(program: Program) -> Program:
    """The program with the numbers of its sums taken out."""
    return _Factoring(program).result()


class _Factoring:
    """The plan of the coefficient pass, and its execution."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.order = reachable(program, program.outputs)
        self.uses = use_counts(program, self.order, program.outputs)
        self.scaled: dict[int, set[float]] = {}
        self.inner: set[int] = set()
        self.made: list[tuple[float, int, int]] = []  # (value*a)*b, a body of its own: -1, -2, ...
        for step in self.order:
            op, args = program.ops[step], program.args[step]
            if op is MULTIPLY and program.constants.get(args[0]):
                self.scaled.setdefault(args[1], set()).add(program.constants[args[0]])
            elif op is ADD or op is SUBTRACT:
                self.inner.update([arg for arg in args if self._is_inner(arg)])

    def _is_inner(self, step: int) -> bool:
        op = self.program.ops[step]
        return (op is ADD or op is SUBTRACT) and self.uses[step] == 1

    def result(self) -> Program:
        """The program with its coefficients shared."""
        ops = self.program.ops
        plans: dict[int, list[list[Term]]] = {}
        covered: set[int] = set()
        for step in self.order:
            if (ops[step] is ADD or ops[step] is SUBTRACT) and step not in self.inner:
                interior, terms = self._terms(step)
                groups = self._groups(terms)
                if len(groups) < len(terms):
                    plans[step] = groups
                    covered.update(interior)
        if not plans:
            return self.program
        copy = Copy(self.program, self.made)
        for step in self.order:
            if step in plans:
                copy.image[step] = _sum(copy, [_group(copy, group) for group in plans[step]])
            elif step not in covered:
                copy.plain(step)
        return copy.finished()

    def _terms(self, root: int) -> tuple[list[int], list[Term]]:
        """The interior sums under a sum, and its terms from left to right."""
        ops, args = self.program.ops, self.program.args
        interior, terms = [], []
        stack = [(1, root)]
        while stack:
            sign, step = stack.pop()
            if step == root or step in self.inner:
                interior.append(step)
                a, b = args[step]
                stack.append((-sign if ops[step] is SUBTRACT else sign, b))
                stack.append((sign, a))
            else:
                terms.append(self._term(sign, step))
        return interior[1:], terms

    def _term(self, sign: int, step: int) -> Term:
        program = self.program
        if program.ops[step] is MULTIPLY and self.uses[step] == 1:
            number, body = program.args[step]
            value = program.constants.get(number, 0.0)
            if value:
                return (-sign if value < 0 else sign), abs(value), body
        return sign, 1.0, step

    def _groups(self, terms: list[Term]) -> list[list[Term]]:
        """The terms by their coefficients: first those alone, then sums, which take longer."""
        counts: dict[float, int] = {}
        for _, value, _ in terms:
            counts[value] = counts.get(value, 0) + 1
        groups: dict[object, list[Term]] = {}
        for place, term in enumerate(terms):
            if counts[term[1]] == 1:
                term = self._split(term, counts)
            key: object = term[1] if term[1] != 1.0 else ("alone", place)
            groups.setdefault(key, []).append(term)
        return sorted(groups.values(), key=lambda group: len(group) > 1)

    def _split(self, term: Term, counts: dict[float, int]) -> Term:
        """400*(d*x) as 2*((200*d)*x) where 200*d is needed and 2 is a coefficient beside it."""
        sign, value, body = term
        if self.program.ops[body] is MULTIPLY and self.uses[body] == 1:
            a, b = self.program.args[body]
            for factor, other in ((a, b), (b, a)):
                for known in sorted(self.scaled.get(factor, ())):
                    rest = value / known
                    if rest > 0 and rest != 1.0 and rest * known == value and rest in counts:
                        self.made.append((known, factor, other))
                        return sign, rest, -len(self.made)
        return term


def _group(copy: Copy, group: list[Term]) -> tuple[int, int]:
    """The sign and the step of terms that have one coefficient."""
    sign, step = _total(copy, [(sign, _body(copy, body)) for sign, _, body in group])
    value = group[0][1]
    if value == 1.0:
        return sign, step
    return sign, copy.result.step(MULTIPLY, copy.result.constant(value), step)


def _body(copy: Copy, body: int) -> int:
    """The image of a term's body, which the plan may have made itself."""
    if body >= 0:
        return copy.image[body]
    value, factor, other = copy.made[-1 - body]
    part = copy.result.step(MULTIPLY, copy.result.constant(value), copy.image[factor])
    return copy.result.step(MULTIPLY, part, copy.image[other])


def _total(copy: Copy, entries: list[tuple[int, int]]) -> tuple[int, int]:
    """The sign and the step of a sum of signed steps; the sign is -1 only where all are."""
    first = next((place for place, (sign, _) in enumerate(entries) if sign > 0), 0)
    outer = entries[first][0]
    total = entries[first][1]
    for place, (sign, step) in enumerate(entries):
        if place != first:
            total = copy.result.step(ADD if sign == outer else SUBTRACT, total, step)
    return outer, total


def _sum(copy: Copy, entries: list[tuple[int, int]]) -> int:
    """The step of a sum of signed steps."""
    sign, total = _total(copy, entries)
    if sign > 0:
        return total
    op, args = copy.result.ops[total], copy.result.args[total]
    if op is MULTIPLY and args[0] in copy.result.constants:
        value = copy.result.constants[args[0]]
        return copy.result.step(MULTIPLY, copy.result.constant(-value), args[1])
    return copy.result.step(NEGATE, total)
