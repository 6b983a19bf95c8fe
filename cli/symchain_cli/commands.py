"""The commands: each calls the library once and prints what it returned."""

from __future__ import annotations

import click

from symchain_cli.show import FORMATS, Commands, formatted, print_json
from symchain_cli.words import Claim, Names, Point, Span, distinct, formula

TYPE_CHECKING = False
if TYPE_CHECKING:
    from symchain.graph.expr import Expr

SOURCE = click.argument("source")
VARIABLES = click.option(
    "--variables", type=Names(), help="Names that are variables, whatever else they could mean."
)
WRT = click.option("--wrt", type=Names(), help="The variables to differentiate by (default: all).")
AT = click.option("--at", type=Point(), help="Values of the variables, as x=1,y=2.")
RANGE = click.option(
    "--range",
    "ranges",
    type=Span(),
    multiple=True,
    callback=distinct,
    help="Where to sample a variable: x=1:2.",
)
JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
FORMAT = click.option(
    "--format",
    "how",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="What the formula is printed for.",
)
SIMPLIFY = click.option(
    "--simplify",
    "level",
    type=click.Choice(["none", "fast", "deep"]),
    default="fast",
    show_default=True,
    help="How hard to look for a shorter form.",
)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="symchain", message="symchain %(version)s")
def symchain() -> None:
    """Exact derivatives of formulas, and gradient modules proven before they are written.

    \b
    symchain diff "exp(x*y)+w"
    symchain gen "exp(x*y)+w" -o grad.py
    symchain check "x^2*sin(x)" --claim x="2*x*sin(x)+x^2*cos(x)"

    SOURCE is a formula, a program, - for standard input, or the path of a .chain file.
    """


@symchain.command()
@SOURCE
@VARIABLES
@WRT
@click.option("--order", type=click.IntRange(1, 100), default=1, help="How often to differentiate.")
@AT
@SIMPLIFY
@FORMAT
@JSON
def diff(
    source: str,
    variables: list[str] | None,
    wrt: list[str] | None,
    order: int,
    at: dict[str, str] | None,
    level: str,
    how: str,
    as_json: bool,
) -> None:
    """Derivatives of a formula.

    \b
    symchain diff "exp(x*y)+w"
    symchain diff "sin(x)^2" --at x=0.5
    symchain diff "x^5*y" --wrt x --order 2
    """
    from symchain.calculus import conditions, derivatives
    from symchain.checking import evaluate_slopes

    expr = formula(source, variables, wrt, at)
    results = derivatives(expr, wrt, simplify=level, order=order)
    values = evaluate_slopes(expr, results, at) if at else None
    if as_json:
        print_json(
            formula=str(expr),
            variables=[variable.name for variable in expr.variables],
            derivatives={name: formatted(result, how) for name, result in results.items()},
            values=values,
            conditions=[str(condition) for condition in conditions(expr)],
            operations=_operations(expr, results),
        )
        return
    marks = "" if order == 1 else f"^{order}"
    for name, result in results.items():
        label = "" if len(results) == 1 else f"d{marks}/d{name}{marks}: "
        value = "" if values is None else f" = {values[name]!r}"
        click.echo(f"{label}{formatted(result, how)}{value}")


def _operations(expr: Expr, results: dict[str, Expr]) -> int:
    from symchain.graph.walk import operations

    return operations(expr.graph, [expr.node, *(result.node for result in results.values())])


@symchain.command("eval")
@SOURCE
@VARIABLES
@AT
@JSON
def evaluate_(
    source: str, variables: list[str] | None, at: dict[str, str] | None, as_json: bool
) -> None:
    """The value of a formula, correct to the last digit of a double.

    \b
    symchain eval "x^2 + sin(y)" --at x=1.5,y=2
    """
    from symchain.checking import evaluate

    expr = formula(source, variables, at)
    value = evaluate(expr, at or {})
    if as_json:
        print_json(formula=str(expr), value=value)
    else:
        click.echo(repr(value))


@symchain.command("simplify")
@SOURCE
@VARIABLES
@SIMPLIFY
@FORMAT
@JSON
def simplify_(
    source: str, variables: list[str] | None, level: str, how: str, as_json: bool
) -> None:
    """A shorter form of a formula.

    \b
    symchain simplify "sin(x)^2 + cos(x)^2 + x*y/x"
    """
    from symchain.calculus import conditions
    from symchain.simplification import simplify

    expr = formula(source, variables)
    result = simplify(expr, level)
    if as_json:
        domain = [str(condition) for condition in conditions(expr, smooth=False)]
        print_json(formula=str(expr), simplified=formatted(result, how), conditions=domain)
    else:
        click.echo(formatted(result, how))


@symchain.command()
@SOURCE
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="The file to write.")
@click.option(
    "--target",
    type=click.Choice(["python"]),
    default="python",
    show_default=True,
    help="The language to write.",
)
@click.option("--name", default="", help="What the functions are called after (default: none).")
@click.option(
    "--signature",
    type=click.Choice(["scalars", "vector"]),
    default="scalars",
    show_default=True,
    help="Functions of one number a variable, or of one sequence.",
)
@click.option(
    "--standalone", is_flag=True, help="Refuse what needs more than the standard library."
)
@click.option("--force", is_flag=True, help="Write over a file that exists.")
@VARIABLES
@WRT
@RANGE
@JSON
def gen(
    source: str,
    output: str | None,
    target: str,
    name: str,
    signature: str,
    standalone: bool,
    force: bool,
    variables: list[str] | None,
    wrt: list[str] | None,
    ranges: dict[str, tuple[float, float]],
    as_json: bool,
) -> None:
    """A module of gradient functions, checked before it is written.

    \b
    symchain gen "exp(x*y)+w" -o grad.py
    symchain gen "x^2*y^3" -o f.py --signature vector --range y=0:1
    """
    from symchain.checking import generate_checked, write

    expr = formula(source, variables, wrt, ranges)
    text, verdict = generate_checked(
        expr,
        target=target,
        name=name,
        signature=signature,
        standalone=standalone,
        wrt=wrt,
        ranges=ranges,
    )
    if output is not None:
        write(output, text, force=force)
    elif not as_json:
        click.echo(text, nl=False)
    if as_json:
        print_json(file=output, source=text if output is None else None, check=verdict.as_dict())
    else:
        click.echo(str(verdict), err=True)


@symchain.command("check")
@SOURCE
@VARIABLES
@click.option(
    "--claim",
    "claims",
    type=Claim(),
    multiple=True,
    callback=distinct,
    help='A derivative made by hand: x="2*x".',
)
@RANGE
@JSON
@click.pass_context
def check_(
    ctx: click.Context,
    source: str,
    variables: list[str] | None,
    claims: dict[str, str],
    ranges: dict[str, tuple[float, float]],
    as_json: bool,
) -> None:
    """Check a module again, or a derivative made by hand.

    \b
    symchain check grad.py
    symchain check "x^2*sin(x)" --claim x="2*x*sin(x) + x^2*cos(x)"
    """
    from symchain.checking import check, check_module

    if claims:
        expr = formula(source, variables, claims, ranges)
        verdict = check(expr, claims, ranges=ranges)
    else:
        verdict = check_module(source, ranges)
    if as_json:
        print_json(**verdict.as_dict())
    else:
        click.echo(str(verdict))
    ctx.exit(0 if verdict.passed else 1)


@symchain.command()
@click.argument("name", required=False)
@JSON
def functions(name: str | None, as_json: bool) -> None:
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
