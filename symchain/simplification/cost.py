"""The one place where two forms of a formula are compared, and the shorter is chosen.

The cost of a form is what its reader sees: its operations, those of a repeated subexpression once,
then the characters of its text, then its minus signs, lines and letters; of forms that cost the
same the first is taken, in the order in which the passes make them. A part of a product or of a sum
is no subexpression: a*b/(c*b) has three operations, whoever else uses c*b. The sign of an exponent
is no operation, and no character: exp(-x) costs what exp(x) does. What people do not write counts
as one operation more: a fraction within a fraction, (1/x - 1)/y for (1 - x)/(x*y), which counts as
some characters, too; a base beside its power, x*x^(n - 1); the power of a root, (x/sqrt(2))^2; a
root above and below a line, sqrt(x) + (x + 1)/sqrt(x) for (2*x + 1)/sqrt(x); a number that all
terms share, x*(4*y - 6); a factor that is a sum of negative terms, y*(-3*x - 2); 3*(x^2 + 1) + 8*x
for 3*x^2 + 8*x + 3.
"""

from __future__ import annotations

from math import gcd

from symchain.functions import TABLE
from symchain.functions.arithmetic import DIVIDE, MULTIPLY, NEGATE, POWER, SUBTRACT
from symchain.graph.expr import Expr
from symchain.graph.graph import Graph
from symchain.graph.rational import ONE
from symchain.graph.walk import reachable, under, variables
from symchain.simplification.families import FAMILIES, PRODUCTS, SUMS, family

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from symchain.functions.row import Op

EXP, SQRT = TABLE["exp"], TABLE["sqrt"]
ROOTS = frozenset((SQRT, TABLE["cbrt"], TABLE["root"]))
# Characters that a fraction within a fraction counts as, beside its operation; and twice where
# one variable is below both lines.
NESTED = 3
MOST_PARTS = 300  # of a fraction that are looked at
SHORT = 24  # operations of a polynomial that people multiply out
POLYNOMIAL = SUMS | {MULTIPLY, NEGATE, POWER}
MOST = 1_000_000_000  # operations beyond which nothing is counted


def visible_operations(graph: Graph, root: int) -> int:
    """The operations that a reader sees, each subexpression once."""
    return _seen(graph, root)[0]


def visible_together(graph: Graph, roots: Sequence[int]) -> int:
    """The operations that a reader sees in several formulas, each subexpression once."""
    whole = frozenset(roots)
    known: int | None = graph.notes.get((visible_together, whole))
    if known is None:
        known = _visible(graph, set(whole), reachable(graph, roots))[0]
        graph.notes[visible_together, whole] = known
    return known


def _seen(graph: Graph, root: int) -> tuple[int, list[int]]:
    """The operations that a reader sees, and the fractions in fractions that count as more."""
    known: tuple[int, list[int]] | None = graph.notes.get((_seen, root))
    if known is None:
        known = graph.notes[_seen, root] = _visible(graph, {root}, under(graph, root))
    return known


