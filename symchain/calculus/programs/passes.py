"""The forward pass and the backward pass, node by node, as they are done on paper.

The graph is split into lines of one operation each. The slopes of a line are found once; tangents
(forward) and adjoints (backward) are sums of products with these same slopes.
Griewank and Walther, Evaluating Derivatives (2008), tables 2.2 and 3.1.
"""

from __future__ import annotations

from symchain.calculus import refuse_conditions
from symchain.calculus.matrices import operand
from symchain.calculus.programs.lines import (
    Lines,
    alone,
    definitions,
    lines_of,
    model_of,
    output_of,
    refuse_undefined,
    values_of,
)
from symchain.calculus.programs.operations import slopes, split, tree_sizes, unlike
from symchain.errors import DomainError
from symchain.graph.expr import Expr, as_names, by_name
from symchain.parsing.names import unknown_variable
from symchain.simplification import simplify

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from symchain.calculus.programs.lines import Value
    from symchain.graph.expr import Operand
    from symchain.graph.model import Source

    Edges = dict[str, list[tuple[str, int]]]  # name -> its users with the slopes by it

SMALL = 5_000  # nodes of a graph up to which adjoints and tangents are written over the inputs,
SHORT = 200  # if they have no more nodes than this; else they are written over those of neighbours


class Forward:
    """One row of the forward pass: an input, or `name = formula` of one operation.

    `value` is None where there is no point, or no value at it; `tangent` where there is no
    direction. `symbol` is the tangent's own name, by which long formulas of other rows mention it.
    """

    __slots__ = ("formula", "name", "symbol", "tangent", "tangent_value", "value")

    def __init__(self, name: str, formula: Expr | None) -> None:
        self.name = name
        self.formula = formula
        self.value: Value = None
        self.symbol = ""
        self.tangent: Expr | None = None
        self.tangent_value: Value = None


class Edge:
    """The local derivative of a line, `user`, by one of the names that it uses."""

    __slots__ = ("slope", "user", "value")

    def __init__(self, user: str, slope: Expr, value: Value) -> None:
        self.user = user
        self.slope = slope
        self.value = value


class Backward:
    """One row of the backward pass: the derivative of the output by a name.

    It is the sum, over the `edges`, of the user's adjoint times the slope. `symbol` is its own
    name, by which long formulas of other rows mention it.
    """

    __slots__ = ("adjoint", "edges", "name", "symbol", "value")

    def __init__(
        self, name: str, symbol: str, adjoint: Expr, value: Value, edges: list[Edge]
    ) -> None:
        self.name = name
        self.symbol = symbol
        self.adjoint = adjoint
        self.value = value
        self.edges = edges


class Passes:
    """The two passes: `forward` rows, `backward` rows, and those of them that are the `gradient`.

    `lines` are the operations in their order; `has_values` says that there is a point,
    `has_tangents` that there is a direction.
    """

    __slots__ = ("backward", "forward", "gradient", "has_tangents", "has_values", "lines")

    def __init__(
        self,
        lines: Lines,
        forward: list[Forward],
        backward: list[Backward],
        has_values: bool,
        has_tangents: bool,
    ) -> None:
        self.lines = lines
        self.forward = forward
        self.backward = backward
        self.gradient = [row for row in backward if row.name not in lines.formulas]
        self.has_values = has_values
        self.has_tangents = has_tangents

    @property
    def output(self) -> str:
        """The name of the output."""
        return self.lines.output

    def __repr__(self) -> str:
        return f"<passes of {self.output}: {len(self.forward)} nodes>"

    def __str__(self) -> str:
        from symchain.display.passes import text

        return text(self)

    def as_dict(self) -> dict[str, Any]:
        """All rows as one JSON object: "forward", "backward", "gradient"; "values" at a point."""
        from symchain.display.passes import as_dict

        return as_dict(self)

    def dot(self) -> str:
        """The graph in the language of Graphviz, with the slopes at its edges."""
        from symchain.display.passes import dot

        return dot(self)

    def _repr_html_(self) -> str:
        from symchain.display.passes import html

        return html(self)


