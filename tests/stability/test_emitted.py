"""Emitted code from formulas typed naively: value and derivatives to a few ulp, everywhere.

The truth is written by hand for mpmath, as a person derives it.
"""

import mpmath
import pytest

import symchain as sc

from .points import run, ulps

MOST = 4  # ulp
DIGITS = 700
SIZES = [10.0**k for k in (-300, -100, -20, -12, -9, -7, -5, -3, -2, -1)]
LINE = [s * x for x in [*SIZES, 0.3, 0.7, 1.0, 1.9, 3.0, 7.5, 20.0, 36.5, 50.0] for s in (1, -1)]
FAR = [s * x for x in (300.0, 700.0, 720.0, 745.0, 1000.0, 1e5, 1e10) for s in (1, -1)]
ALL = [*LINE, *FAR]
HUGE = [s * x for x in (1e150, 1e200, 1e300, 1e-200) for s in (1, -1)]
EXP, LOG, SQRT, TANH = mpmath.exp, mpmath.log, mpmath.sqrt, mpmath.tanh
PAIRS = [(1000, 999), (-1000, -999), (3, -4), (1e-9, 1e-9), (700, -700), (0.5, 800), (-2, -2)]


def sech2(x):
    return 1 / mpmath.cosh(x) ** 2


def sigmoid(x):
    return 1 / (1 + EXP(-x))


def bernoulli_slope(x):
    return 1 / (EXP(x) - 1) - x * EXP(x) / (EXP(x) - 1) ** 2


def sinc_slope(x):
    return mpmath.cos(x) / x - mpmath.sin(x) / x**2


def beta_curvature(x, y):
    return PSI(1, x) - PSI(1, x + y)


PSI = mpmath.psi
NEAR_POLES = [(1e-12, 1.3), (1e-8, 0.5), (1e-3, 20.0), (3.0, 4.0)]  # x is lost in x + y
BETA_SLOPES = [lambda x, y: PSI(0, x) - PSI(0, x + y), lambda x, y: PSI(0, y) - PSI(0, x + y)]

# formula, its partial derivatives, points
ROWS = [
    ("log(1+exp(x))", [sigmoid], ALL),
    ("log(exp(t)+1)", [sigmoid], ALL),
    ("3*log(1+exp(2*u))+1", [lambda u: 6 * sigmoid(2 * u)], ALL),
    ("x/(exp(x)-1)", [bernoulli_slope], ALL),
    ("t/(exp(t)-1)", [bernoulli_slope], ALL),
    ("2*u/(exp(2*u)-1)", [lambda u: 2 * bernoulli_slope(2 * u)], ALL),
    ("s/(1-exp(-s))", [lambda s: -bernoulli_slope(-s)], ALL),
    ("1/(1+exp(-x))", [lambda x: sigmoid(x) * sigmoid(-x)], ALL),
    ("5/(1+exp(-z/2))", [lambda z: 5 * sigmoid(z / 2) * sigmoid(-z / 2) / 2], ALL),
    ("exp(t)/(1+exp(t))", [lambda t: sigmoid(t) * sigmoid(-t)], ALL),
    ("tanh(x)", [sech2], ALL),
    ("(exp(u)-exp(-u))/(exp(u)+exp(-u))", [sech2], ALL),
    ("1-tanh(v)", [lambda v: -sech2(v)], ALL),
    ("log(exp(x)+exp(y))", [lambda x, y: sigmoid(x - y), lambda x, y: sigmoid(y - x)], PAIRS),
    ("log(exp(-p)+exp(-q))", [lambda p, q: -sigmoid(q - p), lambda p, q: -sigmoid(p - q)], PAIRS),
    ("sin(x)/x", [sinc_slope], LINE),
    ("sin(2*w)/w", [lambda w: 4 * sinc_slope(2 * w)], LINE),
    (
        "sqrt(x^2+y^2)",
        [lambda x, y: x / SQRT(x**2 + y**2), lambda x, y: y / SQRT(x**2 + y**2)],
        [(1e200, 1e200), (-3e250, 1e249), (1e-200, 1e-200), (3, 4), (1, 1e-9), *PAIRS],
    ),
    ("sqrt(1+r^2)", [lambda r: r / SQRT(1 + r**2)], [*LINE, *HUGE]),
    ("log(1+x)", [lambda x: 1 / (1 + x)], [x for x in ALL if x > -0.9]),
    ("exp(x)-1", [EXP], [x for x in ALL if x < 700]),
    *[
        (text, BETA_SLOPES, NEAR_POLES)
        for text in ("lbeta(x, y)", "lgamma(x)-lgamma(x+y)+lgamma(y)")
    ],
    ("digamma(x)-digamma(x+y)", [beta_curvature, lambda x, y: -PSI(1, x + y)], NEAR_POLES),
    ("trigamma(x)-trigamma(x+1.5)", [lambda x: PSI(2, x) - PSI(2, x + 1.5)], [1e-12, 1e-5, 3.0]),
]


