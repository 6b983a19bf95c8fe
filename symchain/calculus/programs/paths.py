"""The total derivative along a path: the sum, over all paths, of the product of their slopes.

Vertices are names: the parameter, the steps between, the output. An edge is the partial derivative
of a step's formula, as it was written, by a name that it uses. The derivative is accumulated from
the same edges that the rows of the table show. Paths are counted before any is listed.
"""

from __future__ import annotations

from itertools import pairwise

from symchain.calculus import derivatives
from symchain.calculus.programs.lines import (
    Lines,
    alone,
    definitions,
    lines_of,
    model_of,
    output_of,
    refuse_undefined,
    used_names,
    values_of,
)
from symchain.calculus.programs.operations import unlike
from symchain.errors import DomainError, SymchainError
from symchain.graph.expr import Expr, as_names, by_name
from symchain.graph.graph import Graph
from symchain.graph.model import as_expr, named
from symchain.graph.transfer import transfer
from symchain.graph.walk import variables
from symchain.parsing import assumptions
from symchain.parsing.names import unknown_variable, variable_name
from symchain.simplification import simplify

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any, overload

    from symchain.calculus.programs.lines import Value
    from symchain.graph.expr import Operand
    from symchain.graph.model import Source
    from symchain.parsing.assumptions import Assumptions

    Many = list[Any] | tuple[Any, ...]  # of names or variables
    Slopes = dict[str, dict[str, int]]  # name -> name that it uses -> the slope's node

MOST_ROWS = 200  # paths that are listed; the others are counted
MOST_FACTORS = 5_000  # factors in all the rows together


class Row:
    """One path from the parameter to the output.

    `names` are its vertices, `factors[i]` is the slope of names[i + 1] by names[i]; `values` and
    `value` are the factors and their product at a point, or None.
    """

    __slots__ = ("factors", "names", "product", "value", "values")

    def __init__(self, names: list[str], factors: list[Expr], product: Expr) -> None:
        self.names = names
        self.factors = factors
        self.product = product
        self.values: list[Value] | None = None
        self.value: Value = None


class TotalDerivative:
    """The derivative of `output` by `parameter`, with the paths whose products it is the sum of.

    `derivative` is over inputs alone, `over_names` over the names of the steps; `rows` are the
    listed paths of `count`; `value` is the derivative at the point, None where none is given.
    """

    __slots__ = ("count", "derivative", "output", "over_names", "parameter", "rows", "value")

    def __init__(
        self,
        output: str,
        parameter: str,
        derivative: Expr,
        over_names: Expr,
        rows: list[Row],
        count: int,
        value: Value = None,
    ) -> None:
        self.output = output
        self.parameter = parameter
        self.derivative = derivative
        self.over_names = over_names
        self.rows = rows
        self.count = count
        self.value = value

    def __repr__(self) -> str:
        return f"<d{self.output}/d{self.parameter}: {self.derivative}>"

    def __str__(self) -> str:
        from symchain.display.paths import text

        return text(self)

    def as_dict(self) -> dict[str, Any]:
        """The record as one JSON object: "derivative", "paths"; "value" at a point."""
        from symchain.display.paths import as_dict

        return as_dict(self)


class TotalDerivatives(dict[str, TotalDerivative]):
    """The derivatives of one output by several parameters, by the parameters' names."""

    def __str__(self) -> str:
        return "\n\n".join(map(str, self.values()))

    def as_dict(self) -> dict[str, Any]:
        """As one JSON object: "derivatives" and "tables" by parameter; one table is itself."""
        if len(self) == 1:
            return next(iter(self.values())).as_dict()
        return {
            "derivatives": {name: str(table.derivative) for name, table in self.items()},
            "tables": {name: table.as_dict() for name, table in self.items()},
        }


if TYPE_CHECKING:

    @overload
    def path(
        source: Source,
        wrt: Expr | str,
        let: Mapping[str, Operand] | None = None,
        depends: Iterable[str] = (),
        at: Mapping[Any, Any] | None = None,
        out: str | None = None,
        variables: Iterable[str] = (),
        assume: Assumptions = (),
        strict: bool = False,
    ) -> TotalDerivative: ...

    @overload
    def path(
        source: Source,
        wrt: Many,
        let: Mapping[str, Operand] | None = None,
        depends: Iterable[str] = (),
        at: Mapping[Any, Any] | None = None,
        out: str | None = None,
        variables: Iterable[str] = (),
        assume: Assumptions = (),
        strict: bool = False,
    ) -> TotalDerivatives: ...


