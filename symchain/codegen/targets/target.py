"""What emission must know of a programming language: names and templates, never trees."""

from __future__ import annotations

from symchain.functions.arithmetic import WHERE
from symchain.functions.row import Op

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Target:
    """A programming language, as words and templates. It is not changed after it was made.

    `name`       the target's name, under which the rows of the table spell a function for it
    `functions`  the functions of the language's own library that need no spelling in the table
    `library`    the prefix under which they are found
    `words`      what the language writes for an infix that it writes otherwise, and for constants
    `choice`     an expression that chooses: {a} if {c} holds, else {b}
    `opening`, `inverse`, `otherwise`   the lines that begin a block
    `assignment` a line that names a value
    `literal`    the text of a double
    """

    __slots__ = (
        "assignment",
        "choice",
        "functions",
        "inverse",
        "library",
        "literal",
        "name",
        "opening",
        "otherwise",
        "words",
    )

    def __init__(
        self,
        name: str,
        *,
        functions: frozenset[str],
        library: str,
        words: Mapping[str, str],
        choice: str,
        opening: str,
        inverse: str,
        otherwise: str,
        assignment: str,
        literal: Callable[[float], str],
    ) -> None:
        self.name = name
        self.functions = functions
        self.library = library
        self.words = words
        self.choice = choice
        self.opening = opening
        self.inverse = inverse
        self.otherwise = otherwise
        self.assignment = assignment
        self.literal = literal

    def spelling(self, op: Op) -> str | None:
        """How an operation is written (a word, a dotted name, a template); None where it is not."""
        if op is WHERE:
            return self.choice
        if self.name in op.spelled:
            return op.spelled[self.name]
        if op.infix or op.name in self.words:
            return self.words.get(op.infix or op.name, op.infix)
        if op.definition or op.name not in self.functions:
            return None
        return self.library + op.name
