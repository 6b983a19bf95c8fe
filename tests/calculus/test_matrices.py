"""Jacobians, Hessians, products, compositions and costs: against SymPy, and against each other."""

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

import symchain as sc
from symchain.calculus.matrices import jacobians
from symchain.graph.walk import operations
from tests.calculus.test_derivatives import number

sympy = pytest.importorskip("sympy")

SYSTEMS = [
    "r = sqrt(x^2 + y^2); [r, atan2(y, x)]",
    "u = x*y*z; v = exp(u); [v*x, u + v, z]",
    "[x1*x2, x2*x3, x3*x4, x4*x1]",
    "a = sin(x); b = cos(x); [a*b*y, a/b, x + y, a^2 + b^2]",
    "s = x + y; [s^2, s^3, s^4]",
    "[x, x, x*y]",
    "u = x^2; [u, u*u]",
]
AT = {name: 0.3 + 0.4 * i for i, name in enumerate(("x", "y", "z", "x1", "x2", "x3", "x4"))}


def matrix_at(matrix):
    return [[float(number(entry, AT)) for entry in row] for row in matrix.lists()]


@pytest.mark.parametrize("mode", ["auto", "forward", "reverse", "mixed"])
@pytest.mark.parametrize("text", SYSTEMS)
def test_jacobian_is_that_of_sympy(text, mode):
    model = sc.model(text)
    matrix = sc.jacobian(model, mode=mode)
    assert matrix.rows == tuple(model.outputs) and matrix.columns == model.inputs
    names = [sympy.Symbol(name, real=True) for name in model.inputs]
    values = sympy.Matrix([sc.to_sympy(expr) for expr in model.outputs.values()])
    truth = values.jacobian(names).subs({name: AT[str(name)] for name in names})
    assert matrix_at(matrix) == [pytest.approx(list(map(float, row))) for row in truth.tolist()]


@pytest.mark.parametrize("text", ["x^2*y + sin(y*z)", "exp(x*y)/z", "x + y", "x^3"])
def test_hessian_is_symmetric_and_that_of_sympy(text):
    matrix = sc.hessian(sc.parse(text))
    names = [sympy.Symbol(name, real=True) for name in matrix.columns]
    truth = sympy.hessian(sc.to_sympy(sc.parse(text)), names)
    truth = truth.subs({name: AT[str(name)] for name in names})
    assert matrix_at(matrix) == [pytest.approx(list(map(float, row))) for row in truth.tolist()]
    assert all(matrix[i, j] == matrix[j, i] for i, j in matrix.pattern)


@pytest.mark.parametrize("text", SYSTEMS)
def test_products_are_products(text):
    model = sc.model(text)
    jacobian = matrix_at(sc.jacobian(model))
    direction = {name: 1 + i for i, name in enumerate(model.inputs)}
    weights = {name: 2 - i for i, name in enumerate(model.outputs)}
    along = sc.jvp(model, direction)
    for row, value in zip(jacobian, along.values(), strict=True):
        wanted = sum(a * b for a, b in zip(row, direction.values(), strict=True))
        assert float(number(value, AT)) == pytest.approx(wanted)
    back = sc.vjp(model, weights)
    for j, value in enumerate(back.values()):
        wanted = sum(w * row[j] for w, row in zip(weights.values(), jacobian, strict=True))
        assert float(number(value, AT)) == pytest.approx(wanted)


def test_a_direction_may_be_a_formula():
    product = sc.hvp(sc.parse("x^2*y"), {"x": "dx", "y": sc.symbol("dy")})
    assert {name: str(value) for name, value in product.items()} == {
        "x": "2*(dx*y + dy*x)",
        "y": "2*x*dx",
    }


def test_zeros_are_structural():
    matrix = sc.jacobian(sc.model("[x*y, y*z, z]"))
    assert matrix.pattern == ((0, 0), (0, 1), (1, 1), (1, 2), (2, 2))
    assert matrix.drawn() == "xx.\n.xx\n..x"
    with pytest.raises(IndexError):
        matrix[3, 0]


def test_a_large_sparse_jacobian_is_linear():
    text = "\n".join(f"f{i} = x{i}*x{i + 1}" for i in range(2_000))
    matrix = sc.jacobian(sc.model(text))
    assert len(matrix.entries) == 4_000


