"""Taylor coefficients over arrays: NumPy, JAX and PyTorch have at each point what Python has there."""

import math
import os
import pathlib

import mpmath
import numpy
import pytest

import symchain as sc
from symchain.checking import check_module, generate_checked
from symchain.codegen.header import read_header
from symchain.codegen.running import loaded, namespace
from symchain.codegen.taylor import generate_taylor

from .test_arrays import TARGETS, array, given
from .test_taylor import DECLARED, IN_C

pytestmark = pytest.mark.filterwarnings("error")
GOLDEN = pathlib.Path(__file__).parent / "golden"
CHOICE = "where(x > 0, a*sqrt(x), x^2) + exp(x)"


def taylor_of(text, target, names, wrt="x"):
    if target != "python":
        given(target)
    expr = sc.parse(text, variables=[*names, *DECLARED])
    return namespace(generate_taylor(expr, wrt, target, variables=names))["taylor"]


def table(coefficients):
    return numpy.array([numpy.asarray(each, dtype=float) for each in coefficients])


POINTS = ((0.7, 1.3), (2.5, 0.4), (1.5, 3.5), (-1.2, 1.1), (0.0, 2.0), (3.0, 3.0), (0.7, 0.7))


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("name", IN_C)
def test_every_point_has_the_coefficients_that_python_has(name, target):
    expr = sc.parse(IN_C[name], variables=DECLARED)
    names = ["x", "y", *[v.name for v in expr.variables if v.name not in ("x", "y")]]
    ours, theirs = (taylor_of(IN_C[name], each, names) for each in (target, "python"))
    columns = list(zip(*POINTS, strict=True))
    further = [1.5 + i for i in range(len(names) - 2)]
    order = 6
    found = table(ours(*[array(target, column) for column in columns], *further, order))
    assert found.shape == (order + 1, len(POINTS))
    for place, point in enumerate(POINTS):
        try:
            wanted = theirs(*point, *further, order)
        except (ValueError, ZeroDivisionError):
            assert not numpy.isfinite(found[1:, place]).all()
            continue
        assert found[:, place] == pytest.approx(wanted, rel=1e-11, abs=1e-12)


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("text", ["exp(sin(x^2))*a", "log(1 + x^2)/(a + x)", "tanh(x)^3 + x^a"])
def test_coefficients_against_mpmath(text, target):
    taylor = taylor_of(text, target, ["x", "a"])
    points, a, order = [0.3, 1.1, 2.7], 1.5, 8
    formula = {
        "exp(sin(x^2))*a": lambda x: mpmath.exp(mpmath.sin(x**2)) * a,
        "log(1 + x^2)/(a + x)": lambda x: mpmath.log(1 + x**2) / (a + x),
        "tanh(x)^3 + x^a": lambda x: mpmath.tanh(x) ** 3 + x**a,
    }[text]
    found = table(taylor(array(target, points), a, order))
    with mpmath.workdps(40):
        for place, point in enumerate(points):
            wanted = [float(c) for c in mpmath.taylor(formula, mpmath.mpf(point), order)]
            assert found[:, place] == pytest.approx(wanted, rel=1e-11)


@pytest.mark.parametrize("target", TARGETS)
def test_powers_of_what_vanishes(target):
    """(x - b)^a where x - b begins with nothing, once or twice, beside points where it does not."""
    for text in ("(x - b)^3", "((x - b)^2*exp(x))^2", "(x - b)^a", "(sin(x - b) - (x - b))^a"):
        ours, theirs = (taylor_of(text, each, ["x", "a", "b"]) for each in (target, "python"))
        x, a, b = [1.0, 1.0, 2.5, 1.0, 3.0], [2.0, 3.0, 2.0, 1.0, 0.0], [1.0, 1.0, 1.0, 1.0, 3.0]
        found = table(ours(*[array(target, each) for each in (x, a, b)], 9))
        for place, point in enumerate(zip(x, a, b, strict=True)):
            wanted = theirs(*point, 9)
            assert found[:, place] == pytest.approx(wanted, rel=1e-11, abs=1e-13), (text, point)
    halves = taylor_of("(x - b)^a", target, ["x", "a", "b"])
    found = table(halves(array(target, [1.0, 1.0]), array(target, [0.5, -1.0]), 1.0, 2))
    assert numpy.isnan(found[1:]).all()


