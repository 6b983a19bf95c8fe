"""How accurate emitted functions are, beside those of peers. `make accuracy` prints the tables.

Truth is the 50-digit reference. A result is failing where it is not finite though the truth is, or
where it errs by more than 16 ulp and by more than 4 times the conditioning of the function itself.
"""

import argparse
import itertools
import json
import math
import pathlib
import statistics

import peers
from limits import OutOfTimeError, within
from unstable import HARD, TEXTBOOK

import symchain as sc
from symchain.checking.accuracy import Meter
from symchain.checking.compare import Subject
from symchain.checking.probes import Problem
from symchain.evaluation.places import Places

ROOT = pathlib.Path(__file__).parent.parent
DATA = ROOT / "tests" / "data"

# The stability table: formula, variable of the derivative, point. The bar is 4 ulp.
ROWS = (
    ("log(1 + exp(x))", "x", {"x": 1000.0}),
    ("x/(exp(x) - 1)", "x", {"x": 1e-9}),
    ("x/(exp(x) - 1)", "x", {"x": 1e-5}),
    ("1/(1 + exp(-x))", "x", {"x": -1000.0}),
    ("tanh(x)", "x", {"x": 20.0}),
    ("log(exp(x) + exp(y))", "x", {"x": 1000.0, "y": 999.0}),
    ("sin(x)/x", "x", {"x": 0.0}),
    ("sqrt(x^2 + y^2)", "x", {"x": 1e200, "y": 1e200}),
)

KINDS = ("value", "gradient", "hessian")
FEW = 4  # variables of formulas of the corpora that are differentiated twice
SECONDS = 30  # of processor time for each of them


def ours(text, names, wrt=None, kinds=KINDS):
    """Our functions of a plain formula, as a peer's are made."""
    made = sc.compile(sc.parse(text, variables=names), variables=names, wrt=wrt, emit=kinds)

    def flat(kind):
        function = getattr(made, kind)
        if kind == "value":
            return lambda point: [function(*point)]
        if kind == "gradient":
            return lambda point: function(*point)
        return lambda point: [entry for row in function(*point) for entry in row]

    return {kind: flat(kind) for kind in kinds}


def tools():
    return {"symchain": ours, **peers.installed()}


def subjects(make, text, names):
    return checked(peers.guarded(make, text, names), len(names))


def checked(made, count):
    """What a meter measures: functions of formulas in so many variables."""
    sizes = {"value": 1, "gradient": count, "hessian": count * count}
    return [Subject(kind, {kind: sizes[kind]}, run) for kind, run in made.items()]


def meter(text, names, wrt=None, kinds=KINDS):
    """What measures functions of a formula."""
    expr = sc.parse(text, variables=names)
    graph = expr.graph
    nodes = {name: graph.symbol(name) for name in names}
    problem = Problem({"f": expr.node}, {name: nodes[name] for name in wrt or names}, True)
    return Meter(graph, [expr.node], problem, list(nodes.values()), kinds), expr


def places(expr, names, ranges, count, decades):
    graph = expr.graph
    variables = [graph.symbol(name) for name in names]
    return list(itertools.islice(Places(graph, [expr.node], variables, ranges, decades), count))


def stability():
    """The eight rows: the error of each tool's derivative at a point, in ulp."""
    print("\n## Derivatives from the plain formula, error in ulp (bar: 4)\n")
    known = tools()
    table("derivative at", known)
    for text, wrt, point in ROWS:
        names = list(point)
        measure, expr = meter(text, names)
        at = {expr.graph.symbol(name): value for name, value in point.items()}
        cells = []
        for make in known.values():
            functions = [each for each in subjects(make, text, names) if each.name == "gradient"]
            (sample,) = measure.measure(functions, [at]).outputs[f"d/d{wrt}"]
            cells.append(ulp(sample.ulps))
        print(f"| d {text}, {', '.join(f'{v:g}' for v in point.values())} | {' | '.join(cells)} |")


def table(head, columns):
    print(f"| {head} | {' | '.join(columns)} |")
    print("| --- |" + " --- |" * len(columns))


def ulp(number):
    if not math.isfinite(number):
        return "none"
    return f"{number:.0f}" if number < 1e4 else f"{number:.0e}"


def hard(count, offenders):
    """Hard functions: the share of failing results of each tool."""
    print("\n## Hard functions: failing results of value, gradient and Hessian\n")
    known = tools()
    table("function (results)", known)
    failing = dict.fromkeys(known, 0)
    for text in HARD:
        names = [variable.name for variable in sc.parse(text).variables]
        measure, expr = meter(text, names)
        points = places(expr, names, {}, count, 300)
        cells = []
        for name, make in known.items():
            found = measure.measure(subjects(make, text, names), points).outputs
            samples = [sample for output in found.values() for sample in output]
            wrong = sum([sample.failing for sample in samples])
            failing[name] += wrong > 0
            cells.append(str(wrong))
            if name == "symchain":
                offenders += [(text, what, output) for what, output in found.items()]
        print(f"| {text} ({len(samples)}) | {' | '.join(cells)} |", flush=True)
    cells = [f"{number} of {len(HARD)}" for number in failing.values()]
    print(f"| functions that fail | {' | '.join(cells)} |")


