"""Which numbers a module of Taylor coefficients computes, in which order and inside which branches.

A `Layout` has one row for each node: a list of coefficients where the node's series is needed, else
one number. What only a branch of where needs is computed only there.
"""

from __future__ import annotations

from symchain.calculus.taylor.series import Plan, Step
from symchain.codegen.constants import literals
from symchain.errors import BudgetError
from symchain.functions.arithmetic import (
    AND,
    EQUAL,
    LESS,
    LESS_EQUAL,
    MULTIPLY,
    NOT,
    NOT_EQUAL,
    OR,
    POWER,
    SYMBOL,
    WHERE,
)
from symchain.functions.row import Op
from symchain.graph.walk import dependent, reachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from symchain.codegen.program import Program

    Add = Callable[[Op, tuple[int, ...]], int]

LARGEST = 5_000  # rows of one function, beyond which compiling it takes long
MOST_TESTS = 10  # in the condition of a block: beyond, it opens earlier than it must
COMPARISONS = (LESS, LESS_EQUAL, EQUAL, NOT_EQUAL)

Path = tuple[tuple[int, bool], ...]  # conditions and what they come to, outermost first
Paths = tuple[Path, ...]  # alternatives: any of them will do


class Layout:
    """The rows of a plan.

    `order` holds the nodes, each after what it needs; `op` and `args` say how the first coefficient
    of a node is computed (of a power it may be a product); `steps` are the nodes with a series,
    `literals` the numbers, `paths` the branches that need a node, `guards` the condition under
    which a function of the formula is smooth, or a comparison is not at its border.
    """

    __slots__ = ("args", "guards", "literals", "op", "order", "paths", "plan", "steps")

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.steps: dict[int, Step] = {step.node: step for step in plan.steps}
        self.guards = _guards(plan)
        self.op: dict[int, Op] = {}
        self.args: dict[int, tuple[int, ...]] = {}
        self.literals: dict[int, float] = {}
        self.paths: dict[int, Paths] = {}
        self.order: list[int] = []


def first_coefficients(made: Layout, program: Program, add: Add) -> dict[int, int]:
    """The steps of a program that give each row's first coefficient; `add` appends an operation."""
    image: dict[int, int] = {}
    for node in made.order:
        if node in made.literals:
            image[node] = program.constant(made.literals[node])
        elif made.op[node] is SYMBOL:
            image[node] = program.inputs[made.plan.graph.names[node]]
        else:
            image[node] = add(made.op[node], tuple([image[arg] for arg in made.args[node]]))
    return image


def layout(plan: Plan) -> Layout:
    """The layout of a plan; raises BudgetError where it is too large for one function."""
    made = Layout(plan)
    wanted = [plan.root, *made.steps, *plan.fixed, *made.guards.values()]
    made.literals = literals(plan.graph, reachable(plan.graph, wanted), plan.fixed)
    _fill(made, wanted)
    if len(made.args) > LARGEST:
        raise BudgetError(
            f"the series takes {len(made.args)} rows, more than one function of code should have "
            f"({LARGEST}): symchain.taylor gives its numbers"
        )
    made.order = _placed(made, wanted, MOST_TESTS) or _placed(made, wanted, 0)
    return made


def _placed(made: Layout, wanted: Iterable[int], most: int) -> list[int]:
    """The rows in order, once their branches are found; none where conditions need each other.

    Alternatives of at most so many tests are kept apart: with 0, conditions never need each other.
    """
    _find_paths(made, most)
    tests = {
        node: [test for path in paths for test, _ in path] for node, paths in made.paths.items()
    }
    return _sorted(wanted, lambda node: [*tests[node], *_arguments(made, node)])


def _guards(plan: Plan) -> dict[int, int]:
    """Conditions without which there is no series, for functions and comparisons of the formula."""
    graph, found = plan.graph, {}
    order = reachable(graph, [plan.root])
    active = dependent(graph, order, [plan.variable])
    for node in order:
        op = graph.ops[node]
        if active[node] and op in COMPARISONS:
            found[node] = graph.compare(NOT_EQUAL, *graph.args[node])
    inside = set(order)
    for step in plan.steps:
        op = graph.ops[step.node]
        if op.smooth and step.op not in (POWER, MULTIPLY) and step.node in inside:
            found[step.node] = _smoothness(plan, step.node)
    return found


def _smoothness(plan: Plan, node: int) -> int:
    """The node of the condition under which the function of a node is smooth."""
    from symchain.parsing import parse_node

    op, args = plan.graph.ops[node], plan.graph.args[node]
    values = (*args[: len(op.parameters)], node)
    meanings = dict(zip((*op.parameters, "y"), values, strict=True))
    return parse_node(plan.graph, op.smooth, variables=meanings)


