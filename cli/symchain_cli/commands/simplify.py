"""`symchain simplify`: a shorter form of a formula."""

from __future__ import annotations

import click

from symchain_cli.options import ASSUME, FORMAT, JSON, SIMPLIFY, SOURCE, STRICT, VARIABLES
from symchain_cli.show import formatted, print_json
from symchain_cli.words import formula


@click.command("simplify")
@SOURCE
@VARIABLES
@SIMPLIFY
@FORMAT
@ASSUME
@STRICT
@JSON
def command(
    source: str,
    variables: list[str] | None,
    level: str,
    how: str,
    assume: tuple[str, ...],
    strict: bool,
    as_json: bool,
) -> None:
    """A shorter form of a formula.

    \b
    symchain simplify "sin(x)^2 + cos(x)^2 + x*y/x"
    """
    from symchain.calculus import conditions
    from symchain.simplification import simplify

    expr = formula(source, variables, assume=assume, strict=strict)
    result = simplify(expr, level)
    if as_json:
        domain = [str(condition) for condition in conditions(expr, smooth=False)]
        print_json(formula=str(expr), simplified=formatted(result, how), conditions=domain)
    else:
        click.echo(formatted(result, how))
