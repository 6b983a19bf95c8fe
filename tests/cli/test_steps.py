"""diff --steps: the derivation, and its last line that is what diff prints."""

import json

import pytest

BRIEF = """\
d/dx [x^2*sin(x)]
= d/dx [x^2]*sin(x) + x^2*d/dx [sin(x)]  product rule
= 2*x*sin(x) + x^2*cos(x)                put together
= x*(x*cos(x) + 2*sin(x))                simplify: common factor
"""

FULL = """\
d/dx [x^2*sin(x)]
= d/dx [x^2]*sin(x) + x^2*d/dx [sin(x)]  product rule
  d/dx [x^2] = 2*x                       power rule
  d/dx [sin(x)] = cos(x)                 derivative of sin
= 2*x*sin(x) + x^2*cos(x)                put together
= x*(x*cos(x) + 2*sin(x))                simplify: common factor
"""

TWO = """\
d/dx [x^2*y]
= y*d/dx [x^2]      constant multiple rule
  d/dx [x^2] = 2*x  power rule
= 2*x*y             put together
= 12.0

d/dy [x^2*y]
= x^2  constant multiple rule
= 9.0
"""

PROGRAM = """\
u:
d/dx [x^2]
= 2*x  power rule

v:
d/dx [sin(x)]
= cos(x)  derivative of sin
"""


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["x^2*sin(x)", "--steps"], FULL),
        (["x^2*sin(x)", "--steps", "full"], FULL),
        (["x^2*sin(x)", "--steps", "brief"], BRIEF),
        (["--steps", "brief", "x^2*sin(x)"], BRIEF),
        (["x^2*y", "--steps", "--at", "x=3,y=2"], TWO),
        (["u = x^2; v = sin(x)", "--steps"], PROGRAM),
    ],
)
def test_what_is_told(printed, words, text):
    assert printed("diff", *words) == text


def test_the_last_line_is_the_answer(printed):
    for order in ("1", "2", "3"):
        words = ("diff", "exp(-x^2)*log(x)", "--order", order)
        last = printed(*words, "--steps").splitlines()[-1]
        assert last.removeprefix("= ").startswith(printed(*words).strip())


def test_formats(printed):
    assert "d/dx [x²] = 2·x" in printed(
        "diff", "x^2*y", "--wrt", "x", "--steps", "--format", "unicode"
    )
    assert printed("diff", "x^2", "--steps", "--format", "latex").startswith("\\begin{aligned}")


def test_json(printed):
    found = json.loads(printed("diff", "x^2*y", "--steps", "--json"))
    assert list(found["steps"]) == ["x", "y"]
    assert found["steps"]["x"][-1] == {
        "left": "",
        "right": found["derivatives"]["x"],
        "rule": "put together",
        "depth": 0,
    }
    assert "steps" not in json.loads(printed("diff", "x^2*y", "--json"))


def test_bad_input(refused):
    assert "'long' is not one of 'brief', 'full'" in refused("diff", "x^2", "--steps", "long")
    told = refused("diff", "x^2", "--steps", "--format", "sympy")
    assert told == "error: unknown format of steps 'sympy' (text, unicode, latex)\n"


def test_thousands_of_derivations_are_refused_at_once(refused):
    text = " + ".join(f"x{i}*sin(x{i})" for i in range(600))
    assert "name the variables whose steps are wanted, with --wrt" in refused(
        "diff", text, "--steps"
    )


def test_steps_end_at_the_choice_of_kinks(printed):
    text = printed("diff", "abs(x)", "--steps", "--kinks", "right", "--at", "x=0")
    assert "where(x != 0, sign(x), 1)" in text and text.endswith("= 1.0\n")
