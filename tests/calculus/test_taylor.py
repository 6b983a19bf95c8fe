"""Taylor series: against mpmath at 50 digits and SymPy's series; kinks, depth, cost."""

import itertools
import math
import random

import mpmath
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

import symchain as sc
from symchain.calculus.taylor import derivative_at, taylor
from symchain.calculus.taylor.recurrences import Expansion
from symchain.calculus.taylor.series import plan
from symchain.evaluation.reference import Reference

DIGITS = 50

# formula in x (a = 3/4 and n = 2 are fixed), point: binary fractions, which floats hold exactly
CASES = [
    ("x + a - (2 - x)", 0.5),
    ("-x*a + x/4", 0.5),
    ("(x^2 + 1)*(x - a)*(3 - x)", 0.5),
    ("(x^2 + 1)/(x - 3)", 0.5),
    ("a/(1 + x^2)", 0.5),
    ("x^7 - (x - 1)^9", 0.0),
    ("sin(x)^5 + (x^2 - x^3)^4", 0.0),
    ("(1 + x)^-3", 0.25),
    ("x^(5/2) + (1 + x^2)^(-1/3)", 0.5),
    ("(2 + sin(x))^a", 0.5),
    ("x^x", 1.5),
    ("a^(x^2)", 0.5),
    ("(1 + x^2)^sin(x)", 0.5),
    ("sqrt(1 + x^2)*cbrt(x - 3) + root(x, 5)", 0.5),
    ("hypot(x, a, 1)", 0.5),
    ("exp(sin(x^2)) + expm1(x) + exp2(x) + exp10(x/3)", 0.5),
    ("log(x) + log1p(x) + log2(x) + log10(x)", 0.5),
    ("sin(x) + cos(2*x)*tan(x/2)", 0.5),
    ("sec(x) + csc(x) + cot(x)", 0.5),
    ("asin(x) + acos(x/2) + atan(3*x)", 0.5),
    ("asec(x) + acsc(x) + acot(x)", 2.5),
    ("atan2(x, a) + atan2(a, x)", 0.5),
    ("sinh(x) - cosh(x) + tanh(3*x)", 0.5),
    ("sech(x) + csch(x) + coth(x)", 0.5),
    ("asinh(x) + acosh(2 + x) + atanh(x)", 0.5),
    ("asech(x) + acsch(x) + acoth(2 + x)", 0.5),
    ("erf(x) + erfc(2*x) + erfi(x/2)", 0.5),
    ("erfinv(x) + dawson(x) + erfcx(x)", 0.25),
    ("ndtr(x)*normpdf(x) + log_ndtr(x) + ndtri(x/2)", 0.5),
    ("sigmoid(x) + softplus(x) + logit(x/2) + logsigmoid(x)", 0.5),
    ("silu(x) + mish(x) + gelu(x)", 0.5),
    ("logaddexp(x, a) + logsumexp(x, 2*x, a)", 0.5),
    ("xlogy(x, x) + xlog1py(a, x) + entr(x)", 0.5),
    ("fresnels(x) - fresnelc(x)", 0.5),
    ("airyai(x) + airybi(x)*airyaiprime(x)", 0.5),
    ("e1(x) + ei(x) + li(x + 2)", 0.5),
    ("sinint(x) + cosint(x) + sinhint(x)", 0.5),
    ("lambertw(x)", 0.5),
    ("gammainc(a, x) - betainc(a, 2, x)", 0.5),
    ("gamma(x) + lgamma(x + 2)*digamma(x)", 2.5),
    ("beta(x, a) + factorial(x) + binomial(5, x)", 1.5),
    ("besselj(2, x) + besseli(0, x)*besselj(-1, x)", 0.5),
    ("sinc(x) + sincpi(x)", 0.0),
    ("sinc(x) + sphericalj(3, x)", 0.5),
    ("legendre(4, x) + chebyt(3, x)*hermite(5, x)", 0.5),
    ("hyp2f1(1/2, a, 3, x) + hyp1f1(a, 2, x)", 0.25),
    ("zeta(x) + hurwitz(3, x)", 2.5),
    ("expint(2, x) + polylog(2, x)", 0.5),
    ("abs(x)*sign(x) + floor(x) + ceil(x + 1/4)", -0.75),
    ("max(x, x^2) + min(sin(x), a) + relu(x)", 0.5),
    ("clip(x, -1, 1)*heaviside(x) + mod(5*x, 3) + copysign(x, -1)", 0.5),
    ("where(x > 0, sqrt(x), log(-x))", 0.5),
    ("where(x > 0, log(x), x^3)", -0.5),
    ("where(x > 0 and not (x > 1 or x == 3), x^2, 1/x)", 0.5),
    ("x^n*exp(-a*x)", 0.0),
]


