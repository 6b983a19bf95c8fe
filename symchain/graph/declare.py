"""Functions and equations that a user declares from Python."""

from __future__ import annotations

from symchain.errors import SymchainError
from symchain.functions import TABLE, named
from symchain.functions.row import Op
from symchain.graph.expr import Expr, apply, as_names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from symchain.graph.expr import Operand


def function(
    name: str, parameters: str, formula: str = "", partials: Sequence[str | None] = ()
) -> Op:
    """A function of the user's own, to be called on formulas and given to `parse`.

    `parameters` are names separated by spaces. Give the `formula` in these names, or the `partials`
    (one text for each parameter, in which `y` is the function's own value; None refuses that
    derivative), or both. Without a formula it can be differentiated, but not evaluated.
    Raises SymchainError where the texts are not in the language or the counts do not match.

    >>> from symchain import parse, symbol
    >>> area = function("area", "r h", formula="2*pi*r*(r + h)")
    >>> area(symbol("a"), 2)
    Expr('area(a, 2)')
    >>> parse("area(x, y)", functions=[area]).diff("y")
    Expr('2*pi*x')
    """
    from symchain.parsing import parse

    names = as_names(parameters)
    if not name.isidentifier() or named(name) is not None:
        raise SymchainError(f"'{name}' cannot name a new function: choose another name")
    if not names or not all(parameter.isidentifier() for parameter in names):
        raise SymchainError(f"'{parameters}' is not a list of parameter names")
    if not formula and len(partials) != len(names):
        raise SymchainError(f"'{name}' needs a formula, or one partial derivative a parameter")
    if partials and len(partials) != len(names):
        raise SymchainError(f"'{name}' has {len(names)} parameters, not {len(partials)}")
    for text in (formula, *partials):
        if text:
            known = {*names, "y"} if text != formula else set(names)
            extra = {v.name for v in parse(text, variables=[*names, "y"]).variables} - known
            if extra:
                raise SymchainError(f"'{sorted(extra)[0]}' is no parameter of '{name}'")
    return Op(name, " ".join(names), *partials, definition=formula)


def equal(a: Operand, b: Operand) -> Expr:
    """The condition or equation a = b as a formula; `a == b` asks whether both are the same."""
    return apply(TABLE["equal"], a, b)


def unequal(a: Operand, b: Operand) -> Expr:
    """The condition that a and b differ, as a formula."""
    return apply(TABLE["not_equal"], a, b)
