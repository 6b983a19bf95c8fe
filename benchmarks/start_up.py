"""How long the command takes to start, as it is installed."""

import compileall
import pathlib
import resource
import subprocess
import sys

from races import Contestant, Race

ROOT = pathlib.Path(__file__).parent.parent


def run(report, scale):
    report.begin("Start-up", "Processor time of a new process, in turns.", "ms")
    for folder in ("symchain", "cli"):  # pip compiles what it installs, an editable install is not
        compileall.compile_dir(ROOT / folder, quiet=1)
    command = str(pathlib.Path(sys.executable).parent / "symchain")
    commands = {
        "symchain diff": (command, "diff", "exp(x*y)+w"),
        "import click": (sys.executable, "-c", "import click"),
        "import symchain": (sys.executable, "-c", "import symchain"),
        "bare Python": (sys.executable, "-c", "pass"),
    }
    contestants = {name: Contestant(_run, words) for name, words in commands.items()}
    race = Race(contestants, scale.rounds, 0.0, _of_children)
    bars = (
        ("symchain diff", "import click", "<= 1.3"),
        ("import symchain", "bare Python", "<= 2"),
    )
    report.race("processes", race, bars, 1e3)


def _run(words):
    subprocess.run(words, check=True, capture_output=True)


def _of_children():
    """The processor time of the processes that have ended."""
    return sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
