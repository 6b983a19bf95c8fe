"""Differentiation: the rule engine forward, adjoints in reverse, any order, mixed partials."""

from __future__ import annotations

from symchain.calculus.adjoints import partials
from symchain.calculus.rules import Derivation, derivation
from symchain.errors import BudgetError, DerivativeError, SymchainError
from symchain.graph import walk
from symchain.graph.expr import Expr, as_name, into

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from symchain.calculus.domains import Condition
    from symchain.parsing.assumptions import Assumptions

    Variable = Expr | str

LARGEST = 8_000  # operations of a derivative, or 20 times those of the formula
SMALL = 5_000  # variables times nodes up to which derivatives are made in both directions

__all__ = ["Derivation", "conditions", "derivation", "derivatives", "diff", "gradient", "partials"]


def diff(
    expr: Expr,
    *variables: Variable | int,
    simplify: str = "fast",
    assume: Assumptions = (),
    strict: bool = False,
) -> Expr:
    """The derivative by the variables in turn; a number repeats the variable before it.

    `simplify` is "none", "fast" or "deep", `assume` and `strict` those of `assuming`. Raises
    DerivativeError for a condition, for a negative
    order and where a function has no closed derivative, BudgetError where a result is too long.

    >>> from symchain import parse
    >>> diff(parse("x^3*y"), "x", 2, "y")
    Expr('6*x')
    """
    if assume or strict:
        from symchain.parsing.assumptions import within

        return within(expr, lambda own: diff(own, *variables, simplify=simplify), assume, strict)
    graph, node = expr.graph, expr.node
    refuse_conditions(expr)
    limit = max(LARGEST, 20 * walk.operations(graph, [node]))
    for order, name in enumerate(in_turn(variables), 1):
        node = derivation(graph, node, graph.symbol(name)).derivative
        node = _simplified(Expr(graph, node), simplify).node
        if walk.operations(graph, [node]) > limit:
            raise BudgetError(
                f"the derivative of order {order} has more than {limit:,} operations: "
                "ask for its value at a point (--at), or for a lower order"
            )
    return Expr(graph, node)


def derivatives(
    expr: Expr,
    wrt: Iterable[Variable] | None = None,
    simplify: str = "fast",
    order: int = 1,
    assume: Assumptions = (),
    strict: bool = False,
) -> dict[str, Expr]:
    """The derivative of the given order by each variable, in the form that reads best alone.

    One backward pass makes all first derivatives; each is then simplified by itself. Of a small
    formula the rules are applied forward too, and the shorter of the two forms is taken.

    >>> from symchain import parse
    >>> derivatives(parse("exp(x*y) + w"))
    {'x': Expr('y*exp(x*y)'), 'y': Expr('x*exp(x*y)'), 'w': Expr('1')}
    """
    if assume or strict:
        from symchain.parsing.assumptions import assuming

        own = assuming(expr, assume, strict=strict)
        made = derivatives(own, wrt, simplify, order)
        return {name: Expr(expr.graph, into(expr.graph, each)) for name, each in made.items()}
    names = wanted_names(expr, wrt)
    if order > 1:
        return {name: diff(expr, name, order, simplify=simplify) for name in names}
    found = {
        name: _simplified(Expr(expr.graph, node), simplify)
        for name, node in zip(names, _raw_partials(expr, names), strict=True)
    }
    if simplify != "none" and len(names) * len(expr.graph) <= SMALL:
        for name, reverse in found.items():
            found[name] = _shorter(reverse, diff(expr, name, simplify=simplify))
    return found


def _shorter(first: Expr, second: Expr) -> Expr:
    """The one with fewer operations, then with the shorter text; the first of two alike."""
    if first.node == second.node:
        return first
    from symchain.simplification.cost import length

    return min((first, second), key=lambda expr: length(expr.graph, expr.node))


def gradient(
    expr: Expr,
    wrt: Iterable[Variable] | None = None,
    simplify: str = "fast",
    assume: Assumptions = (),
    strict: bool = False,
) -> dict[Expr, Expr]:
    """All first partial derivatives, in the form that shares most work between them.

    >>> from symchain import symbols
    >>> x, y = symbols("x y")
    >>> gradient(x**2*y)
    {Expr('x'): Expr('2*x*y'), Expr('y'): Expr('x^2')}
    """
    from symchain.simplification import simplify_all

    if assume or strict:
        from symchain.parsing.assumptions import assuming

        own = gradient(assuming(expr, assume, strict=strict), wrt, simplify)
        made = {into(expr.graph, key): into(expr.graph, each) for key, each in own.items()}
        return {Expr(expr.graph, key): Expr(expr.graph, node) for key, node in made.items()}
    names = wanted_names(expr, wrt)
    graph = expr.graph
    nodes = _raw_partials(expr, names)
    if simplify == "deep":
        nodes = [_simplified(Expr(graph, node), simplify).node for node in nodes]
    elif simplify != "none":
        nodes = simplify_all(graph, nodes, beside=[expr.node])
    return {
        Expr(graph, graph.symbol(name)): Expr(graph, node)
        for name, node in zip(names, nodes, strict=True)
    }


def conditions(
    expr: Expr, smooth: bool = True, shown: Iterable[Expr] | None = None
) -> list[Condition]:
    """Where a formula has a value and, with `smooth`, a derivative: conditions that all must hold.

    Each says in `kind` why: "domain", "slope", "kink" or "jump", see `Condition`; with `shown`,
    shorter forms or derivatives, "removed" where none of these has no value for that reason.
    What is known to hold is left out.

    >>> from symchain import parse
    >>> conditions(parse("log(x)/y"))
    [Expr('0 < x'), Expr('y != 0')]
    >>> [condition.kind for condition in conditions(parse("abs(x)"))]
    ['kink']
    """
    from symchain.calculus import domains

    graph = expr.graph
    nodes = None if shown is None else [into(graph, each) for each in shown]
    found = domains.conditions(graph, expr.node, smooth, nodes)
    return [domains.Condition(graph, node, kind) for node, kind in found.items()]


def wanted_names(expr: Expr, wrt: Iterable[Variable] | None) -> list[str]:
    """The names of the variables to differentiate by: those given, or all that are not whole.

    Raises DerivativeError for one that is given and assumed to be a whole number.
    """
    from symchain.calculus.wrt import by

    return by(expr.graph, [variable.name for variable in expr.variables], wrt)


def refuse_conditions(expr: Expr) -> None:
    """Raises DerivativeError where an expression is true or false instead of a number."""
    if expr.graph.ops[expr.node].boolean:
        raise DerivativeError(
            f"'{expr}' is a condition or an equation and has no derivative; "
            "give a formula, or the difference of the equation's sides"
        )


def _raw_partials(expr: Expr, names: list[str]) -> list[int]:
    refuse_conditions(expr)
    return partials(expr.graph, expr.node, [expr.graph.symbol(name) for name in names])


def in_turn(variables: tuple[Variable | int, ...]) -> list[str]:
    """The names by which is differentiated, one after the other; a number repeats a name."""
    names: list[str] = []
    for variable in variables:
        if isinstance(variable, int):
            if not names or variable < 0:
                raise SymchainError("an order is a whole number that follows its variable")
            names[-1:] = [names[-1]] * variable
        else:
            names.append(as_name(variable))
    return names


def _simplified(expr: Expr, how: str) -> Expr:
    from symchain.simplification import simplify

    return simplify(expr, how)
