"""Value and derivatives at a million points."""

import by_hand
import numpy
import ours
import rivals
import workloads
from agreement import truth
from calls import entered, rivals_of
from compiled import columns, in_threads, over_columns
from races import Contestant, Race, agreeing, wall

BARS = (
    ("c", "by hand over vectors", "<= 1.2"),
    ("JAX", "c", ">= 1"),
    ("Numba", "c", ">= 1"),
    ("SymEngine", "c", ">= 1"),
    ("CasADi's C", "c", ">= 1"),
    ("native, arrays", "c, arrays", "<= 1.3"),
    ("numpy, out=", "by hand -O3", "<= 3"),
    ("SymPy", "numpy, arrays", ">= 1"),
)
CHECKED = (0, -2, -1)  # places of the points at which all must agree


def run(report, scale):
    report.begin(
        "Many points",
        f"{scale.points:,} points in columns, one thread: from one array into another (by hand, "
        "c, Numba, numpy with out=), or into new arrays (all others, and what is called with "
        "arrays). The last ratios are those of one thread to two, on the clock of the wall, from "
        "one array into another; what the code by hand gains from two tells how much the memory "
        "lets through.",
        "ns a point",
    )
    for name, (function, _) in workloads.WORKLOADS.items():
        points = columns(workloads.POINTS[name], scale.points)
        exact = numpy.array([truth(function, points[:, place]) for place in CHECKED]).T
        result = numpy.empty((len(exact), scale.points))
        makers = _makers(name, function, points, result)
        makers |= rivals_of(rivals.BATCHES, function, points, scale, report)
        contestants = entered(makers, report, name)
        contestants = agreeing(contestants, exact, report, name, CHECKED)
        race = Race(contestants, max(scale.rounds // 2, 3), scale.turn)
        report.race(name, race, BARS, 1e9 / scale.points)
        _threads(report, scale, name, function, points, result)


def _makers(name, function, points, result):
    """What makes the contestants by hand and those of every target that takes arrays."""
    makers = {
        "by hand -O3": lambda: _by_hand(name, points, result),
        "by hand over vectors": lambda: _by_hand(name, points, result, over_vectors=True),
        "c": lambda: ours.c_batch(function, points, result),
    }
    for target in [name for name in ours.COMPILED if name not in ours.NUMBERS_ALONE]:
        makers[f"{target}, arrays"] = lambda t=target: ours.over_arrays(function, points, t)
    makers["numpy, out="] = lambda: ours.over_columns_into(function, points, result, "numpy")
    return makers


def _by_hand(name, points, result, over_vectors=False):
    return Contestant(
        over_columns(by_hand.batch(name, over_vectors), points, result),
        read=lambda found: found,
    )


def _threads(report, scale, name, function, points, result):
    batch = by_hand.batch(name, over_vectors=True)
    contestants = {}
    for threads in (1, 2):
        made = ours.into_arrays(function, points, result, "c", threads=threads)
        contestants["c", threads] = made
        contestants["by hand", threads] = Contestant(in_threads(batch, points, result, threads))
    race = Race(contestants, scale.rounds, scale.turn, wall)
    for who, bar in (("c", ">= 1.7"), ("by hand", "")):
        report(f"{who}, 1 thread / 2", race.ratios((who, 1), (who, 2)), bar, name)
