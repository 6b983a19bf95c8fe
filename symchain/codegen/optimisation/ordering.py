"""Values in an order in which few are kept at a time, as registers and caches hold few.

What is ordered are trees: a step that only one other step uses stands with it. Of the trees that
can run the next is one after which the fewest values are kept, then one that reads what has been
computed last; inputs and numbers are there at no cost. This is list scheduling: see Cooper and
Torczon, Engineering a Compiler, 12.3.
"""

from __future__ import annotations

from heapq import heappop, heappush

from symchain.codegen.optimisation.copying import Copy
from symchain.graph.walk import reachable, use_counts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from symchain.codegen.program import Program

MOST_READ = 12  # values that one tree reads; a sum of more is computed along the way


def ordered(program: Program) -> Program:
    """The program with its steps in such an order."""
    trees = _Trees(program)
    copy = Copy(program)
    for root in _Schedule(trees).order():
        for step in trees.steps[root]:
            copy.plain(step)
    return copy.finished()


class _Trees:
    """The trees of a program, by their roots: leaves, results, and what is used more than once.

    `steps` are those of each tree, `reads` the roots whose values it reads, leaves apart, `readers`
    the trees that read its own.
    """

    def __init__(self, program: Program) -> None:
        order = reachable(program, program.outputs)
        root = _roots(program, order)
        self.steps: dict[int, list[int]] = {}
        self.reads: dict[int, set[int]] = {}
        self.readers: dict[int, set[int]] = {}
        for step in order:
            own = root[step]
            self.steps.setdefault(own, []).append(step)
            reads = self.reads.setdefault(own, set())
            for arg in program.args[step]:
                if root[arg] != own and program.args[arg]:
                    reads.add(arg)
                    self.readers.setdefault(arg, set()).add(own)


def _roots(program: Program, order: list[int]) -> dict[int, int]:
    """The root of each step's tree."""
    uses = use_counts(program, order, program.outputs)
    results = set(program.outputs)
    roots = set()
    reads: dict[int, int] = {}  # values that a step's tree reads so far
    user: dict[int, int] = {}
    for step in order:
        args = program.args[step]
        for arg in args:
            user[arg] = step
        reads[step] = sum([reads[arg] for arg in args])
        if not args or uses[step] > 1 or step in results or reads[step] > MOST_READ:
            roots.add(step)
            reads[step] = 1
    root: dict[int, int] = {}
    for step in reversed(order):
        root[step] = step if step in roots else root[user[step]]
    return root


class _Schedule:
    """A greedy walk over the trees of which all that they read is there."""

    def __init__(self, trees: _Trees) -> None:
        self.reads = trees.reads
        self.waiting = {root: set(trees.readers.get(root, ())) for root in trees.steps}
        self.time: dict[int, int] = {}
        self.ready: list[tuple[int, int, int]] = []

    def order(self) -> list[int]:
        """The roots in the order in which their trees run."""
        missing = {root: len(reads) for root, reads in self.reads.items()}
        for root, count in missing.items():
            if not count:
                self._offer(root)
        while self.ready:
            root = heappop(self.ready)[-1]
            if root in self.time:  # it was offered again when its turn came nearer
                continue
            self.time[root] = len(self.time)
            for read in self.reads[root]:
                waiting = self.waiting[read]
                waiting.discard(root)
                if len(waiting) == 1:
                    (last,) = waiting
                    if not missing[last]:
                        self._offer(last)
            for reader in self.waiting[root]:
                missing[reader] -= 1
                if not missing[reader]:
                    self._offer(reader)
        return list(self.time)

    def _offer(self, root: int) -> None:
        """Makes a tree one that can be the next."""
        kept = bool(self.waiting[root])
        freed = sum([1 for read in self.reads[root] if len(self.waiting[read]) == 1])
        latest = max([self.time[read] for read in self.reads[root]], default=-1)
        heappush(self.ready, (kept - freed, -latest, root))
