"""`Expr`, the user's handle on one node: immutable, hashable, with Python's operators."""

from __future__ import annotations

from symchain.errors import DomainError, NumberError, SymchainError, clipped
from symchain.functions import TABLE, named
from symchain.functions.row import Op
from symchain.graph.graph import Graph
from symchain.graph.rational import decimal, rational
from symchain.graph.transfer import transfer
from symchain.graph.walk import variables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any, TypeAlias

    Operand: TypeAlias = "Expr | int | float | Any"


class Expr:
    """A formula: one node of a computational graph.

    Two handles are equal where their structure is equal, in one graph or in two. Handles of two
    graphs can be mixed freely.

    >>> from symchain import symbols
    >>> x, y = symbols("x y")
    >>> x*y + y
    Expr('x*y + y')
    """

    __slots__ = ("graph", "node")

    graph: Graph
    node: int

    def __init__(self, graph: Graph, node: int) -> None:
        _set_graph(self, graph)
        _set_node(self, node)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("an Expr is immutable")

    # ---- what it is

    def __str__(self) -> str:
        from symchain.display.text import text

        return text(self.graph, self.node)

    def __repr__(self) -> str:
        return f"Expr({str(self)!r})"

    def __hash__(self) -> int:
        return self.graph.digest(self.node)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Expr):
            return NotImplemented
        if self.graph is other.graph:
            return self.node == other.node
        if hash(self) != hash(other):
            return False
        both = Graph()
        (a,), (b,) = (
            transfer(self.graph, [self.node], both),
            transfer(other.graph, [other.node], both),
        )
        return a == b

    def __bool__(self) -> bool:
        raise SymchainError(
            f"'{self}' is neither true nor false before its variables have values; "
            "use where(condition, a, b) to choose between formulas"
        )

    def __float__(self) -> float:
        value = self.graph.constants.get(self.node)
        if value is None:
            raise NumberError(
                f"'{self}' is a formula and not yet a number: use symchain.sin(x) for math.sin(x), "
                "NumPy arrays of dtype=object, and symchain.evaluate for a value at a point"
            )
        return value[0] / value[1]

    def __int__(self) -> int:
        return int(float(self))

    def __floor__(self) -> Expr:
        return apply(TABLE["floor"], self)

    def __ceil__(self) -> Expr:
        return apply(TABLE["ceil"], self)

    def conjugate(self) -> Expr:
        """The formula itself: it is real (NumPy asks)."""
        return self

    def __reduce__(self) -> tuple[object, ...]:
        from symchain.graph.transfer import pack, unpack

        return unpack, pack(self.graph, self.node)

    @property
    def free_symbols(self) -> frozenset[Expr]:
        """The variables that the formula depends on."""
        return frozenset(self.variables)

    @property
    def variables(self) -> tuple[Expr, ...]:
        """The variables that the formula depends on, in the order in which they were made."""
        return tuple(Expr(self.graph, node) for node in variables(self.graph, [self.node]))

    @property
    def name(self) -> str:
        """The name of a variable, or of the function that is applied last."""
        return self.graph.names.get(self.node, self.graph.ops[self.node].name)

    # ---- what is done with it

    def diff(self, *variables: Expr | str, simplify: str = "fast", **options: Any) -> Expr:
        """The derivative by the variables in turn: f.diff(x, x, y) is of third order.

        A variable may be followed by how often: f.diff(x, 2); the only one needs no name. Options
        are those of symchain.diff.
        Raises DerivativeError where a function has no closed derivative.

        >>> from symchain import symbols, exp
        >>> x, y = symbols("x y")
        >>> exp(x*y).diff(x)
        Expr('y*exp(x*y)')
        """
        from symchain.calculus import diff

        return diff(self, *variables, simplify=simplify, **options)

    def subs(self, values: Mapping[Expr | str, Operand]) -> Expr:
        """The formula with variables replaced by numbers or formulas, all at once."""
        from symchain.graph.transfer import substitute

        return substitute(self, by_name(values))

    # ---- arithmetic

    def __add__(self, other: Operand) -> Expr:
        return operate("add", self, other)

    def __radd__(self, other: Operand) -> Expr:
        return operate("add", other, self)

    def __sub__(self, other: Operand) -> Expr:
        return operate("subtract", self, other)

    def __rsub__(self, other: Operand) -> Expr:
        return operate("subtract", other, self)

    def __mul__(self, other: Operand) -> Expr:
        return operate("multiply", self, other)

    def __rmul__(self, other: Operand) -> Expr:
        return operate("multiply", other, self)

    def __truediv__(self, other: Operand) -> Expr:
        return operate("divide", self, other)

    def __rtruediv__(self, other: Operand) -> Expr:
        return operate("divide", other, self)

    def __pow__(self, other: Operand) -> Expr:
        return operate("power", self, other)

    def __rpow__(self, other: Operand) -> Expr:
        return operate("power", other, self)

    def __mod__(self, other: Operand) -> Expr:
        return operate("mod", self, other)

    def __rmod__(self, other: Operand) -> Expr:
        return operate("mod", other, self)

    def __neg__(self) -> Expr:
        return apply(TABLE["negate"], self)

    def __pos__(self) -> Expr:
        return self

    def __abs__(self) -> Expr:
        return apply(TABLE["abs"], self)

    # ---- comparison: == and != ask about structure; symchain.equal makes a formula

    def __lt__(self, other: Operand) -> Expr:
        return operate("less", self, other)

    def __le__(self, other: Operand) -> Expr:
        return operate("less_equal", self, other)

    def __gt__(self, other: Operand) -> Expr:
        return operate("less", other, self)

    def __ge__(self, other: Operand) -> Expr:
        return operate("less_equal", other, self)

    def __and__(self, other: Operand) -> Expr:
        return operate("and", self, other)

    def __or__(self, other: Operand) -> Expr:
        return operate("or", self, other)

    def __invert__(self) -> Expr:
        return apply(TABLE["not"], self)

    def __getattr__(self, name: str) -> Callable[..., Expr]:
        """NumPy calls x.exp() for numpy.exp of an object array: any function of the table."""
        op = None if name.startswith("_") else named(name)
        if op is None or not op.parameters:
            raise AttributeError(f"'Expr' object has no attribute '{name}'")
        return lambda *others: apply(op, self, *others)


