"""Where a formula has a value and a derivative: the conditions that its functions set, and why.

What is known to hold, from the user's assumptions and from the ranges of functions, is left out,
and so is what follows from the others.
"""

from __future__ import annotations

from symchain.calculus.borders import JUMP, KINK, SMOOTH, joins, meeting
from symchain.calculus.closings import closed, closed_step
from symchain.calculus.damping import is_damped
from symchain.calculus.holes import filled
from symchain.calculus.substitution import near, solution, substituted
from symchain.functions import TABLE
from symchain.functions.arithmetic import (
    AND,
    EQUAL,
    LESS,
    LESS_EQUAL,
    NOT,
    NOT_EQUAL,
    OR,
    TRUE,
    WHERE,
)
from symchain.graph.domains import LARGEST, always_computed, computed_if, plain, requirements
from symchain.graph.expr import Expr
from symchain.graph.facts import Facts
from symchain.graph.graph import Graph
from symchain.graph.rational import ZERO
from symchain.graph.walk import dependent, reachable, under
from symchain.simplification import shortest
from symchain.simplification.continuous import continuous

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Found = dict[int, str]  # condition -> why

ABS, SQRT = TABLE["abs"], TABLE["sqrt"]
DOMAIN, REMOVED, SLOPE = "domain", "removed", "slope"
NOT_SMOOTH = (SLOPE, KINK, JUMP)
READABLE = 20_000  # characters of conditions that are told
SIMPLIFIED = 60  # nodes of an inequality that is simplified before it is told
MOST = 24  # conditions among which is looked for consequences
OPPOSITE = {LESS: LESS_EQUAL, LESS_EQUAL: LESS, EQUAL: NOT_EQUAL, NOT_EQUAL: EQUAL}
COMPARED = frozenset(OPPOSITE)


class Condition(Expr):
    """A condition and why it is set.

    `kind` is "domain" where the formula has no value unless it holds, "removed" where a shorter
    form has one all the same, "slope" where the formula has a value but no finite slope, "kink"
    where the slope changes at once, "jump" where the value does (or may).
    """

    __slots__ = ("kind",)

    kind: str

    def __init__(self, graph: Graph, node: int, kind: str) -> None:
        super().__init__(graph, node)
        _set_kind(self, kind)


def told(found: Iterable[Condition]) -> list[tuple[str, str]]:
    """The texts of conditions and their kinds; "and 99 more" for those that nobody would read."""
    texts: list[tuple[str, str]] = []
    left = READABLE
    found = list(found)
    for condition in found:
        if left < 0:
            return [*texts, (f"and {len(found) - len(texts):,} more", "")]
        texts.append((str(condition), condition.kind))
        left -= len(texts[-1][0])
    return texts


_set_kind = Condition.__dict__["kind"].__set__


def conditions(
    graph: Graph, root: int, smooth: bool = True, shown: Iterable[int] | None = None
) -> Found:
    """The conditions under which a formula has a value (and a derivative: `smooth`), and why.

    With `shown`, the nodes of shorter forms, those of the domain that no such form sets are
    "removed". Conditions of what is computed inside a branch of where hold only in the branch.
    """
    found: Found = {}
    _take(graph, root, False, found)
    if smooth:  # x*sign(x) has the slopes of abs(x), and max(x^2, 0) those of x^2
        _take(graph, continuous(graph, [root])[0], True, found)
    found = _needed(graph, found)
    if shown is None:
        return _not_asked(graph, found)
    shown = list(shown)
    if smooth and not {KINK, JUMP}.intersection(found.values()):
        found |= _hidden_kinks(graph, shown, [c for c, kind in found.items() if kind == DOMAIN])
    return _not_asked(graph, _against(graph, found, shown))


def _hidden_kinks(graph: Graph, slopes: Iterable[int], known: Iterable[int]) -> Found:
    """Where slopes jump: sqrt(1 - cos(x)^2) does not tell of kinks, cos(x)*sign(sin(x)) does."""
    found: Found = {}
    for slope in slopes:
        _take(graph, slope, True, found)
    facts = Facts(graph, (*graph.given, *known))
    jumps = {condition: KINK for condition, kind in found.items() if kind == JUMP}
    return {condition: KINK for condition in _needed(graph, jumps) if not facts.holds(condition)}


def _take(graph: Graph, root: int, smooth: bool, found: Found) -> None:
    """Takes up where a formula has a value, or where it is `smooth` though it has one."""
    work = [(root, graph.truth(True))]
    seen = set(work)
    for start, guard in work:
        known = graph.facts.under(guard)
        told: dict[str, set[int]] = {}
        for node in always_computed(graph, (start,)):
            for condition, kind in _of_node(graph, start, node, smooth).items():
                if kind in (KINK, SLOPE) and is_damped(graph, start, node):
                    continue
                for each in plain(graph, condition, told.setdefault(kind, set())):
                    if not known.holds(each):  # abs(x) has a kink at 0, and log(abs(x)) no value
                        each = _guarded(graph, guard, each)
                        if kind == SLOPE and found.get(each) == KINK:  # sqrt(abs(x)) is steep there
                            found[each] = SLOPE
                        found.setdefault(each, kind)
            for test, outcome, branch in computed_if(graph, node):
                holds = test if outcome else _opposite(graph, test)
                inner = branch, graph.conjunction(guard, holds)
                if inner not in seen and len(seen) < MOST:
                    seen.add(inner)
                    work.append(inner)


