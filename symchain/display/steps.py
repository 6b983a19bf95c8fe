"""Derivations as a teacher writes them on the board, from the record that made the derivative."""

from __future__ import annotations

from symchain.display.board import Chapter, chapter
from symchain.display.notation import HOW, WIDE, WIDTH, Notation
from symchain.errors import SymchainError, clipped
from symchain.graph.expr import Expr, as_name
from symchain.graph.model import as_expr
from symchain.graph.walk import operations, reachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeGuard

    from symchain.calculus.implicit import Implicit
    from symchain.calculus.programs.paths import TotalDerivative
    from symchain.calculus.rules import Derivation
    from symchain.display.board import Row
    from symchain.graph.model import Formula

LEVELS = {"brief": 12, "full": 60}  # and about how many lines each may have
LARGEST_ANSWER = 2_000  # operations of an answer that is written out
REMARKS_AT = 56  # the column where remarks begin, at the latest
MOST_INDENTED = 4


class Line:
    """One line: its formula, the rule that it follows from, and how far inside it stands.

    `left` is what a line begins anew, `right` what it is equal to; a line without a left side goes
    on from the last one of its depth.
    """

    __slots__ = ("depth", "left", "right", "rule")

    def __init__(self, left: str, right: str, rule: str, depth: int) -> None:
        self.left = left
        self.right = right
        self.rule = rule
        self.depth = depth

    def __repr__(self) -> str:
        return f"<{self.formula} ({self.rule})>"

    @property
    def formula(self) -> str:
        """The formula or the equation of the line."""
        return (
            f"{self.left} = {self.right}" if self.left and self.right else self.left or self.right
        )

    def as_dict(self) -> dict[str, str | int]:
        """The line for JSON."""
        return {"left": self.left, "right": self.right, "rule": self.rule, "depth": self.depth}


class Steps:
    """A derivation in lines; the last one is the answer.

    `chapters` are the derivations that it consists of, `how` is the format of `str`.
    """

    __slots__ = ("answer", "chapters", "how")

    def __init__(self, chapters: Sequence[Chapter], answer: Expr, how: str = "text") -> None:
        self.chapters = list(chapters)
        self.answer = answer
        self.how = how

    @property
    def lines(self) -> list[Line]:
        """The lines in the format of the steps."""
        return self.told(self.how)

    def told(self, how: str) -> list[Line]:
        """The lines in a format: "text", "unicode" or "latex"."""
        return [line for page in self.chapters for line in _told(page, how)]

    def as_list(self) -> list[dict[str, str | int]]:
        """The lines for JSON."""
        return [line.as_dict() for line in self.lines]

    def __str__(self) -> str:
        return _latex(self.told("latex")) if self.how == "latex" else _text(self.lines)

    def __repr__(self) -> str:
        return str(self)

    def _repr_latex_(self) -> str:
        return f"${_latex(self.told('latex'))}$"


def steps(
    source: Formula | Implicit | TotalDerivative,
    variable: Expr | str | None = None,
    level: str = "full",
    how: str = "text",
    order: int = 1,
    simplify: str = "fast",
    kinks: str = "mean",
) -> Steps:
    """The derivative by one variable with every rule on the way; the last line is the answer.

    `source` is a formula or its text, or a result of `implicit` or `path`, whose order and form it
    then has. `level` is "brief" (the main lines) or "full", `how` the format ("text", "unicode",
    "latex"), `kinks` that of `diff`.
    Raises SymchainError for another level, format, order or variable, and what `derivatives` does.

    >>> print(steps("x^2*sin(x)", "x"))
    d/dx [x^2*sin(x)]
    = d/dx [x^2]*sin(x) + x^2*d/dx [sin(x)]  product rule
      d/dx [x^2] = 2*x                       power rule
      d/dx [sin(x)] = cos(x)                 derivative of sin
    = 2*x*sin(x) + x^2*cos(x)                put together
    = x*(x*cos(x) + 2*sin(x))                simplify: common factor
    """
    if level not in LEVELS:
        raise SymchainError(f"unknown level of steps '{level}' (brief or full)")
    if how not in HOW:
        raise SymchainError(f"unknown format of steps '{how}' ({', '.join(HOW)})")
    if not isinstance(order, int) or order < 1:
        raise SymchainError("an order of steps is a whole number above zero")
    if _is_record(source):
        pages, answer = _record_pages(source, variable, level == "full")
    else:
        expr = as_expr(source, [] if variable is None else [as_name(variable)])
        pages, answer = _formula_pages(expr, variable, level, order, simplify, kinks)
    return Steps(pages, answer, how)


def _is_record(source: object) -> TypeGuard[Implicit | TotalDerivative]:
    """Whether a source tells its own story: what `implicit` or `path` returned."""
    return hasattr(source, "derivative") and not isinstance(source, Expr)


