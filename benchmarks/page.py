"""The pages that a full run writes: `speed.md`, and the section "How fast" of the README."""

import os
import pathlib
import platform
import re
from importlib.metadata import PackageNotFoundError, version

import workloads
from agreement import TOLERANCE
from report import figure

HERE = pathlib.Path(__file__).parent
PAGE = HERE / "speed.md"
README = HERE.parent / "README.md"
PEERS = ("sympy", "symengine", "casadi", "numba", "jax", "torch", "numpy", "llvmlite")
CALL, LOOP, BATCH = "One call from Python", "Inside a loop in C", "Many points"
SHOWN = {
    (CALL, "python / by hand"): "a call: emitted Python / Python by hand",
    (CALL, "SymPy / python"): "a call: SymPy's lambdify / emitted Python",
    (CALL, "cpython / by hand, extension"): "a call: extension module / by hand",
    (CALL, "CasADi's C / cpython, buffers"): "a call, buffers: CasADi's C / extension module",
    (LOOP, "c / by hand"): "in a loop in C: C / by hand",
    (LOOP, "CasADi's C / c"): "in a loop in C: CasADi's C / C",
    (BATCH, "c / by hand over vectors"): "a million points: C / by hand over vectors",
    (BATCH, "SymEngine / c"): "a million points: SymEngine's LLVM / C",
    (BATCH, "Numba / c"): "a million points: Numba / C",
    (BATCH, "JAX / c"): "a million points: JAX / C",
    (BATCH, "numpy, out= / by hand -O3"): "a million points: NumPy / C by hand",
    (BATCH, "SymPy / numpy, arrays"): "a million points: SymPy's NumPy / NumPy",
}
HEAD = f"""\
# Speed, beside the limits and the peers

`make bench` writes this page; `make bench-quick` prints a part of it in two minutes. Everything
here was measured in one run. Contestants take turns, so that a drifting machine moves all of them;
a ratio is the median over the rounds, with its quartiles; a time is that of the best round, in
processor time. Before they are timed, all must give the values and derivatives of a 50-digit
computation to {TOLERANCE:g}. What is called by hand is in `by_hand.py`, `by_hand.c` and
`by_hand_module.c`.
"""
FAST = """\
## How fast

Ratios of the times of value and derivatives, from one run of `make bench`, with what each should
reach. Times, spreads, other peers, derivation, sizes: [benchmarks/speed.md](benchmarks/speed.md).

"""


def write(report, load):
    """Writes both pages; `load` is how many programs ran on the machine, this one among them."""
    notes = "".join(f"- {note}\n" for note in report.notes)
    parts = [HEAD, _machine(load), *[_section(each) for each in report.sections]]
    parts += ["## Not measured\n\n" + notes] if notes else []
    PAGE.write_text("\n".join(parts))
    text = re.sub(
        "## How fast\n.*?(?=^## )", "", README.read_text(), flags=re.DOTALL | re.MULTILINE
    )
    place = text.index("## Where to read on")
    README.write_text(text[:place] + FAST + _summary(report) + "\n" + text[place:])


def _machine(load):
    found = []
    for name in PEERS:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    shared = f", shared with other programs (load {load:.1f})" if load > 1.5 else ""
    return (
        f"{platform.machine()}, {os.cpu_count()} processors{shared}; "
        f"Python {platform.python_version()}, {', '.join(found)}.\n"
    )


def _section(section):
    """The text of a section: its times, then its ratios."""
    text = f"## {section.title}\n\n{section.about}\n"
    if section.times:
        names = dict.fromkeys(name for best in section.times.values() for name in best)
        rows = [
            [name, *[figure(best[name]) if name in best else "" for best in section.times.values()]]
            for name in names
        ]
        text += "\n" + _table([section.unit, *section.times], rows)
    if section.measures:
        head = ["measured", "workload", "median", "quartiles", "bar", "holds"]
        rows = [head, *[measure.row() for measure in section.measures]]
        if not any(measure.workload for measure in section.measures):
            rows = [[what, *rest] for what, _, *rest in rows]
        text += "\n" + _table(rows[0], rows[1:])
    return text


def _summary(report):
    """The ratios of the five workloads, a row for each kind."""
    found = {
        (section.title, measure.what, measure.workload): measure
        for section in report.sections
        for measure in section.measures
    }
    rows = []
    for (title, what), words in SHOWN.items():
        row = [found.get((title, what, name)) for name in workloads.WORKLOADS]
        bars = [measure.bar for measure in row if measure]
        if bars:
            rows.append([words, bars[0], *[figure(each.median) if each else "" for each in row]])
    return _table(["", "bar", *workloads.WORKLOADS], rows)


def _table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
