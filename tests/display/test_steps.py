"""Derivations on the board: the texts compared whole, every equation of every line executed.

SYMCHAIN_UPDATE_GOLDEN=1 writes the texts anew.
"""

import json
import os
import pathlib
import re
import time

import mpmath
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import symchain as sc
from symchain.calculus.programs.paths import path
from symchain.display.notation import SLOPE
from symchain.display.steps import steps
from symchain.evaluation.reference import Reference
from symchain.graph.graph import Graph
from symchain.graph.transfer import transfer
from symchain.graph.walk import reachable

HERE = pathlib.Path(__file__).parent
GOLDEN = HERE / "golden_steps"
FEYNMAN = HERE.parent / "data" / "feynman.jsonl"
POINT = {"x": "0.7", "y": "1.3", "s": "0.9", "t": "0.4", "m": "1.1", "n": "2"}
TOLERANCE = mpmath.mpf(10) ** -25

# name: formula, variable, keywords
CASES = {
    "product": ("sin(x^2)*exp(x)", "x", {}),
    "product_of_three": ("x^2*sin(x)*exp(x)", "x", {}),
    "polynomial": ("3*x^4 - 5*x^2 + x - 7", "x", {}),
    "quotient": ("sin(x)/x", "x", {}),
    "rational": ("(x^2 + 1)/(x - 1)", "x", {}),
    "reciprocal": ("1/(1 + exp(-x))", "x", {}),
    "chain": ("sin(cos(tan(x)))", "x", {}),
    "root": ("sqrt(1 - x^2)", "x", {}),
    "logarithm": ("log(x + sqrt(x^2 + 1))", "x", {}),
    "general_power": ("x^sin(x)", "x", {}),
    "exponential": ("2^(x^2)", "x", {}),
    "power_of_function": ("sin(x)^3", "x", {}),
    "shared": ("exp(x^2)*sin(x^2) + x^2", "x", {}),
    "branches": ("where(x > 0, x^2*y, where(x < -1, sin(x), 7))", "x", {}),
    "two_arguments": ("atan2(x^2, sin(x))", "x", {}),
    "extremes": ("max(x^2, 3*x) + abs(x^3) + floor(x)", "x", {}),
    "bessel": ("besselj(2, x^2)", "x", {}),
    "gauss": ("exp(-((t - m)/s)^2/2)/(sqrt(2*pi)*s)", "s", {}),
    "constant": ("y*sin(3)", "x", {}),
    "variable": ("x", "x", {}),
    "second": ("sin(x^2)", "x", {"order": 2}),
    "third_brief": ("x^2*exp(x)", "x", {"order": 3, "level": "brief"}),
    "brief": ("sin(x^2)*exp(x)", "x", {"level": "brief"}),
    "unicode": ("sqrt(x1)*sin(x1^2)", "x1", {"how": "unicode"}),
    "latex": ("sin(x^2)*exp(x)", "x", {"how": "latex"}),
}
PLAIN = [name for name, case in CASES.items() if "how" not in case[2]]


@pytest.fixture(autouse=True)
def sixty_digits():
    with mpmath.workdps(60):
        yield


def told(name):
    formula, variable, keywords = CASES[name]
    return steps(sc.parse(formula), variable, **keywords)


@pytest.mark.parametrize("name", CASES)
def test_reads_as_it_did(name):
    path = GOLDEN / f"{name}.txt"
    text = f"{told(name)}\n"
    if os.environ.get("SYMCHAIN_UPDATE_GOLDEN"):
        path.write_text(text)
    assert path.read_text() == text


def test_the_documented_example_is_what_is_told():
    page = (HERE.parent.parent / "docs" / "steps.md").read_text()
    assert page.split("```")[1].strip() == str(told("product"))


@pytest.mark.parametrize("name", CASES)
def test_the_last_line_is_the_answer(name):
    formula, variable, keywords = CASES[name]
    answer = sc.derivatives(sc.parse(formula), [variable], order=keywords.get("order", 1))
    assert told(name).answer == answer[variable]
    assert told(name).told("text")[-1].right == str(answer[variable])


