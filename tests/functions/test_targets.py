"""Every row in every target over arrays: it is right at points of its domain, or refused by name."""

import mpmath
import numpy
import pytest

import symchain as sc
from symchain.codegen import generate
from symchain.codegen.running import namespace

from .points import FUNCTIONS, close, formula, points
from .test_spellings import SMALLEST, representable, rounding_of_rule

TOLERANCE = {"numpy": 1e-11, "jax": 1e-11, "torch": 1e-11}
TARGETS = tuple(TOLERANCE)


def functions(op, target, wrt, emit):
    """The functions of a row's module; None where the target refuses it by the function's name."""
    pytest.importorskip(target)
    if target == "jax":
        pytest.importorskip("jax").config.update("jax_enable_x64", True)
    made = formula(op)
    try:
        source = generate(made.expr, target, variables=made.names, wrt=wrt, emit=[emit])
    except sc.SymchainError as error:
        assert "cannot be computed" in str(error)
        return None
    found = namespace(source)[emit]
    return pytest.importorskip("jax").jit(found) if target == "jax" else found


def columns(target, chosen, names, integers):
    """The arguments at many points: whole ones as what they are, numbers."""
    given = [numpy.array(column) for column in zip(*chosen, strict=True)]
    if target == "torch":
        import torch

        return [torch.tensor(column) for column in given]
    return given


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("op", FUNCTIONS, ids=lambda op: op.name)
def test_value(op, target):
    made, chosen = formula(op), points(op)
    function = functions(op, target, [], "value")
    if function is None:
        return
    found = numpy.asarray(function(*columns(target, chosen, made.names, op.integers)))
    for point, value in zip(chosen, found.tolist(), strict=True):
        truth = made.value(point)
        if representable(truth):
            relative = TOLERANCE[target]
            allowed = relative * made.sensitivity(made.root, made.assigned(point)) + SMALLEST
            assert close(value, truth, relative, allowed), f"{value} for {truth} at {point}"


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("op", FUNCTIONS, ids=lambda op: op.name)
def test_gradient(op, target):
    made, chosen = formula(op), points(op, smooth=True)
    for place, name in enumerate(made.names):
        if not made.has_rule(place):
            continue
        function = functions(op, target, [name], "gradient")
        if function is None:
            continue
        (found,) = function(*columns(target, chosen, made.names, op.integers))
        for point, value in zip(chosen, numpy.asarray(found).tolist(), strict=True):
            truth = made.at(made.rule(place), point)
            if mpmath.isfinite(truth) and representable(truth):
                relative = 10 * TOLERANCE[target]
                allowed = relative * rounding_of_rule(op, place, point) + SMALLEST
                assert close(value, truth, relative, allowed), f"{value} for {truth} at {point}"
