"""`symchain gen`: modules of gradient functions, checked before they are written."""

from __future__ import annotations

import click

from symchain.codegen.targets import TARGETS
from symchain.errors import SymchainError
from symchain_cli.options import (
    ACCURACY,
    ASSUME,
    EMIT,
    FORCE,
    JSON,
    KINKS,
    LAYOUT,
    MODE,
    OUT,
    OUTPUT,
    RANGE,
    SIGNATURE,
    SOURCE,
    STRICT,
    VARIABLES,
    WRT,
)
from symchain_cli.show import deliver, look_at, show_picture
from symchain_cli.words import Language, program


@click.command("gen")
@SOURCE
@OUTPUT
@click.option(
    "--target",
    type=Language([name for name, each in TARGETS.items() if not each.unwritten]),
    default="python",
    show_default=True,
    help="The language to write.",
)
@EMIT
@click.option("--name", default="", help="What the functions are called after (default: none).")
@SIGNATURE
@LAYOUT
@MODE
@KINKS
@click.option("--standalone", is_flag=True, help="Refuse what needs SciPy (in the target numpy).")
@FORCE
@VARIABLES
@OUT
@WRT
@RANGE
@ASSUME
@STRICT
@ACCURACY
@JSON
def command(
    source: str,
    output: str | None,
    target: str,
    emit: list[str] | None,
    name: str,
    signature: str,
    layout: str,
    mode: str,
    kinks: str,
    standalone: bool,
    force: bool,
    variables: list[str] | None,
    out: list[str] | None,
    wrt: list[str] | None,
    ranges: dict[str, tuple[float, float]],
    assume: tuple[str, ...],
    strict: bool,
    picture: str | None,
    as_json: bool,
) -> None:
    """A module of gradient functions, checked before it is written.

    \b
    symchain gen "exp(x*y)+w" -o grad.py
    symchain gen "x^2*y^3" -o f.py --signature vector --range y=0:1
    symchain gen "x^2*y^3" -o f.py --emit value,gradient,hvp
    symchain gen "exp(sin(x^2))" -o series.py --emit taylor
    symchain gen "x/(exp(x)-1)" -o f.py --accuracy f.svg
    symchain gen "x^2*y^3" -o f.c --target c --name f
    symchain gen "x^2*y^3" -o f.json --target json
    symchain gen f.json -o f.py
    """
    from symchain.checking import generate_checked

    if TARGETS[target].unwritten:
        raise SymchainError(TARGETS[target].unwritten)
    output = look_at(output, force, target)
    look_at(None if picture == "text" else picture, force)
    text, verdict = generate_checked(
        program(source, variables, out, wrt, ranges, assume=assume, strict=strict),
        target=target,
        emit=emit,
        name=name,
        signature=signature,
        layout=layout,
        mode=mode,
        kinks=kinks,
        standalone=standalone,
        wrt=wrt,
        ranges=ranges,
        accuracy=picture is not None,
    )
    deliver(text, verdict, output, force, as_json)
    if picture is not None:
        show_picture(verdict, picture, force, quiet=as_json, err=output in (None, "-"))