# ---- every printed equation is executed, as a person reads it


def executed(text, names):
    """The value of a printed formula; d/dx [part] is found by numerical differentiation."""
    while re.search(r"\bu\d\b", text):
        text = re.sub(r"\bu\d\b", lambda found: f"({names[found[0]]})", text)
    point = dict(POINT)
    while found := re.search(r"d/d(\w+) \[([^\[\]]*)\]", text):
        slot = f"slope_{len(point)}"
        point[slot] = value_of(sc.parse(found[2]), point, found[1])
        text = text[: found.start()] + slot + text[found.end() :]
    return value_of(sc.parse(text), point)


def value_of(expr, point, variable=None):
    """The value of a formula, or its slope, at 50 digits."""
    nodes = {node: mpmath.mpf(point[name]) for node, name in expr.graph.names.items()}
    reference = Reference(expr.graph, [expr.node])
    if variable is None:
        return reference.values(nodes)[0]
    here = expr.graph.find_symbol(variable)
    return mpmath.mpf(0) if here is None else reference.slope(nodes, {here: 1})


@pytest.mark.parametrize("name", PLAIN)
def test_every_printed_equation_holds(name):
    lines = told(name).lines
    names = {line.left: line.right for line in lines if re.fullmatch(r"u\d", line.left)}
    truth = None
    for line in lines:
        if line.left and line.right:
            left, right = executed(line.left, names), executed(line.right, names)
            assert close(left, right), line.formula
        elif line.left:
            truth = executed(line.left, names)
        elif line.right:
            assert close(truth, executed(line.right, names)), line.formula


@pytest.mark.parametrize("name", PLAIN)
def test_every_slope_in_a_remark_holds(name):
    for line in told(name).lines:
        for left, right in re.findall(r"(d/d[u-w] \[[^\]]*\]) = ([^=]*?)(?:, d/d|$)", line.rule):
            if "..." in right or "d/dx" in right:
                continue
            values = {"u": "x", "v": "y"}
            left, right = (re.sub(r"\b[uv]\b", lambda f: values[f[0]], s) for s in (left, right))
            left = re.sub("d/du", "d/dx", re.sub("d/dv", "d/dy", left))
            assert close(executed(left, {}), executed(right, {})), line.rule


def close(a, b):
    return mpmath.isfinite(b) and abs(a - b) <= TOLERANCE * (1 + abs(a))


# ---- laws

LEAVES = st.sampled_from(["x", "y", "2", "x^2", "1/3", "pi"])


def combined(inner):
    two = st.tuples(st.sampled_from(["({} + {})", "({} - {})", "{}*{}", "({})/({})"]), inner, inner)
    calls = ["sin({})", "exp({})", "atan({})", "({})^3", "-({})", "sqrt(1 + ({})^2)", "abs({})"]
    more = [
        "(1 + ({})^2)^({})",
        "where({} < {}, {}, {})",
        "max({}, {})",
        "2^({}*{})",
        "hypot({}, {})",
    ]
    one = st.tuples(st.sampled_from(calls), inner)
    many = st.tuples(st.sampled_from(more), inner, inner, LEAVES, LEAVES)
    return st.one_of(two, one, many).map(lambda parts: parts[0].format(*parts[1:]))


FORMULAS = st.recursive(LEAVES, combined, max_leaves=6)


@settings(max_examples=150, derandomize=True, deadline=None)
@given(FORMULAS)
def test_every_line_of_a_random_derivation_holds(text):
    try:
        expr = sc.parse(text)
    except sc.SymchainError:
        assume(False)
    assume(mpmath.isfinite(value_of(expr, POINT, "x")))
    story = steps(expr, "x")
    assert story.answer == sc.derivatives(expr, ["x"])["x"]
    (page,) = story.chapters
    truth = value_of(expr, POINT, "x")
    for row in page.rows:
        if row.right is None:
            continue
        right = node_value(page.graph, row.right)
        left = truth if row.left is None else node_value(page.graph, row.left)
        assert not mpmath.isfinite(left) or close(left, right), (text, row.remark)


