"""Emitted C: it compiles without a warning, and computes what emitted Python computes."""

import json
import math
import pathlib
import re
import shutil
import subprocess

import numpy
import pytest

import symchain as sc
from symchain.codegen import generate
from symchain.codegen.header import read_header
from tests.codegen.compilers import COMPILERS, compile_strictly

pytestmark = pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler")

DATA = pathlib.Path(__file__).parent.parent / "data"
TOLERANCE = 1e-12  # libm and Python's math differ in the last digits

FORMULAS = {
    "plain": "exp(x*y) + w",
    "one variable": "x*exp(x)",
    "powers": "x^7/y^(3/2) - 3*abs(x)^0.3 + y^-2",
    "choices": "where(x > 0 and y < 2 or not x == 1, log(abs(x)+1)*y, x^2) + where(y >= 0, sqrt(y), 0)",
    "within": "where(x>0, where(y>0, log(x)*log(y), x*exp(y)), where(y > 1, sin(x)*sin(x+1), cos(x)))",
    "extrema": "max(x, y, 3) + min(x, y) + clip(x, -1, 1) + relu(y) + abs(x - y)",
    "steps": "floor(x) + ceil(y) + round(x) + sign(x - y) + heaviside(x) + mod(x, 3) + copysign(x, y)",
    "roots": "hypot(x, y, 2) + cbrt(x) + root(x, 5) + sqrt(x^2 + 1)",
    "logistic": "sigmoid(x) + softplus(y) + logsumexp(x, y, 1) + logaddexp(x, y) + sinc(x)",
    "special": "erf(x) + gamma(y) + lgamma(y + 1) + digamma(y + 2) + sphericalj(2, y) + binomial(7, 3)*x",
    "constants": "pi*x + e^y + 1e300*x",
    "hostile names": "double*n + row*result + slots + exp + j",
}
VARIABLES = {"hostile names": ["double", "n", "row", "result", "slots", "exp", "j"]}
POINTS = ((0.7, 1.3), (-1.2, 0.4), (2.5, 3.5), (-0.3, 2.2))


def flat(result):
    if isinstance(result, tuple):
        return [number for item in result for number in flat(item)]
    return [result]


def agree(found, expected):
    assert len(found) == len(expected)
    for got, wanted in zip(found, expected, strict=True):
        assert got == pytest.approx(wanted, rel=TOLERANCE, abs=1e-13)