def _visible(graph: Graph, whole: set[int], order: list[int]) -> tuple[int, list[int]]:
    """What `_seen` tells, of an order; `whole` are the nodes that a reader sees alone."""
    args, ops, members, constants = graph.args, graph.ops, FAMILIES.get, graph.constants
    families: dict[int, frozenset[Op]] = {}  # of sums and products
    sizes: dict[int, int] = {}  # of operations
    signs = set()
    shifted: set[int] = set()  # powers with a number in the exponent
    unopened: set[int] = set()  # sums with a number times a sum as a term
    has_line = has_root = False
    for node in order:
        parts = args[node]
        if not parts:
            continue
        op, size = ops[node], 1
        own = family(graph, node) if op is NEGATE else members(op)
        if own is None:
            whole.update(parts)
        else:
            families[node] = own
            for part in parts:
                kind = families.get(part)
                if kind is own:
                    size += sizes[part]
                    continue
                whole.add(part)
                if kind is SUMS:
                    if ops[part] is SUBTRACT:
                        size += is_negative(graph, part)
                    last = args[part][-1]
                    if last in constants or (ops[last] is MULTIPLY and args[last][0] in constants):
                        size += _has_content(graph, part)
                elif kind is PRODUCTS and ops[part] is MULTIPLY and _is_multiple(graph, part):
                    unopened.add(node)
        sizes[node] = size if size < MOST else MOST
        if op is DIVIDE:
            has_line = True
        elif op in ROOTS:
            has_root = True
        elif op is EXP and ops[parts[0]] is NEGATE:
            signs.add(parts[0])
        elif op is POWER and _has_number(graph, parts[1]):
            shifted.add(node)
        elif op is POWER and _is_of_surd(graph, parts):
            sizes[node] += 1
    count = sum([sizes[node] for node in whole if node in sizes]) - len(signs)
    if shifted:
        count += sum([_is_apart(graph, node, shifted) for node in whole])
    if unopened:
        count += sum(
            [_asked(graph, _is_polynomial, node) for node in unopened if sizes[node] < SHORT]
        )
    if not has_line:
        return count, []
    nested = _nested(graph, order, families, whole)
    if has_root:
        count += sum(
            [_asked(graph, _is_split, node) for node in whole if families.get(node) is SUMS]
        )
    nested += [node for node in set(nested) if _asked(graph, _is_doubled, node)]
    return count + len(nested), nested


def _asked(graph: Graph, question: Callable[[Graph, int], bool], node: int) -> bool:
    """The answer to a question about a node, asked once."""
    known: bool | None = graph.notes.get((question, node))
    if known is None:
        known = graph.notes[question, node] = question(graph, node)
    return known


def _has_content(graph: Graph, root: int) -> bool:
    """Whether all terms of a sum are multiples of one whole number: 4*x - 6."""
    constants, ops, args = graph.constants, graph.ops, graph.args
    content = 0
    stack = [root]
    while stack:
        node = stack.pop()
        if ops[node] in SUMS or ops[node] is NEGATE:
            stack += args[node]
            continue
        first = args[node][0] if ops[node] is MULTIPLY else node
        top, bottom = constants.get(first, ONE)
        content = gcd(content, top) if bottom == 1 else 1
        if content == 1:
            return False
    return True


def is_negative(graph: Graph, root: int) -> bool:
    """Whether all terms of a sum are below a minus sign, -3*x - 2, the first with a number."""
    while graph.ops[root] is SUBTRACT:
        root = graph.args[root][0]
        if graph.ops[root] is MULTIPLY:
            return graph.constants.get(graph.args[root][0], ONE)[0] < 0
    return False


def _is_multiple(graph: Graph, node: int) -> bool:
    """Whether a node is a number times a sum."""
    args = graph.args[node]
    return graph.ops[node] is MULTIPLY and args[0] in graph.constants and graph.ops[args[1]] in SUMS


def _is_polynomial(graph: Graph, root: int) -> bool:
    """Whether a node is a polynomial in one variable, which people multiply out."""
    found: set[int] = {root}
    stack = [root]
    names = 0
    while stack:
        node = stack.pop()
        args = graph.args[node]
        if args and graph.ops[node] not in POLYNOMIAL:
            return False
        names += not args and node not in graph.constants
        if names > 1:
            return False
        stack += [arg for arg in args if arg not in found]
        found.update(args)
    return names == 1


def _has_number(graph: Graph, node: int) -> bool:
    """Whether a node is a sum with a number: n - 1, -(n + 1)."""
    node = graph.args[node][0] if graph.ops[node] is NEGATE else node
    return graph.ops[node] in SUMS and not graph.constants.keys().isdisjoint(graph.args[node])


