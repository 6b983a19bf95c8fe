"""Differentiation: the rule engine forward, adjoints in reverse, any order, mixed partials."""

from __future__ import annotations

from symchain.calculus.adjoints import partials
from symchain.calculus.kinks import MEAN, refuse_unknown
from symchain.calculus.rules import Derivation, derivation
from symchain.calculus.wrt import by, refuse_whole
from symchain.errors import BudgetError, DerivativeError, SymchainError
from symchain.functions.arithmetic import POWER, WHERE
from symchain.graph import walk
from symchain.graph.expr import Expr, as_name, as_names, into
from symchain.graph.model import as_expr
from symchain.simplification import likeliest, simplify_all
from symchain.simplification import simplify as _simplified
from symchain.simplification.continuous import continuous

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from symchain.calculus.domains import Condition
    from symchain.graph.graph import Graph
    from symchain.graph.model import Formula
    from symchain.parsing.assumptions import Assumptions

    Variable = Expr | str

LARGEST = 8_000  # operations of a derivative, or 20 times those of the formula
LARGEST_ORDER = 10_000  # as that of a Taylor series
SMALL = 5_000  # variables times nodes up to which derivatives are made in both directions

__all__ = ["Derivation", "conditions", "derivation", "derivatives", "diff", "gradient", "partials"]


def diff(
    source: Formula,
    *variables: Variable | int,
    simplify: str = "fast",
    assume: Assumptions = (),
    strict: bool = False,
    kinks: str = "mean",
) -> Expr:
    """The derivative by the variables in turn; a number repeats the variable before it.

    Where none is named it is the formula's only variable. `source` is a formula or the text of one,
    `simplify` is "none", "fast" or "deep", `assume` and `strict` are those of `assuming`, `kinks`
    what a derivative is where the slopes beside a point differ: "mean", "left", "right", "nan" or
    "error". Raises SymchainError for what names no variable or no order, DerivativeError for a
    condition and where a function has no closed derivative, BudgetError where a result is too long.

    >>> diff("x^3*y", "x", 2, "y")
    Expr('6*x')
    """
    turn = in_turn(variables)
    expr = as_expr(source, turn)
    if strict or assume != ():
        from symchain.parsing.assumptions import within

        return within(
            expr, lambda own: diff(own, *turn, simplify=simplify, kinks=kinks), assume, strict
        )
    refuse_conditions(expr)
    refuse_unknown(kinks)
    if not variables:
        turn = [only_variable(expr)]
    asked(expr, turn)
    graph, start = expr.graph, len(expr.graph)
    node = _known(expr, simplify, kinks).node
    limit = max(LARGEST, 20 * walk.operations(graph, [node]))
    for order, name in enumerate(turn, 1):
        node = _slope(graph, node, graph.symbol(name), simplify, kinks)
        if walk.operations(graph, [node]) > limit:
            raise BudgetError(
                f"the derivative of order {order} has more than {limit:,} operations: "
                "ask for its value at a point (--at), or for a lower order"
            )
    graph.take_as_made([node], start)
    return Expr(graph, node)


def _slope(graph: Graph, node: int, symbol: int, simplify: str, kinks: str) -> int:
    """The derivative of a node by one variable, of small formulas as `derivatives` writes it."""
    if kinks != MEAN or simplify == "none" or len(graph) > SMALL:
        form = derivation(graph, node, symbol, kinks).derivative
    else:
        form = partials(graph, node, [symbol])[0]
        if symbol in _met_again(graph, node):
            form = _likeliest(graph, [form, derivation(graph, node, symbol, MEAN).derivative])
    return _simplified(Expr(graph, form), simplify).node


