"""Emitted code after the rescue against mpmath: thousands of points, both signs, log-spaced."""

import math
import random

import mpmath
import pytest

import symchain as sc
from symchain.graph.expr import Expr
from symchain.graph.graph import Graph
from symchain.graph.transfer import transfer
from symchain.graph.walk import operations
from symchain.stability.rescue import rescued
from symchain.stability.rescue.doubles import Doubles
from symchain.stability.rescue.effort import MOST, Effort
from symchain.stability.rescue.patches import Patch
from symchain.stability.rescue.samples import Samples
from symchain.stability.rescue.truth import Truth
from symchain.stability.rescue.zones import ABOVE, NEAR, Zone

ALLOWED = 16  # units in the last place, or 4 times the conditioning

mp = mpmath
TABLE = [
    ("x/(exp(x) - 1)", lambda x: x / mp.expm1(x)),
    ("(1 - cos(x))/x^2", lambda x: (1 - mp.cos(x)) / x**2),
    ("sin(x)/x", lambda x: mp.sin(x) / x),
    ("(exp(x) - 1 - x)/x^2", lambda x: (mp.exp(x) - 1 - x) / x**2),
    ("(x - sin(x))/x^3", lambda x: (x - mp.sin(x)) / x**3),
    ("(tan(x) - x)/x^3", lambda x: (mp.tan(x) - x) / x**3),
    ("1/x - 1/tan(x)", lambda x: 1 / x - 1 / mp.tan(x)),
    ("coth(x) - 1/x", lambda x: mp.coth(x) - 1 / x),
    ("x*cos(x) - sin(x)", lambda x: x * mp.cos(x) - mp.sin(x)),
    ("exp(-x)/(1 + exp(-x))^2", lambda x: 1 / (2 * mp.cosh(x / 2)) ** 2),
    ("x^2/(1 + x^4)", lambda x: x**2 / (1 + x**4)),
    ("log(x + 1) - log(x)", lambda x: mp.log(x + 1) - mp.log(x)),
    ("atan(x + 1) - atan(x)", lambda x: mp.atan(x + 1) - mp.atan(x)),
    ("x^4*exp(x)/(exp(x) - 1)^2", lambda x: x**4 * mp.exp(x) / mp.expm1(x) ** 2),
]
IDS = [text for text, _ in TABLE]


