"""`generate`: from a formula to the source text of a module of gradient functions."""

from __future__ import annotations

from symchain.codegen.library import Library
from symchain.codegen.lower import lower
from symchain.codegen.targets import TARGETS
from symchain.codegen.targets.functions import Function, Shape
from symchain.codegen.targets.module import function_names, module
from symchain.errors import SymchainError
from symchain.graph.expr import Expr, as_name, home, into

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from symchain.graph.graph import Graph

    Variable = Expr | str

EMIT = ("value", "gradient", "value_and_gradient")


def generate(
    expr: Expr | Sequence[Expr],
    target: str = "python",
    *,
    name: str = "",
    signature: str = "scalars",
    variables: Iterable[Variable] | None = None,
    wrt: Iterable[Variable] | None = None,
    emit: Sequence[str] = EMIT,
    standalone: bool = False,
    checked: str = "",
    ranges: Mapping[str, Any] | None = None,
) -> str:
    """The source text of a module that computes a formula's value and gradient.

    `variables` are the arguments in their order (all of the formula's by default), `wrt` those to
    differentiate by (all by default), `name` goes before the functions' names, `signature` is
    "scalars" or "vector" (one sequence). A list of formulas gives `jacobian` for `gradient`, with
    a row for each. `standalone` refuses functions that need more than the standard library.
    `checked` is a sentence for the docstring, `ranges` where that was; the text itself is not
    checked here.

    Raises SymchainError for what cannot be emitted and DerivativeError for what cannot be
    differentiated.

    >>> from symchain import parse
    >>> print(generate(parse("x*y"), emit=["value"])[-62:])
    def value(x: float, y: float) -> float:
        \"\"\"The value.\"\"\"
        return x * y
    <BLANKLINE>
    """
    from symchain.calculus import gradient, refuse_conditions

    exprs = [expr] if isinstance(expr, Expr) else list(expr)
    graph = home(tuple(exprs))
    exprs = [Expr(graph, into(graph, each)) for each in exprs]
    for each in exprs:
        refuse_conditions(each)
    arguments, slopes = _variables(exprs, variables, wrt)
    rows = [[g.node for g in gradient(each, slopes).values()] for each in exprs]
    return module_source(
        graph,
        [each.node for each in exprs],
        rows,
        arguments,
        slopes,
        scalar=isinstance(expr, Expr),
        target=target,
        name=name,
        signature=signature,
        emit=emit,
        standalone=standalone,
        domain=_domain(exprs),
        checked=checked,
        ranges=ranges or {},
    )


def module_source(
    graph: Graph,
    roots: Sequence[int],
    rows: Sequence[Sequence[int]],
    variables: Sequence[str],
    wrt: Sequence[str],
    *,
    scalar: bool = True,
    target: str = "python",
    name: str = "",
    signature: str = "scalars",
    emit: Sequence[str] = EMIT,
    standalone: bool = False,
    domain: Sequence[str] = (),
    checked: str = "",
    ranges: Mapping[str, Any] | None = None,
) -> str:
    """The source text of a module, from the nodes of the values and of their partials.

    `rows[i]` are the nodes of the partials of `roots[i]` by the variables `wrt`.
    """
    from symchain import __version__

    if target not in TARGETS:
        raise SymchainError(f"unknown target '{target}' (known: {', '.join(TARGETS)})")
    if signature not in ("scalars", "vector"):
        raise SymchainError(f"unknown signature '{signature}' (scalars or vector)")
    names = _function_names(name, None if scalar else len(roots))
    functions = _functions(graph, roots, rows, variables, target, scalar, names, emit)
    library = Library([function.program for function in functions], TARGETS[target])
    if standalone and library.outside:
        needy = ", ".join(f"'{name}'" for name in sorted(library.outside))
        raise SymchainError(
            f"{needy} would need scipy.special, which a standalone module cannot import; "
            "leave out standalone, or write the formula without it"
        )
    facts = {
        "version": __version__,
        "formulas": [str(Expr(graph, root)) for root in roots],
        "scalar": scalar,
        "variables": list(variables),
        "wrt": list(wrt),
        "signature": signature,
        "checked": checked,
        "ranges": {name: list(limits) for name, limits in (ranges or {}).items()},
        "functions": {kind: names[EMIT.index(kind)] for kind in EMIT if kind in emit},
    }
    return module(functions, variables, library, facts, domain=domain, checked=checked)


def _function_names(name: str, count: int | None) -> tuple[str, str, str]:
    if name and not (name.isidentifier() and name.isascii()):
        raise SymchainError(f"'{name}' cannot begin the name of a function")
    return function_names(name, count)


def _functions(
    graph: Graph,
    roots: Sequence[int],
    rows: Sequence[Sequence[int]],
    variables: Sequence[str],
    target: str,
    scalar: bool,
    names: Sequence[str],
    emit: Sequence[str],
) -> list[Function]:
    """The functions that are wanted, each with a program of its own."""
    unknown = [kind for kind in emit if kind not in EMIT]
    if unknown or not emit:
        raise SymchainError(f"unknown function '{''.join(unknown[:1])}' (known: {', '.join(EMIT)})")
    slopes = [node for row in rows for node in row]
    count, width = len(roots), len(rows[0]) if rows else 0
    values: Shape = 0 if scalar else list(range(count))
    plans: dict[str, tuple[list[int], list[Shape], str]] = {
        "value": (list(roots), [values], "The value." if scalar else "The values."),
        "gradient": (slopes, [_slope_shape(0, count, width, scalar)], _about(scalar)),
        "value_and_gradient": (
            [*roots, *slopes],
            [values, _slope_shape(count, count, width, scalar)],
            "The value, and the partial derivatives."
            if scalar
            else "The values, and a row of partial derivatives for each.",
        ),
    }
    functions = []
    for kind, name in zip(EMIT, names, strict=True):
        if kind in emit:
            nodes, shapes, about = plans[kind]
            program = lower(graph, nodes, variables, TARGETS[target])
            functions.append(Function(name, program.check(), shapes, about))
    return functions


def _about(scalar: bool) -> str:
    return "The partial derivatives." if scalar else "A row of partial derivatives for each value."


def _slope_shape(start: int, count: int, width: int, scalar: bool) -> Shape:
    if scalar:
        return list(range(start, start + width))
    return [list(range(start + row * width, start + (row + 1) * width)) for row in range(count)]


def _variables(
    exprs: Sequence[Expr], variables: Iterable[Variable] | None, wrt: Iterable[Variable] | None
) -> tuple[list[str], list[str]]:
    """The arguments of the functions, and those of them to differentiate by."""
    free = list(dict.fromkeys(v.name for expr in exprs for v in expr.variables))
    slopes = None if wrt is None else list(dict.fromkeys(as_name(v) for v in wrt))
    if variables is None:
        arguments = [*free, *(name for name in slopes or () if name not in free)]
    else:
        arguments = list(dict.fromkeys(as_name(v) for v in variables))
    missing = [name for name in [*free, *(slopes or ())] if name not in arguments]
    if missing:
        raise SymchainError(f"'{missing[0]}' is not among the variables {', '.join(arguments)}")
    return arguments, arguments if slopes is None else slopes


def _domain(exprs: Sequence[Expr]) -> list[str]:
    from symchain.calculus.conditions import conditions

    return list(
        dict.fromkeys(
            str(Expr(expr.graph, node))
            for expr in exprs
            for node in conditions(expr.graph, expr.node, smooth=False)
        )
    )
