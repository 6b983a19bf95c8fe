"""Laws of everything that is made of formulas, on random ones: programs, modules, equations."""

import json
import math
import warnings
from importlib.util import find_spec

import mpmath
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import symchain as sc
from symchain.checking import evaluate_matrix, evaluate_slopes
from symchain.display import FORMATS, formatted
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

MODES = ("forward", "reverse", "mixed")


def given_at(expr, x, y):
    """The coordinates of the variables that a formula or a model has."""
    return {v.name: {"x": x, "y": y}[v.name] for v in expr.variables}


def truth(formula, point, place=None):
    """The value, or the slope by x or y; the example is skipped where there is none."""
    try:
        if place is not None:
            return slope_at(formula, point, place)
        value, closer = (value_at(formula, point, digits) for digits in (80, 120))
    except UndefinedError:
        assume(False)
    assume(abs(value - closer) <= mpmath.mpf(10) ** -40 * abs(closer))  # tan(acos(0)) is a pole
    return value


def smooth(formula, point):
    """The slopes by x and y, at a point where both are."""
    return [truth(formula, point, place) for place in (0, 1)]


def close(wanted, rel=1e-12):
    return pytest.approx(float(wanted), rel=rel, abs=1e-40)


# ---- programs: each step may use the names of those before it


@st.composite
def programs(draw):
    """The text of a program, and the formulas of its steps as (text, binds, value)."""
    steps, lines = [], []
    for number in range(draw(st.integers(1, 4))):
        own = draw(FORMULAS)
        for name, formula in enumerate(steps):
            if draw(st.booleans()):
                own = joined(draw(st.sampled_from("+-*")), own, (f"s{name}", 100, formula[2]))
        steps.append(own)
        lines.append(f"s{number} = {own[0]}")
    return draw(st.sampled_from(["\n", "; "])).join(lines), steps


def joined(sign, a, b):
    made = {"+": lambda u, v: u + v, "-": lambda u, v: u - v, "*": lambda u, v: u * v}[sign]
    return f"({a[0]}){sign}{b[0]}", 0, lambda x, y: made(a[2](x, y), b[2](x, y))


@examples(100)
@given(programs(), COORDINATES, COORDINATES)
def test_programs_are_their_formulas(program, x, y):
    text, steps = program
    try:
        model = sc.model(text)
    except sc.SymchainError:
        assume(False)  # a quotient by 0, a power beyond all doubles
    for name, step in enumerate(steps):
        wanted, expr = truth(step, (x, y)), model.composed[f"s{name}"]
        assert sc.evaluate(expr, given_at(expr, x, y)) == close(wanted)
    last = model.selected([f"s{len(steps) - 1}"])
    slopes = smooth(steps[-1], (x, y))
    for mode in MODES:
        matrix = sc.jacobian(last, mode=mode)
        try:
            found = evaluate_matrix(matrix, given_at(last, x, y))[0]
        except sc.DomainError:  # 0/0 in the chain rule, at a single point
            continue
        for column, number in zip(matrix.columns, found, strict=True):
            assert number == close(slopes["xy".index(column)])


# ---- derivatives of second order, series, equations


@examples(80)
@given(FORMULAS, COORDINATES, COORDINATES)
def test_the_hessian_is_a_difference_of_slopes(formula, x, y):
    expr = parsed(formula)
    smooth(formula, (x, y))
    matrix = sc.hessian(expr)
    try:
        found = evaluate_matrix(matrix, given_at(expr, x, y))
    except sc.DomainError:
        assume(False)
    for i, row in enumerate(matrix.rows):
        for j, column in enumerate(matrix.columns):
            wanted = curvature(formula, (x, y), "xy".index(row), "xy".index(column))
            assert found[i][j] == close(wanted, 1e-10)
            assert found[i][j] == found[j][i]


def curvature(formula, point, first, second):
    """The second derivative by differences; the example is skipped where there is none.

    Differences of several shapes have to agree: those of one shape do where x = y is a line of kinks.
    """
    with mpmath.workdps(200):
        step = mpmath.mpf(10) ** -40
        base = [mpmath.mpf(c.numerator) / c.denominator for c in point]

        def at(a, b):
            moved = list(base)
            moved[first] += a * step
            moved[second] += b * step
            return formula[2](*moved)

        try:
            near, *others = (
                (at(a, b) - at(a, -b) - at(-a, b) + at(-a, -b)) / (4 * a * b * step * step)
                for a, b in ((1, 1), (2, 2), (2, 3), (3, 2))
            )
        except (UndefinedError, ZeroDivisionError, ValueError, OverflowError, TypeError):
            assume(False)
        for other in others:
            assume(abs(near - other) <= mpmath.mpf(10) ** -20 * (1 + abs(near)))
        return near


