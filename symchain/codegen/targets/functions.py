"""The functions of an emitted Python module: signatures, bodies, and parts of bounded size."""

from __future__ import annotations

from symchain.codegen.branches import placed
from symchain.codegen.fold import Line, Piece, fold
from symchain.codegen.names import identifiers, prefix
from symchain.codegen.schedule import Blocks, rendered, scheduled
from symchain.codegen.targets.layout import bracketed, statement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from symchain.codegen.library import Library
    from symchain.codegen.program import Program

Shape = int | list[int] | list[list[int]]  # one output, a tuple of them, a tuple of tuples

LONGEST_NAME = 24  # characters of a parameter that stands in formulas as it is


class Function:
    """What one emitted function computes: the outputs of a program, in tuples of some shapes."""

    def __init__(self, name: str, program: Program, shapes: Sequence[Shape], about: str) -> None:
        self.name = name
        self.program = program
        self.shapes = shapes
        self.about = about


class Writer:
    """Writes functions: with the same parameters, names and signature."""

    def __init__(
        self, variables: Sequence[str], library: Library, reserved: set[str], vector: bool
    ):
        self.library = library
        self.target = library.target
        self.vector = vector
        self.reserved = reserved | library.names
        self.parameters = identifiers(variables, self.reserved)
        known = [*self.parameters.values(), *self.reserved]
        self.prefix = prefix(known)
        self.point = "point" if "point" not in known else self.prefix + "_point"
        self.slots = "slots" if "slots" not in known else self.prefix + "_slots"
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
        if self.vector:
            items = [[f"{self.point}: Sequence[float]"]]
        else:
            items = [[f"{name}: float"] for name in self.parameters.values()]
        lines = bracketed(f"def {function.name}(", items, f") -> {result}:", 0)
        return [*lines, f'    """{function.about}"""']

    def _result_type(self, shapes: Sequence[Shape], exact: bool) -> str:
        types = [_type(shape, exact) for shape in shapes]
        text = types[0] if len(types) == 1 else f"tuple[{', '.join(types)}]"
        return text if not exact or len(text) <= 60 else self._result_type(shapes, False)

    def arguments(self) -> list[list[str]]:
        """What a function of the module passes on to another."""
        return [[self.point]] if self.vector else [[name] for name in self.parameters.values()]

    def _unpacking(self) -> list[str]:
        """The lines that make parameters the names that formulas use."""
        lines = []
        names = [[name] for name in self.parameters.values()]
        if self.vector and names:
            if len(names) == 1:
                lines.append(f"    ({names[0][0]},) = map(float, {self.point})")
            else:
                flat = ", ".join([name for (name,) in names])
                text = f"    {flat} = map(float, {self.point})"
                long = bracketed("(", names, f") = map(float, {self.point})", 1)
                lines.extend([text] if len(text) <= 88 else long)
        return lines + [f"    {alias} = {name}" for name, alias in self.aliases.items()]

    # ---- bodies

    def function(self, function: Function) -> list[str]:
        """The lines of a function of one part."""
        folded = fold(placed(function.program), self.library, self.inputs, self.prefix)
        blocks = Blocks(folded, self.prefix)
        body = self._unpacking() + self.flags(blocks)
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


def _tuple(shape: Shape, texts: list[str], depth: int) -> list[str]:
    if isinstance(shape, int):
        return [texts[shape]]
    rows = [
        [texts[item]]
        if isinstance(item, int)
        else bracketed("(", [[texts[i]] for i in item], ")", depth + 1, one_comma=True)
        for item in shape
    ]
    # the word "return " stands before an outermost tuple
    lines = bracketed("return (" if depth == 1 else "(", rows, ")", depth, one_comma=True)
    return [lines[0].replace("return (", "(", 1), *lines[1:]] if depth == 1 else lines


def _type(shape: Shape, exact: bool) -> str:
    if isinstance(shape, int):
        return "float"
    if not shape:
        return "tuple[()]"
    if not exact:
        inner = "float" if isinstance(shape[0], int) else _type(shape[0], exact)
        return f"tuple[{inner}, ...]"
    return f"tuple[{', '.join(['float' if isinstance(i, int) else _row(i) for i in shape])}]"


def _row(items: list[int]) -> str:
    return f"tuple[{', '.join(['float'] * len(items))}]" if items else "tuple[()]"
