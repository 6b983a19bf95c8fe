"""Every example of a docstring runs, and so do those of the README."""

import doctest
import importlib
import pathlib
import re
import shlex
import shutil

import pytest
from click.testing import CliRunner
from symchain_cli.group import symchain

ROOT = pathlib.Path(__file__).parent.parent
MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for path in (ROOT / "symchain").rglob("*.py")
    if ">>>" in path.read_text()
)
README = (ROOT / "README.md").read_text()
LINES = re.findall(r"^\$ (symchain .*?)(?:\s+#.*)?$", README, re.MULTILINE)


@pytest.mark.parametrize("name", MODULES)
def test_examples_of_docstrings(name):
    if name.startswith("symchain.graph.sympy"):
        pytest.importorskip("sympy")
    failed, tried = doctest.testmod(importlib.import_module(name))
    assert tried and not failed


def test_python_of_the_readme():
    (block,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    space = {"a_python_function": None}
    exec(block, space)
    assert str(space["loss"].diff("x")) == "y*exp(x*y)"


@pytest.mark.parametrize("line", LINES)
def test_commands_of_the_readme(line, tmp_path, monkeypatch):
    if "--target numpy" in line:
        pytest.importorskip("numpy")
    if re.search("--target c |symchain build", line) and shutil.which("cc") is None:
        pytest.skip("no C compiler")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("symchain.checking.modules.installed", list)
    run = CliRunner()
    if line.startswith("symchain check grad.py"):
        assert run.invoke(symchain, ["gen", "exp(x*y)+w", "-o", "grad.py"]).exit_code == 0
    done = run.invoke(symchain, shlex.split(line)[1:])
    assert done.exit_code == 0, done.output


def test_the_first_example_prints_what_it_says():
    (shown,) = re.findall(r'\$ symchain diff "exp\(x\*y\)\+w"\n(.*?)```', README, re.DOTALL)
    assert CliRunner().invoke(symchain, ["diff", "exp(x*y)+w"]).output == shown