def textbook(count, offenders):
    """Textbook formulas: failing results, and of these the ones without number or of wrong sign."""
    print("\n## Textbook formulas: failing results of value, gradient and Hessian\n")
    table("function", ("results", "failing", "no number or wrong sign"))
    holding = 0
    for text in TEXTBOOK:
        names = [variable.name for variable in sc.parse(text, variables=["e"]).variables]
        measure, expr = meter(text, names)
        points = places(expr, names, {}, count, 300)
        found = measure.measure(subjects(ours, text, names), points).outputs
        samples = [sample for output in found.values() for sample in output]
        failing = sum([sample.failing for sample in samples])
        holding += not failing
        offenders += [(text, what, output) for what, output in found.items()]
        broken = sum([sample.is_broken for sample in samples])
        print(f"| {text} | {len(samples)} | {failing} | {broken} |", flush=True)
    print(f"| functions that hold | {holding} of {len(TEXTBOOK)} | | |")


def corpora(count, offenders):
    """The corpora at points in their ranges: the share within the bounds."""
    print("\n## Corpora: value and gradient at points in their ranges\n")
    table(
        "corpus",
        (
            "formulas",
            "results",
            "within bounds",
            "no number or wrong sign",
            "second derivatives",
            "no number or wrong sign",
            "median ulp",
            "99 % ulp",
        ),
    )
    for name, rows in ROWS_OF.items():
        samples, curved, formulas = [], [], 0
        for text, wrt, ranges in rows(name):
            formulas += 1
            for what, output in measured(text, wrt, ranges, count).items():
                (curved if what.startswith("second") else samples).extend(output)
                offenders.append((text, what, output))
        good = sum([not sample.failing for sample in samples]) / len(samples)
        broken = sum([sample.is_broken for sample in samples])
        errors = sorted(sample.ulps for sample in samples)
        cells = (
            formulas,
            len(samples),
            f"{100 * good:.2f} %",
            broken,
            len(curved),
            sum([sample.is_broken for sample in curved]),
            ulp(statistics.median(errors)),
            ulp(errors[int(0.99 * len(errors))]),
        )
        print(f"| {name} | {' | '.join(map(str, cells))} |", flush=True)


def measured(text, wrt, ranges, count):
    """The samples of each output; none where Python has no code for a function."""
    names = sorted({*ranges, *wrt})
    kinds = KINDS if len(wrt) <= FEW else KINDS[:2]
    measure, expr = meter(text, names, wrt, kinds)

    def work():
        functions = checked(ours(text, names, wrt, kinds), len(wrt))
        return measure.measure(functions, places(expr, names, ranges, count, 16)).outputs

    try:
        return within(SECONDS, work)
    except (sc.SymchainError, OutOfTimeError) as error:
        print(f"  left out: {text[:70]} ({type(error).__name__})")
        return {}


def json_rows(name):
    return [json.loads(line) for line in (DATA / f"{name}.jsonl").read_text().splitlines()[1:]]


def formulas(name):
    for row in json_rows(name):
        yield (
            row["expr"],
            row["wrt"],
            {key: tuple(ends) for key, ends in row.get("vars", {}).items()},
        )


def rules(name):
    for row in json_rows(name):
        yield row["expr"], [row["var"]], {key: tuple(ends) for key, ends in row["vars"].items()}


def models(name):
    for row in json_rows(name):
        ranges = {key: around(float(value)) for key, value in row["certified"].items()}
        for key, value in zip(row["predictors"], row["point"][1:], strict=True):
            ranges[key] = around(float(value))
        yield row["model"], row["params"], ranges


def around(value):
    return (value - abs(value) / 2, value + abs(value) / 2)


ROWS_OF = {
    "feynman": formulas,
    "optimisation": formulas,
    "nist_strd": models,
    "derivative_rules": rules,
}


def print_offenders(offenders, most):
    """The outputs with the most failing results, each with its worst place."""
    print("\n## Worst offenders\n")
    table("output", ("failing", "of", "worst: place, result, truth"))
    offenders = [
        (text, what, output) for text, what, output in offenders if any(s.failing for s in output)
    ]
    offenders.sort(key=lambda row: -sum([sample.failing for sample in row[2]]) / len(row[2]))
    for text, what, output in offenders[:most]:
        bad = [sample for sample in output if sample.failing]
        worst = max(bad, key=lambda sample: (sample.is_broken, sample.bits))
        where = ", ".join(f"{name} = {value!r}" for name, value in worst.point.items())
        text = text if len(text) < 60 else text[:57] + "..."
        place = f"{where}: {worst.got!r}, {worst.truth!r}"
        print(f"| {what} of {text} | {len(bad)} | {len(output)} | {place} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=400, help="of each hard function")
    parser.add_argument("--places", type=int, default=40, help="of each textbook formula")
    parser.add_argument("--samples", type=int, default=24, help="of each formula of a corpus")
    parser.add_argument("--only", choices=("stability", "hard", "textbook", "corpora"))
    parser.add_argument("--worst", type=int, default=60)
    given = parser.parse_args()
    offenders = []
    if given.only in (None, "stability"):
        stability()
    if given.only in (None, "hard"):
        hard(given.points, offenders)
    if given.only in (None, "textbook"):
        textbook(given.places, offenders)
    if given.only in (None, "corpora"):
        corpora(given.samples, offenders)
    print_offenders(offenders, given.worst)


if __name__ == "__main__":
    main()
