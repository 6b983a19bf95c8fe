"""Speed and size against peers, as ratios measured in one run. `make benchmark` prints them all.

Every row names what is compared, the measured ratio and the bar. Times are medians of repeats that
alternate between the two sides, so that a drifting machine moves both.
"""

import json
import math
import pathlib
import statistics
import subprocess
import sys
import time

import symchain as sc
from symchain.calculus import partials
from symchain.graph.graph import Graph
from symchain.graph.walk import operations

DATA = pathlib.Path(__file__).parent.parent / "tests" / "data"
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
        spent = []
        for _ in range(3):
            sympy.core.cache.clear_cache()
            names = {name: sympy.Symbol(name, real=True) for name in row["vars"]}
            ours, (expr, partial) = seconds(lambda: _symchain(text, wrt))
            theirs, (value, slopes) = seconds(lambda: _sympy(text, wrt, names))
            spent.append(ours / theirs)
        ratios.append(statistics.median(spent))
        mine = operations(expr.graph, [expr.node, *(p.node for p in partial.values())])
        steps, results = sympy.cse([value, *slopes])
        other = sum(sympy.count_ops(e) for _, e in steps) + sum(sympy.count_ops(e) for e in results)
        ours_total, theirs_total = ours_total + mine, theirs_total + other
        not_more += mine <= other
    report("Feynman: time of SymPy / ours, median", 1 / statistics.median(ratios), ">= 100")
    report("Feynman: operations, ours / SymPy after cse, sum", ours_total / theirs_total, "<= 0.85")
    report("Feynman: share of formulas with no more operations", not_more / len(rows), ">= 0.95")


def _symchain(text, wrt):
    expr = sc.parse(text, variables=wrt)
    return expr, sc.gradient(expr, wrt)


def _sympy(text, wrt, names):
    import sympy

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
    def gauss(sig, th, th1, exp=math.exp):
        i = 1.0 / sig
        u = (th - th1) * i
        f = 0.3989422804014327 * exp(-0.5 * u * u) * i
        fi = f * i
        d = fi * u
        return f, d * u - fi, -d, d

    names = ["s", "t", "t1"]
    expr = sc.parse("exp(-((t - t1)/s)^2/2)/(sqrt(2*pi)*s)")
    ours = sc.compile(expr, variables=names, wrt=names).value_and_gradient
    point = (1.3, 0.4, -0.7)

    def many(function):
        return lambda: [function(*point) for _ in range(100_000)]

    report(
        "call of emitted Python / by hand: Gauss", median_ratio(many(ours), many(gauss)), "<= 1.15"
    )


def main():
    print(f"{'measured':64} {'ratio':>10}   bar")
    for part in (start_up, feynman, product_growth, long_sum, emitted_calls, nested_sines):
        part()


if __name__ == "__main__":
    main()
