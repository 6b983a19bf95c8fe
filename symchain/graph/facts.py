"""What is known of a graph's nodes: the user's assumptions and what follows from them up the list.

A question is answered with yes or with "cannot tell", and cannot tell licenses nothing. What is
known of a node holds wherever the node has a value.
"""

from __future__ import annotations

from symchain.functions import TABLE
from symchain.functions.arithmetic import (
    ADD,
    AND,
    DIVIDE,
    EQUAL,
    FALSE,
    LESS,
    LESS_EQUAL,
    MULTIPLY,
    NEGATE,
    NOT,
    NOT_EQUAL,
    OR,
    POWER,
    SUBTRACT,
    TRUE,
    WHERE,
)
from symchain.functions.row import Op
from symchain.graph.bounds import bound
from symchain.graph.ranges import (
    ALL,
    NONZERO,
    NOT_NEGATIVE,
    POSITIVE,
    WHOLE,
    Range,
    interval,
    point,
)
from symchain.graph.rational import ONE, ZERO

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from symchain.graph.conditions import Conditions

ROUNDS = 2  # how often the assumptions are read: the second time with what the first time told
FLOOR, ABS, SQRT = TABLE["floor"], TABLE["abs"], TABLE["sqrt"]

# What a comparison of a and b says of b - a.
SAID: dict[Op, Range] = {
    LESS: POSITIVE,
    LESS_EQUAL: NOT_NEGATIVE,
    EQUAL: point(ZERO),
    NOT_EQUAL: NONZERO,
}


