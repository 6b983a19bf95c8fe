"""Every public function takes a formula, its text or a model; what is none of these is told."""

import pytest

import symchain as sc

FORMULA = "x^2*exp(y) + y"
AT = {"x": 0.5, "y": 2}

# name -> what is asked of a formula
ASKED = {
    "assuming": lambda f: sc.simplify(sc.assuming(f, "x > 0")),
    "check": lambda f: sc.check(f, {"x": "2*x*exp(y)"}).as_dict(),
    "compile": lambda f: sc.compile(f, emit="value,gradient").source,
    "compose": lambda f: str(sc.compose(f, "x = u*v; y = u")),
    "conditions": lambda f: sc.conditions(f),
    "costs": lambda f: sc.costs(f).as_dict(),
    "derivative_at": lambda f: sc.derivative_at(f, "x", 2, AT),
    "derivatives": lambda f: sc.derivatives(f),
    "diff": lambda f: sc.diff(f, "x", 2, "y"),
    "evaluate": lambda f: sc.evaluate(f, AT),
    "generate": lambda f: sc.generate(f),
    "gradient": lambda f: sc.gradient(f, "x, y"),
    "hessian": lambda f: sc.hessian(f).as_dict(),
    "hvp": lambda f: sc.hvp(f, {"x": 1}),
    "implicit": lambda f: sc.implicit(f, "y").derivatives,
    "generate_implicit": lambda f: sc.generate_implicit(f, "y", ranges={"x": (1, 2)}),
    "jacobian": lambda f: sc.jacobian(f).as_dict(),
    "jvp": lambda f: sc.jvp(f, {"x": 1, "y": "x"}),
    "passes": lambda f: sc.passes(f, at=AT).as_dict(),
    "path": lambda f: sc.path(f, "t", let={"x": "cos(t)", "y": "t"}).derivative,
    "simplify": lambda f: sc.simplify(f),
    "steps": lambda f: str(sc.steps(f, "x")),
    "taylor": lambda f: sc.taylor(f, "x", 3, AT),
    "to_sympy": lambda f: sc.to_sympy(f),
    "vjp": lambda f: sc.vjp(f, {"f": 2}),
}
OTHERS = {
    *("Composition", "Costs", "Expr", "Implicit", "Matrix", "Model", "Passes"),
    *("TotalDerivative", "TotalDerivatives"),
    *("equal", "unequal", "from_sympy", "function", "load", "model", "parse", "parse_many"),
    "read_program",
    *("symbol", "symbols", "trace"),
}  # that take no formula, or make one


def test_all_are_asked():
    named = {name for name in sc.__all__ if not name.endswith("Error")}
    assert named == ASKED.keys() | OTHERS


@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED)
def test_text_is_as_good_as_a_formula(ask):
    wanted = ask(sc.parse(FORMULA))
    assert ask(FORMULA) == wanted
    assert ask(sc.model(FORMULA)) == wanted


NO_FORMULAS = {
    "nothing": None,
    "a complex number": 2j,
    "an object": object(),
    "a dictionary": {"x": 1},
    "bytes": b"x^2",
    "a list of nothing": [None],
    "an object in a list": ["x^2", object()],
}


@pytest.mark.parametrize("source", NO_FORMULAS.values(), ids=NO_FORMULAS)
@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED)
def test_what_is_no_formula_is_told(ask, source):
    with pytest.raises(sc.SymchainError) as caught:
        ask(source)
    assert str(caught.value)


