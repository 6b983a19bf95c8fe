"""Native code: it computes what Python does, by any way of calling it, on any processor."""

import array
import gc
import math
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy
import pytest

import symchain as sc
from symchain.checking.implicit import generate_implicit_checked
from symchain.codegen.header import read_header
from symchain.codegen.targets import native_engine, native_lanes, native_module

from .test_c import FORMULAS, POINTS, VARIABLES, agree, flat
from .test_cpython import KINDS, MORE, ONE, POINT
from .test_implicit import SYSTEMS
from .test_large import nest

pytest.importorskip("llvmlite")


@pytest.mark.parametrize("name", FORMULAS)
def test_one_point_and_many_as_in_python(name):
    expr = sc.parse(FORMULAS[name], variables=VARIABLES.get(name, ()))
    kinds = ["value", "gradient", "hessian"]
    ours, theirs = (sc.compile(expr, target, emit=kinds) for target in ("native", "python"))
    inputs = [[point[i % 2] + i // 2 for i in range(len(expr.variables))] for point in POINTS]
    expected = [flat(theirs.value_and_gradient_and_hessian(*point)) for point in inputs]
    many = flat(ours.value_and_gradient_and_hessian(*numpy.array(inputs).T))
    for point, wanted, *found in zip(inputs, expected, *many, strict=True):
        agree(flat(ours.value_and_gradient_and_hessian(*point)), wanted)
        agree(found, wanted)


@pytest.mark.parametrize("layout", ["dense", "coordinates", "rows"])
@pytest.mark.parametrize("signature", ["scalars", "vector"])
def test_every_kind_as_in_python(signature, layout):
    options = {"emit": KINDS, "signature": signature, "layout": layout}
    ours, theirs = (sc.compile(ONE, target, **options) for target in ("native", "python"))
    for kind in KINDS:
        groups = [POINT, MORE[kind]] if kind in MORE else [POINT]
        given = groups if signature == "vector" else [x for group in groups for x in group]
        found, wanted = getattr(ours, kind)(*given), getattr(theirs, kind)(*given)
        assert type(found) is type(wanted)
        assert flat(found) == pytest.approx(flat(wanted), rel=1e-13)
        numbers = [x for x in flat(found) if isinstance(x, float)]
        result = array.array("d", numbers[::-1])
        buffers = [array.array("d", group) for group in groups]
        assert getattr(ours, f"{kind}_into")(*buffers, result) is None
        assert list(result) == numbers


@pytest.mark.parametrize("count", [0, 1, 7, 8, 9, 33])
def test_any_number_of_points(count):
    f = sc.compile("where(x > 0, log(x)*y, x*y)", "native")
    x = numpy.linspace(-2, 2, count).reshape(count, 1)
    value, (by_x, by_y) = f.value_and_gradient(x, numpy.array([1.0, 3.0]))
    assert value.shape == by_x.shape == by_y.shape == (count, 2)
    for i in range(count):
        for j, y in enumerate((1.0, 3.0)):
            expected = flat(f.value_and_gradient(float(x[i, 0]), y))
            assert [value[i, j], by_x[i, j], by_y[i, j]] == pytest.approx(expected, rel=1e-15)


def test_calls_from_many_threads():
    f = sc.compile("where(x > 0, sin(x)*log(x), x)", "native")
    x = numpy.linspace(0.1, 9.0, 1_000)
    expected = [f.value_and_gradient(each) for each in x.tolist()]

    def run(start):
        one = [f.value_and_gradient(each) for each in x.tolist()]
        return one == expected and bool((f.value(x[start:]) == many[start:]).all())

    with ThreadPoolExecutor(8) as pool:  # the first call with arrays compiles
        many = next(iter(pool.map(lambda _: f.value(x), range(8))))
        assert all(pool.map(run, range(0, 800, 100)))


def test_threads_share_the_points():
    x = numpy.linspace(0.1, 9.0, 20_001)
    one, two = (sc.compile("sin(x)*log(x)", "native", threads=count) for count in (1, 2))
    assert (one.gradient(x)[0] == two.gradient(x)[0]).all()


# libmvec's widths, from the widest that this processor has, and no libmvec at all
@pytest.mark.parametrize("width", [8, 4, 2, 1])
def test_functions_of_vectors_of_every_width(width, monkeypatch):
    kept = tuple(row for row in native_lanes.REGISTERS if row[1] <= width)
    monkeypatch.setattr(native_lanes, "REGISTERS", kept)
    f = sc.compile("exp(x) + log(y)*sin(x) + cos(y) + x^y + erf(x)", "native", emit=["value"])
    x, y = numpy.linspace(0.1, 2, 40), numpy.linspace(0.5, 3, 40)
    expected = [f.value(*point) for point in zip(x.tolist(), y.tolist(), strict=True)]
    assert f.value(x, y).tolist() == pytest.approx(expected, rel=1e-14)


def test_nothing_is_contracted():
    x = 1 + 2.0**-30
    f = sc.compile("x*x - y", "native", emit=["value"])
    assert f.value(x, x * x) == 0.0  # one rounding less would leave 2^-60
    assert f.value(numpy.full(8, x), x * x).tolist() == [0.0] * 8


def test_a_branch_that_is_not_taken_takes_no_time_and_raises_nothing():
    f = sc.compile("where(n < 100, legendre(n, x), x)", "native", emit=["value"])
    assert f.value(1e15, 0.5) == 0.5
    assert f.value(numpy.array([1e15, 2.0]), 0.5).tolist() == [0.5, -0.125]
    g = sc.compile("where(x > 0, sqrt(x), 0)", "native", emit=["value", "gradient", "hessian"])
    assert flat(g.value_and_gradient_and_hessian(-1.0)) == [0.0, 0.0, 0.0]


def test_outside_the_domain_is_nan_and_too_large_is_inf():
    f = sc.compile("log(x) + exp(y)", "native")
    assert math.isnan(f.value(-1.0, 0.0))
    assert f.value(1.0, 1000.0) == math.inf


def test_numbers_of_any_type():
    f = sc.compile("x*y", "native")
    assert f.value(2, True) == f.value(numpy.float64(2), 1.0) == f.value(numpy.float32(2), 1) == 2.0
    g = sc.compile("x*y", "native", signature="vector")
    for point in ([2.0, 3.0], (2, 3), numpy.array([2.0, 3.0]), array.array("d", [2.0, 3.0])):
        assert g.value(point) == 6.0
    assert g.value([numpy.array([1.0, 2.0]), 3.0]).tolist() == [3.0, 6.0]
    assert g.value(numpy.array([[1.0, 2.0], [3.0, 4.0]])).tolist() == [3.0, 8.0]


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ((), TypeError),
        ((1.0,), TypeError),
        ((1.0, 2.0, 3.0), TypeError),
        ((None, 1.0), TypeError),
        (("2", 1.0), TypeError),
        ((10**400, 1.0), OverflowError),
    ],
)
def test_what_is_no_call_is_refused(given, error):
    with pytest.raises(error):
        sc.compile("x*y", "native").value(*given)


