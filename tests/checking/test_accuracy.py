"""Errors in ulp all over the domain: truth from mpmath, errors that are planted, pictures."""

import math
import os
import pathlib
import xml.etree.ElementTree as ElementTree
from itertools import islice

import mpmath
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import symchain as sc
from symchain.checking.accuracy import LIGHT, Meter, Profile, measured
from symchain.checking.compare import Subject
from symchain.checking.losses import Accuracy, Sample
from symchain.checking.modules import generate_checked
from symchain.checking.probes import Problem
from symchain.display import losses
from symchain.evaluation.places import Places, delicate_nodes
from symchain.evaluation.reference import Reference
from symchain.graph.walk import reachable

GOLDEN = pathlib.Path(__file__).parent / "golden_accuracy"


def reference(text):
    expr = sc.parse(text)
    names = [variable.node for variable in expr.variables]
    return Reference(expr.graph, [expr.node]), names


# Closed forms that lose no digits where the formula does, worked out in mpmath at 1,400 digits.
SLOPES = [
    ("tanh(x)", lambda x: mpmath.sech(x) ** 2),
    ("sin(x)/x", lambda x: (x * mpmath.cos(x) - mpmath.sin(x)) / x**2),
    (
        "x/(exp(x) - 1)",
        lambda x: (mpmath.expm1(x) - x * mpmath.exp(x)) / mpmath.expm1(x) ** 2,
    ),
    ("sqrt(x^2 + 1) - abs(x)", lambda x: x / mpmath.sqrt(x**2 + 1) - mpmath.sign(x)),
    ("(x - sin(x))/x^3", lambda x: ((1 - mpmath.cos(x)) * x - 3 * (x - mpmath.sin(x))) / x**4),
    ("exp(700) + sin(x)", mpmath.cos),
    ("atan(x)", lambda x: 1 / (1 + x**2)),
    (
        "(exp(x) - exp(-x))/2 - (exp(2*x) - exp(x))",
        lambda x: mpmath.cosh(x) - 2 * mpmath.exp(2 * x) + mpmath.exp(x),
    ),
    ("cos(x) - sech(x)", lambda x: mpmath.sech(x) * mpmath.tanh(x) - mpmath.sin(x)),
]
POINTS = (1e-300, -1e-200, 2.5e-9, 0.7, -20.0, 300.0, 1e150, -1e300)


@pytest.mark.parametrize("x", POINTS)
@pytest.mark.parametrize("text, slope", SLOPES, ids=[text for text, _ in SLOPES])
def test_slopes_are_right_to_the_last_bit_at_any_size(text, slope, x):
    made, (node,) = reference(text)
    got = made.slope({node: x}, {node: 1.0})
    if got != got:  # beyond exp of every double, or sin of an argument with very many digits
        assert x < -1e200 or abs(x) > 200
        return
    with mpmath.workdps(2_400):
        assert float(got) == float(slope(mpmath.mpf(x)))


CURVATURES = [
    ("tanh(x)", lambda x: -2 * mpmath.tanh(x) * mpmath.sech(x) ** 2),
    ("exp(x)", mpmath.exp),
    ("1/(1 + x^2)", lambda x: (6 * x**2 - 2) / (1 + x**2) ** 3),
]


@pytest.mark.parametrize("x", (1e-300, -3e-9, 0.7, 19.0, -300.0))
@pytest.mark.parametrize("text, bend", CURVATURES, ids=[text for text, _ in CURVATURES])
def test_curvatures_are_right_to_the_last_bit_at_any_size(text, bend, x):
    made, (node,) = reference(text)
    got = made.curvature({node: x}, {node: 1.0}, {node: 1.0})
    with mpmath.workdps(1_400):
        assert float(got) == float(bend(mpmath.mpf(x)))


