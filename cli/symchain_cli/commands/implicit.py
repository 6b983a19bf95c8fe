"""`symchain implicit`: derivatives of what equations define."""

from __future__ import annotations

import click

from symchain.codegen.targets import TARGETS
from symchain.errors import SymchainError
from symchain_cli.options import (
    ACCURACY,
    ASSUME,
    AT,
    FORCE,
    FORMAT,
    JSON,
    NAMES,
    OUTPUT,
    RANGE,
    SOURCE,
    STEPS,
    VARIABLES,
    WRT,
)
from symchain_cli.show import deliver, formatted, look_at, print_json, show_picture
from symchain_cli.words import Language, read_source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from symchain.calculus.implicit import Implicit
    from symchain.checking.diagnosis import Diagnosis

LANGUAGES = [name for name, each in TARGETS.items() if each.solver and not each.unwritten]


@click.command("implicit")
@SOURCE
@click.option(
    "--dep",
    **NAMES,
    help="The unknowns, one for each equation: y or u,v (default: what 'solve' names).",
)
@VARIABLES
@WRT
@click.option(
    "--order",
    type=click.IntRange(1, 30),
    default=1,
    show_default=True,
    help="How often to differentiate.",
)
@AT
@STEPS
@click.option(
    "--named", is_flag=True, help="Print all orders, with names for the lower ones: y_xx = ..."
)
@FORMAT
@OUTPUT
@click.option(
    "--target",
    type=Language(LANGUAGES),
    default="python",
    show_default=True,
    help="The language of the module.",
)
@click.option("--name", default="", help="What its functions are called after (default: none).")
@FORCE
@RANGE
@ASSUME
@ACCURACY
@JSON
def command(
    source: str,
    dep: list[str] | None,
    variables: list[str] | None,
    wrt: list[str] | None,
    order: int,
    at: dict[str, str] | None,
    detail: str | None,
    named: bool,
    how: str,
    output: str | None,
    target: str,
    name: str,
    force: bool,
    ranges: dict[str, tuple[float, float]],
    assume: tuple[str, ...],
    picture: str | None,
    as_json: bool,
) -> None:
    """Derivatives of the functions that equations define.

    With -o a module that solves the equations and differentiates the solution.

    \b
    symchain implicit "x^2+y^2=1" --dep y
    symchain implicit "x^2+y^2=1" --dep y --order 2 --at x=0.6,y=0.8
    symchain implicit "r*cos(t) == x; r*sin(t) == y; solve r, t"
    symchain implicit "E - e*sin(E) = M" --dep E --variables e -o kepler.py
    symchain implicit "x^2+y^2=1" --dep y -o circle.c --target c --name circle
    """
    names = [*(variables or ()), *(wrt or ()), *(at or ()), *ranges]
    text = read_source(source)
    if output is not None:
        if TARGETS[target].unwritten:
            raise SymchainError(TARGETS[target].unwritten)
        _leave_out(
            "for formulas alone; leave it out where a module is written",
            at=at,
            steps=detail,
            named=named,
        )
        from symchain.calculus.implicit.equations import system
        from symchain.checking.implicit import generate_implicit_checked

        output = look_at(output, force, target)
        look_at(None if picture == "text" else picture, force)
        module, verdict = generate_implicit_checked(
            system(text, dep, names, assume),
            wrt=wrt,
            order=order,
            target=target,
            name=name,
            ranges=ranges,
            accuracy=picture is not None,
        )
        deliver(module, verdict, output, force, as_json)
        if picture is not None:
            show_picture(verdict, picture, force, quiet=as_json, err=output == "-")
        return
    own = {"target": target != "python", "name": name, "force": force, "accuracy": picture}
    _leave_out("for modules alone; write one with -o (-o - prints it)", **own)
    from symchain.calculus.implicit import implicit

    found = implicit(text, dep, wrt, order, names, assume)
    if as_json:
        texts = found.as_dict(at, lambda expr: formatted(expr, how))
        print_json(**texts, steps=_told(found, detail, how) if detail else None)
    elif detail:
        click.echo("\n\n".join("\n".join(lines) for lines in _told(found, detail, how).values()))
    elif named:
        for each, expr in found.steps().items():
            click.echo(f"{each} = {formatted(expr, how)}")
    else:
        _print(found, found.at(at) if at else None, how)


def _leave_out(why: str, **options: object) -> None:
    """Raises SymchainError where options are given that would say nothing."""
    given = [f"--{option}" for option, value in options.items() if value]
    if given:
        raise SymchainError(f"{', '.join(given)}: {why}")


def _print(found: Implicit, place: Diagnosis | None, how: str) -> None:
    """One derivative alone as its formula, several with labels; then what the point is."""
    labelled = found.labelled()
    numbers = [] if place is None else [v for row in place.values.values() for v in row.values()]
    for number, (label, expr) in enumerate(labelled.items()):
        start = "" if len(labelled) == 1 else f"{label}: "
        value = f" = {numbers[number]!r}" if numbers and numbers[number] is not None else ""
        click.echo(f"{start}{formatted(expr, how)}{value}")
    if place is not None:
        click.echo(str(place), err=place.kind == "regular")


def _told(found: Implicit, detail: str, how: str) -> dict[str, list[str]]:
    from symchain.display.steps import steps

    return {by: str(steps(found, by, detail, how)).splitlines() for by in found.wrt}
