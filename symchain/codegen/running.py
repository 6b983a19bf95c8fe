"""Emitted text as functions that can be called: it is run, or compiled and loaded."""

from __future__ import annotations

import builtins

from symchain.codegen.header import digest, read_header

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

LONG = 1_000_000  # characters of a module that is compiled function by function


def functions_of(source: str, threads: int = 1) -> dict[str, Callable[..., Any]]:
    """The functions of an emitted module, which must be our own, by what they return.

    With them come those that read and write buffers, by kind + "_into", where the target has them.
    `threads` share the points of a call with arrays, where the target can do that.
    """
    facts: dict[str, Any] = read_header(source)[0]
    found = loaded(source, threads)
    return {
        kinds + form: found[name + form]
        for kinds, name in facts["functions"].items()
        for form in ("", "_into")
        if name + form in found
    }


def loaded(source: str, threads: int = 1) -> Mapping[str, Any]:
    """What an emitted module defines, by name, in the way of its target."""
    from symchain.codegen.targets import TARGETS

    facts: dict[str, Any] = read_header(source)[0]
    return TARGETS[facts.get("target", "python")].load(source, threads)


def in_doubles(source: str) -> dict[str, Any]:
    """The facts of an emitted module that is to be compared: its library computes with doubles."""
    from symchain.codegen.targets import TARGETS

    facts: dict[str, Any] = read_header(source)[0]
    if doubles := TARGETS[facts.get("target", "python")].doubles:
        doubles()
    return facts


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
