"""The function table as people read it."""

from __future__ import annotations

from symchain.errors import SymchainError
from symchain.functions import ROWS, named
from symchain.functions.foreign import FOREIGN
from symchain.functions.row import Op
from symchain.parsing.names import FUNCTIONS, PIECEWISE, SPECIAL, plain, suggestion
from symchain.parsing.scanner import Source


def call(op: Op) -> str:
    """How a function is written: `atan2(a, b)`, `logsumexp(x, ...)`, `a^b`."""
    if op.infix:
        return op.infix.join(op.parameters)
    inside = ", ".join(op.parameters)
    return f"{op.name}({inside}{', ...' if op.variadic else ''})" if inside else op.name


def overview() -> dict[str, list[str]]:
    """All functions that are called by name, in the order of the table."""
    rows = [call(op) for op in ROWS if not op.infix and op.name.isidentifier()]
    return {"functions": [*rows, f"{PIECEWISE}(condition, value, ..., otherwise)"]}


def described(name: str) -> dict[str, object]:
    """What the table says of one function.

    Raises SymchainError for an unknown name.
    """
    op = named(name)
    if name == PIECEWISE:
        return {
            "function": f"{PIECEWISE}(c1, v1, c2, v2, ..., otherwise)",
            "definition": "where(c1, v1, where(c2, v2, ... otherwise))",
        }
    if op is None or name not in SPECIAL:
        near = suggestion(name, FUNCTIONS)
        hint = f"did you mean '{near}'?" if near else "`symchain functions` lists all"
        hint = f"write {FOREIGN[word]}" if (word := plain(name)) in FOREIGN else hint
        raise SymchainError(f"unknown function '{name}' ({hint})")
    fields: dict[str, object] = {"function" if op.parameters else "constant": call(op)}
    slopes = _slopes(op)
    fields.update(slopes)
    if "y" not in op.parameters and any("y" in Source(rule).distinct for rule in slopes.values()):
        fields["y"] = f"the value of {call(op)}"
    if op.shared:
        fields["share"] = "1 for what is chosen, 0 for the rest, equal parts at a tie"
    optional = {
        "definition": op.definition,
        "domain": op.domain,
        "differentiable where": op.smooth,
        "parity": op.parity,
        "synonyms": ", ".join(op.synonyms),
        "exact values": ", ".join(f"{op.name}({k}) = {v}" for k, v in op.at.items()),
    }
    return {**fields, **{key: value for key, value in optional.items() if value}}


def _slopes(op: Op) -> dict[str, str]:
    """The partial derivatives by the parameters that are numbers."""
    otherwise = "from its definition" if op.definition else "no closed form"
    return {
        f"d/d{parameter}": (op.partial(position) if op.partials else None) or otherwise
        for position, parameter in enumerate(op.parameters)
        if position not in op.conditions
    }
