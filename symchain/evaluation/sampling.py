"""Sample points inside a formula's domain: the same points on every run and machine."""

from __future__ import annotations

import itertools
import math

from symchain.calculus.borders import JUMP
from symchain.errors import CheckError, SymchainError
from symchain.evaluation.floats import Tape
from symchain.graph.domains import instance
from symchain.graph.expr import Expr, by_name
from symchain.graph.graph import Graph
from symchain.graph.rational import as_float
from symchain.parsing.names import check_variables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from symchain.graph.ranges import Range

POINTS = 8
ATTEMPTS = 400  # candidates before the search gives up
WORK = 40_000_000  # operations that the search may cost, so that large graphs try fewer points
MOST_JUMPS = 100  # that are kept away from
FAR = 9.0  # decades up and down from 1 in which is looked after that
GOLDEN = 0.6180339887498949

# Where a variable without a range is looked for, in turn: (low, high) in the plain or log scale.
BOXES = (
    *((0.3, 1.7), (-2.0, 2.0), (1.0, 4.0), (-1.0, 1.0), (0.05, 0.95), (2.0, 9.0)),
    *((-9.0, -2.0), (1e-3, 1e-2), (10.0, 60.0), (-60.0, -10.0), (100.0, 1000.0)),
)
KINDS = ("plain", "int", "log")
ROUNDED = 1e-3  # how wide a range is in which six digits are enough
INTEGERS = 5  # orders and degrees are drawn from 0 to this


def sample(
    graph: Graph,
    root: int,
    variables: Sequence[int],
    ranges: Mapping[str, Any],
    count: int = POINTS,
) -> list[dict[int, float]]:
    """Points at which the formula has a value and all its derivatives.

    `ranges` maps names to (low, high), ("int", low, high) or ("log", low, high).
    Raises CheckError where no such point is found, SymchainError where a range is none.
    """
    check_variables(Expr(graph, root), ranges)
    return common_points([Tape(graph, root, variables)], variables, ranges, count)


