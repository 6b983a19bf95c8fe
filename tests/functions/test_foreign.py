"""What is written for functions of other libraries has their values."""

import math

import pytest

import symchain as sc
from symchain.functions import named
from symchain.functions.foreign import FOREIGN, NO_FUNCTIONS
from symchain.parsing.names import FUNCTIONS, plain

SCIPY = {
    **{name: name for name in ("fdim", "fmod", "radians", "degrees", "j0", "j1", "y0", "y1")},
    **{name: name for name in ("i0", "i1", "k0", "k1", "struve")},
    "square": "square",
    "relentr": "rel_entr",
    "phi": "ndtr",
    "invphi": "ndtri",
    "invlogit": "expit",
    "reciprocal": "reciprocal",
    "power": "power",
}
TORCH = {
    "elu": "elu",
    "selu": "selu",
    "leakyrelu": "leaky_relu",
    "relu6": "relu6",
    "hardtanh": "hardtanh",
    "hardswish": "hardswish",
    "softsign": "softsign",
    "tanhshrink": "tanhshrink",
}
POINTS = ({"x": 0.7, "y": 0.4, "z": 0.3}, {"x": 0.2, "y": 1.9, "z": -2.0})


def of_library(name, values):
    if name in TORCH:
        torch = pytest.importorskip("torch")
        call = getattr(torch.nn.functional, TORCH[name])
        return float(call(torch.tensor(values[0], dtype=torch.float64)))
    scipy, numpy = pytest.importorskip("scipy.special"), pytest.importorskip("numpy")
    for home in (scipy, numpy, math):
        if hasattr(home, SCIPY[name]):
            return float(getattr(home, SCIPY[name])(*values))
    return max(values[0] - values[1], 0.0)  # fdim of C


@pytest.mark.parametrize("name", [*SCIPY, *TORCH])
@pytest.mark.parametrize("point", POINTS, ids=["first", "second"])
def test_values_are_those_of_the_library(name, point):
    formula = sc.parse(FOREIGN[name])
    values = [point[v] for v in ("x", "y", "z")]
    names = {v.name for v in formula.variables}
    values = values[: max("xyz".index(each) + 1 for each in names)]
    own = sc.evaluate(formula, {each: point[each] for each in names})
    assert own == pytest.approx(of_library(name, values), rel=2e-7)  # torch: selu in float32


@pytest.mark.parametrize("name", [*FOREIGN, *NO_FUNCTIONS])
def test_none_is_a_function_here(name):
    assert name == plain(name) and name not in FUNCTIONS
    assert name in NO_FUNCTIONS or {v.name for v in sc.parse(FOREIGN[name]).variables} <= set("xyz")


def test_pow_is_the_power():
    x = sc.symbol("x")
    assert sc.parse("pow(x, 2)") == sc.pow(x, 2) == x**2
    assert named("pow") is named("power")
    with pytest.raises(sc.SymchainError, match="beyond every double"):
        sc.parse("pow(9, 9^9)")
