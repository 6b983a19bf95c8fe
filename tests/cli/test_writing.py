"""Files are written whole or not at all, and those of others are kept."""

import os
import stat
import subprocess
import sys

import pytest

import symchain as sc
from symchain.checking.writing import write

MODULE = [sys.executable, "-m", "symchain_cli"]


# ---- what may be written over


def test_an_own_module_is_replaced(run, tmp_path):
    for formula in ("x^2", "sin(x)"):
        assert run("gen", formula, "-o", "f.py").exit_code == 0
    assert "sin(x)" in (tmp_path / "f.py").read_text()


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text + "\n# mine\n",
        lambda text: text.replace("return", "return 0 +"),
        lambda text: text.replace('"sha256": "', '"sha256": "0'),
        lambda text: text[: len(text) // 2],
        lambda text: "",
        lambda text: "\0" * 100,
    ],
)
def test_a_changed_module_is_kept(run, refused, tmp_path, change):
    assert run("gen", "x^2", "-o", "f.py").exit_code == 0
    mine = change((tmp_path / "f.py").read_text())
    (tmp_path / "f.py").write_text(mine)
    assert "exists: pass --force" in refused("gen", "sin(x)", "-o", "f.py")
    assert (tmp_path / "f.py").read_text() == mine


def test_a_place_is_looked_at_before_the_work(refused, tmp_path, monkeypatch):
    monkeypatch.setattr("symchain.checking.generate_checked", None)  # not called
    monkeypatch.setattr("symchain.checking.implicit.generate_implicit_checked", None)
    (tmp_path / "f.py").write_text("mine")
    for words in (["gen", "x"], ["implicit", "x*y = 1", "--dep", "y"]):
        assert "exists: pass --force" in refused(*words, "-o", "f.py")
        assert "No such file or directory" in refused(*words, "-o", "none/f.py")


def test_a_minus_is_standard_output(run, printed, tmp_path):
    for words in (["gen", "x^2"], ["implicit", "x*y = 1", "--dep", "y", "--range", "x=1:2"]):
        done = run(*words, "-o", "-")
        assert done.exit_code == 0 and "\ndef " in done.stdout
        assert done.stderr.startswith("passed: checked at ")
    assert os.listdir(tmp_path) == []


# ---- links, modes, devices


def test_a_link_stays(tmp_path):
    (tmp_path / "real.py").write_text("mine")
    (tmp_path / "link.py").symlink_to("real.py")
    with pytest.raises(sc.SymchainError, match="exists"):
        write(str(tmp_path / "link.py"), "text")
    write(str(tmp_path / "link.py"), "text", force=True)
    assert (tmp_path / "link.py").is_symlink()
    assert (tmp_path / "real.py").read_text() == "text"


def test_a_link_to_nothing_is_followed(tmp_path):
    (tmp_path / "link.py").symlink_to("real.py")
    write(str(tmp_path / "link.py"), "text")
    assert (tmp_path / "real.py").read_text() == "text"


def test_a_link_in_a_circle_is_told(tmp_path):
    (tmp_path / "a.py").symlink_to("b.py")
    (tmp_path / "b.py").symlink_to("a.py")
    with pytest.raises(sc.SymchainError, match="cannot write"):
        write(str(tmp_path / "a.py"), "text")
    assert sorted(os.listdir(tmp_path)) == ["a.py", "b.py"]


def test_the_mode_stays(tmp_path):
    (tmp_path / "f.py").write_text("mine")
    (tmp_path / "f.py").chmod(0o751)
    write(str(tmp_path / "f.py"), "text", force=True)
    assert stat.S_IMODE((tmp_path / "f.py").stat().st_mode) == 0o751


def test_a_new_file_has_the_mode_of_new_files(tmp_path):
    old = os.umask(0o027)
    try:
        write(str(tmp_path / "f.py"), "text")
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "f.py").stat().st_mode) == 0o640


def test_a_device_is_written_to_and_stays():
    before = os.stat(os.devnull)
    write(os.devnull, "text")
    assert os.path.samestat(os.stat(os.devnull), before)


def test_a_pipe_is_written_to(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    reader = subprocess.Popen(["cat", str(tmp_path / "pipe")], stdout=subprocess.PIPE)
    write(str(tmp_path / "pipe"), "text")
    assert reader.communicate(timeout=60)[0] == b"text"
    assert stat.S_ISFIFO(os.stat(tmp_path / "pipe").st_mode)


@pytest.mark.parametrize("path", ["/dev/stdout", "/dev/fd/1"])
def test_a_pipe_of_the_shell_is_written_to(path):
    done = subprocess.run([*MODULE, "gen", "x^2", "-o", path], capture_output=True, timeout=60)
    assert done.returncode == 0 and b"\ndef value(" in done.stdout, done.stderr


def test_a_file_of_c_holds_no_python(refused, tmp_path):
    path = tmp_path / "f.c"
    said = refused("gen", "x*y", "-o", str(path))
    assert "pass --target c" in said and not path.exists()


@pytest.mark.parametrize(
    ("file", "target", "owner"),
    [
        ("f.py", "c", "python"),
        ("f.py", "json", "python"),
        ("f.json", "python", "json"),
        ("f.tex", "mathml", "latex"),
        ("f.c", "torch", "c"),
    ],
)
def test_an_ending_is_that_of_what_is_written(refused, tmp_path, file, target, owner):
    said = refused("gen", "x*y", "-o", file, "--target", target)
    assert f"'{file}' has the ending of the target {owner}: pass --target {owner}" in said
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("target", "made"), [("json", "grad.json"), ("latex", "grad.tex"), ("numpy", "grad.py")]
)
def test_a_name_without_an_ending_gets_that_of_the_target(run, tmp_path, target, made):
    assert run("gen", "x^2", "-o", "grad", "--target", target).exit_code == 0
    assert os.listdir(tmp_path) == [made]


