"""Slopes at points where a length or a root is 0: what is smooth there has them, what is not has none."""

import math
import shutil

import mpmath
import pytest

import symchain as sc


def cubic_root(x):
    return mpmath.sign(x) * mpmath.cbrt(abs(x))


SMOOTH = {
    "y*hypot(x, y)": lambda x, y: y * mpmath.hypot(x, y),
    "-2*x*sqrt(x^2 + y^2)/3": lambda x, y: -2 * x * mpmath.hypot(x, y) / 3,
    "x^2*sqrt(x^2 + y^2) + y": lambda x, y: x * x * mpmath.hypot(x, y) + y,
    "sin(hypot(x, 2*y))*x": lambda x, y: mpmath.sin(mpmath.hypot(x, 2 * y)) * x,
    "cos(3*hypot(x, y))": lambda x, y: mpmath.cos(3 * mpmath.hypot(x, y)),
    "hypot(x, y)*hypot(x - 1, y)*y": lambda x, y: mpmath.hypot(x, y) * mpmath.hypot(x - 1, y) * y,
    "sin(x)*cbrt(x) + y": lambda x, y: mpmath.sin(x) * cubic_root(x) + y,
    "min(x, 2)*cbrt(x)*cosh(y)": lambda x, y: x * cubic_root(x) * mpmath.cosh(y),
    "x*exp(cbrt(x) + y)": lambda x, y: x * mpmath.exp(cubic_root(x) + y),
    "tan(y)*root(x, 5)*x": lambda x, y: mpmath.tan(y) * x * mpmath.sign(x) * abs(x) ** 0.2,
    "tan(x)*sqrt(abs(x)) - y": lambda x, y: mpmath.tan(x) * mpmath.sqrt(abs(x)) - y,
    "y*(x^2 + y^2)^(1/3)": lambda x, y: y * mpmath.cbrt(x * x + y * y),
    "log1p(y)*cbrt(y)^2*exp(x)": lambda x, y: mpmath.log1p(y) * cubic_root(y) ** 2 * mpmath.exp(x),
}


LIBRARIES = {"numpy": "numpy", "native": "llvmlite"}


def differences(function):
    """The slopes at 0 by differences so short that their curvature is beyond a double."""
    with mpmath.workdps(300):
        step = mpmath.mpf(10) ** -150
        ends = [(step, 0), (0, step)]
        return [float((function(*end) - function(-end[0], -end[1])) / (2 * step)) for end in ends]


@pytest.mark.parametrize("target", ["python", "numpy", "c", "native"])
@pytest.mark.parametrize("text", SMOOTH)
def test_a_smooth_formula_has_slopes_where_a_length_or_root_is_0(text, target):
    if target == "c" and shutil.which("cc") is None:
        pytest.skip("no C compiler")
    if target in LIBRARIES:
        pytest.importorskip(LIBRARIES[target])
    made = sc.compile(text, variables=["x", "y"], target=target)
    assert made.gradient(0.0, 0.0) == pytest.approx(differences(SMOOTH[text]), abs=1e-20)
    for point in [(0.3, -0.4), (1e-200, 1e-201), (-2.0, 1e-3)]:
        with mpmath.workdps(450):
            slopes = [mpmath.diff(SMOOTH[text], point, order) for order in ((1, 0), (0, 1))]
        assert made.gradient(*point) == pytest.approx(list(map(float, slopes)), rel=1e-12)


@pytest.mark.parametrize("text", ["hypot(x, y)", "x/hypot(x, y)", "x*y/hypot(x, y)"])
def test_what_has_no_slope_or_no_value_there_has_none(text):
    with pytest.raises(ZeroDivisionError):
        sc.compile(text, variables=["x", "y"]).value_and_gradient(0.0, 0.0)


def test_a_second_derivative_that_jumps_has_no_value():
    made = sc.compile("y*hypot(x, y)", variables=["x", "y"], emit=["hessian"])
    with pytest.raises(ZeroDivisionError):
        made.hessian(0.0, 0.0)
    assert not math.isnan(made.hessian(1.0, 0.0)[1][1])
