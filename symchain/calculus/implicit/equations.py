"""Equations read from text, formulas or a program: `System`, checked once, at the door."""

from __future__ import annotations

from symchain.errors import DerivativeError, SymchainError
from symchain.functions.arithmetic import EQUAL, FALSE, TRUE
from symchain.graph.expr import Expr, as_names, home, into
from symchain.graph.graph import Graph
from symchain.graph.model import Model
from symchain.graph.walk import variables
from symchain.parsing.names import unknown_variable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from symchain.parsing.assumptions import Assumptions

    Variable = Expr | str
    Source = str | Expr | Model | Sequence[str | Expr]


class System:
    """Equations F(x, y) = 0 that define the dependents y as functions of the independents x.

    `residuals` are the nodes of F, one for each of `dependents`; `independents` are the names of
    all other variables; `outputs` are the nodes of a program's results that use the dependents.
    """

    __slots__ = ("dependents", "graph", "independents", "outputs", "residuals")

    def __init__(
        self,
        graph: Graph,
        residuals: Sequence[int],
        dependents: Sequence[str],
        outputs: dict[str, int] | None = None,
    ) -> None:
        self.graph = graph
        self.residuals = list(residuals)
        self.dependents = tuple(dependents)
        self.outputs = dict(outputs or {})
        names = _names(graph, [*self.residuals, *self.outputs.values()])
        self.independents = tuple(name for name in names if name not in self.dependents)

    def written(self, residuals: Sequence[int], outputs: Sequence[int]) -> System:
        """The same system with its residuals and outputs in other forms."""
        named = dict(zip(self.outputs, outputs, strict=True))
        made = System(self.graph, residuals, self.dependents, named)
        made.independents = self.independents
        return made

    def symbols(self, names: Iterable[str]) -> list[int]:
        """The nodes of variables."""
        return [self.graph.symbol(name) for name in names]

    def texts(self) -> list[str]:
        """The equations as text, each as its residual = 0."""
        return [f"{Expr(self.graph, node)} = 0" for node in self.residuals]

    def chosen(self, wrt: Iterable[Variable] | Variable | None) -> tuple[str, ...]:
        """The names to differentiate by: those given, or all independents.

        Raises SymchainError for a dependent and for a name that no equation has.
        """
        if wrt is None:
            return self.independents
        names = as_names(wrt)
        for name in names:
            if name in self.dependents:
                raise SymchainError(
                    f"'{name}' is what the equations are solved for; differentiate by another "
                    f"variable ({', '.join(self.independents) or 'there is none'})"
                )
            if name not in self.independents:
                raise unknown_variable(name, self.independents)
        return tuple(names)


def system(
    source: Source,
    dependents: Variable | Iterable[Variable] | None = None,
    variables: Iterable[str] = (),
    assume: Assumptions = (),
) -> System:
    """The system that a source spells: an equation, several, or a program with `solve`.

    A formula that is no equation stands for formula = 0. `variables` are names that a text uses
    as variables whatever else they could mean, `assume` is that of `symchain.assuming`.
    Raises SymchainError where the equations do not fit the dependents, and ParseError for text that
    is not in the language.

    >>> system("x^2 + y^2 = 1", "y").independents
    ('x',)
    """
    names = as_names(dependents)
    declared = [*dict.fromkeys([*variables, *names])]
    model = source if isinstance(source, Model) else _read(source, declared)
    if assume != ():
        from symchain.parsing.assumptions import assuming

        model = assuming(model, assume)
    made = _of_model(model, names)
    _check_count(made)
    _check_dependents(made)
    return made


def _read(source: str | Expr | Sequence[str | Expr], declared: list[str]) -> Model:
    """A model of texts and formulas, all in one graph; a list has one equation an item."""
    from symchain.parsing import model, parse
    from symchain.parsing.scanner import Source as Text
    from symchain.parsing.statements import is_program

    source = source.strip() if isinstance(source, str) else source
    if isinstance(source, str) and is_program(Text(source)):
        return model(source, variables=declared)
    one = isinstance(source, str) or not hasattr(source, "__iter__")
    exprs = [source] if one else list(source)
    if not exprs:
        raise SymchainError("no equation is given: write at least one, as in 'x^2 + y^2 = 1'")
    graph = home(tuple(exprs))
    nodes = [
        parse(each, variables=declared, graph=graph).node
        if isinstance(each, str)
        else into(graph, each)
        for each in exprs
    ]
    return Model(graph, {f"equation {i}": node for i, node in enumerate(nodes, 1)})


