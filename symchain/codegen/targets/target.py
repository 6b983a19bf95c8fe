"""What emission must know of a programming language: names and templates, never trees."""

from __future__ import annotations

from copy import copy

from symchain.functions import TABLE
from symchain.functions.arithmetic import NOT, WHERE
from symchain.functions.row import Op

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from symchain.codegen.program import Program

ROUTINE = "support."  # begins the spelling of a function that has a support routine


class Target:
    """A programming language, as words and templates. It is not changed after it was made.

    `name`       the target's name
    `language`   the name under which the rows of the table spell a function for it
    `functions`  the functions of the language's own library that need no spelling in the table
    `library`    the prefix under which they are found
    `words`      what the language writes for an infix that it writes otherwise, and for constants
    `negation`   a condition that holds where {c} does not
    `choice`     an expression that chooses: {a} if {c} holds, else {b}
    `opening`, `inverse`, `otherwise`   the lines that begin a block, or "" where there are none:
                 every branch is computed, and chosen by a call
    `literal`    the text of a double
    `comment`    what its comments begin with, as the line that tells a module's facts ("" in JSON)
    `number`     a number {x} among the arguments of a call, where it must not be a plain one
    `modules`    by the names that spellings use, the statements that import them; in a target
                 without these a function is imported by its own name
    `support`    the prefix of support routines, which the row names under "python"; None where
                 there are none
    `pairwise`   by name, functions of many arguments that are applied two by two, and by which
    `threes`     by name, those of them that take three at once where there are three
    `prepare`    the last pass over a program
    `module`     what writes a module: from functions, groups of arguments, library and facts
    `solver`     what writes a module that solves equations; None where there is none
    `series`     what writes a module of Taylor coefficients; None where there is none
    `load`       from the text of a module and a number of threads to its functions by name
    `differentiates`  whether the library differentiates what is written for it
    `doubles`    makes the language's library compute in double precision, where it must be told
    `companion`  from a module's text and name to the text of the file that goes with it, by suffix
    `suffix`     how the name of a file ends for what reads it; "" where no file is written
    `reciprocals`  whether a division costs more than a product
    `fills`      whether its functions over arrays take `out`, an array for their results
    `raises`     whether its functions can raise an error
    `is_named`   whether a module has a name of its own, and its functions are called by their kinds
    `unwritten`  why its text is in no file, where it lives in memory only; else ""
    """

    __slots__ = (
        "choice",
        "comment",
        "companion",
        "differentiates",
        "doubles",
        "fills",
        "functions",
        "inverse",
        "is_named",
        "language",
        "library",
        "literal",
        "load",
        "module",
        "modules",
        "name",
        "negation",
        "number",
        "opening",
        "otherwise",
        "pairwise",
        "prepare",
        "raises",
        "reciprocals",
        "series",
        "solver",
        "suffix",
        "support",
        "threes",
        "unwritten",
        "words",
    )

    def __init__(
        self,
        name: str,
        *,
        functions: frozenset[str],
        library: str,
        words: Mapping[str, str],
        negation: str,
        choice: str,
        opening: str = "",
        inverse: str = "",
        otherwise: str = "",
        literal: Callable[[float], str],
        comment: str = "# ",
        number: str = "",
        modules: Mapping[str, str] | None = None,
        support: str | None = "",
        pairwise: Mapping[str, str] | None = None,
        threes: Mapping[str, Op] | None = None,
        prepare: Callable[[Program], Program] | None = None,
        module: Callable[..., str],
        solver: Callable[..., str] | None = None,
        series: Callable[..., str] | None = None,
        load: Callable[[str, int], Mapping[str, Any]],
        differentiates: bool = False,
        doubles: Callable[[], None] | None = None,
        companion: Mapping[str, Callable[[str, str], str]] | None = None,
        suffix: str = "",
        reciprocals: bool = True,
        fills: bool = False,
        raises: bool = False,
        is_named: bool = False,
        unwritten: str = "",
    ) -> None:
        self.name = self.language = name
        self.functions = functions
        self.library = library
        self.words = words
        self.negation = negation
        self.choice = choice
        self.opening = opening
        self.inverse = inverse
        self.otherwise = otherwise
        self.literal = literal
        self.comment = comment
        self.number = number
        self.modules = modules or {}
        self.support = support
        self.pairwise = pairwise or {}
        self.threes = threes or {}
        self.prepare = prepare
        self.module = module
        self.solver = solver
        self.series = series
        self.load = load
        self.differentiates = differentiates
        self.doubles = doubles
        self.companion = companion or {}
        self.suffix = suffix
        self.reciprocals = reciprocals
        self.fills = fills
        self.raises = raises
        self.is_named = is_named
        self.unwritten = unwritten

    def like(self, name: str, **changes: object) -> Target:
        """Another target that speaks the same language, with some things changed."""
        made = copy(self)
        made.name = name
        for key, value in changes.items():
            setattr(made, key, value)
        return made

    def computes(self, op: Op) -> bool:
        """Whether a function can be computed well: spelled, two arguments at a time, or defined.

        A routine over arrays that are differentiated takes every branch, so forms do without it.
        """
        spelling = self.spelling(op) or ""
        is_slow = self.differentiates and spelling.startswith(ROUTINE)
        return bool((spelling and not is_slow) or op.name in self.pairwise or op.definition)

    def writes(self, op: Op) -> bool:
        """Whether an operation can be written at all: spelled, two arguments at a time, defined."""
        return bool(self.spelling(op) or op.name in self.pairwise or op.definition)

    def spelling(self, op: Op) -> str | None:
        """How an operation is written (a word, a dotted name, a template); None where it is not."""
        if op is WHERE:
            return self.choice
        if op is NOT:
            return self.negation
        if spelling := op.spelled.get(self.language):
            return spelling
        if op.infix or op.name in self.words:
            return self.words.get(op.infix or op.name, op.infix)
        if op.name in self.functions and TABLE.get(op.name) is op:  # no user's own function
            return self.library + op.name
        if self.support is None or (self.differentiates and op.definition):
            return None
        routine = op.spelled.get("python", "")
        return routine if routine.startswith(ROUTINE) and "{" not in routine else None
