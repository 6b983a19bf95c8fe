"""A formula and its derivatives, made by symchain.

    x/y

Arguments, in this order: x, y.
Derivatives by, in this order: x, y.
Domain: y != 0.
Outside the domain ValueError, ZeroDivisionError or OverflowError is raised, as by the
functions of math.
"""

# symchain: {"version": "0.1.0", "formulas": ["x/y"], "outputs": ["f"], "scalar": true, "variables": ["x", "y"], "wrt": ["x", "y"], "signature": "scalars", "mode": "auto", "layout": "dense", "operations": {"value": 1, "gradient": 4, "value_and_gradient": 4}, "checked": "", "ranges": {}, "functions": {"value": "ratio_value", "gradient": "ratio_gradient", "value_and_gradient": "ratio_value_and_gradient"}, "identifiers": ["x", "y"], "sha256": "286b3e220e7cc0267d1c10ce0367e3caa5a332cc6c0b3c6509afc486efb79dc1"}


def ratio_value(x: float, y: float) -> float:
    """The value."""
    return x / y


def ratio_gradient(x: float, y: float) -> tuple[float, float]:
    """The partial derivatives."""
    t0 = 1.0 / y
    return (t0, -x * t0 * t0)


def ratio_value_and_gradient(x: float, y: float) -> tuple[float, tuple[float, float]]:
    """What value and gradient return."""
    t0 = 1.0 / y
    t1 = x * t0
    return (t1, (t0, -t1 * t0))
