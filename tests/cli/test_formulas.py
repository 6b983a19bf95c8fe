"""diff, eval, simplify and functions: what they print, and what they refuse."""

import json

import pytest
from symchain_cli.group import COMMANDS

import symchain as sc

README = "d/dx: y*exp(x*y)\nd/dy: x*exp(x*y)\nd/dw: 1\n"

PRINTED = [
    # words, standard output
    (["diff", "exp(x*y)+w"], README),
    (["diff", "sin(x)^2"], "sin(2*x)\n"),
    (["diff", "exp(x*y)+w", "--wrt", "x"], "y*exp(x*y)\n"),
    (["diff", "exp(x*y)+w", "--wrt", "w,y"], "d/dw: 1\nd/dy: x*exp(x*y)\n"),
    (["diff", "x^5*y", "--wrt", "x", "--order", "2"], "20*x^3*y\n"),
    (["diff", "x^5*y", "--order", "2"], "d^2/dx^2: 20*x^3*y\nd^2/dy^2: 0\n"),
    (["diff", "x^2*y", "--at", "x=3,y=1/2"], "d/dx: 2*x*y = 3.0\nd/dy: x^2 = 9.0\n"),
    (["diff", "sin(x)", "--at", "x=pi/3"], "cos(x) = 0.5\n"),
    (["diff", "x^2*y", "--wrt", "y", "--at", "x=3"], "x^2 = 9.0\n"),
    (["diff", "x^2 + y", "--at", "x=3"], "d/dx: 2*x = 6.0\nd/dy: 1 = 1.0\n"),
    (["diff", "e*x^2", "--variables", "e"], "d/de: x^2\nd/dx: 2*e*x\n"),
    (["diff", "e*x^2"], "2*e*x\n"),
    (["diff", "gamma*x", "--wrt", "gamma"], "x\n"),
    (["diff", "x₁^2", "--wrt", "x1", "--at", "𝑥₁=3"], "2*x1 = 6.0\n"),
    (["diff", "5", "--wrt", "x"], "0\n"),
    (["diff", "x - x + y", "--wrt", "x"], "0\n"),
    (["diff", "(x+1)^2", "--simplify", "none"], "2*(x + 1)\n"),
    (["diff", "x^2*sqrt(y)", "--wrt", "x", "--format", "unicode"], "2·x·√y\n"),
    (["diff", "x^2/y", "--wrt", "x", "--format", "latex"], "\\frac{2 x}{y}\n"),
    (["diff", "x^3", "--format", "python"], "3*x**2\n"),
    (["diff", "x^3", "--format", "sympy"], "3*x**2\n"),
    (["eval", "x^2 + sin(y)", "--at", "x=1.5,y=0"], "2.25\n"),
    (["eval", "0.1 + 0.2"], "0.3\n"),
    (["eval", "x + 1/3 - x", "--at", "x=1e70"], f"{1 / 3}\n"),
    (["eval", "where(x + 1 > x, 1, 2)", "--at", "x=1e70"], "1.0\n"),
    (["eval", "1 - tanh(x)^2", "--at", "x=50"], "1.4880303904083344e-43\n"),
    (["eval", "cos(x)", "--at", "x=1e22"], "0.523214785395139\n"),
    (["eval", "x > 1", "--at", "x=2"], "True\n"),
    (["eval", "x = y", "--at", "x=1,y=1"], "True\n"),
    (["eval", "u = x^2; [u, u + 1]", "--at", "x=2"], "f1 = 4.0\nf2 = 5.0\n"),
    (["diff", "y = x^2"], "2*x\n"),
    (["eval", "x + y", "--at", "x=1", "--at", "y=2"], "3.0\n"),
    (["jacobian", "x*y", "--wrt", "x", "--wrt", "y"], "   x  y\nf  y  x\n"),
    (["jacobian", "f = u*v", "--after", "v=x; u=x", "--at", "x=2"], "     x\nf  4.0\n"),
    (
        ["diff", "u = x*y; L = exp(u); M = u^2"],
        "dL/dx: y*exp(x*y)\ndL/dy: x*exp(x*y)\ndM/dx: 2*x*y^2\ndM/dy: 2*x^2*y\n",
    ),
    (["diff", "u = x*y; L = exp(u)", "--out", "u"], "d/dx: y\nd/dy: x\n"),
    (["jacobian", "u = x*y; v = sin(x)"], "        x  y\nu       y  x\nv  cos(x)  0\n"),
    (["jacobian", "u = x*y; v = sin(x)", "--pattern"], "xx\nx.\n"),
    (["jacobian", "u = x*y; v = x", "--at", "x=2,y=3"], "     x    y\nu  3.0  2.0\nv  1.0  0.0\n"),
    (["hessian", "x^2*y"], "     x    y\nx  2*y  2*x\ny  2*x    0\n"),
    (["eval", "x - x + y", "--at", "x=1,y=2"], "2.0\n"),
    (["eval", "e", "--at", "e=3"], "3.0\n"),
    (["simplify", "sin(x)^2 + cos(x)^2 + x*y/x"], "y + 1\n"),
    (["simplify", "x + x = 0*y"], "2*x == 0\n"),
    (["simplify", "x*x", "--format", "unicode"], "x²\n"),
]


