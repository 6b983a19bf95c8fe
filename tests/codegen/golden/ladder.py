"""A formula and its derivatives, made by symchain.

    where(2 < x, log(x), where(1 < x, 2*log(x), 0))

Arguments, in this order: x.
Derivatives by, in this order: x.
Domain: all real numbers.
Not smooth unless: x != 2 (jump); 2 < x or x != 1 (kink).
Outside the domain ValueError, ZeroDivisionError or OverflowError is raised, as by the
functions of math.
"""

# symchain: {"version": "0.1.0", "formulas": ["where(2 < x, log(x), where(1 < x, 2*log(x), 0))"], "outputs": ["f"], "scalar": true, "variables": ["x"], "wrt": ["x"], "signature": "scalars", "mode": "auto", "layout": "dense", "operations": {"value": 6, "gradient": 8, "value_and_gradient": 12}, "checked": "", "ranges": {}, "functions": {"value": "value", "gradient": "gradient", "value_and_gradient": "value_and_gradient"}, "identifiers": ["x"], "sha256": "16cf56a4402791cf01ca3f7d3fc490825efd74bdd01e194ab5b8a7d0225130e8"}

from math import log


def value(x: float) -> float:
    """The value."""
    return log(x) if x > 2.0 else 2.0 * log(x) if x > 1.0 else 0.0


def gradient(x: float) -> tuple[float]:
    """The partial derivatives."""
    if x > 2.0:
        t0 = 1.0 / x
    else:
        t0 = 1.0 / x if x == 1.0 else 2.0 / x if x > 1.0 else 0.0
    return (t0,)


def value_and_gradient(x: float) -> tuple[float, tuple[float]]:
    """What value and gradient return."""
    if x > 2.0:
        t0 = 1.0 / x
    else:
        t0 = 1.0 / x if x == 1.0 else 2.0 / x if x > 1.0 else 0.0
    return (log(x) if x > 2.0 else 2.0 * log(x) if x > 1.0 else 0.0, (t0,))