@pytest.mark.parametrize("name", FORMULAS)
def test_c_computes_what_python_computes(name):
    expr = sc.parse(FORMULAS[name], variables=VARIABLES.get(name, ()))
    kinds = ["value", "gradient", "hessian"]
    ours, theirs = (sc.compile(expr, target, emit=kinds) for target in ("c", "python"))
    count = len(expr.variables)
    for point in POINTS:
        inputs = [point[i % 2] + i // 2 for i in range(count)]
        agree(flat(ours.value(*inputs)), flat(theirs.value(*inputs)))
        together = ours.value_and_gradient_and_hessian(*inputs)
        agree(flat(together), flat(theirs.value_and_gradient_and_hessian(*inputs)))


@pytest.mark.parametrize("compiler", COMPILERS)
@pytest.mark.parametrize("signature", ["scalars", "vector"])
@pytest.mark.parametrize("name", FORMULAS)
def test_no_compiler_warns(name, signature, compiler, tmp_path):
    expr = sc.parse(FORMULAS[name], variables=VARIABLES.get(name, ()))
    kinds = ["value", "gradient", "hessian", "jvp", "vjp", "hvp"]
    source = generate(expr, "c", name="f", signature=signature, emit=kinds)
    compile_strictly(source, tmp_path, compiler)


@pytest.mark.parametrize("layout", ["dense", "coordinates", "rows"])
@pytest.mark.parametrize("signature", ["scalars", "vector"])
def test_products_and_layouts(layout, signature):
    expr = sc.parse("x*y + sin(z)*x + exp(y)*w")
    options = {"signature": signature, "layout": layout}
    kinds = ["value", "gradient", "hessian", "jvp", "vjp", "hvp"]
    ours, theirs = (sc.compile(expr, t, emit=kinds, **options) for t in ("c", "python"))
    groups = {"value": 0, "gradient": 0, "hessian": 0, "jvp": 4, "vjp": 1, "hvp": 4}
    for kind, more in groups.items():
        point, extra = [0.3, 1.1, -0.4, 2.0], [0.5, -1.0, 2.0, 0.25][:more]
        given = [*point, *extra] if signature == "scalars" else [point, *([extra] if extra else [])]
        agree(flat(getattr(ours, kind)(*given)), flat(getattr(theirs, kind)(*given)))


def test_several_outputs():
    model = sc.model("r = sqrt(x^2 + y^2); a = atan2(y, x)")
    ours, theirs = sc.compile(model, "c"), sc.compile(model)
    agree(flat(ours.value_and_jacobian(1.0, 2.0)), flat(theirs.value_and_jacobian(1.0, 2.0)))


@pytest.mark.parametrize("count", [1, 2, 3, 4, 6])
def test_norms_of_numbers_of_any_size(count):
    names = [f"x{i}" for i in range(count)]
    f = sc.compile(f"hypot({', '.join(names)})", "c", variables=names)
    shape = [3.0, -4.0, 1e-3, 12.0, 0.0, 2.0][:count]
    sizes = [5e-324, 1e-308, 1e-160, 1e-150, 1.0, 1e150, 1e160, 1e307, math.inf]
    points = [[size * x if x else 0.0 for x in shape] for size in sizes]
    exact = [math.hypot(*point) for point in points]
    assert [f.value(*point) for point in points] == pytest.approx(exact, rel=1e-15, abs=0)
    assert f.value(*numpy.array(points).T) == pytest.approx(exact, rel=1e-15, abs=0)


@pytest.mark.parametrize("target", ["python", "c", "cpython", "numpy", "native"])
@pytest.mark.parametrize(("text", "value"), [("hypot(x)", 2.0), ("logsumexp(x)", -2.0)])
def test_functions_of_any_number_of_arguments_take_one(text, value, target):
    if target == "native":
        pytest.importorskip("llvmlite")
    f = sc.compile(text, target)
    assert f.value(-2.0) == value and f.gradient(-2.0) == (value / -2.0,)


def test_arrays_are_points():
    f = sc.compile("where(x > 0, log(x)*y, x*y)", "c")
    x, y = numpy.linspace(-2, 2, 9).reshape(9, 1), numpy.array([1.0, 3.0])
    value, (by_x, by_y) = f.value_and_gradient(x, y)
    assert value.shape == by_x.shape == by_y.shape == (9, 2)
    for i in range(9):
        for j in range(2):
            expected = flat(f.value_and_gradient(float(x[i, 0]), float(y[j])))
            assert [value[i, j], by_x[i, j], by_y[i, j]] == expected


def test_threads_share_the_points():
    x = numpy.linspace(0.1, 9.0, 20_000)
    one, two = (sc.compile("sin(x)*log(x)", "c", threads=count) for count in (1, 2))
    assert (one.gradient(x)[0] == two.gradient(x)[0]).all()


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("target", ["c", "native"])
def test_arrays_of_the_caller_are_read_and_written(target, threads):
    if target == "native":
        pytest.importorskip("llvmlite")
    f = sc.compile("x*exp(y)", target, threads=threads)
    for count in (0, 1, 3, 8, 9, 8191, 8193, 12_289):
        points = numpy.random.default_rng(0).uniform(-1, 1, (2, count))
        result = numpy.full((3, count), -9.0)
        assert f.value_and_gradient_into(points, result) is None
        x, e = points[0], numpy.exp(points[1])
        assert result == pytest.approx(numpy.array([x * e, e, x * e]), rel=1e-14)
    result = numpy.empty(3)
    f.value_and_gradient_into(numpy.array([2.0, 0.0]), result)
    assert result.tolist() == [2.0, 1.0, 2.0]


@pytest.mark.parametrize("target", ["c", "native"])
def test_wrong_arrays_of_the_caller_are_refused(target):
    if target == "native":
        pytest.importorskip("llvmlite")
    f = sc.compile("x*exp(y)", target)
    points, result = numpy.zeros((2, 40)), numpy.zeros((3, 40))
    wrong = (points, result[:2]), (points[:, ::2], result[:, ::2]), (points[:, :9].copy(), result)
    for arrays in (*wrong, (points, result.astype("f4"))):
        with pytest.raises(ValueError, match=r"shapes \(2, n\), \(3, n\) are wanted"):
            f.value_and_gradient_into(*arrays)
    with pytest.raises(ValueError, match="apart from"):
        f.value_and_gradient_into(result[:2], result)
    with pytest.raises(TypeError):
        f.value_and_gradient_into(points, result.tolist())
    result.flags.writeable = False
    with pytest.raises(BufferError, match="cannot be written"):
        f.value_and_gradient_into(points, result)


def test_outside_the_domain_is_nan_and_too_large_is_inf():
    f = sc.compile("log(x) + exp(y)", "c")
    assert math.isnan(f.value(-1.0, 0.0))
    assert f.value(1.0, 1000.0) == math.inf


def test_wrong_calls_are_refused():
    f = sc.compile("x*y", "c")
    with pytest.raises(TypeError, match="takes 2 numbers"):
        f.value(1.0)
    g = sc.compile("x*y", "c", signature="vector")
    with pytest.raises(ValueError, match="the point must have 2 values"):
        g.value([1.0, 2.0, 3.0])


def test_a_long_function_is_made_of_parts(monkeypatch):
    from symchain.codegen.targets import c_module

    monkeypatch.setattr(c_module, "BOUND", 40)
    monkeypatch.setattr(c_module, "PART", 16)
    names = [f"x{i}" for i in range(8)]
    terms = [f"sin({a}*{b} + {i})*exp({a}/{i + 1})" for i, a in enumerate(names) for b in names]
    text = " + ".join(
        [*terms, "where(x0 > 0, log(x0)*sin(x1*x2), x1^2)*where(x1 < 0, x2, exp(x2))"]
    )
    ours, theirs = sc.compile(text, "c"), sc.compile(text)
    assert "value_part_3(" in ours.source and "#define VALUE_WORK " in ours.source
    point = [0.1 + 0.05 * i for i in range(8)]
    agree(flat(ours.value_and_gradient(*point)), flat(theirs.value_and_gradient(*point)))
    columns = [numpy.array([x, x + 0.25]) for x in point]
    value, _ = ours.value_and_gradient(*columns)
    assert value[0] == pytest.approx(ours.value(*point), rel=1e-14)


def test_the_corpus_in_c():
    rows = [json.loads(row) for row in (DATA / "feynman.jsonl").read_text().splitlines()[1:]]
    for row in rows[:20]:
        expr = sc.parse(row["expr"], variables=row["vars"])
        ours, theirs = sc.compile(expr, "c"), sc.compile(expr)
        point = [1.1 + 0.3 * i for i in range(len(expr.variables))]
        try:
            expected = flat(theirs.value_and_gradient(*point))
        except (ValueError, ZeroDivisionError, OverflowError):
            continue
        agree(flat(ours.value_and_gradient(*point)), expected)


def test_the_check_sees_a_wrong_c_file(monkeypatch):
    from symchain.codegen.targets.stores import Straight

    honest = Straight.text

    def wrong(self, place, given):
        return [line.replace("exp(", "exp2(") for line in honest(self, place, given)]

    monkeypatch.setattr(Straight, "text", wrong)
    with pytest.raises(sc.CheckError):
        sc.generate("exp(x)", target="c", emit=["value"], engines=[])


def test_the_same_bytes_and_the_facts():
    source = sc.generate("x*sin(y)", target="c", engines=[])
    assert source == sc.generate("x*sin(y)", target="c", engines=[])
    facts, _ = read_header(source)
    assert facts["target"] == "c" and facts["formulas"] == ["x*sin(y)"]


HEADERS = ("complex", "errno", "float", "limits", "math", "stddef", "stdint", "stdio", "stdlib")
CPLUSPLUS = (
    *("and_eq", "catch", "class", "compl", "concept", "const_cast", "decltype", "delete"),
    *("explicit", "export", "friend", "mutable", "namespace", "new", "noexcept", "nullptr"),
    *("operator", "private", "protected", "public", "static_assert", "template", "this", "throw"),
    *("try", "typeid", "typename", "using", "virtual", "wchar_t", "xor"),
)


@pytest.mark.parametrize("compiler", COMPILERS)
@pytest.mark.parametrize("signature", ["scalars", "vector"])
def test_no_argument_is_a_macro_or_a_word_of_cplusplus(compiler, signature, tmp_path):
    """The macros are those that the compiler itself says its headers define."""
    includes = "".join([f"#include <{name}.h>\n" for name in HEADERS])
    words = [compiler, "-dM", "-E", "-"]
    told = subprocess.run(words, input=includes, capture_output=True, text=True, check=True).stdout
    macros = set(re.findall(r"^#define ([A-Za-z]\w*)", told, re.MULTILINE))
    names = sorted({*macros, *CPLUSPLUS, "y0", "j1", "gamma", "main"})
    assert {"I", "M_PI", "errno", "EOF"} <= set(names)
    total = sc.parse(" + ".join([f"{name}^2" for name in names]), variables=names)
    source = generate(total, target="c", signature=signature)
    compile_strictly(source, tmp_path, compiler)
    texts = {"user.c": includes, "user.cpp": includes.replace("#include <complex.h>\n", "")}
    for file, before in texts.items():
        (tmp_path / file).write_text(f'{before}#include "f.h"\n')
        words = [compiler, "-fsyntax-only", "-Wall", "-Wextra", "-Werror", file]
        if file == "user.c" or shutil.which("g++"):
            done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True)
            assert done.returncode == 0, done.stderr
