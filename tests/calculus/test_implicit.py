"""Implicit derivatives agree with the solved branch at 50 digits, for every curve and system."""

import time

import mpmath
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

import symchain as sc
from symchain.evaluation.reference import Reference
from tests.calculus.solved import Branch, curve, relative, rows, system

CURVES, SYSTEMS = rows("implicit"), rows("implicit_system")
HIGHER = ("circle", "folium_of_Descartes", "lemniscate_of_Bernoulli", "exp(x*y)", "Kepler")


def number(expr, point):
    nodes = {expr.graph.symbol(name): value for name, value in point.items()}
    return Reference(expr.graph, [expr.node]).values(nodes, mpmath.mp.dps)[0]


def value_of(text, point):
    return number(sc.parse(text, variables=list(point)), point)


@pytest.mark.parametrize("row", CURVES, ids=lambda row: row["id"])
def test_the_slope_of_every_curve(row):
    found = sc.implicit(row["eq"], row["y"], row["x"], variables=list(row["vars"]))
    with mpmath.workdps(50):
        branch = curve(row)
        point = branch.point()
        slope = number(found.derivatives[row["y"]][row["x"]], point)
        assert relative(slope, branch.slope(0, row["x"])) < 1e-40
        if "expected" in row:
            assert relative(slope, value_of(row["expected"], point)) < 1e-40


@pytest.mark.parametrize("row", SYSTEMS, ids=lambda row: row["id"])
def test_the_derivatives_of_every_system(row):
    found = sc.implicit(row["eqs"], row["deps"], row["indep"], variables=list(row["vars"]))
    with mpmath.workdps(50):
        branch = system(row)
        point = branch.point()
        for place, name in enumerate(row["deps"]):
            slope = number(found.derivatives[name][row["indep"]], point)
            assert relative(slope, branch.slope(place, row["indep"])) < 1e-40
            if name in row.get("expected", {}):
                assert relative(slope, value_of(row["expected"][name], point)) < 1e-40


@pytest.mark.parametrize("order", [2, 3, 4])
@pytest.mark.parametrize(
    "row", [r for r in CURVES if any(n in r["id"] for n in HIGHER)], ids=lambda row: row["id"]
)
def test_higher_orders_of_curves(row, order):
    names = list(row["vars"])
    found = sc.implicit(row["eq"], row["y"], row["x"], order=order, variables=names)
    with mpmath.workdps(40):
        branch = curve(row)
        slope = number(found.derivatives[row["y"]][row["x"]], branch.point())
        assert relative(slope, branch.slope(0, row["x"], order)) < 1e-25


def test_higher_orders_of_a_system():
    row = next(r for r in SYSTEMS if r["id"] == "system:four-bar_linkage")
    found = sc.implicit(row["eqs"], row["deps"], row["indep"], order=3)
    with mpmath.workdps(40):
        branch = system(row)
        point = branch.point()
        for place, name in enumerate(row["deps"]):
            slope = number(found.derivatives[name]["t"], point)
            assert relative(slope, branch.slope(place, "t", 3)) < 1e-25


# ---- forms that a person would write

SHORT = [
    ("x^2 + y^2 = 1", 1, "-x/y"),
    ("x^2 + y^2 = 1", 2, "-1/y^3"),
    ("x^2 + y^2 = 1", 3, "-3*x/y^5"),
    ("x^2/4 + y^2/9 = 1", 2, "-81/(4*y^3)"),
    ("x*y = 1", 5, "-120*y/x^5"),
    ("x^3 + y^3 = 3*x*y", 2, "2*x*y/(x - y^2)^3"),
    ("sqrt(x) + sqrt(y) = 1", 2, "1/(2*x^(3/2))"),
    ("(x^2 + y^2)^2 = x^2 - y^2", 1, "x*(1 - 2*(x^2 + y^2))/(y*(2*(x^2 + y^2) + 1))"),
    ("y = x*exp(y)", 2, "(2 - y)*exp(2*y)/(1 - y)^3"),
    ("y*exp(y) = x", 2, "-(y + 2)*exp(-2*y)/(y + 1)^3"),
]


@pytest.mark.parametrize(("equation", "order", "expected"), SHORT)
def test_results_are_reduced_on_the_curve(equation, order, expected):
    found = sc.implicit(equation, "y", "x", order=order).derivatives["y"]["x"]
    assert found == sc.parse(expected)


