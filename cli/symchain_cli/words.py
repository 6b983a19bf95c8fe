"""Words of the command line as values: sources, names, points and ranges."""

from __future__ import annotations

import sys

import click

from symchain.errors import SymchainError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, TypeVar

    from symchain.codegen.routines import Routines
    from symchain.graph.expr import Expr
    from symchain.graph.model import Model

    Formula = TypeVar("Formula", Expr, Model)

LONGEST_PATH = 4096
MARK = "\0"  # no word of a command line holds it
HELP = ("-h", "--help")
LARGEST = sys.float_info.max


def read_source(word: str) -> str:
    """The text that a SOURCE names: standard input, a .chain file, or itself.

    Raises SymchainError where the file cannot be read.
    """
    if word == "-":
        from symchain.parsing.files import decoded

        return decoded(sys.stdin.buffer.read() if sys.stdin else b"")
    if _names_file(word, ".chain"):
        from symchain.parsing.files import file_text

        return file_text(word)
    return word


def _names_file(word: str, ending: str) -> bool:
    return word.endswith(ending) and len(word) < LONGEST_PATH and "\n" not in word


def formula(
    word: str,
    declared: Iterable[str] | None,
    *used: Iterable[str] | None,
    assume: Iterable[str] = (),
    strict: bool = False,
) -> Expr:
    """The formula of a SOURCE; `declared` and `used` are names of variables.

    Raises SymchainError where a used name is no variable of the formula, and for assumptions that
    cannot be made.
    """
    from symchain.parsing import parse
    from symchain.parsing.names import check_variables

    names = [name for group in used for name in group or ()]
    expr = parse(read_source(word), variables=[*(declared or ()), *names])
    check_variables(expr, names)
    return supposed(expr, assume, strict)


def model(
    word: str,
    declared: Iterable[str] | None,
    out: Iterable[str] | None = None,
    *used: Iterable[str] | None,
    assume: Iterable[str] = (),
    strict: bool = False,
) -> Model:
    """The model of a SOURCE with its outputs, or with those that `out` names.

    Raises SymchainError where a used name is no variable of it, and for assumptions that cannot be
    made.
    """
    from symchain.parsing import model as read
    from symchain.parsing.names import check_variables

    names = [name for group in used for name in group or ()]
    found = read(read_source(word), variables=[*(declared or ()), *names])
    check_variables(found, names)
    for name, step in found.slips.items():
        click.echo(f"remark: '{name}' is an input (did you mean the step '{step}'?)", err=True)
    found = supposed(found, assume, strict)
    return found if out is None else found.selected(out)


def program(
    word: str,
    declared: Iterable[str] | None,
    out: Iterable[str] | None = None,
    *used: Iterable[str] | None,
    assume: Iterable[str] = (),
    strict: bool = False,
) -> Model | Routines:
    """What `model` gives, or the program of a .json file, which says all of this itself.

    Raises what `model` raises, and what `read_program` raises.
    """
    if not _names_file(word, ".json"):
        return model(word, declared, out, *used, assume=assume, strict=strict)
    from symchain.codegen.reading import read_program
    from symchain.parsing.files import file_text

    if declared or out or assume or strict:
        raise SymchainError("a program that was read has its variables, outputs and assumptions")
    return read_program(file_text(word))


def supposed(source: Formula, assume: Iterable[str], strict: bool) -> Formula:
    """A formula or model after what is assumed was taken as given."""
    if not assume and not strict:
        return source
    from symchain.parsing.assumptions import given

    return given(source, assume, strict=strict)


def variable(word: str) -> str:
    """The variable that a word names, in the one spelling of its name; "" where it names none."""
    from symchain.parsing.characters import normal_name

    name = normal_name(word.strip())
    return name if name.isidentifier() else ""


