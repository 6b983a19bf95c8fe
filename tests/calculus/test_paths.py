"""Total derivatives along paths: tables as on paper; rows that add up to the derivative; mistakes."""

import json
import re
import time

import mpmath
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

import symchain as sc

CIRCLE = {"x": "cos(t)", "y": "sin(t)"}

CIRCLE_TEXT = """\
df/dt = x*(x*cos(t) - 2*y*sin(t))
      = cos(t)*(cos(t)^2 - 2*sin(t)^2)
      = -0.625

path                 factors                    product                                   numbers   value
t -> x -> f  -sin(t) * 2*x*y              -2*x*y*sin(t)  -0.8660254037844386 * 0.8660254037844386   -0.75
t -> y -> f     cos(t) * x^2                 x^2*cos(t)                                0.5 * 0.25   0.125
sum                           x*(x*cos(t) - 2*y*sin(t))                                            -0.625"""

DECLARED_TEXT = """\
df/dt = 2*t*y + x*dy_dt
      = t*(dy_dt*t + 2*y)

path           factors          product
t -> x -> f    2*t * y            2*t*y
t -> y -> f  dy_dt * x          x*dy_dt
sum                     2*t*y + x*dy_dt"""

CHAIN_TEXT = """\
dL/dx = y*exp(u) + 1
      = y*exp(x*y) + 1

path                     factors       product
x -> v -> L                1 * 1             1
x -> u -> v -> L  y * exp(u) * 1      y*exp(u)
sum                               y*exp(u) + 1"""


def test_the_table_as_on_paper():
    assert str(sc.path("x^2*y", "t", let=CIRCLE, at={"t": "pi/3"})) == CIRCLE_TEXT


def test_a_declared_dependency_stays_a_symbol():
    found = sc.path("x*y", "t", let={"x": "t^2"}, depends=["y(t)"])
    assert str(found) == DECLARED_TEXT
    assert sc.parse(str(found.derivative)) == found.derivative


def test_the_steps_of_a_program_are_vertices():
    assert str(sc.path("u = x*y; v = exp(u) + x; L = v + w", "x")) == CHAIN_TEXT


def test_no_path():
    text = str(sc.path("x*floor(y) + t", "y"))
    assert text == "df/dy = 0\n\nno path leads from y to f"


def test_the_json():
    found = sc.path("x^2*y", "t", let=CIRCLE, at={"t": 0.5}).as_dict()
    assert json.loads(json.dumps(found)) == found
    fields = ["output", "parameter", "derivative", "over_names", "count", "paths", "value"]
    assert list(found) == fields
    assert found["paths"][0]["names"] == ["t", "x", "f"]
    assert found["paths"][0]["factors"] == ["-sin(t)", "2*x*y"]
    assert found["paths"][0]["product"] == "-2*x*y*sin(t)"
    assert sum(row["value"] for row in found["paths"]) == pytest.approx(found["value"], rel=1e-15)
    assert "value" not in sc.path("x^2*y", "t", let=CIRCLE).as_dict()


def test_several_parameters():
    found = sc.path("x*y", ["s", "t"], let={"x": "s + t", "y": "s*t"})
    assert {name: str(table.over_names) for name, table in found.items()} == {
        "s": "y + x*t",
        "t": "y + x*s",
    }
    assert str(found) == str(found["s"]) + "\n\n" + str(found["t"])
    assert list(found.as_dict()) == ["derivatives", "tables"]
    one = sc.path("x*y", ["s"], let={"x": "s + t", "y": "s*t"})
    assert one.as_dict() == found["s"].as_dict()


# source, parameter, options, the derivative by inputs alone
DERIVATIVES = [
    ("x", "t", {"let": {"x": "t"}}, "1"),
    ("e*t", "t", {"let": {"e": "t^2"}}, "3*t^2"),
    ("f*t", "t", {"let": {"f": "t^2"}}, "3*t^2"),
    ("f = t*q; f + 1", "t", {"depends": "q(t)"}, "q + t*dq_dt"),
    ("y*z", "t", {"depends": ["y(s, t)", "z(t)"]}, "z*dy_dt + y*dz_dt"),
    ("y + dy_dt*t", "t", {"depends": ["y(t)"]}, "dy_dt_ + dy_dt"),
    ("y", "t", {"depends": ["y(x)"], "let": {"x": "t^2"}}, "2*t*dy_dx"),
    ("z", "t", {"let": {"z": "y*2", "y": "x + 1", "x": "t^3"}}, "6*t^2"),
    ("x*y", "x", {"let": {"y": "x^2"}}, "3*x^2"),
    ("[x, y*x]", "x", {"out": "f2"}, "y"),
    ("u = x*y; L = u + x", "u", {}, "1"),
    ("x*y", "t", {"let": {"x": sc.symbol("t") ** 2, "y": 3}}, "6*t"),
]


