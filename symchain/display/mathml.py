"""Formulas as MathML: the LaTeX form, read again as presentation markup.

There is one layout for print, that of `symchain.display.latex`, and a row of the table spells a
function for both. The reader knows the commands that this layout and the table write.
"""

from __future__ import annotations

import re

from symchain.display.unicode import GREEK
from symchain.graph.graph import Graph

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TypeAlias

    Rope: TypeAlias = "str | list[Rope]"  # texts, joined at the end: no text is copied twice
    Item: TypeAlias = "tuple[str, Rope]"  # what stands in a row: its kind and its markup

NAMESPACE = "http://www.w3.org/1998/Math/MathML"
TIMES, APPLY = "<mo>&#x2062;</mo>", "<mo>&#x2061;</mo>"  # signs that are not seen
TOKEN = re.compile(
    r"\\(?P<word>mathrm|operatorname|text)\{(?P<text>(?:[^{}\\]|\\.)*)\}"
    r"|\\(?P<fence>left|right) ?(?P<sign>\\[a-z]+ ?|.)"
    r"|\\(?P<end>begin|end)\{cases\}"
    r"|\\sqrt(?P<index>\[)"
    r"|\\(?P<command>[A-Za-z]+)"
    r"|(?P<number>[0-9]+(?:\.[0-9]+)?)"
    r"|(?P<row>\\\\)|\\(?P<space>[,;])|(?P<gap>\s+)|(?P<other>.)"
)
OPERATORS = {
    "cdot": "&#x22C5;",
    "le": "&#x2264;",
    "ge": "&#x2265;",
    "ne": "&#x2260;",
    "land": "&#x2227;",
    "lor": "&#x2228;",
    "lnot": "&#xAC;",
    "iff": "&#x21D4;",
    "partial": "&#x2202;",
    "-": "&#x2212;",
    "<": "&lt;",
    ">": "&gt;",
    "&": "&amp;",
}
FENCES = {"lfloor": "&#x230A;", "rfloor": "&#x230B;", "lceil": "&#x2308;", "rceil": "&#x2309;"}
ACCENTS = {"dot": "&#x2D9;", "bar": "&#xAF;"}
ARGUMENTS = {"frac": 2, "binom": 2, "sqrt": 1, "dot": 1, "bar": 1}
SPACES = {",": "0.167em", ";": "0.278em", "quad": "1em"}
OPERAND, SIGN, TEXT = "operand", "sign", "text"


def mathml(graph: Graph, root: int) -> str:
    """The MathML element of a formula.

    >>> from symchain import parse
    >>> e = parse("x^2*y")
    >>> print(mathml(e.graph, e.node).partition(">")[2])
    <msup><mi>x</mi><mn>2</mn></msup><mo>&#x2062;</mo><mi>y</mi></math>
    """
    from symchain.display.latex import latex

    return f'<math xmlns="{NAMESPACE}">{markup(latex(graph, root))}</math>'


def markup(latex: str) -> str:
    """The presentation markup of a formula that `symchain.display.latex` wrote.

    >>> markup(r"\\frac{a}{b}")
    '<mfrac><mi>a</mi><mi>b</mi></mfrac>'
    """
    reader = _Reader()
    for found in TOKEN.finditer(latex):
        reader.read(found)
    return _joined(reader.row.items)


class _Row:
    """Items side by side that something will close; what waits takes the next items.

    `opening` is what the row was opened by, `cells` the finished cells of a table of cases.
    """

    __slots__ = ("cells", "is_spaced", "items", "opening", "waiting")

    def __init__(self, opening: str) -> None:
        self.opening = opening
        self.items: list[Item] = []
        self.waiting: list[tuple[str, str, int, list[Rope]]] = []
        self.cells: list[list[Rope]] = [[]]
        self.is_spaced = False

    def put(self, kind: str, rope: Rope, is_argument: bool = False) -> None:
        """Adds an item, or gives it to what waits; unseen signs go before it where they belong."""
        while self.waiting:
            kind, command, wanted, taken = self.waiting[-1]
            taken.append(rope)
            if len(taken) < wanted:
                return
            self.waiting.pop()
            rope, is_argument = _built(command, taken), False
        if self.items and self.items[-1][0] == kind == OPERAND:
            if self.is_spaced:
                self.items.append((SIGN, TIMES))
            elif is_argument:
                self.items.append((SIGN, APPLY))
        self.items.append((kind, rope))
        self.is_spaced = False

    def wait(self, command: str, wanted: int, taken: list[Rope], kind: str = OPERAND) -> None:
        """Lets a command wait for so many arguments, of which some are taken; it makes a kind."""
        self.waiting.append((kind, command, wanted, taken))

    def raised(self, command: str) -> None:
        """The last item waits for what stands above or below it."""
        kind, rope = self.items.pop() if self.items else (OPERAND, "<mrow></mrow>")
        if command == "^" and isinstance(rope, list) and rope[0] == "<msub>":
            command, taken = "_^", rope[1:-1]  # x_{1}^{2}
        else:
            taken = [rope]
        self.wait(command, len(taken) + 1, taken, kind)

    def cell(self) -> None:
        """Ends a cell of a table."""
        self.cells[-1].append(["<mtd>", [rope for _, rope in self.items], "</mtd>"])
        self.items = []
        self.is_spaced = False

    def element(self) -> Rope:
        """The items as one element."""
        if len(self.items) == 1:
            return self.items[0][1]
        return ["<mrow>", [rope for _, rope in self.items], "</mrow>"]


