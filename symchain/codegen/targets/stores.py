"""Straight lines in C, with every result stored as soon as all that it reads is there.

So fewer values are kept at a time than where all results are stored at the end, and a loop over
many points has more of them in registers.
"""

from __future__ import annotations

import re

from symchain.codegen.branches import placed
from symchain.codegen.fold import fold
from symchain.codegen.schedule import Blocks, rendered, scheduled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from symchain.codegen.schedule import Lines
    from symchain.codegen.targets.c_module import Writer
    from symchain.codegen.targets.functions import Function


class Straight:
    """The lines of a straight line with its branches, and the text of each result."""

    def __init__(self, writer: Writer, function: Function) -> None:
        target = writer.target
        folded = fold(placed(function.program), writer.library, writer.parameters, writer.prefix)
        blocks = Blocks(folded, writer.prefix)
        lines = scheduled(folded.lines + blocks.flag_lines(target), blocks)
        self.writer = writer
        self.items = rendered(lines, blocks, target)
        self.flags = list(blocks.flags.values())
        self.results = [piece.text for piece in folded.outputs]
        inputs = writer.inputs(function)
        read = words([*[text for _, _, text in self.items], *self.results])
        self.quiet = [f"    (void){name};" for name in inputs if name not in read]
        self.quiet += [] if self.results else ["    (void)result;"]

    def text(self, place: Callable[[int], str] | None = None) -> list[str]:
        """The lines, with the results in their places.

        Without places they are left to the caller.
        """
        settled = {name: end for (_, name, _), end in zip(self.items, self._ends(), strict=True)}
        after: dict[int, Lines] = {}
        for i, value in enumerate(self.results if place else ()):
            assert place is not None
            end = max([settled[name] for name in words([value]) if name in settled], default=-1)
            after.setdefault(end, []).append((1, f"result[{place(i)}]", value))
        items = list(after.get(-1, ()))
        for i, item in enumerate(self.items):
            items += [item, *after.get(i, ())]
        return [*self.quiet, *self.writer.text(items, self.flags)]

    def _ends(self) -> list[int]:
        """For each item where the blocks around it are closed."""
        ends: list[int] = []
        for i, (depth, name, _) in reversed(list(enumerate(self.items))):
            after = self.items[i + 1 : i + 2]
            goes_on = any(d > 1 or text == self.writer.target.otherwise for d, _, text in after)
            is_inside = depth > 1 or not name
            ends.append(ends[-1] if is_inside and goes_on else i)
        return ends[::-1]


def words(lines: Iterable[str]) -> set[str]:
    """The names in lines of C."""
    return set(re.findall(r"[A-Za-z_]\w*", "\n".join(lines)))
