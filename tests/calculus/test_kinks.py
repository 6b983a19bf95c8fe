"""Derivatives at kinks, ties, borders and beside branches that are not taken: by every way there is.

The slopes of the tables are those of a person with a pencil; the laws hold them against one-sided
differences of the formula at 50 digits.
"""

import itertools
import math

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import symchain as sc
from symchain.calculus.kinks import KINKS
from symchain.checking import check_module, evaluate_matrix, evaluate_slopes
from symchain.errors import SymchainError
from symchain.evaluation.floats import Tape
from symchain.evaluation.reference import Reference
from symchain.graph.walk import variables

THIRD = 1 / 3
# formula, point, slopes in the order of the variables' names
MEAN = [
    # ties
    ("abs(x)", {"x": 0}, [0]),
    ("abs(x)^3", {"x": 0}, [0]),
    ("abs(x - 2)", {"x": 2}, [0]),
    ("x*abs(x)", {"x": 0}, [0]),
    ("max(x, 0)", {"x": 0}, [0.5]),
    ("max(x, y)", {"x": 2, "y": 2}, [0.5, 0.5]),
    ("min(x, y)", {"x": 2, "y": 2}, [0.5, 0.5]),
    ("max(x, 2*x, 3*x)", {"x": 0}, [2]),
    ("min(x, 2*x, 3*x)", {"x": 0}, [2]),
    ("max(x, 2*x, 3*x, 10*x)", {"x": 0}, [4]),
    ("max(x, exp(x) - 1, ((x + 1)^2 - 1)/2)", {"x": 0}, [1]),
    ("max(x, y, z)", {"x": 1, "y": 1, "z": 1}, [THIRD, THIRD, THIRD]),
    ("min(x, y, z)", {"x": 1, "y": 1, "z": 1}, [THIRD, THIRD, THIRD]),
    ("max(max(x, y), z)", {"x": 1, "y": 1, "z": 1}, [THIRD, THIRD, THIRD]),
    ("max(x, max(y, z))", {"x": 1, "y": 1, "z": 1}, [THIRD, THIRD, THIRD]),
    ("max(x, y, z)", {"x": 1, "y": 0, "z": 1}, [0.5, 0, 0.5]),
    ("max(x, y, z)", {"x": 0, "y": 1, "z": 1}, [0, 0.5, 0.5]),
    ("max(x, y, z)", {"x": 1, "y": 1, "z": 0}, [0.5, 0.5, 0]),
    ("max(max(w, x), max(y, z))", dict.fromkeys("wxyz", 3), [0.25] * 4),
    ("max(max(x, y), max(x, z))", dict.fromkeys("xyz", 3), [THIRD] * 3),
    ("max(x, x, y)", {"x": 1, "y": 1}, [0.5, 0.5]),
    ("max(x, y, x)", {"x": 1, "y": 1}, [0.5, 0.5]),
    ("max(x, min(x, y))", {"x": 1, "y": 1}, [1, 0]),
    ("min(x, max(y, x))", {"x": 1, "y": 1}, [1, 0]),
    ("max(x, y) + min(x, y)", {"x": 1, "y": 1}, [1, 1]),
    ("max(x, -x)", {"x": 0}, [0]),
    ("relu(x) - relu(-x)", {"x": 0}, [1]),
    ("relu(x)", {"x": 0}, [0.5]),
    ("clip(x, 0, 1)", {"x": 0}, [0.5]),
    ("clip(x, 0, 1)", {"x": 1}, [0.5]),
    ("clip(x, 1, 1)", {"x": 1}, [0]),
    ("clip(x, y, z)", dict.fromkeys("xyz", 2), [0, 0.5, 0.5]),
    ("max(sin(x), x)*exp(x)", {"x": 0}, [1]),
    ("abs(max(x, 2*x))", {"x": 0}, [0]),
    # equalities
    ("where(x == 0, 0, x)", {"x": 0}, [1]),
    ("where(x != 0, x, 0)", {"x": 0}, [1]),
    ("where(not x == 0, x, 0)", {"x": 0}, [1]),
    ("where(x == 0 or x == 1, x^2, x^2)", {"x": 1}, [2]),
    ("where(x == 0 or x == 1, 0, x^2 - x)", {"x": 1}, [1]),
    ("where(x == 2 and y == 1, 2, x*y)", {"x": 2, "y": 1}, [1, 2]),
    ("where(2*x == y + 1, 3, x + 2*y)", {"x": 1, "y": 1}, [1, 2]),
    ("where(sin(x) == 0, 0, sin(x))", {"x": 0}, [1]),
    ("where(x == 0, 0, relu(x))", {"x": 0}, [0.5]),
    ("where(x == y, x, max(x, y))", {"x": 1, "y": 1}, [0.5, 0.5]),
    ("where(x == 0, 0, where(x == 0, 5, 3*x))", {"x": 0}, [3]),
    ("where(abs(x) == x, x, 0)", {"x": 2}, [1]),
    ("where(abs(x) == x, x, 0)", {"x": -2}, [0]),
    ("where(max(x, 0) == 0, 0, x)", {"x": -1}, [0]),
    ("where(floor(x) == 2, x^2, 0)", {"x": 2.5}, [5]),
    ("where(sign(x) == 1, x^2, 0)", {"x": 3}, [6]),
    ("where(x == 0, 1, sin(x)/x)", {"x": 0}, [0]),
    ("where(x != 0, sin(x)/x, 1)", {"x": 0}, [0]),
    # holes that an equality fills
    ("where(x == 0, 1, (exp(x) - 1)/x)", {"x": 0}, [0.5]),
    ("where(x != 0, (exp(x) - 1)/x, 1)", {"x": 0}, [0.5]),
    ("where(not x == 0, (exp(x) - 1)/x, 1)", {"x": 0}, [0.5]),
    ("where(x == 1, 1, log(x)/(x - 1))", {"x": 1}, [-0.5]),
    ("where(x == 1, 2, (x^2 - 1)/(x - 1))", {"x": 1}, [1]),
    ("where(x == y, 1/x, (log(x) - log(y))/(x - y))", {"x": 2, "y": 2}, [-1 / 8, -1 / 8]),
    ("where(x == 0, y, (exp(x*y) - 1)/x)", {"x": 0, "y": 3}, [4.5, 1]),
    ("where(2*x == y, 1, sin(y - 2*x)/(y - 2*x))*x", {"x": 1, "y": 2}, [1, 0]),
    ("where(x^2 + y^2 == 0, 1, (exp(x^2 + y^2) - 1)/(x^2 + y^2))", {"x": 0, "y": 0}, [0, 0]),
    ("exp(where(x == 0, 1/2, (1 - cos(x))/x^2))*x", {"x": 0}, [math.exp(0.5)]),
    ("where(x == 0, 2, sin(x)/x)", {"x": 0}, [0]),  # a jump: the branch of the tie
    # borders
    ("where(x > 0, x, 0)", {"x": 0}, [0.5]),
    ("where(x >= 0, x, 0)", {"x": 0}, [0.5]),
    ("where(0 > x, 0, x)", {"x": 0}, [0.5]),
    ("where(not x > 0, 0, x)", {"x": 0}, [0.5]),
    ("where(x > 0, x^2, -x)", {"x": 0}, [-0.5]),
    ("where(x > 0, x^2, 0)", {"x": 0}, [0]),
    ("where(x > 0, x, exp(x) - 1)", {"x": 0}, [1]),
    ("where(x > 1, log(x), 0)", {"x": 1}, [0.5]),
    ("where(x > y, x, y)", {"x": 3, "y": 3}, [0.5, 0.5]),
    ("where(x + y < 1, 0, x + y - 1)", {"x": 0.25, "y": 0.75}, [0.5, 0.5]),
    ("where(x > y^2, x*y, y^3)", {"x": 4, "y": 2}, [1, 8]),
    ("where(x^2 > 0, x, 0)", {"x": 1}, [1]),
    ("piecewise(x < 0, -x, x < 1, 2*x, x + 1)", {"x": 0}, [0.5]),
    ("piecewise(x < 0, -x, x < 1, 2*x, x + 1)", {"x": 1}, [1.5]),
    ("where(max(x, 0) > 0, x, 0)", {"x": -1}, [0]),
    ("where(x > 0, x + 1, 0)", {"x": 0}, [0]),  # a jump: the branch that is taken
    ("where(x > 0, sqrt(x), 0)", {"x": 0}, [0]),
    # steps
    ("floor(x)", {"x": 0.5}, [0]),
    ("sign(x)", {"x": 2}, [0]),
    ("x*floor(x)", {"x": 2.5}, [2]),
    # powers
    ("cbrt(x)", {"x": -8}, [1 / 12]),
    ("root(x, 3)", {"x": -8}, [1 / 12]),
    ("cbrt(x)^2", {"x": -8}, [-THIRD]),
]
# the same of what is not taken
APART = [
    ("where(x > 0, sqrt(x), 0)", {"x": -1}, [0]),
    ("where(x > 0, log(x), 0)", {"x": 0}, [0]),
    ("where(x > 0, log(x), 0) + where(x > 1, log(x), 0)", {"x": 0}, [0]),
    ("where(x > 0, log(x), 0)*where(x > 1, log(x), 2)", {"x": 0}, [0]),
    ("exp(where(x > 0, 1/x, 0))", {"x": 0}, [0]),
    ("x + where(x > 0, x*log(x), 0)^2", {"x": -1}, [1]),
    ("where(x > 1, log(x), where(x > 0, 2*log(x), 0))", {"x": 0}, [0]),
    ("where(x > 3, log(x), where(x > 2, sqrt(x), where(x > 1, 1/x, x)))", {"x": 0}, [1]),
    ("where(x < 5, 1, exp(x)) + where(x < 6, 2, exp(2*x))", {"x": -1000}, [0]),
    ("where(x < 5, exp(x), 1) + where(x < 6, exp(2*x), 2)", {"x": 1000}, [0]),
    ("where(x > 0, sqrt(x)*y, y^2)", {"x": -1, "y": 3}, [0, 6]),
    ("where(x > 0 and y > 0, sqrt(x*y), 0)", {"x": -1, "y": 3}, [0, 0]),
    ("where(x > 0 or y > 0, x, sqrt(-x)*sqrt(-y))", {"x": 2, "y": -3}, [1, 0]),
    ("where(x > 0, where(x > 1, log(x - 1), asin(x)), x)", {"x": -5}, [1]),
    ("where(x > 0, sqrt(x) + sqrt(y), where(y > 0, sqrt(y), 0))", {"x": -1, "y": -1}, [0, 0]),
    ("sin(where(x > 0, sqrt(x), x))*cos(where(x > 0, log(x), x))", {"x": 0}, [1]),
    ("max(where(x > 0, 1/x, 0), y)", {"x": 0, "y": 1}, [0, 1]),
    ("where(x == 0, 1, log(abs(x)))*x", {"x": 0}, [1]),
]
# the formula of the derivative has no value there, the derivative has
TENDED_TO = [
    ("x^y", {"x": 0, "y": 1}, [1, 0]),
    ("x^y", {"x": 0, "y": 2}, [0, 0]),
    ("sqrt(x^4)", {"x": 0}, [0]),
]
HOLES = [row for row in MEAN if "==" in row[0] and "/" in row[0] and "2, sin" not in row[0]]
# a step that is 0 beside a slope without a value
STEPS = [
    ("sqrt(max(x, 0))", {"x": -1}, [0]),
    ("sqrt(max(x, 0))*y", {"x": -1, "y": 2}, [0, 0]),
    ("sqrt(where(x > 0, x, 0))", {"x": -1}, [0]),
    ("sqrt(asin(max(0, -x)))", {"x": 0.5}, [0]),
    ("cbrt(max(x - 1, 0))", {"x": 0}, [0]),
    ("max(x, 0)^(1/4)", {"x": -1}, [0]),
    ("sqrt(max(x, 0) + max(y, 0))", {"x": -1, "y": -2}, [0, 0]),
    ("sqrt(max(x, 0)^2 + max(y, 0)^2)", {"x": -1, "y": -2}, [0, 0]),
    ("hypot(max(x, 0), max(y, 0))", {"x": -1, "y": -2}, [0, 0]),
    ("acos(min(x, 1))", {"x": 2}, [0]),
    ("asin(clip(x, -1, 1))", {"x": -2}, [0]),
    ("sqrt(relu(1 - x^2))", {"x": 3}, [0]),
    ("sqrt(max(x - 1, 0)) + sqrt(max(1 - x, 0))", {"x": 2}, [0.5]),
    ("sqrt(abs(x) + x)", {"x": -1}, [0]),
    ("sqrt(abs(x) + x)", {"x": 2}, [0.5]),
    ("sqrt(max(x, y) - y)", {"x": 1, "y": 2}, [0, 0]),
    ("sqrt(max(x, y) - y)", {"x": 5, "y": 1}, [0.25, -0.25]),
    ("(max(x, y) - y)^(1/2)", {"x": 1, "y": 2}, [0, 0]),
    ("sqrt(x - min(x, y))", {"x": 1, "y": 2}, [0, 0]),
    ("acos(1 - abs(x) - x)", {"x": -3}, [0]),
    ("acos(1 - abs(max(x, 0)))", {"x": -3}, [0]),
    ("log(1 + sqrt(abs(x) + x))*exp(x)", {"x": -1}, [0]),
    ("sqrt(where(x > 0, 2*x, x) - x)", {"x": -1}, [0]),
    ("sqrt(x*heaviside(x))", {"x": -1}, [0]),
    ("sqrt(sign(x) + 1)", {"x": -1}, [0]),
    ("sqrt(max(x, y, z) - z)", {"x": 1, "y": 2, "z": 3}, [0, 0, 0]),
    ("hypot(abs(x) + x, abs(y) + y)", {"x": -1, "y": -2}, [0, 0]),
    ("hypot(max(x, 0), y)", {"x": -1, "y": 3}, [0, 1]),
    ("atan2(max(x, 0), abs(y) + y)", {"x": 2, "y": -1}, [0, 0]),
    ("sqrt(max(u, v, w, x, y, z, 0))", dict.fromkeys("uvwxyz", -1), [0, 0, 0, 0, 0, 0]),
    ("x^max(y, 3)", {"x": -1, "y": 1}, [3, 0]),
    ("x^max(x, 3)", {"x": -1}, [3]),
    ("(x - 1)^relu(y)", {"x": -1, "y": -2}, [0, 0]),
    (
        "sqrt(relu(x) + relu(y) + relu(x*y) + abs(z) - z)",
        {"x": -2, "y": -2, "z": 1},
        [-0.5, -0.5, 0],
    ),
]
TABLE = [pytest.param(*row, id=f"{row[0]} at {row[1]}") for row in MEAN + APART + STEPS]


