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
from symchain.graph.expr import into
from symchain.graph.graph import Graph
from symchain.parsing import parse_node

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
    conditions = [parse_node(graph, text, variables=names) for text in texts]
    return graph, inputs, node, conditions


def points(graph, inputs, node, conditions, count=2):
    """Deterministic points at which the conditions hold and the function has a value."""
    reference = Reference(graph, [node, *conditions])
    whole = integer_variables(graph, reference.order)
    found = []
    for number, point in enumerate(candidates(graph, inputs, {}, whole)):
        value, *holds = reference.values(point)
        small = value == value and abs(value) < 1e12
        if small and all(holds):
            found.append(point)
        if len(found) == count or number > 60:
            return found


@pytest.mark.parametrize(
    ("op", "place"), PARTIALS, ids=lambda item: getattr(item, "name", str(item))
)
EXACT = [(op, key, value) for op in ROWS for key, value in op.at.items()]


@pytest.mark.parametrize(
    ("op", "key", "value"), EXACT, ids=lambda item: getattr(item, "name", str(item))
)
def test_names_are_unique():
    names = [name for op in ROWS for name in (op.name, *op.synonyms)]
    assert len(names) == len(set(names))
    assert set(SYNONYMS.values()) <= TABLE.keys()


def test_what_has_no_closed_form_is_refused():
    for text, variable in (("besselj(n, x)", "n"), ("gammainc(s, x)", "s"), ("zetaprime(s)", "s")):
        with pytest.raises(DerivativeError, match="no closed form"):
            sc.derivatives(sc.parse(text), [variable])


def test_no_sample_point_is_told():
    with pytest.raises(CheckError, match="--range"):
        sc.check(sc.parse("sqrt(-1 - x^2)"), {"x": "1"})