_set_graph, _set_node = Expr.__dict__["graph"].__set__, Expr.__dict__["node"].__set__


def apply(op: Op, *operands: Operand) -> Expr:
    """The formula that a function makes of formulas and numbers.

    Raises SymchainError where the count or the kind of the arguments is wrong, DomainError for a
    number that is not finite and NumberError for what is neither a formula nor a real number.
    """
    graph = home(operands)
    nodes = tuple([into(graph, operand) for operand in operands])
    check_call(op, graph, nodes)
    return Expr(graph, graph.written(op, nodes))


def caller(op: Op) -> Callable[..., Expr]:
    """The function of formulas and numbers that a row of the table stands for."""

    def call(*operands: Operand) -> Expr:
        operand = operands[0] if len(operands) == 1 else None
        if isinstance(operand, Expr) and op.accepts(1) and not op.conditions:
            graph = operand.graph
            if not graph.ops[operand.node].boolean:
                return Expr(graph, graph.apply(op, (operand.node,)))
        return apply(op, *operands)

    call.__name__ = call.__qualname__ = op.name
    return call


def operate(name: str, a: Operand, b: Operand) -> Expr:
    """The formula a name b; NotImplemented where an operand is no number (an array, say)."""
    if not (is_operand(a) and is_operand(b)):
        return NotImplemented  # type: ignore[no-any-return]
    return apply(TABLE[name], a, b)


def is_operand(value: object) -> bool:
    """Whether a value can stand in a formula: a formula or a real number."""
    return isinstance(value, Expr | float) or hasattr(value, "denominator")


def home(operands: tuple[Operand, ...]) -> Graph:
    """The largest of the operands' graphs, into which the others are copied."""
    graphs = [operand.graph for operand in operands if isinstance(operand, Expr)]
    return max(graphs, key=len) if graphs else Graph()


