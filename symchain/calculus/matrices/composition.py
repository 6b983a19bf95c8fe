"""Compositions: the Jacobian of f after g as the product of their Jacobians, one factor a layer."""

from __future__ import annotations

from symchain.calculus.matrices import Matrix, jacobians, roots_of
from symchain.errors import SymchainError
from symchain.graph.graph import Graph
from symchain.graph.model import Model, as_model
from symchain.graph.transfer import transfer
from symchain.simplification import simplify_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from symchain.calculus.matrices.jacobians import Entries
    from symchain.graph.model import Source


class Composition:
    """f_n after ... after f_1: the composed `model`, a factor for each layer, and their product.

    The factors stand as in the product, the outermost first; each is the Jacobian of its layer by
    the layer's own inputs, at the values that the layers inside give them.
    """

    __slots__ = ("factors", "jacobian", "model")

    def __init__(self, model: Model, factors: list[Matrix], jacobian: Matrix) -> None:
        self.model = model
        self.factors = factors
        self.jacobian = jacobian

    def __str__(self) -> str:
        parts = [
            f"factor {number}: {', '.join(factor.rows)} by {', '.join(factor.columns)}\n{factor}"
            for number, factor in enumerate(self.factors, 1)
        ]
        return "\n\n".join([*parts, f"product\n{self.jacobian}"])

    def as_dict(self) -> dict[str, Any]:
        """The factors and the product as plain data for JSON."""
        return {
            "factors": [factor.as_dict() for factor in self.factors],
            "product": self.jacobian.as_dict(),
        }


def compose(*layers: Source) -> Composition:
    """The composition of functions, the outermost first, by the chain rule for Jacobians.

    A layer takes the outputs of the next one by their names, or in their order where no name of the
    one is a name of the other. Raises SymchainError where their numbers do not match.

    >>> from symchain import model
    >>> whole = compose(model("f = u*v"), model("u = x + y; v = x*y"))
    >>> whole.factors[0].lists(), whole.factors[1].lists()
    ([[Expr('x*y'), Expr('x + y')]], [[Expr('1'), Expr('1')], [Expr('y'), Expr('x')]])
    >>> whole.jacobian[0, 0]
    Expr('x*y + y*(x + y)')
    """
    if len(layers) < 2:
        raise SymchainError("a composition has two functions or more")
    models = [as_model(layer) for layer in layers]
    graph = Graph()
    inner = models[-1]
    values = dict(zip(inner.outputs, transfer(inner.graph, roots_of(inner), graph), strict=True))
    inputs = list(inner.inputs)
    factors = [_jacobian(graph, inner, {name: graph.symbol(name) for name in inputs})]
    for model in reversed(models[:-1]):
        given = _matched(model, list(values))
        arguments = {name: values[output] for name, output in given.items()}
        factor = _jacobian(graph, model, arguments)
        factors.insert(0, factor)
        factors[1] = _with_rows(factors[1], list(given.values()))
        values = _applied(graph, model, arguments)
    outer = Model(graph, values)
    return Composition(outer, factors, _product(factors, outer))


def _matched(model: Model, outputs: list[str]) -> dict[str, str]:
    """For each input of a layer the output of the next one that it takes."""
    inputs = list(model.inputs)
    if set(inputs) <= set(outputs):
        return {name: name for name in inputs}
    if len(inputs) == len(outputs) and set(inputs).isdisjoint(outputs):
        return dict(zip(inputs, outputs, strict=True))
    raise SymchainError(
        f"the inputs {', '.join(inputs)} do not match the outputs {', '.join(outputs)}: "
        "give them the same names, or as many of them"
    )


def _applied(graph: Graph, model: Model, arguments: dict[str, int]) -> dict[str, int]:
    """The outputs of a layer at its arguments."""
    images = _images(model, arguments)
    return dict(
        zip(model.outputs, transfer(model.graph, roots_of(model), graph, images), strict=True)
    )


def _images(model: Model, arguments: dict[str, int]) -> dict[int, int]:
    return {model.graph.symbol(name): node for name, node in arguments.items()}


def _jacobian(graph: Graph, model: Model, arguments: dict[str, int]) -> Matrix:
    """The Jacobian of a layer by its own inputs, at its arguments."""
    own = model.graph
    columns = list(arguments)
    found, mode = jacobians.entries(own, roots_of(model), [own.symbol(name) for name in columns])
    nodes = transfer(own, list(found.values()), graph, _images(model, arguments))
    return Matrix(graph, list(model.outputs), columns, dict(zip(found, nodes, strict=True)), mode)


def _with_rows(matrix: Matrix, rows: list[str]) -> Matrix:
    """The matrix with these of its rows, in this order."""
    places = {matrix.rows.index(name): i for i, name in enumerate(rows)}
    entries = {(places[i], j): node for (i, j), node in matrix.entries.items() if i in places}
    return Matrix(matrix.graph, rows, matrix.columns, entries, matrix.mode)


def _product(factors: list[Matrix], outer: Model) -> Matrix:
    """The product of all factors, from the side on which it is narrower."""
    graph = outer.graph
    rows, columns = factors[0].rows, factors[-1].columns
    chain = [factor.entries for factor in factors]
    if len(rows) <= len(columns):
        total = chain[0]
        for entries in chain[1:]:
            total = _times(graph, total, entries)
    else:
        total = chain[-1]
        for entries in reversed(chain[:-1]):
            total = _times(graph, entries, total)
    zero = graph.constant(0)
    nodes = simplify_all(graph, list(total.values()), beside=roots_of(outer))
    found = {place: node for place, node in zip(total, nodes, strict=True) if node != zero}
    return Matrix(graph, rows, columns, found)


def _times(graph: Graph, left: Entries, right: Entries) -> Entries:
    """The product of two sparse matrices."""
    by_row: dict[int, list[tuple[int, int]]] = {}
    for (k, j), node in right.items():
        by_row.setdefault(k, []).append((j, node))
    found: Entries = {}
    for (i, k), first in left.items():
        for j, second in by_row.get(k, ()):
            term = graph.multiply(first, second)
            known = found.get((i, j))
            found[i, j] = term if known is None else graph.add(known, term)
    return found
