"""Emitted NumPy, JAX and PyTorch: they compute what emitted Python computes, over arrays."""

import json
import os
import pathlib
import platform
import subprocess
import sys

import numpy
import pytest

import symchain as sc
from symchain.checking import check_module
from symchain.codegen import generate
from symchain.codegen.header import read_header
from symchain.codegen.running import namespace

from .test_c import DATA, FORMULAS, POINTS, flat

pytestmark = pytest.mark.filterwarnings("error")

TARGETS = ("numpy", "jax", "torch")
KINDS = ["value", "gradient", "hessian", "jvp", "vjp", "hvp"]
BRANCHES = {
    "root": ("where(x > 0, sqrt(x), 0)", (-1.0, 0.0, 4.0)),
    "log": ("where(x > 1, log(x - 1)*x, x^2)", (1.0, 0.5, 3.0)),
    "within": ("where(x > 0, where(x > 2, sqrt(x - 2), log(x)), x)", (-1.0, 0.0, 1.0, 2.0, 3.0)),
    "large": ("where(x < 100, exp(x), x)", (1000.0, 2.0)),
    "powers": ("where(x < 10, x^8, x)", (1e100, 3.0)),
    "both": ("where(x > 0 and sqrt(x) < 2, acos(sqrt(x)/2), 1/(x - 3))", (-1.0, 1.0, 9.0)),
    "either": ("where(x < 0 or x > 4, 1, sqrt(x*(4 - x)))", (-1.0, 2.0, 5.0)),
    "quotient": ("where(x == 2, 1, x/(x - 2))", (2.0, 1.0)),
}


def given(target):
    """The target, if its library is here; JAX in double precision."""
    module = pytest.importorskip(target)
    if target == "jax":
        module.config.update("jax_enable_x64", True)
    return module


def array(target, values, dtype="float64"):
    """An array of the target's library."""
    library = given(target)
    if target == "torch":
        return library.tensor(values, dtype=getattr(library, dtype))
    library = library.numpy if target == "jax" else library
    return library.array(values, dtype=dtype)


def agree(found, expected, relative=1e-12):
    assert len(found) == len(expected)
    for got, wanted in zip(found, expected, strict=True):
        assert float(got) == pytest.approx(float(wanted), rel=relative, abs=1e-13)