def formula(text, point):
    return sc.parse(text, variables=list(point))


def tape_of(expr, point):
    nodes = [expr.graph.symbol(name) for name in sorted(point)]
    values = {expr.graph.symbol(name): float(value) for name, value in point.items()}
    return Tape(expr.graph, expr.node, nodes), values


@pytest.mark.parametrize(("text", "point", "slopes"), TENDED_TO)
def test_slopes_that_differences_tend_to(text, point, slopes):
    expr = formula(text, point)
    found = evaluate_slopes(expr, sc.derivatives(expr, sorted(point)), point)
    assert list(found.values()) == slopes


@pytest.mark.parametrize("text", ["sqrt(x)*y", "y + cbrt(x)", "x^y"])
def test_no_slope_to_tend_to(text):
    expr = formula(text, {"x": 0, "y": 0.5})
    with pytest.raises(SymchainError, match="no real value"):
        evaluate_slopes(expr, sc.derivatives(expr, ["x"]), {"x": 0, "y": 0.5})


@pytest.mark.parametrize(("text", "point"), [row[:2] for row in HOLES])
def test_second_slopes_at_holes(text, point):
    """The Hessian at a hole, by every mode, against differences of the formula at many digits."""
    names = sorted(point)
    expr = formula(text, point)
    nodes = [expr.graph.symbol(name) for name in names]
    at = {node: point[name] for node, name in zip(nodes, names, strict=True)}
    reference = Reference(expr.graph, [expr.node])
    for mode in ("forward", "reverse", "mixed"):
        found = evaluate_matrix(sc.hessian(expr, names, mode=mode), point)
        for i, j in itertools.product(range(len(names)), repeat=2):
            truth = reference.curvature(at, {nodes[i]: 1.0}, {nodes[j]: 1.0})
            assert found[i][j] == pytest.approx(float(truth), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("where(x == 0, 1, sin(x)/x)", []),
        ("where(x == 0, 2, sin(x)/x)", ["jump"]),
        ("where(x == 0, 0, x*log(abs(x)))", ["jump"]),  # it has no slope there
        ("where(x == 0 and y == 0, 0, x*y/(x^2 + y^2))", ["jump", "jump"]),
        ("where(x == y, exp(x), (exp(x) - exp(y))/(x - y))", []),
        ("where(x == 0, 0, x)", []),
        ("where(x > 0, x^2, 0)", []),
        ("where(x > 0, x, 0)", ["kink"]),
        ("abs(x)", ["kink"]),
        ("log(abs(x))", ["domain"]),  # at 0 abs(x) has a kink, and the logarithm no value
        ("where(x > 0, x + 1, 0)", ["jump"]),
    ],
)
def test_kinds_of_conditions(text, kinds):
    assert [condition.kind for condition in sc.conditions(text)] == kinds


