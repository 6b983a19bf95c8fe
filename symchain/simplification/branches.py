"""Branches by what their conditions say: where(x > 0, abs(x), 1) is where(x > 0, x, 1).

Every node is rewritten under the conditions by which it is reached, with the identities of the
table: conditions that others imply are left out, choices that are decided become their branch, and
choices with a branch in common one choice. A sum or a product of choices becomes a choice of sums
or products where that is shorter: the slope of a piecewise formula is one piecewise formula.
"""

from __future__ import annotations

from symchain.functions import TABLE
from symchain.functions.arithmetic import (
    AND,
    DIVIDE,
    EQUAL,
    MULTIPLY,
    NEGATE,
    NOT,
    NOT_EQUAL,
    OR,
    WHERE,
)
from symchain.graph.graph import Graph
from symchain.graph.rational import ZERO
from symchain.graph.walk import under
from symchain.simplification.contexts import Context, joined, plain
from symchain.simplification.cost import shortest_of
from symchain.simplification.families import MEMBERS, dissolving
from symchain.simplification.identities import at, identity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    Visit = tuple[int, Context]

MOST = 5_000  # nodes, each counted in every context, that are looked at for one formula
TRIES = 16  # of choices of sums
LOGIC = frozenset((AND, OR, NOT))
MARKS = frozenset((TABLE["nan"], TABLE["undefined"]))  # of kinks


def branches(graph: Graph, root: int) -> int:
    """The root with each branch as it is where it is taken, if that costs less."""
    ops = graph.ops
    if not any(ops[node] is WHERE or ops[node] in LOGIC for node in under(graph, root)):
        return root
    rewriting = _Rewriting(graph)
    best = shortest_of(graph, (root, rewriting.of(root)))
    return _with_choices_outside(graph, best, rewriting)


# ---- choices of sums


def _with_choices_outside(graph: Graph, root: int, rewriting: _Rewriting) -> int:
    """The root with sums and products of choices as choices, where that costs less."""
    ops = graph.ops
    inside, once = dissolving(graph, root)
    tries = TRIES
    image: dict[int, int] = {}
    for node in under(graph, root):
        new = node
        if not image.keys().isdisjoint(graph.args[node]):
            args = [image.get(arg, arg) for arg in graph.args[node]]
            new = graph.apply(ops[node], tuple(args))
        if ops[new] in MEMBERS and (node not in inside or node not in once):
            conditions = list(dict.fromkeys(_conditions(graph, new)))[:tries]
            tries -= len(conditions)
            split = [rewriting.split(new, condition) for condition in conditions]
            new = shortest_of(graph, [new, *split])
        if new != node:
            image[node] = new
    return rewriting.of(image[root]) if root in image else root


def _conditions(graph: Graph, node: int) -> Iterator[int]:
    """The conditions of the choices that are members of a sum or a product, or of its terms."""
    stack, seen = [node], {node}
    while stack:
        part = stack.pop()
        if graph.ops[part] is WHERE:
            yield graph.args[part][0]
        elif graph.ops[part] in MEMBERS:
            new = [arg for arg in graph.args[part] if arg not in seen]
            seen.update(new)
            stack += reversed(new)


# ---- one sweep


