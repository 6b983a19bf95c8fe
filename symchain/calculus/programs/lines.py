"""A program as it stands on paper: lines `name = formula` over inputs and names of other lines."""

from __future__ import annotations

from heapq import heapify, heappop, heappush

from symchain.errors import DomainError, SymchainError
from symchain.functions.arithmetic import WHERE
from symchain.graph.expr import Expr
from symchain.graph.graph import Graph
from symchain.graph.model import Model, as_model
from symchain.graph.transfer import transfer
from symchain.parsing.assumptions import assumed, suppose

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from typing import Any

    from symchain.graph.model import Source

    Value = float | bool | None  # None: there is none


LARGE = 20_000  # nodes of a graph beyond which 50 digits must do, whatever cancels


class Lines:
    """Named formulas, each after those it uses; the last one is the output.

    `graph`     where the formulas stand; the names of lines are variables there
    `formulas`  name -> node of its formula
    `uses`      name -> the names that its formula has
    `inputs`    the names that have no formula
    """

    __slots__ = ("formulas", "graph", "inputs", "uses")

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.formulas: dict[str, int] = {}
        self.uses: dict[str, list[str]] = {}
        self.inputs: list[str] = []

    @property
    def output(self) -> str:
        """The name of the last line."""
        return next(reversed(self.formulas))

    def add(self, name: str, node: int) -> None:
        """Appends a line; its names must be inputs or earlier lines."""
        self.formulas[name] = node
        names = self.graph.names
        self.uses[name] = [names[n] for n in cone(self.graph, node) if n in names]

    def suppose(self, model: Model) -> None:
        """Takes as given what a model assumes, of its inputs and of its steps by their names."""
        source, graph = model.graph, self.graph
        steps = {
            expr.node: graph.symbol(name)
            for name, expr in model.composed.items()
            if name in self.formulas
        }
        given = [transfer(source, list(source.given), graph, images) for images in ({}, steps)]
        graph.suppose(dict.fromkeys(given[0] + given[1]))
        graph.strict = source.strict

    def composed(self) -> tuple[Graph, list[int]]:
        """A graph over the inputs alone, with the image of every node of the lines' graph.

        Raises SymchainError where what is assumed of a line contradicts its formula.
        """
        source, target = self.graph, Graph()
        images: list[int] = []
        for node, args in enumerate(source.args):
            if node in source.names:
                name = source.names[node]
                defined = name in self.formulas
                images.append(images[self.formulas[name]] if defined else target.symbol(name))
            elif node in source.constants:
                images.append(target.number(source.constants[node]))
            else:
                images.append(target.apply(source.ops[node], tuple([images[a] for a in args])))
        suppose(target, [images[node] for node in source.given], self._contradiction)
        target.strict = source.strict
        return target, images

    def _contradiction(self, place: int) -> SymchainError:
        text = assumed(self.graph, self.graph.given[place])
        return SymchainError(
            "no point satisfies this, the other assumptions and the formulas",
            source=text,
            span=(0, len(text)),
        )


def cone(graph: Graph, root: int, known: Collection[int] = ()) -> list[int]:
    """The nodes under one root, itself included, in the time of their own number alone.

    Nothing is looked for under the nodes that are `known`.
    """
    found = {root}
    stack = [root]
    while stack:
        node = stack.pop()
        for arg in graph.args[node] if node not in known else ():
            if arg not in found:
                found.add(arg)
                stack.append(arg)
    return sorted(found)


def copied(source: Graph, root: int, target: Graph, image: dict[int, int]) -> int:
    """The image of a node in another graph; `image` has what is there already, and grows."""
    for node in cone(source, root, image):
        if node in image:
            continue
        if node in source.names:
            image[node] = target.symbol(source.names[node])
        elif node in source.constants:
            image[node] = target.number(source.constants[node])
        else:
            args = tuple([image[arg] for arg in source.args[node]])
            image[node] = target.apply(source.ops[node], args)
    return image[root]


def alone(graph: Graph, root: int) -> Expr:
    """The formula of a node in a graph of its own, with what is given of its variables."""
    own = Graph()
    image: dict[int, int] = {}
    expr = Expr(own, copied(graph, root, own, image))
    given = [
        node
        for node in graph.given
        if all(part in image for part in cone(graph, node) if part in graph.names)
    ]
    own.suppose([copied(graph, node, own, image) for node in given])
    own.strict = graph.strict
    return expr


# ---- from a model to lines


def model_of(source: Source, variables: Iterable[str] = ()) -> Model:
    """The model of a text, a model or a formula; raises SymchainError where it has equations."""
    model = as_model(source, variables)
    if model.unknowns:
        raise SymchainError(
            f"'{model.unknowns[0]}' is defined by an equation: use implicit for its derivatives"
        )
    return model


def output_of(model: Model, out: str | None) -> str:
    """The output that is asked for, or the only one; raises SymchainError for any other."""
    if out is not None:
        return next(iter(model.selected([out]).outputs))
    if len(model.outputs) != 1:
        names = list(model.outputs)
        raise SymchainError(
            f"there are {len(names)} outputs, {', '.join(names[:8])}: "
            f"choose one, as in --out {names[0]} or out='{names[0]}'"
        )
    return next(iter(model.outputs))


