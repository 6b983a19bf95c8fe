"""What is refused: the whole message with its caret, and how quickly."""

import time

import pytest

from symchain.errors import BudgetError, ParseError, SymchainError
from symchain.parsing import budgets, parse, parse_many
from symchain.parsing.names import distance, suggestion

# text, the place that is pointed at (start, length), the sentence
ERRORS = [
    ("", 0, 1, "the text has no formula"),
    ("  # nothing", 0, 1, "the text has no formula"),
    ("x+", 1, 1, "a number or a name is missing after '+'"),
    ("2**", 1, 2, "a number or a name is missing after '**'"),
    ("*x", 0, 1, "a number or a name is missing before '*'"),
    ("x + * y", 2, 3, "a number or a name is missing between '+' and '*'"),
    ("x $ y", 2, 1, "unexpected character '$': write the formula without dollar signs"),
    ("(x", 0, 1, "'(' is not closed: write the missing ')'"),
    ("x)", 1, 1, "')' closes nothing: write the missing '(', or leave it out"),
    (")x(", 0, 1, "a number or a name is missing before ')'"),
    ("()", 0, 2, "nothing stands between the parentheses"),
    ("sin()", 0, 5, "'sin' is called without arguments"),
    ("max(x,)", 5, 1, "an argument is missing: leave out the last ','"),
    ("2*arcsn(x)", 2, 5, "unknown function 'arcsn' (did you mean 'arcsin'?)"),
    ("f(x)", 0, 1, "unknown function 'f': write f*(...) for the product"),
    ("pi(x)", 0, 2, "'pi' is not a function: write pi*(...) for the product"),
    ("sin", 0, 3, "'sin' is a function: write sin(...), or declare sin as a variable"),
    ("sin x", 0, 5, "'sin' needs parentheses: write sin(x)"),
    ("sin 2x", 0, 5, "'sin' needs parentheses: write sin(...)"),
    ("x sin(x)", 0, 5, "no operator between 'x' and 'sin': write x*sin(...) for the product"),
    ("Ei(x)", 0, 2, "unknown function 'Ei' (did you mean 'ei'?)"),
    ("log_sum_exp(x, y)", 0, 11, "unknown function 'log_sum_exp' (did you mean 'logsumexp'?)"),
    ("Γ(x)", 0, 1, "unknown function 'Γ' (did you mean 'gamma'?)"),
    ("square(x)", 0, 6, "unknown function 'square': write x^2, or square*(...) for the product"),
    ("if(x>0,x,0)", 0, 2, None),
    (
        "d/dx(x^2)",
        0,
        4,
        "'d/dx' is not in the language: differentiate the formula as a whole, by diff",
    ),
    (
        "d/dx x^2",
        0,
        4,
        "'d/dx' is not in the language: differentiate the formula as a whole, by diff",
    ),
    ("diff(x^2, x)", 0, 4, None),
    ("½x", 0, 1, "'½' is not a digit here: write 1/2"),
    ("x＋y", 1, 1, "unexpected character '＋': write +"),
    ("x‑y", 1, 1, "unexpected character '‑': write -"),
    ("2•x", 1, 1, "unexpected character '•': write * for a product"),
    ("x\u200by", 1, 1, "unexpected character 'U+200B': it cannot be seen: leave it out"),
    (
        "x\udcceb",
        1,
        1,
        "unexpected character 'U+DCCE': it is no text in the encoding of this system: set PYTHONUTF8=1",
    ),
    ("∛x", 0, 1, "unexpected character '∛': write cbrt(x)"),
    ("1,000*x", 1, 1, "write decimals with a point: 1.000, or thousands without a sign: 1000"),
    ("sin(x, y)", 0, 3, "'sin' takes 1 argument, not 2"),
    ("x y", 0, 3, "no operator between 'x' and 'y': write x*y for the product"),
    ("x 2", 0, 3, "no operator between 'x' and '2': write x*2 for the product"),
    ("2 3", 0, 3, "no operator between '2' and '3': write 2*3 for the product"),
    ("2πr", 1, 2, "'πr' is one name: write π*r for the product"),
    ("1/0", 1, 1, "division by zero"),
    ("x/(2 - 2)", 1, 1, "division by zero"),
    ("0^-1", 1, 1, "division by zero: 0 to a negative power"),
    ("1_000", 0, 5, "'1_000' has an underscore: write a number without it"),
    ("0x1F", 0, 4, "'0x1F' is no number: write 0*x1F for the product"),
    ("1.2.3", 0, 5, "'1.2.3' is neither a number nor a name"),
    ("2*np.sin(x)", 2, 6, "'np.sin' is neither a number nor a name: write sin"),
    ("1,5", 1, 1, "write decimals with a point: 1.5"),
    ("x, y", 1, 1, "',' separates arguments only: write [a, b] for several formulas"),
    ("∞", 0, 1, None),
    ("x' + 1", 1, 1, None),
    ("x % 2", 2, 1, None),
    ("xⁿ", 1, 1, "'ⁿ' is not an exponent here: write ^ and the exponent"),
    ("⼀", 0, 1, "'⼀' is not a digit here: write 0 to 9"),
    ("2*aŀb", 3, 1, "'ŀ' is a letter and the sign '·': write another letter"),
    ("inf", 0, 3, "'inf' is not a number: declare it if it is a variable"),
    ("True", 0, 4, "'True' cannot stand here: write true"),
    ("a if b else c", 2, 2, "unexpected 'if': write where(condition, a, b) for a choice"),
    ("x>0 && y>0", 4, 2, "unexpected '&&': write and"),
    ("|x", 0, 1, "'|' is not closed: write the second '|', or abs(...)"),
    ("(|x)", 1, 3, "'|' is not closed before this ')': write abs(...)"),
    ("x + (y < 1)", 2, 1, "'+' needs numbers, not conditions: write where(c, 1, 0)"),
    ("x and y", 2, 3, "'and' stands between conditions: write x > 0, not x"),
    ("where(x, 1, 2)", 0, 5, "argument 1 of 'where' must be a condition"),
    ("x = 1; x = 2", 7, 1, "'x' is defined twice: choose another name"),
    ("x = x + 1; x", 4, 1, "'x' is defined by itself: choose another name"),
    ("y + 1; y = 2", 7, 1, None),
    ("3 = x; y", 0, 1, "a number cannot be defined: write name = formula"),
    ("f(x) = f(x - 1); f(2)", 7, 1, None),
    ("x\n+ y", 2, 1, None),
    ("[x, , y]", 0, 8, "a formula is missing between the brackets"),
    ("x]", 1, 1, "[ ] holds whole formulas only: write ( and )"),
    ("x; y", 0, 4, "one formula is expected here, the text has 2"),
    ("x\x00y", 1, 1, "unexpected character 'U+0000': it cannot be seen: leave it out"),
]


