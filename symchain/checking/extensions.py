"""Extension modules: generated, compiled and checked, then put where Python finds them."""

from __future__ import annotations

from symchain.checking.implicit import generate_implicit_checked
from symchain.checking.modules import generate_checked
from symchain.checking.writing import check_place, put
from symchain.codegen.routines import MODULE, Routines, check_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from symchain.calculus.implicit.equations import Source as Equations
    from symchain.calculus.implicit.equations import System
    from symchain.checking.verdict import Verdict
    from symchain.graph.model import Source


def build(
    source: Source | Routines,
    folder: str = ".",
    *,
    name: str = MODULE,
    force: bool = False,
    **options: Any,
) -> tuple[str, Verdict]:
    """The path of an extension module that is built for a formula or a model, and its verdict.

    `name` is the module's, as in `import gradients`; it is written into the folder, whole or not at
    all. A file that symchain did not build stays there, unless `force`. `options` are those of
    `symchain.generate`. Raises SymchainError where there is no C compiler, where Python's C headers
    are missing, or where the file cannot be written, and what `symchain.generate` raises.
    """
    path = _place(folder, name, force)
    text, verdict = generate_checked(source, target="cpython", name=name, **options)
    _put(text, path)
    return path, verdict


def build_implicit(
    source: Equations | System,
    dep: Sequence[str] | None = None,
    wrt: Sequence[str] | None = None,
    folder: str = ".",
    *,
    name: str = MODULE,
    force: bool = False,
    **options: Any,
) -> tuple[str, Verdict]:
    """The path of an extension module that solves equations, and its verdict.

    As `build`; `options` are those of `symchain.generate_implicit`, whose errors it raises too.
    """
    path = _place(folder, name, force)
    text, verdict = generate_implicit_checked(
        source, dep, wrt, target="cpython", name=name, **options
    )
    _put(text, path)
    return path, verdict


def _place(folder: str, name: str, force: bool) -> str:
    """The path of a module that can be put there."""
    import os

    from symchain.codegen.building import suffix

    check_name(name, is_module=True)
    path = os.path.join(folder, name + suffix())
    check_place(path, force)
    return path


def _put(text: str, path: str) -> None:
    """Puts the extension that a text is into its place."""
    from symchain.codegen.building import extension
    from symchain.codegen.header import read_header

    with open(extension(read_header(text)[1]), "rb") as file:
        put(path, file.read())
