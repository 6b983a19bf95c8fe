"""Exponentials that overflow within functions that have a limit there: exp(-b*exp(c*t)).

For large c*t the value is 0 and so is every slope, but exp(c*t) overflows, and 0 times infinity is
no number. Where the outer functions surely stand at their limits, c*t is replaced by a number at
which they do: what they return is the same. Elsewhere, as for b < 0, nothing is changed. In a
formula so treated the growing parts are nowhere but in such functions and in products with such as
go to 0 faster than any power.
"""

from __future__ import annotations

import math
from functools import cache

from symchain.calculus.adjoints import partials
from symchain.calculus.substitution import substituted
from symchain.errors import SymchainError
from symchain.evaluation.floats import Tape
from symchain.functions import TABLE
from symchain.functions.arithmetic import (
    ADD,
    DIVIDE,
    LESS,
    LESS_EQUAL,
    MULTIPLY,
    NEGATE,
    POWER,
    SUBTRACT,
    WHERE,
)
from symchain.functions.row import Op
from symchain.graph.graph import Graph
from symchain.graph.rational import as_float
from symchain.graph.walk import reachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from symchain.graph.facts import Facts

# What grows as exponentials do with its last argument.
TWO_SIDED = frozenset([TABLE[name] for name in ("sinh", "cosh", "sinhc")])
ONE_SIDED = [TABLE[name] for name in ("exp", "expm1", "exp2", "exprel", "expmoment")]
GROWING = TWO_SIDED.union(ONE_SIDED)
ABS, MIN, CLIP = TABLE["abs"], TABLE["min"], TABLE["clip"]
CUT = 200  # exp(200) is 7e86: its square, and what that is multiplied with, are doubles
# exp(-10000) times exp(700)^8 is 0 still, and whatever else is a double beside it.
FAR, FARTHEST = 10_000, 10**100
LARGEST_POWER = 8
OVERFLOWS = 700  # exp does, a little beyond
LARGEST_NUMBER = 1e307
LARGEST = 1_000  # nodes of results that are looked at
MOST = 8  # outer functions of one formula

# What a part of a formula is where the growing parts go to infinity.
FREE, ZERO, BOUNDED, GROWN, UNKNOWN = range(5)
"""Without such parts; going to 0 faster than powers of them; to a limit; as their powers; else."""


def limited(graph: Graph, roots: Sequence[int], facts: Facts, choices: set[int]) -> list[int]:
    """The nodes of the roots with the exponents of what overflows limited where all is settled.

    `choices` takes up those that are made.
    """
    if not graph.has_any(GROWING):
        return list(roots)
    order = reachable(graph, roots)
    grown = [node for node in order if _overflows(graph, node, facts)]
    if not grown or len(order) > LARGEST or not _has_limits(graph, order, grown):
        return list(roots)
    while grown:
        limits = _Limits(graph, order, set(grown))
        wild = [root for root in roots if limits.kinds.get(root, FREE) >= GROWN]
        excluded = set(reachable(graph, wild)).intersection(grown)
        if not excluded:
            break
        grown = [node for node in grown if node not in excluded]
    else:
        return list(roots)
    image = substituted(graph, order, limits.images(choices))
    choices.update([image[node] for node in order if node in choices])
    return [image[root] for root in roots]


def _overflows(graph: Graph, node: int, facts: Facts) -> bool:
    """Whether a node is a function that may overflow at moderate arguments."""
    if graph.ops[node] not in GROWING:
        return False
    known = facts.range(graph.args[node][-1])
    ends = (known.high[0], known.low[0]) if graph.ops[node] in TWO_SIDED else (known.high[0],)
    return any(end is None or abs(as_float(end)) > OVERFLOWS for end in ends)


def _has_limits(graph: Graph, order: Iterable[int], grown: Iterable[int]) -> bool:
    """Whether some function with a limit is above a growing part."""
    above = set(grown)
    for node in order:
        if not above.isdisjoint(graph.args[node]):
            above.add(node)
            if len(graph.args[node]) == 1 and any(limits_of(graph.ops[node])):
                return True
    return False


def limits_of(op: Op) -> tuple[int, int]:
    """What a function is below -10000 and above 10000: ZERO, BOUNDED, or FREE if it moves.

    Of a user's own function nothing is known.
    """
    return _limits_of(op) if TABLE.get(op.name) is op else (FREE, FREE)


