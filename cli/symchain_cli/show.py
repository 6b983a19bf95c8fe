"""What the command prints: results on standard output, errors on standard error."""

from __future__ import annotations

import click

from symchain.errors import CheckError, SymchainError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from symchain.graph.expr import Expr

FORMATS = ("text", "unicode", "latex", "python", "sympy")


class Commands(click.Group):
    """The group of commands: a mistake of the user is shown as one, never as a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except SymchainError as error:
            click.echo(click.style("error: ", fg="red", bold=True) + str(error), err=True)
            ctx.exit(1 if isinstance(error, CheckError) else 2)
        except MemoryError:
            click.echo("error: there is not enough memory for this formula", err=True)
            ctx.exit(2)


def formatted(expr: Expr, how: str) -> str:
    """A formula in one of the FORMATS."""
    if how == "text":
        return str(expr)
    from symchain.display import formatted as in_format

    return in_format(expr, how)


def print_json(**fields: Any) -> None:
    """Prints one JSON object; numbers that JSON lacks are null."""
    import json

    clean = {name: value for name, value in fields.items() if value is not None}
    click.echo(json.dumps(_without_nan(clean), ensure_ascii=False))


def _without_nan(fields: dict[str, Any]) -> dict[str, Any]:
    values = fields.get("values")
    if isinstance(values, dict):
        finite = {
            n: v if v is not None and abs(v) < float("inf") else None for n, v in values.items()
        }
        fields["values"] = finite
    return fields
