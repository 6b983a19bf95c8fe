"""The table of identities: named rules `left -> right  if condition`, cheaper on the right.

Letters stand for any formula. The right side has a value wherever the left side has one and the
condition holds, and then the same. A rule with `if` is applied where its condition is known to
hold; what cannot be told is no. A rule that only makes the domain wider needs no condition: what it
widens is found by comparing the results (see domain.py).
"""

from __future__ import annotations

from symchain.functions import TABLE
from symchain.functions.arithmetic import (
    ADD,
    CONSTANT,
    DIVIDE,
    EQUAL,
    MULTIPLY,
    NEGATE,
    POWER,
    SUBTRACT,
    SYMBOL,
    TRUE,
    WHERE,
)
from symchain.functions.row import Op
from symchain.graph import rational
from symchain.graph.graph import Graph
from symchain.graph.rational import Rational
from symchain.graph.walk import reachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

SHORT = 100  # nodes of a branch that is looked into

# What has its slopes on the right where the chain rule finds none on the left: see `continuous`.
KINKS = (
    "sqrt(a^2) -> abs(a)",
    "(a^2)^(1/2) -> abs(a)",
    "sqrt(a^b) -> a^(b/2)  if b/4 == floor(b/4)",
    "sqrt(b*a^2) -> sqrt(b)*abs(a)  if b > 0",
    "sqrt(a^2*b) -> sqrt(b)*abs(a)  if b > 0",
    "sqrt(a^2/b) -> abs(a)/sqrt(b)  if b > 0",
    "acosh(cosh(a)) -> abs(a)",
    "cbrt(a^3) -> a",
    "cbrt(a)^3 -> a",
    "hypot(a, 0) -> abs(a)",
    "hypot(0, a) -> abs(a)",
    "abs(a)^2 -> a^2",
    "abs(abs(a)) -> abs(a)",
    "abs(a^2) -> a^2",
    # choices that are decided
    "abs(a) -> a  if a >= 0",
    "abs(a) -> -a  if a <= 0",
    "relu(a) -> a  if a >= 0",
    "relu(a) -> 0  if a <= 0",
    "max(a, b) -> a  if a >= b",
    "max(a, b) -> b  if a <= b",
    "min(a, b) -> a  if a <= b",
    "min(a, b) -> b  if a >= b",
    "clip(a, b, c) -> a  if b <= a and a <= c",
    "clip(a, b, c) -> b  if a <= b and b <= c",
    "clip(a, b, c) -> c  if c <= a and b <= c",
    "clip(a, b, c) -> min(a, c)  if b <= a and b <= c",
    "clip(a, b, c) -> max(a, b)  if a <= c and b <= c",
    "max(a, -a) -> abs(a)",
    "max(-a, a) -> abs(a)",
    "min(a, -a) -> -abs(a)",
    "min(-a, a) -> -abs(a)",
    # jumps, for which a factor may make up
    "sign(a^b) -> sign(a)  if floor(b/2) < b/2 and b > 0",
    "sign(b*a) -> sign(a)  if b > 0",
    "sign(a*b) -> sign(a)  if b > 0",
    "heaviside(a^b) -> heaviside(a)  if floor(b/2) < b/2 and b > 0",
    "heaviside(b*a) -> heaviside(a)  if b > 0",
    "heaviside(a*b) -> heaviside(a)  if b > 0",
)
IDENTITIES = (
    *KINKS,
    "abs(exp(a)) -> exp(a)",
    "abs(sqrt(a)) -> sqrt(a)",
    "abs(a^b) -> abs(a)^b",
    "sqrt(exp(a)) -> exp(a/2)",
    "sqrt(1/a) -> 1/sqrt(a)",
    "sqrt(1 - tanh(a)^2) -> 1/cosh(a)",
    "log(sqrt(a)) -> log(a)/2",
    "log(1/a) -> -log(a)",
    "exp(a*log(b)) -> b^a",
    "exp(log(b)*a) -> b^a",
    "exp(-log(a)) -> 1/a",
    "log(b*exp(a)) -> log(b) + a",
    "log(exp(a)*b) -> a + log(b)",
    "log(exp(a)/b) -> a - log(b)",
    # signs
    "sign(a) -> 1  if a > 0",
    "sign(a) -> -1  if a < 0",
    "heaviside(a) -> 1  if a > 0",
    "heaviside(a) -> 0  if a < 0",
    "heaviside(b*a) -> heaviside(-a)  if b < 0",
    # whole numbers
    "floor(a) -> a  if a == floor(a)",
    "ceil(a) -> a  if a == floor(a)",
    "round(a) -> a  if a == floor(a)",
    "trunc(a) -> a  if a == floor(a)",
    "sin(pi*a) -> 0  if a == floor(a)",
    "sin(a*pi) -> 0  if a == floor(a)",
    # roots and powers
    "sqrt(a)^b -> a^(b/2)",
    "sqrt(a^b) -> a^(b/2)  if a > 0",
    "sqrt(a^2*b) -> a*sqrt(b)  if a > 0",
    "sqrt(b*a^2) -> a*sqrt(b)  if a > 0",
    "sqrt(a^2/b) -> a/sqrt(b)  if a > 0",
    "sqrt(b/a^2) -> sqrt(b)/a  if a > 0",
    "sqrt(sqrt(a)) -> a^(1/4)",
    "sqrt(a^b) -> a^(b/2)  if floor(b/2) < b/2",
    "(a^b)^c -> a^(b*c)  if a > 0",
    "(a^b)^c -> a^(b*c)  if floor(b) < b",
    "(a^b)^c -> a^(b*c)  if floor(b/2) < b/2 and floor(c) < c",
    "log(a^b) -> b*log(a)  if a > 0",
    "log(a^b) -> b*log(a)  if floor(b) < b",
    # inverse functions
    "asin(sin(a)) -> a  if -pi/2 <= a and a <= pi/2",
    "acos(cos(a)) -> a  if 0 <= a and a <= pi",
    "atan(tan(a)) -> a  if -pi/2 < a and a < pi/2",
    # not: log(a*b) -> log(a) + log(b)   (a = b = -1; and longer where both are above 0)
    # not: sqrt(a^2*b) -> a*sqrt(b)  if a >= 0   (a = 0, b = -1: the left is 0)
)

