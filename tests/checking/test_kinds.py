"""The check of every kind: right functions pass, wrong ones do not, and the file is verified again."""

import pytest

import symchain as sc
from symchain.checking import check_module, generate_checked
from symchain.codegen import kinds

ONE = "x^2*y*sin(z) + exp(x*y)"
SEVERAL = "r = sqrt(x^2 + y^2); [r, atan2(y, x), x*z]"
KINDS_OF_ONE = ["value", "gradient", "jacobian", "hessian", "jvp", "vjp", "hvp"]
KINDS_OF_SEVERAL = ["value", "jacobian", "jvp", "vjp"]


@pytest.mark.parametrize("layout", ["dense", "coordinates", "rows"])
@pytest.mark.parametrize("signature", ["scalars", "vector"])
def test_right_modules_pass_and_are_verified_again(layout, signature, tmp_path):
    for text, emit in ((ONE, KINDS_OF_ONE), (SEVERAL, KINDS_OF_SEVERAL)):
        source, verdict = generate_checked(
            sc.model(text), emit=emit, layout=layout, signature=signature, engines=()
        )
        assert verdict.passed and verdict.worst.ulps < 64
        file = tmp_path / "module.py"
        file.write_text(source)
        assert check_module(str(file)).passed


def spoiled(kind, monkeypatch, place=-1):
    """Makes one node of a kind's result wrong by a thousandth of a percent."""
    right, about = kinds.KINDS[kind]

    def wrong(request):
        part = right(request)
        graph = request.graph
        nodes = list(part.nodes)
        nodes[place] = graph.multiply(graph.constant(100001, 100000), nodes[place])
        return kinds.Part(nodes, part.constants)

    monkeypatch.setitem(kinds.KINDS, kind, (wrong, about))


@pytest.mark.parametrize("kind", KINDS_OF_ONE)
@pytest.mark.parametrize("place", [0, -1])
def test_a_wrong_entry_fails(kind, place, monkeypatch):
    spoiled(kind, monkeypatch, place)
    with pytest.raises(sc.CheckError, match="nothing was written"):
        generate_checked(sc.parse(ONE), emit=[kind], engines=())


@pytest.mark.parametrize("kind", KINDS_OF_SEVERAL)
@pytest.mark.parametrize("place", [0, -1])
def test_a_wrong_entry_of_several_fails(kind, place, monkeypatch):
    spoiled(kind, monkeypatch, place)
    with pytest.raises(sc.CheckError, match="nothing was written"):
        generate_checked(sc.model(SEVERAL), emit=["value", kind], engines=())


def test_many_variables_are_probed_along_directions(monkeypatch):
    text = " + ".join(f"x{i}*x{i + 1}^2" for i in range(30))
    emit = ["value", "gradient", "hessian", "hvp"]
    assert generate_checked(sc.parse(text), emit=emit, engines=())[1].passed
    spoiled("hessian", monkeypatch)
    with pytest.raises(sc.CheckError, match="second derivative"):
        generate_checked(sc.parse(text), emit=emit, engines=())


@pytest.mark.parametrize("engine", ["jax", "torch"])
def test_other_engines_judge_second_derivatives(engine, monkeypatch):
    pytest.importorskip(engine)
    _, verdict = generate_checked(sc.parse(ONE), emit=["hessian", "hvp"], engines=[engine])
    assert verdict.passed and engine in verdict.engines
    spoiled("hessian", monkeypatch)
    with pytest.raises(sc.CheckError):
        generate_checked(sc.parse(ONE), emit=["hessian"], engines=[engine])


def test_an_argument_without_a_closed_partial_is_no_obstacle():
    source, verdict = generate_checked(sc.parse("gammainc(s, x)"), wrt=["x"], engines=())
    assert verdict.passed and "def gradient(s: float, x: float)" in source


def test_a_slope_that_is_zero_is_found_quickly():
    assert generate_checked(sc.parse("x*0 + y"), wrt=["y"], engines=())[1].passed


@pytest.mark.parametrize("kind", ["jacobian", "hessian", "jvp", "vjp", "hvp"])
@pytest.mark.parametrize("target", ["python", "json"])
def test_formulas_without_variables_have_all_kinds(kind, target):
    _, verdict = generate_checked(sc.parse("gamma(1/3)"), target=target, emit=[kind], engines=())
    assert verdict.passed and not verdict.notes
