"""Lines of one operation each, and their slopes: the computational graph as it is drawn."""

from __future__ import annotations

from symchain.calculus.programs.lines import Lines, cone, inputs_of
from symchain.calculus.recipes import recipe
from symchain.graph.graph import Graph

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet


def split(written: Lines) -> Lines:
    """The same program with one operation a line; the new names are v1, v2, ...

    What has no variables stays inside of formulas.
    """
    return _Split(written).lines


class _Split:
    def __init__(self, written: Lines) -> None:
        self.source = written.graph
        self.lines = Lines(Graph())
        self.taken = {*written.formulas, *written.inputs}
        self.image: dict[int, int] = {}
        self.fixed: set[int] = set()  # nodes without variables
        self.number = 0
        for name, root in written.formulas.items():
            for node in cone(self.source, root, self.image):
                if node != root and node not in self.image:
                    self._add(node)
            self.lines.add(name, self._one_operation(root))  # even if another line has the same
        self.lines.inputs = inputs_of(self.lines, written.inputs)

    def _one_operation(self, node: int) -> int:
        """The node of one operation on the names of its arguments."""
        source, target = self.source, self.lines.graph
        if node in source.names:
            return target.symbol(source.names[node])
        if node in source.constants:
            return target.number(source.constants[node])
        args = tuple([self.image[arg] for arg in source.args[node]])
        return target.intern(source.ops[node], args)

    def _add(self, node: int) -> None:
        """Gives a node its image: a name for an operation, itself for what has no variables."""
        made = self.image[node] = self._one_operation(node)
        if node in self.source.names:
            return
        if self.fixed.issuperset(self.source.args[node]):
            self.fixed.add(node)
            return
        name = self._new_name()
        self.lines.add(name, made)
        self.image[node] = self.lines.graph.symbol(name)

    def _new_name(self) -> str:
        self.number += 1
        while (name := f"v{self.number}") in self.taken:
            self.number += 1
        return name


def slopes(lines: Lines, name: str, active: AbstractSet[str]) -> dict[str, int]:
    """The derivatives of a line of one operation by the active names that it uses.

    Slopes that vanish everywhere are left out. Raises DerivativeError where a function has no
    closed derivative.
    """
    graph, node = lines.graph, lines.formulas[name]
    one = graph.constant(1)
    dependent = bytearray(len(graph))
    for arg in graph.args[node]:
        dependent[arg] = graph.names.get(arg, "") in active
    if node in graph.names:
        return {graph.names[node]: one} if graph.names[node] in active else {}
    found: dict[str, int] = {}
    for position, arg in enumerate(graph.args[node]):
        own = graph.names.get(arg, "")
        if own not in active:
            continue
        rule = recipe(graph, node, position)
        if not rule.is_zero:
            slope = rule.times(graph, one, node, position, dependent)
            found[own] = graph.add(found[own], slope) if own in found else slope
    return found


def unlike(name: str, taken: set[str]) -> str:
    """The name, with _ behind it until it is unlike all that are taken; it is taken then."""
    while name in taken:
        name += "_"
    taken.add(name)
    return name


def tree_sizes(graph: Graph, most: int) -> list[int]:
    """How many nodes the formula of each node has when it is written out; at most `most`."""
    sizes: list[int] = []
    for args in graph.args:
        size = 1
        for arg in args:
            size += sizes[arg]
        sizes.append(min(size, most))
    return sizes
