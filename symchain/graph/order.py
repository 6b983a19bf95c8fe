"""The order in which people write terms and factors: a*x^2 + b*x + c, 2*x*(x + 1)*exp(-x).

Terms stand by falling degree, those of one degree by name; factors as numbers, variables by name,
sums, powers, roots, functions in the order of the table. Only the first MOST nodes of a part are
looked at, so that a key takes bounded time.
"""

from __future__ import annotations

from symchain.functions import ROWS, TABLE
from symchain.functions.arithmetic import (
    ADD,
    DIVIDE,
    MULTIPLY,
    NEGATE,
    POWER,
    SUBTRACT,
    SYMBOL,
)
from symchain.graph.graph import Graph
from symchain.graph.rational import as_float

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    Name = tuple[str, int, str]
    Names = tuple[Name, ...]
    FactorKey = tuple[int, int, Names]
    TermKey = tuple[float, int, tuple[tuple[Name, float], ...], tuple[int, ...]]

MOST = 40
ABS, EXP, SQRT = TABLE["abs"], TABLE["exp"], TABLE["sqrt"]
SUMS = frozenset((ADD, SUBTRACT))
ARITHMETIC = frozenset((ADD, SUBTRACT, MULTIPLY, DIVIDE, NEGATE, POWER, SQRT))
PLACE = {op: place for place, op in enumerate(ROWS)}
LAST = len(PLACE)
# How factors follow each other.
NUMBER, VARIABLE, RADICAL, POLYNOMIAL, RAISED, ROOT, CALL, SUM_OF_CALLS, OTHER = range(9)
# How terms of one degree do: numbers, monomials, products with sums, with functions.
CONSTANTS, MONOMIAL, WITH_SUM, WITH_CALL = range(4)


def name_key(name: str) -> Name:
    """The key of a name: capitals among small letters, x2 before x10."""
    letters = name.rstrip("0123456789")
    return letters.lower(), int(name[len(letters) :][:9] or 0), name


def factor_key(graph: Graph, node: int) -> FactorKey:
    """The key by which the factors of a product are sorted."""
    op, args = graph.ops[node], graph.args[node]
    rank = ROOT if op is SQRT else CALL
    if (op is POWER and args[1] in graph.constants) or op is SQRT:
        node = args[0]
        op, args = graph.ops[node], graph.args[node]
    if op is SYMBOL:
        return (VARIABLE if rank is CALL else RADICAL), 0, (name_key(graph.names[node]),)
    if not args:
        return NUMBER, PLACE.get(op, LAST), ()
    if rank is ROOT:
        return ROOT, 0, ()
    if op is ABS:
        return RAISED, 1, ()
    if op is POWER:
        name = graph.names.get(args[0], "")
        return RAISED, not name, (name_key(name),)
    if op in ARITHMETIC:
        return (SUM_OF_CALLS if _has_call(graph, node) else POLYNOMIAL), 0, ()
    return (CALL, PLACE[op], _names(graph, node)) if op in PLACE else (OTHER, 0, ())


def _names(graph: Graph, root: int) -> Names:
    """The names of the variables under a node, in order: cos(a*x) stands before cos(b*x)."""
    found, stack = set(), [root]
    for _ in range(MOST):
        if not stack:
            break
        node = stack.pop()
        stack += graph.args[node]
        if node in graph.names:
            found.add(name_key(graph.names[node]))
    return tuple(sorted(found))


def _has_call(graph: Graph, root: int) -> bool:
    """Whether a function stands in a sum or a product, outside of other functions."""
    stack = [root]
    for _ in range(MOST):
        if not stack:
            break
        node = stack.pop()
        if graph.args[node] and graph.ops[node] not in ARITHMETIC:
            return True
        stack += graph.args[node]
    return False


def term_key(graph: Graph, root: int) -> TermKey:
    """The key by which the terms of a sum are sorted."""
    powers: dict[int, float] = {}
    calls: list[int] = []
    kind, degree = CONSTANTS, 0.0
    for node, exponent in _parts(graph, root):
        op = graph.ops[node]
        if op in SUMS:
            exponent *= _degree(graph, node)
            kind = max(kind, WITH_SUM)
        elif op is SYMBOL:
            powers[node] = powers.get(node, 0.0) + exponent
            kind = max(kind, MONOMIAL)
        else:
            calls.append(PLACE.get(op, LAST))
            kind = WITH_CALL
            if op is EXP and graph.is_negative(graph.args[node][0]):
                exponent = -exponent
        degree += exponent
    names = sorted([(name_key(graph.names[x]), -power) for x, power in powers.items()])
    return -degree, kind, tuple(names), tuple(calls)


def rising_key(key: TermKey) -> TermKey:
    """The key of a term where terms stand by rising degree: 1 + x - x^2."""
    return (-key[0], *key[1:])


def _degree(graph: Graph, root: int) -> float:
    """The largest degree of the terms of a sum."""
    largest = 0.0
    stack = [root]
    for _ in range(MOST):
        if not stack:
            break
        node = stack.pop()
        if graph.ops[node] in SUMS:
            stack += graph.args[node]
        else:
            largest = max(largest, sum([exponent for _, exponent in _parts(graph, node)]))
    return largest


def _parts(graph: Graph, root: int) -> Iterator[tuple[int, float]]:
    """The variables, sums and functions of a product, each with its exponent; numbers left out."""
    stack = [(root, 1.0)]
    for _ in range(MOST):
        if not stack:
            break
        node, exponent = stack.pop()
        op, args = graph.ops[node], graph.args[node]
        if op is POWER:
            top, bottom = graph.constants.get(args[1], (1, 1))
            stack.append((args[0], exponent * as_float((top, bottom))))
        elif op is SQRT:
            stack.append((args[0], exponent / 2))
        elif op is DIVIDE:
            stack += [(args[1], -exponent), (args[0], exponent)]
        elif op is MULTIPLY or op is NEGATE:
            stack += [(arg, exponent) for arg in reversed(args)]
        elif args or op is SYMBOL:
            yield node, exponent