def into(graph: Graph, operand: Operand) -> int:
    """The node of a formula or a number in a graph; a float is the decimal that it prints as."""
    if isinstance(operand, Expr):
        if operand.graph is graph:
            return operand.node
        return transfer(operand.graph, [operand.node], graph)[0]
    if isinstance(operand, bool):
        return graph.truth(operand)
    if isinstance(operand, float):
        if (value := decimal(repr(float(operand)))) is None:
            raise DomainError(f"{operand!r} is not a real number")
        return graph.number(value)
    if is_operand(operand):
        return graph.number(rational(int(operand.numerator), int(operand.denominator)))
    raise NumberError(f"{described(operand)} is neither a formula nor a real number")


def check_call(op: Op, graph: Graph, nodes: tuple[int, ...]) -> None:
    """Raises SymchainError where a function cannot be called with these arguments."""
    if not op.accepts(len(nodes)):
        wanted = "1 or more" if op.variadic else str(len(op.parameters))
        raise SymchainError(
            f"'{op.name}' takes {wanted} argument{'' if wanted == '1' else 's'}, not {len(nodes)}"
        )
    for position, node in enumerate(nodes):
        if graph.ops[node].boolean != (position in op.conditions):
            wanted = "a condition" if position in op.conditions else "a number, not a condition"
            raise SymchainError(f"argument {position + 1} of '{op.name}' must be {wanted}")


def as_name(variable: Expr | str) -> str:
    """The name of a variable given as a handle or as its name, in the one spelling of it.

    Raises SymchainError for anything else.
    """
    if isinstance(variable, str):
        from symchain.parsing.names import variable_name

        return variable_name(variable)
    name = variable.graph.names.get(variable.node) if isinstance(variable, Expr) else None
    if name is None:
        raise SymchainError(f"{described(variable)} is not a variable, nor the name of one")
    return name


def as_names(variables: Iterable[Expr | str] | Expr | str | None) -> list[str]:
    """The names of variables, each once; a text has them between spaces or commas, None has none.

    Raises SymchainError for anything else.

    >>> as_names("x, y"), as_names([symbol("x"), "y", "x"])
    (['x', 'y'], ['x', 'y'])
    """
    return [] if variables is None else list(dict.fromkeys(_names(variables)))


def _names(variables: Iterable[Expr | str] | Expr | str) -> list[str]:
    """The names of variables, in the order in which they are given."""
    from symchain.parsing.names import variable_name

    if isinstance(variables, str):
        variables = variables.replace(",", " ").split()
    if isinstance(variables, Expr):
        return [as_name(variables)]
    if not hasattr(variables, "__iter__"):
        raise SymchainError(f"{described(variables)} is no list of variables: write ['x', 'y']")
    return [variable_name(v) if isinstance(v, str) else as_name(v) for v in variables]


def by_name(values: Mapping[Any, Any]) -> dict[str, Any]:
    """What is given for variables, by their names; raises SymchainError for what is no mapping."""
    if not hasattr(values, "items"):
        raise SymchainError(f"{described(values)} gives no values to variables: write {{'x': 1}}")
    return {as_name(key): value for key, value in values.items()}


def described(value: object) -> str:
    """How an error names what it was given: a formula by its text, other things by their kind."""
    if isinstance(value, Expr | str):
        return f"'{clipped(str(value))}'"
    return f"a value of type {type(value).__name__}"


def symbols(names: str) -> tuple[Expr, ...]:
    """Variables of one new graph, from names separated by spaces or commas.

    Raises SymchainError for a name that no formula can spell.

    >>> symbols("x, y")
    (Expr('x'), Expr('y'))
    """
    graph = Graph()
    return tuple([Expr(graph, graph.symbol(name)) for name in _names(names)])


def symbol(name: str) -> Expr:
    """One variable; raises SymchainError for a name that no formula can spell."""
    from symchain.parsing.names import variable_name

    graph = Graph()
    return Expr(graph, graph.symbol(variable_name(name)))
