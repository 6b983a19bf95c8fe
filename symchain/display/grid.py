"""Rows of texts as a table whose columns line up."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeVar

    Row = TypeVar("Row")


def aligned(rows: Sequence[Sequence[str]], gap: str = "  ") -> str:
    """The rows as lines: the first column flush left, all others flush right.

    >>> print(aligned([["", "x"], ["row", "1 + y"]]))
             x
    row  1 + y
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [row[0].ljust(widths[0])]
        cells += [text.rjust(width) for text, width in zip(row[1:], widths[1:], strict=True)]
        lines.append(gap.join(cells).rstrip())
    return "\n".join(lines)


def cut(rows: Sequence[Row], most: int) -> tuple[Sequence[Row], str]:
    """The first rows of a table, and a note of how many more there are, or "".

    >>> cut("abcde", 2)
    ('ab', '... 3 more')
    """
    more = len(rows) - most
    return (rows[:most], f"... {more} more") if more > 0 else (rows, "")


def shortened(cell: str, most: int = 60) -> str:
    """A text that fits into a cell, cut where it is longer.

    >>> shortened("x + y + z", 6)
    'x + ...'
    """
    return cell if len(cell) <= most else cell[: most - 2] + "..."
