"""`generate`: from a formula to the source text of a module of gradient functions."""

from __future__ import annotations

from itertools import islice

from symchain.calculus.kinks import MEAN, refuse_unknown
from symchain.calculus.wrt import by
from symchain.codegen.accuracy import before_lowering
from symchain.codegen.damped import with_damped_slopes
from symchain.codegen.kinds import (
    AND,
    SECOND,
    Request,
    functions_of,
    part,
)
from symchain.codegen.lower import lower
from symchain.codegen.optimisation import optimised
from symchain.codegen.routines import Routines, check_options, facts_of, function_of, written
from symchain.codegen.targets import TARGETS
from symchain.codegen.targets.functions import Function
from symchain.errors import SymchainError
from symchain.graph.expr import Expr, as_names, is_operand
from symchain.graph.model import Model, as_model
from symchain.stability.cancelling import cancelled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from symchain.codegen.program import Program
    from symchain.codegen.targets.target import Target
    from symchain.graph.model import Source

    Variable = Expr | str


def generate(
    source: Source | Routines,
    target: str = "python",
    *,
    name: str = "",
    signature: str = "scalars",
    variables: Iterable[Variable] | None = None,
    wrt: Iterable[Variable] | None = None,
    emit: Sequence[str] | str | None = None,
    mode: str = "auto",
    layout: str = "dense",
    kinks: str = "mean",
    standalone: bool = False,
    checked: str = "",
    ranges: Mapping[str, Any] | None = None,
) -> str:
    """The source text of a module that computes a formula's value and derivatives.

    `source` is a formula, a list of formulas, a model or its text, or what `read_program` read.
    `variables` are the arguments in their order (all of the formula's by default), `wrt` those to
    differentiate by (all by default), `emit` the functions (value, gradient, jacobian, hessian,
    jvp, vjp, hvp; by default value and gradient, or jacobian of several formulas, and both
    together), `mode` and `layout` ("dense", "coordinates", "rows") those of matrices, `kinks` what
    a derivative is at kinks ("mean", "left", "right", "nan" or "error"). `name` goes before the
    functions' names (where a target's modules have names it is the module's), `signature` is
    "scalars" or "vector" (one sequence for each group of arguments). `standalone` refuses functions
    that need more than the standard library. `checked` is a sentence for the docstring, `ranges`
    where that was, and where the forms have to keep their digits; the text is not checked here.

    Raises SymchainError for what cannot be emitted and DerivativeError for what cannot be
    differentiated.

    >>> from symchain import parse
    >>> for line in generate(parse("x*y"), emit=["value"]).splitlines()[-3:]:
    ...     print(line)
    def value(x: float, y: float) -> float:
        \"\"\"The value.\"\"\"
        return x * y
    """
    check_options(target, name, signature, kinks)
    made = routines(source, variables, wrt, emit, mode, layout, kinks, TARGETS[target], ranges)
    return written(
        made,
        target,
        name=name,
        signature=signature,
        standalone=standalone,
        checked=checked,
        ranges=ranges,
    )


def routines(
    source: Source | Routines,
    variables: Iterable[Variable] | None = None,
    wrt: Iterable[Variable] | None = None,
    emit: Sequence[str] | str | None = None,
    mode: str = "auto",
    layout: str = "dense",
    kinks: str = MEAN,
    target: Target = TARGETS["python"],
    ranges: Mapping[str, Any] | None = None,
) -> Routines:
    """The functions of a source as straight-line programs; the options are those of `generate`.

    Their stable forms use the functions that the `target` has, and hold in `ranges`.
    What was read by `read_program` has its functions already: it takes no options.
    """
    if isinstance(source, Routines):
        given = (variables, wrt, emit, mode != "auto", layout != "dense", kinks != MEAN)
        if any(given):
            raise SymchainError(
                "a program that was read has its functions: only the target, the name and the "
                "signature can be chosen"
            )
        return source
    request = requested(source, variables, wrt, mode, layout, kinks, target, ranges)
    wanted = functions_of(emit, request.scalar)
    model = Model(request.graph, request.outputs)
    arguments, slopes = request.variables, request.wrt
    facts = facts_of(model, request.scalar, arguments, slopes, mode, layout, kinks)
    return Routines(model, _functions(request, wanted, facts, target), facts)


