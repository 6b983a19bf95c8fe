"""`generate_taylor`: the source text of a module that computes Taylor coefficients of any order.

The function has a line for each node and each order: no code grows with the order, and the cost is
quadratic in it.
"""

from __future__ import annotations

from functools import partial

from symchain.calculus.taylor import series_variable
from symchain.codegen.accuracy import before_derivatives
from symchain.codegen.header import supposed
from symchain.codegen.routines import check_name
from symchain.codegen.series import Layout, layout
from symchain.codegen.targets import TARGETS
from symchain.codegen.targets.blocks import cut
from symchain.errors import BudgetError, DerivativeError, SymchainError
from symchain.graph.definitions import expanded
from symchain.graph.expr import Expr, as_names
from symchain.graph.graph import Graph
from symchain.graph.transfer import transfer
from symchain.parsing.assumptions import texts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from symchain.codegen.targets.target import Target


def generate_taylor(
    expr: Expr,
    wrt: Expr | str | None = None,
    target: str = "python",
    *,
    name: str = "",
    variables: Iterable[Expr | str] | None = None,
    checked: str = "",
    ranges: Mapping[str, Any] | None = None,
) -> str:
    """The source text of a module with a function `taylor(x, ..., order)`: the coefficients in x.

    `wrt` is the variable (by default the only one), `variables` the arguments in their order, which
    `order` follows; `name` goes before the function's name, `checked` is a sentence for the
    docstring, `ranges` say where that was. The text itself is not checked here; it needs nothing
    but the standard library.

    Raises SymchainError for what cannot be emitted, DerivativeError where the derivatives go on to
    ever new functions, BudgetError where the formula is too large for one function.

    >>> from symchain import parse
    >>> print(generate_taylor(parse("x*y"), "x")[-266:])
    def taylor(x: float, y: float, order: int) -> list[float]:
        \"\"\"The Taylor coefficients in x, from order 0 on.\"\"\"
        t0 = expansion(x, 1.0, order)
        t1 = expansion(t0[0] * y, 0.0, order)
        for k in range(1, order + 1):
            t1[k] = t0[k] * y
        return t1
    <BLANKLINE>
    """
    from symchain import __version__
    from symchain.calculus import conditions, refuse_conditions

    refuse_conditions(expr)
    known = [word for word, each in TARGETS.items() if each.series is not None]
    if target not in known:
        raise SymchainError(f"Taylor coefficients are emitted for {', '.join(known)}")
    if name:
        check_name(name, is_module=False)
    arguments, variable = _arguments(expr, wrt, variables)
    function = f"{name}_taylor" if name else "taylor"
    facts: dict[str, Any] = {
        "version": __version__,
        "kind": "taylor",
        "formulas": [str(expr)],
        "variables": arguments,
        "wrt": [variable],
        **supposed(expr.graph),
        "checked": checked,
        "ranges": {name: list(limits) for name, limits in (ranges or {}).items()},
        "functions": {"taylor": function},
    }
    if target != "python":
        facts["target"] = target
    chosen = TARGETS[target]
    assert chosen.series is not None
    domain = "; ".join([str(condition) for condition in conditions(expr, smooth=False)])
    told = f"Domain: {cut(domain) or 'all real numbers'}."
    if given := "; ".join(texts(expr.graph)):
        told += f" Assumed: {given}."
    return chosen.series(_layout(expr, variable, chosen), arguments, chosen, facts, told)


def _arguments(
    expr: Expr, wrt: Expr | str | None, variables: Iterable[Expr | str] | None
) -> tuple[list[str], str]:
    """The arguments in their order, and the variable of the series."""
    free = [variable.name for variable in expr.variables]
    variable = series_variable(expr, None if wrt is None else [wrt])
    extra = [] if variable in free else [variable]
    given = [*free, *extra] if variables is None else as_names(variables)
    arguments = list(dict.fromkeys(given))
    for each in (*free, *extra):
        if each not in arguments:
            raise SymchainError(f"'{each}' is not among the variables {', '.join(arguments)}")
    return arguments, variable


def _layout(expr: Expr, variable: str, target: Target) -> Layout:
    """The layout of the stable form; where its slopes go on for ever, that of the formula."""
    (stable,) = before_derivatives(expr.graph, [expr.node], target)
    try:
        return _planned(expr.graph, stable, variable, target)
    except (BudgetError, DerivativeError):
        if stable == expr.node:
            raise
    return _planned(expr.graph, expr.node, variable, target)


def _planned(source: Graph, node: int, variable: str, target: Target) -> Layout:
    from symchain.calculus.taylor.series import plan

    graph = Graph()
    place = graph.symbol(variable)
    (root,) = expanded(graph, transfer(source, [node], graph), target.spelling)
    form = partial(_stable, graph, target)
    return layout(plan(graph, root, place, form=form))


def _stable(graph: Graph, target: Target, node: int) -> int:
    """A slope in a form that keeps its digits: sigmoid(-x) for 1 - sigmoid(x)."""
    return before_derivatives(graph, [node], target)[0]