@pytest.mark.parametrize(
    ("words", "text"), PRINTED, ids=lambda v: " ".join(v) if isinstance(v, list) else ""
)
def test_printed(printed, words, text):
    assert printed(*words) == text


def test_formats_are_those_of_the_library(printed):
    from symchain_cli import show

    from symchain.display import FORMATS, formatted

    assert show.FORMATS == FORMATS
    for how in FORMATS:
        slope = sc.parse("exp(x^2)/3").diff("x")
        assert printed("diff", "exp(x^2)/3", "--format", how) == formatted(slope, how) + "\n"


# ---- JSON


def test_json_of_diff(printed):
    text = printed("diff", "log(x)*y^2", "--at", "x=2,y=3", "--json")
    assert json.loads(text) == {
        "formula": "y^2*log(x)",
        "variables": ["x", "y"],
        "derivatives": {"x": "y^2/x", "y": "2*y*log(x)"},
        "values": {"x": 4.5, "y": pytest.approx(4.1588830833596715, rel=1e-16)},
        "conditions": ["0 < x"],
        "operations": 6,
    }
    assert text.count("\n") == 1


def test_json_without_a_point_has_no_values(printed):
    found = json.loads(printed("diff", "x^2", "--json"))
    assert list(found) == ["formula", "variables", "derivatives", "conditions", "operations"]


def test_json_formulas_parse_back(printed):
    found = json.loads(printed("diff", "θ^2/|x| + where(x > 0, x, y)", "--json"))
    expr = sc.parse(found["formula"])
    for name, text in found["derivatives"].items():
        assert sc.parse(text) == expr.diff(name)
    for condition in found["conditions"]:
        assert str(sc.parse(condition)) == condition


def test_json_of_the_others(printed):
    assert json.loads(printed("eval", "x", "--at", "x=2", "--json")) == {"formula": "x", "value": 2}
    found = json.loads(printed("simplify", "x*log(x)/x", "--json"))
    assert found == {
        "formula": "x*log(x)/x",
        "simplified": "log(x)",
        "conditions": ["0 < x"],
    }
    assert "atan2(a, b)" in json.loads(printed("functions", "--json"))["functions"]
    assert json.loads(printed("functions", "sin", "--json"))["d/dx"] == "cos(x)"


# ---- sources


def test_standard_input(printed):
    assert printed("diff", "-", stdin="exp(x*y)+w") == README
    assert printed("eval", "-", "--at", "x=2", stdin="s = x^2  # a step\ns + 1\n") == "5.0\n"


