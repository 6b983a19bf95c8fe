"""Random texts and random formulas: a right answer or a SymchainError, and nothing else.

The formulas are judged by an evaluator of their own, in mpmath, that reads no text of ours.
"""

import pytest
from click.testing import CliRunner
from hypothesis import assume, given
from hypothesis import strategies as st
from symchain_cli.group import symchain

import symchain as sc
from symchain.checking import evaluate_slopes
from symchain.display import FORMATS, formatted
from symchain.functions import TABLE
from tests.formulas import (
    COORDINATES,
    FORMULAS,
    UndefinedError,
    examples,
    is_in_domain,
    parsed,
    slope_at,
    value_at,
)

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


# ---- formulas


@examples(250)
@given(FORMULAS, COORDINATES, COORDINATES)
def test_value_is_that_of_mpmath(formula, x, y):
    expr = parsed(formula)
    assert sc.parse(str(expr)) == expr and str(sc.parse(str(expr))) == str(expr)
    try:
        wanted = value_at(formula, (x, y), 80)
    except UndefinedError:
        assume(False)
    assume(abs(wanted) < 1e60)  # tan(atan2(1, 0)): a pole that mpmath misses
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
    if "atan2" in formula[0]:  # atan2(-0.0, -1.0) is -pi: see docs/numbers.md
        assume(all(sc.evaluate(condition, at) for condition in sc.conditions(expr)))
    assume(is_in_domain(expr, at))
    f = sc.compile(expr)
    point = [float(at[name]) for name in names]
    value, gradient = f.value_and_gradient(*point)
    assert value == pytest.approx(float(wanted), rel=1e-9)
    assert f.value(*point) == pytest.approx(value, rel=1e-12)
    size = max([abs(value), *map(abs, truths.values())])
    assert list(gradient) == pytest.approx(list(truths.values()), rel=1e-6, abs=1e-6 * size)
