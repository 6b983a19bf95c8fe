"""`fold`: the text of a program's steps, where what is used once stands in its user's line.

A step with several users, and one that would make a line too long or too deep, gets a line of its
own. A choice is an expression while nothing has to be computed before it inside a branch;
otherwise each branch has a line that gives the result its value.
"""

from __future__ import annotations

from symchain.codegen.branches import Placed
from symchain.functions.arithmetic import AND, LESS, NEGATE, NOT, WHERE
from symchain.functions.row import Op
from symchain.graph.walk import use_counts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from symchain.codegen.library import Library

LENGTH = 72  # characters of an expression outside of blocks
DEPTH = 6  # parentheses, calls and choices within each other
BLOCKS = 8  # blocks within each other; beyond, a flag opens a block at the outermost level
ATOM = 100  # the precedence of names and calls
CHOICE = 5  # the precedence of a choice
MIRRORED = {"<": ">", "<=": ">=", "==": "==", "!=": "!="}


class Line:
    """name = text, to be run in a context; it needs the values of other lines, by name."""

    __slots__ = ("context", "name", "needs", "text")

    def __init__(self, context: int, name: str, text: str, needs: tuple[str, ...]) -> None:
        self.context = context
        self.name = name
        self.text = text
        self.needs = needs


class Piece:
    """The text of a step as it can stand in another: with its precedence and its depth."""

    __slots__ = ("depth", "is_cheap", "needs", "precedence", "text")

    def __init__(
        self,
        text: str,
        precedence: int = ATOM,
        depth: int = 0,
        needs: tuple[str, ...] = (),
        is_cheap: bool = False,
    ) -> None:
        self.text = text
        self.precedence = precedence
        self.depth = depth
        self.needs = needs
        self.is_cheap = is_cheap

    def at(self, precedence: int) -> str:
        """The text where something of this precedence is wanted."""
        return self.text if self.precedence >= precedence else f"({self.text})"


class Folded:
    """The lines of a program, the text of each output, and the test that opens each context.

    `count` is how many numbered names the lines have.
    """

    __slots__ = ("contexts", "count", "lines", "outputs", "tests")

    def __init__(
        self,
        placed: Placed,
        lines: list[Line],
        outputs: list[Piece],
        tests: dict[int, Piece],
        count: int,
    ) -> None:
        self.contexts = placed.contexts
        self.count = count
        self.lines = lines
        self.outputs = outputs
        self.tests = tests


def fold(
    placed: Placed,
    library: Library,
    names: Mapping[str, str],
    prefix: str,
    slots: Mapping[int, list[str]] | None = None,
) -> Folded:
    """The lines of a program.

    `names` are the identifiers of its inputs, `prefix` begins the numbered names of lines, `slots`
    tells under which further names a step's value is stored.
    """
    return _Folding(placed, library, names, prefix).result(slots or {})