def _of_model(model: Model, names: list[str]) -> System:
    """The system of a model: of its own equations, else of its outputs."""
    if not model.unknowns:
        return _of_outputs(model, names)
    if names and set(names) != set(model.unknowns):
        raise SymchainError(
            f"the program solves for {', '.join(model.unknowns)}, not for {', '.join(names)}: "
            "ask for these, or leave out 'solve'"
        )
    own = [model.graph.find_symbol(name) for name in model.unknowns]
    outputs = {name: expr.node for name, expr in model.outputs.items() if expr.node not in own}
    residuals = [_residual(model.graph, expr.node) for expr in model.residuals]
    return System(model.graph, residuals, model.unknowns, outputs)


def _of_outputs(model: Model, names: list[str]) -> System:
    """The equations among the outputs, or all outputs where none is an equation."""
    graph = model.graph
    if not names:
        raise SymchainError(
            "which variables do the equations define? name them, as in dep='y' or --dep y, "
            "or write 'solve y' in the program"
        )
    nodes = {name: expr.node for name, expr in model.outputs.items()}
    equations = {name: node for name, node in nodes.items() if graph.ops[node] is EQUAL}
    if not equations or len(nodes) == len(names):
        equations = nodes  # a formula that is no equation is 0
    others = {name: node for name, node in nodes.items() if name not in equations}
    for name, node in equations.items():
        if name in model.steps and graph.ops[node] is not EQUAL:
            raise SymchainError(
                f"'{name} = ...' in a program defines '{name}': write {name} == ... for an equation"
            )
    return System(graph, [_residual(graph, node) for node in equations.values()], names, others)


def _residual(graph: Graph, node: int) -> int:
    """The difference of an equation's sides; a formula is its own.

    Raises SymchainError for what is no equation, or one that holds everywhere or nowhere.
    """
    op = graph.ops[node]
    if op is EQUAL:
        node = graph.subtract(*graph.args[node])
    elif op.boolean and op is not TRUE and op is not FALSE:
        raise SymchainError(f"'{Expr(graph, node)}' is no equation: write left = right")
    if op is TRUE or op is FALSE or node in graph.constants:
        holds = op is TRUE or graph.constants.get(node) == (0, 1)
        raise SymchainError(
            f"an equation {'always' if holds else 'never'} holds, whatever its variables are"
        )
    return node


def _check_count(system: System) -> None:
    """Raises SymchainError unless there is an equation for each dependent."""
    equations, unknowns = len(system.residuals), len(system.dependents)
    if equations != unknowns:
        names = ", ".join(system.dependents)
        raise SymchainError(
            f"{equations} equation{'s' * (equations != 1)} for {unknowns} "
            f"unknown{'s' * (unknowns != 1)} ({names}): give one equation for each unknown"
        )


def _check_dependents(system: System) -> None:
    """Raises SymchainError where a dependent or an equation has no part in the system."""
    graph = system.graph
    found = [_names(graph, [node]) for node in system.residuals]
    for name in system.dependents:
        if not any(name in names for names in found):
            known = ", ".join(dict.fromkeys(n for names in found for n in names))
            what = "the equation has" if len(found) == 1 else "the equations have"
            raise SymchainError(f"{what} no variable '{name}' (known: {known})")
    for number, (names, node) in enumerate(zip(found, system.residuals, strict=True), 1):
        if not set(names) & set(system.dependents):
            raise DerivativeError(
                f"equation {number}, '{Expr(graph, node)} = 0', has none of the unknowns "
                f"{', '.join(system.dependents)}"
            )


def _names(graph: Graph, nodes: Sequence[int]) -> list[str]:
    return [graph.names[node] for node in variables(graph, nodes)]
