"""The normal form for reading: sums and products are taken apart whoever else uses their parts.

In a formula that is read it does not count that c*b is computed once: a*b/(c*b) is a/c. A product
has the numbers of its sums in front, x/(1 + y/2) is 2*x/(y + 2), and powers of products written
out where that is shorter; a sum has the numbers of its sums multiplied in, where it is no longer.
"""

from __future__ import annotations

from math import gcd, lcm

from symchain.functions.arithmetic import ADD, MULTIPLY, POWER, SUBTRACT
from symchain.graph import rational
from symchain.graph.graph import Graph
from symchain.graph.rational import HALF, MINUS_ONE, ONE, ZERO, Rational, is_short_power
from symchain.graph.walk import under
from symchain.simplification.cost import no_longer, shortest_of
from symchain.simplification.exponents import (
    EXP,
    SQRT,
    is_number,
    root_of_square,
    with_exponents,
    with_logarithms_out,
    with_squares_out,
)
from symchain.simplification.families import (
    NO_FAMILY,
    PRODUCTS,
    SPREAD,
    SUMS,
    Everything,
    dissolving,
    family,
)
from symchain.simplification.identities import identity
from symchain.simplification.odd_roots import ODD_ROOTS, with_odd_roots
from symchain.simplification.products import factors, product
from symchain.simplification.sums import UNIT, gathered, scaled_terms, terms, total, written

# What has parts that a product may take up.
LOOKED_INTO = SUMS | PRODUCTS | ODD_ROOTS | {POWER, EXP}
NONE, SHORT, ALL = range(3)  # which powers of products a normal form opens

TYPE_CHECKING = False
if TYPE_CHECKING:
    from symchain.simplification.products import Product
    from symchain.simplification.sums import Terms


def for_reading(graph: Graph, root: int) -> int:
    """The root with every sum and product in normal form, unless that has more operations.

    Powers of products are opened where that is shorter by itself, or else all or none of them: what
    they are opened to, or what is raised in them, may be there anyway.
    """
    form = _normal(graph, root, SHORT)
    if any(_is_raised_product(graph, node) for node in under(graph, form)):
        form = shortest_of(graph, (form, _normal(graph, root, ALL)))
    if no_longer(graph, form, root) != form:
        form = _normal(graph, root, NONE)
    return no_longer(graph, form, root)


def _is_raised_product(graph: Graph, node: int) -> bool:
    """Whether a node is a whole power of a product or a quotient."""
    return (
        graph.ops[node] is POWER
        and graph.ops[graph.args[node][0]] in PRODUCTS
        and graph.constants.get(graph.args[node][1], HALF)[1] == 1
    )


def _normal(graph: Graph, root: int, opens: int) -> int:
    """The root in normal form; that of a node is the same under every root, and is found once."""
    order = under(graph, root)
    inside, once = dissolving(graph, root)
    skipped = inside & once
    everything = Everything(SPREAD * len(order))
    image: dict[int, int] = {}
    for node in order:
        if graph.args[node] and node not in skipped:
            known = graph.notes.get(((_normal, opens), node))
            if known is None:
                known = identity(graph, _regrouped(graph, node, image, inside, everything, opens))
                graph.notes[(_normal, opens), node] = known
            image[node] = known
    return image.get(root, root)


def _regrouped(
    graph: Graph,
    node: int,
    image: dict[int, int],
    inside: set[int],
    everything: Everything,
    opens: int,
) -> int:
    """A node with its sum or product in normal form, its arguments being so already."""
    own = family(graph, node)
    if own is SUMS:
        return spread(
            graph, total(graph, flat(graph, terms(graph, node, image, inside)), everything)
        )
    if own is NO_FAMILY:
        args = tuple([image.get(arg, arg) for arg in graph.args[node]])
        node = graph.apply(graph.ops[node], args)
        if graph.ops[node] is EXP and graph.ops[graph.args[node][0]] in SUMS:
            return with_logarithms_out(graph, node)
        if graph.ops[node] is SQRT and graph.ops[graph.args[node][0]] in PRODUCTS:
            return root_of_square(graph, node)
        if graph.ops[node] is not POWER or graph.args[node][1] not in graph.constants:
            return node
        if opens == NONE:
            return node
        image, inside = {}, set()
    coefficient, powers = factors(graph, node, image, inside)
    if all(_is_plain(graph, base, exponent) for base, exponent in powers.items()):
        return product(graph, coefficient, powers)
    coefficient, powers = with_squares_out(graph, coefficient, powers)
    if opens != NONE:
        coefficient, powers = with_parts(graph, coefficient, powers, opens == ALL)
    coefficient, powers = with_contents(graph, coefficient, powers)
    powers = with_odd_roots(graph, _with_squares(graph, powers))
    powers = with_exponents(graph, powers, everything)
    return spread(graph, product(graph, coefficient, powers))


