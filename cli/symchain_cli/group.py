"""The group of commands: each is a file of `commands`, loaded when it is called."""

from __future__ import annotations

import click

from symchain.errors import CheckError, SymchainError
from symchain_cli.words import marked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

COMMANDS = (
    *("diff", "gen", "build", "check", "eval", "simplify", "functions"),
    *("jacobian", "hessian", "cost", "implicit"),
    *("path", "trace", "taylor"),
)

INTERRUPTED = 130  # 128 and the number of the signal, as shells have it


class Commands(click.Group):
    """Finds commands by their files; shows a mistake of the user as one, never as a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            from symchain.parsing.names import suggestion

            near = suggestion(args[0], COMMANDS)
            hint = f" Did you mean '{near}'?" if near else ""
            ctx.fail(f"No such command '{args[0]}'.{hint}")
        name, command, words = super().resolve_command(ctx, args)
        return name, command, words if command is None else marked(command, words)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        from importlib import import_module

        command: click.Command = import_module(f"symchain_cli.commands.{cmd_name}").command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except SymchainError as error:
            self._refused(ctx, str(error), 1 if isinstance(error, CheckError) else 2)
        except KeyboardInterrupt:
            self._refused(ctx, "interrupted", INTERRUPTED)
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


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="symchain", message="symchain %(version)s")
def symchain() -> None:
    """Exact derivatives of formulas, and gradient modules proven before they are written.

    \b
    symchain diff "exp(x*y)+w"
    symchain gen "exp(x*y)+w" -o grad.py
    symchain check "x^2*sin(x)" --claim x="2*x*sin(x)+x^2*cos(x)"

    SOURCE is a formula, a program, - for standard input, or the path of a .chain file.
    """
