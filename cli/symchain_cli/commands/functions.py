"""`symchain functions`: the functions of the language."""

from __future__ import annotations

import click

from symchain_cli.options import JSON
from symchain_cli.show import print_json


@click.command("functions")
@click.argument("name", required=False)
@JSON
def command(name: str | None, as_json: bool) -> None:
    """The functions of the language, or what is known of one.

    \b
    symchain functions
    symchain functions atan2
    """
    from symchain.display.table import described, overview

    if as_json:
        print_json(**(described(name) if name else overview()))
    elif name:
        for field, value in described(name).items():
            click.echo(f"{field}: {value}")
    else:
        click.echo("\n".join(overview()["functions"]))
