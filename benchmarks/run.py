"""Speed and size against peers, as ratios measured in one run. `make benchmark` prints them all.

Every row names what is compared, the measured ratio and the bar. Times are medians of repeats that
alternate between the two sides, so that a drifting machine moves both.
"""

import compileall
import itertools
import json
import math
import pathlib
import statistics
import subprocess
import sys
import time

import costs

import symchain as sc
from symchain.calculus import partials
from symchain.codegen import operations
from symchain.codegen.lower import lower
from symchain.codegen.targets import TARGETS
from symchain.graph.graph import Graph

ROOT = pathlib.Path(__file__).parent.parent
DATA = ROOT / "tests" / "data"
REPEATS = 5


def seconds(work):
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def median_ratio(ours, theirs, repeats=REPEATS):
    """The median over alternating pairs of our time over their time."""
    return statistics.median(seconds(ours)[0] / seconds(theirs)[0] for _ in range(repeats))


def report(what, ratio, bar):
    print(f"{what:64} {ratio:10.4g}   {bar}", flush=True)


def command(*words):
    subprocess.run(words, check=True, capture_output=True)


def start_up():
    """As installed: pip compiles what it installs; an editable install is compiled here."""
    for folder in ("symchain", "cli"):
        compileall.compile_dir(ROOT / folder, quiet=1)
    script = pathlib.Path(sys.executable).parent / "symchain"
    ours = lambda: command(str(script), "diff", "exp(x*y)+w")
    click = lambda: command(sys.executable, "-c", "import click")
    report("start: symchain diff / import click", median_ratio(ours, click, 15), "<= 1.3")
    library = lambda: command(sys.executable, "-c", "import symchain")
    bare = lambda: command(sys.executable, "-c", "pass")
    report("start: import symchain / bare Python", median_ratio(library, bare, 15), "<= 2")


def feynman():
    import sympy

    rows = [json.loads(line) for line in (DATA / "feynman.jsonl").read_text().splitlines()[1:]]
    ratios, ours_total, theirs_total, not_more = [], 0, 0, 0
    for row in rows:
        text, wrt = row["expr"], row["wrt"]
        names = {name: sympy.Symbol(name, real=True) for name in row["vars"]}
        spent = []
        for _ in range(3):
            ours, expr = thrice(lambda: _symchain(text, wrt))
            bare, _ = thrice(lambda: _symchain(text, wrt, simplify="none"))
            theirs, (value, slopes) = thrice(lambda: _sympy(text, wrt, names))
            spent.append((theirs / ours, theirs / bare))
        ratios.append([statistics.median(column) for column in zip(*spent, strict=True)])
        mine = _emitted_operations(expr, wrt)
        steps, results = sympy.cse([value, *slopes])
        other = sum(sympy.count_ops(e) for _, e in steps) + sum(sympy.count_ops(e) for e in results)
        ours_total, theirs_total = ours_total + mine, theirs_total + other
        not_more += mine <= other
    simplified, bare = (statistics.median(column) for column in zip(*ratios, strict=True))
    report("Feynman: time of SymPy / ours, simplified, median", simplified, ">= 100")
    report("Feynman: time of SymPy / ours, as derived, median", bare, ">= 100")
    report("Feynman: operations, ours / SymPy after cse, sum", ours_total / theirs_total, "<= 0.85")
    report("Feynman: share of formulas with no more operations", not_more / len(rows), ">= 0.95")


def thrice(work):
    """The mean of three runs in a row, and what the last one made."""
    spent, result = seconds(lambda: [work() for _ in range(3)][-1])
    return spent / 3, result


def _symchain(text, wrt, simplify="fast"):
    expr = sc.parse(text, variables=wrt)
    sc.gradient(expr, wrt, simplify=simplify)
    return expr


def _emitted_operations(expr, wrt):
    """The operations of the program that value and gradient become."""
    slopes = [slope.node for slope in sc.gradient(expr, wrt).values()]
    names = [variable.name for variable in expr.variables]
    return operations(lower(expr.graph, [expr.node, *slopes], names, TARGETS["python"]))


def _sympy(text, wrt, names):
    import sympy

    sympy.core.cache.clear_cache()
    value = sympy.sympify(text.replace("^", "**"), locals=names)
    return value, [sympy.diff(value, names[name]) for name in wrt]


