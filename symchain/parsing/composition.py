"""Programs put together: the formula of each step in the place of its name."""

from __future__ import annotations

from bisect import bisect_left

from symchain.errors import BudgetError, ParseError, SymchainError
from symchain.graph.graph import Graph
from symchain.parsing import budgets
from symchain.parsing.inline import checked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from symchain.parsing.scanner import Source


class Composition:
    """The nodes of a graph as they are written over names, and where each part of them stands.

    `definitions` gives the formula of each step's name (both nodes; the name's is the later one),
    `ends` how many nodes there were after each statement, `places` its first and last tokens.
    """

    __slots__ = ("definitions", "ends", "places", "written")

    def __init__(self, written: Graph) -> None:
        self.written = written
        self.definitions: dict[int, int] = {}
        self.ends: list[int] = []
        self.places: list[tuple[int, int]] = []

    def into(self, graph: Graph, meanings: Mapping[str, int], source: Source) -> list[int]:
        """The image in another graph of every node, names of steps replaced.

        `meanings` are the nodes of names that stand for something there already. Raises
        SymchainError with the statement's place where a formula has no value or passes a limit.
        """
        images: list[int] = []
        try:
            for node in range(len(self.written)):
                images.append(self._image(graph, node, images, meanings))
        except SymchainError as error:
            span = source.span(*self.places[bisect_left(self.ends, len(images) + 1)])
            kind = BudgetError if isinstance(error, BudgetError) else ParseError
            raise kind(error.message, source=source.text, span=span) from None
        return images

    def _image(
        self, graph: Graph, node: int, images: Sequence[int], meanings: Mapping[str, int]
    ) -> int:
        written = self.written
        if node in self.definitions:
            return images[self.definitions[node]]
        if node in written.names:
            name = written.names[node]
            return meanings[name] if name in meanings else graph.symbol(name)
        if node in written.constants:
            return graph.number(written.constants[node])
        before = len(graph.constants)
        made = checked(graph, written, node, tuple([images[arg] for arg in written.args[node]]))
        if len(graph.constants) != before and made in graph.constants:
            budgets.check_number(graph.constants[made])
        return made