def distinct(ctx: Any, param: Any, pairs: tuple[tuple[str, Any], ...]) -> dict[str, Any]:
    """The mapping that an option given several times makes, each time for another name."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise click.BadParameter(f"'{name}' is given twice", ctx, param)
        found[name] = value
    return found


def merged(ctx: Any, param: Any, values: tuple[Any, ...]) -> Any:
    """What an option means that is given several times: all its names, or all its pairs."""
    if not values:
        return None
    if isinstance(values[0], list):
        return [name for names in values for name in names]
    pairs = [pair for point in values for pair in point.items()]
    return distinct(ctx, param, tuple(pairs))


def marked(command: click.Command, words: list[str]) -> list[str]:
    """The words of a command, with a mark before a formula that begins with a minus.

    To click such a word is an option, known or not; behind `--` it is none. An option that may
    stand without a value, as --steps, gets its own before a formula, which click takes for one.
    """
    if not any(isinstance(param.type, Source) for param in command.params):
        return words
    options = {name: param for param in command.params for name in param.opts}
    last: click.Option | None = None
    for place, word in enumerate(words):
        if _wants_value(last) or (_may_have_value(last) and _is_value(last, word)):
            last = None
        elif word[:1] != "-" or word in ("-", "--"):
            return [*words[:place], *_own_value(last), *words[place:]]
        elif _is_option(word, options):
            last = _option(options, word)
        else:
            return [*words[:place], *_own_value(last), MARK + word, *words[place + 1 :]]
    return words


def _is_option(word: str, options: dict[str, click.Parameter]) -> bool:
    """Whether a word that begins with a minus is an option, or one with a slip of the pen."""
    head = word.partition("=")[0]
    if head in options or head in HELP:
        return True
    if word.startswith("--"):
        return head[2:].replace("-", "").isalpha()
    return _wants_value(_option(options, word[:2]))  # -ofile.py


def _option(options: dict[str, click.Parameter], word: str) -> click.Option | None:
    found = options.get(word)
    return found if isinstance(found, click.Option) and not found.is_flag else None


def _may_have_value(option: click.Option | None) -> bool:
    """Whether an option may stand without a value, as --steps."""
    return option is not None and isinstance(option.flag_value, str)


def _is_value(option: click.Option | None, word: str) -> bool:
    """Whether a word can be the value of an option that may stand without one."""
    try:
        return option is not None and option.type.convert(word, option, None) is not None
    except click.BadParameter:
        return False


def _own_value(option: click.Option | None) -> list[str]:
    """The value that an option has where none is said, as a word; none of any other option."""
    return [str(option.flag_value)] if option and _may_have_value(option) else []


def _wants_value(option: click.Option | None) -> bool:
    """Whether the next word is the value of an option, whatever it looks like."""
    return option is not None and not _may_have_value(option)


class Source(click.ParamType):  # type: ignore[type-arg]
    """A source: a formula, which may begin with a minus, a program, or what names one."""

    name = "source"

    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        return str(value).removeprefix(MARK)


class Names(click.ParamType):  # type: ignore[type-arg]
    """Names separated by commas."""

    name = "names"

    def convert(self, value: Any, param: Any, ctx: Any) -> list[str]:
        if isinstance(value, list):
            return value
        names = [variable(word) for word in value.split(",")]
        if not all(names):
            self.fail(f"'{value}' is not a list of names: write x,y", param, ctx)
        return names


class Words(click.ParamType):  # type: ignore[type-arg]
    """Words separated by commas."""

    name = "words"

    def convert(self, value: Any, param: Any, ctx: Any) -> list[str]:
        return value if isinstance(value, list) else [word.strip() for word in value.split(",")]


class Point(click.ParamType):  # type: ignore[type-arg]
    """Values of variables: x=1,y=2.5."""

    name = "point"

    def convert(self, value: Any, param: Any, ctx: Any) -> dict[str, str]:
        if isinstance(value, dict):
            return value
        pairs = []
        for word in value.split(","):
            name, _, text = word.partition("=")
            pairs.append((variable(name), text.strip()))
            if not all(pairs[-1]):
                self.fail(f"'{word}' is not NAME=VALUE, as in x=1", param, ctx)
        return distinct(ctx, param, tuple(pairs))


class Span(click.ParamType):  # type: ignore[type-arg]
    """A sampling range of one variable: x=1:2."""

    name = "range"

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[str, tuple[float, float]]:
        if isinstance(value, tuple):
            return value
        name, _, limits = value.partition("=")
        low, _, high = limits.partition(":")
        try:
            bounds = float(low), float(high)
        except ValueError:
            bounds = 1.0, 0.0
        if not (variable(name) and -LARGEST <= bounds[0] <= bounds[1] <= LARGEST):
            self.fail(f"'{value}' is not NAME=LOW:HIGH with LOW <= HIGH", param, ctx)
        return variable(name), bounds


class Language(click.Choice):  # type: ignore[type-arg]
    """A target; one that is not offered is let through, for the library says what to do instead."""

    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        from symchain.codegen.targets import TARGETS

        return str(value if value in TARGETS else super().convert(value, param, ctx))


class Picture(click.ParamType):  # type: ignore[type-arg]
    """Where a picture goes: to the screen as text, or into a file that is an SVG."""

    name = "file.svg"

    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        if value != "text" and not value.endswith(".svg"):
            self.fail(f"'{value}' is not a FILE.svg", param, ctx)
        return str(value)


class Claim(click.ParamType):  # type: ignore[type-arg]
    """A claimed derivative: x="2*x"."""

    name = "claim"

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[str, str]:
        if isinstance(value, tuple):
            return value
        name, _, text = value.partition("=")
        if not (variable(name) and text.strip()):
            self.fail(f"'{value}' is not NAME=FORMULA, as in x=2*x", param, ctx)
        return variable(name), text
