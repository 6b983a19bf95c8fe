"""What a name means: a variable, a constant, a function, a step; and what a typo meant."""

from __future__ import annotations

from symchain.errors import SymchainError, clipped
from symchain.functions import ROWS
from symchain.functions.foreign import FOREIGN, NO_FUNCTIONS
from symchain.functions.row import Op
from symchain.graph.expr import described
from symchain.graph.graph import Graph
from symchain.parsing import budgets
from symchain.parsing.characters import normal_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from symchain.graph.expr import Expr
    from symchain.graph.model import Model
    from symchain.parsing.inline import Inlined

FUNCTIONS = {op.name: op for op in ROWS if op.parameters and not op.infix}
FUNCTIONS |= {other: op for op in ROWS if op.parameters for other in op.synonyms}
LETTERS = {op.spelled["unicode"]: op.name for op in FUNCTIONS.values() if "unicode" in op.spelled}
CONSTANTS = {name: op for op in ROWS if not op.parameters for name in (op.name, *op.synonyms)}
DIGITS = "0123456789"
PIECEWISE = "piecewise"  # piecewise(condition, value, ..., otherwise): nested where

RESERVED = {
    "if": "write where(condition, a, b) for a choice",
    "else": "write where(condition, a, b) for a choice",
    "and": "it stands between two conditions",
    "or": "it stands between two conditions",
    "not": "it stands before a condition",
    "True": "write true",
    "False": "write false",
}
NOT_NUMBERS = frozenset(("inf", "nan", "oo", "infinity", "Inf", "NaN", "Infinity"))

SPECIAL = frozenset((*FUNCTIONS, *CONSTANTS, *RESERVED, *NOT_NUMBERS, PIECEWISE))


class Names:
    """What the names of one text mean: the declared ones first, then the table's.

    A name that is not `special` is a variable wherever it is not called.
    """

    __slots__ = ("calls", "declared", "graph", "inlined", "parameters", "special", "steps")

    def __init__(self, graph: Graph, variables: Iterable[str], functions: Iterable[Op]) -> None:
        self.graph = graph
        self.declared = {normal_name(name) for name in variables}
        self.calls: dict[str, Op] = FUNCTIONS
        self.inlined: dict[str, Inlined] = {}
        self.steps: dict[str, int] = dict(variables) if isinstance(variables, dict) else {}
        self.parameters: dict[str, int] = {}
        self.special: frozenset[str] | set[str] = SPECIAL
        own = {op.name: op for op in functions}
        if own:
            self.calls = {**FUNCTIONS, **own}
            self.special = SPECIAL | own.keys()
        if self.steps:
            self.special = self.special | self.steps.keys()

    def value(self, name: str) -> int:
        """The node that a name stands for where it is not called.

        Raises SymchainError for a function without arguments and for a reserved word.
        """
        if name in self.parameters:
            return self.parameters[name]
        if name in self.steps:
            return self.steps[name]
        if name in RESERVED:
            raise SymchainError(f"'{name}' cannot stand here: {RESERVED[name]}")
        if name not in self.declared:
            if name in CONSTANTS:
                return self.graph.intern(CONSTANTS[name], ())
            if self.callee(name) is not None:
                raise SymchainError(
                    f"'{name}' is a function: write {name}(...), or declare {name} as a variable"
                )
            if name in NOT_NUMBERS:
                raise SymchainError(f"'{name}' is not a number: declare it if it is a variable")
            if name[0] == "π":
                raise SymchainError(f"'{name}' is one name: write π*{name[1:]} for the product")
        return self.graph.symbol(name)

    def is_variable(self, name: str) -> bool:
        """Whether a name was declared, or stands for a step, whatever else it could mean."""
        return name in self.parameters or name in self.steps or name in self.declared

    def callee(self, name: str) -> Op | Inlined | str | None:
        """What a name followed by an argument list calls; None where it is no function."""
        if name == PIECEWISE:
            return PIECEWISE
        return self.inlined.get(name) or self.calls.get(name)

    def unknown_function(self, name: str) -> str:
        """The sentence for a call of a name that is no function."""
        shown = clipped(name)
        if name in CONSTANTS or self.is_variable(name):
            return f"'{shown}' is not a function: write {shown}*(...) for the product"
        if (word := plain(name)) in RESERVED:
            return f"'{shown}' is not a function: {RESERVED[word]}"
        if word in NO_FUNCTIONS:
            return f"'{shown}' is not a function here: {NO_FUNCTIONS[word]}"
        if word in FOREIGN:
            own = FOREIGN[word]
            return f"unknown function '{shown}': write {own}, or {shown}*(...) for the product"
        near = LETTERS.get(name) or suggestion(name, (*self.inlined, *self.calls, PIECEWISE))
        if near:
            return f"unknown function '{shown}' (did you mean '{near}'?)"
        remedy = "define it first, or write" if len(name) > 2 else "write"
        return f"unknown function '{shown}': {remedy} {shown}*(...) for the product"


