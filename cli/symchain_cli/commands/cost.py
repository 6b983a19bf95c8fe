"""`symchain cost`: what the derivatives take, in operations."""

from __future__ import annotations

import click

from symchain_cli.options import ASSUME, JSON, OUT, SOURCE, STRICT, VARIABLES, WRT
from symchain_cli.show import print_json
from symchain_cli.words import model


@click.command("cost")
@SOURCE
@VARIABLES
@OUT
@WRT
@ASSUME
@STRICT
@JSON
def command(
    source: str,
    variables: list[str] | None,
    out: list[str] | None,
    wrt: list[str] | None,
    assume: tuple[str, ...],
    strict: bool,
    as_json: bool,
) -> None:
    """Operations of the value and of the derivatives in each mode.

    \b
    symchain cost "exp(x*y)*sin(x)/y"
    """
    from symchain.calculus.matrices.costs import costs

    found = costs(model(source, variables, out, wrt, assume=assume, strict=strict), wrt)
    if as_json:
        print_json(**found.as_dict())
    else:
        click.echo(str(found))