def definitions(model: Model, output: str) -> dict[str, Expr]:
    """The formulas as they were written of all steps, and of the output at the end."""
    steps = {name: step for name, step in model.steps.items() if name != output}
    return {**steps, output: {**model.outputs, **model.written, **model.steps}[output]}


def lines_of(
    given: Mapping[str, Expr],
    output: str,
    declared: Mapping[str, Sequence[str]] | None = None,
    first: Sequence[str] = (),
) -> Lines:
    """The lines that an output needs, in the given order as far as each follows what it uses.

    `declared` names depend on others without a formula; inputs stand in the order of `first`.
    Raises SymchainError where names are defined in a circle.
    """
    declared = declared or {}
    uses = {name: used_names(expr) for name, expr in given.items()} | dict(declared)
    lines = Lines(Graph())
    known: dict[int, dict[int, int]] = {}
    for name in ordered(uses, output):
        if name in declared:
            lines.uses[name] = list(declared[name])
            continue
        expr = given[name]
        image = known.setdefault(id(expr.graph), {})
        lines.add(name, copied(expr.graph, expr.node, lines.graph, image))
    lines.inputs = inputs_of(lines, first)
    return lines


def used_names(expr: Expr) -> list[str]:
    """The names of a formula's variables, in the time of the formula's own size."""
    names = expr.graph.names
    return [names[node] for node in cone(expr.graph, expr.node) if node in names]


def inputs_of(lines: Lines, first: Sequence[str] = ()) -> list[str]:
    """The names that lines use and that have no formula: those of `first`, then the others."""
    used = dict.fromkeys(name for names in lines.uses.values() for name in names)
    found = [name for name in used if name not in lines.formulas]
    rank = {name: i for i, name in enumerate(first)}
    return sorted(found, key=lambda name: rank.get(name, len(rank)))


def ordered(uses: Mapping[str, Sequence[str]], output: str) -> list[str]:
    """The names that an output needs, each after those it uses, else in the given order.

    Raises SymchainError where names are defined in a circle.
    """
    needed = needed_names(uses, output)
    rank = {name: i for i, name in enumerate(uses)}
    users: dict[str, list[str]] = {name: [] for name in needed}
    waiting = {}
    for name in needed:
        own = {other for other in uses[name] if other in uses}
        waiting[name] = len(own)
        for other in own:
            users[other].append(name)
    heap = [(rank[name], name) for name in needed if not waiting[name]]
    heapify(heap)
    order = []
    while heap:
        _, name = heappop(heap)
        order.append(name)
        for user in users[name]:
            waiting[user] -= 1
            if not waiting[user]:
                heappush(heap, (rank[user], user))
    if len(order) < len(needed):
        raise circle(uses, [name for name in needed if waiting[name]])
    return order


def needed_names(uses: Mapping[str, Sequence[str]], output: str) -> list[str]:
    """The names with a definition that an output needs, itself included."""
    found = {output: None}
    stack = [output]
    while stack:
        for name in uses[stack.pop()]:
            if name in uses and name not in found:
                found[name] = None
                stack.append(name)
    return list(found)


def circle(uses: Mapping[str, Sequence[str]], names: Sequence[str]) -> SymchainError:
    """The error that names one circle among names that wait for each other."""
    stuck = set(names)
    seen: dict[str, None] = {}
    name = names[0]
    while name not in seen:
        seen[name] = None
        name = next(other for other in uses[name] if other in stuck)
    around = list(seen)[list(seen).index(name) :]
    return SymchainError(f"'{name}' is defined by itself: {' needs '.join([*around, name])}")


# ---- values at a point


def values_of(graph: Graph, nodes: Sequence[int], point: Mapping[str, Any]) -> list[Value]:
    """The values of nodes, correctly rounded to doubles; None where there is none."""
    from symchain.evaluation.reference import Reference

    at = {node: point[name] for node, name in graph.names.items() if name in point}
    reference = Reference(graph, nodes)
    found = reference.settled(at) if len(graph) <= LARGE else reference.values(at)
    return [None if v is None or v != v else v if isinstance(v, bool) else float(v) for v in found]


def refuse_undefined(lines: Lines, values: Mapping[str, Value], point: Mapping[str, Any]) -> None:
    """Raises DomainError, with the line that is the cause, where the output has no value."""
    from symchain.evaluation.points import place

    name = lines.output
    if values[name] is not None:
        return
    while True:
        undefined = [arg for arg in computed(lines, name, values) if values.get(arg, 0) is None]
        if not undefined:
            break
        name = undefined[0]
    formula = Expr(lines.graph, lines.formulas[name])
    raise DomainError(f"'{name} = {formula}' has no real value{place(point)}")


def computed(lines: Lines, name: str, values: Mapping[str, Value]) -> Sequence[str]:
    """The names whose values a line needs: of a choice, the condition and the branch it takes."""
    graph, node = lines.graph, lines.formulas[name]
    if graph.ops[node] is not WHERE:
        return lines.uses[name]
    condition, yes, no = [graph.names.get(arg, "") for arg in graph.args[node]]
    holds = values.get(condition)
    return [condition] if holds is None else [yes if holds else no]
