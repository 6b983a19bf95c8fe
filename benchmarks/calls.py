"""One call from Python of value and derivatives, at one point."""

import by_hand
import ours
import rivals
import workloads
from agreement import truth
from entries import entered, rivals_of
from races import Contestant, Race, agreeing

BARS = (
    ("SymPy", "by hand", ""),
    ("python", "by hand", "<= 1.1"),
    ("cpython", "by hand, extension", "<= 1.15"),
    ("CasADi's C", "cpython, buffers", ">= 1"),
    ("CasADi", "cpython, buffers", ">= 1"),
)


def run(report, scale):
    report.begin(
        "One call from Python",
        "Value and gradient (arm and bundle: value and Jacobian) at one point. SymPy / by hand is "
        "what a person reaches in Python: a limit, no aim.",
        "us",
    )
    chosen = {**workloads.WORKLOADS, **(workloads.LARGE if scale.is_full else {})}
    for name, (function, _) in chosen.items():
        point = workloads.POINTS[name]
        makers = {**_by_hand(name, point), **ours.calls(function, point)}
        makers |= rivals_of(rivals.CALLS, function, point, scale, report)
        contestants = entered(makers, report, name)
        exact = truth(function, point).reshape(-1, 1)
        race = Race(agreeing(contestants, exact, report, name), scale.rounds, scale.turn)
        ahead = ("SymPy", "python", ">= 1.7" if name in workloads.WORKLOADS else ">= 1")
        report.race(name, race, (ahead, *BARS), 1e6)


def _by_hand(name, point):
    makers = {}
    if name in by_hand.PYTHON:
        makers["by hand"] = lambda: Contestant(by_hand.PYTHON[name], *point)
    if name in workloads.WORKLOADS:
        makers["by hand, extension"] = lambda: Contestant(
            getattr(by_hand.extension(), name.lower()), *point
        )
    return makers
