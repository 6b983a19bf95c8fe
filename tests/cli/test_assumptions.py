"""Assumptions, conditions and strict forms on the command line."""

import json
from pathlib import Path

import pytest

WHERE = [
    (["diff", "x/x"], "0", "where x != 0"),
    (["diff", "log(x)"], "1/x", "where 0 < x"),
    (["diff", "1/x"], "-1/x^2", ""),
    (["diff", "abs(x)"], "sign(x)", "where x != 0 (kink)"),
    (["diff", "x*floor(y)", "--wrt", "x"], "floor(y)", "where y != floor(y) (jump)"),
    (["simplify", "(x^2 - 1)/(x - 1)"], "x + 1", "where x != 1"),
    (["simplify", "(x^2 - 1)/(x - 1)", "--strict"], "(x^2 - 1)/(x - 1)", ""),
    (["simplify", "(x^2 - 1)/(x - 1)", "--strict", "--assume", "x > 1"], "x + 1", ""),
    (["simplify", "sqrt(x)^2"], "x", "where 0 <= x"),
    (["simplify", "sqrt(x^2)", "--assume", "x < 0"], "-x", ""),
    (["simplify", "abs(x)*floor(n)", "--assume", "x > 0, n integer"], "n*x", ""),
    (["simplify", "assume x > 0, n integer; abs(x)*floor(n)"], "n*x", ""),
    (["simplify", "u = x*y; assume u > 0; abs(u)"], "x*y", ""),
    (["diff", "abs(x)*y", "--assume", "x > 0", "--assume", "y > x", "--wrt", "x"], "y", ""),
]


@pytest.mark.parametrize(("words", "answer", "told"), WHERE, ids=lambda v: " ".join(v)[:40])
def test_the_answer_alone_is_on_standard_output(run, words, answer, told):
    done = run(*words)
    assert done.exit_code == 0
    assert done.stdout == answer + "\n"
    assert done.stderr == (told + "\n" if told else "")


def test_json_lists_all_conditions_and_the_hidden_ones_by_kind(printed):
    found = json.loads(printed("diff", "abs(x)*floor(y)/(z - 1) + u/u + sqrt(v)", "--json"))
    assert found["conditions"] == ["z != 1", "u != 0", "x != 0", "y != floor(y)", "0 < v"]
    assert (found["kinks"], found["jumps"]) == (["x != 0"], ["y != floor(y)"])
    assert found["removed"] == ["u != 0"]
    assert "removed" not in json.loads(printed("diff", "1/x", "--json"))


@pytest.mark.parametrize(
    ("words", "why", "pointed"),
    [
        (["x", "--assume", "x > 0", "--assume", "x < 0"], "no point satisfies", "x < 0\n  ^^^^^"),
        (
            [
                "x*y",
                *(["--assume", "y>0", "--assume", "x>2", "--assume", "x<1", "--assume", "x<0"]),
            ],
            "",
            "x<1\n  ^^^",
        ),
        (["x", "--assume", "x + 1"], "a condition is expected here", "^^^^^"),
        (["x", "--assume", "x > "], "missing", "^"),
        (["x", "--assume", "1 < 2"], "says something of a variable", "^^^^^"),
        (["x", "--assume", "x = 2"], "an equation is no assumption", "^^^^^"),
        (["x*beta", "--variables", "beta", "--assume", "bet > 0"], "did you mean 'beta'", ""),
        (["assume x > 0; assume x < 0; x"], "no point satisfies", "^^^^^^^^^^"),
        (["assume x*y; x"], "a condition is expected here", "^^^"),
        (["x*n", "--assume", "n integer", "--wrt", "n"], "which is a whole number", ""),
    ],
)
def test_what_cannot_be_assumed_is_refused_with_its_place(refused, words, why, pointed):
    text = refused("diff", *words)
    assert why in text
    assert pointed in text


def test_a_module_states_what_is_assumed_and_is_checked_there(run, printed):
    formula = "sqrt(x^2)*floor(n) + log(y - x)"
    done = run("gen", formula, "-o", "m.py", "--assume", "x > 0, n integer", "--assume", "x < y")
    assert done.exit_code == 0, done.stderr
    text = Path("m.py").read_text()
    assert "Assumed: 0 < x; n integer; x < y." in text
    assert "Derivatives by, in this order: x, y." in text
    assert "sqrt" not in text.split("from math")[1]
    assert printed("check", "m.py").startswith("passed")
    Path("m.py").write_text(text.replace('"0 < x"', '"0 < n"'))
    assert run("check", "m.py").exit_code == 1


def test_a_claim_is_judged_by_its_exact_value(printed):
    # in doubles 1 - tanh(14)^2 keeps four digits
    right = ["--claim", "x=sqrt(1 - tanh(x)^2)", "--range", "x=13:15"]
    assert printed("check", "asin(tanh(x))", *right).startswith("passed")


def test_a_claim_is_judged_where_the_assumption_holds(run, printed):
    assert printed("check", "abs(x)", "--claim", "x=1", "--assume", "x > 0").startswith("passed")
    assert run("check", "abs(x)", "--claim", "x=1").exit_code == 1


def test_matrices_use_assumptions(printed):
    assert printed("jacobian", "[abs(x)*y, max(x, y)]", "--assume", "0 < x < y").split() == (
        ["x", "y", "f1", "y", "x", "f2", "0", "1"]
    )
    assert printed("hessian", "abs(x)*x", "--assume", "x < 0").split() == ["x", "x", "-2"]
