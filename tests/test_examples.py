"""The examples run and reach the published numbers."""

import importlib.util
import pathlib

import pytest

EXAMPLES = pathlib.Path(__file__).parent.parent / "examples"


def run(name):
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.main()


def test_misra1a_reaches_the_certified_parameters():
    assert run("fit_misra1a") == pytest.approx([238.94212918, 5.5015643181e-4], rel=1e-9)


def test_relativistic_mass():
    value, gradient = run("relativistic_mass")
    assert value == pytest.approx(1.25)
    assert gradient == pytest.approx((1.25, 0.6 * 1.25**3, -0.36 * 1.25**3))


def test_rosenbrock_reaches_its_minimum():
    assert run("minimise_rosenbrock") == pytest.approx([1.0, 1.0], abs=1e-4)
