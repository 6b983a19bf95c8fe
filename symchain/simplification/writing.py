"""The ways to write a quotient of polynomials: which of them is shortest, the cost says."""

from __future__ import annotations

from math import gcd, lcm

from symchain.functions import TABLE
from symchain.functions.arithmetic import NEGATE, POWER
from symchain.graph import rational
from symchain.graph.graph import Graph
from symchain.graph.rational import MINUS_ONE, ONE, ZERO, Rational
from symchain.simplification.collection import collected, grouped, least_operations, plain
from symchain.simplification.cost import visible_together
from symchain.simplification.polynomials import (
    Lexical,
    Quotient,
    added,
    content,
    divided,
    exact_quotient,
    inverse,
    is_whole,
    kernels,
    least,
    shared,
    times,
)
from symchain.simplification.products import product, split_coefficient
from symchain.simplification.quotients import Field
from symchain.simplification.roots import with_roots_open

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from symchain.simplification.polynomials import Monomial, Polynomial

EXP = TABLE["exp"]
LEAST = 3  # the power of a ratio in which a quotient is written
FEW = 4  # terms of a numerator that is multiplied out though it has sums as factors


def ways(field: Field, quotient: Quotient, most: int) -> Iterator[int]:
    """The nodes of a quotient in each way to write it that may have no more operations than `most`.

    What cancels is left out.
    """
    graph = field.graph
    above, below = field.cancelled(quotient)
    if not above:
        yield graph.constant(0)
        return
    above, below = _settled(graph, above, below)
    above = _by_known_sums(field, above, kernels(above))
    yield from _lines(field, above, below, most)
    split = _by_known_sums(field, above, {kernel for kernel, e in below if e == ONE})
    for each in (above,) if split is above else (above, split):
        shifted, rest = _shifted(each, below)
        if rest != below:
            yield from _lines(field, shifted, rest, most)
    joined, rest = _by_roots(field, above, below)
    if rest != below:
        yield from _lines(field, joined, rest, most)
    for each, under in _flipped(field, above, below):
        yield from _lines(field, each, under, most)
    ratio = _in_ratio(graph, above, below)
    if ratio:
        yield from _lines(field, *ratio, most)
    turned, rest = _turned(graph, above, below)
    if rest != below:
        yield from _lines(field, turned, rest, most)


def _in_ratio(
    graph: Graph, above: Polynomial, below: Monomial
) -> tuple[Polynomial, Monomial] | None:
    """A quotient of two terms in the ratio by whose power they differ; None where they do not.

    24*s^6*(r^6 - 2*s^6)/r^13 is 24*(1 - 2*(s/r)^6)*(s/r)^6/r.
    """
    if len(above) != 2:
        return None
    first, second = above
    parts = times(first, inverse(second))
    if len(parts) != 2 or abs(parts[0][1][0]) < LEAST or parts[0][1][1] != 1:
        return None
    if parts[0][1] != (-parts[1][1][0], parts[1][1][1]):
        return None
    lines = dict(below)
    for (top, _), (bottom, _) in (parts, parts[::-1]):
        if lines.get(bottom, ZERO)[0] > 0 and top not in lines:  # so that it is not 0 anyway
            ratio = graph.divide(top, bottom)
            found = {}
            for monomial, value in above.items():
                powers = dict(monomial)
                exponent = powers.pop(top, ZERO)
                powers[bottom] = rational.add(powers.get(bottom, ZERO), exponent)
                powers[ratio] = exponent
                found[tuple(sorted([p for p in powers.items() if p[1][0]]))] = value
            return found, below
    return None


def _turned(graph: Graph, above: Polynomial, below: Monomial) -> tuple[Polynomial, Monomial]:
    """A quotient with exp(-a) for exp(a), where that leaves no power of it below the line."""
    for kernel, exponent in below:
        if graph.ops[kernel] is EXP:
            powers = [dict(monomial).get(kernel, ZERO) for monomial in above]
            if all(least(power, exponent) == power for power in powers):
                above, below = _respelled(graph, above, below, kernel, MINUS_ONE)
    return above, below