def _is_of_surd(graph: Graph, parts: tuple[int, ...]) -> bool:
    """Whether a power is one of a multiple of a number's root, which people raise: x/sqrt(2)."""
    ops, args = graph.ops, graph.args
    base, exponent = parts
    return (
        ops[base] in PRODUCTS
        and exponent in graph.constants
        and any(ops[arg] is SQRT and args[arg][0] in graph.constants for arg in args[base])
    )


def _is_apart(graph: Graph, node: int, shifted: set[int]) -> bool:
    """Whether a product has a power beside its base: x*x^(n - 1), which people write x^n."""
    bases: set[int] = set()
    factors: set[int] = set()
    stack = [node] if graph.ops[node] in PRODUCTS else []
    for _ in range(MOST_PARTS):
        if not stack:
            break
        factor = stack.pop()
        op, args = graph.ops[factor], graph.args[factor]
        if op is MULTIPLY or op is NEGATE:
            stack += args
        elif op is DIVIDE:
            stack.append(args[0])
        elif factor in shifted:
            bases.add(args[0])
        else:
            factors.add(factor)
    return not bases.isdisjoint(factors)


def _is_split(graph: Graph, root: int) -> bool:
    """Whether a sum has a root above a line and below one: sqrt(x) + (x + 1)/sqrt(x)."""
    ops, args = graph.ops, graph.args
    sides: tuple[set[int], set[int]] = set(), set()
    stack = [(root, 0)]
    for _ in range(MOST_PARTS):
        if not stack:
            break
        node, below = stack.pop()
        op = ops[node]
        if op in SUMS:
            if not below:
                stack += [(arg, 0) for arg in args[node]]
        elif op is MULTIPLY or op is NEGATE:
            stack += [(arg, below) for arg in args[node]]
        elif op is DIVIDE:
            stack += [(args[node][0], below), (args[node][1], 1)]
        elif op is POWER and ops[args[node][0]] in ROOTS:
            sides[below].add(args[node][0])
        elif op in ROOTS:
            sides[below].add(node)
    return not sides[0].isdisjoint(sides[1])


def _nested(
    graph: Graph, order: list[int], families: dict[int, frozenset[Op]], whole: set[int]
) -> list[int]:
    """The products with a line that have a sum with a line as a factor: x*(1/y + 1)/z.

    One with a number that is written with a line stands here twice, (x + 1/2)/y, and one with such
    sums on both sides of its line does not: (1 + v/c)/sqrt(1 - v^2/c^2).
    """
    ops, args = graph.ops, graph.args
    numbers = _fractions(graph, order)
    lined = set(numbers)  # what has a line at its top: numbers and products
    broken: set[int] = set()  # the sums with a line in a term
    deep: set[int] = set()  # the products with a broken sum as a factor
    for node in order:
        parts = args[node]
        own = families.get(node)
        if own is SUMS:
            if not (
                lined.isdisjoint(parts) and broken.isdisjoint(parts) and deep.isdisjoint(parts)
            ):
                broken.add(node)
        elif own is PRODUCTS:
            if ops[node] is DIVIDE or not lined.isdisjoint(parts):
                lined.add(node)
            if any(part in broken or part in deep for part in parts):
                deep.add(node)
    nested = whole & lined & deep
    if not nested:
        return []
    nested -= _balanced(graph, order, broken, deep)
    return [*nested, *nested & _halved(graph, order, numbers, deep)] if numbers else [*nested]


def _balanced(graph: Graph, order: list[int], broken: set[int], deep: set[int]) -> set[int]:
    """The products with broken sums above and below a line; `deep` are those with one."""
    ops, args = graph.ops, graph.args
    over = set(broken)  # these sums, their powers and roots, and products with one of these
    found: set[int] = set()
    for node in order:
        op, parts = ops[node], args[node]
        if over.isdisjoint(parts):
            continue
        if op is POWER or op in ROOTS:
            over.add(node)
        elif op in PRODUCTS or op is NEGATE:
            over.add(node)
            above = parts[0]
            if not found.isdisjoint(parts) or (
                op is DIVIDE and parts[1] in over and (above in broken or above in deep)
            ):
                found.add(node)
    return found


