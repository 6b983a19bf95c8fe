"""Rows of texts as a table whose columns line up."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


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
