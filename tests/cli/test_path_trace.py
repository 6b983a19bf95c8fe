"""The commands path and trace: text, JSON, drawing, mistakes."""

import json

import pytest

PATH = ["path", "x^2*y", "--let", "x=cos(t)", "--let", "y=sin(t)", "--wrt", "t"]

PATH_TEXT = """\
df/dt = x*(x*cos(t) - 2*y*sin(t))
      = cos(t)*(cos(t)^2 - 2*sin(t)^2)

path                 factors                    product
t -> x -> f  -sin(t) * 2*x*y              -2*x*y*sin(t)
t -> y -> f     cos(t) * x^2                 x^2*cos(t)
sum                           x*(x*cos(t) - 2*y*sin(t))
"""

TRACE_TEXT = """\
forward     value  tangent  value
x             0.0   dx = 1    1.0
y             2.0   dy = 0    0.0
v1 = x*y      0.0  dv1 = y    2.0
f = v1 + y    2.0   df = y    2.0

backward       slope  value  adjoint  value
f                                  1    1.0
v1        df/dv1 = 1    1.0        1    1.0
x         dv1/dx = y    2.0        y    2.0
y          df/dy = 1    1.0    1 + x    1.0
          dv1/dy = x    0.0

gradient         value
df/dx         y    2.0
df/dy     1 + x    1.0
"""


def test_path(printed):
    assert printed(*PATH) == PATH_TEXT


def test_path_under_assumptions(printed):
    roots = ["path", "sqrt(x^2)*y", "--let", "x=t^3", "--wrt", "t", "--json"]
    assert json.loads(printed(*roots))["derivative"] == "3*t*y*abs(t)"
    assert json.loads(printed(*roots, "--assume", "x > 0"))["derivative"] == "3*t^2*y"
    assert json.loads(printed(*roots, "--assume", "t < 0"))["derivative"] == "-3*t^2*y"


def test_path_as_json(printed):
    found = json.loads(printed(*PATH, "--at", "t=pi/3", "--json"))
    assert found["value"] == -0.625
    assert [row["value"] for row in found["paths"]] == [-0.75, 0.125]
    assert found["derivative"] == "cos(t)*(cos(t)^2 - 2*sin(t)^2)"


def test_path_of_several_parameters(printed):
    words = ["path", "x*y", "--let", "x=s*t", "--depends", "y(s, t)", "--wrt", "s,t"]
    text = printed(*words)
    assert text.startswith("df/ds = ") and "\n\ndf/dt = " in text and "dy_dt" in text
    assert list(json.loads(printed(*words, "--json"))["derivatives"]) == ["s", "t"]


def test_path_of_a_file(printed, tmp_path):
    (tmp_path / "exp_xy.chain").write_text("u = x*y\nv = exp(u)\nL = v + w\n")
    assert "x -> u -> v -> L" in printed("path", "exp_xy.chain", "--wrt", "x")
    assert "x -> u -> v\n" not in printed("path", "exp_xy.chain", "--wrt", "x", "--out", "v")
    assert printed("path", "e*t", "--let", "e=t^2", "--wrt", "t").splitlines()[1] == "      = 3*t^2"
    assert printed("path", "gamma*t", "--variables", "gamma", "--wrt", "t").startswith("df/dt = g")


def test_trace(printed):
    words = ["trace", "x*y + y", "--at", "x=0,y=2", "--direction", "x=1"]
    assert printed(*words) == TRACE_TEXT
    found = json.loads(printed(*words, "--json"))
    assert list(found) == ["output", "forward", "backward", "gradient", "value", "values"]
    assert found["values"] == {"x": 2.0, "y": 1.0}


def test_trace_as_a_drawing(printed):
    text = printed("trace", "u = x*y; v = exp(u); L = v + w", "--dot")
    assert text.startswith("digraph passes {") and text.endswith("}\n")
    assert text.count(" -> ") == 5


def test_trace_of_one_output_and_variable(printed):
    text = printed("trace", "u = x*y; v = sin(u); w = u + z", "--out", "v", "--wrt", "x")
    assert "gradient\ndv/dx     y*cos(x*y)\n" in text and "dv/dy" not in text


def test_undefined_values_are_null(printed):
    found = json.loads(printed("trace", "where(x > 0, log(x), x)", "--at", "x=-1", "--json"))
    assert found["forward"][2] == {"name": "v2", "formula": "log(x)", "value": None}


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["path", "x*y"], "Missing option '--wrt'"),
        (["path", "x*y", "--wrt", "q"], "unknown variable 'q'"),
        (["path", "x*y", "--wrt", "t", "--let", "x"], "'x' is not NAME=FORMULA"),
        (["path", "x*y", "--wrt", "t", "--let", "x=t", "--let", "x=1"], "'x' is given twice"),
        (["path", "x*y", "--wrt", "t", "--let", "x=y*t", "--let", "y=x"], "'x' is defined by itself"),
        (["path", "x*y", "--wrt", "t", "--let", "z=t"], "unknown variable 'z'"),
        (["path", "x*y", "--wrt", "t", "--depends", "y"], "declares no dependency"),
        (["path", "x*y", "--wrt", "x", "--at", "x=1"], "'y' has no value"),
        (["path", "x*y", "--wrt", "x", "--at", "x=1,y=2,q=3"], "unknown variable 'q'"),
        (["path", "[x, y]", "--wrt", "x"], "choose one, as in --out f1"),
        (["path", "missing.chain", "--wrt", "x"], "cannot read 'missing.chain'"),
        (["trace", "log(x) + y", "--at", "x=-1,y=1"], "'v1 = log(x)' has no real value at x = -1.0"),
        (["trace", "x*y", "--at", "x=1"], "'y' has no value"),
        (["trace", "x*y", "--at", "z=1"], "unknown variable 'z'"),
        (["trace", "x*y", "--direction", "z=1"], "unknown variable 'z'"),
        (["trace", "x*y", "--wrt", "z"], "unknown variable 'z'"),
        (["trace", "u = x; v = y"], "choose one, as in --out u"),
        (["trace", "u = x; u = y"], "'u' is defined twice"),
        (["trace", "x = 1 + y; y = x"], "'y' is used before it is defined"),
    ],
)  # fmt: skip
def test_mistakes_are_told(refused, words, why):
    assert why in refused(*words)


def test_path_is_told_in_steps(printed):
    words = ["path", "x^2*y", "--let", "x=cos(t)", "--let", "y=sin(t)", "--wrt", "t", "--steps"]
    lines = printed(*words).splitlines()
    assert lines[1] == "= df/dx*dx/dt + df/dy*dy/dt       chain rule: one product for each path"
    assert lines[-1].startswith("= cos(t)*(cos(t)^2 - 2*sin(t)^2)")
