"""Checking: the truth comes from outside, and nothing is written before it agrees."""

from __future__ import annotations

from symchain.errors import CheckError, DomainError, SymchainError
from symchain.graph.expr import Expr, as_name, into

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from symchain.calculus.matrices import Matrix
    from symchain.checking.verdict import Verdict
    from symchain.codegen.generate import Source
    from symchain.parsing.assumptions import Assumptions

__all__ = [
    "check",
    "check_module",
    "evaluate",
    "evaluate_matrix",
    "evaluate_slopes",
    "generate",
    "generate_checked",
    "write",
]


def evaluate(expr: Expr, at: Mapping[Any, Any]) -> float:
    """The value of a formula at a point, correct to the last digit of a double.

    `at` maps variables or their names to numbers, or to texts such as "pi/2".
    Raises DomainError where the formula has no real value there, SymchainError where a variable
    has no value, or a name is no variable of the formula.

    >>> from symchain import parse
    >>> evaluate(parse("x^2 + 1"), {"x": 3})
    10.0
    """
    (value,) = _values({"the formula": expr}, _point(expr, at))
    return value


def evaluate_slopes(
    expr: Expr, slopes: Mapping[str, Expr], at: Mapping[Any, Any], kinks: str = "mean"
) -> dict[str, float]:
    """The values of a formula's derivatives at a point of its domain, by variable.

    Values are needed only for the variables that the derivatives have. Where `kinks` is "nan", a
    derivative without a value is nan. Raises DomainError where
    the formula or a derivative has no real value there, and what `evaluate` raises.

    >>> from symchain import derivatives, parse
    >>> formula = parse("x^2*y + z")
    >>> evaluate_slopes(formula, derivatives(formula, ["x"]), {"x": 3, "y": 1})
    {'x': 6.0}
    """
    point = _point(expr, at)
    if point.keys() >= {variable.name for variable in expr.variables}:
        _values({"the formula": expr}, point)  # log(x) has no slope at -1, though 1/x has a value
    wanted = {f"the derivative by {name}": slope for name, slope in slopes.items()}
    return dict(zip(slopes, _values(wanted, point, allowed=kinks == "nan"), strict=True))


def evaluate_matrix(matrix: Matrix, at: Mapping[Any, Any]) -> list[list[float]]:
    """The values of a matrix's entries at a point, row by row; raises what `evaluate` raises.

    >>> from symchain import jacobian, parse
    >>> evaluate_matrix(jacobian(parse("x^2*y")), {"x": 3, "y": 1})
    [[6.0, 9.0]]
    """
    from symchain.evaluation.points import exact_number

    point = {as_name(key): exact_number(number, as_name(key)) for key, number in at.items()}
    return [
        _values(
            {f"the entry {row}, {column}": matrix[i, j] for j, column in enumerate(matrix.columns)},
            point,
        )
        for i, row in enumerate(matrix.rows)
    ]


def _point(expr: Expr, at: Mapping[Any, Any]) -> dict[str, Any]:
    """The numbers that are given for the variables of a formula, by name."""
    from symchain.evaluation.points import exact_number
    from symchain.parsing.names import check_variables

    given = {as_name(key): number for key, number in at.items()}
    check_variables(expr, given)
    return {name: exact_number(number, name) for name, number in given.items()}


def _values(
    formulas: Mapping[str, Expr], point: Mapping[str, Any], allowed: bool = False
) -> list[float]:
    """The values of formulas of one graph, each under the words that an error has for it.

    `allowed` says that one without a value is nan, and no error.
    """
    from symchain.evaluation.reference import Reference
    from symchain.graph.graph import Graph
    from symchain.graph.walk import variables

    graph = next((expr.graph for expr in formulas.values()), Graph())
    roots = [into(graph, expr) for expr in formulas.values()]
    names = {node: graph.names[node] for node in variables(graph, roots)}
    missing = [name for name in names.values() if name not in point]
    if missing:
        raise SymchainError(f"'{missing[0]}' has no value: give one, as in --at {missing[0]}=1")
    found = Reference(graph, roots).settled({node: point[name] for node, name in names.items()})
    for words, value in zip(formulas, found, strict=True):
        if (value is None or value != value) and not allowed:
            where = ", ".join(f"{name} = {float(number)!r}" for name, number in point.items())
            raise DomainError(f"{words} has no real value{' at ' + where if where else ''}")
    return [value if isinstance(value, bool) else float(value) for value in found]


