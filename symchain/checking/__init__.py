"""Checking: the truth comes from outside, and nothing is written before it agrees."""

from __future__ import annotations

from symchain.errors import CheckError, DomainError, SymchainError
from symchain.graph.expr import Expr, as_name, into

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from symchain.checking.verdict import Verdict

__all__ = ["check", "check_module", "evaluate", "generate", "generate_checked", "write"]


def evaluate(expr: Expr, at: Mapping[Any, Any]) -> float:
    """The value of a formula at a point, correct to the last digit of a double.

    `at` maps variables or their names to numbers, or to texts such as "pi/2".
    Raises DomainError where the formula has no real value there, SymchainError where a variable
    has no value, or a name is no variable of the formula.

    >>> from symchain import parse
    >>> evaluate(parse("x^2 + 1"), {"x": 3})
    10.0
    """
    from symchain.checking.reference import Reference

    graph = expr.graph
    names = {variable.name: variable.node for variable in expr.variables}
    point = {}
    for key, number in at.items():
        name = as_name(key)
        value = _exact(number, name)
        if name in names:
            point[names[name]] = value
    missing = [name for name in names if names[name] not in point]
    if missing:
        raise SymchainError(f"'{missing[0]}' has no value: give one, as in --at {missing[0]}=1")
    result = Reference(graph, [expr.node]).values(point)[0]
    if result is None or result != result:
        where = ", ".join(f"{as_name(k)} = {v}" for k, v in at.items())
        raise DomainError(f"the formula has no real value{' at ' + where if where else ''}")
    return bool(result) if isinstance(result, bool) else float(result)


def _exact(number: Any, name: str) -> Any:
    """A number given as such or as text, as an mpmath number of 50 digits."""
    from symchain.checking.reference import Reference
    from symchain.graph.graph import Graph
    from symchain.parsing import parse

    own = parse(number) if isinstance(number, str) else None
    graph = Graph() if own is None else own.graph
    node = into(graph, number) if own is None else own.node
    if own is not None and own.variables:
        raise SymchainError(f"the value of '{name}' is '{number}', which is not a number")
    value = Reference(graph, [node]).values({})[0]
    if value is None or value != value or isinstance(value, bool):
        raise DomainError(f"the value of '{name}' is not a real number")
    return value


def check(
    expr: Expr, claims: Mapping[Any, Any], ranges: Mapping[str, Any] | None = None
) -> Verdict:
    """Whether claimed partial derivatives are right: {"x": "2*x", y: expr}.

    Raises SymchainError where a claim is not in the language or for no variable.

    >>> from symchain import parse
    >>> check(parse("x^2*sin(x)"), {"x": "2*x*sin(x) + x^2*cos(x)"}).passed
    True
    """
    from symchain.checking.claims import judge
    from symchain.parsing import parse

    names = [variable.name for variable in expr.variables]
    read = {
        as_name(key): parse(claim, variables=names) if isinstance(claim, str) else claim
        for key, claim in claims.items()
    }
    return judge(expr, read, ranges or {})


def generate_checked(expr: Expr, **options: Any) -> tuple[str, Verdict]:
    """The text of a module and the verdict that allowed it; see symchain.generate.

    Raises CheckError where the emitted functions disagree with an engine.
    """
    from symchain.checking.modules import generate_checked as generated

    return generated(expr, **options)


def generate(expr: Expr, **options: Any) -> str:
    """The text of a module of value, gradient and both together, checked.

    Options: `name`, `signature` ("scalars" or "vector"), `variables` (the order of the arguments),
    `wrt`, `standalone`, `ranges` (where to sample, {"x": (1, 2)}), `engines`.
    Raises CheckError where the emitted functions disagree with an engine.
    """
    return generate_checked(expr, **options)[0]


def check_module(path: str) -> Verdict:
    """The verdict on a module that symchain wrote before, from its own header.

    The file is never run as it stands: the module is generated again from the header and must be
    the same to the byte. Raises SymchainError where the file cannot be read or has no header.
    """
    from symchain.checking.modules import check_file

    return check_file(path)


def write(path: str, text: str, force: bool = False) -> None:
    """Writes a file whole or not at all.

    Raises SymchainError where the file exists (unless `force`) or cannot be written.
    """
    import os
    import tempfile

    if os.path.exists(path) and not force:
        raise SymchainError(f"'{path}' exists: pass --force to write over it")
    folder = os.path.dirname(os.path.abspath(path))
    try:
        handle, draft = tempfile.mkstemp(dir=folder, suffix=".tmp")
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.chmod(draft, 0o666 & ~_umask())
        os.replace(draft, path)
    except OSError as error:
        raise SymchainError(f"cannot write '{path}': {error.strerror}") from None


def _umask() -> int:
    import os

    mask = os.umask(0)
    os.umask(mask)
    return mask


def failed(verdict: Verdict) -> CheckError:
    """The error that a failed check of emitted code is."""
    return CheckError(f"the emitted functions failed their check, nothing was written\n{verdict}")
