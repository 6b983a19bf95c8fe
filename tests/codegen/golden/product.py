"""Value and gradient of a formula, made by symchain.

    exp(x*y) + w

Arguments, in this order: x, y, w.
Derivatives by, in this order: x, y, w.
Domain: all real numbers.
Outside the domain ValueError, ZeroDivisionError or OverflowError is raised, as by the
functions of math.
"""

# symchain: {"version": "0.1.0", "formulas": ["exp(x*y) + w"], "scalar": true, "variables": ["x", "y", "w"], "wrt": ["x", "y", "w"], "signature": "scalars", "checked": "", "ranges": {}, "functions": {"value": "value", "gradient": "gradient", "value_and_gradient": "value_and_gradient"}, "identifiers": ["x", "y", "w"], "sha256": "3f10af0cf29f1cb9eff939d4867630980fb917d503e35c61c90aa752e256751d"}

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
    """The value, and the partial derivatives."""
    t0 = exp(x * y)
    return (t0 + w, (y * t0, x * t0, 1.0))
