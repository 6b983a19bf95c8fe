"""The target of docs/adding_a_target.md does all that the page says."""

import pathlib
import re
import shutil
import sys
import types

import pytest

import symchain as sc
from symchain.checking import check_module
from symchain.codegen.targets import TARGETS

PAGE = pathlib.Path(__file__).parents[2] / "docs" / "adding_a_target.md"

pytestmark = pytest.mark.skipif(shutil.which("awk") is None, reason="no awk")


@pytest.fixture
def awk(monkeypatch):
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    space = types.ModuleType("awk_target")
    exec(compile(code, str(PAGE), "exec"), vars(space))
    monkeypatch.setitem(sys.modules, "awk_target", space)
    monkeypatch.setitem(TARGETS, "awk", space.AWK)


def test_it_is_checked_written_and_checked_again(awk, tmp_path):
    text = sc.generate("x*exp(y) + where(x > 1 and y < 3, x^y, 2)^3", target="awk", engines=())
    (tmp_path / "f.awk").write_text(text)
    assert check_module(str(tmp_path / "f.awk")).passed
    (tmp_path / "f.awk").write_text(text.replace("exp", "log", 1))
    assert not check_module(str(tmp_path / "f.awk")).passed


def test_it_computes_every_kind(awk):
    formula = "function*sin(x)^2/result + sqrt(x)"
    kinds = ["value", "gradient", "hessian", "jvp", "hvp"]
    ours, theirs = (sc.compile(formula, target, emit=kinds) for target in ("awk", "python"))
    point, direction = (0.7, 1.3, 2.5), (1.0, -2.0, 0.5)
    for kind in kinds:
        given = point + (direction if kind in ("jvp", "hvp") else ())
        found, wanted = getattr(ours, kind)(*given), getattr(theirs, kind)(*given)
        for got, expected in zip(flat(found), flat(wanted), strict=True):
            assert got == pytest.approx(expected, rel=1e-12)
    read = sc.read_program(sc.generate(formula, target="json", engines=()))
    assert sc.generate(read, target="awk", engines=()) == sc.generate(
        formula, target="awk", engines=()
    )


def test_what_it_lacks_is_replaced_or_refused(awk):
    assert sc.compile("sinh(x)", "awk").value(0.5) == pytest.approx(0.5210953054937474)
    with pytest.raises(sc.SymchainError, match="'erf' cannot be computed in awk"):
        sc.compile("erf(x)", "awk")


def flat(result):
    return [x for item in result for x in flat(item)] if isinstance(result, tuple) else [result]
