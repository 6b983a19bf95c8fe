"""Slopes at points where a length is 0: what is smooth there has them, what is not has none."""

import math
import shutil

import mpmath
import pytest

import symchain as sc

SMOOTH = {
    "y*hypot(x, y)": lambda x, y: y * mpmath.hypot(x, y),
    "-2*x*sqrt(x^2 + y^2)/3": lambda x, y: -2 * x * mpmath.hypot(x, y) / 3,
    "x^2*sqrt(x^2 + y^2) + y": lambda x, y: x * x * mpmath.hypot(x, y) + y,
    "sin(hypot(x, 2*y))*x": lambda x, y: mpmath.sin(mpmath.hypot(x, 2 * y)) * x,
    "cos(3*hypot(x, y))": lambda x, y: mpmath.cos(3 * mpmath.hypot(x, y)),
    "hypot(x, y)*hypot(x - 1, y)*y": lambda x, y: mpmath.hypot(x, y) * mpmath.hypot(x - 1, y) * y,
}


LIBRARIES = {"numpy": "numpy", "native": "llvmlite"}


def differences(function):
    """The slopes at 0 by differences so short that their curvature is beyond a double."""
    with mpmath.workdps(60):
        step = mpmath.mpf(10) ** -25
        ends = [(step, 0), (0, step)]
        return [float((function(*end) - function(-end[0], -end[1])) / (2 * step)) for end in ends]


@pytest.mark.parametrize("target", ["python", "numpy", "c", "native"])
@pytest.mark.parametrize("text", SMOOTH)
def test_a_smooth_formula_has_slopes_where_a_length_is_0(text, target):
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
