"""Modules of Taylor coefficients: golden text, mpmath's numbers, refusals, the check itself."""

import math
import pathlib
import random
import shutil
import subprocess
import sys

import mpmath
import pytest

import symchain as sc
from symchain.calculus.taylor import taylor
from symchain.checking import check_module, generate_checked
from symchain.checking import taylor as checking
from symchain.codegen import digest, read_header
from symchain.codegen import taylor as emission
from symchain.codegen.running import loaded, namespace
from symchain.codegen.support import series
from symchain.codegen.taylor import generate_taylor
from tests.codegen.compilers import COMPILERS, compile_strictly


def emitted(text, wrt="x", **options):
    """The emitted function of a formula."""
    return namespace(generate_taylor(sc.parse(text), wrt, **options))["taylor"]


GOLDEN = '''def taylor(x: float, a: float, order: int) -> list[float]:
    """The Taylor coefficients in x, from order 0 on."""
    t0 = expansion(x, 1.0, order)
    t1 = 0.0 < t0[0]
    if t1:
        t2 = expansion(sqrt(t0[0]), 0.0, order)
        t3 = expansion(a * t2[0], 0.0, order)
    if not t1:
        t4 = expansion(t0[0] * t0[0], 0.0, order)
    t5 = t3 if t1 else t4
    t6 = expansion(exp(t0[0]), 0.0, order)
    t7 = expansion(t5[0] + t6[0], 0.0, order)
    t8 = 0.0 != t0[0]
    if order and not t8:
        raise ValueError("'<' is at its border here")
    for k in range(1, order + 1):
        if t1:
            t2[k] = series_power(t0, 0.5, t2, k)
            t3[k] = a * t2[k]
        if not t1:
            t4[k] = series_square(t0, k)
        t6[k] = series_chain(t0, t6, k)
        t7[k] = t5[k] + t6[k]
    return t7
'''

# formula in x and a, values of x: every kind of line and most functions that close
CASES = [
    ("exp(sin(x^2))", (0.5, -1.25)),
    ("x + a - (2 - x) - x/a + 3*x", (0.5, 0.0)),
    ("-x^5*(x - a) + 1/(2 + x^2) - (a + x)/(3 - x)", (0.5, 0.0)),
    ("(1 + x)^-3 + (1 + x^2)^a + (2 + x)^x", (0.5, 0.0)),
    ("a^x + 2^x + x^16", (0.5, 0.0)),
    ("sqrt(1 + x) + cbrt(x - 3) + hypot(x, a)", (0.5, -0.25)),
    ("tan(x) + sec(x)*atan(x) - asin(x/2)*acos(x/3)", (0.5, 0.0)),
    ("cot(x) + csc(x) + asec(3 + x) + acsc(3 + x) + acot(x)", (0.5, 0.75)),
    ("tanh(x)*sech(x) - sinh(x) + cosh(a*x)", (0.5, 0.0)),
    ("coth(x)*csch(x) + asinh(x) + acosh(2 + x) + acoth(2 + x)", (0.5, 0.75)),
    ("atanh(x) + asech(x) + acsch(x) + atan2(x, a)", (0.5, 0.75)),
    ("log(1 + x) + log10(2 + x)", (0.5, 0.0)),
    ("exp2(x) + exp10(x) + expm1(x) + log1p(x) + log2(1 + x)", (0.5, 0.0)),
    ("erf(x) + erfc(x)*erfi(x) + erfinv(x/2) + erfcinv(1 + x/2)", (0.5, 0.0)),
    ("dawson(x) + erfcx(x) + ndtr(x) + log_ndtr(x) + ndtri((1 + x)/3)", (0.5, 0.0)),
    ("sigmoid(x) + softplus(x) + logsigmoid(x) + logit(x/3)", (0.5, 0.75)),
    ("silu(x) + mish(x) + gelu(x) + logsumexp(x, a) + logaddexp(x, a)", (0.5, 0.0)),
    ("xlogy(x, x) + xlog1py(x, x) + entr(x)", (0.5, 0.75)),
    ("e1(x) + ei(x) + li(x + 2) + lambertw(x)", (0.5, 0.75)),
    ("gammainc(a, x) + betainc(a, 2, x)", (0.5, 0.75)),
    ("abs(x) + max(x, a) + min(x, 2, a) + relu(x)", (0.5, -0.25)),
    ("sign(x)*floor(x)*x + clip(x, -1, 1) + mod(x, 3)", (0.5, -0.25)),
    ("where(x > 0, log(x), x^3)", (0.5, -0.25)),
    ("where(x > 1, sqrt(x), where(x > 0, 2*sqrt(x), 1))", (1.5, 0.5, -0.5)),
    ("where(x > 0 and log(x) > 1, log(x)^2, x)", (3.5, 0.5)),
    ("where(not (x < 1 or sqrt(x) < 2), log(x)*sqrt(x), x^2)", (5.5, 0.5)),
    ("where(x > 0, where(x > a, x^2, x^3), a)*x", (1.5, 0.5, -0.5)),
    ("where(x > 0, 1, 0)", (0.5, -0.5)),
]


