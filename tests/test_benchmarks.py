"""The benchmarks time only what computes the right numbers, and say what they left out."""

import pathlib
import shutil
import sys

import pytest

sys.path.append(str(pathlib.Path(__file__).parent.parent / "benchmarks"))
pytest.importorskip("numpy")

import agreement
import by_hand
import compiled
import numpy
import ours
import workloads
from races import Contestant, Race, agreeing
from report import Measure, Report

GAUSS = workloads.POINTS["Gauss"]
EXACT = agreement.truth(workloads.gauss, GAUSS).reshape(-1, 1)


@pytest.mark.parametrize("name", by_hand.PYTHON)
def test_python_by_hand(name):
    point = workloads.POINTS[name]
    exact = agreement.truth(workloads.WORKLOADS[name][0], point).reshape(-1, 1)
    assert agreement.error(Contestant(by_hand.PYTHON[name], *point).numbers(), exact) < 1e-12


@pytest.mark.skipif(not shutil.which("cc"), reason="no C compiler")
@pytest.mark.parametrize("name", workloads.WORKLOADS)
def test_c_by_hand(name):
    function, _ = workloads.WORKLOADS[name]
    points = compiled.columns(workloads.POINTS[name], 19)  # no multiple of any vector's length
    exact = numpy.array([agreement.truth(function, point) for point in points.T]).T
    result = numpy.empty(exact.shape)
    for over_vectors in (False, True):
        compiled.over_columns(by_hand.batch(name, over_vectors), points, result)()
        assert agreement.error(result, exact) < 1e-12


@pytest.mark.parametrize("name", workloads.WORKLOADS)
def test_ours(name):
    function, _ = workloads.WORKLOADS[name]
    point = workloads.POINTS[name]
    exact = agreement.truth(function, point).reshape(-1, 1)
    assert agreement.error(ours.call(function, point, "python").numbers(), exact) < 1e-12


def test_wrong_numbers_are_not_timed(capsys):
    def wrong(*point):
        value, (by_sigma, *others) = by_hand.gauss(*point)
        return value, (by_sigma * (1 + 1e-6), *others)

    def failing(*point):
        raise ValueError("no numbers")

    report = Report()
    report.begin("section", "")
    functions = {"right": by_hand.gauss, "wrong": wrong, "failing": failing}
    contestants = {name: Contestant(function, *GAUSS) for name, function in functions.items()}
    assert list(agreeing(contestants, EXACT, report, "Gauss")) == ["right"]
    assert [note.split()[1] for note in report.notes] == ["wrong", "failing"]
    assert "wrong disagrees" in capsys.readouterr().out


def test_ratios_are_those_of_rounds():
    race = Race({"a": Contestant(lambda: None), "b": Contestant(lambda: None)}, 3, 0.0)
    assert {len(rounds) for rounds in race.seconds.values()} == {3}
    race.seconds = {"a": [2.0, 6.0, 12.0], "b": [1.0, 2.0, 3.0]}
    assert race.ratios("a", "b") == [2.0, 3.0, 4.0]
    assert race.ratios("a", "c") == []
    measure = Measure("a / b", race.ratios("a", "b"), "<= 2.5", "Gauss")
    assert measure.row() == ["a / b", "Gauss", "3", "2.5 to 3.5", "<= 2.5", "**no**"]