def test_chain_file(printed, tmp_path):
    (tmp_path / "loss.chain").write_text("\ufeff# a loss\r\nr = x - y\r\nr^2\r\n", "utf-8")
    assert printed("diff", "loss.chain", "--wrt", "x") == "2*(x - y)\n"


def test_files_that_cannot_be_read(refused, tmp_path):
    (tmp_path / "folder.chain").mkdir()
    (tmp_path / "binary.chain").write_bytes(b"x\xff\x00")
    assert refused("diff", "none.chain") == (
        "error: cannot read 'none.chain': No such file or directory\n"
    )
    assert refused("diff", "folder.chain") == "error: cannot read 'folder.chain': Is a directory\n"
    assert refused("diff", "binary.chain") == (
        "error: 'binary.chain' is not UTF-8 text (byte 1): save it in that encoding\n"
    )
    assert refused("diff", "-", stdin=b"\xff") == (
        "error: the source is not UTF-8 text (byte 0): save it in that encoding\n"
    )
    assert "no name of a file" in refused("diff", "a\0b.chain")


# ---- refusals

CONDITION = (
    "error: 'x == y' is a condition or an equation and has no derivative; "
    "give a formula, or the difference of the equation's sides; "
    "'implicit' differentiates what an equation defines\n"
)

REFUSED = [
    # words, standard error
    (
        ["diff", "2*arcsn(x) + 1"],
        "error: unknown function 'arcsn' (did you mean 'arcsin'?) (line 1, column 3)\n"
        "  2*arcsn(x) + 1\n    ^^^^^\n",
    ),
    (["diff", ""], "error: the text has no formula (line 1, column 1)\n  \n  ^\n"),
    (
        ["simplify", "x; y"],
        "error: one formula is expected here, the text has 2 (line 1, column 1)\n  x; y\n  ^^^^\n",
    ),
    (["diff", "x == y"], CONDITION),
    (["gen", "x == y"], CONDITION),
    (["hessian", "x; y"], "error: the Hessian is of one output, here are 2: f1, f2; choose one\n"),
    (["diff", "u = x; v = u", "--out", "w"], "error: 'w' is no output and no step (known: u, v)\n"),
    (
        ["jacobian", "f = u*v", "--after", "u = x"],
        "error: the inputs u, v do not match the outputs u: give them the same names, or as many "
        "of them\n",
    ),
    (["check", "x = y", "--claim", "x=1"], CONDITION),
    (["check", "y", "--claim", "y=x = y"], CONDITION.replace("'x == y'", "'x == y'")),
    (
        ["diff", "alpha*x", "--wrt", "alhpa"],
        "error: unknown variable 'alhpa' (did you mean 'alpha'?)\n",
    ),
    (["diff", "x^2", "--wrt", "q"], "error: unknown variable 'q' (known: x)\n"),
    (["diff", "x^2", "--at", "x=1,q=1"], "error: unknown variable 'q' (known: x)\n"),
    (
        ["eval", "x*y", "--at", "x=1,y=1,z=1"],
        "error: unknown variable 'z' (known: x, y)\n",
    ),
    (["gen", "x^2", "--wrt", "q"], "error: unknown variable 'q' (known: x)\n"),
    (["gen", "x^2", "--range", "q=1:2"], "error: unknown variable 'q' (known: x)\n"),
    (
        ["check", "x^2", "--claim", "x=2*x", "--range", "q=1:2"],
        "error: unknown variable 'q' (known: x)\n",
    ),
    (["check", "x^2", "--claim", "q=0"], "error: unknown variable 'q' (known: x)\n"),
    (
        ["check", "x^2", "--claim", "x=2*q"],
        "error: the claim for d/dx has 'q', which the formula lacks\n",
    ),
    (["eval", "x"], "error: 'x' has no value: give one, as in --at x=1 or {'x': 1}\n"),
    (
        ["eval", "x*y", "--at", "x=1"],
        "error: 'y' has no value: give one, as in --at y=1 or {'y': 1}\n",
    ),
    (["eval", "1/x", "--at", "x=0"], "error: the formula has no real value at x = 0.0\n"),
    (["eval", "sqrt(x)", "--at", "x=-1"], "error: the formula has no real value at x = -1.0\n"),
    (["eval", "log(-1)"], "error: the formula has no real value\n"),
    (["diff", "log(x)", "--at", "x=-1"], "error: the formula has no real value at x = -1.0\n"),
    (
        ["diff", "sqrt(x)", "--at", "x=0"],
        "error: the derivative by x has no real value at x = 0.0\n",
    ),
    (["eval", "x", "--at", "x=y"], "error: the value of 'x' is 'y', which is not a number\n"),
    (
        ["eval", "x", "--at", "x=2**"],
        "error: a number or a name is missing after '**' (line 1, column 2)\n  2**\n   ^^\n",
    ),
    (
        ["eval", "x^2", "--at", "x=1;y=2"],
        "error: one formula is expected here, no program (line 1, column 2)\n  1;y=2\n   ^\n",
    ),
    (
        ["jacobian", "f = u/v", "--after", "v = x; w = y^2"],
        "error: the inputs u, v do not match the outputs v, w: give them the same names, or as many "
        "of them\n",
    ),
    (
        ["diff", "exp(x)*sin(x)*log(x)", "--order", "30"],
        "error: the derivative of order 13 has more than 8,000 operations: ask for its value at a "
        "point (--at), or for a lower order\n",
    ),
    (["functions", "arcsn"], "error: unknown function 'arcsn' (did you mean 'arcsin'?)\n"),
    (["functions", "q"], "error: unknown function 'q' (`symchain functions` lists all)\n"),
    (["functions", "add"], "error: unknown function 'add' (`symchain functions` lists all)\n"),
]


