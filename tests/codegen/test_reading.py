"""JSON programs read back: the same text in every target, and an error for what is none."""

import functools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import symchain as sc
from symchain.codegen import generate
from symchain.codegen.generate import routines
from symchain.codegen.routines import written

from ..formulas import examples
from .test_c import FORMULAS, POINTS, VARIABLES, flat

TARGETS = ("python", "c", "cpython", "numpy", "jax", "torch", "json", "latex", "mathml")
REFUSED = {"jax": ("special", "logistic"), "torch": ("special", "logistic")}
KINDS = ["value", "gradient", "hessian", "jvp", "vjp", "hvp"]


@functools.cache
def both(form):
    """The functions of a formula, and those that come back from their JSON."""
    expr = sc.parse(FORMULAS[form], variables=VARIABLES.get(form, ()))
    direct = routines(expr, emit=KINDS[:3])
    return direct, sc.read_program(written(direct, "json"))


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("form", FORMULAS)
def test_a_program_that_was_read_is_emitted_as_the_formula_is(form, target):
    if form in REFUSED.get(target, ()):
        pytest.skip("the library lacks the function")
    direct, read = both(form)
    assert generate(read, target) == written(direct, target)


@pytest.mark.parametrize("layout", ["dense", "coordinates", "rows"])
def test_every_kind_comes_back(layout):
    expr = sc.parse("x*y + sin(z)*x + exp(y)*w")
    read = sc.read_program(generate(expr, "json", emit=KINDS, layout=layout, kinks="left"))
    options = {"signature": "vector", "name": "f"}
    assert generate(read, **options) == generate(
        expr, emit=KINDS, layout=layout, kinks="left", **options
    )
    several = ["u = x*y; v = u^2; w = v + z", "where(x > 0, x, y)"]
    for source in several:
        model = sc.model(source)
        read = sc.read_program(generate(model, "json", emit=["value", "jacobian", "vjp"]))
        assert generate(read, "c") == generate(model, "c", emit=["value", "jacobian", "vjp"])


def test_what_is_assumed_comes_back():
    text = sc.generate("sqrt(x^2)*y", target="json", assume="x > 0", engines=())
    read = sc.read_program(text)
    assert read.facts["assumptions"] == ["0 < x"]
    direct = sc.generate("sqrt(x^2)*y", assume="x > 0", engines=())
    assert sc.generate(read, engines=()) == direct


def test_a_program_is_evaluated():
    read = sc.read_program(generate("x^2*y + digamma(x)", "json"))
    direct = sc.compile("x^2*y + digamma(x)")
    for point in POINTS:
        for target in ("python", "json", "c"):
            found = sc.compile(read, target).value_and_gradient(*point)
            assert flat(found) == pytest.approx(flat(direct.value_and_gradient(*point)))
    assert repr(read) == "<value, gradient, value_and_gradient of ['x^2*y + digamma(x)']>"


def test_a_wrong_step_is_found_by_the_check():
    text = generate("x*sin(y)", "json")
    read = sc.read_program(text.replace('"sin", "y"', '"cos", "y"'))
    with pytest.raises(sc.CheckError, match="value at x"):
        sc.generate(read, target="python", engines=())
    with pytest.raises(sc.SymchainError, match="only the target"):
        generate(read, wrt=["x"])


# ---- what is no program

PLAIN = json.loads(generate("x*sin(y)", "json", emit="value"))


def changed(**changes):
    """The document with some parts replaced: steps, outputs, or fields by their name."""
    document = json.loads(json.dumps(PLAIN))
    function = document["functions"][0]
    for name, value in changes.items():
        if name in function:
            function[name] = value
        elif name in document:
            document[name] = value
        else:
            document["symchain"][name] = value
    return json.dumps(document)