def test_the_fourth_derivative_is_small_and_quick():
    start = time.process_time()
    found = sc.implicit("exp(x*y) + sin(x + y) = 1", "y", "x", order=4)
    assert time.process_time() - start < 1
    assert found.operations < 115


def test_a_dependent_of_several_variables_has_mixed_partials():
    found = sc.implicit("x^2 + y^2 + z^2 = 1", "z")
    assert str(found.derivatives["z"]["y"]) == "-y/z"
    assert str(found.derivative("z", "x", "y")) == "-x*y/z^3"
    assert found.derivative("z", "x", 2, "y") == found.derivative("z", "y", "x", 2)


# ---- programs, and the adjoint form

PROGRAM = "r*cos(t) == x; r*sin(t) == y; solve r, t; z = r^2*t; w = x*r"


def test_results_of_a_program_have_total_derivatives():
    found = sc.implicit(PROGRAM)
    with mpmath.workdps(50):
        branch = Branch(
            ["r*cos(t) = x", "r*sin(t) = y"],
            ["r", "t"],
            {"x": (1, 1), "y": (1, 1), "r": (1, 2), "t": (0.5, 1)},
            0.3,
        )
        truth = mpmath.diff(
            lambda v: (lambda r, t: r**2 * t)(*branch.solve(y=v)), branch.given["y"]
        )
        assert relative(number(found.outputs["z"]["y"], branch.point()), truth) < 1e-40
        for by in ("x", "y"):
            tangent, adjoint = found.outputs["z"][by], found.adjoint("z")[by]
            point = branch.point()
            assert relative(number(tangent, point), number(adjoint, point)) < 1e-40


def test_the_adjoint_form_takes_weights():
    found = sc.implicit(["u + v = x", "u - v = y"], ["u", "v"])
    weighted = found.adjoint({"u": "a", "v": 1})
    assert weighted["x"] == sc.parse("(a + 1)/2")


def test_a_chain_of_equations_is_solved_one_by_one():
    row = next(r for r in SYSTEMS if "true_anomaly" in r["id"])
    found = sc.implicit(row["eqs"], row["deps"], row["indep"], variables=["e", "E"])
    assert found.derivatives["E"]["M"] == sc.parse("1/(1 - e*cos(E))", variables=["e", "E"])


def test_five_dense_equations_are_formulas_and_a_dozen_are_refused():
    def dense(count):
        names = [f"y{i}" for i in range(count)]
        return [
            " + ".join(f"a{i}{j}*{y}^2" for j, y in enumerate(names)) + f" = x + {i}"
            for i in range(count)
        ], names

    found = sc.implicit(*dense(5), "x")
    assert found.operations < 2000
    with pytest.raises(sc.BudgetError, match="emit a module"):
        sc.implicit(*dense(12), "x")


def test_a_name_alone_on_the_left_is_an_equation_too():
    assert str(sc.implicit("P = R*T/V\n", "V", "T").derivatives["V"]["T"]) == "V/T"
    assert str(sc.implicit("y = x^2", "y").derivatives["y"]["x"]) == "2*x"


def test_a_long_chain_of_equations_is_solved_and_a_longer_one_refused():
    def chain(count):
        names = [f"y{i}" for i in range(count)]
        before = ["x", *names]
        return [f"{y} + {y}^3 = {b}" for y, b in zip(names, before, strict=False)], names

    found = sc.implicit(*chain(60), "x")
    assert found.derivatives["y0"]["x"] == sc.parse("1/(3*y0^2 + 1)")
    with pytest.raises(sc.BudgetError, match="emit a module"):
        sc.implicit(*chain(101), "x")


def test_large_equations_are_differentiated_in_linear_time():
    product = "*".join(f"x{i}" for i in range(3000))
    start = time.process_time()
    sc.implicit(f"y^3 + y + {product} = 1", "y", "x7")
    assert time.process_time() - start < 2


def test_residual_formulas_and_handles_are_equations_too():
    x, y = sc.symbols("x y")
    assert (
        sc.implicit(x**2 + y**2 - 1, y, x).derivatives
        == sc.implicit("x^2 + y^2 = 1", "y").derivatives
    )
    assert sc.implicit([sc.equal(x * y, 1)], [y]).derivatives["y"]["x"] == -y / x


