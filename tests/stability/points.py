"""How far doubles are from the truth, in units of what rounding the arguments costs anyway."""

import math
import random

import mpmath

from symchain.evaluation.reference import Reference

DIGITS, ENOUGH, STEP = 60, 100, mpmath.mpf(2) ** -200


MOST = 400  # digits, beyond which a value is taken for what it is
NOTHING = mpmath.mpf(10) ** -300


def spread(count, seed=0):
    """Doubles of both signs from 1e-12 to 1e3, equally many in each decade."""
    draw = random.Random(seed)
    return [draw.choice((-1, 1)) * 10 ** draw.uniform(-12, 3) for _ in range(count)]


def near(size, count, seed=0):
    """Points whose coordinates are near each other."""
    draw = random.Random(seed)
    for first in spread(count, seed):
        yield (first, *[first * (1 + 10 ** draw.uniform(-15, -1)) for _ in range(size - 1)])


def beside(size, count, seed=0):
    """Points in which one coordinate of each pair is the other and a small number, exactly."""
    draw = random.Random(seed)
    for _ in range(count):
        point = []
        while len(point) < size:
            other = round(10 ** draw.uniform(-3, 6) * 2**20) / 2**20
            point += [other + draw.choice((1, -1, 2, 0.5)), other]
        yield tuple(point[:size])


def tuples(size, count, seed=0):
    """Points of so many coordinates: independent, near each other, and some near 1 or whole."""
    draw = random.Random(seed)
    for place, first in enumerate(spread(count, seed)):
        kind = place % 5
        if kind == 0:
            first = draw.choice((-1, 1)) * (1 + first * 1e-3)
        rest = spread(size - 1, draw.random())
        if kind == 1:
            rest = [first * (1 + 10 ** draw.uniform(-15, -1)) for _ in rest]
        if kind == 2:
            rest = [draw.uniform(-4, 4) for _ in rest]
            first = draw.uniform(-4, 4)
        yield (first, *rest)


class Truth:
    """A formula's exact values, and how much they change with the arguments."""

    def __init__(self, expr, names):
        self.nodes = [expr.graph.symbol(name) for name in names]
        self.reference = Reference(expr.graph, [expr.node])

    def value(self, point, digits=DIGITS):
        return self.reference.values(dict(zip(self.nodes, point, strict=True)), digits)[0]

    def settled(self, point):
        """The value, where twice as many digits change nothing; else nan."""
        digits = ENOUGH
        while digits <= MOST:
            value, better = self.value(point, digits), self.value(point, 2 * digits)
            if value and same(value, better):
                return better
            digits *= 4
        return better if same(value, better) else mpmath.nan

    def conditioning(self, point, value):
        """How many times a relative change of the arguments the value changes by, at least 1."""
        with mpmath.workdps(ENOUGH):
            total = mpmath.mpf(0)
            for place, x in enumerate(point):
                moved = [mpmath.mpf(v) * (1 + STEP * (i == place)) for i, v in enumerate(point)]
                after = self.value(moved, ENOUGH)
                if x and value and mpmath.isfinite(after):
                    total += abs((after - value) / (STEP * value))
        return max(mpmath.mpf(1), total)


def same(a, b):
    if abs(a) < NOTHING and abs(b) < NOTHING:
        return True
    return bool(mpmath.isnan(a) and mpmath.isnan(b)) or abs(a - b) <= abs(b) * mpmath.mpf(10) ** -30


def ulps(value, truth):
    """The distance of a double from the truth in units of the last place; inf for none."""
    if value is None or not math.isfinite(value):
        return math.inf
    with mpmath.workdps(DIGITS):
        return float(abs(mpmath.mpf(value) - truth) / mpmath.mpf(math.ulp(float(truth))))


def run(function, point):
    """What a function returns at a point; None where it raises what math raises."""
    try:
        return function(*point)
    except (ValueError, ZeroDivisionError, OverflowError):
        return None
