"""Words of the command line as values: sources, names, points and ranges."""

from __future__ import annotations

import sys

import click

from symchain.errors import SymchainError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from symchain.graph.expr import Expr

LONGEST_PATH = 4096


def read_source(word: str) -> str:
    """The text that a SOURCE names: standard input, a .chain file, or itself.

    Raises SymchainError where the file cannot be read.
    """
    if word == "-":
        data = sys.stdin.buffer.read()
    elif word.endswith(".chain") and len(word) < LONGEST_PATH and "\n" not in word:
        try:
            with open(word, "rb") as file:
                data = file.read()
        except OSError as error:
            raise SymchainError(f"cannot read '{word}': {error.strerror}") from None
    else:
        return word
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SymchainError(f"the source is not UTF-8 text (byte {error.start})") from None


def formula(word: str, *declared: Iterable[str] | None) -> Expr:
    """The formula of a SOURCE; `declared` are names and mappings whose keys are variables."""
    from symchain.parsing import parse

    names: list[str] = []
    for group in declared:
        names.extend(group or ())
    return parse(read_source(word), variables=names)


class Names(click.ParamType):  # type: ignore[type-arg]
    """Names separated by commas."""

    name = "names"

    def convert(self, value: Any, param: Any, ctx: Any) -> list[str]:
        if isinstance(value, list):
            return value
        names = [word.strip() for word in value.split(",")]
        if not all(names):
            self.fail(f"'{value}' is not a list of names: write x,y", param, ctx)
        return names


class Point(click.ParamType):  # type: ignore[type-arg]
    """Values of variables: x=1,y=2.5."""

    name = "x=1,y=2"

    def convert(self, value: Any, param: Any, ctx: Any) -> dict[str, str]:
        if isinstance(value, dict):
            return value
        point: dict[str, str] = {}
        for word in value.split(","):
            name, equals, text = word.partition("=")
            name = name.strip()
            if not (name and equals and text.strip()):
                self.fail(f"'{word}' is not NAME=VALUE", param, ctx)
            if name in point:
                self.fail(f"'{name}' is given twice", param, ctx)
            point[name] = text.strip()
        return point


class Span(click.ParamType):  # type: ignore[type-arg]
    """A sampling range of one variable: x=1:2."""

    name = "x=LOW:HIGH"

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[str, tuple[float, float]]:
        if isinstance(value, tuple):
            return value
        name, _, limits = value.partition("=")
        low, colon, high = limits.partition(":")
        try:
            bounds = float(low), float(high)
        except ValueError:
            bounds = 1.0, 0.0
        if not (name.strip() and colon and bounds[0] <= bounds[1] and abs(bounds[1]) < 1e308):
            self.fail(f"'{value}' is not NAME=LOW:HIGH with LOW <= HIGH", param, ctx)
        return name.strip(), bounds


class Claim(click.ParamType):  # type: ignore[type-arg]
    """A claimed derivative: x="2*x"."""

    name = "x=FORMULA"

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[str, str]:
        if isinstance(value, tuple):
            return value
        name, equals, text = value.partition("=")
        if not (name.strip() and equals and text.strip()):
            self.fail(f"'{value}' is not NAME=FORMULA", param, ctx)
        return name.strip(), text
