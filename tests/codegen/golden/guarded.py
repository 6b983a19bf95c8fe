"""Value and gradient of a formula, made by symchain.

    where(0 < x and 1 < log(x), log(x)^2, 7)

Arguments, in this order: x.
Derivatives by, in this order: x.
Domain: 0 < x.
Outside the domain ValueError, ZeroDivisionError or OverflowError is raised, as by the
functions of math.
"""

# symchain: {"version": "0.1.0", "formulas": ["where(0 < x and 1 < log(x), log(x)^2, 7)"], "scalar": true, "variables": ["x"], "wrt": ["x"], "signature": "scalars", "checked": "", "ranges": {}, "functions": {"value": "value", "gradient": "gradient", "value_and_gradient": "value_and_gradient"}, "identifiers": ["x"], "sha256": "0d53adb38ab3f2b7238ff25b0cf8dda39860a2b20e047a50d14502652fbbfec1"}

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
    """The value, and the partial derivatives."""
    if x > 0.0:
        t0 = log(x)
        t1 = t0 > 1.0
    else:
        t1 = False
    return (t0 * t0 if t1 else 7.0, (2.0 * (t0 / x) if t1 else 0.0,))
