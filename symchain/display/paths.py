"""Total derivatives as people read them: the derivative, and a row for each path."""

from __future__ import annotations

from symchain.display.grid import aligned, shortened
from symchain.display.layout import MINUS, PRODUCT
from symchain.display.numbers import whole
from symchain.display.passes import number
from symchain.display.text import pieces

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from symchain.calculus.programs.paths import Row, TotalDerivative
    from symchain.graph.expr import Expr

EXACT = 2**53  # a count above it is written in JSON as text
LONGEST_COUNT = 100  # bits of a count that is written whole


def text(table: TotalDerivative) -> str:
    """The derivative, over names and over inputs; below it the paths, with their sum."""
    head = f"d{table.output}/d{table.parameter}"
    lines = [f"{head} = {table.over_names}"]
    if table.derivative != table.over_names:
        lines.append(f"{' ' * len(head)} = {table.derivative}")
    if table.value is not None:
        lines.append(f"{' ' * len(head)} = {number(table.value)}")
    if not table.rows:
        return "\n".join([*lines, "", f"no path leads from {table.parameter} to {table.output}"])
    more = table.count - len(table.rows)
    note = [f"... {counted(more)} more, {counted(table.count)} in all"] if more else []
    return "\n".join([*lines, "", *note_before_sum(cells(table), note)])


def cells(table: TotalDerivative) -> list[list[str]]:
    """The heading, a row for each listed path, and their sum."""
    has_values = table.value is not None
    rows = [["path", "factors", "product", *(["numbers", "value"] if has_values else [])]]
    for row in table.rows:
        found = [" -> ".join(row.names), " * ".join(factors(row)), str(row.product)]
        if row.values is not None:
            found += [" * ".join(map(number, row.values)), number(row.value)]
        rows.append(found)
    total = ["sum", "", str(table.over_names)]
    rows.append([*total, "", number(table.value)] if has_values else total)
    return [[shortened(cell) for cell in row] for row in rows]


def note_before_sum(rows: list[list[str]], note: list[str]) -> list[str]:
    """The lines of the table, a note of what is left out above the last of them."""
    lines = aligned(rows).split("\n")
    return [*lines[:-1], *note, lines[-1]]


def factors(row: Row) -> list[str]:
    """The factors of a row, in parentheses where they are sums or negative."""
    return [factor(expr, i == 0) for i, expr in enumerate(row.factors)]


def factor(expr: Expr, leads: bool) -> str:
    """One factor as it stands in a product, at its head or behind a sign."""
    binding, _ = pieces(expr.graph, expr.node, {})
    text_of = str(expr)
    return text_of if binding >= (MINUS if leads else PRODUCT) else f"({text_of})"


def counted(count: int) -> str:
    """A count in digits, or its magnitude where it is long."""
    if count.bit_length() <= LONGEST_COUNT:
        return whole(count)
    return f"about 10^{round(count.bit_length() * 0.30103)}"


def as_dict(table: TotalDerivative) -> dict[str, Any]:
    """The record as one JSON object; values are there only where there is a point."""
    found: dict[str, Any] = {
        "output": table.output,
        "parameter": table.parameter,
        "derivative": str(table.derivative),
        "over_names": str(table.over_names),
        "count": table.count if table.count <= EXACT else counted(table.count),
        "paths": [_row(row) for row in table.rows],
    }
    return found if table.value is None else found | {"value": table.value}


def _row(row: Row) -> dict[str, Any]:
    found: dict[str, Any] = {
        "names": row.names,
        "factors": [str(factor) for factor in row.factors],
        "product": str(row.product),
    }
    return found if row.values is None else found | {"values": row.values, "value": row.value}