@examples(60)
@given(FORMULAS, COORDINATES, COORDINATES)
def test_series_begin_with_value_and_slope(formula, x, y):
    expr = parsed(formula)
    assume("x" in {v.name for v in expr.variables})
    value, slope = truth(formula, (x, y)), truth(formula, (x, y), 0)
    try:
        found = sc.taylor(expr, "x", 3, given_at(expr, x, y))
    except (sc.DomainError, sc.DerivativeError):
        return
    assert found[0] == close(value) and found[1] == close(slope)


@examples(60)
@given(FORMULAS, COORDINATES, COORDINATES)
def test_an_equation_has_the_slope_of_its_curve(formula, x, y):
    expr = parsed(formula)
    assume({v.name for v in expr.variables} == {"x", "y"})
    level, slopes = truth(formula, (x, y)), smooth(formula, (x, y))
    assume(abs(slopes[1]) > 1e-30)
    try:
        found = sc.implicit([sc.equal(expr, sc.symbol("z"))], "y", "x").derivatives["y"]["x"]
        at = {"x": x, "y": y, "z": mpmath.nstr(level, 75)}
        number = sc.evaluate(found, {v.name: at[v.name] for v in found.variables})
    except sc.DomainError:
        return
    assert number == close(-slopes[0] / slopes[1], 1e-9)


# ---- modules, claims, what is printed


@examples(40)
@given(FORMULAS, COORDINATES, COORDINATES)
def test_modules_of_all_kinds_agree_with_the_formulas(formula, x, y):
    expr = parsed(formula)
    assume(expr.variables)
    at = given_at(expr, x, y)
    names = list(at)
    slopes = smooth(formula, (x, y))
    try:
        wanted = evaluate_slopes(expr, sc.derivatives(expr), at)
    except sc.DomainError:
        assume(False)
    assume(all(abs(s) < 1e100 for s in slopes) and is_in_domain(expr, at))
    f = sc.compile(expr, emit="gradient, jvp, vjp")
    point = [float(at[name]) for name in names]
    gradient = list(f.gradient(*point))
    size = max([1e-30, *map(abs, wanted.values())])
    assert gradient == pytest.approx(list(wanted.values()), rel=1e-6, abs=1e-6 * size)
    assert f.jvp(*point, *[1.0] * len(names)) == pytest.approx(
        sum(gradient), rel=1e-6, abs=1e-6 * size
    )
    assert list(f.vjp(*point, 1.0)) == pytest.approx(gradient, rel=1e-6, abs=1e-6 * size)


# Targets that raise no exceptions, where what they need is installed.
QUIET = [name for name, needed in (("numpy", "scipy"), ("native", "llvmlite")) if find_spec(needed)]


@examples(60)
@given(FORMULAS, COORDINATES, COORDINATES)
def test_what_raises_in_python_is_no_number_elsewhere(formula, x, y):
    expr = parsed(formula)
    assume(expr.variables)
    point = [float(x) for x in given_at(expr, x, y).values()]
    try:
        sc.compile(expr).value(*point)
    except OverflowError:
        assume(False)
    except (ValueError, ZeroDivisionError):
        for target in QUIET:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                value = sc.compile(expr, target=target).value(*point)
            assert not math.isfinite(value), (target, value)


@examples(40)
@given(FORMULAS)
def test_right_claims_pass_and_wrong_ones_do_not(formula):
    expr = parsed(formula)
    assume(expr.variables)
    name = expr.variables[0].name
    slope = sc.diff(expr, name)
    try:
        verdict = sc.check(expr, {name: slope})
    except sc.CheckError:  # no point of its domain is found
        return
    # a^b*log(a) has no value where a stays 0, but a^b has a slope: that is told
    assert verdict.passed or "got nan" in str(verdict), verdict
    assert json.dumps(verdict.as_dict())
    wrong = slope * 1.001 + 1
    assert not sc.check(expr, {name: wrong}).passed


@examples(80)
@given(FORMULAS)
def test_everything_prints(formula):
    expr = parsed(formula)
    for how in FORMATS:
        for each in (expr, *sc.derivatives(expr).values()):
            try:
                assert formatted(each, how)
            except sc.SymchainError as error:
                assert "SymPy" in str(error)
    for variable in expr.variables:
        told = sc.steps(expr, variable)
        slope = sc.derivatives(expr, [variable])[variable.name]
        assert told.lines[-1].right.startswith(str(slope)[:20])
        assert all(str(sc.steps(expr, variable, how=how)) for how in ("unicode", "latex"))
    if expr.variables:
        assert str(sc.passes(expr)) and sc.passes(expr).dot()
        json.dumps(sc.passes(expr).as_dict())