def expected(expr, at, order):
    graph = expr.graph
    engine = checking.Series(graph, expr.node, graph.symbol("x"), order)
    return engine.coefficients({graph.symbol(name): value for name, value in at.items()})


def test_the_text_is_the_golden_one():
    text = generate_taylor(sc.parse("where(x > 0, a*sqrt(x), x^2) + exp(x)"), "x")
    assert text.endswith("\n\n\n" + GOLDEN)
    assert "Coefficient k is the derivative of order k by x, divided by k factorial." in text
    facts, code = read_header(text)
    assert facts["kind"] == "taylor" and facts["sha256"] == digest(code)
    assert facts["variables"] == ["x", "a"] and facts["wrt"] == ["x"]
    assert text == generate_taylor(sc.parse("where(x > 0, a*sqrt(x), x^2) + exp(x)"), "x")


@pytest.mark.parametrize("text, places", CASES)
def test_coefficients_are_those_of_mpmath(text, places):
    expr = sc.parse(text)
    function = emitted(text)
    names = read_header(generate_taylor(expr, "x"))[0]["variables"]
    for x in places:
        at = {"x": x, "a": 0.625}
        at = {name: at[name] for name in names}
        wanted = expected(expr, at, 9)
        size = max(map(abs, wanted))
        found = function(*at.values(), 9)
        assert len(found) == 10
        for ours, theirs in zip(found, wanted, strict=True):
            assert abs(ours - theirs) <= 1e-11 * abs(theirs) + 1e-14 * size


def test_what_a_branch_does_not_need_is_not_computed():
    function = emitted("where(x > 0 and log(x) > 1, log(x)^2, x)")
    assert function(-0.5, 2) == [-0.5, 1.0, 0.0]
    function = emitted("where(x < 0 or sqrt(x) < 2, x^2, sqrt(x))")
    assert function(-0.5, 3) == [0.25, -1.0, 1.0, 0.0]


def test_any_order():
    function = emitted("exp(sin(x^2))")
    assert function(0.5, 0) == [pytest.approx(float(mpmath.exp(mpmath.sin(0.25))))]
    assert function(0.5, 40)[:8] == function(0.5, 7)
    wanted = taylor(sc.parse("exp(sin(x^2))"), "x", 40, {"x": 0.5})
    assert function(0.5, 40) == pytest.approx(wanted, rel=1e-9)
    with pytest.raises(ValueError, match="negative"):
        function(0.5, -1)


def test_a_power_with_an_exponent_that_is_an_argument():
    function = emitted("sin(x)^n", variables=["x", "n"])
    assert function(0.0, 3.0, 6) == pytest.approx([0, 0, 0, 1, 0, -0.5, 0])
    assert function(0.0, 0.0, 3) == [1.0, 0.0, 0.0, 0.0]
    assert function(0.5, 3.0, 6) == pytest.approx(emitted("sin(x)^3")(0.5, 6))
    with pytest.raises(ValueError):
        function(0.0, 0.5, 2)


@pytest.mark.parametrize(
    "text, x, what",
    [
        ("abs(x)", 0.0, "'abs' is not smooth here"),
        ("max(x, 1)", 1.0, "'max' is not smooth here"),
        ("floor(x)", 2.0, "'floor' is not smooth here"),
        ("where(x < 1, x, x^2)", 1.0, "'<' is at its border here"),
        ("sqrt(x)", 0.0, "math domain error"),
        ("log(x)", -1.0, "math domain error"),
    ],
)
def test_no_numbers_where_there_is_no_series(text, x, what):
    with pytest.raises(ValueError, match=what):
        emitted(text)(x, 3)