def test_a_result_in_the_place_of_its_arguments():
    f = sc.compile("a = x + y; b = x", "native", emit=["value"])
    numbers = array.array("d", [3.0, 4.0])
    f.value_into(numbers, numbers)
    assert list(numbers) == [7.0, 3.0]


def test_vectors_and_buffers_of_the_wrong_size_are_refused():
    f = sc.compile("x*y", "native", signature="vector")
    for wrong in ([1.0], [1.0, 2.0, 3.0]):
        with pytest.raises(ValueError, match="the point must have 2 values"):
            f.value(wrong)
    point = array.array("d", [3.0, 4.0])
    with pytest.raises(TypeError, match="takes 2 buffers"):
        f.gradient_into(point)
    for wrong in (array.array("d", [0.0]), array.array("l", [0, 0]), bytes(16), None, [0.0] * 2):
        with pytest.raises((ValueError, TypeError, BufferError)):
            f.gradient_into(point, wrong)
        with pytest.raises((ValueError, TypeError, BufferError)):
            f.gradient_into(wrong, bytes(16))


def test_calls_keep_no_references():
    f = sc.compile("x^2*y", "native", emit=["value", "gradient"], signature="vector")
    point, result = array.array("d", [1.5, 2.5]), array.array("d", [0.0] * 3)
    watched = (None, point, result)
    before = [sys.getrefcount(each) for each in watched]
    for _ in range(2_000):
        f.value_and_gradient(point)
        f.value_and_gradient_into(point, result)
        with pytest.raises(ValueError, match="must have 2 values"):
            f.value_and_gradient(result)
    after = [sys.getrefcount(each) for each in watched]
    assert max(abs(a - b) for a, b in zip(after, before, strict=True)) < 1_000


def test_a_function_keeps_its_code_alive():
    functions = [sc.compile(f"x*{i} + sin(x)", "native", emit=["value"]).value for i in range(20)]
    gc.collect()
    assert [f(1.0) for f in functions] == [i + math.sin(1.0) for i in range(20)]


def test_a_long_function_is_made_of_parts(monkeypatch):
    monkeypatch.setattr(native_module, "BOUND", 40)
    monkeypatch.setattr(native_module, "PART", 16)
    monkeypatch.setattr(native_engine, "LONG", 0)  # not optimised
    names = [f"x{i}" for i in range(5)]
    terms = [f"sin({a}*{b} + {i})*exp({a}/{i + 1})" for i, a in enumerate(names) for b in names]
    text = " + ".join(
        [*terms, "where(x0 > 0, log(x0)*sin(x1*x2), x1^2)*where(x1 < 0, x2, exp(x2))"]
    )
    ours, theirs = sc.compile(text, "native"), sc.compile(text)
    assert "@value.part3(" in ours.source
    point = [0.1 + 0.05 * i for i in range(5)]
    expected = flat(theirs.value_and_gradient(*point))
    agree(flat(ours.value_and_gradient(*point)), expected)
    columns = [numpy.array([x, x + 0.25]) for x in point]
    assert [row[0] for row in flat(ours.value_and_gradient(*columns))] == flat(
        ours.value_and_gradient(*point)
    )
    result = array.array("d", [0.0] * 6)
    ours.value_and_gradient_into(array.array("d", point), result)
    agree(list(result), expected)


