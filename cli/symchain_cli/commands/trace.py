"""`symchain trace`: the forward and the backward pass, node by node."""

from __future__ import annotations

import click

from symchain_cli.options import ASSUME, AT, DIRECTION, JSON, OUT, SOURCE, STRICT, VARIABLES, WRT
from symchain_cli.show import print_json
from symchain_cli.words import model


@click.command("trace")
@SOURCE
@VARIABLES
@OUT
@WRT
@AT
@DIRECTION
@click.option("--dot", is_flag=True, help="Print the graph for Graphviz.")
@ASSUME
@STRICT
@JSON
def command(
    source: str,
    variables: list[str] | None,
    out: list[str] | None,
    wrt: list[str] | None,
    at: dict[str, str] | None,
    direction: dict[str, str] | None,
    dot: bool,
    assume: tuple[str, ...],
    strict: bool,
    as_json: bool,
) -> None:
    """Values forward and adjoints backward, node by node.

    \b
    symchain trace "exp(x*y)+w" --at x=1,y=2,w=3
    symchain trace "u = x*y; L = exp(u)" --direction x=1
    symchain trace "exp(x*y)+w" --dot | dot -Tsvg -o graph.svg
    """
    from symchain.calculus.programs.passes import passes

    found = passes(
        model(source, variables, out, wrt, at, direction, assume=assume, strict=strict),
        at,
        direction,
        wrt,
    )
    if as_json:
        print_json(**found.as_dict())
    else:
        click.echo(found.dot() if dot else str(found))
