"""The source text of support routines, with everything they need, to be copied into a module."""

from __future__ import annotations

from functools import cache
from threading import Lock

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Iterable
    from typing import Any

Known = dict[str, tuple[str, frozenset[str]]]
_READING = Lock()


def source(names: Iterable[str]) -> tuple[list[str], frozenset[str]]:
    """The texts of the routines and of what they need, and all names they define.

    Each text follows the texts that it needs; a name is defined once. Raises KeyError for a
    routine that is not there.
    """
    known = _definitions()
    placed: dict[str, None] = {}
    stack = sorted(names, reverse=True)
    while stack:
        name = stack[-1]
        missing = sorted(known[name][1] - placed.keys(), reverse=True)
        if name in placed or not missing:
            placed.setdefault(stack.pop())
        else:
            stack.extend(missing)
    return [known[name][0] for name in placed], frozenset(placed)


def routine(name: str) -> Callable[..., Any]:
    """A routine itself, to be called."""
    return _routines()[name]


@cache
def _routines() -> dict[str, Callable[..., Any]]:
    """All routines by name."""
    from importlib import import_module
    from pkgutil import iter_modules

    from symchain.codegen import support

    found: dict[str, Callable[..., Any]] = {}
    for module in iter_modules(support.__path__):
        space = vars(import_module(f"{support.__name__}.{module.name}"))
        found.update({key: each for key, each in space.items() if callable(each)})
    return found


def names() -> frozenset[str]:
    """All names that the support routines define."""
    return frozenset(_definitions())


@cache
def _definitions() -> Known:
    """The text of each routine and constant, and the names of others that it uses."""
    from importlib.resources import files

    known: Known = {}
    folder = files("symchain.codegen.support")
    for entry in sorted(folder.iterdir(), key=lambda file: file.name):
        if entry.name.endswith(".py"):
            text = entry.read_text(encoding="utf-8")
            for statement in statements(text):
                _note(known, statement, text)
    return {name: (text, (used & known.keys()) - {name}) for name, (text, used) in known.items()}


def statements(text: str) -> list[ast.stmt]:
    """The statements of a routine's text, read by one thread at a time.

    CPython 3.11 raises SystemError where several make trees at once.
    """
    import ast

    with _READING:
        return ast.parse(text).body


def _note(known: Known, statement: object, text: str) -> None:
    import ast

    if isinstance(statement, ast.FunctionDef):
        name = statement.name
    elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        name = statement.target.id
    elif isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
        name = statement.targets[0].id
    else:
        return
    if name == "__all__" or not statement.end_lineno:
        return
    assert name not in known, f"two support routines are called {name}"
    lines = text.splitlines()[statement.lineno - 1 : statement.end_lineno]
    found = [node for node in ast.walk(statement) if isinstance(node, ast.Name)]
    own = {node.id for node in found if isinstance(node.ctx, ast.Store)}  # its own variables
    used = {node.id for node in found} - own
    known[name] = ("\n".join(lines), frozenset(used))