def derivatives(
    source: Formula,
    wrt: Iterable[Variable] | None = None,
    simplify: str = "fast",
    order: int = 1,
    assume: Assumptions = (),
    strict: bool = False,
    kinks: str = "mean",
) -> dict[str, Expr]:
    """The derivative of the given order by each variable, in the form that reads best alone.

    One backward pass makes all first derivatives; each is then simplified by itself. In a small
    formula that has a variable in several places the rules are applied forward too, and the shorter
    of the two forms is taken. `kinks` is that of `diff`.

    >>> derivatives("exp(x*y) + w")
    {'x': Expr('y*exp(x*y)'), 'y': Expr('x*exp(x*y)'), 'w': Expr('1')}
    """
    if strict or assume != ():
        from symchain.parsing.assumptions import assuming

        expr = as_expr(source, as_names(wrt))
        own = assuming(expr, assume, strict=strict)
        made = derivatives(own, wrt, simplify, order, kinks=kinks)
        return {name: Expr(expr.graph, into(expr.graph, each)) for name, each in made.items()}
    check_order(order)
    expr, names = asked(source, wrt)
    expr = _known(expr, simplify)
    if order != 1 or kinks != MEAN:
        return {name: diff(expr, name, order, simplify=simplify, kinks=kinks) for name in names}
    refuse_conditions(expr)
    graph, node, start = expr.graph, expr.node, len(expr.graph)
    symbols = [graph.symbol(name) for name in names]
    is_small = simplify != "none" and len(names) * len(graph) <= SMALL
    forward = _met_again(graph, node) if is_small else set()
    found = {}
    for name, symbol, form in zip(names, symbols, partials(graph, node, symbols), strict=True):
        forms = [form]
        if symbol in forward:
            forms.append(derivation(graph, node, symbol, MEAN).derivative)
        found[name] = _simplified(Expr(graph, _likeliest(graph, forms)), simplify)
        graph.take_as_made([found[name].node], start)
    return found


def _met_again(graph: Graph, root: int) -> set[int]:
    """The nodes to which several paths lead from the root; along one path both directions agree."""
    met = {root}
    again: set[int] = set()
    args = graph.args
    for node in reversed(walk.reachable(graph, [root])):
        for arg in args[node]:
            if arg in met or node in again:
                again.add(arg)
            met.add(arg)
    return again


def _known(expr: Expr, simplify: str, kinks: str = MEAN) -> Expr:
    """The formula with its kinks told, as abs(x) for sqrt(x^2), before its slopes are made.

    A shorter one where something is assumed, so that abs(x) is x, or where one side of a kink or
    a mark is asked for, so that relu(x) - relu(-x) has none.
    """
    if simplify == "none":
        return expr
    if expr.graph.given or kinks != MEAN:
        expr = _simplified(expr, simplify)
    node = continuous(expr.graph, [expr.node])[0]
    return expr if node == expr.node else Expr(expr.graph, node)


def _likeliest(graph: Graph, forms: list[int]) -> int:
    """Of forms of one formula the one that is expected to become the shortest."""
    if len(set(forms)) == 1:
        return forms[0]
    return likeliest(graph, forms)


def gradient(
    source: Formula,
    wrt: Iterable[Variable] | None = None,
    simplify: str = "fast",
    assume: Assumptions = (),
    strict: bool = False,
    kinks: str = "mean",
) -> dict[Expr, Expr]:
    """All first partial derivatives, in the form that shares most work between them.

    `kinks` is that of `diff`.

    >>> from symchain import symbols
    >>> x, y = symbols("x y")
    >>> gradient(x**2*y)
    {Expr('x'): Expr('2*x*y'), Expr('y'): Expr('x^2')}
    """
    if strict or assume != ():
        from symchain.parsing.assumptions import assuming

        expr = as_expr(source, as_names(wrt))
        own = gradient(assuming(expr, assume, strict=strict), wrt, simplify, kinks=kinks)
        made = {into(expr.graph, key): into(expr.graph, each) for key, each in own.items()}
        return {Expr(expr.graph, key): Expr(expr.graph, node) for key, node in made.items()}
    expr, names = asked(source, wrt)
    graph, start = expr.graph, len(expr.graph)
    refuse_unknown(kinks)
    known = _known(expr, simplify, kinks)
    refuse_conditions(known)
    symbols = [graph.symbol(name) for name in names]
    if kinks == MEAN:
        nodes = partials(graph, known.node, symbols)
    else:
        nodes = [diff(known, name, simplify="none", kinks=kinks).node for name in names]
    if simplify == "deep":
        nodes = [_simplified(Expr(graph, node), simplify).node for node in nodes]
    elif simplify != "none":
        nodes = simplify_all(graph, nodes, beside=[expr.node])
    graph.take_as_made(nodes, start)
    return {
        Expr(graph, symbol): Expr(graph, node) for symbol, node in zip(symbols, nodes, strict=True)
    }


