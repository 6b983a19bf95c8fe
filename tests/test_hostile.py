"""Hostile texts answer at once, with a place; what is deep or long is no different from the rest."""

import pathlib
import subprocess
import sys
import time

import pytest

import symchain as sc

ROOT = pathlib.Path(__file__).parent.parent
SECONDS = 10  # of processor time on a busy machine; most take milliseconds
MILLIONS = 10_000_000

# text, where the error points (None: it is read), part of what it says
HOSTILE = {
    "tower": ("9^9^9^9", 3, "beyond every double"),
    "python tower": ("9**9**9**9", 4, "beyond every double"),
    "negative tower": ("0.1^9^9^9", 5, "beyond every double"),
    "root of a tower": ("(9^9^9)^(1/9^9)", 2, "beyond every double"),
    "exponent": ("1 + 1e999999999", 4, "fewer digits"),
    "small exponent": ("1e-999999999", 0, "fewer digits"),
    "factorial": ("(10^8)!", 6, "factorial"),
    "factorials": ("(((9!)!)!)!", 6, "factorial"),
    "product of powers": ("*".join(["7^1000"] * 1000), None, ""),
    "hidden tower": ("2^|1e9|^3 + (2*x)^1e9", None, ""),
    "digits": ("9" * 100_000, 0, "4,000 digits"),
    "brackets": ("(" * MILLIONS, MILLIONS - 1, "is not closed"),
    "closing brackets": (")" * MILLIONS, 0, "closes nothing"),
    "empty brackets": ("()" * (MILLIONS // 10), 0, "nothing stands between"),
    "balanced brackets": ("(" * 500_000 + ")" * 500_000, 499_999, "nothing stands between"),
    "square brackets": ("[" * 100_000 + "]" * 100_000, 1, "whole formulas only"),
    "bars": ("|" * 100_000, None, ""),
    "signs": ("-" * 100_000 + "x", None, ""),
    "factorial signs": ("x" + "!" * 100_000, 1, "'!!' is doubtful"),
    "superscripts": ("x" + "²" * 100_000, 1, ""),
    "commas": ("," * 100_000, 0, "missing before ','"),
    "commas in a call": ("max(" + "," * 100_000 + ")", 4, "missing"),
    "arguments": ("sin(" + ",".join("x" * 100_000) + ")", 0, "'sin' takes 1 argument, not 100000"),
    "semicolons": (";" * 100_000, 0, "no formula"),
    "lines": ("\n" * 1_000_000, 0, "no formula"),
    "comment": ("#" + "x" * 1_000_000, 0, "no formula"),
    "name": ("x + " + "n" * 1_000_000, 4, "1,000 characters"),
    "unicode name": ("x + " + "θ" * 1_000_000, 4, "1,000 characters"),
    "unknown call": ("n" * 900 + "(x)", 0, "unknown function"),
    "expanding name": ("\ufdfa" * 500, 0, ""),
    "import": ("__import__('os').system('x')", 11, "unexpected character '''"),
    "import of a name": ("__import__(os)", 0, "unknown function '__import__'"),
    "lambda": ("lambda: 0", 6, "unexpected character ':'"),
    "attribute": ("x.__class__", 0, "neither a number nor a name"),
    "attribute of a call": ("sin(x).__class__", 6, ""),
    "attribute of a number": ("1 .real", 2, ""),
    "item": ("x[0]", 1, "whole formulas only"),
    "format": ("{x.__init__}", 0, "unexpected character '{'"),
    "quotes": ('"x"', 0, "a formula has no text in it"),
    "back quotes": ("`x`", 0, "unexpected character '`'"),
    "walrus": ("(x := 2)", 3, "unexpected character ':'"),
    "star": ("*x", 0, "missing before '*'"),
    "null": ("x\0+1", 1, "U+0000"),
    "escape": ("x\x1b[31m", 1, "U+001B"),
    "bidi": ("x + \u202ey", 4, "U+202E"),
    "bidi isolate": ("\u2066x\u2069", 0, "U+2066"),
    "zero width": ("x\u200by", 1, "U+200B"),
    "surrogate": ("x\udcff", 1, "U+DCFF"),
    "private": ("\ue000", 0, "U+E000"),
    "combining": ("\u0301x", 0, ""),
    "line separator": ("x +\u2028", 2, ""),
    "equation": ("a = a", None, ""),
    "itself": ("a = a; a", 4, "defined by itself"),
    "cycle": ("a = b; b = a; a", 7, "used before it is defined"),
    "recursion": ("f(x) = f(x); f(1)", 7, "calls itself"),
    "recursion alone": ("f(x) = f(x)", 7, "calls itself"),
    "recursion of two": ("f(x) = g(x); g(x) = f(x); g(1)", 7, "unknown function 'g'"),
    "doubling steps": (
        "s0 = x + 1\n" + "".join(f"s{i} = s{i - 1}*s{i - 1}\n" for i in range(1, 3000)) + "s2999",
        None,
        "",
    ),
    "statements": ("x;" * 100_000, 0, "the text has 100000"),
}


def answered(text):
    """The formula that a text spells, or the error, and the processor time that it took."""
    start = time.process_time()
    try:
        answer = sc.parse(text)
    except sc.SymchainError as error:
        answer = error
        assert len(str(error)) < 600
    return answer, time.process_time() - start


@pytest.mark.parametrize("key", HOSTILE)
def test_hostile_text_answers_at_once(key):
    text, start, words = HOSTILE[key]
    answer, seconds = answered(text)
    assert seconds < SECONDS
    if start is None and not words and isinstance(answer, sc.Expr):
        return
    assert isinstance(answer, sc.SymchainError) and words in answer.message
    if start is not None:
        check_place(answer, text, start)


def check_place(error, text, start):
    """The caret stands under the character that the error is about."""
    assert error.span[0] == start
    line, column = text.count("\n", 0, start) + 1, start - (text.rfind("\n", 0, start) + 1) + 1
    assert (error.line, error.column) == (line, column)
    head, shown, carets = str(error).split("\n")
    assert f"(line {line}, column {column})" in head
    assert shown.isprintable()
    pointed = shown[carets.index("^")] if len(shown) > carets.index("^") else ""
    assert pointed == (text[start] if start < len(text) and text[start].isprintable() else pointed)


DEEP = 15_000
LARGE = {
    "calls": ("sin(" * DEEP + "x" + ")" * DEEP, "x"),
    "brackets": ("(" * DEEP + "x" + ")" * DEEP, "x"),
    "powers": ("x^" * 1_000 + "x", "x"),
    "quotients": ("1/(" * 10_000 + "x + 2" + ")" * 10_000, "x"),
    "quotients of numbers": ("2/(-3/(" * 5_000 + "x + 2" + "))" * 5_000, "x"),
    "quotients by a variable": ("y/(" * 5_000 + "x + 2" + ")" * 5_000, "y"),
    "sum": (" + ".join(f"x{i}*x" for i in range(10_000)), "x"),
    "product": ("*".join(f"x{i}" for i in range(20_000)), "x7"),
    "branches": ("where(x < 1, x, " * 5_000 + "x^2" + ")" * 5_000, "x"),
    "maxima": ("max(" + ", ".join(f"x{i}" for i in range(4_000)) + ")", "x7"),
}


@pytest.mark.parametrize("key", LARGE)
def test_depth_and_length_are_no_limits(key):
    text, name = LARGE[key]
    expr = sc.parse(text)
    assert sc.parse(str(expr)) == expr
    slope = expr.diff(name)
    assert sc.parse(str(slope)) == slope


# Numbers to powers that are found only when a formula is rewritten, differentiated or emitted.
POWERS = (
    *("2^|1e9|", "(2*x + 2)^1e9*y", "y/(4*x + 2)^1e9", "(2*x)^1e9/(4*x)^1e9", "((2*x)^1e6)^1e6"),
    *("(3*x - 3*y)^1e8*(2*x - 2*y)^1e8", "(2*sqrt(x))^1e9", "exp(2*x)^1e9", "(1 - (2*x)^1e9)/x"),
    *("log(1 + (2*x)^1e9)", "sqrt((2*x + 2)^1e9 + 1) - sqrt((2*x + 2)^1e9)", "x^1e300"),
)


@pytest.mark.parametrize("text", POWERS)
def test_powers_of_numbers_stay_short(text):
    start = time.process_time()
    sc.simplify(text), sc.hessian(text)
    assert all(len(str(slope)) < 1000 for slope in sc.derivatives(text).values())
    try:
        sc.compile(text)
    except sc.SymchainError as error:
        assert "out of the range of double precision" in str(error)
    assert time.process_time() - start < SECONDS


def test_hundreds_of_choices_have_a_hessian_at_once():
    text = "max(" + ", ".join(f"{i}*x - {i * i}" for i in range(1, 150)) + ")"
    start = time.process_time()
    assert str(sc.hessian(text)[0, 0]) == "0"
    assert time.process_time() - start < SECONDS


SHALLOW = """
import sys, symchain as sc
from symchain.checking import evaluate_slopes
from symchain.display import FORMATS, formatted
def everything(n):
    expr = sc.parse("sin(" * n + "x*y" + ")" * n)
    slopes = sc.derivatives(expr)
    assert sc.parse(str(slopes["x"])) == slopes["x"]
    for how in FORMATS:
        formatted(expr, how)
    sc.conditions(expr), sc.evaluate(expr, {"x": 1, "y": 2}), hash(expr)
    evaluate_slopes(expr, slopes, {"x": 1, "y": 2})
    sc.simplify(slopes["x"]), sc.generate(expr, engines=[]), sc.check(expr, slopes)
everything(3)
sys.setrecursionlimit(150)
everything(200)
"""


def test_a_million_calls():
    text = "sin(" * 1_000_000 + "x" + ")" * 1_000_000
    expr = sc.parse(text)
    assert str(expr) == text


def test_the_recursion_limit_does_not_matter():
    done = subprocess.run(
        [sys.executable, "-c", SHALLOW], capture_output=True, text=True, cwd=ROOT, timeout=120
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_service_forgets_the_formulas_of_strangers():
    import gc
    import tracemalloc

    def serve(count):
        for i in range(count):
            sc.parse(f"a{i}*sin(b{i} + {i})").diff(f"b{i}")
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    before = serve(200)
    grown = serve(1000) - before
    tracemalloc.stop()
    assert grown < 50_000