# Two terms of a sum that have the same coefficient up to the sign that is written.
PAIRS = (
    "sin(a)^2 + cos(a)^2 -> 1",
    "cosh(a)^2 - sinh(a)^2 -> 1",
    "sec(a)^2 - tan(a)^2 -> 1",
    "csc(a)^2 - cot(a)^2 -> 1",
    "tanh(a)^2 + sech(a)^2 -> 1",
    "coth(a)^2 - csch(a)^2 -> 1",
)


class Rule:
    """An identity: a small graph with the nodes of its left and right sides, and its condition."""

    __slots__ = ("condition", "first", "graph", "left", "orders", "right", "text")

    def __init__(self, text: str) -> None:
        from symchain.parsing import parse_node

        left, _, rest = text.partition(" -> ")
        right, _, condition = rest.partition("  if ")
        self.text = text
        self.graph = graph = Graph()
        self.left = parse_node(graph, left)
        self.first = graph.ops[graph.args[self.left][0]]  # below the top; a variable for anything
        self.right = parse_node(graph, right)
        self.condition = parse_node(graph, condition) if condition else graph.truth(True)
        self.orders: dict[int, list[int]] = {}  # the nodes under a side

    def instance(self, graph: Graph, node: int, bound: dict[int, int]) -> int:
        """A side of the rule, or its condition, with what the letters stand for."""
        if node in bound:
            return bound[node]
        order = self.orders.get(node)
        if order is None:
            order = self.orders[node] = reachable(self.graph, [node])
        image = dict(bound)
        ops, args, constants = self.graph.ops, self.graph.args, self.graph.constants
        for part in order:
            if part in constants:
                image[part] = graph.number(constants[part])
            elif part not in image:
                image[part] = graph.apply(ops[part], tuple([image[arg] for arg in args[part]]))
        return image[node]

    def applies(self, graph: Graph, bound: dict[int, int]) -> bool:
        """Whether the condition is known to hold for what the letters stand for."""
        if self.graph.ops[self.condition] is TRUE:
            return True
        return graph.holds(self.instance(graph, self.condition, bound))