def test_a_hundred_thousand_assignments():
    f = sc.compile(nest(100_000), "native", emit=["value"])
    value = 0.5
    for _ in range(100_000):
        value = math.sin(value)
    assert f.value(0.5) == pytest.approx(value, rel=1e-12)
    assert f.value(numpy.array([0.5, 0.5])).tolist() == [f.value(0.5)] * 2


def test_the_check_sees_wrong_code(monkeypatch):
    (add,) = [op for op in native_module.INSTRUCTIONS if op.name == "add"]
    monkeypatch.setitem(native_module.INSTRUCTIONS, add, ("fsub {t} {a}, {b}",))
    with pytest.raises(sc.CheckError):
        sc.generate("x*y + x", target="native", engines=[])


def test_the_same_bytes():
    source = sc.generate("x*sin(y) + digamma(x)", target="native", engines=[])
    assert source == sc.generate("x*sin(y) + digamma(x)", target="native", engines=[])


@pytest.mark.parametrize("module", ["llvmlite", "llvmlite.binding"])
def test_a_missing_llvmlite_is_told(module, monkeypatch):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(sc.SymchainError, match=r"not installed: pip install 'symchain\[jit\]'"):
        sc.compile("x*y", "native")


def test_an_old_llvmlite_is_told(monkeypatch):
    import llvmlite.binding

    monkeypatch.setattr(llvmlite.binding, "llvm_version_info", (15, 0, 7))
    with pytest.raises(sc.SymchainError, match="too old: pip install"):
        sc.compile("x*y", "native")


def test_a_missing_function_is_told(monkeypatch):
    monkeypatch.setattr(native_engine, "_found", lambda name: 0)
    with pytest.raises(sc.SymchainError, match="has no '"):
        sc.compile("erf(x)", "native")


# ---- equations


@pytest.mark.parametrize("order", [1, 3])
@pytest.mark.parametrize("name", SYSTEMS)
def test_equations_are_solved_at_a_point_and_at_many(name, order):
    source, point, guess = SYSTEMS[name]
    ours, theirs = (sc.compile(source, each, order=order) for each in ("native", "python"))
    guess = guess[0] if len(guess) == 1 else guess
    solution = flat(theirs.solve(*point, guess))
    assert flat(ours.solve(*point, guess)) == pytest.approx(solution, rel=1e-14)
    place = (*point, *solution)
    given = dict.fromkeys(read_header(ours.source)[0]["functions"], place)
    given["solve"] = given["solve_and_derivative"] = (*point, guess)
    given["adjoint"] = (*place, 2.0 if len(solution) == 1 else (2.0, -3.0))
    for word, arguments in given.items():
        expected = flat(getattr(theirs, word)(*arguments))
        found = getattr(ours, word)(*arguments)
        assert flat(found) == pytest.approx(expected, rel=1e-11, abs=1e-12)
        many = [
            [numpy.full(9, x) for x in each] if isinstance(each, tuple) else numpy.full(9, each)
            for each in arguments
        ]
        for own, wanted in zip(flat(getattr(ours, word)(*many)), expected, strict=True):
            assert own == pytest.approx(numpy.full(9, wanted), rel=1e-10, abs=1e-12)


def test_equations_without_a_solution():
    log = sc.compile("log(y)*y = x", "native", dep="y", threads=2)
    with pytest.raises(ValueError, match=r"no solution was found from 0\.5"):
        log.solve(-1.0, 0.5)
    with pytest.raises(ValueError, match=r"no value at the guess -1\.0"):
        log.solve(1.0, -1.0)
    found = log.solve(numpy.array([-1.0, 1.0, math.e]), numpy.array([0.5, -1.0, 1.0]))
    assert numpy.isnan(found[:2]).all() and found[2] == pytest.approx(math.e, rel=1e-15)
    assert log.solve(numpy.zeros(0), 1.0).shape == (0,)
    x = numpy.linspace(0.1, 50, 20_000)
    y = log.solve(x, 2.0)
    assert abs(numpy.log(y) * y - x).max() < 1e-13
    singular = sc.compile("u + v = x; u + v = 2*x; solve u, v", "native")
    with pytest.raises(ValueError, match="singular"):
        singular.derivative(1.0, 1.0, 1.0)
    assert numpy.isnan(flat(singular.derivative(numpy.ones(2), 1.0, 1.0))).all()


def test_a_module_of_equations_is_checked():
    text, verdict = generate_implicit_checked(
        "r*cos(t) = x; r*sin(t) = y; solve r, t",
        target="native",
        order=2,
        ranges={"r": (1, 2), "t": (0.1, 1)},
    )
    assert verdict.passed and "define void @straight0" in text
