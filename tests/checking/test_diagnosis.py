"""Points of curves and systems: regular, off, or singular, and what is offered there."""

import math

import pytest

import symchain as sc

INF = math.inf
# equation, point, kind, slopes of the branches (by hand: any text on plane curves)
POINTS = [
    ("x^2 + y^2 = 1", "0.6 0.8", "regular", None),
    ("x^2 + y^2 = 1", "sqrt(2)/2 sqrt(2)/2", "regular", None),
    ("x^2 + y^2 = 1", "1 0", "vertical tangent", None),
    ("y^3 = x", "0 0", "vertical tangent", None),
    ("x^2 + y^2 = 1", "0.6 0.81", "off the curve", None),
    ("x^2 + y^2 = 1", "3 3", "off the curve", None),
    ("y^2 = x^2*(x + 1)", "0 0", "node", [1, -1]),
    ("y^2 = 3*x^2 + x^3", "0 0", "node", [math.sqrt(3), -math.sqrt(3)]),
    ("(y - 2)^2 = (x - 1)^2*x", "1 2", "node", [1, -1]),
    ("x^3 + y^3 = 3*x*y", "0 0", "node", [INF, 0]),
    ("x*y = 0", "0 0", "node", [INF, 0]),
    ("(x^2 + y^2)^2 = 2*(x^2 - y^2)", "0 0", "node", [1, -1]),
    ("sin(x)*sin(y) = 0", "pi pi", "node", [INF, 0]),
    ("y^2 = x^3", "0 0", "cusp", [0]),
    ("x^2 = y^3", "0 0", "cusp", [INF]),
    ("(y - x)^2 = x^3", "0 0", "cusp", [1]),
    ("x^2 + y^2 = x^3", "0 0", "isolated point", []),
    ("y^2 = x^2*(x - 1)", "0 0", "isolated point", []),
    ("y^2 = x^4", "0 0", "undecided", [0]),
    ("(x^2 + y^2)^2 = x*(x^2 - 3*y^2)", "0 0", "multiple point", [INF, 3**-0.5, -(3**-0.5)]),
    ("y^3 = x^3 + x^4", "0 0", "multiple point", [1]),
    ("x^4 + y^4 = x^5", "0 0", "isolated point", []),
    ("x^6 + y^6 = 0", "0 0", "undecided", []),
    ("sqrt(x) + sqrt(y) = 1", "0 1", "not smooth", None),
]


@pytest.mark.parametrize(("equation", "point", "kind", "slopes"), POINTS)
def test_kinds_of_points(equation, point, kind, slopes):
    at = dict(zip("xy", point.split(), strict=True))
    found = sc.implicit(equation, "y", "x").at(at)
    assert found.kind == kind, found.message
    if slopes is not None:
        assert found.slopes["x"] == pytest.approx(slopes, abs=1e-15)
    has_value = found.values["y"]["x"] is not None
    assert has_value == (kind == "regular")


def test_a_vertical_tangent_offers_the_other_derivative():
    found = sc.implicit("(x - 1)^2 + y = 2*y^2 + x", "y", "x").at({"y": "0.25", "x": _root()})
    assert found.kind == "vertical tangent"
    assert found.inverse == {"x": {"y": 0.0}}
    assert found.message == "F_y = 0; vertical tangent over x: dx/dy = 0"


def _root():
    return "(3 - sqrt(9 - 4*(1 + 1/8)))/2"


def test_a_point_off_the_curve_states_the_distance_and_where_the_curve_is():
    found = sc.implicit("x^2 + y^2 = 1", "y").at({"x": 0.6, "y": 0.81})
    assert found.distance == pytest.approx(0.0161)
    assert found.nearby == {"y": 0.8}
    assert found.message == (
        "the point is not on the curve: |F| = 0.0161; with the other variables as given, "
        "the curve passes y = 0.8"
    )


def test_rounded_points_count_as_on_the_curve():
    found = sc.implicit("x^2 + y^2 = 1", "y").at({"x": 0.28, "y": 0.96})
    assert found.kind == "regular"
    rounded = sc.implicit("y*exp(y) = x", "y").at({"x": 1, "y": 0.5671432904097838})
    assert rounded.values["y"]["x"] == pytest.approx(
        1 / (1 + 0.5671432904097838) / math.exp(0.5671432904097838)
    )


POLAR = (["r*cos(t) = x", "r*sin(t) = y"], ["r", "t"])


def test_systems_state_the_condition_number():
    found = sc.implicit(*POLAR).at({"r": 2, "t": "pi/2", "x": 0, "y": 2})
    assert found.kind == "regular"
    assert found.values == {"r": {"x": 0, "y": 1}, "t": {"x": -0.5, "y": 0}}
    assert found.condition == pytest.approx(1)  # every row scaled to length 1


def test_singular_systems_offer_an_exchange():
    found = sc.implicit(["u + v = x", "u^2 + v^2 = z"], ["u", "v"]).at(
        {"u": 1, "v": 1, "x": 2, "z": 2}
    )
    assert found.kind == "singular"
    assert found.inverse == {"x": {"u": 0, "v": 0}, "z": {"u": 0, "v": 0}}
    assert found.values["u"] == {"x": None, "z": None}


def test_bad_condition_is_said():
    found = sc.implicit(["u + v = x", "u + (1 + 1e-11)*v = z"], ["u", "v"]).at(
        {"u": 0, "v": 0, "x": 0, "z": 0}
    )
    assert found.condition == pytest.approx(4e11, rel=1e-3)
    assert found.message.startswith("badly conditioned: in doubles about 11 digits are lost")


WRONG = [
    ({"x": 1}, "'y' has no value"),
    ({"x": 1, "y": 0, "z": 1}, "unknown variable 'z'"),
    ({"x": 1, "y": "a"}, "which is not a number"),
    ({"x": -1, "y": 1}, "no real value at x = -1.0, y = 1.0"),
]


@pytest.mark.parametrize(("at", "message"), WRONG, ids=str)
def test_mistakes_are_named(at, message):
    with pytest.raises(sc.SymchainError, match=message):
        sc.implicit("log(x) + y = 1", "y").at(at)
