"""Emitted implicit modules: they solve, differentiate both ways, and say where they cannot."""

import math
import os
import pathlib
import re
import shutil

import mpmath
import pytest

import symchain as sc
from symchain.checking.implicit import check_source, flat, generate_implicit_checked, regenerated
from symchain.codegen.header import read_header
from symchain.codegen.implicit import generate_implicit
from symchain.codegen.running import loaded, namespace
from symchain.codegen.support.linear import lu_factor, lu_solve, lu_solve_transposed
from tests.calculus.solved import rows
from tests.codegen.compilers import COMPILERS, compile_strictly

ROWS = rows("implicit") + rows("implicit_system")
GOLDEN = pathlib.Path(__file__).parent / "golden"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_every_curve_and_system_is_solved_and_proven(row):
    unknowns = row.get("deps") or [row["y"]]
    text, verdict = generate_implicit_checked(
        row.get("eqs") or row["eq"],
        unknowns,
        row.get("indep") or row["x"],
        variables=[name for name in row["vars"] if name not in unknowns],
        ranges={name: tuple(limits) for name, limits in row["vars"].items()},
    )
    assert verdict.passed
    assert verdict.summary() in text.replace("\n", " ")


# ---- equations that people solve

KEPLER = namespace(generate_implicit("E - e*sin(E) = M", "E", variables=["M", "e"]))


@pytest.mark.parametrize("e", [0.0, 0.1, 0.9, 0.99, 0.999999])
@pytest.mark.parametrize("anomaly", [1e-8, 0.1, 1.0, 3.14159, 6.0])
@pytest.mark.parametrize("guess", [0.0, math.pi, 10.0])
def test_kepler_is_solved_from_anywhere(e, anomaly, guess):
    solution, (by_anomaly, by_e) = KEPLER["solve_and_derivative"](anomaly, e, guess)
    with mpmath.workdps(50):
        truth = mpmath.findroot(lambda x: x - mpmath.mpf(e) * mpmath.sin(x) - anomaly, solution)
        slope = 1 - mpmath.mpf(e) * mpmath.cos(truth)
        assert abs(solution - truth) <= 4e-16 * abs(truth) / slope
        assert by_anomaly == pytest.approx(float(1 / slope), rel=1e-8)
        assert by_e == pytest.approx(float(mpmath.sin(truth) / slope), rel=1e-8)


def test_an_equation_of_state_is_a_differentiable_function():
    source = "(P + a*n^2/V^2)*(V - n*b) = n*R*T"
    names = ["P", "T", "n", "a", "b", "R"]
    gas = namespace(generate_implicit(source, "V", ["P", "T"], variables=names))
    place = (101325.0, 300.0, 1.0, 0.1370, 3.87e-5, 8.314462618)
    volume, (by_pressure, by_temperature) = gas["solve_and_derivative"](*place, 0.02)
    assert volume == pytest.approx(0.0246, rel=1e-2)
    assert gas["residual"](*place, volume) == pytest.approx(0, abs=1e-9)
    step = 1e-3
    ahead, behind = (gas["solve"](place[0] + s, *place[1:], 0.02) for s in (step, -step))
    assert by_pressure == pytest.approx((ahead - behind) / (2 * step), rel=1e-5)
    assert by_temperature > 0 > by_pressure


# ---- systems: one factorisation, both ways

LAYERS = 6
SIX = [
    f"y{i} + "
    + " + ".join(f"sin({(i * j) % 5 + 1}*y{j})/9" for j in range(LAYERS))
    + f" = x*{i + 1} + z"
    for i in range(LAYERS)
]
SIX_NAMES = [f"y{i}" for i in range(LAYERS)]


def test_six_equations_take_hundreds_of_operations():
    text, verdict = generate_implicit_checked(SIX, SIX_NAMES, ["x", "z"])
    assert verdict.passed
    assert read_header(text)[0]["operations"] < 600


def test_the_adjoint_is_the_weighted_derivative():
    module = namespace(generate_implicit(SIX, SIX_NAMES, ["x", "z"]))
    solution = module["solve"](0.1, 0.2, [0.0] * LAYERS)
    derivative = module["derivative"](0.1, 0.2, *solution)
    weights = [0.5, -1.0, 2.0, 0.0, 3.0, 1.0]
    for place, value in enumerate(module["adjoint"](0.1, 0.2, *solution, weights)):
        assert value == pytest.approx(
            sum(w * row[place] for w, row in zip(weights, derivative, strict=True))
        )


