"""Operations of derivatives: how many times those of the value, and beside CasADi's.

The ratio of value and gradient to the value is that of the cheap gradient principle, at most 4
where divisions, powers and functions count as one operation (Griewank and Walther, Evaluating
Derivatives, 2008, section 4.5).
"""

import json
import math
import pathlib
import statistics
from itertools import pairwise

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


def arm(sin, cos, angles):
    """The end of a seven-joint arm: three coordinates by seven angles."""
    lengths = (0.02, 0.03, 0.025, 0.01, 0.015, 0.088, 0.04)
    twists = (-1, 1, 1, -1, -1, 1, 1)
    offsets = (0.34, 0.05, 0.4, 0.03, 0.4, 0.02, 0.126)
    x = y = z = 0.0
    for angle, length, twist, offset in reversed(
        list(zip(angles, lengths, twists, offsets, strict=True))
    ):
        c, s = cos(angle), sin(angle)
        x, y, z = (
            c * (x + length) + s * (twist * z),
            s * (x + length) - c * (twist * z),
            twist * y + offset,
        )
    return [x, y, z]


def reprojection(sin, cos, sqrt, p):
    """The residual of a camera with distortion that sees a point: two numbers of fifteen."""
    r1, r2, r3, c1, c2, c3, focal, u0, v0, k1, k2, px, py, pz, weight = p
    dx, dy, dz = px - c1, py - c2, pz - c3
    angle = sqrt(r1 * r1 + r2 * r2 + r3 * r3)
    c, s, inverse = cos(angle), sin(angle), 1.0 / angle
    a1, a2, a3 = r1 * inverse, r2 * inverse, r3 * inverse
    d = (a1 * dx + a2 * dy + a3 * dz) * (1.0 - c)
    x = dx * c + (a2 * dz - a3 * dy) * s + a1 * d
    y = dy * c + (a3 * dx - a1 * dz) * s + a2 * d
    z = dz * c + (a1 * dy - a2 * dx) * s + a3 * d
    u, v = x / z, y / z
    square = u * u + v * v
    bend = 1.0 + k1 * square + k2 * square * square
    return [weight * (u * bend * focal + u0 - 0.37), weight * (v * bend * focal + v0 + 0.21)]


def jacobian_operations(outputs, names):
    model = sc.Model(outputs[0].graph, {f"f{i}": expr.node for i, expr in enumerate(outputs)})
    matrix = sc.jacobian(model, names)
    nodes = [expr.node for expr in model.outputs.values()]
    return emitted(model.graph, [*nodes, *matrix.entries.values()], names), matrix.mode


def casadi_operations(make, count):
    """CasADi's operations of values and Jacobian in its better mode, common parts shared."""
    import casadi

    best = math.inf
    for mode in (False, True):
        x = casadi.SX.sym("x", count)
        values = casadi.vertcat(*make(casadi, [x[i] for i in range(count)]))
        slopes = casadi.jacobian(
            values, x, {"helper_options": {"enable_forward": mode, "enable_reverse": not mode}}
        )
        shared = casadi.cse([values, slopes])
        function = casadi.Function("f", [x], shared)
        kinds = [function.instruction_id(i) for i in range(function.n_instructions())]
        free = (casadi.OP_INPUT, casadi.OP_OUTPUT, casadi.OP_CONST, casadi.OP_PARAMETER)
        best = min(best, sum(kind not in free for kind in kinds))
    return best


def run(report):
    """Reports all ratios; `report` prints a line."""
    ratios = {name: ratio(expr, wrt) for name, expr, wrt in corpus()}
    worst = max(ratios, key=ratios.get)
    report(f"value and gradient / value: corpora, worst ({worst})", ratios[worst], "<= 4")
    report("value and gradient / value: corpora, median", statistics.median(ratios.values()), "< 3")
    for name, text in families():
        report(f"value and gradient / value: {name} of 1,000", ratio(sc.parse(text), None), "<= 4")
    angles = sc.symbols(" ".join(f"q{i}" for i in range(7)))
    ours, mode = jacobian_operations(arm(sc.sin, sc.cos, angles), [a.name for a in angles])
    theirs = casadi_operations(lambda m, x: arm(m.sin, m.cos, x), 7)
    report(f"arm 3 x 7, operations ({mode}): ours {ours} / CasADi {theirs}", ours / theirs, "<= 1")
    names = "r1 r2 r3 c1 c2 c3 focal u0 v0 k1 k2 px py pz weight"
    values = reprojection(sc.sin, sc.cos, sc.sqrt, sc.symbols(names))
    ours, mode = jacobian_operations(values, names.split())
    theirs = casadi_operations(lambda m, x: reprojection(m.sin, m.cos, m.sqrt, x), 15)
    report(
        f"camera 2 x 15, operations ({mode}): ours {ours} / CasADi {theirs}", ours / theirs, "<= 1"
    )
