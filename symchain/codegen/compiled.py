"""`compile`: a formula's value and gradient as functions in memory."""

from __future__ import annotations

import builtins

from symchain.codegen.generate import generate
from symchain.codegen.header import digest, read_header

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

    from symchain.codegen.generate import Source, Variable

LONG = 1_000_000  # characters of a module that is compiled function by function


class Compiled:
    """Compiled functions, by what they return: f.value, f.gradient, f.value_and_gradient, ...

    `source` is the text of the module that they are from.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        facts, _ = read_header(source)
        space = namespace(source)
        functions = facts["functions"]
        assert isinstance(functions, dict)
        self._functions = {kind: space[name] for kind, name in functions.items()}

    def __getattr__(self, kind: str) -> Callable[..., Any]:
        functions: dict[str, Callable[..., Any]] = self.__dict__.get("_functions", {})
        if kind not in functions:
            known = ", ".join(functions)
            raise AttributeError(f"'{kind}' was not compiled (there is: {known}): see emit=")
        return functions[kind]

    def __repr__(self) -> str:
        facts, _ = read_header(self.source)
        return f"<compiled {facts['formulas']} of {facts['variables']}>"


def namespace(source: str) -> dict[str, Any]:
    """What an emitted module defines, once it was run; its lines show in tracebacks."""
    import linecache

    name = f"<symchain {digest(source)[:12]}>"
    space: dict[str, Any] = {"__name__": name}
    line = 0
    for piece in _pieces(source):
        # Our own text, not a user's. The empty lines before it keep the numbers of its lines.
        exec(builtins.compile("\n" * line + piece, name, "exec"), space)
        line += piece.count("\n")
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    return space


def _pieces(source: str) -> list[str]:
    """A long text cut before functions, so that its syntax trees are not in memory all at once."""
    if len(source) < LONG:
        return [source]
    head, *functions = source.split("\ndef ")
    return [
        head + "\n",
        *["def " + function + "\n" for function in functions[:-1]],
        "def " + functions[-1],
    ]


def compile(
    source: Source,
    *,
    signature: str = "scalars",
    variables: Iterable[Variable] | None = None,
    wrt: Iterable[Variable] | None = None,
    emit: Sequence[str] | None = None,
    mode: str = "auto",
    layout: str = "dense",
    standalone: bool = False,
) -> Compiled:
    """The functions of `symchain.codegen.generate`, with its options, compiled in memory.

    >>> from symchain import parse
    >>> f = compile(parse("x^2*y"))
    >>> f.value_and_gradient(3.0, 2.0)
    (18.0, (12.0, 9.0))
    """
    text = generate(
        source,
        signature=signature,
        variables=variables,
        wrt=wrt,
        emit=emit,
        mode=mode,
        layout=layout,
        standalone=standalone,
    )
    return Compiled(text)
