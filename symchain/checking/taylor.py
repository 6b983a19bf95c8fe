"""Modules of Taylor coefficients: compared with mpmath.taylor before they are written."""

from __future__ import annotations

import math
from itertools import chain, islice

from symchain.checking import failed
from symchain.checking.accuracy import NUDGE, judge
from symchain.checking.compare import Judge, Subject
from symchain.checking.engines import Exact
from symchain.checking.losses import Accuracy
from symchain.checking.probes import Probe
from symchain.checking.verdict import Verdict
from symchain.codegen.kinds import TAYLOR
from symchain.errors import SymchainError
from symchain.evaluation.floats import Tape
from symchain.evaluation.places import Places
from symchain.evaluation.reference import QUICK
from symchain.evaluation.sampling import as_ranges, common_points
from symchain.graph.expr import Expr, as_names
from symchain.graph.graph import Graph
from symchain.parsing.names import check_variables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from symchain.checking.engines import Engine, Point
    from symchain.graph.model import Source
    from symchain.parsing.assumptions import Assumptions

ORDER, FEW_ORDERS = 12, 8
POINTS, FEW_POINTS = 6, 3
LARGE = 300  # nodes beyond which fewer orders at fewer points are compared
DIGITS = 20  # of the result: the formula is evaluated with as many for each order
MANY_POINTS, DECADES = 60, 6  # where accuracy is measured in full
NOTHING = 1e-15  # of the largest coefficient


class Series(Exact):
    """mpmath.taylor on the original formula, by differences with over 50 digits."""

    def __init__(self, graph: Graph, root: int, variable: int, order: int) -> None:
        super().__init__(graph, [root])
        self.variable = variable
        self.order = order
        self.known: tuple[Point, list[float]] = ({}, [])

    def coefficients(self, point: Point) -> list[float]:
        """The coefficients at a point; nan where mpmath has none."""
        if self.known[0] != point:
            self.known = (dict(point), self._computed(point))
        return self.known[1]

    def _computed(self, point: Point) -> list[float]:
        import mpmath

        from symchain.functions.precision import WorkingDigits

        reference, _ = self.references[0]

        def formula(number: Any) -> Any:
            return reference.values({**point, self.variable: number}, mpmath.mp.dps)[0]

        with WorkingDigits(DIGITS):
            centre = mpmath.mpf(point[self.variable])
            return [float(number) for number in mpmath.taylor(formula, centre, self.order)]


def generate_taylor_checked(
    expr: Expr,
    wrt: Expr | str | None = None,
    *,
    variables: Iterable[Expr | str] | None = None,
    ranges: Mapping[str, Any] | None = None,
    name: str = "",
    target: str = "python",
    accuracy: bool = False,
) -> tuple[str, Verdict]:
    """The text of a module of Taylor coefficients and the verdict that allowed it.

    `ranges` say where to sample: {"x": (1, 2)}; `accuracy` measures at more points; the other
    options are those of `symchain.codegen.taylor.generate_taylor`. Raises CheckError where the
    function disagrees with mpmath or where the formula has no sample point, and what
    `generate_taylor` raises.
    """
    from symchain.codegen.header import read_header
    from symchain.codegen.taylor import generate_taylor

    arguments = None if variables is None else as_names(variables)
    first = generate_taylor(expr, wrt, target, name=name, variables=arguments, ranges=ranges)
    facts: dict[str, Any] = read_header(first)[0]
    arguments, (variable,) = facts["variables"], facts["wrt"]
    again = _formula(facts)  # as it will be read from the module's header

    places = as_ranges(ranges)

    def text(checked: str) -> str:
        return generate_taylor(
            again,
            variable,
            target,
            name=name,
            variables=arguments,
            checked=checked,
            ranges=places,
        )

    verdict = check_source(text(""), again, places, MANY_POINTS if accuracy else 0)
    if not verdict.passed:
        raise failed(verdict)
    return text(verdict.summary()), verdict


def _formula(facts: Mapping[str, Any]) -> Expr:
    """The formula of a header, with what is assumed."""
    from symchain.codegen.regeneration import model_of

    (formula,) = facts["formulas"]
    names = [str(name) for name in facts["variables"]]
    assumed = [str(text) for text in facts.get("assumptions", ())]
    model = model_of(["f"], [str(formula)], names, assumed, bool(facts.get("strict")))
    return model.outputs["f"]


