"""Every spelling of every row, run and compared with mpmath at points of the row's domain."""

import mpmath
import pytest

import symchain as sc
from symchain.calculus.recipes import VALUE
from symchain.checking import autodiff
from symchain.codegen.targets.python import PYTHON
from symchain.display import formatted
from symchain.graph.walk import reachable

from .points import FUNCTIONS, close, formula, points

FEW = 6  # points, where an engine is slow
OWN, OUTSIDE, ENGINE = 1e-12, 1e-11, 1e-8  # relative: ours and math's, SciPy's, JAX's and PyTorch's
SMALLEST, LARGEST = 1e-300, 1e300  # doubles outside of which nothing is promised


def rows(is_wanted):
    return pytest.mark.parametrize("op", [*filter(is_wanted, FUNCTIONS)], ids=lambda op: op.name)


def representable(value):
    return value == 0 or SMALLEST < abs(value) < LARGEST


def check_values(op, function, relative, count=None):
    """A function of doubles against mpmath, by what rounding of the arguments allows."""
    made = formula(op)
    for point in points(op)[:count]:
        truth = made.value(point)
        if representable(truth):
            rounding = relative * made.sensitivity(made.root, made.assigned(point))
            assert close(function(*point), truth, relative, rounding + SMALLEST), f"at {point}"


# Python -----------------------------------------------------------------------------------------


def is_computed(op, node):
    """Whether Python has a spelling for all that a node needs."""
    graph = formula(op).graph
    return all(PYTHON.spelling(graph.ops[n]) for n in reachable(graph, [node]) if graph.args[n])


def accuracy(op):
    return OUTSIDE if "scipy" in PYTHON.spelling(op) else OWN


@rows(lambda op: is_computed(op, formula(op).root))
def test_python_value(op):
    made = formula(op)
    compiled = sc.compile(made.expr, variables=made.names, wrt=[])
    check_values(op, compiled.value, accuracy(op))


def ruled(op):
    """The places of the arguments by which Python computes a derivative."""
    made = formula(op)
    places = [place for place in range(len(made.names)) if made.has_rule(place)]
    return [place for place in places if is_computed(op, made.rule(place))]


@rows(lambda op: is_computed(op, formula(op).root) and ruled(op))
def test_python_gradient(op):
    made = formula(op)
    for place in ruled(op):
        by = made.names[place]
        slope = sc.compile(made.expr, variables=made.names, wrt=[by]).gradient
        for point in points(op, smooth=True):
            truth = made.at(made.rule(place), point)
            if mpmath.isfinite(truth) and representable(truth):
                allowed = accuracy(op) * rounding_of_rule(op, place, point) + SMALLEST
                assert close(slope(*point)[0], truth, accuracy(op), allowed), f"by {by} at {point}"


def rounding_of_rule(op, place, point):
    """How much a rule changes where the arguments and the value in it, each apart, change."""
    made = formula(op)
    values = {**made.assigned(point), made.graph.symbol(VALUE): made.value(point)}
    return made.sensitivity(made.rule_of_value(place), values)


# JAX, PyTorch and SymPy -------------------------------------------------------------------------


@rows(lambda op: not op.infix and not op.conditions and op.spelled.get("jax") != "")
def test_jax_value(op):
    pytest.importorskip("jax")
    check_engine(op, "jax")


@rows(lambda op: not op.infix and not op.conditions and op.spelled.get("torch") != "")
def test_torch_value(op):
    pytest.importorskip("torch")
    check_engine(op, "torch")


def check_engine(op, engine):
    space = autodiff._space(engine)
    function = autodiff.spelled(op, engine, space)
    if function is None:
        assert op.definition, f"{engine} has no function {op.name}"
        return
    number = space["number"]
    check_values(op, lambda *point: float(function(*map(number, point))), ENGINE, FEW)


@rows(lambda op: op.spelled.get("sympy") != "")
def test_sympy_value(op):
    sympy = pytest.importorskip("sympy")
    made = formula(op)
    symbols = [sympy.Symbol(name, real=True) for name in made.names]
    expression = sc.to_sympy(made.expr)

    def value(*point):
        at = dict(zip(symbols, map(sympy.Rational, point), strict=True))
        return mpmath.mpf(str(expression.subs(at).evalf(30, chop=True)))

    check_values(op, value, 1e-20, FEW)


# Print ------------------------------------------------------------------------------------------


@rows(lambda op: True)
def test_text_reads_as_the_same_formula(op):
    made = formula(op)
    assert sc.parse(formatted(made.expr, "text"), variables=made.names) == made.expr


@rows(lambda op: True)
@pytest.mark.parametrize("style", ["latex", "unicode"])
def test_print_is_balanced(op, style):
    text = formatted(formula(op).expr, style)
    assert all(
        text.count(opening) == text.count(closing) for opening, closing in ("()", "[]", "{}")
    )
    assert text.count(r"\left") == text.count(r"\right")
