"""Taylor series at a point: derivatives of high order in one variable, as numbers.

No formula of high order is made: the coefficients follow from each other by recurrences whose cost
is quadratic in the order. They are computed with mpmath at two precisions, and again with more
digits until both agree to more than a double holds.
"""

from __future__ import annotations

from symchain.calculus.taylor.neighbourhood import Neighbourhood
from symchain.calculus.taylor.series import plan
from symchain.errors import BudgetError, DomainError, SymchainError
from symchain.graph.expr import Expr, as_name, by_name, into
from symchain.graph.graph import Graph
from symchain.graph.model import as_expr
from symchain.graph.transfer import transfer
from symchain.graph.walk import variables as variables_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from symchain.graph.model import Formula

DIGITS = 30  # decimal digits to begin with, and one more for each order
MOST_DIGITS = 1_000  # what has not settled before is smaller than any double, or has no value
AGREEMENT = 18  # digits to which two precisions must agree
MOST_DIGITS_MULTIPLIED = 2_000_000_000  # in products of coefficients: half a minute


def taylor(source: Formula, variable: Expr | str, order: int, at: Mapping[Any, Any]) -> list[float]:
    """The Taylor coefficients of a formula in one variable, of orders 0 to `order`.

    `at` gives every variable its value, as a number or as a text such as "pi/2"; all but the one
    are held fixed. Each coefficient is correct to a rounding. Raises DomainError where the formula
    has no real value or a coefficient is too large for a double, DerivativeError where it has a
    kink or a jump, BudgetError where the order is too high for the size of the formula.

    >>> from symchain import parse
    >>> taylor(parse("1/(1 - x)^2"), "x", 4, {"x": 0})
    [1.0, 2.0, 3.0, 4.0, 5.0]
    """
    from symchain.evaluation.points import double

    found = _Expansion(source, as_name(variable), order, at).settled()
    return [double(value, f"the coefficient of order {k}") for k, value in enumerate(found)]


def derivative_at(
    source: Formula, variable: Expr | str, order: int, at: Mapping[Any, Any]
) -> float:
    """The derivative of the given order by one variable at a point.

    It is made of the last coefficient of `taylor`, and raises what that raises.

    >>> from symchain import parse
    >>> derivative_at(parse("exp(x*y)"), "x", 20, {"x": 0, "y": 2})
    1048576.0
    """
    from math import factorial

    from symchain.evaluation.points import double

    found = _Expansion(source, as_name(variable), order, at).settled()
    return double(found[order] * factorial(order), f"the derivative of order {order}")


def derivatives_at(
    source: Formula, wrt: Iterable[Expr | str] | None, order: int, at: Mapping[Any, Any]
) -> dict[str, float]:
    """The derivative of the given order by each variable at a point; see `derivative_at`.

    >>> from symchain import parse
    >>> derivatives_at(parse("x^5*y"), None, 5, {"x": 1, "y": 2})
    {'x': 240.0, 'y': 0.0}
    """
    from symchain.calculus import asked

    expr, names = asked(source, wrt)
    return {name: derivative_at(expr, name, order, at) for name in names}


def series_variable(source: Formula, wrt: Iterable[Expr | str] | None) -> str:
    """The one variable of a series: the one that is wanted, or the only one of the formula.

    Raises SymchainError where there are several or none.

    >>> from symchain import parse
    >>> series_variable(parse("sin(x)"), None)
    'x'
    """
    from symchain.calculus import asked

    _, names = asked(source, wrt)
    if len(names) != 1:
        raise SymchainError(
            "a Taylor series is in one variable: say which, as in --wrt x "
            f"(here there are {', '.join(names[:8]) or 'none'})"
        )
    return names[0]


class _Expansion:
    """A formula at a point, in a graph of its own where the other variables are numbers."""

    def __init__(self, source: Formula, name: str, order: int, at: Mapping[Any, Any]) -> None:
        from symchain.calculus import refuse_conditions

        given = by_name(at)
        expr = as_expr(source, [name, *given])
        refuse_conditions(expr)
        if not isinstance(order, int) or order < 0:
            raise SymchainError("the order of a Taylor series is a whole number from 0 on")
        self.order = order
        graph = Graph()
        numbers = _numbers(graph, expr, name, given)
        variable, place = graph.symbol(name), numbers.pop(name)
        images = {
            node: numbers.get(expr.graph.names[node], variable)
            for node in variables_of(expr.graph, [expr.node])
        }
        (root,) = transfer(expr.graph, [expr.node], graph, images)
        self.near = Neighbourhood(graph, root, variable, place)
        self.plan = plan(graph, root, variable, order, self.near.choose)
        self._refuse_long()

    def _refuse_long(self) -> None:
        digits = DIGITS + self.order
        products = len(self.plan.steps) * self.order * self.order // 2
        if products * digits > MOST_DIGITS_MULTIPLIED:
            raise BudgetError(
                f"a series of order {self.order} takes {products:,} products of numbers of "
                f"{digits:,} digits here, which would take too long: ask for a lower order"
            )

    def settled(self) -> list[Any]:
        """The coefficients, with the digits of a double and some more."""
        self.near.check(self.plan, self.order)
        digits = DIGITS + self.order
        before = self._coefficients(digits)
        digits += DIGITS // 2
        while loose := _first_difference(before, found := self._coefficients(digits)):
            if digits > MOST_DIGITS + self.order:
                raise DomainError(
                    f"the derivative of order {loose - 1} has no value that settles "
                    f"{self.near.where}: is it a pole?"
                )
            before, digits = found, 2 * digits
        return found

    def _coefficients(self, digits: int) -> list[Any]:
        """The coefficients, computed with so many digits."""
        from symchain.calculus.taylor.recurrences import coefficients
        from symchain.functions.precision import WorkingDigits

        plan = self.plan
        wanted = [*[step.node for step in plan.steps], *plan.fixed]
        values = self.near.values(wanted, digits)
        self.near.refuse_undefined(values, plan.root)
        with WorkingDigits(digits):
            return coefficients(plan, values, self.order)


def _numbers(graph: Graph, expr: Expr, name: str, given: Mapping[str, Any]) -> dict[str, int]:
    """The nodes of the numbers that the variables stand for, by name."""
    from symchain.parsing.names import check_variables, no_value

    check_variables(expr, [name, *given])
    for wanted in (name, *[variable.name for variable in expr.variables]):
        if wanted not in given:
            raise no_value(wanted)
    return {name: _number(graph, number, name) for name, number in given.items()}


def _number(graph: Graph, number: Any, name: str) -> int:
    """The node of a number that is given as such or as text."""
    from symchain.parsing import parse

    if isinstance(number, str):
        number = parse(number)
    if isinstance(number, Expr) and (number.variables or number.graph.ops[number.node].boolean):
        raise SymchainError(f"the value of '{name}' is '{number}', which is not a number")
    return into(graph, number)


def _first_difference(before: list[Any], found: list[Any]) -> int:
    """1 more than the order of the first coefficient that changed, or 0."""
    close = 10.0**-AGREEMENT
    for k, (a, b) in enumerate(zip(before, found, strict=True)):
        if abs(a - b) > close * abs(b) and not (float(a) == float(b) == 0.0):
            return k + 1
    return 0
