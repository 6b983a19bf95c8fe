"""`symchain taylor`: the coefficients of a Taylor series at a point."""

from __future__ import annotations

import click

from symchain_cli.options import AT, JSON, NAMES, OUT, SOURCE, VARIABLES
from symchain_cli.show import print_json
from symchain_cli.words import model


@click.command("taylor")
@SOURCE
@VARIABLES
@OUT
@click.option("--wrt", **NAMES, help="The variable of the series (default: the only one).")
@click.option(
    "--order",
    type=click.IntRange(0, 10_000),
    default=6,
    show_default=True,
    help="The order of the last coefficient.",
)
@AT
@JSON
def command(
    source: str,
    variables: list[str] | None,
    out: list[str] | None,
    wrt: list[str] | None,
    order: int,
    at: dict[str, str] | None,
    as_json: bool,
) -> None:
    """The coefficients of a Taylor series at a point, to any order.

    \b
    symchain taylor "exp(sin(x^2))" --at x=0.5 --order 20
    symchain taylor "exp(x*y)" --wrt x --at x=0,y=2
    """
    from symchain.calculus.taylor import series_variable, taylor

    outputs = model(source, variables, out, wrt, at).explicit().outputs
    found = {}
    for name, expr in outputs.items():
        variable = series_variable(expr, wrt)
        found[name] = taylor(expr, variable, order, at or {})
    if as_json:
        one = len(outputs) == 1
        formulas = {name: str(expr) for name, expr in outputs.items()}
        print_json(
            formula=next(iter(formulas.values())) if one else None,
            formulas=None if one else formulas,
            order=order,
            coefficients=next(iter(found.values())) if one else found,
        )
        return
    for name, coefficients in found.items():
        before = f"{name} " if len(found) > 1 else ""
        for k, value in enumerate(coefficients):
            click.echo(f"{before}{k}: {value!r}")