def conditions(
    source: Formula, smooth: bool = True, shown: Iterable[Expr] | None = None
) -> list[Condition]:
    """Where a formula has a value and, with `smooth`, a derivative: conditions that all must hold.

    Each says in `kind` why: "domain", "slope", "kink" or "jump", see `Condition`; with `shown`,
    shorter forms or derivatives, "removed" where none of these has no value for that reason.
    What is known to hold is left out.

    >>> conditions("log(x)/y")
    [Expr('0 < x'), Expr('y != 0')]
    >>> [condition.kind for condition in conditions("abs(x)")]
    ['kink']
    """
    expr = as_expr(source)
    graph = expr.graph
    if _is_plain(expr):
        return []
    from symchain.calculus import domains

    nodes = None if shown is None else [into(graph, each) for each in shown]
    found = domains.conditions(graph, expr.node, smooth, nodes)
    return [domains.Condition(graph, node, kind) for node, kind in found.items()]


def _is_plain(expr: Expr) -> bool:
    """Whether a formula sets no condition, as can be seen from the rows of its functions."""
    graph = expr.graph
    if not graph.is_total(expr.node):
        return False
    ops = {graph.ops[node] for node in walk.reachable(graph, [expr.node])}
    return not any(op is WHERE or (op.smooth and op is not POWER) for op in ops)


def asked(source: Formula, wrt: Iterable[Variable] | None) -> tuple[Expr, list[str]]:
    """A formula, and the names to differentiate by: those given, or all that are not whole.

    Raises DerivativeError for one that is given and assumed to be a whole number.
    """
    names = None if wrt is None else as_names(wrt)
    expr = as_expr(source, names or ())
    if names is None:
        return expr, by(expr.graph, [variable.name for variable in expr.variables], None)
    refuse_whole(expr.graph, names)
    return expr, names


def refuse_conditions(expr: Expr) -> None:
    """Raises DerivativeError where an expression is true or false instead of a number."""
    if expr.graph.ops[expr.node].boolean:
        raise DerivativeError(
            f"'{expr}' is a condition or an equation and has no derivative; "
            "give a formula, or the difference of the equation's sides; "
            "'implicit' differentiates what an equation defines"
        )


def in_turn(variables: tuple[Variable | int, ...]) -> list[str]:
    """The names by which is differentiated, one after the other; a number repeats a name."""
    names: list[str] = []
    for variable in variables:
        if isinstance(variable, int):
            check_order(variable if names else None)
            names[-1:] = [names[-1]] * variable
        else:
            names.append(as_name(variable))
    return names


def check_order(order: object) -> None:
    """Raises SymchainError for what is no order of a derivative, or a larger one than any has."""
    if not isinstance(order, int) or order < 0:
        raise SymchainError(
            "an order is a whole number that follows its variable: diff(formula, 'x', 2)"
        )
    if order > LARGEST_ORDER:
        raise BudgetError(f"an order above {LARGEST_ORDER:,} is not tried: ask for a lower one")


def only_variable(expr: Expr) -> str:
    """The variable of a formula that has one; raises SymchainError where there are several or none.

    >>> only_variable(as_expr("sin(x)"))
    'x'
    """
    _, names = asked(expr, None)
    if len(names) != 1:
        from symchain.parsing.names import listed

        raise SymchainError(f"say which variable to differentiate by (there is {listed(names)})")
    return names[0]
