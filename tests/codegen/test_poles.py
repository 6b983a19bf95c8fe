"""Where a formula has no value, no target gives a number, whatever its arithmetic makes of 1/0."""

import math
import shutil
import warnings

import pytest

import symchain as sc
from symchain.codegen.generate import routines
from symchain.codegen.poles import marked

TARGETS = ("numpy", "native", "cpython", "jax", "torch")
# Formulas, points at which they have no value, points at which they have one.
UNDEFINED = {
    "atan(x/y)": ([(1, 0), (-1, 0)], (1, 2)),
    "1/(1 + exp(-x/y))": ([(1, 0), (-2, 0)], (1, 2)),
    "b*exp(-((x - a)/c)^2/2)": ([(1, 2, 3, 0)], (1, 2, 3, 4)),
    "tanh(1/(x - y))": ([(1, 1), (-3, -3)], (1, 2)),
    "erf(log(x))": ([(0,)], (2,)),
    "exp(-atanh(x))": ([(1,)], (0.5,)),
    "exp(-lgamma(x))": ([(0,), (-2,)], (-2.5,)),
    "atan(gamma(x))": ([(0,)], (3.5,)),
    "heaviside(log(x))": ([(0,), (-1,)], (2,)),
    "max(sqrt(x), y)": ([(-1, 2)], (4, 1)),
    "sign(asin(x))": ([(2,)], (0.5,)),
    "where(log(x) > 0, 1, y)": ([(-1, 1), (0, 1)], (2, 1)),
    "where(y > 0 and exp(1/x) > 2, x, y)": ([(1, 0)], (1, 2)),
    "where(x >= 0, atan(1/x), y)": ([(0, 1)], (2, 1)),
    "max(min(sqrt(x), y), -1)": ([(-1, 2)], (4, 1)),
    "x^2 - floor(max(log(x), 1))": ([(-1,), (0,)], (9,)),
    "cosint(x)": ([(-1,)], (2,)),
    "coshint(x) + y": ([(-1, 2)], (2, 1)),
    "ellippi(x, y)": ([(2, 0)], (0.5, 0.25)),
    "root(x, 4)": ([(-8,)], (16,)),
    "exp(-trigamma(x))": ([(-1,), (-3,)], (-1.5,)),
}
# Branches that are not taken may have no value.
DEFINED = {
    "where(x > 0, atan(1/x), y)": (0, 1),
    "where(x > 0 and 1/x > 2, x, y)": (0, 1),
    "where(x <= 0 or 1/x > 2, x, y)": (0, 1),
    "atan(where(x < 0, log(-x), y))": (0, 1),
    "exp(-1/x^2)": (0,),
}


def needed(target):
    if target == "cpython" and shutil.which("cc") is None:
        pytest.skip("no C compiler")
    if target in ("numpy", "jax", "torch"):
        pytest.importorskip(target)
    if target == "native":
        pytest.importorskip("llvmlite")


def program_of(formula):
    return routines(sc.parse(formula), emit=("value",)).functions["value"].program


def at(formula, target, point):
    function = sc.compile(formula, target=target)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        value, slopes = function.value_and_gradient(*[float(x) for x in point])
    return [float(value), *[float(slope) for slope in slopes]]


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("formula", UNDEFINED)
def test_what_has_no_value_is_no_number(formula, target):
    needed(target)
    points, other = UNDEFINED[formula]
    for point in points:
        with pytest.raises((ValueError, ZeroDivisionError)):
            sc.compile(formula).value(*point)
        assert math.isnan(at(formula, target, point)[0]), point
    close = 1e-5 if target == "jax" else 1e-13
    assert at(formula, target, other) == pytest.approx(at(formula, "python", other), rel=close)


# What the next factor shows has no mark, and the same step has one for another user.
SHOWN = {
    "exp(-(x/y)^2/2)/y": 0,
    "exp(-(x/y)^2/2)/y + 2*x": 0,
    "atan(x/y)/y": 0,
    "atan(x/y)/y + atan(x/y)*x": 1,
    "exp(-x/y)*x": 1,
    "atan(x/y)*exp(-x/y)/(x + y)": 1,
}


@pytest.mark.parametrize("formula", SHOWN)
def test_what_the_next_factor_shows_has_no_mark(formula):
    made = marked(program_of(formula))
    assert sum(math.isnan(number) for number in made.constants.values()) == SHOWN[formula]


@pytest.mark.parametrize("target", TARGETS)
def test_a_slope_at_a_pole_is_no_number(target):
    needed(target)
    slope = sc.compile("digamma(x)", target=target).gradient
    assert not any(math.isfinite(slope(float(pole))[0]) for pole in (0, -1, -2, -3))


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("formula", SHOWN)
def test_what_is_not_marked_is_no_number_either(formula, target):
    needed(target)
    function = sc.compile(formula, target=target)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for x in (-2.0, 0.0, 3.0):
            assert not math.isfinite(function.value(x, 0.0)), x


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("formula", DEFINED)
def test_branches_that_are_not_taken_ask_for_nothing(formula, target):
    needed(target)
    point = DEFINED[formula]
    assert at(formula, target, point) == pytest.approx(at(formula, "python", point), rel=1e-6)


@pytest.mark.parametrize(
    "formula",
    [
        "x/(1 + exp(-y))",  # never 1/0
        "exp(-x/(y^2 + 1))",
        "x/y + log(x)",  # infinite, or nan
        "sqrt(x)*exp(sqrt(y))",
        "atan(log(exp(x) + 1)/sqrt(1 + y^2))",
    ],
)
def test_what_shows_or_cannot_happen_has_no_mark(formula):
    program = program_of(formula)
    assert marked(program) is program


def test_a_product_that_is_too_small_is_not_a_zero():
    """The condition is that of x and y: x*y is 0 in doubles where neither is."""
    assert at("exp(-1/(x*y))", "numpy", (1e-200, 1e-200))[0] == 0.0


@pytest.mark.parametrize("count", [20, 3_000])
def test_marks_of_many_quotients_are_few(count):
    terms = " + ".join(f"atan(a{i}/b{i})*exp(-1/b{i})" for i in range(count))
    program = program_of(terms)
    assert len(marked(program)) < 1.8 * len(program)
