"""Implicit differentiation: derivatives of what equations define, by the implicit function theorem.

Where F(x, y) = 0 and F_y is regular, dy/dx = -F_y^-1 F_x. Griewank and Walther, Evaluating
Derivatives (2008), section 15.1; the adjoint form solves once with F_y transposed.
"""

from __future__ import annotations

from symchain.calculus.adjoints import adjoints
from symchain.calculus.implicit.equations import System, system
from symchain.calculus.implicit.prolongation import Prolongation
from symchain.calculus.matrices import operand
from symchain.errors import SymchainError
from symchain.functions.arithmetic import NOT_EQUAL
from symchain.graph.expr import Expr, as_name, as_names, by_name
from symchain.graph.walk import operations
from symchain.simplification import simplify_all
from symchain.simplification.products import split_coefficient

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    from symchain.calculus.implicit.equations import Source, Variable
    from symchain.checking.diagnosis import Diagnosis
    from symchain.graph.expr import Operand
    from symchain.parsing.assumptions import Assumptions

HIGHEST_ORDER = 30


class Implicit:
    """The derivatives of implicit functions, and the record of how they were made.

    `derivatives`  dependent -> variable -> formula of the order asked for
    `outputs`      the same for a program's results that use the dependents
    `record`       the stages D^n F = F_y y_n + rest, by the variables differentiated by

    >>> from symchain import implicit
    >>> implicit("x^2 + y^2 = 1", "y").derivatives
    {'y': {'x': Expr('-x/y')}}
    """

    __slots__ = ("derivatives", "order", "outputs", "record", "system", "wrt")

    def __init__(self, system: System, wrt: Iterable[str], order: int = 1) -> None:
        self.system = system
        self.wrt = tuple(wrt)
        self.order = order
        self.record = Prolongation(system)
        turns = {name: [name] * order for name in self.wrt}
        made = {name: self.record.derivatives(turn) for name, turn in turns.items()}
        self.derivatives = {
            dependent: {name: self._expr(nodes[place]) for name, nodes in made.items()}
            for place, dependent in enumerate(system.dependents)
        }
        self.outputs = {
            output: {name: self._expr(self.record.total(root, turns[name])) for name in self.wrt}
            for output, root in system.outputs.items()
        }

    def __repr__(self) -> str:
        return f"<implicit {', '.join(self.system.dependents)}: {'; '.join(self.system.texts())}>"

    def __str__(self) -> str:
        return "\n".join(f"{label} = {expr}" for label, expr in self.labelled().items())

    def _expr(self, node: int) -> Expr:
        return Expr(self.system.graph, node)

    # ---- what can be asked

    def derivative(self, dependent: Variable, *variables: Variable | int) -> Expr:
        """The derivative of a dependent or an output by variables in turn, of any order.

        A number repeats the variable before it. Raises SymchainError for a name that is neither.

        >>> from symchain import implicit
        >>> implicit("x*y*z = 1", "z").derivative("z", "x", "y")
        Expr('z/(x*y)')
        """
        from symchain.calculus import in_turn

        name, turn = as_name(dependent), in_turn(variables)
        self.system.chosen(turn)
        check_order(len(turn))
        if name in self.system.dependents:
            place = self.system.dependents.index(name)
            return self._expr(self.record.derivatives(turn)[place])
        return self._expr(self.record.total(self._output(name), turn))

    def adjoint(self, weights: Mapping[Variable, Operand] | Variable) -> dict[str, Expr]:
        """The gradient of an output, or of a weighted sum of dependents, by one transposed solve.

        `weights` is the name of an output or a dependent, or {name: weight, ...}.

        >>> from symchain import implicit
        >>> implicit(["u + v = x", "u - v = z"], ["u", "v"]).adjoint({"u": 2, "v": 3})
        {'x': Expr('5/2'), 'z': Expr('-1/2')}
        """
        graph = self.system.graph
        given = by_name({weights: 1} if isinstance(weights, str | Expr) else weights)
        seeds: dict[int, int] = {}
        for key, weight in given.items():
            node, value = self._output(key), operand(graph, weight)
            seeds[node] = graph.add(seeds.get(node, graph.constant(0)), value)
        names = self.system.symbols(self.wrt)
        own = adjoints(graph, seeds, [*self.record.dependents, *names])
        right = [own[node] for node in self.record.dependents]
        multipliers = self.record.elimination.transposed().solve(right)
        slopes = self.record.partials(self.wrt)
        found = {}
        for place, (name, node) in enumerate(zip(self.wrt, names, strict=True)):
            total = own[node]
            for multiplier, row in zip(multipliers, slopes, strict=True):
                total = graph.subtract(total, graph.multiply(multiplier, row[place]))
            found[name] = self._expr(self.record.shortest(simplify_all(graph, [total])))
        return found

    def at(self, point: Mapping[Any, Any]) -> Diagnosis:
        """The values of the derivatives at a point, and what the point is: regular or singular.

        `point` gives numbers, or texts such as "pi/2", for all variables of the equations. Raises
        SymchainError where one is missing and DomainError where an equation has no value.

        >>> from symchain import implicit
        >>> implicit("y^2 = x^2*(x + 1)", "y").at({"x": 0, "y": 0}).slopes
        {'x': [1.0, -1.0]}
        """
        from symchain.checking.diagnosis import diagnose

        return diagnose(self, point)

    # ---- what is shown

    @property
    def conditions(self) -> list[Expr]:
        """What must hold for the derivatives to exist: the factors of det F_y are not zero."""
        graph, zero = self.system.graph, self.system.graph.constant(0)
        factors = [split_coefficient(graph, node)[1] for node in self.record.elimination.factors()]
        return [
            self._expr(graph.compare(NOT_EQUAL, node, zero)) for node in factors if node is not None
        ]

    @property
    def operations(self) -> int:
        """How many operations all derivatives take together, shared ones counted once."""
        rows = [*self.derivatives.values(), *self.outputs.values()]
        return operations(self.system.graph, [e.node for row in rows for e in row.values()])

    def labelled(self) -> dict[str, Expr]:
        """The derivatives by how they are written: dy/dx, d^2y/dx^2.

        >>> from symchain import implicit
        >>> print(implicit("x^2 + y^2 = 1", "y", order=2))
        d^2y/dx^2 = -1/y^3
        """
        mark = "" if self.order == 1 else f"^{self.order}"
        return {
            f"d{mark}{name}/d{by}{mark}": expr
            for name, row in {**self.derivatives, **self.outputs}.items()
            for by, expr in row.items()
        }

    def steps(self) -> dict[str, Expr]:
        """The derivatives of all orders that were made, each with names for the lower ones.

        >>> from symchain import implicit
        >>> implicit("x^2 + y^2 = 1", "y", order=2).steps()
        {'y_x': Expr('-x/y'), 'y_xx': Expr('-(y_x^2 + 1)/y')}
        """
        names = self.system.graph.names
        return {
            names[self.record.names[dependent, index]]: self._expr(node)
            for index, stage in self.record.stages.items()
            for dependent, node in zip(self.system.dependents, stage.solutions, strict=True)
        }

    def as_dict(
        self, at: Mapping[Any, Any] | None = None, form: Callable[[Expr], str] = str
    ) -> dict[str, Any]:
        """Everything as texts and numbers, for JSON; values and diagnosis with a point.

        `form` makes the text of a derivative.
        """
        rows = {**self.derivatives, **self.outputs}
        fields: dict[str, Any] = {
            "equations": self.system.texts(),
            "dependents": list(self.system.dependents),
            "variables": list(self.system.independents),
            "order": self.order,
            "derivatives": {
                name: {by: form(expr) for by, expr in row.items()} for name, row in rows.items()
            },
            "conditions": [str(condition) for condition in self.conditions],
            "operations": self.operations,
        }
        if at is not None:
            place = self.at(at)
            fields |= {"values": place.values, "diagnosis": place.as_dict()}
        return fields

    def _output(self, name: str) -> int:
        """The node of an output or a dependent; raises SymchainError for another name."""
        known = dict(zip(self.system.dependents, self.record.dependents, strict=True))
        known |= self.system.outputs
        if name not in known:
            raise SymchainError(f"'{name}' is no unknown and no output (known: {', '.join(known)})")
        return known[name]


