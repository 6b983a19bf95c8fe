"""Random texts and random formulas: a right answer or a SymchainError, and nothing else.

The formulas are judged by an evaluator of their own, in mpmath, that reads no text of ours.
"""

import mpmath
import pytest
from click.testing import CliRunner
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from symchain_cli.group import symchain

import symchain as sc
from symchain.checking import evaluate_slopes
from symchain.display import FORMATS, formatted
from symchain.functions import TABLE


def examples(count):
    return settings(max_examples=count, derandomize=True, deadline=None, database=None)


# ---- texts

SIGNS = [
    "+",
    "-",
    "*",
    "/",
    "^",
    "**",
    "(",
    "(",
    "(",
    ")",
    ")",
    ")",
    ",",
    ";",
    "|",
    "!",
    "<",
    "<=",
    "=",
    "==",
    "!=",
    "[",
    "]",
    "&",
    "√",
    "²",
    "⁻¹",
    "·",
    "π",
    "∞",
    "'",
    "%",
    ".",
    "#",
    "\n",
]
WORDS = ("x", "y", "x₁", "θ", "e", "pi", "lambda", "2x", "1e-3", "0.5", "0", "9", "1e400", "if")
NAMES = sorted(name for name in TABLE if name.isidentifier())
CALLS = st.sampled_from(NAMES).map(lambda name: name + "(")
TOKENS = st.one_of(st.sampled_from(SIGNS), st.sampled_from(WORDS), CALLS, st.sampled_from(NAMES))


def everything(text):
    """Does with a text whatever can be done with one; only a SymchainError may stop it."""
    try:
        expr = sc.parse(text)
    except sc.SymchainError as error:
        check_error(error, text)
        return
    assert sc.parse(str(expr)) == expr
    asked = [
        lambda: [formatted(slope, how) for slope in slopes(expr).values() for how in FORMATS],
        lambda: evaluate_slopes(expr, slopes(expr), dict.fromkeys(slopes(expr), "1/3")),
        lambda: sc.evaluate(expr, dict.fromkeys(slopes(expr), 0)),
        lambda: sc.compile(expr),
        lambda: sc.check(expr, dict.fromkeys(slopes(expr), "0")),
    ]
    for ask in asked:
        try:
            ask()
        except sc.SymchainError as error:
            assert str(error)


def slopes(expr):
    return sc.derivatives(expr)


def check_error(error, text):
    """An error of the parser says where it stands, in a sentence of one line."""
    assert error.message and "\n" not in error.message
    start, end = error.span
    assert 0 <= start < end <= len(text) + 1
    lines = str(error).splitlines()
    assert f"(line {error.line}, column {error.column})" in lines[0]
    assert lines[-1].strip(" ") == "^" * len(lines[-1].strip(" ")) != ""
    assert text.split("\n")[error.line - 1][error.column - 1 :][:1] == text[
        start : start + 1
    ].strip("\n")


@examples(200)
@given(st.text(max_size=60))
def test_any_characters(text):
    everything(text)


@examples(300)
@given(st.lists(TOKENS, max_size=12), st.sampled_from(["", " "]))
def test_any_tokens(tokens, between):
    text = between.join(tokens)
    everything(text + ")" * (text.count("(") - text.count(")")))


@examples(100)
@given(st.binary(max_size=60))
def test_any_bytes_on_standard_input(data):
    done = CliRunner().invoke(symchain, ["diff", "-"], input=data)
    assert done.exception is None or isinstance(done.exception, SystemExit)
    assert done.exit_code in (0, 2)
    assert done.exit_code == 0 or done.stderr.startswith("error: ")


@examples(100)
@given(st.text(max_size=20), st.text(max_size=20))
def test_any_words(at, claim):
    assume("\0" not in at + claim)
    for words in (["eval", "x", "--at", at], ["check", "x*y", "--claim", claim]):
        done = CliRunner().invoke(symchain, words)
        assert done.exception is None or isinstance(done.exception, SystemExit)


# ---- formulas: (text, how tightly it binds, value of (x, y))


class UndefinedError(Exception):
    """There is no real value, or none that a double holds."""


