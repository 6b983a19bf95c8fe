"""`Model`: a function of several inputs and outputs, with the named steps that make it."""

from __future__ import annotations

from symchain.errors import SymchainError
from symchain.graph.expr import Expr, described, home, into, is_operand
from symchain.graph.graph import Graph
from symchain.graph.walk import variables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any, TypeAlias

    from symchain.graph.expr import Operand

    Formula: TypeAlias = "Model | Operand | str"
    Source: TypeAlias = "Formula | Sequence[Formula]"


class Model:
    """A program: inputs, named steps, equations for unknowns, outputs.

    `outputs`    name -> formula of the inputs (and unknowns), every step put in its place
    `steps`      name -> formula as it was written, over the names of inputs and earlier steps
    `composed`   name -> formula of each step, every earlier step put in its place
    `unknowns`   the names that the equations define as functions of the inputs
    `residuals`  the equations, each as the difference of its sides
    `written`    name -> formula as it was written of each output that is no step
    `slips`      the inputs of a text that may be misspelt, with the step that may be meant

    >>> from symchain import model
    >>> model("u = x*y; v = exp(u); L = v + w").outputs
    {'L': Expr('exp(x*y) + w')}
    """

    __slots__ = (
        "composed",
        "graph",
        "outputs",
        "residuals",
        "slips",
        "steps",
        "unknowns",
        "written",
    )

    def __init__(
        self,
        graph: Graph,
        outputs: Mapping[str, int],
        steps: Mapping[str, Expr] | None = None,
        composed: Mapping[str, int] | None = None,
        unknowns: Sequence[str] = (),
        residuals: Sequence[int] = (),
        written: Mapping[str, Expr] | None = None,
    ) -> None:
        self.graph = graph
        self.outputs = {name: Expr(graph, node) for name, node in outputs.items()}
        self.steps = dict(steps or {})
        self.composed = {name: Expr(graph, node) for name, node in (composed or {}).items()}
        self.unknowns = tuple(unknowns)
        self.residuals = tuple(Expr(graph, node) for node in residuals)
        self.written = dict(written or {})
        self.slips: dict[str, str] = {}

    def __repr__(self) -> str:
        return f"<model of {', '.join(self.inputs)}: {', '.join(self.outputs)}>"

    @property
    def variables(self) -> tuple[Expr, ...]:
        """The inputs as formulas."""
        return tuple(Expr(self.graph, self.graph.symbol(name)) for name in self.inputs)

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of the variables that outputs and equations depend on, unknowns apart."""
        roots = [expr.node for expr in (*self.outputs.values(), *self.residuals)]
        names = [self.graph.names[node] for node in variables(self.graph, roots)]
        return tuple(name for name in names if name not in self.unknowns)

    def into(self, graph: Graph) -> Model:
        """The model in another graph, its steps as they were written."""
        from symchain.graph.transfer import transfer

        def moved(exprs: Iterable[Expr]) -> list[int]:
            return transfer(self.graph, [expr.node for expr in exprs], graph)

        outputs = dict(zip(self.outputs, moved(self.outputs.values()), strict=True))
        composed = dict(zip(self.composed, moved(self.composed.values()), strict=True))
        residuals = moved(self.residuals)
        return Model(graph, outputs, self.steps, composed, self.unknowns, residuals, self.written)

    def explicit(self) -> Model:
        """The model itself; raises SymchainError where equations define some of its names."""
        if self.unknowns:
            raise SymchainError(
                f"'{self.unknowns[0]}' is defined by an equation: see symchain.implicit, "
                "or the command `symchain implicit`"
            )
        return self

    def selected(self, names: Iterable[str]) -> Model:
        """The model with other outputs: any of its outputs and steps.

        Raises SymchainError for a name that is neither.
        """
        known = {**self.composed, **self.outputs}
        outputs = {}
        for name in names:
            if name not in known:
                raise SymchainError(
                    f"'{name}' is no output and no step (known: {', '.join(known)})"
                )
            outputs[name] = known[name].node
        composed = {name: expr.node for name, expr in self.composed.items()}
        nodes = [residual.node for residual in self.residuals]
        return Model(self.graph, outputs, self.steps, composed, self.unknowns, nodes, self.written)


def as_model(source: Source, variables: Iterable[str] = ()) -> Model:
    """A model of a formula, of several, or of a text; outputs without a name get one: f, f1, ...

    `variables` are names that a text uses as variables whatever else they could mean. Raises
    SymchainError for what is none of these, and what `parse` raises.
    """
    if isinstance(source, Model):
        return source
    if isinstance(source, str):
        from symchain.parsing import model

        return model(source, variables)
    one = not hasattr(source, "__iter__") or isinstance(source, bytes | dict)
    several: Any = [source] if one else source
    exprs = [as_expr(each, variables) for each in several]
    graph = home(tuple(exprs))
    return Model(graph, named(graph, [into(graph, expr) for expr in exprs]))


def as_expr(source: Formula, variables: Iterable[str] = ()) -> Expr:
    """The formula that is given as such, as its text, as a number, or as a model of one output.

    Raises what `as_model` raises, and SymchainError where there are several outputs.

    >>> as_expr("y = x^2"), as_expr(3)
    (Expr('x^2'), Expr('3'))
    """
    if isinstance(source, Expr):
        return source
    if isinstance(source, str | Model):
        outputs = as_model(source, variables).explicit().outputs
        if len(outputs) != 1:
            names = ", ".join(list(outputs)[:8])
            raise SymchainError(
                f"one formula is expected here, there are {len(outputs)}: {names}; choose one"
            )
        return next(iter(outputs.values()))
    if not is_operand(source):
        raise SymchainError(
            f"a formula is expected here, or the text of one, not {described(source)}"
        )
    graph = Graph()
    return Expr(graph, into(graph, source))


def named(graph: Graph, nodes: Sequence[int], steps: Iterable[str] = ()) -> dict[str, int]:
    """Names for outputs that have none, apart from variables and steps: f, or f1, f2, ..."""
    taken = {*graph.names.values(), *steps}
    letter = next(
        letter + "_" * length
        for length in range(len(taken) + 2)
        for letter in "fgh"
        if letter + "_" * length not in taken
    )
    if len(nodes) == 1:
        return {letter: nodes[0]}
    return {f"{letter}{i}": node for i, node in enumerate(nodes, 1)}
