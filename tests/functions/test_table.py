"""The table is the test plan: every partial, exact value, parity, inverse and domain, row by row."""

import json
import math
import pathlib

import mpmath
import pytest

import symchain as sc
from symchain.calculus.recipes import recipe
from symchain.checking.floats import Tape
from symchain.checking.reference import Reference
from symchain.checking.sampling import candidates, integer_variables
from symchain.errors import CheckError, DerivativeError
from symchain.functions import ROWS, SYNONYMS, TABLE
from symchain.graph.graph import Graph

DATA = pathlib.Path(__file__).parent.parent / "data"
CALLED = [op for op in ROWS if op.parameters and not op.boolean and not op.conditions]
PARTIALS = [
    (op, i) for op in CALLED for i in range(len(op.parameters)) if op.partial(i) is not None
]


@pytest.fixture(autouse=True)
def many_digits():
    with mpmath.workdps(60):
        yield


def applied(op):
    """A row at variables of its own, and the conditions of its domain and smoothness."""
    graph = Graph()
    count = 3 if op.variadic else len(op.parameters)
    inputs = [graph.symbol(f"v{i}") for i in range(count)]
    node = graph.apply(op, tuple(inputs))
    names = dict(zip((*op.parameters, "y"), (*inputs[: len(op.parameters)], node), strict=True))
    texts = [text for text in (op.domain, op.smooth) if text]
    conditions = [sc.parsing.parse_node(graph, text, variables=names) for text in texts]
    return graph, inputs, node, conditions


def points(graph, inputs, node, conditions, count=6):
    """Deterministic points at which the conditions hold and the function has a value."""
    reference = Reference(graph, [node, *conditions])
    whole = integer_variables(graph, reference.order)
    found = []
    for number, point in enumerate(candidates(graph, inputs, {}, whole)):
        value, *holds = reference.values(point)
        small = value == value and abs(value) < 1e12
        if small and all(holds):
            found.append(point)
        if len(found) == count or number > 300:
            return found


@pytest.mark.parametrize(
    ("op", "place"), PARTIALS, ids=lambda item: getattr(item, "name", str(item))
)
def test_partial_is_the_derivative(op, place):
    graph, inputs, node, conditions = applied(op)
    if op.parameters[place] in op.integers:
        return
    slope = recipe(op, place).times(
        graph, graph.constant(1), [inputs[place], node] if op.variadic else [*inputs, node]
    )
    rule, truth = Reference(graph, [slope]), Reference(graph, [node])
    found = points(graph, inputs, node, conditions)
    assert found, "no point in the row's own domain"
    for point in found:
        expected = truth.slope(point, {inputs[place]: 1.0})
        got = rule.values(point)[0]
        assert abs(got - expected) <= mpmath.mpf(10) ** -20 * (1 + abs(expected)), point


EXACT = [(op, key, value) for op in ROWS for key, value in op.at.items()]


@pytest.mark.parametrize(
    ("op", "key", "value"), EXACT, ids=lambda item: getattr(item, "name", str(item))
)
def test_exact_value(op, key, value):
    graph = Graph()
    x = graph.symbol("x")
    exact = Reference(graph, [graph.apply(op, (x,))])
    with mpmath.workdps(60):
        at, truth = (
            Reference((e := sc.parse(str(t))).graph, [e.node]).values({})[0] for t in (key, value)
        )
        assert abs(exact.values({x: at})[0] - truth) < mpmath.mpf(10) ** -40
    assert sc.parse(f"{op.name}({key})") == sc.parse(str(value))


@pytest.mark.parametrize("op", [op for op in ROWS if op.parity], ids=lambda op: op.name)
def test_parity(op):
    graph, inputs, node, conditions = applied(op)
    reference = Reference(graph, [node])
    for point in points(graph, inputs, node, conditions, 3):
        here = reference.values(point)[0]
        there = reference.values({inputs[0]: -point[inputs[0]]})[0]
        sign = 1 if op.parity == "even" else -1
        assert abs(there - sign * here) <= mpmath.mpf(10) ** -40 * (1 + abs(here))


@pytest.mark.parametrize("op", [op for op in ROWS if op.inverse], ids=lambda op: op.name)
def test_inverse(op):
    graph, inputs, node, conditions = applied(op)
    back = graph.intern(TABLE[op.inverse], (node,))
    for point in points(graph, inputs, node, conditions[:1] if op.domain else [], 4):
        value = Reference(graph, [back]).values(point)[0]
        assert abs(value - point[inputs[0]]) <= mpmath.mpf(10) ** -25 * (1 + abs(value))


def test_names_are_unique():
    names = [name for op in ROWS for name in (op.name, *op.synonyms)]
    assert len(names) == len(set(names))
    assert set(SYNONYMS.values()) <= TABLE.keys()


def test_what_has_no_closed_form_is_refused():
    for text, variable in (("besselj(n, x)", "n"), ("gammainc(s, x)", "s"), ("zetaprime(s)", "s")):
        with pytest.raises(DerivativeError, match="no closed form"):
            sc.derivatives(sc.parse(text), [variable])


RULES = [
    pytest.param(row, id=row["id"])
    for row in map(json.loads, (DATA / "derivative_rules.jsonl").read_text().splitlines()[1:])
]


@pytest.mark.parametrize("row", RULES)
def test_rule_of_the_corpus(row):
    expr = sc.parse(row["expr"], variables=row["vars"])
    names = row["var"] if isinstance(row["var"], list) else [row["var"]]
    ours = expr.diff(*names)
    truth = sc.parse(row["expected"], variables=row["vars"])
    graph = Graph()
    nodes = [sc.graph.expr.into(graph, e) for e in (ours, truth)]
    variables = [graph.symbol(name) for name in row["vars"]]
    seen = 0
    for number, point in enumerate(candidates(graph, variables, row["vars"], set())):
        got, expected = Reference(graph, nodes).values(point)
        if expected == expected:
            seen += 1
            assert abs(got - expected) <= mpmath.mpf(10) ** -20 * (1 + abs(expected)), point
        if seen == 3 or number > 20:
            break
    assert seen


@pytest.mark.parametrize("op", CALLED, ids=lambda op: op.name)
def test_doubles_follow_the_reference(op):
    graph, inputs, node, conditions = applied(op)
    tape, reference = Tape(graph, node, inputs), Reference(graph, [node])
    for point in points(graph, inputs, node, conditions, 3):
        value, truth = tape.values(point)[node], float(reference.values(point)[0])
        assert math.isclose(value, truth, rel_tol=1e-9, abs_tol=1e-12), point


def test_no_sample_point_is_told():
    with pytest.raises(CheckError, match="--range"):
        sc.check(sc.parse("sqrt(-1 - x^2)"), {"x": "1"})
