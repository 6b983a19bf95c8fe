"""Values that so many branches need that a copy in each would be too much.

sqrt(x) in a hundred terms where(c, sqrt(x)*..., 0), each with a condition of its own, is computed
once, where one of them holds: as where(c1 or c2 or ..., sqrt(x), 0). Nothing is asked for where no
user is.
"""

from __future__ import annotations

from symchain.codegen.program import Program
from symchain.functions.arithmetic import AND, NOT, OR, WHERE
from symchain.graph.walk import reachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from symchain.codegen.contexts import Contexts

    Way = list[tuple[int, bool]]  # tests and how they come out, the outermost first


def gathered(
    program: Program, contexts: Contexts, crowded: Mapping[int, list[int]]
) -> tuple[Program, set[int]]:
    """The program in which each crowded step is computed once, and the steps that now stand for it.

    `crowded` are steps and the contexts, none inside of another, in which each is needed. Those
    that others of them need wait: where they are needed is known only after these are gathered.
    """
    below = set(reachable(program, [arg for step in crowded for arg in program.args[step]]))
    first = {step: places for step, places in crowded.items() if step not in below}
    return _Gathering(program, contexts, first).result()


class _Gathering:
    """Makes the program; ~step stands for a crowded step as its users see it."""

    def __init__(
        self, program: Program, contexts: Contexts, crowded: Mapping[int, list[int]]
    ) -> None:
        self.program = program
        self.made = Program(program.inputs)
        self.ways = {step: _ways(contexts, places) for step, places in crowded.items()}
        tests = [test for ways in self.ways.values() for way in ways for test, _ in way]
        # What conditions need is not gathered by conditions: they would wait for one another.
        self.plain = set(reachable(program, tests))
        self.image: dict[int, int] = {}

    def result(self) -> tuple[Program, set[int]]:
        """The program and the steps that stand for the crowded ones."""
        roots = [self._seen(step) for step in self.program.outputs]
        for node in self._order(roots):
            self.image[node] = self._add(node) if node >= 0 else self._gather(~node)
        self.made.outputs = [self.image[root] for root in roots]
        return self.made, {self.image[~step] for step in self.ways if ~step in self.image}

    def _seen(self, step: int) -> int:
        return ~step if step in self.ways else step

    def _needs(self, node: int) -> Iterable[int]:
        if node < 0:
            return [~node, *[test for way in self.ways[~node] for test, _ in way]]
        args = self.program.args[node]
        return args if node in self.plain else [self._seen(arg) for arg in args]

    def _order(self, roots: list[int]) -> list[int]:
        done: dict[int, None] = {}
        stack = list(roots)
        while stack:
            missing = [node for node in self._needs(stack[-1]) if node not in done]
            stack += missing
            if not missing:
                done.setdefault(stack.pop())
        return list(done)

    def _add(self, step: int) -> int:
        program, made = self.program, self.made
        if step in program.constants:
            return made.constant(program.constants[step])
        if step in program.names:
            return made.inputs[program.names[step]]
        return made.step(program.ops[step], *[self.image[arg] for arg in self._needs(step)])

    def _gather(self, step: int) -> int:
        """where(one of the ways is taken, the step, 0)."""
        made = self.made
        any_taken, *others = [self._taken(way) for way in self.ways[step]]
        for taken in others:
            any_taken = made.step(OR, any_taken, taken)
        return made.step(WHERE, any_taken, self.image[step], made.constant(0.0))

    def _taken(self, way: Way) -> int:
        """The condition under which all tests of a way come out as they must."""
        made = self.made
        all_out = -1
        for test, outcome in way:
            image = self.image[test]
            image = image if outcome else made.step(NOT, image)
            all_out = image if all_out < 0 else made.step(AND, all_out, image)
        return all_out


def _ways(contexts: Contexts, places: list[int]) -> list[Way]:
    """From the context that holds some others, the tests on the way to each."""
    shared = places[0]
    for place in places[1:]:
        shared = contexts.common(shared, place)
    ways = []
    for place in places:
        way = []
        while place != shared:
            way.append((contexts.conditions[place], contexts.outcomes[place]))
            place = contexts.parents[place]
        ways.append(way[::-1])
    return ways