def _is_plain(graph: Graph, base: int, exponent: Rational) -> bool:
    """Whether a factor stands alone whatever it is multiplied with: no sum, power, root."""
    return exponent[1] == 1 and graph.ops[base] not in LOOKED_INTO


def _with_squares(graph: Graph, powers: dict[int, Rational]) -> dict[int, Rational]:
    """The powers with a^2 - b^2 for (a + b)*(a - b), where that is shorter: x^2 - 1."""
    for base, exponent in powers.items():
        if graph.ops[base] is not ADD:
            continue
        for a, b in (graph.args[base], graph.args[base][::-1]):
            other = graph.find(SUBTRACT, (a, b))
            is_short = (
                a in graph.constants or b in graph.constants or exponent not in (ONE, MINUS_ONE)
            )
            if is_short and other is not None and powers.get(other) == exponent:
                two = graph.constant(2)
                square = graph.subtract(graph.power(a, two), graph.power(b, two))
                left = {part: e for part, e in powers.items() if part not in (base, other)}
                return {**left, square: rational.add(left.get(square, ZERO), exponent)}
    return powers


def with_contents(graph: Graph, coefficient: Rational, powers: dict[int, Rational]) -> Product:
    """A product with the content of each sum, to the sum's power, as part of its coefficient.

    2*(4*x + 2)^3 is 16*(2*x + 1)^3, 1/sqrt(1 - x^2/4) is 2/sqrt(4 - x^2).
    """
    found: dict[int, Rational] = {}
    for base, exponent in powers.items():
        if graph.ops[base] in SUMS and (len(powers) > 1 or exponent != ONE):
            is_scaled = abs(coefficient[0]) != coefficient[1]
            key = _primitive, base, is_scaled or exponent == ONE
            if key not in graph.notes:
                graph.notes[key] = _primitive(graph, *key[1:])
            content, rest = graph.notes[key]
            root = rational.root(content, exponent[1])
            if root is not None and root != ONE and is_short_power(root, (exponent[0], 1)):
                value = rational.power(root, exponent[0])
                coefficient = rational.multiply(coefficient, value)
                base = rest
        found[base] = rational.add(found[base], exponent) if base in found else exponent
    return coefficient, found


def _primitive(graph: Graph, base: int, scaled: bool) -> tuple[Rational, int]:
    """A sum as number * sum, where that leaves fewer numbers in it.

    As many, if it is a whole number and one stands outside already: 4*(6*x - 3) is 12*(2*x - 1).
    """
    args = graph.args[base]
    if all(not graph.args[arg] for arg in args):
        return ONE, base
    collected = gathered(graph, base, {}, Everything(len(graph)))
    values = list(collected.values())
    content = gcd(*[v[0] for v in values]), lcm(*[v[1] for v in values])
    if content == ONE or not content[0]:
        return ONE, base
    scale = rational.inverse(content)
    rest = {term: rational.multiply(value, scale) for term, value in collected.items()}
    if scaled_terms(rest) >= scaled_terms(collected) + (scaled and content[1] == 1):
        return ONE, base
    return content, total(graph, rest, set())


def flat(graph: Graph, collected: Terms) -> Terms:
    """The terms of a sum with sums among them dissolved: 2*(x + 1) - 2*y is 2*x + 2 - 2*y.

    A multiple of a sum stays where it has fewer operations than its parts, those of them left out
    that join others. The parts stand where the sum stood: a sum of which only some parts are opened
    at a time is in normal form as it is.
    """
    if not any(term != UNIT and graph.ops[term] in SUMS for term in collected):
        return collected
    found: Terms = {}
    for term, value in collected.items():
        for part, number in _parts(graph, term, value, collected).items():
            found[part] = rational.add(found.get(part, ZERO), number)
    return {term: value for term, value in found.items() if value[0]}


