"""What compiled functions are given: kinds of numbers and arrays, and transformations of libraries."""

import copy
import os
import pickle
import subprocess
import sys
import warnings

import mpmath
import pytest

import symchain as sc

numpy = pytest.importorskip("numpy")

OVER_ARRAYS = ("numpy", "c", "native")
FORMULA = "where(x > 0, log(x)*y, sqrt(y)/x) + x^y"


@pytest.mark.parametrize("target", OVER_ARRAYS)
@pytest.mark.parametrize(
    "given",
    [
        numpy.array([1 + 2j]),
        numpy.array(["1", "2"]),
        numpy.array(["2020-01-01"], dtype="M8[D]"),
        "1",
        1j,
    ],
    ids=["complex array", "texts", "dates", "text", "complex number"],
)
def test_what_is_no_real_number_is_refused(target, given):
    function = sc.compile("x + y", target, emit="value").value
    with warnings.catch_warnings(), pytest.raises(TypeError):
        warnings.simplefilter("error")
        function(given, 2.0)


@pytest.mark.parametrize("threads", [0, -1, 1.5, "2", None])
def test_threads_are_counted(threads):
    with pytest.raises(sc.SymchainError, match="threads are counted from 1 on"):
        sc.compile("x^2", "c", threads=threads)


@pytest.mark.parametrize("target", OVER_ARRAYS)
def test_a_masked_value_is_nan(target):
    masked = numpy.ma.array([1.0, -2.0, 3.0], mask=[False, True, False])
    found = sc.compile("x^2 + y", target, emit="value").value(masked, 1.0)
    numpy.testing.assert_array_equal(found, [2.0, numpy.nan, 10.0])


@pytest.mark.parametrize("target", OVER_ARRAYS)
@pytest.mark.parametrize(
    "change",
    [
        lambda a: a.astype(numpy.float32),
        lambda a: a.astype(int),
        lambda a: a.astype(">f8"),
        lambda a: numpy.repeat(a, 3)[::3],
        lambda a: numpy.asfortranarray(numpy.stack([a, a]))[0],
        lambda a: numpy.frombuffer(b"\0" + a.tobytes(), numpy.uint8)[1:].view(float),
        lambda a: a.astype(object),
    ],
    ids=["float32", "int", "other bytes", "strided", "Fortran", "unaligned", "objects"],
)
def test_arrays_of_any_layout(target, change):
    function = sc.compile(FORMULA, target, emit=["value", "gradient"]).value_and_gradient
    points = numpy.array([1.0, 2.0, -3.0, 5.0, 7.0, 11.0, -13.0, 17.0, 19.0])
    value, slopes = function(change(points), 2.0)
    expected, theirs = function(points, 2.0)
    numpy.testing.assert_array_equal(value, expected)
    numpy.testing.assert_array_equal(slopes, theirs)


@pytest.mark.parametrize("target", ["jax", "torch"])
@pytest.mark.parametrize("options", [{}, {"dep": "z"}], ids=["values", "equations"])
def test_complex_arrays_are_refused(target, options):
    library = pytest.importorskip("jax.numpy" if target == "jax" else "torch")
    array = library.asarray([1 + 1j])
    found = sc.compile("z^3 + z = x" if options else "x^2", target, **options)
    with pytest.raises(TypeError, match="real numbers are wanted, not complex ones"):
        found.solve(array, 1.0) if options else found.value(array)


SHARDED = """
import warnings
import jax, jax.numpy as jnp, numpy, symchain as sc
from jax.sharding import NamedSharding, PartitionSpec
warnings.simplefilter("error", RuntimeWarning)
mesh = jax.make_mesh((2,), ("d",))
parts = PartitionSpec("d")
points = jax.device_put(jnp.arange(1.0, 9.0), NamedSharding(mesh, parts))
def mapped(function):
    return jax.shard_map(function, mesh=mesh, in_specs=parts, out_specs=parts)(points)
for text in ("besselj(2, x)", "lambertw(x)", "uppergamma(2.5, x)"):
    value = sc.compile(text, "jax", emit="value").value
    numpy.testing.assert_allclose(mapped(value), value(numpy.array(points)), rtol=1e-6)
solve = sc.compile("y^3 + y = x", "jax", dep="y").solve
numpy.testing.assert_allclose(mapped(lambda x: solve(x, 1.0)), solve(points, 1.0), rtol=1e-6)
"""


def test_jax_over_parts_on_several_devices():
    jax = pytest.importorskip("jax")
    if not hasattr(jax, "shard_map"):
        pytest.skip("an older JAX has it elsewhere")
    environment = {**os.environ, "XLA_FLAGS": "--xla_force_host_platform_device_count=2"}
    run = [sys.executable, "-c", SHARDED]
    done = subprocess.run(run, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(
    "text, truth",
    [("besselj(2, x)", lambda x: mpmath.besselj(2, x)), ("lambertw(x)", mpmath.lambertw)],
)
def test_torch_moves_routines_forward_once(text, truth):
    torch = pytest.importorskip("torch")
    value = sc.compile(text, "torch", emit="value").value
    x = torch.tensor(1.5, dtype=torch.float64)
    forward, reverse = torch.func.jacfwd, torch.func.jacrev
    assert float(forward(value)(x)) == pytest.approx(float(mpmath.diff(truth, 1.5)), rel=1e-12)
    for derived in (torch.func.hessian(value), reverse(forward(value)), reverse(reverse(value))):
        second = float(mpmath.diff(truth, 1.5, 2).real)
        assert float(derived(x)) == pytest.approx(second, rel=1e-12)
    with pytest.raises(NotImplementedError, match="use jacrev"):
        forward(forward(value))(x)


@pytest.mark.parametrize("target", ["python", "numpy", "c", "native", "cpython"])
def test_copies_and_pickles_compute_the_same(target):
    made = sc.compile(FORMULA, target, variables=["x", "y"])
    for other in (copy.copy(made), copy.deepcopy(made), pickle.loads(pickle.dumps(made))):
        assert other.source == made.source
        assert other.value_and_gradient(2.0, 3.0) == made.value_and_gradient(2.0, 3.0)


def test_one_number_too_many_is_no_array_for_results():
    made = sc.compile("x*y", "numpy", variables=["x", "y"])
    with pytest.raises(TypeError, match="takes 2 positional arguments"):
        made.value(1.0, 2.0, 3.0)
