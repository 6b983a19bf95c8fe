"""The function table as people read it."""

from __future__ import annotations

from symchain.errors import SymchainError
from symchain.functions import ROWS, named
from symchain.functions.row import Op


def call(op: Op) -> str:
    """How a function is written: `atan2(a, b)`, `logsumexp(x, ...)`."""
    inside = ", ".join(op.parameters)
    return f"{op.name}({inside}{', ...' if op.variadic else ''})" if inside else op.name


def overview() -> dict[str, list[str]]:
    """All functions that are called by name, in the order of the table."""
    return {"functions": [call(op) for op in ROWS if not op.infix and op.name.isidentifier()]}


def described(name: str) -> dict[str, object]:
    """What the table says of one function.

    Raises SymchainError for an unknown name.
    """
    op = named(name)
    if op is None or op.infix:
        raise SymchainError(f"unknown function '{name}': `symchain functions` lists all")
    fields: dict[str, object] = {"function": call(op)}
    for parameter, position in zip(op.parameters, range(len(op.parameters)), strict=True):
        rule = op.partial(position) if op.partials else None
        fields[f"d/d{parameter}"] = rule or (
            "from its definition" if op.definition else "no closed form"
        )
    optional = {
        "definition": op.definition,
        "domain": op.domain,
        "differentiable where": op.smooth,
        "parity": op.parity,
        "synonyms": ", ".join(op.synonyms),
        "exact values": ", ".join(f"{op.name}({k}) = {v}" for k, v in op.at.items()),
    }
    return {**fields, **{key: value for key, value in optional.items() if value}}
