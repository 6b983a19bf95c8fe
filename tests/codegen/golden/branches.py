"""Value and gradient of a formula, made by symchain.

    where(0 < x, sqrt(x)*log(x), 0)

Arguments, in this order: x.
Derivatives by, in this order: x.
Domain: all real numbers.
Outside the domain ValueError, ZeroDivisionError or OverflowError is raised, as by the
functions of math.
"""

# symchain: {"version": "0.1.0", "formulas": ["where(0 < x, sqrt(x)*log(x), 0)"], "scalar": true, "variables": ["x"], "wrt": ["x"], "signature": "scalars", "checked": "", "ranges": {}, "functions": {"value": "value", "gradient": "gradient", "value_and_gradient": "value_and_gradient"}, "identifiers": ["x"], "sha256": "207c074319c9c8294f3c05a8a5a3368d35d29baea0724278d383ffb0f7c92fbc"}

from math import log, sqrt


def value(x: float) -> float:
    """The value."""
    return sqrt(x) * log(x) if x > 0.0 else 0.0


def gradient(x: float) -> tuple[float]:
    """The partial derivatives."""
    if x > 0.0:
        t0 = sqrt(x)
        t1 = 0.5 * (log(x) / t0)
        t2 = 1.0 / t0
    else:
        t1 = 0.0
        t2 = 0.0
    return (t1 + t2,)


def value_and_gradient(x: float) -> tuple[float, tuple[float]]:
    """The value, and the partial derivatives."""
    if x > 0.0:
        t0 = sqrt(x)
        t1 = log(x)
        t2 = t0 * t1
        t3 = 0.5 * (t1 / t0)
        t4 = 1.0 / t0
    else:
        t2 = 0.0
        t3 = 0.0
        t4 = 0.0
    return (t2, (t3 + t4,))
