"""Statements: `name = formula` a step, `f(x) = formula` a function, a plain formula an output."""

from __future__ import annotations

from symchain.errors import SymchainError
from symchain.parsing.doubts import is_number
from symchain.parsing.inline import Inlined
from symchain.parsing.names import CONSTANTS, FUNCTIONS, RESERVED
from symchain.parsing.operators import COMPARISONS, INFIX
from symchain.parsing.scanner import END, NEWLINE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from symchain.parsing.builder import Builder

    Statement = list[int]  # the indices of its tokens

OPENING, CLOSING = ("(", "["), (")", "]")


def program(build: Builder) -> list[int]:
    """The nodes of the outputs; raises ParseError or BudgetError with the place."""
    found = statements(build)
    if not found:
        raise build.source.error("the text has no formula", 0)
    if len(found) == 1:
        return formulas(build, found[0])
    return Program(build, found).outputs()


def statements(build: Builder) -> list[Statement]:
    """The tokens of each statement: `;` ends one, and a line's end outside of brackets does.

    A line that ends with an operator goes on in the next.
    """
    tokens = build.source.tokens
    found: list[Statement] = []
    current: Statement = []
    depth, line_began = 0, False
    for i, token in enumerate(tokens):
        if token == NEWLINE:
            if depth == 0 and current and not goes_on(tokens[current[-1]]):
                found.append(current)
                current, line_began = [], True
            continue
        if token == END or (token == ";" and depth == 0):
            if current:
                found.append(current)
            current, line_began = [], False
            continue
        if line_began and not current and token in ("+", "-"):
            raise build.source.error(
                f"a line that begins with '{token}' is doubtful: end the line before it with the "
                "operator to go on, or put this one in parentheses",
                i,
            )
        if token in OPENING:
            depth += 1
        elif token in CLOSING:
            depth -= 1
        elif token == ";":
            raise build.source.error("';' separates formulas, it cannot stand in brackets", i)
        current.append(i)
    return found


def goes_on(token: str) -> bool:
    """Whether a line that ends with this token goes on in the next."""
    return token in INFIX or token in COMPARISONS or token in ("√", "not", ",")


def formula(build: Builder, statement: Statement) -> int:
    """The node of the formula that a statement spells."""
    tokens = build.source.tokens
    own = [tokens[i] for i in statement]
    own.append(END)
    return build.formula(own, [*statement, statement[-1]])


def formulas(build: Builder, statement: Statement) -> list[int]:
    """The nodes of a plain statement: one formula, or several in [ ]."""
    tokens = build.source.tokens
    if tokens[statement[0]] != "[":
        check_no_brackets(build, statement)
        return [formula(build, statement)]
    if tokens[statement[-1]] != "]":
        raise build.source.error(
            "'[' is not closed at the end: write the missing ']'", statement[0]
        )
    parts: list[Statement] = [[]]
    depth = 0
    for i in statement[1:-1]:
        token = tokens[i]
        depth += (token in OPENING) - (token in CLOSING)
        if token == "," and depth == 0:
            parts.append([])
        else:
            parts[-1].append(i)
    nodes = []
    for part in parts:
        if not part:
            raise build.source.error(
                "a formula is missing between the brackets", statement[0], statement[-1]
            )
        check_no_brackets(build, part)
        nodes.append(formula(build, part))
    return nodes


def check_no_brackets(build: Builder, statement: Statement) -> None:
    """Raises ParseError for brackets inside of a formula."""
    for i in statement:
        if build.source.tokens[i] in ("[", "]"):
            raise build.source.error("[ ] holds whole formulas only: write ( and )", i)