def passes(
    source: Source,
    at: Mapping[Any, Any] | None = None,
    direction: Mapping[Any, Operand] | None = None,
    wrt: Iterable[Expr | str] | None = None,
    out: str | None = None,
) -> Passes:
    """The forward and the backward pass of one output, as formulas and, `at` a point, as numbers.

    `source` is a formula, a program's text or a model. Steps keep their names, other operations
    are called v1, v2, ... With a `direction`, {"x": 1}, the forward pass has tangents. `out` names
    the output where there are several.

    Raises SymchainError for names that the source lacks, DomainError (with the line that is the
    cause) where the output or its gradient has no value, DerivativeError where a function has no
    closed derivative.

    >>> from symchain import passes
    >>> print(passes("u = x*y; L = exp(u)", at={"x": 0, "y": 2}))
    forward     value
    x             0.0
    y             2.0
    u = x*y       0.0
    L = exp(u)    1.0
    <BLANKLINE>
    backward           slope  value     adjoint  value
    L                                         1    1.0
    u         dL/du = exp(u)    1.0    exp(x*y)    1.0
    x              du/dx = y    2.0  y*exp(x*y)    2.0
    y              du/dy = x    0.0  x*exp(x*y)    0.0
    <BLANKLINE>
    gradient              value
    dL/dx     y*exp(x*y)    2.0
    dL/dy     x*exp(x*y)    0.0
    """
    given = [*as_names(wrt), *by_name(direction or {}), *by_name(at or {})]
    model = model_of(source, given)
    output = output_of(model, out)
    refuse_conditions(model.selected([output]).outputs[output])
    lines = split(lines_of(definitions(model, output), output, first=model.inputs))
    lines.suppose(model)
    sweeps = _Sweeps(lines, direction, wrt)
    return _Table(sweeps, at).passes()


class _Sweeps:
    """Slopes, adjoints and tangents of lines of one operation, as formulas over their names."""

    def __init__(
        self,
        lines: Lines,
        direction: Mapping[Any, Operand] | None,
        wrt: Iterable[Expr | str] | None,
    ) -> None:
        self.lines = lines
        self.graph = lines.graph
        self.wrt = self._inputs(lines.inputs if wrt is None else wrt)
        self.seeds = self._seeds(direction or {})
        self.slopes = self._local(self._active({*self.wrt, *self.seeds}))
        self.edges: Edges = {lines.output: []}
        self.adjoints = self._backwards()
        self.tangents = {} if direction is None else self._forwards()

    def _inputs(self, names: Iterable[Expr | str]) -> list[str]:
        """The names of inputs; raises SymchainError for any other."""
        found = as_names(names)
        for name in found:
            if name not in self.lines.inputs:
                raise unknown_variable(name, self.lines.inputs)
        return found

    def _seeds(self, direction: Mapping[Any, Operand]) -> dict[str, int]:
        given = by_name(direction)
        components = [operand(self.graph, value) for value in given.values()]
        return dict(zip(self._inputs(given), components, strict=True))

    def _active(self, variables: set[str]) -> set[str]:
        """The names that depend on variables."""
        active = set(variables)
        for name in self.lines.formulas:
            if not active.isdisjoint(self.lines.uses[name]):
                active.add(name)
        return active

    def _local(self, active: set[str]) -> dict[str, dict[str, int]]:
        """The slopes of each line that depends on the variables; conditions have none."""
        lines, ops = self.lines, self.graph.ops
        return {
            name: slopes(lines, name, active)
            for name, node in lines.formulas.items()
            if name in active and not ops[node].boolean
        }

    def _backwards(self) -> dict[str, int]:
        """The adjoint of each name that the output depends on; notes the edges on the way."""
        graph = self.graph
        adjoints = {self.lines.output: graph.constant(1)}
        for user in reversed(self.slopes):
            for name, slope in self.slopes[user].items() if user in adjoints else ():
                term = graph.multiply(adjoints[user], slope)
                adjoints[name] = graph.add(adjoints[name], term) if name in adjoints else term
                self.edges.setdefault(name, []).append((user, slope))
        zero = graph.constant(0)
        return {**adjoints, **{name: adjoints.get(name, zero) for name in self.wrt}}

    def _forwards(self) -> dict[str, int]:
        """The tangent of each name along the direction."""
        graph, zero = self.graph, self.graph.constant(0)
        tangents = {name: self.seeds.get(name, zero) for name in self.lines.inputs}
        for name, node in self.lines.formulas.items():
            if not graph.ops[node].boolean:
                tangents[name] = zero
                for arg, slope in self.slopes.get(name, {}).items():
                    term = graph.multiply(slope, tangents[arg])
                    tangents[name] = graph.add(tangents[name], term)
        return tangents


