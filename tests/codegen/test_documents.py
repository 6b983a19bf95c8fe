"""Emitted LaTeX and MathML: read by a small reader of MathML and computed, they are the program."""

import math
import os
import pathlib
import re
import xml.etree.ElementTree as ElementTree

import pytest

import symchain as sc
from symchain.codegen import digest, generate
from symchain.codegen.header import read_header
from symchain.display.latex import latex, name
from symchain.display.mathml import NAMESPACE, markup, mathml
from symchain.functions import ROWS, TABLE

from .test_c import FORMULAS, VARIABLES, flat

GOLDEN = pathlib.Path(__file__).parent / "golden"
POINT = (0.7, 1.3)
WORDS = {"ln": "log", "sgn": "sign", "Γ": "gamma", "ψ": "digamma", "ζ": "zeta", "log2": "log2"}
WORDS |= {f"arc{each}": f"a{each}" for each in ("sin", "cos", "tan")} | {"log10": "log10"}
SIGNS = {"\u2062": "*", "\u2061": "", "\u2212": "-", "\u22c5": "*", "\u2264": "<=", "\u2260": "!="}
SIGNS |= {"\u2227": " and ", "\u2228": " or ", "\u00ac": " not ", "=": "==", "\u21d4": "=="}
FENCES = {"|": "abs(", "\u230a": "math.floor(", "\u2308": "math.ceil(", "(": "("}
CHILDREN = {"mfrac": 2, "msup": 2, "msub": 2, "mroot": 2, "msubsup": 3, "mover": 2}


def elements(text):
    """The root of a text of MathML, its elements without their namespace."""
    root = ElementTree.fromstring(text)
    for element in root.iter():
        element.tag = element.tag.removeprefix(f"{{{NAMESPACE}}}")
    return root


def wrapped(inside):
    return elements(f"<mrow>{inside}</mrow>")


def text_of(element):
    return "".join(element.itertext())


def table_function(word):
    op = TABLE[WORDS.get(word, word)]
    names = [f"a{i}" for i in range(9)]

    def apply(*args):
        given = dict(zip(names, map(float, args), strict=False))
        return sc.evaluate(f"{op.name}({', '.join(given)})", given)

    return apply


def python(element, env):
    """The Python text of an element that stands for a number, a condition or a function."""
    children = [child for child in element if child.tag != "mspace"]
    tag, text = element.tag, text_of(element)
    if tag in ("mi", "msub", "mover") and text in env:
        return f"env[{text!r}]"
    if tag == "mi" and text in ("e", "π"):
        return {"e": "math.e", "π": "math.pi"}[text]
    if tag == "mi" or (tag == "msub" and text in WORDS):
        return f"table_function({text!r})"
    if tag == "mn":
        return text
    if tag == "mo":
        return SIGNS.get(text, text)
    if tag == "mtable":
        *rows, last = [[python(cell, env) for cell in row] for row in element]
        return "".join([f"{a} if {c} else " for a, c in rows]) + last[0]
    parts = [python(child, env) for child in children]
    if tag == "mfrac":
        return f"(({parts[0]})/({parts[1]}))"
    if tag == "msqrt":
        return f"math.sqrt({''.join(parts)})"
    if tag == "mroot":
        return f"math.copysign(abs({parts[0]})**(1/({parts[1]})), {parts[0]})"
    if tag == "msup" and parts[0].startswith("table_function"):
        return f"(lambda *a: {parts[0]}(*a)**({parts[1]}))"
    if tag == "msup":
        return f"(({parts[0]})**({parts[1]}))"
    if tag == "msubsup":
        return f"(env[{text_of(children[0]) + text_of(children[1])!r}]**({parts[2]}))"
    if tag == "msub" and children[0].text == "j":
        return f"(lambda x: table_function('sphericalj')({parts[1]}, x))"
    if tag == "mtext":
        return ""
    if children and children[0].tag == "mo" and children[0].text in (*FENCES, "{"):
        inside = "".join(parts[1:-1] if children[0].text != "{" else parts[1:])
        return f"{FENCES.get(children[0].text, '(')}{inside})"
    assert tag in ("mrow", "mtd"), tag
    return "".join(parts)


def computed(lines, point):
    """The values of all lines (left, right) as elements, by the text of what stands left."""
    env = dict(point)
    for left, right in lines:
        space = {"env": env, "math": math, "table_function": table_function, "abs": abs}
        env[text_of(left)] = eval(python(right, env), space)
    return env


def shown(names, point):
    return {
        text_of(wrapped(markup(name(each)))): number
        for each, number in zip(names, point, strict=False)
    }