def point_of(expr, point):
    return [point[i % 2] + i // 2 for i in range(len(expr.variables))]


FORMS = {
    **FORMULAS,
    "lacking": "x/(exp(x) - 1) + (exp(y) - 1)/y + sin(x)/x",  # JAX has no Bernoulli function
    "hostile names": "numpy*results + np + number + each + value + x0*jnp",
}
del FORMS["special"]
NAMES = {"hostile names": ["numpy", "results", "np", "number", "each", "value", "x0", "jnp"]}


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("name", FORMS)
def test_arrays_compute_what_python_computes(name, target):
    given(target)
    expr = sc.parse(FORMS[name], variables=NAMES.get(name, ()))
    ours, theirs = (sc.compile(expr, t, emit=KINDS[:3]) for t in (target, "python"))
    together, expected = (f.value_and_gradient_and_hessian for f in (ours, theirs))
    points = [point_of(expr, point) for point in POINTS]
    values = [flat(expected(*point)) for point in points]
    agree(flat(ours.value(*points[0])), values[0][:1])
    columns = [array(target, column) for column in zip(*points, strict=True)]
    found = flat(together(*columns))
    for place, wanted in enumerate(values):
        agree([each[place] for each in found], wanted)


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("layout", ["dense", "coordinates", "rows"])
@pytest.mark.parametrize("signature", ["scalars", "vector"])
def test_products_and_layouts(layout, signature, target):
    given(target)
    expr = sc.parse("x*y + sin(z)*x + exp(y)*w")
    options = {"signature": signature, "layout": layout, "emit": KINDS}
    ours, theirs = (sc.compile(expr, t, **options) for t in (target, "python"))
    for kind, more in zip(KINDS, (0, 0, 0, 4, 1, 4), strict=True):
        point, extra = [0.3, 1.1, -0.4, 2.0], [0.5, -1.0, 2.0, 0.25][:more]
        both = [point, *([extra] if extra else [])]
        arguments = both if signature == "vector" else [*point, *extra]
        expected = flat(getattr(theirs, kind)(*arguments))
        if signature == "vector":
            arguments = [array(target, group) for group in both]
        agree(flat(getattr(ours, kind)(*arguments)), expected)


@pytest.mark.parametrize("target", TARGETS)
def test_shapes(target):
    given(target)
    f = sc.compile("where(x > 0, log(x)*y, x*y) + 3*z", target)
    x = array(target, numpy.linspace(-2, 2, 9).reshape(9, 1))
    y = array(target, [1.0, 3.0])
    value, slopes = f.value_and_gradient(x, y, 1.0)
    assert {tuple(each.shape) for each in (value, *slopes)} == {(9, 2)}
    assert tuple(f.gradient(array(target, 1.0), 2.0, 3.0)[2].shape) == ()
    empty = array(target, numpy.zeros((0, 3)))
    assert tuple(f.gradient(empty, 1.0, 1.0)[2].shape) == (0, 3)


@pytest.mark.parametrize("target", TARGETS)
def test_vectors(target):
    given(target)
    f = sc.compile("x*y + z", target, signature="vector")
    points = array(target, numpy.arange(12.0).reshape(3, 4))
    value, slopes = f.value_and_gradient(points)
    assert [float(v) for v in value] == [8.0, 14.0, 22.0, 32.0]
    assert [float(v) for v in slopes[2]] == [1.0] * 4
    with pytest.raises(ValueError, match="the point must have 3 values"):
        f.value(array(target, [1.0, 2.0]))


@pytest.mark.parametrize("target", TARGETS)
def test_several_outputs_and_constants(target):
    given(target)
    model = sc.model("r = sqrt(x^2 + y^2); a = atan2(y, x); c = 5/2")
    ours, theirs = sc.compile(model, target), sc.compile(model)
    agree(flat(ours.value_and_jacobian(1.0, 2.0)), flat(theirs.value_and_jacobian(1.0, 2.0)))
    assert float(sc.compile("sqrt(2)", target, emit=["value"]).value()) == pytest.approx(2**0.5)


@pytest.mark.parametrize("target", TARGETS)
def test_outside_the_domain_is_nan_and_too_large_is_inf(target):
    given(target)
    f = sc.compile("log(x) + exp(y) + root(x, 4)", target)
    assert numpy.isnan(float(f.value(-1.0, 0.0)))
    assert float(f.value(1.0, 1000.0)) == numpy.inf


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("kinks", ["left", "right", "nan"])
def test_kinks_are_those_of_python(kinks, target):
    given(target)
    formula = "abs(x)*y + max(x, y) + x*heaviside(y)"
    functions = sc.compile(formula, target=target, emit="gradient", kinks=kinks)
    wanted = sc.compile(formula, emit="gradient", kinks=kinks)
    for point in [(0.0, 0.0), (0.0, 2.0), (1.0, 1.0), (-1.0, 0.0)]:
        found = [float(slope) for slope in functions.gradient(*point)]
        assert found == pytest.approx(wanted.gradient(*point), nan_ok=True)


@pytest.mark.parametrize("target", TARGETS)
def test_the_same_bytes_and_the_facts_and_the_check(target):
    given(target)
    source = sc.generate("where(x > 0, sqrt(x), 0)*sin(y)", target=target, engines=[])
    assert source == sc.generate("where(x > 0, sqrt(x), 0)*sin(y)", target=target, engines=[])
    facts, _ = read_header(source)
    assert facts["target"] == target and "mpmath" in source


@pytest.mark.parametrize("target", TARGETS)
def test_the_check_sees_a_wrong_module(target, monkeypatch):
    given(target)
    from symchain.codegen.targets import arrays

    honest = arrays._body
    wrong = lambda *given: [line.replace(".exp(", ".sin(") for line in honest(*given)]  # noqa: E731
    monkeypatch.setattr(arrays, "_body", wrong)
    with pytest.raises(sc.CheckError):
        sc.generate("exp(x)*x", target=target, engines=[])


@pytest.mark.parametrize("target", TARGETS)
def test_a_written_module_is_verified_again(target, tmp_path):
    given(target)
    source = sc.generate("x*exp(y)", target=target, engines=[])
    file = tmp_path / "module.py"
    file.write_text(source)
    assert check_module(str(file)).passed
    file.write_text(source.replace("exp(y)", "sin(y)"))
    assert not check_module(str(file)).passed


@pytest.mark.parametrize("target", TARGETS)
def test_a_long_function_is_made_of_parts(target, monkeypatch):
    given(target)
    monkeypatch.setattr("symchain.codegen.targets.arrays.BOUND", 100)
    monkeypatch.setattr("symchain.codegen.targets.parts.PART", 40)
    names = [f"x{i}" for i in range(8)]
    terms = [f"max(sin({a}*{b} + {i}), 1/2)" for i, a in enumerate(names) for b in names]
    expr = sc.parse(" + ".join([*terms, *[f"cos({t})" for t in terms]]))
    source = generate(expr, target)
    assert "_value_part_2" in source
    ours, theirs = sc.compile(expr, target), sc.compile(expr)
    point = [0.1 + 0.1 * i for i in range(8)]
    agree(flat(ours.value_and_gradient(*point)), flat(theirs.value_and_gradient(*point)), 1e-9)


@pytest.mark.parametrize("target", TARGETS)
def test_the_corpus(target):
    given(target)
    rows = [json.loads(row) for row in (DATA / "feynman.jsonl").read_text().splitlines()[1:]]
    for row in rows[:: 1 if target == "numpy" else 6]:
        expr = sc.parse(row["expr"], variables=row["vars"])
        ours, theirs = sc.compile(expr, target), sc.compile(expr)
        point = [1.1 + 0.3 * i for i in range(len(expr.variables))]
        try:
            expected = flat(theirs.value_and_gradient(*point))
        except (ValueError, ZeroDivisionError, OverflowError):
            continue
        agree(flat(ours.value_and_gradient(*point)), expected, 1e-10)


def test_a_function_that_a_target_lacks_is_named():
    for target in ("jax", "torch"):
        with pytest.raises(sc.SymchainError, match=f"'polylog' cannot be computed in {target}"):
            generate("polylog(1, x)", target)


def test_a_library_that_is_not_installed_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(sc.SymchainError, match="pip install torch"):
        sc.compile("x", "torch")


def test_targets_load_no_library():
    code = (
        "import sys, symchain.codegen; print(sorted({'numpy', 'jax', 'torch'} & set(sys.modules)))"
    )
    root = str(pathlib.Path(sc.__file__).parent.parent)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root)
    assert done.stdout.strip() == "[]"