class Rules:
    """Rules by the operation at their top and the one below it: read when the first is met."""

    __slots__ = ("_read", "texts")

    def __init__(self, texts: Iterable[str], heads: Callable[[str], list[Op]]) -> None:
        self.texts: dict[Op, list[str]] = {}
        for text in texts:
            for op in heads(text.partition(" -> ")[0]):
                self.texts.setdefault(op, []).append(text)
        self._read: dict[Op, dict[Op, list[Rule]]] = {}

    def of(self, op: Op) -> list[Rule]:
        """The rules of an operation."""
        return [_KNOWN.get(text) or _KNOWN.setdefault(text, Rule(text)) for text in self.texts[op]]

    def fitting(self, graph: Graph, node: int) -> list[Rule]:
        """The rules that may fit a node, as far as its operation and its first argument's tell."""
        op, args = graph.ops[node], graph.args[node]
        if op not in self.texts or not args:
            return []
        found = self._read.get(op)
        if found is None:
            rules = [(rule.first, rule) for rule in self.of(op)]
            found = self._read[op] = {
                inner: [rule for first, rule in rules if first is inner or first is SYMBOL]
                for inner in {SYMBOL, *[first for first, _ in rules]}
            }
        return found.get(graph.ops[args[0]]) or found[SYMBOL]


def _head(left: str) -> list[Op]:
    """The last operation of a left side: the function that is called, or a power."""
    name = left.partition("(")[0]
    return [TABLE.get(name, POWER) if left.endswith(")") else POWER]


def _squared(left: str) -> list[Op]:
    """The functions whose squares a pair has."""
    return [TABLE[term.partition("(")[0]] for term in left.replace(" - ", " + ").split(" + ")]


_KNOWN: dict[str, Rule] = {}
_IDENTITIES, OF_KINKS = Rules(IDENTITIES, _head), Rules(KINKS, _head)
_PAIRS = Rules(PAIRS, _squared)
# What no identity has at its top: sums and products, numbers and names.
HEADLESS = frozenset((ADD, SUBTRACT, NEGATE, MULTIPLY, DIVIDE, CONSTANT, SYMBOL)).difference(
    _IDENTITIES.texts
)


def match(rule: Rule, pattern: int, graph: Graph, node: int) -> dict[int, int] | None:
    """What the letters of a pattern stand for, so that it is the node; None where it is not."""
    bound: dict[int, int] = {}
    stack = [(pattern, node)]
    while stack:
        wanted, given = stack.pop()
        op = rule.graph.ops[wanted]
        if op is SYMBOL:
            if bound.setdefault(wanted, given) != given:
                return None
        elif op is not graph.ops[given]:
            return None
        elif op is CONSTANT:
            if rule.graph.constants[wanted] != graph.constants[given]:
                return None
        elif len(rule.graph.args[wanted]) != len(graph.args[given]):  # hypot(x)
            return None
        else:
            stack.extend(zip(rule.graph.args[wanted], graph.args[given], strict=True))
    return bound


def identity(graph: Graph, node: int) -> int:
    """The node after the identities that fit it, one after the other, each cheaper on the right."""
    if graph.ops[node] in HEADLESS:
        return node
    known = -1
    while node != known:
        known, node = node, _after_one(graph, node)
    return node


def _after_one(graph: Graph, node: int) -> int:
    """The node after the first identity that fits it, or the node itself."""
    op, args = graph.ops[node], graph.args[node]
    if (op.boolean and args) or op is WHERE:
        return decided(graph, node)
    if len(args) == 1 and graph.ops[args[0]].inverse == op.name:
        return graph.args[args[0]][0]
    return _first(graph, node, _IDENTITIES.fitting(graph, node))


