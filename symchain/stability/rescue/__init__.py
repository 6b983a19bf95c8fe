"""Rescue: what still loses digits or overflows is found by sampling and replaced by what holds.

Every part of a formula that is a function of one inner value u is run in doubles along the axis
of u, as emitted code would run it, and compared with its exact values. Where it fails, other
forms, power series about the places where it fails (infinity is one), and polynomials between
such places are sampled too, and the part becomes where(u in a stretch, what holds there, ...).
Nothing in here knows any formula. The same input gives the same nodes.
"""

from __future__ import annotations

import math
from weakref import WeakKeyDictionary

from symchain.functions import TABLE
from symchain.functions.arithmetic import ADD, DIVIDE, MULTIPLY, NEGATE, POWER, SUBTRACT
from symchain.functions.elementary import ELEMENTARY
from symchain.functions.logistic import LOGISTIC
from symchain.graph.graph import Graph
from symchain.graph.rational import as_float
from symchain.graph.transfer import transfer
from symchain.graph.walk import operations, reachable, variables
from symchain.stability.rescue.axis import WHOLE
from symchain.stability.rescue.effort import Effort

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from symchain.functions.row import Op
    from symchain.graph.facts import Facts
    from symchain.stability.rescue.axis import Stretch
    from symchain.stability.rescue.multiples import Function

    Computed = Callable[[Op], object] | None
    Repaired = tuple[Graph, int | None]
    Key = tuple[int, Stretch, str]  # a hash of the structure, where it was looked at, for what


class Known:
    """What was found out about a graph: of parts by structure, of whole formulas by node.

    `computed` says which functions repairs may use.
    """

    def __init__(self, computed: Computed) -> None:
        self.computed = computed
        self.parts: dict[Key, Repaired] = {}
        self.wholes: dict[int, int | None] = {}
        self.functions: dict[Stretch, list[Function]] = {}  # that were repaired, by where
        self.effort = Effort()


_known: WeakKeyDictionary[Graph, dict[Computed, Known]] = WeakKeyDictionary()

LARGEST = 3_000  # nodes of a graph that is looked at
LARGEST_PART = 150  # and of a part of it
VARIABLE = "u"
ERROR = [
    TABLE[name] for name in ("erf", "erfc", "erfcx", "erfcxslope", "ndtr", "log_ndtr", "normpdf")
]
QUICK = frozenset((ADD, SUBTRACT, MULTIPLY, DIVIDE, NEGATE, POWER, *ELEMENTARY, *LOGISTIC, *ERROR))
MOST_PARTS = 60  # of different structure in a graph
ROOM = 200  # operations that repairs may add to a graph, or as many as it has


def rescued(
    graph: Graph,
    nodes: Sequence[int],
    choices: Collection[int] = frozenset(),
    computed: Computed = None,
    domain: Sequence[int] = (),
) -> list[int]:
    """The nodes, each replaced where needed by choices between forms that hold.

    `choices` are those that are there already between forms of one value: no kinks and no jumps.
    `computed` says which functions can be used (all by default), `domain` has conditions beside the
    assumptions: what happens where they do not hold needs no repair.

    >>> from symchain import parse
    >>> from symchain.graph.expr import Expr
    >>> f = parse("(1 - cos(x))/x^2")
    >>> Expr(f.graph, rescued(f.graph, [f.node])[0])
    Expr('sinc(x/2)^2/2')
    """
    if len(reachable(graph, nodes)) > LARGEST:
        return list(nodes)
    from symchain.stability.rescue.kernels import rebuilt

    known = _known.setdefault(graph, {}).setdefault(computed, Known(computed))
    room = max(ROOM, operations(graph, nodes))
    repairs = Repairs(graph, choices, known, room, graph.facts.under(*domain))
    made = rebuilt(graph, nodes, repairs)
    known.effort.known.clear()
    return made


