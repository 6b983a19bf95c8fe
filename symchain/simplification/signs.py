"""Differences turned around: y - x*(a - b) is y + x*(b - a), and (a - b)^2 is (b - a)^2.

First each product with a minus sign turns one of its differences, or of its sums with a difference
in them, then each even power takes the
direction in which the difference stands elsewhere. What costs least is kept: a difference that is
turned in one place may have been shared with another.
"""

from __future__ import annotations

from collections import Counter

from symchain.functions import TABLE
from symchain.functions.arithmetic import DIVIDE, MULTIPLY, NEGATE, POWER, SUBTRACT
from symchain.graph.graph import Graph
from symchain.graph.walk import under
from symchain.simplification.cost import (
    is_negative,
    no_longer,
    shortest_of,
    visible_operations,
)
from symchain.simplification.families import SUMS
from symchain.simplification.products import split_coefficient

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    Path = tuple[tuple[int, int], ...]

SIGNED = frozenset((MULTIPLY, DIVIDE))
ROOTS = frozenset((POWER, TABLE["sqrt"], TABLE["log"]))
ALGEBRAIC = SUMS | SIGNED | {NEGATE, POWER, TABLE["sqrt"], TABLE["cbrt"], TABLE["root"]}


def signs(graph: Graph, root: int) -> int:
    """The root with its differences in the directions that cost least."""
    order = under(graph, root)
    if not any(graph.ops[node] is SUBTRACT for node in order):
        return root
    turned = _turned(graph, order)
    paired = _paired(graph, under(graph, turned))
    forms = list(dict.fromkeys((root, turned, paired, _positive(graph, order))))
    forms += [_aligned(graph, form) for form in forms]
    return shortest_of(graph, [*forms, *_in_one_direction(graph, order)])


def _in_one_direction(graph: Graph, order: list[int]) -> Iterator[int]:
    """The last node of an order with each difference that stands both ways in one of the two.

    (x - 1)*(y + z*(1 - x)) is (x - 1)*(y - z*(x - 1)).
    """
    ops, args = graph.ops, graph.args
    differences = {args[node]: node for node in order if ops[node] is SUBTRACT}
    both = [node for pair, node in differences.items() if pair[::-1] in differences]
    for turned in both if len(both) == 2 else ():
        other = graph.subtract(*args[turned][::-1])
        image: dict[int, int] = {}
        for node in order:
            parts = tuple([image.get(arg, arg) for arg in args[node]])
            if ops[node] in SIGNED and parts.count(turned) == 1:
                parts = tuple([other if part == turned else part for part in parts])
                image[node] = graph.negate(graph.apply(ops[node], parts))
            elif parts != args[node]:
                if ops[node] in ROOTS and split_coefficient(graph, parts[0])[0][0] < 0:
                    break  # not: sqrt(x*(a - b)) -> sqrt(-x*(b - a))
                image[node] = graph.apply(ops[node], parts)
        else:
            yield image.get(order[-1], order[-1])


def _paired(graph: Graph, order: list[int]) -> int:
    """The last node of an order with two differences of a product turned where that shares one.

    (a - b)*(c - d)*exp(b - a) is (b - a)*(d - c)*exp(b - a).
    """
    ops, args = graph.ops, graph.args
    standing = {args[node] for node in order if ops[node] is SUBTRACT}
    image: dict[int, int] = {}
    for node in order:
        new = node
        if not image.keys().isdisjoint(args[node]):
            new = graph.apply(ops[node], tuple([image.get(arg, arg) for arg in args[node]]))
        if ops[new] is MULTIPLY:
            new = _turned_pair(graph, new, standing)
        if new != node:
            image[node] = new
    return image.get(order[-1], order[-1])


def _turned_pair(graph: Graph, node: int, standing: set[tuple[int, ...]]) -> int:
    """A product with a difference as it stands elsewhere, and another one turned for it."""
    differences = [part for _, part in _sums(graph, node) if graph.ops[part] is SUBTRACT]
    known = [part for part in differences if graph.args[part][::-1] in standing]
    others = [part for part in differences if part not in known]
    if not known or not others:
        return node
    for wanted in (known[0], others[0]):
        for path, part in _sums(graph, node):
            if part == wanted:
                node = _replaced(graph, path, graph.subtract(*graph.args[part][::-1]))
                break
    return node


def _turned(graph: Graph, order: list[int]) -> int:
    """The last node of an order with every product that has a minus sign turned."""
    ops, args, constants = graph.ops, graph.args, graph.constants
    image: dict[int, int] = {}
    for node in order:
        new = node
        if not image.keys().isdisjoint(args[node]):
            new = graph.apply(ops[node], tuple([image.get(arg, arg) for arg in args[node]]))
        if ops[new] is NEGATE:
            other = _opposite(graph, args[new][0])
        elif ops[new] in SIGNED and constants.get(args[new][0], (0, 1))[0] < 0:
            first, rest = args[new]
            other = _opposite(graph, rest)
            if other is not None:
                other = graph.apply(ops[new], (graph.negate(first), other))
        elif ops[new] is SUBTRACT and ops[args[new][1]] in SIGNED:
            other = _opposite(graph, args[new][1])
            if other is not None:
                other = graph.add(args[new][0], other)
        else:
            other = None
        new = new if other is None else other
        if new != node:
            image[node] = new
    return image.get(order[-1], order[-1])