@pytest.mark.parametrize(
    ("words", "text"), REFUSED, ids=lambda v: " ".join(v) if isinstance(v, list) else ""
)
def test_refused(refused, words, text):
    assert refused(*words) == text


USAGE = [
    # words, the last line of standard error
    (["dif", "x"], "Error: No such command 'dif'. Did you mean 'diff'?"),
    (["diff"], "Error: Missing argument 'SOURCE'."),
    (["diff", "x", "y"], "Error: Got unexpected extra argument (y)"),
    (["diff", "x", "--order", "0"], "Error: Invalid value for '--order': 0 is not in the range 1<=x<=100."),
    (["diff", "x", "--wrt", "x,,y"], "Error: Invalid value for '--wrt': 'x,,y' is not a list of names: write x,y"),
    (["diff", "x", "--variables", "e x"], "Error: Invalid value for '--variables': 'e x' is not a list of names: write x,y"),
    (["diff", "x", "--at", "x"], "Error: Invalid value for '--at': 'x' is not NAME=VALUE, as in x=1"),
    (["diff", "x", "--at", "1=x"], "Error: Invalid value for '--at': '1=x' is not NAME=VALUE, as in x=1"),
    (["diff", "x1", "--at", "x₁=1,x1=2"], "Error: Invalid value for '--at': 'x1' is given twice"),
    (["gen", "x", "--range", "x=5"], "Error: Invalid value for '--range': 'x=5' is not NAME=LOW:HIGH with LOW <= HIGH"),
    (["gen", "x", "--range", "x=2:1"], "Error: Invalid value for '--range': 'x=2:1' is not NAME=LOW:HIGH with LOW <= HIGH"),
    (["gen", "x", "--range", "x=-inf:1"], "Error: Invalid value for '--range': 'x=-inf:1' is not NAME=LOW:HIGH with LOW <= HIGH"),
    (["gen", "x", "--range", "x=nan:1"], "Error: Invalid value for '--range': 'x=nan:1' is not NAME=LOW:HIGH with LOW <= HIGH"),
    (["gen", "x", "--range", "x=1:2", "--range", "x=3:4"], "Error: Invalid value for '--range': 'x' is given twice"),
    (["check", "x", "--claim", "x="], "Error: Invalid value for '--claim': 'x=' is not NAME=FORMULA, as in x=2*x"),
    (["check", "x*y", "--claim", "x=y", "--claim", "x=x"], "Error: Invalid value for '--claim': 'x' is given twice"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "line"), USAGE, ids=lambda v: " ".join(v) if isinstance(v, list) else ""
)
def test_usage(refused, words, line):
    assert refused(*words).splitlines()[-1] == line


