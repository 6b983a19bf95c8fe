"""`symchain diff`: derivatives of formulas."""

from __future__ import annotations

import click

from symchain_cli.options import (
    ASSUME,
    AT,
    FORMAT,
    JSON,
    KINKS,
    OUT,
    SIMPLIFY,
    SOURCE,
    STEPS,
    STRICT,
    VARIABLES,
    WRT,
)
from symchain_cli.show import condition_fields, conditions_of, formatted, print_hidden, print_json
from symchain_cli.words import model

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from symchain.calculus.domains import Condition
    from symchain.display.steps import Steps
    from symchain.graph.expr import Expr


MOST_TOLD = 1_000_000  # nodes of a formula, times the derivations of it that are told
CLOSED_ORDER = 4  # above, a derivative at a point is computed without its formula


@click.command("diff")
@SOURCE
@VARIABLES
@OUT
@WRT
@click.option(
    "--order",
    type=click.IntRange(1, 100),
    default=1,
    show_default=True,
    help="How often to differentiate.",
)
@AT
@SIMPLIFY
@KINKS
@STEPS
@FORMAT
@ASSUME
@STRICT
@JSON
def command(
    source: str,
    variables: list[str] | None,
    out: list[str] | None,
    wrt: list[str] | None,
    order: int,
    at: dict[str, str] | None,
    level: str,
    kinks: str,
    detail: str | None,
    how: str,
    assume: tuple[str, ...],
    strict: bool,
    as_json: bool,
) -> None:
    """Derivatives of a formula, or of the outputs of a program.

    \b
    symchain diff "exp(x*y)+w"
    symchain diff "sin(x)^2" --at x=0.5
    symchain diff "x^5*y" --wrt x --order 2
    symchain diff "sin(x^2)*exp(x)" --steps
    symchain diff "exp(sin(x^2))" --order 20 --at x=0.5
    """
    from symchain.calculus import derivatives

    outputs = (
        model(source, variables, out, wrt, at, assume=assume, strict=strict).explicit().outputs
    )
    if at and order > CLOSED_ORDER and detail is None:
        far = _numbers(outputs, wrt, order, at)
        if far is not None:
            _print_numbers(outputs, far, order, as_json)
            return
    found = {
        name: derivatives(expr, wrt, simplify=level, order=order, kinks=kinks)
        for name, expr in outputs.items()
    }
    if not any(found.values()) and not as_json:
        click.echo("there are no variables: name one, as in --wrt x", err=True)
    values = (
        {name: _values(expr, found[name], at, kinks, order) for name, expr in outputs.items()}
        if at
        else {}
    )
    told = {
        name: _steps(expr, found[name], detail, how, order, level, kinks)
        for name, expr in outputs.items()
        if detail is not None
    }
    if as_json:
        print_json(**_fields(outputs, found, values, how), steps=_lines(told))
        return
    if told:
        for number, story in enumerate(_stories(told, values)):
            click.echo(f"\n{story}" if number else story)
        return
    texts = {
        name: {variable: formatted(result, how) for variable, result in slopes.items()}
        for name, slopes in found.items()
    }
    for name, numbers in values.items():
        texts[name] = {
            variable: f"{text} = {numbers[variable]!r}" for variable, text in texts[name].items()
        }
    _print_each(texts, order)
    print_hidden(_conditions(outputs, found))


def _print_each(texts: dict[str, dict[str, str]], order: int) -> None:
    """Prints a line for each derivative, with what it is of and by unless it is the only one."""
    marks = "" if order == 1 else f"^{order}"
    is_alone = sum(map(len, texts.values())) == 1 == len(texts)
    for name, each in texts.items():
        output = name if len(texts) > 1 else ""
        for variable, text in each.items():
            label = "" if is_alone else f"d{marks}{output}/d{variable}{marks}: "
            click.echo(f"{label}{text}")


