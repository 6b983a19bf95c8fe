"""Extension modules: generated, compiled and checked, then put where Python finds them."""

from __future__ import annotations

from symchain.checking.modules import generate_checked
from symchain.checking.writing import check_place, put
from symchain.codegen.routines import MODULE, Routines, check_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

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
    import os

    from symchain.codegen.building import extension, suffix
    from symchain.codegen.header import read_header

    check_name(name, is_module=True)
    path = os.path.join(folder, name + suffix())
    check_place(path, force)
    text, verdict = generate_checked(source, target="cpython", name=name, **options)
    with open(extension(read_header(text)[1]), "rb") as file:
        put(path, file.read())
    return path, verdict
