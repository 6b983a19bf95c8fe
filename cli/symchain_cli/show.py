"""What the command prints: results on standard output, errors on standard error."""

from __future__ import annotations

import click

from symchain.errors import CheckError, SymchainError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

    from symchain.graph.expr import Expr

FORMATS = ("text", "unicode", "latex", "python", "sympy")


class Commands(click.Group):
    """The group of commands: a mistake of the user is shown as one, never as a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except SymchainError as error:
            self._refused(ctx, str(error), 1 if isinstance(error, CheckError) else 2)
        except MemoryError:
            self._refused(ctx, "there is not enough memory for this formula")
        except BrokenPipeError:
            raise  # click ends quietly where the reader has gone
        except OSError as error:
            self._refused(ctx, f"cannot write the result: {error.strerror}")
        except UnicodeEncodeError as error:
            self._refused(
                ctx, f"the result cannot be written in {error.encoding}: set PYTHONIOENCODING=utf-8"
            )

    def _refused(self, ctx: click.Context, why: str, code: int = 2) -> NoReturn:
        click.echo(click.style("error: ", fg="red", bold=True) + why, err=True)
        ctx.exit(code)


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
