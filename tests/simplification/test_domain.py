"""The ledger of domains: strict forms keep them, conditions tell them, assumptions are used."""

from fractions import Fraction
from itertools import product

import hypothesis.strategies as st
import mpmath
import pytest
from hypothesis import given, settings

import symchain as sc
from symchain.evaluation.reference import Reference
from symchain.graph.walk import reachable
from symchain.parsing.assumptions import texts
from tests.graph.intervals import contains

# where conditions are tight, and between
PLACES = [Fraction(x) for x in (-2, -1, 0, 1, 2)] + [
    Fraction(-3, 2),
    Fraction(1, 3),
    Fraction(7, 2),
]


def value(expr, at):
    """The real value at a point to 50 digits, the truth of a condition; None where there is none."""
    made = Reference(expr.graph, [expr.node])
    point = {
        expr.graph.symbol(name): mpmath.mpf(x.numerator) / x.denominator for name, x in at.items()
    }
    found = made.settled(point)[0]
    return None if found is None or found != found or mpmath.isinf(found) else found


def points(*exprs):
    """All points of PLACES for the variables of some formulas."""
    names = list(dict.fromkeys(v.name for expr in exprs for v in expr.variables))
    for numbers in product(PLACES, repeat=len(names)):
        yield dict(zip(names, numbers, strict=True))


def same(one, other):
    return one is not None and abs(one - other) <= mpmath.mpf(10) ** -25 * (1 + abs(other))


TRUTHS = [  # formula, default form, strict form, conditions of the domain, those removed
    ("x/x", "1", "x/x", ["x != 0"], ["x != 0"]),
    ("(x^2 - 1)/(x - 1)", "x + 1", "(x^2 - 1)/(x - 1)", ["x != 1"], ["x != 1"]),
    ("sqrt(x)^2", "x", "sqrt(x)^2", ["0 <= x"], ["0 <= x"]),
    ("0*log(x)", "0", "0*log(x)", ["0 < x"], ["0 < x"]),
    ("0/x + y", "y", "0/x + y", ["x != 0"], ["x != 0"]),
    ("log(x) - log(x)", "0", "log(x) - log(x)", ["0 < x"], ["0 < x"]),
    ("log(x)^0", "1", "log(x)^0", ["0 < x"], ["0 < x"]),
    ("exp(log(x))", "x", "exp(log(x))", ["0 < x"], ["0 < x"]),
    ("log(x^2)", "log(x^2)", "log(x^2)", ["x != 0"], []),
    ("x^0", "1", "1", [], []),
    ("0*x + x - x", "0", "0", [], []),
    ("x*y/y^2", "x/y", "x/y", ["y != 0"], []),
    ("x/(y*(z - 1)^2)", "x/(y*(z - 1)^2)", "x/(y*(z - 1)^2)", ["y != 0", "z != 1"], []),
    ("exp(x)/exp(x)", "1", "1", [], []),
    ("(x^2 + 1)/(x^2 + 1)", "1", "1", [], []),
    ("sin(asin(x))", "x", "sin(asin(x))", ["abs(x) <= 1"], ["abs(x) <= 1"]),
    ("tan(atan(x))", "x", "x", [], []),
    (
        "gamma(x + 1)/gamma(x + 1)",
        "1",
        None,
        ["0 < x + 1 or x + 1 != floor(x + 1)"],
        ["0 < x + 1 or x + 1 != floor(x + 1)"],
    ),
    ("1/((1 - x)*(1 + x))", "1/(1 - x^2)", None, ["1 != x", "1 + x != 0"], []),
    ("sqrt(1 - x^2/(x^2 + 1))", "1/sqrt(x^2 + 1)", None, [], []),
    ("log(x)/x + x/x", "log(x)/x + 1", None, ["0 < x"], []),
    ("sec(x)^2 - tan(x)^2", "1", None, ["cos(x) != 0"], ["cos(x) != 0"]),
    ("where(x > -1, log(x), 0)", "where(-1 < x, log(x), 0)", None, ["x <= -1 or 0 < x"], []),
    ("where(x > 0, log(x), 0)", "where(0 < x, log(x), 0)", None, [], []),
]


@pytest.mark.parametrize(("text", "form", "strict", "domain", "removed"), TRUTHS)
def test_the_truth_is_told(text, form, strict, domain, removed):
    expr = sc.parse(text)
    short = sc.simplify(expr)
    assert short == sc.parse(form)
    assert strict is None or sc.simplify(expr, strict=True) == sc.parse(strict)
    found = sc.conditions(expr, smooth=False, shown=[short])
    assert [str(each) for each in found] == domain
    assert [str(each) for each in found if each.kind == "removed"] == removed
    for at in points(expr):
        holds = all(value(each, at) for each in found)
        assert holds == (value(expr, at) is not None), f"{text} at {at}"
        for each in found:
            if each.kind == "removed" and not value(each, at):
                assert value(expr, at) is None


