"""Value and gradient of a formula, made by symchain.

    sqrt(2*pi)

Arguments, in this order: none.
Derivatives by, in this order: none.
Domain: all real numbers.
Outside the domain ValueError, ZeroDivisionError or OverflowError is raised, as by the
functions of math.
"""

# symchain: {"version": "0.1.0", "formulas": ["sqrt(2*pi)"], "scalar": true, "variables": [], "wrt": [], "signature": "scalars", "checked": "", "ranges": {}, "functions": {"value": "value", "gradient": "gradient", "value_and_gradient": "value_and_gradient"}, "identifiers": [], "sha256": "4c66ce11c9c7045808567c42436584e30843cd3e1ac2462207f1264d8cbfa48f"}


def value() -> float:
    """The value."""
    return 2.5066282746310007


def gradient() -> tuple[()]:
    """The partial derivatives."""
    return ()


def value_and_gradient() -> tuple[float, tuple[()]]:
    """The value, and the partial derivatives."""
    return (2.5066282746310007, ())
