"""Statements: `name = formula` a step, `f(x) = formula` a function, a plain formula an output."""

from __future__ import annotations

from symchain.errors import SymchainError
from symchain.functions.arithmetic import EQUAL
from symchain.graph.graph import Graph
from symchain.parsing.builder import Builder
from symchain.parsing.composition import Composition
from symchain.parsing.doubts import is_number
from symchain.parsing.inline import Inlined
from symchain.parsing.names import CONSTANTS, FUNCTIONS, RESERVED, Names, slips
from symchain.parsing.operators import COMPARISONS, INFIX
from symchain.parsing.scanner import END, NEWLINE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from symchain.functions.row import Op
    from symchain.graph.model import Model
    from symchain.parsing.scanner import Source

    Statement = list[int]  # the indices of its tokens

OPENING, CLOSING = ("(", "["), (")", "]")


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
    """Several statements, read in order into a graph over names, then put together in another."""

    def __init__(
        self, graph: Graph, source: Source, variables: Iterable[str], functions: Iterable[Op]
    ) -> None:
        self.graph = graph
        self.meanings = dict(variables) if isinstance(variables, dict) else {}
        written = Graph()
        names = Names(written, () if self.meanings else variables, functions)
        self.declared = frozenset(names.declared)
        names.declared.update(self.meanings)
        names.special = names.special | self.meanings.keys()
        self.build = build = Builder(written, names, source)
        self.composition = Composition(written)
        self.steps: dict[str, int] = {}
        self.plain: list[int] = []
        self.assumed: list[tuple[int, Statement]] = []
        self.unknowns: dict[str, int] = {}
        self.spent = [0]
        self.special = set(build.names.special)
        self.found = statements(build)
        if not self.found:
            raise source.error("the text has no formula", 0)
        self._read_all()
        self.images = self.composition.into(graph, self.meanings, source)
        if self.assumed:
            self._suppose()

    def _suppose(self) -> None:
        """Takes the assumptions as given; raises ParseError where they contradict each other."""
        from symchain.parsing.assumptions import suppose

        def refused(place: int) -> SymchainError:
            statement = self.assumed[place][1]
            return self.build.source.error(
                "no point satisfies this and the assumptions before it", statement[0], statement[-1]
            )

        suppose(self.graph, [self.images[node] for node, _ in self.assumed], refused)

    def nodes(self) -> list[int]:
        """The nodes of the outputs: plain formulas; without one, the steps that nothing uses."""
        return list(self._outputs().values())

    def model(self) -> Model:
        """The outputs with their names, the steps as they were written, the equations."""
        from symchain.graph.expr import Expr
        from symchain.graph.model import Model

        written = self.composition.written
        steps = {name: Expr(written, node) for name, node in self.steps.items()}
        composed = {name: self.images[node] for name, node in self.steps.items()}
        outputs, residuals = self._outputs(), self._residuals()
        plain = [Expr(written, node) for node in self._plain_outputs()]
        as_written = dict(zip(outputs, plain, strict=False))  # none where the outputs are steps
        unknowns = list(self.unknowns)
        made = Model(self.graph, outputs, steps, composed, unknowns, residuals, as_written)
        idle = [name for name in self._unused_steps() if name != next(reversed(self.steps))]
        made.slips = slips([name for name in made.inputs if name not in self.declared], idle)
        return made

    def _residuals(self) -> list[int]:
        """The equations for the unknowns, each as the difference of its sides."""
        graph, residuals = self.graph, []
        for node in self.plain if self.unknowns else ():
            if self._is_equation(node):
                image = self.images[node]
                if graph.ops[image] is not EQUAL:
                    raise self.build.source.error(
                        f"an equation is {graph.ops[image].name} whatever the unknowns are", 0
                    )
                residuals.append(graph.subtract(*graph.args[image]))
        return residuals

    def _outputs(self) -> dict[str, int]:
        from symchain.graph.model import named

        plain = self._plain_outputs()
        if plain:
            return named(self.graph, [self.images[node] for node in plain], self.steps)
        outputs = {name: self.images[self.steps[name]] for name in self._unused_steps()}
        if self.unknowns and not outputs:
            return {name: self.graph.symbol(name) for name in self.unknowns}
        if not outputs:
            raise self.build.source.error("nothing but functions: add a formula that calls them", 0)
        return outputs

    def _plain_outputs(self) -> list[int]:
        return [n for n in self.plain if not (self.unknowns and self._is_equation(n))]

    def _is_equation(self, node: int) -> bool:
        return self.composition.written.ops[node] is EQUAL

    def _read_all(self) -> None:
        build, names = self.build, self.build.names
        for statement in self.found:
            if is_solve(build, statement):
                self._note_unknowns(statement)
        defined = [name for name in map(self._target, self.found) if name]
        build.conditional = True
        names.declared.update(defined)
        names.special = self.special
        self.special.update(defined)
        written = self.composition.written
        for statement in self.found:
            self._read(statement)
            self.composition.ends.append(len(written))
            self.composition.places.append((statement[0], statement[-1]))
        self._check_system()

    def _note_unknowns(self, statement: Statement) -> None:
        tokens = self.build.source.tokens
        for i in statement[1::2]:
            if tokens[i] in self.unknowns:
                raise self.build.source.error(f"'{tokens[i]}' is solved for twice", i)
            self.unknowns[tokens[i]] = i

    def _check_system(self) -> None:
        """Raises ParseError unless there is an equation for each unknown, and each occurs."""
        if not self.unknowns:
            return
        source, written = self.build.source, self.composition.written
        name, place = next(iter(self.unknowns.items()))
        count = sum([1 for node in self.plain if self._is_equation(node)])
        if count != len(self.unknowns):
            step = next(iter(self.steps), "")
            hint = f" ('{step} = ...' defines {step}: for an equation write {step} == ...)"
            raise source.error(
                f"{len(self.unknowns)} unknown{'s' * (len(self.unknowns) != 1)} and "
                f"{count} equation{'s' * (count != 1)}: write one equation for each unknown"
                f"{hint if step else ''}",
                place,
            )
        for name, place in self.unknowns.items():
            if written.find_symbol(name) is None:
                raise source.error(f"no equation has the unknown '{name}'", place)

    def _unused_steps(self) -> list[str]:
        used: set[str] = set()
        tokens = self.build.source.tokens
        for statement in self.found:
            if self._is_assumption(statement):
                continue
            if self._target(statement) or is_definition([tokens[i] for i in statement]):
                start = statement.index(next(i for i in statement if tokens[i] == "=")) + 1
                used.update(tokens[i] for i in statement[start:])
            else:
                used.update(tokens[i] for i in statement)
        return [name for name in self.steps if name not in used]

    def _target(self, statement: Statement) -> str:
        """The name that a statement defines as a step, or ""."""
        tokens = self.build.source.tokens
        name = tokens[statement[0]]
        is_step = len(statement) > 1 and tokens[statement[1]] == "=" and name.isidentifier()
        return name if is_step and name not in self.unknowns else ""

    def _is_assumption(self, statement: Statement) -> bool:
        """Whether a statement says what is given: assume x > 0."""
        if self.build.source.tokens[statement[0]] != "assume":
            return False
        from symchain.parsing.assumptions import is_assumption

        return is_assumption(self.build, statement)

    def _read(self, statement: Statement) -> None:
        tokens = self.build.source.tokens
        if is_solve(self.build, statement):
            return
        if self._is_assumption(statement):
            from symchain.parsing.assumptions import conditions

            found = conditions(self.build, statement[1:])
            self.assumed += [(node, statement) for node in found]
            return
        if name := self._target(statement):
            self._define_step(name, statement)
        elif is_definition([tokens[i] for i in statement]):
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
        node = self.steps[name] = formula(build, statement[2:])
        if build.graph.ops[node].boolean:  # a condition has no name of its own in a formula
            names.steps[name] = build.leaves[name] = node
            return
        symbol = names.steps[name] = build.leaves[name] = build.graph.symbol(name)
        self.composition.definitions[symbol] = node

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
        function = names.inlined[name] = Inlined(build.graph, name, nodes, body, self.spent)
        others = [each for each in self.found if not self._is_assumption(each)]
        if len(others) == 1:  # nothing calls it: it stands for its formula
            variables = [build.graph.symbol(parameter) for parameter in parameters]
            self.steps[name] = function.call(variables)


def is_solve(build: Builder, statement: Statement) -> bool:
    """Whether a statement declares unknowns: solve x, y."""
    words = [build.source.tokens[i] for i in statement]
    names, commas = words[1::2], words[2::2]
    return (
        words[0] == "solve"
        and len(words) % 2 == 0
        and all(comma == "," for comma in commas)
        and all(name.isidentifier() and name not in RESERVED for name in names)
    )


def is_definition(words: Sequence[str]) -> bool:
    """Whether a statement's words define a function: f(x, y) = formula, f none of the table's."""
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