def test_a_kink_has_a_value():
    assert emitted("abs(x)")(0.0, 0) == [0.0]


@pytest.mark.parametrize(
    "text, kind, what",
    [
        ("gamma(x)", sc.DerivativeError, "'polygamma' go on to ever new functions"),
        ("besselj(n, x)", sc.DerivativeError, "'besselj' go on to ever new functions"),
        ("sinc(x)", sc.DerivativeError, "symchain.taylor gives its numbers"),
        ("x*polylog(2, n)", sc.SymchainError, "'polylog' cannot be computed in python"),
        ("x = 1", sc.DerivativeError, "has no derivative"),
        ("+".join(f"sin({i}*x)" for i in range(1, 2500)), sc.BudgetError, "rows"),
    ],
)
def test_what_cannot_be_emitted_is_refused(text, kind, what):
    with pytest.raises(kind, match=what):
        generate_taylor(sc.parse(text), "x")


def test_bad_requests():
    expr = sc.parse("x*y")
    with pytest.raises(sc.SymchainError, match="one variable: say which"):
        generate_taylor(expr)
    with pytest.raises(sc.SymchainError, match="'y' is not among the variables x"):
        generate_taylor(expr, "x", variables=["x"])
    with pytest.raises(sc.SymchainError, match="cannot begin the name"):
        generate_taylor(expr, "x", name="1")
    with pytest.raises(sc.SymchainError, match="emit taylor alone"):
        sc.generate(expr, emit=["value", "taylor"])
    with pytest.raises(sc.SymchainError, match="signature scalars"):
        sc.generate(sc.parse("x"), emit=["taylor"], signature="vector")
    with pytest.raises(sc.SymchainError, match="of one formula"):
        sc.generate(sc.parse_many("x; x^2"), emit=["taylor"])


def test_series_are_compiled():
    series = sc.compile("exp(a*x)", emit="taylor", wrt="x")
    assert series.taylor(2.0, 0.0, 3) == pytest.approx([1, 2, 2, 4 / 3])
    with pytest.raises(sc.SymchainError, match="no mode, layout or kinks"):
        sc.compile("exp(x)", emit="taylor", kinks="left")
    with pytest.raises(sc.SymchainError, match="emit taylor alone"):
        sc.compile("exp(x)", emit="value, taylor")


def test_names_are_safe():
    names = ["lambda", "order", "k", "t0", "exp", "expansion", "θ"]
    text = "exp(lambda*k) + order*t0*sin(exp)*expansion*θ"
    source = generate_taylor(sc.parse(text, variables=names), "lambda", variables=names)
    values = [0.5, 2.0, 3.0, 0.25, 1.5, 0.75, 1.25]
    found = namespace(source)["taylor"](*values, 2)
    assert found[1] == pytest.approx(3.0 * mpmath.exp(1.5))
    assert "Names: lambda is lambda_, order is order_, k is k_" in source
    assert "curve_taylor" in namespace(generate_taylor(sc.parse("x"), name="curve"))


def test_the_check_finds_a_wrong_line(monkeypatch):
    expr = sc.parse("exp(sin(x^2))")
    text, verdict = generate_checked(expr, emit=["taylor"])
    assert verdict.passed and "to order 12" in text
    right = emission.generate_taylor

    def wrong(*args, **options):
        source = right(*args, **options)
        top, code = source.rsplit("def taylor", 1)
        return top + "def taylor" + code.replace("series_chain(t2, t3, k)", "series_square(t2, k)")

    monkeypatch.setattr(emission, "generate_taylor", wrong)
    with pytest.raises(sc.CheckError, match="coefficient 1 at x"):
        sc.generate(expr, emit=["taylor"])


def test_a_module_is_checked_again(tmp_path):
    file = tmp_path / "series.py"
    expr = sc.parse("log(x)*sin(a*x)")
    file.write_text(sc.generate(expr, emit=["taylor"], wrt=["x"], ranges={"x": (1, 2)}, name="f"))
    assert check_module(str(file)).passed
    file.write_text(file.read_text().replace("series_chain(t0", "series_chain(t1"))
    assert not check_module(str(file)).passed


