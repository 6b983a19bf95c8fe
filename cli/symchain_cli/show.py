"""What the command prints: results on standard output, errors on standard error."""

from __future__ import annotations

import click

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from symchain.calculus.matrices import Matrix
    from symchain.checking.verdict import Verdict
    from symchain.graph.expr import Expr

FORMATS = ("text", "unicode", "latex", "python", "sympy")


def formatted(expr: Expr, how: str) -> str:
    """A formula in one of the FORMATS."""
    if how == "text":
        return str(expr)
    from symchain.display import formatted as in_format

    return in_format(expr, how)


def print_json(**fields: Any) -> None:
    """Prints one JSON object; numbers that JSON lacks are null."""
    import json

    given = {name: value for name, value in fields.items() if value is not None}
    finite = json.loads(json.dumps(given), parse_constant=lambda name: None)
    click.echo(json.dumps(finite, ensure_ascii=False))


def deliver(text: str, verdict: Verdict, output: str | None, force: bool, as_json: bool) -> None:
    """Writes a module, or prints it where there is no file; says what its check found."""
    from symchain.checking.writing import write

    file = None if output == "-" else output
    if file is not None:
        write(file, text, force)
    elif not as_json:
        click.echo(text, nl=False)
    if as_json:
        print_json(file=file, source=text if file is None else None, check=verdict.as_dict())
    else:
        click.echo(str(verdict), err=True)


def look_at(output: str | None, force: bool) -> None:
    """Raises SymchainError where a module could not be written, before any work is done."""
    from symchain.checking.writing import check_place

    if output not in (None, "-"):
        check_place(output, force)


def print_matrix(matrix: Matrix, at: dict[str, str] | None, pattern: bool, as_json: bool) -> None:
    """Prints a matrix of formulas, its values at a point, or its pattern."""
    values = None
    if at:
        from symchain.checking import evaluate_matrix

        values = evaluate_matrix(matrix, at)
    if as_json:
        places = [list(place) for place in matrix.pattern] if pattern else None
        print_json(**matrix.as_dict(), values=values, pattern=places)
    elif pattern:
        click.echo(matrix.drawn())
    elif values is None:
        click.echo(str(matrix))
    else:
        click.echo(matrix.table([[repr(value) for value in row] for row in values]))
