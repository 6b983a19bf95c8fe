"""`generate_implicit`: a module that solves equations and differentiates the solution.

F and its slopes are straight-line code; F_y is factored once, by numbers, for all right sides.
"""

from __future__ import annotations

from symchain.calculus.adjoints import adjoints
from symchain.calculus.implicit.equations import system as read_system
from symchain.calculus.implicit.prolongation import Prolongation
from symchain.codegen.accuracy import before_derivatives, before_lowering
from symchain.codegen.fitting import fitted
from symchain.codegen.header import supposed
from symchain.codegen.library import Library
from symchain.codegen.lower import lower
from symchain.codegen.names import identifiers
from symchain.codegen.program import operations
from symchain.codegen.routines import MODULE, check_name, check_standalone
from symchain.codegen.targets import TARGETS
from symchain.codegen.targets import blocks as texts
from symchain.codegen.targets.callers import (
    ADJOINT,
    BOTH,
    DERIVATIVE,
    HIGHER,
    NEWTON,
    OUTPUT_SLOPES,
    OUTPUTS,
    RESIDUAL,
    SLOPES,
    SOLVE,
    TOTAL,
)
from symchain.codegen.targets.functions import Function
from symchain.codegen.targets.layout import wrapped
from symchain.errors import SymchainError
from symchain.graph.expr import Expr, as_names
from symchain.parsing.assumptions import texts as assumptions
from symchain.simplification import simplify_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from symchain.calculus.implicit.equations import Source, System, Variable
    from symchain.codegen.shapes import Shape
    from symchain.codegen.targets.target import Target

KIND, MOST_ORDERS = "implicit", 6
# Targets without a solver are documents.
NOT_READ = (
    "a document has no iteration to read; 'symchain implicit' prints the derivatives of the "
    "solution as formulas (--format, --json), and 'symchain gen --emit value,jacobian --target "
    "{target}' writes the equations' left sides less their right ones with all partials"
)


def generate_implicit(
    source: Source | System,
    dep: Variable | Iterable[Variable] | None = None,
    wrt: Iterable[Variable] | Variable | None = None,
    order: int = 1,
    target: str = "python",
    *,
    name: str = "",
    variables: Iterable[Variable] | None = None,
    standalone: bool = False,
    checked: str = "",
    ranges: Mapping[str, Any] | None = None,
) -> str:
    """The source text of a module that solves equations and differentiates the solution.

    `source`, `dep` and `wrt` are as in `symchain.implicit`. The functions take the variables, then
    the unknowns: `solve(x, guess)`, `derivative(x, y)` (a row for each unknown of several),
    `adjoint(x, y, weights)` (the gradient of a weighted sum, by one transposed solve),
    `solve_and_derivative(x, guess)`; of a program with further results `outputs(x, y)` and
    `gradient(x, y)`, a row for each. With an `order` above 1 `derivatives(x, y)` has, for each of
    `wrt`, the derivatives of order 1 to this (of several unknowns a row for each order), all from
    one factorisation. `variables` is the order of the arguments, `name` goes before
    the functions' names, `standalone` refuses what needs more than the standard library.

    Raises SymchainError where equations and unknowns do not fit or cannot be emitted.

    >>> from symchain.codegen.running import namespace
    >>> kepler = generate_implicit("E - e*sin(E) = M", "E", variables=["M", "e"])
    >>> namespace(kepler)["solve_and_derivative"](1.0, 0.0, 1.0)
    (1.0, (1.0, 0.8414709848078965))
    """
    solving = [name for name, each in TARGETS.items() if each.solver is not None]
    if target not in solving:
        reason = f": {NOT_READ.format(target=target)}" if target in TARGETS else ""
        raise SymchainError(
            f"equations are solved in {', '.join(solving)}, not in '{target}'{reason}"
        )
    if name:
        check_name(name, TARGETS[target].is_named)
    system = _system(source, dep, as_names(variables))
    arguments = _arguments(system, variables)
    if not 1 <= order <= MOST_ORDERS:
        raise SymchainError(f"a module has orders from 1 to {MOST_ORDERS}, not {order}")
    chosen = TARGETS[target]
    start = f"{name}_" if name and not chosen.is_named else ""
    module = (name or MODULE) if chosen.is_named else ""
    known = [each for each in arguments if each in system.independents]
    slopes = known if wrt is None else list(system.chosen(wrt))
    equations = Equations(system, arguments, slopes, start, order, module, chosen)
    functions = [
        function.renamed(function.name, fitted(function.program, chosen))
        for function in equations.functions
    ]
    library = Library([function.program for function in functions], chosen)
    check_standalone(library, standalone)
    assert chosen.solver is not None
    return chosen.solver(equations, functions, library, checked, ranges or {})