@pytest.mark.parametrize(("how", "coloured"), [(True, True), (False, False)])
def test_colours_where_they_are_wanted(run, how, coloured):
    done = run("diff", "x +", color=how)
    assert ("\x1b[" in done.stderr) is coloured


def test_budget_error_shows_a_short_line(refused):
    text = refused("diff", "1" * 5000)
    assert "4,000 digits" in text and len(text) < 400
    assert refused("diff", "-", stdin="(" * 10_000_000).startswith("error: '(' is not closed")


# ---- functions, help, completion


def test_functions_lists_what_can_be_called(printed):
    lines = printed("functions").splitlines()
    assert "sin(x)" in lines and "atan2(a, b)" in lines and "hypot(x, ...)" in lines
    assert len(lines) == len(set(lines)) > 80
    assert not {"add", "+", "constant", "symbol"} & set(lines)


FUNCTION = """\
function: sigmoid(x)
d/dx: y*(1 - y)
y: the value of sigmoid(x)
definition: 1/(1 + exp(-x))
synonyms: expit, logistic, logisticsigmoid
exact values: sigmoid(0) = 1/2
"""


def test_one_function(printed):
    assert printed("functions", "sigmoid") == FUNCTION
    assert printed("functions", "expit") == FUNCTION
    assert printed("functions", "where").splitlines() == [
        "function: where(c, a, b)",
        "d/da: share",
        "d/db: share",
        "share: 1 for what is chosen, 0 for the rest, equal parts at a tie",
        "synonyms: ifelse",
    ]
    assert "d/dn: no closed form\n" in printed("functions", "besselj")
    assert printed("functions", "pi") == "constant: pi\n"


@pytest.mark.parametrize("name", COMMANDS)
def test_help_has_an_example_and_tells_every_option(printed, name):
    text = printed(name, "--help", terminal_width=80)
    assert f"\n  symchain {name} " in text
    assert max(map(len, text.splitlines())) <= 80
    options = text.partition("Options:\n")[2]
    for line in options.splitlines():
        if line.startswith("  -"):
            words = line.strip().split("  ")
            assert len(words) > 1 or options.partition(line + "\n")[2].startswith(" " * 10), line


def test_help_of_all(printed):
    text = printed("--help", terminal_width=80)
    listed = text.partition("Commands:\n")[2].splitlines()
    assert [line.split()[0] for line in listed] == list(COMMANDS)
    assert not [line for line in listed if line.endswith("...")]
    assert printed("-h") == text
    assert printed("--version") == f"symchain {sc.__version__}\n"


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["-x^2"], "-2*x\n"),
        (["-x"], "-1\n"),
        (["--x^2"], "2*x\n"),
        (["-x^2*y", "--wrt", "x"], "-2*x*y\n"),
        (["--wrt", "x", "-x^2*y"], "-2*x*y\n"),
        (["--wrt=x", "-theta*x"], "-theta\n"),
        (["-h^2"], "-2*h\n"),
        (["-o^2"], "-2*o\n"),
        (["--simplify", "fast", "-exp(-x)"], "exp(-x)\n"),
        (["--at", "x=2", "--", "-x^2"], "-2*x = -4.0\n"),
        (["--steps", "brief", "x^2"], "d/dx [x^2]\n= 2*x  power rule\n"),
        (["--steps", "x^2"], "d/dx [x^2]\n= 2*x  power rule\n"),
        (["--wrt", "x", "--steps", "x^2"], "d/dx [x^2]\n= 2*x  power rule\n"),
        (["--steps", "brief", "-x^2"], "d/dx [-x^2]\n= -d/dx [x^2]  constant multiple rule\n= -2*x         put together\n"),
        (["f(t) = t^2"], "2*t\n"),
    ],
)  # fmt: skip
def test_formulas_that_begin_with_a_minus_and_functions_alone(printed, words, text):
    assert printed("diff", *words) == text


