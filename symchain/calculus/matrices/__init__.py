"""Jacobians and Hessians as sparse matrices of formulas, and products with them."""

from __future__ import annotations

from symchain.calculus import refuse_conditions
from symchain.calculus.kinks import refuse_unknown
from symchain.calculus.matrices import jacobians
from symchain.calculus.wrt import by
from symchain.errors import SymchainError
from symchain.graph.expr import Expr, as_names, by_name, into
from symchain.graph.model import Model, as_model
from symchain.graph.walk import reachable
from symchain.parsing.names import unknown_variable
from symchain.simplification import shortest
from symchain.simplification.continuous import continuous

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from symchain.calculus.matrices.jacobians import Entries
    from symchain.graph.expr import Operand
    from symchain.graph.graph import Graph
    from symchain.graph.model import Source

LARGEST = 10_000  # entries of a matrix that is written as a table
READABLE = 30_000  # nodes that are looked at to make the entries of a matrix readable: seconds


class Matrix:
    """A matrix of formulas: `rows` and `columns` are names, `entries` what is not zero everywhere.

    >>> from symchain import jacobian, model
    >>> print(jacobian(model("u = x*y; v = sin(x)")))
            x  y
    u       y  x
    v  cos(x)  0
    """

    __slots__ = ("columns", "entries", "graph", "mode", "rows")

    def __init__(
        self,
        graph: Graph,
        rows: Sequence[str],
        columns: Sequence[str],
        entries: Entries,
        mode: str = "",
    ) -> None:
        self.graph = graph
        self.rows = tuple(rows)
        self.columns = tuple(columns)
        self.entries = entries
        self.mode = mode

    def __getitem__(self, place: tuple[int, int]) -> Expr:
        """The entry in a row and a column, counted from 0."""
        node = self.entries.get(place)
        if node is None:
            if not (0 <= place[0] < len(self.rows) and 0 <= place[1] < len(self.columns)):
                raise IndexError(f"the matrix is {len(self.rows)} x {len(self.columns)}")
            node = self.graph.constant(0)
        return Expr(self.graph, node)

    def lists(self) -> list[list[Expr]]:
        """The rows as lists, zeros included."""
        return [[self[i, j] for j in range(len(self.columns))] for i in range(len(self.rows))]

    @property
    def pattern(self) -> tuple[tuple[int, int], ...]:
        """The places (row, column) of the entries that are not zero everywhere, row by row."""
        return tuple(sorted(self.entries))

    def __str__(self) -> str:
        return self.table({place: str(self[place]) for place in self.pattern}, "0")

    def table(self, texts: Mapping[tuple[int, int], str], zero: str) -> str:
        """Texts of the entries that are not zero, under the names of columns, behind those of rows.

        Where that would be too large a table, a line for each of these entries.
        """
        from symchain.display.grid import aligned

        if len(self.rows) * len(self.columns) > LARGEST:
            named = [
                (f"{self.rows[i]}, {self.columns[j]}:", text) for (i, j), text in texts.items()
            ]
            lines = [f"{len(self.rows)} x {len(self.columns)}, {len(named)} entries:"]
            return "\n".join([*lines, *[" ".join(line) for line in named]])
        columns = range(len(self.columns))
        body = [
            [name, *[texts.get((i, j), zero) for j in columns]] for i, name in enumerate(self.rows)
        ]
        return aligned([["", *self.columns], *body])

    def readable(self) -> Matrix:
        """The matrix with each entry in the form that reads best alone; work is shared no more.

        Of a matrix whose entries have very many nodes in all, the later ones stay as they are.

        >>> from symchain import hessian, parse
        >>> hessian(parse("sin(x*y)/z"))[0, 0], hessian(parse("sin(x*y)/z")).readable()[0, 0]
        (Expr('-y*(sin(x*y)/z*y)'), Expr('-y^2*sin(x*y)/z'))
        """
        short: dict[int, int] = {}
        left = READABLE
        for place in self.pattern:
            node = self.entries[place]
            if node not in short:
                left -= len(reachable(self.graph, [node])) if left > 0 else 0
                short[node] = shortest(self.graph, node) if left > 0 else node
        found = {place: short[node] for place, node in self.entries.items()}
        return Matrix(self.graph, self.rows, self.columns, found, self.mode)

    def as_dict(self) -> dict[str, Any]:
        """The matrix as plain data for JSON."""
        matrix = [list(map(str, row)) for row in self.lists()]
        return {"rows": list(self.rows), "columns": list(self.columns), "matrix": matrix}

    def drawn(self) -> str:
        """The pattern as a picture: x for an entry, . for a zero.

        >>> from symchain import jacobian, model
        >>> print(jacobian(model("u = x*y; v = sin(x)")).drawn())
        xx
        x.
        """
        places = self.entries.keys()
        columns = range(len(self.columns))
        return "\n".join(
            "".join("x" if (i, j) in places else "." for j in columns)
            for i in range(len(self.rows))
        )


def jacobian(
    source: Source,
    wrt: Iterable[Expr | str] | None = None,
    mode: str = "auto",
    simplify: str = "fast",
    kinks: str = "mean",
) -> Matrix:
    """The partial derivatives of every output by every variable: a row for each output.

    `mode` is "forward" (a sweep for each variable), "reverse" (a sweep for each output), "mixed"
    (elimination of vertices) or "auto", which takes the one with the fewest operations. `kinks`
    is that of `diff`.

    Raises DerivativeError where a function has no closed derivative, SymchainError for a variable
    that the outputs lack.

    >>> from symchain import model
    >>> jacobian(model("u = x*y; v = x + y"))[0, 1]
    Expr('x')
    """
    model, names = asked(source, wrt)
    refuse_unknown(kinks)
    graph = model.graph
    roots = roots_of(model)
    variables = [graph.symbol(name) for name in names]
    found, how = jacobians.entries(graph, roots, variables, mode, simplify != "none", kinks)
    return Matrix(graph, list(model.outputs), names, found, how)


