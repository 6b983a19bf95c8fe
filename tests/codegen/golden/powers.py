"""A formula and its derivatives, made by symchain.

    x^3 + x^5 + x^8 + x^(3/2) + x^(7/2) + x^17 + x^y + x/3

Arguments, in this order: x, y.
Derivatives by, in this order: x, y.
Domain: 0 < x.
Outside the domain ValueError, ZeroDivisionError or OverflowError is raised, as by the
functions of math.
"""

# symchain: {"version": "0.1.0", "formulas": ["x^3 + x^5 + x^8 + x^(3/2) + x^(7/2) + x^17 + x^y + x/3"], "outputs": ["f"], "scalar": true, "variables": ["x", "y"], "wrt": ["x", "y"], "signature": "scalars", "mode": "auto", "layout": "dense", "operations": {"value": 15, "gradient": 24, "value_and_gradient": 36}, "checked": "", "ranges": {}, "functions": {"value": "value", "gradient": "gradient", "value_and_gradient": "value_and_gradient"}, "identifiers": ["x", "y"], "sha256": "1e857f68b17218ae3b3359c76eb53a4e2f841f62d2d821b9b2e1cabc3ceac7e1"}

import math
from math import pow, sqrt


def xlogy(x: float, y: float) -> float:
    """x*log(y), 0.0 where x is 0 whatever y; ValueError for y <= 0 otherwise."""
    if math.isnan(x) or math.isnan(y):
        return x + y
    return 0.0 if x == 0.0 else x * math.log(y)


def value(x: float, y: float) -> float:
    """The value."""
    t0 = sqrt(x)
    t1 = x * x
    t2 = (1.0 + x * (x + t1 * t1) + t0) * t1 + t0 + 0.3333333333333333
    return x * t2 + pow(x, 17.0) + pow(x, y)


def gradient(x: float, y: float) -> tuple[float, float]:
    """The partial derivatives."""
    t0 = x * x
    t1 = t0 * t0
    t2 = t1 * t1
    t3 = sqrt(x)
    t4 = t0 * (3.0 + 3.5 * t3 + 8.0 * x * t1) + 5.0 * t1 + 1.5 * t3
    return (
        t4 + 17.0 * t2 * t2 + y * pow(x, y - 1.0) + 0.3333333333333333,
        xlogy(pow(x, y), x),
    )


def value_and_gradient(x: float, y: float) -> tuple[float, tuple[float, float]]:
    """What value and gradient return."""
    t0 = x * x
    t1 = t0 * x
    t2 = t1 * x
    t3 = t2 * x
    t4 = t3 * t0
    t5 = t4 * x
    t6 = sqrt(x)
    t7 = t0 * (3.0 + 3.5 * t6) + 5.0 * t2 + 8.0 * t4 + 1.5 * t6
    t8 = pow(x, y)
    t9 = t1 + t3 + t5 + x * (t6 + 0.3333333333333333) + t1 * t6
    return (
        t9 + pow(x, 17.0) + t8,
        (
            t7 + 17.0 * (t5 * t5) + y * pow(x, y - 1.0) + 0.3333333333333333,
            xlogy(t8, x),
        ),
    )