# NumPy ------------------------------------------------------------------------------------------


def test_many_points_are_taken_in_chunks():
    f = sc.compile("where(x > 0, sqrt(x)*y, y) + erf(x)", "numpy")
    x = numpy.linspace(-1, 1, 30_000).reshape(100, 300)
    value, slopes = f.value_and_gradient(x, 2.0)
    assert value.shape == slopes[0].shape == (100, 300)
    few, few_slopes = f.value_and_gradient(x[::50], 2.0)
    assert (value[::50] == few).all() and (slopes[1][::50] == few_slopes[1]).all()


FAULTS = """\
import resource, numpy
import symchain as sc

text = " + ".join(f"(x - {k}*y)^2*sin(x*y + {k})" for k in range(12))
function = sc.compile(text, "numpy", variables=["x", "y"])
points, result = numpy.ones((2, 100_000)), numpy.zeros((3, 100_000))
faults = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_minflt
found = []
for _ in range(3):
    before = faults()
    function.value_and_gradient(*points, out=result)
    found.append(faults() - before)
print(found[-1])
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other allocators keep what is freed")
def test_chunks_take_no_new_pages():
    done = subprocess.run(
        [sys.executable, "-c", FAULTS], capture_output=True, text=True, check=True
    )
    assert int(done.stdout) < 100


def test_numbers_of_any_kind_become_doubles():
    f = sc.compile("x/3", "numpy")
    for kind in ("int32", "float32", "bool"):
        assert f.value(numpy.ones(2, kind)).dtype == float


# JAX --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", BRANCHES)
@pytest.mark.parametrize("kind", ["value", "gradient"])
def test_jax_differentiates_again(kind, name):
    jax = given("jax")
    text, points = BRANCHES[name]
    space = namespace(generate(text, "jax", emit=["value", "gradient"]))
    theirs = sc.compile(text, emit=["gradient", "hessian"])
    function = space[kind] if kind == "value" else lambda x: space[kind](x)[0]
    truth = theirs.gradient if kind == "value" else theirs.hessian
    for x in points:
        try:
            expected = flat(truth(x))
        except ArithmeticError:
            continue
        agree([jax.grad(function)(x)], expected, 1e-10)
        agree([jax.jit(jax.grad(function))(x)], expected, 1e-10)
    mapped = jax.vmap(jax.grad(function))(array("jax", points))
    assert numpy.isfinite(mapped).all()


def test_jax_keeps_the_kind():
    jax = given("jax")
    space = namespace(generate("where(x > 0, sqrt(x)/3, 1/10) + 2", "jax"))
    for kind in ("float32", "float64", "bfloat16"):
        value, slopes = space["value_and_gradient"](jax.numpy.ones(3, kind))
        assert value.dtype == slopes[0].dtype == kind
    assert space["value"](jax.numpy.arange(3)).dtype == "float64"
    assert space["value"](jax.numpy.ones(3, "float32")).weak_type is False


SHARDED = """
import sys, jax, numpy
from jax.sharding import Mesh, NamedSharding, PartitionSpec
from symchain.codegen import generate
from symchain.codegen.running import namespace
f = jax.jit(namespace(generate("where(x > 0, sqrt(x), 0)*y", "jax"))["value_and_gradient"])
sharding = NamedSharding(Mesh(numpy.array(jax.devices()), "i"), PartitionSpec("i"))
x = jax.device_put(numpy.linspace(-1, 1, 8), sharding)
value, slopes = f(x, 2.0)
assert len(jax.devices()) == 2
assert value.sharding.is_equivalent_to(sharding, 1), value.sharding
assert slopes[0].sharding.is_equivalent_to(sharding, 1)
print("done")
"""


def test_jax_on_sharded_arrays():
    given("jax")
    root = str(pathlib.Path(sc.__file__).parent.parent)
    flags = "--xla_force_host_platform_device_count=2"
    environment = {**os.environ, "XLA_FLAGS": flags, "PYTHONPATH": root, "JAX_PLATFORMS": "cpu"}
    done = subprocess.run(
        [sys.executable, "-c", SHARDED], capture_output=True, text=True, env=environment
    )
    assert done.stdout.strip() == "done", done.stderr


# PyTorch ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", BRANCHES)
@pytest.mark.parametrize("kind", ["value", "gradient"])
def test_torch_differentiates_again(kind, name):
    torch = given("torch")
    text, points = BRANCHES[name]
    space = namespace(generate(text, "torch", emit=["value", "gradient"]))
    theirs = sc.compile(text, emit=["gradient", "hessian"])
    function = space[kind] if kind == "value" else lambda x: space[kind](x)[0]
    truth = theirs.gradient if kind == "value" else theirs.hessian
    slopes = torch.func.vmap(torch.func.grad(function))(array("torch", points))
    for x, slope in zip(points, slopes, strict=True):
        try:
            expected = flat(truth(x))
        except ArithmeticError:
            continue
        agree([slope], expected, 1e-10)
        inputs = torch.tensor(x, dtype=torch.float64, requires_grad=True)
        function(inputs).backward()
        agree([inputs.grad], expected, 1e-10)


def test_torch_keeps_the_kind():
    torch = given("torch")
    space = namespace(generate("where(x > 0, sqrt(x)/3, 1/10) + max(x, y, 2) + 5", "torch"))
    for kind in (torch.float32, torch.float64, torch.bfloat16):
        value, slopes = space["value_and_gradient"](torch.ones(3, dtype=kind), 2)
        assert value.dtype == slopes[0].dtype == kind
    assert space["value"](1, 2).dtype == torch.float64
    on = space["value"](torch.ones(3, device="meta"), 2.0)
    assert on.device.type == "meta"


@pytest.mark.parametrize("signature", ["scalars", "vector"])
def test_results_are_left_in_an_array_of_the_caller(signature):
    f = sc.compile("x*exp(y) + out", "numpy", variables=["x", "y", "out"], signature=signature)
    for count in (0, 5, 8_192, 20_000):
        points = numpy.random.default_rng(0).uniform(-1, 1, (3, count))
        given, result = [points] if signature == "vector" else points, numpy.full((4, count), 9.0)
        value, slopes = f.value_and_gradient(*given, out=result)
        expected, others = f.value_and_gradient(*given)
        assert (value == expected).all() and (result == [expected, *others]).all()
        assert all(numpy.shares_memory(each, result) for each in (value, *slopes)) or not count
    for wrong in (result[:3], result[:, ::2], result.astype("f4"), result[:, :9]):
        with pytest.raises(ValueError, match=r"doubles of the shape \(4, 20000\) in C order"):
            f.value_and_gradient(*given, out=wrong)
    with pytest.raises(ValueError, match="apart from the arguments"):
        rows = result[:3]
        f.value_and_gradient(*([rows] if signature == "vector" else rows), out=result)
