"""The truth: mpmath at 50 digits on the original formula, by a path that uses no rule of ours."""

from __future__ import annotations

import math
from functools import cache, cached_property
from itertools import pairwise, starmap

import mpmath
from mpmath.libmp import (
    fnone,
    fone,
    from_float,
    from_rational,
    fzero,
    mpf_abs,
    mpf_add,
    mpf_div,
    mpf_le,
    mpf_lt,
    mpf_mul,
    mpf_neg,
    mpf_shift,
    mpf_sub,
)

from symchain.calculus.borders import JUMP
from symchain.evaluation.constants import exact_constants
from symchain.evaluation.operations import NAN, operation, run, to_object
from symchain.evaluation.rounding import rounded
from symchain.evaluation.settling import is_exact, is_unsettled, settle
from symchain.functions.arithmetic import ARITHMETIC, CONSTANT, SYMBOL
from symchain.functions.elementary import ELEMENTARY
from symchain.functions.logistic import LOGISTIC
from symchain.functions.piecewise import PIECEWISE
from symchain.functions.precision import WorkingDigits
from symchain.functions.row import Op
from symchain.graph.graph import Graph
from symchain.graph.walk import dependent, reachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from symchain.evaluation.operations import Number, Operation, Step, Value

    Estimate = Callable[[list[Value], Any], tuple[Number, Number]]  # of a base and a step
    Moves = tuple[list[Step], list[list[tuple[int, Number]]]]
    Known = tuple[dict[int, list[Value]], dict[object, list[Value]], int]

DIGITS = 50
MOST_DIGITS = 440  # where large values cancel, as in e^700 + sin(x) - e^700
ROUNDS = (80, 200, 500, 1400, 2400)  # digits of differences, in turn, until two agree
SLOW_ROUNDS = 2  # of them for functions that mpmath sums term by term
GROWING = 6  # estimates in turn that are each much larger than the last: there is no limit
LEAP = 3  # powers of 2 by which
MORE = 25  # digits of the second estimate of a round
FEW = 53  # bits in which errors are judged
AGREED = from_float(1e-22)  # two estimates do, to so much of their size
TINY = from_rational(1, 10**330, FEW)  # nothing beside the smallest double
FLAT = from_float(1e-12)  # one-sided differences that differ by less than this meet no kink
SMALLEST = 1e-300  # size of a number whose parts are normal doubles
QUICK = frozenset((CONSTANT, SYMBOL, *ARITHMETIC, *ELEMENTARY, *PIECEWISE, *LOGISTIC))
STEEP = mpmath.mpf("0.85")  # power of the step: slopes are bounded where a difference has more
UNEVEN = 0.375  # of the step, so that no difference asks for the value at the point itself
MOST_KEPT = 1_000_000  # values of nodes at a point
MOST_AT_POINTS = 20_000  # nodes, times points of which their values are kept
LOG_2 = math.log10(2)


