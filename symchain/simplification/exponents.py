"""Powers with formulas as exponents, and roots of numbers, as one power where there were several.

x^a*x^b is x^(a + b), 1/x^(a - b) is x^(b - a), exp(a*log(x) + b) is x^a*exp(b), sqrt(2)*sqrt(pi) is
sqrt(2*pi). The right side has a value wherever the left has one: where x > 0 both have, where x < 0
both exponents on the left are whole, and x = 0 asks for exponents that are not below zero.
"""

from __future__ import annotations

from math import lcm

from symchain.functions import TABLE
from symchain.functions.arithmetic import DIVIDE, MULTIPLY, NEGATE, POWER, SUBTRACT
from symchain.functions.row import Op
from symchain.graph import rational
from symchain.graph.graph import Graph
from symchain.graph.rational import HALF, MINUS_ONE, ONE, ZERO, Rational
from symchain.graph.walk import has_variables, under
from symchain.simplification.cost import shortest_of
from symchain.simplification.families import NO_FAMILY, PRODUCTS, SPREAD, SUMS, Everything, family
from symchain.simplification.products import factors, product
from symchain.simplification.sums import UNIT, gathered, total, written

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from symchain.simplification.products import Product
    from symchain.simplification.sums import Terms

ABS, EXP, LBETA, SIGN, SQRT = (TABLE[name] for name in ("abs", "exp", "lbeta", "sign", "sqrt"))
Powers = dict[int, Rational]
# What exp makes of a logarithm.
POWERS_OF: dict[Op, Callable[..., int]] = {
    TABLE["log"]: lambda graph, x: x,
    TABLE["log1p"]: lambda graph, x: graph.add(x, graph.constant(1)),
    LBETA: lambda graph, p, q: graph.apply(TABLE["beta"], (p, q)),
}


def with_exponents(graph: Graph, powers: Powers, everything: set[int]) -> Powers:
    """The powers of a product with one for each base that has a formula as exponent."""
    ops, args = graph.ops, graph.args
    parts: dict[int, list[int]] = {}
    for base in powers:
        if ops[base] is POWER and args[base][1] not in graph.constants:
            parts.setdefault(args[base][0], []).append(base)
    for root in parts:
        if ops[root] in PRODUCTS:
            powers = _with_whole(graph, powers, root)
    for root, found in parts.items():
        members = [base for base in found if base in powers]  # (x^x)^x may hold x^x no longer
        if len(members) > 1 or (members and root in powers):
            powers = _merged(graph, powers, root, members, everything)
    return _with_one_root(graph, _upwards(graph, powers))


def with_sizes(graph: Graph, powers: Powers) -> Powers:
    """Powers of x and abs(x), x not 0, as powers of one of them: abs(x)/x^2 is 1/abs(x)."""
    found = powers
    for kernel, exponent in powers.items():
        if graph.ops[kernel] is not ABS or exponent[1] != 1:
            continue
        (arg,) = graph.args[kernel]
        found = dict(found)
        top, bottom = found.get(arg, ZERO)
        if not top or bottom != 1 or (top > 0) == (exponent[0] > 0):
            continue
        del found[kernel], found[arg]
        whole = top + exponent[0]
        if exponent[0] % 2 and top % 2:
            found[graph.apply(SIGN, (arg,))] = ONE
        if whole:
            odd = exponent[0] % 2 and whole % 2
            found[kernel if odd else arg] = whole, 1
    return found


def root_of_square(graph: Graph, node: int) -> int:
    """sqrt(4*x^2/y^4) as 2*abs(x)/y^2; the root itself where no square may be taken out."""
    taken = _squares_out(graph, graph.args[node][0], HALF)
    return node if taken is None else product(graph, *taken)


def with_squares_out(graph: Graph, coefficient: Rational, powers: Powers) -> Product:
    """A product with the squares in its roots outside: 1/sqrt(x^2*y) is 1/(abs(x)*sqrt(y))."""
    for base, exponent in list(powers.items()):
        if exponent[1] == 2 and graph.ops[base] in PRODUCTS:
            taken = _squares_out(graph, base, exponent)
            if taken is not None:
                coefficient = rational.multiply(coefficient, taken[0])
                powers = {part: e for part, e in powers.items() if part != base}
                for part, e in taken[1].items():
                    powers[part] = rational.add(powers.get(part, ZERO), e)
    return coefficient, {part: e for part, e in powers.items() if e[0]}


