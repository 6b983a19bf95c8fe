"""The examples run and reach the published numbers."""

import importlib.util
import math
import pathlib

import mpmath
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


def test_kepler_is_a_differentiable_function():
    anomaly, gradient = run("kepler")

    def radius(*at):
        ecc, mean, axis = at
        root = mpmath.findroot(lambda e: e - ecc * mpmath.sin(e) - mean, mean)
        return axis * (1 - ecc * mpmath.cos(root))

    assert anomaly - 0.2 * math.sin(anomaly) == pytest.approx(1.0, abs=1e-15)
    for place in range(3):
        order = tuple(int(i == place) for i in range(3))
        slope = mpmath.diff(radius, (0.2, 1.0, 1.0), order)
        assert gradient[place] == pytest.approx(float(slope), rel=1e-9)


def test_the_seed_example_from_end_to_end(capsys):
    value, gradient = run("seed")
    exp = math.exp(2)
    assert (value, *gradient) == pytest.approx((exp + 3, 2 * exp, exp, 1.0))
    printed = capsys.readouterr().out
    assert "dL/dx     y*exp(x*y)  14.7781121978613" in printed and "checked at" in printed