def test_results_of_a_program_have_gradients():
    text, verdict = generate_implicit_checked(
        "r*cos(t) == x; r*sin(t) == y; solve r, t; z = r^2*t + x",
        ranges={"r": (1, 2), "t": (0.1, 1)},
    )
    assert verdict.passed
    module = namespace(text)
    r, t = module["solve"](3.0, 4.0, (1.0, 1.0))
    assert (r, t) == pytest.approx((5, math.atan2(4, 3)))
    assert module["outputs"](3.0, 4.0, r, t) == pytest.approx(25 * t + 3)
    assert module["gradient"](3.0, 4.0, r, t) == pytest.approx((6 * t - 4 + 1, 8 * t + 3))


def test_factors_serve_both_ways():
    matrix = ((0.0, 2.0, 1.0), (1e6, 1.0, 3.0), (1.0, -1.0, 0.5))
    factors = lu_factor(matrix)
    right = (1.0, -2.0, 0.25)
    with mpmath.workdps(30):
        exact = mpmath.matrix([list(row) for row in matrix])
        plain = mpmath.lu_solve(exact, mpmath.matrix(right))
        across = mpmath.lu_solve(exact.T, mpmath.matrix(right))
    assert lu_solve(factors, right) == pytest.approx([float(x) for x in plain], rel=1e-14)
    assert lu_solve_transposed(factors, right) == pytest.approx(
        [float(x) for x in across], rel=1e-14
    )


def test_a_singular_matrix_is_refused():
    with pytest.raises(ValueError, match="singular"):
        lu_factor(((1.0, 2.0), (2.0, 4.0)))


# ---- what cannot be solved is said

UNSOLVED = [
    ("x^2 + y^2 = 1", (2.0, 1.0), "no solution was found from 1.0: the residual is 3.0 at 0.0"),
    ("x^2 + y^2 = 1", (0.6, 0.0), "no solution was found from 0.0: the residual is -0.64 at 0.0"),
    ("log(y) = x", (1.0, -1.0), "the equation has no value at the guess -1.0"),
    ("1/y = x", (0.0, 1.0), "no solution was found from 1.0"),
    ("exp(y) + x = 0", (1.0, 0.0), "no solution was found from 0.0"),
]


@pytest.mark.parametrize(("equation", "arguments", "message"), UNSOLVED)
def test_failures_name_the_last_residual(equation, arguments, message):
    solve = namespace(generate_implicit(equation, "y"))["solve"]
    with pytest.raises(ValueError, match=re.escape(message)):
        solve(*arguments)


def test_failures_of_systems():
    solve = namespace(generate_implicit(["u^2 + v^2 = x", "u = v"], ["u", "v"]))["solve"]
    with pytest.raises(ValueError, match=r"no solution was found from the guess|singular"):
        solve(-1.0, (1.0, 2.0))
    assert solve(2.0, (3.0, 1.0)) == pytest.approx((1, 1))


HARD = [
    ("log(y) = x", (-50.0, 1.0), math.exp(-50)),
    ("log(y) = x", (300.0, 1e-3), math.exp(300)),
    ("y^3 = x", (1e-30, 1.0), 1e-10),
    ("atan(y) = x", (1.0, 30.0), math.tan(1)),
    ("exp(y) = x", (1e200, 0.0), 200 * math.log(10)),
    ("y*exp(y) = x", (1e5, 30.0), 9.284571428622108),
    ("tanh(y) = x", (0.5, 5.0), math.atanh(0.5)),
    ("1/y = x", (1e-6, 3.0), 1e6),
]


@pytest.mark.parametrize(("equation", "arguments", "expected"), HARD)
def test_far_guesses(equation, arguments, expected):
    solve = namespace(generate_implicit(equation, "y"))["solve"]
    assert solve(*arguments) == pytest.approx(expected, rel=1e-13)


# ---- texts and names