STEP = "functions[0].steps[0]"
HOSTILE = {
    "no JSON": ("{", "this is no JSON"),
    "empty": ("", "this is no JSON"),
    "a list": ("[]", "the document: an object is expected, not a list"),
    "a number": ("1", "the document: an object is expected, not 1"),
    "nested": ("[" * 1_000_000, "nested too deeply"),
    "digits": ("1" * 10_000, "too many digits"),
    "nan": (changed(outputs=[float("nan")]), "'NaN' is no number of JSON"),
    "twice": ('{"schema": 1, "schema": 1}', "'schema' is given twice"),
    "nothing": ("{}", "the field 'symchain' is missing"),
    "newer": (changed(schema=2), "schema: this version of symchain reads 1, here it is 2"),
    "true schema": (changed(schema=None), "here it is a null"),
    "no functions": (changed(functions=[]), "functions: there is none"),
    "null function": (changed(functions=[None]), "functions[0]: an object is expected"),
    "steps": (changed(steps={}), "functions[0].steps: a list is expected, not an object"),
    "step": (changed(steps=[3]), f"{STEP}: a list is expected"),
    "short step": (changed(steps=[["t0"]]), f"{STEP}: a step is [name, operation"),
    "own step": (changed(steps=[["t0", "sin", "t0"]]), f"{STEP}: 't0' is not known"),
    "later step": (
        changed(steps=[["t0", "sin", "t1"], ["t1", "sin", "t0"]]),
        f"{STEP}: 't1' is not known",
    ),
    "taken name": (changed(steps=[["x", "sin", "y"]]), f"{STEP}: 'x' is there already"),
    "operation": (changed(steps=[["t0", "sinn", "x"]]), "did you mean 'sin'?"),
    "arguments": (changed(steps=[["t0", "sin", "x", "y"]]), "'sin' does not take 2 arguments"),
    "huge": (changed(steps=[["t0", "sin", 10**400]]), "out of the range of double"),
    "large": (changed(steps=[["t0", "sin", "x"]]).replace('"x"]]', "1e999]]"), "out of the range"),
    "truth": (changed(steps=[["t0", "sin", True]]), f"{STEP}: a name or a number is expected"),
    "a condition": (
        changed(steps=[["t0", "less", "x", "y"], ["t1", "sin", "t0"]]),
        "functions[0].steps[1]: a number is expected here",
    ),
    "no condition": (changed(steps=[["t0", "where", "x", "x", "y"]]), "a condition is expected"),
    "condition out": (
        changed(steps=[["t0", "less", "x", "y"]], outputs=["t0"]),
        "functions[0].outputs[0]: a number is expected here",
    ),
    "outputs": (changed(outputs=[1, 2]), "'value' has 1 numbers, here are 2"),
    "kind": (changed(returns="values"), "functions[0].returns: 'values' is unknown"),
    "kind twice": (changed(returns="value_and_value"), "is unknown"),
    "inputs": (changed(inputs={"point": ["y", "x"]}), "functions[0].inputs: these must be"),
    "shapes": (changed(shapes=[3]), "functions[0].shapes"),
    "patterns": (changed(patterns={"A": [1]}), "functions[0].patterns: the names must be []"),
    "formula": (changed(formulas=["x*"]), "symchain.formulas[0]: a number or a name is missing"),
    "assumption": (changed(assumptions=["x >"]), "symchain.assumptions: "),
    "formulas": (changed(formulas=["x", "y"]), "a name for each of the formulas"),
    "name": (changed(variables=["x", "y", "*/ int"]), "'*/ int' is no name of a variable"),
    "line end": (changed(outputs=["f\n"]), "'f\n' is not known"),
    "variables": (changed(variables=["x"], wrt=["x"]), "symchain.variables: 'y' is missing"),
    "wrt": (changed(wrt=["x", "x"]), "symchain.wrt: 'x' is there twice"),
    "mode": (changed(mode="quick"), "symchain.mode: unknown word 'quick'"),
    "scalar": (changed(scalar=1), "symchain.scalar: a truth is expected"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_program_is_an_error_with_its_place(name):
    text, why = HOSTILE[name]
    with pytest.raises(sc.SymchainError) as caught:
        sc.read_program(text)
    assert why in str(caught.value)


WIDE = json.loads(generate(["x*sin(y)", "x"], "json", emit=["jacobian"], layout="rows"))
SPARSE = {
    "name": {"JACOBIAN_ROWS": [0], "JACOBIAN_COLUMNS": [0]},
    "text": {"JACOBIAN_STARTS": ["0"], "JACOBIAN_COLUMNS": [0]},
    "outside": {"JACOBIAN_STARTS": [0, 2, 3], "JACOBIAN_COLUMNS": [0, 1, 2]},
    "negative": {"JACOBIAN_STARTS": [0, 2, 3], "JACOBIAN_COLUMNS": [0, 1, -1]},
    "starts": {"JACOBIAN_STARTS": [0, 4, 3], "JACOBIAN_COLUMNS": [0, 1, 0]},
    "few": {"JACOBIAN_STARTS": [0, 3], "JACOBIAN_COLUMNS": [0, 1, 0]},
}


@pytest.mark.parametrize("name", SPARSE)
def test_places_of_entries_are_looked_at(name):
    document = json.loads(json.dumps(WIDE))
    document["functions"][0]["patterns"] = SPARSE[name]
    with pytest.raises(sc.SymchainError, match=r"functions\[0\].patterns"):
        sc.read_program(json.dumps(document))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)


def places(value, path=()):
    yield path
    if isinstance(value, dict):
        items = value.items()
    else:
        items = enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from places(inner, (*path, key))


@examples(150)
@given(st.data())
def test_a_program_with_a_part_replaced_is_read_or_refused(data):
    document = json.loads(json.dumps(PLAIN))
    path = data.draw(st.sampled_from(sorted(filter(None, places(document)), key=str)))
    inner = document
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = data.draw(VALUES)
    try:
        read = sc.read_program(json.dumps(document))
        for target in ("python", "c", "latex"):
            generate(read, target)
    except sc.SymchainError:
        pass