# formula, the same for mpmath, where a function in it has its kink, whether the formula has one
DAMPED = [
    ("abs(x)^1.5", lambda x: abs(x) ** mpmath.mpf(1.5), 0, False),
    ("abs(x)^2", lambda x: abs(x) ** 2, 0, False),
    ("x*abs(x)", lambda x: x * abs(x), 0, False),
    ("(2*x - 2)*abs(x - 1)", lambda x: (2 * x - 2) * abs(x - 1), 1, False),
    ("x*abs(x - 1)", lambda x: x * abs(x - 1), 1, True),
    ("max(0, 1 - x^2)^2", lambda x: max(0, 1 - x * x) ** 2, 1, False),
    ("max(x, 1)^2", lambda x: max(x, 1) ** 2, 1, True),
    ("max(x, 1)*(x - 1)", lambda x: max(x, 1) * (x - 1), 1, False),
    ("relu(x)^3 + x", lambda x: max(x, 0) ** 3 + x, 0, False),
    ("cos(abs(x))", lambda x: mpmath.cos(abs(x)), 0, False),
    ("sin(abs(x))", lambda x: mpmath.sin(abs(x)), 0, True),
    ("abs(abs(x) + x^2)", lambda x: abs(abs(x) + x * x), 0, True),
    ("(abs(x) + x^2)^2", lambda x: (abs(x) + x * x) ** 2, 0, False),
    ("max(abs(x), 1) - 1", lambda x: max(abs(x), 1) - 1, 0, False),
    ("hypot(x, 2*x)*x", lambda x: mpmath.hypot(x, 2 * x) * x, 0, False),
]


