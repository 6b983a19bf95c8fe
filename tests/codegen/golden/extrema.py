"""A formula and its derivatives, made by symchain.

    max(x, y, 1) + min(x, y) + abs(x - y)

Arguments, in this order: x, y.
Derivatives by, in this order: x, y.
Domain: all real numbers.
Not smooth unless: x != y (kink); max(x, y) != 1 (kink).
Outside the domain ValueError, ZeroDivisionError or OverflowError is raised, as by the
functions of math.
"""

# symchain: {"version": "0.1.0", "formulas": ["max(x, y, 1) + min(x, y) + abs(x - y)"], "outputs": ["f"], "scalar": true, "variables": ["x", "y"], "wrt": ["x", "y"], "signature": "scalars", "mode": "auto", "layout": "dense", "operations": {"value": 7, "gradient": 18, "value_and_gradient": 23}, "checked": "", "ranges": {}, "functions": {"value": "value", "gradient": "gradient", "value_and_gradient": "value_and_gradient"}, "identifiers": ["x", "y"], "sha256": "293e53bc8be5bd65688b3c19b6f6bc433e267003ec4bef10f83a5f6072234458"}

import math


def heaviside(x: float) -> float:
    """0.0 for x < 0, 1.0 for x > 0, 1/2 at 0 (DLMF 1.16.13); nan for nan."""
    if math.isnan(x):
        return x
    return 0.5 if x == 0.0 else 1.0 if x > 0.0 else 0.0


def sign(x: float) -> float:
    """-1.0, 0.0 or 1.0 as x is below, at or above 0; nan for nan."""
    if math.isnan(x):
        return x
    return 0.0 if x == 0.0 else math.copysign(1.0, x)


def value(x: float, y: float) -> float:
    """The value."""
    return max(max(x, y), 1.0) + min(x, y) + abs(x - y)


def gradient(x: float, y: float) -> tuple[float, float]:
    """The partial derivatives."""
    t0 = max(x, y)
    t2 = x - y
    t3 = sign(t2)
    t4 = heaviside(t2)
    t5 = heaviside(y - x)
    if t0 == 1.0:
        t1 = 0.6666666666666666 if x == y else 0.5
    else:
        t1 = heaviside(t0 - 1.0)
    return (t1 * t4 + t5 + t3, t1 * t5 + t4 - t3)


def value_and_gradient(x: float, y: float) -> tuple[float, tuple[float, float]]:
    """What value and gradient return."""
    t0 = max(x, y)
    t2 = x - y
    t3 = sign(t2)
    t4 = heaviside(t2)
    t5 = heaviside(y - x)
    if t0 == 1.0:
        t1 = 0.6666666666666666 if x == y else 0.5
    else:
        t1 = heaviside(t0 - 1.0)
    return (max(t0, 1.0) + min(x, y) + abs(t2), (t1 * t4 + t5 + t3, t1 * t5 + t4 - t3))
