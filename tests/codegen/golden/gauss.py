"""A formula and its derivatives, made by symchain.

    exp(-((t - t1)/s)^2/2)/(s*sqrt(2*pi))

Arguments, in this order: s, t, t1.
Derivatives by, in this order: s, t, t1.
Domain: s != 0.
Outside the domain ValueError, ZeroDivisionError or OverflowError is raised, as by the
functions of math.
"""

# symchain: {"version": "0.1.0", "formulas": ["exp(-((t - t1)/s)^2/2)/(s*sqrt(2*pi))"], "outputs": ["f"], "scalar": true, "variables": ["s", "t", "t1"], "wrt": ["s", "t", "t1"], "signature": "scalars", "mode": "auto", "layout": "dense", "operations": {"value": 7, "gradient": 12, "value_and_gradient": 12}, "checked": "", "ranges": {}, "functions": {"value": "value", "gradient": "gradient", "value_and_gradient": "value_and_gradient"}, "identifiers": ["s", "t", "t1"], "sha256": "d18637ce6ef1a4935eddc60191ab4aa4457ea84d195fcc4dc300acb114af0bc2"}

from math import exp


def value(s: float, t: float, t1: float) -> float:
    """The value."""
    u0 = (t - t1) / s
    return 0.3989422804014327 * (exp(-0.5 * (u0 * u0)) / s)


def gradient(s: float, t: float, t1: float) -> tuple[float, float, float]:
    """The partial derivatives."""
    u0 = (t - t1) / s
    u1 = u0 * u0
    u2 = 0.3989422804014327 * (exp(-0.5 * u1) / s) / s
    u3 = u0 * u2
    return (u2 * u1 - u2, -u3, u3)


def value_and_gradient(
    s: float,
    t: float,
    t1: float,
) -> tuple[float, tuple[float, float, float]]:
    """What value and gradient return."""
    u0 = (t - t1) / s
    u1 = u0 * u0
    u2 = 0.3989422804014327 * (exp(-0.5 * u1) / s)
    u3 = u2 / s
    u4 = u0 * u3
    return (u2, (u3 * u1 - u3, -u4, u4))