@pytest.mark.parametrize(("text", "truth", "place", "has_kink"), DAMPED)
def test_a_slope_that_is_multiplied_by_zero_is_no_kink(text, truth, place, has_kink):
    with mpmath.workdps(60):
        h, at = mpmath.mpf(10) ** -30, mpmath.mpf(place)
        left, right = (truth(at) - truth(at - h)) / h, (truth(at + h) - truth(at)) / h
        assert (abs(right - left) > 1e-9) == has_kink
    told = [
        condition
        for condition in sc.conditions(text)
        if not sc.evaluate(condition, {"x": place})  # what fails there
    ]
    assert [condition.kind for condition in told] == ["kink"] * has_kink


@pytest.mark.parametrize(("text", "point", "slopes"), TABLE)
def test_slopes(text, point, slopes):
    names = sorted(point)
    expr = formula(text, point)
    at = evaluate_slopes(expr, sc.derivatives(expr, names), point)
    assert [at[name] for name in names] == pytest.approx(slopes, abs=1e-15)
    raw = evaluate_slopes(expr, sc.derivatives(expr, names, simplify="none"), point)
    assert [raw[name] for name in names] == pytest.approx(slopes, abs=1e-15)
    tape, values = tape_of(expr, point)
    assert tape.gradient(values)[1] == pytest.approx(slopes, abs=1e-15)
    for name, slope in zip(names, slopes, strict=True):
        along = tape.along(values, {expr.graph.symbol(name): 1.0})
        assert along == pytest.approx(slope, abs=1e-15)


