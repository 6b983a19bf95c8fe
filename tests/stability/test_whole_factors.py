"""Sums of fractions whose numerators are products: option prices, lengths, angles.

The truth is the textbook's form of the derivative, or differences of 50 digits and more.
"""

import mpmath
import pytest

import symchain as sc
from symchain.graph.expr import Expr
from symchain.stability import stable
from symchain.stability.trial import is_better

from .test_plain_formulas import EXP, LOG
from .test_second_derivatives import assert_close, places, slope

mp = mpmath
BLACK = "D*(F*ndtr((log(F/K) + w^2/2)/w) - K*ndtr((log(F/K) - w^2/2)/w))"
WITH_ERF = (
    "D*(F*(1 + erf((log(F/K) + w^2/2)/w/sqrt(2)))/2 - K*(1 + erf((log(F/K) - w^2/2)/w/sqrt(2)))/2)"
)
WITH_YIELD = (
    "S*exp(-q*T)*ndtr((log(S/K) + (r - q + s^2/2)*T)/(s*sqrt(T)))"
    " - K*exp(-r*T)*ndtr((log(S/K) + (r - q - s^2/2)*T)/(s*sqrt(T)))"
)


def vega_and_volga(discount, forward, strike, width):
    """The first and second derivative of Black's price by s*sqrt(T)."""
    upper = (LOG(forward / strike) + width**2 / 2) / width
    vega = discount * forward * mp.npdf(upper)
    return vega, vega * upper * (upper - width) / width


@pytest.mark.parametrize("text", [BLACK, WITH_ERF])
@pytest.mark.parametrize("forward", [100.0, 100.0001, 99.0, 130.0])
@pytest.mark.parametrize("width", [0.005, 0.05, 0.6])
def test_vega_and_volga(text, forward, width):
    names = ["D", "F", "K", "w"]
    made = sc.compile(
        sc.parse(text, variables=names), variables=names, emit=["gradient", "hessian"]
    )
    point = (0.9, forward, 100.0, width)
    with mp.workdps(50):
        wanted = vega_and_volga(*map(mp.mpf, point))
        moved = [
            [abs(a - b) for a, b in zip(wanted, vega_and_volga(*near), strict=True)]
            for i in range(4)
            for near in [
                [mp.mpf(x) * (1 + (i == j) * mp.mpf(2) ** -53) for j, x in enumerate(point)]
            ]
        ]
        for place, got in enumerate([made.gradient(*point)[3], made.hessian(*point)[3][3]]):
            allowed = (
                4 * sum(row[place] for row in moved)
                + abs(wanted[place]) * mp.mpf(2) ** -49
                + 5e-324
            )
            assert abs(got - wanted[place]) <= allowed


def test_the_greeks_are_products():
    names = ["D", "F", "K", "w"]
    text = sc.generate(sc.parse(BLACK, variables=names), variables=names, emit=["hessian"])
    body = text[text.index("def hessian") :]
    # the two differences are in d1 and d2
    assert body.count(" + ") + body.count(" - ") == 2


def test_an_option_on_what_pays_a_yield():
    ranges = {"S": (50, 200), "K": (80, 120), "r": (1e-3, 0.1), "s": (0.1, 0.6), "T": (0.1, 3)}
    ranges["q"] = (1e-3, 0.1)

    def price(spot, strike, r, s, t, q):
        width = s * mp.sqrt(t)
        upper = (LOG(spot / strike) + (r - q + s**2 / 2) * t) / width
        return spot * EXP(-q * t) * mp.ncdf(upper) - strike * EXP(-r * t) * mp.ncdf(upper - width)

    made = sc.compile(sc.parse(WITH_YIELD, variables=list(ranges)), variables=list(ranges))
    for point in places(ranges, 8):
        for i, got in enumerate(made.gradient(*point)):
            assert_close(got, price, point, i)


def test_a_length_on_a_map_between_places_of_nearly_one_longitude_or_latitude():
    text = "sqrt(((l - m)*cos((p + q)/2))^2 + (p - q)^2)"
    names = ["p", "q", "l", "m"]
    made = sc.compile(sc.parse(text, variables=names), variables=names, emit=["hessian"])

    def function(p, q, l, m):  # noqa: E741 - longitude
        return mp.sqrt(((l - m) * mp.cos((p + q) / 2)) ** 2 + (p - q) ** 2)

    for gap in (0.3, 1e-3, 1e-7):
        for point in ((0.7, 0.7 - gap, 1.1, 0.6), (0.7, 0.4, 1.1, 1.1 + gap)):
            for i, row in enumerate(made.hessian(*point)):
                for j, got in enumerate(row[: i + 1]):
                    assert_close(got, slope(function, i), point, j, allowed=32)


def test_reflection_near_equal_indices():
    text = "((n*cos(t) - sqrt(m^2 - n^2*sin(t)^2))/(n*cos(t) + sqrt(m^2 - n^2*sin(t)^2)))^2"
    names = ["n", "m", "t"]
    made = sc.compile(sc.parse(text, variables=names), variables=names, emit=["gradient"])

    def function(n, m, t):
        root = mp.sqrt(m**2 - (n * mp.sin(t)) ** 2)
        return ((n * mp.cos(t) - root) / (n * mp.cos(t) + root)) ** 2

    for gap in (0.5, 1e-3, 1e-6):
        for i, got in enumerate(made.gradient(1.25, 1.25 + gap, 0.5)):
            assert_close(got, function, (1.25, 1.25 + gap, 0.5), i)


def test_slope_of_the_cosine_between_near_vectors():
    text = "(a*c + b*d)/sqrt((a^2 + b^2)*(c^2 + d^2))"
    names = ["a", "b", "c", "d"]
    made = sc.compile(sc.parse(text, variables=names), variables=names, emit=["gradient"])

    def function(a, b, c, d):
        return (a * c + b * d) / mp.sqrt((a**2 + b**2) * (c**2 + d**2))

    for gap in (0.5, 1e-4, 1e-9):
        point = (3.0, 5.0, 3.0 * (1 + gap), 5.0)
        for i, got in enumerate(made.gradient(*point)):
            assert_close(got, function, point, i)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # products that are squares: of x*x*p*p the rules see (x*p)^2
        ("R*p - l*p*(R*p*(l*p))/hypot(l*p, q - s)^2", None),
        ("erfc(x/y/sqrt(2))", "2*ndtr(-x/y)"),
        ("erfc(x/sqrt(2))", "erfc(x/sqrt(2))"),
        ("exp(x^2/2)*ndtr(x)", "erfcx(-x/sqrt(2))/2"),
    ],
)
def test_forms(before, after):
    formula = sc.parse(before)
    made = Expr(formula.graph, stable(formula.graph, [formula.node])[0])
    if after is None:
        assert made.graph.ops[made.node].name not in ("add", "subtract")
    else:
        assert made == sc.parse(after, variables=[v.name for v in formula.variables])


def test_a_trial_takes_functions_that_are_slow_for_variables():
    before = sc.parse("((x + 1)^2 - x^2 - 1)*ndtr(y)")
    graph = before.graph
    after = sc.parse("2*x*ndtr(y)", variables=["x", "y"])
    both = before - after  # in one graph
    graph = both.graph
    first, second = graph.args[both.node]
    assert is_better(graph, first, second)
    assert not is_better(graph, second, first)
