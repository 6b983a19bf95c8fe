"""`generate`: from a formula to the source text of a module of gradient functions."""

from __future__ import annotations

from symchain.calculus.kinks import ERROR, MEAN, refuse_unknown
from symchain.calculus.wrt import by
from symchain.codegen.accuracy import before_lowering
from symchain.codegen.kinds import (
    AND,
    DIRECTION,
    KINDS,
    POINT,
    WEIGHTS,
    Part,
    Request,
    functions_of,
    groups_of,
    part,
)
from symchain.codegen.library import Library
from symchain.codegen.lower import lower
from symchain.codegen.shapes import shifted
from symchain.codegen.targets import TARGETS
from symchain.codegen.targets.functions import Function
from symchain.errors import SymchainError
from symchain.graph.expr import Expr, as_names, is_operand
from symchain.graph.model import Model, as_model

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from symchain.codegen.shapes import Shape
    from symchain.codegen.targets.target import Target
    from symchain.graph.model import Source

    Variable = Expr | str

MODULE = "gradients"  # what a module that needs a name is called where none is given


def check_name(name: str, is_module: bool) -> None:
    """Raises SymchainError where a name cannot be that of a module, or begin a function's."""
    from keyword import iskeyword

    if not (name.isidentifier() and name.isascii()) or (is_module and iskeyword(name)):
        what = "be the name of a module" if is_module else "begin the name of a function"
        raise SymchainError(f"'{name}' cannot {what}")