@pytest.mark.parametrize(("text", "point", "slopes"), TABLE)
def test_emitted_slopes(text, point, slopes):
    names = sorted(point)
    kinds = ["value", "gradient", "hessian", "jvp", "vjp", "hvp"]
    f = sc.compile(formula(text, point), variables=names, emit=kinds)
    inputs = [float(point[name]) for name in names]
    assert f.gradient(*inputs) == pytest.approx(slopes, abs=1e-14)
    assert math.isfinite(f.value(*inputs))
    direction = [1.0 + i for i in range(len(names))]
    total = sum(a * b for a, b in zip(slopes, direction, strict=True))
    assert f.jvp(*inputs, *direction) == pytest.approx(total, abs=1e-13)
    assert f.vjp(*inputs, 2.0) == pytest.approx([2 * slope for slope in slopes], abs=1e-13)
    bends = f.hessian(*inputs)
    assert all(math.isfinite(entry) for row in bends for entry in row)
    products = [sum(a * b for a, b in zip(row, direction, strict=True)) for row in bends]
    assert f.hvp(*inputs, *direction) == pytest.approx(products, abs=1e-12)


# ---- absorption and size


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("max(x, min(x, y))", "x"),
        ("min(max(y, x), x)", "x"),
        ("max(x, x)", "x"),
        ("max(x, y, x)", "max(x, y)"),
        ("max(y, x) - max(x, y)", "0"),
        ("max(max(x, y), max(y, z))", "max(x, y, z)"),
        ("max(2, 3)", "3"),
        ("min(1/2, 1/3, x)", "min(1/3, x)"),
    ],
)
def test_equal_formulas_count_once(text, short):
    assert str(sc.simplify(sc.parse(text))) == short


@pytest.mark.parametrize("nested", [False, True])
def test_many_formulas_are_linear(nested):
    count = 1_500
    names = [f"x{i}" for i in range(count)]
    total = sc.parse(f"max({', '.join(names)})")
    if nested:
        first, *rest = sc.symbols(" ".join(names))
        total = first
        for other in rest:
            total = sc.max(other, total)
    before = len(total.graph)
    slopes = [*sc.gradient(total, simplify="none").values()]
    assert len(total.graph) < 20 * before
    graph = total.graph
    point = {graph.symbol(name): 1.0 for name in names}
    found = Reference(graph, [slope.node for slope in slopes]).values(point)
    assert [float(slope) for slope in found] == [1 / count] * count


# ---- choices that are decided, and kinks that no part tells of

DECIDED = [  # formula, what it is everywhere, its conditions
    ("relu(x^2)", "x^2", []),
    ("relu(abs(x))", "abs(x)", ["x != 0"]),
    ("relu(relu(x))", "relu(x)", ["x != 0"]),
    ("relu(min(x, 0))", "0", []),
    ("max(min(x, 0), x^2)", "x^2", []),
    ("clip(max(1, x), -1, 1)", "1", []),
    ("max(x, -x)", "abs(x)", ["x != 0"]),
    ("min(-x, x)", "-abs(x)", ["x != 0"]),
    ("abs(x^2 + 1)", "x^2 + 1", []),
]


@pytest.mark.parametrize(("text", "same", "told"), DECIDED)
@pytest.mark.parametrize("place", [-1, 0, 1])
def test_a_choice_that_is_decided_is_its_branch(text, same, told, place):
    assert sc.evaluate(text, {"x": place}) == sc.evaluate(same, {"x": place})
    slope = sc.evaluate(sc.diff(text, "x"), {"x": place})
    assert slope == sc.evaluate(sc.diff(sc.parse(same), "x"), {"x": place})
    assert [str(condition) for condition in sc.conditions(text) if condition.kind == "kink"] == told


HIDDEN = [  # formula, its kinks, a place of one
    ("sqrt(1 - cos(x)^2)", ["sin(x) != 0"], 0),
    ("acos(cos(x))", ["sin(x) != 0"], 0),
    ("sqrt(x^2*(x + 1)^2)", ["x != 0", "x != -1"], -1),
    ("asin(2*x/(1 + x^2))", ["1 != x^2"], 1),
    ("sqrt(x^2)", ["x != 0"], 0),
    ("acosh(cosh(x))", ["x != 0"], 0),
]


@pytest.mark.parametrize(("text", "told", "place"), HIDDEN)
def test_kinks_of_roots_and_inverse_functions_are_told(text, told, place):
    found = sc.conditions(text, shown=[sc.diff(text, "x")])
    assert [str(condition) for condition in found if condition.kind == "kink"] == told
    with mpmath.workdps(50):
        step = mpmath.mpf(10) ** -20
        left, at, right = [value(text, place + i * step) for i in (-1, 0, 1)]
        assert abs((right - at) - (at - left)) > step / 10


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("asin(2*x/(1 + x^2))", ["1 != x^2"]),
        ("acos((1 - x^2)/(1 + x^2))", ["x != 0"]),
        ("asin(2*x*sqrt(1 - x^2))", ["x^2 < 1", "1 != 2*x^2"]),
        ("sqrt(1 - cos(x)^2)", ["sin(x) != 0"]),
    ],
)
def test_an_end_of_the_domain_that_is_a_kink_is_told_once(text, told):
    found = sc.conditions(text, shown=[sc.diff(text, "x")])
    assert [str(condition) for condition in found] == told


SMOOTH_ALL_THE_SAME = ["x*sqrt(x^2)", "sign(x)*x^2", "heaviside(x)*x^2", "sqrt(x^4)"]


@pytest.mark.parametrize("text", SMOOTH_ALL_THE_SAME)
def test_a_jump_that_a_factor_makes_up_for_is_not_told(text):
    assert not {"kink", "jump"}.intersection([each.kind for each in sc.conditions(text)])


