"""gen and check say how accurate the functions are, warn where digits are lost, and draw it."""

import json
import os
import xml.etree.ElementTree as ElementTree

CANCELS = "gamma(2 + x) - 1"  # no rule and no series mends it
SMALL = ("--range", "x=1e-8:1e-7")


def test_the_verdict_ends_with_the_accuracy(run):
    done = run("gen", "exp(x*y)+w", "-o", "grad.py")
    assert "; accuracy at " in done.stderr and "warning" not in done.stderr
    assert "median 0 ulp, worst" in run("check", "grad.py").stdout


def test_lost_digits_are_a_warning_with_the_place_and_no_error(run):
    done = run("gen", CANCELS, "-o", "f.py", *SMALL)
    assert done.exit_code == 0 and os.listdir() == ["f.py"]
    assert "warning: value is wrong beyond 1e-9 at" in done.stderr and ": at x = " in done.stderr
    assert "--range x=1:2" in done.stderr
    checked = run("check", "f.py")
    assert checked.exit_code == 0 and "warning" not in checked.stdout
    assert "warning: value is wrong beyond 1e-9" in checked.stderr
    assert "warning" not in run("check", "f.py", "--range", "x=1:2").stderr


def test_the_picture_is_printed(run, printed):
    done = run("gen", CANCELS, "-o", "f.py", "--accuracy", *SMALL)
    assert "value: bits lost against x" in done.stdout and "d/dx: bits" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80 and "#" in done.stdout
    done = run("gen", "exp(x)", "--accuracy")
    assert "bits lost" in done.stderr and "bits lost" not in done.stdout  # there the module is
    run("gen", "x^2", "-o", "g.py")
    assert "bits lost against x" in printed("check", "g.py", "--accuracy")


def test_the_picture_is_drawn_into_a_file_once(run, tmp_path):
    assert run("gen", "x^2*y", "-o", "f.py", "--accuracy", "f.svg").exit_code == 0
    text = (tmp_path / "f.svg").read_text()
    assert ElementTree.fromstring(text).tag.endswith("svg") and "bits lost against y" in text
    refused = run("check", "f.py", "--accuracy", "f.svg")
    assert refused.exit_code == 2 and "exists" in refused.stderr
    assert run("check", "f.py", "--accuracy", "f.svg", "--force").exit_code == 0
    assert (tmp_path / "f.svg").read_text() == text


def test_json_has_the_figures(printed):
    found = json.loads(printed("gen", CANCELS, "--json", *SMALL))
    figures = found["check"]["accuracy"]["outputs"]["value"]
    assert figures["failing"] > 0 and 1e-8 <= figures["worst_at"]["x"] <= 1e-7
    assert figures["worst_ulp"] > 1e3 and found["check"]["accuracy"]["warnings"]


def test_pictures_of_bad_names_and_of_series(run, refused):
    assert "bits lost against x" in run("gen", "--accuracy", "x^2", "-o", "g.py").stdout
    assert "FILE.svg" in refused("gen", "x^2", "--accuracy", "f.png")
    done = run("gen", "exp(x)", "-o", "f.py", "--emit", "taylor", "--accuracy")
    assert done.exit_code == 0 and "coefficient 12: bits lost against x" in done.stdout