def test_the_record_is_what_made_the_answer():
    found = sc.implicit("x^2 + y^2 = 1", "y", order=2)
    assert {name: str(expr) for name, expr in found.steps().items()} == {
        "y_x": "-x/y",
        "y_xx": "-(y_x^2 + 1)/y",
    }
    stage = found.record.stages["x",]
    assert str(sc.Expr(found.system.graph, stage.totals[0])) == "2*x + 2*y*y_x"


def test_json_fields():
    fields = sc.implicit("x^2 + y^2 = 1", "y").as_dict({"x": "0.6", "y": "0.8"})
    assert fields["derivatives"] == {"y": {"x": "-x/y"}}
    assert fields["values"] == {"y": {"x": -0.75}}
    assert fields["diagnosis"]["kind"] == "regular"
    assert fields["conditions"] == ["y != 0"]


# ---- what a user can get wrong

WRONG = [
    (("x^2 = 1", "y"), {}, "no variable 'y'"),
    (("x + y", None), {}, "which variables do the equations define"),
    ((["x + y = 1", "x - y = 2"], "y"), {}, "2 equations for 1 unknown"),
    ((["x + y = 1"], ["x", "y"]), {}, "1 equation for 2 unknowns"),
    ((["x + y + z = 1", "x = 2"], ["y", "z"]), {}, "equation 2.*none of the unknowns"),
    ((["y + z = x", "2*y + 2*z = x^2"], ["y", "z"]), {}, "do not determine the unknowns"),
    (("x*y = 1", "y"), {"wrt": "q"}, "unknown variable 'q'"),
    (("x*y = 1", "y"), {"wrt": "y"}, "'y' is what the equations are solved for"),
    (("x*y < 1", "y"), {}, "is no equation"),
    (("y = y", "y"), {}, "always holds"),
    (("1 = 2", "y"), {}, "never holds"),
    (("x*y = 1", "y"), {"order": 0}, "an order is a whole number"),
    (("x*y = 1", "y"), {"order": 1000}, "an order is a whole number"),
    (("floor(y) = x", "y"), {}, "do not determine the unknowns"),
    (([], "y"), {}, "no equation is given"),
    (("u = x*y; P = u^2", "y"), {}, "'P = ...' in a program defines 'P': write P == ..."),
    (("x*y == 1; solve y", "x"), {}, "the program solves for y, not for x"),
]


@pytest.mark.parametrize(("args", "options", "message"), WRONG, ids=lambda v: str(v)[:40])
def test_mistakes_are_named(args, options, message):
    with pytest.raises(sc.SymchainError, match=message):
        sc.implicit(*args, **options)


# ---- any polynomial through a point of small height, and kernels that are no polynomials

COEFFICIENT = st.integers(-3, 3)
TERM = st.tuples(
    COEFFICIENT,
    st.integers(0, 3),
    st.integers(0, 3),
    st.sampled_from(["1", "exp(x)", "sqrt(y)", "sin(x*y)"]),
)


@settings(max_examples=40, derandomize=True, deadline=None)
@given(st.lists(TERM, min_size=2, max_size=5), st.integers(1, 4), st.integers(1, 4))
def test_reduction_keeps_the_second_derivative(terms, a, b):
    """The classical formula in partials of SymPy's, at a point that the equation is moved to."""
    left = " + ".join(f"({c})*x^{m}*y^{n}*{kernel}" for c, m, n, kernel in terms)
    x, y = sympy.symbols("x y", positive=True)
    formula = sympy.sympify(left.replace("^", "**"), locals={"x": x, "y": y})
    at = {x: sympy.Integer(a), y: sympy.Integer(b)}
    equation = f"{left} = {str(formula.subs(at)).replace('**', '^')}"

    def partial(*by):
        return sympy.N(formula.diff(*by).subs(at), 40)

    if abs(partial(y)) < 1e-3:
        return
    slope = -partial(x) / partial(y)
    truth = -(partial(x, x) + 2 * slope * partial(x, y) + slope**2 * partial(y, y)) / partial(y)
    found = sc.implicit(equation, "y", "x", order=2)
    with mpmath.workdps(40):
        got = number(found.derivatives["y"]["x"], {"x": a, "y": b})
        assert abs(got - mpmath.mpf(str(truth))) < 1e-25 * (1 + abs(got))
