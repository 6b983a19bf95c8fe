"""A formula and its derivatives, made by symchain.

    where(2 < x, log(x), where(1 < x, 2*log(x), 0))

Arguments, in this order: x.
Derivatives by, in this order: x.
Domain: all real numbers.
Not smooth unless: x != 2 (jump); 2 < x or x != 1 (kink).
Outside the domain ValueError, ZeroDivisionError or OverflowError is raised, as by the
functions of math.
"""

# symchain: {"version": "0.1.0", "formulas": ["where(2 < x, log(x), where(1 < x, 2*log(x), 0))"], "outputs": ["f"], "scalar": true, "variables": ["x"], "wrt": ["x"], "signature": "scalars", "mode": "auto", "layout": "dense", "checked": "", "ranges": {}, "functions": {"value": "value", "gradient": "gradient", "value_and_gradient": "value_and_gradient"}, "identifiers": ["x"], "sha256": "9bc81a8698b0f7d678516510edb08e772ee94dd291a27355c05d9a6aacc666af"}

from math import log


def value(x: float) -> float:
    """The value."""
    return log(x) if x > 2.0 else 2.0 * log(x) if x > 1.0 else 0.0


def gradient(x: float) -> tuple[float]:
    """The partial derivatives."""
    t0 = 1.0 if x > 2.0 else 1.0 if x == 1.0 else 2.0 if x > 1.0 else 0.0
    return (t0 / x,)


def value_and_gradient(x: float) -> tuple[float, tuple[float]]:
    """What value and gradient return."""
    t0 = 1.0 if x > 2.0 else 1.0 if x == 1.0 else 2.0 if x > 1.0 else 0.0
    return (log(x) if x > 2.0 else 2.0 * log(x) if x > 1.0 else 0.0, (t0 / x,))
