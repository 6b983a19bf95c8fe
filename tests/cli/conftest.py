"""The command in this process: its exit code, standard output and standard error."""

import pytest
from click.testing import CliRunner
from symchain_cli.group import symchain


@pytest.fixture(autouse=True)
def no_heavy_engines(monkeypatch):
    """JAX and PyTorch have tests of their own, and take seconds to import."""
    monkeypatch.setattr("symchain.checking.modules.installed", list)


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs a command in an empty folder; nothing but SystemExit comes out of it."""
    monkeypatch.chdir(tmp_path)

    def run(*words, stdin=None, **options):
        done = CliRunner().invoke(symchain, words, input=stdin, prog_name="symchain", **options)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done

    return run


@pytest.fixture
def printed(run):
    """The standard output of a command that succeeds; on standard error stand at most conditions."""

    def printed(*words, **options):
        done = run(*words, **options)
        assert done.exit_code == 0, done.stderr
        assert not done.stderr or done.stderr.startswith("where "), done.stderr
        return done.stdout

    return printed


@pytest.fixture
def refused(run):
    """The standard error of a command that fails with an exit code, 2 unless said otherwise."""

    def refused(*words, code=2, **options):
        done = run(*words, **options)
        assert (done.exit_code, done.stdout) == (code, ""), done.stdout
        assert "Traceback" not in done.stderr
        return done.stderr

    return refused
