"""From the text of a formula to its partial derivatives, to a checked module, to 100,000 lines."""

import functools
import importlib.util
import itertools
import json
import pathlib
import statistics

import agreement
import numpy
from peers import evaluated, python
from races import Contestant, Race, agreeing, cpu

import symchain as sc
from symchain.codegen.generate import generate

DATA = pathlib.Path(__file__).parent.parent / "tests" / "data"
FUNCTIONS = ("exp", "log", "sqrt", "sin", "cos", "tanh", "asin", "acos")
BARS = (
    ("SymPy", "symchain", ">= 100"),
    ("SymPy", "symchain, as derived", ">= 100"),
    ("symchain", "SymEngine", "<= 5"),
    ("symchain, as derived", "SymEngine", "<= 5"),
    ("CasADi", "symchain", ">= 1"),
)
CAMERA = """
angle = sqrt(r1^2 + r2^2 + r3^2)
a1 = r1/angle
a2 = r2/angle
a3 = r3/angle
dx = px - c1
dy = py - c2
dz = pz - c3
d = (a1*dx + a2*dy + a3*dz)*(1 - cos(angle))
x = dx*cos(angle) + (a2*dz - a3*dy)*sin(angle) + a1*d
y = dy*cos(angle) + (a3*dx - a1*dz)*sin(angle) + a2*d
z = dz*cos(angle) + (a1*dy - a2*dx)*sin(angle) + a3*d
square = (x/z)^2 + (y/z)^2
bend = 1 + k1*square + k2*square^2
u = weight*(x/z*bend*focal + u0 - 0.37)
v = weight*(y/z*bend*focal + v0 + 0.21)
"""


class Formula:
    """A formula of the corpus: its text, the variables to differentiate by, a point."""

    def __init__(self, row):
        self.name, self.text, self.wrt = row["name"], row["expr"], row["wrt"]
        ranges = enumerate(row["vars"].items())  # no two at one place: differences are divisors
        self.point = {x: low + (0.3 + 0.07 * i) * (high - low) for i, (x, (low, high)) in ranges}
        self.names = list(self.point)


def corpus():
    lines = (DATA / "feynman.jsonl").read_text().splitlines()[1:]
    return [Formula(json.loads(line)) for line in lines]


def run(report, scale):
    formulas = corpus() if scale.is_full else corpus()[::6]
    report.begin(
        "From text to partial derivatives",
        f"{len(formulas)} formulas of Feynman's lectures; the spread is that over the formulas. "
        "SymEngine, in C++, simplifies nothing afterwards, nor do we `as derived`. The graph's "
        "modules compiled by mypyc save a seventh of the time, with the simplifier's two fifths: "
        "too little to build wheels for.",
        "ms",
    )
    _partials(report, formulas)
    report.begin(
        "From text to checked modules",
        "Milliseconds of processor time; the check without JAX and PyTorch, which take longer to "
        "import than all the rest.",
    )
    _modules(report, formulas)
    _long_program(report)


# ---- partials


def _partials(report, formulas):
    ratios, times = {bar: [] for bar in BARS}, {}
    for formula in formulas:
        contestants = agreeing(_systems(formula), _truth(formula), report, formula.name)
        race = Race(contestants, rounds=3, turn=0.005)
        for bar in BARS:
            found = race.ratios(*bar[:2])
            ratios[bar] += [statistics.median(found)] if found else []
        for name, seconds in race.best().items():
            times.setdefault(name, []).append(seconds * 1e3)
    medians = {name: statistics.median(each) for name, each in times.items()}
    report.times("median of the formulas", medians)
    for (over, under, bar), samples in ratios.items():
        report(f"{over} / {under}", samples, bar)


def _systems(formula):
    """Each system deriving a formula, with what reads the slopes as numbers."""
    makers = {
        "symchain": (None, lambda f: _ours(f, "fast"), _our_numbers),
        "symchain, as derived": (None, lambda f: _ours(f, "none"), _our_numbers),
        "SymPy": ("sympy", _sympy, _sympy_numbers),
        "SymEngine": ("symengine", _symengine, _symengine_numbers),
        "CasADi": ("casadi", _casadi, _casadi_numbers),
    }
    return {
        name: Contestant(derive, formula, read=functools.partial(_row, numbers, formula))
        for name, (module, derive, numbers) in makers.items()
        if module is None or importlib.util.find_spec(module)
    }


def _row(numbers, formula, derived):
    return agreement.flat([float(number) for number in numbers(derived, formula)])


def _truth(formula):
    """The slopes at the formula's point, by steps into the complex plane."""
    function = lambda m, values: [evaluated(formula.text, formula.names, values, vars(m))]
    slopes = agreement.truth(function, list(formula.point.values()))[1:]
    chosen = dict(zip(formula.names, slopes, strict=True))
    return numpy.array([[chosen[x]] for x in formula.wrt])


def _ours(formula, simplify):
    return sc.gradient(sc.parse(formula.text, variables=formula.names), formula.wrt, simplify)


def _our_numbers(slopes, formula):
    point = formula.point
    return [sc.evaluate(e, {v.name: point[v.name] for v in e.variables}) for e in slopes.values()]


def _sympy(formula):
    import sympy

    sympy.core.cache.clear_cache()
    symbols = {name: sympy.Symbol(name, real=True) for name in formula.names}
    value = sympy.sympify(python(formula.text), locals=symbols)
    return [sympy.diff(value, symbols[x]) for x in formula.wrt]


def _sympy_numbers(slopes, formula):
    return [
        slope.evalf(subs={x: formula.point[x.name] for x in slope.free_symbols}) for slope in slopes
    ]


def _symengine(formula):
    import symengine

    value = symengine.sympify(python(formula.text))
    return [value.diff(symengine.Symbol(x)) for x in formula.wrt]


def _symengine_numbers(slopes, formula):
    return [slope.subs(formula.point).n() for slope in slopes]


def _casadi(formula):
    import casadi

    inputs = casadi.SX.sym("v", len(formula.names))
    space = {name: getattr(casadi, name) for name in FUNCTIONS} | {"pi": numpy.pi}
    values = [inputs[i] for i in range(len(formula.names))]
    return inputs, casadi.gradient(evaluated(formula.text, formula.names, values, space), inputs)


def _casadi_numbers(derived, formula):
    import casadi

    inputs, slopes = derived
    found = casadi.Function("f", [inputs], [casadi.densify(slopes)])(list(formula.point.values()))
    chosen = dict(zip(formula.names, found.full().ravel(), strict=True))
    return [chosen[x] for x in formula.wrt]


# ---- modules


def _modules(report, formulas):
    sc.generate("exp(x*y) + w", engines=())  # what is imported once
    times = [
        _milliseconds(lambda f=f: sc.generate(f.text, variables=f.names, wrt=f.wrt, engines=()))
        for f in formulas
    ]
    report("Feynman formula, ms", times, "<= 30")
    camera = lambda: sc.generate(
        sc.model(CAMERA).selected(["u", "v"]), emit="value,jacobian", engines=()
    )
    report("camera with its 2 x 15 Jacobian, ms", _milliseconds(camera), "<= 150")


def _milliseconds(work, rounds=3):
    return 1e3 * min(Race({"": Contestant(work)}, rounds, 0.0, cpu).seconds[""])


def _long_program(report):
    x = sc.symbol("x")
    nest = functools.reduce(lambda expr, _: sc.sin(expr), itertools.repeat(None, 50_000), x)
    emit = lambda: generate(nest, emit="value_and_gradient")
    lines = emit().count("\n")
    report(f"{lines:,} lines emitted, s", _milliseconds(emit, 1) / 1e3, "<= 5")
