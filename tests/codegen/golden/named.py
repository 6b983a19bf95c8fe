"""A formula and its derivatives, made by symchain.

    x/y

Arguments, in this order: x, y.
Derivatives by, in this order: x, y.
Domain: y != 0.
Outside the domain ValueError, ZeroDivisionError or OverflowError is raised, as by the
functions of math.
"""

# symchain: {"version": "0.1.0", "formulas": ["x/y"], "outputs": ["f"], "scalar": true, "variables": ["x", "y"], "wrt": ["x", "y"], "signature": "scalars", "mode": "auto", "layout": "dense", "operations": {"value": 1, "gradient": 4, "value_and_gradient": 4}, "checked": "", "ranges": {}, "functions": {"value": "ratio_value", "gradient": "ratio_gradient", "value_and_gradient": "ratio_value_and_gradient"}, "identifiers": ["x", "y"], "sha256": "defdcf4c71c7b083454a0e1e82d6bbfb3b0e26da365befd46bd62cb71a3ea7b2"}


def ratio_value(x: float, y: float) -> float:
    """The value."""
    return x / y


def ratio_gradient(x: float, y: float) -> tuple[float, float]:
    """The partial derivatives."""
    return (1.0 / y, -x / y / y)


def ratio_value_and_gradient(x: float, y: float) -> tuple[float, tuple[float, float]]:
    """What value and gradient return."""
    t0 = x / y
    return (t0, (1.0 / y, -t0 / y))
