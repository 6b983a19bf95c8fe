"""`symchain build`: extension modules of Python, compiled from C and checked."""

from __future__ import annotations

import click

from symchain.codegen.routines import MODULE
from symchain.errors import SymchainError
from symchain_cli.options import (
    ASSUME,
    EMIT,
    FORCE,
    JSON,
    KINKS,
    LAYOUT,
    MODE,
    NAMES,
    OUT,
    RANGE,
    SIGNATURE,
    SOURCE,
    STRICT,
    VARIABLES,
    WRT,
)
from symchain_cli.show import print_json, print_verdict
from symchain_cli.words import program, read_source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from symchain.checking.verdict import Verdict


@click.command("build")
@SOURCE
@click.option("--name", default=MODULE, show_default=True, help="The module's name.")
@click.option(
    "--folder",
    type=click.Path(file_okay=False),
    default=".",
    show_default=True,
    help="Where the module is put.",
)
@click.option("--dep", **NAMES, help="Unknowns of equations: the module solves for these.")
@FORCE
@EMIT
@SIGNATURE
@LAYOUT
@MODE
@KINKS
@VARIABLES
@OUT
@WRT
@RANGE
@ASSUME
@STRICT
@JSON
def command(
    source: str,
    name: str,
    folder: str,
    dep: list[str] | None,
    force: bool,
    emit: list[str] | None,
    signature: str,
    layout: str,
    mode: str,
    kinks: str,
    variables: list[str] | None,
    out: list[str] | None,
    wrt: list[str] | None,
    ranges: dict[str, tuple[float, float]],
    assume: tuple[str, ...],
    strict: bool,
    as_json: bool,
) -> None:
    """An extension module of Python, compiled and checked.

    \b
    symchain build model.chain --name model
    python -c "import model; print(model.value_and_jacobian(1.0, 2.0))"
    symchain build "E - e*sin(E) = M" --dep E --variables e --name kepler
    """
    from symchain.checking.extensions import build, build_implicit

    if dep is not None:
        from symchain.calculus.implicit.equations import system

        if emit or out or assume or strict:
            raise SymchainError(
                "a module of equations has its own functions: leave out emit, out, assume, strict"
            )
        made = system(read_source(source), dep, [*(variables or ()), *(wrt or ()), *ranges])
        found = build_implicit(made, dep, wrt, folder, name=name, force=force, ranges=ranges)
        _tell(*found, as_json)
        return
    path, verdict = build(
        program(source, variables, out, wrt, ranges, assume=assume, strict=strict),
        folder,
        name=name,
        force=force,
        emit=emit,
        signature=signature,
        layout=layout,
        mode=mode,
        kinks=kinks,
        wrt=wrt,
        ranges=ranges,
    )
    _tell(path, verdict, as_json)


def _tell(path: str, verdict: Verdict, as_json: bool) -> None:
    if as_json:
        print_json(file=path, check=verdict.as_dict())
        return
    click.echo(path)
    print_verdict(verdict, err=True)