@st.composite
def programs(draw):
    """Random programs: each step uses inputs and earlier steps."""
    lines, names = [], ["x", "y", "z"]
    for i in range(draw(st.integers(2, 8))):
        a, b = draw(st.sampled_from(names)), draw(st.sampled_from(names))
        form = draw(
            st.sampled_from(
                ["{a}*{b}", "sin({a}) + {b}", "{a} - {b}^2", "exp(-{a}^2)*{b}", "{a}/({b}^2 + 1)"]
            )
        )
        lines.append(f"s{i} = {form.format(a=a, b=b)}")
        names.append(f"s{i}")
    outputs = draw(st.lists(st.sampled_from(names[3:]), min_size=1, max_size=3, unique=True))
    return "; ".join(lines), outputs


@settings(max_examples=60, deadline=None, derandomize=True)
@given(programs())
def test_all_modes_agree(program):
    text, outputs = program
    model = sc.model(text).selected(outputs)
    first, *others = [matrix_at(sc.jacobian(model, mode=mode)) for mode in jacobians.MODES]
    for other in others:
        assert other == [pytest.approx(row, rel=1e-9, abs=1e-12) for row in first]


def test_auto_is_the_cheapest():
    for text in SYSTEMS:
        model = sc.model(text)
        found = sc.costs(model)
        matrix = sc.jacobian(model)
        roots = [expr.node for expr in model.outputs.values()]
        assert operations(model.graph, [*roots, *matrix.entries.values()]) == min(
            found.modes.values()
        )
        assert found.best == min(found.modes, key=found.modes.get)


def test_costs_are_printed_with_their_bounds():
    assert str(sc.costs(sc.parse("sin(x*y)*z"))) == (
        "Jacobian 1 x 3, with the value\n"
        "                operations  times value  bound\n"
        "value                    3         1.00\n"
        "reverse (best)           7         2.33    4.0\n"
        "forward                  8         2.67    5.5"
    )


# ---- compositions


def test_composition_is_the_product_of_its_factors():
    whole = sc.compose(
        sc.model("[p*q, p + q]"), sc.model("p = sin(u); q = u*v"), sc.model("u = x^2; v = x*y")
    )
    assert [(factor.rows, factor.columns) for factor in whole.factors] == [
        (("f1", "f2"), ("p", "q")),
        (("p", "q"), ("u", "v")),
        (("u", "v"), ("x", "y")),
    ]
    direct = matrix_at(sc.jacobian(whole.model))
    assert matrix_at(whole.jacobian) == [pytest.approx(row) for row in direct]
    product = matrix_at(whole.factors[0])
    for factor in whole.factors[1:]:
        right = matrix_at(factor)
        product = [
            [sum(a * right[k][j] for k, a in enumerate(row)) for j in range(len(right[0]))]
            for row in product
        ]
    assert product == [pytest.approx(row) for row in direct]


def test_an_iterated_map_has_a_factor_for_each_time():
    step = sc.model("x = a*(1 - a); y = a + b")
    whole = sc.compose(*[sc.model("[a*(1 - a), a + b]")] * 4)
    assert len(whole.factors) == 4 and step.inputs == ("a", "b")
    assert whole.jacobian.columns == ("a", "b")


def test_layers_match_by_name_whatever_their_order():
    whole = sc.compose(
        sc.model("f = u - 2*v"),
        sc.model("v = x^2; u = x; w = x^3; [v, u, w]").selected(["v", "u", "w"]),
    )
    assert whole.factors[1].rows == ("u", "v")
    assert str(whole.jacobian[0, 0]) == "1 - 4*x"


MISTAKES = [
    (lambda: sc.jacobian(sc.parse("x"), ["q"]), "unknown variable 'q'"),
    (lambda: sc.jacobian(sc.parse("x"), mode="sideways"), "unknown mode 'sideways'"),
    (lambda: sc.jacobian(sc.parse("x < 1")), "condition"),
    (lambda: sc.hessian(sc.model("[x, y]")), "of one output"),
    (lambda: sc.jvp(sc.parse("x"), {"q": 1}), "unknown variable 'q'"),
    (lambda: sc.vjp(sc.parse("x"), {"q": 1}), "'q' is no output"),
    (lambda: sc.compose(sc.parse("x")), "two functions or more"),
    (lambda: sc.compose(sc.model("f = u*v"), sc.model("u = x")), "do not match"),
    (lambda: sc.model("u = x").selected(["q"]), "no output and no step"),
    (lambda: sc.generate(sc.model("y^2 = x; solve y")), "defined by an equation"),
]  # fmt: skip


@pytest.mark.parametrize(("mistake", "words"), MISTAKES)
def test_mistakes_are_told(mistake, words):
    with pytest.raises(sc.SymchainError, match=words):
        mistake()