def points(count=120, seed=7):
    """Magnitudes from 1e-300 to 1e300, most of them where formulas change, of both signs."""
    generator = random.Random(seed)
    sizes = [10 ** generator.uniform(-300, 300) for _ in range(count // 8)]
    sizes += [10 ** generator.uniform(-9, 4) for _ in range(count // 2 - count // 8)]
    return [sign * size for size in sizes for sign in (1, -1)]


def derivative(function, order, x, digits):
    """A central difference, with digits to spare for every cancellation."""
    h = mp.mpf(10) ** -(digits // 6) * max(1, abs(x))
    if abs(x) > 1e-20 * h:
        h = mp.mpf(10) ** -(digits // 6) * abs(x)
    if order == 0:
        return function(x)
    if order == 1:
        return (function(x + h) - function(x - h)) / (2 * h)
    return (function(x + h) - 2 * function(x) + function(x - h)) / h**2


def truth(function, order, x):
    """The derivative at a double and its conditioning; None where there is no finite real value."""
    digits = 150 + 8 * int(abs(math.log10(abs(x)))) + int(min(abs(x), 800))
    with mp.workdps(digits):
        try:
            value = derivative(function, order, mp.mpf(x), digits)
            step = mp.mpf(10) ** -(digits // 8)
            moved = derivative(function, order, mp.mpf(x) * (1 + step), digits)
        except (ValueError, ZeroDivisionError):
            return None
        if isinstance(value, mp.mpc) or not abs(value) < mp.mpf("1.7e308"):
            return None
        return value, abs((moved - value) / (step * value)) if value else mp.mpf(0)


def failures(function, emitted, order, xs):
    """The points at which the emitted function is off by more than is allowed, with the errors."""
    found = []
    for x in xs:
        known = truth(function, order, x)
        if known is None:
            continue
        value, conditioning = known
        unit = math.ulp(max(abs(float(value)), 2.0**-1022))
        if abs(value) < 2.0**-1022:
            unit = 2.0**-1022
        try:
            error = abs(mp.mpf(emitted(x)) - value) / unit
        except (ValueError, ZeroDivisionError, OverflowError):
            error = math.inf
        if not error <= max(ALLOWED, 4 * conditioning):
            found.append((x, float(error), float(conditioning)))
    return found


def rescue(text, order=0):
    """The function of x that emitted code computes after the rescue, and its node."""
    formula = sc.parse(text)
    formula = formula.diff("x", order) if order else formula
    return Expr(formula.graph, rescued(formula.graph, [formula.node])[0])


@pytest.mark.parametrize(
    ("text", "function", "order"),
    [(*row, order) for i, row in enumerate(TABLE) for order in range(2 + (i % 3 == 0))],
    ids=[f"{text} {order}" for i, text in enumerate(IDS) for order in range(2 + (i % 3 == 0))],
)
def test_values_and_derivatives_hold_over_all_doubles(text, function, order):
    emitted = sc.compile(rescue(text, order), emit=["value"]).value
    assert not failures(function, emitted, order, points())


def test_a_removable_singularity_has_its_limit():
    for text, limit in (("sin(x)/x", 1.0), ("(1 - cos(x))/x^2", 0.5), ("x/(exp(x) - 1)", 1.0)):
        assert sc.compile(rescue(text), emit=["value"]).value(0.0) == limit


def test_the_same_nodes_every_time():
    assert str(rescue("x/(exp(x) - 1)", 1)) == str(rescue("x/(exp(x) - 1)", 1))


@pytest.mark.parametrize(
    "text",
    ["x*y + z", "exp(-x^2/2)", "sin(x)*cos(y)", "sqrt(x^2 + y^2 + 1)", "x^3 - 2*x + 1", "log(x)/x",
     "exp(x*y) + w", "a*sin(b*x + c)"],
)  # fmt: skip
def test_what_holds_stays_as_it_is(text):
    formula = sc.parse(text)
    nodes = [formula.node, *[slope.node for slope in sc.gradient(formula).values()]]
    assert rescued(formula.graph, nodes) == nodes


def test_a_part_of_several_variables_is_rescued_on_the_axis_of_what_it_depends_on():
    formula = sc.parse("h*nu^3/(exp(h*nu/(k*T)) - 1)")
    nodes = [formula.node, *[slope.node for slope in sc.gradient(formula).values()]]
    fixed = [Expr(formula.graph, node) for node in rescued(formula.graph, nodes)]
    emitted = sc.compile(fixed, variables=["h", "nu", "k", "T"], emit=["value"]).value

    def planck(h, nu, k, temperature):
        return h * nu**3 / mp.expm1(h * nu / (k * temperature))

    generator = random.Random(3)
    for _ in range(100):
        point = [10 ** generator.uniform(-3, 3) for _ in range(4)]
        with mp.workdps(60):
            exact = [planck(*map(mp.mpf, point))]
            for i in range(4):
                near = [mp.mpf(v) for v in point]
                near[i] *= 1 + mp.mpf(10) ** -20
                exact.append((planck(*near) - exact[0]) / (near[i] - point[i]))
            sensitive = 20 + 40 * point[0] * point[1] / point[2] / point[3]
            for found, value in zip(emitted(*point), exact, strict=True):
                if abs(value) > 1e-300:
                    assert abs(found - value) <= abs(value) * sensitive * 2.0**-52


def test_a_large_graph_is_left_alone():
    graph = Graph()
    x = graph.symbol("x")
    node = x
    for i in range(4_000):
        node = graph.add(graph.multiply(node, x), graph.constant(i % 7 + 1))
    assert rescued(graph, [node]) == [node]
    assert transfer(graph, [node], graph) == [node]


def test_a_pole_of_even_order_is_no_hole():
    formula = sc.parse("bose(x)*bose(-x)")
    assert rescued(formula.graph, [formula.node]) == [formula.node]


def test_repairs_at_most_double_a_graph_of_many_of_them():
    terms = [f"cos({k}*acos(2*x{i} - 1))" for k in range(1, 6) for i in range(1, 7)]
    formula = sc.parse(" + ".join(terms))
    nodes = [formula.node, *[slope.node for slope in sc.gradient(formula).values()]]
    before = operations(formula.graph, nodes)
    found = rescued(formula.graph, nodes)
    assert found != nodes
    assert operations(formula.graph, found) <= 2 * before


def test_a_zero_at_no_special_place_is_left_alone():
    formula = sc.parse("cos(3*x + 1) - exp(x)/7")
    assert rescued(formula.graph, [formula.node]) == [formula.node]


def test_a_difference_that_vanishes_as_a_cube_takes_one_short_polynomial():
    formula = sc.parse("x - tanh(x)")
    (found,) = rescued(formula.graph, [formula.node])
    assert operations(formula.graph, [found]) < 40  # of degree 15 in x


@pytest.mark.parametrize("text", ["x^2*exp(-x)", "x^3*exp(x)", "x*exp(2 - 3*x)", "x^4*exp(-x)*2"])
def test_what_is_too_large_stays_so(text):
    f = sc.compile(sc.parse(text))
    way = -1.0 if "-x" in text or "- 3*x" in text else 1.0  # in which it grows
    for size in (1e3, 1e4, 1e100):
        with pytest.raises(OverflowError):
            f.value(way * size)
        assert f.value_and_gradient(-way * size) == (0.0, (0.0,))


def test_values_of_functions_are_shared_between_formulas():
    f = sc.parse("exp(x) - 1 - x")
    g = sc.parse("(exp(x) - 1)/x")
    effort = Effort()
    point = mpmath.mpf("0.3")
    truths = [Truth(h.graph, h.node, h.graph.symbol("x"), effort) for h in (f, g)]
    first = truths[0].at(point, 50)
    spent = effort.spent
    second = truths[1].at(point, 50)
    assert effort.spent - spent < spent / 2
    with mpmath.workdps(45):
        assert mpmath.almosteq(first, mpmath.expm1(point) - point, mpmath.mpf(10) ** -40)
        assert mpmath.almosteq(second, mpmath.expm1(point) / point, mpmath.mpf(10) ** -40)


def test_a_search_in_vain_leaves_most_of_the_effort_to_others():
    effort = Effort()
    effort.begin()
    while not effort.is_over:
        effort.spend(1_000, 50)
    first = effort.spent
    effort.begin()
    assert not effort.is_over
    while not effort.is_over:
        effort.spend(1_000, 50)
    assert first <= effort.spent - first + 2_000
    while effort.spent < MOST:
        effort.spend(1_000, 50)
    effort.begin()
    effort.spend(1_000, 50)
    assert effort.is_over


def test_what_a_choice_gives_is_what_its_node_gives():
    graph = Graph()
    x = graph.symbol("x")
    near, beyond = Zone(NEAR, (1, 2)), Zone(ABOVE, (3, 1))
    base, first, second = graph.constant(1), graph.multiply(x, x), graph.negate(x)
    taken = [Patch(near, first, 1), Patch(beyond, second, 1)]
    node = graph.where(near.condition(graph, x), first, base)
    node = graph.where(beyond.condition(graph, x), second, node)
    doubles, samples = Doubles(graph, node, x), Samples(graph, x)
    for point in (-4.0, -0.5, -0.25, 0.0, 0.5, 1.0, 3.0, 3.5):
        assert samples.chosen(base, taken, point) == doubles.value(point)