def test_the_text_is_the_same_every_time():
    text = generate_implicit("E - e*sin(E) = M", "E", variables=["M", "e"])
    path = GOLDEN / "kepler_implicit.txt"
    if os.environ.get("SYMCHAIN_UPDATE_GOLDEN"):
        path.write_text(text)
    assert text.replace(f'"{sc.__version__}"', '"0.1.0"') == path.read_text()


def test_names_that_the_solver_uses_are_moved_away():
    text = generate_implicit(["guess*place = row", "slopes + place = 2"], ["place", "slopes"])
    module = namespace(text)
    facts, _ = read_header(text)
    assert facts["identifiers"] == ["guess_", "row_", "place_", "slopes_"]
    assert module["solve"](2.0, 3.0, (1.0, 1.0)) == pytest.approx((1.5, 0.5))


def test_a_prefix_goes_before_the_names():
    module = namespace(generate_implicit("y^2 = x", "y", name="root"))
    assert module["root_solve_and_derivative"](4.0, 1.0) == (2.0, 0.25)


def test_a_module_is_made_again_from_its_header():
    text, _ = generate_implicit_checked(
        "x*y == 1; solve y; z = x + y", variables=["x"], ranges={"x": (1, 2)}, name="f"
    )
    facts, _ = read_header(text)
    assert regenerated(facts)[0] == text


WRONG = [
    (
        "return (E - e * sin(E) - M, 1.0 - e * cos(E))",
        "return (E - e * sin(E) - 1.1 * M, 1.0 - e * cos(E))",
    ),
    ("return (1.0 / t0, sin(E) / t0)", "return (1.0 / t0 + 1e-8, sin(E) / t0)"),
    ("weight * own", "own"),
]


@pytest.mark.parametrize(("right", "wrong"), WRONG)
def test_a_wrong_module_fails_its_check(right, wrong):
    from symchain.calculus.implicit.equations import system

    text = generate_implicit("E - e*sin(E) = M", "E", variables=["M", "e"])
    equations = system("E - e*sin(E) = M", "E", ["e"])
    ranges = {"e": (0, 0.9), "M": (0.1, 3), "E": (0, 3)}
    assert right in text
    assert check_source(text, equations, ranges).passed
    assert not check_source(text.replace(right, wrong), equations, ranges).passed


BAD = [
    ({"variables": ["e"]}, "'M' is not among the variables e"),
    ({"name": "2x"}, "cannot begin the name"),
    ({"wrt": "q"}, "unknown variable 'q'"),
    ({"order": 7}, "orders from 1 to 6"),
]


@pytest.mark.parametrize(("options", "message"), BAD, ids=str)
def test_mistakes_are_named(options, message):
    with pytest.raises(sc.SymchainError, match=message):
        generate_implicit("E - e*sin(E) = M", "E", **{"variables": ["M", "e"], **options})


def test_an_equation_without_a_solution_is_no_module():
    with pytest.raises(
        sc.CheckError, match="no point was found at which the equations can be solved"
    ):
        generate_implicit_checked("x^2 + y^2 + 1 = 0", "y")


HIGHER = [
    ("exp(x*y) + sin(x + y) = 1", "y", 4, {"x": (-2, -0.5), "y": (0, 1)}),
    ("x^3 + y^3 = 3*x*y", "y", 3, {"x": (-1.5, -0.2), "y": (0.05, 4)}),
    (["r*cos(t) = x", "r*sin(t) = y"], ["r", "t"], 4, {"r": (1, 2), "t": (0.1, 1)}),
    (["u + v*w = x", "v + sin(u*w) = z", "w + u^2 = x*z"], ["u", "v", "w"], 3, {}),
]


@pytest.mark.parametrize(("equations", "unknowns", "order", "ranges"), HIGHER, ids=str)
def test_higher_orders_use_the_same_factors(equations, unknowns, order, ranges):
    text, verdict = generate_implicit_checked(equations, unknowns, order=order, ranges=ranges)
    assert verdict.passed, str(verdict)
    assert text.count("lu_factor(matrix)") == (0 if unknowns == "y" else 3)
    assert regenerated(read_header(text)[0])[0] == text


