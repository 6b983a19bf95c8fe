"""`generate_implicit`: a module that solves equations and differentiates the solution.

F and its slopes are straight-line code; F_y is factored once, by numbers, for all right sides.
"""

from __future__ import annotations

from symchain.calculus.adjoints import adjoints
from symchain.calculus.equations import system as read_system
from symchain.codegen import solvers, support_source
from symchain.codegen.header import header
from symchain.codegen.library import Library
from symchain.codegen.lower import lower
from symchain.codegen.program import operations
from symchain.codegen.targets import TARGETS
from symchain.codegen.targets import module as texts
from symchain.codegen.targets.functions import Function, Writer
from symchain.codegen.targets.layout import bracketed, wrapped
from symchain.errors import SymchainError
from symchain.graph.expr import Expr, as_name
from symchain.simplification import simplify_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from symchain.calculus.equations import Source, System, Variable
    from symchain.codegen.targets.functions import Shape

KIND = "implicit"
RESIDUAL, NEWTON, SLOPES = "residual", "residual_and_slopes", "slopes"
SOLVE, DERIVATIVE, ADJOINT, BOTH = "solve", "derivative", "adjoint", "solve_and_derivative"
OUTPUTS, OUTPUT_SLOPES, TOTAL = "outputs", "output_slopes", "gradient"


