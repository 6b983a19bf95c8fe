"""A formula and its derivatives, made by symchain.

    b1*(1 - exp(-2*b2)) - 1
    b1*(1 - exp(-3*b2)) - 2

Arguments, in this order: b1, b2.
Derivatives by, in this order: b1, b2.
Domain: all real numbers.
Outside the domain ValueError, ZeroDivisionError or OverflowError is raised, as by the
functions of math.
"""

# symchain: {"version": "0.1.0", "formulas": ["b1*(1 - exp(-2*b2)) - 1", "b1*(1 - exp(-3*b2)) - 2"], "outputs": ["f1", "f2"], "scalar": false, "variables": ["b1", "b2"], "wrt": ["b1", "b2"], "signature": "scalars", "mode": "auto", "layout": "dense", "operations": {"value": 10, "jacobian": 12, "value_and_jacobian": 18}, "checked": "", "ranges": {}, "functions": {"value": "value", "jacobian": "jacobian", "value_and_jacobian": "value_and_jacobian"}, "identifiers": ["b1", "b2"], "sha256": "694f7523bd5e3427e85a4acfedefe823d51cca2680fa3659f7a3cbf4cc40aa49"}

from math import exp, expm1


def value(b1: float, b2: float) -> tuple[float, float]:
    """The values."""
    return (-(b1 * expm1(-2.0 * b2) + 1.0), -(b1 * expm1(-3.0 * b2) + 2.0))


def jacobian(b1: float, b2: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """The Jacobian: a row of partial derivatives for each value."""
    t0 = -3.0 * b2
    t1 = -2.0 * b2
    return ((-expm1(t1), 2.0 * (b1 * exp(t1))), (-expm1(t0), 3.0 * (b1 * exp(t0))))


def value_and_jacobian(
    b1: float,
    b2: float,
) -> tuple[tuple[float, ...], tuple[tuple[float, ...], ...]]:
    """What value and jacobian return."""
    t0 = -3.0 * b2
    t1 = expm1(t0)
    t2 = -2.0 * b2
    t3 = expm1(t2)
    return (
        (-(b1 * t3 + 1.0), -(b1 * t1 + 2.0)),
        ((-t3, 2.0 * (b1 * exp(t2))), (-t1, 3.0 * (b1 * exp(t0)))),
    )
