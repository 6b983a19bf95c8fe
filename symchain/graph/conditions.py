"""Constructors of conditions and of choices between formulas, in canonical form."""

from __future__ import annotations

from symchain.functions.arithmetic import (
    AND,
    EQUAL,
    FALSE,
    LESS,
    LESS_EQUAL,
    NOT,
    NOT_EQUAL,
    OR,
    TRUE,
    WHERE,
)
from symchain.functions.row import Op
from symchain.graph.columns import Columns
from symchain.graph.rational import ZERO

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from symchain.graph.facts import Facts

FEW = 8  # conditions under nested calls of and, formulas under those of max, that are looked at

COMPARISONS: dict[Op, Callable[[int, int], bool]] = {
    LESS: int.__lt__,
    LESS_EQUAL: int.__le__,
    EQUAL: int.__eq__,
    NOT_EQUAL: int.__ne__,
}


class Conditions(Columns):
    """The columns with what is true or false, what is chosen by it, and what it permits.

    `given` are the conditions that hold at every point that matters, as the user says. A rewriting
    that holds only under a condition asks for permission: one that needs the condition for the
    value (sqrt(x^2) -> x where x >= 0) asks `holds`, one that only makes the domain wider
    (x/x -> 1 where x != 0) asks `allows`, which a `strict` graph answers with `holds`.
    """

    __slots__ = ("_facts", "given", "strict")

    def __init__(self) -> None:
        super().__init__()
        self.given: tuple[int, ...] = ()
        self.strict = False
        self._facts: Facts | None = None

    @property
    def facts(self) -> Facts:
        """What is known of the nodes."""
        if self._facts is None:
            from symchain.graph.facts import Facts

            self._facts = Facts(self, self.given)
        return self._facts

    def exchange_facts(self, facts: Facts) -> Facts:
        """Takes other facts as known, as inside of a branch; gives back those known before."""
        before, self._facts = self.facts, facts
        return before

    def suppose(self, conditions: Iterable[int]) -> None:
        """Takes further conditions as given."""
        new = [condition for condition in conditions if self.ops[condition] is not TRUE]
        self.given = tuple(dict.fromkeys((*self.given, *new)))
        self._facts = None
        self.notes.clear()

    def holds(self, condition: int) -> bool:
        """Whether a condition is known to hold, wherever its formulas have values."""
        return self.facts.holds(condition)

    def allows(self, condition: int) -> bool:
        """Whether a formula may become defined where the condition does not hold."""
        return not self.strict or self.facts.holds(condition)

    def where(self, condition: int, a: int, b: int) -> int:
        """The node of a where the condition holds, else b."""
        if self.ops[condition] is TRUE or (a == b and self.is_total(condition)):
            return a
        if self.ops[condition] is FALSE:
            return b
        a, b = self._chosen(condition, a, True), self._chosen(condition, b, False)
        if self.constants.get(b) == ZERO and self.ops[a] is WHERE:
            inner, yes, no = self.args[a]
            if self.constants.get(no) == ZERO:
                return self.where(self.conjunction(condition, inner), yes, b)
        if self.constants.get(a) == ZERO and self.ops[b] is WHERE:
            inner, yes, no = self.args[b]
            if self.constants.get(yes) == ZERO:
                return self.where(self.disjunction(condition, inner), a, no)
        return self.intern(WHERE, (condition, a, b))

    def _chosen(self, condition: int, branch: int, holds: bool) -> int:
        """The branch of a choice by the same condition, or by its opposite, once it is decided."""
        if self.ops[branch] is not WHERE:
            return branch
        inner, yes, no = self.args[branch]
        if inner == condition:
            return yes if holds else no
        if self.are_opposite(inner, condition):
            return no if holds else yes
        return branch

    def truth(self, value: bool) -> int:
        """The node of true or false."""
        return self.intern(TRUE if value else FALSE, ())

    def compare(self, op: Op, a: int, b: int) -> int:
        """The node of a comparison."""
        if a in self.constants and b in self.constants:
            (p, q), (r, s) = self.constants[a], self.constants[b]
            return self.truth(COMPARISONS[op](p * s, r * q))
        return self.intern(op, (a, b))

    def conjunction(self, a: int, b: int) -> int:
        """The node of a and b."""
        if self.ops[a] is FALSE or self.ops[b] is TRUE or a == b:
            return a
        if self.ops[a] is TRUE or self.ops[b] is FALSE:
            return b
        first, second = frozenset(self.members(AND, a)), frozenset(self.members(AND, b))
        if first >= second:
            return a
        if first < second:
            return b
        for unequal, other in ((a, b), (b, a)):
            if self.ops[unequal] is NOT_EQUAL and self._is_of(
                self.args[unequal], LESS_EQUAL, other
            ):
                return self.intern(LESS, self.args[other])  # x != y and x <= y
        return self.intern(AND, (a, b))

    def disjunction(self, a: int, b: int) -> int:
        """The node of a or b."""
        if self.ops[a] is TRUE or self.ops[b] is FALSE or a == b:
            return a
        if self.ops[a] is FALSE or self.ops[b] is TRUE:
            return b
        first, second = frozenset(self.members(OR, a)), frozenset(self.members(OR, b))
        if first >= second:
            return a
        if first < second:
            return b
        for equal, other in ((a, b), (b, a)):
            if self.ops[equal] is EQUAL and (joined := self._or_equal(equal, other)) is not None:
                return joined
        return self.intern(OR, (a, b))

    def _or_equal(self, equal: int, other: int) -> int | None:
        """x == y or x < y is x <= y, x == y or not x < y is not x < y; None for anything else."""
        inner = self.args[other][0] if self.ops[other] is NOT else other
        if not self._is_of(self.args[equal], LESS, inner):
            return None
        return self.intern(LESS_EQUAL, self.args[inner]) if inner == other else other

    def _is_of(self, sides: tuple[int, ...], op: Op, condition: int) -> bool:
        """Whether a condition compares two sides, in any order."""
        return self.ops[condition] is op and self.args[condition] in (sides, sides[::-1])

    def members(self, op: Op, node: int) -> list[int]:
        """What nested calls of max, min, and, or join, seen from the outside, a few at most."""
        members: list[int] = []
        stack = [node]
        while stack:
            top = stack.pop()
            if self.ops[top] is op and len(members) + len(stack) < FEW:
                stack += reversed(self.args[top])
            else:
                members.append(top)
        return members

    def negation(self, a: int) -> int:
        """The node of not a."""
        op = self.ops[a]
        if op is NOT:
            return self.args[a][0]
        if op is EQUAL or op is NOT_EQUAL:
            return self.compare(NOT_EQUAL if op is EQUAL else EQUAL, *self.args[a])
        return self.truth(op is FALSE) if op is TRUE or op is FALSE else self.intern(NOT, (a,))

    def are_opposite(self, a: int, b: int) -> bool:
        """Whether one of two conditions is written as the opposite of the other."""
        ops, args = self.ops, self.args
        if {ops[a], ops[b]} == {EQUAL, NOT_EQUAL}:
            return args[a] == args[b]
        return (ops[a] is NOT and args[a][0] == b) or (ops[b] is NOT and args[b][0] == a)
