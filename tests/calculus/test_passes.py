"""The forward and the backward pass: as on paper, as numbers, as a drawing; laws; mistakes."""

import json
import math
import re

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import symchain as sc

SEED = "u = x*y; v = exp(u); L = v + w"
AT = {"x": 1, "y": 2, "w": 3}

SEED_TEXT = """\
forward                 value
x                         1.0
y                         2.0
w                         3.0
u = x*y                   2.0
v = exp(u)   7.38905609893065
L = v + w   10.38905609893065

backward           slope             value     adjoint             value
L                                                    1               1.0
v              dL/dv = 1               1.0           1               1.0
u         dv/du = exp(u)  7.38905609893065    exp(x*y)  7.38905609893065
x              du/dx = y               2.0  y*exp(x*y)  14.7781121978613
y              du/dy = x               1.0  x*exp(x*y)  7.38905609893065
w              dL/dw = 1               1.0           1               1.0

gradient                         value
dL/dx     y*exp(x*y)  14.7781121978613
dL/dy     x*exp(x*y)  7.38905609893065
dL/dw              1               1.0"""

TANGENT_TEXT = """\
forward                tangent
x                       dx = 1
y                       dy = 0
w                       dw = 0
v1 = x*y               dv1 = y
v2 = exp(v1)  dv2 = y*exp(x*y)
f = v2 + w     df = y*exp(x*y)

backward              slope     adjoint
f                                     1
v2               df/dv2 = 1           1
v1        dv2/dv1 = exp(v1)    exp(x*y)
x                dv1/dx = y  y*exp(x*y)
y                dv1/dy = x  x*exp(x*y)
w                 df/dw = 1           1

gradient
df/dx     y*exp(x*y)
df/dy     x*exp(x*y)
df/dw              1"""

BRANCH_TEXT = """\
forward                    value
x                           -1.0
v1 = 0 < x                 false
v2 = log(x)            undefined
v3 = x^2                     1.0
f = where(v1, v2, v3)        1.0

backward                     slope  value                 adjoint  value
f                                                               1    1.0
v3        df/dv3 = where(v1, 0, 1)    1.0      where(0 < x, 0, 1)    1.0
v2        df/dv2 = where(v1, 1, 0)    0.0      where(0 < x, 1, 0)    0.0
x                     dv3/dx = 2*x   -2.0  where(0 < x, 1/x, 2*x)   -2.0
                      dv2/dx = 1/x   -1.0

gradient                          value
df/dx     where(0 < x, 1/x, 2*x)   -2.0"""

DOT = """\
digraph passes {
  rankdir=LR;
  node [shape=box];
  n0 [label="x\\n2.0", style=rounded];
  n1 [label="u = x^2\\n4.0"];
  n2 [label="L = sin(u)\\n-0.7568024953079282"];
  n0 -> n1 [label="2*x"];
  n1 -> n2 [label="cos(u)"];
}"""


def test_the_seed_example_as_on_paper():
    assert str(sc.passes(SEED, at=AT)) == SEED_TEXT


def test_the_seed_example_has_its_nodes_and_adjoints():
    passes = sc.passes(SEED)
    assert [row.name for row in passes.forward] == ["x", "y", "w", "u", "v", "L"]
    assert [row.name for row in passes.backward] == ["L", "v", "u", "x", "y", "w"]
    adjoints = ["1", "1", "exp(x*y)", "y*exp(x*y)", "x*exp(x*y)", "1"]
    assert [str(row.adjoint) for row in passes.backward] == adjoints
    assert passes.forward[-1].value is None


def test_a_formula_has_its_own_names_and_tangents():
    assert str(sc.passes("exp(x*y) + w", direction={"x": 1})) == TANGENT_TEXT
    tangents = sc.passes("x*y", at={"x": 3, "y": 5}, direction={"x": 2, "y": "x"}).forward
    assert [row.tangent_value for row in tangents] == [2.0, 3.0, 2 * 5.0 + 3 * 3.0]


def test_a_branch_that_is_not_taken_does_no_harm():
    assert str(sc.passes("where(x > 0, log(x), x^2)", at={"x": -1})) == BRANCH_TEXT


def test_the_drawing():
    passes = sc.passes("u = x^2; L = sin(u)", at={"x": 2})
    assert passes.dot() == DOT
    assert passes.dot() == sc.passes("u = x^2; L = sin(u)", at={"x": 2}).dot()


def test_labels_of_the_drawing_are_escaped():
    from symchain.display.passes import quoted

    assert quoted(['a"b', "c\\d"]) == '"a\\"b\\nc\\\\d"'


