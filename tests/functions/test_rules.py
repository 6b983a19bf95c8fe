"""Derivative rules that others wrote down, and the names by which they call their functions."""

import json
from math import floor, fmod
from pathlib import Path

import mpmath
import pytest

import symchain as sc
from symchain.evaluation.reference import Reference
from symchain.functions import named

from .points import close

LINES = (Path(__file__).parents[1] / "data" / "derivative_rules.jsonl").read_text().splitlines()
POINTS = 4

# the functions of the corpora
NAMES = """
exp log sqrt cbrt abs sign floor ceil min max sin cos tan sec csc cot asin acos atan asec acsc acot
atan2 sinh cosh tanh sech csch coth asinh acosh atanh asech acsch acoth log2 log10 log1p exp2 exp10
expm1 hypot erf erfc erfi erfcx erfinv erfcinv dawson ndtr log_ndtr ndtri fresnels fresnelc gamma
lgamma digamma trigamma polygamma invdigamma beta lbeta factorial binomial uppergamma lowergamma
gammainc gammaincc betainc besselj bessely besseli besselk airyai airyaiprime airybi airybiprime
struveh struvel expint e1 ei li sinint cosint sinhint coshint zeta polylog lambertw ellipk ellipe
ellipf ellippi hyp0f1 hyp1f1 hyp2f1 legendre chebyt chebyu hermite laguerre sinc sincpi sigmoid
softplus logit logsigmoid silu gelu mish logaddexp xlogy xlog1py entr heaviside
"""


@pytest.mark.parametrize("name", NAMES.split())
def test_name_is_known(name):
    arguments = ", ".join("abcd"[: len(named(name).parameters)])
    assert f"{name}(" in str(sc.parse(f"{name}({arguments})"))


def number(fraction, limits):
    """The double of few bits, or the whole number, at a fraction of the way through a range."""
    low, high = limits[-2:]
    if limits[0] == "int":
        return float(floor(low + fraction * (high - low + 1)))
    return floor((low + fraction * (high - low)) * 2**20) / 2**20


def places(row):
    """Points of the row's ranges, by names."""
    for k in range(1, POINTS + 1):
        fractions = [fmod(k * 0.618034 + i * 0.754878, 1) for i in range(len(row["vars"]))]
        yield {
            name: number(fraction, limits)
            for fraction, (name, limits) in zip(fractions, row["vars"].items(), strict=True)
        }


ROWS = [pytest.param(row, id=row["id"]) for row in map(json.loads, LINES[1:])]


@pytest.mark.parametrize("row", ROWS)
def test_derivative_is_the_rule_and_the_slope(row):
    expr = sc.parse(row["expr"], variables=row["vars"])
    graph, variable = expr.graph, row["var"]
    rule = sc.parse(row["expected"], variables=row["vars"], graph=graph)
    reference = Reference(graph, [expr.node, rule.node, expr.diff(variable).node])
    step = mpmath.mpf(10) ** -25
    for place in places(row):
        at = {graph.symbol(name): x for name, x in place.items()}
        _, written, ours = reference.values(at)
        assert mpmath.isfinite(ours) and close(ours, written, 1e-30, 1e-40), f"at {place}"
        x = graph.symbol(variable)
        after, before = (
            reference.values({**at, x: at[x] + side}, 100)[0] for side in (step, -step)
        )
        assert close(ours, (after - before) / (2 * step), 1e-25, 1e-40), f"at {place}"