def requested(
    source: Source,
    variables: Iterable[Variable] | None,
    wrt: Iterable[Variable] | None,
    mode: str = "auto",
    layout: str = "dense",
    kinks: str = MEAN,
    target: Target = TARGETS["python"],
    ranges: Mapping[str, Any] | None = None,
) -> Request:
    """What a module of a source computes; raises SymchainError where it cannot be emitted."""
    from symchain.calculus.matrices import roots_of

    refuse_unknown(kinks)
    given = None if variables is None else as_names(variables)
    names = None if wrt is None else as_names(wrt)
    model = as_model(source, [*as_names(given), *as_names(names)])
    roots_of(model)
    arguments, slopes = _variables(model, given, names)
    outputs = {name: expr.node for name, expr in model.outputs.items()}
    scalar = len(outputs) == 1 and (isinstance(source, Model | str) or is_operand(source))
    return Request(
        model.graph,
        outputs,
        arguments,
        slopes,
        scalar,
        mode,
        layout,
        kinks,
        target=target,
        ranges=ranges,
    )


def _functions(
    request: Request, wanted: Sequence[str], facts: Mapping[str, Any], target: Target
) -> dict[str, Function]:
    """The functions that are wanted, each with its part of one program of all results."""
    graph = request.graph
    kinds = list(dict.fromkeys([kind for name in wanted for kind in name.split(AND)]))
    parts = {kind: part(request, kind) for kind in kinds}
    nodes = _cancelled(request, [node for kind in kinds for node in parts[kind].nodes])
    forms = before_lowering(graph, nodes, target, request.conditions, request.domain)
    if not SECOND.intersection(kinds):
        forms = with_damped_slopes(graph, request.stable, forms)
    whole = lower(graph, forms, request.arguments(kinds), TARGETS["python"])
    steps = iter(whole.outputs)
    results = {kind: list(islice(steps, len(parts[kind].nodes))) for kind in kinds}
    functions = {}
    for name in wanted:
        own = name.split(AND)
        program = whole if own == kinds else _alone(request, whole, own, results)
        constants = {text: value for kind in own for text, value in parts[kind].constants.items()}
        functions[name] = function_of(name, program.check(), facts, constants)
    return functions


def _cancelled(request: Request, nodes: Sequence[int]) -> list[int]:
    """The nodes with shared quotients cancelled in those of derivatives: never in the values."""
    if request.graph.strict:
        return list(nodes)
    values = set(request.stable)
    slopes = [node for node in dict.fromkeys(nodes) if node not in values]
    image = dict(zip(slopes, cancelled(request.graph, slopes), strict=True))
    return [image.get(node, node) for node in nodes]


def _alone(
    request: Request, whole: Program, kinds: Sequence[str], results: Mapping[str, list[int]]
) -> Program:
    """The part of a program that gives the results of some kinds, shorter where it can be alone."""
    outputs = [step for kind in kinds for step in results[kind]]
    return optimised(whole.part(request.arguments(kinds), outputs))


def _variables(
    model: Model, variables: list[str] | None, wrt: list[str] | None
) -> tuple[list[str], list[str]]:
    """The arguments of the functions, and those of them to differentiate by."""
    free = list(model.inputs)
    slopes = None if wrt is None else by(model.graph, free, wrt)
    added = [name for name in slopes or () if name not in free]
    arguments = [*free, *added] if variables is None else variables
    missing = [name for name in [*free, *(slopes or ())] if name not in arguments]
    if missing:
        raise SymchainError(f"'{missing[0]}' is not among the variables {', '.join(arguments)}")
    return arguments, by(model.graph, arguments, slopes)
