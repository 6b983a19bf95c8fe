"""A formula and its derivatives, made by symchain.

    100*(y - x^2)^2 + (1 - x)^2 + 100*(z - y^2)^2 + (1 - y)^2

Arguments, in this order: x, y, z.
Derivatives by, in this order: x, y, z.
Domain: all real numbers.
Outside the domain ValueError, ZeroDivisionError or OverflowError is raised, as by the
functions of math.
"""

# symchain: {"version": "0.1.0", "formulas": ["100*(y - x^2)^2 + (1 - x)^2 + 100*(z - y^2)^2 + (1 - y)^2"], "outputs": ["f"], "scalar": true, "variables": ["x", "y", "z"], "wrt": ["x", "y", "z"], "signature": "vector", "mode": "auto", "layout": "dense", "operations": {"value": 14, "gradient": 15, "value_and_gradient": 23}, "checked": "", "ranges": {}, "functions": {"value": "value", "gradient": "gradient", "value_and_gradient": "value_and_gradient"}, "identifiers": ["x", "y", "z"], "sha256": "39dda3cf3fee8f8932ccb7ba5948185610dc53d27b4880d5c5408a7fe3668b7a"}

from collections.abc import Sequence


def value(point: Sequence[float]) -> float:
    """The value."""
    x, y, z = map(float, point)
    t0 = y - x * x
    t1 = 1.0 - x
    t2 = z - y * y
    t3 = 1.0 - y
    return t1 * t1 + t3 * t3 + 100.0 * (t0 * t0 + t2 * t2)


def gradient(point: Sequence[float]) -> tuple[float, float, float]:
    """The partial derivatives."""
    x, y, z = map(float, point)
    t0 = 200.0 * (y - x * x)
    t1 = 200.0 * (z - y * y)
    return (-2.0 * (t0 * x + (1.0 - x)), t0 - 2.0 * (t1 * y + (1.0 - y)), t1)


def value_and_gradient(
    point: Sequence[float],
) -> tuple[float, tuple[float, float, float]]:
    """What value and gradient return."""
    x, y, z = map(float, point)
    t0 = y - x * x
    t1 = 200.0 * t0
    t2 = 1.0 - x
    t3 = z - y * y
    t4 = 200.0 * t3
    t5 = 1.0 - y
    return (
        t2 * t2 + t5 * t5 + 100.0 * (t0 * t0 + t3 * t3),
        (-2.0 * (t1 * x + t2), t1 - 2.0 * (t4 * y + t5), t4),
    )