class _Reader:
    """Reads one token after the other; `row` is the innermost one."""

    def __init__(self) -> None:
        self.row = _Row("")
        self.outer: list[_Row] = []

    def open(self, opening: str) -> None:
        self.outer.append(self.row)
        self.row = _Row(opening)

    def close(self) -> _Row:
        row, self.row = self.row, self.outer.pop()
        return row

    def read(self, token: re.Match[str]) -> None:
        """One token; its group says what it is."""
        kind = token.lastgroup or ""
        text = token[kind]
        if kind == "text":
            self._word(token["word"], text)
        elif kind == "sign":
            self._fence(token["fence"], _fence(text.strip()))
        elif kind == "end":
            self._cases(text)
        elif kind == "index":
            self.open("[")
        elif kind == "command":
            self._command(text)
        elif kind == "number":
            self.row.put(OPERAND, f"<mn>{text}</mn>")
        elif kind == "row":
            self.row.cell()
            self.row.cells.append([])
        elif kind == "space":
            self.row.put(TEXT, _space(text))
        elif kind == "gap":
            self.row.is_spaced = True
        else:
            self._other(text)

    def _word(self, word: str, text: str) -> None:
        """A name that stands upright, or words between formulas."""
        plain = re.sub(r"\\(.)", r"\1", text)
        if word == "text":
            shown = escaped(plain).replace(" ", "&#xA0;")
            self.row.put(TEXT, f"<mtext>{shown}</mtext>")
            return
        upright = ' mathvariant="normal"' if len(plain) == 1 else ""
        self.row.put(OPERAND, f"<mi{upright}>{escaped(plain)}</mi>")

    def _fence(self, side: str, sign: str) -> None:
        if side == "left":
            self.open(sign)
            return
        row = self.close()
        rope: Rope = [
            f"<mrow><mo>{row.opening}</mo>",
            [rope for _, rope in row.items],
            f"<mo>{sign}</mo></mrow>",
        ]
        self.row.put(OPERAND, rope, is_argument=sign == ")")

    def _cases(self, side: str) -> None:
        if side == "begin":
            self.open("cases")
            return
        self.row.cell()
        rows: list[Rope] = [["<mtr>", cells, "</mtr>"] for cells in self.close().cells]
        table: Rope = ['<mrow><mo>{</mo><mtable columnalign="left left">', rows, "</mtable></mrow>"]
        self.row.put(OPERAND, table)

    def _command(self, name: str) -> None:
        if name in ARGUMENTS:
            self.row.wait(name, ARGUMENTS[name], [])
        elif name in OPERATORS:
            self.row.put(SIGN, f"<mo>{OPERATORS[name]}</mo>")
        elif name in SPACES:
            self.row.put(TEXT, _space(name))
        elif name.lower() in GREEK:
            self.row.put(OPERAND, f"<mi>{_greek(name)}</mi>")
        else:
            self.row.put(OPERAND, f"<mi>{name}</mi>")

    def _other(self, sign: str) -> None:
        if sign == "{":
            self.open(sign)
        elif sign == "}":
            group = self.close().element()
            self.row.put(OPERAND, group)
        elif sign == "]" and self.row.opening == "[":
            index = self.close().element()
            self.row.wait("root", 2, [index])
        elif sign in "^_":
            self.row.raised(sign)
        elif sign == "&" and self.row.opening == "cases":
            self.row.cell()
        elif sign.isalpha():
            self.row.put(OPERAND, f"<mi>{sign}</mi>")
        else:
            kind = OPERAND if sign == "!" else SIGN
            self.row.put(kind, f"<mo>{OPERATORS.get(sign, sign)}</mo>")


def _built(name: str, taken: list[Rope]) -> Rope:
    """The element of a command with its arguments."""
    if name in ACCENTS:
        return ['<mover accent="true">', *taken, f"<mo>{ACCENTS[name]}</mo></mover>"]
    if name == "binom":
        inside: Rope = ['<mfrac linethickness="0">', *taken, "</mfrac>"]
        return ["<mrow><mo>(</mo>", inside, "<mo>)</mo></mrow>"]
    if name == "root":
        return ["<mroot>", taken[1], taken[0], "</mroot>"]
    tag = {"^": "msup", "_": "msub", "_^": "msubsup", "frac": "mfrac", "sqrt": "msqrt"}[name]
    return [f"<{tag}>", *taken, f"</{tag}>"]


def _fence(text: str) -> str:
    return FENCES.get(text[1:], text) if text.startswith("\\") else text


def _greek(name: str) -> str:
    """A Greek letter, as a large one where its command begins with a capital."""
    return GREEK.get(name) or GREEK[name.lower()].upper()


def _space(name: str) -> str:
    return f'<mspace width="{SPACES[name]}"/>'


def escaped(text: str) -> str:
    """A text as it can stand in XML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _joined(items: Iterable[Item]) -> str:
    """The texts of ropes, without recursion."""
    texts: list[str] = []
    stack: list[Rope] = [rope for _, rope in items]
    stack.reverse()
    while stack:
        rope = stack.pop()
        if isinstance(rope, str):
            texts.append(rope)
        else:
            stack += reversed(rope)
    return "".join(texts)
