"""Places all over a formula's domain: every size of number, and close to where it is delicate.

All are within the ranges and the assumptions, and the same on every run. Three streams in turn:
numbers of every size, each variable by itself or all of one size; numbers close to 0, to 1 and to
each other; numbers close to where a denominator, a difference or the argument of a function that
is not defined everywhere vanishes.
"""

from __future__ import annotations

import math
from itertools import chain, islice, pairwise

from symchain.evaluation.floats import Values
from symchain.evaluation.sampling import (
    GOLDEN,
    INTEGERS,
    assumed,
    holds,
    integer_variables,
    place,
    within,
)
from symchain.functions.arithmetic import ADD, DIVIDE, POWER, SUBTRACT
from symchain.graph.graph import Graph
from symchain.graph.rational import as_float
from symchain.graph.walk import dependent, reachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Any

    Point = dict[int, float]
    Row = tuple[float, dict[int, Any]]  # a number of a variable, and the values of nodes there

MIDDLE = 3.0  # half of the numbers are between 10^-3 and 10^3
CLOSEST = 15.5  # the last decade of a double's digits
DELICATE = 24  # nodes that are looked at
SCAN, LONG_SCAN = (
    16,
    200,
)  # numbers that are tried for a change of sign, in several variables and in one
HALVINGS = 60
REPEATED = 400  # points in a row that were there before, or that assumptions exclude, are the end
LARGE = 3_000  # nodes beyond which delicate places are not searched
PLASTIC = 64  # steps of the iteration for the sequence's ratios


