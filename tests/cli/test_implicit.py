"""implicit: what it prints, writes and refuses."""

import importlib
import json
import math
import os
import shutil

import pytest

POLAR = "r*cos(t) == x; r*sin(t) == y; solve r, t"

PRINTED = [
    (["x^2+y^2=1", "--dep", "y"], "-x/y\n"),
    (["x^2+y^2=1", "--dep", "y", "--order", "2"], "-1/y^3\n"),
    (["x^2+y^2-1", "--dep", "y"], "-x/y\n"),
    (
        ["x^2+y^2=1", "--dep", "y", "--at", "x=1,y=0"],
        "-x/y\nF_y = 0; vertical tangent over x: dx/dy = 0\n",
    ),
    (
        ["y^2=x^2*(x+1)", "--dep", "y", "--at", "x=0,y=0"],
        "x*(3*x + 2)/(2*y)\nF_y = 0; node: two branches with slopes 1 and -1\n",
    ),
    (["x^2+y^2+z^2=1", "--dep", "z"], "dz/dx: -x/z\ndz/dy: -y/z\n"),
    (["x^2+y^2+z^2=1", "--dep", "z", "--wrt", "y"], "-y/z\n"),
    ([POLAR], "dr/dx: cos(t)\ndr/dy: sin(t)\ndt/dx: -sin(t)/r\ndt/dy: cos(t)/r\n"),
    (["E - e*sin(E) = M", "--dep", "E", "--wrt", "M", "--variables", "e"], "1/(1 - e*cos(E))\n"),
    (
        ["E - e*sin(E) = M", "--dep", "E", "--wrt", "M,e"],
        "dE/dM: 1/(1 - e*cos(E))\ndE/de: sin(E)/(1 - e*cos(E))\n",
    ),
    (["x^2+y^2=1", "--dep", "y", "--format", "latex"], "-\\frac{x}{y}\n"),
    (["x^2+y^2=1", "--dep", "y", "--order", "2", "--named"], "y_x = -x/y\ny_xx = -(y_x^2 + 1)/y\n"),
    (["P = R*T/V", "--dep", "V", "--wrt", "T"], "V/T\n"),
]


@pytest.mark.parametrize(("words", "expected"), PRINTED, ids=lambda w: " ".join(w)[:60])
def test_printed(printed, words, expected):
    assert printed("implicit", *words) == expected


def test_a_regular_point_has_values(run):
    done = run("implicit", "x^2+y^2=1", "--dep", "y", "--at", "x=0.6,y=0.8")
    assert (done.exit_code, done.stdout, done.stderr) == (
        0,
        "-x/y = -0.75\n",
        "regular: F_y = 1.6\n",
    )


def test_json(printed):
    fields = json.loads(
        printed("implicit", "y^2=x^2*(x+1)", "--dep", "y", "--at", "x=0,y=0", "--json")
    )
    assert fields["derivatives"] == {"y": {"x": "x*(3*x + 2)/(2*y)"}}
    assert fields["values"] == {"y": {"x": None}}
    assert fields["diagnosis"]["kind"] == "node"
    assert fields["diagnosis"]["slopes"] == {"x": [1.0, -1.0]}


def test_steps(printed):
    lines = printed("implicit", "x^2+y^2=1", "--dep", "y", "--steps", "brief").splitlines()
    assert lines[-1].startswith("y_x = -x/y")


def test_a_module_is_written_and_checked_again(run, printed, tmp_path):
    words = [
        "E - e*sin(E) = M",
        "--dep",
        "E",
        "--variables",
        "e",
        "--range",
        "e=0:0.9",
        "--range",
        "M=0:3",
    ]
    done = run("implicit", *words, "-o", "kepler.py")
    assert done.exit_code == 0 and done.stderr.startswith("passed"), done.stderr
    assert "passed" in printed("check", "kepler.py")
    space = {}
    exec((tmp_path / "kepler.py").read_text(), space)
    assert space["solve"](0.5, 1.0, 1.0) == pytest.approx(1.4987011335178482, rel=1e-15)
    (tmp_path / "kepler.py").write_text((tmp_path / "kepler.py").read_text().replace("1.0", "1.1"))
    assert run("check", "kepler.py").exit_code == 1
    assert math.isfinite(space["derivative"](0.5, 1.0, 1.5)[0])


REFUSED = [
    (["x^2=1", "--dep", "y"], "the equation has no variable 'y' (known: x)"),
    (["x^2+z=1"], "which variables do the equations define?"),
    (["x*y=1; x+y=2", "--dep", "y"], "2 equations for 1 unknown (y)"),
    (["x*y=1", "--dep", "y", "--wrt", "q"], "unknown variable 'q'"),
    (["x*y=1", "--dep", "y", "--wrt", "y"], "'y' is what the equations are solved for"),
    (["x*y=1", "--dep", "y", "--at", "x=1"], "'y' has no value"),
    (["x*y=1", "--dep", "y", "--at", "x=1,y=1,z=2"], "unknown variable 'z'"),
    (["x*y=1", "--dep", "y", "--order", "0"], "--order"),
    (["x*y=", "--dep", "y"], "^"),
    (["x*y=1", "--dep", "y", "-o", "a.py", "--range", "q=1:2"], "unknown variable 'q'"),
]


@pytest.mark.parametrize(
    ("words", "message"), REFUSED, ids=lambda w: " ".join(w)[:60] if isinstance(w, list) else ""
)
def test_refused(refused, words, message):
    assert message in refused("implicit", *words)