def test_the_json_is_whole_and_its_formulas_parse_back():
    found = sc.passes(SEED, at=AT, direction={"x": 1}).as_dict()
    assert json.loads(json.dumps(found)) == found
    assert list(found) == ["output", "forward", "backward", "gradient", "value", "values"]
    assert found["gradient"] == {"x": "y*exp(x*y)", "y": "x*exp(x*y)", "w": "1"}
    u = next(row for row in found["backward"] if row["name"] == "u")
    assert u["edges"] == [{"user": "v", "slope": "exp(u)", "value": math.exp(2)}]
    for row in found["backward"]:
        assert str(sc.parse(row["adjoint"])) == row["adjoint"]


def test_in_a_notebook():
    html = sc.passes("where(x < 1, x, 2*x)", at={"x": 0.5})._repr_html_()
    assert html.count("<table>") == 3
    assert "<td>v1 = x &lt; 1</td>" in html
    assert re.findall("<th>(.*?)</th>", html)[:2] == ["forward", "value"]


# ---- names, outputs, what is left out

SMALL = [
    ("7", {}, ["f"], {}),
    ("x", {}, ["x", "f"], {"x": "1"}),
    ("a = x; b = a; a*b", {}, ["x", "a", "b", "f"], {"x": "2*x"}),
    ("u = x*y; v = x*y; u + v", {}, ["x", "y", "u", "v", "f"], {"x": "2*y", "y": "2*x"}),
    ("c = 2*pi; c*x", {}, ["x", "c", "f"], {"x": "2*pi"}),
    ("v1*x + sin(x)", {"wrt": ["x"]}, ["v1", "x", "v2", "v3", "f"], {"x": "cos(x) + v1"}),
    ("floor(x) + y", {}, ["x", "y", "v1", "f"], {"x": "0", "y": "1"}),
    ("besselj(n, x)", {"wrt": ["x"]}, ["n", "x", "f"], None),
    ("f = x^2; g = f*y; h = f + y", {"out": "h"}, ["x", "y", "f", "h"], {"x": "2*x", "y": "1"}),
    ("f = x*y; sin(f)", {}, ["x", "y", "f", "g"], None),
    ("x^x", {}, ["x", "f"], None),
]


@pytest.mark.parametrize(("source", "options", "names", "gradient"), SMALL)
def test_names_and_gradient(source, options, names, gradient):
    passes = sc.passes(source, **options)
    assert [row.name for row in passes.forward] == names
    if gradient is not None:
        assert {row.name: str(row.adjoint) for row in passes.gradient} == gradient


def test_handles_and_models_are_taken_too():
    x, y = sc.symbols("x y")
    assert [str(row.adjoint) for row in sc.passes(x**2 * y, wrt=[y]).gradient] == ["x^2"]
    traced = sc.trace(lambda a, b: sc.sin(a) * b)
    assert [str(row.adjoint) for row in sc.passes(traced).gradient] == ["b*cos(a)", "sin(a)"]


# ---- large graphs


def test_long_graphs_are_cut_in_text_and_whole_in_json():
    source = ";".join(f"x{i + 1} = sin(x{i}*y)" for i in range(500))
    passes = sc.passes(source)
    text = str(passes)
    assert text.count("\n") < 700 and "... 802 more" in text
    assert max(map(len, text.split("\n"))) < 200
    assert len(passes.as_dict()["forward"]) == 1002
    assert passes.dot().count("->") == 1500


def test_long_adjoints_are_told_by_those_of_their_users():
    """Every adjoint as it is printed, evaluated in the order of the pass, gives the gradient."""
    source = ";".join(f"x{i + 1} = sin(x{i}*y) + x{i}/3" for i in range(200))
    at = {"x0": 0.5, "y": 1.25}
    passes = sc.passes(source, at=at)
    assert any(str(row.adjoint).startswith("dx200_dv3/3 + ") for row in passes.backward)
    values = {row.name: row.value for row in passes.forward}
    for row in passes.backward:
        own = {v.name: values[v.name] for v in row.adjoint.variables}
        values[row.symbol] = sc.evaluate(row.adjoint, own)
        assert values[row.symbol] == pytest.approx(row.value, rel=1e-12)


def test_depth_is_bounded_by_memory_alone():
    expr = sc.symbol("x")
    for _ in range(20_000):
        expr = sc.sin(expr)
    assert len(sc.passes(expr).backward) == 20_001


# ---- laws


@st.composite
def programs(draw):
    """A random program over x and y with several steps, each of which may use all before it."""
    names, lines = ["x", "y"], []
    for i in range(draw(st.integers(1, 6))):
        a, b = draw(st.sampled_from(names)), draw(st.sampled_from(names))
        shapes = ("sin({a})*{b}", "{a} - {b}/3", "exp(-{a}^2)", "{a}*{b} + {a}", "1/({b}^2 + 1)")
        lines.append(f"s{i} = " + draw(st.sampled_from(shapes)).format(a=a, b=b))
        names.append(f"s{i}")
    return "; ".join([*lines, " + ".join(names)])


