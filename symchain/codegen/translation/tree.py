"""The tree of a support routine: expressions with their types, statements, definitions.

An expression or statement is a `Node`: a word and what it is of. The words of expressions:

    number v            a number as it is written
    name n              a variable of the routine
    constant c          a Constant of the module
    + - * / // %        of two expressions; negative of one
    < <= > >= == !=     of two expressions; all of comparisons in a chain
    and, or, not        of conditions
    choice c a b        a where c holds, else b; only one is computed
    call f ...          a routine; a row among the arguments is a node of its own
    math f ...          a function of Python's math
    pair a b            two numbers; first p and second p take them apart
    row n               the numbers of a row (n: a variable's name, or a Constant)
    item r i, count r   one of its numbers, and how many there are
    abs, round x        as in Python; whole x and real x are int and float

Those of statements:

    set n x             gives a variable a value
    return x, break
    if c body others, while c body
    range n first last step body
    each n place row body     for the numbers of a row and their places
    rows n place table body   for the rows of a table (a Constant)
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

REAL, WHOLE, TRUTH, PAIR, ROW, TABLE = "real", "whole", "truth", "pair", "row", "table"
LIST = "list"  # a row of which nobody asks how many there are


class Untranslatable(Exception):  # noqa: N818 - a signal, shown in the words of a target
    """A routine that has something which the translation does not know."""


class Node:
    """An expression or a statement: `kind` is the type of its value, "" where it has none."""

    __slots__ = ("items", "kind", "word")

    def __init__(self, word: str, *items: Any, kind: str = "") -> None:
        self.word = word
        self.items = items
        self.kind = kind


class Routine:
    """A function: the types of its parameters and of its variables, what it returns, its body."""

    def __init__(self, name: str, about: str, parameters: dict[str, str], result: str) -> None:
        self.name = name
        self.about = about
        self.parameters = parameters
        self.result = result
        self.variables: dict[str, str] = {}
        self.body: list[Node] = []


class Constant:
    """A number, a row of numbers, or a table: the constants that are its rows."""

    def __init__(self, name: str, kind: str, value: Any) -> None:
        self.name = name
        self.kind = kind
        self.value = value


Definition = Routine | Constant
