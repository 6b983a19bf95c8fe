"""Python functions traced into models: called once, with variables in the place of numbers."""

from __future__ import annotations

from symchain.errors import BudgetError, SymchainError
from symchain.graph.expr import Expr, into, is_operand
from symchain.graph.graph import Graph
from symchain.graph.model import Model, named

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from inspect import Parameter
    from typing import Any

    Shape = int | tuple[int, ...]

LARGEST = 1_000_000  # variables of one array


def trace(function: Callable[..., Any], /, **shapes: Shape) -> Model:
    """The model of a Python function, which is called once with variables in the place of numbers.

    Each parameter is a variable of its own name. One with a shape is a NumPy array of variables:
    x1, x2, x3 for `trace(f, x=3)`, x1_1, x1_2, ... for x=(2, 2); *xs with a shape is so many
    variables. A parameter with a default keeps it, unless it has a shape; the shape () makes it a
    variable. The function may use operators, functions of symchain and NumPy on such arrays.

    The output is called like the function. Entries of a list, a tuple or an array have their
    numbers behind it (f1, f2_3), values of a dictionary are called like their keys.

    Raises SymchainError where the function chooses by a formula (`if x > 0`: use where), hands one
    to what needs a number (math.sin: use symchain.sin) or returns something else. Beware of
    `x == 0`, which asks whether x is written 0: use where(equal(x, 0), ...).

    >>> from symchain import exp, trace
    >>> def loss(x, y, w=3):
    ...     return exp(x*y) + w
    >>> trace(loss).outputs
    {'loss': Expr('exp(x*y) + 3')}
    """
    name = getattr(function, "__name__", "")
    graph = Graph()
    positional, keywords = arguments(function, graph, shapes)
    try:
        result = function(*positional, **keywords)
    except TypeError as error:
        about_formulas = "Expr" in str(error) or "dtype('O')" in str(error)
        if isinstance(error, SymchainError) or not about_formulas:
            raise
        raise SymchainError(
            f"'{name or function}' hands a formula to what needs a number ({error}): use functions "
            "of symchain, and numbers for lengths and indices"
        ) from error
    return Model(graph, outputs_of(graph, result, name))


def arguments(
    function: Callable[..., Any], graph: Graph, shapes: Mapping[str, Shape]
) -> tuple[list[Any], dict[str, Any]]:
    """What a function is called with: variables in a graph, as positional and keyword arguments.

    Raises SymchainError for what is no function of known parameters, and for a shape of none.
    """
    parameters = parameters_of(function)
    for name in shapes:
        if name not in parameters:
            known = ", ".join(parameters) or "none"
            raise SymchainError(f"'{name}' is no parameter of the function (known: {known})")
    positional: list[Any] = []
    keywords: dict[str, Any] = {}
    for name, parameter in parameters.items():
        shape = shapes.get(name)
        if parameter.kind is parameter.VAR_POSITIONAL:
            positional += [] if shape is None else list(array(graph, name, shape))
        elif parameter.kind is parameter.VAR_KEYWORD:
            continue
        elif shape is None and parameter.default is not parameter.empty:
            if parameter.kind is not parameter.KEYWORD_ONLY:
                positional.append(parameter.default)
        else:
            value = array(graph, name, () if shape is None else shape)
            if parameter.kind is parameter.KEYWORD_ONLY:
                keywords[name] = value
            else:
                positional.append(value)
    return positional, keywords


def parameters_of(function: Callable[..., Any]) -> Mapping[str, Parameter]:
    """The parameters of a function by name; raises SymchainError where they are not known."""
    from inspect import signature

    try:
        return signature(function).parameters
    except (TypeError, ValueError):
        raise SymchainError(
            f"{function!r} is no function of known parameters: wrap it, as in lambda x: ..."
        ) from None


def array(graph: Graph, name: str, shape: Shape) -> Any:
    """A NumPy array of variables that are called after their places; one variable for ().

    Raises SymchainError for what is no shape and for a name that is another variable's.
    """
    sizes = (shape,) if isinstance(shape, int) else shape
    if sizes == ():
        return variable(graph, name, name)
    count = 1
    for size in sizes if isinstance(sizes, tuple | list) else (0,):
        if not isinstance(size, int) or size < 1:
            raise SymchainError(f"the shape of '{name}' is not 3 or (2, 3), but {shape!r}")
        count *= size
    if count > LARGEST:
        raise BudgetError(f"'{name}' has more than {LARGEST} entries")
    try:
        import numpy
    except ImportError:
        raise SymchainError("arrays of variables need NumPy: pip install numpy") from None
    made: Any = numpy.empty(sizes, dtype=object)
    for place in numpy.ndindex(*sizes):
        made[place] = variable(graph, name + "_".join([str(i + 1) for i in place]), name)
    return made


def variable(graph: Graph, name: str, parameter: str) -> Expr:
    """A new variable; raises SymchainError where there is one of its name."""
    if graph.find_symbol(name) is not None:
        raise SymchainError(
            f"'{name}' would be two variables, one of them for '{parameter}': rename a parameter"
        )
    return Expr(graph, graph.symbol(name))


def outputs_of(graph: Graph, result: Any, name: str) -> dict[str, int]:
    """The nodes of what a function returned, by name.

    Raises SymchainError for what is no formula, for a bad name and for one that is taken.
    """
    found: dict[str, int] = {}
    taken = set(graph.names.values())
    own = name if name.isidentifier() and name not in taken else next(iter(named(graph, [0])))
    for label, value in leaves(result, own):
        if not is_operand(value):
            kind = type(value).__name__
            raise SymchainError(f"'{own}' returns a '{kind}': formulas and numbers are expected")
        if not label.isidentifier() or label in found or label in taken:
            why = "is taken" if label.isidentifier() else "is no name"
            raise SymchainError(f"the output '{label}' of '{own}' {why}: choose another name")
        found[label] = into(graph, value)
    if not found:
        raise SymchainError(f"'{own}' returns nothing: formulas are expected")
    return found


def leaves(result: Any, name: str) -> Iterator[tuple[str, Any]]:
    """The values inside of lists, tuples, arrays and dictionaries, each with its name."""
    stack = [(name, "", result)]
    while stack:
        label, gap, value = stack.pop()
        if not isinstance(value, Expr) and hasattr(value, "tolist"):
            value = value.tolist()
        if isinstance(value, dict):
            head = f"{label}_" if gap else ""
            inside = [(f"{head}{key}", "", part) for key, part in value.items()]
        elif isinstance(value, list | tuple):
            inside = [(f"{label}{gap}{i}", "_", part) for i, part in enumerate(value, 1)]
        else:
            yield label, value
            continue
        stack += reversed(inside)