def hessian(
    source: Source,
    wrt: Iterable[Expr | str] | None = None,
    mode: str = "auto",
    kinks: str = "mean",
) -> Matrix:
    """The second partial derivatives of one output; symmetric.

    Raises what `jacobian` raises, and SymchainError where there are several outputs.

    >>> from symchain import parse
    >>> hessian(parse("x^2*y")).lists()
    [[Expr('2*y'), Expr('2*x')], [Expr('2*x'), Expr('0')]]
    """
    model, names = asked(source, wrt)
    refuse_unknown(kinks)
    graph = model.graph
    found = jacobians.hessian_entries(
        graph, single(model, "Hessian"), [graph.symbol(name) for name in names], mode, kinks
    )
    return Matrix(graph, names, names, found)


def jvp(source: Source, direction: Mapping[Expr | str, Operand]) -> dict[str, Expr]:
    """The derivative of each output along a direction {x: 1, y: "dy"}: the Jacobian times it.

    >>> from symchain import parse
    >>> jvp(parse("x*y"), {"x": 1, "y": 2})
    {'f': Expr('y + 2*x')}
    """
    given = by_name(direction)
    model, _ = asked(source, given)
    graph = model.graph
    seeds = seeds_of(model, given)
    nodes = jacobians.product_forward(graph, roots_of(model), seeds)
    return dict(zip(model.outputs, [Expr(graph, node) for node in nodes], strict=True))


def vjp(
    source: Source,
    weights: Mapping[str, Operand],
    wrt: Iterable[Expr | str] | None = None,
) -> dict[str, Expr]:
    """The gradient of the weighted sum of the outputs: weights {output: 1} times the Jacobian.

    >>> from symchain import model
    >>> vjp(model("u = x*y; v = x + y"), {"u": 2, "v": 3})
    {'x': Expr('2*y + 3'), 'y': Expr('2*x + 3')}
    """
    model, names = asked(source, wrt)
    graph = model.graph
    given = by_name(weights)
    unknown = [name for name in given if name not in model.outputs]
    if unknown:
        raise SymchainError(f"'{unknown[0]}' is no output (known: {', '.join(model.outputs)})")
    seeds: dict[int, int] = {}
    for name, node in zip(model.outputs, roots_of(model), strict=True):
        weight = given.get(name, 0)
        seeds[node] = graph.add(seeds.get(node, graph.constant(0)), operand(graph, weight))
    nodes = jacobians.product_reverse(graph, seeds, [graph.symbol(name) for name in names])
    return dict(zip(names, [Expr(graph, node) for node in nodes], strict=True))


def hvp(source: Source, direction: Mapping[Expr | str, Operand]) -> dict[str, Expr]:
    """The Hessian of one output times a direction: the gradient's derivative along it.

    >>> from symchain import parse
    >>> hvp(parse("x^2*y"), {"x": 1, "y": 0})
    {'x': Expr('2*y'), 'y': Expr('2*x')}
    """
    given = by_name(direction)
    model, _ = asked(source, given)
    graph = model.graph
    seeds = seeds_of(model, {name: given.get(name, 0) for name in model.inputs})
    nodes = jacobians.product_hessian(graph, single(model, "Hessian"), seeds)
    return {graph.names[v]: Expr(graph, n) for v, n in zip(seeds, nodes, strict=True)}


def asked(source: Source, wrt: Iterable[Expr | str] | None) -> tuple[Model, list[str]]:
    """A model, and the names to differentiate by: those given, or all inputs that are not whole.

    Raises SymchainError for a name that the model lacks.
    """
    given = None if wrt is None else as_names(wrt)
    model = as_model(source, given or ())
    known = dict.fromkeys(model.inputs)
    names = by(model.graph, known, given)
    for name in names:
        if name not in known:
            raise unknown_variable(name, list(known))
    return model, names


def roots_of(model: Model) -> list[int]:
    """The nodes of the outputs in the forms that are differentiated: abs(x) for sqrt(x^2).

    Raises DerivativeError where one is a condition, SymchainError where equations are to be solved.
    """
    outputs = model.explicit().outputs.values()
    for expr in outputs:
        refuse_conditions(expr)
    return continuous(model.graph, [expr.node for expr in outputs])


def single(model: Model, what: str) -> int:
    """The node of the only output; raises SymchainError where there are several."""
    if len(model.outputs) != 1:
        raise SymchainError(
            f"the {what} is of one output, here are {len(model.outputs)}: "
            f"{', '.join(model.outputs)}; choose one"
        )
    return roots_of(model)[0]


def seeds_of(model: Model, direction: Mapping[str, Operand]) -> dict[int, int]:
    """The node of each variable with that of its component."""
    graph = model.graph
    return {graph.symbol(name): operand(graph, value) for name, value in direction.items()}


def operand(graph: Graph, value: Operand | str) -> int:
    """The node of a component: a number, a formula, or the text of one."""
    if isinstance(value, str):
        from symchain.parsing import parse_node

        return parse_node(graph, value)
    return into(graph, value)
