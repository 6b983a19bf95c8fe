"""A formula and its derivatives, made by symchain.

    x^2

Arguments, in this order: x.
Derivatives by, in this order: x.
Domain: all real numbers.
Outside the domain ValueError, ZeroDivisionError or OverflowError is raised, as by the
functions of math.
"""

# symchain: {"version": "0.1.0", "formulas": ["x^2"], "outputs": ["f"], "scalar": true, "variables": ["x"], "wrt": ["x"], "signature": "vector", "mode": "auto", "layout": "dense", "operations": {"value": 1, "gradient": 1, "value_and_gradient": 2}, "checked": "", "ranges": {}, "functions": {"value": "value", "gradient": "gradient", "value_and_gradient": "value_and_gradient"}, "identifiers": ["x"], "sha256": "b12eb97a8541860b33770ac258f37f2181b28552d2ba874f947a3f7f42d8c1ee"}

from collections.abc import Sequence


def value(point: Sequence[float]) -> float:
    """The value."""
    (x,) = map(float, point)
    return x * x


def gradient(point: Sequence[float]) -> tuple[float]:
    """The partial derivatives."""
    (x,) = map(float, point)
    return (2.0 * x,)


def value_and_gradient(point: Sequence[float]) -> tuple[float, tuple[float]]:
    """What value and gradient return."""
    (x,) = map(float, point)
    return (x * x, (2.0 * x,))