def _halved(graph: Graph, order: list[int], numbers: set[int], deep: set[int]) -> set[int]:
    """The products with a sum that has one of some numbers as a term."""
    found: set[int] = set()
    for node in order:
        parts = graph.args[node]
        if graph.ops[node] in SUMS:
            if not (numbers.isdisjoint(parts) and found.isdisjoint(parts)):
                found.add(node)
        elif node in deep and not found.isdisjoint(parts):
            found.add(node)
    return found


def _lines(graph: Graph, root: int) -> tuple[list[int], list[int]]:
    """What is below the line of a product, and below the lines in its sums: factors to a power.

    Of very many parts some are told.
    """
    ops, args = graph.ops, graph.args
    lines: tuple[list[int], list[int]] = [], []
    stack = [(root, False, False)]
    for _ in range(MOST_PARTS):
        if not stack:
            break
        node, inner, below = stack.pop()
        op = ops[node]
        if op is DIVIDE:
            stack += [(args[node][0], inner, below), (args[node][1], inner, True)]
        elif op is MULTIPLY or op is NEGATE:
            stack += [(arg, inner, below) for arg in args[node]]
        elif op in SUMS and not below:
            stack += [(arg, True, False) for arg in args[node]]
        elif below:
            lines[inner].append(args[node][0] if op is POWER else node)
    return lines


def _meet(graph: Graph, root: int) -> bool:
    """Whether a fraction in a fraction has a variable below both lines: (x/p - y)/(1 - p)."""
    outer, inner = [variables(graph, each) for each in _lines(graph, root)]
    return not set(outer).isdisjoint(inner)


def _is_doubled(graph: Graph, root: int) -> bool:
    """Whether a polynomial is below both lines of a fraction in one: (x - y/(x - 1))/(x - 1)."""
    outer, inner = _lines(graph, root)
    both = set(outer).intersection(inner)
    return any(graph.ops[node] in SUMS and _is_polynomial(graph, node) for node in both)


def _fractions(graph: Graph, order: list[int]) -> set[int]:
    """The numbers that are written with a line: 5/2, not 0.1957."""
    constants = graph.constants
    return {node for node in order if node in constants and 1 < constants[node][1] < 10}


def length(graph: Graph, root: int) -> tuple[int, ...]:
    """How long a formula is: operations, then text, then minus signs, lines and letters in it."""
    known: tuple[int, ...] | None = graph.notes.get((length, root))
    if known is None:
        count, nested = _seen(graph, root)
        text = str(Expr(graph, root)).replace("exp(-", "exp(")
        size = len(text) + sum([NESTED << _meet(graph, node) for node in nested])
        letters = sum(map(str.isalpha, text))
        known = count, size, text.count("-"), text.count("/"), letters
        graph.notes[length, root] = known
    return known


def shortest_of(graph: Graph, forms: Iterable[int]) -> int:
    """The form that costs least; texts are made only of those with equally many operations."""
    forms = list(dict.fromkeys(forms))
    if len(forms) == 1:
        return forms[0]
    best: list[int] = []
    fewest = -1
    for form in forms:
        count = visible_operations(graph, form)
        if not best or count < fewest:
            best, fewest = [form], count
        elif count == fewest:
            best.append(form)
    return best[0] if len(best) == 1 else min(best, key=lambda form: length(graph, form))


def no_longer(graph: Graph, form: int, other: int) -> int:
    """The form, if it has no more operations than the other, else the other."""
    if form == other or visible_operations(graph, form) <= visible_operations(graph, other):
        return form
    return other


def fewer_operations(graph: Graph, form: int, other: int) -> int:
    """The form, if it has fewer operations than the other, else the other."""
    return other if no_longer(graph, other, form) == other else form
