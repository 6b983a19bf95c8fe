"""Laws: any text is a formula or a SymchainError; a formula means what Python computes."""

import math
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from symchain.errors import SymchainError
from symchain.functions.arithmetic import (
    ADD,
    DIVIDE,
    MULTIPLY,
    NEGATE,
    POWER,
    SUBTRACT,
)
from symchain.graph.walk import reachable
from symchain.parsing import parse, parse_many
from symchain.parsing.scanner import Source

TOKENS = [
    *[
        "+",
        "-",
        "*",
        "/",
        "^",
        "(",
        ")",
        ",",
        "|",
        "!",
        "<",
        ">",
        "=",
        ";",
        "[",
        "]",
        "&",
        "2",
        "x",
        "y",
        "e",
        "n",
        ".",
        "√",
        "²",
        "⁻",
        "π",
        "·",
        "₁",
        "#",
        "'",
        "%",
        "$",
    ],
    *("**", "<=", "==", "!=", "sin", "log", "max", "where", "and", "not", "if", "true"),
    *("1e-3", "2x", "0.5", "f(x) =", "a = ", "\n", "1e999", "0", "piecewise(", "pi", " "),
]


def answers(text):
    """Parses; anything but a SymchainError goes through. What parses, displays and parses back."""
    try:
        exprs = parse_many(text)
    except SymchainError as error:
        assert str(error)
        return
    for expr in exprs:
        assert parse(str(expr)) == expr


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=40))
def test_any_text(text):
    answers(text)


@settings(max_examples=1500, deadline=None)
@given(st.lists(st.sampled_from(TOKENS), max_size=14))
def test_token_soup(tokens):
    answers("".join(tokens))
    answers(" ".join(tokens))


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="0123456789.eE+-*x²(₁ ) \n#", max_size=20))
def test_places_of_tokens(text):
    try:
        source = Source(text)
    except SymchainError:
        return
    end = 0
    for i in range(len(source.raw) - 1):
        start, stop = source.span(i)
        assert end <= start < stop <= len(text)
        assert source.blank[start:stop] == source.raw[i]
        end = stop


# ---- the value of random formulas, computed alongside in exact arithmetic

X, Y = Fraction(3, 7), Fraction(-5, 4)


def leaves():
    numbers = st.integers(0, 9).map(lambda n: (str(n), Fraction(n), 100))
    decimals = st.sampled_from([("0.5", Fraction(1, 2), 100), ("1e-1", Fraction(1, 10), 100)])
    names = st.sampled_from([("x", X, 100), ("y", Y, 100)])
    return st.one_of(numbers, decimals, names)


def wrapped(part, wanted):
    """A part's text, in parentheses where it binds less tightly than wanted."""
    text, _, binds = part
    return text if binds >= wanted else f"({text})"


def joined(parts):
    a, sign, b = parts
    if sign in "+-":
        value = a[1] + b[1] if sign == "+" else a[1] - b[1]
        return f"{wrapped(a, 50)} {sign} {wrapped(b, 51)}", value, 50
    if sign == "*":
        return f"{wrapped(a, 60)}*{wrapped(b, 61)}", a[1] * b[1], 60
    if b[1] == 0:
        return a
    return f"{wrapped(a, 60)}/{wrapped(b, 61)}", a[1] / b[1], 60


def raised(parts):
    a, n = parts
    return f"{wrapped(a, 71)}^{n}", a[1] ** n, 70


def negated(a):
    return f"-{wrapped(a, 55)}", -a[1], 50


def formulas():
    def larger(inner):
        return st.one_of(
            st.tuples(inner, st.sampled_from("+-*/"), inner).map(joined),
            st.tuples(inner, st.integers(0, 3)).map(raised),
            inner.map(negated),
            inner.map(
                lambda a: (f"|{a[0]}|" if "|" not in a[0] else f"abs({a[0]})", abs(a[1]), 100)
            ),
        )

    return st.recursive(leaves(), larger, max_leaves=12)


EXACT = {
    ADD: lambda a, b: a + b,
    SUBTRACT: lambda a, b: a - b,
    MULTIPLY: lambda a, b: a * b,
    DIVIDE: lambda a, b: a / b,
    NEGATE: lambda a: -a,
    POWER: lambda a, b: a**b,
}


def evaluated(expr):
    graph, value = expr.graph, {}
    for node in reachable(graph, [expr.node]):
        args = [value[arg] for arg in graph.args[node]]
        if node in graph.constants:
            value[node] = Fraction(*graph.constants[node])
        elif node in graph.names:
            value[node] = {"x": X, "y": Y}[graph.names[node]]
        elif graph.ops[node] in EXACT:
            value[node] = EXACT[graph.ops[node]](*args)
        else:
            assert graph.ops[node].name == "abs"
            value[node] = abs(*args)
    return value[expr.node]


@settings(max_examples=600, deadline=None)
@given(formulas())
def test_value_is_pythons(formula):
    text, value, _ = formula
    try:
        expr = parse(text)
    except SymchainError as error:
        # x/(1 - 1) and the like: a quotient by the number 0 is refused while it is read
        assert "division by zero" in error.message
        return
    assert evaluated(expr) == value
    again = parse(str(expr))
    assert again == expr
    assert str(again) == str(expr)


@settings(max_examples=200, deadline=None)
@given(st.decimals(allow_nan=False, allow_infinity=False, places=6))
def test_number_is_exact(number):
    text = f"{abs(number):E}" if abs(number) > 1 else f"{abs(number):f}"
    expr = parse(text)
    assert Fraction(*expr.graph.constants[expr.node]) == Fraction(abs(number))


def test_depth_is_no_limit():
    n = 200_000
    for text in ("sin(" * n + "x" + ")" * n, "(" * n + "x" + ")" * n, "-" * n + "x"):
        parse(text)
    parse("^".join("x" * n))
    parse(" < ".join(["x", "y"] * n))
    assert len(parse(" + ".join(f"x{i}*y{i}" for i in range(n // 10))).graph) > n // 10


def test_factorials():
    expr = parse("5! + 170!/169!")
    assert expr.graph.constants[expr.node] == (math.factorial(5) + 170, 1)
