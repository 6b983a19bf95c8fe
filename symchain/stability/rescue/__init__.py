"""Rescue: what still loses digits or overflows is found by sampling and replaced by what holds.

Every part of a formula that is a function of one inner value u is run in doubles along the axis
of u, as emitted code would run it, and compared with its exact values. Where it fails, other
forms, power series about the places where it fails (infinity is one), and polynomials between
such places are sampled too, and the part becomes where(u in a stretch, what holds there, ...).
Nothing in here knows any formula. The same input gives the same nodes.
"""

from __future__ import annotations

from weakref import WeakKeyDictionary

from symchain.functions.arithmetic import ADD, DIVIDE, MULTIPLY, NEGATE, POWER, SUBTRACT
from symchain.functions.elementary import ELEMENTARY
from symchain.functions.logistic import LOGISTIC
from symchain.graph.graph import Graph
from symchain.graph.transfer import transfer
from symchain.graph.walk import reachable, variables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    Repaired = tuple[Graph, int | None]

_known: WeakKeyDictionary[Graph, dict[int, Repaired]] = WeakKeyDictionary()

LARGEST = 3_000  # nodes of a graph that is looked at
LARGEST_PART = 150  # and of a part of it
VARIABLE = "u"
QUICK = frozenset((ADD, SUBTRACT, MULTIPLY, DIVIDE, NEGATE, POWER, *ELEMENTARY, *LOGISTIC))  # and smooth
MOST_PARTS = 60  # of different structure in a graph
MOST_INNER = 3  # inner values that are tried for a formula of several variables


def rescued(graph: Graph, nodes: Sequence[int]) -> list[int]:
    """The nodes, each replaced where needed by choices between forms that hold.

    >>> from symchain import parse
    >>> from symchain.graph.expr import Expr
    >>> f = parse("(1 - cos(x))/x^2")
    >>> str(Expr(f.graph, rescued(f.graph, [f.node])[0])).startswith("where(abs(x) < 1")
    True
    """
    if len(reachable(graph, nodes)) > LARGEST:
        return list(nodes)
    from symchain.stability.rescue.kernels import rebuilt

    return rebuilt(graph, nodes, Repairs(graph, _known.setdefault(graph, {})))


class Repairs:
    """Repairs of parts of a graph; parts of the same structure are looked at once."""

    def __init__(self, graph: Graph, known: dict[int, Repaired]) -> None:
        self.graph = graph
        self.known = known  # by a hash of the structure

    def part(self, node: int, inner: int) -> int | None:
        """The repair of a node as a function of an inner one; None where nothing is to do."""
        own = Graph()
        variable = own.symbol(VARIABLE)
        root = transfer(self.graph, [node], own, {inner: variable})[0]
        return self._outside(*self._repaired(own, root), inner)

    def whole(self, root: int, inners: Sequence[int]) -> int | None:
        """The repair of a formula of several variables that is powers times a function of one.

        The inner values are tried in turn; None where it is no such product, or needs no repair.
        """
        from symchain.simplification.products import product
        from symchain.stability.rescue.similarity import reduced

        if not _is_small(self.graph, root):
            return None
        for inner in inners[:MOST_INNER]:
            found = reduced(self.graph, root, inner)
            if found is None or not self._is_troubled(found.own, found.root):
                continue
            powers = found.powers()
            if powers is not None:
                factor = self._outside(*self._repaired(found.own, found.root), inner)
                if factor is not None:
                    return self.graph.multiply(product(self.graph, (1, 1), powers), factor)
        return None

    def _is_troubled(self, own: Graph, root: int) -> bool:
        from symchain.stability.rescue.patches import troubled

        key = own.digest(root)
        if key not in self.known and not (self._is_looked_at(own, root) and troubled(own, root)):
            self.known[key] = (own, None)
        return key not in self.known or self.known[key][1] is not None

    def _repaired(self, own: Graph, root: int) -> Repaired:
        from symchain.stability.rescue.patches import repaired

        key = own.digest(root)
        if key not in self.known:
            looked_at = self._is_looked_at(own, root)
            self.known[key] = (own, repaired(own, root) if looked_at else None)
        return self.known[key]

    def _is_looked_at(self, own: Graph, root: int) -> bool:
        return len(self.known) < MOST_PARTS and _is_small(own, root)

    def _outside(self, own: Graph, found: int | None, inner: int) -> int | None:
        if found is None:
            return None
        return transfer(own, [found], self.graph, {own.symbol(VARIABLE): inner})[0]


def _is_small(graph: Graph, root: int) -> bool:
    """Whether a part has few nodes, of functions that are quick at hundreds of digits, no choices.

    At a jump or a kink a series would put the value beside it in the place of what is agreed.
    """
    order = reachable(graph, [root])
    ops = [graph.ops[node] for node in order]
    quick = all(op in QUICK or not op.parameters for op in ops)
    return quick and len(order) <= LARGEST_PART and bool(variables(graph, [root]))