def _positive(graph: Graph, order: list[int]) -> int:
    """The last node of an order with no sum of negative terms as a factor or below a power.

    y*(-3*x - 2) is -y*(3*x + 2), and (-3*x - 2)^2 is (3*x + 2)^2.
    """
    ops, args = graph.ops, graph.args
    if not any(is_negative(graph, node) for node in order):
        return order[-1]
    image: dict[int, int] = {}
    for node in order:
        new = node
        if not image.keys().isdisjoint(args[node]):
            new = graph.apply(ops[node], tuple([image.get(arg, arg) for arg in args[node]]))
        parts = args[new]
        if ops[new] in SIGNED:
            turned = [is_negative(graph, part) for part in parts]
            if any(turned):
                other = [
                    _without_signs(graph, part) if negative else part
                    for part, negative in zip(parts, turned, strict=True)
                ]
                new = graph.apply(ops[new], tuple(other))
                new = new if all(turned) else graph.negate(new)
        elif ops[new] is POWER and is_negative(graph, parts[0]):
            top, bottom = graph.constants.get(parts[1], (1, 2))
            if bottom == 1:
                new = graph.power(_without_signs(graph, parts[0]), parts[1])
                new = graph.negate(new) if top % 2 else new
        if new != node:
            image[node] = new
    return image.get(order[-1], order[-1])


def _without_signs(graph: Graph, root: int) -> int:
    """The opposite of a sum of negative terms."""
    op, args = graph.ops[root], graph.args[root]
    terms: list[int] = []
    while op is SUBTRACT:
        terms.append(args[1])
        root = args[0]
        op, args = graph.ops[root], graph.args[root]
    total = graph.negate(root)
    for term in reversed(terms):
        total = graph.add(total, term)
    return total


def _opposite(graph: Graph, node: int) -> int | None:
    """A product with its first sum to an odd power turned around; None without one that turns."""
    for path, part in _sums(graph, node):
        turned = _negative(graph, part)
        if turned is not None:
            return _replaced(graph, path, turned)
    return None


def _negative(graph: Graph, node: int) -> int | None:
    """b - a for a - b, and x*(b - a) - c for x*(a - b) + c; None for another sum."""
    first, second = graph.args[node]
    if graph.ops[first] in SUMS and (turned := _minus(graph, node)) is not None:
        return turned
    if graph.ops[node] is SUBTRACT:
        return graph.subtract(second, first)
    for term, other in ((first, second), (second, first)):
        for path, part in _sums(graph, term):
            if path and graph.ops[part] is SUBTRACT:
                difference = graph.subtract(*graph.args[part][::-1])
                return graph.subtract(_replaced(graph, path, difference), other)
    return None


def _minus(graph: Graph, root: int) -> int | None:
    """c + d - a - b for a - c + b - d; None for a sum with fewer terms below a minus sign."""
    ops, args = graph.ops, graph.args
    signs: tuple[list[int], list[int]] = [], []  # what is added, and what is subtracted
    while ops[root] in SUMS:
        signs[ops[root] is SUBTRACT].append(args[root][1])
        root = args[root][0]
    added, subtracted = [*signs[0], root], signs[1]
    if len(subtracted) < len(added):
        return None
    first, *others = reversed(subtracted)
    for term in others:
        first = graph.add(first, term)
    for term in reversed(added):
        first = graph.subtract(first, term)
    return first


def _sums(graph: Graph, root: int) -> Iterator[tuple[Path, int]]:
    """The sums to an odd power that are factors of a product, and where they stand in it."""
    ops, args = graph.ops, graph.args
    stack: list[tuple[int, Path]] = [(root, ())]
    while stack:
        node, path = stack.pop()
        op = ops[node]
        if op in SUMS:
            yield path, node
        elif op in SIGNED:
            stack += [(args[node][1], (*path, (node, 1))), (args[node][0], (*path, (node, 0)))]
        elif op is POWER:
            top, bottom = graph.constants.get(args[node][1], (0, 1))
            if bottom == 1 and top % 2:
                stack.append((args[node][0], (*path, (node, 0))))


def _replaced(graph: Graph, path: Path, node: int) -> int:
    """The first node of a path with another node at its end."""
    for user, position in reversed(path):
        parts = list(graph.args[user])
        parts[position] = node
        node = graph.apply(graph.ops[user], tuple(parts))
    return node


