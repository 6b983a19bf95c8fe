"""Python functions traced into models: arguments, outputs, NumPy, and mistakes."""

import math
import re

import numpy as np
import pytest

import symchain as sc


def loss(x, y, w=3):
    return sc.exp(x * y) + w


def layer(x, weights):
    return np.tanh(weights @ x)


def pair(x):
    return x, 2.5, [x * x, (sc.sin(x),)]


def named(*, x, scale=2):
    return {"twice": scale * x, "each": [x, x**2]}


def many(*xs, k=2, **others):
    return sum(xs) * k + len(others)


def distance(x, y):
    return np.sqrt(np.sum((x - y) ** 2))


def scaled(x):
    for _ in range(3):
        x = np.float64(0.5) * x + x / np.int64(4)
    return x


def rounded(x):
    return math.floor(x) + math.ceil(x)


# function, shapes, outputs
TRACED = [
    (loss, {}, {"loss": "exp(x*y) + 3"}),
    (loss, {"w": ()}, {"loss": "exp(x*y) + w"}),
    (lambda x: 7, {}, {"f": "7"}),
    (lambda f: 2 * f, {}, {"g": "2*f"}),
    (pair, {}, {"pair1": "x", "pair2": "5/2", "pair3_1": "x^2", "pair3_2_1": "sin(x)"}),
    (named, {}, {"twice": "2*x", "each1": "x", "each2": "x^2"}),
    (many, {"xs": 3}, {"many": "2*(xs1 + xs2 + xs3)"}),
    (many, {"xs": 1, "k": ()}, {"many": "xs1*k"}),
    (
        layer,
        {"x": 2, "weights": (2, 2)},
        {
            "layer1": "tanh(weights1_1*x1 + weights1_2*x2)",
            "layer2": "tanh(weights2_1*x1 + weights2_2*x2)",
        },
    ),
    (distance, {"x": 2, "y": 2}, {"distance": "sqrt((x1 - y1)^2 + (x2 - y2)^2)"}),
    (np.linalg.norm, {"x": 2}, {"norm": "sqrt(x1^2 + x2^2)"}),
    (rounded, {}, {"rounded": "floor(x) + ceil(x)"}),
    (lambda x: sc.where(x > 0, x, -x), {}, {"f": "where(0 < x, x, -x)"}),
    (lambda x: x * math.sin(2), {}, None),
]


@pytest.mark.parametrize(("function", "shapes", "outputs"), TRACED)
def test_traced(function, shapes, outputs):
    model = sc.trace(function, **shapes)
    if outputs is not None:
        assert {name: str(expr) for name, expr in model.outputs.items()} == outputs


def test_the_same_function_has_the_same_values_on_numbers():
    model = sc.trace(scaled)
    (expr,) = model.outputs.values()
    assert sc.evaluate(expr, {"x": 1.5}) == scaled(1.5)
    weights, x = np.array([[0.5, -1.25], [2.0, 0.75]]), np.array([0.3, 0.7])
    model = sc.trace(layer, x=2, weights=(2, 2))
    at = {f"x{i + 1}": x[i] for i in range(2)}
    at |= {f"weights{i + 1}_{j + 1}": weights[i, j] for i in range(2) for j in range(2)}
    found = [sc.evaluate(expr, at) for expr in model.outputs.values()]
    assert found == pytest.approx(layer(x, weights), rel=1e-14)


def test_a_traced_model_is_differentiated():
    assert str(sc.jacobian(sc.trace(distance, x=1, y=1)).lists()[0][0]) != "0"
    gradient = sc.gradient(sc.trace(loss).outputs["loss"])
    assert [str(slope) for slope in gradient.values()] == ["y*exp(x*y)", "x*exp(x*y)"]


UFUNCS = ["sin", "cos", "tan", "exp", "log", "sqrt", "tanh", "arctan", "sinh", "cosh", "log1p", "expm1", "cbrt", "fabs", "square", "negative", "reciprocal", "floor", "ceil"]  # fmt: skip