def node_value(graph, root):
    """The value of a line, every d/dx [part] in it found by numerical differentiation."""
    target, images, point = Graph(), {}, dict(POINT)
    for node in reachable(graph, [root]):
        if graph.ops[node] is SLOPE:
            part, variable = graph.args[node]
            name = f"slope_{node}"
            point[name] = value_of(sc.Expr(graph, part), point, graph.names[variable])
            images[node] = target.symbol(name)
    inner = sc.Expr(target, transfer_shown(graph, root, target, images))
    return value_of(inner, point)


def transfer_shown(graph, root, target, images):
    known = dict(images)
    for node in reachable(graph, [root]):
        if node not in known and graph.ops[node] is not SLOPE:
            known[node] = transfer(graph, [node], target, known)[0]
    return known[root]


def test_rows_of_physics_are_told_at_once():
    rows = [json.loads(line) for line in FEYNMAN.read_text().splitlines()[1:]]
    start = time.process_time()
    for row in rows:
        expr = sc.parse(row["expr"], variables=row["wrt"])
        answers = sc.derivatives(expr)
        for name, answer in answers.items():
            story = steps(expr, name)
            assert story.lines[-1].right == str(answer)
            assert len(story.lines) <= 20
            assert all(len(line.left) <= 100 and len(line.rule) <= 100 for line in story.lines)
            assert len(str(steps(expr, name, "brief")).splitlines()) <= 12
    assert time.process_time() - start < 20


# ---- equations

CURVES = [
    ("x^2 + y^2 = 1", "0.6", 3),
    ("x^3 + y^3 = 3*x*y", "1.2", 2),
    ("exp(x*y) + sin(x + y) = 1", "0.3", 2),
    ("y - sin(y)/2 = x", "0.7", 3),
]


@pytest.mark.parametrize(("equation", "x", "order"), CURVES)
@pytest.mark.parametrize("level", ["brief", "full"])
def test_every_line_of_an_implicit_derivation_holds_on_the_curve(equation, x, order, level):
    found = sc.implicit(equation, "y", order=order)
    story = steps(found, "x", level)
    assert story.answer == found.derivatives["y"]["x"]
    graph = found.system.graph
    reference = Reference(graph, found.system.residuals)
    nodes = [graph.symbol(name) for name in "xy"]

    def branch(t):
        y = mpmath.mpf("0.8")
        for _ in range(12):
            at = {nodes[0]: t, nodes[1]: y}
            y -= reference.values(at, 60)[0] / reference.slope(at, {nodes[1]: 1})
        return y

    x = mpmath.mpf(x)
    point = {"x": x, "y": branch(x)}
    for n in range(1, order + 1):
        point["y_" + "x" * n] = mpmath.diff(branch, x, n, h=mpmath.mpf(10) ** -12)
    checked = 0
    for page in story.chapters:
        truth = None
        for row in page.rows:
            left = truth if row.left is None else on_curve(graph, row.left, point)
            if row.right is not None and left is not None:
                assert abs(on_curve(graph, row.right, point) - left) < mpmath.mpf(10) ** -18
                checked += 1
            truth = left if row.depth == 0 else truth
    assert checked > order


def on_curve(graph, root, point):
    """The value of a line on the curve; None where it begins with a letter such as F."""
    if not graph.args[root] and root not in graph.names and root not in graph.constants:
        return None
    with_slopes = dict(point)
    target, images = Graph(), {}
    for node in reachable(graph, [root]):
        if graph.ops[node] is SLOPE:
            part, variable = graph.args[node]
            with_slopes[f"slope_{node}"] = plain_slope(graph, part, variable, point)
            images[node] = target.symbol(f"slope_{node}")
    inner = transfer_shown(graph, root, target, images)
    values = {node: with_slopes[name] for node, name in target.names.items()}
    return Reference(target, [inner]).values(values)[0]


def plain_slope(graph, part, variable, point):
    nodes = {node: point[name] for node, name in graph.names.items() if name in point}
    return Reference(graph, [part]).slope(nodes, {variable: 1})


def test_equations_as_they_are_told():
    assert str(steps(sc.implicit("x^2 + y^2 = 1", "y", order=2))) == CIRCLE


