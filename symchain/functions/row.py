"""The row of the function table: everything that is known of one function of mathematics."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from symchain.calculus.recipes import Recipe
    from symchain.graph.expr import Expr, Operand


class Op:
    """One function of mathematics: a row of the table, or a user's own function.

    `parameters`  the names that the texts of the row use; `variadic` when the one parameter
                  stands for any number of arguments
    `partials`    one derivative rule for each parameter, as text in symchain's language, where `y`
                  is the function's own value; None where there is no closed form
    `definition`  the function in terms of others, or ""
    `domain`      where the function has a real value, as a condition on the parameters, or ""
    `smooth`      where inside the domain it is differentiable, or "" for everywhere
    `breaks`      what it does elsewhere: "kink" (its value goes on, its slope does not), "jump",
                  or "" (no slope at all, as sqrt at 0)
    `shared`      whether a slope is the argument's share of a choice, which the texts call `share`
    `at`          exact values at exact points (functions of one argument)
    `parity`      "odd", "even" or ""
    `monotone`    "increasing" or "decreasing" (strictly, on its whole domain) or ""
    `range`       an interval that holds every value: "[0, oo)", "whole [-1, 1]",
                  "nonzero (-oo, oo)", or "" for all
    `inverse`     the name of f where f(this(x)) is x for every x of this function's domain, or ""
    `boolean`     whether the value is true or false, not a number
    `conditions`  the positions of the arguments that are true or false, not numbers
    `integers`    the parameters that must be whole numbers (they are not differentiated by)
    `cost`        what an evaluation costs, in units of one addition
    `infix`       how it is written between its arguments, or "" for a call
    `precedence`  how tightly it binds when written (calls and atoms: 100)
    `spelled`     the spelling in each target that spells it otherwise
    `recipes`     the derivative rules as flat steps, made when they are first asked for
    """

    __slots__ = (
        "at",
        "boolean",
        "breaks",
        "conditions",
        "cost",
        "definition",
        "domain",
        "infix",
        "integers",
        "inverse",
        "monotone",
        "name",
        "parameters",
        "parity",
        "partials",
        "precedence",
        "range",
        "recipes",
        "shared",
        "smooth",
        "spelled",
        "synonyms",
        "variadic",
    )

    def __init__(
        self,
        name: str,
        of: str = "",
        *partials: str | None,
        definition: str = "",
        synonyms: str = "",
        domain: str = "",
        smooth: str = "",
        breaks: str = "",
        at: Mapping[Any, Any] | None = None,
        parity: str = "",
        inverse: str = "",
        monotone: str = "",
        range: str = "",
        boolean: bool = False,
        conditions: tuple[int, ...] = (),
        integers: str = "",
        cost: int = 10,
        infix: str = "",
        precedence: int = 100,
        **spelled: str,
    ) -> None:
        self.name = name
        self.variadic = of.endswith("...")
        self.parameters = tuple(of.removesuffix("...").split())
        self.partials = partials
        self.definition = definition
        self.synonyms = tuple(synonyms.split())
        self.domain = domain
        self.smooth = smooth
        self.breaks = breaks
        self.shared = "share" in partials
        self.at = at or {}
        self.parity = parity
        self.inverse = inverse
        self.monotone = monotone
        self.range = range
        self.boolean = boolean
        self.conditions = conditions
        self.integers = tuple(integers.split())
        self.cost = cost
        self.infix = infix
        self.precedence = precedence
        self.spelled = spelled
        self.recipes: dict[int, Recipe] = {}

    def __repr__(self) -> str:
        return f"<function {self.name}>"

    def __reduce__(self) -> tuple[object, ...]:
        """A row of the table pickles as its name; a user's own function pickles whole."""
        from symchain.functions import named, restore

        if named(self.name) is self:
            return named, (self.name,)
        state = {slot: getattr(self, slot) for slot in self.__slots__}
        return restore, ({**state, "recipes": {}},)

    def __call__(self, *operands: Operand) -> Expr:
        """The formula that the function makes of formulas and numbers."""
        from symchain.graph.expr import apply

        return apply(self, *operands)

    def accepts(self, count: int) -> bool:
        """Whether the function can be called with so many arguments."""
        return count >= 1 if self.variadic else count == len(self.parameters)

    def partial(self, position: int) -> str | None:
        """The text of the derivative rule for one argument; None where there is none."""
        return self.partials[0 if self.variadic else position]