@st.composite
def formulas(draw):
    """Random formulas in which much cancels, of functions with edges."""
    pool = ["x", "y", "0", "1", "2", "x"]
    forms = (
        *("({a} + {b})", "({a} - {b})", "({a})*({b})", "({a})/({b})", "({a})^2", "({a})^3"),
        *("sqrt({a})", "log({a})", "exp({a}/4)", "1/({a})", "abs({a})", "({a})^(1/3)", "asin({a})"),
        *("({a})*({b})/({a})", "{a} - {b} - {a}", "exp(log({a}))", "where({a} > {b}, {a}, {b})"),
    )
    for _ in range(draw(st.integers(2, 7))):
        a, b = draw(st.sampled_from(pool)), draw(st.sampled_from(pool))
        pool.append(draw(st.sampled_from(forms)).format(a=f"({a})", b=f"({b})"))
    return pool[-1]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(formulas())
def test_a_strict_form_has_the_same_domain(text):
    try:
        expr = sc.parse(text)
    except sc.SymchainError:
        return  # a quotient by the number 0
    short = sc.simplify(expr, strict=True)
    for at in points(expr):
        before, after = value(expr, at), value(short, at)
        assert (before is None) == (after is None), f"{text} -> {short} at {at}"
        assert before is None or same(after, before), f"{text} -> {short} at {at}"


@settings(max_examples=150, deadline=None, derandomize=True)
@given(formulas())
def test_conditions_are_the_domain(text):
    """Where they hold there is a value; a removed one fails only where there is none."""
    try:
        expr = sc.parse(text)
    except sc.SymchainError:
        return
    found = sc.conditions(expr, smooth=False, shown=[sc.simplify(expr)])
    for at in points(expr):
        known = value(expr, at)
        told = [value(each, at) for each in found]
        assert known is not None or not all(told), f"{text} has no value at {at}: {found}"
        if known is not None and "^" not in text:  # 0^(1/3) and the like
            assert all(told), f"{text} has a value at {at}: {found}"


ASSUMED = [
    ("sqrt(x^2)", "x > 0", "x"),
    ("sqrt(x^2)", "x < 0", "-x"),
    ("log(x^y)", "x > 0", "y*log(x)"),
    ("log(x^2)", "x > 0", "2*log(x)"),
    ("abs(x - y) + abs(y - x)", "x < y", "2*(y - x)"),
    ("max(x, y)*min(x, y)", "x <= y", "y*x"),
    ("asin(sin(x))", "abs(x) <= 1", "x"),
    ("(x^a)^b", "x > 0", "x^(a*b)"),
    ("sqrt(x^3)", "x > 0", "x^(3/2)"),
    ("where(x > 1, x, 1/x)", "x > 2", "x"),
    ("where(x > 1 or y > 0, x, 1/x)", "y > 0", "x"),
    ("floor(n) + sin(pi*n)", "n integer", "n"),
    ("floor(2*n + 1)", "n integer", "2*n + 1"),
    ("sign(x^2 + 1)", "x > -9", "1"),
    ("heaviside(x - 1)", "x > 1", "1"),
    ("relu(x)", "x >= 0", "x"),
    ("clip(x, 0, 1)", "0 < x < 1", "x"),
    ("acosh(cosh(x))", "x >= 0", "x"),
    ("sqrt(y*x^2)", "x > 0", "x*sqrt(y)"),
    ("1/(x*sqrt(1 - y^2/x^2))", "x > 0", "1/sqrt(x^2 - y^2)"),
]


@pytest.mark.parametrize(("text", "assume", "form"), ASSUMED)
def test_an_assumption_is_used_and_keeps_values(text, assume, form):
    expr = sc.parse(text)
    short = sc.simplify(expr, assume=assume)
    assert short == sc.parse(form)
    is_wider = "log" in text or "1 - y^2" in text  # not known to be as wide as it was
    assert sc.simplify(expr, assume=assume, strict=True) == short or is_wider
    own = sc.assuming(expr, assume)
    conditions = [sc.Expr(own.graph, node) for node in own.graph.given]
    seen = 0
    for at in points(expr):
        if all(value(each, at) for each in conditions) and value(expr, at) is not None:
            assert same(value(short, at), value(expr, at)), f"at {at}"
            seen += 1
    assert seen


