"""What is taken as given: `assume x > 0, 0 < p < 1, n integer`, in programs and beside them."""

from __future__ import annotations

from bisect import bisect_left

from symchain.errors import SymchainError
from symchain.functions import TABLE
from symchain.functions.arithmetic import EQUAL
from symchain.graph.expr import Expr, described, into
from symchain.graph.graph import Graph
from symchain.graph.model import Model, as_expr
from symchain.graph.transfer import transfer
from symchain.graph.walk import reachable, variables
from symchain.parsing.builder import Builder
from symchain.parsing.names import Names, check_variables
from symchain.parsing.programs import CLOSING, OPENING, formula, statements
from symchain.parsing.scanner import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import TypeVar

    from symchain.parsing.programs import Statement

    Assumptions = str | Expr | Iterable[str | Expr]
    Formula = TypeVar("Formula", Expr, Model)

WORD, WHOLE = "assume", "integer"
FLOOR = TABLE["floor"]


def is_assumption(build: Builder, statement: Statement) -> bool:
    """Whether a statement says what is given: the word and then what begins a condition."""
    tokens = build.source.tokens
    if tokens[statement[0]] != WORD or len(statement) < 2:
        return False
    follows = tokens[statement[1]]
    return follows.isidentifier() or follows[0] in "(|√.0123456789"


def conditions(build: Builder, statement: Sequence[int]) -> list[int]:
    """The nodes of the conditions that stand in a statement, separated by commas.

    Raises ParseError for what is no condition, and for an equation.
    """
    tokens = build.source.tokens
    parts: list[Statement] = [[]]
    depth = 0
    for i in statement:
        depth += (tokens[i] in OPENING) - (tokens[i] in CLOSING)
        if tokens[i] == "," and depth == 0:
            parts.append([])
        else:
            parts[-1].append(i)
    return [_condition(build, part, statement) for part in parts]


def _condition(build: Builder, part: Statement, statement: Sequence[int]) -> int:
    source, graph = build.source, build.graph
    if not part:
        raise source.error("a condition is missing: write x > 0", statement[0], statement[-1])
    if len(part) > 1 and source.tokens[part[-1]] == WHOLE:
        node = formula(build, part[:-1])
        if not graph.ops[node].boolean:
            return graph.compare(EQUAL, node, graph.apply(FLOOR, (node,)))
    node = formula(build, part)
    if not graph.ops[node].boolean:
        raise source.error(
            "a condition is expected here: write x > 0, 0 < x < 1 or n integer", part[0], part[-1]
        )
    if why := _useless(graph, node):
        raise source.error(why, part[0], part[-1])
    return node


def _useless(graph: Graph, condition: int) -> str:
    """Why a condition cannot be taken as given, or ""."""
    if not variables(graph, [condition]):
        return "an assumption says something of a variable: write x > 0"
    for node in reachable(graph, [condition]):
        if graph.ops[node] is EQUAL and not is_whole(graph, node):
            return "an equation is no assumption: put the value in its place, as a step x = 2"
    return ""


def is_whole(graph: Graph, condition: int) -> bool:
    """Whether a condition says that a formula is a whole number: n == floor(n)."""
    args = graph.args[condition]
    return graph.ops[condition] is EQUAL and any(
        graph.ops[b] is FLOOR and graph.args[b] == (a,) for a, b in (args, args[::-1])
    )


def suppose(graph: Graph, given: Sequence[int], refused: Callable[[int], SymchainError]) -> None:
    """Takes conditions as given in a graph.

    Raises what `refused` makes of the place of the first condition that contradicts those before.
    """
    from symchain.graph.facts import Facts

    before = graph.given
    graph.suppose(given)
    if not graph.facts.is_contradictory():
        return

    def excludes_all(place: int) -> bool:
        return Facts(graph, (*before, *given[: place + 1])).is_contradictory()

    raise refused(bisect_left(range(len(given) - 1), True, key=excludes_all))


