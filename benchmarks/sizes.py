"""Large formulas: how time grows with them, and how deep they may be."""

import math

from races import Contestant, Race, cpu

import symchain as sc
from symchain.calculus import partials
from symchain.graph.graph import Graph

LEAVES = (100, 1_000, 10_000, 100_000)
NEST = 1_000_000


def run(report, scale):
    report.begin("Large formulas", "Growth with the size, time of a node, depth.", "s")
    product_growth(report)
    text = " + ".join(f"x{i}*y{i}" for i in range(100_000))
    report("parse a sum of 100,000 products, s", _seconds(lambda: sc.parse(text), 1), "<= 0.97")
    if scale.is_full:
        nested_sines(report)


def _seconds(work, rounds=3, turn=0.0):
    return min(Race({"": Contestant(work)}, rounds, turn).seconds[""])


def product_growth(report):
    times = {n: _seconds(lambda: _product(n), turn=0.1) for n in LEAVES}
    report.times("gradient of a product", {f"{n:,} factors": spent for n, spent in times.items()})
    exponents = [math.log10(times[10 * n] / times[n]) for n in LEAVES[:-1]]
    report("product of n: growth exponent, worst decade", max(exponents), "<= 1.1")
    count = len(_product(LEAVES[-1]))
    report("product of 100,000: us a node", times[LEAVES[-1]] * 1e6 / count, "<= 3")


def _product(n):
    graph = Graph()
    variables = [graph.symbol(f"x{i}") for i in range(n)]
    root = variables[0]
    for variable in variables[1:]:
        root = graph.multiply(root, variable)
    partials(graph, root, variables)
    return graph


def nested_sines(report):
    """A million sines, built and derived: ours beside CasADi's, where SymPy recurses at 200."""
    try:
        import casadi
    except ImportError:
        report.note("nested sines: CasADi is not installed")
        return
    x, y = sc.symbol("x"), casadi.SX.sym("y")
    inner, theirs = _nested(sc.sin, x), _nested(casadi.sin, y)
    contestants = {
        "built": Contestant(_nested, sc.sin, x),
        "derived": Contestant(partials, inner.graph, inner.node, [x.node]),
        "CasADi, built": Contestant(_nested, casadi.sin, y),
        "CasADi, derived": Contestant(casadi.gradient, theirs, y),
    }
    best = {name: each.timer(cpu).timeit(1) for name, each in contestants.items()}
    report.times(f"{NEST:,} nested sines", best)
    whole = (best["CasADi, built"] + best["CasADi, derived"]) / (best["built"] + best["derived"])
    report(
        "nested sines: symchain / CasADi, derived",
        best["derived"] / best["CasADi, derived"],
        "<= 4",
    )
    report("nested sines: CasADi / symchain, built and derived", whole, ">= 3")


def _nested(sin, expr):
    for _ in range(NEST):
        expr = sin(expr)
    return expr
