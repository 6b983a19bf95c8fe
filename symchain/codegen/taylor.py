"""`generate_taylor`: the source text of a module that computes Taylor coefficients of any order.

The function has a line for each node and each order: no code grows with the order, and the cost is
quadratic in it.
"""

from __future__ import annotations

from functools import partial

from symchain.calculus.taylor import series_variable
from symchain.codegen.accuracy import before_derivatives
from symchain.codegen.header import supposed
from symchain.codegen.kinds import TAYLOR, words
from symchain.codegen.routines import MODULE, check_name
from symchain.codegen.series import Layout, layout
from symchain.codegen.targets import TARGETS
from symchain.codegen.targets.blocks import cut
from symchain.errors import BudgetError, DerivativeError, SymchainError
from symchain.functions.arithmetic import ADD, MULTIPLY, POWER
from symchain.graph.definitions import expanded
from symchain.graph.expr import Expr, as_names
from symchain.graph.graph import Graph
from symchain.graph.model import as_model
from symchain.graph.rational import ZERO
from symchain.graph.transfer import transfer
from symchain.graph.walk import reachable
from symchain.parsing.assumptions import given, texts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from symchain.codegen.targets.target import Target
    from symchain.graph.model import Source
    from symchain.parsing.assumptions import Assumptions

# Targets without series are documents.
NOT_READ = (
    "a document has no loop over orders to read; 'symchain diff --order N' prints the derivative "
    "of an order as a formula (--format), 'symchain taylor' the coefficients at a point (--json)"
)
LARGEST_POWER = 64  # that is multiplied out


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
        reason = f": {NOT_READ}" if target in TARGETS else ""
        raise SymchainError(
            f"Taylor coefficients are emitted for {', '.join(known)}, not for '{target}'{reason}"
        )
    chosen = TARGETS[target]
    if name:
        check_name(name, chosen.is_named)
    arguments, variable = _arguments(expr, wrt, variables)
    function = f"{name}_{TAYLOR}" if name and not chosen.is_named else TAYLOR
    facts: dict[str, Any] = {
        "version": __version__,
        "kind": TAYLOR,
        "formulas": [str(expr)],
        "variables": arguments,
        "wrt": [variable],
        **supposed(expr.graph),
        "checked": checked,
        "ranges": {name: list(limits) for name, limits in (ranges or {}).items()},
        "functions": {TAYLOR: function},
    }
    if target != "python":
        facts["target"] = target
    if chosen.is_named:
        facts["module"] = name or MODULE
    assert chosen.series is not None
    domain = "; ".join([str(condition) for condition in conditions(expr, smooth=False)])
    told = f"Domain: {cut(domain) or 'all real numbers'}."
    if assumed := "; ".join(texts(expr.graph)):
        told += f" Assumed: {assumed}."
    return chosen.series(_layout(expr, variable, chosen), arguments, chosen, facts, told)


def formula_of(
    source: Source,
    wrt: Iterable[Expr | str] | Expr | str | None,
    emit: Sequence[str] | str,
    signature: str = "scalars",
    *,
    assume: Assumptions = (),
    strict: bool = False,
) -> tuple[Expr, str]:
    """The formula of a source whose coefficients are asked for, and the variable of the series.

    Raises SymchainError for what a module of them cannot be: of several formulas or variables, with
    other functions, of sequences.
    """
    names = None if wrt is None else as_names(wrt)
    model = given(as_model(source, as_names(names)).explicit(), assume, strict=strict)
    outputs = list(model.outputs.values())
    if len(outputs) != 1:
        raise SymchainError("Taylor coefficients are those of one formula: choose it with --out")
    if words(emit) != [TAYLOR]:
        raise SymchainError("Taylor coefficients are a module of their own: emit taylor alone")
    if signature != "scalars":
        raise SymchainError("Taylor coefficients are emitted with the signature scalars only")
    return outputs[0], series_variable(outputs[0], names)


def _arguments(
    expr: Expr, wrt: Expr | str | None, variables: Iterable[Expr | str] | None
) -> tuple[list[str], str]:
    """The arguments in their order, and the variable of the series."""
    free = [variable.name for variable in expr.variables]
    variable = series_variable(expr, None if wrt is None else [wrt])
    extra = [] if variable in free else [variable]
    names = [*free, *extra] if variables is None else as_names(variables)
    arguments = list(dict.fromkeys(names))
    for each in (*free, *extra):
        if each not in arguments:
            raise SymchainError(f"'{each}' is not among the variables {', '.join(arguments)}")
    return arguments, variable


def _multiplied_out(graph: Graph, root: int, most: int) -> int:
    """A node with whole powers up to one as products, and u^0 as 1 + 0*u.

    The coefficients of products have slopes at 0, too; and pow(nan, 0) is 1, where u has no value.
    """
    image: dict[int, int] = {}
    for node in reachable(graph, [root]):
        op, args = graph.ops[node], tuple([image[arg] for arg in graph.args[node]])
        exponent = graph.constants.get(graph.args[node][1]) if op is POWER else None
        if exponent and exponent[1] == 1 and 2 < exponent[0] <= most:
            image[node] = _power(graph, args[0], exponent[0])
        elif exponent == ZERO:
            nothing = graph.intern(MULTIPLY, (graph.constant(0), args[0]))
            image[node] = graph.intern(ADD, (graph.constant(1), nothing))
        else:
            image[node] = graph.intern(op, args) if args != graph.args[node] else node
    return image[root]


def _power(graph: Graph, base: int, exponent: int) -> int:
    """A whole power by squares and products, as they stand."""
    node = base
    for digit in f"{exponent:b}"[1:]:
        node = graph.intern(MULTIPLY, (node, node))
        if digit == "1":
            node = graph.intern(MULTIPLY, (node, base))
    return node


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
    root = _multiplied_out(graph, root, LARGEST_POWER if target.differentiates else 0)
    form = partial(_stable, graph, target)
    return layout(plan(graph, root, place, form=form))


def _stable(graph: Graph, target: Target, node: int) -> int:
    """A slope in a form that keeps its digits: sigmoid(-x) for 1 - sigmoid(x)."""
    return before_derivatives(graph, [node], target)[0]
