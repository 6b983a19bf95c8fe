"""Differences of roots, powers over small quantities, shared quotients: values and slopes hold."""

import math
import random

import mpmath
import pytest

import symchain as sc
from symchain.parsing import parse_node
from symchain.stability.trial import is_better

KINDS = ("value", "gradient", "hessian")
ALLOWED = 64.0  # units in the last place, as far as half a unit of each input moves the result less


def sphere(p, c, m):
    return mpmath.sqrt(p**2 * c**2 + m**2 * c**4) - m * c**2


def bound(a, b, k):
    return (a + b + k - mpmath.sqrt((a + b + k) ** 2 - 4 * a * b)) / 2


def dipole(x, a, y):
    return 1 / mpmath.hypot(x - a, y) - 1 / mpmath.hypot(x + a, y)


def pressure(slope, h, t, g):
    return (1 - slope * h / t) ** (g / slope)


def flow(k, m):
    return (1 + (k - 1) / 2 * m**2) ** (k / (k - 1))


def interest(r, n, t):
    return (1 + r / n) ** (n * t)


def exchanger(n, c):
    return (1 - mpmath.exp(-n * (1 - c))) / (1 - c * mpmath.exp(-n * (1 - c)))


def potential(t, a, b):
    return t * mpmath.log(a / b)


CASES = [
    ("sqrt(p^2*c^2 + m^2*c^4) - m*c^2", "p c m", sphere, [(1e-3, 1), (1e2, 1e4), (1e-2, 10)]),
    ("(a + b + k - sqrt((a + b + k)^2 - 4*a*b))/2", "a b k", bound, [(1e-3, 1e3)] * 3),
    (
        "1/sqrt((x - a)^2 + y^2) - 1/sqrt((x + a)^2 + y^2)",
        "x a y",
        dipole,
        [(1, 9), (1e-3, 0.1), (1, 9)],
    ),
    ("(1 - s*h/t)^(g/s)", "s h t g", pressure, [(1e-9, 0.1), (0.1, 1), (1, 10), (0.1, 3)]),
    ("(1 + (k - 1)/2*m^2)^(k/(k - 1))", "k m", flow, [(1.0000001, 1.01), (0.1, 2)]),
    ("(1 + r/n)^(n*t)", "r n t", interest, [(1e-3, 0.1), (1, 1e9), (1, 20)]),
    (
        "(1 - exp(-n*(1 - c)))/(1 - c*exp(-n*(1 - c)))",
        "n c",
        exchanger,
        [(0.1, 2), (0.9999, 0.9999999)],
    ),
    ("t*log(a/b)", "t a b", potential, [(1, 10), (1e-3, 1e3), (1e-3, 1e3)]),
]

NOT_REACHED = {(dipole, 8)}  # the second derivative by a, where what is left of order a cancels


def partials(function, point):
    """The value and the first and second derivatives by differences with 200 digits."""
    with mpmath.workdps(200):
        inputs = [mpmath.mpf(x) for x in point]
        step = mpmath.mpf(10) ** -40

        def at(*moves):
            moved = list(inputs)
            for place, times in moves:
                moved[place] += inputs[place] * step * times
            return function(*moved)

        every = range(len(inputs))
        found = [at()]
        found += [(at((i, 1)) - at((i, -1))) / (2 * step * inputs[i]) for i in every]
        for i in every:
            for j in every:
                corners = [(1, 1, 1), (1, -1, -1), (-1, 1, -1), (-1, -1, 1)]
                total = sum(sign * at((i, a), (j, b)) for a, b, sign in corners)
                found.append(total / (4 * step**2 * inputs[i] * inputs[j]))
        return [mpmath.mpf(0) if abs(each) < mpmath.mpf(10) ** -60 else each for each in found]


def drift(function, point):
    """How much each result moves when the inputs move by half a unit in the last place."""
    moved = [0.0] * (1 + len(point) + len(point) ** 2)
    here = partials(function, point)
    for place, x in enumerate(point):
        with mpmath.workdps(200):
            near = [mpmath.mpf(y) for y in point]
            near[place] += mpmath.mpf(math.ulp(x)) / 2
        for k, (a, b) in enumerate(zip(partials(function, near), here, strict=True)):
            moved[k] += float(abs(a - b))
    return here, moved


@pytest.mark.parametrize(("text", "names", "function", "ranges"), CASES)
def test_value_gradient_and_hessian_hold(text, names, function, ranges):
    variables = names.split()
    made = sc.compile(sc.parse(text, variables=variables), variables=variables, emit=KINDS)
    draw = random.Random(1)
    for _ in range(5):
        point = [math.exp(draw.uniform(math.log(low), math.log(high))) for low, high in ranges]
        found = [made.value(*point), *made.gradient(*point)]
        found += [entry for row in made.hessian(*point) for entry in row]
        truth, moved = drift(function, point)
        for place, (got, exact, conditioning) in enumerate(zip(found, truth, moved, strict=True)):
            if (function, place) in NOT_REACHED:
                continue
            allowed = max(ALLOWED * math.ulp(float(exact)), 8 * conditioning, 5e-324)
            assert abs(got - exact) <= allowed, (point, got, exact)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("sqrt(x + 1) - sqrt(x)", "1/(sqrt(x + 1) + sqrt(x))", True),
        ("1/(sqrt(x + 1) + sqrt(x))", "sqrt(x + 1) - sqrt(x)", False),
        ("x*y + x", "x*(y + 1)", False),
        ("x*(y + 1)", "x*y + x", False),
    ],
)
def test_trials(before, after, expected):
    f = sc.parse(before, variables=["x", "y"])
    assert is_better(f.graph, f.node, parse_node(f.graph, after)) is expected


def test_quotients_that_others_use_cancel():
    made = sc.compile("k*log(c1/c2)/z", variables=["k", "c1", "c2", "z"], emit=("hessian",))
    assert made.hessian(8.3, 0.07, 8.4e-5, 1.4)[2][1] == 0.0


def test_lengths_that_differ_in_one_leg():
    made = sc.compile("sqrt((x - a)^2 + y^2) - sqrt((x - b)^2 + y^2)", variables=list("xyab"))
    draw = random.Random(2)
    for _ in range(20):
        x, a, b = (draw.uniform(1, 2) * 1e-6 for _ in range(3))
        y = draw.uniform(1, 9)
        with mpmath.workdps(60):
            r, s = (mpmath.hypot(mpmath.mpf(x) - leg, y) for leg in (a, b))
            difference, along = r - s, (mpmath.mpf(a) - x) / r
        assert abs(made.value(x, y, a, b) - difference) <= 16 * math.ulp(float(difference))
        slope = made.gradient(x, y, a, b)[2]  # of one length only
        assert abs(slope - along) <= 4 * math.ulp(float(along))


def test_trials_count_what_inputs_cost_as_no_fault():
    f = sc.parse("1/(x^2 + y^2) - 2*(x/(x^2 + y^2))^2", variables=["x", "y"])
    after = parse_node(f.graph, "(y - x)*(y + x)/(x^2 + y^2)^2")
    assert not is_better(f.graph, f.node, after)
