"""The workloads written by hand: Python, C, an extension module, C over vectors. The limits.

Those in C are in by_hand.c and by_hand_module.c, compiled where there is a compiler.
"""

import functools
import math
import pathlib
from importlib.machinery import ExtensionFileLoader
from importlib.util import module_from_spec, spec_from_file_location

from compiled import library, path_of

TURN = 2.0 * math.pi
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


def ackley(x0, x1, x2, x3, x4, x5, x6, x7, x8, x9, sin=math.sin, cos=math.cos, exp=math.exp):
    t0, t1, t2, t3, t4 = TURN * x0, TURN * x1, TURN * x2, TURN * x3, TURN * x4
    t5, t6, t7, t8, t9 = TURN * x5, TURN * x6, TURN * x7, TURN * x8, TURN * x9
    squares = x0 * x0 + x1 * x1 + x2 * x2 + x3 * x3 + x4 * x4
    squares += x5 * x5 + x6 * x6 + x7 * x7 + x8 * x8 + x9 * x9
    waves = cos(t0) + cos(t1) + cos(t2) + cos(t3) + cos(t4)
    waves += cos(t5) + cos(t6) + cos(t7) + cos(t8) + cos(t9)
    radius = math.sqrt(0.1 * squares)
    bowl, ripple = 20.0 * exp(-0.2 * radius), exp(0.1 * waves)
    inward, across = 0.02 * bowl / radius, 0.6283185307179586 * ripple
    return 22.718281828459045 - bowl - ripple, (
        inward * x0 + across * sin(t0),
        inward * x1 + across * sin(t1),
        inward * x2 + across * sin(t2),
        inward * x3 + across * sin(t3),
        inward * x4 + across * sin(t4),
        inward * x5 + across * sin(t5),
        inward * x6 + across * sin(t6),
        inward * x7 + across * sin(t7),
        inward * x8 + across * sin(t8),
        inward * x9 + across * sin(t9),
    )


def arm(q0, q1, q2, q3, q4, q5, q6, sin=math.sin, cos=math.cos):
    c0, c1, c2, c3, c4, c5, c6 = cos(q0), cos(q1), cos(q2), cos(q3), cos(q4), cos(q5), cos(q6)
    s0, s1, s2, s3, s4, s5, s6 = sin(q0), sin(q1), sin(q2), sin(q3), sin(q4), sin(q5), sin(q6)
    a6, b6 = 0.04 * c6, 0.04 * s6  # the end, seen from each joint
    u, z5 = a6 + 0.088, b6 + 0.02
    a5, b5 = c5 * u + s5 * 0.126, s5 * u - c5 * 0.126
    u, z4 = a5 + 0.015, 0.4 - b5
    a4, b4 = c4 * u - s4 * z5, s4 * u + c4 * z5
    u, z3 = a4 + 0.01, 0.03 - b4
    a3, b3 = c3 * u - s3 * z4, s3 * u + c3 * z4
    u, z2 = a3 + 0.025, b3 + 0.4
    a2, b2 = c2 * u + s2 * z3, s2 * u - c2 * z3
    u, z1 = a2 + 0.03, b2 + 0.05
    a1, b1 = c1 * u + s1 * z2, s1 * u - c1 * z2
    u = a1 + 0.02
    a0, b0 = c0 * u - s0 * z1, s0 * u + c0 * z1
    # the axes of each joint, row by row: f and g across, h along
    f2, g2, h2 = c1 * c0, -s0, s1 * c0
    f3, h3 = c2 * f2 + s2 * g2, s2 * f2 - c2 * g2
    f4, h4 = c3 * f3 + s3 * h2, c3 * h2 - s3 * f3
    f5, h5 = c4 * f4 - s4 * h3, -s4 * f4 - c4 * h3
    f6 = c5 * f5 - s5 * h4
    j2, j3, j4, j5 = c1 * s0, c0, s1 * s0, s2 * c1 * s0 - c2 * c0
    k3 = c2 * j2 + s2 * j3
    k4, l4 = c3 * k3 + s3 * j4, c3 * j4 - s3 * k3
    k5, l5 = c4 * k4 - s4 * j5, -s4 * k4 - c4 * j5
    k6 = c5 * k5 - s5 * l4
    m3, n3 = -c2 * s1, -s2 * s1
    m4, n4 = c3 * m3 + s3 * c1, c3 * c1 - s3 * m3
    m5, n5 = c4 * m4 - s4 * n3, -s4 * m4 - c4 * n3
    m6 = c5 * m5 - s5 * n4
    return (
        (a0, b0, 0.34 - b1),
        (
            (
                -b0,
                -c0 * b1,
                g2 * a2 - f2 * b2,
                h2 * a3 - f3 * b3,
                -h3 * a4 - f4 * b4,
                -h4 * a5 - f5 * b5,
                h5 * a6 - f6 * b6,
            ),
            (
                a0,
                -s0 * b1,
                j3 * a2 - j2 * b2,
                j4 * a3 - k3 * b3,
                -j5 * a4 - k4 * b4,
                -l4 * a5 - k5 * b5,
                l5 * a6 - k6 * b6,
            ),
            (
                0.0,
                -a1,
                s1 * b2,
                c1 * a3 - m3 * b3,
                -n3 * a4 - m4 * b4,
                -n4 * a5 - m5 * b5,
                n5 * a6 - m6 * b6,
            ),
        ),
    )


PYTHON = {"Rosenbrock": rosenbrock, "Ackley": ackley, "Gauss": gauss, "arm": arm}


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
