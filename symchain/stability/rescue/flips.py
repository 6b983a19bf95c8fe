"""Other forms of a formula: over one line, and with its exponentials or powers turned over.

exp(x)/(1 + exp(x))^2 overflows at 800 where exp(-x)/(1 + exp(-x))^2 does not; x^2/(1 + x^4) at
1e100 where (1/x)^2/(1 + (1/x)^4) does not. Each is the other with numerator and denominator
divided by the leading power.
"""

from __future__ import annotations

from symchain.functions import TABLE
from symchain.functions.arithmetic import ADD, DIVIDE, MULTIPLY, NEGATE, POWER, SUBTRACT
from symchain.functions.row import Op
from symchain.graph import rational
from symchain.graph.graph import Graph
from symchain.graph.rational import ONE, ZERO, Rational, is_short_power
from symchain.graph.transfer import transfer
from symchain.graph.walk import reachable
from symchain.simplification.polynomials import Quotient, TooLarge
from symchain.simplification.products import product
from symchain.simplification.quotients import Field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from symchain.simplification.polynomials import Monomial, Polynomial

ABS, EXP, SQRT = TABLE["abs"], TABLE["exp"], TABLE["sqrt"]
ALGEBRA = frozenset((ADD, SUBTRACT, MULTIPLY, DIVIDE, NEGATE, POWER, EXP))


def forms(graph: Graph, root: int, variable: int) -> list[int]:
    """Nodes of equal value: over one line, with exponentials turned over, with powers so."""
    field = Field(graph)
    try:
        quotient = field.quotient(in_exponentials(graph, root))
        found = [field.node(quotient)]
        kernels = _kernels(field, quotient)
        exponentials = {
            kernel: graph.apply(EXP, (graph.negate(graph.args[kernel][0]),))
            for kernel in kernels
            if graph.ops[kernel] is EXP
        }
        for flipped in (
            exponentials,
            {variable: graph.divide(graph.constant(1), variable)} if variable in kernels else {},
        ):
            if flipped:
                found.append(_turned(field, quotient, flipped))
    except TooLarge:
        return []
    return [node for node in dict.fromkeys(found) if node != root]


def in_exponentials(graph: Graph, root: int) -> int:
    """The node with every function that is defined by exponentials alone written so."""
    image: dict[int, int] = {}
    known: dict[Op, tuple[Graph, int, list[int]] | None] = {}
    for node in reachable(graph, [root]):
        op = graph.ops[node]
        args = tuple([image.get(arg, arg) for arg in graph.args[node]])
        if op not in known:
            known[op] = _definition(op)
        if (own := known[op]) is not None:
            inner, result, slots = own
            image[node] = transfer(inner, [result], graph, dict(zip(slots, args, strict=True)))[0]
        elif args != graph.args[node]:
            image[node] = graph.apply(op, args)
    return image.get(root, root)


def _definition(op: Op) -> tuple[Graph, int, list[int]] | None:
    """The definition of a function as a small graph, if it is made of exponentials alone."""
    if not op.definition:
        return None
    from symchain.parsing import parse_node

    own = Graph()
    slots = [own.symbol(name) for name in op.parameters]
    root = parse_node(own, op.definition, variables=op.parameters)
    inner = [node for node in reachable(own, [root]) if own.args[node]]
    exponential = any(own.ops[node] is EXP for node in inner)
    return (
        (own, root, slots)
        if exponential and ALGEBRA.issuperset(own.ops[n] for n in inner)
        else None
    )


def _kernels(field: Field, quotient: Quotient) -> set[int]:
    """The kernels of a quotient, those of the sums that it names included."""
    found = {kernel for monomial in quotient.above for kernel, _ in monomial}
    found |= {kernel for kernel, _ in quotient.below}
    for kernel in list(found & field.sums.keys()):
        found |= {inner for monomial in field.sums[kernel] for inner, _ in monomial}
    return found


def _turned(field: Field, quotient: Quotient, flipped: dict[int, int]) -> int:
    """The node of a quotient with each kernel k that is flipped replaced by 1/its image."""
    above, degrees = _polynomial(quotient.above, flipped)
    powers: dict[int, Rational] = {}
    _multiply(powers, field.written(above), ONE)
    for kernel, degree in degrees.items():
        _multiply(powers, flipped[kernel], _negative(degree))
    for kernel, exponent in quotient.below:
        if kernel in flipped:
            _multiply(powers, flipped[kernel], exponent)
        elif kernel in field.sums:
            inner, degrees = _polynomial(field.sums[kernel], flipped)
            _multiply(powers, field.written(inner), _negative(exponent))
            for each, degree in degrees.items():
                base = _rooted(field.graph, each, flipped[each], exponent)
                _multiply(powers, base, rational.multiply(degree, exponent))
        else:
            _multiply(powers, kernel, _negative(exponent))
    for image in flipped.values():
        _merge_size(field.graph, powers, image)
    return product(field.graph, _coefficient(field.graph, powers), powers)


def _merge_size(graph: Graph, powers: dict[int, Rational], base: int) -> None:
    """Leaves at most one factor of the base beside powers of its size: t^2*abs(t) is abs(t)^3."""
    size = graph.apply(ABS, (base,))
    own = powers.get(base, ZERO)
    if size in powers and own[1] == 1:
        powers[base] = (own[0] % 2, 1)
        powers[size] = rational.add(powers[size], (own[0] - own[0] % 2, 1))


def _rooted(graph: Graph, kernel: int, image: int, exponent: Rational) -> int:
    """What stands for k in (k^n)^exponent: its size where that is a root, as in sqrt(x^2)."""
    whole = exponent[1] == 1 or graph.ops[kernel] is EXP
    return image if whole else graph.apply(ABS, (image,))


def _coefficient(graph: Graph, powers: dict[int, Rational]) -> Rational:
    """The number that a product's factors without variables are; they are taken out."""
    coefficient = ONE
    for node, exponent in list(powers.items()):
        if node in graph.constants:
            if not is_short_power(graph.constants[node], exponent):
                raise TooLarge
            del powers[node]
            own = rational.power(graph.constants[node], exponent[0])
            coefficient = rational.multiply(coefficient, own)
        elif not exponent[0]:
            del powers[node]
    return coefficient


def _multiply(powers: dict[int, Rational], node: int, exponent: Rational) -> None:
    powers[node] = rational.add(powers.get(node, ZERO), exponent)


def _polynomial(
    polynomial: Polynomial, flipped: dict[int, int]
) -> tuple[Polynomial, dict[int, Rational]]:
    """A polynomial without the leading powers of kernels, in their images; and those powers."""
    degrees: dict[int, Rational] = {}
    for monomial in polynomial:
        own = dict(monomial)
        for kernel in flipped:
            degree = own.get(kernel, ZERO)
            known = degrees.get(kernel)
            degrees[kernel] = degree if known is None or _less(known, degree) else known
    result: Polynomial = {}
    for monomial, value in polynomial.items():
        own = dict(monomial)
        for kernel, image in flipped.items():
            lacking = rational.add(degrees[kernel], _negative(own.pop(kernel, ZERO)))
            if lacking[0]:
                own[image] = lacking
        place: Monomial = tuple(sorted(own.items()))
        result[place] = value
    return result, degrees


def _less(a: Rational, b: Rational) -> bool:
    return a[0] * b[1] < b[0] * a[1]


def _negative(a: Rational) -> Rational:
    return -a[0], a[1]
