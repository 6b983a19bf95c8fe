"""`symchain path`: the total derivative, as a sum over paths."""

from __future__ import annotations

import click

from symchain_cli.options import (
    ASSUME,
    AT,
    FORMAT,
    JSON,
    NAMES,
    SOURCE,
    STEPS,
    STRICT,
    VARIABLES,
)
from symchain_cli.show import print_json
from symchain_cli.words import Claim, distinct, read_source


@click.command("path")
@SOURCE
@VARIABLES
@click.option("--out", help="The output or step of a program to take (default: its output).")
@click.option(
    "--wrt",
    **NAMES,
    required=True,
    help="The parameters to differentiate by.",
)
@click.option(
    "--let",
    "let",
    type=Claim(),
    multiple=True,
    callback=distinct,
    help='What a variable is made of: x="cos(t)" (once for each).',
)
@click.option(
    "--depends",
    multiple=True,
    help="What a variable depends on, unknown how: y(t) (once for each).",
)
@AT
@ASSUME
@STRICT
@STEPS
@FORMAT
@JSON
def command(
    source: str,
    variables: list[str] | None,
    out: str | None,
    wrt: list[str],
    let: dict[str, str],
    depends: tuple[str, ...],
    at: dict[str, str] | None,
    assume: tuple[str, ...],
    strict: bool,
    detail: str | None,
    how: str,
    as_json: bool,
) -> None:
    """The total derivative by a parameter, path by path.

    \b
    symchain path "x^2*y" --let "x=cos(t)" --let "y=sin(t)" --wrt t
    symchain path "x*y" --let "x=t^2" --depends "y(t)" --wrt t
    """
    from symchain.calculus.programs.paths import path
    from symchain.display.steps import steps

    found = path(read_source(source), wrt, let, depends, at, out, variables or (), assume, strict)
    if as_json:
        print_json(**found.as_dict())
    elif detail:
        click.echo("\n\n".join([str(steps(each, None, detail, how)) for each in found.values()]))
    else:
        click.echo(str(found))