def common_points(
    tapes: Sequence[Tape],
    variables: Sequence[int],
    ranges: Mapping[str, Any],
    count: int = POINTS,
) -> list[dict[int, float]]:
    """Points at which every one of several formulas has a value and all its derivatives.

    What is assumed in the formulas' graph holds at them. Raises what `sample` raises.
    """
    for name, limits in ranges.items():
        check_range(name, limits)
    graph = tapes[0].graph
    given = assumed(graph, variables)
    size = sum([len(tape.order) for tape in tapes])
    whole = set().union(*[integer_variables(graph, tape.order) for tape in tapes])
    attempts = max(2 * count, min(ATTEMPTS, WORK // (40 * size + 1)))
    wanted = count if variables else 1
    found: list[dict[int, float]] = []
    jumps = _jumps(tapes)
    # of floor(n) all points are at jumps
    for conditions in ([*given, *jumps], given) if jumps else (given,):
        near = itertools.islice(candidates(graph, variables, ranges, whole), attempts)
        found = found or _first(tapes, conditions, near, wanted)
    if not found and variables:
        from symchain.evaluation.places import Places

        far = Places(graph, [tape.root for tape in tapes], variables, ranges, FAR).spread()
        found = _first(tapes, given, itertools.islice(far, attempts), count)
    if not found:
        raise _nowhere(tapes, 2 * attempts, bool(given))
    return found


def _nowhere(tapes: Sequence[Tape], attempts: int, is_assumed: bool) -> CheckError:
    """The error of formulas that had no value at any of the points that were tried."""
    from symchain.calculus.domains import conditions

    for tape in tapes:
        never = tape.graph.truth(False)
        if never in conditions(tape.graph, tape.root, smooth=False):
            return CheckError(
                "the formula has no real value anywhere: its functions ask for what no numbers "
                "satisfy (look at logarithms, roots and divisors)"
            )
    return CheckError(
        "no point was found at which the formula has a value and derivatives "
        f"({attempts} tried" + ", all within the assumptions" * is_assumed + "): "
        "say where to look, as in --range x=1:2 or ranges={'x': (1, 2)}"
    )


def _first(
    tapes: Sequence[Tape],
    given: Sequence[Tape],
    points: Iterable[dict[int, float]],
    count: int,
) -> list[dict[int, float]]:
    """The first so many of some points at which all is as it must be."""
    smooth = (
        point
        for point in points
        if holds(given, point) and all(_is_smooth(tape, point) for tape in tapes)
    )
    return list(itertools.islice(smooth, count))


def _jumps(tapes: Sequence[Tape]) -> list[Tape]:
    """What says that formulas are at no jump: in doubles a floor above 2^53 is always at one."""
    found = []
    for tape in tapes:
        graph = tape.graph
        jumps = [node for node in tape.order if graph.ops[node].breaks == JUMP][:MOST_JUMPS]
        apart = graph.truth(True)
        for node in jumps:
            op = graph.ops[node]
            apart = graph.conjunction(apart, instance(graph, op, graph.args[node], op.smooth))
        if jumps:
            found.append(Tape(graph, apart, ()))
    return found


def assumed(graph: Graph, variables: Sequence[int]) -> list[Tape]:
    """What is assumed of some variables, to be evaluated at points."""
    return [tape for node in graph.given if _is_of(variables, tape := Tape(graph, node, ()))]


def holds(given: Sequence[Tape], point: Mapping[int, float]) -> bool:
    """Whether what is assumed holds at a point."""
    return all(tape.values(point)[tape.root] is True for tape in given)


def _is_of(variables: Sequence[int], tape: Tape) -> bool:
    """Whether a condition has no variables but these."""
    return all(node in variables for node in tape.order if node in tape.graph.names)


def _is_smooth(tape: Tape, point: Mapping[int, float]) -> bool:
    """Whether a formula has a finite value and a finite gradient at a point."""
    value, slopes = tape.gradient(point)
    return isinstance(value, float) and all(math.isfinite(x) for x in (value, *slopes))


def as_ranges(ranges: Mapping[Any, Any] | None) -> dict[str, Any]:
    """The ranges of variables by their names; raises SymchainError for what is none."""
    named = by_name(ranges or {})
    for name, limits in named.items():
        check_range(name, limits)
    return named


def check_range(name: str, limits: Any) -> None:
    """Raises SymchainError where the limits are not those of a range."""
    try:
        kind, low, high = ("plain", *limits) if len(limits) == 2 else limits
        valid = kind in KINDS and -math.inf < float(low) <= float(high) < math.inf
        valid = valid and (kind != "log" or low > 0)
    except (ArithmeticError, TypeError, ValueError):
        valid = False
    if not valid:
        raise SymchainError(
            f"the range of '{name}' is not (low, high), ('int', low, high) or ('log', low, high) "
            "with numbers low <= high"
        )


def integer_variables(graph: Graph, order: Sequence[int]) -> set[int]:
    """The variables that stand where a function wants a whole number."""
    wanted = set()
    for node in order:
        op = graph.ops[node]
        for parameter, arg in zip(op.parameters, graph.args[node], strict=False):
            if parameter in op.integers and arg in graph.names:
                wanted.add(arg)
    return wanted


def candidates(
    graph: Graph, variables: Sequence[int], ranges: Mapping[str, Any], whole: set[int]
) -> Iterator[dict[int, float]]:
    """Points of a low-discrepancy sequence, one box after the other, every variable apart.

    In every other round through the boxes the variables are in different ones: of -x*y - 3.
    """
    known = {node: graph.facts.range(node) for node in variables} if graph.given else {}
    for number in itertools.count(1):
        turn, first = divmod(number, len(BOXES)) if number > POINTS // 2 else (0, 0)
        apart = (turn + 1) // 2 * (turn % 2)
        visit = turn + number % len(BOXES)  # in steps of eleven the numbers would lie in heaps
        point = {}
        for i, node in enumerate(variables):
            limits, step = ranges.get(graph.names[node]), number
            if limits is None and node in whole:
                limits = ("int", 0, INTEGERS)
            elif limits is None:
                limits, step = BOXES[(first + i * apart) % len(BOXES)], visit
            if graph.names[node] not in ranges and node in known:
                limits = within(limits, known[node])
            fraction = math.fmod(step * GOLDEN + i * 0.7548776662466927 + 0.137, 1.0)
            point[node] = place(fraction, limits)
        yield point


def within(box: Any, known: Range) -> Any:
    """The part of a box in which a variable is known to lie, or where it lies if none of it is."""
    kind, low, high = ("plain", *box) if len(box) == 2 else box
    first, last = [None if end[0] is None else as_float(end[0]) for end in (known.low, known.high)]
    low = low if first is None else max(low, first)
    high = high if last is None else min(high, last)
    if known.whole:
        kind, low, high = "int", math.ceil(low), math.floor(high)
    if low < high or (low == high and kind == "int"):
        return kind, low, high
    if first is not None:
        return kind, first, first + 3 * (1 + abs(first)) if last is None else last
    if last is not None:
        return kind, last - 3 * (1 + abs(last)), last
    return "int", 0, INTEGERS  # the box has no whole number


def place(fraction: float, limits: Any) -> float:
    """The number at a fraction of the way through a range."""
    kind, low, high = ("plain", *limits) if len(limits) == 2 else limits
    low, high = float(low), float(high)
    if kind == "int":
        low, high = math.ceil(low), math.floor(high)
        return float(math.floor(low + fraction * (high - low + 1)))
    if kind == "log":
        return math.exp(math.log(low) + fraction * (math.log(high) - math.log(low)))
    value = low + fraction * (high - low)
    rounded = round(value, 6)
    return rounded if low <= rounded <= high and high - low > ROUNDED else value