@pytest.mark.parametrize("form", FORMULAS)
def test_a_document_computes_what_the_module_does(form):
    expr = sc.parse(FORMULAS[form], variables=VARIABLES.get(form, ()))
    names = [variable.name for variable in expr.variables]
    point = [POINT[i % 2] + i // 2 for i in range(len(names))]
    expected = flat(sc.compile(expr).value_and_gradient(*point))
    text = generate(expr, "mathml")
    rows = [list(row) for row in elements(text.encode()).iter("mtr") if len(row) == 3]
    env = computed([(row[0], row[2]) for row in rows], shown(names, point))
    found = [env[text_of(row[0])] for row in rows][-len(expected) :]
    assert found == pytest.approx(expected, rel=1e-9)

    lines = re.findall(r"^  (.*?) &(?:=|\\iff) (.*?)(?: \\\\)?$", generate(expr, "latex"), re.M)
    pairs = [tuple(wrapped(markup(side)) for side in line) for line in lines]
    env = computed(pairs, shown(names, point))
    assert [env[text_of(left)] for left, _ in pairs][-len(expected) :] == pytest.approx(found)


def test_every_kind_of_result_has_a_name():
    formulas = ["x*sin(y)", "x^2*y"]
    text = generate(formulas, "latex", emit=["value", "jacobian", "jvp", "vjp"])
    lefts = re.findall(r"^  (\S.*?) &", text, re.M)[-10:]
    slope = r"\frac{\partial f_{%d}}{\partial %s}"
    assert lefts == [
        *("f_{1}", "f_{2}", slope % (1, "x"), slope % (1, "y"), slope % (2, "x"), slope % (2, "y")),
        *(r"\dot{f_{1}}", r"\dot{f_{2}}", r"\bar{x}", r"\bar{y}"),
    ]
    text = generate("x^2*y", "latex", emit=["hessian", "hvp"], layout="rows")
    assert re.findall(r"^  (\S.*?) &", text, re.M)[-4:] == [
        r"\frac{\partial^{2} f}{\partial x^{2}}",
        r"\frac{\partial^{2} f}{\partial y \, \partial x}",
        r"\frac{\partial \dot{f}}{\partial x}",
        r"\frac{\partial \dot{f}}{\partial y}",
    ]


@pytest.mark.parametrize("op", [op for op in ROWS if op.parameters], ids=lambda op: op.name)
def test_every_function_is_well_formed_markup(op):
    from symchain.graph.graph import Graph

    graph = Graph()
    flags = [graph.compare(TABLE["less"], graph.symbol("u"), graph.symbol(v)) for v in "vw"]
    args = [
        flags[i % 2] if i in op.conditions else graph.symbol("abcd"[i])
        for i in range(len(op.parameters))
    ]
    for node in (graph.apply(op, tuple(args)), graph.intern(op, tuple(args))):
        root = elements(mathml(graph, node))
        for element in root.iter():
            assert len(element) == CHILDREN.get(element.tag, len(element)), op.name
            if element.tag in ("mi", "mn", "mo", "mtext"):
                assert element.text and not len(element)
        written = latex(graph, node)
        assert written.count("{") == written.count("}")
        assert written.count(r"\left") == written.count(r"\right")


def test_markup_of_deep_formulas():
    e = sc.parse("x")
    for _ in range(20_000):
        e = sc.sin(e)
    assert mathml(e.graph, e.node).count("<mi>sin</mi>") == 20_000


def test_names_are_safe():
    text = generate("θ*alpha_1 + lambda*x_ab^2 + q1", "latex", emit="value")
    assert r"\theta \alpha_{1} + \lambda x_{\mathrm{ab}}^{2} + q_{1}" in text
    text = generate("θ*theta", "latex", emit="value")
    assert r"\mathrm{theta}" in text  # two names that look alike are told apart


@pytest.mark.parametrize("ending", ["tex", "mml", "json"])
@pytest.mark.parametrize("form", ["product", "ladder", "residuals"])
def test_text_is_the_golden_one(form, ending):
    from .test_golden import CASES, formula

    target = {"tex": "latex", "mml": "mathml", "json": "json"}[ending]
    text = generate(formula(form), target, **CASES[form][2])
    file = GOLDEN / f"{form}.{ending}"
    if os.environ.get("SYMCHAIN_UPDATE_GOLDEN"):
        file.write_text(text)
    assert text == file.read_text() == generate(formula(form), target, **CASES[form][2])
    facts, code = read_header(text)
    assert facts["sha256"] == digest(code) and facts["target"] == target
