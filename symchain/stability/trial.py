"""Two forms of one formula on trial: run in doubles at some points, where they differ by the truth.

The points are the same on every run. Their coordinates have magnitudes from 2^-40 to 2^40, most
from 2^-12 to 2^12, some are near others, some have both signs; those of which a range is known lie
in it.
"""

from __future__ import annotations

import math
import random

from symchain.functions.arithmetic import ARITHMETIC, CONSTANT, SUBTRACT, SYMBOL
from symchain.functions.elementary import ELEMENTARY
from symchain.functions.logistic import LOGISTIC
from symchain.functions.piecewise import PIECEWISE
from symchain.graph.graph import Graph
from symchain.graph.rational import as_float
from symchain.graph.walk import operations, reachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from symchain.evaluation.reference import Reference
    from symchain.graph.ranges import Range
    from symchain.stability.rescue.doubles import Doubles

QUICK = frozenset((CONSTANT, SYMBOL, *ARITHMETIC, *ELEMENTARY, *LOGISTIC, *PIECEWISE))
LARGEST = 200  # nodes of a form
MOST_VARIABLES = 10
POINTS = 64
DECADES = 12, 40  # of two, to both sides of 1: of the first half of the points, and of the others
NEAREST = 26  # of two: how near to another coordinate one may be
BAD = 256.0  # units in the last place from which on a form is at fault ...
TOLERATED = 64.0  # ... and up to which another one never is
GAIN = 16.0  # how many times better a form has to be, or worse
LOSS = 2.0  # how many times what its inputs cost anyway a form may be off
SHORTER = 2  # times: one that has so many operations less need not keep more digits
FEW = 8  # times as many points at which a form keeps digits as those at which it does in part
DIGITS = 100


def is_better(graph: Graph, before: int, after: int, wholly: bool = False) -> bool:
    """Whether a form keeps digits that another one loses, or is far shorter, and loses none itself.

    `wholly` says that it has to keep them wherever both were tried, but for few points: there both
    may lose them, as all of 1 + (a/b - 1)*exp(c) does for small a/b and c.
    """
    order = reachable(graph, [before, after])
    known = graph.facts.range
    ranges = {node: known(node) for node in order if graph.ops[node] is SYMBOL}
    if any(graph.ops[node] not in QUICK for node in order):
        graph, (before, after), ranges = _in_letters(graph, (before, after))
        order = reachable(graph, [before, after])
    names = list(ranges)
    if not (names and len(order) <= LARGEST and len(names) <= MOST_VARIABLES):
        return False
    from symchain.evaluation.reference import Reference
    from symchain.stability.rescue.doubles import Doubles

    forms = [Doubles(graph, root, names[0]) for root in (before, after)]
    truth = Reference(graph, [before])
    wins = losses = partly = 0
    for point in _points(ranges, _partners(graph, order)):
        errors = _errors(forms, truth, point)
        if errors is None:
            continue
        old, new, moved = errors
        if new > old:
            return False
        is_lost = new > max(BAD, LOSS * moved)
        losses += is_lost
        wins += old > BAD and not is_lost
        partly += old > BAD
    if wholly and losses * FEW > wins:
        return False
    return partly > 0 or SHORTER * operations(graph, [after]) <= operations(graph, [before])


def _errors(
    forms: Sequence[Doubles], truth: Reference, point: dict[int, float]
) -> tuple[float, float, float] | None:
    """How many units two forms are off at a point, and how many the point's own last places cost.

    None where one is as good as the other, or where no form could be better.
    """
    found = []
    for form in forms:
        for node, value in point.items():
            if node < len(form.start):
                form.start[node] = value
        found.append(form.value(point[form.variable]))
    unit = math.ulp(found[0]) if math.isfinite(found[0]) else 0.0
    if abs(found[0] - found[1]) <= TOLERATED * unit or all(map(math.isnan, found)):
        return None
    exact = truth.values(point, DIGITS)[0]
    if exact is None or exact != exact:
        return None
    old, new = (_error(value, exact) for value in found)
    if max(old, new) <= TOLERATED or max(old, new) <= GAIN * min(old, new):
        return None
    moved = _moved(truth, point, exact)
    if max(old, new) <= (GAIN if old > new else LOSS) * moved:
        return None
    return old, new, moved