def assuming(source: Formula, *assume: Assumptions, strict: bool = False) -> Formula:
    """The formula or model in a graph of its own, in which conditions are taken as given.

    Whatever is then made of it (derivatives, simpler forms, checked modules) is right where the
    conditions hold, and uses them. `strict` forbids what makes the domain of a formula wider.
    Raises ParseError for a text that is no condition, SymchainError for a name that is no variable
    of the formula and where the conditions contradict each other.

    >>> from symchain import simplify
    >>> simplify(assuming("sqrt(x^2) + log(x^2)", "x > 0"))
    Expr('x + 2*log(x)')
    """
    if not isinstance(source, Expr | Model):
        return assuming(as_expr(source), *assume, strict=strict)
    graph = Graph()
    made = source.into(graph) if isinstance(source, Model) else Expr(graph, into(graph, source))
    graph.given = tuple(transfer(source.graph, list(source.graph.given), graph))
    graph.strict = source.graph.strict
    return given(made, *assume, strict=strict)


def within(
    expr: Expr, made: Callable[[Expr], Expr], assume: Assumptions, strict: bool = False
) -> Expr:
    """What is made of a formula where conditions are taken as given, in the formula's own graph."""
    return Expr(expr.graph, into(expr.graph, made(assuming(expr, assume, strict=strict))))


def given(source: Formula, *assume: Assumptions, strict: bool = False) -> Formula:
    """The source itself, after conditions were taken as given in its own graph."""
    graph = source.graph
    graph.strict = graph.strict or strict
    names = set(graph.names.values())
    told = [each for one in assume for each in _alone(one)]
    written = [
        _condition_of(each) if isinstance(each, Expr) else _read(each, names) for each in told
    ]
    steps: dict[str, Expr] = source.composed if isinstance(source, Model) else {}
    free = [{node: own.names[node] for node in variables(own, roots)} for own, roots in written]
    check_variables(source, [name for each in free for name in each.values() if name not in steps])
    nodes: list[int] = []
    spelled: list[str] = []
    for each, (own, roots), letters in zip(told, written, free, strict=True):
        images = {node: steps[name].node for node, name in letters.items() if name in steps}
        nodes += transfer(own, roots, graph, images)
        spelled += [str(each)] * len(roots)
    if nodes:
        suppose(graph, nodes, lambda place: _contradiction(spelled[place]))
    return source


def _alone(assume: Assumptions) -> Iterable[Expr | str]:
    """The assumptions one by one; raises SymchainError for what is none."""
    if isinstance(assume, str | Expr):
        return (assume,)
    if not hasattr(assume, "__iter__"):
        raise SymchainError(f"{described(assume)} is no assumption: write 'x > 0'")
    return assume


def _condition_of(assume: Expr) -> tuple[Graph, list[int]]:
    """The graph and the node of a condition; raises SymchainError for what is none."""
    if not assume.graph.ops[assume.node].boolean:
        raise SymchainError(f"'{assume}' is no condition: assume x > 0")
    if why := _useless(assume.graph, assume.node):
        raise SymchainError(f"{why} ({assume})")
    return assume.graph, [assume.node]


def _contradiction(text: str) -> SymchainError:
    return SymchainError(
        "no point satisfies this and the assumptions before it", source=text, span=(0, len(text))
    )


def _read(text: str, names: set[str]) -> tuple[Graph, list[int]]:
    """The nodes of the conditions that a text spells, in a graph of their own."""
    graph, source = Graph(), Source(text)
    meanings = Names(graph, (), ())
    meanings.declared = names  # one set for all texts
    build = Builder(graph, meanings, source)
    build.conditional = True
    found = [s[1:] if is_assumption(build, s) else s for s in statements(build)]
    if not found:
        raise source.error("a condition is missing: write x > 0", 0)
    return graph, [node for statement in found for node in conditions(build, statement)]


def texts(graph: Graph) -> list[str]:
    """What is given in a graph, as `assume` reads it."""
    return [assumed(graph, node) for node in graph.given]


def assumed(graph: Graph, condition: int) -> str:
    """A condition as `assume` reads it: n integer for n == floor(n)."""
    if is_whole(graph, condition):
        a, b = graph.args[condition]
        own = a if graph.ops[b] is FLOOR and graph.args[b] == (a,) else b
        return f"{Expr(graph, own)} {WHOLE}"
    return str(Expr(graph, condition))