@pytest.mark.parametrize(("text", "slopes", "points"), ROWS, ids=[row[0] for row in ROWS])
def test_gradient(text, slopes, points):
    formula = sc.parse(text)
    compiled = sc.compile(formula, variables=sorted(v.name for v in formula.variables))
    for point in points:
        at = tuple(map(float, point)) if isinstance(point, tuple) else (point,)
        found = run(compiled.gradient, at)
        assert found is not None, f"no value at {at}"
        with mpmath.workdps(DIGITS):
            truths = [slope(*map(mpmath.mpf, at)) for slope in slopes]
        for value, truth in zip(found, truths, strict=True):
            assert ulps(value, truth) <= MOST, f"at {at}: {value!r}, not {float(truth)!r}"


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ("sin(x)/x", 0.0),
        ("x/(exp(x)-1)", -0.5),
        ("(exp(x)-1)/x", 0.5),
        ("sqrt(x^2+1)", 0.0),
        ("log(1+exp(x))", 0.5),
    ],
)
def test_gradient_at_zero(text, truth):
    assert sc.compile(sc.parse(text)).gradient(0.0) == (truth,)


# larger formulas around them: (formula, point, derivative by the first variable)
LARGER = [
    ("y*log(1+exp(x*y))", (50.0, 20.0), lambda x, y: y * y * sigmoid(x * y)),
    ("exp(-x/(exp(x)-1))", (1e-9,), lambda x: -EXP(-x / mpmath.expm1(x)) * bernoulli_slope(x)),
    ("cos(1/(1+exp(-x)))", (-800.0,), lambda x: -mpmath.sin(sigmoid(x)) * sigmoid(x) * sigmoid(-x)),
    ("sqrt(1+tanh(x))", (20.0,), lambda x: sech2(x) / (2 * SQRT(1 + TANH(x)))),
    (
        "log(exp(x+y)+exp(x-y)+2)",
        (800.0, 100.0),
        lambda x, y: (EXP(x + y) + EXP(x - y)) / (EXP(x + y) + EXP(x - y) + 2),
    ),
]


@pytest.mark.parametrize(("text", "point", "slope"), LARGER, ids=[row[0] for row in LARGER])
def test_gradient_of_larger_formulas(text, point, slope):
    formula = sc.parse(text)
    found = sc.compile(formula, variables=["x", "y"][: len(point)]).gradient(*point)[0]
    with mpmath.workdps(DIGITS):
        truth = slope(*map(mpmath.mpf, point))
    assert ulps(found, truth) <= 2 * MOST


BRANCHES = {
    "where(x > 1, 1, expm1(x)/x)": lambda x: mpmath.expm1(x) / x,
    "where(x == 0, 1, (exp(x) - 1)/x)": lambda x: mpmath.expm1(x) / x,
    "where(x == 0, 1, log1p(x)/x)": lambda x: mpmath.log1p(x) / x,
    "where(abs(x) > 2, 0, (1 - cos(x))/x^2)": lambda x: (1 - mpmath.cos(x)) / x**2,
}


@pytest.mark.parametrize("target", ["python", "numpy", "jax", "torch"])
@pytest.mark.parametrize("text", BRANCHES)
def test_second_derivatives_within_branches_keep_their_digits(text, target):
    if target != "python":
        pytest.importorskip(target)
    if target == "jax":
        pytest.importorskip("jax").config.update("jax_enable_x64", True)
    made = sc.compile(text, target=target, emit=["hessian"])
    for x in (1e-9, -1e-5, 1e-3, 0.5, -0.9):
        with mpmath.workdps(60):
            expected = float(mpmath.diff(BRANCHES[text], mpmath.mpf(x), 2, h=mpmath.mpf(10) ** -15))
        assert float(made.hessian(x)[0][0]) == pytest.approx(expected, rel=1e-12), x
