"""What a text means: each row is two spellings of one formula."""

import sys
import unicodedata

import pytest

from symchain.errors import ParseError
from symchain.graph.declare import function
from symchain.parsing import parse, parse_many, parse_node

READINGS = [
    # powers and signs
    ("-x^2", "-(x^2)"),
    ("x**2", "x^2"),
    ("2^3^2", "512"),
    ("2^-3", "1/8"),
    ("2^-x*y", "(2^(-x))*y"),
    ("a/-b*c", "(a/(-b))*c"),
    ("a - b - c", "(a - b) - c"),
    ("a/b/c", "(a/b)/c"),
    ("a/b*c", "(a/b)*c"),
    ("--x", "x"),
    ("+x", "x"),
    # numbers
    ("0.1", "1/10"),
    (".5", "1/2"),
    ("5.", "5"),
    ("1e-3", "1/1000"),
    ("2E+2", "200"),
    ("1e - 3", "1*e - 3"),
    ("x1e-3", "x1e - 3"),
    ("x·1e-3", "x/1000"),
    ("x×1e-3", "x/1000"),
    # products without a sign
    ("2x", "2*x"),
    ("2x^2", "2*(x^2)"),
    ("3(x + 1)", "3*(x + 1)"),
    ("(x + 1)(x - 1)", "(x + 1)*(x - 1)"),
    ("(x + 1)y", "(x + 1)*y"),
    ("2 sin(x)", "2*sin(x)"),
    ("2sin(x)cos(x)", "2*sin(x)*cos(x)"),
    ("2pi", "2*pi"),
    ("2e", "2*e"),
    ("2e3", "2000"),
    ("2x/3", "(2*x)/3"),
    ("2|x|", "2*abs(x)"),
    # functions and bars
    ("sin^2(x)", "sin(x)^2"),
    ("sin²(x)", "sin(x)^2"),
    ("|x|", "abs(x)"),
    ("|x + |y||", "abs(x + abs(y))"),
    ("||x| - 1|", "abs(abs(x) - 1)"),
    ("|x| - |y|", "abs(x) - abs(y)"),
    ("max(a, b, c)", "max(max(a, b), c)"),
    ("log(x, b)", "log(x)/log(b)"),
    ("arcsin(x) + tg(y) + ln(z)", "asin(x) + tan(y) + log(z)"),
    ("piecewise(x < 0, 1, x < 1, 2, 3)", "where(x < 0, 1, where(x < 1, 2, 3))"),
    # conditions
    ("0 < x < 1", "0 < x and x < 1"),
    ("a < b <= c < d", "(a < b and b <= c) and c < d"),
    ("x > y", "y < x"),
    ("x = y", "x == y"),
    ("x!=y", "x ≠ y"),
    ("not x < y and y < z", "(not (x < y)) and (y < z)"),
    ("a < b or b < c and c < d", "(a < b) or ((b < c) and (c < d))"),
    ("a < b & b < c", "a < b and b < c"),
    # Unicode
    ("2·x × y ⋅ z ∗ u ÷ v − w", "2*x*y*z*u/v - w"),
    ("π", "pi"),
    ("2π", "2*pi"),
    ("x²", "x^2"),
    ("x⁻¹", "1/x"),
    ("x¹²", "x^12"),
    ("x²y", "x^2*y"),
    ("2^x²", "2^(x^2)"),
    ("√x", "sqrt(x)"),
    ("√2", "sqrt(2)"),
    ("√(x + 1)^2", "sqrt(x + 1)^2"),
    ("2√x", "2*sqrt(x)"),
    ("x₁ + x₁", "2*x1"),
    ("x ≤ y", "x <= y"),
    ("x ≥ y", "x >= y"),
    ("𝑥 + ｙ", "x + y"),
    # programs
    ("a = x + 1; b = a^2", "(x + 1)^2"),
    ("a = x^2\nf(x) = a*x  # the parameter x is not the variable x\nf(3)", "x^2*3"),
    ("f(x, y) = x*y; f(f(a, 2), b + 1)", "a*2*(b + 1)"),
    ("x +\n y", "x + y"),
    ("(x\n + y)", "x + y"),
    ("# only a comment\n\nx # another", "x"),
    ("x;", "x"),
    ("[x]", "x"),
]


@pytest.mark.parametrize(("written", "meant"), READINGS)
def test_reading(written, meant):
    assert parse(written) == parse(meant)


@pytest.mark.parametrize(("written", "meant"), READINGS)
def test_display_parses_back(written, meant):
    expr = parse(written)
    again = parse(str(expr))
    assert again == expr
    assert str(again) == str(expr)


DECLARED = [
    ("e*x", "e"),
    ("pi + 1", "pi"),
    ("sin*2", "sin"),
    ("inf", "inf"),
    ("2e", "e"),
]


@pytest.mark.parametrize(("text", "name"), DECLARED)
def test_declared_name_is_a_variable(text, name):
    assert name in {v.name for v in parse(text, variables=[name]).variables}


def test_declared_function_name_is_still_called():
    assert {v.name for v in parse("exp*exp(x)", variables=["exp"]).variables} == {"exp", "x"}


def test_capital_letters_are_variables():
    assert {v.name for v in parse("E*I + i*j + N").variables} == {"E", "I", "i", "j", "N"}


def test_own_function():
    area = function("area", "r h", formula="2*pi*r*(r + h)")
    expr = parse("area(a, 2)", functions=[area])
    assert expr.graph.ops[expr.node] is area
    with pytest.raises(ParseError, match="did you mean 'area'"):
        parse("arae(a, 2)", functions=[area])


def test_many_share_a_graph():
    exprs = parse_many("x*y; x + y\nx*y + 1")
    assert len(exprs) == 3
    assert len({id(expr.graph) for expr in exprs}) == 1
    assert [str(e) for e in parse_many("[max(x, y), (x)]")] == ["max(x, y)", "x"]


def test_all_unused_steps_are_outputs():
    assert [str(e) for e in parse_many("a = x; b = a + 1; c = a + 2")] == ["x + 1", "x + 2"]


def test_parse_in_a_graph():
    first = parse("x*y")
    assert parse_node(first.graph, "x*y") == first.node
    assert parse("x*y + 1", graph=first.graph).graph is first.graph


def test_step_shadows_a_constant():
    assert parse("e = 3; e*x") == parse("3*x")


def test_name_of_definition_is_local():
    assert parse("f(e) = e^2; f(x) + e") == parse("x^2 + e")


def test_declared_names_in_one_text():
    assert parse("beta*e", variables="beta, e") == parse("beta*e", variables=["beta", "e"])


def test_inlined_numbers_are_folded():
    assert parse("f(n) = n!; f(5)") == parse("120")
    with pytest.raises(ParseError, match="division by zero"):
        parse("f(n) = 1/n; f(0)")


def test_every_character_with_another_spelling_is_read_back():
    characters = [chr(code) for code in range(128, sys.maxunicode + 1)]
    spelled = [c for c in characters if unicodedata.normalize("NFKC", c) != c]
    read = 0
    for text in [*spelled, *["a" + c for c in spelled]]:
        try:
            expr = parse(text)
        except ParseError:
            continue
        assert parse(str(expr)) == expr, text
        read += 1
    assert read > 5_000
