"""Every formula of the corpora: parsed, differentiated, emitted, checked."""

import json
import pathlib

import pytest

from symchain.checking import generate_checked
from symchain.parsing import parse

DATA = pathlib.Path(__file__).parent / "data"


def rows(name):
    lines = (DATA / name).read_text().splitlines()[1:]
    return [pytest.param(row, id=row["id"]) for row in map(json.loads, lines)]


def ranges(row):
    return {name: tuple(limits) for name, limits in row.get("vars", {}).items()}


@pytest.mark.parametrize("row", rows("feynman.jsonl") + rows("optimisation.jsonl"))
def test_gradient_is_proven(row):
    expr = parse(row["expr"], variables=row["wrt"])
    _, verdict = generate_checked(expr, wrt=row["wrt"], ranges=ranges(row), engines=())
    assert verdict.passed, str(verdict)


@pytest.mark.parametrize("row", rows("nist_strd.jsonl"))
def test_model_gradient_is_proven(row):
    at = {name: float(value) for name, value in row["certified"].items()}
    around = {
        name: (value - abs(value) / 50, value + abs(value) / 50) for name, value in at.items()
    }
    for name, value in zip(row["predictors"], row["point"][1:], strict=True):
        around[name] = (float(value), float(value) + abs(float(value)) / 50)
    expr = parse(row["model"], variables=list(around))
    _, verdict = generate_checked(expr, wrt=row["params"], ranges=around, engines=())
    assert verdict.passed, str(verdict)