class Program:
    """Several statements, read in order."""

    def __init__(self, build: Builder, found: list[Statement]) -> None:
        self.build = build
        self.found = found
        self.plain: list[int] = []
        self.spent = [0]
        self.special = set(build.names.special)

    def outputs(self) -> list[int]:
        """The plain formulas; without one, the steps that no other step uses."""
        build, names = self.build, self.build.names
        defined = [name for name in map(self._target, self.found) if name]
        build.conditional = True
        names.declared.update(defined)
        names.special = self.special
        self.special.update(defined)
        for statement in self.found:
            self._read(statement)
        if self.plain:
            return self.plain
        if not names.steps:
            raise build.source.error("nothing but functions: add a formula that calls them", 0)
        return self._unused_steps()

    def _unused_steps(self) -> list[int]:
        used: set[str] = set()
        tokens = self.build.source.tokens
        for statement in self.found:
            start = statement.index(next(i for i in statement if tokens[i] == "=")) + 1
            used.update(tokens[i] for i in statement[start:])
        return [node for name, node in self.build.names.steps.items() if name not in used]

    def _target(self, statement: Statement) -> str:
        """The name that a statement defines as a step, or ""."""
        tokens = self.build.source.tokens
        if (
            len(statement) > 1
            and tokens[statement[1]] == "="
            and tokens[statement[0]].isidentifier()
        ):
            return tokens[statement[0]]
        return ""

    def _read(self, statement: Statement) -> None:
        tokens = self.build.source.tokens
        if name := self._target(statement):
            self._define_step(name, statement)
        elif is_definition(self.build, statement):
            self._define_function(tokens[statement[0]], statement)
        else:
            self._check_assignment(statement)
            self.plain += formulas(self.build, statement)

    def _check_assignment(self, statement: Statement) -> None:
        tokens = self.build.source.tokens
        if len(statement) > 2 and tokens[statement[1]] == "=" and is_number(tokens[statement[0]]):
            raise self.build.source.error(
                "a number cannot be defined: write name = formula", statement[0]
            )

    def _define_step(self, name: str, statement: Statement) -> None:
        build, names = self.build, self.build.names
        self._check_name(name, statement)
        if build.leaves.get(name) is not None and name not in names.steps:
            raise build.source.error(
                f"'{name}' is used before it is defined: move its definition up, "
                "or write == for an equation",
                statement[0],
            )
        if len(statement) < 3:
            raise build.source.error(
                f"a formula is missing after '{name} ='", statement[0], statement[-1]
            )
        check_no_brackets(build, statement[2:])
        if any(build.source.tokens[i] == name for i in statement[2:]):
            at = next(i for i in statement[2:] if build.source.tokens[i] == name)
            if at == statement[-1] or build.source.tokens[at + 1] != "(":
                raise build.source.error(f"'{name}' is defined by itself: choose another name", at)
        node = formula(build, statement[2:])
        names.steps[name] = build.leaves[name] = node

    def _check_name(self, name: str, statement: Statement) -> None:
        names = self.build.names
        if name in names.steps or name in names.inlined:
            raise self.build.source.error(
                f"'{name}' is defined twice: choose another name", statement[0]
            )
        if name in RESERVED:
            raise self.build.source.error(f"'{name}' cannot be a name", statement[0])

    def _define_function(self, name: str, statement: Statement) -> None:
        build, names = self.build, self.build.names
        self._check_name(name, statement)
        tokens = build.source.tokens
        end = next(k for k, i in enumerate(statement) if tokens[i] == "=")
        parameters = [tokens[i] for i in statement[2 : end - 1 : 2]]
        if len(set(parameters)) != len(parameters):
            raise build.source.error(
                f"a parameter of '{name}' stands twice", statement[0], statement[end]
            )
        if end + 1 == len(statement):
            raise build.source.error(f"a formula is missing after '{name}(...) ='", statement[end])
        check_no_brackets(build, statement[end + 1 :])
        # a name that no text can spell: the parameter x is not the variable x
        nodes = [build.graph.symbol(f"{name}({parameter})") for parameter in parameters]
        names.parameters = dict(zip(parameters, nodes, strict=True))
        self.special.update((*parameters, name))
        hidden, build.leaves = build.leaves, {}
        try:
            body = formula(build, statement[end + 1 :])
        except SymchainError as error:
            if error.message.startswith(f"unknown function '{name}'"):
                raise type(error)(
                    f"'{name}' calls itself: it can use functions defined before it",
                    source=error.source,
                    span=error.span,
                ) from None
            raise
        finally:
            build.leaves, names.parameters = hidden, {}
        names.inlined[name] = Inlined(build.graph, name, nodes, body, self.spent)


def is_definition(build: Builder, statement: Statement) -> bool:
    """Whether a statement defines a function: f(x, y) = formula, f no function of the table."""
    tokens = build.source.tokens
    words = [tokens[i] for i in statement]
    if len(words) < 4 or words[1] != "(" or ")" not in words or "=" not in words:
        return False
    end = words.index(")")
    if (
        end + 1 >= len(words)
        or words[end + 1] != "="
        or words[0] in FUNCTIONS
        or not words[0].isidentifier()
    ):
        return False
    inside = words[2:end]
    separators = set(inside[1::2])
    return (
        len(inside) % 2 == 1
        and separators <= {","}
        and all(word.isidentifier() and word not in RESERVED for word in inside[::2])
    ) and words[0] not in CONSTANTS