def _of_node(graph: Graph, root: int, node: int, smooth: bool) -> Found:
    """The conditions that one operation sets for its value, or for its slope where it has one.

    `root` is the formula that it stands in.
    """
    op, args = graph.ops[node], graph.args[node]
    if smooth and op is WHERE:
        return _boundaries(graph, root, node)
    needed = requirements(graph, node, args, smooth=False)
    if not smooth:
        return dict.fromkeys(needed, DOMAIN)
    wanted = [each for each in requirements(graph, node, args) if each not in needed]
    kind = op.breaks or SLOPE
    if wanted and kind == JUMP:
        kind = closed_step(graph, root, node) or JUMP
    return {} if kind == SMOOTH else dict.fromkeys(wanted, kind)


def _guarded(graph: Graph, guard: int, condition: int) -> int:
    """A condition that needs to hold only where another does."""
    if graph.ops[guard] is TRUE:
        return condition
    outside = _opposite(graph, guard)
    sides = graph.args[condition]
    if graph.ops[outside] is graph.ops[condition] is LESS and graph.args[outside] == sides[::-1]:
        return graph.compare(NOT_EQUAL, *(sides[::-1] if sides[0] in graph.constants else sides))
    return graph.disjunction(outside, condition)


def _opposite(graph: Graph, condition: int) -> int:
    """The negation of a condition, without `not` where it is a comparison."""
    op, args = graph.ops[condition], graph.args[condition]
    if op in COMPARED:
        pair = args[::-1] if op in (LESS, LESS_EQUAL) else args
        return graph.compare(OPPOSITE[op], *pair)
    return graph.negation(condition)


# ---- where branches meet


def _boundaries(graph: Graph, root: int, node: int) -> Found:
    """Where the branches of a choice meet, unless they join smoothly as far as can be told.

    They may do so in the formula that the choice stands in.
    """
    test, yes, no = graph.args[node]
    found: Found = {}
    stack = [] if filled(graph, node) else [test]
    while stack:
        part = stack.pop()
        op, args = graph.ops[part], graph.args[part]
        if op in (AND, OR, NOT):
            stack += args
        elif op in COMPARED and (kind := _meeting(graph, part, yes, no)):
            if op is LESS or op is LESS_EQUAL:
                kind = closed(graph, root, node, part) or kind
            if kind == SMOOTH:
                continue
            found[
                graph.compare(NOT_EQUAL, *(args[::-1] if args[0] in graph.constants else args))
            ] = kind
    return found


def _meeting(graph: Graph, comparison: int, yes: int, no: int) -> str:
    """What happens where the sides of a comparison are equal: "" for nothing, else a kind.

    What cannot be told may be a jump. An equality decides no slope, so that there is no kink.
    """
    kind = meeting(graph, comparison, yes, no)
    if not kind and joins(graph, comparison, yes, no):  # where(x < 0, cbrt(x), x)
        kind = KINK
    if graph.ops[comparison] in (EQUAL, NOT_EQUAL) and kind == KINK:
        return ""
    return {SMOOTH: "", KINK: KINK}.get(kind, JUMP)


# ---- what is told


def _needed(graph: Graph, found: Found) -> Found:
    """The conditions that do not hold anyway and do not follow from the others."""
    depends = dependent(graph, reachable(graph, found), graph.names)
    domain = [node for node, kind in found.items() if kind == DOMAIN]
    if _is_empty(graph, [node if depends[node] else shortest(graph, node) for node in domain]):
        return {graph.truth(False): DOMAIN}
    found = _undecided(graph, found, depends)
    for node in [node for node in found if graph.ops[node] is LESS_EQUAL]:
        strict = graph.find(LESS, graph.args[node])
        if strict in found:  # no value below, no slope at the end
            found[strict] = found.pop(node)
    if not 1 < len(found) <= MOST or len(graph) > LARGEST:
        return found
    for node in sorted(found, key=lambda node: (graph.ops[node] is not NOT_EQUAL, -node)):
        others = [other for other in found if other != node]
        if _follows(graph, node, others):
            del found[node]
    return found


def _undecided(graph: Graph, found: Found, depends: bytearray) -> Found:
    """The conditions of which it is not known that they hold; of those without variables none.

    No slope is asked for by a whole number n, at which floor(n) jumps.
    """
    left = {}
    for node, kind in found.items():
        is_false = graph.facts.truth(node) is False
        if depends[node] and not graph.holds(node) and not (kind in NOT_SMOOTH and is_false):
            left[node] = kind
        elif not depends[node] and is_false and kind not in NOT_SMOOTH:
            left[graph.truth(False)] = kind
    return left


