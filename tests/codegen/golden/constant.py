"""A formula and its derivatives, made by symchain.

    sqrt(2*pi)

Arguments, in this order: none.
Derivatives by, in this order: none.
Domain: all real numbers.
Outside the domain ValueError, ZeroDivisionError or OverflowError is raised, as by the
functions of math.
"""

# symchain: {"version": "0.1.0", "formulas": ["sqrt(2*pi)"], "outputs": ["f"], "scalar": true, "variables": [], "wrt": [], "signature": "scalars", "mode": "auto", "layout": "dense", "operations": {"value": 0, "gradient": 0, "value_and_gradient": 0}, "checked": "", "ranges": {}, "functions": {"value": "value", "gradient": "gradient", "value_and_gradient": "value_and_gradient"}, "identifiers": [], "sha256": "390357a244f5867bc47de4447e3ccb0d59e2c75d9c26a3d93d2d5a88fa22d530"}


def value() -> float:
    """The value."""
    return 2.5066282746310007


def gradient() -> tuple[()]:
    """The partial derivatives."""
    return ()


def value_and_gradient() -> tuple[float, tuple[()]]:
    """What value and gradient return."""
    return (2.5066282746310007, ())