def _fill(made: Layout, wanted: Iterable[int]) -> None:
    """Notes how the first coefficient of each node is computed."""
    graph, steps = made.plan.graph, made.steps
    stack = list(wanted)
    while stack:
        node = stack.pop()
        if node in made.args:
            continue
        is_product = node in steps and steps[node].op is MULTIPLY
        made.op[node] = MULTIPLY if is_product else graph.ops[node]
        args = steps[node].args if is_product else graph.args[node]
        made.args[node] = () if node in made.literals else args
        stack.extend(made.args[node])


def _arguments(made: Layout, node: int) -> tuple[int, ...]:
    """The nodes whose coefficients of the same order a row takes."""
    args = made.args[node]
    return (*args, *made.steps[node].args) if node in made.steps else args


def _find_paths(made: Layout, most: int) -> None:
    """Notes the branches that need each node: users first, slopes afterwards."""
    made.paths = {made.plan.root: ((),)}
    order = _sorted([made.plan.root], lambda node: _arguments(made, node))
    for node in reversed(order):
        for need, paths in _needs(made, node):
            made.paths[need] = _reduced({*made.paths.get(need, ()), *paths}, most)
    stack = order
    while stack:
        node = stack.pop()
        for need, paths in [*_needs(made, node), *_aside(made, node)]:
            known = made.paths.get(need, ())
            if known != (found := _reduced({*known, *paths}, most)):
                made.paths[need] = found
                stack.append(need)


def _needs(made: Layout, node: int) -> list[tuple[int, Paths]]:
    """The nodes that a row takes, and inside which branches."""
    paths, op = made.paths[node], made.op[node]
    args = made.args[node]
    if op is WHERE and args:
        test, yes, no = args
        sides = [(yes, _inside(made, paths, test, True)), (no, _inside(made, paths, test, False))]
        return [(test, paths), *sides]
    if op in (AND, OR) and args:
        return [(args[0], paths), (args[1], _inside(made, paths, args[0], op is AND))]
    return [(arg, paths) for arg in _arguments(made, node)]


def _aside(made: Layout, node: int) -> list[tuple[int, Paths]]:
    """The slopes that a row takes, and its guard."""
    found = [slope for _, slope in made.steps[node].slopes] if node in made.steps else []
    if node in made.guards:
        found.append(made.guards[node])
    return [(other, made.paths[node]) for other in found]


def _inside(made: Layout, paths: Paths, test: int, outcome: bool) -> Paths:
    """The branches inside of others in which a condition comes to an outcome, by comparisons.

    `a and b` is false where a is, and where a is true and b is not.
    """
    found: list[Path] = []
    stack: list[tuple[Path, Path]] = [(path, ((test, outcome),)) for path in paths]
    while stack:
        path, waiting = stack.pop()
        if len(found) + len(stack) > MOST_TESTS:
            return paths
        if not waiting:
            found.append(path)
            continue
        (test, outcome), *rest = waiting
        op, args = made.op[test], made.args[test]
        if op is NOT:
            stack.append((path, ((args[0], not outcome), *rest)))
        elif op in (AND, OR) and args:
            first, second = args
            is_both = outcome == (op is AND)
            if not is_both:
                stack.append((path, ((first, outcome), *rest)))
            before = outcome if is_both else not outcome
            stack.append((path, ((first, before), (second, outcome), *rest)))
        else:
            stack.append(((*path, (test, outcome)), tuple(rest)))
    return tuple(found)


def _reduced(paths: set[Path], most: int) -> Paths:
    """Alternatives without those that others hold; a test with both outcomes is none."""
    while True:
        for path in sorted(paths, key=len):
            if any(path[:count] in paths for count in range(len(path))):
                paths.discard(path)
            elif path and (*path[:-1], (path[-1][0], not path[-1][1])) in paths:
                paths = (paths - {path}) | {path[:-1]}
                break
        else:
            break
    if len(paths) > 1 and sum(map(len, paths)) > most:
        paths = {_common(paths)}
    return tuple(sorted([path[:MOST_TESTS] for path in paths]))


def _common(paths: set[Path]) -> Path:
    """What all paths begin with."""
    first, last = min(paths), max(paths)
    count = 0
    while count < min(len(first), len(last)) and first[count] == last[count]:
        count += 1
    return first[:count]


def _sorted(wanted: Iterable[int], needs: Callable[[int], Iterable[int]]) -> list[int]:
    """The wanted nodes and all that they need, each after what it needs; none in a circle."""
    placed: dict[int, None] = {}
    begun: set[int] = set()
    for start in wanted:
        stack = [start]
        while stack:
            node = stack[-1]
            missing = [need for need in needs(node) if need not in placed]
            if node in placed or not missing:
                placed.setdefault(stack.pop())
            elif node in begun:
                return []
            else:
                begun.add(node)
                stack.extend(reversed(missing))
    return list(placed)


def is_row(made: Layout, node: int) -> bool:
    """Whether a node has a line of its own: numbers and arguments have none."""
    return node not in made.literals and (node in made.steps or made.op[node] is not SYMBOL)