@pytest.mark.parametrize(
    "text, value, slope, bend",
    [
        ("sin(x)/x", 1, 0, -1 / 3),
        ("x/(exp(x) - 1)", 1, -0.5, 1 / 6),
        ("(1 - cos(x))/x^2", 0.5, 0, -1 / 12),
        ("(1 - cos(x))/x", 0, 0.5, 0),
        ("x^2*exp(x)", 0, 0, 2),
        ("(exp(x) - 1 - x)/x^2", 0.5, 1 / 6, 1 / 12),
    ],
)
def test_at_a_removable_singularity_the_truth_is_the_limit(text, value, slope, bend):
    made, (node,) = reference(text)
    at, along = {node: 0.0}, {node: 1.0}
    found = made.limit(at), made.slope(at, along), made.curvature(at, along, along)
    assert [float(number) for number in found] == [value, slope, bend]


@pytest.mark.parametrize("text", ["1/x", "1/x^2", "x/abs(x)", "log(x)", "sqrt(x - 1)"])
def test_where_there_is_no_limit_there_is_no_truth(text):
    made, (node,) = reference(text)
    assert mpmath.isnan(made.limit({node: 0.0}))


@pytest.mark.parametrize("text", ["abs(x)", "max(x, 2*x)", "heaviside(x)", "sqrt(x)"])
def test_at_a_kink_or_a_jump_there_is_no_slope(text):
    made, (node,) = reference(text)
    assert mpmath.isnan(made.slope({node: 0.0}, {node: 1.0}))


@pytest.mark.parametrize("text", ["(exp(x) - exp(-x))/2", "log((1 + x)/(1 - x))/2", "cos(x)*x"])
def test_values_are_right_where_digits_cancel_alike_on_both_sides(text):
    made, (node,) = reference(text)
    assert float(made.limit({node: -6e-257})) == -6e-257


def test_at_large_numbers_the_slope_is_not_that_of_a_long_chord():
    made, (node,) = reference("sin(x)/x")
    x = 2.0743821529056037e100
    with mpmath.workdps(400):
        truth = float(mpmath.cos(x) / x - mpmath.sin(x) / mpmath.mpf(x) ** 2)
    assert float(made.slope({node: x}, {node: 1.0})) == truth


def test_a_limit_that_depends_on_the_direction_is_none():
    made, nodes = reference("x*y/(x^2 + y^2)")
    assert mpmath.isnan(made.limit(dict.fromkeys(nodes, 0.0)))


# ---- places


def places(text, ranges=None, decades=16):
    expr = sc.parse(text)
    nodes = [variable.node for variable in expr.variables]
    return Places(expr.graph, [expr.node], nodes, ranges or {}, decades)


def test_places_are_of_every_size_and_the_same_again():
    found = [tuple(point.values()) for point in islice(places("x^2", decades=300), 400)]
    assert found == [tuple(point.values()) for point in islice(places("x^2", decades=300), 400)]
    assert len(set(found)) == 400
    sizes = [abs(x) for (x,) in found if x]
    assert min(sizes) < 1e-290 and max(sizes) > 1e290
    assert sum(0.1 < size < 10 for size in sizes) > 40
    assert (0.0,) in found and (1.0,) in found
    assert any(x < 0 for (x,) in found) and any(x > 0 for (x,) in found)


@settings(max_examples=60, deadline=None)
@given(
    st.floats(-1e6, 1e6), st.floats(0, 1e6), st.sampled_from(["x*y", "sqrt(x) - y", "x/(x - y)"])
)
@example(0.0, 2.2e-311, "x*y")
@example(-5e-324, 5e-324, "x*y")
def test_places_stay_within_the_ranges(low, width, text):
    for point in islice(places(text, {"x": (low, low + width), "y": ("log", 2, 5)}), 60):
        x, y = point.values()
        assert low <= x <= low + width and 2 <= y <= 5 + 1e-14


def test_places_satisfy_what_is_assumed():
    expr = sc.model("assume x > 0, y > x\nassume n integer\nf = log(x) + y*n").outputs["f"]
    nodes = [expr.graph.symbol(name) for name in ("x", "y", "n")]
    found = list(islice(Places(expr.graph, [expr.node], nodes, {}, 16), 100))
    assert len(found) == 100
    for x, y, n in [point.values() for point in found]:
        assert x > 0 and y > x and n == round(n)


