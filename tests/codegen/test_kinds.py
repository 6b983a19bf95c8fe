"""Every kind of emitted function against SymPy's derivatives, in every layout and signature."""

import math
import subprocess
from itertools import pairwise

import pytest

import symchain as sc
from symchain.codegen import compile, generate
from tests.codegen.test_golden import tool

sympy = pytest.importorskip("sympy")

SCALARS = [
    "x^2*y*sin(z)",
    "exp(x*y) + w",
    "x/(1 + y^2) + sqrt(z)",
    "x^2 + y^2",
    "x + 2*y",
    "x*y*z*w",
]
SYSTEMS = [
    "a = x*y; [sin(a), a*z, x + 2]",
    "r = sqrt(x^2 + y^2); [r, atan2(y, x), z]",
    "[x1*x2, x2*x3, x3*x4, x4*x1]",
]
POINT = (0.7, 1.3, 0.4, 1.9)
DIRECTION = (0.5, -1.25, 2.0, 0.75)
WEIGHTS = (1.5, -0.25, 3.0, 2.0)


def truth(model):
    """SymPy's values, Jacobian and Hessians at the point, as numbers."""
    exprs = [sc.to_sympy(expr) for expr in model.outputs.values()]
    names = [sympy.Symbol(name, real=True) for name in model.inputs]
    at = dict(zip(names, POINT, strict=False))

    def number(e):
        return float(e.subs(at))

    values = [number(e) for e in exprs]
    jacobian = [[number(e.diff(v)) for v in names] for e in exprs]
    hessians = [[[number(e.diff(v, w)) for w in names] for v in names] for e in exprs]
    return values, jacobian, hessians


def dot(a, b):
    return math.fsum(x * y for x, y in zip(a, b, strict=False))


def called(function, model, signature, *extra):
    groups = [POINT[: len(model.inputs)], *extra]
    return function(*groups) if signature == "vector" else function(*[x for g in groups for x in g])


def dense(matrix, rows, columns, layout):
    if layout == "dense":
        return [list(row) for row in matrix]
    first, second, values = matrix
    full = [[0.0] * columns for _ in range(rows)]
    if layout == "rows":
        first = [row for row in range(rows) for _ in range(first[row], first[row + 1])]
    for i, j, value in zip(first, second, values, strict=True):
        full[i][j] = value
    return full


@pytest.mark.parametrize("signature", ["scalars", "vector"])
@pytest.mark.parametrize("layout", ["dense", "coordinates", "rows"])
@pytest.mark.parametrize("text", SCALARS)
def test_kinds_of_one_output(text, layout, signature):
    model = sc.model(text)
    n = len(model.inputs)
    kinds = ["value", "gradient", "jacobian", "hessian", "jvp", "vjp", "hvp"]
    f = compile(model, emit=kinds, layout=layout, signature=signature)
    (value,), (gradient,), (hessian,) = truth(model)
    d, w = DIRECTION[:n], WEIGHTS[:1]
    assert called(f.value, model, signature) == pytest.approx(value)
    assert called(f.gradient, model, signature) == pytest.approx(gradient)
    rows = dense(called(f.jacobian, model, signature), 1, n, layout)
    assert rows[0] == pytest.approx(gradient)
    rows = dense(called(f.hessian, model, signature), n, n, layout)
    for i, row in enumerate(rows):
        wanted = [h if j <= i or layout == "dense" else 0.0 for j, h in enumerate(hessian[i])]
        assert row == pytest.approx(wanted)
    assert called(f.jvp, model, signature, d) == pytest.approx(dot(gradient, d))
    assert called(f.vjp, model, signature, w) == pytest.approx([g * w[0] for g in gradient])
    product = [dot(row, d) for row in hessian]
    assert called(f.hvp, model, signature, d) == pytest.approx(product)
    together = getattr(f, "_and_".join(kinds))
    results = called(together, model, signature, d, w)
    assert len(results) == len(kinds)
    assert results[0] == pytest.approx(value) and results[-1] == pytest.approx(product)


@pytest.mark.parametrize("mode", ["auto", "forward", "reverse", "mixed"])
@pytest.mark.parametrize("text", SYSTEMS)
def test_kinds_of_several_outputs(text, mode):
    model = sc.model(text)
    n, k = len(model.inputs), len(model.outputs)
    f = compile(model, emit=["value", "jacobian", "jvp", "vjp"], mode=mode)
    values, jacobian, _ = truth(model)
    d, w = DIRECTION[:n], WEIGHTS[:k]
    assert called(f.value, model, "scalars") == pytest.approx(values)
    assert [list(row) for row in called(f.jacobian, model, "scalars")] == [
        pytest.approx(row) for row in jacobian
    ]
    assert called(f.jvp, model, "scalars", d) == pytest.approx([dot(row, d) for row in jacobian])
    product = [dot(column, w) for column in zip(*jacobian, strict=True)]
    assert called(f.vjp, model, "scalars", w) == pytest.approx(product)


