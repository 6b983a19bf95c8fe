"""`symchain simplify`: a shorter form of a formula."""

from __future__ import annotations

import click

from symchain_cli.options import ASSUME, FORMAT, JSON, SIMPLIFY, SOURCE, STRICT, VARIABLES
from symchain_cli.show import condition_fields, conditions_of, formatted, print_hidden, print_json
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
    from symchain.simplification import simplify

    expr = formula(source, variables, assume=assume, strict=strict)
    result = simplify(expr, level)
    found = conditions_of({expr: [result]}, smooth=False)
    if as_json:
        fields = condition_fields(found)
        print_json(formula=str(expr), simplified=formatted(result, how), **fields)
    else:
        click.echo(formatted(result, how))
        print_hidden(found)
