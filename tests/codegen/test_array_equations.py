"""Equations over arrays: NumPy, JAX and PyTorch solve at each point, and differentiate again."""

import math
import os
import re
import warnings

import mpmath
import numpy
import pytest

import symchain as sc
from symchain.checking import check_module
from symchain.checking.implicit import flat, generate_implicit_checked, regenerated
from symchain.codegen.header import read_header
from symchain.codegen.implicit import generate_implicit
from symchain.codegen.running import loaded, namespace

from .test_arrays import TARGETS, array, given
from .test_implicit import CURVES, GOLDEN, HARD, SYSTEMS, UNSOLVED

pytestmark = pytest.mark.filterwarnings("error")

KEPLER = "E - e*sin(E) = M"
POLAR = "r*cos(t) = x; r*sin(t) = y; solve r, t"


def module(source, target, unknowns=None, **options):
    if target != "python":
        given(target)
    return namespace(generate_implicit(source, unknowns, target=target, **options))


def rows(numbers):
    """Nested tuples of arrays, or one, as a table of doubles: a row for each number."""
    row = [numbers]
    while any(isinstance(each, tuple) for each in row):
        row = [x for each in row for x in (each if isinstance(each, tuple) else (each,))]
    return numpy.array([numpy.asarray(each, dtype=float) for each in row])


# ---- one equation


@pytest.mark.parametrize("target", TARGETS)
def test_kepler_is_solved_everywhere_at_once(target):
    kepler = module(KEPLER, target, "E", variables=["M", "e"])
    anomalies, parts = [1e-8, 0.1, 1.0, 3.14159, 6.0], [0.0, 0.1, 0.9, 0.99, 0.999999]
    guesses = [0.0, math.pi, 10.0]
    axes = (array(target, each) for each in (anomalies, parts, guesses))
    solution, slopes = kepler["solve_and_derivative"](
        *(each.reshape(shape) for each, shape in zip(axes, SHAPES, strict=True))
    )
    assert tuple(solution.shape) == (5, 5, 3)
    with mpmath.workdps(50):
        for i, anomaly in enumerate(anomalies):
            for j, e in enumerate(parts):
                truth = mpmath.findroot(
                    lambda x, a=anomaly, e=e: x - mpmath.mpf(e) * mpmath.sin(x) - a,
                    float(solution[i, j, 0]),
                )
                slope = 1 - mpmath.mpf(e) * mpmath.cos(truth)
                for k in range(3):
                    assert abs(float(solution[i, j, k]) - truth) <= 5e-16 * abs(truth) / slope
                    found = float(slopes[0][i, j, k]), float(slopes[1][i, j, k])
                    exact = float(1 / slope), float(mpmath.sin(truth) / slope)
                    assert found == pytest.approx(exact, rel=1e-8)


SHAPES = [(5, 1, 1), (1, 5, 1), (3,)]


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize(("equation", "arguments", "expected"), HARD)
def test_far_guesses(equation, arguments, expected, target):
    solve = module(equation, target, "y")["solve"]
    assert float(solve(*arguments)) == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize(("equation", "arguments", "message"), UNSOLVED)
def test_where_nothing_is_found_it_is_nan(equation, arguments, message, target):
    solve = module(equation, target, "y")["solve"]
    assert message and numpy.isnan(float(solve(*arguments)))


@pytest.mark.parametrize("target", TARGETS)
def test_points_do_not_disturb_each_other(target):
    """Solved, unsolved, undefined: each as it is alone, and as Python finds it."""
    ours, theirs = (module("log(y)*y = x", name, "y") for name in (target, "python"))
    x = [-1.0, -0.3, 0.0, 0.5, 3.0, 1e6, 1e300, math.nan]
    guess = [1.0, 0.5, 1.0, -1.0, 1.0, 1.0, 2.0, 1.0]
    found = ours["solve"](array(target, x), array(target, guess))
    for own, *arguments in zip(found, x, guess, strict=True):
        alone = float(ours["solve"](*arguments))
        assert float(own) == alone or (math.isnan(float(own)) and math.isnan(alone))
        try:
            expected = theirs["solve"](*arguments)
        except ValueError:
            expected = math.nan
        assert alone == pytest.approx(expected, rel=1e-14, nan_ok=True)
    assert [math.isnan(float(each)) for each in found] == [x in (-1.0, 0.5) or x != x for x in x]