def real(value):
    if not isinstance(value, mpmath.mpf) or not mpmath.isfinite(value):
        raise UndefinedError
    if abs(value) > mpmath.mpf(10) ** 100 or 0 < abs(value) < mpmath.mpf(10) ** -100:
        raise UndefinedError
    return value


def raised(a, b):
    if a == 0:
        return mpmath.mpf(1 if b == 0 else 0) if b >= 0 else mpmath.nan
    return a**b if a > 0 or b == mpmath.floor(b) else mpmath.nan


FUNCTIONS = {
    # spelled: what mpmath does
    "sin": mpmath.sin,
    "cos": mpmath.cos,
    "tan": mpmath.tan,
    "exp": mpmath.exp,
    "log": mpmath.log,
    "ln": mpmath.log,
    "sqrt": mpmath.sqrt,
    "arctan": mpmath.atan,
    "asin": mpmath.asin,
    "acos": mpmath.acos,
    "sinh": mpmath.sinh,
    "cosh": mpmath.cosh,
    "tanh": mpmath.tanh,
    "abs": lambda a: abs(a) if a else mpmath.nan,
    "erf": mpmath.erf,
    "log1p": lambda a: mpmath.log(1 + a),
    "expm1": lambda a: mpmath.exp(a) - 1,
    "cbrt": lambda a: mpmath.sign(a) * mpmath.cbrt(abs(a)),
    "sigmoid": lambda a: 1 / (1 + mpmath.exp(-a)),
    "gamma": mpmath.gamma,
    "floor": mpmath.floor,
}
PAIRS = {
    "atan2": lambda a, b: mpmath.atan2(a, b) if a or b else mpmath.nan,
    "max": lambda a, b: max(a, b) if a != b else mpmath.nan,  # at a tie, see docs/semantics.md
    "min": lambda a, b: min(a, b) if a != b else mpmath.nan,
    "hypot": lambda a, b: mpmath.sqrt(a * a + b * b),
}
INFIX = {
    # sign: (binds, left operand, right operand, value)
    " + ": (50, 50, 51, lambda a, b: a + b),
    " - ": (50, 50, 51, lambda a, b: a - b),
    "*": (60, 60, 61, lambda a, b: a * b),
    "·": (60, 60, 61, lambda a, b: a * b),
    "/": (60, 60, 61, lambda a, b: a / b),
    "^": (70, 71, 70, raised),
    "**": (70, 71, 70, raised),
}


def within(part, wanted):
    return part[0] if part[1] >= wanted else f"({part[0]})"


def number(text):
    return text, 100, lambda x, y: mpmath.mpf(text)


def called(name, function, *args):
    text = f"{name}({', '.join(arg[0] for arg in args)})"
    return text, 100, lambda x, y: real(function(*[arg[2](x, y) for arg in args]))


def infix(sign, a, b):
    binds, left, right, function = INFIX[sign]
    text = f"{within(a, left)}{sign}{within(b, right)}"
    return text, binds, lambda x, y: real(function(a[2](x, y), b[2](x, y)))


def negated(a):
    return f"-{within(a, 60)}", 50, lambda x, y: -a[2](x, y)


def chosen(a, b, c, d):
    text = f"where({a[0]} < {b[0]}, {c[0]}, {d[0]})"
    return text, 100, lambda x, y: (c if a[2](x, y) < b[2](x, y) else d)[2](x, y)


LEAVES = st.one_of(
    st.sampled_from(["0", "1", "2", "3", "7", "0.5", "1e-2", "2.5"]).map(number),
    st.just(("x", 100, lambda x, y: x)),
    st.just(("y", 100, lambda x, y: y)),
)


def larger(inner):
    return st.one_of(
        st.builds(infix, st.sampled_from(list(INFIX)), inner, inner),
        st.builds(lambda n, a: called(n, FUNCTIONS[n], a), st.sampled_from(list(FUNCTIONS)), inner),
        st.builds(
            lambda n, a, b: called(n, PAIRS[n], a, b), st.sampled_from(list(PAIRS)), inner, inner
        ),
        st.builds(negated, inner),
        st.builds(chosen, inner, inner, inner, inner),
    )


