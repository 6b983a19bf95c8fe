"""`symchain jacobian`: the partial derivatives of several outputs."""

from __future__ import annotations

import click

from symchain_cli.options import ASSUME, AT, JSON, KINKS, MODE, OUT, SOURCE, STRICT, VARIABLES, WRT
from symchain_cli.show import print_json, print_matrix
from symchain_cli.words import model, read_source


@click.command("jacobian")
@SOURCE
@VARIABLES
@OUT
@WRT
@AT
@MODE
@KINKS
@click.option("--after", multiple=True, help="A program whose outputs are the inputs of this one.")
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
    after: tuple[str, ...],
    pattern: bool,
    assume: tuple[str, ...],
    strict: bool,
    as_json: bool,
) -> None:
    """The Jacobian: a row for each output.

    \b
    symchain jacobian "r = sqrt(x^2 + y^2); a = atan2(y, x)"
    symchain jacobian "[x*y, y*z, z]" --pattern
    symchain jacobian "f = u*v" --after "u = x + y; v = x*y"
    """
    from symchain.calculus.matrices import jacobian

    if after:
        from symchain.calculus.matrices.composition import compose
        from symchain.parsing import model as read

        inner = [read(read_source(word)) for word in after]
        whole = compose(model(source, variables, out, assume=assume, strict=strict), *inner)
        if wrt or at or pattern:
            matrix = jacobian(whole.model, wrt, mode=mode, kinks=kinks)
            print_matrix(matrix, at, pattern, as_json)
        elif as_json:
            print_json(**whole.as_dict())
        else:
            click.echo(str(whole))
        return
    matrix = jacobian(
        model(source, variables, out, wrt, at, assume=assume, strict=strict),
        wrt,
        mode=mode,
        kinks=kinks,
    )
    print_matrix(matrix, at, pattern, as_json)
