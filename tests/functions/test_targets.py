"""Every row in every target over arrays: it is right at points of its domain, or refused by name.

Native code gets all points at once too, which it computes as vectors.
"""

import mpmath
import numpy
import pytest

import symchain as sc
from symchain.codegen import generate
from symchain.codegen.kinds import AND
from symchain.codegen.running import functions_of

from .points import FUNCTIONS, close, formula, points
from .test_spellings import SMALLEST, representable, rounding_of_rule

TOLERANCE = {"numpy": 1e-11, "jax": 1e-11, "torch": 1e-11, "native": 1e-11}
LIBRARY = {"native": "llvmlite"}  # what a target needs that is not called as it is
TARGETS = tuple(TOLERANCE)


def function(op, target):
    """A row's value and gradient, or its value alone; None where the target refuses the row.

    With it come the places of the parameters that the gradient is by.
    """
    pytest.importorskip(LIBRARY.get(target, target))
    if target == "jax":
        pytest.importorskip("jax").config.update("jax_enable_x64", True)
    made = formula(op)
    by = [place for place in range(len(made.names)) if made.has_rule(place)]
    for places in (by, []):
        wrt, kinds = [made.names[place] for place in places], ["value", "gradient"]
        options = {"variables": made.names, "wrt": wrt, "emit": [AND.join(kinds)]}
        try:
            source = generate(made.expr, target, **options)
        except sc.SymchainError as error:
            assert "cannot be computed" in str(error)
            continue
        return functions_of(source)[AND.join(kinds)], places
    return None


def columns(target, chosen, names, integers):
    """The arguments at many points: whole ones as what they are, numbers."""
    given = [numpy.array(column) for column in zip(*chosen, strict=True)]
    if target == "torch":
        import torch

        return [torch.tensor(column) for column in given]
    return given


@pytest.mark.parametrize("target", TARGETS)
def test_sincpi_keeps_its_digits_beside_whole_numbers(target):
    pytest.importorskip(LIBRARY.get(target, target))
    if target == "jax":
        pytest.importorskip("jax").config.update("jax_enable_x64", True)
    made = sc.compile("sincpi(x)", target=target)
    assert made.value(0.0) == 1.0 and made.value(1.0) == made.value(-3.0) == 0.0
    for x in (2 + 2.0**-40, -5 - 2.0**-45, 1e6 + 2.0**-30, 0.25, 1e-9, -7.5):
        with mpmath.workdps(50):
            truth = mpmath.sincpi(mpmath.mpf(x))
        assert float(made.value(x)) == pytest.approx(float(truth), rel=1e-15), x


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("op", FUNCTIONS, ids=lambda op: op.name)
def test_value_and_gradient(op, target):
    made, chosen = formula(op), [*points(op), *points(op, smooth=True)]
    found = function(op, target)
    if found is None:
        return
    run, places = found
    value, slopes = run(*columns(target, chosen, made.names, op.integers))
    for point, got in zip(chosen, numpy.asarray(value).tolist(), strict=True):
        truth = made.value(point)
        if representable(truth):
            relative = TOLERANCE[target]
            allowed = relative * made.sensitivity(made.root, made.assigned(point)) + SMALLEST
            assert close(got, truth, relative, allowed), f"{got} for {truth} at {point}"
    smooth = slice(len(points(op)), None)
    for place, slope in zip(places, slopes, strict=True):
        for point, got in zip(chosen[smooth], numpy.asarray(slope).tolist()[smooth], strict=True):
            truth = made.at(made.rule(place), point)
            if mpmath.isfinite(truth) and representable(truth):
                relative = 10 * TOLERANCE[target]
                allowed = relative * rounding_of_rule(op, place, point) + SMALLEST
                assert close(got, truth, relative, allowed), f"{got} for {truth} at {point}"
