"""What the command prints: results on standard output, errors on standard error."""

from __future__ import annotations

import click

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from symchain.calculus.domains import Condition
    from symchain.calculus.matrices import Matrix
    from symchain.checking.verdict import Verdict
    from symchain.graph.expr import Expr

HIDDEN = ("removed", "kink", "jump")  # kinds of conditions that a shown formula does not tell
FORMATS = ("text", "unicode", "latex", "mathml", "python", "sympy")


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


def conditions_of(formulas: Mapping[Expr, Iterable[Expr]], smooth: bool) -> list[Condition]:
    """The conditions of formulas, each with what is shown of it: derivatives, or a shorter form."""
    from symchain.calculus import conditions

    found = {
        condition: condition
        for expr, shown in formulas.items()
        for condition in conditions(expr, smooth, shown)
    }
    return list(found.values())


def condition_fields(found: Iterable[Condition]) -> dict[str, list[str] | None]:
    """The conditions as fields of a JSON object: all, and those of three kinds if there are any."""
    from symchain.calculus.domains import told

    texts = told(found)
    hidden = [[text for text, kind in texts if kind == own] or None for own in HIDDEN]
    fields = dict(zip(("removed", "kinks", "jumps"), hidden, strict=True))
    return {"conditions": [text for text, _ in texts], **fields}


def print_hidden(found: Iterable[Condition]) -> None:
    """Says on standard error what the printed formulas do not tell of where they are right."""
    found = list(found)
    if any(condition.node == condition.graph.truth(False) for condition in found):
        click.echo("where false: there is no real value anywhere", err=True)
        return
    hidden = [condition for condition in found if condition.kind in HIDDEN]
    if not hidden:
        return
    from symchain.calculus.domains import told

    texts = [text if kind in ("removed", "") else f"{text} ({kind})" for text, kind in told(hidden)]
    click.echo(f"where {', '.join(texts)}", err=True)


def print_verdict(verdict: Verdict, err: bool) -> None:
    """Prints a verdict, and on standard error what a user should know though it passed."""
    click.echo(str(verdict), err=err)
    for warning in verdict.warnings():
        click.echo(f"warning: {warning}", err=True)


def show_picture(verdict: Verdict, picture: str, force: bool, quiet: bool, err: bool) -> None:
    """Prints the picture of accuracy unless quiet, or writes it into the file that was named."""
    from symchain.checking.writing import write
    from symchain.display import losses

    if picture != "text":
        write(picture, losses.picture(verdict.accuracy, drawn=True), force=force)
    elif not quiet:
        click.echo(losses.picture(verdict.accuracy), nl=False, err=err)


def deliver(text: str, verdict: Verdict, output: str | None, force: bool, as_json: bool) -> None:
    """Writes a module, or prints it where there is no file; says what its check found."""
    from symchain.checking.writing import write_module

    file = None if output == "-" else output
    if file is not None:
        write_module(file, text, force)
    elif not as_json:
        click.echo(text, nl=False)
    if as_json:
        print_json(file=file, source=text if file is None else None, check=verdict.as_dict())
    else:
        print_verdict(verdict, err=True)


def look_at(output: str | None, force: bool, target: str = "") -> str | None:
    """The path of a file that will be written; a module has the ending that its target asks for.

    Raises SymchainError where it could not be written, before any work is done.
    """
    from symchain.checking.writing import check_place, file_of

    if output in (None, "-", "/dev/stdout"):
        return output and "-"
    path = file_of(output, target) if target else output
    check_place(path, force)
    return path


def print_matrix(matrix: Matrix, at: dict[str, str] | None, pattern: bool, as_json: bool) -> None:
    """Prints a matrix of formulas, its values at a point, or its pattern."""
    values = None
    if at:
        from symchain.checking import evaluate_matrix

        values = evaluate_matrix(matrix, at)
    if as_json or not (values or pattern):
        matrix = matrix.readable()
    if as_json:
        places = [list(place) for place in matrix.pattern] if pattern else None
        print_json(**matrix.as_dict(), values=values, pattern=places)
    elif pattern:
        click.echo(matrix.drawn())
    elif values is None:
        click.echo(str(matrix))
    else:
        texts = {(i, j): repr(values[i][j]) for i, j in matrix.pattern}
        click.echo(matrix.table(texts, "0.0"))
