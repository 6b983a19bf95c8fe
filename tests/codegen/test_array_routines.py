"""Special functions of JAX and PyTorch by routines: mapped, compiled, differentiated again."""

import math

import mpmath
import numpy
import pytest

import symchain as sc
from symchain.codegen.running import loaded

from .test_arrays import array, given

pytestmark = pytest.mark.filterwarnings("error")
TARGETS = ("jax", "torch")
# A formula of x, its second derivative by mpmath's function, points in every branch of the routine.
CASES = {
    "dawson(x)": (lambda x: mpmath.sqrt(mpmath.pi) / 2 * mpmath.exp(-x * x) * mpmath.erfi(x)),
    "lambertw(x)": mpmath.lambertw,
    "e1(x)": mpmath.e1,
    "uppergamma(2.5, x)": lambda x: mpmath.gammainc(2.5, x),
    "polygamma(1, x)": lambda x: mpmath.psi(1, x),
    "legendre(3, x)": lambda x: mpmath.legendre(3, x),
}
POINTS = [0.375, 1.5, 2.75, 6.5, 20.0]


def compiled(text, target):
    given(target)
    return sc.compile(text, target, emit="value").value


def second(target, function):
    """The second derivative at each of many points."""
    library = given(target)
    if target == "jax":
        return library.jit(library.vmap(library.grad(library.grad(function))))
    own = library.func
    return own.vmap(own.grad(own.grad(function)))


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("text", CASES)
def test_routines_are_mapped_and_differentiated_twice(text, target):
    found = second(target, compiled(text, target))(array(target, POINTS))
    for x, ours in zip(POINTS, numpy.asarray(found), strict=True):
        with mpmath.workdps(50):
            theirs = float(mpmath.re(mpmath.diff(CASES[text], mpmath.mpf(x), 2)))
        assert ours == pytest.approx(theirs, rel=1e-10)


@pytest.mark.parametrize("target", TARGETS)
def test_a_branch_that_is_not_taken_changes_nothing(target):
    library = given(target)
    value = compiled("where(x > 0, e1(x), x^2)", target)
    x = array(target, [-1.0, 0.0, 2.0])
    if target == "jax":
        slopes = library.vmap(library.grad(value))(x)
    else:
        slopes = library.func.vmap(library.func.grad(value))(x)
    assert numpy.asarray(slopes) == pytest.approx([-2.0, 0.0, -math.exp(-2) / 2])


@pytest.mark.parametrize("target", TARGETS)
def test_what_has_no_formula_is_refused_when_it_is_asked_for(target):
    library = given(target)
    value = compiled("uppergamma(s, x)", target)
    one = array(target, 1.5)
    by = library.grad if target == "jax" else library.func.grad
    assert float(by(value, 1)(one, one)) == pytest.approx(-(1.5**0.5) * math.exp(-1.5))
    with pytest.raises(TypeError, match="uppergamma has no derivative by this argument"):
        by(value, 0)(one, one)


@pytest.mark.parametrize("target", TARGETS)
def test_kinds_and_shapes_are_kept(target):
    library = given(target)
    named = library.numpy if target == "jax" else library
    value = compiled("dawson(x)*y", target)
    x = named.ones((3, 1), dtype=named.float32)
    found = value(x, named.ones(2, dtype=named.float32))
    assert tuple(found.shape) == (3, 2) and found.dtype == named.float32
    assert float(found[0, 0]) == pytest.approx(0.5380795069127684, rel=1e-7)
    assert float(value(1.0, 2)) == pytest.approx(2 * 0.5380795069127684, rel=1e-15)


def test_torch_tells_shapes_without_numbers():
    torch = pytest.importorskip("torch")
    f = sc.compile(sc.parse("besselj(2, x)*dawson(y) + fresnels(x)"), "torch")
    points = torch.ones(3, 1, device="meta"), torch.ones(2, device="meta")
    value, slopes = f.value_and_gradient(*points)
    assert {each.shape for each in (value, *slopes)} == {(3, 2)}
    assert all(each.is_meta for each in (value, *slopes))


@pytest.mark.parametrize("target", TARGETS)
def test_names_of_helpers_are_free(target):
    given(target)
    names = ["real", "loop", "each", "Each", "dawson", "result", "done", "spread", "value"]
    text = "dawson(real)*" + "*".join(names[1:])
    expr = sc.parse(text, variables=names)
    values = [0.5 + i for i in range(len(names))]
    assert float(sc.compile(expr, target).value(*values)) == pytest.approx(
        sc.compile(expr).value(*values), rel=1e-13
    )


def test_torch_goes_backward():
    torch = given("torch")
    x = torch.tensor([0.5, 3.0], dtype=torch.float64, requires_grad=True)
    compiled("dawson(x)", "torch")(x).sum().backward()
    wanted = sc.compile("dawson(x)").gradient
    assert x.grad.tolist() == pytest.approx([wanted(0.5)[0], wanted(3.0)[0]], rel=1e-13)
    text = sc.generate("dawson(x)", target="torch")
    assert "checked" in text and loaded(text)