CIRCLE = """\
F = x^2 + y^2 - 1             F = 0 defines y
d/dx [x^2 + y^2 - 1]          y held fixed
= d/dx [x^2]                  a constant term has slope 0
  d/dx [x^2] = 2*x            power rule
= 2*x                         put together
d/dy [x^2 + y^2 - 1]          x held fixed
= d/dy [y^2]                  a constant term has slope 0
  d/dy [y^2] = 2*y            power rule
= 2*y                         put together
2*x + 2*y*y_x = 0             differentiated by x, y moving with x
y_x = -x/y                    solved for y_x: -F_x/F_y
2*(y_x^2 + 1) + 2*y*y_xx = 0  and once more
y_xx = -(y_x^2 + 1)/y         solved for y_xx
= -1/y^3                      put in, and shortened by the equation"""


def test_systems_are_told():
    text = str(steps(sc.implicit(["u + v^2 = x", "u*v = z"], ["u", "v"]), "x"))
    assert "v*u_x + u*v_x = 0" in text
    assert text.splitlines()[-1].startswith("= v/(2*v^2 - u) ")


def test_results_of_equations_are_told():
    found = sc.implicit("y - sin(y)/2 == x; solve y; L = y^2", wrt="x")
    assert steps(found, "x").answer == found.outputs["L"]["x"]


def test_no_equation_was_differentiated_by_it():
    with pytest.raises(sc.SymchainError, match="nothing was differentiated by 'q'"):
        steps(sc.implicit("x*y = 1", "y"), "q")


def test_several_variables_need_a_choice():
    with pytest.raises(sc.SymchainError, match=r"say which variable .* \(there is x, y\)"):
        steps(sc.parse("x*y"))
    assert steps(sc.parse("x^2")).answer == sc.parse("2*x")


# ---- paths

PATHS = [
    ("x^2*y", "t", {"x": "cos(t)", "y": "sin(t)"}, {"x": "cos(t)", "y": "sin(t)"}),
    ("a = x*y; b = exp(a); L = b + a + x", "x", {}, {"a": "x*y", "b": "exp(x*y)"}),
    ("sin(x)", "t", {"x": "3*t"}, {"x": "3*t"}),
]


@pytest.mark.parametrize(("source", "by", "let", "meanings"), PATHS)
def test_every_line_of_a_path_derivative_holds(source, by, let, meanings):
    story = steps(path(source, by, let=let))
    slopes = {line.left: line.right for line in story.lines if line.left and line.right}
    sums = [line.right for line in story.lines if not line.left]
    assert len(slopes) >= 2
    assert sums[-1] == str(path(source, by, let=let).derivative)
    values = []
    for text in sums:
        for slope, formula in slopes.items():
            text = text.replace(slope, f"({formula})")
        for name, formula in meanings.items():
            text = re.sub(rf"\b{name}\b", f"({formula})", text) if text != sums[-1] else text
        values.append(value_of(sc.parse(text), POINT))
    assert all(close(values[0], value) for value in values)


def test_paths_as_they_are_told():
    text = str(steps(path("x^2*y", "t", let={"x": "cos(t)", "y": "sin(t)"}), level="brief"))
    assert [re.sub(" {2,}", "  ", line) for line in text.splitlines()] == [
        "df/dt  from t to f: 2 paths",
        "= df/dx*dx/dt + df/dy*dy/dt  chain rule: one product for each path",
        "= x*(x*cos(t) - 2*y*sin(t))  put together",
        "= cos(t)*(cos(t)^2 - 2*sin(t)^2)  every step in the place of its name",
    ]


# ---- long derivations


def test_a_shared_part_is_explained_once():
    lines = [line.left for line in told("shared").lines]
    assert lines.count("d/dx [x^2]") == 1