# formula, a place of a jump in it, what the whole has there, its slopes on both sides
CLOSED = [
    ("heaviside(x)*sin(x)", 0, ["kink"], 0, 1),
    ("heaviside(x)^2*sin(x)", 0, ["kink"], 0, 1),
    ("sign(x)*sin(x) + x", 0, ["kink"], 0, 2),
    ("sign(x - 1)*log(x)^2", 1, [], 0, 0),
    ("where(x > 0, 1, 0)*sin(x)", 0, ["kink"], 0, 1),
    ("where(x > 0, 1, 0)*x^2", 0, [], 0, 0),
    ("where(x > 0, x, 0)*x", 0, [], 0, 0),
    ("abs(where(x >= 0, exp(x), -exp(x)))", 0, [], 1, 1),
    ("where(x > 1, 2, -2)^2*x", 1, [], 4, 4),
    ("where(x > 0, 1, 0)*x + where(x > 0, 0, 1)*sin(x)", 0, [], 1, 1),
]
OPEN = [
    "heaviside(x)*cos(x)",
    "sign(x)^2",
    "sign(x) + heaviside(x)*sin(x)",
    "heaviside(x)*sign(2*x)",
]


@pytest.mark.parametrize(("text", "place", "kinds", "left", "right"), CLOSED)
def test_a_jump_that_the_whole_closes(text, place, kinds, left, right):
    expr = sc.parse(text)
    told = [each.kind for each in sc.conditions(expr, shown=[sc.diff(expr, "x")])]
    assert [kind for kind in told if kind in ("kink", "jump", "slope")] == kinds
    step = mpmath.mpf(10) ** -20
    with mpmath.workdps(50):
        below, at, above = [value(text, place + i * step) for i in (-1, 0, 1)]
        assert abs((at - below) / step - left) < 1e-15
        assert abs((above - at) / step - right) < 1e-15
    for kinks, slope in (("left", left), ("right", right)):
        form = sc.diff(expr, "x", kinks=kinks)
        assert evaluate_slopes(expr, {"x": form}, {"x": place})["x"] == pytest.approx(slope)
        assert sc.compile(expr, kinks=kinks).gradient(float(place))[0] == pytest.approx(slope)


@pytest.mark.parametrize("text", OPEN)
def test_a_jump_that_stays_is_told(text):
    kinds = [each.kind for each in sc.conditions(text, shown=[sc.diff(text, "x")])]
    assert kinds == ["jump"]


def test_a_length_with_a_factor_has_slopes_where_it_is_zero():
    for text in ("x*sqrt(x^2 + y^2)", "(x - 1)*sqrt((x - 1)^2 + 3*y^2)"):
        assert sc.conditions(text) == []
    assert [each.kind for each in sc.conditions("sqrt(x^2 + y^2)")] == ["slope"]


def value(text, x):
    expr = sc.parse(text)
    return Reference(expr.graph, [expr.node]).values({expr.graph.symbol("x"): x}, 50)[0]


# ---- other choices

ONE_SIDED = [
    ("abs(x)", 0, -1, 1),
    ("-abs(x)", 0, 1, -1),
    ("max(x, 2*x, 3*x)", 0, 1, 3),
    ("min(x, 2*x, 3*x)", 0, 3, 1),
    ("max(x, exp(x) - 1, ((x + 1)^2 - 1)/2)", 0, 1, 1),
    ("relu(x)", 0, 0, 1),
    ("relu(x) - relu(-x)", 0, 1, 1),
    ("clip(x, 0, 1)", 0, 0, 1),
    ("clip(x, 0, 1)", 1, 1, 0),
    ("clip(2*x, x, x + 1)", 0, 1, 2),
    ("hypot(x, 2*x)", 0, -math.sqrt(5), math.sqrt(5)),
    ("where(x > 0, x, 0)", 0, 0, 1),
    ("where(x > 0, x^2, -x)", 0, -1, 0),
    ("where(x > 0, x, where(x < -1, 5, 3*x))", 0, 3, 1),
    ("where(2*x < x + 1, x, 2*x - 1)", 1, 1, 2),
    ("where(x > 0 and x < 2, x, 0)", 0, 0, 1),
    ("where(not x < 0, x, -2*x)", 0, -2, 1),
    ("where(x == 0, 0, abs(x))", 0, -1, 1),
    ("copysign(x, 2)", 0, -1, 1),
    ("exp(abs(x))*cos(abs(x - 1))", 0, -math.cos(1) + math.sin(1), math.cos(1) + math.sin(1)),
    ("max(x, sin(x), x^2)", 0, 0, 1),
]


# formula, slopes at 0 from the left, by the mean, from the right: hidden in jumps and in roots
HIDDEN = [
    ("sqrt(x^2)", -1, 0, 1),
    ("sqrt(4*x^2)*exp(x)", -2, 0, 2),
    ("sqrt(x^2 + x^2)", -math.sqrt(2), 0, math.sqrt(2)),
    ("sqrt(x^2/3)", -1 / math.sqrt(3), 0, 1 / math.sqrt(3)),
    ("sqrt((1 + x^2)*x^2)", -1, 0, 1),
    ("(x^2)^0.5 + x", 0, 1, 2),
    ("sqrt(sin(x)^2)", -1, 0, 1),
    ("sqrt(x^4)", 0, 0, 0),
    ("acosh(cosh(2*x))", -2, 0, 2),
    ("hypot(x, 0)", -1, 0, 1),
    ("sin(sqrt(abs(x)^2))", -1, 0, 1),
    ("x*sign(x)", -1, 0, 1),
    ("-3*cos(x)*sign(x)*x", 3, 0, -3),
    ("sign(x)*abs(x)", 1, 1, 1),
    ("sign(x)*sqrt(x^2) + x", 2, 2, 2),
    ("sin(sign(x)*abs(x))*(x + 2)", 2, 2, 2),
    ("heaviside(x)*x", 0, 0.5, 1),
    ("heaviside(x)*max(x, 0)", 0, 0.5, 1),
]