class Facts:
    """What follows from conditions that are taken as given, for every node of a graph.

    >>> from symchain import parse
    >>> f = parse("exp(x) + x^2")
    >>> Facts(f.graph).range(f.node)
    (0/1, oo) not 0
    """

    __slots__ = ("_given", "_known", "differences", "given", "graph", "limits")

    def __init__(self, graph: Conditions, given: Iterable[int] = ()) -> None:
        self.graph = graph
        self.given = tuple(given)
        self._given = frozenset(self.given)
        self.limits: dict[int, Range] = {}
        self.differences: dict[tuple[int, int], Range] = {}
        self._known: dict[int, Range | bool | None] = {}
        for _ in range(ROUNDS):
            for condition in self.given:
                self._assume(condition)
            self._known = {}

    # ---- answers

    def range(self, node: int) -> Range:
        """Where the value of a formula lies."""
        found = self._at(node)
        assert isinstance(found, Range)
        return found

    def truth(self, condition: int) -> bool | None:
        """Whether a condition holds; None where that cannot be told."""
        found = self._at(condition)
        return found if isinstance(found, bool) else None

    def holds(self, condition: int) -> bool:
        """Whether a condition is known to hold."""
        return self._at(condition) is True

    def is_contradictory(self) -> bool:
        """Whether no point satisfies what is given, as far as can be told."""
        return (
            any(limits.is_empty for limits in self.differences.values())
            or any(self.range(node).is_empty for node in self.limits)
            or any(self._told(condition) is False for condition in self.given)
        )

    def under(self, *conditions: int) -> Facts:
        """What is known where further conditions hold, as inside of a branch."""
        new = [condition for condition in conditions if self.graph.ops[condition] is not TRUE]
        return Facts(self.graph, (*self.given, *new)) if new else self

    # ---- what is asked for, after what it needs

    def _at(self, node: int) -> Range | bool | None:
        known, graph = self._known, self.graph
        stack = [] if node in known else [node]
        while stack:
            last = stack[-1]
            if missing := [arg for arg in graph.args[last] if arg not in known]:
                stack += missing
                continue
            stack.pop()
            if not graph.ops[last].boolean:
                known[last] = self._range(last)
            else:
                known[last] = True if last in self._given else self._told(last)
        return known[node]

    def _range(self, node: int) -> Range:
        graph = self.graph
        op, args = graph.ops[node], graph.args[node]
        if node in graph.constants:
            return point(graph.constants[node])
        if node in graph.names:
            return self.limits.get(node, ALL)
        if op is WHERE and (decided := self._known[args[0]]) is not None:
            found = self._known[args[1] if decided else args[2]]
            assert isinstance(found, Range)
        else:
            # a condition among the arguments is not looked at
            found = bound(op, [k if isinstance(k := self._known[a], Range) else ALL for a in args])
        if op is SUBTRACT and args in self.differences:
            found = found.intersection(self.differences[args])
        if (op is ADD or op is SUBTRACT) and (root := self._outweighs(*args)) is not None:
            sign = -POSITIVE if op is SUBTRACT and root == args[1] else POSITIVE
            found = found.intersection(sign)
        return found.intersection(self.limits[node]) if node in self.limits else found

    def _outweighs(self, *sides: int) -> int | None:
        """The one of two sides that is further from 0 as sqrt(x^2 + 1) is than x; None for none."""
        graph = self.graph
        for other, root in (sides, sides[::-1]):
            inner = graph.args[root][0] if graph.ops[root] is SQRT else root
            if inner == root or graph.ops[inner] is not ADD:
                continue
            for square, rest in (graph.args[inner], graph.args[inner][::-1]):
                if graph.ops[square] is POWER and graph.args[square][0] == other:
                    exponent = graph.constants.get(graph.args[square][1])
                    around = self._known[rest]
                    if exponent == (2, 1) and isinstance(around, Range) and around.is_positive:
                        return root
        return None

    def _told(self, node: int) -> bool | None:
        """Whether a condition holds, from what is known of its arguments."""
        graph = self.graph
        op, args = graph.ops[node], graph.args[node]
        if op is TRUE or op is FALSE:
            return op is TRUE
        if op in SAID:
            return self._compared(op, *args)
        if op not in (AND, OR, NOT):
            return None
        parts = [self._at(arg) for arg in args]
        if op is NOT:
            return None if parts[0] is None else not parts[0]
        decides = op is OR
        if decides in parts or (decides and self._is_either(*args)):
            return decides
        return None if None in parts else not decides

    def _is_either(self, a: int, b: int) -> bool:
        """Whether one of two conditions has to hold: a < b or b <= a."""
        ops, args = self.graph.ops, self.graph.args
        return {ops[a], ops[b]} == {LESS, LESS_EQUAL} and args[a] == args[b][::-1]

    def _compared(self, op: Op, a: int, b: int) -> bool | None:
        """Whether a comparison of two formulas holds."""
        one, other = self._at(a), self._at(b)
        assert isinstance(one, Range)
        assert isinstance(other, Range)
        between = point(ZERO) if a == b else other - one
        if (b, a) in self.differences:
            between = between.intersection(self.differences[b, a])
        if between.is_empty:
            return None
        if op is EQUAL or op is NOT_EQUAL:
            if between.nonzero:
                return op is NOT_EQUAL
            same = between.point == ZERO or self._is_own_floor(a, b) or self._is_own_floor(b, a)
            return op is EQUAL if same else None
        if between.is_positive or (op is LESS_EQUAL and between.is_not_negative):
            return True
        below = between.is_negative or (op is LESS and between.is_not_positive)
        return False if below else None

    def _is_own_floor(self, a: int, b: int) -> bool:
        """Whether b is floor(a) and a is a whole number."""
        graph = self.graph
        return graph.ops[b] is FLOOR and graph.args[b] == (a,) and self.range(a).whole

    # ---- what is given

    def _assume(self, condition: int) -> None:
        """Takes down what a condition says; of `or` nothing is used."""
        graph = self.graph
        stack = [(condition, True)]
        while stack:
            node, holds = stack.pop()
            op, args = graph.ops[node], graph.args[node]
            if op is NOT:
                stack.append((args[0], not holds))
            elif op is (AND if holds else OR):
                stack += [(arg, holds) for arg in args]
            elif op in SAID:
                self._take(op, args, holds)

    def _take(self, op: Op, args: tuple[int, ...], holds: bool) -> None:
        a, b = args
        if not holds:  # not a < b: b <= a
            a, b = (b, a) if op in (LESS, LESS_EQUAL) else (a, b)
            op = {LESS: LESS_EQUAL, LESS_EQUAL: LESS, EQUAL: NOT_EQUAL, NOT_EQUAL: EQUAL}[op]
        said = SAID[op]
        for one, other in ((a, b), (b, a)):
            if op is EQUAL and self.graph.ops[other] is FLOOR and self.graph.args[other] == (one,):
                self._limit(one, WHOLE)
        self._differ(b, a, said)
        self._differ(a, b, -said)
        self._limit(b, self.range(a) + said)
        self._limit(a, self.range(b) - said)

    def _differ(self, a: int, b: int, said: Range) -> None:
        """Takes down where a - b lies."""
        self.differences[a, b] = self.differences.get((a, b), ALL).intersection(said)

    def _limit(self, node: int, limits: Range) -> None:
        """Takes down where a formula lies, and what that says of its only part that varies."""
        stack = [(node, limits)]
        while stack:
            node, limits = stack.pop()
            if limits == ALL:
                continue
            self.limits[node] = self.limits.get(node, ALL).intersection(limits)
            if self.graph.ops[node] is SUBTRACT:
                first, second = self.graph.args[node]
                self._differ(first, second, limits)
                self._differ(second, first, -limits)
            stack += self._parts(node, limits)

    def _parts(self, node: int, limits: Range) -> list[tuple[int, Range]]:
        """Where the arguments of a node lie whose own value lies within limits."""
        graph = self.graph
        op, args = graph.ops[node], graph.args[node]
        constants = graph.constants
        if op is NEGATE:
            return [(args[0], -limits)]
        if op is ABS:
            high = limits.intersection(NOT_NEGATIVE)
            inside = Range((-high).low, high.high, limits.whole, limits.nonzero)
            return [(args[0], inside)]
        if op is POWER and args[1] in constants:
            return self._of_power(args[0], constants[args[1]], limits)
        if op is MULTIPLY and args[0] not in constants and limits.nonzero:
            return [(arg, NONZERO) for arg in args]
        if op not in (ADD, SUBTRACT, MULTIPLY, DIVIDE):
            return []
        if args[0] in constants:
            value = point(constants[args[0]])
            if op is MULTIPLY and value.nonzero:
                return [(args[1], _not_whole(limits * value.inverse()))]
            if op is DIVIDE:
                return [(args[1], _not_whole(value * limits.inverse()))]
            if op is ADD or op is SUBTRACT:
                rest = limits - value
                return [(args[1], rest if op is ADD else -rest)]
        if args[1] in constants and (op is ADD or op is SUBTRACT):
            value = point(constants[args[1]])
            return [(args[0], limits - value if op is ADD else limits + value)]
        return []

    def _of_power(
        self, base: int, exponent: tuple[int, int], limits: Range
    ) -> list[tuple[int, Range]]:
        """The sign of a base whose power is known, and whether it lies between -1 and 1."""
        if exponent[1] != 1:
            return []
        found = NONZERO if limits.nonzero else ALL
        if exponent[0] % 2:
            for sign in (POSITIVE, NOT_NEGATIVE, -POSITIVE, -NOT_NEGATIVE):
                if limits.intersection(sign) == limits:
                    found = found.intersection(sign)
        elif limits.is_below(point(ONE), strictly=False):
            inside = interval((-1, 1), ONE, is_open=limits.is_below(point(ONE)))
            found = found.intersection(inside)
        return [(base, found)]


def _not_whole(limits: Range) -> Range:
    """The same interval, nothing said of whole numbers."""
    return Range(limits.low, limits.high, nonzero=limits.nonzero)
