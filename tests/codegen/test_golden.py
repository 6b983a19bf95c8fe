"""Golden modules: compared whole, run, and clean under ruff and mypy --strict.

SYMCHAIN_UPDATE_GOLDEN=1 writes them anew.
"""

import math
import os
import pathlib
import shutil
import subprocess
import sys

import pytest

from symchain.codegen import digest, generate, read_header
from symchain.codegen.running import namespace
from symchain.parsing import parse

GOLDEN = pathlib.Path(__file__).parent / "golden"

# name: formula, point, keywords of generate
CASES = {
    "product": ("exp(x*y) + w", (0.5, 2.0, 1.0), {}),
    "gauss": (
        "exp(-((t - t1)/s)^2/2)/(sqrt(2*pi)*s)",
        (1.3, 0.4, -0.7),
        {"variables": ["s", "t", "t1"]},
    ),
    "rosenbrock": (
        "100*(y - x^2)^2 + (1 - x)^2 + 100*(z - y^2)^2 + (1 - y)^2",
        (0.9, 1.1, 0.8),
        {"signature": "vector", "variables": ["x", "y", "z"]},
    ),
    "powers": ("x^3 + x^5 + x^8 + x^(3/2) + x^(7/2) + x^17 + x^y + x/3", (1.5, 2.5), {}),
    "branches": ("where(x > 0, sqrt(x)*log(x), 0)", (2.0,), {}),
    "ladder": ("where(x > 2, log(x), where(x > 1, 2*log(x), 0))", (1.5,), {}),
    "guarded": ("where(x > 0 and log(x) > 1, log(x)^2, 7)", (3.5,), {}),
    "extrema": ("max(x, y, 1) + min(x, y) + abs(x - y)", (2.0, 3.0), {}),
    "names": ("lambda*exp + math*x₁ + θ*value", (1.0, 2.0, 3.0, 4.0, 5.0, 6.0), {}),
    "support": ("digamma(x)*erfcx(y)", (1.5, 0.5), {}),
    "one": ("x^2", (3.0,), {"signature": "vector"}),
    "constant": ("sqrt(2*pi)", (), {}),
    "named": ("x/y", (1.0, 2.0), {"name": "ratio"}),
    "long": (
        " + ".join(f"x{i}*sin(x{i + 1})" for i in range(40)),
        [0.1 * i for i in range(41)],
        {},
    ),
    "residuals": (
        ["b1*(1 - exp(-b2*2)) - 1", "b1*(1 - exp(-b2*3)) - 2"],
        (2.0, 0.5),
        {"variables": ["b1", "b2"]},
    ),
}
DECLARED = {"names": ["lambda", "exp", "math", "x₁", "θ", "value"]}


def formula(name):
    text, _, keywords = CASES[name]
    names = keywords.get("variables") or DECLARED.get(name, ())
    if isinstance(text, list):
        return [parse(each, variables=names) for each in text]
    return parse(text, variables=names)


def source(name):
    return generate(formula(name), **CASES[name][2])


@pytest.mark.parametrize("name", CASES)
def test_text_is_the_golden_one(name):
    file = GOLDEN / f"{name}.py"
    text = source(name)
    if os.environ.get("SYMCHAIN_UPDATE_GOLDEN"):
        file.write_text(text)
    assert text == file.read_text()
    assert text == source(name), "not the same twice"


@pytest.mark.parametrize("name", CASES)
def test_golden_module_runs(name):
    facts, code = read_header((GOLDEN / f"{name}.py").read_text())
    assert facts["sha256"] == digest(code)
    space = namespace((GOLDEN / f"{name}.py").read_text())
    value, slopes, both = (space[facts["functions"][kind]] for kind in facts["functions"])
    point = CASES[name][1]

    def call(function, at):
        return function(at) if facts["signature"] == "vector" else function(*at)

    joint, rows = call(both, point)
    assert joint == pytest.approx(call(value, point))
    assert rows == call(slopes, point) or rows == pytest.approx(call(slopes, point))
    for place in range(len(point)):
        step = 1e-6 * max(1.0, abs(point[place]))
        ends = [[*point[:place], point[place] + s, *point[place + 1 :]] for s in (step, -step)]
        above, below = (call(value, end) for end in ends)
        rows = call(slopes, point)
        if facts["scalar"]:
            above, below, rows = [above], [below], [rows]
        for a, b, row in zip(above, below, rows, strict=True):
            assert math.isclose((a - b) / (2 * step), row[place], rel_tol=1e-6, abs_tol=1e-6)


def tool(name):
    return shutil.which(name) or shutil.which(str(pathlib.Path(sys.executable).parent / name))


@pytest.mark.parametrize(
    "words",
    [
        ("ruff", "format", "--isolated", "--check"),
        ("ruff", "check", "--isolated"),
        ("mypy", "--strict"),
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_golden_modules_are_clean(words, tmp_path):
    program = tool(words[0])
    if program is None:
        pytest.skip(f"{words[0]} is not installed")
    for file in GOLDEN.glob("*.py"):
        shutil.copy(file, tmp_path / f"golden_{file.name}")
    files = sorted(str(file) for file in tmp_path.glob("*.py"))
    done = subprocess.run(
        [program, *words[1:], *files], capture_output=True, text=True, cwd=tmp_path
    )
    assert done.returncode == 0, done.stdout + done.stderr
