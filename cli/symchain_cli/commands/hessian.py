"""`symchain hessian`: second partial derivatives."""

from __future__ import annotations

import click

from symchain_cli.options import ASSUME, AT, JSON, KINKS, MODE, OUT, SOURCE, STRICT, VARIABLES, WRT
from symchain_cli.show import print_matrix
from symchain_cli.words import model


@click.command("hessian")
@SOURCE
@VARIABLES
@OUT
@WRT
@AT
@MODE
@KINKS
@click.option("--pattern", is_flag=True, help="Draw where the entries are that are not zero.")
@ASSUME
@STRICT
@JSON
def command(
    source: str,
    variables: list[str] | None,
    out: list[str] | None,
    wrt: list[str] | None,
    at: dict[str, str] | None,
    mode: str,
    kinks: str,
    pattern: bool,
    assume: tuple[str, ...],
    strict: bool,
    as_json: bool,
) -> None:
    """The Hessian: the second partial derivatives of one output.

    \b
    symchain hessian "x^2*y + sin(y)"
    symchain hessian "x^2*y" --at x=1,y=2
    """
    from symchain.calculus.matrices import hessian

    matrix = hessian(
        model(source, variables, out, wrt, at, assume=assume, strict=strict),
        wrt,
        mode=mode,
        kinks=kinks,
    )
    print_matrix(matrix, at, pattern, as_json)