@pytest.mark.parametrize("target", TARGETS)
def test_branches(target):
    """A choice of formulas on either side: the other one neither warns nor spoils."""
    source = "where(y > 0, sqrt(y)*y, log(1 - y)*y - y) = x"
    ours = module(source, target, "y")
    x = [1e-6, 0.5, 8.0, 1e6, -1.0, -3.0]
    y = ours["solve"](array(target, x), array(target, [1.0, 1.0, 1.0, 1.0, -1.0, -1.0]))
    slopes = ours["derivative"](array(target, x), y)
    for value, own, slope in zip(x, y, slopes, strict=True):
        if value > 0:
            exact = value ** (2 / 3), value ** (-1 / 3) * 2 / 3
        else:
            with mpmath.workdps(30):
                root = mpmath.findroot(lambda y, x=value: mpmath.log(1 - y) * y - y - x, float(own))
                exact = float(root), float(1 / (mpmath.log(1 - root) - root / (1 - root) - 1))
        assert (float(own), float(slope)) == pytest.approx(exact, rel=1e-12)


@pytest.mark.parametrize("target", TARGETS)
def test_shapes_and_kinds(target):
    library = given(target)
    solve = module(KEPLER, target, "E", variables=["M", "e"])["solve"]
    assert tuple(solve(1, 0, 1).shape) == ()
    assert tuple(solve(array(target, numpy.zeros((0, 3))), 0.5, 1).shape) == (0, 3)
    assert tuple(solve(array(target, [[1.0], [2.0]]), array(target, [0.5] * 3), 1).shape) == (2, 3)
    if target == "numpy":
        assert solve(numpy.ones(2, "float32"), 0, 1).dtype == float
        return
    named = library.numpy if target == "jax" else library
    for name, close in (("float32", 1e-6), ("bfloat16", 1e-2), ("float16", 2e-3)):
        kind = getattr(named, name)
        one = named.ones(2, dtype=kind)
        found = solve(one, one / 2, one)
        assert found.dtype == kind
        assert float(found[0]) == pytest.approx(1.498701133517848, rel=close)


@pytest.mark.parametrize("target", TARGETS)
def test_special_functions(target):
    """The error function has an inverse, which the solver knows nothing of."""
    solve = module("erf(y) = x", target, "y")["solve"]
    x = [-0.9, 0.0, 0.3, 0.999]
    for own, value in zip(solve(array(target, x), 0.1), x, strict=True):
        assert float(own) == pytest.approx(float(mpmath.erfinv(value)), rel=1e-12)


def test_scipy_finds_the_same_roots():
    optimize = pytest.importorskip("scipy.optimize")
    x = numpy.linspace(0.01, 40, 300)
    found = module("y*exp(y) + sin(y)^2 = x", "numpy", "y")["solve"](x, 1.0)
    for value, own in zip(x, found, strict=True):
        root = optimize.brentq(
            lambda y, x=value: y * math.exp(y) + math.sin(y) ** 2 - x, 0, 5, xtol=1e-15
        )
        assert own == pytest.approx(root, rel=1e-12)


def test_a_million_points_leave_as_they_are_done():
    solve = module(KEPLER, "numpy", "E", variables=["M", "e"])["solve"]
    anomaly = numpy.linspace(0, 2 * math.pi, 100_000).reshape(100, 1000)
    solution = solve(anomaly, 0.9, math.pi)
    assert abs(solution - 0.9 * numpy.sin(solution) - anomaly).max() < 2e-15


# ---- systems


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("order", [1, 3])
@pytest.mark.parametrize("name", SYSTEMS)
def test_arrays_solve_as_python_does(name, order, target):
    source, point, guess = SYSTEMS[name]
    ours, theirs = (module(source, each, order=order) for each in (target, "python"))
    words = read_header(generate_implicit(source, order=order))[0]["functions"]
    guess = guess[0] if len(guess) == 1 else guess
    solution = theirs["solve"](*point, guess)
    found = flat(ours["solve"](*point, guess))
    assert found == pytest.approx(flat(solution), rel=1e-14)
    place = (*point, *flat(solution))
    single = len(found) == 1
    arguments = {
        "solve": (*point, guess),
        "solve_and_derivative": (*point, guess),
        "adjoint": (*place, 2.0 if single else (2.0, -3.0)),
    }
    for word in words:
        given_there = arguments.get(word, place)
        expected = flat(theirs[word](*given_there))
        assert flat(ours[word](*given_there)) == pytest.approx(expected, rel=1e-10, abs=1e-12)
        doubled = [
            tuple(array(target, [x, x]) for x in each)
            if isinstance(each, tuple)
            else array(target, [each] * 2)
            for each in given_there
        ]
        table = rows(ours[word](*doubled))
        assert table.shape == (len(expected), 2)
        assert table[:, 1] == pytest.approx(expected, rel=1e-10, abs=1e-12)


