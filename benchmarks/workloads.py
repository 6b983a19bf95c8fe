"""The workloads, each written once over a namespace m that has sin, cos, exp, log and sqrt.

name            inputs  outputs
Rosenbrock        10      1      the valley, as a chain of nine
Ackley            10      1
Gauss              3      1      Feynman I.6.2b
arm                7      3      the end of a seven-joint arm (Denavit and Hartenberg)
bundle            15      2      bundle adjustment: camera 11, point 3, weight 1
Helmholtz 20      20      1      free energy of a mixture, a dense quadratic form
product of 100   100      1
"""

import itertools
import math

LENGTHS = (0.02, 0.03, 0.025, 0.01, 0.015, 0.088, 0.04)
TWISTS = (-1, 1, 1, -1, -1, 1, 1)
OFFSETS = (0.34, 0.05, 0.4, 0.03, 0.4, 0.02, 0.126)


def rosenbrock(m, x):
    total = 0.0
    for a, b in itertools.pairwise(x):
        total = total + 100.0 * (b - a**2) ** 2 + (1.0 - a) ** 2
    return [total]


def ackley(m, x):
    squares = waves = 0.0
    for v in x:
        squares = squares + v**2
        waves = waves + m.cos(2 * math.pi * v)
    n = len(x)
    return [-20.0 * m.exp(-0.2 * m.sqrt(squares / n)) - m.exp(waves / n) + 20.0 + math.e]


def gauss(m, x):
    sigma, theta, theta1 = x
    return [m.exp(-(((theta - theta1) / sigma) ** 2) / 2) / (math.sqrt(2 * math.pi) * sigma)]


def arm(m, angles):
    x = y = z = 0.0
    for i in reversed(range(7)):
        c, s = m.cos(angles[i]), m.sin(angles[i])
        u = x + LENGTHS[i]
        x, y, z = (
            c * u + s * (TWISTS[i] * z),
            s * u - c * (TWISTS[i] * z),
            TWISTS[i] * y + OFFSETS[i],
        )
    return [x, y, z]


def bundle(m, p):
    r1, r2, r3, c1, c2, c3, focal, u0, v0, k1, k2, px, py, pz, weight = p
    dx, dy, dz = px - c1, py - c2, pz - c3
    angle = m.sqrt(r1 * r1 + r2 * r2 + r3 * r3)
    c, s, inverse = m.cos(angle), m.sin(angle), 1.0 / angle
    a1, a2, a3 = r1 * inverse, r2 * inverse, r3 * inverse
    d = (a1 * dx + a2 * dy + a3 * dz) * (1.0 - c)
    x = dx * c + (a2 * dz - a3 * dy) * s + a1 * d
    y = dy * c + (a3 * dx - a1 * dz) * s + a2 * d
    z = dz * c + (a1 * dy - a2 * dx) * s + a3 * d
    u, v = x / z, y / z
    square = u * u + v * v
    bend = 1.0 + k1 * square + k2 * square * square
    return [weight * (u * bend * focal + u0 - 0.37), weight * (v * bend * focal + v0 + 0.21)]


def helmholtz(m, x):
    n = len(x)
    mean = sum(x[i] / (10.0 + i) for i in range(n))
    form = 0.0
    for i in range(n):
        for j in range(n):
            form = form + x[i] * x[j] / (1.0 + i + j)
    mixing = sum(x[i] * m.log(x[i] / (1.0 - mean)) for i in range(n))
    root = math.sqrt(2.0)
    quotient = (1.0 + (1.0 + root) * mean) / (1.0 + (1.0 - root) * mean)
    return [mixing - form / (math.sqrt(8.0) * mean) * m.log(quotient)]


def product(m, x):
    return [math.prod(x[1:], start=x[0])]


# name -> the function, its number of inputs
WORKLOADS = {
    "Rosenbrock": (rosenbrock, 10),
    "Ackley": (ackley, 10),
    "Gauss": (gauss, 3),
    "arm": (arm, 7),
    "bundle": (bundle, 15),
}
LARGE = {"Helmholtz 20": (helmholtz, 20), "product of 100": (product, 100)}

POINTS = {
    "Rosenbrock": (0.9, 1.1, 0.8, 1.2, 0.7, 1.3, 0.95, 1.05, 0.85, 1.15),
    "Ackley": (0.3, -0.7, 1.1, 0.2, -1.4, 0.6, 0.8, -0.25, 0.45, -0.9),
    "Gauss": (1.3, 0.4, -0.7),
    "arm": (0.3, -0.6, 0.9, 1.2, -0.4, 0.7, 0.2),
    "bundle": (
        *(0.1, -0.2, 0.3, 0.5, -0.4, -3.0, 1.2, 0.05),
        *(-0.03, 0.02, -0.01, 0.7, 0.3, 1.1, 0.9),
    ),
    "Helmholtz 20": tuple(0.03 + 0.002 * (i * 7 % 20) for i in range(20)),
    "product of 100": tuple(0.9 + 0.002 * (i * 37 % 100) for i in range(100)),
}