def test_structural_zeros_are_never_computed():
    f = compile(sc.model("[x1*x2, x2*x3, x3*x4]"), emit=["jacobian"], layout="coordinates")
    assert f.jacobian(1.0, 2.0, 3.0, 4.0) == (
        (0, 0, 1, 1, 2, 2),
        (0, 1, 1, 2, 2, 3),
        (2, 1, 3, 2, 4, 3),
    )


def test_a_fused_function_shares_work():
    model = sc.model("exp(sin(x*y)*cos(x*y))")
    source = generate(model, emit=["value", "gradient", "hvp"])
    together = source[source.index("def value_and_gradient_and_hvp") :]
    assert together.count("exp(") == 1 and together.count("sin(") == 1


def test_several_outputs_have_no_gradient_and_no_hessian():
    model = sc.model("[x, x*y]")
    for kind in ("gradient", "hessian", "hvp"):
        with pytest.raises(sc.SymchainError, match="of one output"):
            compile(model, emit=[kind])
    with pytest.raises(sc.SymchainError, match="unknown layout"):
        compile(model, layout="skyline")
    with pytest.raises(AttributeError, match="emit="):
        compile(model).hessian  # noqa: B018


def test_long_functions_of_every_kind():
    names = [f"x{i}" for i in range(400)]
    chain = " + ".join(
        f"sin({a}*{b})*exp({a} - {b})/({a}^2 + {b}^2 + 1)" for a, b in pairwise(names)
    )
    model = sc.model(chain)
    long = compile(model, emit=["value", "gradient", "hvp"], signature="vector")
    assert "_part_2(" in long.source
    point = [0.3 + 0.001 * i for i in range(400)]
    value, gradient, product = long.value_and_gradient_and_hvp(point, [1.0] * 400)
    assert value == long.value(point)
    assert gradient == pytest.approx(long.gradient(point), rel=1e-14, abs=1e-14)
    step = 1e-6
    ahead, behind = (long.gradient([x + s for x in point]) for s in (step, -step))
    assert product == pytest.approx(
        [(a - b) / (2 * step) for a, b in zip(ahead, behind, strict=True)], rel=1e-6, abs=1e-7
    )
    with pytest.raises(ValueError, match="direction must have 400 values"):
        long.value_and_gradient_and_hvp(point, [1.0])


def test_modules_of_every_kind_are_clean(tmp_path):
    kinds = ["value", "gradient", "hessian", "jvp", "vjp", "hvp"]
    texts = {
        "scalars": generate(sc.parse("exp(x*y)*sin(z)"), emit=kinds),
        "vector": generate(
            sc.parse("exp(x*y)*sin(z)"), emit=kinds, layout="rows", signature="vector"
        ),
        "system": generate(
            sc.model(SYSTEMS[0]), emit=["value", "jacobian", "vjp"], layout="coordinates"
        ),
    }
    for name, text in texts.items():
        (tmp_path / f"{name}_module.py").write_text(text)
    for words in (
        ("ruff", "format", "--isolated", "--check"),
        ("ruff", "check", "--isolated"),
        ("mypy", "--strict"),
    ):
        program = tool(words[0])
        if program is None:
            pytest.skip(f"{words[0]} is not installed")
        files = sorted(str(file) for file in tmp_path.glob("*.py"))
        done = subprocess.run(
            [program, *words[1:], *files], capture_output=True, text=True, cwd=tmp_path
        )
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("target", ["python", "numpy", "c", "native", "json"])
def test_scipy_takes_sparse_matrices_as_they_are(target):
    sparse, numpy = pytest.importorskip("scipy.sparse"), pytest.importorskip("numpy")
    if target == "native":
        pytest.importorskip("llvmlite")
    if target == "c" and not tool("cc"):
        pytest.skip("no C compiler")
    model = sc.model("[x*y, 5, y*z, z, x^2 + sin(w)]")  # with a row of zeros

    def made(layout):
        f = compile(model, target, emit=["jacobian"], layout=layout)
        return [numpy.array(part) for part in f.jacobian(*POINT)]

    rows, columns, values = made("coordinates")
    by_place = sparse.coo_array((values, (rows, columns)), (5, 4)).toarray()
    starts, columns, values = made("rows")
    by_row = sparse.csr_array((values, columns, starts), (5, 4)).toarray()
    x, y, z, w = POINT
    wanted = [
        *([y, x, 0, 0], [0, 0, 0, 0], [0, z, y, 0], [0, 0, 1, 0]),
        [2 * x, 0, 0, math.cos(w)],
    ]
    assert numpy.allclose(by_place, wanted) and numpy.allclose(by_row, wanted)
