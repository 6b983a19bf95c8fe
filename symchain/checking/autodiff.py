"""JAX and PyTorch as further engines: the formula in their own functions, their own gradient."""

from __future__ import annotations

import importlib.util

from symchain.functions.row import Op
from symchain.graph.graph import Graph
from symchain.graph.rational import as_float
from symchain.graph.walk import reachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

ENGINES = ("jax", "torch")
LARGEST = 2_000  # nodes beyond which tracing costs more than it tells

OPERATORS: dict[str, Callable[..., Any]] = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b,
    "negate": lambda a: -a,
    "power": lambda a, b: a**b,
    "less": lambda a, b: a < b,
    "less_equal": lambda a, b: a <= b,
    "equal": lambda a, b: a == b,
    "not_equal": lambda a, b: a != b,
    "and": lambda a, b: a & b,
    "or": lambda a, b: a | b,
    "not": lambda a: ~a,
}


def installed() -> list[str]:
    """The engines that this environment has."""
    return [name for name in ENGINES if importlib.util.find_spec(name) is not None]


def derivatives(
    engine: str, graph: Graph, root: int, variables: Sequence[int]
) -> tuple[Callable[[list[float]], list[float]], Callable[[list[float]], Any]] | None:
    """Functions from a point to the gradient and to the Hessian, by JAX or PyTorch.

    None where the engine lacks a function of the formula.
    """
    order = reachable(graph, [root])
    space = _space(engine)
    functions: dict[Op, Callable[..., Any]] = {}
    for op in {graph.ops[node] for node in order if graph.args[node]}:
        function = OPERATORS.get(op.name) or spelled(op, engine, space)
        if function is None:
            return None
        functions[op] = function
    constants = {node: as_float(graph.constants[node]) for node in order if node in graph.constants}
    named = {"pi": 3.141592653589793, "e": 2.718281828459045, "true": True, "false": False}

    def value(inputs: Any) -> Any:
        made: dict[int, Any] = {}
        for node in order:
            if node in constants:
                made[node] = space["number"](constants[node])
            elif node in graph.names:
                made[node] = inputs[variables.index(node)]
            elif not graph.args[node]:
                made[node] = space["number"](named[graph.ops[node].name])
            else:
                made[node] = functions[graph.ops[node]](*[made[a] for a in graph.args[node]])
        return made[root]

    if engine == "jax":
        return _jax(space, value)
    return _torch_gradient(space, value), _torch_hessian(space, value)


def _jax(
    space: dict[str, Any], value: Any
) -> tuple[Callable[[list[float]], list[float]], Callable[[list[float]], Any]]:
    slope, bend = space["jax"].grad(value), space["jax"].hessian(value)
    array = space["jnp"].array
    return (
        lambda point: [float(x) for x in slope(array(point))],
        lambda point: bend(array(point)).tolist(),
    )


def _torch_hessian(space: dict[str, Any], value: Any) -> Callable[[list[float]], Any]:
    torch = space["torch"]

    def run(point: list[float]) -> Any:
        inputs = torch.tensor(point, dtype=torch.float64)
        # adding zero times the inputs: torch refuses a value that depends on none of them
        total = lambda x: value(x) + 0.0 * x.sum()  # noqa: E731
        return torch.autograd.functional.hessian(total, inputs).tolist()

    return run


def _torch_gradient(space: dict[str, Any], value: Any) -> Callable[[list[float]], list[float]]:
    torch = space["torch"]

    def run(point: list[float]) -> list[float]:
        inputs = torch.tensor(point, dtype=torch.float64, requires_grad=True)
        result = value(inputs)
        if not getattr(result, "requires_grad", False):
            return [0.0] * len(point)
        result.backward()
        return [0.0] * len(point) if inputs.grad is None else [float(x) for x in inputs.grad]

    return run


def _space(engine: str) -> dict[str, Any]:
    """The modules that the table's spellings name."""
    if engine == "jax":
        import jax
        import jax.numpy as jnp
        import jax.scipy.special
        import jax.scipy.stats

        jax.config.update("jax_enable_x64", True)
        return {"jax": jax, "jnp": jnp, "number": jnp.float64, "home": jnp}
    import torch

    def number(value: float) -> Any:
        return torch.tensor(value, dtype=torch.float64)

    return {"torch": torch, "number": number, "home": torch}


def spelled(op: Op, engine: str, space: dict[str, Any]) -> Callable[..., Any] | None:
    """A row's function in an engine; None where it has none."""
    spelling = op.spelled.get(engine, op.name)
    if op.name == "hypot" and spelling:
        return lambda *args: sum(arg * arg for arg in args) ** 0.5
    if spelling.isidentifier():
        return getattr(space["home"], spelling, None) or getattr(
            getattr(space["home"], "special", None), spelling, None
        )
    if not spelling:
        return None
    parameters = ", ".join(op.parameters)
    body = (
        spelling.replace("{", "").replace("}", "")
        if "{" in spelling
        else f"{spelling}({parameters})"
    )
    own = dict(space)
    exec(compile(f"def spelled({parameters}): return {body}", f"<table: {op.name}>", "exec"), own)
    made: Callable[..., Any] = own["spelled"]
    return made