def of_kink(graph: Graph, node: int) -> int:
    """The node after the first rule of KINKS that fits it, or the node itself."""
    return _first(graph, node, OF_KINKS.fitting(graph, node))


def _first(graph: Graph, node: int, rules: Iterable[Rule]) -> int:
    """The right side of the first rule that fits a node, or the node itself."""
    for rule in rules:
        bound = match(rule, rule.left, graph, node)
        if bound is not None and rule.applies(graph, bound):
            return rule.instance(graph, rule.right, bound)
    return node


def decided(graph: Graph, node: int) -> int:
    """The branch of a choice whose condition is decided, the truth of a condition that is."""
    op, args = graph.ops[node], graph.args[node]
    truth = graph.facts.truth(args[0] if op is WHERE else node)
    if truth is None:
        return _at_its_point(graph, _asked_once(graph, node)) if op is WHERE else node
    return args[1 if truth else 2] if op is WHERE else graph.truth(truth)


def _asked_once(graph: Graph, node: int) -> int:
    """where(c, -where(c, a, b), d) -> where(c, -a, d), and so in the other branch."""
    condition, *branches = graph.args[node]
    for i in (0, 1):
        choice = graph.args[branches[i]][0] if graph.ops[branches[i]] is NEGATE else branches[i]
        if graph.ops[choice] is WHERE and graph.args[choice][0] == condition:
            chosen = graph.args[choice][i + 1]
            branches[i] = chosen if choice == branches[i] else graph.negate(chosen)
    return graph.where(condition, *branches)


def _at_its_point(graph: Graph, node: int) -> int:
    """where(x == 0, x - 1/2, d) -> where(x == 0, -1/2, d), for a variable and a number."""
    if graph.ops[node] is not WHERE or graph.ops[graph.args[node][0]] is not EQUAL:
        return node
    condition, yes, no = graph.args[node]
    x, value = graph.args[condition]
    if x in graph.constants:
        x, value = value, x
    if x not in graph.names or value not in graph.constants:
        return node
    there = at(graph, yes, x, value)
    return node if there is None else graph.where(condition, there, no)


def at(graph: Graph, root: int, variable: int, value: int) -> int | None:
    """A short formula with a number, or a variable, in the place of a variable; None for others."""
    found, stack = {root}, [root]
    while stack:
        new = [arg for arg in graph.args[stack.pop()] if arg not in found]
        found.update(new)
        stack += new
        if len(found) > SHORT:
            return None
    image = {variable: value}
    for part in sorted(found):
        args = graph.args[part]
        if not image.keys().isdisjoint(args):
            image[part] = graph.apply(graph.ops[part], tuple([image.get(a, a) for a in args]))
    return image.get(root, root)


def join_pairs(graph: Graph, collected: dict[int, Rational], unit: int) -> None:
    """Applies the identities of pairs, such as c*sin(a)^2 + c*cos(a)^2 -> c, to the terms."""
    if len(collected) < 2:
        return
    for term in list(collected):
        if term == unit or not graph.args[term]:
            continue
        op = graph.ops[graph.args[term][0]]
        for rule in _PAIRS.of(op) if op in _PAIRS.texts else ():
            _join(graph, collected, unit, term, rule)


def _join(graph: Graph, collected: dict[int, Rational], unit: int, term: int, rule: Rule) -> None:
    first, second = rule.graph.args[rule.left]
    bound = match(rule, first, graph, term)
    if bound is None:
        return
    partner = rule.instance(graph, second, bound)
    sign = 1 if rule.graph.ops[rule.left].infix == "+" else -1
    value, other = collected[term], collected.get(partner)
    if other is not None and value[0] and (sign * other[0], other[1]) == value:
        collected[unit] = rational.add(collected.get(unit, (0, 1)), value)
        collected[term] = collected[partner] = (0, 1)