@pytest.mark.parametrize(("source", "parameter", "options", "written"), DERIVATIVES)
def test_derivative(source, parameter, options, written):
    found = sc.path(source, parameter, **options)
    assert found.derivative == sc.parse(written) or str(found.derivative) == written


@pytest.mark.parametrize(
    ("source", "let", "derivative"),
    [
        ("assume x > 0; sqrt(x^2)*t", {"x": "cos(t)"}, "cos(t) - t*sin(t)"),
        ("u = x*t; assume u > 0; abs(u)^3", {}, "3*t^2*x^3"),
        ("assume x > 0; u = sqrt(x^2)*t; u^2", {"x": "2"}, "8*t"),
    ],
)
def test_what_is_assumed_shortens_slopes(source, let, derivative):
    found = sc.path(source, "t", let=let)
    assert str(found.derivative) == derivative
    assert "sign" not in str(found)


def test_an_assumption_against_a_formula_is_told():
    with pytest.raises(sc.SymchainError, match="no point satisfies"):
        sc.path("assume x > 0; x*t", "t", let={"x": "-exp(t)"})


def test_handles_are_taken_too():
    x, y, t = sc.symbols("x y t")
    assert str(sc.path(x * y, t, let={x: sc.cos(t)}).derivative) == "-y*sin(t)"


# ---- the table is the derivative


@st.composite
def webs(draw):
    """A random program in t (and a constant c), each step over any before it."""
    names, lines = ["t", "c"], []
    for i in range(draw(st.integers(1, 7))):
        a, b = draw(st.sampled_from(names)), draw(st.sampled_from(names))
        shapes = ("sin({a})*{b}", "{a} - {b}/3", "exp(-{a}^2)", "{a}*{b} + {a}", "1/({b}^2 + 1)")
        lines.append(f"s{i} = " + draw(st.sampled_from(shapes)).format(a=a, b=b))
        names.append(f"s{i}")
    return "; ".join([*lines, " + ".join(names)])


@settings(max_examples=40, deadline=None, derandomize=True)
@given(webs(), st.floats(-2, 2))
def test_rows_add_up_to_the_derivative(program, t):
    at = {"t": t, "c": 0.625}
    found = sc.path(program, "t", at=at)
    assert len(found.rows) == found.count
    expr = next(iter(sc.model(program).outputs.values()))
    truth = value(sc.derivatives(expr, ["t"])["t"], at)
    assert found.value == pytest.approx(truth, rel=1e-13, abs=1e-13)
    assert sum(row.value for row in found.rows) == pytest.approx(truth, rel=1e-12, abs=1e-12)
    assert value(found.derivative, at) == pytest.approx(truth, rel=1e-13, abs=1e-13)
    for row in found.rows:
        product = mpmath.fprod(row.values)
        assert row.value == pytest.approx(float(product), rel=1e-13, abs=1e-300)


def value(expr, at):
    return sc.evaluate(expr, {name.name: at[name.name] for name in expr.variables})


def test_the_total_derivative_is_that_of_sympy():
    t = sympy.Symbol("t")
    truth = sympy.diff(sympy.cos(t) ** 2 * sympy.sin(t) * sympy.exp(t * sympy.cos(t)), t)
    program = "x^2*y*w"
    let = {**CIRCLE, "w": "exp(t*x)"}
    for point in (0.25, -1.5, 2.0):
        found = sc.path(program, "t", let=let, at={"t": point})
        assert found.count == 4
        assert found.value == pytest.approx(float(truth.subs(t, point)), rel=1e-12)


def test_the_rows_as_formulas_add_up():
    found = sc.path("x^2*y", "t", let=CIRCLE)
    total = found.rows[0].product + found.rows[1].product
    assert sc.simplify(total) == found.over_names


