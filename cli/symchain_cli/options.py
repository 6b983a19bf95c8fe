"""Arguments and options that several commands have."""

from __future__ import annotations

import click

from symchain_cli.show import FORMATS
from symchain_cli.words import Names, Picture, Point, Source, Span, Words, distinct, merged

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# Options that may be given several times mean all that is given.
NAMES: dict[str, Any] = {"type": Names(), "multiple": True, "callback": merged}
VALUES: dict[str, Any] = {"type": Point(), "multiple": True, "callback": merged}

SOURCE = click.argument("source", type=Source())
VARIABLES = click.option(
    "--variables",
    **NAMES,
    help="Names that are variables, whatever else they could mean: e,gamma.",
)
WRT = click.option(
    "--wrt",
    **NAMES,
    help="The variables to differentiate by (default: all).",
)
OUT = click.option(
    "--out",
    **NAMES,
    help="The outputs or steps of a program to take (default: its outputs).",
)
AT = click.option(
    "--at",
    **VALUES,
    help="Values of the variables, as x=1,y=2.",
)
DIRECTION = click.option(
    "--direction",
    **VALUES,
    help="Components of a direction, as x=1,y=2 (others: 0).",
)
RANGE = click.option(
    "--range",
    "ranges",
    type=Span(),
    multiple=True,
    callback=distinct,
    help="Where to sample a variable: x=1:2 (once for each).",
)
ASSUME = click.option(
    "--assume",
    multiple=True,
    help='What is taken as given: "x > 0", "0 < p < 1", "n integer" (as often as needed).',
)
STRICT = click.option(
    "--strict", is_flag=True, help="Change no formula where that changes its domain."
)
EMIT = click.option(
    "--emit",
    type=Words(),
    multiple=True,
    callback=merged,
    help="The functions: value,gradient,jacobian,hessian,jvp,vjp,hvp (and all in one), or "
    "taylor (default: value,gradient; of several outputs value,jacobian).",
)
SIGNATURE = click.option(
    "--signature",
    type=click.Choice(["scalars", "vector"]),
    default="scalars",
    show_default=True,
    help="Functions of one number a variable, or of one sequence.",
)
LAYOUT = click.option(
    "--layout",
    type=click.Choice(["dense", "coordinates", "rows"]),
    default="dense",
    show_default=True,
    help="Matrices as rows of numbers, as (rows, columns, values), or as compressed rows.",
)
MODE = click.option(
    "--mode",
    type=click.Choice(["auto", "forward", "reverse", "mixed"]),
    default="auto",
    show_default=True,
    help="How the chain rule is applied; auto counts operations.",
)
ACCURACY = click.option(
    "--accuracy",
    "picture",
    type=Picture(),
    is_flag=False,
    flag_value="text",
    help="Measure accuracy in full; print bits lost against each variable, or draw a FILE.svg.",
)
OUTPUT = click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False),
    help="The file to write; - for standard output.",
)
FORCE = click.option("--force", is_flag=True, help="Write over a file that symchain did not write.")
KINKS = click.option(
    "--kinks",
    type=click.Choice(["mean", "left", "right", "nan", "error"]),
    default="mean",
    show_default=True,
    help="What a derivative is where the slopes on both sides differ.",
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
STEPS = click.option(
    "--steps",
    "detail",
    type=click.Choice(["brief", "full"]),
    is_flag=False,
    flag_value="full",
    help="Tell the derivation, each line with its rule (full where nothing is said).",
)
