"""Choices between an exponential and a number: values and slopes where the exponential overflows."""

import mpmath
import pytest

import symchain as sc
from symchain.calculus.kinks import KINKS

CASES = [
    ("min(1, exp(-x))", lambda x: min(mpmath.mpf(1), mpmath.exp(-x))),
    ("max(exp(x/3), 1)", lambda x: max(mpmath.exp(x / 3), mpmath.mpf(1))),
    ("relu(1 - exp(x))", lambda x: max(1 - mpmath.exp(x), mpmath.mpf(0))),
    ("max(0, 3 - 3*exp(-x/2))", lambda x: max(mpmath.mpf(0), 3 - 3 * mpmath.exp(-x / 2))),
    ("clip(exp(x), 0, 1)", lambda x: min(mpmath.exp(x), mpmath.mpf(1))),
    ("max(0, x) + min(0, exp(x) - 1)", lambda x: max(x, 0) + min(0, mpmath.expm1(x))),
    ("min(0, -sinh(x))", lambda x: min(mpmath.mpf(0), -mpmath.sinh(x))),
    ("min(-exp(x), -1)*x", lambda x: min(-mpmath.exp(x), mpmath.mpf(-1)) * x),
]
PLACES = [-800.0, -2.0, -1e-9, 0.25, 3.0, 800.0]


@pytest.mark.parametrize(("text", "truth"), CASES)
@pytest.mark.parametrize("target", ["python", "native"])
def test_values_and_slopes_hold_where_the_exponential_overflows(text, truth, target):
    if target == "native":
        pytest.importorskip("llvmlite")
    made = sc.compile(text, target=target)
    for place in PLACES:
        with mpmath.workdps(450):
            value, slope = truth(mpmath.mpf(place)), mpmath.diff(truth, place)
        if max(abs(value), abs(slope)) < 1e300:
            found, (by_x,) = made.value_and_gradient(place)
            assert found == pytest.approx(float(value), rel=1e-12, abs=1e-300)
            assert by_x == pytest.approx(float(slope), rel=1e-12, abs=1e-300)


@pytest.mark.parametrize("a", [0.5, 2.0, -1.5])
def test_a_scale_of_either_sign(a):
    def truth(x, a):
        return max(x, mpmath.mpf(0)) + min(a * mpmath.expm1(x / a), mpmath.mpf(0))

    made = sc.compile("max(0, x) + min(0, a*(exp(x/a) - 1))", variables=["x", "a"])
    for x in (-3.0, 0.7, 500.0 * abs(a) * (1 if a > 0 else -1)):
        with mpmath.workdps(60):
            slopes = [mpmath.diff(truth, (x, a), order) for order in ((1, 0), (0, 1))]
            value = truth(mpmath.mpf(x), mpmath.mpf(a))
        found = made.value_and_gradient(x, a)
        assert found[0] == pytest.approx(float(value), rel=1e-14)
        assert found[1] == pytest.approx(list(map(float, slopes)), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("kinks", [kind for kind in KINKS if kind not in ("nan", "error")])
@pytest.mark.parametrize(
    "text", ["min(1, exp(x))", "max(max(1, exp(x)), x + 1)", "relu(1 - exp(2*x))"]
)
def test_slopes_at_ties_are_those_of_the_formula(text, kinks):
    printed = sc.diff(text, "x", kinks=kinks)
    made = sc.compile(text, kinks=kinks)
    assert made.gradient(0.0)[0] == pytest.approx(sc.evaluate(printed, {"x": 0}), abs=0)