# ---- many paths


def diamonds(count):
    lines = (f"a{i} = sin(x{i}); b{i} = cos(x{i}); x{i + 1} = a{i}*b{i}" for i in range(count))
    return "\n".join(lines)


def test_a_huge_number_of_paths_is_counted_and_cut():
    start = time.process_time()
    found = sc.path(diamonds(60), "x0", at={"x0": 0.5})
    text = str(found)
    assert time.process_time() - start < 10
    assert found.count == 2**60
    assert f"... {2**60 - len(found.rows)} more, {2**60} in all" in text
    assert found.as_dict()["count"] == "1152921504606846976"
    with mpmath.workdps(50):
        assert found.value == float(mpmath.diff(iterated, mpmath.mpf("0.5")))


def iterated(x):
    for _ in range(60):
        x = mpmath.sin(x) * mpmath.cos(x)
    return x


def test_a_count_beyond_all_digits_is_a_magnitude():
    from symchain.display.paths import counted

    assert counted(10**20) == "1e20"
    assert counted(2**20_000) == "about 10^6021"


# ---- mistakes

MISTAKES = [
    (("x*y", "q"), {}, "unknown variable 'q' (known: x, y)"),
    (("x*y", "t"), {"let": {"z": "t"}}, "unknown variable 'z'"),
    (("theta*y", "t"), {"let": {"thata": "t"}}, "did you mean 'theta'?"),
    (("x*y", "t"), {"let": {"x": "y*t", "y": "x"}}, "'x' is defined by itself: x needs y needs x"),
    (("x*y", "t"), {"let": {"x": "x + t"}}, "'x' is defined by itself: x needs x"),
    (("x*y", "t"), {"depends": "x(x, t)"}, "'x' is defined by itself"),
    (("x*y", "t"), {"depends": "y"}, "'y' declares no dependency: write y(t)"),
    (("x*y", "t"), {"depends": "y()"}, "declares no dependency"),
    (("x*y", "t"), {"depends": "y(t) + 1"}, "declares no dependency"),
    (("x*y", "t"), {"depends": ["y(t)", "y(s)"]}, "'y' is declared twice"),
    (("x*y", "t"), {"let": {"x": "t"}, "depends": "x(t)"}, "'x' is defined twice"),
    (("u = x; u*y", "t"), {"let": {"u": "t"}}, "'u' is defined twice"),
    (("x*y", "t"), {"let": {"2": "t"}}, "'2' cannot be the name of a variable"),
    (("x*y", "t"), {"let": {"x": "sin("}}, "'(' is not closed"),
    (("[x, y]", "x"), {}, "there are 2 outputs, f1, f2: choose one"),
    (("[x, y]", "x"), {"out": "q"}, "'q' is no output and no step"),
    (("x < y", "x"), {}, "condition"),
    (("u = x*y; v = u + 1", "v"), {}, "'v' is the output itself"),
    (("log(x)", "t"), {"let": {"x": "-t"}, "at": {"t": 1}}, "'f = log(x)' has no real value at t = 1.0"),
    (("x", "t"), {"let": {"x": "log(-t)"}, "at": {"t": 1}}, "'x = log(-t)' has no real value"),
    (("sqrt(x)", "x"), {"at": {"x": 0}}, "the derivative has no real value at x = 0.0"),
    (("log(x)", "t"), {"let": {"x": "-t"}, "at": {}}, "'t' has no value: give one"),
    (("x", "t"), {"let": {"x": "-t"}, "at": {"x": 1, "t": 1}}, "unknown variable 'x' (known: t)"),
    (("x*y", "t"), {"depends": "y(t)", "let": {"x": "t"}, "at": {"t": 1, "y": 2}}, "'dy_dt' has no value"),
    (("x^2*y", "x"), {"let": {"x": "cos(x)"}}, "'x' is defined by itself"),
    (("x^2 + y^2 == 1; solve y", "x"), {}, "use implicit"),
    (("besselj(n, x)", "t"), {"let": {"n": "t"}}, "no closed form"),
]  # fmt: skip


@pytest.mark.parametrize(("args", "options", "words"), MISTAKES)
def test_mistakes_are_told(args, options, words):
    with pytest.raises(sc.SymchainError, match=re.escape(words)):
        sc.path(*args, **options)
