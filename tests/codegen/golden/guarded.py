"""A formula and its derivatives, made by symchain.

    where(0 < x and 1 < log(x), log(x)^2, 7)

Arguments, in this order: x.
Derivatives by, in this order: x.
Domain: all real numbers.
Not smooth unless: log(x) != 1 (jump); x != 0 (jump).
Outside the domain ValueError, ZeroDivisionError or OverflowError is raised, as by the
functions of math.
"""

# symchain: {"version": "0.1.0", "formulas": ["where(0 < x and 1 < log(x), log(x)^2, 7)"], "outputs": ["f"], "scalar": true, "variables": ["x"], "wrt": ["x"], "signature": "scalars", "mode": "auto", "layout": "dense", "operations": {"value": 6, "gradient": 7, "value_and_gradient": 9}, "checked": "", "ranges": {}, "functions": {"value": "value", "gradient": "gradient", "value_and_gradient": "value_and_gradient"}, "identifiers": ["x"], "sha256": "9e178f5ac970f681d0fa89c0e36a125da6928bf830706ace9cb122450e4f4a7b"}

from math import log


def value(x: float) -> float:
    """The value."""
    if x > 0.0:
        t0 = log(x)
        t1 = t0 > 1.0
    else:
        t1 = False
    return t0 * t0 if t1 else 7.0


def gradient(x: float) -> tuple[float]:
    """The partial derivatives."""
    if x > 0.0:
        t0 = log(x)
        t1 = t0 > 1.0
    else:
        t1 = False
    return (2.0 * (t0 / x) if t1 else 0.0,)


def value_and_gradient(x: float) -> tuple[float, tuple[float]]:
    """What value and gradient return."""
    if x > 0.0:
        t0 = log(x)
        t1 = t0 > 1.0
    else:
        t1 = False
    return (t0 * t0 if t1 else 7.0, (2.0 * (t0 / x) if t1 else 0.0,))