@settings(max_examples=40, deadline=None, derandomize=True)
@given(programs(), st.floats(-2, 2), st.floats(-2, 2))
def test_the_gradient_is_that_of_the_formula(program, x, y):
    at = {"x": x, "y": y}
    direction = {"x": 2, "y": -1}
    passes = sc.passes(program, at=at, direction=direction)
    expr = next(iter(sc.model(program).outputs.values()))
    assert passes.forward[-1].value == sc.evaluate(expr, at)
    gradient = sc.gradient(expr)
    # A long adjoint is written with the values of steps and the adjoints of their users.
    steps = {row.name: row.value for row in passes.forward}
    known = {**steps, **{row.symbol: row.value for row in passes.backward}, **at}
    total = 0.0
    for row in passes.gradient:
        slope = value(gradient[sc.symbol(row.name)], at)
        assert row.value == pytest.approx(slope, rel=1e-14, abs=1e-300)
        told = {variable.name for variable in row.adjoint.variables}
        # The values of steps are rounded, so that what is told by them is, too.
        near = {"rel": 1e-14, "abs": 1e-300} if told <= at.keys() else {"rel": 1e-9, "abs": 1e-9}
        assert value(row.adjoint, known) == pytest.approx(row.value, **near)
        total += direction[row.name] * slope
    tangent = passes.forward[-1].tangent_value
    assert tangent == pytest.approx(total, rel=1e-12, abs=1e-12)


def value(expr, at):
    return sc.evaluate(expr, {name.name: at[name.name] for name in expr.variables})


@settings(max_examples=20, deadline=None, derandomize=True)
@given(programs())
def test_adjoints_are_numerical_derivatives_by_the_node(program):
    """The adjoint of a step: the output's derivative where the step is moved, all else held."""
    at = {"x": 0.75, "y": -1.25}
    passes = sc.passes(program, at=at)
    steps = [row for row in passes.backward if row.name.startswith("s")]
    for row in steps[:2]:
        with mpmath.workdps(40):
            slope = mpmath.diff(lambda h, n=row.name: moved(program, n, h, at), 0)
        assert row.value == pytest.approx(float(slope), rel=1e-9, abs=1e-12)


FUNCTIONS = {"sin": mpmath.sin, "exp": mpmath.exp}


def moved(program, name, by, at):
    """The program run by mpmath, line by line, with one step moved: no code of ours."""
    values = {key: mpmath.mpf(value) for key, value in at.items()}
    *lines, output = program.split("; ")
    for line in lines:
        target, formula = line.split(" = ")
        values[target] = run(formula, values) + (by if target == name else 0)
    return run(output, values)


def run(formula, values):
    python = re.sub(r"\b(\d+)\b", r"mpf(\1)", formula.replace("^", "**"))
    return eval(python, {"mpf": mpmath.mpf, **FUNCTIONS, **values})


# ---- mistakes

MISTAKES = [
    (("a = x - 2; b = log(a); b*y",), {"at": {"x": 1, "y": 1}}, "'b = log(a)' has no real value at x = 1.0, y = 1.0"),
    (("where(x > 0, log(x - 1), 1)",), {"at": {"x": 0.5}}, "'v3 = log(v2)' has no real value"),
    (("log(-x^2) + where(x > 5, 1, 0)",), {"at": {"x": 1}}, "= log("),
    (("sqrt(x) + 1",), {"at": {"x": 0}}, "the derivative of 'v1 = sqrt(x)' by 'x' has no real value at x = 0.0"),
    (("x*y",), {"at": {"x": 1}}, "'y' has no value: give one"),
    (("x*y",), {"at": {"x": 1, "y": 2, "z": 3}}, "unknown variable 'z' (known: x, y)"),
    (("theta*y",), {"at": {"thata": 1, "y": 2}}, "did you mean 'theta'?"),
    (("x*y",), {"at": {"x": "q", "y": 1}}, "the value of 'x' is 'q', which is not a number"),
    (("x*y",), {"at": {"x": "log(-1)", "y": 1}}, "the value of 'x' is not a real number"),
    (("x*y",), {"direction": {"z": 1}}, "unknown variable 'z' (known: x, y)"),
    (("x*y",), {"wrt": ["z"]}, "unknown variable 'z' (known: x, y)"),
    (("[x, y]",), {}, "there are 2 outputs, f1, f2: choose one"),
    (("[x, y]",), {"out": "q"}, "'q' is no output and no step (known: f1, f2)"),
    (("x < 1",), {}, "condition"),
    (("x +",), {}, "missing after '+'"),
    (("u = v; v = u",), {}, "'v' is used before it is defined"),
    (("u = x; u = y",), {}, "'u' is defined twice"),
    (("x^2 + y^2 == 1; solve y",), {}, "use implicit"),
    (("besselj(n, x)",), {}, "no closed form"),
]  # fmt: skip


@pytest.mark.parametrize(("args", "options", "words"), MISTAKES)
def test_mistakes_are_told(args, options, words):
    with pytest.raises(sc.SymchainError, match=re.escape(words)):
        sc.passes(*args, **options)
