"""The graph: canonical form, equality, mixing, pickling."""

import fractions
import math
import pickle

import pytest

import symchain as sc


def test_the_same_formula_is_the_same_node():
    x, y = sc.symbols("x y")
    assert (x + y).node == (y + x).node
    assert x * y - y * x == 0 * x
    assert (x * y) / 2 == sc.parse("x*y/2")


def test_handles_of_two_graphs_mix():
    a, b = sc.symbol("a"), sc.symbol("b")
    total = a + b * a
    assert str(total) == "a + b*a"
    assert {v.name for v in total.free_symbols} == {"a", "b"}
    assert hash(total) == hash(sc.parse("a + b*a")) and total == sc.parse("a + b*a")


def test_numbers_are_exact():
    x = sc.symbol("x")
    assert str(0.1 * x) == "x/10"
    assert x * fractions.Fraction(1, 3) == x / 3
    with pytest.raises(sc.DomainError):
        x + float("nan")
    with pytest.raises(TypeError):
        x + "y"


def test_pickles_and_substitutes():
    expr = sc.parse("sin(x*y) + 1/x")
    assert pickle.loads(pickle.dumps(expr)) == expr
    assert expr.subs({"x": 2, "y": sc.parse("x")}) == sc.parse("sin(2*x) + 1/2")


def test_numpy_functions_of_object_arrays():
    numpy = pytest.importorskip("numpy")
    x, y = sc.symbols("x y")
    array = numpy.array([x, y])
    assert list(numpy.exp(array)) == [sc.exp(x), sc.exp(y)]
    assert list(numpy.arcsin(array * 2)) == [sc.asin(2 * x), sc.asin(2 * y)]
    assert list(x * array) == [x * x, x * y]


@pytest.mark.parametrize("top", range(-9, 10))
@pytest.mark.parametrize("bottom", [1, 2, 3, 4])
def test_whole_parts_of_numbers_are_numbers(top, bottom):
    number = fractions.Fraction(top, bottom)
    for name in ("floor", "ceil", "trunc"):
        whole = getattr(math, name)(number)
        assert sc.parse(f"{name}({top}/{bottom})*x") == whole * sc.parse("x")
    assert sc.parse(f"round({top}/{bottom})*x") == round(number) * sc.parse("x")
    for divisor in (-2, 3, fractions.Fraction(2, 3)):
        assert sc.parse(f"mod({top}/{bottom}, {divisor})*x") == (number % divisor) * sc.parse("x")
    assert "mod" in str(sc.parse(f"mod({top}, 0)*x"))


NESTED = {
    "(2/(1/y))*(3/(1/y))": lambda x, y: 6 * y**2,
    "(1/(1/x^2))^2*(1/(-(1/x^2)))": lambda x, y: -(x**6),
    "((1/(1/(1/x)))*(4/(1/(1/x))))^3": lambda x, y: 64 / x**6,
    "2/(3/x)*(5/(7/y))": lambda x, y: 10 * x * y / 21,
    "-(2/(-3/(4/x)))^3": lambda x, y: 512 / (27 * x**3),
}


@pytest.mark.parametrize("text", NESTED)
def test_quotients_in_quotients_are_read_as_they_are_printed(text):
    expr = sc.parse(text)
    again = sc.parse(str(expr))
    assert again == expr and str(again) == str(expr)
    x, y = fractions.Fraction(7, 4), fractions.Fraction(-5, 8)
    point = {"x": float(x), "y": float(y)}
    found = sc.evaluate(expr, {each.name: point[each.name] for each in expr.variables})
    assert found == pytest.approx(float(NESTED[text](x, y)), rel=1e-15)


def test_an_expr_is_immutable():
    with pytest.raises(AttributeError):
        sc.symbol("x").node = 3