def test_a_file_of_c_ends_in_c(run, refused, tmp_path):
    assert run("gen", "x^2", "-o", "grad", "--target", "c").exit_code == 0
    assert sorted(os.listdir(tmp_path)) == ["grad.c", "grad.h"]
    told = refused("gen", "x^2", "-o", "f.h", "--target", "c")
    assert "'f.h' is written beside a module: name that, as in -o f.c" in told


def test_no_file_hides_a_module_of_python(refused, tmp_path):
    told = refused("gen", "x^2", "-o", "math.py")
    assert "Python has a module 'math', which this one would hide: rename it" in told
    assert not os.listdir(tmp_path)


# ---- interrupts and full disks


@pytest.mark.parametrize("before", [None, "mine"])
def test_a_full_disk_leaves_what_was_there(tmp_path, before):
    if before is not None:
        (tmp_path / "f.py").write_text(before)
    full = 'ulimit -f 1; exec "$0" -m symchain_cli gen "x^2*sin(x)" -o f.py --force'  # 1,024 bytes
    done = subprocess.run(
        ["bash", "-c", full, sys.executable],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 2 and done.stderr == "error: cannot write 'f.py': File too large\n"
    assert os.listdir(tmp_path) == ([] if before is None else ["f.py"])
    assert before is None or (tmp_path / "f.py").read_text() == before


INTERRUPTED = """
import os, signal, sys, time
from importlib import import_module
import symchain_cli

signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it
home, step = sys.argv[1].rsplit(".", 1)

def interrupt(*args, **options):
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(60)

setattr(import_module(home), step, interrupt)
del sys.argv[1]
symchain_cli.main()
"""


@pytest.mark.parametrize(
    "step",
    [
        *("symchain.parsing.model", "symchain.codegen.generate.lower"),
        *("symchain.evaluation.reference.run", "symchain.checking.modules.compare"),
        *("tempfile.mkstemp", "os.fdopen", "os.fsync", "os.chmod", "os.replace"),
    ],
)
def test_an_interrupt_leaves_what_was_there(tmp_path, step):
    (tmp_path / "f.py").write_text("mine")
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, step, "gen", "x^2", "-o", "f.py", "--force"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "error: interrupted\n")
    assert os.listdir(tmp_path) == ["f.py"] and (tmp_path / "f.py").read_text() == "mine"


# ---- streams and surroundings that are missing


def test_standard_streams_that_are_closed():
    for closing, code in ((">&-", 0), ("2>&-", 0), (">&- 2>&-", 0)):
        done = subprocess.run(
            f'"{sys.executable}" -m symchain_cli diff "x^2" {closing}',
            shell=True,
            capture_output=True,
            timeout=60,
        )
        assert done.returncode == code and b"Traceback" not in done.stderr
    done = subprocess.run(
        f'"{sys.executable}" -m symchain_cli diff - <&-',
        shell=True,
        capture_output=True,
        timeout=60,
        text=True,
    )
    assert done.returncode == 2 and done.stderr.startswith("error: the text has no formula")


def test_a_reader_that_goes_at_once_is_no_error():
    done = subprocess.run(
        f'"{sys.executable}" -m symchain_cli functions | head -0',
        shell=True,
        capture_output=True,
        timeout=60,
    )
    assert done.stderr == b""


@pytest.mark.parametrize(
    "setting", [{"LANG": "C"}, {"LC_ALL": "C.UTF-8"}, {"LC_ALL": "POSIX", "HOME": "/nowhere"}, {}]
)
def test_poor_surroundings(tmp_path, setting):
    env = {"PYTHONPATH": os.pathsep.join(sys.path), "PATH": os.environ["PATH"], **setting}
    done = subprocess.run(
        [*MODULE, "diff", "θ^2*y", "--format", "unicode", "--wrt", "θ"],
        capture_output=True,
        timeout=60,
        env=env,
        cwd=tmp_path,
    )
    assert (done.returncode, done.stdout.decode(), done.stderr) == (0, "2·y·θ\n", b"")
    done = subprocess.run(
        [*MODULE, "gen", "θ^2*y", "-o", "f.py"],
        capture_output=True,
        timeout=60,
        env=env,
        cwd=tmp_path,
    )
    assert done.returncode == 0 and "θ^2*y" in (tmp_path / "f.py").read_text(encoding="utf-8")
