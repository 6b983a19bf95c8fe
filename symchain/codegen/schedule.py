"""The order in which lines run, so that lines of one context stand together, and their blocks."""

from __future__ import annotations

from heapq import heappop, heappush

from symchain.codegen.fold import BLOCKS, Folded, Line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from symchain.codegen.targets.target import Target

Lines = list[tuple[int, str, str]]  # depth, name (or "" where a block opens), text


class Blocks:
    """How contexts become blocks: the path of blocks to each, and the text that opens each.

    A context at a depth that is a multiple of BLOCKS opens a block at the outermost level, by a
    flag that is set where its test is known.
    """

    def __init__(self, folded: Folded, prefix: str) -> None:
        self.contexts = folded.contexts
        self.tests = {context: test.text for context, test in folded.tests.items()}
        self.needs = {context: test.needs for context, test in folded.tests.items()}
        self.flags: dict[int, str] = {}
        for context in sorted(folded.tests):
            if self.contexts.depths[context] % BLOCKS == 0:
                self.flags[context] = f"{prefix}{folded.count + len(self.flags)}"

    def parent(self, context: int) -> int:
        """The context whose block holds that of another."""
        return 0 if context in self.flags else self.contexts.parents[context]

    def path(self, context: int) -> list[int]:
        """The contexts of the blocks that hold a line, the outermost first."""
        path = []
        while context:
            path.append(context)
            context = self.parent(context)
        path.reverse()
        return path

    def flag_lines(self, target: Target) -> list[Line]:
        """The lines that set the flags."""
        lines = []
        for context, flag in self.flags.items():
            test = self.tests[context]
            text = test if self.contexts.outcomes[context] else target.negation.format(c=test)
            lines.append(Line(self.contexts.parents[context], flag, text, self.needs[context]))
        return lines

    def needs_of(self, line: Line) -> list[str]:
        """The names whose values a line and the tests of its blocks need."""
        needs = list(line.needs)
        for context in self.path(line.context):
            needs.extend((self.flags[context],) if context in self.flags else self.needs[context])
        return needs

    def opening(self, context: int, target: Target, after: int) -> str:
        """The line that opens the block of a context, where the block of another has just ended."""
        if context in self.flags:
            return target.opening.format(c=self.flags[context])
        if after and self.contexts.sibling(context) == after:
            return target.otherwise
        template = target.opening if self.contexts.outcomes[context] else target.inverse
        return template.format(c=self.tests[context])


def scheduled(lines: list[Line], blocks: Blocks) -> list[Line]:
    """The lines in an order in which each follows what it needs and blocks stay together."""
    if not any(line.context for line in lines):
        return lines
    return _Schedule(lines, blocks).order()


class _Schedule:
    """A greedy walk: all lines that can run in a block, then those inside it, then outside."""

    def __init__(self, lines: list[Line], blocks: Blocks) -> None:
        self.lines = lines
        self.blocks = blocks
        self.missing = [0] * len(lines)
        self.users: dict[int, list[int]] = {}
        self.ready: dict[int, list[int]] = {}  # of each context, the lines that can run
        self.inside: dict[int, int] = {}  # of each context, how many lines in it or inside can run
        self.children: dict[int, list[int]] = {}  # of each context, those inside that have some
        writers: dict[str, list[int]] = {}
        for place, line in enumerate(lines):
            writers.setdefault(line.name, []).append(place)
        for place, line in enumerate(lines):
            needed = {w for name in blocks.needs_of(line) for w in writers.get(name, ())}
            self.missing[place] = len(needed)
            for writer in needed:
                self.users.setdefault(writer, []).append(place)

    def order(self) -> list[Line]:
        """The lines as they run."""
        for place, count in enumerate(self.missing):
            if not count:
                self._make_ready(place)
        order: list[Line] = []
        context = 0
        while len(order) < len(self.lines):
            context = self._next(context)
            place = heappop(self.ready[context])
            self._count(context, -1)
            order.append(self.lines[place])
            for user in self.users.get(place, ()):
                self.missing[user] -= 1
                if not self.missing[user]:
                    self._make_ready(user)
        return order

    def _make_ready(self, place: int) -> None:
        context = self.lines[place].context
        heappush(self.ready.setdefault(context, []), place)
        self._count(context, 1)

    def _count(self, context: int, change: int) -> None:
        while True:
            before = self.inside.get(context, 0)
            self.inside[context] = before + change
            if not context:
                return
            parent = self.blocks.parent(context)
            if not before:
                heappush(self.children.setdefault(parent, []), context)
            context = parent

    def _next(self, context: int) -> int:
        """The context to go on in: this one, one inside, its other outcome, or one outside."""
        while not self.ready.get(context):
            if self.inside.get(context, 0):
                children = self.children[context]
                while not self.inside[children[0]]:
                    heappop(children)
                context = children[0]
                continue
            other = None
            if context not in self.blocks.flags:
                other = self.blocks.contexts.sibling(context)
            if other is not None and self.inside.get(other, 0):
                context = other
            else:
                context = self.blocks.parent(context)
        return context


def rendered(lines: list[Line], blocks: Blocks, target: Target, depth: int = 1) -> Lines:
    """The lines of text of scheduled lines."""
    result = []
    path: list[int] = []
    closed: set[int] = set()  # contexts whose block came after "otherwise"
    for line in lines:
        wanted = blocks.path(line.context)
        same = 0
        while same < min(len(path), len(wanted)) and path[same] == wanted[same]:
            same += 1
        after = path[same] if same < len(path) and path[same] not in closed else 0
        for level in range(same, len(wanted)):
            opening = blocks.opening(wanted[level], target, after)
            result.append((depth + level, "", opening))
            closed.discard(wanted[level])
            if opening == target.otherwise:
                closed.add(wanted[level])
            after = 0
        path = wanted
        result.append((depth + len(path), line.name, line.text))
    return result