@pytest.mark.parametrize(("text", "left", "mean", "right"), HIDDEN)
def test_slopes_hidden_in_jumps_and_roots(text, left, mean, right):
    expr = formula(text, {"x": 0})
    for kinks, slope in (("left", left), ("mean", mean), ("right", right)):
        forms = [sc.diff(expr, "x", kinks=kinks), *sc.gradient(expr, kinks=kinks).values()]
        forms += [sc.derivatives(expr, kinks=kinks)["x"], sc.jacobian(expr, kinks=kinks)[0, 0]]
        for form in forms:
            found = evaluate_slopes(expr, {"x": form}, {"x": 0}, kinks)
            assert found["x"] == pytest.approx(slope, abs=1e-15)
        f = sc.compile(expr, emit=["gradient", "jvp", "vjp"], kinks=kinks)
        assert f.gradient(0.0) == pytest.approx([slope], abs=1e-15)
        assert f.jvp(0.0, 2.0) == pytest.approx(2 * slope, abs=1e-15)
        assert f.vjp(0.0, 2.0) == pytest.approx([2 * slope], abs=1e-15)
    marked = sc.compile(expr, kinks="nan").gradient(0.0)[0]
    assert math.isnan(marked) == (left != right)
    for form in (sc.jvp(expr, {"x": 1})["f"], sc.vjp(expr, {"f": 1})["x"]):
        found = evaluate_slopes(expr, {"x": form}, {"x": 0})
        assert found["x"] == pytest.approx(mean, abs=1e-15)


@pytest.mark.parametrize(
    ("text", "left", "right"), [("sqrt(x^2)", -1, 1), ("relu(x) - relu(-x)", 1, 1)]
)
def test_simpler_forms_keep_one_side_and_marks(text, left, right):
    expr = formula(text, {"x": 0})
    for kinks, slope in (("left", left), ("right", right)):
        assert sc.compile(expr.diff("x", kinks=kinks), variables=["x"]).value(0.0) == slope
    assert math.isnan(sc.compile(expr.diff("x", kinks="nan"), variables=["x"]).value(0.0))
    with pytest.raises(ValueError, match="kink or a jump"):
        sc.compile(expr.diff("x", kinks="error"), variables=["x"]).value(0.0)


@pytest.mark.parametrize(("text", "place", "left", "right"), ONE_SIDED)
def test_one_side_and_marks(text, place, left, right):
    expr = formula(text, {"x": place})
    for kinks, slope in (("left", left), ("right", right)):
        found = evaluate_slopes(expr, {"x": sc.diff(expr, "x", kinks=kinks)}, {"x": place})
        assert found["x"] == pytest.approx(slope, abs=1e-15)
        f = sc.compile(expr, kinks=kinks, emit=["gradient", "hessian", "jvp", "hvp"])
        assert f.gradient(float(place)) == pytest.approx([slope], abs=1e-14)
        assert f.jvp(float(place), 2.0) == pytest.approx(2 * slope, abs=1e-14)
        assert math.isfinite(f.hessian(float(place))[0][0])
    kinked = left != right
    assert math.isnan(sc.compile(expr, kinks="nan").gradient(float(place))[0]) or not kinked
    if kinked:
        f = sc.compile(expr, kinks="error")
        assert math.isfinite(f.value(float(place)))
        with pytest.raises(ValueError, match="kink or a jump"):
            f.gradient(float(place))


@pytest.mark.parametrize("kinks", KINKS)
def test_away_from_kinks_nothing_differs(kinks):
    text = "max(x, y, 1)*abs(x - y) + where(x > 2, x^2, y) + clip(x, -1, y) + floor(x)"
    expr = formula(text, {"x": 0, "y": 0})
    for point in ((0.3, 1.7), (2.5, -0.2), (-1.5, 0.25)):
        plain = sc.compile(expr, emit=["gradient", "hessian"])
        other = sc.compile(expr, emit=["gradient", "hessian"], kinks=kinks)
        assert other.gradient(*point) == pytest.approx(plain.gradient(*point), abs=1e-14)
        for row, own in zip(plain.hessian(*point), other.hessian(*point), strict=True):
            assert own == pytest.approx(row, abs=1e-14)


@pytest.mark.parametrize(
    "text", ["where(0 < x, 1, x)^x", "where(x < 1, x, 2)^(x - 1)", "where(x < y, 2, x)^(x*y)"]
)
def test_branches_that_are_bases_and_exponents(text):
    expr = sc.parse(text)
    assert sc.check(expr, sc.derivatives(expr)).passed


