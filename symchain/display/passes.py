"""The forward and the backward pass as tables, as JSON, as a drawing for Graphviz, as HTML."""

from __future__ import annotations

from symchain.display.grid import aligned, cut, shortened
from symchain.display.layout import written
from symchain.display.text import labelled, pieces

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from symchain.calculus.programs.lines import Value
    from symchain.calculus.programs.passes import Backward, Edge, Forward, Passes
    from symchain.graph.expr import Expr

    Rows = list[list[str]]

MOST_ROWS = 200  # nodes in a table of text; JSON and drawings are whole
MOST_EDGES = 20  # of one node in a table


def text(passes: Passes) -> str:
    """Three tables under each other: forward, backward, gradient."""
    parts = []
    for rows, note in tables(passes):
        body = aligned([[shortened(cell) for cell in row] for row in rows])
        parts.append("\n".join([body, note] if note else [body]))
    return "\n\n".join(parts)


def tables(passes: Passes) -> list[tuple[Rows, str]]:
    """The cells of the three tables, each with its heading, and a note of the nodes left out."""
    write = Writer(passes)
    value = write.numbers("value")
    shown, note = cut(passes.forward, MOST_ROWS)
    tangent = ["tangent", *value] if passes.has_tangents else []
    found = [([["forward", *value, *tangent], *map(write.forward, shown)], note)]
    adjoints, note = cut(passes.backward, MOST_ROWS)
    heading = ["backward", "slope", *value, "adjoint", *value]
    found.append(([heading, *(row for a in adjoints for row in write.backward(a))], note))
    slopes, note = cut(passes.gradient, MOST_ROWS)
    if slopes:
        found.append(([["gradient", "", *value], *map(write.gradient, slopes)], note))
    return found


class Writer:
    """Texts of the formulas and numbers of one record."""

    def __init__(self, passes: Passes) -> None:
        self.passes = passes
        self.graph = passes.lines.graph
        self.labels = labelled(self.graph, range(len(self.graph)))

    def formula(self, expr: Expr) -> str:
        """A formula; those over the names of lines are short, so no shared part is looked for."""
        if expr.graph is self.graph:
            return written(self.graph, expr.node, pieces, self.labels)
        return str(expr)

    def numbers(self, *cells: str) -> list[str]:
        """The cells that are there only where there is a point."""
        return list(cells) if self.passes.has_values else []

    def line(self, row: Forward) -> str:
        """An input's name, or name = formula."""
        return row.name if row.formula is None else f"{row.name} = {self.formula(row.formula)}"

    def forward(self, row: Forward) -> list[str]:
        """The cells of one row of the forward pass."""
        cells = [self.line(row), *self.numbers(number(row.value))]
        if self.passes.has_tangents and row.tangent is None:
            cells += ["", *self.numbers("")]
        elif row.tangent is not None:
            tangent = f"{row.symbol} = {self.formula(row.tangent)}"
            cells += [tangent, *self.numbers(number(row.tangent_value))]
        return cells

    def backward(self, row: Backward) -> Rows:
        """The cells of an adjoint: one row for each edge, the adjoint in the first of them."""
        edges, note = cut(row.edges, MOST_EDGES)
        slopes = [self.slope(edge, row.name) for edge in edges]
        empty = ["", *self.numbers("")]
        slopes += [[note, *self.numbers("")]] if note else []
        adjoint = [self.formula(row.adjoint), *self.numbers(number(row.value))]
        first, *others = slopes or [empty]
        return [[row.name, *first, *adjoint], *(["", *other, *empty] for other in others)]

    def slope(self, edge: Edge, name: str) -> list[str]:
        """The cells of one local derivative."""
        text_of = f"d{edge.user}/d{name} = {self.formula(edge.slope)}"
        return [text_of, *self.numbers(number(edge.value))]

    def gradient(self, row: Backward) -> list[str]:
        """The cells of one partial derivative."""
        name = f"d{self.passes.output}/d{row.name}"
        return [name, self.formula(row.adjoint), *self.numbers(number(row.value))]


def number(value: Value) -> str:
    """A value as it is printed: a double, true or false, or that there is none."""
    if value is None:
        return "undefined"
    return str(value).lower() if isinstance(value, bool) else repr(value)


def as_dict(passes: Passes) -> dict[str, Any]:
    """The record as one JSON object; `value`s are there only where there is a point."""
    write = Writer(passes)
    found: dict[str, Any] = {
        "output": passes.output,
        "forward": [_forward(write, row) for row in passes.forward],
        "backward": [_backward(write, row) for row in passes.backward],
        "gradient": {row.name: write.formula(row.adjoint) for row in passes.gradient},
    }
    if passes.has_values:
        found["value"] = passes.forward[-1].value
        found["values"] = {row.name: row.value for row in passes.gradient}
    return found


def _forward(write: Writer, row: Forward) -> dict[str, Any]:
    found: dict[str, Any] = {"name": row.name}
    if row.formula is not None:
        found["formula"] = write.formula(row.formula)
    found |= _value(write, row.value)
    if row.tangent is not None:
        own = {"symbol": row.symbol, "formula": write.formula(row.tangent)}
        found["tangent"] = own | _value(write, row.tangent_value)
    return found


def _backward(write: Writer, row: Backward) -> dict[str, Any]:
    edges = [
        {"user": edge.user, "slope": write.formula(edge.slope)} | _value(write, edge.value)
        for edge in row.edges
    ]
    found = {"name": row.name, "symbol": row.symbol, "adjoint": write.formula(row.adjoint)}
    return found | _value(write, row.value) | {"edges": edges}


def _value(write: Writer, value: Value) -> dict[str, Any]:
    return {"value": value} if write.passes.has_values else {}


def dot(passes: Passes) -> str:
    """A directed graph for Graphviz: from arguments to users, slopes at the edges."""
    write = Writer(passes)
    place = {row.name: i for i, row in enumerate(passes.forward)}
    slopes = {
        (row.name, edge.user): write.formula(edge.slope)
        for row in passes.backward
        for edge in row.edges
    }
    parts = ["digraph passes {", "  rankdir=LR;", "  node [shape=box];"]
    for i, row in enumerate(passes.forward):
        label = [write.line(row), *write.numbers(number(row.value))]
        round_corners = ", style=rounded" if row.formula is None else ""
        parts.append(f"  n{i} [label={quoted(label)}{round_corners}];")
    for user, i in place.items():
        for name in passes.lines.uses.get(user, ()):
            slope = slopes.get((name, user))
            label_of = "" if slope is None else f" [label={quoted([slope])}]"
            parts.append(f"  n{place[name]} -> n{i}{label_of};")
    return "\n".join([*parts, "}"])


def quoted(lines: Sequence[str]) -> str:
    """Lines of text as one quoted label of Graphviz."""
    escaped = [line.replace("\\", "\\\\").replace('"', '\\"') for line in lines]
    return '"' + "\\n".join(escaped) + '"'


def html(passes: Passes) -> str:
    """The three tables for a notebook."""
    from html import escape

    parts = []
    for rows, note in tables(passes):
        parts.append("<table>")
        for i, row in enumerate(rows):
            tag = "td" if i else "th"
            cells = "".join(f"<{tag}>{escape(shortened(cell))}</{tag}>" for cell in row)
            parts.append(f"<tr>{cells}</tr>")
        parts.append("</table>")
        if note:
            parts.append(f"<p>{note}</p>")
    return "\n".join(parts)