def path(
    source: Source,
    wrt: Expr | str | Many,
    let: Mapping[str, Operand] | None = None,
    depends: Iterable[str] = (),
    at: Mapping[Any, Any] | None = None,
    out: str | None = None,
    variables: Iterable[str] = (),
    assume: Assumptions = (),
    strict: bool = False,
) -> TotalDerivative | TotalDerivatives:
    """The total derivative of an output by a parameter, through steps and what `let` defines.

    `let` gives formulas to variables of the source, {"x": "cos(t)"}. `depends`, ["y(t)"], says
    that a variable depends on others in an unknown way: its derivative stays as the variable
    dy_dt (dy_dt_ where that name is taken). `out` names the output where there are several,
    `variables` are names that are variables whatever else they could mean. For a list of parameters
    there is a derivative for each. A path with a slope that vanishes everywhere is left out.
    `assume` and `strict` are those of `symchain.assuming`, of any of the names.

    Raises SymchainError for names that the source lacks, for a name that is defined twice or in a
    circle, DomainError where there is no value at the point, DerivativeError where a function has
    no closed derivative.

    >>> from symchain import path
    >>> print(path("x*y", "t", let={"x": "cos(t)", "y": "exp(t)"}))
    df/dt = x*exp(t) - y*sin(t)
          = exp(t)*(cos(t) - sin(t))
    <BLANKLINE>
    path             factors              product
    t -> x -> f  -sin(t) * y            -y*sin(t)
    t -> y -> f   exp(t) * x             x*exp(t)
    sum                       x*exp(t) - y*sin(t)
    """
    one = isinstance(wrt, Expr | str)
    names = [variable_name(name) for name in as_names(wrt)]
    web = _Web(source, names, let or {}, depends, out, variables)
    tables = TotalDerivatives({name: web.table(name, at, assume, strict) for name in names})
    return tables[names[0]] if one else tables


def dependencies(texts: Iterable[str]) -> dict[str, list[str]]:
    """The names that each declared name depends on: "y(s, t)" is {"y": ["s", "t"]}.

    Raises SymchainError for any other text and for a name that is declared twice.
    """
    found: dict[str, list[str]] = {}
    for text in [texts] if isinstance(texts, str) else texts:
        head, opening, rest = text.strip().partition("(")
        inside, closing, tail = rest.partition(")")
        if not (opening and closing) or tail.strip() or not inside.strip():
            raise SymchainError(f"'{text}' declares no dependency: write y(t), or y(s, t)")
        name = variable_name(head)
        if name in found:
            raise SymchainError(f"'{name}' is declared twice: write {name}(s, t) for both")
        found[name] = list(dict.fromkeys(map(variable_name, inside.split(","))))
    return found


class _Web:
    """The definitions of all names between the parameters and the output."""

    def __init__(
        self,
        source: Source,
        parameters: Sequence[str],
        let: Mapping[str, Operand],
        depends: Iterable[str],
        out: str | None,
        variables: Iterable[str],
    ) -> None:
        self.declared = dependencies(depends)
        arguments = [name for names in self.declared.values() for name in names]
        own = {variable_name(name): value for name, value in by_name(let).items()}
        names = list(dict.fromkeys((*own, *self.declared, *arguments, *parameters)))
        spelled = [*names, *variables]
        model = model_of(source, spelled)
        output = output_of(model, out)
        self.output = output
        if output not in model.steps and output in names:
            self.output = next(iter(named(model.graph, [0], names)))
        written = definitions(model, output)
        self.first, self.model = model.inputs, model
        self._refuse_twice(own, written)
        self.given = {name: as_expr(value, spelled) for name, value in own.items()}
        self.given |= {n if n != output else self.output: e for n, e in written.items()}
        self._refuse_unknown_variable([*own, *self.declared], parameters)
        self.slope_names = self._slope_names()
        self.known = [n for n in self._used() if n not in self.given or n in parameters]
        self.known += self.slope_names.values()

    def _used(self) -> list[str]:
        """All names that formulas and declarations use."""
        names = [name for expr in self.given.values() for name in used_names(expr)]
        return list(dict.fromkeys((*names, *(n for args in self.declared.values() for n in args))))

    def _slope_names(self) -> dict[tuple[str, str], str]:
        """The name of each declared derivative, dy_dt, unlike all other names."""
        taken = {*self._used(), *self.given}
        pairs = [(name, arg) for name, args in self.declared.items() for arg in args]
        return {pair: unlike("d{}_d{}".format(*pair), taken) for pair in pairs}

    def _refuse_twice(self, own: Iterable[str], written: Mapping[str, Expr]) -> None:
        for name in (*own, *self.declared):
            twice = name in own and name in self.declared
            if twice or (name in written and name != self.output):
                raise SymchainError(f"'{name}' is defined twice: choose another name")

    def _refuse_unknown_variable(self, defined: Sequence[str], parameters: Sequence[str]) -> None:
        used = self._used()
        for name in defined:
            if name not in used:
                raise unknown_variable(name, used)
            if name in self.given and name in used_names(self.given[name]):
                raise SymchainError(f"'{name}' is defined by itself: {name} needs {name}")
        for name in parameters:
            if name not in used and name not in self.given:
                raise unknown_variable(name, used)
            if name == self.output:
                raise SymchainError(f"'{name}' is the output itself: choose another parameter")

    def table(
        self,
        parameter: str,
        at: Mapping[Any, Any] | None,
        assume: Assumptions = (),
        strict: bool = False,
    ) -> TotalDerivative:
        """The derivative by one parameter; what defines it otherwise is left aside."""
        given = {name: expr for name, expr in self.given.items() if name != parameter}
        declared = {name: args for name, args in self.declared.items() if name != parameter}
        lines = lines_of(given, self.output, declared, self.first)
        lines.suppose(self.model)
        if strict or assume != ():
            for name in self._used():
                lines.graph.symbol(name)  # so that it may be told of
            output = Expr(lines.graph, lines.formulas[self.output])
            assumptions.given(output, assume, strict=strict)
        return _Sum(lines, parameter, self).table(at)