def expected(expr, at, order, digits=DIGITS):
    """mpmath.taylor of the original formula."""
    graph = expr.graph
    point = {graph.symbol(name): mpmath.mpf(value) for name, value in at.items()}
    reference = Reference(graph, [expr.node])
    x = graph.symbol("x")

    def formula(number):
        return reference.values({**point, x: number}, mpmath.mp.dps)[0]

    with mpmath.workdps(digits):
        return mpmath.taylor(formula, point[x], order)


def agree(found, wanted, digits=15):
    for k, (ours, theirs) in enumerate(zip(found, wanted, strict=True)):
        assert abs(ours - theirs) <= abs(theirs) * mpmath.mpf(10) ** -digits + 1e-40, (k, ours)


@pytest.mark.parametrize("text, x", CASES)
def test_coefficients_are_those_of_mpmath(text, x):
    at = {"x": x, "a": 0.75, "n": 2.0}
    expr = sc.parse(text)
    at = {name: at[name] for name in ["x", *(v.name for v in expr.variables)]}
    agree(taylor(expr, "x", 7, at), expected(expr, at, 7, 25))


@pytest.mark.parametrize(
    "text",
    ["exp(sin(x^2))", "tan(x)/(1 + x)", "log(1 + sin(x))", "sqrt(1 + x)*cosh(x)", "atan(x)^3"],
)
def test_series_of_sympy(text):
    series = sympy.series(sympy.sympify(text.replace("^", "**")), sympy.Symbol("x"), 0, 11)
    polynomial = sympy.Poly(series.removeO(), sympy.Symbol("x"))
    wanted = [float(polynomial.coeff_monomial(sympy.Symbol("x") ** k)) for k in range(11)]
    assert taylor(sc.parse(text), "x", 10, {"x": 0}) == pytest.approx(wanted, rel=1e-15)


