"""Programs as models: named steps, functions, vectors, equations to solve."""

import pytest

import symchain as sc


def test_steps_stay_as_they_were_written():
    model = sc.model("u = x*y\nv = exp(u)  # a comment\nL = v + w")
    assert {name: str(step) for name, step in model.steps.items()} == {
        "u": "x*y",
        "v": "exp(u)",
        "L": "v + w",
    }
    assert {name: str(expr) for name, expr in model.outputs.items()} == {"L": "exp(x*y) + w"}
    assert model.inputs == ("x", "y", "w")
    assert str(model.composed["v"]) == "exp(x*y)"


def test_a_model_and_parse_give_the_same_node():
    text = "a = x^2; b = a*y; f(t) = t*a; f(b) + b"
    assert list(sc.model(text).outputs.values()) == [sc.parse(text)]


OUTPUTS = [
    ("x^2", ["f"]),
    ("f*x", ["g"]),
    ("[x, y]", ["f1", "f2"]),
    ("y = x^2", ["y"]),
    ("a = x; b = a; c = a", ["b", "c"]),
    ("a = x; a; a*2", ["f1", "f2"]),
    ("x^2 = y; solve y", ["y"]),
    ("x^2 + y^2 = 1; solve y; z = x*y", ["z"]),
]


@pytest.mark.parametrize(("text", "names"), OUTPUTS)
def test_outputs(text, names):
    assert list(sc.model(text).outputs) == names


def test_other_outputs_can_be_asked_for():
    model = sc.model("u = x*y; v = sin(u); L = v^2").selected(["u", "L"])
    assert {name: str(expr) for name, expr in model.outputs.items()} == {
        "u": "x*y",
        "L": "sin(x*y)^2",
    }


def test_equations_become_residuals():
    model = sc.model("x^2 + y^2 = r^2; x*y = 1; solve x, y")
    assert [str(residual) for residual in model.residuals] == ["x^2 + y^2 - r^2", "x*y - 1"]
    assert model.unknowns == ("x", "y") and model.inputs == ("r",)
    assert sc.model("E = M + e0*sin(E); solve E").unknowns == ("E",)


def test_a_condition_can_be_a_step():
    model = sc.model("c = x > 0; y = where(c, x, -x)")
    assert str(model.outputs["y"]) == "where(0 < x, x, -x)"


def test_a_declared_name_makes_an_equation():
    assert sc.model("y = x^2", variables=["y"]).inputs == ("y", "x")


MISTAKES = [
    ("a = b; b = a", "'b' is used before it is defined", (1, 8)),
    ("a = a + 1; a", "'a' is defined by itself", (1, 5)),
    ("a = 1\na = 2", "'a' is defined twice", (2, 1)),
    ("a = 0\nb = 1\nc = b/a", "division by zero", (3, 1)),
    ("a = 9; b = a^a; c = b^b", "beyond every double", (1, 17)),
    ("x^2 = 1; solve y", "no equation has the unknown 'y'", (1, 16)),
    ("x*y = 1; solve x, y", "2 unknowns and 1 equation", (1, 16)),
    ("x = 1; solve x, x", "'x' is solved for twice", (1, 17)),
    ("a = x; x + 1; solve x", "1 unknown and 0 equations", (1, 21)),
    ("f(x) = x^2; f(x, y)", "takes 1 argument", (1, 13)),
]


@pytest.mark.parametrize(("text", "message", "place"), MISTAKES)
def test_mistakes_have_their_place(text, message, place):
    with pytest.raises(
        (sc.ParseError, sc.BudgetError), match=message.replace("(", r"\(")
    ) as caught:
        sc.model(text)
    assert (caught.value.line, caught.value.column) == place


def test_a_file_is_read_where_it_is_named_as_one(tmp_path):
    file = tmp_path / "exp_xy.chain"
    file.write_text("u = x*y\nL = exp(u)  # ends here\n")
    assert str(sc.load(str(file)).outputs["L"]) == "exp(x*y)"
    with pytest.raises(sc.SymchainError, match="cannot read 'none"):
        sc.load("none.chain")
    file.write_bytes(b"\xff")
    with pytest.raises(sc.SymchainError, match="not UTF-8"):
        sc.load(str(file))
    with pytest.raises(sc.ParseError):
        sc.model(str(file))  # a text never opens a file


def test_library_calls_take_texts():
    assert str(sc.jacobian("u = x*y; v = x")[0, 0]) == "y"
    assert str(sc.hvp("x^2*y", {"x": 1, "y": 0})["x"]) == "2*y"
    assert sc.compile("x^2").value_and_gradient(3.0) == (9.0, (6.0,))


SLIPS = {
    "velocity = x*y; energy = mass*velocty^2": {"velocty": "velocity"},
    "rate = x*y; L = exp(Rate)": {"Rate": "rate"},
    "rate = x*y; L = exp(rate) + rates": {},  # rate is used
    "theta1 = x*y; L = exp(theta2)": {},  # another of a series
    "K = m*v^2; V = k*x^2; L = K - V": {},
    "area = w*h; a": {},
}


@pytest.mark.parametrize("text", SLIPS)
def test_inputs_that_look_like_an_idle_step_are_told(text):
    assert sc.model(text).slips == SLIPS[text]
    assert sc.model(text, variables=list(SLIPS[text])).slips == {}  # declared: it is meant