def generate(
    source: Source,
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

    `source` is a formula, a list of formulas, a model or its text. `variables` are the arguments in
    their order (all of the formula's by default), `wrt` those to differentiate by (all by default),
    `emit` the functions (value, gradient, jacobian, hessian, jvp, vjp, hvp; by default value and
    gradient, or jacobian of several formulas, and both together), `mode` and `layout` ("dense",
    "coordinates", "rows") those of matrices, `kinks` what a derivative is at kinks ("mean",
    "left", "right", "nan" or "error"). `name` goes before the functions' names (where a target's
    modules have names it is the module's), `signature` is "scalars" or "vector" (one sequence for
    each group of arguments). `standalone` refuses
    functions that need more than the standard library. `checked` is a sentence for the docstring,
    `ranges` where that was; the text itself is not checked here.

    Raises SymchainError for what cannot be emitted and DerivativeError for what cannot be
    differentiated.

    >>> from symchain import parse
    >>> for line in generate(parse("x*y"), emit=["value"]).splitlines()[-3:]:
    ...     print(line)
    def value(x: float, y: float) -> float:
        \"\"\"The value.\"\"\"
        return x * y
    """
    made = prepared(
        source,
        target,
        name=name,
        signature=signature,
        variables=variables,
        wrt=wrt,
        emit=emit,
        mode=mode,
        layout=layout,
        kinks=kinks,
        standalone=standalone,
    )
    return made.text(checked, ranges)


class Prepared:
    """The functions of a module, and what its text tells besides how it was checked."""

    def __init__(
        self,
        target: Target,
        functions: Sequence[Function],
        groups: Mapping[str, Sequence[str]],
        library: Library,
        facts: Mapping[str, object],
        domain: Sequence[str],
    ) -> None:
        self.target = target
        self.functions = functions
        self.groups = groups
        self.library = library
        self.facts = facts
        self.domain = domain

    def text(self, checked: str = "", ranges: Mapping[str, Any] | None = None) -> str:
        """The source text, with a sentence on how it was checked and in which ranges."""
        places = {name: list(limits) for name, limits in (ranges or {}).items()}
        facts = {
            fact: {"checked": checked, "ranges": places}.get(fact, value)
            for fact, value in self.facts.items()
        }
        return self.target.module(
            self.functions, self.groups, self.library, facts, domain=self.domain, checked=checked
        )


def prepared(
    source: Source,
    target: str = "python",
    *,
    name: str = "",
    signature: str = "scalars",
    variables: Iterable[Variable] | None = None,
    wrt: Iterable[Variable] | None = None,
    emit: Sequence[str] | str | None = None,
    mode: str = "auto",
    layout: str = "dense",
    kinks: str = MEAN,
    standalone: bool = False,
) -> Prepared:
    """What `generate` writes, before it is written; raises what `generate` raises."""
    from symchain import __version__
    from symchain.parsing.assumptions import texts

    if target not in TARGETS:
        raise SymchainError(f"unknown target '{target}' (known: {', '.join(TARGETS)})")
    if signature not in ("scalars", "vector"):
        raise SymchainError(f"unknown signature '{signature}' (scalars or vector)")
    if name:
        check_name(name, TARGETS[target].is_named)
    if kinks == ERROR and not TARGETS[target].raises:
        raise SymchainError(f"functions in {target} raise no errors: ask for nan at kinks")
    request = requested(source, variables, wrt, mode, layout, kinks)
    wanted = functions_of(emit, request.scalar)
    begun = "" if TARGETS[target].is_named else name
    names = {kinds: f"{begun}_{kinds}" if begun else kinds for kinds in wanted}
    roots, given = [Expr(request.graph, root) for root in request.roots], texts(request.graph)
    functions = _functions(request, names, TARGETS[target])
    library = Library([function.program for function in functions], TARGETS[target])
    _check_standalone(library, standalone)
    facts = {
        "version": __version__,
        "formulas": [str(root) for root in roots],
        "outputs": list(request.outputs),
        "scalar": request.scalar,
        "variables": request.variables,
        "wrt": request.wrt,
        "signature": signature,
        "mode": mode,
        "layout": layout,
        **({"assumptions": given} if given else {}),
        **({"strict": True} if request.graph.strict else {}),
        **({} if kinks == MEAN else {"kinks": kinks}),
        "checked": "",
        "ranges": {},
        "functions": names,
    }
    if target != "python":
        facts["target"] = target
    if TARGETS[target].is_named:
        facts["module"] = name or MODULE
    groups = {group: request.group(group) for group in (POINT, DIRECTION, WEIGHTS)}
    return Prepared(TARGETS[target], functions, groups, library, facts, _domain(roots, given))


def requested(
    source: Source,
    variables: Iterable[Variable] | None,
    wrt: Iterable[Variable] | None,
    mode: str = "auto",
    layout: str = "dense",
    kinks: str = MEAN,
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
    return Request(model.graph, outputs, arguments, slopes, scalar, mode, layout, kinks)


def _functions(request: Request, names: Mapping[str, str], target: Target) -> list[Function]:
    """The functions that are wanted, each with a program of its own."""
    known: dict[str, Part] = {}
    functions = []
    for wanted, name in names.items():
        kinds = wanted.split(AND)
        for kind in kinds:
            known.setdefault(kind, part(request, kind))
        functions.append(_function(request, name, kinds, [known[kind] for kind in kinds], target))
    return functions


def _function(
    request: Request, name: str, kinds: Sequence[str], parts: Sequence[Part], target: Target
) -> Function:
    """One function that returns the results of its kinds one after the other."""
    nodes: list[int] = []
    shapes: list[Shape] = []
    for each in parts:
        shapes.append(shifted(each.shape, len(nodes)))
        nodes += each.nodes
    groups = groups_of(kinds)
    inputs = [argument for group in groups for argument in request.group(group)]
    results = before_lowering(request.graph, nodes)
    program = lower(request.graph, results, inputs, target).check()
    constants = {text: value for each in parts for text, value in each.constants.items()}
    return Function(name, program, shapes, _about(request, kinds), groups, constants)


def _about(request: Request, kinds: Sequence[str]) -> str:
    """The docstring of a function."""
    if len(kinds) > 1:
        return f"What {', '.join(kinds[:-1])} and {kinds[-1]} return."
    return "The values." if kinds[0] == "value" and not request.scalar else KINDS[kinds[0]][1]


def _check_standalone(library: Library, standalone: bool) -> None:
    if standalone and library.outside:
        needy = ", ".join(f"'{name}'" for name in sorted(library.outside))
        raise SymchainError(
            f"{needy} would need scipy.special, which a standalone module cannot import; "
            "leave out standalone, or write the formula without it"
        )


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


def _domain(exprs: Sequence[Expr], given: Sequence[str]) -> list[str]:
    """The sentences on where the functions are right: what is assumed, domain, kinks and jumps."""
    from symchain.calculus.borders import JUMP, KINK
    from symchain.calculus.domains import conditions

    kinds: dict[str, str] = {}
    for expr in exprs:
        for smooth in (False, True):
            for node, kind in conditions(expr.graph, expr.node, smooth).items():
                if kind in (KINK, JUMP) or not smooth:
                    kinds.setdefault(str(Expr(expr.graph, node)), kind)
    domain = [text for text, kind in kinds.items() if kind not in (KINK, JUMP)]
    rough = [f"{text} ({kind})" for text, kind in kinds.items() if kind in (KINK, JUMP)]
    return [
        *([f"Assumed: {'; '.join(given)}."] if given else []),
        f"Domain: {'; '.join(domain) or 'all real numbers'}.",
        *([f"Not smooth unless: {'; '.join(rough)}."] if rough else []),
    ]