def generate_kind(
    source: Source,
    *,
    variables: Iterable[Expr | str] | None = None,
    wrt: Iterable[Expr | str] | None = None,
    ranges: Mapping[str, Any] | None = None,
    emit: Sequence[str] | str = TAYLOR,
    name: str = "",
    target: str = "python",
    signature: str = "scalars",
    assume: Assumptions = (),
    strict: bool = False,
    accuracy: bool = False,
    **others: Any,
) -> tuple[str, Verdict]:
    """What `generate_taylor_checked` returns, by the options of `symchain.generate`.

    Raises SymchainError for what a module of Taylor coefficients cannot be.
    """
    from symchain.codegen.taylor import formula_of

    expr, variable = formula_of(source, wrt, emit, signature, assume=assume, strict=strict)
    return generate_taylor_checked(
        expr,
        variable,
        variables=variables,
        ranges=ranges,
        name=name,
        target=target,
        accuracy=accuracy,
    )


def check_source(source: str, expr: Expr, ranges: Mapping[str, Any], measured: int = 0) -> Verdict:
    """The verdict on emitted text, which must be our own: it is run.

    Accuracy is measured where the check looks, and at so many points of all sizes.
    """
    from symchain.codegen.running import in_doubles, loaded

    facts = in_doubles(source)
    function = loaded(source)[facts["functions"][TAYLOR]]
    graph = expr.graph
    variables = [graph.symbol(name) for name in facts["variables"]]
    variable = graph.symbol(facts["wrt"][0])
    check_variables(expr, ranges)
    tape = Tape(graph, expr.node, [variable])
    is_large = len(tape.order) > LARGE or any(graph.ops[node] not in QUICK for node in tape.order)
    order = FEW_ORDERS if is_large else ORDER
    points = common_points([tape], variables, ranges, FEW_POINTS if is_large else POINTS)
    engine = Series(graph, expr.node, variable, order)
    verdict = Verdict(len(points), [f"{engine.name} to order {order}"])
    judged = Judge(graph, variables, [engine], verdict)
    subject = Subject(
        TAYLOR, {TAYLOR: order + 1}, lambda point: list(map(float, function(*point, order)))
    )
    probes = [(0, Probe(f"coefficient {k}", {k: 1.0}, _truth(k))) for k in range(order + 1)]
    for number, point in enumerate(points):
        if verdict.passed:
            judged.at(number, point, subject, probes)
    if verdict.passed:
        places = Places(graph, [expr.node], variables, ranges, DECADES)
        more = chain(points, islice(places, measured))
        verdict.accuracy = _accuracy(subject, engine, graph, variables, more)
    return verdict


def _accuracy(
    subject: Subject,
    engine: Series,
    graph: Graph,
    variables: Sequence[int],
    points: Iterable[Mapping[int, float]],
) -> Accuracy:
    """The errors of the coefficients; what is nothing beside the largest of them is left out."""
    found = Accuracy()
    names = [f"coefficient {k}" for k in range(engine.order + 1)]
    for point in points:
        truths = engine.coefficients(point)
        if not all(map(math.isfinite, truths)):
            continue
        least = max(map(abs, truths)) * NOTHING
        truths = [truth if abs(truth) > least else math.nan for truth in truths]
        inputs = [point[node] for node in variables]
        where = {graph.names[node]: point[node] for node in variables}
        judge(found, names, where, _run(subject, inputs), truths, _moved(subject, inputs))
    return found


def _run(subject: Subject, inputs: Sequence[float]) -> list[float]:
    try:
        return list(map(float, subject.run(list(inputs))))
    except (ArithmeticError, ValueError):
        return [math.nan] * subject.size


def _moved(subject: Subject, inputs: Sequence[float]) -> Iterator[list[float]]:
    """The coefficients with each of the inputs moved a little."""
    for place, value in enumerate(inputs):
        yield _run(subject, [*inputs[:place], value * (1 + NUDGE), *inputs[place + 1 :]])


def _truth(k: int) -> Any:
    """What an engine says of the coefficient of order k."""

    def truth(engine: Engine, point: Point) -> float:
        return engine.coefficients(point)[k] if isinstance(engine, Series) else math.nan

    return truth


def _start(facts: Mapping[str, Any]) -> str:
    """What stands before the function's name."""
    return str(facts["functions"][TAYLOR]).removesuffix(TAYLOR).removesuffix("_")


def regenerated(facts: Mapping[str, Any]) -> tuple[str, Expr]:
    """The module that a header's facts describe; SymchainError where they describe none."""
    from symchain.codegen.taylor import generate_taylor

    try:
        (variable,) = facts["wrt"]
        names = [str(name) for name in facts["variables"]]
        expr = _formula(facts)
        text = generate_taylor(
            expr,
            str(variable),
            str(facts.get("target", "python")),
            name=str(facts.get("module") or _start(facts)),
            variables=names,
            checked=str(facts["checked"]),
            ranges={str(name): tuple(limits) for name, limits in facts["ranges"].items()},
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        raise SymchainError("the symchain header of the module is damaged") from None
    return text, expr
