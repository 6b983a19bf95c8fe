"""What the operations of a formula ask of its variables, and what a shorter form no longer asks."""

from __future__ import annotations

from heapq import heappop, heappush

from symchain.functions import TABLE
from symchain.functions.arithmetic import (
    ADD,
    AND,
    DIVIDE,
    LESS,
    LESS_EQUAL,
    MULTIPLY,
    NEGATE,
    NOT_EQUAL,
    OR,
    POWER,
    SUBTRACT,
    WHERE,
)
from symchain.functions.row import Op
from symchain.graph.facts import Facts
from symchain.graph.graph import Graph
from symchain.graph.rational import ZERO
from symchain.graph.walk import reachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    Roots = tuple[int, ...]

ABS, SQRT = TABLE["abs"], TABLE["sqrt"]
LARGEST = 20_000  # nodes of a graph in which consequences are looked for
CHOOSING = frozenset((WHERE, AND, OR))  # compute their arguments but the first only if it is so
IN_BRANCH, ALWAYS = 1, 2  # how a node is needed


def requirements(graph: Graph, node: int, args: tuple[int, ...], smooth: bool = True) -> list[int]:
    """The conditions that a node's operation sets, of some arguments instead of its own."""
    op = graph.ops[node]
    if op is POWER:
        return _of_power(graph, args, graph.args[node][0] == graph.constant(0), smooth)
    undoes = len(args) == 1 and graph.ops[args[0]].inverse == op.name  # tan(atan(x))
    found = [instance(graph, op, args, op.domain)] if op.domain and not undoes else []
    if smooth and op.smooth and graph.truth(False) not in found:  # not: x/0 != floor(x/0)
        found.append(instance(graph, op, args, op.smooth))
    return found


def instance(graph: Graph, op: Op, args: tuple[int, ...], text: str) -> int:
    """A condition of the table with arguments for the parameters."""
    from symchain.parsing import parse_node

    values = args[:1] if op.variadic else args
    names = (*op.parameters, "y")
    meanings = dict(zip(names, (*values, graph.apply(op, args)), strict=True))
    return parse_node(graph, text, variables=meanings)


def _of_power(graph: Graph, args: tuple[int, ...], is_zero: bool, smooth: bool) -> list[int]:
    """x >= 0 for a broken exponent, x > 0 for one that varies, none for a whole number.

    A power of the number 0 asks it of its exponent; what only becomes 0 has no slope there. Nor
    has a power below the first, x^(1/3), at x = 0.
    """
    base, exponent = args
    value, zero = graph.constants.get(exponent), graph.constant(0)
    if value is None:
        return [graph.compare(LESS, zero, exponent if is_zero else base)]
    if value[1] == 1:
        return []
    found = [graph.compare(LESS_EQUAL, zero, base)]
    if smooth and value[0] < value[1]:
        found.append(graph.compare(LESS, zero, base))
    return found


def plain(graph: Graph, condition: int, told: set[int]) -> list[int]:
    """A condition as people write it: x != 1 for (x - 1)^2 != 0, two for a product.

    Those that are `told` already are left out; the set takes up the new ones.
    """
    found: list[int] = []
    stack = [condition]
    while stack:
        node = stack.pop()
        if node in told:
            continue
        told.add(node)
        simpler = _simpler(graph, node)
        if simpler:
            stack += reversed(simpler)
        else:
            found.append(node)
    return found


def _simpler(graph: Graph, condition: int) -> list[int]:
    """The conditions that a comparison with a number amounts to; [] for itself."""
    op, args = graph.ops[condition], graph.args[condition]
    for side, other in (args, args[::-1]) if op in (NOT_EQUAL, LESS, LESS_EQUAL) else ():
        if side not in graph.constants or not graph.args[other]:
            continue
        inner, parts = graph.ops[other], graph.args[other]
        if inner.monotone and (place := _place(graph, inner, side)) is not None:
            ascending = (side == args[0]) == (inner.monotone == "increasing")
            first = ascending and op is not NOT_EQUAL
            return [graph.compare(op, *((place, *parts) if first else (*parts, place)))]
        if graph.constants[side] == ZERO and (found := _of_zero(graph, op, args, side, other)):
            return found
    return []


def _place(graph: Graph, op: Op, value: int) -> int | None:
    """Where a strictly monotone function has a value: 1 for log and 0; None where no row tells."""
    top, bottom = graph.constants[value]
    places = [place for place, known in op.at.items() if bottom == 1 and known == top]
    return graph.constant(places[0]) if places and isinstance(places[0], int) else None


def _of_zero(graph: Graph, op: Op, args: tuple[int, ...], zero: int, other: int) -> list[int]:
    """The conditions that a comparison of a formula with zero amounts to; [] for itself."""
    inner, parts = graph.ops[other], graph.args[other]
    if op is NOT_EQUAL and (found := _factors(graph, inner, parts)):
        return [graph.compare(op, part, zero) for part in found if part not in graph.constants]
    if inner is ADD and op is NOT_EQUAL and parts[1] in graph.constants:
        return [graph.compare(op, parts[0], graph.negate(parts[1]))]
    if inner is SUBTRACT and _is_short(graph, parts):
        ascending = zero == args[0] and op is not NOT_EQUAL
        return [graph.compare(op, *(parts[::-1] if ascending else parts))]
    if inner is NEGATE:
        return [graph.compare(op, *[zero if arg == zero else parts[0] for arg in args[::-1]])]
    if zero == args[0] and op is not NOT_EQUAL and inner in (ABS, POWER):
        return _above_zero(graph, op, zero, inner, parts)
    return []