class Reference:
    """Formulas made ready to be evaluated at many points; of one of them its place is told."""

    def __init__(
        self,
        graph: Graph,
        roots: Sequence[int],
        made: Callable[[Op], Operation] = operation,
    ) -> None:
        self.graph = graph
        self.roots = list(roots)
        self.made = made  # what computes a row
        self.order = reachable(graph, self.roots)
        self.places = {node: place for place, node in enumerate(self.order)}
        self.ops = {graph.ops[node] for node in self.order}
        self.is_quick = self.ops <= QUICK
        self.is_broken = any(op.boolean or op.breaks == JUMP for op in self.ops)
        self.users: dict[frozenset[int], list[Step]] = {}
        self.numbers: dict[int, list[Value]] = {}
        self.known: dict[object, Known] = {}  # of points
        self.kept_at: Mapping[int, Any] | None = None
        self.kept: dict[int, list[Value]] = {}
        self.kept_beside: dict[object, list[Value]] = {}
        self.beyond = 0  # digits that numbers of the point have there

    def values(self, point: Mapping[int, Any], digits: int = DIGITS) -> list[Any]:
        """The roots' values at a point (node of a variable -> number); nan where there is none."""
        with WorkingDigits(digits + 10):
            return self._at_roots(self._exact(point))

    def settled(self, point: Mapping[int, Any]) -> list[Any]:
        """The roots' values, with more digits where few may not do.

        These are values that cancel, decide a condition, or are rounding alone.
        """
        return self._at_roots(self._settled(point))

    def exact(self) -> dict[int, Value]:
        """The nodes of a formula without variables that are exact: numbers, conditions, or none."""
        values = self._settled({})
        return {
            node: values[place]
            for node, place in self.places.items()
            if self.graph.args[node] and is_exact(values[place])
        }

    def _settled(self, point: Mapping[int, Any]) -> list[Value]:
        """The values of all nodes with more digits, unless few will do."""
        with WorkingDigits(DIGITS + 10):
            few = self._exact(point)
            if not self.is_broken and not is_unsettled(few, self._at_roots(few), DIGITS):
                return few
        with WorkingDigits(MOST_DIGITS + 10):
            more = self._exact(point)
        settle(self.steps[0], ((few, DIGITS + 10), (more, MOST_DIGITS + 10)))
        return more

    def limit(self, point: Mapping[int, Any], root: int = 0) -> Any:
        """A root's value, at a removable singularity its limit; nan where neither is."""
        return self._limit(point, lambda base, step: self._value(root, point, base, step))

    def slope(self, point: Mapping[int, Any], direction: Mapping[int, float], root: int = 0) -> Any:
        """A root's derivative along a direction, or its limit; nan at a kink."""
        moves, length = self._moves(direction), _length(point, direction)
        smooth = self._smooth_slope(root, point, moves, length)
        if smooth is not None:
            return to_object(smooth)
        return self._limit(point, lambda base, step: self._slope(root, base, moves, step * length))

    def curvature(
        self,
        point: Mapping[int, Any],
        first: Mapping[int, float],
        second: Mapping[int, float],
        root: int = 0,
    ) -> Any:
        """A root's second derivative along two directions; nan at a kink or a jump."""
        moves = self._moves(first, second)
        lengths = _length(point, first), UNEVEN * _length(point, second)
        return self._limit(
            point, lambda base, step: self._curvature(root, base, moves, step, lengths)
        )

    def _smooth_slope(
        self, root: int, point: Mapping[int, Any], moves: Moves, length: Any
    ) -> Number | None:
        """The slope on which differences to the left and to the right agree; None where none is.

        Each is made with digits and a step of its own. It is none at kinks and in holes, nor 0.
        """

        def difference(digits: int, step: Any) -> Number:
            return self._estimated(
                lambda base, step: self._one_sided(root, base, moves, step * length),
                point,
                digits,
                step,
            )[0]

        right = difference(*TO_THE_RIGHT)
        if right is NAN:
            return None
        gap = mpf_abs(mpf_sub(difference(*TO_THE_LEFT), right, FEW, "n"))
        return right if _is_within(gap, AGREED, mpf_abs(right)) else None

    def _limit(self, point: Mapping[int, Any], estimate: Estimate) -> Any:
        """What an estimate tends to as its digits grow and its step shrinks; nan where to nothing.

        It is made twice, with other digits and another step, until both agree: what rounding,
        curvature or a direction contributes would differ. With the number comes a doubt, which
        has to vanish with the step: the jump between the two sides of a kink. Both grow from step
        to step through three rounds where there is a pole.
        """
        sizes: list[Number] = []
        for digits in ROUNDS if self.is_quick else ROUNDS[:SLOW_ROUNDS]:
            again, rest = self._estimated(estimate, point, digits + MORE, _tenth(digits // 6 + 4))
            if again is NAN:
                return mpmath.nan
            number, doubt = self._estimated(estimate, point, digits, _tenth(digits // 6))
            size, gap = mpf_abs(again), mpf_abs(mpf_sub(number, again, FEW, "n"))
            if _is_within(gap, AGREED, size) and (
                mpf_le(rest, mpf_shift(doubt, -1)) or _is_within(rest, FLAT, size)
            ):
                return to_object(again)
            sizes += [mpf_add(mpf_abs(number), doubt, FEW, "n"), mpf_add(size, rest, FEW, "n")]
            if len(sizes) == GROWING and all(starmap(_is_leap, pairwise(sizes))):
                break
        return mpmath.nan

    def _estimated(
        self, estimate: Estimate, point: Mapping[int, Any], digits: int, step: Any
    ) -> tuple[Number, Number]:
        """An estimate with so many digits behind the point, and with a step."""
        self._go_to(point)
        digits += self.beyond
        with WorkingDigits(digits):
            return estimate(self._base(point, digits), step)

    def _value(
        self, root: int, point: Mapping[int, Any], base: list[Value], step: Any
    ) -> tuple[Number, Number]:
        """The value; where there is none the mean of two nearby ones, and how they differ."""
        here: Number = base[self.places[self.roots[root]]]
        if here is not NAN:
            return here, fzero
        bits = mpmath.mp.prec
        away = {
            node: step * _scale(number) * (1 - UNEVEN * ((i + bits) % 3))
            for i, (node, number) in enumerate(point.items())
        }
        moves = self._moves(away)
        after, before = (self._moved(base, moves, size)[root] for size in (fone, fnone))
        mean = mpf_shift(mpf_add(after, before, bits, "n"), -1)
        return mean, mpf_abs(mpf_sub(after, before, bits, "n"))

    def _one_sided(
        self, root: int, base: list[Value], moves: Moves, move: Any
    ) -> tuple[Number, Number]:
        """The difference to one side, with no doubt of its own."""
        bits, size = mpmath.mp.prec, move._mpf_
        here, there = base[self.places[self.roots[root]]], self._moved(base, moves, size)[root]
        return mpf_div(mpf_sub(there, here, bits, "n"), size, bits, "n"), fzero

    def _slope(
        self, root: int, base: list[Value], moves: Moves, move: Any
    ) -> tuple[Number, Number]:
        """The central difference, and how the differences on both sides differ."""
        bits, size = mpmath.mp.prec, move._mpf_
        here = base[self.places[self.roots[root]]]
        after, before = (self._moved(base, moves, each)[root] for each in (size, mpf_neg(size)))
        slope = mpf_div(mpf_sub(after, before, bits, "n"), mpf_shift(size, 1), bits, "n")
        if here is NAN:
            return slope, fzero
        right, left = mpf_sub(after, here, bits, "n"), mpf_sub(here, before, bits, "n")
        return slope, mpf_div(mpf_abs(mpf_sub(right, left, bits, "n")), size, bits, "n")

    def _curvature(
        self, root: int, base: list[Value], moves: Moves, step: Any, lengths: tuple[Any, Any]
    ) -> tuple[Number, Number]:
        """The mixed difference with uneven steps; what grows at a pole or a vertical tangent."""
        long, short = step * lengths[0], step * lengths[1]
        after, right, left, before = (
            to_object(self._moved(base, moves, (a * long)._mpf_, (b * short)._mpf_)[root])
            for a in (1, -1)
            for b in (1, -1)
        )
        # the difference cannot tell an odd function, such as 1/x or cbrt(x), from 0
        jump = abs(after - before) / step**STEEP
        return ((after - right - left + before) / (4 * long * short))._mpf_, jump._mpf_

    def _go_to(self, point: Mapping[int, Any]) -> None:
        """Takes up the values that are known at a point."""
        if self.kept_at == point:
            return
        key = frozenset(point.items())
        if key not in self.known:
            if len(self.known) * len(self.order) > MOST_AT_POINTS:
                self.known = {}
            self.known[key] = {}, {}, max(map(_digits_beyond, point.values()), default=0)
        self.kept_at = dict(point)
        self.kept, self.kept_beside, self.beyond = self.known[key]

    def _base(self, point: Mapping[int, Any], digits: int) -> list[Value]:
        """The values of all nodes at a point, kept for others that ask there."""
        if digits not in self.kept:
            if len(self.kept) * len(self.order) > MOST_KEPT:
                self.kept.clear()
            self.kept[digits] = self.rounded(point)
        return self.kept[digits]

    # ---- beside a point

    def _moves(self, *directions: Mapping[int, Any]) -> Moves:
        """The steps that are run after moves along directions, and the parts of these by place.

        What a root does not depend on has no place.
        """
        steps = self._after(frozenset().union(*directions))
        places = self.places
        return steps, [
            [(places[node], _number(part)) for node, part in direction.items() if node in places]
            for direction in directions
        ]

    def _moved(self, base: list[Value], moves: Moves, *sizes: Number) -> list[Value]:
        """The roots' values after moves of some sizes; only what depends on them is run.

        They are kept with the point: one root after the other asks for its own.
        """
        steps, directions = moves
        bits = mpmath.mp.prec
        key = bits, sizes, tuple(map(tuple, directions))
        if key not in self.kept_beside:
            made = list(base)
            for parts, size in zip(directions, sizes, strict=True):
                for place, part in parts:
                    made[place] = mpf_add(made[place], mpf_mul(size, part, bits, "n"), bits, "n")
            run(steps, made)
            self.kept_beside[key] = [made[self.places[root]] for root in self.roots]
        return self.kept_beside[key]

    def _after(self, moved: frozenset[int]) -> list[Step]:
        """The steps of the nodes that depend on some variables, irregularly rounded."""
        if moved not in self.users:
            active = dependent(self.graph, self.order, moved)
            users = [node for node in self.order if active[node] and node not in moved]
            self.users[moved] = [self._step(node, rounded) for node in users]
        return self.users[moved]

    # ---- all nodes at a point

    @cached_property
    def symbols(self) -> list[tuple[int, int]]:
        """The variables with their places."""
        return [(node, place) for node, place in self.places.items() if node in self.graph.names]

    @cached_property
    def fixed(self) -> dict[int, Value]:
        """The formulas without variables that are exact, however many digits are asked for."""
        return exact_constants(self.graph, self.order) if self.symbols else {}

    @cached_property
    def steps(self) -> tuple[list[Step], list[Step]]:
        """The steps of all nodes but variables and numbers: exactly rounded, and irregularly."""
        known = self.graph.names, self.graph.constants, self.fixed
        inner = [node for node in self.order if not any(node in each for each in known)]
        return [self._step(node, self.made) for node in inner], [
            self._step(node, rounded) for node in inner
        ]

    def _step(self, node: int, made: Callable[[Op], Operation]) -> Step:
        args = [self.places[arg] for arg in self.graph.args[node]]
        return self.places[node], made(self.graph.ops[node]), tuple(args)

    def _exact(self, point: Mapping[int, Any]) -> list[Value]:
        """The values of all nodes."""
        values = self._leaves(point)
        run(self.steps[0], values)
        return values

    def _at_roots(self, values: Sequence[Value]) -> list[Any]:
        """The roots' among the values of all nodes."""
        return [_object(values[self.places[root]]) for root in self.roots]

    def rounded(self, point: Mapping[int, Any]) -> list[Value]:
        """The values of all nodes, irregularly rounded."""
        values = self._leaves(point)
        run(self.steps[1], values)
        return values

    def _leaves(self, point: Mapping[int, Any]) -> list[Value]:
        """A list with the values of numbers and variables in their places."""
        bits = mpmath.mp.prec
        if bits not in self.numbers:
            self.numbers[bits] = [self._constant(node) for node in self.order]
            for node, value in self.fixed.items():
                self.numbers[bits][self.places[node]] = value
        values = list(self.numbers[bits])
        for node, place in self.symbols:
            values[place] = _number(point[node])
        return values

    def _constant(self, node: int) -> Value:
        if node not in self.graph.constants:
            return None
        top, bottom = self.graph.constants[node]
        return (mpmath.mpf(top) / bottom)._mpf_


@cache
def _tenth(power: int) -> Any:
    """10^-power."""
    return mpmath.mpf(10) ** -power


# Digits and steps of the differences to one side.
TO_THE_LEFT = ROUNDS[0], -_tenth(30)
TO_THE_RIGHT = ROUNDS[0] + MORE, _tenth(39)


def _number(value: Any) -> Number:
    """A number that was given, as mpmath keeps it inside."""
    found: Number = from_float(value) if type(value) is float else mpmath.mpf(value)._mpf_
    return found


def _object(value: Value) -> Any:
    """A value as mpmath gives it to others."""
    return value if value is None or isinstance(value, bool) else to_object(value)


def _is_within(error: Number, share: Number, size: Number) -> bool:
    """Whether an error is no more than a share of a size, or nothing beside a double."""
    return bool(mpf_le(error, mpf_mul(share, size, FEW, "n")) or mpf_le(error, TINY))


def _is_leap(before: Number, after: Number) -> bool:
    """Whether a size is many times another."""
    return bool(mpf_lt(mpf_shift(before, LEAP), after))


def _length(point: Mapping[int, Any], direction: Mapping[int, float]) -> Any:
    """How far along a direction a point may go so that no number changes by more than its scale."""
    scales = [_scale(point[node]) / abs(part) for node, part in direction.items()]
    return mpmath.mpf(min(scales, default=1.0))


def _digits_beyond(number: Any) -> int:
    """How many digits a number has before its point, or zeros behind it.

    Of a large number a step beside it takes up so many, of a small one a sum with 1.
    """
    if not number:
        return 0
    apart = math.frexp(number) if isinstance(number, float) else mpmath.frexp(number)
    exponent: int = apart[1]
    return math.ceil(abs(exponent) * LOG_2)


def _scale(number: Any) -> Any:
    """The size of a number, or 1: what turns at large numbers turns within 1, as sin does."""
    size = abs(number) if isinstance(number, float) else 0.0
    if size < SMALLEST:
        size = abs(mpmath.mpf(number)) or 1
    return min(size, 1)


def evaluate(graph: Graph, root: int, point: Mapping[int, Any]) -> float:
    """The value of a formula, correctly rounded to a double; nan where it has none."""
    return float(Reference(graph, [root]).values(point)[0])
