"""Checking: the truth comes from outside, and nothing is written before it agrees."""

from __future__ import annotations

from symchain.errors import CheckError, DomainError
from symchain.evaluation.sampling import as_ranges
from symchain.graph.expr import Expr, by_name, into
from symchain.graph.model import as_expr

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from symchain.calculus.matrices import Matrix
    from symchain.checking.verdict import Verdict
    from symchain.codegen.routines import Routines
    from symchain.graph.model import Formula, Source
    from symchain.parsing.assumptions import Assumptions

__all__ = [
    "check",
    "check_module",
    "evaluate",
    "evaluate_matrix",
    "evaluate_slopes",
    "generate",
    "generate_checked",
]


def evaluate(source: Formula, at: Mapping[Any, Any]) -> float:
    """The value of a formula at a point, correct to the last digit of a double.

    `source` is a formula or the text of one; `at` maps variables or their names to numbers, or to
    texts such as "pi/2".
    Raises DomainError where the formula has no real value there, SymchainError where a variable
    has no value, or a name is no variable of the formula.

    >>> evaluate("x^2 + 1", {"x": 3})
    10.0
    """
    given = by_name(at)
    expr = as_expr(source, given)
    (value,) = _values({"the formula": expr}, _point(expr, given))
    return value


def evaluate_slopes(
    expr: Expr,
    slopes: Mapping[str, Expr],
    at: Mapping[Any, Any],
    kinks: str = "mean",
    order: int = 1,
) -> dict[str, float]:
    """The values of a formula's derivatives at a point of its domain, by variable.

    Values are needed only for the variables that the derivatives have. Where `kinks` is "nan", a
    derivative without a value is nan. A first derivative (`order`) whose formula has no value where
    the formula itself is smooth, as x^y*log(x) at x = 0, y = 2, is what the differences tend to.
    Raises DomainError where the formula or a derivative has no real value there, and what
    `evaluate` raises.

    >>> from symchain import derivatives, parse
    >>> formula = parse("x^2*y + z")
    >>> evaluate_slopes(formula, derivatives(formula, ["x"]), {"x": 3, "y": 1})
    {'x': 6.0}
    """
    point = _point(expr, at)
    if point.keys() >= {variable.name for variable in expr.variables}:
        _values({"the formula": expr}, point)  # log(x) has no slope at -1, though 1/x has a value
    wanted = {f"the derivative by {name}": slope for name, slope in slopes.items()}
    found = dict(zip(slopes, _values(wanted, point, allowed=True), strict=True))
    for (name, value), words in zip(found.items(), wanted, strict=True):
        if value != value and kinks != "nan":
            found[name] = _tended_to(expr, name, point, order, words)
    return found


def _tended_to(expr: Expr, name: str, point: Mapping[str, Any], order: int, words: str) -> float:
    """The first derivative that differences tend to; DomainError where they tend to none."""
    from symchain.evaluation.points import double, place
    from symchain.evaluation.reference import Reference

    graph, where = expr.graph, place(point)
    nodes = {graph.symbol(variable.name): point.get(variable.name) for variable in expr.variables}
    value = None
    if order == 1 and None not in nodes.values():
        value = Reference(graph, [expr.node]).slope(nodes, {graph.symbol(name): 1.0})
    if value is None or value != value:
        raise DomainError(f"{words} has no real value{where}")
    return double(value, words, where)


def evaluate_matrix(matrix: Matrix, at: Mapping[Any, Any]) -> list[list[float]]:
    """The values of a matrix's entries at a point, row by row; raises what `evaluate` raises.

    >>> from symchain import jacobian, parse
    >>> evaluate_matrix(jacobian(parse("x^2*y")), {"x": 3, "y": 1})
    [[6.0, 9.0]]
    """
    from symchain.evaluation.points import exact_number

    point = {name: exact_number(number, name) for name, number in by_name(at).items()}
    entries = {
        f"the entry {matrix.rows[i]}, {matrix.columns[j]}": matrix[i, j] for i, j in matrix.pattern
    }
    table = [[0.0] * len(matrix.columns) for _ in matrix.rows]
    for (i, j), value in zip(matrix.pattern, _values(entries, point), strict=True):
        table[i][j] = value
    return table