@pytest.mark.parametrize("target", TARGETS)
def test_kinks_and_jumps_are_nan_alone(target):
    taylor = taylor_of(CHOICE, target, ["x", "a"])
    found = table(taylor(array(target, [-1.0, 0.0, 4.0]), 2.0, 3))
    assert found[0] == pytest.approx([1 + math.exp(-1), 1.0, 4 + math.exp(4)])
    assert numpy.isnan(found[1:, 1]).all() and numpy.isfinite(found[:, [0, 2]]).all()
    assert found[1] == pytest.approx([math.exp(-1) - 2, math.nan, 0.5 + math.exp(4)], nan_ok=True)
    inner = taylor_of("where(x > 0, abs(x - 1), x)", target, ["x"])
    found = table(inner(array(target, [1.0, -1.0, 2.0]), 2))
    assert found[1] == pytest.approx([math.nan, 1.0, 1.0], nan_ok=True)
    assert numpy.isnan(table(taylor_of("log(x)", target, ["x"])(-1.0, 2))).all()


@pytest.mark.parametrize("target", TARGETS)
def test_shapes_kinds_and_orders(target):
    library = given(target)
    taylor = taylor_of("x*exp(a*x)", target, ["x", "a"])
    x, a = array(target, [[0.5], [1.0]]), array(target, [1.0, 2.0, 3.0])
    assert {tuple(each.shape) for each in taylor(x, a, 4)} == {(2, 3)}
    assert [tuple(each.shape) for each in taylor(1, 2.0, 1)] == [(), ()]
    assert [tuple(c.shape) for c in taylor(array(target, numpy.zeros((0, 2))), 1, 1)] == [
        (0, 2)
    ] * 2
    with pytest.raises(ValueError, match="the order of a series is negative"):
        taylor(x, a, -1)
    constant = taylor_of("2", target, ["x"])
    assert table(constant(x, 2)).tolist() == [[[2.0]] * 2, [[0.0]] * 2, [[0.0]] * 2]
    if target != "numpy":
        named = library.numpy if target == "jax" else library
        powers = taylor_of("where(x > 2, 3, x)*x^3 + a", target, ["x", "a"])
        for kind in ("float32", "bfloat16"):
            one = named.ones(2, dtype=getattr(named, kind))
            found = powers(one, one, 3)
            assert {str(each.dtype).removeprefix("torch.") for each in found} == {kind}
            assert [float(each[1]) for each in found] == [2.0, 4.0, 6.0, 4.0]


def test_many_points_are_taken_in_chunks():
    taylor = taylor_of("sin(x)*a", "numpy", ["x", "a"])
    x = numpy.linspace(0, 6, 20_000).reshape(100, 200)
    found = taylor(x, 2.0, 3)
    assert (table(taylor(x[::50], 2.0, 3)) == table(found)[:, ::50]).all()
    assert found[3] == pytest.approx(-numpy.cos(x) / 3, abs=1e-15)


def test_jax_compiles_and_maps():
    jax = given("jax")
    taylor = taylor_of(CHOICE, "jax", ["x", "a"])
    x = jax.numpy.linspace(0.5, 2, 4)
    mapped = jax.jit(jax.vmap(lambda x: taylor(x, 2.0, 3)))(x)
    assert table(mapped) == pytest.approx(table(taylor(x, 2.0, 3)), rel=1e-14)
    slope = jax.grad(lambda x: taylor(x, 2.0, 3)[2])(1.5)
    assert float(slope) == pytest.approx(3 * float(taylor(1.5, 2.0, 3)[3]), rel=1e-12)
    compiled = loaded(generate_taylor(sc.parse("exp(x)"), "x", "jax"))["taylor"]
    assert [len(compiled(0.5, order)) for order in (0, 3)] == [1, 4]


