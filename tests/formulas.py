"""Random formulas, each with a value in mpmath that reads no text of ours."""

import os

import mpmath
from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st

import symchain as sc

FUZZ = int(os.environ.get("FUZZ", 0))  # how many times as many examples, other ones every time


def examples(count):
    return settings(
        max_examples=count * max(FUZZ, 1),
        derandomize=not FUZZ,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
    )


# ---- formulas: (text, how tightly it binds, value of (x, y))


class UndefinedError(Exception):
    """There is no real value, or none that a double holds."""


def real(value):
    if not isinstance(value, mpmath.mpf) or not mpmath.isfinite(value):
        raise UndefinedError
    if abs(value) > mpmath.mpf(10) ** 100 or 0 < abs(value) < mpmath.mpf(10) ** -100:
        raise UndefinedError
    return value


def raised(a, b):
    if a == 0:
        return mpmath.mpf(1 if b == 0 else 0) if b >= 0 else mpmath.nan
    return a**b if a > 0 or b == mpmath.floor(b) else mpmath.nan


FUNCTIONS = {
    # spelled: what mpmath does
    "sin": mpmath.sin,
    "cos": mpmath.cos,
    "tan": mpmath.tan,
    "exp": mpmath.exp,
    "log": mpmath.log,
    "ln": mpmath.log,
    "sqrt": mpmath.sqrt,
    "arctan": mpmath.atan,
    "asin": mpmath.asin,
    "acos": mpmath.acos,
    "sinh": mpmath.sinh,
    "cosh": mpmath.cosh,
    "tanh": mpmath.tanh,
    "abs": lambda a: abs(a) if a else mpmath.nan,
    "erf": mpmath.erf,
    "log1p": lambda a: mpmath.log(1 + a),
    "expm1": lambda a: mpmath.exp(a) - 1,
    "cbrt": lambda a: mpmath.sign(a) * mpmath.cbrt(abs(a)),
    "sigmoid": lambda a: 1 / (1 + mpmath.exp(-a)),
    "gamma": mpmath.gamma,
    "floor": mpmath.floor,
}
PAIRS = {
    "atan2": lambda a, b: mpmath.atan2(a, b) if a or b else mpmath.nan,
    "max": lambda a, b: max(a, b) if a != b else mpmath.nan,  # at a tie, see docs/semantics.md
    "min": lambda a, b: min(a, b) if a != b else mpmath.nan,
    "hypot": lambda a, b: mpmath.sqrt(a * a + b * b),
}
INFIX = {
    # sign: (binds, left operand, right operand, value)
    " + ": (50, 50, 51, lambda a, b: a + b),
    " - ": (50, 50, 51, lambda a, b: a - b),
    "*": (60, 60, 61, lambda a, b: a * b),
    "·": (60, 60, 61, lambda a, b: a * b),
    "/": (60, 60, 61, lambda a, b: a / b),
    "^": (70, 71, 70, raised),
    "**": (70, 71, 70, raised),
}


def within(part, wanted):
    return part[0] if part[1] >= wanted else f"({part[0]})"


def number(text):
    return text, 100, lambda x, y: mpmath.mpf(text)


def called(name, function, *args):
    text = f"{name}({', '.join(arg[0] for arg in args)})"
    return text, 100, lambda x, y: real(function(*[arg[2](x, y) for arg in args]))


def infix(sign, a, b):
    binds, left, right, function = INFIX[sign]
    text = f"{within(a, left)}{sign}{within(b, right)}"
    return text, binds, lambda x, y: real(function(a[2](x, y), b[2](x, y)))


def negated(a):
    return f"-{within(a, 60)}", 50, lambda x, y: -a[2](x, y)


def chosen(a, b, c, d):
    text = f"where({a[0]} < {b[0]}, {c[0]}, {d[0]})"
    return text, 100, lambda x, y: (c if a[2](x, y) < b[2](x, y) else d)[2](x, y)


LEAVES = st.one_of(
    st.sampled_from(["0", "1", "2", "3", "7", "0.5", "1e-2", "2.5"]).map(number),
    st.just(("x", 100, lambda x, y: x)),
    st.just(("y", 100, lambda x, y: y)),
)


def larger(inner):
    return st.one_of(
        st.builds(infix, st.sampled_from(list(INFIX)), inner, inner),
        st.builds(lambda n, a: called(n, FUNCTIONS[n], a), st.sampled_from(list(FUNCTIONS)), inner),
        st.builds(
            lambda n, a, b: called(n, PAIRS[n], a, b), st.sampled_from(list(PAIRS)), inner, inner
        ),
        st.builds(negated, inner),
        st.builds(chosen, inner, inner, inner, inner),
    )


FORMULAS = st.recursive(LEAVES, larger, max_leaves=8)
COORDINATES = st.fractions(-3, 3, max_denominator=64)


def value_at(formula, point, digits):
    """The formula's value by mpmath; UndefinedError where it has none."""
    with mpmath.workdps(digits):
        try:
            return formula[2](*[mpmath.mpf(c.numerator) / c.denominator for c in point])
        except (ZeroDivisionError, ValueError, OverflowError, TypeError):
            raise UndefinedError from None


def slope_at(formula, point, place):
    """The numerical derivative, good to 50 digits; UndefinedError at a kink or at a domain's edge."""
    with mpmath.workdps(160):
        step, x = mpmath.mpf(10) ** -50, [mpmath.mpf(c.numerator) / c.denominator for c in point]
        moved = [[c + way * step * (i == place) for i, c in enumerate(x)] for way in (-1, 0, 1)]
        try:
            before, here, after = (formula[2](*at) for at in moved)
        except (ZeroDivisionError, ValueError, OverflowError, TypeError):
            raise UndefinedError from None
        left, right = (here - before) / step, (after - here) / step
        if abs(right - left) > mpmath.mpf(10) ** -20 * (1 + abs(left) + abs(right)):
            raise UndefinedError
        return (after - before) / (2 * step)


def parsed(formula):
    """The formula as symchain reads it; skipped where a quotient by the number 0 is refused."""
    try:
        return sc.parse(formula[0])
    except sc.SymchainError as error:
        assert "division by zero" in error.message or "double" in error.message
        assume(False)


def is_in_domain(expr, at):
    """Whether the conditions that a formula states hold at a point, kinks and jumps apart.

    (-y)^(y/max(x, y)) is said to want y < 0, though its exponent is 1 wherever y > x.
    """
    conditions = [c for c in sc.conditions(expr) if c.kind in ("domain", "slope")]
    return all(sc.evaluate(condition, at) for condition in conditions)
