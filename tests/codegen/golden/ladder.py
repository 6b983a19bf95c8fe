"""A formula and its derivatives, made by symchain.

    where(2 < x, log(x), where(1 < x, 2*log(x), 0))

Arguments, in this order: x.
Derivatives by, in this order: x.
Domain: all real numbers.
Not smooth unless: x != 2 (jump); 2 < x or x != 1 (kink).
Outside the domain ValueError, ZeroDivisionError or OverflowError is raised, as by the
functions of math.
"""

# symchain: {"version": "0.1.0", "formulas": ["where(2 < x, log(x), where(1 < x, 2*log(x), 0))"], "outputs": ["f"], "scalar": true, "variables": ["x"], "wrt": ["x"], "signature": "scalars", "mode": "auto", "layout": "dense", "operations": {"value": 6, "gradient": 8, "value_and_gradient": 12}, "checked": "", "ranges": {}, "functions": {"value": "value", "gradient": "gradient", "value_and_gradient": "value_and_gradient"}, "identifiers": ["x"], "sha256": "a5bdd090e3ac0cfc5a453438a67dec473390905ba5f5bc8e5c2f299fce371bae"}

from math import log


def value(x: float) -> float:
    """The value."""
    return log(x) if x > 2.0 else 2.0 * log(x) if x > 1.0 else 0.0


def gradient(x: float) -> tuple[float]:
    """The partial derivatives."""
    return (1.0 / x if x > 2.0 else 1.0 if x == 1.0 else 2.0 / x if x > 1.0 else 0.0,)


def value_and_gradient(x: float) -> tuple[float, tuple[float]]:
    """What value and gradient return."""
    return (
        log(x) if x > 2.0 else 2.0 * log(x) if x > 1.0 else 0.0,
        (1.0 / x if x > 2.0 else 1.0 if x == 1.0 else 2.0 / x if x > 1.0 else 0.0,),
    )
