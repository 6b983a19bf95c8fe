"""What generate promises: real semantics, bad requests refused, SciPy said, exact numbers."""

import math
import random
import traceback

import pytest

import symchain as sc
from symchain.codegen import Program, compile, generate, operations, read_header
from symchain.functions.arithmetic import ADD, SUBTRACT
from symchain.functions.row import Op


def test_numbers_are_rounded_once():
    f = compile(sc.parse("x/sqrt(2*pi) + sqrt(2)*x^2/3 + 0.1"))
    assert "0.3989422804014327" in f.source
    assert "0.4714045207910317" in f.source
    assert "x / 3.0" in compile(sc.parse("x/3")).source
    assert "2.0 * x" in compile(sc.parse("2*x")).source


@pytest.mark.parametrize("text", ["10^400*x", "x + exp(1000)", "x*10^-400"])
def test_numbers_beyond_double_precision_are_refused(text):
    with pytest.raises(sc.SymchainError, match="out of the range of double precision"):
        generate(sc.parse(text))


def test_whole_numbers_as_arguments():
    f = compile(sc.parse("x/y + x^2 + x^y"))
    assert f.value(1, 2) == 2.5
    assert f.gradient(1, 2) == f.gradient(1.0, 2.0)
    assert compile(sc.parse("x^2/y"), signature="vector").value([3, 2]) == 4.5


@pytest.mark.parametrize(
    "text, point",
    [
        *[("x^(1/3)", -8.0), ("log(x)", 0.0), ("1/x", 0.0), ("x^0.3", -1.0), ("exp(x)", 1e3)],
        ("x*sqrt(x)^0", -1.0),
    ],
)
def test_outside_the_domain_is_an_error(text, point):
    with pytest.raises((ValueError, ZeroDivisionError, OverflowError)):
        compile(sc.parse(text)).value(point)


def test_errors_show_the_line():
    try:
        compile(sc.parse("x + log(x - 5)")).value(1.0)
    except ValueError:
        assert "return x + log(x - 5.0)" in traceback.format_exc()


def test_wrong_length_of_a_vector():
    f = compile(sc.parse("x*y"), signature="vector")
    with pytest.raises(ValueError):
        f.value([1.0])


def test_scipy_minimizes():
    optimize = pytest.importorskip("scipy.optimize")
    f = compile(sc.parse("100*(y - x^2)^2 + (1 - x)^2"), signature="vector", variables=["x", "y"])
    result = optimize.minimize(f.value_and_gradient, [-1.2, 1.0], jac=True, method="BFGS")
    assert result.x == pytest.approx([1.0, 1.0], abs=1e-4)


def test_outside_functions_are_said_and_refused():
    expr = sc.parse("struveh(0, x)*x")
    text = generate(expr, "numpy")
    assert "Needs scipy.special (for struveh" in text
    assert "import scipy.special" in text
    with pytest.raises(sc.SymchainError, match=r"'struveh'.* scipy\.special"):
        generate(expr, "numpy", standalone=True)
    assert "scipy" not in generate(expr, standalone=True)


def test_support_is_copied_and_alone():
    text = generate(sc.parse("digamma(x) + ndtri(x)"), standalone=True)
    imports = [line for line in text.splitlines() if line.startswith(("import", "from"))]
    assert set(imports) <= {"import math"} or all(" math" in line for line in imports)
    assert "def digamma(" in text and "symchain.codegen" not in text


def test_user_functions():
    area = sc.function("area", "r h", formula="2*pi*r*(r + h)")
    f = compile(sc.parse("area(x, y)^2", functions=[area]))
    assert f.value(1.0, 2.0) == pytest.approx((6 * math.pi) ** 2)
    secret = sc.function("secret", "a", partials=["2*a"])
    with pytest.raises(sc.SymchainError, match="'secret' cannot be computed"):
        generate(sc.parse("secret(x)", functions=[secret]))