def _numbers(
    outputs: dict[str, Expr], wrt: list[str] | None, order: int, at: dict[str, str]
) -> dict[str, dict[str, float]] | None:
    """Derivatives of high order at a point; None at a kink, where only formulas have them."""
    from symchain.calculus.taylor import derivatives_at
    from symchain.errors import DerivativeError

    try:
        return {name: derivatives_at(expr, wrt, order, at) for name, expr in outputs.items()}
    except DerivativeError:
        return None


def _print_numbers(
    outputs: dict[str, Expr], values: dict[str, dict[str, float]], order: int, as_json: bool
) -> None:
    """Prints derivatives of high order at a point, which have no formula that one would read."""
    if as_json:
        print_json(**_fields(outputs, {name: {} for name in outputs}, values, "text"), order=order)
        return
    texts = {
        name: {variable: repr(value) for variable, value in each.items()}
        for name, each in values.items()
    }
    _print_each(texts, order)


def _values(
    expr: Expr, slopes: dict[str, Expr], at: dict[str, str], kinks: str, order: int
) -> dict[str, float]:
    from symchain.checking import evaluate_slopes

    return evaluate_slopes(expr, slopes, at, kinks, order)


def _steps(
    expr: Expr,
    slopes: dict[str, Expr],
    detail: str,
    how: str,
    order: int,
    level: str,
    kinks: str,
) -> dict[str, Steps]:
    """The derivation by each variable."""
    from symchain.display.steps import steps
    from symchain.errors import BudgetError
    from symchain.graph.walk import reachable

    if len(slopes) * len(reachable(expr.graph, [expr.node])) > MOST_TOLD:
        raise BudgetError(
            f"the steps of {len(slopes):,} derivatives of so large a formula would fill a book: "
            "name the variables whose steps are wanted, with --wrt"
        )

    return {name: steps(expr, name, detail, how, order, level, kinks) for name in slopes}


def _stories(
    told: dict[str, dict[str, Steps]], values: dict[str, dict[str, float]]
) -> Iterator[str]:
    """The text of every derivation, the output's name before it where there are several."""
    for name, each in told.items():
        for by, story in each.items():
            head = f"{name}:\n" if len(told) > 1 else ""
            yield f"{head}{story}" + (f"\n= {values[name][by]!r}" if values else "")


def _lines(told: dict[str, dict[str, Steps]]) -> object:
    """The lines of every derivation; those of one output stand without its name."""
    lines = {
        name: {by: story.as_list() for by, story in each.items()} for name, each in told.items()
    }
    return None if not lines else _alone(lines) if len(lines) == 1 else lines


def _fields(
    outputs: dict[str, Expr],
    found: dict[str, dict[str, Expr]],
    values: dict[str, dict[str, float]],
    how: str,
) -> dict[str, object]:
    """The fields of the JSON object; those of one output stand without its name."""
    from symchain.graph.walk import operations

    exprs = list(outputs.values())
    slopes = [slope.node for each in found.values() for slope in each.values()]
    named = {v.name: None for expr in exprs for v in expr.variables}
    texts = {
        name: {variable: formatted(slope, how) for variable, slope in each.items()}
        for name, each in found.items()
    }
    formulas = {name: str(expr) for name, expr in outputs.items()}
    one = len(outputs) == 1
    return {
        "formula": _alone(formulas) if one else None,
        "formulas": None if one else formulas,
        "variables": list(named),
        "derivatives": _alone(texts) if one else texts,
        "values": (_alone(values) if one else values) if values else None,
        **condition_fields(_conditions(outputs, found)),
        "operations": operations(exprs[0].graph, [*(expr.node for expr in exprs), *slopes]),
    }


def _conditions(outputs: dict[str, Expr], found: dict[str, dict[str, Expr]]) -> list[Condition]:
    """The conditions of the formulas, beside what is shown of them."""
    return conditions_of(
        {expr: found[name].values() for name, expr in outputs.items()}, smooth=True
    )


def _alone(found: Mapping[str, object]) -> object:
    (value,) = found.values()
    return value