def _is_short(graph: Graph, parts: tuple[int, ...]) -> bool:
    """Whether a difference is one from a number, or of two variables."""
    a, b = parts
    return a in graph.constants or b in graph.constants or not (graph.args[a] or graph.args[b])


def _above_zero(graph: Graph, compared: Op, zero: int, op: Op, parts: tuple[int, ...]) -> list[int]:
    """What x^n > 0 or |x| > 0 says of x, and x^n >= 0 for an odd n."""
    top, bottom = (2, 1) if op is ABS else graph.constants.get(parts[1], (1, 2))
    if bottom != 1:
        return []
    if top % 2:
        return [graph.compare(compared, zero, parts[0])]
    return [graph.compare(NOT_EQUAL, parts[0], zero)] if compared is LESS else []


def _factors(graph: Graph, op: Op, args: tuple[int, ...]) -> tuple[int, ...]:
    """The parts of a formula that is zero where one of them is, wherever it has a value."""
    if op is MULTIPLY:
        return args
    if op in (ABS, SQRT, DIVIDE, NEGATE):
        return args[:1]
    exponent = graph.constants.get(args[1]) if op is POWER else None
    return args[:1] if exponent is not None and exponent[0] > 0 else ()


# ---- what is lost


def keeps_domain(graph: Graph, before: int, after: int) -> bool:
    """Whether a formula has values only where one before it has them, as far as can be told.

    What it no longer computes must ask nothing that is not known to hold, or asked still. Branches
    of choices are compared with those of the choices by the same condition.
    """
    lost = vanished(graph, before, after)
    pairs: list[tuple[Roots, Roots]] = [((before,), (after,))]
    if not any(graph.ops[node] in CHOOSING for node in lost):
        return _is_asked_still(graph, lost, (after,))
    for first, second in pairs:
        known = always_computed(graph, second)
        missing = set(always_computed(graph, first)).difference(known)
        if not _is_asked_still(graph, sorted(missing), second):
            return False
        for condition, branches in _by_condition(graph, missing).items():
            others = _by_condition(graph, known).get(condition, ((), ()))
            pairs += [(yes, (*other, *second)) for yes, other in zip(branches, others, strict=True)]
    return True


def _by_condition(graph: Graph, nodes: Iterable[int]) -> dict[int, tuple[Roots, Roots]]:
    """What some nodes compute only where a condition holds, and where it does not."""
    found: dict[int, tuple[Roots, Roots]] = {}
    for node in nodes:
        for test, outcome, branch in computed_if(graph, node):
            yes, no = found.get(test, ((), ()))
            found[test] = ((*yes, branch), no) if outcome else (yes, (*no, branch))
    return found


def _is_asked_still(graph: Graph, lost: Iterable[int], roots: Roots) -> bool:
    """Whether what some nodes ask is known to hold, or asked by what some roots compute."""
    asked = [condition for condition in _asked(graph, lost) if not graph.holds(condition)]
    if not asked:
        return True
    still = set(_asked(graph, always_computed(graph, roots)))
    asked = [condition for condition in asked if condition not in still]
    if not asked or not still or len(graph) > LARGEST:
        return not asked
    facts = Facts(graph, (*graph.given, *still))
    return all(facts.holds(condition) for condition in asked)


def domain(graph: Graph, root: int) -> list[int]:
    """The conditions under which a formula has a value, what is computed in a branch left out."""
    return _asked(graph, always_computed(graph, (root,)))


def _asked(graph: Graph, nodes: Iterable[int]) -> list[int]:
    """The conditions that nodes set for their values; of a power wherever it has one."""
    found: dict[int, None] = {}
    for node in nodes:
        op, args = graph.ops[node], graph.args[node]
        if op is POWER and args[1] not in graph.constants:
            found[instance(graph, op, args, op.domain)] = None
        else:
            found |= dict.fromkeys(requirements(graph, node, args, smooth=False))
    return list(found)


def always_computed(graph: Graph, roots: Iterable[int]) -> list[int]:
    """The nodes whose value is needed however conditions come out."""
    wanted = set(roots)
    needed = []
    for node in reversed(reachable(graph, wanted)):
        if node in wanted:
            needed.append(node)
            args = graph.args[node]
            wanted.update(args[:1] if graph.ops[node] in CHOOSING else args)
    needed.reverse()
    return needed


def computed_if(graph: Graph, node: int) -> tuple[tuple[int, bool, int], ...]:
    """What a node computes only where a condition comes out so: (condition, outcome, node)."""
    op, args = graph.ops[node], graph.args[node]
    if op is WHERE:
        return (args[0], True, args[1]), (args[0], False, args[2])
    return ((args[0], op is AND, args[1]),) if op in CHOOSING else ()


def vanished(graph: Graph, before: int, after: int) -> list[int]:
    """The nodes that a formula needs and another does not, or needs only in a branch.

    Both are walked down together from the later nodes to the earlier ones, as far as they differ.
    """
    first, second = {before: ALWAYS}, {after: ALWAYS}
    found: list[int] = []
    waiting = sorted([-before, -after])
    differing = int(before != after)  # how many of those that wait the first needs more
    while waiting and differing:
        node = -heappop(waiting)
        own, other = first.get(node, 0), second.get(node, 0)
        if own > other:
            found.append(node)
            differing -= 1
        for place, arg in enumerate(graph.args[node]):
            level = IN_BRANCH if graph.ops[node] in CHOOSING and place else ALWAYS
            known = arg in first or arg in second
            differing -= first.get(arg, 0) > second.get(arg, 0)
            if own:
                first[arg] = max(first.get(arg, 0), min(own, level))
            if other:
                second[arg] = max(second.get(arg, 0), min(other, level))
            differing += first.get(arg, 0) > second.get(arg, 0)
            if not known:
                heappush(waiting, -arg)
    return found