def test_few_whole_numbers_end():
    found = list(places("n*1.5", {"n": ("int", 0, 3)}))
    assert [tuple(point.values()) for point in found] and len(found) <= 4


@pytest.mark.parametrize(
    "text, zero",
    [("1/(x - 3)", 3), ("log(x^2 - 2)", math.sqrt(2)), ("x/(exp(x) - 5)", math.log(5))],
)
def test_places_come_close_to_where_digits_are_lost(text, zero):
    near = {
        round(math.log10(abs(x - zero)))
        for point in islice(places(text), 200)
        for x in point.values()
        if 0 < abs(x - zero) < 0.1
    }
    assert {-2, -5, -8, -11} <= near or len(near) > 10


def test_delicate_nodes_are_differences_denominators_and_arguments():
    expr = sc.parse("log(x + 1)/sin(x)")
    order = reachable(expr.graph, [expr.node])
    nodes = delicate_nodes(expr.graph, order, [v.node for v in expr.variables])
    assert {str(sc.Expr(expr.graph, node)) for node in nodes} == {"x + 1", "sin(x)"}


# ---- planted errors


def one(text, run, profile=LIGHT, ranges=None):
    """What is measured of a function that ought to be a formula's value."""
    expr = sc.parse(text)
    nodes = {variable.name: variable.node for variable in expr.variables}
    problem = Problem(["f"], nodes, True)
    subject = Subject("value", {"value": 1}, lambda point: [run(*point)])
    found = measured(
        [subject], expr.graph, [expr.node], problem, list(nodes.values()), ranges or {}, profile
    )
    assert found is not None
    return found


def moved(value, count):
    for _ in range(count):
        value = math.nextafter(value, math.inf)
    return value


@pytest.mark.parametrize("count", [0, 1, 7, 14, 18, 1000])
def test_an_error_of_so_many_ulp_is_reported_as_such(count):
    found = one("exp(x)", lambda x: moved(math.exp(x), count), ranges={"x": (0.5, 0.9)})
    (losses_of,) = found.each()
    assert abs(losses_of.median - count) <= 1
    assert losses_of.failing == (len(losses_of.samples) if count > 16 else 0)


def test_an_error_at_one_place_is_found_there():
    found = one("x^2 + 1", lambda x: x * x + 1 if x != 1 else 2.0 + 2**-42)
    (losses_of,) = found.each()
    assert losses_of.worst.point == {"x": 1.0} and losses_of.worst.ulps == 512
    assert losses_of.failing == 1 and "worst 512 ulp (value at x = 1.0)" in found.summary()


def test_sensitivity_of_the_function_is_no_failure():
    (losses_of,) = one("x^2 - 2*y", lambda x, y: x * x - 2 * y, Profile(300, 16, 10**6)).each()
    assert losses_of.failing == 0
    assert any(sample.is_sensitive for sample in losses_of.samples)
    assert losses_of.worst.ulps <= 16  # the largest of its own errors


def test_no_number_and_the_wrong_sign_are_told_apart():
    broken = one("x + 1", lambda x: math.nan if x == 1 else x + 1)
    assert [each.broken for each in broken.each()] == [1]
    wrong = one("exp(x)", lambda x: -math.exp(x), ranges={"x": (1, 2)})
    (losses_of,) = wrong.each()
    assert losses_of.broken == len(losses_of.samples)


def test_a_function_may_refuse_where_a_part_of_it_has_no_value():
    expr = sc.parse("sqrt(x)")
    meter = Meter(
        expr.graph,
        [expr.node],
        Problem(["f"], {"x": expr.variables[0].node}, True),
        [expr.variables[0].node],
        ["value", "gradient"],
    )
    compiled = sc.compile(expr)
    both = Subject(
        "both",
        {"value": 1, "gradient": 1},
        lambda point: [
            compiled.value_and_gradient(*point)[0],
            *compiled.value_and_gradient(*point)[1],
        ],
    )
    assert not meter.measure([both], [{expr.variables[0].node: 0.0}]).outputs
    value = Subject("value", {"value": 1}, lambda point: [compiled.value(*point)])
    assert meter.measure([value], [{expr.variables[0].node: 0.0}]).outputs


