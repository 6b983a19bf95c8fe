"""How compiled functions are called: with numbers, with vectors, with NumPy arrays of points.

What a caller must know of a function stands among the facts of its module's header.
"""

from __future__ import annotations

import ctypes

from symchain.codegen.kinds import AND, groups_of
from symchain.codegen.shapes import arranged, told

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from symchain.codegen.targets.functions import Function

DOUBLES = ctypes.POINTER(ctypes.c_double)


def facts_of(functions: Sequence[Function], work: Mapping[str, int]) -> dict[str, object]:
    """The shapes of results, the patterns of matrices, and the doubles that calls need besides."""
    constants = {name: value for each in functions for name, value in each.constants.items()}
    return {
        "shapes": {each.name: [told(shape) for shape in each.shapes] for each in functions},
        "patterns": {name: list(value) for name, value in constants.items()},
        "work": dict(work),
    }


class Call:
    """How a function is called: how many numbers each group has, and how many come back."""

    def __init__(self, name: str, kinds: str, facts: Mapping[str, Any]) -> None:
        own = {"point": "variables", "direction": "wrt", "weights": "outputs"}
        self.name = name
        self.groups = groups_of(kinds.split(AND))
        self.counts = [len(facts[own[group]]) for group in self.groups]
        self.shapes = facts["shapes"][name]
        self.patterns = {name: tuple(value) for name, value in facts["patterns"].items()}
        self.vector = facts["signature"] == "vector"
        self.work = facts["work"][name]
        self.size = 0
        self.arranged(self._counted)

    def _counted(self) -> float:
        self.size += 1
        return 0.0

    def arranged(self, take: Callable[[], Any]) -> Any:
        """The results, each in its shape."""
        results = [arranged(shape, take, self.patterns) for shape in self.shapes]
        return results[0] if len(results) == 1 else tuple(results)

    def numbers(self, arguments: Sequence[Any]) -> list[Any]:
        """The numbers of all groups in a row; TypeError or ValueError where they are not right."""
        if not self.vector:
            if len(arguments) != sum(self.counts):
                raise TypeError(f"{self.name} takes {sum(self.counts)} numbers")
            return list(arguments)
        if len(arguments) != len(self.counts):
            raise TypeError(f"{self.name} takes {len(self.counts)} vectors")
        for group, count, given in zip(self.groups, self.counts, arguments, strict=True):
            if len(given) != count:
                raise ValueError(f"the {group} must have {count} values")
        return [number for given in arguments for number in given]

    def of_point(self, run: Callable[..., object], numbers: Sequence[Any]) -> Any:
        """The results at one point; `run` takes the groups, the result, and what it works in."""
        groups, start = [], 0
        for count in self.counts:
            groups.append((ctypes.c_double * count)(*numbers[start : start + count]))
            start += count
        result = (ctypes.c_double * self.size)()
        run(*groups, result, *self.slots())
        return self.arranged(iter(result).__next__)

    def slots(self) -> list[Any]:
        """The doubles that a call needs besides, if it needs any."""
        return [(ctypes.c_double * self.work)()] if self.work else []


def is_of_arrays(numbers: Sequence[Any]) -> bool:
    """Whether any of the arguments is an array, so that results are arrays too."""
    return any(getattr(number, "ndim", 0) for number in numbers)