@pytest.mark.parametrize("order", [20, 50, 100])
def test_high_order_to_all_digits(order):
    at = {"x": 0.5}
    expr = sc.parse("exp(sin(x^2))")
    found = taylor(expr, "x", order, at)
    # Cauchy's integral on a circle: an entire function, no difference quotient
    with mpmath.workdps(60):
        points = 2 * order + 200
        turn = [mpmath.expjpi(mpmath.mpf(2 * j) / points) for j in range(points)]
        values = [mpmath.exp(mpmath.sin((0.5 + z) ** 2)) for z in turn]
        for k in (0, 1, order // 2, order - 1, order):
            terms = [v * turn[(-k * j) % points] for j, v in enumerate(values)]
            wanted = mpmath.re(mpmath.fsum(terms)) / points
            assert abs(found[k] - wanted) <= 1e-15 * abs(wanted)
            with_factorial = float(wanted * mpmath.factorial(k))
            assert derivative_at(expr, "x", k, at) == pytest.approx(with_factorial, rel=1e-15)


def test_closed_formulas_agree():
    expr = sc.parse("exp(x*y)/(1 + x^2)")
    at = {"x": 0.5, "y": 1.25}
    for order in range(5):
        closed = sc.evaluate(expr.diff("x", order), at)
        assert derivative_at(expr, "x", order, at) == pytest.approx(closed, rel=1e-15)


def random_formula(seed):
    """A formula of every kind of operation that has a value on all of -1 < x < 1."""
    draw = random.Random(seed)
    parts = ["x", "x", "3/4", "a"]
    shapes = [
        *("({} + {})", "({} - {})", "({}*{})", "({}/(2 + ({})^2))", "(3/2 + sin({}))^{}"),
        *(
            "sin({})",
            "exp(sin({}))",
            "atan({})",
            "tanh({})",
            "erf({})",
            "({})^3",
            "log(2 + cos({}))",
        ),
        *("sqrt(1 + ({})^2)", "sigmoid({})", "-{}"),
    ]
    for _ in range(draw.randint(1, 9)):
        shape = draw.choice(shapes)
        parts.append(shape.format(*[draw.choice(parts[-4:]) for _ in range(shape.count("{}"))]))
    return f"x + {parts[-1]}"


@settings(max_examples=30, derandomize=True, deadline=None)
@given(st.integers(0, 10**6), st.integers(-7, 7))
def test_random_formulas(seed, eighths):
    expr = sc.parse(random_formula(seed), variables=["x", "a"])
    at = {"x": eighths / 8, "a": 0.375}
    names = {"x", *(v.name for v in expr.variables)}
    at = {name: value for name, value in at.items() if name in names}
    agree(taylor(expr, "x", 8, at), expected(expr, at, 8, 25))


@pytest.mark.parametrize(
    "text, x, what",
    [
        ("abs(x)", 0, "'abs' is not smooth"),
        ("x + max(x, 1)", 1, "'max' is not smooth"),
        ("floor(x)", 2, "'floor' is not smooth"),
        ("sign(x - 1)*x", 1, "'sign' is not smooth"),
        ("sqrt(x)", 0, "'sqrt' is not smooth"),
        ("x^(5/2)", 0, "'power' is not smooth"),
        ("cbrt(x)", 0, "'cbrt' is not smooth"),
        ("asin(x)", 1, "'asin' is not smooth"),
        ("acot(x)", 0, "'acot' is not smooth"),
        ("hypot(x, 2*x)", 0, "'hypot' is not smooth"),
        ("abs(sin(x))", "pi", "'abs' is not smooth"),
        ("sqrt(1 + cos(x))", "pi", "'sqrt' is not smooth"),
        ("floor(3*x)", "1/3", "'floor' is not smooth"),
        ("max(x^2, 3*x)", "sqrt(3)^2", "'max' is not smooth"),
        ("where(tan(x) < 1, x, x^2)", "pi/4", "is at its border"),
        ("where(x < 1, x, x^2)", 1, "condition 'x < 1' is at its border"),
        ("where(x < 1 or x > 2, x, x^2)", 2, "is at its border"),
        ("where(x == 0, 1, sin(x)/x)", 0, "condition 'x == 0' is at its border"),
        ("root(x, n)", 1, "derivative of 'root' by its argument 'n'"),
    ],
)
def test_no_series_where_there_is_none(text, x, what):
    expr = sc.parse(text)
    name = "n" if "n)" in text and "root" in text else "x"
    with pytest.raises(sc.DerivativeError, match=what):
        taylor(expr, name, 3, {"x": x, "n": 3} if name == "n" else {"x": x})


def test_a_value_at_a_kink_is_a_series_of_order_0():
    assert taylor(sc.parse("abs(x)"), "x", 0, {"x": 0}) == [0.0]


def test_a_zeroth_power_is_one_where_it_has_a_value():
    at = {"x": 3, "y": 2}
    assert taylor(sc.parse("((-(-x))^where(y < x, y, 0))^0 + x"), "x", 2, at) == [4, 1, 0]
    with pytest.raises(sc.DomainError, match="no real value"):
        taylor(sc.parse("sqrt(x)^0*x"), "x", 2, {"x": -1})


def test_near_a_kink():
    assert taylor(sc.parse("abs(x)"), "x", 1, {"x": "-1e-60"}) == [1e-60, -1.0]
    assert taylor(sc.parse("where(x > 0, x, 1)"), "x", 1, {"x": "1e-60"}) == [1e-60, 1.0]


def test_a_border_that_decides_nothing():
    assert taylor(sc.parse("where(x < 1 or x < 2, x, 0)"), "x", 2, {"x": 1}) == [1.0, 1.0, 0.0]


@pytest.mark.parametrize(
    "text, x, what",
    [
        ("1/x", 0, "no real value at x = 0"),
        ("log(x)", -1, "no real value at x = -1"),
        ("sin(x)/x", 0, "no real value"),
        ("tan(x/2)", "pi", "is it a pole"),
        ("exp(1000*x)", 1, "order 0 is 1.97e434, which is beyond every double"),
    ],
)
def test_outside_of_the_domain(text, x, what):
    with pytest.raises(sc.DomainError, match=what):
        taylor(sc.parse(text), "x", 3, {"x": x})


@pytest.mark.parametrize(
    "order, at, what",
    [
        (3, {"x": 1}, "'y' has no value"),
        (3, {"y": 1}, "'x' has no value"),
        (3, {"x": 1, "y": 1, "z": 1}, "unknown variable 'z'"),
        (3, {"x": "y", "y": 1}, "which is not a number"),
        (-1, {"x": 1, "y": 1}, "whole number from 0 on"),
        (10**6, {"x": 1, "y": 1}, "ask for a lower order"),
    ],
)
def test_bad_requests(order, at, what):
    with pytest.raises(sc.SymchainError, match=what):
        taylor(sc.parse("sin(x*y)"), "x", order, at)
    with pytest.raises(sc.SymchainError, match="unknown variable 'q'"):
        taylor(sc.parse("x"), "q", 3, {"x": 1})


def test_a_condition_has_no_series():
    with pytest.raises(sc.DerivativeError, match="has no derivative"):
        taylor(sc.parse("x = 1"), "x", 3, {"x": 1})


def test_values_as_texts():
    found = taylor(sc.parse("sin(x)"), "x", 4, {"x": "pi"})
    assert found == pytest.approx([0, -1, 0, 1 / 6, 0], rel=1e-15)
    assert taylor(sc.parse("x^2"), "x", 2, {"x": "1/10"}) == [0.01, 0.2, 1.0]


def test_functions_of_the_user():
    square = sc.function("square", "t", partials=["2*t"], formula="t^2")
    expr = sc.parse("square(sin(x))", functions=[square])
    plain = sc.parse("sin(x)^2")
    assert taylor(expr, "x", 9, {"x": 0.5}) == taylor(plain, "x", 9, {"x": 0.5})


def test_the_formula_stays_as_it_is():
    expr = sc.parse("gamma(x) + tan(x)")
    before = len(expr.graph)
    taylor(expr, "x", 5, {"x": 2})
    assert len(expr.graph) == before


def test_a_deep_formula():
    x = sc.symbol("x")
    expr = x
    for _ in range(50_000):
        expr = x + expr / 2
    for _ in range(500):
        expr = x / (1 + expr)
    # the limits: y = 2*x, then the continued fraction y*(1 + y) = x
    wanted = taylor(sc.parse("(sqrt(1 + 4*x) - 1)/2"), "x", 3, {"x": 2})
    assert taylor(expr, "x", 3, {"x": 2}) == pytest.approx(wanted, rel=1e-15)


def products(text, order):
    graph = sc.parse(text).graph
    made = plan(graph, len(graph) - 1, graph.symbol("x"), order)
    with mpmath.workdps(20):
        point = {graph.symbol("x"): mpmath.mpf("0.5")}
        nodes = [*[step.node for step in made.steps], *made.fixed]
        values = dict(zip(nodes, Reference(graph, nodes).values(point), strict=True))
        return Expansion(made, values, order).products


@pytest.mark.parametrize("text", ["exp(sin(x^2))", "tanh(x)*sqrt(1 + x)/(2 + cos(x))"])
def test_cost_is_quadratic_in_the_order(text):
    counts = [products(text, order) for order in (10, 20, 40, 80)]
    for small, large in itertools.pairwise(counts):
        assert 2 < large / small < 4.1
    assert counts[-1] / counts[-2] > 3.7
    assert math.isclose(counts[-1], products(text, 80))