def generate_implicit(
    source: Source | System,
    dep: Variable | Iterable[Variable] | None = None,
    wrt: Iterable[Variable] | Variable | None = None,
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
    `gradient(x, y)`, a row for each. `variables` is the order of the arguments, `name` goes before
    the functions' names, `standalone` refuses what needs more than the standard library.

    Raises SymchainError where equations and unknowns do not fit or cannot be emitted.

    >>> from symchain.codegen.compiled import namespace
    >>> kepler = generate_implicit("E - e*sin(E) = M", "E", variables=["M", "e"])
    >>> namespace(kepler)["solve_and_derivative"](1.0, 0.0, 1.0)
    (1.0, (1.0, 0.8414709848078965))
    """
    system = _system(source, dep, [as_name(each) for each in variables or ()])
    if name and not (name.isidentifier() and name.isascii()):
        raise SymchainError(f"'{name}' cannot begin the name of a function")
    arguments = _arguments(system, variables)
    emitter = _Emitter(system, arguments, list(system.chosen(wrt)), f"{name}_" if name else "")
    if standalone and emitter.library.outside:
        raise SymchainError(
            f"'{min(emitter.library.outside)}' would need scipy.special, which a standalone module "
            "cannot import; leave out standalone, or write the equations without it"
        )
    return emitter.module(checked, ranges or {})


def _system(source: Any, dep: Any, names: list[str]) -> System:
    from symchain.calculus.equations import System

    return source if isinstance(source, System) else read_system(source, dep, names)


def _arguments(system: System, variables: Iterable[Variable] | None) -> list[str]:
    """The arguments of the functions, unknowns apart."""
    if variables is None:
        return list(system.independents)
    names = list(dict.fromkeys(as_name(each) for each in variables))
    names = [name for name in names if name not in system.dependents]
    missing = [name for name in system.independents if name not in names]
    if missing:
        raise SymchainError(f"'{missing[0]}' is not among the variables {', '.join(names)}")
    return names


class _Emitter:
    """The functions of a module: those of straight-line code, and those that call them."""

    def __init__(self, system: System, variables: list[str], wrt: list[str], start: str) -> None:
        self.system = system
        self.graph = system.graph
        self.variables = variables
        self.wrt = wrt
        self.start = start
        self.count = len(system.dependents)
        self.inputs = [*variables, *system.dependents]
        self.functions = [*self._equations(), *self._single(), *self._results()]
        self.library = Library([f.program for f in self.functions], TARGETS["python"])
        if self.count > 1:
            self.library.support |= {"lu_factor", "lu_solve", "lu_solve_transposed"}

    # ---- straight-line functions

    def _equations(self) -> list[Function]:
        """F; F with F_y; of several equations F_y with F_x."""
        roots, count = self.system.residuals, self.count
        square = self._slopes(roots, self.system.dependents)
        values: Shape = 0 if count == 1 else list(range(count))
        slopes: Shape = 1 if count == 1 else _table(count, count, count)
        about = "The residuals and their slopes by the unknowns."
        functions = [
            self._function(RESIDUAL, roots, [values], "What is 0 at a solution."),
            self._function(NEWTON, [*roots, *square], [values, slopes], about),
        ]
        if count > 1:
            rates = self._slopes(roots, self.wrt)
            shapes = [_table(0, count, count), _table(count * count, count, len(self.wrt))]
            about = "The slopes of the residuals by the unknowns, and by the variables."
            functions.append(self._function(SLOPES, [*square, *rates], shapes, about))
        return functions

    def _single(self) -> list[Function]:
        """The derivative of the only unknown, -F_x/F_y."""
        if self.count > 1:
            return []
        (slope,) = self._slopes(self.system.residuals, self.system.dependents)
        graph = self.graph
        nodes = [
            graph.divide(graph.negate(node), slope)
            for node in self._slopes(self.system.residuals, self.wrt)
        ]
        shape: Shape = 0 if len(nodes) == 1 else list(range(len(nodes)))
        about = f"The derivative of {self.system.dependents[0]} by {', '.join(self.wrt)}."
        return [self._function(DERIVATIVE, simplify_all(graph, nodes), [shape], about)]

    def _results(self) -> list[Function]:
        """The values of a program's results, and their slopes by unknowns and variables."""
        roots = list(self.system.outputs.values())
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
        self, name: str, nodes: Sequence[int], shapes: Sequence[Shape], about: str
    ) -> Function:
        program = lower(self.graph, nodes, self.inputs, TARGETS["python"]).check()
        return Function(self.start + name, program, shapes, about)

    # ---- the text

    def module(self, checked: str, ranges: Mapping[str, Any]) -> str:
        """The text of the module."""
        support, defined = support_source.source(self.library.support)
        own = {self.start + word for word in (SOLVE, ADJOINT, BOTH, DERIVATIVE, TOTAL)}
        reserved = {*own, *solvers.LOCAL, *defined, *(f.name for f in self.functions)}
        writer = Writer({"point": self.inputs}, self.library, reserved, False)
        bodies = [writer.function(function) for function in self.functions]
        bodies += self._callers(writer)
        imports = texts._imports(self.library, "".join(support), self.count > 1)
        code = texts._joined(["\n".join(imports), *support, *["\n".join(b) for b in bodies]])
        facts = self._facts(writer, checked, ranges)
        top = "\n".join(self._docstring(writer, facts))
        return f"{top}\n\n{header(facts, code)}\n{texts._gap(code)}{code}"

    def _facts(self, writer: Writer, checked: str, ranges: Mapping[str, Any]) -> dict[str, Any]:
        from symchain import __version__

        return {
            "version": __version__,
            "kind": KIND,
            "formulas": [str(Expr(self.graph, node)) for node in self.system.residuals],
            "unknowns": list(self.system.dependents),
            "variables": self.variables,
            "wrt": self.wrt,
            "outputs": {n: str(Expr(self.graph, v)) for n, v in self.system.outputs.items()},
            "name": self.start.removesuffix("_"),
            "operations": self.operations,
            "checked": checked,
            "ranges": {name: list(limits) for name, limits in ranges.items()},
            "identifiers": writer.names("point"),
        }

    @property
    def operations(self) -> int:
        """How many operations all derivatives at a solution take: slopes, factors, right sides."""
        found = {f.name.removeprefix(self.start): operations(f.program) for f in self.functions}
        if self.count == 1:
            return found[DERIVATIVE]
        n = self.count
        return found[SLOPES] + (4 * n**3 - 3 * n**2 - n) // 6 + len(self.wrt) * (2 * n * n - n)

    def _docstring(self, writer: Writer, facts: Mapping[str, Any]) -> list[str]:
        """The module's docstring: equations, arguments, domain, names, and how it was checked."""
        lines = ["Equations solved and their solution differentiated, made by symchain.", ""]
        for text in facts["formulas"]:
            lines += wrapped(texts._shown(f"{text} = 0"), "    ")
        given = dict(zip(self.inputs, writer.names("point"), strict=True))
        known = ", ".join(given[name] for name in self.variables) or "none"
        unknowns = ", ".join(given[name] for name in self.system.dependents)
        lines += ["", *wrapped(f"Variables, in this order: {known}. Unknowns: {unknowns}.", "")]
        lines += wrapped(f"Derivatives by, in this order: {', '.join(self.wrt) or 'none'}.", "")
        renamed = [f"{name} is {safe}" for name, safe in given.items() if name != safe]
        if renamed:
            lines += wrapped(f"Names: {', '.join(renamed)}.", "")
        lines += wrapped(texts.OUTSIDE, "")
        if self.library.outside:
            modules = ", ".join(sorted(set(self.library.outside.values())))
            lines += wrapped(f"Needs {modules}.", "")
        lines += wrapped(facts["checked"], "") if facts["checked"] else []
        escaped = [texts._escaped(line) for line in lines]
        return ['"""' + escaped[0], *escaped[1:], '"""']

    # ---- functions that call the straight-line ones

    def _callers(self, writer: Writer) -> list[list[str]]:
        names = writer.names("point")
        self.known, self.unknown = names[: len(self.variables)], names[len(self.variables) :]
        callers = [self._solve()]
        callers += [] if self.count == 1 else [self._derivative()]
        callers += [self._adjoint(), self._both()]
        return [*callers, *([self._total()] if self.system.outputs else [])]

    def _call(self, name: str, *more: str) -> str:
        return f"{self.start}{name}({', '.join([*self.known, *more])})"

    def _head(self, name: str, names: Sequence[str], last: str, result: str) -> list[str]:
        items = [[f"{each}: float"] for each in names] + ([[last]] if last else [])
        return bracketed(f"def {self.start}{name}(", items, f") -> {result}:", 0)

    @property
    def _guess(self) -> str:
        return "guess: float" if self.count == 1 else "guess: Sequence[float]"

    @property
    def _solution(self) -> str:
        return "float" if self.count == 1 else "tuple[float, ...]"

    def _solve(self) -> list[str]:
        """Newton's iteration."""
        arguments = "".join([f"{name}, " for name in self.known])
        unknown, newton = ", ".join(self.unknown), self.start + NEWTON
        if self.count == 1:
            body = solvers.scalar(unknown, newton, arguments)
        else:
            body = solvers.several(unknown, newton, self.start + RESIDUAL, arguments)
        return [*self._head(SOLVE, self.known, self._guess, self._solution), *body]

    @property
    def _matrix(self) -> str:
        if self.count > 1:
            return "tuple[tuple[float, ...], ...]"
        return "float" if len(self.wrt) == 1 else "tuple[float, ...]"

    def _derivative(self) -> list[str]:
        """All derivatives by one factorisation: F_y times them is -F_x."""
        return [
            *self._head(DERIVATIVE, [*self.known, *self.unknown], "", self._matrix),
            '    """A row of derivatives for each unknown."""',
            f"    matrix, rates = {self._call(SLOPES, *self.unknown)}",
            "    factors = lu_factor(matrix)",
            "    rows = [lu_solve(factors, right) for right in zip(*rates)]",
            "    return tuple([tuple([-own for own in row]) for row in zip(*rows)])",
        ]

    def _adjoint(self) -> list[str]:
        """The gradient of a weighted sum of unknowns."""
        names = [*self.known, *self.unknown]
        if self.count == 1:
            head = self._head(ADJOINT, names, "weight: float", self._matrix)
            call = self._call(DERIVATIVE, *self.unknown)
            one = len(self.wrt) == 1
            value = f"weight * {call}" if one else f"tuple([weight * own for own in {call}])"
            return [
                *head,
                f'    """The gradient of weight * {self.unknown[0]}."""',
                f"    return {value}",
            ]
        return [
            *self._head(ADJOINT, names, "weights: Sequence[float]", "tuple[float, ...]"),
            '    """The gradient of the weighted sum of the unknowns, by one transposed solve."""',
            f"    matrix, rates = {self._call(SLOPES, *self.unknown)}",
            "    multipliers = lu_solve_transposed(lu_factor(matrix), tuple(weights))",
            "    return tuple(",
            "        [-sum([a * b for a, b in zip(multipliers, right)]) for right in zip(*rates)]",
            "    )",
        ]

    def _both(self) -> list[str]:
        """The solution and its derivatives."""
        result = f"tuple[{self._solution}, {self._matrix}]"
        star = "solution" if self.count == 1 else "*solution"
        return [
            *self._head(BOTH, self.known, self._guess, result),
            '    """The solution near a guess, and its derivatives."""',
            f"    solution = {self._call(SOLVE, 'guess')}",
            f"    return solution, {self._call(DERIVATIVE, star)}",
        ]

    def _total(self) -> list[str]:
        """The gradients of the results: own slopes less those by way of the unknowns."""
        single = len(self.system.outputs) == 1
        kind = "tuple[float, ...]" if single else "tuple[tuple[float, ...], ...]"
        names = ", ".join(self.system.outputs)
        lines = [
            *self._head(TOTAL, [*self.known, *self.unknown], "", kind),
            f'    """The total derivatives of {names}{"" if single else ", a row for each"}."""',
            f"    rows, direct = {self._call(OUTPUT_SLOPES, *self.unknown)}",
            *(self._total_of_one() if self.count == 1 else self._total_of_several()),
        ]
        return [*lines, f"    return {'result[0]' if single else 'tuple(result)'}"]

    def _total_of_one(self) -> list[str]:
        """By the chain rule through the only unknown."""
        call = self._call(DERIVATIVE, *self.unknown)
        return [
            f"    steps = {f'({call},)' if len(self.wrt) == 1 else call}",
            "    result = [",
            "        tuple([a + row[0] * b for a, b in zip(own, steps)])",
            "        for row, own in zip(rows, direct)",
            "    ]",
        ]

    def _total_of_several(self) -> list[str]:
        """By one factorisation, and one transposed solve for each result."""
        return [
            f"    matrix, rates = {self._call(SLOPES, *self.unknown)}",
            "    factors = lu_factor(matrix)",
            "    result = []",
            "    for row, own in zip(rows, direct):",
            "        multipliers = lu_solve_transposed(factors, row)",
            "        steps = [sum([a * b for a, b in zip(multipliers, r)]) for r in zip(*rates)]",
            "        result.append(tuple([a - b for a, b in zip(own, steps)]))",
        ]


def _table(start: int, rows: int, width: int) -> Shape:
    """The shape of consecutive outputs in rows."""
    return [list(range(start + i * width, start + (i + 1) * width)) for i in range(rows)]