class _Table:
    """The rows that tell of the sweeps."""

    def __init__(self, sweeps: _Sweeps, at: Mapping[Any, Any] | None) -> None:
        self.sweeps = sweeps
        self.lines, self.graph = sweeps.lines, sweeps.graph
        self.composed, self.images = self.lines.composed()
        self.sizes = tree_sizes(self.composed, SHORT + 1)
        self.taken = set(self.graph.names.values())
        self.has_values = at is not None
        self.values: dict[int, Value] = {}
        if at is not None:
            self._evaluate(at)

    def passes(self) -> Passes:
        """The record of both passes."""
        has_tangents = bool(self.sweeps.tangents)
        return Passes(self.lines, self._forward(), self._backward(), self.has_values, has_tangents)

    def _evaluate(self, at: Mapping[Any, Any]) -> None:
        from symchain.evaluation.points import exact_point

        sweeps, names = self.sweeps, list(self.composed.names.values())
        wanted = [*self.lines.inputs, *(n for n in names if n not in self.lines.inputs)]
        point = exact_point(at, wanted)
        local = [slope for found in sweeps.slopes.values() for slope in found.values()]
        inputs = [self.graph.symbol(name) for name in self.lines.inputs]
        made = (*sweeps.adjoints.values(), *sweeps.tangents.values())
        nodes = list(dict.fromkeys((*inputs, *self.lines.formulas.values(), *made, *local)))
        found = values_of(self.composed, [self.images[node] for node in nodes], point)
        self.values = dict(zip(nodes, found, strict=True))
        formulas = self.lines.formulas.items()
        refuse_undefined(self.lines, {name: self.values[node] for name, node in formulas}, point)
        for name in sweeps.wrt:
            if self.values[sweeps.adjoints[name]] is None:
                raise self._no_slope(name, point)

    def _no_slope(self, name: str, point: Mapping[str, Any]) -> DomainError:
        """The error that names the line whose slope has no value."""
        from symchain.evaluation.points import place

        sweeps, values = self.sweeps, self.values
        while True:
            edges = sweeps.edges[name]
            found = next((user for user, slope in edges if values[slope] is None), "")
            above = next((u for u, _ in edges if values[sweeps.adjoints[u]] is None), "")
            if found or not above:
                break
            name = above
        found = found or self.lines.output
        line = f"'{found} = {self._formula(found)}'"
        return DomainError(f"the derivative of {line} by '{name}' has no real value{place(point)}")

    def _formula(self, name: str) -> Expr:
        return Expr(self.graph, self.lines.formulas[name])

    def _forward(self) -> list[Forward]:
        sweeps, symbols = self.sweeps, {}
        if sweeps.tangents:
            symbols = {name: unlike(f"d{name}", self.taken) for name in sweeps.tangents}
        rows = []
        for name in (*self.lines.inputs, *self.lines.formulas):
            row = Forward(name, self._formula(name) if name in self.lines.formulas else None)
            node = self.lines.formulas.get(name, self.graph.find_symbol(name))
            row.value = None if node is None else self.values.get(node)
            if name in sweeps.tangents:
                terms = [(symbols[arg], s) for arg, s in sweeps.slopes.get(name, {}).items()]
                row.symbol = symbols[name]
                row.tangent = self._shown(sweeps.tangents[name], terms)
                row.tangent_value = self.values.get(sweeps.tangents[name])
            rows.append(row)
        return rows

    def _backward(self) -> list[Backward]:
        sweeps, output = self.sweeps, self.lines.output
        lines = [name for name in reversed(self.lines.formulas) if name in sweeps.adjoints]
        names = [*lines, *(name for name in self.lines.inputs if name in sweeps.wrt)]
        symbols = {name: unlike(f"d{output}_d{name}", self.taken) for name in names}
        return [self._backward_row(name, symbols) for name in names]

    def _backward_row(self, name: str, symbols: Mapping[str, str]) -> Backward:
        sweeps = self.sweeps
        edges = sweeps.edges.get(name, [])
        adjoint = self._shown(sweeps.adjoints[name], [(symbols[u], s) for u, s in edges])
        rows = [Edge(u, Expr(self.graph, s), self.values.get(s)) for u, s in edges]
        value = self.values.get(sweeps.adjoints[name])
        return Backward(name, symbols[name], adjoint, value, rows)

    def _shown(self, node: int, terms: list[tuple[str, int]]) -> Expr:
        """A derivative over the inputs where that is short, else the sum of symbol * slope."""
        image = self.images[node]
        if not terms or (len(self.composed) <= SMALL and self.sizes[image] <= SHORT):
            return simplify(alone(self.composed, image))
        graph, total = self.graph, self.graph.constant(0)
        for symbol, slope in terms:
            total = graph.add(total, graph.multiply(graph.symbol(symbol), slope))
        return Expr(graph, total)