def test_choices_do_not_stand_in_themselves():
    step = sc.derivatives(sc.parse("where(t < 0, 0, 1 - exp(-t/tau))"))["tau"]
    assert str(step) == "where(0 <= t, -t*exp(-t/tau)/tau^2, 0)"
    flow = sc.derivatives(sc.parse("sqrt(max(h - g, 0))"))["g"]
    assert str(flow) == "where(0 <= h - g, -heaviside(h - g)/(2*sqrt(h - g)), 0)"


def test_an_unknown_choice_is_refused():
    (x,) = sc.symbols("x")
    for call in (sc.diff, sc.derivatives, sc.gradient, sc.jacobian, sc.hessian, sc.compile):
        arguments = (x, "x") if call is sc.diff else (x,)
        with pytest.raises(SymchainError, match="at kinks"):
            call(*arguments, kinks="middle")


def test_the_choice_is_kept_in_the_module(tmp_path):
    text = sc.generate(sc.parse("abs(x) + max(x, 1)"), kinks="right", engines=[])
    assert '"kinks": "right"' in text
    assert "Derivatives at kinks: the one on the right." in text
    path = tmp_path / "module.py"
    path.write_text(text)
    assert check_module(str(path)).passed


# ---- laws


@st.composite
def kinked(draw):
    """A formula of x with kinks and branches at small whole numbers."""
    pieces = [
        *("x", "2*x - 1", "-x", "x^2", "1", "0", "sqrt(x)", "log(x)", "1/x", "exp(x) - 1"),
        *("3*x", "sin(x)", "1 - x"),
    ]
    made = [draw(st.sampled_from(pieces)) for _ in range(4)]
    for _ in range(draw(st.integers(1, 4))):
        a, b = (draw(st.sampled_from(made)) for _ in "ab")
        border = draw(st.sampled_from(["x > 0", "x <= 1", "x < 2*x", "not x > 1", "x >= 0"]))
        shapes = [
            *(f"max({a}, {b})", f"min({a}, {b})", f"abs({a})", f"where({border}, {a}, {b})"),
            *(f"({a}) + ({b})", f"({a})*({b})", f"relu({a})"),
        ]
        made.append(draw(st.sampled_from(shapes)))
    return made[-1]


def sides(expr, place):
    """The value at a place, and the one-sided slopes there; None where they do not exist."""
    (x,) = variables(expr.graph, [expr.node]) or (expr.graph.symbol("x"),)
    reference = Reference(expr.graph, [expr.node])
    with mpmath.workdps(120):
        step = mpmath.mpf(10) ** -40
        here, *beside = (reference.values({x: place + k * step}, 110)[0] for k in (0, 1, 2, -1, -2))
        if not all(value is not None and mpmath.isfinite(value) for value in (here, *beside)):
            return None
        after, twice, before, back = beside
        right, left = (after - here) / step, (here - before) / step
        smooth = abs((twice - after) / step - right) < 1e-20
        smooth = smooth and abs((before - back) / step - left) < 1e-20
        return (left, right) if smooth and max(abs(left), abs(right)) < 1e9 else None


@settings(max_examples=150, deadline=None, derandomize=True)
@given(kinked(), st.sampled_from([0, 1, -1, 2]))
def test_one_sided_slopes_are_those_of_differences(text, place):
    expr = sc.parse(text, variables=["x"])
    truth = sides(expr, place)
    if truth is None:
        return
    left, right = truth
    for kinks, slope in (("left", left), ("right", right)):
        f = sc.compile(expr, variables=["x"], kinks=kinks)
        assert f.gradient(float(place))[0] == pytest.approx(float(slope), rel=1e-12, abs=1e-12), (
            f"{kinks} of {text} at {place}"
        )
    low, high = sorted((float(left), float(right)))
    mean = sc.compile(expr, variables=["x"]).gradient(float(place))[0]
    if "+" not in text and "*(" not in text:
        assert low - 1e-12 <= mean <= high + 1e-12, f"{text} at {place}"
    if low == pytest.approx(high, abs=1e-15):
        return
    assert math.isnan(sc.compile(expr, variables=["x"], kinks="nan").gradient(float(place))[0])


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.permutations([0, 1, 1, 2, 2, 2]), st.sampled_from(["max", "min"]), st.integers(1, 5))
def test_shares_are_equal_however_calls_are_nested(values, name, cut):
    names = [f"x{i}" for i in range(6)]
    text = f"{name}({name}({', '.join(names[:cut])}, {names[0]}), {', '.join(names[cut:])})"
    f = sc.compile(sc.parse(text), variables=names)
    best = (max if name == "max" else min)(values)
    shares = [(value == best) / values.count(best) for value in values]
    assert f.gradient(*map(float, values)) == pytest.approx(shares, abs=1e-15)


def test_every_order_of_three_is_the_same():
    for order in itertools.permutations(["x", "2*x", "3*x"]):
        slope = sc.compile(sc.parse(f"max({', '.join(order)})")).gradient(0.0)
        assert slope == pytest.approx([2.0])


@pytest.mark.parametrize(
    "huber", ["abs(r) <= 1, r^2/2, abs(r) - 1/2", "abs(r - m) < 2, (r - m)^2/2, 2*(abs(r - m) - 1)"]
)
def test_a_huber_loss_has_a_slope_everywhere(huber):
    assert sc.conditions(f"where({huber})") == []


def test_a_size_has_two_borders():
    found = sc.conditions("where(abs(x) < 1, x^2, x)")  # they meet at 1, and not at -1
    assert [condition.kind for condition in found] == ["jump"]