def check(
    expr: Expr,
    claims: Mapping[Any, Any],
    ranges: Mapping[str, Any] | None = None,
    assume: Assumptions = (),
) -> Verdict:
    """Whether claimed partial derivatives are right: {"x": "2*x", y: expr}, where `assume` holds.

    Raises SymchainError where a claim is not in the language or for no variable.

    >>> from symchain import parse
    >>> check(parse("x^2*sin(x)"), {"x": "2*x*sin(x) + x^2*cos(x)"}).passed
    True
    """
    from symchain.checking.claims import judge
    from symchain.parsing import parse
    from symchain.parsing.assumptions import assuming

    names = [variable.name for variable in expr.variables]
    read = {
        as_name(key): parse(claim, variables=names) if isinstance(claim, str) else claim
        for key, claim in claims.items()
    }
    return judge(assuming(expr, assume), read, ranges or {})


def generate_checked(source: Source, **options: Any) -> tuple[str, Verdict]:
    """The text of a module and the verdict that allowed it; see symchain.generate.

    Raises CheckError where the emitted functions disagree with an engine.
    """
    from symchain.checking.modules import generate_checked as generated

    return generated(source, **options)


def generate(source: Source, **options: Any) -> str:
    """The text of a module of functions of a formula, of several, or of a model, checked.

    Options: `emit` (value, gradient, jacobian, hessian, jvp, vjp, hvp), `mode` and `layout` of
    matrices, `name`, `signature` ("scalars" or "vector"), `variables` (the order of the
    arguments), `wrt`, `standalone`, `ranges` (where to sample, {"x": (1, 2)}), `engines`, `assume`
    and `strict` (see symchain.assuming).
    Raises CheckError where the emitted functions disagree with an engine.
    """
    return generate_checked(source, **options)[0]


def check_module(path: str, ranges: Mapping[str, Any] | None = None) -> Verdict:
    """The verdict on a module that symchain wrote before, from its own header.

    `ranges` say where to sample instead of where the module was sampled when it was written.

    The file is never run as it stands: the module is generated again from the header and must be
    the same to the byte. Raises SymchainError where the file cannot be read or has no header.
    """
    from symchain.checking.modules import check_file

    return check_file(path, ranges or {})


def write(path: str, text: str, force: bool = False) -> None:
    """Writes a file whole or not at all.

    Raises SymchainError where the file exists (unless `force`) or cannot be written.
    """
    import os

    if os.path.exists(path) and not force:
        raise SymchainError(f"'{path}' exists: pass --force to write over it")
    try:
        _replace(path, text)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "this is no name of a file"
        raise SymchainError(f"cannot write '{path}': {why}") from None


def _replace(path: str, text: str) -> None:
    """Puts a text in the place of a file, by way of a draft that is gone afterwards."""
    import contextlib
    import os
    import tempfile

    folder = os.path.dirname(os.path.abspath(path))
    handle, draft = tempfile.mkstemp(dir=folder, suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.chmod(draft, 0o666 & ~_umask())
        os.replace(draft, path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(draft)


def _umask() -> int:
    import os

    mask = os.umask(0)
    os.umask(mask)
    return mask


def failed(verdict: Verdict) -> CheckError:
    """The error that a failed check of emitted code is."""
    return CheckError(f"the emitted functions failed their check, nothing was written\n{verdict}")