def test_of_large_formulas_fewer_results_are_asked_for():
    text = " + ".join(f"sin(x{i}*y)" for i in range(200))
    expr = sc.parse(text)
    nodes = [variable.node for variable in expr.variables]
    problem = Problem(["f"], {v.name: v.node for v in expr.variables}, True)
    meter = Meter(expr.graph, [expr.node], problem, nodes, ["value", "gradient"])
    assert meter.fit(Profile(24, 16, 100_000)) == 4
    assert 0 < sum(len(probes) for probes in meter.probes.values()) < 9
    again = Meter(expr.graph, [expr.node], problem, nodes, ["value", "gradient"])
    assert again.fit(Profile(9, 9, 99)) == 4
    assert [len(probes) for probes in again.probes.values()] == [1, 1]


def test_formulas_that_are_too_large_are_not_measured():
    text = " + ".join(f"sin(x{i}*y)" for i in range(1500))
    _, verdict = generate_checked(sc.parse(text), emit=["value"], engines=())
    assert verdict.passed and verdict.accuracy is None
    assert any("too large" in note for note in verdict.notes)


# ---- what a user is told


def test_a_planted_cancellation_warns_with_the_place():
    formula = "gamma(2 + x) - 1"
    _, verdict = generate_checked(sc.parse(formula), ranges={"x": (1e-8, 1e-7)}, engines=())
    assert verdict.passed and any("value is wrong beyond 1e-9" in w for w in verdict.warnings())
    assert "x = " in verdict.warnings()[0] and "--range" in verdict.warnings()[-1]
    _, verdict = generate_checked(sc.parse("x^3"), ranges={"x": (1e-8, 1e-7)}, engines=())
    assert verdict.passed and not verdict.warnings()


def test_the_verdict_says_how_accurate_the_functions_are():
    _, verdict = generate_checked(sc.parse("exp(x*y) + w"), engines=())
    assert "; accuracy at " in verdict.summary() and "median 0 ulp" in verdict.summary()
    figures = verdict.as_dict()["accuracy"]
    assert set(figures["outputs"]) == {"value", "d/dx", "d/dy", "d/dw"}
    assert figures["outputs"]["value"]["failing"] == 0 and figures["warnings"] == []


# ---- pictures


def planted():
    """Samples with errors that are known: more lost the smaller x is."""
    found = Accuracy()
    for k in range(-8, 9):
        for sign in (1, -1):
            x = sign * 10.0**k
            ulps = 2.0 ** (-4 * k) if k < 0 else 0.5
            found.add("value", Sample({"x": x}, x + 1, x, ulps, ulps > 1e3))
    found.add("value", Sample({"x": 0.0}, math.nan, 1.0, math.inf, True))
    found.add("d/dx & <y>", Sample({"x": 2.0}, 1.0, 1.0, 0.0, False))
    return found


def agrees_with_golden(name, text):
    path = GOLDEN / name
    if os.environ.get("SYMCHAIN_UPDATE_GOLDEN"):
        path.write_text(text)
    assert text == path.read_text()


def test_the_picture_as_text():
    text = losses.picture(planted())
    agrees_with_golden("planted.txt", text)
    assert max(map(len, text.splitlines())) <= 80


def test_the_picture_as_a_drawing():
    text = losses.picture(planted(), drawn=True)
    agrees_with_golden("planted.svg", text)
    root = ElementTree.fromstring(text)
    circles = [element for element in root.iter() if element.tag.endswith("circle")]
    assert len(circles) == 36 + 2  # every sample, and a ring around the worst of each output


def test_without_a_measurement_there_is_no_picture():
    with pytest.raises(sc.SymchainError, match="no picture"):
        losses.picture(None)
