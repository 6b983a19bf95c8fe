"""Extension modules: they compute what the Python module does, and refuse what is no call."""

import array
import shutil
import subprocess
import sys

import pytest

import symchain as sc
from symchain.checking.extensions import build
from symchain.codegen.building import suffix

pytestmark = pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler")

ONE = "x*y + sin(z)*x + exp(y)*where(w > 0, log(w), w)"
KINDS = ["value", "gradient", "hessian", "jvp", "vjp", "hvp"]
POINT, DIRECTION = [0.3, 1.1, -0.4, 2.0], [0.5, -1.0, 2.0, 0.25]
MORE = {"jvp": DIRECTION, "hvp": DIRECTION, "vjp": [1.5]}


def flat(result):
    if isinstance(result, tuple):
        return [number for item in result for number in flat(item)]
    return [result]


@pytest.mark.parametrize("layout", ["dense", "coordinates", "rows"])
@pytest.mark.parametrize("signature", ["scalars", "vector"])
def test_every_kind_as_in_python(signature, layout):
    options = {"emit": KINDS, "signature": signature, "layout": layout}
    ours, theirs = (sc.compile(ONE, target, **options) for target in ("cpython", "python"))
    for kind in KINDS:
        groups = [POINT, MORE[kind]] if kind in MORE else [POINT]
        given = groups if signature == "vector" else [x for group in groups for x in group]
        found, wanted = getattr(ours, kind)(*given), getattr(theirs, kind)(*given)
        assert type(found) is type(wanted)
        assert flat(found) == pytest.approx(flat(wanted), rel=1e-13)


def test_buffers_of_the_caller(tmp_path, monkeypatch):
    path, verdict = build("r = sqrt(x^2 + y^2); a = atan2(y, x)", str(tmp_path), name="polar_into")
    assert verdict.passed and path.startswith(str(tmp_path))
    monkeypatch.syspath_prepend(str(tmp_path))
    import polar_into

    result = array.array("d", [0.0] * 6)
    assert polar_into.value_and_jacobian_into(array.array("d", [3.0, 4.0]), result) is None
    assert list(result) == flat(polar_into.value_and_jacobian(3.0, 4.0))
    short, whole = array.array("d", [0.0] * 5), array.array("l", [0] * 6)
    for wrong in (short, whole, b"", bytes(48), None, [0.0] * 6):
        with pytest.raises((ValueError, TypeError, BufferError)):
            polar_into.value_and_jacobian_into(array.array("d", [3.0, 4.0]), wrong)
    with pytest.raises(TypeError, match="takes 2 buffers"):
        polar_into.value_and_jacobian_into(result)
    with pytest.raises(ValueError, match="must be apart"):
        polar_into.value_and_jacobian_into(memoryview(result)[1:3], result)
    assert list(result) == flat(polar_into.value_and_jacobian(3.0, 4.0))


@pytest.mark.parametrize("given", [(), (1.0,), (1.0, 2.0, 3.0), ("a", 1.0), (None, 1.0)])
def test_what_is_no_call_is_refused(given):
    with pytest.raises(TypeError):
        sc.compile("x*y", "cpython").value(*given)


def test_numbers_of_other_types():
    f = sc.compile("x*y", "cpython")
    assert f.value(2, True) == 2.0
    with pytest.raises(OverflowError):
        f.value(10**400, 1.0)


def test_calls_keep_no_references():
    f = sc.compile("x^2*y", "cpython", emit=["value", "gradient"])
    f.value_and_gradient(1.0, 2.0)
    before = sys.getrefcount(None)
    for _ in range(2_000):
        f.value_and_gradient(1.5, 2.5)
    assert abs(sys.getrefcount(None) - before) < 50


def test_build_on_the_command_line(tmp_path):
    command = [sys.executable, "-m", "symchain_cli", "build", "x^2*y", "--name", "square_by"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0 and "passed" in done.stderr
    code = "import square_by; print(square_by.gradient(3.0, 2.0))"
    run = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert run.stdout.strip() == "(12.0, 9.0)"


def test_a_file_of_another_stays(tmp_path):
    place = tmp_path / f"mine{suffix()}"
    place.write_bytes(b"\x7fELF of somebody else")
    with pytest.raises(sc.SymchainError, match="pass --force to write over it"):
        build("x^2", str(tmp_path), name="mine")
    assert place.read_bytes() == b"\x7fELF of somebody else"
    build("x^2", str(tmp_path), name="mine", force=True)
    build("x^3", str(tmp_path), name="mine")  # its own, built before


@pytest.mark.parametrize("name", ["class", "2bad", "a b", "", "a.b", "../x"])
def test_what_cannot_be_imported_is_refused(name, tmp_path):
    with pytest.raises(sc.SymchainError, match="cannot be the name of a module"):
        build("x^2", str(tmp_path), name=name)


@pytest.mark.parametrize("name", ["math", "random", "numpy"])
def test_no_module_of_python_is_hidden(name, tmp_path):
    with pytest.raises(sc.SymchainError, match="which this one would hide"):
        build("x^2", str(tmp_path), name=name)
    assert not list(tmp_path.iterdir())


def test_a_module_is_compiled_once(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    build("x^2*0.625", str(tmp_path), name="once")
    assert len(list((tmp_path / "cache" / "symchain").iterdir())) == 1


@pytest.mark.parametrize("target", ["c", "cpython", "native", "numpy", "jax", "torch"])
def test_where_nothing_is_raised_no_error_can_be_asked_for(target):
    with pytest.raises(sc.SymchainError, match="raise no errors: ask for nan at kinks"):
        sc.compile("abs(x)", target, kinks="error")