def _system(source: Any, dep: Any, names: list[str]) -> System:
    from symchain.calculus.implicit.equations import System

    return source if isinstance(source, System) else read_system(source, dep, names)


def _arguments(system: System, variables: Iterable[Variable] | None) -> list[str]:
    """The arguments of the functions, unknowns apart."""
    if variables is None:
        return list(system.independents)
    names = as_names(variables)
    names = [name for name in names if name not in system.dependents]
    missing = [name for name in system.independents if name not in names]
    if missing:
        raise SymchainError(f"'{missing[0]}' is not among the variables {', '.join(names)}")
    return names


class Equations:
    """The straight-line functions of a module, which its solver and its derivatives call.

    `inputs` are the variables, then the unknowns; `lower` the groups of derivatives of lower order,
    `start` begins every function's name, `module` is that of a module that must have one. Where
    the solution is differentiated, `rule` is the function of the slopes by all variables.
    """

    def __init__(
        self,
        system: System,
        variables: list[str],
        wrt: list[str],
        start: str,
        order: int,
        module: str,
        target: Target,
    ) -> None:
        self.module = module
        self.target = target
        self.system = system
        self.graph = system.graph
        self.variables = variables
        self.wrt = wrt
        self.start = start
        self.count = len(system.dependents)
        self.inputs = [*variables, *system.dependents]
        self.order = order
        self.conditions: set[int] = set()  # of choices between forms of one value
        self.stable = system.written(
            self._stable(system.residuals), self._stable(system.outputs.values())
        )
        self.lower: dict[str, list[str]] = {}
        self.rule = SLOPES if self.count > 1 else DERIVATIVE
        self.functions = [*self._equations(), *self._slopes_by(self.rule, wrt)]
        if target.differentiates and wrt != variables:
            self.rule += "_by_all"
            self.functions += self._slopes_by(self.rule, variables)
        self.functions += [*self._rests(), *self._results()]

    def _stable(self, nodes: Iterable[int]) -> list[int]:
        """The forms of residuals or results that are differentiated and emitted."""
        return before_derivatives(self.graph, list(nodes), self.target, self.conditions)

    # ---- straight-line functions

    def _equations(self) -> list[Function]:
        """F; F with F_y."""
        roots, count = self.stable.residuals, self.count
        square = self._slopes(roots, self.system.dependents)
        values: Shape = 0 if count == 1 else list(range(count))
        slopes: Shape = 1 if count == 1 else _table(count, count, count)
        about = "The residuals and their slopes by the unknowns."
        return [
            self._function(RESIDUAL, roots, [values], "What is 0 at a solution."),
            self._function(NEWTON, [*roots, *square], [values, slopes], about),
        ]

    def _slopes_by(self, name: str, wrt: Sequence[str]) -> list[Function]:
        """Of several equations F_y with F_x; the derivative of an only unknown, -F_x/F_y."""
        roots, count = self.stable.residuals, self.count
        square = self._slopes(roots, self.system.dependents)
        rates = self._slopes(roots, wrt)
        if count > 1:
            shapes = [_table(0, count, count), _table(count * count, count, len(wrt))]
            about = "The slopes of the residuals by the unknowns, and by the variables."
            return [self._function(name, [*square, *rates], shapes, about)]
        graph = self.graph
        nodes = [graph.divide(graph.negate(node), square[0]) for node in rates]
        shape: Shape = 0 if len(nodes) == 1 else list(range(len(nodes)))
        about = f"The derivative of {self.system.dependents[0]} by {', '.join(wrt)}."
        return [self._function(name, simplify_all(graph, nodes), [shape], about)]

    def _rests(self) -> list[Function]:
        """What is solved for the derivatives of each order above 1; of one unknown these all."""
        if self.order == 1:
            return []
        record = Prolongation(self.stable)
        if self.count == 1:
            return [self._all_orders(record)]
        functions = []
        names = self.graph.names
        for variable, spelled in identifiers(self.wrt).items():
            group: list[str] = []
            for order in range(2, self.order + 1):
                index = (variable,) * order
                rests = record.rests(index)
                group += [names[record.names[y, index[1:]]] for y in self.system.dependents]
                name, lower = f"rest{order}_{spelled}", f"lower{order}_{spelled}"
                self.lower[lower] = list(group)
                about = f"The terms of lower order in derivative {order} by {variable}."
                shape: Shape = list(range(self.count))
                functions.append(self._function(name, rests, [shape], about, lower))
        return functions

    def _all_orders(self, record: Prolongation) -> Function:
        """The derivatives of every order of the only unknown."""
        rows = [
            [record.derivatives([name] * order)[0] for order in range(1, self.order + 1)]
            for name in self.wrt
        ]
        shape = _table(0, len(rows), self.order)
        about = f"The derivatives of order 1 to {self.order}, a row for each variable."
        return self._function(HIGHER, [node for row in rows for node in row], [shape], about)

    def _results(self) -> list[Function]:
        """The values of a program's results, and their slopes by unknowns and variables."""
        roots = list(self.stable.outputs.values())
        if not roots:
            return []
        by_unknowns = self._slopes(roots, self.system.dependents)
        by_variables = self._slopes(roots, self.wrt)
        count = len(roots)
        values: Shape = 0 if count == 1 else list(range(count))
        shapes = [
            _table(0, count, self.count),
            _table(count * self.count, count, len(self.wrt)),
        ]
        names = ", ".join(self.system.outputs)
        return [
            self._function(OUTPUTS, roots, [values], f"The value of {names}."),
            self._function(
                OUTPUT_SLOPES,
                [*by_unknowns, *by_variables],
                shapes,
                f"The slopes of {names} by the unknowns, and by the variables.",
            ),
        ]

    def _slopes(self, roots: Sequence[int], names: Sequence[str]) -> list[int]:
        """The partial derivatives of all roots by all names, row by row."""
        graph, nodes = self.graph, self.system.symbols(names)
        found: list[int] = []
        for root in roots:
            made = adjoints(graph, {root: graph.constant(1)}, nodes)
            found += [made[node] for node in nodes]
        return simplify_all(graph, found, beside=roots)

    def _function(
        self,
        name: str,
        nodes: Sequence[int],
        shapes: Sequence[Shape],
        about: str,
        lower_group: str = "",
    ) -> Function:
        groups = ["point", lower_group] if lower_group else ["point"]
        inputs = [*self.inputs, *self.lower.get(lower_group, ())]
        results = before_lowering(self.graph, nodes, self.target, self.conditions)
        program = lower(self.graph, results, inputs, TARGETS["python"]).check()
        return Function(self.start + name, program, shapes, about, groups)

    @property
    def words(self) -> list[str]:
        """What the functions that users call return."""
        words = [RESIDUAL, SOLVE, DERIVATIVE, ADJOINT, BOTH]
        words += [HIGHER] if self.order > 1 else []
        return words + ([OUTPUTS, TOTAL] if self.system.outputs else [])

    @property
    def operations(self) -> int:
        """How many operations all derivatives at a solution take: slopes, factors, right sides."""
        found = {f.name.removeprefix(self.start): operations(f.program) for f in self.functions}
        if self.count == 1:
            return found[DERIVATIVE]
        n = self.count
        return found[SLOPES] + (4 * n**3 - 3 * n**2 - n) // 6 + len(self.wrt) * (2 * n * n - n)

    def groups(self) -> dict[str, list[str]]:
        """The names of the arguments in each group of the straight-line functions."""
        return {"point": self.inputs, **self.lower}

    def facts(self, checked: str, ranges: Mapping[str, Any]) -> dict[str, Any]:
        """What every target tells of its module."""
        from symchain import __version__

        return {
            "version": __version__,
            "kind": KIND,
            "formulas": [str(Expr(self.graph, node)) for node in self.system.residuals],
            "unknowns": list(self.system.dependents),
            "variables": self.variables,
            "wrt": self.wrt,
            "order": self.order,
            "outputs": {n: str(Expr(self.graph, v)) for n, v in self.system.outputs.items()},
            **supposed(self.graph),
            "name": self.start.removesuffix("_"),
            "functions": {word: self.start + word for word in self.words},
            "operations": self.operations,
            "checked": checked,
            "ranges": {name: list(limits) for name, limits in ranges.items()},
        }

    def remarks(self, identifiers: Sequence[str], sentences: Iterable[str]) -> list[str]:
        """What a module says of itself: equations, arguments, names, and further sentences."""
        lines = ["Equations solved and their solution differentiated, made by symchain.", ""]
        for node in self.system.residuals:
            lines += wrapped(texts.shown(f"{Expr(self.graph, node)} = 0"), "    ")
        spelled = dict(zip(self.inputs, identifiers, strict=True))
        known = ", ".join(spelled[name] for name in self.variables) or "none"
        unknowns = ", ".join(spelled[name] for name in self.system.dependents)
        lines += ["", *wrapped(f"Variables, in this order: {known}. Unknowns: {unknowns}.", "")]
        lines += wrapped(f"Derivatives by, in this order: {', '.join(self.wrt) or 'none'}.", "")
        renamed = [f"{name} is {safe}" for name, safe in spelled.items() if name != safe]
        if renamed:
            lines += wrapped(f"Names: {', '.join(renamed)}.", "")
        given = "; ".join(assumptions(self.graph))
        for sentence in [f"Assumed: {given}." if given else "", *sentences]:
            lines += wrapped(sentence, "")
        return lines


def _table(start: int, rows: int, width: int) -> Shape:
    """The shape of consecutive outputs in rows."""
    return [list(range(start + i * width, start + (i + 1) * width)) for i in range(rows)]