def test_a_large_matrix_is_a_line_for_each_entry(printed):
    text = " + ".join(f"x{i}^3" for i in range(120))
    lines = printed("hessian", text).splitlines()
    assert lines[0] == "120 x 120, 120 entries:" and len(lines) == 121
    assert lines[8] == "x7, x7: 6*x7"
    at = ",".join(f"x{i}=0.5" for i in range(120))
    assert printed("hessian", text, "--at", at).splitlines()[8] == "x7, x7: 3.0"


def test_steps_before_a_formula_that_begins_with_a_minus(printed):
    assert printed("diff", "--steps", "-x^2") == printed("diff", "-x^2", "--steps", "full")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["diff", "x^2", "-z"], "No such option '-z'"),
        (["diff", "--wtr", "x", "x^2"], "No such option '--wtr'"),
        (["diff", "--wtr=x", "-x^2"], "No such option '--wtr'"),
        (["diff", "--wrt", "-x"], "'-x' is not a list of names"),
        (["diff", "-(x"], "'(' is not closed: write the missing ')' (line 1, column 2)\n  -(x\n   ^"),
        (["gen", "-x", "-o"], "Option '-o' requires an argument"),
    ],
)  # fmt: skip
def test_options_that_are_none(refused, words, why):
    text = refused(*words)
    assert why in text and "\0" not in text


def test_a_formula_without_variables_is_told(run):
    done = run("diff", "5")
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == "there are no variables: name one, as in --wrt x\n"
    assert run("diff", "5", "--wrt", "x").stdout == "0\n"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["eval", "exp(1000)"], "the formula is 1.97e434, which is beyond every double"),
        (["eval", "-exp(x)", "--at", "x=1000"], "the formula is -1.97e434 at x = 1000.0, which"),
        (["eval", "exp(exp(exp(10)))"], "the formula is 10^1000000000000000 or more, which"),
        (["diff", "exp(x)", "--at", "x=1000", "--order", "7"], "of order 7 is 1.97e434, which"),
        (["hessian", "x^200", "--at", "x=1e4"], "the entry x, x is 3.98e796 at x = 10000.0, which"),
        (
            ["taylor", "exp(sin(x))", "--at", "x=1", "--order", "10000"],
            "would take too long: ask for",
        ),
        (
            ["eval", "besselj(1e10, x)", "--at", "x=1e10"],
            "besselj(1.0e+10, 1.0e+10) would take too",
        ),
        (
            ["eval", "legendre(1e9, x)", "--at", "x=1/2"],
            "legendre(1.0e+9, 0.5) would take too long",
        ),
        (["taylor", "exp(x)", "--at", "x=1000"], "the coefficient of order 0 is 1.97e434, which"),
    ],
)
def test_numbers_beyond_the_doubles_are_told(refused, words, why):
    assert why in refused(*words)


def test_piecewise_is_a_function_of_the_list(printed):
    assert "piecewise(condition, value, ..., otherwise)\n" in printed("functions")
    assert "definition: where(c1, v1, where(c2, v2, " in printed("functions", "piecewise")


def test_a_misspelt_step_is_remarked(run):
    done = run("diff", "loss = x^2; total = los + x", "--wrt", "x")
    assert done.stderr == "remark: 'los' is an input (did you mean the step 'loss'?)\n"
    assert done.exit_code == 0 and "dtotal/dx: 1" in done.stdout