class Places:
    """Where to look: variables, their ranges, and how many decades up and down from 1."""

    def __init__(
        self,
        graph: Graph,
        roots: Sequence[int],
        variables: Sequence[int],
        ranges: Mapping[str, Any],
        decades: float,
    ) -> None:
        self.graph = graph
        self.variables = list(variables)
        self.decades = decades
        self.order = reachable(graph, roots)
        self.given = assumed(graph, variables)
        whole = integer_variables(graph, self.order)
        self.limits = [
            ranges.get(graph.names[node], _known_limits(graph, node, node in whole))
            for node in variables
        ]
        self.ratios = _ratios(len(self.variables) + 1)

    def __iter__(self) -> Iterator[Point]:
        if not self.variables:
            yield {}
            return
        seen: set[tuple[float, ...]] = set()
        repeated = 0
        for point in self._mixed():
            known = len(seen)
            if holds(self.given, point):
                seen.add(tuple(point.values()))
            if len(seen) > known:
                repeated = 0
                yield point
            elif (repeated := repeated + 1) > REPEATED:
                return

    def _mixed(self) -> Iterator[Point]:
        """The streams in turn; a point can come again."""
        spread, close, delicate = self.spread(), self.close(), self.delicate()
        while True:
            yield next(spread)
            yield next(close)
            yield next(spread)
            yield from islice(delicate, 1)

    def spread(self, start: float = 0.5) -> Iterator[Point]:
        """Numbers of every size; in one point of four all have the same."""
        number = 0
        while True:
            number += 1
            fractions = [math.fmod(start + number * ratio, 1.0) for ratio in self.ratios]
            if number % 4 == 0:
                fractions[1:] = [_alike(fractions[0], own) for own in fractions[1:]]
            yield {node: self._number(i, fractions[i + 1]) for i, node in enumerate(self.variables)}

    def close(self) -> Iterator[Point]:
        """One number close to 1, 0, another one or an end of its range, the others of any size."""
        count = len(self.variables)
        for number, point in enumerate(self.spread(0.25)):
            i, turn = number % count, number // count
            centres = self._centres(i)
            if turn % 2 and count > 1:
                centre = point[self.variables[(i + 1 + turn) % count]]
            else:
                centre = centres[turn // (2 if count > 1 else 1) % len(centres)]
            yield self._moved(point, i, _beside(centre, number))
            yield self._moved(point, i, centre)

    def _centres(self, i: int) -> tuple[float, ...]:
        limits = self.limits[i]
        centres = (1.0, -1.0, 0.0)
        if limits is None:
            return centres
        low, high = map(float, limits[-2:])
        return (*[centre for centre in centres if low < centre < high], low, high)

    def delicate(self) -> Iterator[Point]:
        """Points close to where one of the delicate nodes vanishes, along one of the variables."""
        nodes = delicate_nodes(self.graph, self.order, self.variables)
        if not nodes or len(self.order) > LARGE:
            return
        count = len(self.variables)
        if count == 1:
            yield from self._around(nodes)
            return
        runs = [Values(self.graph, [node]) for node in nodes]
        misses = 0
        for number, point in enumerate(self.spread(0.9)):
            which, i = number % len(nodes), number // len(nodes) % count
            rows = self._rows(runs[which], point, i, SCAN)
            zeros = self._zeros(nodes[which], runs[which], point, i, rows)[:1]
            misses = 0 if zeros else misses + 1
            if misses > 2 * len(nodes) * count:
                return
            for zero in zeros:
                yield self._moved(point, i, zero)
                for k in range(6):
                    yield self._moved(point, i, _beside(zero, 7 * number + k))

    def _around(self, nodes: Sequence[int]) -> Iterator[Point]:
        """Of one variable: the zeros of all the nodes, in turn, ever others of their neighbours."""
        start = next(self.spread())
        rows = self._rows(Values(self.graph, nodes), start, 0, LONG_SCAN)
        found = [self._zeros(node, Values(self.graph, [node]), start, 0, rows) for node in nodes]
        zeros = list(dict.fromkeys(chain.from_iterable(found)))
        for zero in zeros:
            yield self._moved(start, 0, zero)
        number = 0
        while zeros:
            number += 1
            yield self._moved(start, 0, _beside(zeros[number % len(zeros)], number // len(zeros)))

    def _rows(self, run: Values, point: Point, i: int, count: int) -> list[Row]:
        """So many numbers through which a variable runs, with the values of nodes there."""
        numbers = sorted({self._number(i, (k + 0.5) / count) for k in range(count)})
        return [(number, run.values({**point, self.variables[i]: number})) for number in numbers]

    def _zeros(
        self, node: int, run: Values, point: Point, i: int, rows: Sequence[Row]
    ) -> list[float]:
        """Where a node changes its sign as one variable runs through the numbers of some rows.

        `run` computes the node for the numbers between.
        """

        def value(number: float) -> float:
            return _float(run.values({**point, self.variables[i]: number})[node])

        values = [(number, _float(row[node])) for number, row in rows]
        zeros = [number for number, here in values if here == 0.0]
        for (low, below), (high, above) in pairwise(values):
            if below * above < 0:
                zeros.append(_bisected(value, low, high))
        return zeros

    def _number(self, i: int, fraction: float) -> float:
        """The number at a fraction of the way through what a variable can be."""
        limits = self.limits[i]
        if limits is None:
            return _signed(fraction, self.decades)
        if limits[0] == "int":
            return place(fraction, limits)
        low, high = map(float, limits[-2:])
        if fraction < 0.5 or limits[0] == "log" or not low < high:
            return place(math.fmod(2 * fraction, 1.0), limits)
        return _within(2 * fraction - 1, low, high, self.decades)

    def _moved(self, point: Point, i: int, number: float) -> Point:
        """The point with another number for a variable, where its range allows that."""
        limits = self.limits[i]
        if limits and (limits[0] == "int" or not limits[-2] <= number <= limits[-1]):
            return point
        return {**point, self.variables[i]: number}


def _known_limits(graph: Graph, node: int, whole: bool) -> Any:
    """What a variable can be where no range says it: whole numbers, or what is assumed."""
    if whole:
        return "int", 0, INTEGERS
    if not graph.given:
        return None
    known = graph.facts.range(node)
    if known.whole:
        return within(("int", -INTEGERS, INTEGERS), known)
    low, high = known.low[0], known.high[0]
    return None if low is None or high is None else (as_float(low), as_float(high))


def delicate_nodes(graph: Graph, order: Sequence[int], variables: Sequence[int]) -> list[int]:
    """The nodes where digits are lost when they vanish: differences, denominators, arguments.

    The arguments are those of functions that have a value in a part of the line only.
    """
    active = dependent(graph, order, variables)
    found: dict[int, None] = {}
    for node in order:
        op, args = graph.ops[node], graph.args[node]
        if op is ADD or op is SUBTRACT:
            found[node] = None
        if op is DIVIDE:
            found[args[1]] = None
        elif op is POWER:
            found[args[0]] = None
        elif op.domain or op.smooth:
            found.update(dict.fromkeys(args))
    nodes = [node for node in found if active[node] and not graph.ops[node].boolean]
    step = max(1, len(nodes) // DELICATE)
    return nodes[::step][:DELICATE]


def _ratios(count: int) -> list[float]:
    """The ratios of a sequence that fills a cube evenly: powers of the root of r^(d+1) = r + 1.

    Source: Roberts, The unreasonable effectiveness of quasirandom sequences (2018).
    """
    r = 1.5
    for _ in range(PLASTIC):
        r = (1.0 + r) ** (1.0 / (count + 1))
    return [r ** -(i + 1) for i in range(count)]


def _alike(shared: float, own: float) -> float:
    """A fraction close to a shared one, so that the numbers are of the same size."""
    return min(shared + own / 256, 1.0 - 2.0**-53)


def _signed(fraction: float, decades: float) -> float:
    """A number of either sign; half of them are of a middle size."""
    sign = 1.0 if fraction < 0.5 else -1.0
    size = math.fmod(4 * fraction, 2.0)
    reach = MIDDLE if size < 1 else decades
    return sign * math.pow(10.0, reach * (2 * math.fmod(size, 1.0) - 1))


def _within(fraction: float, low: float, high: float, decades: float) -> float:
    """A number between two others, close to the end that is nearer to 0, or to 0 itself."""
    if low >= 0 or high <= 0:
        small, large = sorted((abs(low), abs(high)))
        small = max(small, large * math.pow(10.0, -decades), math.ulp(0.0))
        size = small * math.pow(large / small, fraction)
        return min(max(size if low >= 0 else -size, low), high)
    end = high if fraction < 0.5 else low
    return end * math.pow(10.0, -decades * math.fmod(2 * fraction, 1.0))


def _beside(centre: float, number: int) -> float:
    """A number at one of many distances, from a tenth to the last digit, on either side."""
    distance = math.pow(10.0, -1 - CLOSEST * math.fmod(number * GOLDEN, 1.0))
    distance = distance if number % 2 else -distance
    return centre * (1.0 + distance) if centre else distance


def _float(value: Any) -> float:
    """A number; nan of a condition."""
    return value if isinstance(value, float) else math.nan


def _bisected(value: Callable[[float], float], low: float, high: float) -> float:
    """Where a function changes its sign between two numbers, to the last digit."""
    below = value(low) < 0
    for _ in range(HALVINGS):
        middle = _between(low, high)
        here = value(middle)
        if here == 0.0:
            return middle
        if (here < 0) == below:
            low = middle
        else:
            high = middle
    return high


def _between(low: float, high: float) -> float:
    """A number between two others: in the middle of their sizes, or 0."""
    if low < 0 < high:
        return 0.0
    if low == 0 or high == 0:
        return (low + high) / 2
    return math.copysign(math.sqrt(abs(low)) * math.sqrt(abs(high)), low)
