"""Formulas as people type them, through `compile`: value and gradient against mpmath everywhere.

The truth is the formula in mpmath, differentiated by central differences of hundreds of digits.
"""

import math
import random

import mpmath
import pytest

import symchain as sc

mp = mpmath
ALLOWED = 16  # units in the last place, or 4 times the conditioning
SMALLEST = mp.mpf(2) ** -1022
STEP = 30  # digits of the step of a difference; of the one that shows the conditioning half of it


def real(function, domain):
    def found(x):
        if not domain(x):
            raise ValueError
        return function(x)

    return found


LOG = real(mp.log, lambda x: x > 0)
SQRT = real(mp.sqrt, lambda x: x >= 0)
ERFC = real(mp.erfc, lambda x: abs(x) < 1000)
EXP, SIN, COS, TANH = mp.exp, mp.sin, mp.cos, mp.tanh

ONE = [
    ("x*exp(x)/(exp(x) - 1)", lambda x: x * EXP(x) / mp.expm1(x)),
    ("x^2*exp(x)/(exp(x) - 1)^2", lambda x: x**2 * EXP(x) / mp.expm1(x) ** 2),
    ("log(sinh(x)/x)", lambda x: LOG(mp.sinh(x) / x)),
    ("(x^x - 1)/log(x)", lambda x: mp.expm1(x * LOG(x)) / LOG(x)),
    ("exp(x)/(1 + exp(x))^2", lambda x: EXP(x) / (1 + EXP(x)) ** 2),
    ("log(log(1 + exp(x)))", lambda x: LOG(mp.log1p(EXP(x)))),
    ("erfc(x)*exp(x^2)", lambda x: ERFC(x) * EXP(x**2)),
    ("(exp(x) - 1 - x)/x^2", lambda x: (EXP(x) - 1 - x) / x**2),
    ("(1 - cos(x))/sin(x)", lambda x: mp.tan(x / 2)),
    ("exp(-1/x)", lambda x: EXP(-1 / x)),
    ("log(1 + x^2)", lambda x: mp.log1p(x**2)),
    ("sin(x)/x", lambda x: SIN(x) / x),
    ("(1 - cos(x))/x", lambda x: (1 - COS(x)) / x),
]
TWO = [
    ("exp(x) - exp(y)", lambda x, y: EXP(x) - EXP(y)),
    ("cos(x) - cos(y)", lambda x, y: COS(x) - COS(y)),
    ("log(x) - log(y)", lambda x, y: LOG(x) - LOG(y)),
    ("tanh(x) - tanh(y)", lambda x, y: TANH(x) - TANH(y)),
    ("(exp(x) - exp(y))/(x - y)", lambda x, y: (EXP(x) - EXP(y)) / (x - y)),
    ("(sin(x) - sin(y))/(x - y)", lambda x, y: (SIN(x) - SIN(y)) / (x - y)),
    ("(x^y - 1)/y", lambda x, y: mp.expm1(y * LOG(x)) / y),
    ("(1 - exp(-x*y))/x", lambda x, y: -mp.expm1(-x * y) / x),
    ("exp(x)/(exp(x) + exp(y) + 1)", lambda x, y: 1 / (1 + EXP(y - x) + EXP(-x))),
    ("log(x/y)/(x - y)", lambda x, y: LOG(x / y) / (x - y)),
    ("(x - y)/log(x/y)", lambda x, y: (x - y) / LOG(x / y)),
    ("(x^2 - y^2)/(x + y)^2", lambda x, y: (x - y) / (x + y)),
    ("(sqrt(x^2 + 4*y) - x)/2", lambda x, y: (SQRT(x**2 + 4 * y) - x) / 2),
    ("x - sqrt(x^2 - y)", lambda x, y: x - SQRT(x**2 - y)),
    ("x^2*y/(x^3 + y^3)", lambda x, y: x**2 * y / (x**3 + y**3)),
    ("x/sqrt(x^2 + y^2)", lambda x, y: x / mp.hypot(x, y)),
    ("log(x^2 + y^2)", lambda x, y: LOG(x**2 + y**2)),
    ("x/(exp(x/y) - 1)", lambda x, y: x / mp.expm1(x / y)),
]


