"""Points on the axis of a variable at which a formula is judged, the same every time."""

from __future__ import annotations

import math
from itertools import pairwise

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from symchain.stability.rescue.doubles import Doubles

Stretch = tuple[float, float]  # of the axis

WHOLE: Stretch = (-math.inf, math.inf)
GOLDEN = 0.6180339887498949
OUTER = (-307, -200, -165, -140, -110, -90, -65, -45, -30, -20)  # decimal exponents
FAR = (20, 40, 55, 65, 80, 93, 110, 140, 160, 200, 307)
FINE = 4  # points in each decade in between
EXPONENTIAL = (26.0, 37.0, 45.0, 180.0, 345.0, 365.0, 500.0, 650.0, 700.0, 715.0, 740.0, 760.0)
UNITY = (0.75, 0.85, 0.95, 0.99, 0.9999, 0.99999999, 1.01, 1.05, 1.15)
NEAR = (0.3, 0.1, 0.03, 1e-2, 3e-3, 1e-3, 1e-4, 1e-5, 1e-7, 1e-9, 1e-11, 1e-13, 1e-15)
MOST_ROOTS = 6


def magnitudes(fine: int = FINE) -> list[float]:
    """Positive numbers over the whole range of doubles, dense where most formulas change."""
    exponents = [float(e) for e in OUTER] + [float(e) for e in range(-16, -3)]
    exponents += [e / fine for e in range(-3 * fine, 4 * fine)]
    exponents += [float(e) for e in range(4, 20, 2)] + [float(e) for e in FAR]
    found = [10.0 ** (e + 0.9 / fine * math.fmod(i * GOLDEN, 1.0)) for i, e in enumerate(exponents)]
    return [*found, *EXPONENTIAL, *UNITY]


def between(xs: Iterable[float]) -> list[float]:
    """Points between those neighbours of a sorted list where most formulas change."""
    xs = [x for x in xs if 1e-3 < abs(x) < 1e4]
    return [a + (b - a) * 0.437 for a, b in pairwise(xs) if a * b > 0.0]


def decades(xs: Iterable[float], chosen: Container[float]) -> float:
    """How much of the axis is between neighbours that are both chosen."""
    xs = sorted(xs)
    runs = [(a, b) for a, b in pairwise(xs) if a * b > 0.0 and a in chosen and b in chosen]
    return sum([abs(math.log10(b / a)) for a, b in runs])


def around(place: float) -> list[float]:
    """Points on both sides of a place that is not 0, nearer and nearer."""
    return [place + sign * place * step for step in NEAR for sign in (1, -1)]


def points(within: Stretch, places: Iterable[float] = (), fine: int = FINE) -> list[float]:
    """The points of both signs in a stretch, its ends and those near the places, in order."""
    found = {sign * size for size in magnitudes(fine) for sign in (1.0, -1.0)}
    for place in places:
        found.update(around(place) if place else [])
    low, high = within
    found.update([end for end in within if end and math.isfinite(end)])
    return sorted([x for x in found if low <= x <= high])


def sign_changes(doubles: Doubles, nodes: Sequence[int], xs: Sequence[float]) -> list[float]:
    """Where one of the nodes changes its sign between two neighbours of the points, to a double."""
    found: dict[float, None] = {}
    before: list[float] = []
    for i, x in enumerate(xs):
        made = doubles.values(x)
        now = [made[node] for node in nodes]
        for node, a, b in zip(nodes, before, now, strict=False):
            if math.isfinite(a) and math.isfinite(b) and a * b < 0.0 and xs[i - 1] * x > 0.0:
                found.setdefault(bisected(doubles, node, xs[i - 1], x))
        before = now
    return sorted(found, key=abs)[:MOST_ROOTS]


def bisected(doubles: Doubles, node: int, low: float, high: float) -> float:
    """The place of a change of sign between two points."""
    negative = doubles.values(low)[node] < 0.0
    for _ in range(80):
        middle = low + (high - low) / 2
        if middle in (low, high):
            break
        if (doubles.values(middle)[node] < 0.0) == negative:
            low = middle
        else:
            high = middle
    return high