@pytest.mark.parametrize("name", UFUNCS)
def test_numpy_functions_on_arrays_of_variables(name):
    function = getattr(np, name)
    model = sc.trace(lambda x: function(x), x=2)
    at = {"x1": 0.375, "x2": 0.75}
    found = [sc.evaluate(e, {v.name: at[v.name] for v in e.variables}) for e in model.outputs.values()]  # fmt: skip
    assert found == pytest.approx(function(np.array([0.375, 0.75])), rel=1e-15)


def test_numbers_are_numbers():
    assert float(sc.parse("1/4")) == 0.25
    assert int(sc.parse("7/2")) == 3
    assert math.sin(sc.parse("2")) == math.sin(2)


def test_arrays_of_formulas_stay_as_they_were():
    x, y = sc.symbols("x y")
    assert np.array([x, 1.0]).dtype == object
    assert (np.float64(2) * x, x - np.float32(1), np.int64(3) / x) == (2 * x, x - 1, 3 / x)
    assert str(np.std(np.array([x, y]))).startswith("sqrt(")


def assigned(x):
    found = np.zeros(2)
    found[0] = x
    return found


MISTAKES = [
    (lambda x: x if x > 0 else -x, {}, "use where(condition, a, b)"),
    (lambda x: max(x, 0), {}, "use where(condition, a, b)"),
    (lambda x: np.maximum(x, 0), {"x": 2}, "use where(condition, a, b)"),
    (lambda x: math.sin(x), {}, "'x' is a formula and not yet a number: use symchain.sin(x)"),
    (lambda x: float(x + 1), {}, "'x + 1' is a formula and not yet a number"),
    (lambda x: int(x), {}, "is a formula and not yet a number"),
    (assigned, {}, "dtype=object"),
    (lambda x: np.array([x, 1], dtype=float), {}, "dtype=object"),
    (lambda x: sum(range(x)), {}, "hands a formula to what needs a number"),
    (lambda x: [1, 2][x], {}, "hands a formula to what needs a number"),
    (lambda x: np.linalg.det(x), {"x": (2, 2)}, "hands a formula to what needs a number"),
    (lambda x: None, {}, "returns a 'NoneType'"),
    (lambda x: [], {}, "returns nothing"),
    (lambda x: "x", {}, "returns a 'str'"),
    (lambda x: {"x": x}, {}, "the output 'x' of 'f' is taken"),
    (lambda x: {"a b": x}, {}, "the output 'a b' of 'f' is no name"),
    (lambda x: {"a": [x], "a1": x}, {}, "the output 'a1' of 'f' is taken"),
    (lambda x, x1: x1, {"x": 2}, "'x1' would be two variables"),
    (lambda x: x, {"z": 2}, "'z' is no parameter of the function (known: x)"),
    (lambda x: x, {"x": -1}, "the shape of 'x' is not 3 or (2, 3), but -1"),
    (lambda x: x, {"x": "3"}, "the shape of 'x' is not 3 or (2, 3), but '3'"),
    (lambda x: x, {"x": (10_000, 1_000)}, "'x' has more than 1000000 entries"),
    (3, {}, "3 is no function of known parameters"),
    (max, {}, "is no function of known parameters"),
]


@pytest.mark.parametrize(("function", "shapes", "words"), MISTAKES)
def test_mistakes_are_told(function, shapes, words):
    with pytest.raises(sc.SymchainError, match=re.escape(words)):
        sc.trace(function, **shapes)


def test_a_formula_for_a_number_is_a_type_error_too():
    with pytest.raises(TypeError):
        math.sin(sc.symbol("x"))


def test_errors_of_the_function_itself_come_through():
    with pytest.raises(ZeroDivisionError):
        sc.trace(lambda x: x + 1 / 0)
    with pytest.raises(TypeError, match="unsupported operand"):
        sc.trace(lambda x: x + ("a" - 1))