@pytest.mark.parametrize("target", TARGETS)
def test_a_singular_point_is_nan_alone(target):
    ours = module("u^2 + v = x; u*v = y; solve u, v", target)
    x, y = array(target, [2.0, 0.0, 5.0]), array(target, [1.0, 0.0, 2.0])
    u, v = ours["solve"](x, y, (array(target, [1.0, 0.0, 2.0]), array(target, [1.0, 0.0, 1.0])))
    assert [math.isnan(float(each)) for each in u] == [False, True, False]
    slopes = rows(ours["derivative"](x, y, array(target, [1.0, 0.0, 2.0]), v))
    assert numpy.isnan(slopes[:, 1]).all()
    assert numpy.isfinite(slopes[:, [0, 2]]).all()
    assert rows(ours["residual"](x, y, u, v))[:, [0, 2]] == pytest.approx(0, abs=1e-14)


@pytest.mark.parametrize("target", TARGETS)
def test_six_equations_over_a_grid(target):
    size = 6
    source = [
        f"y{i} + "
        + " + ".join(f"sin({(i * j) % 5 + 1}*y{j})/9" for j in range(size))
        + f" = x*{i + 1} + z"
        for i in range(size)
    ]
    names = [f"y{i}" for i in range(size)]
    ours, theirs = (module(source, each, names) for each in (target, "python"))
    x, z = numpy.linspace(-0.2, 0.2, 4), 0.2
    solution = ours["solve"](array(target, x), z, [0.0] * size)
    adjoint = ours["adjoint"](array(target, x), z, *solution, [0.5, -1.0, 2.0, 0.0, 3.0, 1.0])
    for place, value in enumerate(x):
        expected = theirs["solve"](value, z, [0.0] * size)
        assert rows(solution)[:, place] == pytest.approx(expected, rel=1e-12, abs=1e-14)
        weights = theirs["adjoint"](value, z, *expected, [0.5, -1.0, 2.0, 0.0, 3.0, 1.0])
        assert rows(adjoint)[:, place] == pytest.approx(weights, rel=1e-11)


@pytest.mark.parametrize("target", TARGETS)
def test_mistakes_and_edges_of_systems(target):
    ours = module("u + v = 1; u - v^3 = 0; solve u, v", target)
    root = 0.682327803828019  # of v^3 + v - 1
    assert flat(ours["solve"]((1.0, 1.0))) == pytest.approx([1 - root, root], rel=1e-14)
    assert ours["derivative"](0.5, 0.5) == ((), ())
    assert ours["adjoint"](0.5, 0.5, (1.0, 1.0)) == ()
    with pytest.raises(ValueError, match="the guess must have 2 values"):
        ours["solve"]((1.0,))
    root = module("u^2 = 2; z = 3*u; solve u", target)
    assert float(root["solve"](1.0)) == pytest.approx(math.sqrt(2), rel=1e-15)
    assert float(root["outputs"](1.0)) == 3.0
    assert root["gradient"](1.0) == ()


# ---- texts and checks


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("source", [CURVES[0], SYSTEMS["results"][0]])
def test_modules_are_checked_and_made_again(source, target, tmp_path):
    given(target)
    unknown = None if "solve" in source else "E"
    text, verdict = generate_implicit_checked(
        source, unknown, target=target, order=2, name="f", variables=unknown and ["M", "e"]
    )
    assert verdict.passed and verdict.summary() in text.replace("\n", " ")
    assert regenerated(read_header(text)[0])[0] == text
    file = tmp_path / "f.py"
    file.write_text(text)
    assert check_module(str(file)).passed
    file.write_text(text.replace("sin(", "cos(").replace("exp(", "sin("))
    assert not check_module(str(file)).passed
    assert max(len(line) for line in text.splitlines() if not line.startswith("# symchain")) <= 100