FORMULAS = st.recursive(LEAVES, larger, max_leaves=8)
COORDINATES = st.fractions(-3, 3, max_denominator=64)


def value_at(formula, point, digits):
    """The formula's value by mpmath; UndefinedError where it has none."""
    with mpmath.workdps(digits):
        try:
            return formula[2](*[mpmath.mpf(c.numerator) / c.denominator for c in point])
        except (ZeroDivisionError, ValueError, OverflowError, TypeError):
            raise UndefinedError from None


def slope_at(formula, point, place):
    """The numerical derivative, good to 50 digits; UndefinedError at a kink or at a domain's edge."""
    with mpmath.workdps(160):
        step, x = mpmath.mpf(10) ** -50, [mpmath.mpf(c.numerator) / c.denominator for c in point]
        moved = [[c + way * step * (i == place) for i, c in enumerate(x)] for way in (-1, 0, 1)]
        try:
            before, here, after = (formula[2](*at) for at in moved)
        except (ZeroDivisionError, ValueError, OverflowError, TypeError):
            raise UndefinedError from None
        left, right = (here - before) / step, (after - here) / step
        if abs(right - left) > mpmath.mpf(10) ** -20 * (1 + abs(left) + abs(right)):
            raise UndefinedError
        return (after - before) / (2 * step)


def parsed(formula):
    """The formula as symchain reads it; skipped where a quotient by the number 0 is refused."""
    try:
        return sc.parse(formula[0])
    except sc.SymchainError as error:
        assert "division by zero" in error.message or "double" in error.message
        assume(False)


@examples(250)
@given(FORMULAS, COORDINATES, COORDINATES)
def test_value_is_that_of_mpmath(formula, x, y):
    expr = parsed(formula)
    assert sc.parse(str(expr)) == expr and str(sc.parse(str(expr))) == str(expr)
    try:
        wanted = value_at(formula, (x, y), 80)
    except UndefinedError:
        assume(False)
    at = {"x": x, "y": y}
    given = {v.name: at[v.name] for v in expr.variables}
    for how in ("none", "fast"):
        assert sc.evaluate(sc.simplify(expr, how), given) == pytest.approx(
            float(wanted), rel=1e-15, abs=1e-40
        )


@examples(250)
@given(FORMULAS, COORDINATES, COORDINATES)
def test_derivative_is_that_of_a_central_difference(formula, x, y):
    expr = parsed(formula)
    at = {"x": x, "y": y}
    for variable in expr.variables:
        try:
            wanted = slope_at(formula, (x, y), "xy".index(variable.name))
        except UndefinedError:
            continue
        for how in ("none", "fast"):
            slope = sc.diff(expr, variable, simplify=how)
            given_at = {v.name: at[v.name] for v in expr.variables}
            try:
                found = evaluate_slopes(expr, {variable.name: slope}, given_at)
            except sc.DomainError:  # x*hypot(x, x) at 0: 0/0 in the chain rule
                continue
            assert found[variable.name] == pytest.approx(float(wanted), rel=1e-14, abs=1e-40)


@examples(100)
@given(FORMULAS, COORDINATES, COORDINATES)
def test_emitted_code_is_the_reference(formula, x, y):
    expr = parsed(formula)
    names = [variable.name for variable in expr.variables]
    at = {name: {"x": x, "y": y}[name] for name in names}
    try:
        wanted, rough = (value_at(formula, (x, y), digits) for digits in (80, 15))
        truths = evaluate_slopes(expr, sc.derivatives(expr), at)
    except (UndefinedError, sc.DomainError):
        assume(False)
    assume(abs(wanted - rough) <= 1e-12 * abs(wanted))  # a formula that cancels loses digits
    assume(all(abs(truth) < 1e100 for truth in truths.values()))
    f = sc.compile(expr)
    point = [float(at[name]) for name in names]
    value, gradient = f.value_and_gradient(*point)
    assert value == pytest.approx(float(wanted), rel=1e-9)
    assert f.value(*point) == pytest.approx(value, rel=1e-12)
    size = max([abs(value), *map(abs, truths.values())])
    assert list(gradient) == pytest.approx(list(truths.values()), rel=1e-6, abs=1e-6 * size)