@pytest.mark.parametrize(
    "keywords, message",
    [
        ({"target": "cobol"}, "unknown target 'cobol'"),
        ({"signature": "matrix"}, "unknown signature 'matrix'"),
        ({"name": "1f"}, "'1f' cannot begin"),
        ({"variables": ["x"]}, "'y' is not among the variables"),
        ({"variables": ["x", "y"], "wrt": ["z"]}, "'z' is not among the variables"),
        ({"emit": ["laplacian"]}, "unknown function 'laplacian'"),
    ],
)
def test_bad_requests(keywords, message):
    with pytest.raises(sc.SymchainError, match=message):
        generate(sc.parse("x*y"), **keywords)


def test_conditions_have_no_gradient():
    with pytest.raises(sc.DerivativeError):
        generate(sc.parse("x < y"))


def test_some_functions_only():
    text = generate(sc.parse("x*y"), emit=["gradient"], name="f")
    assert text.count("def ") == 1 and "def f_gradient(" in text
    assert read_header(text)[0]["functions"] == {"gradient": "f_gradient"}


def test_order_of_arguments_and_unused_ones():
    f = compile(sc.parse("x - y"), variables=["z", "y", "x"], wrt=["x", "z"])
    assert f.value_and_gradient(5.0, 1.0, 3.0) == (2.0, (1.0, 0.0))


def test_residuals_have_a_jacobian():
    f = compile([sc.parse("x*y"), sc.parse("x + y"), sc.parse("3")])
    value, rows = f.value_and_jacobian(2.0, 3.0)
    assert value == (6.0, 5.0, 3.0) and rows == ((3.0, 2.0), (1.0, 1.0), (0.0, 0.0))
    assert f.jacobian(2.0, 3.0) == rows


def test_program_checks_itself():
    program = Program(["x"])
    x = program.inputs["x"]
    program.outputs = [program.step(ADD, x, program.constant(1.0))]
    assert operations(program.check()) == 1
    program.args[-1] = (x, 7)
    with pytest.raises(AssertionError):
        program.check()


def test_sharing_takes_fewer_operations():
    from symchain.codegen.optimisation import optimised as shared
    from symchain.codegen.optimisation.reciprocals import with_reciprocals

    program = Program(["x", "y", "z"])
    x, y, z = program.inputs.values()
    two = program.constant(2.0)
    from symchain.functions.arithmetic import DIVIDE, MULTIPLY

    a, b = program.step(MULTIPLY, two, x), program.step(MULTIPLY, two, y)
    program.outputs = [program.step(SUBTRACT, a, b)]
    assert operations(program) == 3 and operations(shared(program)) == 2
    program.outputs = [program.step(DIVIDE, v, z) for v in (x, y, program.constant(3.0))]
    assert [op for op in with_reciprocals(program).ops if op is DIVIDE] == [DIVIDE]


@pytest.mark.parametrize("seed", range(40))
def test_random_sums_and_products_keep_their_value(seed):
    rng = random.Random(seed)
    symbols = sc.symbols("a b c d")
    pool = list(symbols)
    for _ in range(25):
        u, v = rng.choice(pool[-8:]), rng.choice(pool)
        k = rng.choice((2, 3, 0.5, -2, 4, 6, sc.sqrt(2), 1 / sc.pi))
        made = (u + v, u - v, u * v, k * u + k * v, k * u, u / (v * v + 1), k * (u * v), u * u)
        pool.append(rng.choice(made))
    expr = sum(pool[-5:], start=sc.sin(pool[-1]))
    point = dict(zip("abcd", (0.3, -0.7, 0.9, 0.2), strict=True))
    f = compile(expr, variables="a b c d")
    value, gradient = f.value_and_gradient(*point.values())
    from symchain.checking import evaluate

    slopes = sc.gradient(expr, "a b c d").values()
    wanted = [evaluate(each, {k: repr(v) for k, v in point.items()}) for each in (expr, *slopes)]
    if max(map(abs, wanted)) < 1e6:  # beyond, the sine of a large number has no digits left
        assert [value, *gradient] == pytest.approx(wanted, rel=1e-8, abs=1e-8)


def test_rows_without_a_spelling_are_refused():
    odd = Op("odd", "x", "1")
    with pytest.raises(sc.SymchainError, match="'odd' cannot be computed in python"):
        generate(odd(sc.symbol("x")))


def test_a_function_of_the_library_is_called_though_it_has_a_definition():
    assert "tanh(x)" in generate(sc.parse("tanh(x)"), emit=["value"])
