"""Results that are doubles though squares and products on the way are not; slopes of choices.

The truth are differences of the plain formula with 1,500 digits, by mpmath.
"""

import mpmath
import pytest

import symchain as sc

DIGITS, STEP = 1_500, mpmath.mpf(10) ** -500
MOST = 16  # ulp
SMALLEST, LARGEST = 1e-300, 1e300
SIZES = (1e-230, 1e-120, 3e-3, 1.0, 7e5, 1e130, 1e200)
PAIRS = [(s, t * r * s) for s in SIZES for r in (1.25, 3.0, 7e-6, 9e8) for t in (1, -1)]
TRIPLES = [(a, b, c) for a in (1e-9, -2.0) for b in (5e4, -30.0, -7e8) for c in (1e-7, -3.0)]
LARGE = [(x,) for x in (0.5, 8.0, 1e5, 1e18, 1e90, 1e200)]
SQRT, CBRT, LOG = mpmath.sqrt, mpmath.cbrt, mpmath.log


def quadratic(a, b, c):
    return (-b + SQRT(b**2 - 4 * a * c)) / (2 * a)


# formula, its variables, the same for mpmath, points
ROWS = [
    ("(x^2 - y^2)/(x + y)^2", "x y", lambda x, y: (x**2 - y**2) / (x + y) ** 2, PAIRS),
    ("x/(x^2 + y^2)", "x y", lambda x, y: x / (x**2 + y**2), PAIRS),
    ("x*y/(x^2 + y^2)", "x y", lambda x, y: x * y / (x**2 + y**2), PAIRS),
    ("u^2*v/(2*u + 3*v)^2", "u v", lambda u, v: u**2 * v / (2 * u + 3 * v) ** 2, PAIRS),
    ("sqrt(p^2 + 4*q^2) - p", "p q", lambda p, q: SQRT(p**2 + 4 * q**2) - p, PAIRS),
    ("sqrt(1 + x) - sqrt(x)", "x", lambda x: SQRT(1 + x) - SQRT(x), LARGE),
    ("(x + 1)^(1/4) - x^(1/4)", "x", lambda x: SQRT(SQRT(x + 1)) - SQRT(SQRT(x)), LARGE),
    ("3*cbrt(t + 2) - 3*cbrt(t)", "t", lambda t: 3 * CBRT(t + 2) - 3 * CBRT(t), LARGE),
    ("(-b + sqrt(b^2 - 4*a*c))/(2*a)", "a b c", quadratic, TRIPLES),
    ("(sqrt(1 + u) - 1)/u", "u", lambda u: (SQRT(1 + u) - 1) / u, [(1e-9,), (-0.1,), (3.0,)]),
    (
        "(x - y)/(log(x) - log(y))",
        "x y",
        lambda x, y: (x - y) / (LOG(x) - LOG(y)),
        [(2.0, 2.0000001), (3e-200, 2.9e-200), (5.0, 700.0)],
    ),
]


def slopes(formula, point):
    """The partial derivatives by central differences."""
    exact = list(map(mpmath.mpf, point))
    for i, number in enumerate(exact):
        step = STEP * abs(number)
        ends = [formula(*exact[:i], number + s * step, *exact[i + 1 :]) for s in (1, -1)]
        yield (ends[0] - ends[1]) / (2 * step)


@pytest.mark.parametrize(("text", "names", "formula", "points"), ROWS, ids=[r[0] for r in ROWS])
def test_value_and_gradient(text, names, formula, points):
    made = sc.compile(text, variables=names.split())
    for point in points:
        with mpmath.workdps(DIGITS):
            truths = [formula(*map(mpmath.mpf, point)), *slopes(formula, point)]
        got = [made.value(*point), *made.gradient(*point)]
        for here, truth in zip(got, map(float, truths), strict=True):
            if SMALLEST < abs(truth) < LARGEST:
                assert abs(here / truth - 1) <= MOST * 2.0**-52, (point, got, truths)


def test_hessian_of_a_length_has_no_differences():
    made = sc.compile(sc.parse("sqrt(x^2 + y^2 + z^2)"), emit=["hessian"])
    (xx, _, _), (_, yy, _), (_, _, zz) = made.hessian(3.0, 1e40, 4.0)
    assert (xx, zz) == (pytest.approx(1e-40, rel=1e-15), pytest.approx(1e-40, rel=1e-15))
    assert yy == pytest.approx(25e-120, rel=1e-15)


def test_guards_of_equal_arguments_keep_their_slopes():
    made = sc.compile(sc.parse("where(x == y, x, (x - y)/(log(x) - log(y)))"))
    assert made.gradient(2.0, 2.0) == (0.5, 0.5)