def product_growth():
    times = {}
    for n in (10, 100, 1_000, 10_000, 100_000):
        repeats = max(1, 2_000 // n)
        best = min(seconds(lambda: [_product(n) for _ in range(repeats)])[0] for _ in range(3))
        times[n] = best / repeats
    exponents = [math.log10(times[10 * n] / times[n]) for n in (100, 1_000, 10_000)]
    report("product of n: growth exponent, worst decade from 100", max(exponents), "<= 1.1")
    graph, _ = _product(100_000)
    report("product of 100,000: microseconds a node", times[100_000] * 1e6 / len(graph), "< 3")


def _product(n):
    graph = Graph()
    variables = [graph.symbol(f"x{i}") for i in range(n)]
    root = variables[0]
    for variable in variables[1:]:
        root = graph.multiply(root, variable)
    return graph, partials(graph, root, variables)


def nested_sines(n=1_000_000):
    import casadi

    x = sc.symbol("x")

    def build():
        expr = x
        for _ in range(n):
            expr = sc.sin(expr)
        return expr

    def build_casadi():
        y = casadi.SX.sym("y")
        expr = y
        for _ in range(n):
            expr = casadi.sin(expr)
        return y, expr

    built, expr = seconds(build)
    derived, _ = seconds(lambda: partials(expr.graph, expr.node, [x.node]))
    casadi_built, (y, other) = seconds(build_casadi)
    casadi_derived, _ = seconds(lambda: casadi.gradient(other, y))
    report("1,000,000 nested sines: derivative / CasADi's", derived / casadi_derived, "<= 4")
    whole = (casadi_built + casadi_derived) / (built + derived)
    report("1,000,000 nested sines: CasADi / ours, built and derived", whole, ">= 3")


def long_sum(n=100_000):
    text = " + ".join(f"x{i}*y{i}" for i in range(n))
    report("parse a sum of 100,000 products: seconds", seconds(lambda: sc.parse(text))[0], "< 0.97")


def emitted_calls():
    """Emitted value_and_gradient against the same straight-line code written by hand."""
    gauss = "exp(-((t - t1)/s)^2/2)/(sqrt(2*pi)*s)"
    _paired_calls("Gauss", gauss, ["s", "t", "t1"], (1.3, 0.4, -0.7), gauss_by_hand)
    xs = [f"x{i}" for i in range(10)]
    pairs = list(itertools.pairwise(xs))
    valley = " + ".join(f"100*({b} - {a}^2)^2 + (1 - {a})^2" for a, b in pairs)
    point = [0.7 + 0.06 * (i * 7 % 10) for i in range(10)]
    _paired_calls("Rosenbrock 10", valley, xs, point, valley_by_hand(xs, pairs))


def _paired_calls(name, text, names, point, by_hand):
    ours = sc.compile(sc.parse(text), variables=names).value_and_gradient

    def many(function):
        def run():
            for _ in range(20_000):
                function(*point)

        return run

    ratio = median_ratio(many(ours), many(by_hand), 21)
    report(f"call of emitted Python / by hand: {name}", ratio, "<= 1.15")


def gauss_by_hand(s, t, t1, exp=math.exp):
    i = 1.0 / s
    u = (t - t1) * i
    f = 0.3989422804014327 * exp(-0.5 * u * u) * i
    g = f * i
    d = g * u
    return f, d * u - g, -d, d


def valley_by_hand(xs, pairs):
    """The 107 operations in which a person writes Rosenbrock's function and its gradient."""
    lines = [f"def valley({', '.join(xs)}):"]
    lines += [f"    e{i} = 1.0 - {a}" for i, (a, _) in enumerate(pairs)]
    lines += [f"    d{i} = {b} - {a}*{a}" for i, (a, b) in enumerate(pairs)]
    lines += [f"    h{i} = 200.0*d{i}" for i in range(len(pairs))]
    bends, edges = (" + ".join(f"{k}{i}*{k}{i}" for i in range(len(pairs))) for k in "de")
    slopes = ["-2.0*(h0*x0 + e0)"]
    slopes += [f"h{i - 1} - 2.0*(h{i}*x{i} + e{i})" for i in range(1, len(pairs))]
    lines.append(f"    return 100.0*({bends}) + ({edges}), {', '.join(slopes)}, h{len(pairs) - 1}")
    space = {}
    exec("\n".join(lines), space)
    return space["valley"]


def main():
    print(f"{'measured':64} {'ratio':>10}   bar")
    for part in (start_up, feynman, product_growth, long_sum, emitted_calls, nested_sines):
        part()
    costs.run(report)


if __name__ == "__main__":
    main()