def variable_name(word: str) -> str:
    """The one spelling of a variable's name; raises SymchainError where no formula can spell it."""
    name = normal_name(word.strip()) if isinstance(word, str) else ""
    if not name.isidentifier() or name in RESERVED or len(name) > budgets.NAME_LENGTH:
        raise SymchainError(f"{described(word)} cannot be the name of a variable")
    return name


def check_variables(source: Expr | Model, names: Iterable[str]) -> None:
    """Raises SymchainError for a name that is no variable of a formula or a model.

    A variable that cancelled is one still, and a constant is a function of any variables.
    """
    own = [variable.name for variable in source.variables]
    made = set(source.graph.names.values())
    for name in names:
        if own and name not in made:
            raise unknown_variable(name, own)


def unknown_variable(name: str, known: Sequence[str]) -> SymchainError:
    """The error for a name that is none of the variables there are."""
    near = suggestion(name, known)
    hint = f"did you mean '{near}'?" if near else f"known: {listed(known)}"
    return SymchainError(f"unknown variable '{clipped(name)}' ({hint})")


def no_value(name: str) -> SymchainError:
    """The error for a variable that a point lacks."""
    name = clipped(name)
    return SymchainError(f"'{name}' has no value: give one, as in --at {name}=1 or {{'{name}': 1}}")


def listed(names: Sequence[str]) -> str:
    """The first names of a list, as a message shows them."""
    return ", ".join(map(clipped, names[:8])) + (", ..." if len(names) > 8 else "") or "none"


def suggestion(name: str, known: Iterable[str]) -> str:
    """The known name nearest to a mistyped one, or "" where none is near.

    >>> suggestion("Ei", ("ei", "e1")), suggestion("log_sum_exp", ("logsumexp",))
    ('ei', 'logsumexp')
    """
    known = tuple(known)
    for candidate in known:
        if plain(candidate) == plain(name):
            return candidate
    if not 2 < len(name) <= 40:
        return ""
    allowed = 1 if len(name) < 5 else 2
    best, found = allowed + 1, ""
    for candidate in known:
        if abs(len(candidate) - len(name)) < best and len(candidate) > 1:
            steps = distance(name.lower(), candidate.lower())
            if steps < best:
                best, found = steps, candidate
    return found


def slips(inputs: Sequence[str], steps: Sequence[str]) -> dict[str, str]:
    """The inputs of a program that look like a step which nothing uses, with that step.

    >>> slips(["velocty", "m1"], ["velocity", "m2"])
    {'velocty': 'velocity'}
    """
    if len(inputs) * len(steps) > budgets.SLIPS:
        return {}
    found = {name: suggestion(name, steps) for name in inputs}
    return {
        name: near for name, near in found.items() if name.strip(DIGITS) != near.strip(DIGITS) != ""
    }


def plain(name: str) -> str:
    """A name as those see it who write large letters and underscores elsewhere."""
    return name.lower().replace("_", "")


def distance(a: str, b: str) -> int:
    """How many letters have to be put in, left out, changed or swapped to make b of a.

    >>> distance("arcsn", "arcsin"), distance("lgo", "log")
    (1, 1)
    """
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, letter in enumerate(a):
        row = [i + 1]
        for j, other in enumerate(b):
            best = min(last[j] + (letter != other), last[j + 1] + 1, row[j] + 1)
            if i and j and letter == b[j - 1] and a[i - 1] == other:
                best = min(best, before[j - 1] + 1)
            row.append(best)
        before, last = last, row
    return last[-1]