class _Sum:
    """The paths from a parameter to the output through lines, and the sum of their products."""

    def __init__(self, lines: Lines, parameter: str, web: _Web) -> None:
        self.lines, self.graph, self.web = lines, lines.graph, web
        self.output, self.parameter = web.output, parameter
        self.counts = {parameter: 1}
        self.slopes: Slopes = {}
        self._find_slopes()
        self.total = self._accumulated()
        self.rows = self._rows()

    def _find_slopes(self) -> None:
        """The slopes of every line that depends on the parameter, and the number of its paths."""
        own = self.web.slope_names
        for name, uses in self.lines.uses.items():
            active = [other for other in uses if other in self.counts]
            if not active:
                continue
            if name in self.lines.formulas:
                found = self._partials(name, active)
            else:
                found = {other: self.graph.symbol(own[name, other]) for other in active}
            if found:
                self.slopes[name] = found
                self.counts[name] = sum([self.counts[other] for other in found])

    def _partials(self, name: str, wrt: list[str]) -> dict[str, int]:
        """The partial derivatives of a line, in the time of its own size; zeros left out."""
        own = derivatives(alone(self.graph, self.lines.formulas[name]), wrt)
        nodes = {other: transfer(e.graph, [e.node], self.graph)[0] for other, e in own.items()}
        return {other: node for other, node in nodes.items() if node != self.graph.constant(0)}

    def _accumulated(self) -> int:
        """The derivative: a sum of products along all paths at once, from the output down."""
        graph, zero = self.graph, self.graph.constant(0)
        sums = {self.output: graph.constant(1)}
        for name in reversed(self.slopes):
            for other, slope in self.slopes[name].items() if name in sums else ():
                term = graph.multiply(sums[name], slope)
                sums[other] = graph.add(term, sums.get(other, zero))
        return sums.get(self.parameter, zero)

    def paths(self) -> Iterator[list[str]]:
        """The names along each path; every step leads on, since the parameter is below it."""
        stack: list[tuple[str, Any]] = [(self.output, None)] if self.output in self.counts else []
        while stack:
            here = stack.pop()
            if here[0] != self.parameter:
                others = reversed(self.slopes[here[0]])
                stack += [(other, here) for other in others]
                continue
            names = []
            step: Any = here
            while step is not None:
                names.append(step[0])
                step = step[1]
            yield names

    def _rows(self) -> list[tuple[list[str], list[int], int]]:
        """The names, factors and product of the paths that are listed."""
        rows: list[tuple[list[str], list[int], int]] = []
        room = MOST_FACTORS
        for names in self.paths():
            room -= len(names)
            if rows and (room < 0 or len(rows) == MOST_ROWS):
                break
            factors = [self.slopes[user][name] for name, user in pairwise(names)]
            product = self.graph.constant(1)
            for factor in reversed(factors):
                product = self.graph.multiply(product, factor)
            rows.append((names, factors, product))
        return rows

    def table(self, at: Mapping[Any, Any] | None) -> TotalDerivative:
        """The record, with values where a point is given."""
        composed, images = self.lines.composed()
        rows = [
            Row(names, [Expr(self.graph, f) for f in factors], self._simplified(product))
            for names, factors, product in self.rows
        ]
        derivative = simplify(Expr(composed, images[self.total]))
        over_names = self._simplified(self.total)
        count = self.counts.get(self.output, 0)
        found = TotalDerivative(self.output, self.parameter, derivative, over_names, rows, count)
        if at is not None:
            self._evaluate(found, composed, images, at)
        return found

    def _simplified(self, node: int) -> Expr:
        return simplify(alone(self.graph, node))

    def _evaluate(
        self, found: TotalDerivative, composed: Graph, images: list[int], at: Mapping[Any, Any]
    ) -> None:
        """Gives a table its values at a point."""
        from symchain.evaluation.points import exact_point, place

        formulas = self.lines.formulas
        needed = variables(composed, [images[formulas[self.output]], images[self.total]])
        point = exact_point(at, [composed.names[node] for node in needed], self.web.known)
        parts = [node for _, factors, product in self.rows for node in (*factors, product)]
        nodes = list(dict.fromkeys((*formulas.values(), *parts, self.total)))
        numbers = values_of(composed, [images[node] for node in nodes], point)
        values = dict(zip(nodes, numbers, strict=True))
        refuse_undefined(self.lines, {name: values[n] for name, n in formulas.items()}, point)
        if values[self.total] is None:
            raise DomainError(f"the derivative has no real value{place(point)}")
        found.value = values[self.total]
        for row, (_, factors, product) in zip(found.rows, self.rows, strict=True):
            row.values = [values[factor] for factor in factors]
            row.value = values[product]
