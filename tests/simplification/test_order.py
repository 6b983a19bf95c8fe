"""Terms and factors in the order in which people write them, in every printed form."""

import pytest

import symchain as sc
from symchain.display.latex import latex
from symchain.display.unicode import unicode

DERIVATIVES = [  # formula, variable, the answer as text
    ("a*x^3 + b*x^2 + c*x", "x", "3*a*x^2 + 2*b*x + c"),
    ("x^3*y + 3*x", "x", "3*x^2*y + 3"),
    ("x*y*z", "x", "y*z"),
    ("m*v^2/2", "v", "m*v"),
    ("(y - w*x - b)^2", "w", "2*x*(w*x + b - y)"),
    ("x^3/3 + x^2/2 - x", "x", "x^2 + x - 1"),
    ("x - x^2/2 + x^3/3", "x", "x^2 - x + 1"),
    ("x + x^2/2 - x^3/3", "x", "1 + x - x^2"),
    ("-x^3/3 - x^2/2 - x", "x", "-1 - x - x^2"),
    ("x10*x2^2", "x2", "2*x2*x10"),
    ("B*a^2", "a", "2*a*B"),
    ("sigmoid(x)", "x", "sigmoid(x)*(1 - sigmoid(x))"),
    ("tanh(x)", "x", "1 - tanh(x)^2"),
    ("exp(x)*sin(x)", "x", "exp(x)*(sin(x) + cos(x))"),
    ("x*exp(-x)", "x", "(1 - x)*exp(-x)"),
    ("sec(x)", "x", "sec(x)*tan(x)"),
    ("x*log(x)", "x", "log(x) + 1"),
    ("asin(x)", "x", "1/sqrt(1 - x^2)"),
    ("sqrt(1 - x^2)", "x", "-x/sqrt(1 - x^2)"),
    ("sqrt(x)", "x", "1/(2*sqrt(x))"),
    ("exp(-x)", "x", "-exp(-x)"),
    ("atan(x/a)", "x", "a/(a^2 + x^2)"),
    ("exp(-b*x)*y*a", "x", "-a*b*y*exp(-b*x)"),
    ("cos(x)*log(x) + sin(x)*y", "y", "sin(x)"),
    ("sin(a*t)*exp(-k*t)", "t", "exp(-k*t)*(a*cos(a*t) - k*sin(a*t))"),
    ("x^(a - 1)*exp(-x/b)", "x", "(a - 1 - x/b)*x^(a - 2)*exp(-x/b)"),
    ("sqrt(abs(x))*0 - cos(x) - 2*x*y", "x", "sin(x) - 2*y"),
]


@pytest.mark.parametrize(("formula", "variable", "text"), DERIVATIVES)
def test_a_derivative_as_a_person_writes_it(formula, variable, text):
    names = {name.name for name in sc.parse(formula).variables} | {variable}
    answer = sc.derivatives(formula, variable)[variable]
    assert str(answer) == text
    assert sc.parse(text, variables=names) == answer
    assert str(sc.simplify(answer)) == text


PRINTED = [  # text, Unicode, LaTeX
    ("-(x + y)", "-x - y", "−x − y", "-x - y"),
    ("x*(-(y + z))", "-x*(y + z)", "−x·(y + z)", r"-x \left(y + z\right)"),
    ("-(2*x + y)", "-(2*x + y)", "−(2·x + y)", r"-\left(2 x + y\right)"),
    ("exp(-(x + 1))", "exp(-x - 1)", "exp(−x − 1)", r"\mathrm{e}^{-x - 1}"),
    ("1 + x^2", "1 + x^2", "1 + x²", "1 + x^{2}"),
    ("(x/y)^2", "(x/y)^2", "(x/y)²", r"\left(\frac{x}{y}\right)^{2}"),
    ("(1/2)^x", "(1/2)^x", "(1/2)^x", r"\left(\frac{1}{2}\right)^{x}"),
    ("y*x", "y*x", "y·x", "y x"),
    ("z + (x + y)", "x + y + z", "x + y + z", "x + y + z"),
    ("-(1 + (1 + x))", "-(1 + (1 + x))", "−(1 + (1 + x))", r"-\left(1 + \left(1 + x\right)\right)"),
]


@pytest.mark.parametrize(("formula", "text", "print_signs", "tex"), PRINTED)
def test_what_a_user_wrote_stays_in_its_order(formula, text, print_signs, tex):
    expr = sc.parse(formula)
    assert str(expr) == text
    assert unicode(expr.graph, expr.node) == print_signs
    assert latex(expr.graph, expr.node) == tex
    assert sc.parse(text) == expr


def test_an_answer_does_not_turn_what_a_user_wrote():
    expr = sc.parse("1 + y*x")
    assert str(expr.diff("x")) == "y"
    assert str(expr) == "1 + y*x"
    assert str(sc.diff("(1 + x^2)^2", "x")) == "4*x*(1 + x^2)"