class _Folding:
    def __init__(
        self, placed: Placed, library: Library, names: Mapping[str, str], prefix: str
    ) -> None:
        self.placed = placed
        self.program = placed.program
        self.contexts = placed.contexts
        self.library = library
        self.target = library.target
        self.names = names
        self.prefix = prefix
        self.count = 0
        self.uses = use_counts(self.program, placed.order, self.program.outputs)
        self.pieces: dict[int, Piece] = {}
        self.lines: list[Line] = []
        self.joined: set[int] = set()  # steps that get their value in each branch of a choice
        self.has_lines = {0}

    def result(self, slots: Mapping[int, list[str]]) -> Folded:
        """All lines, in an order in which each follows what it needs."""
        for step in self.placed.order:
            piece = self.pieces[step] = self._piece(step)
            if (self.uses[step] > 1 and not piece.is_cheap) or len(piece.text) > LENGTH:
                self._name(step)
            for slot in slots.get(step, ()):
                self._line(0, slot, self.pieces[step])
        outputs = [self.pieces[output] for output in self.program.outputs]
        tests = {
            context: self.pieces[test]
            for context, test in self.placed.tests.items()
            if context in self.has_lines
        }
        stored = [name for names in slots.values() for name in names]
        wanted = {*stored, *_joined_needs([*outputs, *tests.values()])}
        return Folded(self.placed, _read(self.lines, wanted), outputs, tests, self.count)

    # ---- lines

    def _fresh(self) -> str:
        self.count += 1
        return f"{self.prefix}{self.count - 1}"

    def _line(self, context: int, name: str, piece: Piece) -> None:
        self.lines.append(Line(context, name, piece.text, piece.needs))
        while context not in self.has_lines:
            self.has_lines.add(context)
            context = self.contexts.parents[context]

    def _name(self, step: int) -> None:
        """Gives a step a line of its own, unless it is a name already."""
        piece = self.pieces[step]
        if self.program.args[step] and (piece.depth or piece.precedence != ATOM):
            name = self._fresh()
            self._line(self.placed.context[step], name, piece)
            self.pieces[step] = Piece(name, needs=(name,))

    # ---- texts

    def _piece(self, step: int) -> Piece:
        program = self.program
        op, args = program.ops[step], program.args[step]
        if step in program.constants:
            value = program.constants[step]
            return Piece(self.target.literal(value), 65 if value < 0 else ATOM)
        if step in program.names:
            name = self.names[program.names[step]]
            return Piece(name, needs=(name,))
        if step in self.placed.branches:
            return self._chosen(step)
        self._shorten(step, args)
        return self._written(op, args)

    def _fits(self, step: int, piece: Piece) -> bool:
        return len(piece.text) <= self._room(step) and piece.depth <= DEPTH

    def _room(self, step: int) -> int:
        return LENGTH - 4 * min(self.contexts.depths[self.placed.context[step]], BLOCKS)

    def _shorten(self, step: int, args: tuple[int, ...]) -> None:
        """Gives lines to the longest arguments until the step's own text is short and flat."""
        pieces = self.pieces
        length = depth = 0
        for arg in args:
            length += len(pieces[arg].text) + 3
            depth = max(depth, pieces[arg].depth)
        room = self._room(step) - len(self.library.word(self.program.ops[step])) - 4
        if length <= room and depth < DEPTH:
            return
        for arg in sorted(dict.fromkeys(args), key=lambda arg: -len(pieces[arg].text)):
            before = len(pieces[arg].text)
            if length > room or pieces[arg].depth >= DEPTH:
                self._name(arg)
                length -= (before - len(pieces[arg].text)) * args.count(arg)

    def _written(self, op: Op, args: tuple[int, ...]) -> Piece:
        """The operation on the texts of its arguments."""
        pieces = [self._argument(op, arg) for arg in args]
        needs = pieces[0].needs if len(pieces) == 1 else _joined_needs(pieces)
        depth = max([piece.depth for piece in pieces], default=0)
        word = self.library.word(op)
        if op is WHERE and self.target.opening:
            text = self.target.choice.format(
                c=pieces[0].at(CHOICE + 1), a=pieces[1].at(CHOICE + 1), b=pieces[2].at(CHOICE)
            )
            return Piece(text, CHOICE, depth + 1, needs)
        if op is NEGATE:
            return self._negated(pieces[0], depth, needs)
        if op is NOT:
            text = self.target.negation.format(c=pieces[0].at(op.precedence))
            return Piece(text, op.precedence, depth, needs)
        if "{" in word:
            return self._templated(op, word, args, depth, needs)
        if len(args) == 2 and op.infix and op.precedence < ATOM and op.infix != "^":
            return self._infix(op, word, args, depth, needs)
        if not args:
            return Piece(word)
        return Piece(f"{word}({', '.join([p.text for p in pieces])})", ATOM, depth + 1, needs)

    def _argument(self, op: Op, arg: int) -> Piece:
        """An argument; a number in a call as the target wants it there."""
        if self.target.number and arg in self.program.constants and not op.infix:
            return Piece(self.target.number.format(x=self.pieces[arg].text))
        return self.pieces[arg]

    def _templated(
        self, op: Op, word: str, args: tuple[int, ...], depth: int, needs: tuple[str, ...]
    ) -> Piece:
        """A template of the table; an argument that it repeats is a name first."""
        slots = {}
        for parameter, arg in zip(op.parameters, args, strict=True):
            if word.count(f"{{{parameter}}}") > 1:
                self._name(arg)
                needs = _joined_needs([self.pieces[each] for each in args])
            piece = self._argument(op, arg)
            slots[parameter] = piece.text if _is_enclosed(word, parameter) else piece.at(ATOM)
        text = word.format(**slots)
        return Piece(text if _is_call(word) else f"({text})", ATOM, depth + 2, needs)

    def _negated(self, piece: Piece, depth: int, needs: tuple[str, ...]) -> Piece:
        if piece.precedence >= 60 and not piece.text.startswith("-"):
            return Piece("-" + piece.text, min(65, piece.precedence), depth, needs)
        return Piece(f"-({piece.text})", 65, depth + 1, needs)

    def _infix(
        self, op: Op, word: str, args: tuple[int, ...], depth: int, needs: tuple[str, ...]
    ) -> Piece:
        a, b = args
        is_comparison = op.boolean and op.precedence == LESS.precedence
        if is_comparison and a in self.program.constants and b not in self.program.constants:
            a, b, word = b, a, MIRRORED[op.infix]
        left, right = self.pieces[a], self.pieces[b]
        wrapped = left.precedence < op.precedence or right.precedence <= op.precedence
        text = f"{left.at(op.precedence)} {word} {right.at(op.precedence + 1)}"
        is_cheap = is_comparison and left.precedence == right.precedence == ATOM and not depth
        return Piece(text, op.precedence, depth + wrapped, needs, is_cheap)

    # ---- choices with lines in their branches

    def _chosen(self, step: int) -> Piece:
        """A choice as an expression, or by blocks where its branches have lines or it is long."""
        if any(context in self.has_lines for context in self.placed.branches[step]):
            return self._joined(step)
        piece = self._written(self.program.ops[step], self.program.args[step])
        return piece if self._fits(step, piece) else self._joined(step)

    def _joined(self, step: int) -> Piece:
        """The name that gets its value in each branch of a choice."""
        args = self.program.args[step]
        op = self.program.ops[step]
        on_true, on_false = self.placed.branches[step]
        self._open(on_true, self.placed.context[step])
        self._open(on_false, self.placed.context[step])
        if op is WHERE:
            values = [(on_true, self.pieces[args[1]]), (on_false, self.pieces[args[2]])]
        else:
            short = Piece(self.target.words.get("false" if op is AND else "true", ""))
            both = [self.pieces[args[1]], short]
            values = list(zip((on_true, on_false), both if op is AND else both[::-1], strict=True))
        name = self._reusable(args[1:]) or self._fresh()
        self.joined.add(step)
        for context, piece in values:
            if piece.text != name:
                self._line(context, name, piece)
        return Piece(name, needs=(name,))

    def _reusable(self, args: tuple[int, ...]) -> str:
        """The name of a choice that only this one uses, so that a chain of choices has one name."""
        for arg in args:
            if arg in self.joined and self.uses[arg] == 1:
                return self.pieces[arg].text
        return ""

    def _open(self, context: int, outside: int) -> None:
        """Makes sure that the tests between two contexts can be repeated at no cost."""
        while context != outside:
            test = self.placed.tests[context]
            if not self.pieces[test].is_cheap:
                self._name(test)
            context = self.contexts.parents[context]


def _read(lines: list[Line], wanted: set[str]) -> list[Line]:
    """The lines whose values are wanted, or needed by a line that is."""
    kept = []
    for line in reversed(lines):
        if line.name in wanted:
            wanted.update(line.needs)
            kept.append(line)
    return kept[::-1]


def _is_enclosed(template: str, parameter: str) -> bool:
    """Whether a slot is an argument of a call for itself."""
    before, _, after = template.partition(f"{{{parameter}}}")
    return before.endswith(("(", ", ")) and after.startswith((")", ","))


def _is_call(template: str) -> bool:
    """Whether a template is one call, so that nothing in it stands outside of its brackets."""
    head, _, inside = template.partition("(")
    depth = 1
    for place, character in enumerate(inside, 1):
        depth += (character == "(") - (character == ")")
        if not depth:
            return head.replace(".", "").isidentifier() and place == len(inside)
    return False


def _joined_needs(pieces: list[Piece]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for piece in pieces:
        for name in piece.needs:
            found[name] = None
    return tuple(found)