def _parts(graph: Graph, term: int, value: Rational, beside: Terms) -> Terms:
    """The terms of a multiple of a sum, where these have no more operations; else itself."""
    if term != UNIT and graph.ops[term] in SUMS:
        own = gathered(graph, term, {}, Everything(SPREAD))
        scaled = {part: rational.multiply(value, v) for part, v in own.items()}
        joined = {part for part in scaled if part in beside}
        new = {part: v for part, v in scaled.items() if part not in joined}
        if scaled_terms(new) <= scaled_terms(own) + (abs(value[0]) != value[1]) + len(joined):
            return scaled
    return {term: value}


def spread(graph: Graph, node: int) -> int:
    """number * sum as a sum, where that is no longer: 2*x - 2."""
    if graph.ops[node] is not MULTIPLY or graph.ops[graph.args[node][1]] not in SUMS:
        return node
    value = graph.constants.get(graph.args[node][0])
    if value is None:
        return node
    collected = flat(graph, {graph.args[node][1]: value})
    return node if graph.args[node][1] in collected else written(graph, collected)


def with_parts(
    graph: Graph, coefficient: Rational, powers: dict[int, Rational], always: bool = False
) -> Product:
    """A product with powers of products written out, where that makes it shorter or always.

    (a*b)^2/a is a*b^2, and x/sqrt(x*y) is sqrt(x*y)/y: both have a value wherever (x*y)^(-1/2) has.
    """
    best, fewest = (coefficient, powers), -1
    for base in powers:
        exponent = best[1].get(base)
        if exponent is None or graph.ops[base] not in PRODUCTS:
            continue
        if fewest < 0:
            fewest = _operations(graph, *best)
        number, parts = factors(graph, base, {}, Everything(SPREAD))
        times = exponent if exponent[1] == 1 else (ONE if exponent[0] < 0 else MINUS_ONE)
        # not: sqrt(x*y)/y -> x/sqrt(x*y)   (x = 0), but sqrt(2*pi)/pi -> 2/sqrt(2*pi)
        if times != exponent and (
            number[0] <= 0 or (exponent[0] > 0 and not is_number(graph, base))
        ):
            continue
        if not is_short_power(number, times):
            continue
        value, merged = best[0], dict(best[1])
        if times == exponent:
            del merged[base]
            value = rational.multiply(value, rational.power(number, times[0]))
        else:
            merged[base] = rational.add(exponent, times)
            value = rational.multiply(value, rational.power(number, -times[0]))
            times = (-times[0], 1)
        for part, power in parts.items():
            merged[part] = rational.add(merged.get(part, ZERO), rational.multiply(power, times))
        merged = {part: power for part, power in merged.items() if power[0]}
        count = _operations(graph, value, merged)
        alike = exponent in (ONE, MINUS_ONE) or _weight(graph, merged) < _weight(graph, best[1])
        if count < fewest or (count == fewest and alike) or (always and times == exponent):
            best, fewest = (value, merged), count
    return best


def _operations(graph: Graph, coefficient: Rational, powers: dict[int, Rational]) -> int:
    """The operations of a product, those of its sums and functions apart."""
    count = _members(coefficient, powers)
    for base in powers:
        if graph.ops[base] in PRODUCTS:
            count += _members(*factors(graph, base, {}, Everything(SPREAD))) - 1
    return count


def _members(coefficient: Rational, powers: dict[int, Rational]) -> int:
    """The factors of a product and the powers among them, signs left out."""
    raised = sum([1 for top, bottom in powers.values() if (abs(top), bottom) != ONE])
    return len(powers) + raised + (abs(coefficient[0]) != coefficient[1])


def _weight(graph: Graph, powers: dict[int, Rational]) -> tuple[int, int]:
    """How many factors are sums, and how many stand below the line."""
    sums = sum([1 for base in powers if graph.ops[base] in SUMS])
    return sums, sum([1 for exponent in powers.values() if exponent[0] < 0])