def _squares_out(graph: Graph, base: int, exponent: Rational) -> Product | None:
    """A product to a power of n/2 with the squares in it outside; None where there are none.

    sqrt(4*x*y) is 2*sqrt(x*y), 1/sqrt(x^2*y) is 1/(abs(x)*sqrt(y)).

    not: sqrt(x^2*y) -> abs(x)*sqrt(y)   (x = 0, y = -1), but 1/sqrt(x^2*y) has no value there
    """
    number, powers = factors(graph, base, {}, Everything(SPREAD))
    squares = {part: e for part, e in powers.items() if e[1] == 1 and e[0] % 2 == 0}
    inside = {part: e for part, e in powers.items() if part not in squares}
    size = rational.root(number, 2) if number[0] > 0 else None
    if size is None or (not squares and size == ONE):
        return None
    turn = -1 if inside and all(top < 0 for top, _ in inside.values()) else 1
    rest = product(graph, ONE, {part: (turn * e[0], e[1]) for part, e in inside.items()})
    if squares and exponent[0] > 0 and not graph.facts.range(rest).is_not_negative:
        return None
    halves = {part: (exponent[0] * top // 2, 1) for part, (top, _) in squares.items()}
    signed = {
        part: half
        for part, half in halves.items()
        if half[0] % 2 and not graph.facts.range(part).is_not_negative
    }
    found = {part: half for part, half in halves.items() if part not in signed}
    sign = -1 if signed and all(top < 0 for top, _ in signed.values()) else 1
    absolute = product(graph, ONE, {part: (sign * top, 1) for part, (top, _) in signed.items()})
    root = turn * exponent[0], exponent[1]
    for part, power in ((graph.apply(ABS, (absolute,)), (sign, 1)), (rest, root)):
        if part not in graph.constants:
            found[part] = rational.add(found.get(part, ZERO), power)
    return rational.power(size, exponent[0]), found


def _with_whole(graph: Graph, powers: Powers, root: int) -> Powers:
    """The powers with those of a quotient, or a product, in the place of its parts.

    (x/y)^(k - 2)*x^2/y^2 is (x/y)^(k - 2)*(x/y)^2.
    """
    number, parts = factors(graph, root, {}, Everything(SPREAD))
    counts = []
    for part, (top, bottom) in parts.items():
        own, over = powers.get(part, ZERO)
        if number != ONE or bottom != 1 or over != 1:
            return powers
        counts.append(own // top if own * top > 0 else -(own // -top))
    count = min(counts, key=abs)
    if not count or any(count * other < 0 for other in counts):
        return powers
    taken = {part: rational.multiply(each, (-count, 1)) for part, each in parts.items()}
    left = {**powers, root: rational.add(powers.get(root, ZERO), (count, 1))}
    left |= {part: rational.add(powers[part], each) for part, each in taken.items()}
    return {part: each for part, each in left.items() if each[0]}


def _with_one_root(graph: Graph, powers: Powers) -> Powers:
    """The powers with one root for those of numbers above zero: sqrt(2)/sqrt(pi) is sqrt(2/pi)."""
    found: dict[int, list[int]] = {}
    for base, (top, bottom) in powers.items():
        if bottom > 1 and abs(top) == 1 and is_number(graph, base):
            found.setdefault(bottom, []).append(base)
    for bottom, bases in found.items():
        if len(bases) > 1:
            sign = -1 if all(powers[base][0] < 0 for base in bases) else 1
            root = product(graph, ONE, {base: (sign * powers[base][0], 1) for base in bases})
            powers = {base: e for base, e in powers.items() if base not in bases}
            powers[root] = rational.add(powers.get(root, ZERO), (sign, bottom))
    return powers


def is_number(graph: Graph, node: int) -> bool:
    """Whether a node is a number above zero: 2, pi, 2*pi."""
    return not has_variables(graph, node) and graph.facts.range(node).is_positive


def _is_logarithm(graph: Graph, node: int) -> bool:
    """Whether exp of a node is known as another function; lbeta may be evaluated below zero."""
    if graph.ops[node] is not LBETA:
        return graph.ops[node] in POWERS_OF
    return all(graph.facts.range(arg).is_positive for arg in graph.args[node])


def with_logarithms_out(graph: Graph, node: int) -> int:
    """exp(a*log(x) + b) as x^a*exp(b), exp(b - lbeta(p, q)) as exp(b)/beta(p, q) for p, q > 0."""
    found: Powers = {}
    rest: Terms = {}
    everything = Everything(SPREAD)
    for term, value in gathered(graph, graph.args[node][0], {}, everything).items():
        powers = {} if term == UNIT else factors(graph, term, {}, everything)[1]
        logs = [base for base, e in powers.items() if e == ONE and _is_logarithm(graph, base)]
        if not logs:
            rest[term] = value
            continue
        del powers[logs[0]]
        base = POWERS_OF[graph.ops[logs[0]]](graph, *graph.args[logs[0]])
        if powers:
            base, value = graph.power(base, product(graph, value, powers)), ONE
        found[base] = rational.add(found.get(base, ZERO), value)
    if not found:
        return node
    return product(graph, ONE, {**found, graph.apply(EXP, (written(graph, rest),)): ONE})


def _merged(
    graph: Graph, powers: Powers, root: int, members: list[int], everything: set[int]
) -> Powers:
    """The powers with one power of a root in the place of several."""
    merged = {base: e for base, e in powers.items() if base != root and base not in members}
    exponent = graph.number(powers.get(root, ZERO))
    for member in members:
        own = graph.multiply(graph.number(powers[member]), graph.args[member][1])
        exponent = graph.add(exponent, own)
    is_below = all(powers[base][0] < 0 for base in (root, *members) if base in powers)
    if graph.ops[exponent] in SUMS:
        terms = {t: v for t, v in gathered(graph, exponent, {}, everything).items() if v[0]}
        exponent = total(graph, terms, everything)
        if graph.ops[exponent] is NEGATE and not is_below:
            exponent = written(graph, terms)
    if is_below and graph.ops[exponent] is NEGATE:
        power = graph.power(root, graph.args[exponent][0])
        return {**merged, power: rational.add(merged.get(power, ZERO), MINUS_ONE)}
    if exponent in graph.constants:
        number = graph.constants[exponent]
        return {**merged, root: number} if number[0] else merged
    power = graph.power(root, exponent)
    return {**merged, power: rational.add(merged.get(power, ZERO), ONE)}


def _upwards(graph: Graph, powers: Powers) -> Powers:
    """Powers below the line above it, where the exponent changes its sign for nothing."""
    found: Powers = {}
    for base, exponent in powers.items():
        op, args = graph.ops[base], graph.args[base]
        if exponent == (-1, 1) and (op is POWER or op is EXP) and _turns(graph, args[-1]):
            base = graph.apply(op, (*args[:-1], graph.negate(args[-1])))
            exponent = ONE
        found[base] = rational.add(found.get(base, ZERO), exponent)
    return {base: e for base, e in found.items() if e[0]}


def _turns(graph: Graph, exponent: int) -> bool:
    """Whether minus the exponent has no more operations than the exponent."""
    op = graph.ops[exponent]
    if op is NEGATE or op is SUBTRACT:
        return True
    return (op is MULTIPLY or op is DIVIDE) and graph.args[exponent][0] in graph.constants


def over_one_line(graph: Graph, root: int) -> int:
    """The root with sums in exponents and functions over one line each, where that is no longer.

    x^(-n/2 - 3/2) is x^(-(n + 3)/2), and gamma(n/2 + 1/2) is gamma((n + 1)/2).
    """
    order = under(graph, root)
    ops, args = graph.ops, graph.args
    powers: dict[int, int] = {}
    functions: dict[int, int] = {}
    for node in order:
        if not args[node] or ops[args[node][-1]] not in SUMS:
            continue
        if ops[node] is POWER:
            powers[node] = _joined(graph, args[node][-1])
        elif len(args[node]) == 1 and family(graph, node) is NO_FAMILY:
            functions[node] = _joined(graph, args[node][-1])
    forms = [powers, powers | functions] if functions else [powers]
    changed = [each for each in forms if any(new != args[node][-1] for node, new in each.items())]
    return shortest_of(graph, (root, *[_with_last(graph, order, each) for each in changed]))


def _with_last(graph: Graph, order: list[int], last: dict[int, int]) -> int:
    """The last node of an order with other last arguments for some nodes."""
    args = graph.args
    image: dict[int, int] = {}
    for node in order:
        if node in last or not image.keys().isdisjoint(args[node]):
            parts = tuple([image.get(arg, arg) for arg in args[node]])
            if node in last and parts[-1] == args[node][-1]:
                parts = (*parts[:-1], last[node])
            image[node] = graph.apply(graph.ops[node], parts)
    return image.get(order[-1], order[-1])


def _joined(graph: Graph, root: int) -> int:
    """A sum over one line, behind a minus sign where all terms have one; another node itself."""
    if graph.ops[root] not in SUMS:
        return root
    collected = gathered(graph, root, {}, Everything(SPREAD))
    over = lcm(*[value[1] for value in collected.values()])
    if over == 1:
        return root
    if all(value[0] < 0 for value in collected.values()):
        over = -over
    whole = {term: rational.multiply(value, (over, 1)) for term, value in collected.items()}
    return graph.divide(written(graph, whole), graph.constant(over))