@pytest.mark.parametrize("target", TARGETS)
def test_names_that_the_solver_uses_are_moved_away(target):
    source = ["guess*solution = search", "jnp + torch*solution = sin(np)*found"]
    ours, theirs = (module(source, each, ["solution", "jnp"]) for each in (target, "python"))
    point = (2.0, 3.0, 0.5, 0.7, 1.1)
    expected = flat(theirs["solve_and_derivative"](*point, (1.0, 1.0)))
    found = flat(ours["solve_and_derivative"](*point, (1.0, 1.0)))
    assert found == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize("target", TARGETS)
def test_the_text_is_the_same_every_time(target):
    text = generate_implicit(POLAR, target=target, name="polar")
    path = GOLDEN / f"polar_{target}.txt"
    if os.environ.get("SYMCHAIN_UPDATE_GOLDEN"):
        path.write_text(text)
    assert text.replace(f'"{sc.__version__}"', '"0.1.0"') == path.read_text()


def test_a_function_that_a_target_lacks_is_named():
    with pytest.raises(sc.SymchainError, match="'polylog' cannot be computed in jax"):
        generate_implicit("polylog(0, y) = x", "y", target="jax")


def test_a_function_of_scipy_is_solved_for():
    solve = module("struveh(0, y) = x", "numpy", "y")["solve"]
    found = solve(numpy.array([0.3, 0.5]), 1.0)
    assert float(mpmath.struveh(0, found[0])) == pytest.approx(0.3, rel=1e-14)


def test_targets_without_a_solver_say_so():
    known = re.escape("python, c, cpython, native, numpy, jax, torch")
    with pytest.raises(sc.SymchainError, match=f"equations are solved in {known}, not in 'latex'"):
        generate_implicit("x*y = 1", "y", target="latex")


# ---- differentiated again


def truth(order):
    """Derivatives of Kepler's equation by M and e, up to an order, from a Python module."""
    kepler = namespace(generate_implicit(KEPLER, "E", variables=["M", "e"], order=order))
    place = kepler["solve"](1.3, 0.7, 1.0)
    return kepler["derivatives"](1.3, 0.7, place)


@pytest.mark.parametrize("wrt", [None, "e"])
def test_jax_differentiates_what_it_solved(wrt):
    jax = given("jax")
    solve = module(KEPLER, "jax", "E", variables=["M", "e"], wrt=wrt)["solve"]
    by_anomaly, by_e = truth(3)
    value = jax.jit(lambda anomaly: solve(anomaly, 0.7, 1))
    first = jax.grad(value)
    orders = (first, jax.grad(first), jax.grad(jax.grad(first)))
    assert [float(f(1.3)) for f in orders] == pytest.approx(by_anomaly, rel=1e-10)
    slope = jax.jacfwd(jax.jacrev(lambda e: solve(1.3, e, 1.0)))(0.7)
    assert float(slope) == pytest.approx(by_e[1], rel=1e-10)
    assert float(jax.grad(lambda guess: solve(1.3, 0.7, guess))(1.0)) == 0
    mapped = jax.jit(jax.vmap(first))(jax.numpy.linspace(1.3, 2.0, 4))
    assert mapped.shape == (4,) and float(mapped[0]) == pytest.approx(by_anomaly[0], rel=1e-12)
    assert float(jax.grad(solve, argnums=1)(1, 0.7, 1)) == pytest.approx(
        float(solve(1, 0.7 + 1e-6, 1) - solve(1, 0.7 - 1e-6, 1)) / 2e-6, rel=1e-8
    )


@pytest.mark.parametrize("wrt", [None, "x"])
def test_jax_differentiates_systems(wrt):
    jax = given("jax")
    solve = module(POLAR, "jax", wrt=wrt)["solve"]
    polar = lambda point: jax.numpy.stack(solve(point[0], point[1], (1.0, 0.5)))  # noqa: E731
    truth = lambda point: jax.numpy.stack(  # noqa: E731
        [jax.numpy.hypot(*point), jax.numpy.arctan2(point[1], point[0])]
    )
    point = jax.numpy.array([3.0, 4.0])
    for derived in (jax.jacfwd, jax.jacrev, jax.hessian):
        found = jax.jit(derived(polar))(point)
        assert numpy.asarray(found) == pytest.approx(
            numpy.asarray(derived(truth)(point)), abs=1e-13
        )
    points = jax.numpy.array([[3.0, 4.0], [1.0, 1.0], [2.0, 0.1]])
    found = jax.vmap(jax.jacrev(polar))(points)
    assert numpy.asarray(found) == pytest.approx(numpy.asarray(jax.vmap(jax.jacrev(truth))(points)))


