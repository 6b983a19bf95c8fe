"""Value and gradient of a formula, made by symchain.

    x^2

Arguments, in this order: x.
Derivatives by, in this order: x.
Domain: all real numbers.
Outside the domain ValueError, ZeroDivisionError or OverflowError is raised, as by the
functions of math.
"""

# symchain: {"version": "0.1.0", "formulas": ["x^2"], "scalar": true, "variables": ["x"], "wrt": ["x"], "signature": "vector", "checked": "", "ranges": {}, "functions": {"value": "value", "gradient": "gradient", "value_and_gradient": "value_and_gradient"}, "identifiers": ["x"], "sha256": "95a50bb06a162743304b859b388b1726a7bb9202026d1ff8f0705d8c9ed63f7b"}

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
    """The value, and the partial derivatives."""
    (x,) = map(float, point)
    return (x * x, (2.0 * x,))
