"""`symchain check`: a module again, or a derivative made by hand."""

from __future__ import annotations

import click

from symchain_cli.options import ACCURACY, ASSUME, JSON, RANGE, SOURCE, VARIABLES
from symchain_cli.show import print_json, print_verdict, show_picture
from symchain_cli.words import Claim, distinct, formula


@click.command("check")
@SOURCE
@VARIABLES
@click.option(
    "--claim",
    "claims",
    type=Claim(),
    multiple=True,
    callback=distinct,
    help='A derivative made by hand: x="2*x" (once for each).',
)
@RANGE
@ASSUME
@ACCURACY
@click.option("--force", is_flag=True, help="Draw over a file that exists.")
@JSON
@click.pass_context
def command(
    ctx: click.Context,
    source: str,
    variables: list[str] | None,
    claims: dict[str, str],
    ranges: dict[str, tuple[float, float]],
    assume: tuple[str, ...],
    picture: str | None,
    force: bool,
    as_json: bool,
) -> None:
    """Check a module again, or a derivative made by hand.

    A value is right that differs from the truth, at every sample point, by less than 1e-9 of it,
    or by no more than what rounding does to the formula there.

    \b
    symchain check grad.py
    symchain check grad.py --accuracy
    symchain check "x^2*sin(x)" --claim x="2*x*sin(x) + x^2*cos(x)"
    """
    from symchain.checking import check, check_module

    if claims:
        expr = formula(source, variables, claims, ranges, assume=assume)
        verdict = check(expr, claims, ranges=ranges)
    else:
        verdict = check_module(source, ranges, accuracy=picture is not None)
    if as_json:
        print_json(**verdict.as_dict())
    else:
        print_verdict(verdict, err=False)
    if picture is not None and verdict.passed:
        show_picture(verdict, picture, force, quiet=as_json, err=False)
    ctx.exit(0 if verdict.passed else 1)