def _flipped(
    field: Field, above: Polynomial, below: Monomial
) -> Iterator[tuple[Polynomial, Monomial]]:
    """A quotient with exp(-a) in all terms above, taken into a sum below the line.

    exp(-a)/(1 + exp(-a)) is 1/(exp(a) + 1).
    not: exp(a)/(exp(a) + exp(b)) -> 1/(1 + exp(b - a))
    """
    graph = field.graph
    for kernel, exponent in shared(list(above)):
        if graph.ops[kernel] is not EXP or exponent != ONE:
            continue
        if split_coefficient(graph, graph.args[kernel][0])[0][0] > 0:
            continue
        for other, power in below:
            if power == ONE and other in field.sums:
                inside = added({}, field.sums[other], ONE, ((kernel, MINUS_ONE),))
                inside, _ = _respelled(graph, inside, (), kernel, MINUS_ONE)
                if all(is_whole(monomial) for monomial in inside):
                    rest = tuple([p for p in below if p[0] != other])
                    ((monomial, value),) = field.factored(inside).items()
                    over = ((kernel, MINUS_ONE),)
                    yield added({}, above, rational.inverse(value), over), times(rest, monomial)


def _by_roots(field: Field, above: Polynomial, below: Monomial) -> tuple[Polynomial, Monomial]:
    """A quotient with the sums below the line joined to what is under a root beside them.

    1/((c^2 - v^2)*sqrt(1 - v^2/c^2)) is 1/(c^2*(1 - v^2/c^2)^(3/2)), and sqrt(1 - x^2)/((1 + x)*
    (1 - x)^2) is 1/((1 - x)*sqrt(1 - x^2)).
    """
    if not field.radicands:
        return above, below
    common = dict(shared(list(above)))
    under = dict(below)
    for base, exponent in [*common.items(), *below]:
        if exponent[1] != 2 or base not in field.radicands:
            continue
        whole, over = field.radicands[base]
        taken: dict[int, Rational] = {}
        for kernel, (top, bottom) in under.items():
            if kernel in field.sums and bottom == 1:
                while top > 0 and (quotient := exact_quotient(whole, field.sums[kernel])):
                    whole, top = quotient, top - 1
                    taken[kernel] = rational.add(taken.get(kernel, ZERO), ONE)
        if taken and whole.keys() == {()}:
            scale = whole[()]
            by = times(times(tuple(sorted(taken.items())), inverse(over)), ((base, MINUS_ONE),))
            left = times(below, inverse(by))
            above = added({}, above, scale, tuple([p for p in inverse(left) if p[1][0] > 0]))
            return above, tuple([p for p in left if p[1][0] > 0])
    return above, below


def _by_known_sums(field: Field, above: Polynomial, sums: set[int]) -> Polynomial:
    """A numerator with sums for the terms in which they are hidden.

    2*x*y^2 - 4*y^2 + 4*(x - 2)^3 is 2*y^2*(x - 2) + 4*(x - 2)^3.
    """
    if field.expands or len(above) < 3:
        return above
    for kernel in sums.intersection(field.sums):
        quotient, rest = divided(above, field.sums[kernel], Lexical())
        if quotient and len(quotient) + len(rest) < len(above):
            above = added(rest, quotient, ONE, ((kernel, ONE),))
    return above


def _lines(field: Field, above: Polynomial, below: Monomial, most: int) -> Iterator[int]:
    """A quotient over one line, its numerator term by term, in factors, and collected."""
    graph = field.graph
    common = tuple([p for p in shared(list(above)) if p[1][0] > 0 or _is_below(p[0], above)])
    rest = added({}, above, ONE, inverse(common))
    powers = with_roots_open(graph, times(common, inverse(below)))
    if len(rest) == 1:
        ((_, value),) = rest.items()
        yield product(graph, value, dict(powers))
        return
    if _may_fit(graph, powers, [rest], most):
        halved = any(bottom > 1 for _, bottom in rest.values())
        if halved and any(exponent[0] < 0 for _, exponent in powers):
            value = content(rest)
            whole = added({}, rest, rational.inverse(value))
            yield _over(graph, plain(graph, whole), powers, value)
        yield _over(graph, plain(graph, rest), powers)
    if field.split(rest)[1]:
        ((monomial, value),) = field.factored(rest).items()
        if len(monomial) > 1 or monomial[0][1] != ONE:
            yield product(graph, value, dict(times(monomial, powers)))
    if not field.expands and len(rest) <= FEW and _has_one_variable(field, rest):
        opened = field.opened_out(rest)
        if len(opened) <= most:
            value = content(opened)
            whole = added({}, opened, rational.inverse(value))
            yield _over(graph, plain(graph, whole), powers, value)
    parts = grouped(graph, rest)
    if len(parts) > 1 and _may_fit(graph, powers, parts, most):
        yield _over(graph, collected(graph, rest), powers)


