"""`symchain eval`: the value of a formula at a point."""

from __future__ import annotations

import click

from symchain_cli.options import AT, JSON, OUT, SOURCE, VARIABLES
from symchain_cli.show import print_json
from symchain_cli.words import model


@click.command("eval")
@SOURCE
@VARIABLES
@OUT
@AT
@JSON
def command(
    source: str,
    variables: list[str] | None,
    out: list[str] | None,
    at: dict[str, str] | None,
    as_json: bool,
) -> None:
    """The value of a formula, correct to the last digit of a double.

    \b
    symchain eval "x^2 + sin(y)" --at x=1.5,y=2
    """
    from symchain.checking import evaluate

    outputs = model(source, variables, out, at).explicit().outputs
    values = {name: evaluate(expr, at or {}) for name, expr in outputs.items()}
    if as_json and len(outputs) == 1:
        (expr,), (value,) = outputs.values(), values.values()
        print_json(formula=str(expr), value=value)
    elif as_json:
        print_json(formulas={name: str(expr) for name, expr in outputs.items()}, values=values)
    else:
        for name, value in values.items():
            click.echo(repr(value) if len(values) == 1 else f"{name} = {value!r}")