class _Rewriting:
    """Every node as it is in each context in which it stands: asked once."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.outside = Context(graph, (), {})
        self.image: dict[Visit, int] = {}
        self.chosen: dict[int, bool] = {}

    def split(self, root: int, condition: int) -> int:
        """where(condition, root, root) with each branch as it is there."""
        condition = self.of(condition)
        if self.outside.truth(condition) is not None:
            return root
        yes, no = [self.of(root, self.outside.inside(condition, each)) for each in (True, False)]
        return self._chosen(condition, yes, no, self.outside)

    def of(self, root: int, context: Context | None = None) -> int:
        """The root with every node as it is where it stands; itself after MOST steps in all."""
        context = context or self.outside
        stack: list[Visit] = [(root, context)]
        while stack:
            if len(self.image) > MOST:
                return root
            visit = stack[-1]
            missing = [each for each in self._needs(*visit) if each not in self.image]
            stack += missing
            if not missing:
                stack.pop()
                if visit not in self.image:
                    self.image[visit] = self._rewritten(*visit)
        return self.image[root, context]

    def _needs(self, node: int, context: Context) -> list[Visit]:
        """What must be known before a node in a context; more may be needed after that is."""
        op, args = self.graph.ops[node], self.graph.args[node]
        if op not in (WHERE, AND, OR):
            return [(arg, context) for arg in args]
        first = self.image.get((args[0], context))
        if first is None:
            return [(args[0], context)]
        known = context.truth(first)
        if op is not WHERE:
            if known is not None:
                return [] if known == (op is OR) else [(args[1], context)]
            return [(args[1], context.inside(first, op is AND))]
        if known is not None:
            return [(args[1 if known else 2], context)]
        contexts = [context.inside(first, outcome) for outcome in (True, False)]
        needs = list(zip(args[1:], contexts, strict=True))
        for branch, other in zip(args[1:], contexts[::-1], strict=True):
            if not self._has_choices(branch):
                needs += [(branch, other), (branch, context)]
        return needs

    def _has_choices(self, node: int) -> bool:
        """Whether a choice stands under a node."""
        if node not in self.chosen:
            ops = self.graph.ops
            self.chosen[node] = any(ops[part] is WHERE for part in under(self.graph, node))
        return self.chosen[node]

    def _rewritten(self, node: int, context: Context) -> int:
        graph, image = self.graph, self.image
        op, args = graph.ops[node], graph.args[node]
        if not args:
            return node
        if op not in (WHERE, AND, OR):
            given = [image[arg, context] for arg in args]
            for arg in given:
                if graph.ops[arg] in MARKS and not op.boolean:
                    return arg  # nan - nan is no 0
            return self._short(graph.apply(op, tuple(given)), context)
        first = image[args[0], context]
        known = context.truth(first)
        if op is WHERE:
            if known is None:
                return self._choice(args, context)
            return image[args[1 if known else 2], context]
        if known is None:
            second = image[args[1], context.inside(first, op is AND)]
            return joined(context, op, first, second)
        return graph.truth(known) if known == (op is OR) else image[args[1], context]

    def _short(self, node: int, context: Context) -> int:
        """A node by the identities, with what is known in a context."""
        graph = self.graph
        if graph.ops[node].boolean:
            known = context.truth(node)
            return plain(graph, node) if known is None else graph.truth(known)
        if (number := self._number(node, context)) is not None:
            return number
        before = graph.exchange_facts(context.facts)
        try:
            return self._inward(identity(graph, node))
        finally:
            graph.exchange_facts(before)

    def _number(self, node: int, context: Context) -> int | None:
        """The number that a formula is where a condition says so: x - y where x == y."""
        graph, facts = self.graph, context.facts
        is_told = node in facts.limits or graph.args[node] in facts.differences
        value = facts.range(node).point if is_told and graph.is_total(node) else None
        return None if value is None else graph.number(value)

    def _inward(self, node: int) -> int:
        """A factor of a choice that is 0 otherwise, in its branch: where(c, 2*a, 0)."""
        graph = self.graph
        op, args = graph.ops[node], graph.args[node]
        factors = {MULTIPLY: args, DIVIDE: args[:1], NEGATE: args}.get(op, ())
        for place, factor in enumerate(factors):
            if graph.ops[factor] is WHERE and self._is_zero_in_part(factor):
                condition, *values = graph.args[factor]
                for i, value in enumerate(values):
                    if graph.constants.get(value) != ZERO:
                        values[i] = graph.apply(op, (*args[:place], value, *args[place + 1 :]))
                return graph.where(condition, *values)
        return node

    def _is_zero_in_part(self, choice: int) -> bool:
        """Whether a branch of a choice is 0."""
        return ZERO in [self.graph.constants.get(arg) for arg in self.graph.args[choice][1:]]

    # ---- choices

    def _choice(self, args: tuple[int, ...], context: Context) -> int:
        """A choice that is not decided, from its parts in a context."""
        graph, image = self.graph, self.image
        condition = image[args[0], context]
        on, off = [context.inside(condition, outcome) for outcome in (True, False)]
        yes, no = image[args[1], on], image[args[2], off]
        for branch, other, taken in ((args[2], on, yes), (args[1], off, no)):
            everywhere = image.get((branch, context), -1)
            same = everywhere >= 0 and image.get((branch, other)) == taken
            if same and graph.is_total(everywhere):
                return everywhere
        return self._chosen(condition, yes, no, context)

    def _chosen(self, condition: int, yes: int, no: int, context: Context) -> int:
        """The choice between two branches as they are there."""
        graph = self.graph
        if yes == no:
            return yes
        if graph.ops[condition] in (EQUAL, NOT_EQUAL):
            at_tie, around = (yes, no) if graph.ops[condition] is EQUAL else (no, yes)
            if self._at_tie(condition, around) == at_tie:
                return around
        condition, yes, no = self._flat(condition, yes, no, context)
        if graph.ops[condition] is NOT:
            condition, yes, no = graph.args[condition][0], no, yes
        return self._short(graph.where(condition, yes, no), context)

    def _at_tie(self, condition: int, node: int) -> int | None:
        """A formula with one side of an equality in the place of the other, a variable."""
        graph = self.graph
        for variable, value in (graph.args[condition], graph.args[condition][::-1]):
            if variable in graph.names and not graph.args[value]:
                return at(graph, node, variable, value)
        return None

    def _flat(self, condition: int, yes: int, no: int, context: Context) -> tuple[int, int, int]:
        """where(c, where(d, a, b), b) as where(c and d, a, b), and so for the other branches."""
        graph = self.graph
        changed = True
        while changed:
            changed = False
            if graph.ops[yes] is WHERE:
                inner, *values = graph.args[yes]
                if no in values and (part := self._part(inner, no == values[1])) is not None:
                    condition = joined(context, AND, condition, part)
                    yes, changed = values[no == values[0]], True
            if not changed and graph.ops[no] is WHERE:
                inner, *values = graph.args[no]
                if yes in values and (part := self._part(inner, yes == values[0])) is not None:
                    condition = joined(context, OR, condition, part)
                    no, changed = values[yes == values[0]], True
        return condition, yes, no

    def _part(self, condition: int, outcome: bool) -> int | None:
        """A condition or its opposite; None for the opposite of conditions that are joined."""
        if outcome:
            return condition
        opposite = plain(self.graph, self.graph.negation(condition))
        return None if self.graph.ops[opposite] is NOT else opposite
