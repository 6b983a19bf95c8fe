"""The functions of an emitted Python module: signatures, bodies, and parts of bounded size."""

from __future__ import annotations

from symchain.codegen.branches import placed
from symchain.codegen.fold import Line, Piece, fold
from symchain.codegen.names import identifiers, prefix
from symchain.codegen.schedule import Blocks, rendered, scheduled
from symchain.codegen.targets.layout import WIDTH, bracketed, statement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from symchain.codegen.library import Library
    from symchain.codegen.program import Program
    from symchain.codegen.shapes import Shape

WORDS = ("point", "direction", "weights", "slots")  # what sequences are called
LONGEST_NAME = 24  # characters of a parameter that stands in formulas as it is


class Function:
    """What one emitted function computes: the outputs of a program, in tuples of some shapes.

    `groups` are the groups of its arguments, `constants` the tuples that its shapes name.
    """

    def __init__(
        self,
        name: str,
        program: Program,
        shapes: Sequence[Shape],
        about: str,
        groups: Sequence[str] = ("point",),
        constants: Mapping[str, tuple[int, ...]] | None = None,
    ) -> None:
        self.name = name
        self.program = program
        self.shapes = shapes
        self.about = about
        self.groups = groups
        self.constants = constants or {}

    def renamed(self, name: str, program: Program) -> Function:
        """The same function under another name, with a program of the same outputs."""
        return Function(name, program, self.shapes, self.about, self.groups, self.constants)


class Writer:
    """Writes functions: with the same parameters, names and signature.

    `groups` are the names of the arguments in each group; in the vector signature a group is one
    sequence, called after it.
    """

    def __init__(
        self,
        groups: Mapping[str, Sequence[str]],
        library: Library,
        reserved: set[str],
        vector: bool,
    ) -> None:
        self.library = library
        self.target = library.target
        self.vector = vector
        self.groups = groups
        self.reserved = reserved | library.names
        names = [name for group in groups.values() for name in group]
        self.parameters = identifiers(names, self.reserved)
        known = [*self.parameters.values(), *self.reserved]
        self.prefix = prefix(known)
        free = {word: word if word not in known else f"{self.prefix}_{word}" for word in WORDS}
        self.sequences = {group: free.get(group, group) for group in groups}
        self.slots = free["slots"]
        self.aliases = {
            name: f"{self.prefix}_{place}"
            for place, name in enumerate(self.parameters.values())
            if len(name) > LONGEST_NAME
        }
        self.inputs = {name: self.aliases.get(p, p) for name, p in self.parameters.items()}

    # ---- signatures

    def head(self, function: Function, exact: bool = True) -> list[str]:
        """The def line and the docstring; `exact` tells the lengths of tuples, where they fit."""
        result = self._result_type(function.shapes, exact)
        kind = "Sequence[float]" if self.vector else "float"
        items = [[f"{name}: {kind}"] for (name,) in self.arguments(function)]
        lines = bracketed(f"def {function.name}(", items, f") -> {result}:", 0)
        if len(lines[-1]) > WIDTH:
            types = [[_type(shape, exact=False)] for shape in function.shapes]
            lines[-1:] = bracketed(") -> tuple[", types, "]:", 0)
        return [*lines, f'    """{function.about}"""']

    def _result_type(self, shapes: Sequence[Shape], exact: bool) -> str:
        types = [_type(shape, exact) for shape in shapes]
        text = types[0] if len(types) == 1 else f"tuple[{', '.join(types)}]"
        return text if not exact or len(text) <= 60 else self._result_type(shapes, False)

    def arguments(self, function: Function) -> list[list[str]]:
        """The parameters of a function, as one of the same arguments passes them on."""
        if self.vector:
            return [[self.sequences[group]] for group in function.groups]
        return [[name] for group in function.groups for name in self.names(group)]

    def names(self, group: str) -> list[str]:
        """The identifiers of a group's arguments."""
        return [self.parameters[name] for name in self.groups[group]]

    def _unpacking(self, function: Function) -> list[str]:
        """The lines that make parameters the names that formulas use."""
        lines = []
        for group in function.groups if self.vector else ():
            lines += self._unpacked(self.names(group), self.sequences[group])
        used = {name for group in function.groups for name in self.names(group)}
        return lines + [f"    {a} = {name}" for name, a in self.aliases.items() if name in used]

    def _unpacked(self, names: list[str], sequence: str) -> list[str]:
        if not names:
            return []
        if len(names) == 1:
            return [f"    ({names[0]},) = map(float, {sequence})"]
        text = f"    {', '.join(names)} = map(float, {sequence})"
        if len(text) <= 88:
            return [text]
        return bracketed("(", [[name] for name in names], f") = map(float, {sequence})", 1)

    # ---- bodies

    def function(self, function: Function) -> list[str]:
        """The lines of a function of one part."""
        folded = fold(placed(function.program), self.library, self.inputs, self.prefix)
        blocks = Blocks(folded, self.prefix)
        body = self._unpacking(function) + self.flags(blocks)
        lines = scheduled(folded.lines + blocks.flag_lines(self.target), blocks)
        body += self.text(lines, blocks)
        body += self.returned(function.shapes, folded.outputs)
        return [*self.head(function), *body]

    def flags(self, blocks: Blocks) -> list[str]:
        """The lines that clear the flags of deep blocks."""
        return [f"    {flag} = {self.target.words['false']}" for flag in blocks.flags.values()]

    def text(self, lines: list[Line], blocks: Blocks) -> list[str]:
        """The text of scheduled lines."""
        result = []
        for depth, name, text in rendered(lines, blocks, self.target):
            result += statement(name, text, depth) if name else [" " * (4 * depth) + text]
        return result

    def returned(self, shapes: Sequence[Shape], outputs: Sequence[Piece]) -> list[str]:
        """The return statement."""
        texts = [piece.text for piece in outputs]
        depth = 1 if len(shapes) == 1 else 2
        values = [_tuple(shape, texts, depth) for shape in shapes]
        if len(values) > 1:
            return bracketed("return (", values, ")", 1)
        first, *rest = values[0]
        return ["    return " + first.strip(), *rest]


INNER = WIDTH - 1  # a comma follows what stands in another tuple


def _tuple(shape: Shape, texts: list[str], depth: int) -> list[str]:
    """The lines of a returned value; tuples are three deep at most."""
    if not isinstance(shape, list):
        return [shape if isinstance(shape, str) else texts[shape]]
    rows = [
        bracketed("(", [_tuple(i, texts, 0) for i in item], ")", depth + 1, True, INNER)
        if isinstance(item, list)
        else _tuple(item, texts, 0)
        for item in shape
    ]
    # the word "return " stands before an outermost tuple
    before, width = ("return (", WIDTH) if depth == 1 else ("(", INNER)
    lines = bracketed(before, rows, ")", depth, True, width)
    return [lines[0].replace("return (", "(", 1), *lines[1:]] if depth == 1 else lines


def _type(shape: Shape, exact: bool) -> str:
    if not isinstance(shape, list):
        return "float" if isinstance(shape, int) else "tuple[int, ...]"
    if not shape:
        return "tuple[()]"
    types = [_type(item, exact) for item in shape]
    if not exact and len(set(types)) == 1:
        return f"tuple[{types[0]}, ...]"
    return f"tuple[{', '.join(types)}]"
