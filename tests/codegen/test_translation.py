"""The support routines in C: what their Python text says, compiled and run beside it."""

import ctypes
import importlib
import inspect
import math
import pkgutil
import re
import shutil
import subprocess

import pytest

from symchain.codegen import support, support_source
from symchain.codegen.translation.c import PREFIX, translated
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


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    if COMPILER is None:
        pytest.skip("no C compiler")
    folder = tmp_path_factory.mktemp("support")
    texts, _ = support_source.source(name for name, _, _ in ROUTINES)
    source = "\n\n".join(["#include <math.h>", "#include <stdlib.h>", *translated(texts)])
    for name, _, count in ROUTINES:
        names = [f"x{i}" for i in range(count)]
        parameters = ", ".join([f"double {each}" for each in names])
        source += f"\n\ndouble call_{name}({parameters})\n{{\n"
        source += f"    return {PREFIX}{name}({', '.join(names)});\n}}"
    (folder / "support.c").write_text(source + "\n")
    flags = ["-std=c99", "-Wall", "-Wextra", "-pedantic", "-Werror", "-O2", "-ffp-contract=off"]
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


@pytest.mark.parametrize("row", ROUTINES, ids=[row[0] for row in ROUTINES])
def test_a_routine_in_c_gives_what_python_gives(row, library):
    name, function, count = row
    call = getattr(library, f"call_{name}")
    call.restype, call.argtypes = ctypes.c_double, [ctypes.c_double] * count
    compared = 0
    for point in points(count):
        try:
            expected = function(*point)
        except OverflowError:
            continue  # an inf of either sign, or what a caller of a part prevents
        except (ValueError, ZeroDivisionError):
            expected = None
        got = call(*point)
        if expected is None:
            assert not math.isfinite(got), f"{name}{point} gives {got}"
        elif math.isnan(expected) or math.isinf(expected):
            assert got == expected or math.isnan(got) == math.isnan(expected)
        else:
            assert got == pytest.approx(expected, rel=TOLERANCE, abs=1e-300), point
            compared += 1
    assert compared


def test_what_is_not_of_the_language_is_refused():
    text = 'def f(a: list[float]) -> float:\n    """Text."""\n    return a[0]\n'
    with pytest.raises(Untranslatable):
        translated([text])