def _in_letters(graph: Graph, roots: Sequence[int]) -> tuple[Graph, list[int], dict[int, Range]]:
    """The roots in a graph of their own, with variables for functions that are no quick ones.

    With the ranges of the variables. Forms that differ in the rest only are alike for any values.
    """
    own = Graph()
    image: dict[int, int] = {}
    ranges: dict[int, Range] = {}
    stack = list(roots)
    while stack:
        node = stack.pop()
        op, args = graph.ops[node], graph.args[node]
        missing = [arg for arg in args if arg not in image] if op in QUICK else []
        if missing:
            stack += [node, *missing]
        elif node in graph.constants:
            image[node] = own.number(graph.constants[node])
        elif op is SYMBOL or op not in QUICK:
            image[node] = own.symbol(f"x{node}")
            ranges[image[node]] = graph.facts.range(node)
        else:
            image[node] = own.apply(op, tuple([image[arg] for arg in args]))
    return own, [image[root] for root in roots], ranges


def _moved(truth: Reference, point: dict[int, float], exact: Any) -> float:
    """How many units a value moves where each coordinate moves by a unit."""
    import mpmath

    from symchain.functions.precision import WorkingDigits

    total = mpmath.mpf(0)
    with WorkingDigits(DIGITS):
        for node, value in point.items():
            step = value * mpmath.mpf(10) ** (-DIGITS // 2)
            moved = truth.values({**point, node: value + step}, DIGITS)[0]
            total += abs((moved - exact) / step) * math.ulp(value)
        return float(total / math.ulp(float(exact)))


def _error(found: float, exact: object) -> float:
    """How many units in the last place a double is off."""
    value = float(exact)  # type: ignore[arg-type]
    if not math.isfinite(found):
        return math.inf
    return float(abs(found - exact)) / math.ulp(value)  # type: ignore[operator]


def _partners(graph: Graph, order: Sequence[int]) -> dict[int, set[int]]:
    """The variables from which one is subtracted, or which are subtracted from it."""
    partners: dict[int, set[int]] = {}
    for node in order:
        if graph.ops[node] is SUBTRACT:
            first, second = graph.args[node]
            partners.setdefault(first, set()).add(second)
            partners.setdefault(second, set()).add(first)
    return partners


def _points(
    ranges: Mapping[int, Range], partners: Mapping[int, set[int]]
) -> Iterator[dict[int, float]]:
    """The points of a trial."""
    draw = random.Random(0)
    for place in range(POINTS):
        point: dict[int, float] = {}
        reach = DECADES[2 * place // POINTS]
        for node, known in ranges.items():
            sign = draw.choice((1.0, -1.0)) if place % 4 == 3 else 1.0
            value = sign * 2.0 ** draw.uniform(-reach, reach)
            if place % 2 and point and draw.random() < 0.5:
                others = [other for other in point if other in partners.get(node, ())] or point
                near = draw.choice([point[other] for other in others])
                value = near * (1.0 + 2.0 ** -draw.uniform(1, NEAREST))
            point[node] = _inside(known, value)
        yield point


def _inside(known: Range, value: float) -> float:
    """A coordinate in the range that is known of it."""
    low = None if known.low[0] is None else as_float(known.low[0])
    high = None if known.high[0] is None else as_float(known.high[0])
    if low is not None and high is not None:
        share = math.atan(value) / math.pi + 0.5
        return low + share * (high - low)
    if low is not None and value <= low:
        return low + abs(value)
    if high is not None and value >= high:
        return high - abs(value)
    return value
