"""A formula and its derivatives, made by symchain.

    lambda*exp + math*x1 + θ*value

Arguments, in this order: lambda_, exp, math_, x1, theta, value_.
Derivatives by, in this order: lambda, exp, math, x1, θ, value.
Names: lambda is lambda_, math is math_, θ is theta, value is value_.
Domain: all real numbers.
Outside the domain ValueError, ZeroDivisionError or OverflowError is raised, as by the
functions of math.
"""

# symchain: {"version": "0.1.0", "formulas": ["lambda*exp + math*x1 + \u03b8*value"], "outputs": ["f"], "scalar": true, "variables": ["lambda", "exp", "math", "x1", "\u03b8", "value"], "wrt": ["lambda", "exp", "math", "x1", "\u03b8", "value"], "signature": "scalars", "mode": "auto", "layout": "dense", "operations": {"value": 5, "gradient": 0, "value_and_gradient": 5}, "checked": "", "ranges": {}, "functions": {"value": "value", "gradient": "gradient", "value_and_gradient": "value_and_gradient"}, "identifiers": ["lambda_", "exp", "math_", "x1", "theta", "value_"], "sha256": "f177bcd21ecce726939555d978ac5020e40484f03fbc5a6628969d906946a9f2"}


def value(
    lambda_: float,
    exp: float,
    math_: float,
    x1: float,
    theta: float,
    value_: float,
) -> float:
    """The value."""
    return lambda_ * exp + math_ * x1 + theta * value_


def gradient(
    lambda_: float,
    exp: float,
    math_: float,
    x1: float,
    theta: float,
    value_: float,
) -> tuple[float, float, float, float, float, float]:
    """The partial derivatives."""
    return (exp, lambda_, x1, math_, value_, theta)


def value_and_gradient(
    lambda_: float,
    exp: float,
    math_: float,
    x1: float,
    theta: float,
    value_: float,
) -> tuple[float, tuple[float, ...]]:
    """What value and gradient return."""
    return (
        lambda_ * exp + math_ * x1 + theta * value_,
        (exp, lambda_, x1, math_, value_, theta),
    )
