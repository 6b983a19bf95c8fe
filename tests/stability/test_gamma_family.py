"""Log-likelihoods of gamma functions: value and slopes hold where the parameters are large.

The truth is the formula itself in mpmath, with digits to spare, and its differences there.
"""

import mpmath
import pytest

import symchain as sc

from .points import run, ulps

MOST = 16  # ulp
LGAMMA, LOG = mpmath.loggamma, mpmath.log


def normaliser(nu):
    return LGAMMA((nu + 1) / 2) - LGAMMA(nu / 2) - LOG(nu * mpmath.pi) / 2


def student(nu, s, x):
    return normaliser(nu) - LOG(s) - (nu + 1) / 2 * LOG(1 + x**2 / (nu * s**2))


def negative_binomial(k, m, r):
    size = LGAMMA(k + r) - LGAMMA(k + 1) - LGAMMA(r)
    return size + r * LOG(r / (r + m)) + k * LOG(m / (r + m))


def poisson(k, m):
    return k * LOG(m) - m - LGAMMA(k + 1)


NEGATIVE = "lgamma(k + r) - lgamma(k + 1) - lgamma(r)"
STUDENT = "lgamma((nu + 1)/2) - lgamma(nu/2) - log(nu*pi*s^2)/2"
ROWS = [
    (
        "lgamma((nu + 1)/2) - lgamma(nu/2) - log(nu*pi)/2",
        normaliser,
        [(1e-3,), (0.7,), (30.0,), (1e4,), (1e8,), (1e12,)],
    ),
    (
        STUDENT + " - (nu + 1)/2*log(1 + x^2/(nu*s^2))",
        student,
        [(3.0, 2.0, 1.0), (1e3, 0.5, 0.3), (1e10, 40.0, 3.0)],
    ),
    (
        "gamma((nu + 1)/2)/(sqrt(nu*pi)*s*gamma(nu/2))*(1 + (x/s)^2/nu)^(-(nu + 1)/2)",
        lambda nu, s, x: mpmath.exp(student(nu, s, x)),
        [(3.0, 2.0, 1.0), (1e3, 0.5, 0.3), (1e10, 40.0, 3.0)],
    ),
    (
        NEGATIVE + " + r*log(r/(r + m)) + k*log(m/(r + m))",
        negative_binomial,
        [(3.0, 2.0, 1.0), (3.0, 2.5, 1e4), (12.0, 2.0, 1e9)],
    ),
    (
        NEGATIVE + " - r*log(1 + m/r) + k*log(m) - k*log(r + m)",
        negative_binomial,
        [(3.0, 2.0, 1.0), (3.0, 2.5, 1e4), (12.0, 2.0, 1e9)],
    ),
    ("k*log(m) - m - lgamma(k + 1)", poisson, [(3.0, 2.5), (1e5, 1.01e5), (3e-9, 1e-3)]),
    (
        "log(k) - digamma(k)",
        lambda k: LOG(k) - mpmath.psi(0, k),
        [(1e-6,), (0.4,), (20.0,), (1e6,), (1e12,)],
    ),
    ("x*trigamma(x) - 1", lambda x: x * mpmath.psi(1, x) - 1, [(1e-3,), (50.0,), (1e9,)]),
]


@pytest.mark.parametrize(("text", "truth", "points"), ROWS, ids=[row[0] for row in ROWS])
def test_value_and_slopes(text, truth, points):
    formula = sc.parse(text)
    names = sorted(variable.name for variable in formula.variables)
    compiled = sc.compile(formula, variables=names, emit=("value", "gradient"))
    for point in points:
        with mpmath.workdps(150):
            exact = tuple(map(mpmath.mpf, point))
            wanted = [truth(*exact)]
            for place in range(len(point)):
                order = tuple(int(i == place) for i in range(len(point)))
                step = exact[place] * mpmath.mpf(10) ** -60
                wanted.append(mpmath.diff(truth, exact, order, h=step))
        found = [compiled.value(*point), *run(compiled.gradient, point)]
        for value, true in zip(found, wanted, strict=True):
            assert ulps(value, true) <= MOST, f"at {point}: {value!r}, not {float(true)!r}"


@pytest.mark.parametrize(
    ("text", "truth", "point"),
    [
        (
            "k/(q - k)*(exp(-k*t) - exp(-q*t))",
            lambda k, q, t: k / (q - k) * (mpmath.exp(-k * t) - mpmath.exp(-q * t)),
            (50.0, 3.0, 300.0),
        ),
        (
            "log((a + sqrt(a^2 + y^2))/y)",
            lambda a, y: mpmath.asinh(a / y),
            (-1e-9, 300.0),
        ),
        (
            "log((sqrt(a^2 + y^2) + a)/(sqrt(a^2 + y^2) - a))",
            lambda a, y: 2 * mpmath.asinh(a / y),
            (1e-9, 300.0),
        ),
        (
            "3*(x*cosh(x) - sinh(x))/(x^2*sinh(x))",
            lambda x: 3 * (mpmath.coth(x) - 1 / x) / x,
            (1e-5,),
        ),
        (
            "log(1 + x) - log(1 + y)",
            lambda x, y: LOG(1 + x) - LOG(1 + y),
            (7.0, 7.000000000000001),
        ),
    ],
)
def test_value(text, truth, point):
    with mpmath.workdps(400):
        wanted = truth(*map(mpmath.mpf, point))
    assert ulps(sc.compile(sc.parse(text)).value(*point), wanted) <= MOST
