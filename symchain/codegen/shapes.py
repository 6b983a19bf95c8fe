"""The shapes of results: numbers in tuples of tuples, and how they are told in a file's header.

A shape is a number's place among the outputs, the name of a tuple of whole numbers, or a list of
shapes. Told in short it is null for one number, a count for a tuple of numbers, [rows, columns] as
{"rows": r, "columns": c} for a matrix, a name, or a list of these.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

# One output, the name of a tuple of whole numbers, or a tuple of these.
Shape = int | str | list["Shape"]


def shifted(shape: Shape, count: int) -> Shape:
    """The same shape of outputs that stand further behind."""
    if isinstance(shape, str):
        return shape
    return shape + count if isinstance(shape, int) else [shifted(item, count) for item in shape]


def size(shape: Shape) -> int:
    """How many outputs a shape has."""
    if isinstance(shape, str):
        return 0
    return 1 if isinstance(shape, int) else sum([size(item) for item in shape])


def told(shape: Shape) -> Any:
    """A shape in short, as plain data for JSON."""
    if isinstance(shape, int):
        return None
    if isinstance(shape, str):
        return shape
    items = [told(item) for item in shape]
    if all(item is None for item in items):
        return len(items)
    if all(isinstance(item, int) and item == items[0] for item in items):
        return {"rows": len(items), "columns": items[0]}
    return items


def count(short: Any) -> int:
    """How many numbers a shape has that is told in short, patterns apart."""
    if short is None or isinstance(short, int):
        return 1 if short is None else short
    if isinstance(short, dict):
        return int(short["rows"] * short["columns"])
    return 0 if isinstance(short, str) else sum([count(item) for item in short])


def arranged(short: Any, take: Callable[[], Any], patterns: Mapping[str, Sequence[int]]) -> Any:
    """A result of a shape told in short: numbers are taken in turn, patterns stand by name."""
    if short is None:
        return take()
    if isinstance(short, str):
        return patterns[short]
    if isinstance(short, int):
        return tuple([take() for _ in range(short)])
    if isinstance(short, dict):
        columns = range(short["columns"])
        return tuple([tuple([take() for _ in columns]) for _ in range(short["rows"])])
    return tuple([arranged(item, take, patterns) for item in short])