@pytest.mark.parametrize("how", ["text", "unicode", "latex"])
def test_deep_formulas_are_cut_with_a_count(how):
    x = sc.symbol("x")
    expr = x
    for _ in range(10_000):
        expr = sc.sin(expr)
    lines = steps(expr, "x", how=how).lines
    assert 10 < len(lines) <= 60
    assert sum(len(line.formula) for line in lines) < 20_000
    (cut,) = [line.rule for line in lines if "more steps" in line.rule]
    told_lines = sum(1 for line in lines if "chain rule" in line.rule)
    assert str(10_000 - told_lines) in cut or str(10_001 - told_lines) in cut
    assert len(steps(expr, "x", "brief").lines) <= 12


def test_shared_formulas_of_a_huge_tree_are_short():
    x = sc.symbol("x")
    expr = x
    for _ in range(60):
        expr = sc.sin(expr) * expr
    story = steps(expr, "x")
    assert len(str(story)) < 20_000


def test_sums_and_products_of_many_terms():
    for sign in "+*":
        expr = sc.parse(sign.join(f"sin(x + {i})" for i in range(400)))
        lines = steps(expr, "x").lines
        assert len(lines) <= 60
        assert all(len(line.formula) <= 260 for line in lines[:-1])


def test_the_last_terms_of_a_long_sum_are_shown_whole():
    lines = steps(sc.parse(" + ".join(f"exp(sin(a{i}*t)^2)" for i in range(60))), "t").lines
    assert lines[0].left == (
        "d/dt [... + exp(sin(a57*t)^2) + exp(sin(a58*t)^2) + exp(sin(a59*t)^2)]"
    )
    assert lines[1].right.endswith(" + d/dt [exp(sin(a58*t)^2)] + d/dt [exp(sin(a59*t)^2)]")


def test_orders_are_cut_with_a_count():
    lines = steps(sc.parse("x^2*sin(x)"), "x", "brief", order=9).lines
    assert len(lines) <= 20
    assert any("more derivatives" in line.rule for line in lines)
    assert lines[-1].right == str(sc.parse("x^2*sin(x)").diff("x", 9))


# ---- the object


def test_json():
    line = told("quotient").as_list()[2]
    assert line == {
        "left": "d/dx [sin(x)]",
        "right": "cos(x)",
        "rule": "derivative of sin",
        "depth": 1,
    }
    json.dumps(told("quotient").as_list())


def test_a_notebook_shows_latex():
    shown = told("product")._repr_latex_()
    assert shown.startswith("$\\begin{aligned}")
    assert shown.count("{") == shown.count("}")


def test_names_of_the_board_leave_those_of_the_formula_alone():
    expr = sc.parse("sin(u^2)*exp(-((u - u1)/v)^2/2)/(sqrt(2*pi)*v)")
    text = str(steps(expr, "u"))
    assert "outer sin(v)" not in text
    assert "outer sin(u)" not in text
    assert "  u1 = " not in text


def test_functions_of_the_user():
    area = sc.function("area", "r h", formula="2*pi*r*(r + h)")
    text = str(steps(sc.parse("area(x^2, 3)", functions=[area]), "x"))
    assert "outer area(u, 3), inner u = x^2" in text


def test_what_simplification_did_is_named():
    text = str(steps(sc.parse("x*exp(2*x)*exp(x)"), "x"))
    assert "simplify: like terms collected, powers merged" in text
    text = str(steps(sc.parse("sin(x)*cos(x) - x"), "x"))
    assert "put together" in text


@pytest.mark.parametrize(
    ("keywords", "message"),
    [
        ({"level": "long"}, "unknown level of steps 'long' (brief or full)"),
        ({"how": "sympy"}, "unknown format of steps 'sympy' (text, unicode, latex)"),
        ({"order": 0}, "an order of steps is a whole number above zero"),
    ],
)
def test_bad_requests(keywords, message):
    with pytest.raises(sc.SymchainError) as caught:
        steps(sc.parse("x^2"), "x", **keywords)
    assert str(caught.value) == message


def test_a_condition_has_no_steps():
    with pytest.raises(sc.SymchainError, match="is a condition"):
        steps(sc.parse("x < 1"), "x")


def test_no_closed_form():
    with pytest.raises(sc.SymchainError, match="no closed form"):
        steps(sc.parse("besselj(x, 2)"), "x")