def _is_empty(graph: Graph, domain: Sequence[int]) -> bool:
    """Whether it is plain that conditions never hold together."""
    if any(graph.facts.truth(node) is False for node in domain):
        return True
    return 1 < len(domain) <= MOST and graph.facts.under(*domain).is_contradictory()


def _follows(graph: Graph, condition: int, others: Sequence[int]) -> bool:
    """Whether a condition holds where others do, or where each side of one "or" of these does."""
    facts = Facts(graph, (*graph.given, *others))
    sides = [graph.args[other] for other in others if graph.ops[other] is OR]
    return facts.holds(condition) or any(
        all(facts.under(side).holds(condition) for side in each) for each in sides
    )


def _not_asked(graph: Graph, found: Found) -> Found:
    """The conditions but for those of the domain that others of it presuppose."""
    domain = [node for node, kind in found.items() if kind in (DOMAIN, REMOVED)]
    if not 1 < len(domain) <= MOST:
        return found
    asked = {node: _asked_by(graph, node) for node in domain}
    left = dict(found)
    for node in domain:
        if any(node in asked[other] for other in domain if other != node and other in left):
            del left[node]
    return left


def _asked_by(graph: Graph, condition: int) -> set[int]:
    """What holds where a condition says anything: cos(x) != 0 where 0 < tan(x) does."""
    asked: set[int] = set()
    for node in always_computed(graph, (condition,)):
        for each in requirements(graph, node, graph.args[node], smooth=False):
            asked.update(plain(graph, each, set()))
    return asked


def _against(graph: Graph, found: Found, shown: Iterable[int]) -> Found:
    """The conditions; those of the domain that none of some formulas sets are removed ones."""
    asked: list[int] = []
    for node in shown:
        own: Found = {}
        _take(graph, node, False, own)
        asked += _needed(graph, own)
    known = Facts(graph, (*graph.given, *asked))
    against = {}
    for node, kind in found.items():
        if kind == DOMAIN and not (
            known.holds(_weaker(graph, node)) or _is_asked(graph, node, asked)
        ):
            kind = REMOVED
            if _holds_shortened(graph, _weaker(graph, node)):  # 1 - x^2/(x^2 + 1) >= 0
                kind = "" if graph.ops[node] is not LESS or _holds_shortened(graph, node) else SLOPE
        if kind:
            against[node] = kind
    for node in [node for node, kind in against.items() if kind in (REMOVED, SLOPE)]:
        others = [other for other in against if other != node]
        if _is_of_square(graph, node, others):
            del against[node]
    return against


def _is_of_square(graph: Graph, condition: int, others: Sequence[int]) -> bool:
    """Whether an inequality says that the root of a square is not 0, as others do.

    abs(2*x/(1 + x^2)) < 1 says 0 < abs(x^2 - 1)/(1 + x^2), and so does 1 != x^2.
    """
    op, args = graph.ops[condition], graph.args[condition]
    if op is not LESS or not others or len(under(graph, condition)) > SIMPLIFIED:
        return False
    two = graph.constant(2)
    if graph.ops[args[0]] is ABS and graph.facts.range(args[1]).is_positive:
        args = graph.power(graph.args[args[0]][0], two), graph.power(args[1], two)
    difference = graph.subtract(args[1], args[0])
    root = shortest(graph, graph.apply(SQRT, (difference,)))
    rest = shortest(graph, graph.subtract(difference, graph.power(root, two)))
    if graph.constants.get(rest) != ZERO or graph.ops[root] is SQRT:
        return False
    return Facts(graph, (*graph.given, *others)).holds(graph.compare(LESS, graph.constant(0), root))


def _is_asked(graph: Graph, condition: int, asked: Sequence[int]) -> bool:
    """Whether some conditions fail wherever one does: 1 - x^2 != 0 at x = 1, so it asks x != 1."""
    op, args = graph.ops[condition], graph.args[condition]
    tie = solution(graph, *args) if op is NOT_EQUAL else None
    if tie is None:
        return False
    for other in asked:
        inside = near(graph, [other])
        if inside and graph.facts.truth(substituted(graph, inside, tie)[other]) is False:
            return True
    return False


def _holds_shortened(graph: Graph, condition: int) -> bool:
    """Whether an inequality is known to hold once the difference of its sides is simplified."""
    op, args = graph.ops[condition], graph.args[condition]
    if op not in (LESS, LESS_EQUAL) or len(under(graph, condition)) > SIMPLIFIED:
        return False
    difference = shortest(graph, graph.subtract(args[1], args[0]))
    return graph.holds(graph.compare(op, graph.constant(0), difference))


def _weaker(graph: Graph, condition: int) -> int:
    """A comparison with the ends of its domain, where there may be a value and no slope."""
    if graph.ops[condition] is LESS:
        return graph.compare(LESS_EQUAL, *graph.args[condition])
    return condition