def implicit(
    source: Source,
    dep: Variable | Iterable[Variable] | None = None,
    wrt: Iterable[Variable] | Variable | None = None,
    order: int = 1,
    variables: Iterable[str] = (),
    assume: Assumptions = (),
) -> Implicit:
    """The derivatives of the functions that equations define.

    `source` is an equation, a list of equations, or a program with `solve`; a formula that is no
    equation stands for formula = 0. `dep` names the unknowns, one for each equation, `wrt` the
    variables to differentiate by (all others by default), `variables` names that a text uses as
    variables whatever else they could mean, `assume` is that of `symchain.assuming`.

    Raises SymchainError where equations and unknowns do not fit, DerivativeError where F_y is
    singular everywhere, BudgetError where formulas would be too large: emitted code is not.

    >>> implicit("x^3 + y^3 = 3*a*x*y", "y", "x", order=2).derivatives["y"]["x"]
    Expr('2*a^3*x*y/(a*x - y^2)^3')
    """
    check_order(order)
    names = None if wrt is None else as_names(wrt)
    made = system(source, dep, [*as_names(variables), *as_names(names)], assume)
    return Implicit(made, made.chosen(names), order)


def check_order(order: int) -> None:
    """Raises SymchainError for an order that is no whole number from 1 on, or too high."""
    if not (isinstance(order, int) and 1 <= order <= HIGHEST_ORDER):
        raise SymchainError(f"an order is a whole number from 1 to {HIGHEST_ORDER}, not {order}")