def test_no_solution_is_a_failed_check(refused):
    words = ["x^2 + y^2 + 1 = 0", "--dep", "y", "-o", "a.py"]
    assert "no point was found" in refused("implicit", *words, code=1)


def test_a_module_in_c(run, refused, tmp_path):
    if shutil.which("cc") is None:
        pytest.skip("no C compiler")
    words = ("implicit", "x^2+y^2=1", "--dep", "y", "-o", "circle.c", "--target", "c")
    assert run(*words, "--range", "x=0.1:0.8", "--range", "y=0.2:1").exit_code == 0
    assert sorted(os.listdir(tmp_path)) == ["circle.c", "circle.h"]
    assert (
        "int solve(double x, double guess, double *result);" in (tmp_path / "circle.h").read_text()
    )
    assert run("check", "circle.c").stdout.startswith("passed")
    for target in ("latex", "native"):
        refused("implicit", "x^2+y^2=1", "--dep", "y", "-o", "circle.py", "--target", target)


def test_a_module_over_arrays(run, tmp_path, monkeypatch):
    numpy = pytest.importorskip("numpy")
    words = ("implicit", "x^2+y^2=1", "--dep", "y", "-o", "circles.py", "--target", "numpy")
    assert run(*words, "--range", "x=0.1:0.8", "--range", "y=0.2:1").exit_code == 0
    assert run("check", "circles.py").stdout.startswith("passed")
    monkeypatch.syspath_prepend(str(tmp_path))
    circles = importlib.import_module("circles")
    found = circles.solve(numpy.array([0.6, 0.0, 2.0]), 1.0)
    assert found == pytest.approx([0.8, 1.0, numpy.nan], nan_ok=True)


def test_an_extension_that_solves(run, refused, tmp_path, monkeypatch):
    if shutil.which("cc") is None:
        pytest.skip("no C compiler")
    words = ("build", "x^2+y^2=1", "--dep", "y", "--range", "x=0.1:0.8", "--range", "y=0.2:1")
    done = run(*words, "--name", "built_circle")
    assert done.exit_code == 0, done.stderr
    monkeypatch.syspath_prepend(str(tmp_path))
    circle = importlib.import_module("built_circle")
    assert circle.solve_and_derivative(0.6, 1.0) == pytest.approx((0.8, -0.75))
    with pytest.raises(ValueError, match="no solution was found"):
        circle.solve(2.0, 1.0)
    with pytest.raises(TypeError, match="takes 2 arguments"):
        circle.solve(2.0)
    assert "own functions" in refused(*words, "--emit", "value", "--force")


@pytest.mark.parametrize("target", ["python", "c"])
@pytest.mark.parametrize(
    "words",
    [
        ["sqrt(x^2)*y + y^3 = 1", "--dep", "y", "--assume", "x > 0"],
        ["assume x > 0; y^3 + y*abs(x) = 1; solve y; r = y*abs(x)"],
    ],
    ids=["beside", "inside"],
)
def test_a_module_keeps_what_is_assumed(run, words, target):
    if target == "c" and shutil.which("cc") is None:
        pytest.skip("no C compiler")
    name = "root.c" if target == "c" else "root.py"
    done = run("implicit", *words, "-o", name, "--target", target)
    assert done.exit_code == 0, done.stderr
    with open(name) as file:
        text = file.read()
    assert "Assumed: 0 < x." in text
    assert "abs(x)/" not in text
    assert run("check", name).stdout.startswith("passed")
    with open(name, "w") as file:
        file.write(text.replace('["0 < x"]', '["x < 0"]'))
    assert run("check", name).exit_code == 1


def test_solutions_that_assumptions_exclude_check_nothing(run):
    """Of the roots of y^2 = x only one is positive: at the other abs(y) has the slope -1."""
    words = ["y*abs(y) = x", "--dep", "y", "--assume", "y > 0", "-o", "root.py"]
    assert run("implicit", *words).exit_code == 0
    done = run("implicit", *words, "--range", "x=-2:-1", "--force")
    assert done.exit_code == 1
    assert "within the assumptions" in done.stderr


def test_accuracy_of_modules(run, tmp_path):
    file = str(tmp_path / "solved.py")
    words = ["implicit", "exp(y) - 1 - y = x", "--dep", "y", "-o", file]
    done = run(*words, "--range", "x=0.001:1", "--range", "y=0.05:1", "--accuracy")
    assert "y: bits lost against x" in done.stdout and "too far: 0 of" in done.stdout
    assert "expm1" in (tmp_path / "solved.py").read_text()
    assert run("check", file, "--accuracy").exit_code == 0
    assert run("implicit", "x*y = 1", "--dep", "y", "--accuracy").exit_code == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--target", "latex", "-o", "f.tex"], "'symchain implicit' prints the derivatives"),
        (["--target", "native", "-o", "f"], "call symchain.compile(formula, 'native')"),
        (["--target", "c"], "--target: for modules alone; write one with -o"),
        (["--name", "f", "--accuracy"], "--name, --accuracy: for modules alone"),
        (["--at", "x=1,y=0", "-o", "f.py"], "--at: for formulas alone"),
    ],
)
def test_what_would_say_nothing_is_refused(refused, tmp_path, words, said):
    assert said in refused("implicit", "x^2+y^2=1", "--dep", "y", *words)
    assert not list(tmp_path.iterdir())
