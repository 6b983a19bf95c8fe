"""Operations of derivatives: how many times those of the value, and beside CasADi's.

The ratio of value and gradient to the value is that of the cheap gradient principle, at most 4
where divisions, powers and functions count as one operation (Griewank and Walther, Evaluating
Derivatives, 2008, section 4.5).
"""

import json
import pathlib
import statistics
from itertools import pairwise

from operations import Case, by_casadi
from workloads import WORKLOADS

import symchain as sc
from symchain.codegen import operations
from symchain.codegen.lower import lower
from symchain.codegen.targets import TARGETS

DATA = pathlib.Path(__file__).parent.parent / "tests" / "data"


def emitted(graph, nodes, names):
    """The operations of the program that some nodes become."""
    return operations(lower(graph, nodes, names, TARGETS["python"]))


def ratio(expr, wrt):
    """Operations of value and gradient together, as a multiple of those of the value."""
    names = [variable.name for variable in expr.variables]
    slopes = [slope.node for slope in sc.gradient(expr, wrt).values()]
    both = emitted(expr.graph, [expr.node, *slopes], names)
    return both / max(emitted(expr.graph, [expr.node], names), 1)


def corpus():
    """Every gradient of the corpora: (name, formula, variables)."""
    for file in ("feynman.jsonl", "optimisation.jsonl"):
        for row in map(json.loads, (DATA / file).read_text().splitlines()[1:]):
            yield row["id"], sc.parse(row["expr"], variables=row["wrt"]), row["wrt"]


def families(n=1_000):
    """Formulas of n variables: (name, formula)."""
    x = [f"x{i}" for i in range(n)]
    yield "product", "*".join(x)
    yield "sum of squares", " + ".join(f"{name}^2" for name in x)
    yield "logsumexp", f"log({' + '.join(f'exp({name})' for name in x)})"
    pairs = pairwise(x)
    yield "Rosenbrock", " + ".join(f"100*({b} - {a}^2)^2 + (1 - {a})^2" for a, b in pairs)


def jacobian_operations(outputs, names):
    model = sc.Model(outputs[0].graph, {f"f{i}": expr.node for i, expr in enumerate(outputs)})
    matrix = sc.jacobian(model, names)
    nodes = [expr.node for expr in model.outputs.values()]
    return emitted(model.graph, [*nodes, *matrix.entries.values()], names), matrix.mode


def run(report):
    """Reports all ratios; `report` prints a line."""
    ratios = {name: ratio(expr, wrt) for name, expr, wrt in corpus()}
    worst = max(ratios, key=ratios.get)
    report(f"value and gradient / value: corpora, worst ({worst})", ratios[worst], "<= 4")
    report("value and gradient / value: corpora, median", statistics.median(ratios.values()), "< 3")
    for name, text in families():
        report(f"value and gradient / value: {name} of 1,000", ratio(sc.parse(text), None), "<= 4")
    for name in ("arm", "bundle"):
        function, count = WORKLOADS[name]
        x = sc.symbols(" ".join(f"x{i}" for i in range(count)))
        ours, mode = jacobian_operations(function(sc, x), [each.name for each in x])
        theirs = by_casadi(Case("workloads", name, function(sc, x), [v.name for v in x], function))
        what = f"{name}, operations ({mode}): ours {ours} / CasADi {theirs}"
        report(what, ours / theirs, "<= 1")
