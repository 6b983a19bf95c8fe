"""Compiled libraries: kept whole, made again when damaged, and what is said where none can be made."""

import multiprocessing
import os
import subprocess
import sys

import mpmath
import pytest

import symchain as sc
from symchain.codegen import building

TARGETS = ("c", "cpython")
CODE = "double half(double x) { return x/2; }\n"


@pytest.fixture
def place(tmp_path, monkeypatch):
    """An empty cache whose path has a space and a letter beyond ASCII."""
    home = tmp_path / "ca ché"
    monkeypatch.setenv("XDG_CACHE_HOME", str(home))
    return home / "symchain"


def libraries(place):
    return sorted(place.glob("*/*.so"))


def value(target):
    return sc.compile("x*y + 0.625", target, emit="value").value(3.0, 2.0)


def script(folder, text):
    """A program in the place of a compiler, by a path with a space."""
    path = folder / "a compiler"
    path.write_bytes(b"#!/bin/sh\n" + text)
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("kept", [0, 0.5, 0.999], ids=["empty", "half", "nearly whole"])
def test_a_damaged_library_is_built_again(target, kept, place):
    assert value(target) == 6.625
    (path,) = libraries(place)
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content[: int(len(content) * kept)])
    assert value(target) == 6.625
    assert libraries(place) == [path] and path.read_bytes() == content


@pytest.mark.parametrize("target", TARGETS)
def test_processes_that_build_the_same_library(target, place):
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        assert set(pool.map(value, [target] * 4, chunksize=1)) == {6.625}
    assert len(libraries(place)) == 1 and not list(place.glob("*/build-*"))


def test_threads_that_are_the_first_to_do_anything(place):
    """In a new process, where tables are read for the first time."""
    code = (
        "import sys, threading, mpmath, symchain as sc\n"
        "sys.setswitchinterval(1e-5)\n"
        "found = []\n"
        "def work(target):\n"
        "    f = sc.compile('lambertw(x)*hypot(x, y)/log(x)', target, emit='value')\n"
        "    sc.check('erf(x)', {'x': '2*exp(-x^2)/sqrt(pi)'})\n"
        "    found.append(round(f.value(2.0, 1.0), 12))\n"
        "targets = ['c', 'cpython', 'python', 'numpy']*2\n"
        "threads = [threading.Thread(target=work, args=(each,)) for each in targets]\n"
        "[each.start() for each in threads]\n"
        "[each.join() for each in threads]\n"
        "print(len(found), *{float(each) for each in found}, mpmath.mp.prec)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    truth = mpmath.lambertw(2).real * mpmath.sqrt(5) / mpmath.log(2)
    assert done.stdout.split() == ["8", str(round(float(truth), 12)), "53"], done.stderr


@pytest.mark.parametrize("home", ["/proc/nowhere", os.devnull], ids=["read-only", "a file"])
def test_where_nothing_can_be_kept_a_process_has_a_folder_that_goes_with_it(home):
    code = (
        "import symchain as sc\n"
        "from symchain.codegen.building import kept_in\n"
        "print(sc.compile('x^2', 'c').value(3.0), kept_in() == kept_in(), kept_in())\n"
    )
    environment = {**os.environ, "XDG_CACHE_HOME": home}
    run = [sys.executable, "-c", code]
    done = subprocess.run(run, capture_output=True, text=True, env=environment)
    answer, is_one, folder = done.stdout.split()
    assert (answer, is_one) == ("9.0", "True") and not os.path.exists(folder)


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="a folder's mode says it on POSIX")
def test_nothing_is_loaded_from_where_others_write(place):
    place.mkdir(parents=True)
    place.chmod(0o777)
    assert value("c") == 6.625
    assert not libraries(place)


def test_processors_of_other_kinds_have_libraries_of_their_own(place, monkeypatch):
    first = building.built(CODE)
    assert building.built(CODE) == first
    monkeypatch.setattr(building, "machine", lambda: "another")
    assert os.path.dirname(building.built(CODE)) != os.path.dirname(first)


@pytest.mark.parametrize("target", TARGETS)
def test_a_missing_compiler_is_told(target, place, monkeypatch):
    monkeypatch.delenv("CC", raising=False)
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(sc.SymchainError, match=r"no C compiler was found.*apt install gcc"):
        value(target)
    monkeypatch.setenv("CC", "no-such-compiler -m64")
    with pytest.raises(sc.SymchainError, match=r"CC says 'no-such-compiler -m64'.*install one"):
        value(target)


def test_words_after_the_compiler_are_its_own(place, monkeypatch):
    monkeypatch.setenv("CC", "cc -DWORD=3.0")
    building.linked("double three(void) { return WORD; }\n")


@pytest.mark.skipif(os.name != "posix", reason="the compilers are scripts of a shell")
@pytest.mark.parametrize(
    "text, told",
    [
        (b"exit 3\n", r"failed:\n.*code 3"),
        (b"printf '\\377 wrong' >&2; exit 1\n", r"failed:\n.* wrong"),
        (b"exit 0\n", r"wrote no library: is it a C compiler\?"),
    ],
    ids=["says nothing", "says what is no UTF-8", "does nothing"],
)
def test_a_compiler_that_fails_is_told(text, told, place, tmp_path, monkeypatch):
    monkeypatch.setenv("CC", script(tmp_path, text))
    with pytest.raises(sc.SymchainError, match=told):
        building.built(CODE)
    assert not libraries(place)


@pytest.mark.skipif(os.name != "posix", reason="the compilers are scripts of a shell")
def test_a_compiler_by_a_path_with_a_space(place, tmp_path, monkeypatch):
    monkeypatch.setenv("CC", script(tmp_path, b'exec cc "$@"\n'))
    building.linked(CODE)


def test_what_cannot_be_loaded_is_told(place, monkeypatch):
    def unloadable(*arguments, **options):
        path = place / "text.so"
        place.mkdir(parents=True)
        path.write_text("text")
        return str(path)

    monkeypatch.setattr(building, "built", unloadable)
    with pytest.raises(sc.SymchainError, match="XDG_CACHE_HOME"):
        building.linked(CODE)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no processes are forked here")
@pytest.mark.parametrize("target", ["c", "native"])
def test_a_forked_process_computes_on(target):
    numpy = pytest.importorskip("numpy")
    f = sc.compile("x^2*y", target, emit="value", threads=2)
    points = numpy.linspace(0, 1, 50_000)
    wanted = f.value(points, 3.0)
    with multiprocessing.get_context("fork").Pool(1) as pool:
        found = pool.apply_async(_in_a_child, (f.source,)).get(60)
    assert found == (float(wanted[-1]), "2*x", 12.0)
    assert (f.value(points, 3.0) == wanted).all()


def _in_a_child(source):
    import numpy

    from symchain.codegen.running import functions_of

    value = functions_of(source, 2)["value"](numpy.linspace(0, 1, 50_000), 3.0)
    return float(value[-1]), str(sc.parse("x^2").diff("x")), sc.evaluate("x*4", {"x": 3})
