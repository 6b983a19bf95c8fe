"""A formula and its derivatives, made by symchain.

    exp(x*y) + w

Arguments, in this order: x, y, w.
Derivatives by, in this order: x, y, w.
Domain: all real numbers.
Outside the domain ValueError, ZeroDivisionError or OverflowError is raised, as by the
functions of math.
"""

# symchain: {"version": "0.1.0", "formulas": ["exp(x*y) + w"], "outputs": ["f"], "scalar": true, "variables": ["x", "y", "w"], "wrt": ["x", "y", "w"], "signature": "scalars", "mode": "auto", "layout": "dense", "operations": {"value": 3, "gradient": 4, "value_and_gradient": 5}, "checked": "", "ranges": {}, "functions": {"value": "value", "gradient": "gradient", "value_and_gradient": "value_and_gradient"}, "identifiers": ["x", "y", "w"], "sha256": "04e5f08829a729bc30eed67424ad2652ddc3ea09279be216559ace49596706d6"}

from math import exp


def value(x: float, y: float, w: float) -> float:
    """The value."""
    return exp(x * y) + w


def gradient(x: float, y: float, w: float) -> tuple[float, float, float]:
    """The partial derivatives."""
    t0 = exp(x * y)
    return (y * t0, x * t0, 1.0)


def value_and_gradient(
    x: float,
    y: float,
    w: float,
) -> tuple[float, tuple[float, float, float]]:
    """What value and gradient return."""
    t0 = exp(x * y)
    return (t0 + w, (y * t0, x * t0, 1.0))
