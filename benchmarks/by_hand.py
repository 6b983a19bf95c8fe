"""The workloads written by hand: Python, C, an extension module, C over vectors. The limits.

Those in C are in by_hand.c and by_hand_module.c, compiled where there is a compiler.
"""

import functools
import math
import pathlib
from importlib.machinery import ExtensionFileLoader
from importlib.util import module_from_spec, spec_from_file_location

from compiled import library, path_of

HERE = pathlib.Path(__file__).parent
CODE = (HERE / "by_hand.c").read_text()
MODULE = (HERE / "by_hand_module.c").read_text()


def gauss(s, t, t1, exp=math.exp):
    i = 1.0 / s
    u = (t - t1) * i
    f = 0.3989422804014327 * exp(-0.5 * u * u) * i
    g = f * i
    d = g * u
    return f, (d * u - g, -d, d)


def rosenbrock(x0, x1, x2, x3, x4, x5, x6, x7, x8, x9):
    e0, e1, e2, e3, e4 = 1.0 - x0, 1.0 - x1, 1.0 - x2, 1.0 - x3, 1.0 - x4
    e5, e6, e7, e8 = 1.0 - x5, 1.0 - x6, 1.0 - x7, 1.0 - x8
    d0, d1, d2, d3, d4 = x1 - x0 * x0, x2 - x1 * x1, x3 - x2 * x2, x4 - x3 * x3, x5 - x4 * x4
    d5, d6, d7, d8 = x6 - x5 * x5, x7 - x6 * x6, x8 - x7 * x7, x9 - x8 * x8
    h0, h1, h2, h3, h4 = 200.0 * d0, 200.0 * d1, 200.0 * d2, 200.0 * d3, 200.0 * d4
    h5, h6, h7, h8 = 200.0 * d5, 200.0 * d6, 200.0 * d7, 200.0 * d8
    bends = d0 * d0 + d1 * d1 + d2 * d2 + d3 * d3 + d4 * d4 + d5 * d5 + d6 * d6 + d7 * d7 + d8 * d8
    edges = e0 * e0 + e1 * e1 + e2 * e2 + e3 * e3 + e4 * e4 + e5 * e5 + e6 * e6 + e7 * e7 + e8 * e8
    return 100.0 * bends + edges, (
        -2.0 * (h0 * x0 + e0),
        h0 - 2.0 * (h1 * x1 + e1),
        h1 - 2.0 * (h2 * x2 + e2),
        h2 - 2.0 * (h3 * x3 + e3),
        h3 - 2.0 * (h4 * x4 + e4),
        h4 - 2.0 * (h5 * x5 + e5),
        h5 - 2.0 * (h6 * x6 + e6),
        h6 - 2.0 * (h7 * x7 + e7),
        h7 - 2.0 * (h8 * x8 + e8),
        h8,
    )


PYTHON = {"Rosenbrock": rosenbrock, "Gauss": gauss}


@functools.cache
def extension():
    """The workloads in C as a module of CPython."""
    path = path_of(CODE + MODULE, is_module=True)
    loader = ExtensionFileLoader("by_hand", path)
    module = module_from_spec(spec_from_file_location("by_hand", path, loader=loader))
    loader.exec_module(module)
    return module


def batch(name, over_vectors=False):
    """The function of n points in columns of a workload in C; over explicit vectors if asked."""
    text = "#define VECTORS\n" + CODE if over_vectors else CODE
    return getattr(library(text), f"{name.lower()}_batch")