def _has_one_variable(field: Field, polynomial: Polynomial) -> bool:
    """Whether a polynomial has sums as factors, nothing below a line, and one variable in all."""
    found = kernels(polynomial)
    sums = found.intersection(field.sums)
    if not sums or not all(map(is_whole, polynomial)):
        return False
    found -= sums
    for kernel in sums:
        found |= kernels(field.sums[kernel])
    return len(found) == 1


def _is_below(kernel: int, above: Polynomial) -> bool:
    """Whether a kernel stands below the line in all terms."""
    return all(dict(monomial)[kernel][0] < 0 for monomial in above)


def _may_fit(graph: Graph, powers: Monomial, parts: list[Polynomial], most: int) -> bool:
    """Whether powers times a grouped polynomial may have so few operations, signs left out."""
    most -= len(powers) + least_operations(parts)
    most += sum([_bases(graph, term) for term in (powers, *[t for part in parts for t in part])])
    if most < 0:
        return False
    factors = {(kernel, abs(e[0]), e[1]) for kernel, e in powers}
    for part in parts:
        factors.update([(kernel, abs(e[0]), e[1]) for term in part for kernel, e in term])
    known = [graph.power(k, graph.number((top, bottom))) for k, top, bottom in factors if k >= 0]
    return visible_together(graph, known) <= most


def _bases(graph: Graph, monomial: Monomial) -> int:
    """How many factors stand beside a power of theirs, with which they may become one factor."""
    raised = {graph.args[k][0] for k, _ in monomial if k >= 0 and graph.ops[k] is POWER}
    return sum([1 for kernel, _ in monomial if kernel in raised]) if raised else 0


def _over(graph: Graph, body: int, powers: Monomial, value: Rational = ONE) -> int:
    """A number times a sum times powers; the sign of the sum stands outside."""
    negative = graph.ops[body] is NEGATE
    body = graph.args[body][0] if negative else body
    factors = dict(powers)
    factors[body] = rational.add(factors.get(body, ZERO), ONE)
    return product(graph, (-value[0], value[1]) if negative else value, factors)


def _shifted(above: Polynomial, below: Monomial) -> tuple[Polynomial, Monomial]:
    """A quotient with those powers below each term alone that cancel in enough of the terms."""
    kept = []
    for kernel, exponent in below:
        own = [dict(monomial).get(kernel, ZERO) for monomial in above]
        without = sum([1 for power in own if power[0] <= 0])
        loss = without - own.count(exponent) - 1
        if loss == 0:
            loss -= bool(shared([m for m, power in zip(above, own, strict=True) if power[0] <= 0]))
        if loss < 0 and any(power[0] > 0 for power in own):
            above = added({}, above, ONE, ((kernel, (-exponent[0], exponent[1])),))
        else:
            kept.append((kernel, exponent))
    return above, tuple(kept)


def _settled(graph: Graph, above: Polynomial, below: Monomial) -> tuple[Polynomial, Monomial]:
    """exp(a)^c as exp(c*a) where no other power of exp(a) is there, and none below the line."""
    found: dict[int, list[Rational]] = {}
    for monomial in above:
        for kernel, exponent in monomial:
            if graph.ops[kernel] is EXP:
                found.setdefault(kernel, []).append(exponent)
    for kernel, (top, bottom) in below:
        if graph.ops[kernel] is EXP:
            found.setdefault(kernel, []).append((-top, bottom))
    for kernel, powers in found.items():
        unit = gcd(*[p[0] for p in powers]), lcm(*[p[1] for p in powers])
        if all(power[0] < 0 for power in powers):
            unit = (-unit[0], unit[1])
        if unit != ONE:
            above, below = _respelled(graph, above, below, kernel, unit)
    return above, below


def _respelled(
    graph: Graph, above: Polynomial, below: Monomial, kernel: int, unit: Rational
) -> tuple[Polynomial, Monomial]:
    """A quotient with exp(unit*a) for the powers of exp(a)."""
    arg = graph.args[kernel][0]
    other = graph.apply(EXP, (graph.multiply(graph.number(unit), arg),))
    scale = rational.inverse(unit)
    spelled = {}
    for monomial, value in above.items():
        powers = dict(monomial)
        if kernel in powers:
            powers[other] = rational.multiply(powers.pop(kernel), scale)
        spelled[tuple(sorted(powers.items()))] = value
    under = dict(below)
    if kernel in under:
        top, bottom = rational.multiply(under.pop(kernel), scale)
        if top > 0:
            under[other] = (top, bottom)
        else:
            spelled = added({}, spelled, ONE, ((other, (-top, bottom)),))
    return spelled, tuple(sorted(under.items()))