@pytest.mark.parametrize("target", ["jax", "torch"])
def test_coefficients_of_powers_are_differentiated(target):
    """By the variable, coefficient k has the slope (k + 1)*c_(k + 1); by an exponent, see mpmath."""
    library = given(target)
    derived = library.grad if target == "jax" else library.func.grad
    number = lambda x: array(target, x)  # noqa: E731
    for text in ("x^3", "(x - 1)^4*x", "x^a", "(x^2 + x)^a"):
        taylor = taylor_of(text, target, ["x", "a"])
        for x, a in ((0.0, 3.0), (1.0, 2.0), (1.5, 2.0), (-1.0, 4.0)):
            coefficients = taylor(number(x), number(a), 5)
            for k in range(5):
                slope = derived(lambda x, k=k, a=a, t=taylor: t(x, number(a), 5)[k])(number(x))
                wanted = (k + 1) * float(coefficients[k + 1])
                if "a" in text and math.isnan(slope):
                    continue  # where the base vanishes, it is not known by the exponent alone
                assert float(slope) == pytest.approx(wanted, rel=1e-12, abs=1e-13)
    taylor = taylor_of("x^a", target, ["x", "a"])
    slope = derived(lambda a: taylor(number(1.5), a, 3)[3])(number(2.5))
    binomial = lambda a: mpmath.binomial(a, 3) * mpmath.mpf(1.5) ** (a - 3)  # noqa: E731
    assert float(slope) == pytest.approx(float(mpmath.diff(binomial, 2.5)), rel=1e-12)


def test_torch_maps_and_differentiates():
    torch = given("torch")
    taylor = taylor_of("sin(x)*exp(a*x)", "torch", ["x", "a"])
    x = torch.linspace(0.5, 2, 4, dtype=torch.float64)
    mapped = torch.func.vmap(lambda x: taylor(x, 2.0, 3))(x)
    assert table(mapped) == pytest.approx(table(taylor(x, 2.0, 3)), rel=1e-14)
    slopes = torch.func.vmap(torch.func.grad(lambda x: taylor(x, 2.0, 3)[2]))(x)
    assert slopes.numpy() == pytest.approx(3 * taylor(x, 2.0, 3)[3].numpy(), rel=1e-12)


@pytest.mark.parametrize("target", TARGETS)
def test_modules_are_checked_and_made_again(target, tmp_path):
    given(target)
    text, verdict = generate_checked(CHOICE, wrt=["x"], emit="taylor", target=target, name="f")
    assert verdict.passed and verdict.summary() in text.replace("\n", " ")
    assert read_header(text)[0]["functions"] == {"taylor": "f_taylor"}
    file = tmp_path / "f.py"
    file.write_text(text)
    assert check_module(str(file)).passed
    file.write_text(text.replace("* t2[k]", "* t3[k]"))
    assert not check_module(str(file)).passed


@pytest.mark.parametrize("target", TARGETS)
def test_names_are_safe(target):
    names = ["x", "number", "body", "np", "jnp", "torch", "rough", "k", "order", "results", "t0"]
    text = "+".join(f"{name}*exp(x)/{i}" for i, name in enumerate(names, 1))
    ours, theirs = (taylor_of(text, each, names) for each in (target, "python"))
    point = [0.5 + i for i in range(len(names))]
    assert table(ours(*point, 3)) == pytest.approx(table(theirs(*point, 3)), rel=1e-13)


@pytest.mark.parametrize("target", TARGETS)
def test_the_text_is_the_same_every_time(target):
    text = generate_taylor(sc.parse(CHOICE), "x", target)
    path = GOLDEN / f"series_{target}.txt"
    if os.environ.get("SYMCHAIN_UPDATE_GOLDEN"):
        path.write_text(text)
    assert text.replace(f'"{sc.__version__}"', '"0.1.0"') == path.read_text()
