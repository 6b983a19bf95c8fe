"""The command as a process: exit codes, streams, colours on a terminal, completion."""

import os
import subprocess
import sys

import pytest

MODULE = [sys.executable, "-m", "symchain_cli"]


def started(*words, **options):
    return subprocess.run(
        [*MODULE, *words], capture_output=True, timeout=60, encoding="utf-8", **options
    )


def test_results_on_standard_output():
    done = started("diff", "exp(x*y)+w")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "d/dx: y*exp(x*y)\nd/dy: x*exp(x*y)\nd/dw: 1\n"


def test_errors_on_standard_error_without_colours():
    done = started("diff", "-", input="2*arcsn(x)")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "error: unknown function 'arcsn' (did you mean 'arcsin'?) (line 1, column 3)\n"
        "  2*arcsn(x)\n    ^^^^^\n"
    )


def test_a_failed_check_is_exit_code_1():
    assert started("check", "x^2", "--claim", "x=x").returncode == 1


@pytest.mark.skipif(os.name != "posix", reason="needs a terminal")
def test_colours_on_a_terminal():
    import pty

    ours, theirs = pty.openpty()
    done = subprocess.run([*MODULE, "diff", "x +"], stderr=theirs, timeout=60)
    os.close(theirs)
    text = os.read(ours, 10_000)
    os.close(ours)
    assert done.returncode == 2
    assert text.startswith(b"\x1b[31m") and b"error: " in text


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is full")
def test_a_full_disk_is_said():
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [*MODULE, "diff", "x^2"], stdout=full, stderr=subprocess.PIPE, timeout=60, text=True
        )
    assert done.returncode == 2
    assert done.stderr == "error: cannot write the result: No space left on device\n"


def test_a_narrow_encoding_is_said():
    done = started("diff", "θ^2*y", env={**os.environ, "PYTHONIOENCODING": "latin-1"})
    assert done.returncode == 2 and done.stderr.startswith("error: the result cannot be written")


def test_a_reader_that_goes_is_no_error():
    process = subprocess.Popen(
        [*MODULE, "functions"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(60) == 1


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(shell):
    env = {**os.environ, "_SYMCHAIN_COMPLETE": f"{shell}_source"}
    done = started(env=env)
    assert done.returncode == 0 and "_SYMCHAIN_COMPLETE" in done.stdout


def test_completion_of_words():
    env = {**os.environ, "_SYMCHAIN_COMPLETE": "bash_complete"}
    done = started(env={**env, "COMP_WORDS": "symchain d", "COMP_CWORD": "1"})
    assert done.stdout.split() == ["plain,diff"]
    done = started(env={**env, "COMP_WORDS": "symchain diff x --form", "COMP_CWORD": "3"})
    assert done.stdout.split() == ["plain,--format"]
    done = started(env={**env, "COMP_WORDS": "symchain diff x --format l", "COMP_CWORD": "4"})
    assert done.stdout.split() == ["plain,latex"]