def digits_for(point):
    """Enough for what cancels between numbers of such sizes, and beside exp(-700)."""
    return 450 + int(4 * sum([abs(math.log10(abs(x))) for x in point]))


def partial(function, point, place):
    """The derivative by one of the arguments, or the value for none."""
    if place < 0:
        return function(*point)
    ends = []
    for sign in (1, -1):
        moved = list(point)
        moved[place] *= 1 + sign * mp.mpf(10) ** -STEP
        ends.append(function(*moved))
    return (ends[0] - ends[1]) / (2 * point[place] * mp.mpf(10) ** -STEP)


def truth(function, point, place):
    """The value or a derivative, and the conditioning; None where there is no finite real value."""
    digits = digits_for(point)
    with mp.workdps(digits):
        exact = [mp.mpf(x) for x in point]
        try:
            value = partial(function, exact, place)
            if not mp.isfinite(value) or abs(value) > mp.mpf("1.7e308"):
                return None
            total = mp.mpf(0)
            for i in range(len(point)):
                moved = list(exact)
                moved[i] *= 1 + mp.mpf(10) ** -(STEP // 2)
                change = partial(function, moved, place) - value
                total += abs(change / value) * mp.mpf(10) ** (STEP // 2) if value else 0
        except (ValueError, ZeroDivisionError):
            return None
        return value, total


def check(text, function, points):
    names = [variable.name for variable in sc.parse(text).variables]
    made = sc.compile(sc.parse(text), variables=names)
    for point in points:
        known = [truth(function, point, place) for place in range(-1, len(names))]
        for places, call in ((range(-1, 0), made.value), (range(len(names)), made.gradient)):
            wanted = [known[place + 1] for place in places]
            if None in wanted:
                continue
            found = call(*point)
            for got, (value, conditioning) in zip(
                found if isinstance(found, tuple) else (found,), wanted, strict=True
            ):
                with mp.workdps(50):
                    unit = mp.mpf(2) ** (mp.floor(mp.log(max(abs(value), SMALLEST), 2)) - 52)
                    error = abs(mp.mpf(got) - value) / unit
                assert error <= max(ALLOWED, 4 * conditioning), f"{got!r}, not {value} at {point}"


def sizes(count, low, high, seed):
    generator = random.Random(seed)
    return [generator.choice((1, -1)) * 10 ** generator.uniform(low, high) for _ in range(count)]


@pytest.mark.parametrize(("text", "function"), ONE, ids=[row[0] for row in ONE])
def test_of_one_variable(text, function):
    far = 10 if "cos" in text or text.startswith("sin") else 300  # a step is less than a period
    points = [*sizes(30, -12, 3, 1), *sizes(16, -2, 1, 2), *sizes(12, -300, far, 3)]
    check(text, function, [(x,) for x in points])


@pytest.mark.parametrize(("text", "function"), TWO, ids=[row[0] for row in TWO])
def test_of_two_variables(text, function):
    points = list(zip(sizes(24, -12, 2, 4), sizes(24, -12, 2, 5), strict=True))
    points += list(zip(sizes(16, -1, 1, 6), sizes(16, -1, 1, 7), strict=True))
    gaps = sizes(24, -14, -1, 8)
    points += [(x, x * (1 + gap)) for x, gap in zip(sizes(24, -3, 2, 9), gaps, strict=True)]
    check(text, function, points)


def test_second_derivatives_of_hypot():
    made = sc.compile("sqrt(x^2 + y^2)", emit=["hessian"])
    xs = [*sizes(12, -120, 120, 1), *sizes(12, -3, 3, 2)]
    ys = [*sizes(12, -120, 120, 3), *sizes(12, -3, 3, 4)]
    for x, y in zip(xs, ys, strict=True):
        with mp.workdps(60):
            cube = mp.hypot(x, y) ** 3
            wanted = [mp.mpf(a) * b / cube for a, b in ((y, y), (-x, y), (x, x))]
        (xx, xy), (_, yy) = made.hessian(x, y)
        for got, value in zip((xx, xy, yy), wanted, strict=True):
            if abs(value) > SMALLEST:
                assert abs(got / value - 1) < 8e-15, f"at {x}, {y}"
