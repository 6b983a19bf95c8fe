"""The command taylor, derivatives of high order by diff, modules of coefficients by gen."""

import json
import shutil

import pytest


def test_coefficients_a_line_each(printed):
    text = printed("taylor", "1/(1 - x)", "--at", "x=0", "--order", "3")
    assert text == "0: 1.0\n1: 1.0\n2: 1.0\n3: 1.0\n"
    text = printed("taylor", "u = x^2; v = x*a", "--wrt", "x", "--at", "x=1,a=2", "--order", "1")
    assert text == "u 0: 1.0\nu 1: 2.0\nv 0: 2.0\nv 1: 2.0\n"


def test_coefficients_as_json(printed):
    told = json.loads(printed("taylor", "exp(x*y)", "--wrt", "x", "--at", "x=0,y=2", "--json"))
    assert told["formula"] == "exp(x*y)" and told["order"] == 6
    assert told["coefficients"][:4] == pytest.approx([1, 2, 2, 4 / 3])


def test_derivatives_of_high_order(printed):
    # exp(sin(x^2)): the coefficient of x^20 is that of u^10 in exp(sin(u)), -2951/3628800
    text = printed("diff", "exp(sin(x^2))", "--order", "20", "--at", "x=0")
    assert float(text) == pytest.approx(-2951 / 3628800 * 2432902008176640000, rel=1e-15)
    text = printed("diff", "x^5*y", "--order", "5", "--at", "x=1,y=2")
    assert text == "d^5/dx^5: 240.0\nd^5/dy^5: 0.0\n"
    told = json.loads(printed("diff", "exp(2*x)", "--order", "9", "--at", "x=0", "--json"))
    assert told["values"] == {"x": 512.0} and told["order"] == 9


@pytest.mark.parametrize(
    "kinks, value", [("mean", "0.0"), ("right", "5040.0"), ("left", "-5040.0"), ("nan", "nan")]
)
def test_derivatives_of_high_order_at_a_kink(run, kinks, value):
    done = run("diff", "abs(x)^7", "--order", "7", "--at", "x=0", "--kinks", kinks)
    assert done.exit_code == 0 and done.stdout.endswith(f" = {value}\n")


def test_modules_of_coefficients_assume(run, printed, tmp_path):
    file = tmp_path / "series.py"
    words = ["gen", "assume 0 < a; log(1 + exp(a*x))", "--wrt", "x", "--emit", "taylor"]
    done = run(*words, "--assume", "x < 9", "-o", str(file))
    assert done.exit_code == 0 and "accuracy at" in done.stderr
    assert "Assumed: 0 < a; x < 9." in " ".join(file.read_text().split())
    assert "softplus" in file.read_text()  # exp(a*x) would overflow
    assert printed("check", str(file)).startswith("passed")


def test_accuracy_of_coefficients(run, tmp_path):
    file = str(tmp_path / "series.py")
    done = run("gen", "x/(exp(x) - 1)", "--emit", "taylor", "-o", file, "--accuracy")
    assert "coefficient 0: bits lost against x" in done.stdout
    assert "coefficient 0 is wrong beyond 1e-9" in done.stderr


def test_the_closed_formula_stays(printed):
    assert printed("diff", "x^6", "--order", "5") == "720*x\n"
    assert printed("diff", "x^6", "--order", "3", "--at", "x=1") == "120*x^3 = 120.0\n"


def test_a_module_that_is_checked_again(run, printed, tmp_path):
    file = tmp_path / "series.py"
    done = run("gen", "exp(sin(x^2))", "-o", str(file), "--emit", "taylor", "--name", "f")
    assert done.exit_code == 0 and "to order 12" in done.stderr
    assert "def f_taylor(x: float, order: int) -> list[float]:" in file.read_text()
    assert printed("check", str(file)).startswith("passed: checked at 6 points against mpmath")


@pytest.mark.parametrize(
    "words, why",
    [
        (["taylor", "x*y", "--at", "x=1,y=2"], "in one variable: say which, as in --wrt x"),
        (["taylor", "x*y", "--wrt", "x"], "'x' has no value: give one, as in --at x=1"),
        (["taylor", "x*y", "--wrt", "x", "--at", "x=1"], "'y' has no value"),
        (["taylor", "x", "--wrt", "z", "--at", "x=1"], "unknown variable 'z'"),
        (["taylor", "abs(x)", "--at", "x=0"], "'abs' is not smooth there"),
        (["taylor", "1/x", "--at", "x=0"], "no real value at x = 0"),
        (["gen", "gamma(x)", "--emit", "taylor"], "go on to ever new functions"),
        (["gen", "x", "--emit", "taylor,value"], "emit taylor alone"),
        (["gen", "x*y", "--emit", "taylor"], "say which, as in --wrt x"),
    ],
)
def test_bad_requests(refused, words, why):
    assert why in refused(*words)


def test_coefficients_in_c(run, refused):
    if shutil.which("cc") is None:
        pytest.skip("no C compiler")
    words = ("gen", "exp(sin(x^2))", "--emit", "taylor", "--target")
    assert run(*words, "c", "-o", "f.c").exit_code == 0
    assert run("check", "f.c").stdout.startswith("passed")
    assert "are emitted for python, c" in refused(*words, "latex")
    pytest.importorskip("numpy")
    assert run(*words, "numpy", "-o", "f.py").exit_code == 0
    assert run("check", "f.py").stdout.startswith("passed")