def test_a_dozen_coupled_equations_are_emitted_though_no_formula_is():
    names = [f"y{i}" for i in range(12)]
    dense = [
        " + ".join(f"cos({i + j}*{y})/200" for j, y in enumerate(names)) + f" = x - y{i}"
        for i in range(12)
    ]
    module = namespace(generate_implicit(dense, names, order=2))
    solution = module["solve"](0.3, [0.0] * 12)
    (first, second), step = module["derivatives"](0.3, *solution)[0], 1e-4
    ahead, behind = (module["solve"](0.3 + s, solution) for s in (step, -step))
    for place in range(12):
        assert first[place] == pytest.approx((ahead[place] - behind[place]) / (2 * step), rel=1e-6)
        curve = (ahead[place] - 2 * solution[place] + behind[place]) / step**2
        assert second[place] == pytest.approx(curve, rel=1e-4, abs=1e-6)


def test_lines_are_at_most_88_long():
    text = generate_implicit(["r*cos(t) = x", "r*sin(t) = y"], ["r", "t"], order=3)
    assert max(len(line) for line in text.splitlines() if not line.startswith("# symchain")) <= 88


def test_equations_are_compiled():
    kepler = sc.compile("E - e*sin(E) = M", dep="E", variables=["M", "e"], order=2)
    assert kepler.solve_and_derivative(1.0, 0.0, 1.0) == (1.0, (1.0, math.sin(1)))
    assert kepler.residual(1.0, 0.0, 3.0) == 2.0
    assert kepler.derivatives(1.0, 0.0, 1.0)[0] == (1.0, 0.0)
    polar = sc.compile("r*cos(t) == x; r*sin(t) == y; solve r, t; z = r^2", wrt="x")
    assert polar.gradient(3.0, 4.0, 5.0, math.atan2(4, 3)) == pytest.approx([6])
    with pytest.raises(AttributeError, match="there is: residual, solve, derivative"):
        kepler.value(1.0)
    with pytest.raises(sc.SymchainError, match="leave out emit, signature, mode, layout, kinks"):
        sc.compile("y^2 = x", dep="y", signature="vector")
    with pytest.raises(sc.SymchainError, match="an order is that of equations"):
        sc.compile("y^2", order=2)


@pytest.mark.parametrize("target", ["c", "cpython", "native", "numpy", "jax", "torch"])
def test_equations_are_compiled_for_every_target(target):
    if target in ("c", "cpython") and shutil.which("cc") is None:
        pytest.skip("no C compiler")
    if target not in ("c", "cpython"):
        pytest.importorskip("llvmlite" if target == "native" else target)
    root = sc.compile("y^2 == x; solve y; z = x + y", target)
    assert float(root.solve(4.0, 1.0)) == pytest.approx(2, rel=1e-6)
    assert float(root.residual(4.0, 3.0)) == 5
    assert float(root.derivative(4.0, 2.0)) == 0.25
    assert flat(root.solve_and_derivative(4.0, 1.0)) == pytest.approx([2, 0.25], rel=1e-6)
    assert float(root.adjoint(4.0, 2.0, 4.0)) == 1
    assert float(root.outputs(4.0, 2.0)) == 6 and flat(root.gradient(4.0, 2.0)) == [1.25]


# ---- in C

CURVES = ("E - e*sin(E) = M", "x^2 + y^2 = 1", "y^5 + y = x", "y*exp(y) = x", "x^2 + y^2 + x*y = 7")
SYSTEMS = {
    "polar": ("r*cos(t) = x; r*sin(t) = y; solve r, t", (0.3, 0.4), (0.4, 0.9)),
    "scaled": (
        "1e-8*u + v = x; 1e-16*u^2 + v^2 = y; solve u, v",
        (1.0, 5.0),
        (1.5e8, -0.5),
    ),
    "results": (
        "u^2 + v*x = y; u*v + exp(v) = x; z = u*v; w = u + x; solve u, v",
        (2.0, 3.0),
        (1, 1),
    ),
    "one result": ("u^3 + u = x; z = u*x; solve u", (2.0,), (0.5,)),
}
NAMED = "i*found + order*exp(order) - right = guess*given"


@pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler")
@pytest.mark.parametrize("target", ["c", "cpython"])
@pytest.mark.parametrize("order", [1, 3])
@pytest.mark.parametrize("name", SYSTEMS)
def test_c_solves_as_python_does(name, order, target):
    source, point, guess = SYSTEMS[name]
    ours, theirs = (
        loaded(generate_implicit(source, order=order, target=each)) for each in (target, "python")
    )
    ours = {name: each for name, each in ours.items() if name[0] != "_"}
    guess = guess[0] if len(guess) == 1 else guess
    solution = theirs["solve"](*point, guess)
    assert flat(ours["solve"](*point, guess)) == pytest.approx(flat(solution), rel=1e-14)
    place = (*point, *flat(solution))
    assert set(ours) <= set(theirs)
    for word in set(ours) - {"solve", "solve_and_derivative", "adjoint"}:
        found, wanted = flat(ours[word](*place)), flat(theirs[word](*place))
        assert found == pytest.approx(wanted, rel=1e-11, abs=1e-12), word
    weights = 2.0 if len(flat(solution)) == 1 else (2.0, -3.0)
    found, wanted = (flat(each["adjoint"](*place, weights)) for each in (ours, theirs))
    assert found == pytest.approx(wanted, rel=1e-11)


@pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler")
def test_c_says_where_it_finds_nothing():
    circle = loaded(generate_implicit("x^2 + y^2 = 1", "y", target="c", name="circle"))
    assert circle["circle_solve"](0.6, 1.0) == pytest.approx(0.8, rel=1e-15)
    with pytest.raises(ValueError, match="no solution was found"):
        circle["circle_solve"](2.0, 1.0)
    log = loaded(generate_implicit("log(y) = x", "y", target="c"))
    with pytest.raises(ValueError, match="no value at the guess"):
        log["solve"](1.0, -1.0)
    singular = loaded(generate_implicit("u + v = x; u + v = 2*x; solve u, v", target="c"))
    with pytest.raises(ValueError, match="no solution was found"):
        singular["solve"](1.0, (1.0, 1.0))
    assert all(map(math.isnan, flat(singular["derivative"](1.0, 1.0, 1.0))))


@pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler")
@pytest.mark.parametrize("e", [0.0, 0.9, 0.999999])
@pytest.mark.parametrize("guess", [0.0, 10.0])
def test_kepler_is_solved_in_c_from_anywhere(e, guess):
    kepler = loaded(generate_implicit("E - e*sin(E) = M", "E", variables=["M", "e"], target="c"))
    for anomaly in (1e-8, 0.1, 3.14159, 6.0):
        wanted = KEPLER["solve_and_derivative"](anomaly, e, guess)
        found = kepler["solve_and_derivative"](anomaly, e, guess)
        assert flat(found) == pytest.approx(flat(wanted), rel=1e-9)


@pytest.mark.parametrize("compiler", COMPILERS)
@pytest.mark.parametrize(
    "source", [*CURVES, *[each for each, _, _ in SYSTEMS.values()], NAMED, "y^2 = 2"]
)
def test_no_compiler_warns_of_a_solver(source, compiler, tmp_path):
    unknown = (
        None
        if "solve" in source
        else "E"
        if "E" in source
        else "order"
        if "order" in source
        else "y"
    )
    text = generate_implicit(source, unknown, order=2, target="c", name="f")
    compile_strictly(text, tmp_path, compiler)


def test_c_refuses_what_does_not_fit_on_the_stack():
    many = "; ".join(f"u{i} = x*{i}" for i in range(65))
    unknowns = [f"u{i}" for i in range(65)]
    with pytest.raises(sc.SymchainError, match="65 unknowns"):
        generate_implicit(many.replace(" = ", " == "), unknowns, target="c")


@pytest.mark.parametrize("row", ROWS[::9], ids=lambda row: row["id"])
@pytest.mark.parametrize("target", ["python", "c"])
def test_a_module_is_regenerated_from_its_header(row, target):
    if target == "c" and shutil.which("cc") is None:
        pytest.skip("no C compiler")
    unknowns = row.get("deps") or [row["y"]]
    text, verdict = generate_implicit_checked(
        row.get("eqs") or row["eq"],
        unknowns,
        row.get("indep") or row["x"],
        target=target,
        variables=[name for name in row["vars"] if name not in unknowns],
        ranges={name: tuple(limits) for name, limits in row["vars"].items()},
    )
    assert verdict.passed
    assert regenerated(read_header(text)[0])[0] == text