def test_modules_are_clean(tmp_path):
    for number, (text, _) in enumerate(CASES):
        (tmp_path / f"case_{number}.py").write_text(generate_taylor(sc.parse(text), "x"))
    (tmp_path / "golden.py").write_text(
        generate_taylor(sc.parse("where(x > 0, a*sqrt(x), x^2) + exp(x)"), "x")
    )
    commands = [
        ("ruff", "format", "--isolated", "--check"),
        ("ruff", "check", "--isolated"),
        ("mypy", "--strict"),
    ]
    for name, *words in commands:
        beside = pathlib.Path(sys.executable).parent / name
        program = shutil.which(name) or shutil.which(str(beside))
        if program is None:
            pytest.skip(f"{name} is not installed")
        done = subprocess.run([program, *words, "."], capture_output=True, text=True, cwd=tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr


# ---- the routines that are copied


@pytest.mark.parametrize("seed", range(5))
def test_routines_against_polynomials(seed):
    """Each routine against arithmetic of whole polynomials at 50 digits."""
    draw = random.Random(seed)
    order = 9
    a, b = ([draw.uniform(0.5, 2) for _ in range(order + 1)] for _ in range(2))
    with mpmath.workdps(50):

        def poly(c):
            return lambda h: mpmath.polyval([mpmath.mpf(x) for x in c[::-1]], h)

        def wanted(formula):
            return [float(x) for x in mpmath.taylor(formula, 0, order)]

        f, g = poly(a), poly(b)
        product, square = wanted(lambda h: f(h) * g(h)), wanted(lambda h: f(h) ** 2)
        quotient, inverse = wanted(lambda h: f(h) / g(h)), wanted(lambda h: 3 / g(h))
        power, exponential = wanted(lambda h: f(h) ** 1.5), wanted(lambda h: mpmath.exp(f(h)))
        cube = wanted(lambda h: (h**2 * f(h)) ** 3)
    for k in range(1, order + 1):
        assert series.convolution(a, b, k) == pytest.approx(product[k], rel=1e-14)
        assert series.series_square(a, k) == pytest.approx(square[k], rel=1e-14)
        close = {"rel": 1e-10, "abs": 1e-10}
        assert series.series_quotient(a, b, quotient, k) == pytest.approx(quotient[k], **close)
        assert series.series_inverse(b, inverse, k) == pytest.approx(inverse[k], **close)
        assert series.series_power(a, 1.5, power, k) == pytest.approx(power[k], **close)
        assert series.series_chain(a, exponential, k) == pytest.approx(exponential[k], rel=1e-14)
        shifted = [0.0, 0.0, *a]
        assert series.series_power(shifted, 3.0, cube, k) == pytest.approx(cube[k], **close)


# ---- compiled

IN_C = {
    "composition": "exp(sin(x^2))",
    "choices": "where(x > 0 and y < 2 or x == y, log(abs(x)), sqrt(y)*x)",
    "chosen constant": "where(x > 1, 2, x)*where(x < 3 or not x < y, x^2, y)",
    "powers": "x^y/(1 + x) + 3^x + (x - 0.7)^3*y + cbrt(x)",
    "extrema": "abs(x)*max(x, 2) + clip(x, 0, y)",
    "many arguments": "hypot(x, y, 2) + logsumexp(x, y, 1)",
    "support": "erf(x) + erfi(x)*y",
    "no variable": "y",
    "names": "x*work/size + found*double*order*k*t0",
}
COMPILED = ["c", "cpython", "native"]
DECLARED = ["x", "y", "work", "size", "found", "double", "order", "k", "t0"]


def compiled(text, target, **options):
    """The function of a formula in a target that is compiled, if what it needs is there."""
    if target == "native":
        pytest.importorskip("llvmlite")
    elif shutil.which("cc") is None:
        pytest.skip("no C compiler")
    return loaded(generate_taylor(text, "x", target, **options))["taylor"]


@pytest.mark.parametrize("target", COMPILED)
@pytest.mark.parametrize("name", IN_C)
def test_compiled_code_has_the_coefficients_that_python_has(name, target):
    expr = sc.parse(IN_C[name], variables=DECLARED)
    names = ["x", "y", *[v.name for v in expr.variables if v.name not in ("x", "y")]]
    ours = compiled(expr, target, variables=names)
    theirs = loaded(generate_taylor(expr, "x", variables=names))["taylor"]
    for x, y in ((0.7, 1.3), (2.5, 0.4), (1.5, 3.5)):
        point = [x, y, *[1.5 + i for i in range(len(names) - 2)]]
        for order in (0, 1, 9):
            found, wanted = ours(*point, order), theirs(*point, order)
            assert found == pytest.approx(wanted, rel=1e-12, abs=1e-13)


@pytest.mark.parametrize("target", COMPILED)
@pytest.mark.parametrize("text, places", CASES)
def test_compiled_coefficients_are_those_of_mpmath(text, places, target):
    expr = sc.parse(text)
    names = read_header(generate_taylor(expr, "x", target))[0]["variables"]
    function = compiled(expr, target)
    for x in places:
        at = {name: {"x": x, "a": 0.625}[name] for name in names}
        wanted = expected(expr, at, 9)
        size = max(map(abs, wanted))
        for ours, theirs in zip(function(*at.values(), 9), wanted, strict=True):
            assert abs(ours - theirs) <= 1e-11 * abs(theirs) + 1e-14 * size


def test_native_coefficients_are_checked():
    pytest.importorskip("llvmlite")
    text, verdict = generate_checked("exp(a*x)", wrt=["x"], emit="taylor", target="native")
    assert (
        verdict.passed
        and text == generate_checked("exp(a*x)", wrt=["x"], emit="taylor", target="native")[0]
    )
    taylor = sc.compile("exp(a*x)", "native", emit="taylor", wrt="x").taylor
    assert taylor(2, 0.5, 3) == pytest.approx([math.e * 2**k / math.factorial(k) for k in range(4)])


@pytest.mark.parametrize("target", COMPILED)
def test_compiled_powers_of_what_vanishes(target):
    function = compiled(sc.parse("(sin(x) - x)^n", variables=["x", "n"]), target)
    assert function(0.0, 2.0, 8) == pytest.approx([0, 0, 0, 0, 0, 0, 1 / 36, 0, -1 / 360])
    assert function(0.0, 0.0, 2) == [1.0, 0.0, 0.0]
    assert math.isnan(function(0.0, 0.5, 2)[1])


@pytest.mark.parametrize("target", COMPILED)
def test_compiled_code_says_where_there_is_no_series(target):
    taylor = compiled(sc.parse("abs(x)"), target)
    assert taylor(0.0, 0) == [0.0]
    assert all(map(math.isnan, compiled(sc.parse("log(x)"), target)(-1.0, 2)))
    branch = compiled(sc.parse("where(x > 0, abs(x - 1), x)"), target)
    assert branch(-1.0, 2) == [-1.0, 1.0, 0.0]
    with pytest.raises(ValueError, match="no Taylor series"):
        branch(1.0, 2)
    for point in ((0.0, 1), (1.0, -1)):
        with pytest.raises(ValueError, match=r"no Taylor series|order of a series is negative"):
            taylor(*point)


@pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler")
def test_an_extension_refuses_what_is_no_order():
    text, verdict = generate_checked("exp(a*x)", wrt=["x"], emit="taylor", target="cpython")
    assert verdict.passed
    taylor = loaded(text)["taylor"]
    assert taylor(2, 0.5, 3) == pytest.approx([math.e * 2**k / math.factorial(k) for k in range(4)])
    for order, error in ((1.5, TypeError), (2**62, MemoryError), (2**70, OverflowError)):
        with pytest.raises(error):
            taylor(2.0, 0.5, order)
    with pytest.raises(TypeError, match="taylor takes 3 arguments"):
        taylor(2.0, 0.5)
    with pytest.raises(TypeError):
        taylor("2", 0.5, 1)


@pytest.mark.parametrize("compiler", COMPILERS)
@pytest.mark.parametrize("name", IN_C)
def test_no_compiler_warns_of_a_series(name, compiler, tmp_path):
    expr = sc.parse(IN_C[name], variables=DECLARED)
    text = generate_taylor(expr, "x", "c", name="f")
    user = "int rows(void);\nint rows(void) { return F_TAYLOR_ROWS; }\n"
    compile_strictly(text, tmp_path, compiler, user)