@cache
def _limits_of(op: Op) -> tuple[int, int]:
    if len(op.parameters) != 1 or op.variadic or op.boolean or op.partial(0) is None:
        return FREE, FREE
    graph = Graph()
    variable = graph.symbol("x")
    node = graph.apply(op, (variable,))
    tape = Tape(graph, node, [variable])
    found = []
    for side in (-1, 1):
        (near, slope), (far, flat) = (
            tape.gradient({variable: float(side * x)}) for x in (FAR, FARTHEST)
        )
        still = near == far and slope == flat == [0.0]
        found.append(FREE if not still else BOUNDED if near else ZERO)
    return found[0], found[1]


class _Limits:
    """What the parts of a formula are where some grow, and the outer functions of those."""

    def __init__(self, graph: Graph, order: Sequence[int], grown: Collection[int]) -> None:
        self.graph = graph
        self.grown: list[int] = []  # the innermost ones
        self.inside: dict[int, frozenset[int]] = {}  # the growing parts of a part
        self.kinds: dict[int, int] = {}
        self.outer: dict[int, list[int]] = {}  # outer functions, by the slopes of their arguments
        for node in order:
            args = graph.args[node]
            inside = frozenset().union(*[self.inside[a] for a in args if a in self.inside])
            if node in grown and not inside:
                self.kinds[node], self.inside[node] = GROWN, frozenset((node,))
                self.grown.append(node)
            elif inside:
                self.inside[node] = inside
                self.kinds[node] = self._kind(node)

    def _kind(self, node: int) -> int:
        graph = self.graph
        op, args = graph.ops[node], graph.args[node]
        kinds = [self.kinds.get(arg, FREE) for arg in args]
        if op in (ADD, SUBTRACT, NEGATE):
            return self._of_terms(kinds)
        if UNKNOWN in kinds:
            return UNKNOWN
        if op is MULTIPLY or (op is DIVIDE and kinds[1] == FREE):
            return ZERO if ZERO in kinds else max(kinds)
        if op is DIVIDE:
            return self._of_quotient(*kinds)
        if op is POWER and self._is_low(args[1]):
            return kinds[0]
        if op is WHERE:
            zero = graph.constant(0)
            terms = [kind for kind, arg in zip(kinds, args, strict=True) if arg != zero]
            return self._of_terms(terms[1:]) if kinds[0] == FREE else UNKNOWN
        if GROWN not in kinds:
            return BOUNDED
        return self._of_outer(node)

    def _is_low(self, exponent: int) -> bool:
        value = self.graph.constants.get(exponent)
        return value is not None and 0 < value[0] <= LARGEST_POWER * value[1]

    def _of_terms(self, kinds: Sequence[int]) -> int:
        return ZERO if set(kinds) == {ZERO} else max(BOUNDED, *kinds)

    def _of_quotient(self, above: int, below: int) -> int:
        if below == GROWN:
            return ZERO if above == ZERO else UNKNOWN
        return BOUNDED if below == BOUNDED and above <= BOUNDED else UNKNOWN

    def _of_outer(self, node: int) -> int:
        """What a function of a growing part is: it has a limit if that part goes on growing."""
        graph = self.graph
        if len(graph.args[node]) != 1 or len(self.outer) >= MOST:
            return UNKNOWN
        limits = [kind for kind in limits_of(graph.ops[node]) if kind != FREE]
        if not limits:
            return UNKNOWN
        slopes = self._slopes(graph.args[node][0])
        if slopes is None:
            return UNKNOWN
        self.outer[node] = slopes
        return max(limits)

    def _slopes(self, node: int) -> list[int] | None:
        """The slopes of a part by its growing parts; None where they may change their signs.

        Of one growing part there may be the second slope as well: of -(x - exp(y))^2.
        """
        graph, inside = self.graph, sorted(self.inside[node])
        try:
            slopes = partials(graph, node, inside)
            if not self._depends(slopes):
                return slopes
            if len(inside) > 1:
                return None
            slopes += partials(graph, slopes[0], inside)
        except SymchainError:
            return None
        return None if self._depends(slopes[1:]) else slopes

    def _depends(self, nodes: Sequence[int]) -> bool:
        return not set(reachable(self.graph, nodes)).isdisjoint(self.grown)

    # ---- where all is settled

    def images(self, choices: set[int]) -> dict[int, int]:
        """The growing parts with exponents that are limited where outer functions stand still."""
        graph = self.graph
        near, settled = self._limits()
        made = {}
        for node in self.grown:
            *others, exponent = graph.args[node]
            own = settled.get(exponent)
            if own and self._is_in_doubles(own):
                beyond = graph.where(self._all(own), near[node], exponent)
                chosen = graph.where(self._is_near(node), exponent, beyond)
                choices.update([n for n in (beyond, chosen) if graph.ops[n] is WHERE])
                made[node] = graph.apply(graph.ops[node], (*others, chosen))
        return made

    def _limits(self) -> tuple[dict[int, int], dict[int, list[int]]]:
        """The limited exponents of growing parts, and the conditions of each exponent for that.

        sinh(x) goes where cosh(x) goes.
        """
        graph = self.graph
        near = {node: self._limited(node) for node in self.grown}
        parts = {node: self._part(node, exponent) for node, exponent in near.items()}
        settled: dict[int, list[int]] = {}
        for outer in self.outer:
            condition = self._settled(outer, parts)
            exponents = [graph.args[node][-1] for node in sorted(self.inside[outer])]
            for exponent in dict.fromkeys(exponents):
                settled.setdefault(exponent, []).append(condition)
        return near, settled

    def _is_in_doubles(self, conditions: Sequence[int]) -> bool:
        graph = self.graph
        return all(
            abs(as_float(graph.constants[node])) <= LARGEST_NUMBER
            for node in reachable(graph, conditions)
            if node in graph.constants
        )

    def _is_near(self, node: int) -> int:
        """The condition that a growing part is smaller than where it is limited."""
        graph, exponent = self.graph, self.graph.args[node][-1]
        if graph.ops[node] in TWO_SIDED:
            exponent = graph.apply(ABS, (exponent,))
        return graph.compare(LESS, exponent, graph.constant(CUT))

    def _limited(self, node: int) -> int:
        """The exponent of a growing part, no further than its limit."""
        graph, exponent = self.graph, self.graph.args[node][-1]
        high, low = graph.constant(CUT), graph.constant(-CUT)
        if graph.ops[node] in TWO_SIDED:
            return graph.apply(CLIP, (exponent, low, high))
        beside = {other for other in self.grown if graph.args[other][-1] == exponent}
        own = [inside for outer in self.outer if beside & (inside := self.inside[outer])]
        if all(inside <= beside for inside in own):
            return high  # asked for beyond it only
        return graph.apply(MIN, (exponent, high))

    def _part(self, node: int, exponent: int) -> int:
        """A growing part at a limited exponent, as a number where it is one."""
        graph = self.graph
        part = graph.apply(graph.ops[node], (*graph.args[node][:-1], exponent))
        if any(arg not in graph.constants for arg in graph.args[part]):
            return part
        value: float = Tape(graph, part, []).values({})[part]
        return graph.constant(*value.as_integer_ratio()) if math.isfinite(value) else part

    def _settled(self, outer: int, near: dict[int, int]) -> int:
        """The condition that an outer function stands at its limit, now and further on."""
        graph = self.graph
        argument = graph.args[outer][0]
        inside = sorted(self.inside[outer])
        slopes = self.outer[outer]
        order = reachable(graph, [argument, *slopes])
        image = substituted(graph, order, near)
        zero, here = graph.constant(0), image[argument]
        below, above = limits_of(graph.ops[outer])
        far = graph.constant(FAR)
        if below and above:
            conditions = [graph.compare(LESS, far, graph.apply(ABS, (here,)))]
        elif below:
            conditions = [graph.compare(LESS, here, graph.negate(far))]
        else:
            conditions = [graph.compare(LESS, far, here)]
        parts = [near[node] for node in inside]
        for slope, part in zip(slopes, [*parts, graph.constant(1)], strict=False):
            step = graph.multiply(image[slope], part)
            op = LESS if part in parts else LESS_EQUAL
            # the argument goes on to the same side
            if below and above:
                conditions.append(graph.compare(op, zero, graph.multiply(step, here)))
            elif below:
                conditions.append(graph.compare(op, step, zero))
            else:
                conditions.append(graph.compare(op, zero, step))
        if len(inside) > 1:
            for place, node in enumerate(inside):
                conditions[1 + place] = graph.disjunction(
                    self._is_near(node), conditions[1 + place]
                )
        if slopes == slopes[:1] and graph.multiply(image[slopes[0]], parts[0]) == here:
            return conditions[0]  # -b*exp(u): as it is far, it goes on
        return self._all(conditions)

    def _all(self, conditions: Sequence[int]) -> int:
        graph, found = self.graph, conditions[0]
        for condition in conditions[1:]:
            found = graph.conjunction(found, condition)
        return found