def _point(expr: Expr, at: Mapping[Any, Any]) -> dict[str, Any]:
    """The numbers that are given for the variables of a formula, by name."""
    from symchain.evaluation.points import exact_number
    from symchain.parsing.names import check_variables

    given = by_name(at)
    check_variables(expr, given)
    return {name: exact_number(number, name) for name, number in given.items()}


def _values(
    formulas: Mapping[str, Expr], point: Mapping[str, Any], allowed: bool = False
) -> list[float]:
    """The values of formulas of one graph, each under the words that an error has for it.

    `allowed` says that one without a value is nan, and no error.
    """
    from symchain.evaluation.points import double, place
    from symchain.evaluation.reference import Reference
    from symchain.graph.graph import Graph
    from symchain.graph.walk import variables
    from symchain.parsing.names import no_value

    graph = next((expr.graph for expr in formulas.values()), Graph())
    roots = [into(graph, expr) for expr in formulas.values()]
    names = {node: graph.names[node] for node in variables(graph, roots)}
    missing = [name for name in names.values() if name not in point]
    if missing:
        raise no_value(missing[0])
    found = Reference(graph, roots).settled({node: point[name] for node, name in names.items()})
    where = place(point)
    for words, value in zip(formulas, found, strict=True):
        if (value is None or value != value) and not allowed:
            raise DomainError(f"{words} has no real value{where}")
    return [
        value
        if isinstance(value, bool)
        else float("nan")
        if value is None or value != value
        else double(value, words, where)
        for words, value in zip(formulas, found, strict=True)
    ]


def check(
    source: Formula,
    claims: Mapping[Any, Any],
    ranges: Mapping[str, Any] | None = None,
    assume: Assumptions = (),
) -> Verdict:
    """Whether claimed partial derivatives are right: {"x": "2*x", y: expr}, where `assume` holds.

    Raises SymchainError where a claim is not in the language or for no variable.

    >>> check("x^2*sin(x)", {"x": "2*x*sin(x) + x^2*cos(x)"}).passed
    True
    """
    from symchain.checking.claims import judge
    from symchain.parsing import parse
    from symchain.parsing.assumptions import assuming

    given = by_name(claims)
    expr = as_expr(source, given)
    names = [variable.name for variable in expr.variables]
    read = {
        name: parse(claim, names) if isinstance(claim, str) else as_expr(claim)
        for name, claim in given.items()
    }
    return judge(assuming(expr, assume), read, as_ranges(ranges))


def generate_checked(source: Source | Routines, **options: Any) -> tuple[str, Verdict]:
    """The text of a module and the verdict that allowed it; see symchain.generate.

    Raises CheckError where the emitted functions disagree with an engine.
    """
    from symchain.checking.modules import generate_checked as generated

    return generated(source, **options)


def generate(source: Source | Routines, **options: Any) -> str:
    """The text of a module of functions of a formula, of several, or of a model, checked.

    What `symchain.read_program` gives is taken as well. Options: `target`, `emit` (value, gradient,
    jacobian, hessian, jvp, vjp, hvp), `mode` and `layout` of matrices, `name`, `signature`
    ("scalars" or "vector"), `variables` (the order of the arguments), `wrt`, `standalone`, `ranges`
    (where to sample, {"x": (1, 2)}), `engines`, `assume` and `strict` (see symchain.assuming),
    `accuracy` (measured at many points of all sizes, not at a few).
    Raises CheckError where the emitted functions disagree with an engine.
    """
    return generate_checked(source, **options)[0]


def check_module(
    path: str, ranges: Mapping[str, Any] | None = None, accuracy: bool = False
) -> Verdict:
    """The verdict on a module that symchain wrote before, from its own header.

    `ranges` say where to sample instead of where the module was sampled when it was written,
    `accuracy` measures it at many points of all sizes, not at a few.

    The file is never run as it stands: the module is generated again from the header and must be
    the same to the byte. Raises SymchainError where the file cannot be read or has no header.
    """
    from symchain.checking.modules import check_file

    return check_file(path, as_ranges(ranges), accuracy)


def failed(verdict: Verdict) -> CheckError:
    """The error that a failed check of emitted code is."""
    return CheckError(f"the emitted functions failed their check, nothing was written\n{verdict}")
