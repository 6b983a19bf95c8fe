"""`symchain path`: the total derivative, as a sum over paths."""

from __future__ import annotations

import click

from symchain_cli.options import AT, JSON, SOURCE, VARIABLES
from symchain_cli.show import print_json
from symchain_cli.words import Claim, Names, distinct, read_source


@click.command("path")
@SOURCE
@VARIABLES
@click.option("--out", help="The output or step of a program to take.")
@click.option("--wrt", type=Names(), required=True, help="The parameters to differentiate by.")
@click.option(
    "--let",
    "let",
    type=Claim(),
    multiple=True,
    callback=distinct,
    help='What a variable is made of: x="cos(t)".',
)
@click.option("--depends", multiple=True, help="What a variable depends on, unknown how: y(t).")
@AT
@JSON
def command(
    source: str,
    variables: list[str] | None,
    out: str | None,
    wrt: list[str],
    let: dict[str, str],
    depends: tuple[str, ...],
    at: dict[str, str] | None,
    as_json: bool,
) -> None:
    """The total derivative by a parameter, path by path.

    \b
    symchain path "x^2*y" --let "x=cos(t)" --let "y=sin(t)" --wrt t
    symchain path "x*y" --let "x=t^2" --depends "y(t)" --wrt t
    """
    from symchain.calculus.programs.paths import path

    found = path(read_source(source), wrt, let, depends, at, out, variables or ())
    if as_json:
        print_json(**found.as_dict())
    else:
        click.echo(str(found))