WRONG = {
    "a number for a point": lambda: sc.evaluate("x", 3),
    "a list for a point": lambda: sc.taylor("x", "x", 2, [0.5]),
    "a number for names": lambda: sc.gradient("x", 5),
    "numbers for names": lambda: sc.jacobian("x", [1, 2]),
    "a formula for a name": lambda: sc.diff("x", sc.parse("x + 1")),
    "nothing for a name": lambda: sc.taylor("x", None, 2, {"x": 1}),
    "a name for a direction": lambda: sc.jvp("x", "x"),
    "an object for a component": lambda: sc.jvp("x", {"x": object()}),
    "a list for a claim": lambda: sc.check("x", {"x": [1]}),
    "a text for a claim": lambda: sc.check("x", "1"),
    "a fraction of an order": lambda: sc.taylor("x", "x", 2.5, {"x": 1}),
    "a fraction of an order of derivatives": lambda: sc.derivatives("x", order=1.5),
    "an order below zero": lambda: sc.derivatives("x", order=-1),
    "a text for an order": lambda: sc.implicit("x*y = 1", "y", order="2"),
    "a number for weights": lambda: sc.vjp("x", 3),
    "a number for kinds": lambda: sc.compile("x", emit=3),
    "an object for a value": lambda: sc.evaluate("x", {"x": object()}),
    "a list for a value": lambda: sc.evaluate("x", {"x": [1]}),
    "a number for a text": lambda: sc.parse(3),
    "a number for the text of a model": lambda: sc.model(None),
    "a level of simplification": lambda: sc.simplify("x", "hard"),
    "a number for a range": lambda: sc.check("x", {"x": 1}, ranges={"x": 3}),
    "a number for ranges": lambda: sc.generate("x", ranges=3),
    "a number for what is put in": lambda: sc.parse("x").subs({"x": object()}),
    "a number for the text of a program": lambda: sc.read_program(3),
    "a number for the path of a file": lambda: sc.load(3.5),
    "the number of a file": lambda: sc.load(3),
    "names in the place of one": lambda: sc.diff("x*y", "x, y"),
    "a formula's text for a name": lambda: sc.gradient("x", "x^2"),
    "no text for a name": lambda: sc.diff("x", ""),
    "no name for one of several": lambda: sc.diff("x*y"),
    "no name for one of none": lambda: sc.diff("3"),
    "a text for an order of derivatives": lambda: sc.derivatives("x^2", order="2"),
    "a billion for an order": lambda: sc.diff("exp(x)", "x", 10**9),
    "a number for an assumption": lambda: sc.diff("x", "x", assume=3),
    "a number for a range of a module": lambda: sc.generate("x", ranges={"x": 3}),
    "a number for variables": lambda: sc.parse("x", variables=3),
    "numbers for variables": lambda: sc.model("x", variables=[3]),
    "a number for symbols": lambda: sc.symbols(3),
    "a function for parameters": lambda: sc.function("square", lambda x: x**2),
}


@pytest.mark.parametrize("ask", WRONG.values(), ids=WRONG)
def test_wrong_kinds_are_told(ask):
    with pytest.raises(sc.SymchainError) as caught:
        ask()
    assert str(caught.value)


def test_the_only_variable_needs_no_name():
    assert sc.diff("x^2") == sc.parse("x^2").diff() == sc.parse("2*x")
    assert sc.diff("n*x^2", assume="n integer") == sc.diff("n*x^2", "x")


def test_lists_and_texts_mix():
    x, y = sc.symbols("x y")
    found = sc.jacobian([x * y, "x^2", 3, "y = sin(z)"])
    assert found.columns == ("x", "y", "z") and found.rows == ("f1", "f2", "f3", "f4")
    assert str(found[3, 2]) == "cos(z)"


def test_names_given_beside_a_text_are_variables():
    assert str(sc.diff("gamma*x", "gamma")) == "x"
    assert sc.evaluate("e^2", {"e": 3}) == 9
    assert sc.jacobian("beta*x", "beta").columns == ("beta",)
    assert sc.taylor("pi^2", "pi", 2, {"pi": 1}) == [1, 2, 1]
    assert sc.hvp("e^2", {"e": 1}) == {"e": sc.parse("2")}


def test_names_may_stand_in_one_text():
    assert sc.compile("x*y", variables="y, x").gradient(2.0, 3.0) == (3.0, 2.0)
    assert list(sc.derivatives("x*y*z", "x z")) == ["x", "z"]
    f = sc.compile("x*y", emit="value, hvp")
    assert f.value_and_hvp(2.0, 3.0, 1.0, 0.0) == (6.0, (0.0, 1.0))


@pytest.mark.parametrize("name", ["", "1a", "a b", "x'", "x+y", "if", "and", "v" * 1001, "\u202ex"])
def test_names_that_no_formula_spells_are_refused(name):
    with pytest.raises(sc.SymchainError, match="cannot be the name of a variable"):
        sc.symbol(name)


def test_names_have_one_spelling():
    assert sc.symbol("x₁") == sc.parse("x1") == sc.symbol(" x1 ")
    assert sc.symbols("θ, x₂") == (sc.parse("θ"), sc.parse("x2"))
    assert sc.parse(str(sc.symbol("pi")), variables=["pi"]) == sc.symbol("π")
