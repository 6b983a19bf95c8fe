"""What can go wrong through no fault of ours: errors that say what, where and what to do."""

from __future__ import annotations

CONTEXT_WIDTH = 72  # characters of the source line that an error shows around its place


class SymchainError(Exception):
    """A mistake that a user can make.

    `message` is the sentence: lower case, no full stop, the thing and the remedy. `source` and
    `span` (start and end offsets) are given where the mistake stands in a text; then `line` and
    `column` count from 1 and `str(error)` shows the line with carets under the place.

    >>> print(SymchainError("unknown name 'q'", source="2*q + 1", span=(2, 3)))
    unknown name 'q' (line 1, column 3)
      2*q + 1
        ^
    """

    def __init__(
        self, message: str, *, source: str | None = None, span: tuple[int, int] | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.source = source
        self.span = span

    @property
    def line(self) -> int | None:
        """The line of the place, counted from 1; None where there is no place."""
        if self.source is None or self.span is None:
            return None
        return self.source.count("\n", 0, self.span[0]) + 1

    @property
    def column(self) -> int | None:
        """The column of the place, counted from 1; None where there is no place."""
        if self.source is None or self.span is None:
            return None
        return self.span[0] - (self.source.rfind("\n", 0, self.span[0]) + 1) + 1

    def __str__(self) -> str:
        if self.source is None or self.span is None:
            return self.message
        head = f"{self.message} (line {self.line}, column {self.column})"
        return head + "\n" + pointed_line(self.source, self.span)

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuilt, (type(self), self.message, self.source, self.span)

    def within(self, place: str) -> SymchainError:
        """The same error with a place before its message, as "formulas[0]: "."""
        return type(self)(place + self.message, source=self.source, span=self.span)


class ParseError(SymchainError):
    """A text that is not in the language."""


class BudgetError(SymchainError):
    """An input that is larger than what was allowed, refused before it costs time or memory."""


class DomainError(SymchainError):
    """A value that is not a real number, or not a number at all."""


class DerivativeError(SymchainError):
    """A derivative that does not exist or that has no closed form."""


class NumberError(SymchainError, TypeError):
    """A formula where Python wants a number (math.sin(x)), or no number where a formula has one."""


class CheckError(SymchainError):
    """A check that failed or could not be made."""


def clipped(text: str, width: int = 40) -> str:
    """A text as a message shows it: not longer than the width, dots where something is cut off."""
    return text if len(text) <= width else text[: width - 3] + "..."


def pointed_line(source: str, span: tuple[int, int]) -> str:
    """The line of the source in which the span starts, with carets under the span."""
    start, end = span
    line_start = source.rfind("\n", 0, start) + 1
    line_end = source.find("\n", start)
    line_end = len(source) if line_end < 0 else line_end
    left = max(line_start, start - CONTEXT_WIDTH // 2)
    right = min(line_end, left + CONTEXT_WIDTH)
    shown = "".join(c if c.isprintable() else " " for c in source[left:right])
    before = "..." if left > line_start else ""
    after = "..." if right < line_end else ""
    carets = "^" * max(1, min(end, right) - start)
    return f"  {before}{shown}{after}\n  {' ' * (len(before) + start - left)}{carets}"


def _rebuilt(
    kind: type[SymchainError], message: str, source: str | None, span: tuple[int, int] | None
) -> SymchainError:
    return kind(message, source=source, span=span)