def _record_pages(
    source: Implicit | TotalDerivative, variable: Expr | str | None, full: bool
) -> tuple[list[Chapter], Expr]:
    """The story of an implicit derivative, or of one along paths."""
    from symchain.calculus.implicit import Implicit
    from symchain.display import implicit_steps, path_steps

    if not isinstance(source, Implicit):
        return path_steps.pages_of(source, full)
    name = source.wrt[0] if variable is None else as_name(variable)
    return implicit_steps.pages_of(source, name, full)


def _formula_pages(
    expr: Expr,
    variable: Expr | str | None,
    level: str,
    order: int,
    simplify: str,
    kinks: str,
) -> tuple[list[Chapter], Expr]:
    """The derivations of a formula, one for each order, and the last result."""
    from symchain.calculus import only_variable, refuse_conditions

    refuse_conditions(expr)
    name = only_variable(expr) if variable is None else as_name(variable)
    pages: list[Chapter] = []
    passed = 0
    stages = _stages(expr, name, simplify, order, kinks)
    for told, answer in stages:
        room = LEVELS[level] - sum([len(page.rows) for page in pages])
        if room > 0:
            heading = "and once more" if pages else ""
            pages.append(chapter(told, answer.node, room if level == "full" else 0, heading))
        else:
            passed += 1
    if passed:
        pages.append(_passed(answer, passed))
    return pages, answer


def _stages(
    expr: Expr, name: str, simplify: str, order: int, kinks: str
) -> list[tuple[Derivation, Expr]]:
    """The record of each derivation in turn, and its result as `derivatives` gives it.

    Nothing is told before all is derived: of a*b and b*a a graph keeps the one that was made first.
    """
    from symchain.calculus import derivation, derivatives, diff

    graph = expr.graph
    variable = graph.symbol(name)
    if order == 1:
        answer = derivatives(expr, [name], simplify, kinks=kinks)[name]
        return [(derivation(graph, expr.node, variable, kinks), answer)]
    stages = []
    for _ in range(order):
        answer = diff(expr, name, simplify=simplify, kinks=kinks)
        stages.append((derivation(graph, expr.node, variable, kinks), answer))
        expr = answer
    return stages


def _passed(answer: Expr, count: int) -> Chapter:
    page = Chapter(answer.graph)
    page.say(f"... {count} more derivative{'s' if count > 1 else ''} in the same way")
    page.say("the last of them", right=answer.node, whole=True)
    return page


# ---- lines of text


def _told(page: Chapter, how: str) -> list[Line]:
    notation = Notation(page.graph, reachable(page.graph, page.nodes()), page.names, how)
    return [_line(page, notation, row) for row in page.rows]


def _line(page: Chapter, notation: Notation, row: Row) -> Line:
    left = "" if row.left is None else notation.formula(row.left)
    right = "" if row.right is None else _right(page, notation, row, row.right)
    return Line(left, right, _remark(notation, row), row.depth)


def _right(page: Chapter, notation: Notation, row: Row, node: int) -> str:
    if row.whole and operations(page.graph, [node]) <= LARGEST_ANSWER:
        from symchain.display import formatted

        return formatted(Expr(page.graph, node), notation.how)
    return notation.formula(node, row.left == node, WIDE if row.left is None else WIDTH)


def _remark(notation: Notation, row: Row) -> str:
    if notation.how != "latex":
        words = [p if isinstance(p, str) else notation.formula(p) for p in row.remark]
        return clipped("".join(words), WIDTH)
    return "".join([_words(p) if isinstance(p, str) else notation.formula(p) for p in row.remark])


def _words(text: str) -> str:
    """Words inside of a formula of LaTeX."""
    escaped = text.replace("_", r"\_").replace("^", r"\^{}")
    return rf"\text{{{escaped}}}" if text else ""


def _text(lines: Sequence[Line]) -> str:
    """The lines one under the other, the rules in a column of their own."""
    told = [(_head(line), line.rule if line.formula else "") for line in lines]
    column = max([len(head) for head, rule in told if rule and len(head) <= REMARKS_AT], default=0)
    rows = [f"{head.ljust(column)}  {rule}" for head, rule in told]
    return "\n".join([row.rstrip() for row in rows])


def _head(line: Line) -> str:
    indent = "  " * min(line.depth, MOST_INDENTED)
    if not line.formula:
        return indent + line.rule
    return indent + ("" if line.left else "= ") + line.formula


def _latex(lines: Sequence[Line]) -> str:
    """The lines as an `aligned` environment."""
    rows = []
    for line in lines:
        indent = r"\quad " * min(line.depth, MOST_INDENTED)
        sign = "" if line.left or not line.right else "= "
        rows.append(f"&{indent}{sign}{line.formula} && {line.rule}")
    return "\\begin{aligned}\n" + " \\\\\n".join(rows) + "\n\\end{aligned}"
