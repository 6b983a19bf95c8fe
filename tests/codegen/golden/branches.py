"""A formula and its derivatives, made by symchain.

    where(0 < x, sqrt(x)*log(x), 0)

Arguments, in this order: x.
Derivatives by, in this order: x.
Domain: all real numbers.
Not smooth unless: x != 0 (jump).
Outside the domain ValueError, ZeroDivisionError or OverflowError is raised, as by the
functions of math.
"""

# symchain: {"version": "0.1.0", "formulas": ["where(0 < x, sqrt(x)*log(x), 0)"], "outputs": ["f"], "scalar": true, "variables": ["x"], "wrt": ["x"], "signature": "scalars", "mode": "auto", "layout": "dense", "operations": {"value": 5, "gradient": 7, "value_and_gradient": 9}, "checked": "", "ranges": {}, "functions": {"value": "value", "gradient": "gradient", "value_and_gradient": "value_and_gradient"}, "identifiers": ["x"], "sha256": "8563246da982671032dd8c8abe7ea2d516a2c1a8a50becbbc9afd5ddbf8b9427"}

from math import log, sqrt


def value(x: float) -> float:
    """The value."""
    return sqrt(x) * log(x) if x > 0.0 else 0.0


def gradient(x: float) -> tuple[float]:
    """The partial derivatives."""
    return ((0.5 * log(x) + 1.0) / sqrt(x) if x > 0.0 else 0.0,)


def value_and_gradient(x: float) -> tuple[float, tuple[float]]:
    """What value and gradient return."""
    if x > 0.0:
        t0 = sqrt(x)
        t1 = log(x)
        t2 = t0 * t1
        t3 = (0.5 * t1 + 1.0) / t0
    else:
        t2 = 0.0
        t3 = 0.0
    return (t2, (t3,))