def _aligned(graph: Graph, root: int) -> int:
    """The root with each even power of a difference in the direction that stands elsewhere."""
    ops, args = graph.ops, graph.args
    order = under(graph, root)
    even = {node for node in order if _is_even(graph, node)}
    if not even:
        return root
    standing = {
        arg for node in order for arg in args[node] if node not in even and ops[arg] is SUBTRACT
    }
    image: dict[int, int] = {}
    first: dict[int, int] = {}  # the direction that an even power met first
    for node in order:
        new = node
        if not image.keys().isdisjoint(args[node]):
            new = graph.apply(ops[node], tuple([image.get(arg, arg) for arg in args[node]]))
        if node in even:
            base = args[new][0]
            other = graph.find(SUBTRACT, args[base][::-1])
            if other is not None and base not in standing:
                known = other if other in standing else first.get(other, base)
                new = graph.apply(ops[new], (known, *args[new][1:]))
                base = known
            first[base] = base
        if new != node:
            image[node] = new
    return image.get(root, root)


def as_before(graph: Graph, root: int, before: int) -> int:
    """The root with even powers of differences in the directions that stood in an earlier form.

    45*(2 - t)^8/(2*t + 1)^10 is 45*(t - 2)^8/(2*t + 1)^10 where t - 2 stood before.
    """
    if root == before:
        return root
    order = under(graph, root)
    ops, args = graph.ops, graph.args
    powers = [node for node in order if ops[node] is POWER and ops[args[node][0]] is SUBTRACT]
    bases = {args[node][0] for node in powers if _is_even(graph, node)}
    if not bases:
        return root
    turned = {args[base][::-1] for base in bases}.difference([args[base] for base in bases])
    standing = {
        args[node] for node in (under(graph, before) if turned else ()) if ops[node] is SUBTRACT
    }
    known = {pair[::-1] for pair in turned & standing if pair[::-1] not in standing}
    if not known:
        return root
    image: dict[int, int] = {}
    for node in order:
        parts = args[node]
        new = tuple([image.get(arg, arg) for arg in parts])
        if node in powers and args[parts[0]] in known and _is_even(graph, node):
            new = (graph.subtract(*args[new[0]][::-1]), *new[1:])
        if new != parts:
            image[node] = graph.apply(ops[node], new)
    return no_longer(graph, image.get(root, root), root)


def as_typed(graph: Graph, root: int, before: int) -> int:
    """The root with each difference in several places as it stood in an earlier form.

    (m - x)*exp(-(m - x)^2) is -(x - m)*exp(-(x - m)^2) where only x - m stood before: with one
    minus sign more if one of the places is in a function, which the reader looks for as it was.
    """
    if root == before:
        return root
    order = under(graph, root)
    ops, args = graph.ops, graph.args
    uses = Counter([arg for node in order for arg in args[node] if ops[arg] is SUBTRACT])
    shared = [node for node, count in uses.items() if count > 1]
    if not shared:
        return root
    standing = {args[node] for node in under(graph, before) if ops[node] is SUBTRACT}
    image: dict[int, int] = {}
    for part in shared:
        if args[part] not in standing and args[part][::-1] in standing:
            image[part] = graph.subtract(*args[part][::-1])
    if not image:
        return root
    turned = _with_turned(graph, order, image)
    functions = [node for node in order if args[node] and ops[node] not in ALGEBRAIC]
    more = not image.keys().isdisjoint(under(graph, *functions)) if functions else False
    if visible_operations(graph, turned) > visible_operations(graph, root) + more:
        return root
    return turned if no_longer(graph, turned, before) == turned else root


def _with_turned(graph: Graph, order: list[int], image: dict[int, int]) -> int:
    """The last node of an order with other nodes for their opposites; itself where that fails."""
    ops, args = graph.ops, graph.args
    opposite = set(image)
    for node in order:
        parts = args[node]
        if node in opposite or image.keys().isdisjoint(parts):
            continue
        new = graph.apply(ops[node], tuple([image.get(arg, arg) for arg in parts]))
        turns = sum([arg in opposite for arg in parts])
        if turns and not _is_even(graph, node):
            if ops[node] not in SIGNED:
                return order[-1]
            new = graph.negate(new) if turns == 1 else new
        elif ops[node] in ROOTS and split_coefficient(graph, args[new][0])[0][0] < 0:
            return order[-1]  # not: sqrt(x*(a - b)) -> sqrt(-x*(b - a))
        image[node] = new
    return image.get(order[-1], order[-1])


def _is_even(graph: Graph, node: int) -> bool:
    """Whether a node is an even function of a difference."""
    args = graph.args[node]
    if not args or graph.ops[args[0]] is not SUBTRACT:
        return False
    top, bottom = graph.constants.get(args[-1], (1, 1))
    return graph.ops[node].parity == "even" or (
        graph.ops[node] is POWER and bottom == 1 and top % 2 == 0
    )
