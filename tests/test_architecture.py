"""The architecture has tests: imports point one way, nothing calls itself, the interface is whole."""

import ast
import importlib
import inspect
import pathlib
import pkgutil
import subprocess
import sys

import pytest

import symchain

ROOT = pathlib.Path(__file__).parent.parent
PACKAGE = ROOT / "symchain"
LAYERS = (
    *("errors", "functions", "graph", "parsing", "simplification", "calculus"),
    *("evaluation", "stability", "codegen", "checking", "display"),
)
FILES = sorted(PACKAGE.rglob("*.py"))


def identity(path):
    return str(path.relative_to(ROOT))


def imports_at_load(tree):
    """The modules that a file imports when it is loaded, annotations apart."""
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@pytest.mark.parametrize("path", FILES, ids=identity)
def test_imports_point_one_way(path):
    layer = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    if layer == "__init__":
        return
    for module in imports_at_load(ast.parse(path.read_text())):
        parts = module.split(".")
        if parts[0] == "symchain" and len(parts) > 1:
            assert LAYERS.index(parts[1]) <= LAYERS.index(layer), f"{layer} imports {module}"


@pytest.mark.parametrize("path", FILES, ids=identity)
def test_nothing_reads_text_as_code(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            assert called not in ("eval", "sympify", "parse_expr")


def test_the_public_interface_is_complete_and_sorted():
    assert symchain.__all__ == sorted(symchain.__all__)
    for name in symchain.__all__:
        assert getattr(symchain, name) is not None


def test_no_module_takes_the_place_of_a_function():
    for module in pkgutil.walk_packages([str(PACKAGE)], "symchain."):
        if ".support." not in module.name:
            importlib.import_module(module.name)
    for name in [name for name in sys.modules if name.split(".")[0] == "symchain"]:
        for public in getattr(sys.modules[name], "__all__", ()):
            assert not inspect.ismodule(getattr(sys.modules[name], public)), f"{name}.{public}"


def test_the_quick_way_imports_nothing_heavy():
    heavy = "{'sympy', 'mpmath', 'numpy', 'typing', 'dataclasses', 'fractions', 'decimal', 'json', 're'}"
    code = (
        "import sys, symchain as sc\n"
        "str(sc.derivatives(sc.parse('exp(x*y)+w')))\n"
        f"sys.exit(str(sorted({heavy} & set(sys.modules))))"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", code], capture_output=True, text=True, cwd=ROOT
    )
    assert done.stderr.strip() == "[]"
