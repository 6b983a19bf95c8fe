"""Straight lines in C, with every input loaded where it is first read and every result stored as
soon as all that it reads is there.

So fewer values are kept at a time than where all are loaded first and stored at the end, and more
of them are in registers.
"""

from __future__ import annotations

import re

from symchain.codegen.branches import placed
from symchain.codegen.fold import fold
from symchain.codegen.schedule import Blocks, rendered, scheduled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from symchain.codegen.schedule import Lines
    from symchain.codegen.targets.c_module import Writer
    from symchain.codegen.targets.functions import Function

NAME = re.compile(r"[A-Za-z_]\w*")


class Straight:
    """The lines of a straight line with its branches and the stores of its results."""

    def __init__(self, writer: Writer, function: Function) -> None:
        target = writer.target
        where = placed(function.program)
        stored: dict[int, list[str]] = {}
        self.stores: dict[str, int] = {}  # of each result, as lines name it
        leaves = []  # results that need no computing
        for i, output in enumerate(where.program.outputs):
            name = f"{writer.prefix}[{i}]"
            self.stores[name] = i
            if where.program.args[output]:
                stored.setdefault(output, []).append(name)
            else:
                leaves.append((i, name))
        folded = fold(where, writer.library, writer.parameters, writer.prefix, stored)
        blocks = Blocks(folded, writer.prefix)
        lines = scheduled(folded.lines + blocks.flag_lines(target), blocks)
        self.writer = writer
        self.items = [(1, name, folded.outputs[i].text) for i, name in leaves]
        self.items += rendered(lines, blocks, target)
        self.flags = list(blocks.flags.values())
        self.inputs = writer.inputs(function)
        self.read = words([text for _, _, text in self.items])

    def text(self, place: Callable[[int], str], given: Mapping[str, str]) -> list[str]:
        """The lines, with the results in their places, and what is `given` for each input."""
        stores = {name: f"result[{place(i)}]" for name, i in self.stores.items()}
        items = [(depth, stores.get(name, name), text) for depth, name, text in self.items]
        return self._text(items, given, () if stores else ("result",))

    def returned(self, given: Mapping[str, str]) -> list[str]:
        """The lines of a function that returns its only result."""
        *lines, end = self._text(self.items, given)
        return [*lines, "    return" + end[end.index(" = ") + 2 :]]

    def _text(
        self, items: Lines, given: Mapping[str, str], silent: Sequence[str] = ()
    ) -> list[str]:
        unread = [name for name in self.inputs if name not in self.read and name not in given]
        quiet = [f"    (void){name};" for name in (*unread, *silent)]
        return [*quiet, *self.writer.text(self._loading(items, given), self.flags)]

    def _loading(self, items: Lines, given: Mapping[str, str]) -> Lines:
        """The items, each after the lines that load what it is the first to read."""
        left = dict(given)
        made: Lines = []
        place = 0  # before the item, or before the blocks that it is in
        for item in items:
            depth, name, text = item
            if depth == 1 and (name or text != self.writer.target.otherwise):
                place = len(made)
            loads = [(1, each, left.pop(each)) for each in NAME.findall(text) if each in left]
            made[place:place] = loads
            place += len(loads)
            made.append(item)
        return made


def words(lines: Iterable[str]) -> set[str]:
    """The names in lines of C."""
    return set(NAME.findall("\n".join(lines)))