@pytest.fixture
def forward_mode():
    """What PyTorch loads for its forward mode warns of PyTorch."""
    given("torch")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from torch._decomp import decompositions_for_jvp

    return decompositions_for_jvp


@pytest.mark.usefixtures("forward_mode")
@pytest.mark.parametrize("wrt", [None, "e"])
def test_torch_differentiates_what_it_solved(wrt):
    torch = given("torch")
    solve = module(KEPLER, "torch", "E", variables=["M", "e"], wrt=wrt)["solve"]
    by_anomaly, by_e = truth(2)
    anomaly = torch.tensor([1.3, 0.2], dtype=torch.float64, requires_grad=True)
    e = torch.tensor([[0.7], [0.1]], dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(lambda a, b: solve(a, b, 1.0), (anomaly, e))
    assert torch.autograd.gradcheck(
        lambda a, b: solve(a, b, 1.0), (anomaly, e), check_forward_ad=True
    )
    assert torch.autograd.gradgradcheck(lambda a, b: solve(a, b, 1.0), (anomaly, e))
    value = lambda anomaly, e: solve(anomaly, e, 1.0)  # noqa: E731
    point = [torch.tensor(number, dtype=torch.float64) for number in (1.3, 0.7)]
    second = torch.func.grad(torch.func.grad(value))
    assert float(second(*point)) == pytest.approx(by_anomaly[1], rel=1e-10)
    assert float(torch.func.grad(value, 1)(*point)) == pytest.approx(by_e[0], rel=1e-12)
    _, slope = torch.func.jvp(lambda e: value(point[0], e), (point[1],), (torch.ones(()).double(),))
    assert float(slope) == pytest.approx(by_e[0], rel=1e-12)
    over = torch.func.vmap(torch.func.grad(value), in_dims=(0, None))
    assert over(anomaly.detach(), point[1])[0] == pytest.approx(by_anomaly[0], rel=1e-12)
    twice = torch.func.vmap(torch.func.vmap(value, (None, 0)), (0, None))
    grid = twice(anomaly.detach(), torch.tensor([0.7, 0.1, 0.0]).double())
    assert torch.equal(
        grid, value(anomaly.detach()[:, None], torch.tensor([0.7, 0.1, 0.0]).double())
    )


@pytest.mark.usefixtures("forward_mode")
@pytest.mark.parametrize("wrt", [None, "x"])
def test_torch_differentiates_systems(wrt):
    torch = given("torch")
    solve = module(POLAR, "torch", wrt=wrt)["solve"]
    polar = lambda point: torch.stack(solve(point[0], point[1], (1.0, 0.5)))  # noqa: E731
    truth = lambda point: torch.stack(  # noqa: E731
        [torch.hypot(*point), torch.atan2(point[1], point[0])]
    )
    points = torch.tensor([[3.0, 4.0], [1.0, 1.0], [2.0, 0.1]], dtype=torch.float64)
    for derived in (torch.func.jacfwd, torch.func.jacrev, torch.func.hessian):
        found, expected = (torch.func.vmap(derived(f))(points) for f in (polar, truth))
        assert found.numpy() == pytest.approx(expected.numpy(), abs=1e-12)
    inputs = points[0].clone().requires_grad_()
    assert torch.autograd.gradcheck(polar, (inputs,))
    assert torch.autograd.gradgradcheck(polar, (inputs,))


def test_loaded_functions_of_jax_are_compiled():
    given("jax")
    functions = loaded(generate_implicit(KEPLER, "E", variables=["M", "e"], target="jax"))
    assert set(functions) == {
        *("residual", "solve", "derivative", "adjoint", "solve_and_derivative"),
    }
    assert float(functions["residual"](1.0, 0.5, functions["solve"](1.0, 0.5, 1.0))) < 1e-15