@pytest.mark.parametrize(("text", "start", "length", "sentence"), ERRORS)
def test_error(text, start, length, sentence):
    with pytest.raises(ParseError) as caught:
        parse(text)
    error = caught.value
    assert error.source == text
    assert error.span == (start, start + length)
    if sentence:
        assert error.message == sentence
    assert "\n" not in error.message
    assert not error.message.endswith(".") or error.message.endswith("...")


# doubtful readings: both are shown
DOUBTS = [
    ("1/2x", "write 1/(2*x) or (1/2)*x"),
    ("1/-2x", "write 1/(-2*x) or (1/-2)*x"),
    ("2^3x", "write 2^(3*x) or (2^3)*x"),
    ("1/2(x + 1)", "write 1/(2*(...)) or (1/2)*(...)"),
    ("√2x", "write √(2*x) or (√2)*x"),
    ("√x^2", "√(x)"),
    ("sin^-1(x)", "write 1/sin(x)"),
    ("sin⁻¹(x)", "write 1/sin(x)"),
    ("sin^(-1)(x)", "write 1/sin(x)"),
    ("x²^3", "two exponents"),
    ("2e-x", "2*e -"),
    ("1e--3", "is no number"),
    ("2e3x", "write 2e3*x"),
    ("|x|y|z|", "no operator between"),
]


@pytest.mark.parametrize(("text", "remedy"), DOUBTS)
def test_doubtful_reading_is_refused(text, remedy):
    with pytest.raises(ParseError) as caught:
        parse(text)
    assert remedy in caught.value.message


def test_caret_is_under_the_place():
    with pytest.raises(ParseError) as caught:
        parse("x = 1\ny = 2*arcsn(x)\n")
    assert str(caught.value).splitlines()[1:] == ["  y = 2*arcsn(x)", "        ^^^^^"]
    assert (caught.value.line, caught.value.column) == (2, 7)


MILLIONS = 5_000_000
COSTLY = {
    "open": "(" * 2 * MILLIONS,
    "closed": ")" * 2 * MILLIONS,
    "nested open": "(" * MILLIONS + "x" + ")" * (MILLIONS - 1),
    "tower": "9^9^9^9",
    "python tower": "9**9**9",
    "small tower": "0.5^9^9^9",
    "root tower": "9^(99999999999/7)",
    "exponent": "1e999999999",
    "negative exponent": "1e-999999999",
    "digits": "1" * MILLIONS,
    "long exponent": "1e" + "9" * MILLIONS,
    "product": "*".join(["1e3000"] * 10_000),
    "hidden product": "x" + "*1e3000" * 10_000,
    "sum": " + ".join(f"1/{n}" for n in range(1, 30_000)),
    "name": "x" * MILLIONS,
    "long": "x" * (budgets.TEXT_LENGTH + 1),
    "doubling": "f0(x) = x*x + 1\n"
    + "".join(f"f{i}(x) = f{i - 1}(sin(x)) + f{i - 1}(cos(x))\n" for i in range(1, 60))
    + "f59(x)",
    "signs": "-" * 1_000_000,
    "bars": "|" * 1_000_000,
    "roots": "√" * 1_000_000,
}


@pytest.mark.parametrize("text", [pytest.param(COSTLY[key], id=key) for key in COSTLY])
def test_costly_text_answers_at_once(text):
    start = time.process_time()
    with pytest.raises(SymchainError) as caught:
        parse(text)
    assert len(str(caught.value)) < 400
    assert time.process_time() - start < 10  # of processor time: a second or two


@pytest.mark.parametrize(
    "key", ["tower", "exponent", "digits", "product", "hidden product", "name"]
)
def test_budget_error_points(key):
    with pytest.raises(BudgetError) as caught:
        parse(COSTLY[key])
    assert caught.value.span is not None


def test_power_within_the_doubles_is_allowed():
    assert str(parse("2^1000")) == str(2**1000)
    parse("(10/9)^5000")
    parse("2^(1/3)")
    parse("1^(10^100)")


def test_suggestions():
    assert suggestion("arcsn", ("sin", "arcsin", "arccos")) == "arcsin"
    assert suggestion("zzzzzz", ("sin", "arcsin")) == ""
    assert distance("sni", "sin") == 1


def test_parse_many_needs_a_formula():
    with pytest.raises(ParseError):
        parse_many(" ;\n; ")
