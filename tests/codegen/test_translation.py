"""The support routines in C, LLVM assembly and over tensors, run beside their Python text."""

import ctypes
import functools
import importlib
import inspect
import math
import pkgutil
import re
import shutil
import subprocess

import pytest

from symchain.codegen import support, support_source
from symchain.codegen.targets.native_engine import Engine
from symchain.codegen.targets.torch import KINDS, LOOP, TORCH
from symchain.codegen.translation import arrays, c, llvm
from symchain.codegen.translation.tree import Untranslatable
from symchain.functions import TABLE

COMPILER = shutil.which("cc") or shutil.which("gcc")
NUMBERS = (
    *(-300.5, -30.0, -7.0, -3.5, -2.0, -1.0, -0.75, -0.5, -1e-3, -1e-9, 0.0),
    *(1e-12, 0.1, 0.5, 0.9, 1.0, 1.25, 2.0, 3.0, 4.5, 10.0, 25.0, 80.0, 171.0, 720.0, 1e6),
)
# Libm and Python's own math differ by this much at most, and routines multiply it.
TOLERANCE = 2e-13


def routines():
    """Every routine that a row of the table is computed by, with its number of arguments."""
    found = {}
    for module in pkgutil.iter_modules(support.__path__):
        found |= vars(importlib.import_module(f"{support.__name__}.{module.name}"))
    for op in TABLE.values():
        for name in re.findall(r"support\.(\w+)", op.spelled.get("python", "")):
            if not op.variadic and op.parameters:
                yield name, found[name], len(inspect.signature(found[name]).parameters)


ROUTINES = sorted(set(routines()), key=lambda row: row[0])


@pytest.fixture(scope="module", params=["c", "native"])
def library(request, tmp_path_factory):
    """The routines in a language: from a name and a count of arguments to a function."""
    texts, _ = support_source.source(name for name, _, _ in ROUTINES)
    if request.param == "native":
        pytest.importorskip("llvmlite")
        return in_memory(texts)
    if COMPILER is None:
        pytest.skip("no C compiler")
    built = in_c(texts, tmp_path_factory.mktemp("support"))

    def routine(name, count):
        call = getattr(built, f"call_{name}")
        call.restype, call.argtypes = ctypes.c_double, [ctypes.c_double] * count
        return call

    return routine


def in_memory(texts):
    lines = llvm.translated(texts)
    for name, _, count in ROUTINES:
        given = ", ".join([f"double %x{i}" for i in range(count)])
        lines += [
            f"define double @call_{name}({given}) {{",
            f"  %value = call double @{llvm.PREFIX}{name}({given})",
            "  ret double %value\n}",
        ]
    code = "\n".join([*llvm.declarations("\n".join(lines)), *lines])
    engine = Engine(code, [f"call_{name}" for name, _, _ in ROUTINES])

    def routine(name, count):
        kind = ctypes.CFUNCTYPE(ctypes.c_double, *[ctypes.c_double] * count)
        call = kind(engine.address(f"call_{name}"))
        call.engine = engine
        return call

    return routine


def in_c(texts, folder):
    source = "\n\n".join(["#include <math.h>", "#include <stdlib.h>", *c.translated(texts)])
    for name, _, count in ROUTINES:
        names = [f"x{i}" for i in range(count)]
        parameters = ", ".join([f"double {each}" for each in names])
        source += f"\n\ndouble call_{name}({parameters})\n{{\n"
        source += f"    return {c.PREFIX}{name}({', '.join(names)});\n}}"
    (folder / "support.c").write_text(source + "\n")
    flags = [
        "-std=c99",
        "-Wall",
        "-Wextra",
        "-Wconversion",
        "-pedantic",
        "-Werror",
        "-O2",
        "-ffp-contract=off",
    ]
    command = [COMPILER, *flags, "-Wno-unused-function", "-Wno-unused-const-variable"]
    target = folder / "support.so"
    command += ["-shared", "-fPIC", "-o", str(target), str(folder / "support.c"), "-lm"]
    subprocess.run(command, check=True)
    return ctypes.CDLL(str(target))


def points(count):
    """Points with coordinates among the numbers: all of them up to two, a walk beyond."""
    if count <= 2:
        rows = [(a,) for a in NUMBERS]
        return rows if count == 1 else [(a, b) for a in NUMBERS for b in NUMBERS]
    size = len(NUMBERS)
    return [
        tuple(NUMBERS[(i * (7 * j + 3) + 5 * j * j) % size] for j in range(count))
        for i in range(3 * size)
    ]


@functools.cache
def expected(name, function, count):
    """What Python gives at each point; None for what is undefined."""
    found = []
    for point in points(count):
        try:
            found.append((point, function(*point)))
        except OverflowError:
            continue  # an inf of either sign, or what a caller of a part prevents
        except (ValueError, ZeroDivisionError):
            found.append((point, None))
    return found


@pytest.mark.parametrize("row", ROUTINES, ids=[row[0] for row in ROUTINES])
def test_a_routine_gives_what_python_gives(row, library):
    name, _, count = row
    call, compared = library(name, count), 0
    for point, wanted in expected(*row):
        got = call(*point)
        if wanted is None:
            assert not math.isfinite(got), f"{name}{point} gives {got}"
        elif math.isnan(wanted) or math.isinf(wanted):
            assert got == wanted or math.isnan(got) == math.isnan(wanted)
        else:
            assert got == pytest.approx(wanted, rel=TOLERANCE, abs=1e-300), point
            compared += 1
    assert compared


def test_what_is_not_of_the_language_is_refused():
    text = 'def f(a: list[float]) -> float:\n    """Text."""\n    return a[len(a) - 1]\n'
    for language in (c, llvm):
        with pytest.raises(Untranslatable):
            language.translated([text])


@functools.cache
def over_tensors():
    """The routines over tensors of PyTorch."""
    torch = pytest.importorskip("torch")
    texts, _ = support_source.source(name for name, _, _ in ROUTINES)
    space = {"torch": torch}
    exec("\n\n".join([KINDS, LOOP, *arrays.translated(texts, TORCH, "torch")]), space)
    return space


@pytest.mark.parametrize("row", ROUTINES, ids=[row[0] for row in ROUTINES])
def test_a_routine_gives_all_points_what_python_gives(row):
    name, _, count = row
    torch = pytest.importorskip("torch")
    known = [each for each in expected(*row) if max(map(abs, each[0])) < 200]  # turns of loops
    columns = [torch.tensor([p[i] for p, _ in known], dtype=torch.float64) for i in range(count)]
    found = over_tensors()[name](*columns).tolist()
    for got, (point, wanted) in zip(found, known, strict=True):
        if wanted is None:
            assert not math.isfinite(got), f"{name}{point} gives {got}"
        elif math.isfinite(wanted):
            assert got == pytest.approx(wanted, rel=1e-11, abs=1e-300), point
