"""Value and derivatives inside a loop in C: what is called costs nothing but its operations."""

import ctypes
import pathlib

import by_hand
import numpy
import ours
import rivals
import workloads
from agreement import flat, truth
from compiled import DOUBLES, library
from entries import entered, rivals_of
from races import Contestant, Race, agreeing

from symchain.codegen.header import read_header

LOOP = (pathlib.Path(__file__).parent / "loop.c").read_text()
TURNS = 2_000
BARS = (("c", "by hand", "<= 1.15"), ("CasADi's C", "c", ">= 1"))


def run(report, scale):
    report.begin(
        "Inside a loop in C",
        "One text with the loop, the same flags for all: -O3 -march=native, no errno, no traps.",
        "ns",
    )
    for name, (function, _) in workloads.WORKLOADS.items():
        point = workloads.POINTS[name]
        exact = truth(function, point).reshape(-1, 1)
        makers = {
            "by hand": lambda: looped(by_hand.CODE, f"{name.lower()}(x, y)", point, len(exact)),
            "c": lambda: _ours(function, point, len(exact)),
        }
        makers |= rivals_of({"CasADi's C": ("casadi", _casadi)}, function, point, scale, report)
        contestants = agreeing(entered(makers, report, name), exact, report, name)
        report.race(name, Race(contestants, scale.rounds, scale.turn), BARS, 1e9)


def looped(code, call, point, size):
    """The contestant whose code and call stand in the loop."""
    defined = [f"#define INPUTS {len(point)}", f"#define CALL(x, y) {call}"]
    run = library("\n".join(["#include <stddef.h>", code, *defined, LOOP])).loop
    run.restype, run.argtypes = None, [DOUBLES, DOUBLES, ctypes.c_size_t]
    given, result = numpy.array(point), numpy.empty(size)
    pointers = [array.ctypes.data_as(DOUBLES) for array in (given, result)]
    return Contestant(run, *pointers, TURNS, read=lambda _: flat(result), units=TURNS)


def _ours(function, point, size):
    made, kind = ours.compiled(function, len(point), "c", signature="vector")
    return looped(read_header(made.source)[1], f"{kind}(x, y)", point, size)


def _casadi(function, point):
    made = rivals.by_casadi(function, len(point))
    work = f"(double[{made.sz_w() + 1}]){{0}}"
    call = f"f((const double *[]){{x}}, (double *[]){{y}}, 0, {work}, 0)"
    return looped(rivals.casadi_code(made), call, point, made.size1_out(0))