class Repairs:
    """Repairs of parts of a graph; parts of the same structure are looked at once."""

    def __init__(
        self,
        graph: Graph,
        choices: Collection[int],
        known: Known,
        room: float = math.inf,
        facts: Facts | None = None,
    ) -> None:
        self.graph = graph
        self.choices = choices
        self.known = known
        self.room = room  # operations that may be added
        self.charged: set[int] = set()  # the nodes of repairs: what is shared adds nothing
        self.facts = facts or graph.facts

    def part(self, node: int, inner: int) -> int | None:
        """The repair of a node as a function of an inner one; None where nothing is to do."""
        if not self.is_smooth(node):
            return None
        own = Graph()
        variable = own.symbol(VARIABLE)
        root = transfer(self.graph, [node], own, {inner: variable})[0]
        return self._outside(own, root, self._stretch(inner), inner)

    def _stretch(self, inner: int) -> Stretch:
        """Where a value lies, by the assumptions and the ranges."""
        known = self.facts.range(inner)
        low, high = known.low[0], known.high[0]
        return (
            WHOLE[0] if low is None else as_float(low),
            WHOLE[1] if high is None else as_float(high),
        )

    def within(self, own: Graph, root: int, inner: int, within: Stretch = WHOLE) -> int | None:
        """The repair of a formula in a graph of its own, of an inner value of this graph."""
        return self._outside(own, root, within, inner)

    def is_troubled(self, own: Graph, root: int, within: Stretch) -> bool:
        """Whether a formula in a graph of its own loses digits in a stretch."""
        from symchain.stability.rescue.trouble import troubled

        key = own.digest(root), within, "troubled"
        if key not in self.known.parts:
            effort = self.known.effort
            effort.begin()
            is_bad = self._is_looked_at(own, root) and troubled(own, root, effort, within)
            self.known.parts[key] = (own, root if is_bad else None)
        return self.known.parts[key][1] is not None

    def _repaired(self, own: Graph, root: int, within: Stretch) -> Repaired:
        from symchain.stability.rescue.patches import repaired

        key = own.digest(root), within, "repaired"
        if key not in self.known.parts:
            self.known.effort.begin()
            looked_at = self._is_looked_at(own, root)
            made = repaired(own, root, self.known, within) if looked_at else None
            self.known.parts[key] = (own, made)
        return self.known.parts[key]

    def is_smooth(self, root: int) -> bool:
        """Whether a part has few nodes, of functions quick at many digits, and no choices.

        At a jump or a kink a series would put the value beside it in the place of what is agreed.
        """
        graph, order = self.graph, reachable(self.graph, [root])
        if len(order) > LARGEST_PART:
            return False
        conditions = [
            graph.args[node][0] for node in order if node in self.choices and graph.args[node]
        ]
        decided = {node for node in reachable(graph, conditions) if graph.ops[node].boolean}
        return all(
            graph.ops[node] in QUICK
            or not graph.args[node]
            or node in self.choices
            or node in decided
            for node in order
        )

    def _is_looked_at(self, own: Graph, root: int) -> bool:
        is_small = len(reachable(own, [root])) <= LARGEST_PART
        is_in_budget = len(self.known.parts) < MOST_PARTS and not self.known.effort.is_over
        return is_small and is_in_budget and bool(variables(own, [root]))

    def _outside(self, own: Graph, root: int, within: Stretch, inner: int) -> int | None:
        """The repair at an inner value of this graph; None where there is none, or no room left."""
        before = operations(own, [root])
        own, found = self._repaired(own, root, within)
        if found is None:
            return None
        image = transfer(own, [found], self.graph, self._images(own, found, inner))[0]
        known = self.charged.union(reachable(self.graph, [inner]))
        order = reachable(self.graph, [image])
        new = {node for node in order if self.graph.args[node] and node not in known}
        added = max(0, len(new) - before)
        if added > self.room:
            return None
        self.room -= added
        self.charged |= new
        return image

    def _images(self, own: Graph, root: int, inner: int) -> dict[int, int]:
        """What stands for u; of u = x/y, (x - y)/y stands for u - 1, which near 1 is exact."""
        graph, variable = self.graph, own.symbol(VARIABLE)
        images = {variable: inner}
        offset = own.subtract(variable, own.constant(1))
        if graph.ops[inner] is DIVIDE and offset in reachable(own, [root]):
            x, y = graph.args[inner]
            images[offset] = graph.divide(graph.subtract(x, y), y)
        return images