@settings(max_examples=150, deadline=None, derandomize=True)
@given(formulas(), st.sampled_from(["x > 0", "x >= 0", "x < 0", "x <= -1", "x != 0", "x > y"]))
def test_values_are_kept_where_the_assumption_holds(text, assume):
    try:
        own = sc.assuming(sc.parse(text + " + 0*x*y"), assume)
    except sc.SymchainError:
        return  # a variable that the formula lacks
    (condition,) = [sc.Expr(own.graph, node) for node in own.graph.given]
    short = sc.simplify(own)
    for at in points(own, condition):
        known = value(own, at)
        if value(condition, at) and known is not None:
            assert same(value(short, at), known), f"{text} -> {short} at {at}"


def test_results_do_not_carry_assumptions_away():
    x = sc.symbol("x")
    root = sc.sqrt(x**2)
    assert sc.simplify(root, assume=x > 0) == x
    assert sc.simplify(root) == abs(x)
    assert sc.simplify(sc.sqrt(sc.simplify(root, assume="x > 0") ** 2)) == abs(x)


def test_derivatives_under_assumptions():
    f = sc.parse("abs(x)*floor(n)*y")
    assert f.diff("x", assume="x > 0, n integer") == sc.parse("n*y")
    assert sc.derivatives(f, assume=["x < 0", "n integer"]) == {
        "x": sc.parse("-n*y"),
        "y": sc.parse("-n*x"),
    }
    x = sc.symbol("x")
    assert sc.gradient(abs(x), assume=x < 0) == {x: sc.parse("-1")}
    with pytest.raises(sc.DerivativeError, match="whole number"):
        sc.diff(f, "n", assume="n integer")


KINDS = [
    ("abs(x)", [("x != 0", "kink")]),
    ("max(x, y)", [("x != y", "kink")]),
    ("floor(x)", [("x != floor(x)", "jump")]),
    ("sign(x - 1)", [("x != 1", "jump")]),
    ("cbrt(x)", [("x != 0", "slope")]),
    ("sqrt(x)", [("0 < x", "domain")]),
    ("where(x > 0, x, -x)", [("x != 0", "kink")]),
    ("where(x > 0, 1, 0)", [("x != 0", "jump")]),
    ("where(x = 0, 0, x)", []),
    ("where(x = 0, 1, sin(x)/x)", []),
    ("where(x = 0, 1, x)", [("x != 0", "jump")]),
    ("abs(x)*log(x)", [("0 < x", "domain")]),
    ("abs(x^2 + 1)", []),
    ("1/(exp(x) + 1)", []),
]


@pytest.mark.parametrize(("text", "kinds"), KINDS)
def test_kinds_of_conditions(text, kinds):
    assert [(str(each), each.kind) for each in sc.conditions(sc.parse(text))] == kinds


def test_assumed_conditions_are_not_listed():
    own = sc.assuming(sc.parse("log(x)/y + abs(z)"), "x > 1, z < 0")
    assert [str(each) for each in sc.conditions(own)] == ["y != 0"]
    assert texts(own.graph) == ["1 < x", "z < 0"]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(formulas(), st.sampled_from(["x > 0", "x < 0", "x <= 1", "x >= 2", "x > y", "x*y > 0"]))
def test_what_is_known_of_every_node_is_so(text, assume):
    """Ranges hold the values of all parts, and what is decided of conditions is what they are."""
    try:
        own = sc.assuming(sc.parse(text + " + 0*x*y"), assume)
    except sc.SymchainError:
        return  # a quotient by the number 0
    graph = own.graph
    nodes = [node for node in reachable(graph, [own.node]) if graph.args[node]]
    condition = sc.Expr(graph, graph.given[0])
    for at in points(own, condition):
        if not value(condition, at):
            continue
        for node in nodes:
            found = value(sc.Expr(graph, node), at)
            if graph.ops[node].boolean:
                assert found is None or graph.facts.truth(node) in (found, None)
            elif found is not None:
                limits = graph.facts.range(node)
                inside = contains(limits, found) or abs(found - round(found)) < 1e-25
                assert inside, f"{sc.Expr(graph, node)} is {found} at {at}, not in {limits}"


@pytest.mark.parametrize(
    "text, told",
    [
        ("where(x > 0, x, 0)*log(y)", ["0 < y"]),
        ("log(y)*where(x > 0, x, 0)", ["0 < y"]),
        ("where(x > 0, x, 0)/y", ["y != 0"]),
        ("where(x > 0, where(x > 1, x, 0), 0)/y", ["y != 0"]),
    ],
)
def test_products_with_a_branch_of_zero_ask_for_both_factors(text, told):
    formula = sc.parse(text)
    assert set(told) <= {str(each) for each in sc.conditions(formula)}
    assert sc.parse(str(formula)).node is not None
    assert str(sc.parse(str(formula))) == str(formula)
    with pytest.raises(sc.DomainError):
        sc.evaluate(formula, {"x": -1, "y": -1 if "log" in text else 0})
